"""SHACL validation of articles' graphs by the shapes in ``ontology/shapes.ttl``: what the engines find.

Core constraints are pyshacl's. It takes a fixed time for each run, whatever the data, so that several articles are
validated in one run, kept apart by the names of their nodes. SPARQL constraints run for all focus nodes at once in the
store's own engine, since one query a focus node takes seconds an article. Neither is asked of what surely conforms
(:mod:`kg.conforming`), which is nearly all, or surely lacks no more than a property.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node, URIRef

from kg import vocabulary
from kg.conforming import Facts, doubtful
from kg.conforming_sparql import sure
from kg.conversion import from_rdflib, to_rdflib
from kg.errors import GateError
from kg.graph import Graph
from kg.rdf import StoreTerm as Term
from kg.rdf import expand
from kg.shapes import core_shapes, said, sparql_constraints

TYPE = expand("a")
#: Objects of these are names of terms of a vocabulary, the same in every article.
TERMS = frozenset({TYPE, expand("rdf:predicate")})
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


def load() -> None:
    """Loads the engines and compiles the shapes, which is done with the first graphs otherwise."""
    core([[]])
    _findings([Graph([ox.Triple(TYPE, TYPE, TYPE)])])


def validate(triples: Iterable[ox.Triple] | Graph, source: str) -> list[Finding]:
    """All results of the shapes on ``triples``; ``source`` is named in errors.

    Raises:
        GateError: an engine failed, so that the graph is not known to conform.
    """
    try:
        return _findings([Graph.of(triples)])[0]
    except GateError as error:
        raise GateError(f"{source}: {error.message}") from error
    except Exception as error:  # whatever an engine raises, the graph is not known to conform
        raise GateError(f"{source}: validation failed ({type(error).__name__}: {error})") from error


def validate_many(graphs: Sequence[Graph], sources: Sequence[str]) -> list[list[Finding]]:
    """As :func:`validate` for each of ``graphs``, in one run of the engine.

    Raises:
        GateError: an engine failed; the graph that it fails on is named.
    """
    try:
        return _findings(graphs)
    except Exception:  # one by one tells which it is
        return [validate(graph, source) for graph, source in zip(graphs, sources, strict=True)]


def _findings(graphs: Sequence[Graph]) -> list[list[Finding]]:
    """All results for each of ``graphs``, each once and in order."""
    facts = [Facts(graph) for graph in graphs]
    core = _doubted(graphs, facts)
    return [
        sorted({*found, *by_sparql(graph, sure(one))}, key=order)
        for graph, one, found in zip(graphs, facts, core, strict=True)
    ]


def _doubted(graphs: Sequence[Graph], facts: Sequence[Facts]) -> list[list[Finding]]:
    """Results of core constraints on those nodes of each of ``graphs`` that do not surely conform.

    The shapes look at a node's own values and at the classes of these, so that the engine is given no more than that.
    A graph that has classes of its own is given whole.
    """
    seen = [doubtful(one) for one in facts]
    doubts = [nodes for nodes, _ in seen]
    found = [[_lack(*lack) for lack in lacks] for _, lacks in seen]
    aimed = [number for number, one in enumerate(facts) if doubts[number] and one.whole]
    if aimed:
        some = [doubts[number] for number in aimed]
        cuts = [_cut(graphs[number], doubts[number]) for number in aimed]
        for number, findings in zip(aimed, core(cuts, some), strict=True):
            found[number] += findings
    for number, one in enumerate(facts):
        if not one.whole:
            (found[number],) = core([graphs[number]])
    return found


def _cut(graph: Graph, nodes: set[Term]) -> list[ox.Triple]:
    """What is said of ``nodes``, and of which classes their values are."""
    said = list(graph.said_of(nodes))
    values = dict.fromkeys(t.object for t in said)
    return [*said, *(t for t in graph.said_of(values) if t.predicate == TYPE and t.subject not in nodes)]  # type: ignore[arg-type]  # RDF 1.1


def core(graphs: Sequence[Iterable[ox.Triple]], nodes: Sequence[Collection[Term]] | None = None) -> list[list[Finding]]:
    """Results of core constraints for each of ``graphs``, by pyshacl; with ``nodes``, on these of each graph alone.

    Graphs that say themselves which class is below another can only be validated whole.
    """
    import pyshacl  # late: most graphs surely conform, and where few articles have changed importing it takes longest

    origin: dict[Node, tuple[int, Term]] = {}
    data = rdflib.Graph()
    for number, triples in enumerate(graphs):
        to_rdflib(_apart(triples, number, origin), data)
    wanted = None if nodes is None else {node for node, (number, term) in origin.items() if term in nodes[number]}
    shapes = rdflib.Graph()  # a copy: pyshacl writes into the graph that it is given
    for triple in core_shapes() if wanted is None else _aimed(data, wanted):
        shapes.add(triple)
    for sub, sup in vocabulary.hierarchy():
        data.add((sub, RDFS.subClassOf, sup))
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


def _aimed(data: rdflib.Graph, nodes: Collection[Node]) -> Iterator[tuple[Node, Node, Node]]:
    """The shapes with ``nodes`` for targets, as far as they are among those of the shapes.

    The engine's own option for that leaves out values of these nodes that shapes within shapes are asked of.
    """
    for shape, predicate, value in core_shapes():
        if predicate == SH.targetClass:
            found = {node for name in vocabulary.subclasses(value) for node in data.subjects(RDF.type, name)}
        elif predicate == SH.targetSubjectsOf:
            found = set(data.subjects(value))
        else:
            yield shape, predicate, value
            continue
        yield from ((shape, SH.targetNode, node) for node in found.intersection(nodes))


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
    severe, messages = said(shape)
    return Finding(
        focus=focus,
        path=ox.NamedNode(str(path)) if isinstance(path, URIRef) else None,
        value=value,
        shape=str(shape),
        component=str(component),
        violation=severe,
        messages=messages,
    )


def _lack(node: Term, path: str, shape: str) -> Finding:
    """What the engine finds where a property is missing (SHACL section 4.2.1)."""
    return _finding(node, URIRef(path), None, URIRef(shape), SH.MinCountConstraintComponent)


def _term(node: Node) -> Term:
    return from_rdflib([(RDF.type, RDF.type, node)])[0].object  # type: ignore[return-value]  # no quoted triples here


def by_sparql(triples: Iterable[ox.Triple], without: Collection[str] = ()) -> Iterator[Finding]:
    """Results of SPARQL constraints (SHACL section 5) but those of the shapes ``without``.

    Each is one query over all its focus nodes.
    """
    wanted = [(shape, query) for shape, query in sparql_constraints() if shape not in without]
    if not wanted:
        return
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    for shape, query in wanted:
        severe, messages = said(URIRef(shape))
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
