"""Stage 6: what follows from what was asserted, by the ontology's axioms (OWL 2 RL).

Two engines give the same triples: the ``rules`` of :mod:`kg.axioms` evaluated semi-naively, fast enough for a whole
graph, and ``owlrl``, the reference that the first is tested against. What comes out is about individuals only, says
something new, and is RDF 1.1: no literal subjects, no blank nodes, no ``x owl:sameAs x``, nothing in ``owl:Thing``, and
nothing of a thing lying in itself.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF

from kg import vocabulary
from kg.axioms import Existential, Rules, rules
from kg.conversion import from_rdflib, to_rdflib
from kg.rdf import expand
from kg.terms import OWL as OWL_NS
from kg.terms import RDF as RDF_NS
from kg.terms import RDFS as RDFS_NS

TYPE = expand("a")
#: As plain strings: every triple is compared with them.
TYPE_IRI, SAME = RDF_NS + "type", OWL_NS + "sameAs"
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
Term = object
"""A term of the store: named node, blank node or literal."""


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


class _Ends:
    """For each term those on the other side of a property: mostly one, for which a set would be most of the memory."""

    def __init__(self) -> None:
        self._of: dict[Term, Term] = {}

    def of(self, term: Term) -> Collection[Term]:
        """The terms on the other side of ``term``."""
        found = self._of.get(term)
        return () if found is None else found if isinstance(found, set) else (found,)

    def add(self, term: Term, other: Term) -> bool:
        """Adds ``other``; whether it is new."""
        found = self._of.get(term)
        if found is None:
            self._of[term] = other
        elif isinstance(found, set):
            if other in found:
                return False
            found.add(other)
        elif found == other:
            return False
        else:
            self._of[term] = {found, other}
        return True


class Evaluation:
    """Semi-naive evaluation of the rules that join: each fact is joined once, with all that is known by then.

    It remembers only the properties and classes that such rules ask for.
    """

    def __init__(self, using: Rules) -> None:
        self.rules = using
        self.forward: dict[str, _Ends] = defaultdict(_Ends)
        self.backward: dict[str, _Ends] = defaultdict(_Ends)
        self.same: dict[Term, Term] = {}
        """One object for each term, which comes as another one with each fact."""
        self.types: dict[Term, frozenset[str]] = {}
        self.sets: dict[frozenset[str], frozenset[str]] = {}
        """The few sets of classes that things have."""
        self.first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.second: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in using.chains:
            self.first[one.first].append((one.second, one.result))
            self.second[one.second].append((one.first, one.result))
        self.by_property: dict[str, list[Existential]] = defaultdict(list)
        self.by_class: dict[str, list[tuple[Existential, bool]]] = defaultdict(list)
        for rule in using.existentials:
            self.by_property[rule.property].append(rule)
            self.by_class[rule.filler].append((rule, True))
            for name in rule.classes:
                self.by_class[name].append((rule, False))
        self.joined = {*self.first, *self.second, *self.by_property}
        self.pairs: list[tuple[Term, str, Term]] = []
        self.typed: list[tuple[Term, str]] = []
        self._derived: list[tuple[Term, str, Term]] = []

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """Takes in a fact with what follows from it alone."""
        if predicate == TYPE_IRI:
            self._type(subject, str(getattr(value, "value", "")))
            return
        literal = isinstance(value, ox.Literal)
        self._keep(subject, predicate, value)
        for edge in self.rules.consequences.get(predicate, ()):
            if not edge.inverse:
                self._keep(subject, edge.target, value)
            elif not literal:
                self._keep(value, edge.target, subject)
        for name in self.rules.subject_classes.get(predicate, ()):
            self._type(subject, name)
        if not literal:
            for name in self.rules.object_classes.get(predicate, ()):
                self._type(value, name)

    def _keep(self, subject: Term, predicate: str, value: Term) -> None:
        if predicate not in self.joined:
            return
        subject, value = self.same.setdefault(subject, subject), self.same.setdefault(value, value)
        if self.forward[predicate].add(subject, value):
            self.backward[predicate].add(value, subject)
            self.pairs.append((subject, predicate, value))

    def _type(self, subject: Term, name: str) -> None:
        for one in (name, *self.rules.superclasses.get(name, ())):
            if one in self.by_class and one not in (known := self.types.get(subject, frozenset())):
                subject = self.same.setdefault(subject, subject)
                together = known | {one}
                self.types[subject] = self.sets.setdefault(together, together)
                self.typed.append((subject, one))

    def run(self) -> list[tuple[Term, str, Term]]:
        """Joins until nothing new comes; returns what that gave, some of it perhaps asserted."""
        while self.pairs or self.typed:
            while self.pairs:
                self._join(*self.pairs.pop())
            while self.typed:
                self._classify(*self.typed.pop())
        found, self._derived = self._derived, []
        return found

    def _derive(self, subject: Term, predicate: str, value: Term) -> None:
        if value not in self.forward[predicate].of(subject):
            self.add(subject, predicate, value)
            self._derived.append((subject, predicate, value))

    def _join(self, subject: Term, predicate: str, value: Term) -> None:
        for second, result in self.first.get(predicate, ()):
            for end in tuple(self.forward[second].of(value)):
                self._derive(subject, result, end)
        for first, result in self.second.get(predicate, ()):
            for start in tuple(self.backward[first].of(subject)):
                self._derive(start, result, value)
        for rule in self.by_property.get(predicate, ()):
            self._apply(rule, subject)

    def _classify(self, subject: Term, name: str) -> None:
        for rule, filler in self.by_class[name]:
            for one in tuple(self.backward[rule.property].of(subject)) if filler else (subject,):
                self._apply(rule, one)

    def _apply(self, rule: Existential, subject: Term) -> None:
        types, values = self.types.get(subject, frozenset()), self.forward[rule.property].of(subject)
        if types.issuperset(rule.classes) and any(rule.filler in self.types.get(value, ()) for value in values):
            self._derived.append((subject, TYPE_IRI, ox.NamedNode(rule.result)))
            self._type(subject, rule.result)


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
