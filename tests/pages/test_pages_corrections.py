"""What a person may do about a fact: ready lines that the build reads; and what was withdrawn says so."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.curated import yaml_files
from kg.terms import CG, OA, ORG, PROV, RDF, RDFS, SCHEMA, XSD, Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, name, small
from pages.test_pages_things import get, text_of
from server.correcting import lines
from server.urls import Urls

IRIS = Iris(BASE)
URLS = Urls(IRIS)
VISIT = IRIS.thing("event", "visit-1-1")
STATEMENTS = [
    (VISIT, CG + "visited", name(IRIS.thing("enterprise", "brightwater-robotics"))),
    (VISIT, SCHEMA + "startDate", ox.Literal("2024-03-04", datatype=name(XSD + "date"))),
    (IRIS.thing("membership", "x"), ORG + "role", name("https://w3id.org/civigraph/role/mayor")),
    (IRIS.thing("statistic", "x"), SCHEMA + "value", ox.Literal("3.5", datatype=name(XSD + "decimal"))),
    (IRIS.thing("statistic", "x"), CG + "measure", ox.Literal('say: "so" # now', language="en")),
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_lines_are_read_as_the_fact_that_they_are_about(
    statement: tuple[str, str, ox.NamedNode | ox.Literal],
) -> None:
    subject, predicate, value = statement
    made = lines(URLS, subject, predicate, value, "Rosa: D.", "seen it", "2024")
    assert set(made) == {"withdraw", "correct", "confirm"}
    [withdrawn] = yaml_files.read("a.yaml", made["withdraw"], IRIS).changes
    assert withdrawn.withdraws is not None
    assert (withdrawn.withdraws.subject.value, withdrawn.withdraws.predicate.value) == (subject, predicate)
    assert withdrawn.withdraws.object == value
    assert withdrawn.reason.by == "Rosa: D."
    [confirmed] = yaml_files.read("a.yaml", made["confirm"], IRIS).changes
    assert confirmed.adds == ox.Triple(name(subject), name(predicate), value)


def test_what_nobody_writes_has_no_lines() -> None:
    assert lines(URLS, VISIT, RDFS + "seeAlso", name("http://x/y"), "a", "b", "c") == {}


def test_the_page_of_a_stated_fact_has_the_lines_and_that_of_an_entailed_one_has_not(client: FlaskClient) -> None:
    html = get(client, "/page/article/visit-1")
    fact = next(link for link in re.findall(r'href="(/fact[^"]+)"', html) if "visited" in link)
    shown = unescape(get(client, unescape(fact)))
    assert "  - withdraw: event/visit-1-1 visited enterprise/brightwater-robotics" in shown
    assert "because: how you know" in shown
    entailed = re.search(r'<a class="basis entailed" href="([^"]+)"', get(client, "/page/project/tidal-works"))
    assert entailed
    assert 'id="correct"' not in get(client, unescape(entailed[1]))


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The small graph, and after it a version in which a thing is missing and a statement is withdrawn."""
    folder: Path = tmp_path_factory.mktemp("gone")
    b = Builder(IRIS)
    report, node, correction = (
        IRIS.graph("report"),
        IRIS.article("visit-1") + "#withdrawn-1",
        IRIS.thing("correction", "1"),
    )
    b.add(report, node, RDF + "type", name(CG + "SetAside"))
    for prop, value in (
        (RDF + "subject", name(VISIT)), (RDF + "predicate", name(CG + "organizer")),
        (RDF + "object", name(IRIS.thing("person", "jan-novak-testport"))), (CG + "because", name(correction)),
        (OA + "exact", ox.Literal("Rosa Delacroix <b>visits</b>")),
    ):  # fmt: skip
        b.add(report, node, prop, value)
    graph = IRIS.article("corrections")
    b.add(graph, correction, RDF + "type", name(CG + "Correction"))
    b.add(graph, correction, CG + "decidedBy", ox.Literal("Rosa Diarist"))
    b.add(
        graph, correction, PROV + "generatedAtTime", ox.Literal("2026-11-28T00:00:00Z", datatype=name(XSD + "dateTime"))
    )
    b.add(graph, correction, RDFS + "comment", ox.Literal("the diary", language="en"))
    barely = name(IRIS.thing("institution", "barely-named"))
    whole = list(small(BASE))
    later = [q for q in whole if barely not in (q.subject, q.object)] + b.quads
    for quads in (whole, later):
        built = stored(folder, quads)
        manifest = built.path / "manifest.json"  # both of one second, as a fast machine makes them
        manifest.write_text(manifest.read_text().replace(built.manifest.built, "2026-11-28T00:00:00+00:00"))
    with opened(folder / "data") as app:
        yield app.test_client()


@pytest.mark.parametrize("address", ["/page/institution/barely-named", "/id/institution/barely-named",
                                     "/data/institution/barely-named.ttl"])  # fmt: skip
def test_a_thing_of_an_earlier_version_is_gone_since(revised: FlaskClient, address: str) -> None:
    answer = revised.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 410
    seen = text_of(answer.get_data(as_text=True))
    assert "Barely Named Institute" in seen
    assert re.search(r"The version of \d+ \w+ \d{4} had it; since that of \d+ \w+ \d{4} no article", seen)


def test_a_withdrawn_fact_says_who_withdrew_it_when_and_why(revised: FlaskClient) -> None:
    address = {"s": VISIT, "p": CG + "organizer", "o": f"<{IRIS.thing('person', 'jan-novak-testport')}>"}
    answer = revised.get("/fact", query_string=address, headers={"Accept": "text/html"})
    assert answer.status_code == 410
    html = answer.get_data(as_text=True)
    assert "withdrawn by Rosa Diarist on 28 November 2026: the diary" in text_of(html)
    assert "<mark>Rosa Delacroix &lt;b&gt;visits&lt;/b&gt;</mark>" in html


def test_what_never_was_here_is_not_found(revised: FlaskClient) -> None:
    assert revised.get("/page/institution/never", headers={"Accept": "text/html"}).status_code == 404
