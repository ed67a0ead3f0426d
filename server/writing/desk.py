"""A server process's side of writing: one writer at a time, a bound on those that wait, a clock, a clear answer."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import RdfFormat, parse, serialize

from kg.edits.evaluation import Request as Update
from kg.settings import Settings
from kg.terms import PREFIXES
from server import protocol
from server.formats import GRAPHS
from server.negotiation import choose, names_one_of, weight
from server.outbound import Outbound
from server.pooled import PooledEngine
from server.problems import Problem
from server.syntax import explain
from server.web import Reply, Request
from server.writing.access import Access
from server.writing.jobs import Job, Told, decoded, encoded
from server.writing.payload import documents

log = logging.getLogger(__name__)

#: Edits that may wait for the one that is being carried out.
_QUEUE: Final = 16
#: Longest time that a writer may take to start, in seconds.
_START_SECONDS: Final = 60.0
#: Longest line of a writer: its report on what it refuses.
_LINE: Final = 64 << 20

#: Status and title of what a writer calls a failure.
_TOLD: Final[dict[str, tuple[int, str]]] = {
    "syntax": (400, "Not what it should be"),
    "unsupported": (400, "It cannot be carried out"),
    "refused": (403, "Refused"),
    "service-failed": (502, "Another server failed"),
    "reserved-graph": (403, "This graph is not written by hand"),
    "scope": (403, "Not for this token"),
    "no-such-graph": (404, "No such graph"),
    "precondition": (412, "It has changed"),
    "shapes": (422, "It violates the shapes"),
    "busy": (503, "Somebody else is writing"),
    "not-ready": (503, "Nothing to write to yet"),
    "full": (507, "The disk is full"),
    "memory": (507, "It needed too much memory"),
    "timeout": (504, "It took too long"),
    "crashed": (507, "It was too much for its writer"),
    "store": (500, "The data folder cannot be used"),
}


class Desk:
    """Takes in what is to be written."""

    def __init__(self, engine: PooledEngine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._turn = asyncio.Lock()
        self._waiting = 0
        self.access = Access(settings)

    @property
    def on(self) -> bool:
        """Whether anybody may write here."""
        return self.access.on

    def body_limit(self, request: Request) -> int | None:
        """Bytes that the request's body may have; ``None`` where the usual limit holds."""
        writes = request.method in ("PUT", "POST", "DELETE")
        return self._settings.max_update_bytes if writes and self.access.holder(request) else None

    async def update(self, pairs: Sequence[tuple[str, str]], request: Request) -> Reply:
        """The reply to a SPARQL Update.

        Raises:
            Problem: for every reason.
        """
        token = self.access.authorize(request, "update")
        text = protocol.only(pairs, "update") or ""
        if any(name == "query" for name, _ in pairs):
            raise Problem(400, "Ambiguous request", "it has a query and an update")
        protocol.check(text, self._settings, self._settings.max_update_bytes)
        graphs = {
            name: tuple(value for key, value in pairs if key == parameter) or None
            for name, parameter in (("using", "using-graph-uri"), ("using_named", "using-named-graph-uri"))
        }
        update = Update(text, self._settings.base, **graphs)
        told = await self._write(self._job("update", token.graphs, request, update=update), request, text)
        return self._written(told, request, 200)

    async def graph(self, graph: str, request: Request) -> Reply:
        """The reply to PUT, POST or DELETE of a graph: its IRI, or "" for the default graph.

        Raises:
            Problem: for every reason.
        """
        token = self.access.authorize(request, "graph-store")
        more: dict[str, Any] = {"graph": graph}
        if request.method != "DELETE":
            more["documents"] = await asyncio.to_thread(documents, request)
        kind = request.method.lower()
        told = await self._write(self._job(kind, token.graphs, request, **more), request)
        reply = self._written(told, request, 200)
        if told.created:
            reply.status = 201
            reply.headers.append(("Location", graph or f"{self._settings.base}store?default"))
        elif not told.findings and request.method != "POST":
            reply.status, reply.body = 204, b""
        return reply

    def _job(self, kind: str, graphs: tuple[str, ...], request: Request, **more: Any) -> Job:
        settings = self._settings
        return Job(
            kind=kind,  # type: ignore[arg-type]  # one of the four
            data=str(settings.data),
            keep=settings.keep_generations,
            patience=settings.queue_seconds,
            memory=settings.query_memory_mb * 2**20,
            outside=self._engine.outbound.on and protocol.LOOP not in request.header("cdn-loop").lower(),
            token_graphs=graphs,
            if_match=request.header("if-match"),
            if_none_match=request.header("if-none-match"),
            **more,
        )

    async def _write(self, job: Job, request: Request, text: str = "") -> Told:
        """Lets a writer carry the job out, and waits until all server processes serve what it has published."""
        if self._waiting >= _QUEUE:
            raise _problem(Told(stage="failed", failure="busy", message="too many wait already"))
        self._waiting += 1
        try:
            async with self._turn:
                told = await _carry_out(job, self._settings, self._engine.outbound)
        finally:
            self._waiting -= 1
        if told.stage != "done":
            raise self._refusal(told, request, text)
        if told.changed:
            await self._engine.caught_up(told.generation)
        return told

    def _refusal(self, told: Told, request: Request, text: str) -> Problem:
        if told.failure == "shapes":
            return _violations(told, request)
        if told.failure == "syntax" and text:
            said = explain(told.message, text)
            return _problem(Told(
                stage="failed", failure="syntax", message=said.message, hint=said.hint, line=said.line,
                column=said.column,
            ))  # fmt: skip
        return _problem(told)

    def _written(self, told: Told, request: Request, status: int) -> Reply:
        members: dict[str, object] = {
            "generation": told.generation, "version": told.version, "changed": told.changed, "added": told.added,
            "removed": told.removed,
        }  # fmt: skip
        if told.findings:
            members["warnings"] = told.findings
        body = json.dumps(members, ensure_ascii=False).encode() + b"\n"
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        kind = "update" if request.path == "/sparql" else "graph-store-write"
        return Reply(status=status, headers=headers, body=body, kind=kind, version=told.version)


