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


class Prove(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """The index of evidence is to be made: once all is asserted, for what follows from it is no evidence."""

    place: str
    """Folder of a copy of the store."""
    base: str
    claims: str
    """Folder of the complete ones, see :class:`kg.search.claims.Claims`."""
    search: str
    """Folder of the search index."""
    own: list[str]
    """IRIs of the graphs that are no article's."""

    def run(self) -> bytes:
        """Does it."""
        return self.done(ox.Store.read_only(self.place))

    def done(self, store: ox.Store) -> bytes:
        """Does it on ``store``."""
        folder = Path(self.search) / evidence.FOLDER
        evidence.build(store, folder, Iris(self.base), Claims(Path(self.claims)), self.own)
        return b""


class Count(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """The tables are to be made, and counted is what the store holds."""

    place: str
    """Folder of a copy of the store."""
    triples: int
    base: str
    search: str
    """Folder of the search index; empty: no tables are made."""

    def run(self) -> bytes:
        """Does it."""
        return self.done(ox.Store.read_only(self.place))

    def done(self, store: ox.Store) -> bytes:
        """Does it on ``store``; gives the packed counts."""
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
