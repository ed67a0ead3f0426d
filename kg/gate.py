"""Stage 5: the gate. SHACL validates one article's graph before anything of it is published.

What violates a shape is set aside, statement by statement, with the claims about it; what is only odd is published with
a warning. An engine that fails is a :class:`GateError`, never "conforms".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import SH
from rdflib.term import URIRef

from kg import vocabulary
from kg.errors import GateError
from kg.graph import Graph
from kg.rdf import expand
from kg.shacl import Finding as Finding
from kg.shacl import load as load
from kg.shacl import order, validate_many
from kg.shacl import validate as validate

#: Rounds of validating and setting aside; each removes something, and an article needs two or three at most.
MAX_ROUNDS = 12
#: Articles that one run of the engine validates.
BATCH = 16
TYPE, SUBJECT, PREDICATE, OBJECT = (expand(n) for n in ("a", "rdf:subject", "rdf:predicate", "rdf:object"))
CLAIM, ARTICLE, EVIDENCE = (expand(n) for n in ("cg:Claim", "cg:Article", "prov:wasDerivedFrom"))


_Triples = Iterable[ox.Triple] | Graph


class Outcome(StrEnum):
    """What becomes of an article, or of one entity in it."""

    PUBLISHED = "published"
    WARNINGS = "warnings"
    SET_ASIDE = "set aside"


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
    graph: Graph = field(default_factory=Graph)
    """What is to be published."""
    set_aside: list[SetAside] = field(default_factory=list)
    """Sorted by triple; each once, with the first finding that led to it."""
    findings: list[Finding] = field(default_factory=list)
    """All results, violations and warnings, sorted, each once."""

    @property
    def kept(self) -> list[ox.Triple]:
        """What is to be published, sorted."""
        return sorted(self.graph, key=str)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the article."""
        return _outcome(self.findings)

    @property
    def refused(self) -> tuple[str, str] | None:
        """Shape and message of the first statement that is set aside."""
        if not self.set_aside:
            return None
        finding = self.set_aside[0].finding
        return finding.shape, finding.message()

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
        article: its IRI; if not given that of the graph's article, of several the first by their IRIs.
        context: triples that are not the article's own but that shapes need to see (types of nodes elsewhere).

    Raises:
        GateError: the engine failed, or the graph holds no article and ``article`` is not given.
    """
    graph = Graph.of(triples)
    iri = article or min((plain(t.subject) for t in graph if t.predicate == TYPE and t.object == ARTICLE), default=None)
    if iri is None:
        raise GateError("the graph to be checked holds no cg:Article")
    beside = set(context)
    return _decide(graph, beside, iri, validate(_with(graph, beside), iri))


def check_many(articles: Iterable[tuple[str, _Triples]]) -> Iterator[Verdict]:
    """As :func:`check` for each of ``articles``, given as IRI and triples, in order and in less time; lazily.

    Raises:
        GateError: the engine failed on one of them.
    """
    for batch in _batched(articles):
        graphs = [Graph.of(triples) for _, triples in batch]
        iris = [iri for iri, _ in batch]
        for iri, graph, findings in zip(iris, graphs, validate_many(graphs, iris), strict=True):
            yield _decide(graph, set(), iri, findings)


def _batched(articles: Iterable[tuple[str, _Triples]]) -> Iterator[list[tuple[str, _Triples]]]:
    batch: list[tuple[str, _Triples]] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _with(graph: Graph, beside: Iterable[ox.Triple]) -> Graph:
    """``graph`` together with ``beside``."""
    return Graph([*graph, *beside]) if beside else graph


def _decide(graph: Graph, beside: set[ox.Triple], iri: str, findings: list[Finding]) -> Verdict:
    """Sets aside what violates, and validates what is left, until nothing does."""
    found: dict[Finding, None] = {}
    gone: dict[ox.Triple, Finding] = {}
    for _ in range(MAX_ROUNDS):
        violations = [f for f in findings if f.violation]
        if not violations:
            break
        found |= dict.fromkeys(violations)
        removed = offending(graph, violations)
        if not removed:
            first = violations[0]
            raise GateError(f"{iri}: cannot set aside what violates {first.shape}: {first.message()}")
        gone |= removed
        graph = Graph(triple for triple in graph if triple not in removed)
        findings = validate(_with(graph, beside), iri)
    else:
        raise GateError(f"{iri}: still not valid after {MAX_ROUNDS} rounds of setting aside")
    found |= dict.fromkeys(findings)
    return Verdict(
        article=iri,
        graph=graph,
        set_aside=[SetAside(triple, gone[triple]) for triple in sorted(gone, key=str)],
        findings=sorted(found, key=order),
    )


def offending(triples: Iterable[ox.Triple], violations: Iterable[Finding]) -> dict[ox.Triple, Finding]:
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

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
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
