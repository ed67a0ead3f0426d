"""Stage 6: what follows from what was asserted, by the ontology's axioms (OWL 2 RL).

Two engines give the same triples: the ``rules`` of :mod:`kg.axioms` evaluated semi-naively, fast enough for a whole
graph, and ``owlrl``, the reference that the first is tested against. What comes out is about individuals only, says
something new, and is RDF 1.1: no literal subjects, no blank nodes, no ``x owl:sameAs x``, nothing in ``owl:Thing``, and
nothing of a thing lying in itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal

import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.namespace import OWL, RDF

from kg import vocabulary
from kg.axioms import Existential, Rules, rules
from kg.rdf import expand, from_rdflib, to_rdflib
from kg.terms import OWL as OWL_NS
from kg.terms import RDFS as RDFS_NS

TYPE = expand("a")
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

Engine = Literal["rules", "owlrl"]


def entail(asserted: Iterable[ox.Triple], *, engine: Engine = "rules") -> list[ox.Triple]:
    """What follows from ``asserted`` and the ontology and is not asserted: sorted, each triple once.

    The ontology's own triples need not be among ``asserted``. Claims, passages and labels may be; they are left out.
    """
    facts = {t for t in asserted if t.predicate not in UNUSED and not (t.predicate == TYPE and t.object in WITHOUT)}
    found = _by_rules(facts) if engine == "rules" else _by_owlrl(facts)
    return sorted((t for t in found if t not in facts and _says_something(t)), key=str)


def _says_something(triple: ox.Triple) -> bool:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.BlankNode):
        return False
    if predicate == TYPE and isinstance(value, ox.NamedNode) and value.value.startswith((OWL_NS, RDFS_NS)):
        return False
    return not (subject == value and (predicate.value in rules().transitive or predicate.value == str(OWL.sameAs)))


def _by_rules(facts: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    evaluation = _Evaluation(rules())
    for triple in facts:
        evaluation.add(triple.subject, triple.predicate.value, triple.object)
    evaluation.run()
    return evaluation.triples()


Term = object
"""A term of the store: named node, blank node or literal."""


class _Evaluation:
    """Semi-naive evaluation: each fact is joined once, when it is first seen, with all that is known by then."""

    def __init__(self, using: Rules) -> None:
        self.rules = using
        self.forward: dict[str, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        self.backward: dict[str, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        self.types: dict[Term, set[str]] = defaultdict(set)
        self.first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.second: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for chain in using.chains:
            self.first[chain.first].append((chain.second, chain.result))
            self.second[chain.second].append((chain.first, chain.result))
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

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """Takes in a fact with all that follows from it alone."""
        if predicate == str(RDF.type):
            self.type(subject, value.value if isinstance(value, ox.NamedNode) else str(value))
            return
        if value in self.forward[predicate][subject]:
            return
        literal = isinstance(value, ox.Literal)
        self._keep(subject, predicate, value)
        for edge in self.rules.consequences.get(predicate, ()):
            if not edge.inverse:
                self._keep(subject, edge.target, value)
            elif not literal:
                self._keep(value, edge.target, subject)
        for name in self.rules.subject_classes.get(predicate, ()):
            self.type(subject, name)
        if not literal:
            for name in self.rules.object_classes.get(predicate, ()):
                self.type(value, name)

    def _keep(self, subject: Term, predicate: str, value: Term) -> None:
        known = self.forward[predicate][subject]
        if value not in known:
            known.add(value)
            if predicate in self.joined:
                self.backward[predicate][value].add(subject)
                self.pairs.append((subject, predicate, value))

    def type(self, subject: Term, name: str) -> None:
        """Takes in that ``subject`` is in the class ``name``, and so in those above it."""
        known = self.types[subject]
        if name in known:
            return
        for one in (name, *self.rules.superclasses.get(name, ())):
            if one not in known:
                known.add(one)
                if one in self.by_class:
                    self.typed.append((subject, one))

    def run(self) -> None:
        """Joins until nothing new comes."""
        while self.pairs or self.typed:
            while self.pairs:
                self._join(*self.pairs.pop())
            while self.typed:
                self._classify(*self.typed.pop())

    def _join(self, subject: Term, predicate: str, value: Term) -> None:
        for second, result in self.first.get(predicate, ()):
            for end in tuple(self.forward[second].get(value, ())):
                self.add(subject, result, end)
        for first, result in self.second.get(predicate, ()):
            for start in tuple(self.backward[first].get(subject, ())):
                self.add(start, result, value)
        for rule in self.by_property.get(predicate, ()):
            self._apply(rule, subject)

    def _classify(self, subject: Term, name: str) -> None:
        for rule, filler in self.by_class[name]:
            for one in tuple(self.backward[rule.property].get(subject, ())) if filler else (subject,):
                self._apply(rule, one)

    def _apply(self, rule: Existential, subject: Term) -> None:
        if self.types[subject].issuperset(rule.classes) and any(
            rule.filler in self.types[value] for value in self.forward[rule.property].get(subject, ())
        ):
            self.type(subject, rule.result)

    def triples(self) -> Iterable[ox.Triple]:
        """All that is known, asserted or entailed."""
        nodes = _nodes()
        for predicate, pairs in self.forward.items():
            name = nodes(predicate)
            for subject, values in pairs.items():
                for value in values:
                    yield ox.Triple(subject, name, value)  # type: ignore[arg-type]  # terms went in as terms
        for subject, classes in self.types.items():
            for one in classes:
                yield ox.Triple(subject, TYPE, nodes(one))  # type: ignore[arg-type]  # likewise


def _nodes() -> Callable[[str], ox.NamedNode]:
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
