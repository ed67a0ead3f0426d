"""What becomes of a store's statements while they are written: kept in order, the default graph with them.

The default graph of a generation's store is the merge of its named graphs; whatever is written to a named graph is
brought into the merge, and what no graph holds any more is taken out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import pyoxigraph as ox

from kg.edits.places import Places
from kg.errors import CivigraphError

T = TypeVar("T")
Check = Callable[[str], bool]


class GraphRefused(CivigraphError):  # noqa: N818 - named for what happened
    """A graph was to be written that cannot be, or not by this writer."""

    def __init__(self, graph: str, why: str, *, scope: bool = False) -> None:
        super().__init__(f"<{graph}> cannot be written: {why}")
        self.graph = graph
        self.scope = scope
        """Whether another token could do it."""


@dataclass
class Changes:
    """Writes to ``store`` and remembers the difference that it makes."""

    store: ox.Store
    places: Places
    may_write: Check = lambda _: True
    """Whether this writer may write a graph that can be written."""
    added: set[ox.Quad] = field(default_factory=set)
    removed: set[ox.Quad] = field(default_factory=set)
    merged: set[ox.Triple] = field(default_factory=set)
    """Triples that have come into the default graph."""
    unmerged: set[ox.Triple] = field(default_factory=set)
    """Triples that have gone from it."""
    notes: list[str] = field(default_factory=list)
    """What the writer is to be told besides."""
    created: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.added or self.removed or self.created or self.dropped)

    @property
    def graphs(self) -> set[str]:
        """The graphs that are different from before."""
        named = {str(quad.graph_name.value) for quad in self.added | self.removed}  # type: ignore[union-attr]
        return named | self.created | self.dropped

    def check(self, graph: str) -> None:
        """Raises :class:`GraphRefused` if ``graph`` may not be written."""
        if (why := self.places.refusal(graph)) is not None:
            raise GraphRefused(graph, why)
        if not self.may_write(graph):
            raise GraphRefused(graph, "the token is for other graphs", scope=True)

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        """Adds quads of named graphs."""
        for quad in quads:
            graph = str(quad.graph_name.value)  # type: ignore[union-attr]  # named graphs alone
            self.check(graph)
            if quad in self.store:
                continue
            self._create(graph)
            self.write(quad)

    def delete(self, quads: Iterable[ox.Quad]) -> None:
        """Removes those quads of named graphs that are there."""
        for quad in quads:
            if quad in self.store:
                self.check(str(quad.graph_name.value))  # type: ignore[union-attr]  # as above
                self.erase(quad)

    def create(self, graph: str) -> None:
        """Makes an empty graph, unless it is there."""
        self.check(graph)
        self._create(graph)

    def clear(self, graph: str) -> None:
        """Removes all statements of a graph."""
        self.check(graph)
        for quad in list(self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))):
            self.erase(quad)

    def drop(self, graph: str) -> None:
        """Removes a graph with its statements."""
        self.clear(graph)
        if self.exists(graph):
            self.store.remove_graph(ox.NamedNode(graph))
            if graph in self.created:
                self.created.discard(graph)
            else:
                self.dropped.add(graph)

    def exists(self, graph: str) -> bool:
        """Whether there is such a named graph."""
        return self.store.contains_named_graph(ox.NamedNode(graph))

    def _create(self, graph: str) -> None:
        if not self.exists(graph):
            self.store.add_graph(ox.NamedNode(graph))
            if graph in self.dropped:
                self.dropped.discard(graph)
            else:
                self.created.add(graph)

    def write(self, quad: ox.Quad) -> None:
        """Adds a quad that is not there, whoever's its graph is."""
        self.store.add(quad)
        _toggle(quad, self.added, self.removed)
        merged = ox.Quad(quad.subject, quad.predicate, quad.object)
        if merged not in self.store:
            self.store.add(merged)
            _toggle(quad.triple, self.merged, self.unmerged)

    def erase(self, quad: ox.Quad) -> None:
        """Removes a quad that is there, whoever's its graph is."""
        self.store.remove(quad)
        _toggle(quad, self.removed, self.added)
        merged = ox.Quad(quad.subject, quad.predicate, quad.object)
        elsewhere = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(isinstance(other.graph_name, ox.DefaultGraph) for other in elsewhere):
            self.store.remove(merged)
            _toggle(quad.triple, self.unmerged, self.merged)


def _toggle(one: T, into: set[T], out_of: set[T]) -> None:
    if one in out_of:
        out_of.discard(one)
    else:
        into.add(one)
