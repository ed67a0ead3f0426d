"""Quads on their way to the store: as lines that its own loader reads, with all that is counted of them.

To make a line of a quad and to load it takes less than half of what it takes to hand the quad over as an object, and a
line can be made in another process.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pyoxigraph as ox

from kg.manifest import sum_of_lines


class Block(msgspec.Struct, array_like=True, frozen=True):
    """Quads of named graphs."""

    lines: bytes
    """N-Quads: every quad."""
    merged: bytes
    """N-Triples: the triple of every quad, for the default graph."""
    sizes: dict[str, int]
    """Quads of each graph."""
    digest: bytes
    """Sum of the digests of the quads, see :func:`kg.manifest.digest`."""

    @property
    def size(self) -> int:
        """Quads of all graphs."""
        return sum(self.sizes.values())


def block(graphs: Mapping[str, Iterable[ox.Triple]]) -> Block:
    """The block of ``graphs``, by their IRIs; each triple once a graph."""
    return of_lines(
        {
            graph: (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
            for graph, triples in graphs.items()
        }
    )


def of_lines(graphs: Mapping[str, Sequence[bytes]]) -> Block:
    """As :func:`block`, of lines of N-Triples as the store's engine writes them."""
    sizes, lines, merged = dict[str, int](), list[bytes](), list[bytes]()
    for graph, written in graphs.items():
        end = f"{ox.NamedNode(graph)} .\n".encode()
        lines += [line[:-2] + end for line in written]  # between the object and the full stop
        merged += written
        sizes[graph] = len(written)
    return Block(b"".join(lines), b"".join(merged), sizes, sum_of_lines(lines))
