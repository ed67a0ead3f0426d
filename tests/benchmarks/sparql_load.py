"""Clients that load an HTTP endpoint from processes of their own, and check what they get."""

import json
import multiprocessing
import os
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .sparql_queries import NTRIPLES, PROLOGUE


class Connection:
    """A client on one kept connection that spends as little time on HTTP as it can."""

    def __init__(self, port: int, path: str) -> None:
        self._path = path
        self._socket = socket.create_connection(("127.0.0.1", port))

    def ask(self, accept: str, query: str) -> tuple[int, bytes]:
        """Status and body."""
        text = quote(PROLOGUE + query)
        self._socket.sendall(f"GET {self._path}?query={text} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode())
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end].lower(), data[end + 4 :]
        status = int(head[9:12])
        if (at := head.find(b"content-length: ")) >= 0:
            length = int(head[at + 16 :].split(b"\r\n", 1)[0])
            while len(body) < length:
                body += self._more()
            return status, body
        while not body.endswith(b"0\r\n\r\n"):
            body += self._more()
        return status, _unchunked(body)

    def _more(self) -> bytes:
        if not (data := self._socket.recv(1 << 18)):
            raise ConnectionError("the server closed the connection")
        return data


def _unchunked(body: bytes) -> bytes:
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        parts.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(parts)


def rows(accept: str, body: bytes) -> int:
    """How much an answer holds: rows, lines, or the boolean."""
    if accept == NTRIPLES:
        return len(set(body.splitlines()))
    told = json.loads(body)
    return int(told["boolean"]) if "boolean" in told else len(told["results"]["bindings"])


@dataclass(frozen=True, slots=True)
class Round:
    """What some clients saw in some seconds: requests a second, the time of each in seconds, wrong answers."""

    rps: float
    times: list[float]
    wrong: int


def _client(port: int, path: str, asked: list[tuple[str, str]], seconds: float, fresh: bool, results: Any) -> None:
    connection = Connection(port, path)
    times, wrong, number = [], 0, os.getpid() % len(asked)
    expected: dict[int, int] = {}
    stop = time.perf_counter() + seconds
    while (began := time.perf_counter()) < stop:
        at = number % len(asked)
        accept, query = asked[at]
        status, body = connection.ask(accept, query + (f" # {number} {os.getpid()}" if fresh else ""))
        times.append(time.perf_counter() - began)
        # Rows have been counted before; here the length has to stay the same, which costs the client nothing.
        if status != 200 or expected.setdefault(at, len(body)) != len(body):
            wrong += 1
        number += 1
    results.put((times, wrong))


def load(port: int, path: str, asked: list[tuple[str, str]], clients: int, seconds: float, *, fresh: bool) -> Round:
    """Let clients ask for some seconds; with ``fresh``, no query comes twice, so that no cache can help."""
    results: Any = multiprocessing.Queue()
    arguments = (port, path, asked, seconds, fresh, results)
    processes = [multiprocessing.Process(target=_client, args=arguments) for _ in range(clients)]
    for process in processes:
        process.start()
    told = [results.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join()
    times = [t for found, _ in told for t in found]
    return Round(len(times) / seconds, times, sum(wrong for _, wrong in told))
