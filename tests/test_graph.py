"""Graphs in memory: each triple once, by subject and property, and as the lines that are written."""

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import Graph

IRI = "http://kg.example/id/"
nodes = st.sampled_from([ox.NamedNode(IRI + "a"), ox.NamedNode(IRI + "北"), ox.BlankNode("b")])
properties = st.sampled_from([ox.NamedNode(IRI + "p"), ox.NamedNode(IRI + "q")])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="zh-hans")),
    texts.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
)
triples = st.lists(st.builds(ox.Triple, nodes, properties, st.one_of(nodes, literals)), max_size=12)


@given(triples)
def test_a_graph_holds_each_triple_once_by_subject_and_property(given: list[ox.Triple]) -> None:
    graph = Graph([*given, *given])
    assert set(graph) == set(given)
    assert len(graph) == len(list(graph)) == len(set(given))
    assert graph == Graph(reversed(given))
    for triple in given:
        assert triple.object in graph.about[triple.subject][triple.predicate.value]
        assert set(graph.said_of([triple.subject])) == {t for t in given if t.subject == triple.subject}


@given(triples)
def test_its_lines_are_those_that_the_engine_writes(given: list[ox.Triple]) -> None:
    written = ox.serialize(Graph(given), format=ox.RdfFormat.N_TRIPLES)
    assert b"".join(Graph(given).lines()) == written


def test_graphs_of_other_triples_are_not_equal() -> None:
    one, other = ox.NamedNode(IRI + "a"), ox.NamedNode(IRI + "c")
    assert Graph([ox.Triple(one, other, one)]) != Graph([ox.Triple(one, other, other)])
    assert Graph.of(kept := Graph()) is kept
    assert list(Graph.of([ox.Triple(one, other, one)])) == [ox.Triple(one, other, one)]
