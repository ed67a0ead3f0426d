"""What facts rest on is the same whether the generation's index tells it or the graph is asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from msgspec.structs import replace as replaced

from kg.errors import StoreError
from kg.generations import DataFolder
from kg.search import Descriptions, Evidence, descriptions
from kg.search.descriptions import Description
from kg.search.evidence import FOLDER, MOST_QUOTED
from kg.terms import Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, name, ontology, small
from server import panels
from server.grounds import Fact, look_up
from server.questions import Questions
from server.site import site
from server.told import _known, slots_of, told

MANY = MOST_QUOTED + 3


def told_often() -> list[ox.Quad]:
    """The small graph, and a fact that more articles state than are quoted, one of them twice."""
    b = Builder(Iris(BASE))
    ontology(b)
    park = b.thing("park", "Park", "often", "Often Park")
    place = b.thing("place", "Place", "somewhere", "Somewhere")
    for n in range(MANY):
        b.begin(f"often-{n}", f"News {n}", "2024-01-01", "Often Park is in Somewhere. It is there.")
        b.claim(park, "https://w3id.org/civigraph/ontology#locatedIn", name(place), "Often Park is in Somewhere.")
        if n == 0:
            b.claim(park, "https://w3id.org/civigraph/ontology#locatedIn", name(place), "It is there.", "0.4")
    return [*small(BASE), *b.quads]


@pytest.fixture(scope="module")
def often(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("often")
    stored(folder, told_often())
    with opened(folder / "data") as made:
        yield made


def facts(store: ox.Store) -> list[Fact]:
    """Every triple of the merged graph as a fact of a page."""
    triples = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return [
        Fact(q.subject.value, q.predicate.value, q.object)  # type: ignore[arg-type]
        for q in triples
        if isinstance(q.subject, ox.NamedNode) and not isinstance(q.object, ox.BlankNode)
    ]


def test_the_index_tells_what_the_queries_find(often: Flask) -> None:
    context = often.extensions["civigraph"]
    generation = context.engine.generation
    index, questions = Evidence(generation.search / FOLDER), Questions(context.engine)
    everything = facts(generation.open())
    assert len(everything) > 500
    for first in range(0, len(everything), 100):
        told = everything[first : first + 100]
        asked = [replace(fact, sources=[], graphs=set()) for fact in told]
        look_up(told, index, questions, context.iris)
        look_up(asked, None, questions, context.iris)
        assert told == asked
    most = max(everything, key=lambda fact: fact.stating)
    assert most.stating == MANY
    assert len({one.article for one in most.sources}) == MOST_QUOTED
    assert {fact.standing for fact in everything} == {"stated", "entailed", "register", "reference"}


def test_what_is_said_of_things_is_what_the_queries_find(often: Flask) -> None:
    context = often.extensions["civigraph"]
    index = Descriptions(context.engine.generation.search / descriptions.FOLDER)
    questions = Questions(context.engine)
    things = {fact.subject for fact in facts(context.engine.generation.open()) if fact.subject.startswith(BASE)}
    known = index.of(things)
    assert {iri.split("/")[4] for iri in known} > {"person", "article", "event", "park", "statistic", "role"}
    asked = told(questions, None, sorted(known))
    assert [replaced(one, slots=None, types=sorted(one.types)) for one in asked] == [
        replaced(known[iri], slots=None, types=sorted(known[iri].types)) for iri in sorted(known)
    ]
    assert {iri: one.slots for iri, one in known.items()} == slots_of(questions, known)
    _known.cache_clear()
    questions.asked.clear()
    assert {one.iri for one in told(questions, index, things)} == things
    assert questions.asked == ["labels"]  # of what the index does not have


class Forgetful(dict[str, Description]):
    """What a process has in mind, and another thread makes room in after each look."""

    def get(self, iri: str, default: Description | None = None) -> Description | None:  # type: ignore[override]
        found = super().get(iri, default)
        self.clear()
        return found


def test_what_another_thread_forgets_meanwhile_is_told_all_the_same(
    often: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = often.extensions["civigraph"]
    index = Descriptions(context.engine.generation.search / descriptions.FOLDER)
    things = [f"{BASE}id/article/{n}" for n in range(3)]
    known = Forgetful({iri: Description(iri, {"en": iri}, []) for iri in things})
    monkeypatch.setattr("server.told._known", lambda _: known)
    assert [one.iri for one in told(Questions(context.engine), index, things)] == things


def test_pages_of_a_generation_without_the_index_are_the_same(often: Flask, tmp_path: Path) -> None:
    stored(tmp_path, told_often())
    for kept in (FOLDER, descriptions.FOLDER):
        (DataFolder(tmp_path / "data").current().search / kept).rename(tmp_path / kept)
    with opened(tmp_path / "data") as without:
        for path in ("/page/park/often", "/page/person/rosa-delacroix", "/page/article/often-0"):
            assert without.test_client().get(path).data == often.test_client().get(path).data


def test_a_damaged_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(StoreError, match="the index of evidence cannot be opened"):
        Evidence(tmp_path)


def test_what_links_to_a_thing_is_the_same_whichever_properties_are_counted(
    often: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = {fact.subject for fact in facts(often.extensions["civigraph"].engine.generation.open())}

    def linked() -> dict[str, list[tuple[str, int, set[str]]]]:
        with often.test_request_context("/"):
            page = site().page()
            found = {iri: panels.inverse(page, iri) for iri in things if iri.startswith(BASE + "id/")}
            return {
                iri: [(p.iri, p.total, {f.subject for f in p.facts}) for p in shown] for iri, shown in found.items()
            }

    told = linked()
    assert sum(map(bool, told.values())) > 5
    monkeypatch.setattr(panels, "_properties", lambda _: ())
    assert linked() == told
