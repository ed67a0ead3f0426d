"""A process that counts what a store holds while its search index is made: ``python -m kg.counting_process FD``.

It speaks over the socket ``FD``: first it is told where the store is, then its answer goes out.
"""

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pyoxigraph as ox

from kg.partitions import Partitions, counted
from kg.processes import end, serve, start
from kg.terms import Iris


class Store(msgspec.Struct, array_like=True, frozen=True):
    """What is to be counted."""

    path: str
    triples: int
    base: str

    def counted(self) -> Partitions:
        """The counts, by whoever asks."""
        return counted(ox.Store.read_only(self.path), self.triples, Iris(self.base))


class Counting:
    """Counts a store in another process; a context manager, at whose end that is gone."""

    def __init__(self, path: Path, triples: int, base: str) -> None:
        self._store = Store(str(path), triples, base)

    def __enter__(self) -> Self:
        popen, self._connection = start("kg.counting_process")
        self._stack = ExitStack()
        self._stack.callback(end, popen, self._connection)
        with suppress(OSError):  # it has ended, which is noticed when it is listened to
            self._connection.send_bytes(msgspec.msgpack.encode(self._store))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    def result(self) -> Partitions:
        """The counts; where the other process failed, whatever the reason, they are made here."""
        try:
            return Partitions.unpack(self._connection.recv_bytes())
        except (EOFError, OSError, msgspec.MsgspecError):
            return self._store.counted()


def main(fd: int) -> None:
    """Answers, and waits for its end."""
    connection, incoming = serve(fd)
    asked = msgspec.msgpack.decode(incoming.get(), type=Store)
    connection.send_bytes(asked.counted().pack())
    incoming.get()


if __name__ == "__main__":
    main(int(sys.argv[1]))
