"""A query worker: one process that answers one query at a time and that may be killed at any moment.

``python -m server.workers.worker --socket FD --store DIR --memory BYTES`` is started by
:mod:`server.workers.process`; it is of no use by hand.
"""

import argparse
import gc
import json
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import Store

from server.workers import confinement
from server.workers.batch import batch
from server.workers.evaluation import evaluate
from server.workers.frames import CALL, HEADER, JOB, READY, REPLY, frame

if TYPE_CHECKING:
    from kg.federation import Fetched, Wanted

#: A deeply nested query uses the native stack; with the server's length limit on queries this is never used up.
STACK = 256 * 2**20
#: Begins what stands for a store that is an engine elsewhere; the version that it serves follows.
REMOTE = "remote:"


_PIECE = 1 << 18


def main() -> None:
    """Open the store, give up what queries must not have, answer until the server process goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--store", required=True)
    parser.add_argument("--memory", type=int, default=0)
    options = parser.parse_args()
    channel = socket.socket(fileno=options.socket)
    confinement.limit_resources(options.memory)
    remote = options.store.startswith(REMOTE)
    answer = _remote(options.store) if remote else partial(evaluate, Store.read_only(options.store))
    threading.Thread(target=confinement.die_with, args=(options.socket,), daemon=True).start()
    confined = not remote and confinement.cut_off()  # an engine elsewhere is reached by the network
    gc.freeze()
    threading.stack_size(STACK)
    answering = threading.Thread(target=_serve, args=(answer, channel, confined))
    answering.start()
    answering.join()


def _remote(store: str) -> Callable[..., None]:
    from server.workers.remote import RemoteStore  # its client is of no use to the embedded store

    return RemoteStore(store.removeprefix(REMOTE)).evaluate


def _serve(answer: Callable[..., None], channel: socket.socket, confined: bool) -> None:
    descriptor = channel.fileno()

    def send(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def call(wanted: "Wanted") -> "Fetched":
        import msgspec  # most workers never ask anybody

        from kg.federation import Fetched

        send(frame(CALL, msgspec.json.encode(wanted)))
        if not (reply := _message(descriptor, REPLY)):
            raise ConnectionError
        return msgspec.json.decode(reply, type=Fetched)

    with suppress(ConnectionError):  # the server process has gone
        send(frame(READY, json.dumps({"confined": confined}).encode()))
        while job := _message(descriptor, JOB):
            asked = json.loads(job)
            if "batch" in asked:
                batch(answer, asked, send, call)
            else:
                answer(asked, send, call)


def _message(descriptor: int, wanted: bytes) -> bytes:
    """The next message's content; empty at the end of the stream. One is sent at a time: reading on takes no other."""
    data = os.read(descriptor, _PIECE)
    if not data:
        return b""
    kind, length = HEADER.unpack_from(data)
    if kind != wanted:
        return b""
    if len(data) == HEADER.size + length:
        return data[HEADER.size :]
    parts, missing = [data[HEADER.size :]], HEADER.size + length - len(data)
    while missing:
        if not (piece := os.read(descriptor, _PIECE)):
            return b""
        parts.append(piece)
        missing -= len(piece)
    return b"".join(parts)


if __name__ == "__main__":
    main()
