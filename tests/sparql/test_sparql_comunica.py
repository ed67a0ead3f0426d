"""Comunica, the JavaScript engine that asks endpoints from web pages, in a real browser on a page of another origin.

``comunica/packages.json`` holds the packages that its bundle is made of, with the hashes of npm's lock; it is made anew
from ``npm install --package-lock-only @comunica/query-sparql`` and esbuild's ``--metafile``. They are fetched and
checked as the pages' editor is (``assets/build.py``), and kept in the same cache.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, sync_playwright
from pyoxigraph import Literal, Triple

from tests.conftest import ROOT

from .conftest import BEIJING, EX, Ask, ex, publish

pytestmark = pytest.mark.browser
OWN = Path(__file__).with_name("comunica")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def assets() -> Any:
    spec = importlib.util.spec_from_file_location("assets_build", ROOT / "assets" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    sys.path.insert(0, str(ROOT / "assets"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bundle() -> Path:
    """Comunica as one file for browsers."""
    made = assets()
    names = [OWN / "packages.json", OWN / "entry.js", ROOT / "assets" / "package-lock.json"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in names)).hexdigest()[:16]
    kept: Path = made.cache() / f"comunica-{digest}.js"
    if kept.exists():
        return kept
    packages = {
        path: (entry["version"], entry["integrity"]) for path, entry in json.loads(names[0].read_text()).items()
    }
    bundler = f"@esbuild/{made.machine()}"
    locked = made.wanted(json.loads(names[2].read_text())["packages"])
    packages[f"node_modules/{bundler}"] = locked[bundler]
    try:
        source = made.registry()
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(16) as pool:
            root = Path(folder)
            fetch = lambda path: made.fetched(source, path.rpartition("node_modules/")[2], packages[path])  # noqa: E731
            for path, data in zip(packages, pool.map(fetch, packages), strict=True):
                made.unpack(data, root / path)
            program = root / "node_modules" / bundler / "bin" / "esbuild"
            program.chmod(0o755)
            shutil.copy(OWN / "entry.js", root)
            command = [
                program, "entry.js", "--bundle", "--format=iife", "--platform=browser", "--define:process.env={}",
                "--log-level=warning", f"--outfile={root / 'made.js'}",
            ]  # fmt: skip
            subprocess.run(command, cwd=root, check=True, timeout=120)
            partial = kept.with_suffix(f".{os.getpid()}")
            shutil.copy(root / "made.js", partial)
            partial.replace(kept)
    except made.Unavailable as reason:
        pytest.skip(str(reason))
    return kept


@pytest.fixture(scope="module")
def elsewhere(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of somebody else's with Comunica on its page."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(bundle, folder / "comunica.js")
    (folder / "index.html").write_text("<!doctype html><meta charset=utf-8><script src=comunica.js></script>")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(elsewhere: str) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        made = browser.new_page()
        made.goto(elsewhere)
        yield made
        browser.close()


BINDINGS = """async ([query, sources]) => {
    const rows = await (await engine.queryBindings(query, { sources })).toArray();
    return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}"""


@pytest.mark.parametrize("typed", [True, False])
def test_comunica_reads_rows(page: Page, ask: Ask, typed: bool) -> None:
    """Also where it is not told that this is an endpoint, and finds out by itself."""
    source = {"type": "sparql", "value": ask.url} if typed else ask.url
    found = page.evaluate(BINDINGS, [f"SELECT ?s ?name {{ ?s <{EX}name> ?name }} ORDER BY ?s", [source]])
    assert [row["name"] for row in found] == ["北京", 'quote " and\ttab, comma\nand line', "a carriage\rreturn"]
    assert found[0]["s"] == BEIJING


def test_comunica_reads_graphs_and_truth_values(page: Page, ask: Ask) -> None:
    quads = """async ([query, sources]) => (await (await engine.queryQuads(query, { sources })).toArray())
        .map((quad) => [quad.subject.value, quad.object.value, quad.object.language])"""
    query = f"CONSTRUCT {{ ?s <{EX}called> ?n }} WHERE {{ ?s <{EX}name> ?n FILTER(LANG(?n) = 'zh') }}"
    assert page.evaluate(quads, [query, [ask.url]]) == [[BEIJING, "北京", "zh"]]
    truth = "async ([query, sources]) => engine.queryBoolean(query, { sources })"
    assert page.evaluate(truth, [f"ASK {{ <{EX}a> <{EX}knows> <{EX}b> }}", [ask.url]]) is True
    assert page.evaluate(truth, [f"ASK {{ <{EX}b> <{EX}knows> <{EX}a> }}", [ask.url]]) is False


def test_comunica_joins_two_endpoints(
    page: Page, ask: Ask, serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("second") / "data"
    publish(data, {EX + "ages": [Triple(ex("a"), ex("age"), Literal(40)), Triple(ex("z"), ex("age"), Literal(50))]})
    second = serve(data, "--processes", "1") + "sparql"
    query = f"SELECT ?name ?age {{ ?s <{EX}name> ?name ; <{EX}age> ?age }}"
    (row,) = page.evaluate(BINDINGS, [query, [ask.url, second]])
    assert row == {"name": 'quote " and\ttab, comma\nand line', "age": "40"}


def test_comunica_is_told_what_goes_wrong(page: Page, ask: Ask, serve: Callable[..., str], large_data: Path) -> None:
    with pytest.raises(Error, match=r"403|Forbidden"):
        page.evaluate(BINDINGS, ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", [
            {"type": "sparql", "value": ask.url}]])  # fmt: skip
    cut = serve(large_data, "--processes", "1", CIVIGRAPH_MAX_ANSWER_BYTES="3000000") + "sparql"
    with pytest.raises(Error):  # an answer that breaks off is never taken for a whole one
        page.evaluate(BINDINGS, ["SELECT * { ?s ?p ?o }", [{"type": "sparql", "value": cut}]])
