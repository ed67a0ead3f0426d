"""What other processes make of readings is what the build makes of them, and is counted as what the store holds."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import building, verdicts
from kg.block import block
from kg.errors import GateError
from kg.generations import DataFolder
from kg.manifest import digest
from kg.pipeline import build
from kg.settings import Settings
from kg.terms import DCTERMS, Iris
from tests.benchmarks import news

G, S, P = "http://kg.example/g", ox.NamedNode("http://kg.example/s"), ox.NamedNode("http://kg.example/p")
ODD = [
    "",
    "a\nb\r\nc",
    'quote " and \\ backslash',
    "tab\there",
    "某市\u2028\u0085\x0b\x0c",
    "\x00\x1f\x7f",
    "e\u0301 \U0001f600",
]


def test_lines_are_counted_as_the_quads_that_the_store_then_holds(tmp_path: Path) -> None:
    triples = [ox.Triple(S, P, ox.Literal(text)) for text in ODD]
    triples += [ox.Triple(S, P, ox.Literal("x", language="en")), ox.Triple(S, P, ox.NamedNode("http://kg.example/é"))]
    one = block({G: triples, G + "2": triples[:3]})
    folder = DataFolder(tmp_path)
    with folder.building(Settings(data=tmp_path)) as draft:
        draft.load(one)
        made = draft.publish({})
    named = [quad for quad in made.open() if isinstance(quad.graph_name, ox.NamedNode)]
    assert made.manifest.graphs == one.sizes == {G: len(triples), G + "2": 3}
    assert made.manifest.version == digest(named)
    assert {quad.triple for quad in made.open().quads_for_pattern(None, None, None, ox.DefaultGraph())} == {*triples}
    assert {quad.triple for quad in named} == {*triples}


def sources(folder: Path, articles: int) -> Path:
    folder.mkdir()
    for number in range(articles):
        (folder / f"{number:03d}.txt").write_text(news.article(number), encoding="utf-8")
    return folder


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are used though there are few articles."""
    monkeypatch.setattr(building, "FEW_JUDGED", 0)
    monkeypatch.setattr(verdicts, "CHUNK", 2)


@pytest.mark.usefixtures("spread")
def test_several_processes_give_the_generation_that_one_gives(tmp_path: Path) -> None:
    """One article of a kind that the gate warns of is among them."""
    source = sources(tmp_path / "in", 7)
    (source / "bare.txt").write_text("Suzhou held a meeting. Zhang Wei attended the meeting.", encoding="utf-8")
    alone, spread = (
        build([source], Settings(data=tmp_path / str(count), reading_processes=count)).generation for count in (1, 3)
    )
    assert alone.manifest.version == spread.manifest.version
    assert alone.manifest.counts == spread.manifest.counts
    assert {str(quad) for quad in alone.open()} == {str(quad) for quad in spread.open()}
    assert any(quad.predicate.value == DCTERMS + "issued" for quad in spread.open())


@pytest.mark.usefixtures("spread")
def test_several_processes_withdraw_what_people_have_withdrawn(tmp_path: Path) -> None:
    source = sources(tmp_path / "in", 8)
    folder = tmp_path / "corrections"
    folder.mkdir()
    before = build([source], Settings(data=tmp_path / "before", reading_processes=1)).generation.open()
    start = Iris(Settings().base).start
    people = sorted({q.subject.value for q in before if q.subject.value.startswith(f"{start}person/")})[:3]
    lines = [f"  - withdraw: {iri.removeprefix(start)}\n" for iri in people]
    text = "by: Anna\nat: 2026-11-28\nbecause: seen\nchanges:\n" + "".join(lines)
    (folder / "gone.yaml").write_text(text, encoding="utf-8")
    alone, spread = (
        build([source], Settings(data=tmp_path / str(count), reading_processes=count, curated=str(folder))).generation
        for count in (1, 3)
    )
    assert {str(quad) for quad in alone.open()} == {str(quad) for quad in spread.open()}
    assert alone.manifest.counts == spread.manifest.counts
    assert alone.manifest.counts["withdrawn"] > len(people)


@pytest.mark.usefixtures("spread")
def test_a_process_that_ends_is_an_error_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = verdicts.Tables("not a base", "/nowhere/a", "/nowhere/b")
    monkeypatch.setattr(verdicts.Tables, "of", lambda *given: nowhere)
    with pytest.raises(GateError, match="a process that maps and validates ended"):
        build([sources(tmp_path / "in", 3)], Settings(data=tmp_path / "data", reading_processes=2))
    assert not (tmp_path / "data" / "current").exists()
