"""A process that does its part of sealing a draft: ``python -m kg.sealing_process FD``.

While the build entails and makes the search index it makes what pages look up, and counts what the store holds. It
speaks over the socket ``FD``: a task comes in, an answer goes out.
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


class Prove(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """The index of evidence is to be made: once all is asserted, for what follows from it is no evidence."""

    store: str
    base: str
    claims: str
    """Folder of the complete ones, see :class:`kg.search.claims.Claims`."""
    search: str
    """Folder of the search index."""

    def done(self, store: ox.Store, _copy: Path | None = None) -> bytes:
        """Does it, by whoever asks, on ``store``."""
        evidence.build(store, Path(self.search) / evidence.FOLDER, Iris(self.base), Claims(Path(self.claims)))
        return b""


class Count(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """The tables are to be made, and counted is what the store holds."""

    store: str
    triples: int
    base: str
    search: str
    """Folder of the search index; empty: no tables are made."""

    def done(self, store: ox.Store, copy: Path | None = None) -> bytes:
        """Does it, by whoever asks, on ``store``, of which ``copy`` is one; gives the packed counts."""
        if self.search:
            tables.build(store, Path(self.search), Iris(self.base), copy)
        return counted(store, self.triples, Iris(self.base)).pack()


Task = Prove | Count


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """How it went."""

    found: bytes = b""
    failure: str = ""


def _answer(task: Task) -> Answer:
    try:
        with disk_errors(Path(task.store)):
            return Answer(task.done(ox.Store.read_only(task.store), Path(task.store)))
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
