"""SHACL validation of articles' graphs by the shapes in ``ontology/shapes.ttl``: what the engines find.

Core constraints are pyshacl's. It takes a fixed time for each run, whatever the data, so that several articles are
validated in one run, kept apart by the names of their nodes. SPARQL constraints run for all focus nodes at once in the
store's own engine, since one query a focus node takes seconds an article.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import BNode, Node, URIRef

from kg import vocabulary
from kg.conversion import from_rdflib, to_rdflib
from kg.errors import GateError
from kg.rdf import StoreTerm as Term
from kg.rdf import expand

#: Properties of shapes that only pages read.
DISPLAY = frozenset({SH.name, SH.description, SH.order, SH.group, RDFS.label})
#: Properties of a shape that constrain nothing by themselves.
NO_CONSTRAINT = DISPLAY | {RDF.type, SH.path, SH.severity, SH.message}
#: Objects of these are names of terms of a vocabulary, the same in every article.
TERMS = frozenset({expand("a"), expand("rdf:predicate")})
SPARQL_COMPONENT = str(SH.SPARQLConstraintComponent)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation (SHACL section 3.6)."""

    focus: Term
    path: ox.NamedNode | None
    value: Term | None
    shape: str
    component: str
    violation: bool
    messages: tuple[tuple[str, str], ...]
    """Language and text."""

    def message(self, language: str = "en") -> str:
        """The message in ``language``, or in another if there is none."""
        return dict(self.messages).get(language) or next((text for _, text in self.messages), self.component)


def order(finding: Finding) -> tuple[str, ...]:
    """What findings are sorted by: violations first, then by focus node."""
    parts = (not finding.violation, finding.focus, finding.path, finding.value, finding.shape, finding.component)
    return tuple(str(part) for part in parts)


def validate(triples: Iterable[ox.Triple], source: str) -> list[Finding]:
    """All results of the shapes on ``triples``; ``source`` is named in errors.

    Raises:
        GateError: an engine failed, so that the graph is not known to conform.
    """
    found = list(triples)
    try:
        return sorted({*_core([found])[0], *_sparql(found)}, key=order)
    except GateError as error:
        raise GateError(f"{source}: {error.message}") from error
    except Exception as error:  # whatever an engine raises, the graph is not known to conform
        raise GateError(f"{source}: validation failed ({type(error).__name__}: {error})") from error


def validate_many(graphs: Sequence[Iterable[ox.Triple]], sources: Sequence[str]) -> list[list[Finding]]:
    """As :func:`validate` for each of ``graphs``, in one run of the engine.

    Raises:
        GateError: an engine failed; the graph that it fails on is named.
    """
    found = [list(graph) for graph in graphs]
    try:
        core = _core(found)
        return [sorted({*one, *_sparql(graph)}, key=order) for graph, one in zip(found, core, strict=True)]
    except Exception:  # one by one tells which it is
        return [validate(graph, source) for graph, source in zip(found, sources, strict=True)]


def _core(graphs: Sequence[list[ox.Triple]]) -> list[list[Finding]]:
    """Results of core constraints for each of ``graphs``, by pyshacl."""
    origin: dict[Node, tuple[int, Term]] = {}
    data = rdflib.Graph()
    for number, triples in enumerate(graphs):
        to_rdflib(_apart(triples, number, origin), data)
    for sub, sup in vocabulary.hierarchy():
        data.add((sub, RDFS.subClassOf, sup))
    shapes = rdflib.Graph()  # a copy: pyshacl writes into the graph that it is given
    for triple in core_shapes():
        shapes.add(triple)
    _, report, text = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", inplace=True, do_owl_imports=False, meta_shacl=False
    )
    if not isinstance(report, rdflib.Graph):
        raise GateError(f"validation failed: {text.strip()}")
    found: list[list[Finding]] = [[] for _ in graphs]
    for result in report.subjects(RDF.type, SH.ValidationResult):
        part = dict(report.predicate_objects(result))
        number, focus = origin[part[SH.focusNode]]
        value = part.get(SH.value)
        found[number].append(
            _finding(
                focus,
                part.get(SH.resultPath),
                origin[value][1] if value in origin else None if value is None else _term(value),
                part[SH.sourceShape],
                part[SH.sourceConstraintComponent],
            )
        )
    return found


def _apart(triples: Iterable[ox.Triple], number: int, origin: dict[Node, tuple[int, Term]]) -> Iterator[ox.Triple]:
    """``triples`` with the names of nodes made those of graph ``number``; ``origin`` gets the way back."""
    names: dict[object, object] = {}

    def name(term: object) -> object:
        if isinstance(term, ox.Literal):
            return term
        if term not in names:
            node = cast(ox.NamedNode | ox.BlankNode, term)
            names[term] = ox.NamedNode(f"urn:graph:{number}:{node.value}")
            origin[URIRef(f"urn:graph:{number}:{node.value}")] = (number, node)
        return names[term]

    for triple in triples:
        value = triple.object if triple.predicate in TERMS else name(triple.object)
        yield ox.Triple(name(triple.subject), triple.predicate, value)  # type: ignore[arg-type]  # terms all


def _finding(focus: Term, path: Node | None, value: Term | None, shape: Node, component: Node) -> Finding:
    severe, messages = _said(shape)
    return Finding(
        focus=focus,
        path=ox.NamedNode(str(path)) if isinstance(path, URIRef) else None,
        value=value,
        shape=str(shape),
        component=str(component),
        violation=severe,
        messages=messages,
    )


@cache
def _said(shape: Node) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Whether a result of ``shape`` is a violation, and the shape's messages."""
    graph = vocabulary.graph("shapes.ttl")
    texts = [m for m in graph.objects(shape, SH.message) if isinstance(m, rdflib.Literal)]
    severe = graph.value(shape, SH.severity, default=SH.Violation) == SH.Violation
    return severe, tuple(sorted((m.language or "", str(m)) for m in texts))


def _term(node: Node) -> Term:
    return from_rdflib([(RDF.type, RDF.type, node)])[0].object  # type: ignore[return-value]  # no quoted triples here


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


def _sparql(triples: list[ox.Triple]) -> Iterator[Finding]:
    """Results of SPARQL constraints (SHACL section 5), each by one query over all its focus nodes."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    for shape, query in sparql_constraints():
        severe, messages = _said(URIRef(shape))
        for row in cast(ox.QuerySolutions, store.query(query)):
            bound = {name: cast(Term | None, _optional(row, name)) for name in ("this", "path", "value")}
            focus, path, value = cast(Term, bound["this"]), bound["path"], bound["value"]
            yield Finding(
                focus=focus,
                path=path if isinstance(path, ox.NamedNode) else None,
                value=value if path or value is not None else focus,
                shape=shape,
                component=SPARQL_COMPONENT,
                violation=severe,
                messages=messages,
            )


def _optional(row: ox.QuerySolution, name: str) -> object:
    try:
        return row[name]
    except KeyError:
        return None


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


def _list(nodes: Iterable[Node]) -> str:
    return ", ".join(sorted(node.n3() for node in nodes))
