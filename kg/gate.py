"""Stage 5: the gate. SHACL validates one article's graph before anything of it is published.

What violates a shape is set aside, statement by statement, with the claims about it; what is only odd is published with
a warning. The engine for core constraints is pyshacl; SPARQL constraints run for all focus nodes at once in the store's
own engine, since one query a focus node takes seconds an article. An engine that fails is a :class:`GateError`, never
"conforms".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import cast

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import BNode, Node, URIRef

from kg import vocabulary
from kg.errors import GateError
from kg.rdf import StoreTerm as Term
from kg.rdf import expand, from_rdflib, to_rdflib

#: Rounds of validating and setting aside; each removes something, and an article needs two or three at most.
MAX_ROUNDS = 12
#: Properties of shapes that only pages read.
DISPLAY = frozenset({SH.name, SH.description, SH.order, SH.group, RDFS.label})
#: Properties of a property shape that constrain nothing by themselves.
NO_CONSTRAINT = DISPLAY | {RDF.type, SH.path, SH.severity, SH.message}
TYPE, SUBJECT, PREDICATE, OBJECT = (expand(n) for n in ("a", "rdf:subject", "rdf:predicate", "rdf:object"))
CLAIM, ARTICLE, EVIDENCE = (expand(n) for n in ("cg:Claim", "cg:Article", "prov:wasDerivedFrom"))
SPARQL_COMPONENT = str(SH.SPARQLConstraintComponent)


class Outcome(StrEnum):
    """What becomes of an article, or of one entity in it."""

    PUBLISHED = "published"
    WARNINGS = "warnings"
    SET_ASIDE = "set aside"


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


@dataclass(frozen=True, slots=True)
class SetAside:
    """A triple that is not published, and the finding that it goes with."""

    triple: ox.Triple
    finding: Finding


@dataclass(slots=True)
class Verdict:
    """What the gate decided for one article."""

    article: str
    """IRI of the article and of its named graph."""
    kept: list[ox.Triple] = field(default_factory=list)
    """To be published; sorted."""
    set_aside: list[SetAside] = field(default_factory=list)
    """Sorted by triple; each once, with the first finding that led to it."""
    findings: list[Finding] = field(default_factory=list)
    """All results, violations and warnings, sorted, each once."""

    @property
    def outcome(self) -> Outcome:
        """What becomes of the article."""
        return _outcome(self.findings)

    @property
    def entities(self) -> dict[str, Outcome]:
        """What becomes of each node that something was found about."""
        by_focus: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_focus.setdefault(plain(finding.focus), []).append(finding)
        return {focus: _outcome(findings) for focus, findings in by_focus.items()}


def _outcome(findings: Iterable[Finding]) -> Outcome:
    found = {finding.violation for finding in findings}
    return Outcome.SET_ASIDE if True in found else Outcome.WARNINGS if found else Outcome.PUBLISHED


def check(triples: Iterable[ox.Triple], article: str | None = None, *, context: Iterable[ox.Triple] = ()) -> Verdict:
    """Validates the graph of one article and says what of it may be published.

    Args:
        triples: the article's named graph.
        article: its IRI; found in the graph if not given.
        context: triples that are not the article's own but that shapes need to see (types of nodes elsewhere).

    Raises:
        GateError: the engine failed, or the graph holds no article and ``article`` is not given.
    """
    left = set(triples)
    iri = article or next((plain(t.subject) for t in left if t.predicate == TYPE and t.object == ARTICLE), None)
    if iri is None:
        raise GateError("the graph to be checked holds no cg:Article")
    beside = set(context) - left
    found: dict[Finding, None] = {}
    gone: dict[ox.Triple, Finding] = {}
    for _ in range(MAX_ROUNDS):
        findings = validate(left | beside, iri)
        violations = [f for f in findings if f.violation]
        removed = _offending(left, violations)
        found |= dict.fromkeys(violations)
        if not removed:
            if violations:
                first = violations[0]
                raise GateError(f"{iri}: cannot set aside what violates {first.shape}: {first.message()}")
            found |= dict.fromkeys(findings)
            break
        gone |= removed
        left -= removed.keys()
    else:
        raise GateError(f"{iri}: still not valid after {MAX_ROUNDS} rounds of setting aside")
    return Verdict(
        article=iri,
        kept=sorted(left, key=str),
        set_aside=[SetAside(triple, gone[triple]) for triple in sorted(gone, key=str)],
        findings=sorted(found, key=_order),
    )


def _order(finding: Finding) -> tuple[str, ...]:
    parts = (not finding.violation, finding.focus, finding.path, finding.value, finding.shape, finding.component)
    return tuple(str(part) for part in parts)


def validate(triples: Iterable[ox.Triple], source: str) -> list[Finding]:
    """All results of the shapes on ``triples``; ``source`` is named in errors.

    Raises:
        GateError: an engine failed.
    """
    found = list(triples)
    try:
        return sorted({*_core(found), *_sparql(found)}, key=_order)
    except GateError:
        raise
    except Exception as error:  # whatever an engine raises, the graph is not known to conform
        raise GateError(f"{source}: validation failed ({type(error).__name__}: {error})") from error


def _core(triples: list[ox.Triple]) -> Iterator[Finding]:
    """Results of core constraints, by pyshacl."""
    data = to_rdflib(triples)
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
    for result in report.subjects(RDF.type, SH.ValidationResult):
        value = dict(report.predicate_objects(result))
        yield _finding(
            value[SH.focusNode],
            value.get(SH.resultPath),
            value.get(SH.value),
            value[SH.sourceShape],
            value[SH.sourceConstraintComponent],
        )


def _finding(focus: Node, path: Node | None, value: Node | None, shape: Node, component: Node) -> Finding:
    severe, messages = _said(shape)
    return Finding(
        focus=_term(focus),
        path=ox.NamedNode(str(path)) if isinstance(path, URIRef) else None,
        value=None if value is None else _term(value),
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


def _offending(triples: set[ox.Triple], violations: Iterable[Finding]) -> dict[ox.Triple, Finding]:
    """The triples to set aside for ``violations``, with what goes with them: claims, and passages nobody else uses."""
    index = _Index(triples)
    gone: dict[ox.Triple, Finding] = {}
    for finding in violations:
        for triple in _blamed(index, finding):
            gone.setdefault(triple, finding)
    queue = list(gone)
    while queue:
        triple = queue.pop()
        for claim in index.claims_of(triple):
            for part in index.about[claim]:
                if part not in gone:
                    gone[part] = gone[triple]
                    queue.append(part)
    for passage in index.orphans(gone.keys()):
        for triple in index.about[passage]:
            gone.setdefault(triple, _cause(gone, index, passage))
    return gone


def _cause(gone: Mapping[ox.Triple, Finding], index: "_Index", passage: object) -> Finding:
    return next(gone[t] for t in index.to[passage] if t in gone)


class _Index:
    """The article's triples by subject and by object, and its claims by what they say."""

    def __init__(self, triples: set[ox.Triple]) -> None:
        self.about: dict[object, list[ox.Triple]] = {}
        self.to: dict[object, list[ox.Triple]] = {}
        for triple in sorted(triples, key=str):
            self.about.setdefault(triple.subject, []).append(triple)
            if not isinstance(triple.object, ox.Literal):
                self.to.setdefault(triple.object, []).append(triple)
        self.claims: dict[tuple[object, object, object], list[object]] = {}
        for triple in self.to.get(CLAIM, ()):
            if triple.predicate == TYPE and (said := self.statement(triple.subject)):
                self.claims.setdefault(said, []).append(triple.subject)

    def statement(self, claim: object) -> tuple[object, object, object] | None:
        """What ``claim`` says, if it says one thing."""
        part = {t.predicate: t.object for t in self.about.get(claim, ())}
        if not {SUBJECT, PREDICATE, OBJECT} <= part.keys():
            return None
        return part[SUBJECT], part[PREDICATE], part[OBJECT]

    def claims_of(self, triple: ox.Triple) -> list[object]:
        """The claims that say ``triple``."""
        return self.claims.get((triple.subject, triple.predicate, triple.object), [])

    def orphans(self, gone: Iterable[ox.Triple]) -> list[object]:
        """Passages that only claims among ``gone`` derive from."""
        removed = set(gone)
        passages = {t.object for t in removed if t.predicate == EVIDENCE}
        used = {t.object for p in passages for t in self.to[p] if t.predicate == EVIDENCE and t not in removed}
        return sorted(passages - used, key=str)


