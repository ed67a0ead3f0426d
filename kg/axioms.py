"""The ontology's axioms as rules: OWL 2 RL/RDF (W3C OWL 2 Profiles, section 4.3), as far as the ontology uses it.

Rules that need one triple only (subclass, subproperty, inverse, symmetric, domain, range) are closed beforehand, so
that a triple's consequences are looked up; those that join two (transitive, chain, existential) are left for the
evaluator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node, URIRef

from kg import vocabulary
from kg.errors import OntologyError

#: Properties of the OWL vocabulary that state nothing about individuals, or that are compiled below.
KNOWN = frozenset({
    OWL.versionIRI, OWL.versionInfo, OWL.members, OWL.disjointWith, OWL.inverseOf, OWL.propertyChainAxiom,
    OWL.intersectionOf, OWL.onProperty, OWL.someValuesFrom,
})  # fmt: skip
#: Kinds of OWL entity that the compiler understands; any other would entail something that is not compiled.
KINDS = frozenset({
    OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.SymmetricProperty,
    OWL.TransitiveProperty, OWL.Restriction, OWL.AllDisjointClasses,
})  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """``x p y`` entails ``x target y``, or ``y target x`` if ``inverse``."""

    target: str
    inverse: bool


@dataclass(frozen=True, slots=True, order=True)
class Chain:
    """``x first y`` and ``y second z`` entail ``x result z``; a transitive property is a chain of itself."""

    first: str
    second: str
    result: str


@dataclass(frozen=True, slots=True, order=True)
class Existential:
    """Who is of all ``classes`` and has ``property`` to something of class ``filler`` is of class ``result``."""

    classes: tuple[str, ...]
    property: str
    filler: str
    result: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The compiled axioms; classes and properties by IRI."""

    superclasses: Mapping[str, frozenset[str]]
    """Of each class, all the classes above it."""
    edges: Mapping[str, frozenset[Edge]]
    """Of each property, the one-triple rules as asserted."""
    consequences: Mapping[str, frozenset[Edge]]
    """Of each property, the closure of ``edges``."""
    subject_classes: Mapping[str, frozenset[str]]
    """Of each property, all the classes that its subject is in."""
    object_classes: Mapping[str, frozenset[str]]
    """Of each property, all the classes that its object is in."""
    domains: Mapping[str, frozenset[str]]
    """Of each property, its domains as asserted."""
    ranges: Mapping[str, frozenset[str]]
    """Of each property, its ranges as asserted, if they are classes."""
    chains: tuple[Chain, ...]
    existentials: tuple[Existential, ...]

    @property
    def transitive(self) -> frozenset[str]:
        """The transitive properties."""
        return frozenset(c.result for c in self.chains if c.first == c.second == c.result)


@cache
def rules() -> Rules:
    """The rules of ``civigraph.ttl``."""
    return compiled(vocabulary.graph("civigraph.ttl"))


def compiled(graph: rdflib.Graph) -> Rules:
    """The rules of ``graph``.

    Raises:
        OntologyError: it has an axiom that is not among those understood, so that consequences would be missed.
    """
    _understood(graph)
    properties = sorted(
        {str(s) for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in graph.subjects(RDF.type, kind)}
    )
    parents = _pairs(graph, RDFS.subClassOf)
    superclasses = {name: _above(name, parents) for name in {*parents, *(p for up in parents.values() for p in up)}}
    edges = _edges(graph)
    consequences = {name: _closure(name, edges) for name in properties}
    domains = _pairs(graph, RDFS.domain)
    classes = {str(c) for c in graph.subjects(RDF.type, OWL.Class)}
    ranges = {name: kept for name, found in _pairs(graph, RDFS.range).items() if (kept := found & classes)}

    def ends(name: str, start: bool) -> frozenset[str]:
        found: set[str] = set()
        for edge in {Edge(name, False), *consequences[name]}:
            for end in (domains if edge.inverse != start else ranges).get(edge.target, ()):
                found |= {end, *superclasses.get(end, ())}
        return frozenset(found)

    return Rules(
        superclasses=superclasses,
        edges=edges,
        consequences=consequences,
        subject_classes={name: ends(name, True) for name in properties},
        object_classes={name: ends(name, False) for name in properties},
        domains=domains,
        ranges=ranges,
        chains=tuple(sorted(_chains(graph))),
        existentials=tuple(sorted(_existentials(graph))),
    )


