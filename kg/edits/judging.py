"""The gate for what people write: the same shapes as for articles, seen together with what is known of the same nodes.

A graph answers for what is found with it and not without it. So nobody is blamed for what articles say.
"""

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.errors import CivigraphError, GateError
from kg.gate import MAX_ROUNDS, Finding, SetAside, Verdict, offending
from kg.graph import Graph
from kg.shacl import order, validate
from kg.terms import Iris

#: Graphs that state nothing of the world.
BESIDE = ("ontology", "shapes", "examples", "report", "entailed", "catalogue")


class EditRefused(CivigraphError):  # noqa: N818 - named for what happened
    """What was written violates a shape; nothing of it is published."""

    exit_code = 4

    def __init__(self, verdicts: list[Verdict]) -> None:
        found = [f for verdict in verdicts for f in verdict.findings if f.violation]
        super().__init__(
            f"{len(found)} violation(s): {found[0].message()}", hint="the report names each with its node and shape"
        )
        self.verdicts = verdicts


def beside(iris: Iris) -> frozenset[str]:
    """IRIs of the graphs that state nothing of the world."""
    return frozenset(map(iris.graph, BESIDE))


def judge(store: ox.Store, graph: str, iris: Iris) -> Verdict:
    """What the gate finds in the named graph ``graph``; nothing is set aside.

    Raises:
        GateError: validation failed.
    """
    triples = _triples(store, graph)
    findings = _findings(graph, triples, _context(store, graph, triples, beside(iris)))
    return Verdict(graph, Graph(triples), findings=sorted(findings, key=order))


def sift(store: ox.Store, graph: str, iris: Iris) -> Verdict:
    """As :func:`judge`, for a build: what violates is set aside, statement by statement, until nothing does.

    Raises:
        GateError: validation failed.
    """
    left = _triples(store, graph)
    around = _context(store, graph, left, beside(iris))
    found: dict[Finding, None] = {}
    gone: dict[ox.Triple, Finding] = {}
    for _ in range(MAX_ROUNDS):
        findings = _findings(graph, left, around)
        found |= dict.fromkeys(findings)
        violations = [finding for finding in findings if finding.violation]
        if not violations:
            break
        removed = offending(left, violations) or _about(left, violations)
        gone |= removed
        left -= removed.keys()
    else:
        raise GateError(f"{graph}: still not valid after {MAX_ROUNDS} rounds of setting aside")
    aside = [SetAside(triple, gone[triple]) for triple in sorted(gone, key=str)]
    return Verdict(graph, Graph(left), set_aside=aside, findings=sorted(found, key=order))


def affected(store: ox.Store, changed: Collection[ox.Triple], graphs: Iterable[str]) -> Iterator[str]:
    """Those of ``graphs`` for which the gate may find something else since ``changed`` came or went."""
    subjects = {triple.subject for triple in changed}
    for graph in graphs:
        name = ox.NamedNode(graph)
        if any(
            next(store.quads_for_pattern(node, None, None, name), None)
            or next(store.quads_for_pattern(None, None, node, name), None)
            for node in subjects
        ):
            yield graph


def _findings(graph: str, triples: set[ox.Triple], around: set[ox.Triple]) -> list[Finding]:
    if not triples:
        return []
    without = set(validate(around, graph)) if around else set()
    return [finding for finding in validate(triples | around, graph) if finding not in without]


def _triples(store: ox.Store, graph: str) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))}


def _context(store: ox.Store, graph: str, triples: Iterable[ox.Triple], beside: Collection[str]) -> set[ox.Triple]:
    """What other graphs say of the nodes of ``triples``."""
    nodes = {term for t in triples for term in (t.subject, t.object) if isinstance(term, ox.NamedNode | ox.BlankNode)}
    return {
        quad.triple
        for node in nodes
        for quad in store.quads_for_pattern(node, None, None, None)
        if isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value != graph
        and quad.graph_name.value not in beside
    }


def _about(triples: set[ox.Triple], violations: Iterable[Finding]) -> dict[ox.Triple, Finding]:
    """What to set aside where a violation's own statements are another graph's: what touches its node, else all."""
    gone = {t: f for f in violations for t in triples if f.focus in (t.subject, t.object)}
    return gone or dict.fromkeys(triples, next(iter(violations)))
