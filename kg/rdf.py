"""RDF terms of the store (pyoxigraph): short ways to make them, and the one converter to and from rdflib."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.term import BNode, Node, URIRef

from kg.terms import PREFIXES, XSD

DATES: Final = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD + "date"),
    (re.compile(r"\d{4}-\d{2}"), XSD + "gYearMonth"),
    (re.compile(r"\d{4}"), XSD + "gYear"),
)
DECIMAL = ox.NamedNode(XSD + "decimal")
INTEGER = ox.NamedNode(XSD + "integer")


def expand(name: str) -> ox.NamedNode:
    """The term that the prefixed name ``name`` ("cg:Article") or ``a`` stands for.

    Raises:
        KeyError: the prefix is not one of :data:`kg.terms.PREFIXES`.
    """
    prefix, _, local = ("rdf:type" if name == "a" else name).partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def date(text: str) -> ox.Literal:
    """An ISO date as ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``; anything else as a plain string."""
    for form, datatype in DATES:
        if form.fullmatch(text):
            return ox.Literal(text, datatype=ox.NamedNode(datatype))
    return ox.Literal(text)


def decimal(value: Decimal | float) -> ox.Literal:
    """``value`` as canonical ``xsd:decimal`` (XSD 1.1 section 3.3.3): no exponent, no needless zero."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ox.Literal("0" if text == "-0" else text, datatype=DECIMAL)


def instant(text: str) -> ox.Literal:
    """An ISO date with time and zone as ``xsd:dateTime``."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "dateTime"))


def integer(value: int) -> ox.Literal:
    """``value`` as ``xsd:integer``."""
    return ox.Literal(str(value), datatype=INTEGER)


HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")


def text(value: str, language: str | None = None) -> ox.Literal:
    """A label with its language tag: ``zh`` where it has Han characters, else ``language``, else ``en``."""
    tag = "zh" if HAN.search(value) and not (language or "").startswith(("ja", "ko", "zh")) else language or "en"
    return ox.Literal(value, language=tag.lower())


StoreTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal


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