async def _carry_out(job: Job, settings: Settings, outbound: Outbound) -> Told:
    """Starts a writer and waits for its last word; whatever happens to it, nothing is half done."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    loop = asyncio.get_running_loop()
    with theirs:
        process = await loop.run_in_executor(None, _spawn, theirs.fileno())
    writer: asyncio.StreamWriter | None = None
    try:
        reader, writer = await asyncio.open_connection(sock=ours, limit=_LINE)
        writer.write(encoded(job))
        told: Told = decoded(await _line(reader, _START_SECONDS + settings.queue_seconds), Told)
        for stage, seconds in (("begun", settings.query_seconds), ("evaluated", settings.publish_seconds)):
            if told.stage == stage:
                told = await _said(reader, writer, outbound, seconds)
        return told
    except TimeoutError:
        return Told(stage="failed", failure="timeout", message="it took longer than it may and was ended")
    except (EOFError, ValueError, OSError):
        status = await loop.run_in_executor(None, process.wait)
        log.warning("a writer ended with status %s", status)
        failure = "memory" if status == -signal.SIGABRT else "crashed"
        return Told(stage="failed", failure=failure, message="its writer failed; nothing was changed")
    finally:
        if writer is not None:
            writer.close()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        _ = loop.run_in_executor(None, process.wait)


async def _said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, outbound: Outbound, seconds: float) -> Told:
    """What a writer says next, after it has got all that it wants of other servers."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    told: Told = decoded(await _line(reader, seconds), Told)
    while told.wanted is not None:
        writer.write(encoded(await outbound.fetch(told.wanted, deadline - loop.time())))
        told = decoded(await _line(reader, max(0.0, deadline - loop.time())), Told)
    return told


async def _line(reader: asyncio.StreamReader, seconds: float) -> bytes:
    line = await asyncio.wait_for(reader.readline(), seconds)
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _spawn(descriptor: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", "server.writing.writer", "--socket", str(descriptor)],
        pass_fds=(descriptor,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"RUST_BACKTRACE": "0"},
    )


def _problem(told: Told, *, members: dict[str, object] | None = None) -> Problem:
    status, title = _TOLD[told.failure]
    headers: tuple[tuple[str, str], ...] = ()
    if status == 503:
        headers = (("Retry-After", "5"),)
    if told.failure == "scope":
        headers = (("WWW-Authenticate", 'Bearer realm="civigraph", error="insufficient_scope"'),)
    return Problem(
        status, title, told.message, kind=f"urn:civigraph:problem:{told.failure}", hint=told.hint, line=told.line,
        column=told.column, headers=headers, members=members or {},
    )  # fmt: skip


def _violations(told: Told, request: Request) -> Problem:
    """The gate's refusal: with its findings as JSON, or as the SHACL report in RDF for who asks for a graph."""
    accept = request.header("accept")
    format_ = choose(accept, GRAPHS.values()) if accept else None
    asked = format_ and names_one_of(accept, [format_]) and not _weight_of_json(accept)
    problem = _problem(told, members={"findings": told.findings})
    if not asked or format_ is None:
        return problem
    assert isinstance(format_.writer, RdfFormat)  # noqa: S101 - GRAPHS holds no other
    triples = (quad.triple for quad in parse(told.report, RdfFormat.N_TRIPLES))
    body = serialize(triples, None, format_.writer, prefixes=PREFIXES) or b""
    return Problem(
        problem.status, problem.title, problem.detail, kind=problem.kind, content=(format_.content_type, body)
    )  # fmt: skip


def _weight_of_json(accept: str) -> float:
    """How much the client wants a problem document in JSON, by name."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return max((weight(accept, n) for n in named if n in ("application/json", "application/problem+json")), default=0.0)
