"""The shapes in ``ontology/shapes.ttl`` as the engines are given them."""

from collections.abc import Iterable
from functools import cache

import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import BNode, Node, URIRef

from kg import vocabulary

#: Properties of shapes that only pages read.
DISPLAY = frozenset({SH.name, SH.description, SH.order, SH.group, RDFS.label})
#: Properties of a shape that constrain nothing by themselves.
NO_CONSTRAINT = DISPLAY | {RDF.type, SH.path, SH.severity, SH.message}


@cache
def core_shapes() -> tuple[tuple[Node, Node, Node], ...]:
    """The shapes as pyshacl is given them: without SPARQL constraints and what only pages read.

    A property shape gets its node shape's targets instead of hanging below it, which means the same and lets the engine
    check all focus nodes of a shape at once.
    """
    graph = vocabulary.graph("shapes.ttl")
    shapes: set[tuple[Node, Node, Node]] = set()
    wanted: list[Node] = []
    for node in graph.subjects(RDF.type, SH.NodeShape):
        targets = [(p, o) for p, o in graph.predicate_objects(node) if p in (SH.targetClass, SH.targetSubjectsOf)]
        for shape in graph.objects(node, SH.property):
            if set(graph.predicates(shape)) - NO_CONSTRAINT:
                shapes |= {(shape, p, o) for p, o in targets}
                wanted.append(shape)
        if set(graph.predicates(node)) - NO_CONSTRAINT - {SH.targetClass, SH.targetSubjectsOf, SH.property, SH.sparql}:
            wanted.append(node)
    while wanted:
        node = wanted.pop()
        for p, o in graph.predicate_objects(node):
            if p in DISPLAY or p in (SH.property, SH.sparql):
                continue
            shapes.add((node, p, o))
            if isinstance(o, BNode):
                wanted.append(o)
    return tuple(sorted(shapes, key=str))


@cache
def said(shape: Node) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Whether a result of ``shape`` is a violation, and the shape's messages."""
    graph = vocabulary.graph("shapes.ttl")
    texts = [m for m in graph.objects(shape, SH.message) if isinstance(m, rdflib.Literal)]
    severe = graph.value(shape, SH.severity, default=SH.Violation) == SH.Violation
    return severe, tuple(sorted((m.language or "", str(m)) for m in texts))


@cache
def sparql_constraints() -> tuple[tuple[str, str], ...]:
    """Shape and query of each SPARQL constraint; the query is the constraint's with its shape's targets joined in."""
    graph = vocabulary.graph("shapes.ttl")
    found = []
    for shape, constraint in graph.subject_objects(SH.sparql):
        classes = {c for target in graph.objects(shape, SH.targetClass) for c in vocabulary.subclasses(target)}
        properties = set(graph.objects(shape, SH.targetSubjectsOf))
        target = f"{{ $this a ?targetType FILTER(?targetType IN ({_list(classes)})) }}" if classes else (
            f"{{ $this ?targetPath ?targetValue FILTER(?targetPath IN ({_list(properties)})) }}")  # fmt: skip
        select = str(graph.value(constraint, SH.select))
        head, brace, rest = select.partition("{")
        found.append((str(shape), f"{vocabulary.prefixes()}{head}{brace} FILTER EXISTS {target} {rest}"))
    return tuple(sorted(found))


@cache
def select(shape: str) -> str:
    """The query of a SPARQL constraint as it is written."""
    graph = vocabulary.graph("shapes.ttl")
    return str(graph.value(graph.value(URIRef(shape), SH.sparql), SH.select))


def _list(nodes: Iterable[Node]) -> str:
    return ", ".join(sorted(node.n3() for node in nodes))
