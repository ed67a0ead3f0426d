"""Attacks below the query: ill-formed requests, clients that are slow, that stop, that come in crowds."""

import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

Address = tuple[str, int]
Attack = Callable[[Address, str], object]
"""Attacks a server from a source address of the loopback network; takes a few seconds at most."""

HEAD = b"Host: x\r\n"
ENDLESS = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
LARGE = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000000")
#: Longest time that an attack waits for anything.
PATIENCE = 3.0


@contextlib.contextmanager
def connected(address: Address, source: str) -> Iterator[socket.socket]:
    """A connection from ``source``."""
    link = socket.create_connection(address, PATIENCE, (source, 0))
    try:
        yield link
    finally:
        link.close()


def send(data: bytes, *, reading: bool = True) -> Attack:
    """Send bytes, and read what comes for a while."""

    def attack(address: Address, source: str) -> bytes:
        with connected(address, source) as link:
            link.sendall(data)
            return link.recv(1 << 16) if reading else b""

    return attack


def request(line: str, *headers: str, body: bytes = b"", form: bool = False, length: str | None = None) -> bytes:
    """A request's bytes, with a Content-Length unless another one (or "") is given."""
    told = str(len(body)) if length is None else length
    fields = [line, "Host: x", *headers]
    if form:
        fields.append("Content-Type: application/x-www-form-urlencoded")
    if told and (body or length is not None):
        fields.append(f"Content-Length: {told}")
    return "\r\n".join(fields).encode("latin-1") + b"\r\n\r\n" + body


POST = "POST /sparql HTTP/1.1"
DIRECT = "Content-Type: application/sparql-query"


def _slowly(data: bytes, pause: float) -> Attack:
    """Send a byte at a time."""

    def attack(address: Address, source: str) -> None:
        until = time.monotonic() + PATIENCE
        with connected(address, source) as link:
            for byte in data:
                if time.monotonic() > until:
                    break
                link.sendall(bytes([byte]))
                time.sleep(pause)

    return attack


def _reset(data: bytes) -> Attack:
    """Send, and reset the connection."""

    def attack(address: Address, source: str) -> None:
        with connected(address, source) as link:
            link.sendall(data)
            time.sleep(0.05)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return attack


def _half_closed(data: bytes) -> Attack:
    """Send, and close only one's own direction."""

    def attack(address: Address, source: str) -> None:
        with connected(address, source) as link:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                link.recv(1 << 16)

    return attack


def _not_read(query: str, pause: float) -> Attack:
    """Ask for a long answer, and take none of it, or a little now and then."""

    def attack(address: Address, source: str) -> None:
        with connected(address, source) as link:
            link.sendall(request(f"GET /sparql?query={query} HTTP/1.1"))
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                if pause:
                    link.recv(100)
                time.sleep(pause or PATIENCE)

    return attack


def _crowd(number: int, data: bytes, hold: float) -> Attack:
    """Many connections at once."""

    def attack(address: Address, source: str) -> None:
        links: list[socket.socket] = []
        try:
            for _ in range(number):
                links.append(socket.create_connection(address, PATIENCE, (source, 0)))
                links[-1].sendall(data)
            time.sleep(hold)
        finally:
            for link in links:
                link.close()

    return attack


