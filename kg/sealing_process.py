"""A process that does its part of sealing a draft: ``python -m kg.sealing_process FD``.

While the build makes the search index it makes what pages look up, and counts what the store holds. It speaks over the
socket ``FD``: first it is told where the store is, then its answer goes out.
"""

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pyoxigraph as ox

from kg.disk import disk_errors
from kg.errors import StoreError
from kg.partitions import Partitions, counted
from kg.processes import end, ending, serve, start
from kg.search import evidence, tables
from kg.search.claims import Claims
from kg.terms import Iris


class Sealing(msgspec.Struct, array_like=True, frozen=True):
    """What is to be counted, and where what pages look up is to be made."""

    store: str
    triples: int
    base: str
    claims: str
    """Folder of the complete ones, see :class:`kg.search.claims.Claims`."""
    search: str
    """Folder of the search index; empty: nothing is made in it."""

    def done(self, store: ox.Store) -> Partitions:
        """Does it, by whoever asks, on ``store``."""
        iris = Iris(self.base)
        if self.search:
            folder = Path(self.search)
            tables.build(store, folder, iris)
            evidence.build(store, folder / evidence.FOLDER, iris, Claims(Path(self.claims)))
        return counted(store, self.triples, iris)


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """How it went."""

    partitions: bytes = b""
    failure: str = ""


class Beside:
    """Has it done in another process; a context manager, at whose end that is gone."""

    def __init__(self, asked: Sealing) -> None:
        self._asked = asked

    def __enter__(self) -> Self:
        self._popen, self._connection = start("kg.sealing_process")
        self._stack = ExitStack()
        self._stack.callback(end, self._popen, self._connection)
        with suppress(OSError):  # it has ended, which is noticed when it is listened to
            self._connection.send_bytes(msgspec.msgpack.encode(self._asked))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    def result(self) -> Partitions:
        """The counts, when all is done.

        Raises:
            StoreError: it failed, or the process ended.
        """
        try:
            answer = msgspec.msgpack.decode(self._connection.recv_bytes(), type=Answer)
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self._popen.kill()
            raise StoreError(
                f"a process that counts and indexes what was built ended ({ending(self._popen.wait())})",
                hint="its own message stands above; reading_processes = 1 does without further processes",
            ) from error
        if answer.failure:
            raise StoreError(answer.failure)
        return Partitions.unpack(answer.partitions)


def _answer(asked: Sealing) -> Answer:
    try:
        with disk_errors(Path(asked.store)):
            return Answer(asked.done(ox.Store.read_only(asked.store)).pack())
    except StoreError as error:
        return Answer(failure=error.message)


def main(fd: int) -> None:
    """Answers, and waits for its end."""
    connection, incoming = serve(fd)
    asked = msgspec.msgpack.decode(incoming.get(), type=Sealing)
    connection.send_bytes(msgspec.msgpack.encode(_answer(asked)))
    incoming.get()


if __name__ == "__main__":
    main(int(sys.argv[1]))
