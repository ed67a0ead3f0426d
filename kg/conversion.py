"""The one converter between the store's terms (pyoxigraph) and rdflib's; apart, since to load rdflib takes a while."""

from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.term import BNode, Node, URIRef

from kg.rdf import StoreTerm
from kg.terms import XSD


def to_rdflib(triples: Iterable[ox.Triple | ox.Quad], graph: rdflib.Graph | None = None) -> rdflib.Graph:
    """``triples`` as an rdflib graph, or added to ``graph``; literals keep their spelling."""
    found = rdflib.Graph() if graph is None else graph
    nodes: dict[object, Node] = {}  # each term is converted once: rdflib checks every IRI that it is given
    for triple in triples:
        parts = (triple.subject, triple.predicate, triple.object)
        for term in parts:
            if term not in nodes:
                nodes[term] = _node(term)
        subject, predicate, value = (nodes[term] for term in parts)
        found.add((subject, predicate, value))
    return found


def from_rdflib(graph: Iterable[tuple[Node, Node, Node]]) -> list[ox.Triple]:
    """``graph`` as triples of the store.

    Raises:
        ValueError: a literal or blank node stands where RDF 1.1 allows none (a generalised triple).
    """
    return [_triple(s, p, o) for s, p, o in graph]


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        plain = datatype == XSD + "string"
        return rdflib.Literal(term.value, datatype=None if plain else URIRef(datatype), normalize=False)
    raise ValueError(f"{term} is no RDF 1.1 term")


def _triple(s: Node, p: Node, o: Node) -> ox.Triple:
    subject, predicate, value = _term(s), _term(p), _term(o)
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise ValueError(f"{s} {p} {o} is a generalised triple")
    return ox.Triple(subject, predicate, value)


def _term(node: Node) -> StoreTerm:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), datatype=datatype)
    raise ValueError(f"{node} is no RDF 1.1 term")
