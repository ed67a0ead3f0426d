"""What statements rest on, as a build gathers it where articles are judged: the same as the store tells afterwards."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph import Graph
from kg.search import evidence
from kg.search.claims import Claims, key, lines
from kg.terms import CG, OA, PROV, RDF
from tests.ontology.invented import IRIS, invented, mapped

ARTICLES = [IRIS.article(f"invented-{number}") for number in range(3)]
GRAPHS = dict(zip(ARTICLES, mapped(*map(invented, range(3))), strict=True))
KIND = ox.NamedNode(RDF + "type")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://kg.example/made/{name}")


def claim(name: str, statement: ox.Triple) -> list[ox.Triple]:
    """A claim, with its passage, that says ``statement``."""
    it, words = node(name), node(f"{name}-words")
    number = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    return [
        ox.Triple(it, ox.NamedNode(RDF + "subject"), statement.subject),
        ox.Triple(it, ox.NamedNode(RDF + "predicate"), statement.predicate),
        ox.Triple(it, ox.NamedNode(RDF + "object"), statement.object),
        ox.Triple(it, ox.NamedNode(PROV + "wasDerivedFrom"), words),
        ox.Triple(it, ox.NamedNode(CG + "confidence"), ox.Literal("0.5")),
        ox.Triple(words, ox.NamedNode(OA + "exact"), ox.Literal("so it is")),
        ox.Triple(words, ox.NamedNode(OA + "start"), ox.Literal("3", datatype=number)),
        ox.Triple(words, ox.NamedNode(OA + "end"), ox.Literal("11", datatype=number)),
    ]


@pytest.fixture(params=["as mapped", "odd"])
def graphs(request: pytest.FixtureRequest) -> dict[str, list[ox.Triple]]:
    found = {graph: list(triples) for graph, triples in GRAPHS.items()}
    if request.param == "odd":
        first, second, third = ARTICLES
        stated, typed = (ox.Triple(node("a"), p, node("b")) for p in (ox.NamedNode(CG + "locatedIn"), KIND))
        found[first] += [stated, typed, *claim("one", stated), *claim("kind", typed)]
        found[second] += [stated, typed]  # by no claim
        found[third] += claim("other", stated)  # which it does not state
        found[IRIS.graph("reference")] = [stated]
        found[IRIS.graph("edits/somebody")] = [typed]
    return found


def put(store: ox.Store, graph: str, triples: Iterable[ox.Triple]) -> None:
    store.extend(
        ox.Quad(t.subject, t.predicate, t.object, name)
        for t in triples
        for name in (ox.NamedNode(graph), ox.DefaultGraph())
    )


def test_what_is_gathered_is_what_the_store_tells(graphs: dict[str, list[ox.Triple]], tmp_path: Path) -> None:
    store, ours = ox.Store(), IRIS.graph("")
    for graph, triples in graphs.items():
        put(store, graph, triples)
    own = [graph for graph in graphs if graph.startswith(ours)]
    gathered, looked_for = Claims(tmp_path / "gathered"), Claims(tmp_path / "looked_for")
    for graph, triples in graphs.items():
        if graph not in own:
            gathered.add(graph, lines(graph, Graph(triples)))
    rows = []
    for claims in (gathered, looked_for):
        claims.complete(store, graphs, frozenset(), ours)
        folder = claims.folder.with_suffix(".index")
        evidence.build(store, folder, IRIS, claims, own)
        rows.append(told(folder, store))
    (folder := tmp_path / "revised.index").mkdir()
    evidence.revise(store, folder, IRIS, list(store))
    assert rows[0] == rows[1] == told(folder, store)
    assert len(rows[0]) > 50
    if own:
        by_two = rows[0][key(node("a").value, CG + "locatedIn", node("b"))]
        assert (by_two.stating, by_two.graphs, len(by_two.passages)) == (2, ["reference"], 1)
        typed = rows[0][key(node("a").value, RDF + "type", node("b"))]
        assert (typed.stating, typed.graphs, len(typed.passages)) == (2, ["reference"], 1)


def test_what_people_add_to_an_articles_graph_counts(tmp_path: Path) -> None:
    graph, statement = ARTICLES[0], ox.Triple(node("a"), ox.NamedNode(CG + "locatedIn"), node("b"))
    store, claims = ox.Store(), Claims(tmp_path / "claims")
    claims.add(graph, lines(graph, Graph(GRAPHS[graph])))
    put(store, graph, [*GRAPHS[graph], statement, *claim("one", statement)])
    claims.complete(store, [graph], {graph}, IRIS.graph(""))
    evidence.build(store, tmp_path / "index", IRIS, claims, [])
    (folder := tmp_path / "revised").mkdir()
    evidence.revise(store, folder, IRIS, list(store))
    assert told(tmp_path / "index", store) == told(folder, store)


def told(folder: Path, store: ox.Store) -> dict[str, evidence.Grounds]:
    """Of all that the merged graph states."""
    quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    keys = {key(str(q.subject.value), q.predicate.value, q.object) for q in quads}  # type: ignore[union-attr, arg-type]  # RDF 1.1
    return evidence.Evidence(folder).of(sorted(keys))


def test_mapping_makes_claims_of_all_but_what_is_looked_up() -> None:
    """Else the files would grow by what nobody asks for."""
    for graph, triples in GRAPHS.items():
        assert not any(one.endswith(b"[]]") for one in lines(graph, Graph(triples)))
