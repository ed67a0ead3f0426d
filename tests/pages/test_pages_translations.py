"""The Chinese interface is whole: each message of code and templates is translated, with the same places in it."""

import json
import re
import urllib.error
import urllib.request
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from pages.test_pages_things import text_of

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s")


def messages() -> set[str]:
    options = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    root = Path(str(files("server")))
    found = extract_from_dir(root, METHODS, options, keywords=KEYWORDS)
    return {m[0] if isinstance(m, tuple) else m for _, _, m, _, _ in found}


def test_every_message_has_its_chinese() -> None:
    with files("server").joinpath("translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        catalogue = read_po(source, locale="zh")
    used = messages()
    assert len(used) > 200
    for message in used:
        entry = catalogue.get(message)
        assert entry is not None, f"no Chinese for {message!r}"
        translated = entry.string[0] if isinstance(entry.string, tuple) else entry.string
        assert translated, f"empty Chinese for {message!r}"
        # "%(num)s" may be left out of a singular, but nothing may be asked for that is not given
        assert set(PLACE.findall(translated)) <= set(PLACE.findall(message)) | {"num"}, message


def test_no_translation_is_left_over() -> None:
    with files("server").joinpath("translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        catalogue = read_po(source, locale="zh")
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue if m.id}
    assert known <= messages()


#: What is called the same in both languages.
CHINESE = "[\u4e00-\u9fff]"
SAME = {"SPARQL", "SHA-256", "curl", "Python", "R"}
CLASSES = (
    "Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place", "Project", "Industry",
    "Visit", "Meeting", "Ceremony", "Article", "Statistic", "Role",
)  # fmt: skip
FIXED = (
    "/", "/search", "/search?q=qingdao", "/search?q=nothing+of+the+kind", "/sparql", "/sparql?query=SELECT%20%7B",
    "/sparql?query=ASK%20%7B%7D", "/downloads", "/ontology", "/about", "/set-aside", "/map", "/nowhere",
)  # fmt: skip


def fetched(address: str) -> str:
    asked = urllib.request.Request(address, headers={"Accept-Language": "zh", "Accept": "text/html"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_no_heading_label_or_button_of_a_chinese_page_is_english(site: str) -> None:
    """On the graph of the seeds, with the real ontology and shapes."""
    start, found = site.rstrip("/"), []
    paths = list(FIXED)
    for cls in CLASSES:
        with urllib.request.urlopen(f"{start}/search.json?type={cls}&sort=mentions&limit=2") as answer:  # noqa: S310
            paths += ["/" + hit["page"].split("/", 3)[3] for hit in json.load(answer)["results"]]
    facts = {
        m
        for path in paths[len(FIXED) :]
        for m in re.findall(r'basis[^>]+href="(/fact[^"]+)"', fetched(start + path))[:1]
    }
    for path in [*paths, *(fact.replace("&amp;", "&") for fact in sorted(facts)[:6])]:
        html = fetched(start + path)
        for text in re.findall(r"<(?:h2|h3|dt|th|summary|button|label|caption|legend)\b[^>]*>(.*?)</", html, re.DOTALL):
            shown = text_of(re.sub(r"<bdi.*?</bdi>|<code.*|<a .*|<[^>]*$", "", text, flags=re.DOTALL))
            if re.search(r"[A-Za-z]{3}", shown) and not re.search(CHINESE, shown) and shown not in SAME:
                found.append((path, shown))
        found += [
            (path, label)
            for label in re.findall(r'aria-label="([^"]+)"', html)
            if not re.search("[\u4e00-\u9fff]", label)
        ]
    assert not found


BROKEN = (
    "SELECT {", "SELEC ?x", "SELECT * { ex:a ?p ?o }", "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }",
    "SELECT * { SERVICE <http://other.example/> { ?s ?p ?o } }", "SELECT * { ?s ?p }", "SELECT * " + "{" * 500,
)  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_what_is_wrong_with_a_query_is_told_in_chinese_too(client: FlaskClient, query: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "zh"}
    html = client.get("/sparql", query_string={"query": query}, headers=headers).text
    alert = re.search(r'role="alert">(.*?)</div>', html, re.DOTALL)
    assert alert is not None
    for told in re.findall(r"<p>(.*?)</p>", alert[1], re.DOTALL):
        message = text_of(re.sub(r"<b>.*?</b>", "", told))
        assert not message or re.search(CHINESE, message), message
