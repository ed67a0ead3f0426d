"""What graphs add to what is entailed, on disk until everything is asserted.

An article's share is worked out where its graph is made and judged, on all cores: to look for it in the store
afterwards took one core longer than to join the shares.
"""

from collections.abc import Iterable, Iterator, Set
from itertools import groupby
from pathlib import Path
from zlib import crc32

import pyoxigraph as ox

from kg.entailment import Share, join, share
from kg.graph import Graph
from kg.parts import Parts

#: Lines that are kept from repeating: most repetitions stand close together.
RECENT = 20_000
#: Names of the parts, by the lines' checksums.
PARTS = [f"{number:02x}" for number in range(256)]


class _Lines:
    """Lines in parts: those that are equal are in one part."""

    def __init__(self, folder: Path) -> None:
        self._parts = Parts(folder)
        self._recent: set[bytes] = set()

    def add(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if line not in self._recent:
                if len(self._recent) >= RECENT:
                    self._recent.clear()
                self._recent.add(line)
                self._parts.add(PARTS[crc32(line) % len(PARTS)], line)

    def take(self) -> Iterator[list[bytes]]:
        """Each part, each line once; they are forgotten."""
        for part in self._parts:
            yield list(dict.fromkeys(part))
        self.clear()

    def clear(self) -> None:
        """Forgets all lines."""
        self._recent.clear()
        self._parts.clear()


class Shares:
    """The shares of the graphs of a store."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where the lines are; it is made when it is needed."""
        self._follows = _Lines(folder / "follows")
        self._joined = _Lines(folder / "joined")
        self._graphs: set[str] = set()
        self._stale = False

    def add(self, graph: str, share: Share) -> None:
        """Adds the share of ``graph``, or of a part of it."""
        self._graphs.add(graph)
        self._follows.add(share.follows)
        self._joined.add(share.joined)

    def forget(self, graph: str) -> None:
        """Something is not in ``graph`` any more."""
        self._stale |= graph in self._graphs

    def complete(self, store: ox.Store, graphs: Iterable[str], changed: Set[str], *, without: Set[str]) -> None:
        """Adds what is missing of ``graphs`` in ``store`` but those ``without``; to those ``changed`` something was
        added since their shares were.
        """
        if self._stale:
            self._follows.clear()
            self._joined.clear()
            self._graphs.clear()
            self._stale = False
        for graph in graphs:
            if graph not in without and (graph not in self._graphs or graph in changed):
                name = ox.NamedNode(graph)
                quads = store.quads_for_pattern(None, None, None, name)  # the engine keeps them by subject
                for _, group in groupby(quads, key=lambda quad: quad.subject):
                    self.add(graph, share(Graph(quad.triple for quad in group)))

    def entailed(self) -> Iterator[list[bytes]]:
        """What follows from all shares together, in parts, each line once, some of it asserted; they are forgotten."""
        self._follows.add(join(line for part in self._joined.take() for line in part))
        return self._follows.take()
