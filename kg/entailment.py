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

import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF

from kg import vocabulary
from kg.axioms import Rules, rules
from kg.conversion import from_rdflib, to_rdflib
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
#: What the owlrl engine reads of the ontology: labels and definitions entail nothing.
ANNOTATIONS = frozenset({rdflib.RDFS.label, rdflib.RDFS.isDefinedBy, rdflib.SKOS.definition, rdflib.SKOS.example,
                         rdflib.SKOS.scopeNote, rdflib.SKOS.closeMatch})  # fmt: skip

#: Lines that :func:`stream` keeps from repeating.
RECENT = 50_000
#: Facts that are taken in before they are joined with all that are known.
TOGETHER = 10_000

Engine = Literal["rules", "owlrl"]


def entail(asserted: Iterable[ox.Triple], *, engine: Engine = "rules") -> list[ox.Triple]:
    """What follows from ``asserted`` and the ontology and is not asserted: sorted, each triple once.

    The ontology's own triples need not be among ``asserted``. Claims, passages and labels may be; they are left out.
    """
    facts = {t for t in asserted if matters(t)}
    if engine == "rules":
        found = ox.parse("".join(stream(facts)), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return sorted({q.triple for q in found} - facts, key=str)
    return sorted({t for t in _by_owlrl(facts) if t not in facts and says_something(t)}, key=str)


def stream(asserted: Iterable[ox.Triple]) -> Iterator[str]:
    """As :func:`entail` by ``rules``, for graphs that should not be held in memory.

    It comes as lines of N-Triples, unsorted, some of it repeated, some of it asserted. Only what rules can join is
    remembered.

    Args:
        asserted: the asserted triples, at least those that :func:`read` names.
    """
    recent: set[str] = set()  # most repetitions stand close together
    for lines in _following(asserted):
        for line in lines:
            if line in recent:
                continue
            if len(recent) >= RECENT:
                recent.clear()
            recent.add(line)
            yield line


def _following(asserted: Iterable[ox.Triple]) -> Iterator[list[str]]:
    """What follows from each triple alone, and then from all together."""
    evaluation = Evaluation(rules())
    coming = filter(matters, asserted)
    while some := list(islice(coming, TOGETHER)):
        for triple in some:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            evaluation.add(subject, predicate, value)
            yield _follows(str(subject), predicate, str(value))
        for one, predicate, other in evaluation.run():
            subject_line, value_line = str(one), str(other)
            yield _said(subject_line, _own(predicate), value_line)
            yield _follows(subject_line, predicate, value_line)


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


@lru_cache(maxsize=1_000)
def _above(name: str) -> _Said:
    """What a triple says that states a class, written as in N-Triples."""
    return _Said(subject=_classes(rules().superclasses.get(name[1:-1], ())))


def _classes(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" <{TYPE_IRI}> <{name}> .\n" for name in names if not name.startswith((OWL_NS, RDFS_NS)))


def read() -> tuple[frozenset[str], frozenset[str]]:
    """The properties and the classes from which anything can follow."""
    using = rules()
    joined = Evaluation(using)
    tables = (using.subject_classes, using.object_classes, using.consequences)
    properties = {name for table in tables for name, found in table.items() if found} | joined.joined
    classes = {name for name, found in using.superclasses.items() if found} | joined.by_class.keys()
    return frozenset(properties) - {p.value for p in UNUSED}, frozenset(classes) - {c.value for c in WITHOUT}


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
