"""The second way to a generation: what has changed is written to a copy of the one before.

Every graph comes out as :mod:`kg.pipeline` would make it anew; only what differs is written, and what follows from it
(entailed statements, the report, the index, the counts) is brought up to date by the difference.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pyoxigraph as ox

from kg import gate_report
from kg.disk import disk_errors
from kg.edits.changes import Changes
from kg.edits.judging import affected, beside, sift
from kg.entailment import matters
from kg.gate import Verdict
from kg.generations import Draft
from kg.rdf import expand
from kg.reentailment import difference
from kg.terms import Iris

_NOTICE = expand("cg:Notice")


class Revision:
    """Writes to a draft that began as the generation before."""

    def __init__(self, draft: Draft, changes: Changes, iris: Iris) -> None:
        self.draft = draft
        self.changes = changes
        self.store = changes.store
        self.iris = iris
        self._report = ox.NamedNode(iris.graph("report"))
        self._aside = _parted(draft)

    def put(self, verdict: Verdict) -> None:
        """Puts what the gate has let through of a graph, and its report, in the place of what was there."""
        replace(self.changes, verdict.article, verdict.kept)
        self.tell(verdict)

    def withdraw(self, graph: str) -> None:
        """Removes a graph, and what the report says of it."""
        replace(self.changes, graph, ())
        self._replace_report(graph, ())
        self._aside.pop(graph, None)

    def tell(self, verdict: Verdict) -> None:
        """Puts the report on a graph, and what was set aside of it, in the place of what was there."""
        self._replace_report(verdict.article, gate_report.graph(verdict))
        self._aside.pop(verdict.article, None)
        if verdict.set_aside:
            self._aside[verdict.article] = [_quad(one.triple, verdict.article) for one in verdict.set_aside]

    def _replace_report(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        about = gate_report.part(graph, "report")
        nodes: set[Any] = {about}  # Any: the report's nodes are IRIs
        nodes |= {q.object for q in self.store.quads_for_pattern(about, expand("sh:result"), None, self._report)}
        aside = self.store.quads_for_pattern(None, expand("dcterms:isPartOf"), ox.NamedNode(graph), self._report)
        nodes |= {quad.subject for quad in aside}
        old = {quad for node in nodes for quad in self.store.quads_for_pattern(node, None, None, self._report)}
        self._exchange(old, {_quad(triple, self._report.value) for triple in triples})

    def notices(self, triples: Iterable[ox.Triple]) -> None:
        """Puts what is to be said of the sources in the place of what was said."""
        new: dict[str, list[ox.Triple]] = {}
        for triple in triples:
            new.setdefault(str(triple.subject), []).append(triple)
        old = {q.subject for q in self.store.quads_for_pattern(None, expand("a"), _NOTICE, self._report)}
        for node in old:  # its IRI follows from what it says
            if str(node) not in new:
                self._exchange(set(self.store.quads_for_pattern(node, None, None, self._report)), set())
        known = {str(node) for node in old}
        fresh = {_quad(t, self._report.value) for name, found in new.items() if name not in known for t in found}
        self._exchange(set(), fresh)

    def _exchange(self, old: set[ox.Quad], new: set[ox.Quad]) -> None:
        for quad in sorted(old - new, key=str):
            self.changes.erase(quad)
        for quad in sorted(new - old, key=str):
            if quad not in self.store:
                self.changes.write(quad)

    def sift(self) -> Iterator[Verdict]:
        """Judges again what people have written, as far as the gate may find something else now.

        What was set aside is tried again with each build.
        """
        edits = self.draft.edits
        again = {graph for graph in edits if graph in self._aside}
        for graph in again:
            self._exchange(set(), set(self._aside[graph]))
        for graph in sorted(edits):
            self.store.add_graph(ox.NamedNode(graph))  # it may be empty
            changed = {quad.triple for quad in self.changes.added | self.changes.removed}
            if graph not in again and not list(affected(self.store, changed, [graph])):
                continue
            verdict = sift(self.store, graph, self.iris)
            for one in verdict.set_aside:
                self.changes.erase(_quad(one.triple, graph))
            self.tell(verdict)
            yield verdict

    def finish(self) -> None:
        """Brings what follows from all that was written up to date."""
        entail(self.changes, self.iris)
        with disk_errors(self.draft.quarantine), self.draft.quarantine.open("wb") as file:
            for quads in self._aside.values():
                file.write(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def replace(changes: Changes, graph: str, triples: Iterable[ox.Triple]) -> None:
    """Makes ``triples`` the whole content of a graph; without any it is gone."""
    name = ox.NamedNode(graph)
    old = {quad.triple for quad in changes.store.quads_for_pattern(None, None, None, name)}
    new = set(triples)
    for triple in sorted(old - new, key=str):
        changes.erase(_quad(triple, graph))
    for triple in sorted(new - old, key=str):
        changes.write(_quad(triple, graph))
    if not new and changes.exists(graph):
        changes.store.remove_graph(name)


def exchange(changes: Changes, graph: str, gone: Iterable[ox.Triple], come: Iterable[ox.Triple]) -> None:
    """As :func:`replace`, for a graph of which the difference is known."""
    for triple in sorted(gone, key=str):
        changes.erase(_quad(triple, graph))
    for triple in sorted(come, key=str):
        changes.write(_quad(triple, graph))
    name = ox.NamedNode(graph)
    if next(changes.store.quads_for_pattern(None, None, None, name), None) is None and changes.exists(graph):
        changes.store.remove_graph(name)


def entail(changes: Changes, iris: Iris) -> None:
    """Brings the entailed graph up to date."""
    entailed, silent, store = iris.graph("entailed"), beside(iris), changes.store
    here = ox.NamedNode(entailed)

    def asserted(s: Any, p: Any, o: Any) -> Iterator[ox.Triple]:  # Any: a term of the store or None
        # From the merge, which has each once: what is widely known stands in thousands of graphs.
        for quad in store.quads_for_pattern(s, p, o, ox.DefaultGraph()):
            if next(_stating(store, quad.triple, silent), None) is not None:
                yield quad.triple

    def known(s: Any, p: Any, o: Any) -> Iterator[ox.Triple]:  # Any: as above
        return (quad.triple for quad in store.quads_for_pattern(s, p, o, here))

    come, go = difference(asserted, known, *_asserted(changes, silent))
    for triple in go:
        changes.erase(_quad(triple, entailed))
    for triple in come:
        changes.write(_quad(triple, entailed))


def _asserted(changes: Changes, silent: frozenset[str]) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """Triples that are asserted now and were not, and the other way round, as far as anything follows from them."""
    came, went = (
        {quad.triple for quad in quads if quad.graph_name.value not in silent and matters(quad.triple)}  # type: ignore[union-attr]  # named graphs
        for quads in (changes.added, changes.removed)
    )
    stating = partial(_stating, changes.store, silent=silent)
    added = {triple for triple in came - went if all(quad in changes.added for quad in stating(triple))}
    removed = {triple for triple in went if next(stating(triple), None) is None}
    return added, removed


def _stating(store: ox.Store, triple: ox.Triple, silent: frozenset[str]) -> Iterator[ox.Quad]:
    """The quads of named graphs, but those ``silent``, that state ``triple``: of thousands, the first ones tell."""
    for quad in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in silent:
            yield quad


def _parted(draft: Draft) -> dict[str, list[ox.Quad]]:
    """What was set aside, by graph."""
    found: dict[str, list[ox.Quad]] = {}
    if draft.quarantine.exists():
        for quad in ox.parse(path=str(draft.quarantine), format=ox.RdfFormat.N_QUADS):
            found.setdefault(str(quad.graph_name.value), []).append(quad)
    return found


def _quad(triple: ox.Triple, graph: str) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph))
