"""Several queries of one page as one job: a page then waits for its worker once instead of once a query."""

import json
from collections.abc import Callable, Iterator
from struct import Struct
from typing import Any, Final

from server.workers.frames import DATA, END, FAILED, HEAD, HEADER, Job, frame

_LENGTH: Final = Struct(">I")

Answer = Callable[[Job, Callable[[bytes], None], Callable[[Any], Any]], None]


def batch(answer: Answer, job: Job, send: Callable[[bytes], None], call: Callable[[Any], Any]) -> None:
    """Answers the queries of ``job["batch"]`` in their order, each with its length before it; fails with the first."""
    bodies: list[bytes] = []
    for query in job["batch"]:
        taken: list[bytes] = []
        answer({**job, "query": query}, taken.append, call)
        messages = list(_messages(b"".join(taken)))
        if failed := [payload for kind, payload in messages if kind == FAILED]:
            return send(frame(FAILED, failed[0]))
        body = b"".join(payload for kind, payload in messages if kind == DATA)
        bodies += _LENGTH.pack(len(body)), body
    head = frame(HEAD, json.dumps({"kind": "solutions", "format": "batch"}).encode())
    return send(head + frame(DATA, b"".join(bodies)) + frame(END, b"{}"))


def _messages(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        kind, length = HEADER.unpack_from(data, at)
        at += HEADER.size + length
        yield kind, data[at - length : at]


def parted(body: bytes) -> list[bytes]:
    """The answers in the body of a batch's answer."""
    found: list[bytes] = []
    at = 0
    while at < len(body):
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size + length
        found.append(body[at - length : at])
    return found