WEIGHTS = ",".join(f"a/b{n};q=0.{n}" for n in range(1000))
SMALL = request("GET /sparql?query=ASK%7B%7D HTTP/1.1")
_PLAIN: dict[str, bytes] = {
    "no path": b"GET\r\n\r\n",
    "no version": b"GET /sparql\r\n\r\n",
    "another version": b"GET /sparql HTTP/9.9\r\nHost: x\r\n\r\n",
    "HTTP/2's beginning": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00" * 100,
    "TLS": bytes.fromhex("1603010200010001fc0303") + b"\xaa" * 500,
    "noise": bytes(range(256)) * 40,
    "nuls": b"\x00" * 5000,
    "line feeds": b"\n" * 5000,
    "a header without a colon": b"GET /sparql HTTP/1.1\r\nHost x\r\n\r\n",
    "a header with a nul": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: a\x00b\r\n\r\n",
    "a header that is not ASCII": "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: é北\r\n\r\n".encode(),
    "a folded header": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: a\r\n b\r\n\r\n",
    "a long header": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Accept: " + "a/b," * 25_000),
    "many headers": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", *(f"X-{n}: y" for n in range(2000))),
    "a thousand weights": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Accept: " + WEIGHTS),
    "ill-formed weights": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Accept: */*;q=nan, text/csv;q=-1;q=, ;;;,"),
    "many validators": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "If-None-Match: " + '"x",' * 2000),
    "strange codings": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Accept-Encoding: gzip;q=9, ;, zstd;q=x, *;q=0"),
    "a range": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Range: bytes=0-0,5-5,99999999999-"),
    "a forged proxy": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", "X-Forwarded-For: 1.2.3.4, ::1, " + "x" * 3000),
    "no host": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n",
    "an absolute address": request("GET http://127.0.0.1:9/sparql?query=ASK%7B%7D HTTP/1.1"),
    "a way up": request("GET /../../../../etc/passwd HTTP/1.1"),
    "an encoded way up": request("GET /static/%2e%2e/%2e%2e/settings.py HTTP/1.1"),
    "bytes that are not UTF-8": request("GET /sparql?query=ASK%7B%7D%23%ff%fe%c3 HTTP/1.1"),
    "raw bytes in the address": b"GET /sparql?query=ASK{}%23\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a surrogate": request("GET /sparql?query=ASK%7B%7D%23%ed%a0%80 HTTP/1.1"),
    "percents": request("GET /sparql?query=" + "%25" * 10_000 + " HTTP/1.1"),
    "broken percents": request("GET /sparql?query=%%%zz%4%" + "%" * 3000 + " HTTP/1.1"),
    "line breaks in a parameter": request("GET /sparql?query=ASK%7B%7D&format=csv%0d%0aX-Evil:%20y HTTP/1.1"),
    "ten thousand parameters": request("GET /sparql?" + "a=b&" * 10_000 + "query=ASK%7B%7D HTTP/1.1"),
    "the query three times": request("GET /sparql?query=ASK%7B%7D&query=ASK%7B%7D&query=x HTTP/1.1"),
    "a long address": request("GET /sparql?query=" + "x" * 200_000 + " HTTP/1.1"),
    "an update by GET": request("GET /sparql?update=DROP%20ALL HTTP/1.1"),
    "an update by POST": request(POST, form=True, body=b"update=DROP+ALL"),
    "an update outright": request(POST, "Content-Type: application/sparql-update", body=b"DROP ALL"),
    "a write to the store": request("PUT /store?default HTTP/1.1", "Content-Type: text/turtle", body=b"<a:a> <a:a> 1."),
    "a deletion": request("DELETE /store?default HTTP/1.1"),
    "another method": request("BREW /sparql HTTP/1.1"),
    "a trace": request("TRACE /sparql HTTP/1.1"),
    "a tunnel": request("CONNECT 127.0.0.1:22 HTTP/1.1"),
    "a body with GET": request("GET /sparql?query=ASK%7B%7D HTTP/1.1", body=b"x" * 1000),
    "no body": request(POST, DIRECT),
    "an empty body": request(POST, DIRECT, length="0"),
    "a body too long": request(POST, DIRECT, body=b"x" * 2_000_000),
    "a body announced too long": request(POST, DIRECT, length="99999999999999"),
    "a negative length": request(POST, DIRECT, body=b"ASK {}", length="-1"),
    "two lengths": request(POST, DIRECT, "Content-Length: 3", body=b"ASK {}"),
    "length and chunks": request(POST, DIRECT, "Transfer-Encoding: chunked", body=b"6\r\nASK {}\r\n0\r\n\r\n"),
    "ill-formed chunks": request(POST, DIRECT, "Transfer-Encoding: chunked", length="", body=b"zz\r\nASK {}\r\n"),
    "a huge chunk": request(POST, DIRECT, "Transfer-Encoding: chunked", length="", body=b"ffffffffffff\r\nASK"),
    "another charset": request(POST, DIRECT + "; charset=utf-16", body="ASK {}".encode("utf-16")),
    "a body that is not UTF-8": request(POST, DIRECT, body=b"ASK { ?s ?p '\xff\xfe' }"),
    "a packed body": request(POST, DIRECT, "Content-Encoding: gzip", body=b"\x1f\x8b\x08\x00" + b"\x00" * 5000),
    "multipart": request(POST, "Content-Type: multipart/form-data; boundary=x", body=b"--x\r\n\r\nASK {}\r\n--x--"),
    "JSON": request(POST, "Content-Type: application/json", body=b'{"query":"ASK {}"}'),
    "an expectation": request(POST, DIRECT, "Expect: 100-continue", length="6"),
    "an upgrade": request("GET /sparql HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket",
                          "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    "a long search": request("GET /?q=" + "a%20" * 5000 + " HTTP/1.1"),
    "a hostile search": request("GET /?q=" + quote("\"(* OR ) AND [a TO *] ^~-/../\\ 北京") + " HTTP/1.1"),
    "a long graph name": request("GET /store?graph=http://example.org/" + "x" * 50_000 + " HTTP/1.1"),
    "a graph of the machine": request("GET /store?graph=file:///etc/passwd HTTP/1.1"),
    "a thing that is not": request("GET /id/person/" + "%20" * 3000 + " HTTP/1.1"),
}  # fmt: skip

ATTACKS: dict[str, Attack] = {name: send(data) for name, data in _PLAIN.items()} | {
    "a hundred in a row": send(SMALL * 100),
    "a slow line": _slowly(SMALL, 0.1),
    "a slow body": _slowly(request(POST, DIRECT, length="500") + b"x" * 500, 0.05),
    "a body that stops": _half_closed(request(POST, DIRECT, body=b"SELECT", length="500")),
    "a head that stops": _half_closed(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHo"),
    "half closed": _half_closed(SMALL),
    "half closed, endless": _half_closed(request(f"GET /sparql?query={ENDLESS} HTTP/1.1")),
    "reset": _reset(SMALL),
    "reset, endless": _reset(request(f"GET /sparql?query={ENDLESS} HTTP/1.1")),
    "reset in a body": _reset(request(POST, DIRECT, body=b"SELECT", length="500")),
    "reset in an answer": _reset(request(f"GET /sparql?query={LARGE} HTTP/1.1")),
    "nothing read": _not_read(LARGE, 0),
    "little read": _not_read(LARGE, 0.2),
    "nothing read of the whole graph": _not_read("ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\nGET /store?x=", 0),
    "two hundred at once": _crowd(200, SMALL, 0.2),
    "two hundred endless ones": _crowd(200, request(f"GET /sparql?query={ENDLESS} HTTP/1.1"), 1.0),
    "two hundred halves": _crowd(200, request(POST, DIRECT, body=b"SELECT", length="500"), 0.5),
    "a thousand idle ones": _crowd(1000, b"", 1.0),
    "three hundred heads": _crowd(300, b"GET /sparql HTTP/1.1\r\nHost: x\r\n", 1.0),
}