def _understood(graph: rdflib.Graph) -> None:
    for predicate in set(graph.predicates()):
        if str(predicate).startswith(str(OWL)) and predicate not in KNOWN:
            raise OntologyError(f"{predicate} is not among the axioms that entailment understands")
    for kind in set(graph.objects(None, RDF.type)):
        if str(kind).startswith(str(OWL)) and kind not in KINDS:
            raise OntologyError(f"{kind} is not among the axioms that entailment understands")


def _pairs(graph: rdflib.Graph, predicate: URIRef) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for subject, value in graph.subject_objects(predicate):
        if isinstance(subject, URIRef) and isinstance(value, URIRef):
            found.setdefault(str(subject), set()).add(str(value))
    return {name: frozenset(values) for name, values in found.items()}


def _above(name: str, parents: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    queue = list(parents.get(name, ()))
    while queue:
        if (parent := queue.pop()) not in found:
            found.add(parent)
            queue.extend(parents.get(parent, ()))
    return frozenset(found)


def _edges(graph: rdflib.Graph) -> dict[str, frozenset[Edge]]:
    found: dict[str, set[Edge]] = {}

    def add(source: Node, target: Node, inverse: bool) -> None:
        found.setdefault(str(source), set()).add(Edge(str(target), inverse))

    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        add(sub, sup, False)
    for one, other in graph.subject_objects(OWL.inverseOf):
        add(one, other, True)
        add(other, one, True)
    for name in graph.subjects(RDF.type, OWL.SymmetricProperty):
        add(name, name, True)
    return {name: frozenset(edges) for name, edges in found.items()}


def _closure(name: str, edges: Mapping[str, frozenset[Edge]]) -> frozenset[Edge]:
    found: set[Edge] = set()
    queue = [Edge(name, False)]
    while queue:
        here = queue.pop()
        for step in edges.get(here.target, ()):
            there = Edge(step.target, here.inverse != step.inverse)
            if there not in found and there != Edge(name, False):
                found.add(there)
                queue.append(there)
    return frozenset(found)


def _chains(graph: rdflib.Graph) -> Iterable[Chain]:
    for name in graph.subjects(RDF.type, OWL.TransitiveProperty):
        yield Chain(str(name), str(name), str(name))
    for name, head in graph.subject_objects(OWL.propertyChainAxiom):
        steps = list(Collection(graph, head))
        if len(steps) != 2 or not all(isinstance(step, URIRef) for step in steps):
            raise OntologyError(f"the property chain of {name} is not of two named properties")
        yield Chain(str(steps[0]), str(steps[1]), str(name))


def _existentials(graph: rdflib.Graph) -> Iterable[Existential]:
    for whole, result in graph.subject_objects(RDFS.subClassOf):
        if isinstance(whole, URIRef):
            continue
        head = graph.value(whole, OWL.intersectionOf)
        parts = list(Collection(graph, head)) if head else [whole]
        restrictions = [part for part in parts if not isinstance(part, URIRef)]
        if len(restrictions) != 1:
            raise OntologyError(f"an expression under {result} has not exactly one restriction")
        step, filler = (graph.value(restrictions[0], p) for p in (OWL.onProperty, OWL.someValuesFrom))
        if not (isinstance(step, URIRef) and isinstance(filler, URIRef)):
            raise OntologyError(f"a restriction under {result} is not someValuesFrom a named class")
        classes = tuple(sorted(str(part) for part in parts if isinstance(part, URIRef)))
        yield Existential(classes, str(step), str(filler), str(result))
