"""``make screenshots``: every page type at three widths, light and dark, into ``screenshots/``.

Builds the graph of ``seeds/`` into a temporary folder, serves it and takes the pictures with Chromium.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
KG = Path(sys.executable).with_name("kg")
WIDTHS = (390, 1024, 1600)
KINDS = (
    "Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place", "Project", "Industry",
    "Visit", "Meeting", "Ceremony", "Signing", "Conference", "Article", "Statistic", "Role",
)  # fmt: skip
QUERY = "PREFIX cg: <https://w3id.org/civigraph/ontology#> SELECT ?person ?name WHERE { ?person a cg:Person ; "
CG = "PREFIX cg: <https://w3id.org/civigraph/ontology#> PREFIX schema: <https://schema.org/> "
COUNTED = CG + "SELECT ?class (COUNT(?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 20"
DATED = CG + "SELECT ?event ?who ?day WHERE { ?event cg:participant ?who ; schema:startDate ?day }"
FIXED = {
    "home": "/", "home-chinese": "/?lang=zh", "browse": "/search?lang=en", "search": "/search?q=qingdao",
    "browse-parks": "/search?type=Park", "browse-visits": "/search?type=Visit",
    "search-nothing": "/search?q=nothing+of+the+kind", "sparql": "/sparql",
    "sparql-results": "/sparql?query=" + quote(QUERY + "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"),
    "sparql-error": "/sparql?query=" + quote("SELECT ?person WHERE {\n  ?person a\n}"), "downloads": "/downloads",
    "map": "/map?show=parks", "ontology": "/ontology", "about": "/about", "set-aside": "/set-aside",
    "not-found": "/page/person/nobody", "sparql-chart": "/sparql?view=chart&query=" + quote(COUNTED),
    "sparql-timeline": "/sparql?view=timeline&query=" + quote(DATED),
    "sparql-graph": "/sparql?view=graph&query=" + quote(DATED),
}  # fmt: skip


def pages(address: str) -> dict[str, str]:
    """Address of one page of each type, the most mentioned of its class."""
    import json

    found = dict(FIXED)
    for kind in KINDS:
        with urllib.request.urlopen(f"{address}/search.json?type={kind}&sort=mentions&limit=1") as answer:  # noqa: S310
            for hit in json.load(answer)["results"]:
                found[kind.lower()] = path = "/" + hit["page"].split("/", 3)[3]
                if kind == "Person":
                    found["list"] = path + "?list=others"
                    found |= beside(address, path)
    return found


def beside(address: str, path: str) -> dict[str, str]:
    """Addresses of what a person's page leads to: a fact with its words, one with its reason, what two share."""
    with urllib.request.urlopen(address + path) as answer:  # noqa: S310
        html = answer.read().decode()
    wanted = {
        "fact": r'href="(/fact[^"]+)"', "fact-entailed": r'class="basis entailed" href="(/fact[^"]+)"',
        "common": r'href="(/common[^"]+)"',
    }  # fmt: skip
    return {name: unescape(link[1]) for name, pattern in wanted.items() if (link := re.search(pattern, html))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="a running server, instead of one on the seeds")
    parser.add_argument("--output", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--port", type=int, default=8390)
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    if given.address:
        take(given.address.rstrip("/"), given.output)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([KG, "build", ROOT / "seeds", "--data", folder], check=True)
        server = subprocess.Popen([KG, "serve", "--data", folder, "--port", str(given.port)], stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{given.port}"
            wait(address)
            take(address, given.output)
        finally:
            server.terminate()
            server.wait(20)


def wait(address: str) -> None:
    """Until the server is ready, a minute at most."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server was not ready within a minute")


def take(address: str, output: Path) -> None:
    """All pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                viewport = {"width": width, "height": 900}
                with browser.new_context(viewport=viewport, color_scheme=scheme) as context:
                    page = context.new_page()
                    for name, path in pages(address).items():
                        page.goto(address + path)
                        first = page.locator("main .columns .evidence > summary").first
                        if first.count() and name in ("person", "project", "enterprise", "search"):
                            first.click()
                        page.screenshot(path=output / f"{name}-{width}-{scheme}.png", full_page=True)
        browser.close()
    print(f"pictures in {output}")


if __name__ == "__main__":
    main()
