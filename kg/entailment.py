"""Stage 6: what follows from what was asserted, by the ontology's axioms (OWL 2 RL).

Two engines give the same triples: the ``rules`` of :mod:`kg.axioms` evaluated semi-naively, fast enough for a whole
graph, and ``owlrl``, the reference that the first is tested against. What comes out is about individuals only, says
something new, and is RDF 1.1: no literal subjects, no blank nodes, no ``x owl:sameAs x``, nothing in ``owl:Thing``, and
nothing of a thing lying in itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

import msgspec
import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF

from kg import vocabulary
from kg.axioms import Edge, Rules, rules
from kg.conversion import from_rdflib, to_rdflib
from kg.graph import Graph
from kg.joins import TYPE_IRI, Evaluation
from kg.rdf import expand
from kg.terms import OWL as OWL_NS
from kg.terms import RDFS as RDFS_NS

TYPE = expand("a")
#: As a plain string: every triple is compared with it.
SAME = OWL_NS + "sameAs"
#: Classes whose members are evidence or text: nothing that follows from them is worth having.
WITHOUT = frozenset(expand(n) for n in ("cg:Claim", "cg:Passage"))
#: Properties that no axiom mentions and that make up most of a graph.
UNUSED = frozenset(expand(n) for n in (
    "rdf:subject", "rdf:predicate", "rdf:object", "prov:wasDerivedFrom", "prov:wasGeneratedBy", "cg:confidence",
    "oa:start", "oa:end", "oa:exact", "skos:altLabel", "skos:prefLabel", "rdfs:label", "schema:articleBody",
    "dcterms:isPartOf", "schema:mentions",
))  # fmt: skip
#: The same, as they stand in a line and in a graph.
_WITHOUT = frozenset(map(str, WITHOUT))
_UNUSED = frozenset(p.value for p in UNUSED)
#: What the owlrl engine reads of the ontology: labels and definitions entail nothing.
ANNOTATIONS = frozenset({rdflib.RDFS.label, rdflib.RDFS.isDefinedBy, rdflib.SKOS.definition, rdflib.SKOS.example,
                         rdflib.SKOS.scopeNote, rdflib.SKOS.closeMatch})  # fmt: skip

#: Facts that are taken in before they are joined with all that are known.
TOGETHER = 10_000

Engine = Literal["rules", "owlrl"]


def entail(asserted: Iterable[ox.Triple], *, engine: Engine = "rules") -> list[ox.Triple]:
    """What follows from ``asserted`` and the ontology and is not asserted: sorted, each triple once.

    The ontology's own triples need not be among ``asserted``. Claims, passages and labels may be; they are left out.
    """
    facts = {t for t in asserted if matters(t)}
    if engine == "rules":
        shared = share(Graph(facts))
        lines = b"".join([*shared.follows, *join(shared.joined)])
        found = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return sorted({q.triple for q in found} - facts, key=str)
    return sorted({t for t in _by_owlrl(facts) if t not in facts and says_something(t)}, key=str)


class Share(msgspec.Struct, array_like=True, frozen=True):
    """What a graph adds to what is entailed, as lines of N-Triples."""

    follows: list[bytes]
    """What follows from one of its triples alone and is not stated in it."""
    joined: list[bytes]
    """What the joins ask for: stated in it, or following from one of its triples alone."""


def share(graph: Graph) -> Share:
    """The share of ``graph``; each line comes once."""
    stated, follows, joined = set[str](), dict[str, None](), dict[str, None]()
    for node, out in graph.about.items():
        subject = ""
        for predicate, values in out.items():
            if predicate in _UNUSED:
                continue
            subject = subject or str(node)
            for value in map(str, values):
                if predicate == TYPE_IRI and value in _WITHOUT:
                    continue
                stated.add(f"{subject} <{predicate}> {value} .\n")
                follows |= dict.fromkeys(_follows(subject, predicate, value))
                joined |= dict.fromkeys(_asked(subject, predicate, value))
    return Share([line.encode() for line in follows if line not in stated], [line.encode() for line in joined])


def join(shared: Iterable[bytes]) -> Iterator[bytes]:
    """What follows by the joins from what graphs have ``joined`` in their shares, and what follows from that alone.

    Unsorted, some of it repeated, some of it asserted. Only what rules can join is remembered.
    """
    evaluation, coming = Evaluation(rules()), iter(shared)
    while some := list(islice(coming, TOGETHER)):
        for line in some:
            subject, predicate, value = line[:-3].decode().split(" ", 2)
            evaluation.know(subject, predicate[1:-1], value)
        for subject, name, value in evaluation.run():
            for follows in (*_said(subject, _own(name), value), *_follows(subject, name, value)):
                yield follows.encode()


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said in N-Triples of the two ends of a triple. Terms come as they are written there."""

    forward: tuple[tuple[str, bool], ...] = ()
    """What stands between subject and object, and whether it says nothing of a thing and itself."""
    inverse: tuple[tuple[str, bool], ...] = ()
    """The same between object and subject."""
    subject: tuple[str, ...] = ()
    """What comes after the subject: its classes."""
    value: tuple[str, ...] = ()
    """What comes after the object."""