def _blamed(index: _Index, finding: Finding) -> Iterator[ox.Triple]:
    """The triples that ``finding`` is about: the value, else all values of the path, else the node as a whole."""
    about = index.about.get(finding.focus, [])
    paths = {finding.path} if finding.path else _target_properties(finding.shape)
    missing = finding.component == str(SH.MinCountConstraintComponent)
    if paths and not missing:
        values = [t for t in about if t.predicate in paths]
        exact = [t for t in values if finding.path and finding.value is not None and t.object == finding.value]
        chosen = exact or values
        if chosen:
            yield from chosen
            return
    kind = next((t.object for t in about if t.predicate == TYPE), None)
    if kind == ARTICLE:  # without its article's text or name nothing that it states can be shown to be stated
        yield from (triple for triples in index.about.values() for triple in triples)
        return
    if kind == CLAIM and (said := index.statement(finding.focus)):
        # A claim that proves nothing leaves what it says without evidence.
        yield from (t for t in index.about.get(said[0], ()) if (t.predicate, t.object) == said[1:])
    yield from about
    yield from index.to.get(finding.focus, [])


@cache
def _target_properties(shape: str) -> frozenset[ox.NamedNode]:
    """The properties whose subjects a node shape targets: what a result on the whole node blames."""
    graph = vocabulary.graph("shapes.ttl")
    return frozenset(ox.NamedNode(str(p)) for p in graph.objects(URIRef(shape), SH.targetSubjectsOf))


def plain(term: object) -> str:
    """The text of a term: its IRI, label or lexical form."""
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode, ox.Literal)) else str(term)
