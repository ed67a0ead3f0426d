"""What pages are made with: messages that stand in compiled templates, addresses of queries, terms from the workers."""

import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode

from kg.settings import Settings
from kg.terms import XSD, Iris
from pages.conftest import BASE
from pages.dataset import HOSTILE
from server import create_app, fingerprints, templating
from server.engine import Failure, QueryFailed
from server.i18n import LANGUAGES
from server.questions import Question, Questions, standalone
from server.urls import Urls

PIECES = (
    '{{ _("All %(count)s", count=x) }}',
    '{{ _("Home") if x else _("Search") }}|{{ _("Home") ~ x }}',
    '<a title="{{ _("All %(count)s", count=x) }}">{{ (_("All %(count)s", count=x))|upper }}</a>',
    "{% set said = _('All %(count)s', count=x) %}{{ said }} {{ said|length }}",
    '{{ _("%(a)s and %(b)s in common", a=x, b=_("Home")) }}',
    '{{ _("no message of ours <b> %%") }}',
    '{% for one in [1, 2] %}{{ _("All %(count)s", count=one) }}{{ here(page=one) }}{% endfor %}',
    "{{ ngettext('%(num)s article', '%(num)s articles', 3472) }} {{ 3472|number }} {{ '2024-03-05'|day }}",
)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("piece", PIECES)
def test_a_compiled_message_reads_as_one_that_is_looked_up(app: Flask, piece: str, tag: str) -> None:
    compiled = app.extensions[templating.KEPT][tag]
    with app.test_request_context(f"/?lang={tag}"):
        shown = [e.overlay(autoescape=True).from_string(piece).render(x=HOSTILE) for e in (compiled, app.jinja_env)]
    assert shown[0] == shown[1]
    assert HOSTILE not in shown[0]


def test_a_page_says_each_message_in_its_own_language(app: Flask) -> None:
    with app.test_request_context("/"):
        said = {tag: app.extensions[templating.KEPT][tag].from_string('{{ _("Home") }}').render() for tag in LANGUAGES}
    assert said == {"en": "Home", "zh": "首页"}


@pytest.mark.parametrize("iri", ["http://graph.example/id/person/x", "https://elsewhere.example/?a=b&c=%20d+e"])
def test_a_panel_leads_to_its_query_as_it_was_asked(iri: str) -> None:
    urls = Urls(Iris("http://graph.example/"))
    for name, inputs in (("events", ("entity",)), ("common", ("first", "second")), ("where", ())):
        bound = {given: NamedNode(iri) for given in inputs}
        asked = parse_qs(urlsplit(urls.panel(name, **bound)).query, strict_parsing=True)
        assert asked == {"query": [standalone(name, **bound)]}


@pytest.mark.parametrize(
    "term",
    [
        *map(Literal, ("", "a\tb", "a\nb\r", "\\t", '"', HOSTILE, " x ", "1", "true")),
        *(Literal("12", datatype=NamedNode(XSD + t)) for t in ("integer", "decimal", "double", "gYear")),
        Literal("2024-03-05", datatype=NamedNode(XSD + "date")), Literal("词\t", language="zh-hans"),
        NamedNode("http://x.example/a%20b?c=d&e=é"),
    ],
)  # fmt: skip
def test_terms_come_from_the_workers_as_they_are(app: Flask, term: Literal | NamedNode) -> None:
    rows = app.extensions["civigraph"].engine.select("SELECT ?there ?not WHERE { VALUES ?there { ?term } }", term=term)
    assert rows == [{"there": term}]


def rendered(data: Path) -> dict[str, str]:
    """The page that says there is no graph yet, in each language, of an application that has just been made."""
    client = create_app(Settings(data=data)).test_client()
    return {tag: client.get(f"/?lang={tag}", headers={"Accept": "text/html"}).text for tag in LANGUAGES}


def test_templates_kept_from_an_earlier_start_serve_their_own_language_and_release_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first = rendered(tmp_path)
    kept = {file: file.read_bytes() for file in tmp_path.rglob("*.cache")}
    assert kept
    assert rendered(tmp_path) == first
    assert "<html" in first["en"]
    assert first["en"] != first["zh"]
    monkeypatch.setattr(fingerprints, "release", lambda: "another")
    assert rendered(tmp_path) == first
    assert all(file.read_bytes() != content for file, content in kept.items())


def test_pages_are_there_where_no_compiled_template_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert "<html" in rendered(tmp_path)["zh"]


def test_queries_asked_at_once_have_the_answers_of_queries_asked_one_by_one(app: Flask) -> None:
    engine = app.extensions["civigraph"].engine
    queries = [
        "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000", "SELECT ?x { VALUES ?x { UNDEF 1 'a\\n\\t' } }",
        "SELECT ?none { ?none <urn:no> ?thing }", f"SELECT * {{ ?s ?p '''{HOSTILE}''' }}",
    ]  # fmt: skip
    assert engine.select_all(queries) == [engine.select(query) for query in queries]
    with pytest.raises(QueryFailed) as failed:
        engine.select_all([queries[0], "SELECT nonsense", queries[1]])
    assert failed.value.failure == Failure.SYNTAX
    assert engine.select_all(queries[1:2]) == [engine.select(queries[1])]


def test_what_was_asked_ahead_is_not_asked_again(app: Flask) -> None:
    asked = Questions(app.extensions["civigraph"].engine)
    entity = {"entity": NamedNode(f"{BASE}id/person/otto-lindqvist")}
    asked.ahead(Question("entity", entity), Question("structure", entity))
    rows = asked.ask("entity", **entity)
    assert rows == Questions(asked.engine).ask("entity", **entity) != []
    assert asked.ask("structure", **entity) == []
    assert asked.asked == ["entity", "structure"]
    assert asked.ask("entity", entity=NamedNode("http://elsewhere.example/")) == []
    assert asked.asked == ["entity", "structure", "entity"]