def _said(subject: str, said: _Said, value: str) -> list[str]:
    """The lines that are worth being in the entailed graph, see :func:`says_something`."""
    found = []
    named, same = subject[0] == "<", subject == value
    if named:
        found += [subject + end for end in said.subject]
        if value[0] != "_":
            found += [f"{subject}{p}{value} .\n" for p, strict in said.forward if not (strict and same)]
    if value[0] == "<":
        found += [value + end for end in said.value]
        if named:
            found += [f"{value}{p}{subject} .\n" for p, strict in said.inverse if not (strict and same)]
    return found


def _follows(subject: str, predicate: str, value: str) -> list[str]:
    """As :func:`consequences`, as far as they say something."""
    return _said(subject, _above(value) if predicate == TYPE_IRI else _beside(predicate), value)


@lru_cache(maxsize=1_000)
def _own(predicate: str) -> _Said:
    """What a triple with ``predicate`` says itself."""
    return _Said(forward=((f" <{predicate}> ", predicate == SAME or predicate in rules().transitive),))


@lru_cache(maxsize=1_000)
def _beside(predicate: str) -> _Said:
    using = rules()
    edges: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for edge in using.consequences.get(predicate, ()):
        edges[edge.inverse] += _own(edge.target).forward
    return _Said(
        tuple(edges[False]),
        tuple(edges[True]),
        _classes(using.subject_classes.get(predicate, ())),
        _classes(using.object_classes.get(predicate, ())),
    )


def _asked(subject: str, predicate: str, value: str) -> list[str]:
    """The lines that a triple gives the joins."""
    asked = _asked_above(value) if predicate == TYPE_IRI else _asked_beside(predicate)
    found = [subject + end for end in asked.subject]
    found += [f"{subject}{p}{value} .\n" for p, _ in asked.forward]
    if value[0] != '"':
        found += [value + end for end in asked.value]
        found += [f"{value}{p}{subject} .\n" for p, _ in asked.inverse]
    return found


@lru_cache(maxsize=1_000)
def _asked_beside(predicate: str) -> _Said:
    using, joins = rules(), Evaluation(rules())
    edges: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for edge in (Edge(predicate, False), *using.consequences.get(predicate, ())):
        if edge.target in joins.joined:
            edges[edge.inverse].append((f" <{edge.target}> ", False))
    subject, value = (
        _classes(classes.get(predicate, frozenset()) & joins.by_class.keys())
        for classes in (using.subject_classes, using.object_classes)
    )
    return _Said(tuple(edges[False]), tuple(edges[True]), subject, value)


@lru_cache(maxsize=1_000)
def _asked_above(name: str) -> _Said:
    classes = {name[1:-1], *rules().superclasses.get(name[1:-1], ())}
    return _Said(subject=_classes(classes & Evaluation(rules()).by_class.keys()))


@lru_cache(maxsize=1_000)
def _above(name: str) -> _Said:
    """What a triple says that states a class, written as in N-Triples."""
    return _Said(subject=_classes(rules().superclasses.get(name[1:-1], ())))


def _classes(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" <{TYPE_IRI}> <{name}> .\n" for name in names if not name.startswith((OWL_NS, RDFS_NS)))


def matters(triple: ox.Triple) -> bool:
    """Whether anything can follow from ``triple``."""
    return triple.predicate not in UNUSED and not (triple.predicate == TYPE and triple.object in WITHOUT)


def says_something(triple: ox.Triple) -> bool:
    """Whether ``triple`` is worth being in the entailed graph."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.BlankNode):
        return False
    if predicate == TYPE and isinstance(value, ox.NamedNode) and value.value.startswith((OWL_NS, RDFS_NS)):
        return False
    return not (subject == value and (predicate.value in rules().transitive or predicate.value == SAME))


def consequences(triple: ox.Triple, using: Rules, node: Callable[[str], ox.NamedNode]) -> Iterator[ox.Triple]:
    """What follows from ``triple`` alone."""
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if predicate == TYPE_IRI:
        for name in using.superclasses.get(str(getattr(value, "value", "")), ()):
            yield ox.Triple(subject, TYPE, node(name))
        return
    for edge in using.consequences.get(predicate, ()):
        if not edge.inverse:
            yield ox.Triple(subject, node(edge.target), value)
        elif not isinstance(value, ox.Literal):
            yield ox.Triple(value, node(edge.target), subject)
    for name in using.subject_classes.get(predicate, ()):
        yield ox.Triple(subject, TYPE, node(name))
    if not isinstance(value, ox.Literal):
        for name in using.object_classes.get(predicate, ()):
            yield ox.Triple(value, TYPE, node(name))


def nodes() -> Callable[[str], ox.NamedNode]:
    """Makes a named node of each IRI once."""
    made: dict[str, ox.NamedNode] = {}

    def node(iri: str) -> ox.NamedNode:
        if iri not in made:
            made[iri] = ox.NamedNode(iri)
        return made[iri]

    return node


def _by_owlrl(facts: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    graph = to_rdflib(facts)
    asserted = set(graph)
    for triple in vocabulary.graph("civigraph.ttl"):
        if triple[1] not in ANNOTATIONS:
            graph.add(triple)
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    individuals = {s for s, _, _ in asserted} | {o for _, p, o in asserted if p != RDF.type}
    return from_rdflib(
        (s, p, o)
        for s, p, o in graph
        if s in individuals and not isinstance(s, rdflib.Literal) and isinstance(p, rdflib.URIRef)
    )
