"""Tasks of a build that another process does beside it: ``python -m kg.tasks FD``.

It speaks over the socket ``FD``: a task comes in, an answer goes out.
"""

import sys
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.disk import disk_errors
from kg.errors import StoreError
from kg.partitions import counted
from kg.processes import seldom_collecting, serve
from kg.search import evidence, tables
from kg.search.claims import Claims
from kg.terms import Iris


class Compare(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """Articles that were not compared yet are to be: while the register decides who is who."""

    place: str
    """File of the stories."""

    def run(self) -> bytes:
        """Does it."""
        from kg.stories.store import Store  # late: the other tasks do without its libraries

        Store(Path(self.place)).compare()
        return b""


class OfStore(msgspec.Struct, array_like=True, frozen=True):
    """What is to be done with a store."""

    place: str
    """Folder of a copy of the store."""
    base: str
    search: str
    """Folder of the search index; empty where there is none."""

    def run(self) -> bytes:
        """Does it on the copy."""
        return self.done(ox.Store.read_only(self.place))

    def done(self, store: ox.Store) -> bytes:
        """Does it on ``store``."""
        raise NotImplementedError


class Prove(OfStore, array_like=True, frozen=True, tag=True):
    """The index of evidence is to be made: once all is asserted, for what follows from it is no evidence."""

    claims: str
    """Folder of the complete ones, see :class:`kg.search.claims.Claims`."""
    own: list[str]
    """IRIs of the graphs that are no article's."""

    def done(self, store: ox.Store) -> bytes:
        """Does it on ``store``."""
        folder = Path(self.search) / evidence.FOLDER
        evidence.build(store, folder, Iris(self.base), Claims(Path(self.claims)), self.own)
        return b""


class Count(OfStore, array_like=True, frozen=True, tag=True):
    """The tables are to be made, where there is a search index, and counted is what the store holds: gives the packed
    counts.
    """

    triples: int

    def done(self, store: ox.Store) -> bytes:
        """Does it on ``store``."""
        if self.search:
            tables.build(store, Path(self.search), Iris(self.base))
        return counted(store, self.triples, Iris(self.base)).pack()


Task = Compare | Prove | Count


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """How it went."""

    found: bytes = b""
    failure: str = ""


def _answer(task: Task) -> Answer:
    try:
        with disk_errors(Path(task.place)):
            return Answer(task.run())
    except StoreError as error:
        return Answer(failure=error.message)


def main(fd: int) -> None:
    """Does its task; it waits to be ended then."""
    connection, incoming = serve(fd)
    seldom_collecting()
    task = msgspec.msgpack.decode(incoming.get(), type=Task)
    connection.send_bytes(msgspec.msgpack.encode(_answer(task)))
    incoming.get()


if __name__ == "__main__":
    main(int(sys.argv[1]))
