"""What a build entails of graphs one by one: the same as of all together, whatever happens to them meanwhile."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.entailment import entail, share
from kg.graph import Graph
from kg.shares import Shares
from kg.stated import Stated
from tests.ontology.invented import invented, mapped

ARTICLES = {f"http://kg.example/{number}": triples for number, triples in enumerate(mapped(*map(invented, range(4))))}
#: People who write may use blank nodes, which the joins go through.
WRITTEN = """
    PREFIX org: <http://www.w3.org/ns/org#> PREFIX cg: <https://w3id.org/civigraph/ontology#>
    PREFIX ex: <http://kg.example/x/>
    [] org:member ex:lin ; org:organization ex:hall . ex:lin a cg:Person . ex:hall a cg:GovernmentBody .
    ex:hall cg:jurisdiction ex:city . ex:hall cg:locatedIn ex:quarter . ex:quarter cg:locatedIn ex:city .
"""
BESIDE = "http://kg.example/beside"


@pytest.fixture
def store() -> ox.Store:
    return ox.Store()


@pytest.fixture
def shares(tmp_path: Path) -> Shares:
    return Shares(tmp_path / "shares")


def put(store: ox.Store, graph: str, triples: Iterable[ox.Triple]) -> None:
    for triple in triples:
        for name in (ox.NamedNode(graph), ox.DefaultGraph()):
            store.add(ox.Quad(triple.subject, triple.predicate, triple.object, name))


def entailed(shares: Shares, store: ox.Store, *, changed: frozenset[str] = frozenset()) -> list[ox.Triple]:
    graphs = [str(getattr(graph, "value", "")) for graph in store.named_graphs()]
    shares.complete(store, graphs, changed, without={BESIDE})
    stated = Stated(store, {BESIDE})
    lines = [line for part in shares.entailed() for line in set(part) - stated.among(part)]
    assert len(lines) == len(set(lines))
    return sorted((quad.triple for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)), key=str)


def asserted(store: ox.Store) -> list[ox.Triple]:
    return [quad.triple for quad in store if getattr(quad.graph_name, "value", BESIDE) != BESIDE]


def test_graphs_one_by_one_entail_what_they_entail_together(store: ox.Store, shares: Shares) -> None:
    for graph, triples in ARTICLES.items():
        put(store, graph, triples)
        shares.add(graph, share(Graph(triples)))
    found = entailed(shares, store)
    assert found == entail(asserted(store))
    assert len(found) > 500


def test_what_was_not_shared_is_looked_for_in_the_store(store: ox.Store, shares: Shares) -> None:
    (first, triples), *others = ARTICLES.items()
    shares.add(first, share(Graph(triples)))
    put(store, first, triples)
    for graph, more in others:
        put(store, graph, more)
    put(store, "http://kg.example/written", (quad.triple for quad in ox.parse(WRITTEN, format=ox.RdfFormat.TURTLE)))
    found = entailed(shares, store)
    assert found == entail(asserted(store))
    assert any(str(t.object).endswith("#Official>") and str(t.subject).endswith("/lin>") for t in found)


def test_what_came_to_a_graph_later_counts(store: ox.Store, shares: Shares) -> None:
    (graph, triples), *_ = ARTICLES.items()
    shares.add(graph, share(Graph(triples)))
    put(store, graph, [*triples, *(quad.triple for quad in ox.parse(WRITTEN, format=ox.RdfFormat.TURTLE))])
    assert entailed(shares, store, changed=frozenset({graph})) == entail(asserted(store))


def test_what_went_from_a_graph_does_not_count(store: ox.Store, shares: Shares) -> None:
    for graph, triples in ARTICLES.items():
        put(store, graph, triples[::2])
        shares.add(graph, share(Graph(triples)))
    for graph in ARTICLES:
        shares.forget(graph)
    assert entailed(shares, store) == entail(asserted(store))


def test_graphs_beside_the_others_neither_entail_nor_state(store: ox.Store, shares: Shares) -> None:
    (graph, triples), (_, others), *_ = ARTICLES.items()
    put(store, graph, triples)
    follows = entail(triples)
    put(store, BESIDE, [*others, *follows])
    assert entailed(shares, store) == follows
