"""What granian runs in each server process: one event loop for the endpoint, a few threads for the Flask pages.

The endpoint is answered on the loop itself, because two of its promises cannot be kept through WSGI: that a client
which has gone ends the work, and that an answer which cannot be finished breaks the connection off instead of ending
it as if it were whole. Flask is run as any WSGI server would run it; its streamed replies break off in the same way.
"""

import asyncio
import contextlib
import gc
import io
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Flask

from kg.settings import Settings
from server.app import build, warm_up
from server.cache import ReplyCache
from server.connection import Flow, break_off
from server.engine import AnswerBroken
from server.fairness import Fairness
from server.metrics import Metrics
from server.operations import Operations
from server.pooled import PooledEngine
from server.problems import Problem
from server.sparql import CORS, PATH, Endpoint, log_query, page_offered, refuse, wants_page
from server.store_protocol import GRAPHS_PATH, GraphStore
from server.web import Headers, Reply, Request

log = logging.getLogger(__name__)

#: Largest body of a request, in bytes; a query is far smaller, and pages take none.
_MAX_BODY = 1 << 20
_BODY_SECONDS = 15.0
#: The same for the holder of a token, who may send more.
_WRITING_SECONDS = 120.0
#: Longest time that a client may take no byte of an answer.
_STALL_SECONDS = 60.0
#: After one to two such times the connection of a waiting client is watched.
_ROUND = 0.1
_PAGE_THREADS = 8
_PIECE = 1 << 18


class Scope(Protocol):
    """A request as granian describes it (RSGI specification 1.5)."""

    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any
    authority: str | None


class Gateway:
    """The RSGI application of one server process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = PooledEngine(settings)
        self._metrics = Metrics(self._engine)
        self._endpoint = Endpoint(self._engine, settings, Fairness(settings))
        self._routes: dict[str, Callable[[Request], Any]] = {PATH: self._endpoint.respond}
        self._graphs = GraphStore(self._engine, self._endpoint)
        self._routes |= self._graphs.routes()
        self._warm = Event()
        self._routes |= Operations(self._engine, self._metrics, settings, self._warm).routes()
        self._waiting: dict[Any, tuple[float, asyncio.Task[None] | None]] = {}
        self._cache = ReplyCache(settings.cache_mb * 2**20)
        self._prefix = urlsplit(settings.base).path.rstrip("/")
        self._flask: Flask = build(settings, self._engine, endpoint=self._endpoint)
        self._threads = ThreadPoolExecutor(_PAGE_THREADS, thread_name_prefix="page")

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian's: the process begins to serve."""
        sys.setswitchinterval(0.001)  # a page being rendered must not keep the loop waiting
        gc.collect()
        gc.freeze()  # what has been loaded stays: no request need look through it for garbage
        loop.run_until_complete(self._engine.attach(wait=True))  # no connection is taken before
        self._upkeep = loop.create_task(self._look_after())
        self._threads.submit(self._warm_up)  # the first queries need not wait for it

    def _warm_up(self) -> None:
        try:
            warm_up(self._flask)
        except Exception:
            log.exception("pages could not be made ahead of their readers")
        finally:
            self._warm.set()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian's: the process ends."""
        self._upkeep.cancel()
        self._engine.shut()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:  # Any: granian's protocol object, of Rust
        """Granian's: one request."""
        path = scope.path
        if self._prefix and (path == self._prefix or path.startswith(self._prefix + "/")):
            path = path[len(self._prefix) :] or "/"
        respond = self._graphs.direct if path.startswith(GRAPHS_PATH) else self._routes.get(path)
        if respond is None or (
            path == PATH and page_offered(self._flask) and wants_page(scope.method, scope.headers.get("accept") or "")
        ):
            await self._page(scope, protocol, path)
        else:
            await self._native(scope, protocol, path, respond)

    async def _native(self, scope: Scope, protocol: Any, path: str, respond: Callable[[Request], Any]) -> None:
        began = time.perf_counter()
        headers = scope.headers
        version = self._endpoint.version()
        key = (
            version, scope.method, path, scope.query_string, headers.get("accept"), headers.get("accept-encoding"),
            headers.get("if-none-match"),
        )  # fmt: skip
        reply = self._cache.get(key) if scope.method in ("GET", "HEAD") else None
        if reply is not None:
            protocol.response_bytes(reply.status, reply.headers, reply.body)
            self._metrics.hit(time.perf_counter() - began)
            return
        self._waiting[protocol] = began, asyncio.current_task()
        try:
            request = await self._request(scope, protocol, path)
            reply = request if isinstance(request, Reply) else await respond(request)
            if isinstance(request, Reply) or reply.kind == "operation":
                reply.headers += [*CORS, ("Data-Version", version)] if version else CORS
        except asyncio.CancelledError:
            self._metrics.count("other", "client-gone", time.perf_counter() - began, 0.0)
            return
        finally:
            self._waiting.pop(protocol, None)
        if reply.rest is None:
            protocol.response_bytes(reply.status, reply.headers, reply.body)
            if reply.fresh and reply.version == version:
                self._cache.put(key, reply)
        else:
            await self._stream(scope, protocol, reply, reply.rest)
        seconds = time.perf_counter() - began
        self._metrics.count(reply.kind, reply.outcome, seconds, reply.seconds)
        if path == PATH and isinstance(request, Request) and request.method != "OPTIONS":
            log_query(request, reply, seconds, self._settings)

    async def _look_after(self) -> None:
        """Every moment: watch the connections of clients that have waited for a while. Every second: metrics."""
        rounds = 0
        while True:
            await asyncio.sleep(_ROUND)
            long_ago = time.perf_counter() - _ROUND
            for protocol, (began, task) in list(self._waiting.items()):
                if began < long_ago and task is not None:
                    del self._waiting[protocol]
                    watching = asyncio.create_task(_watch(protocol, task))
                    task.add_done_callback(partial(_stop, watching))
            rounds += 1
            if rounds % 10 == 0:
                self._metrics.flush()

    async def _request(self, scope: Scope, protocol: Any, path: str) -> Request | Reply:
        """The request with its body, or the refusal of one that is too long or too slow."""
        headers = scope.headers
        request = Request(
            method=scope.method, path=path, query_string=scope.query_string, headers=headers,
            client=self._client(scope),
        )  # fmt: skip
        if scope.method in ("GET", "HEAD", "OPTIONS"):
            return request
        longest = self._endpoint.desk.body_limit(request)
        body = await self._body(headers, protocol, longest)
        if isinstance(body, Problem):
            return refuse(body, request)
        return Request(
            method=request.method, path=path, query_string=request.query_string, headers=headers, body=body,
            client=request.client,
        )  # fmt: skip

    async def _body(self, headers: Headers, protocol: Any, longest: int | None = None) -> bytes | Problem:
        """The body; ``longest`` in bytes is what the holder of a token may send."""
        most, seconds = (longest, _WRITING_SECONDS) if longest else (_MAX_BODY, _BODY_SECONDS)
        too_long = Problem(413, "Body too long", f"a body may have {most:,} bytes", headers=(("Connection", "close"),))
        length = headers.get("content-length", "")
        announced = int(length) if length.isdigit() else 0
        if announced > most:
            return too_long
        body = bytearray()
        try:
            async with asyncio.timeout(seconds):
                async for piece in protocol:
                    body += piece
                    if len(body) > most:
                        return too_long
        except TimeoutError:
            return Problem(408, "Too slow", f"the body took longer than {seconds:g} seconds")
        if len(body) < announced:  # the client went in the middle of it: what came may well be another query
            return Problem(400, "Body too short", f"{announced:,} bytes were announced and {len(body):,} came")
        return bytes(body)

    def _client(self, scope: Scope) -> str:
        """Address of the client: as the outermost trusted proxy saw it."""
        proxies = self._settings.trusted_proxies
        if proxies and (forwarded := scope.headers.get("x-forwarded-for")):
            hops = [hop.strip() for hop in forwarded.split(",")]
            return str(hops[max(0, len(hops) - proxies)])
        return scope.client.rpartition(":")[0]

    async def _stream(self, scope: Scope, protocol: Any, reply: Reply, rest: AsyncIterator[bytes]) -> None:
        """Send piece by piece; break the connection off if the answer cannot be finished or is not taken."""
        try:
            transport = protocol.response_stream(reply.status, reply.headers)
            async with contextlib.aclosing(rest) as pieces:  # type: ignore[type-var]
                flow = Flow(scope.client)
                async for piece in pieces:
                    async with asyncio.timeout(_STALL_SECONDS):
                        await flow.room()
                        await transport.send_bytes(piece)
                    flow.hand(len(piece))
        except AnswerBroken as broken:
            reply.outcome = str(broken.failure)
            log.warning("an answer was broken off: %s", broken.message)
            break_off(scope.client)
        except TimeoutError:
            reply.outcome = "stalled"
            break_off(scope.client)
        except Exception as error:  # granian raises plain RuntimeErrors when the client has gone
            reply.outcome = "client-gone"
            log.debug("a client went away: %s", error)

    # Pages

    async def _page(self, scope: Scope, protocol: Any, path: str) -> None:
        body: bytes | Problem = b""
        if scope.method not in ("GET", "HEAD", "OPTIONS"):
            body = await self._body(scope.headers, protocol)
        if isinstance(body, Problem):
            kind, text = body.body("")
            protocol.response_bytes(body.status, [("Content-Type", kind)], text)
            return
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        reply = await loop.run_in_executor(self._threads, self._run_flask, self._environ(scope, path, body))
        if reply.rest is None:
            protocol.response_bytes(reply.status, reply.headers, reply.body)
        else:
            await self._stream(scope, protocol, reply, reply.rest)
        self._metrics.count("page", reply.outcome, time.perf_counter() - began, 0.0)

    def _environ(self, scope: Scope, path: str, body: bytes) -> dict[str, Any]:
        """The WSGI environment (PEP 3333) of a request."""
        headers = scope.headers
        host = headers.get("host") or scope.authority or ""
        secure = scope.scheme == "https"
        if self._settings.trusted_proxies:
            secure = (headers.get("x-forwarded-proto") or scope.scheme) == "https"
            host = headers.get("x-forwarded-host") or host
        environ: dict[str, Any] = {
            "REQUEST_METHOD": scope.method,
            "SCRIPT_NAME": self._prefix if path != scope.path else "",
            # granian hands the path over decoded; WSGI wants its UTF-8 bytes as Latin-1
            "PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1"),
            "QUERY_STRING": scope.query_string,
            "SERVER_NAME": host.rpartition(":")[0] or host,
            "SERVER_PORT": host.rpartition(":")[2]
            if host.rpartition(":")[2].isdigit()
            else ("443" if secure else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self._client(scope),
            "HTTP_HOST": host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https" if secure else "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        environ["HTTP_HOST"] = host
        return environ

    def _run_flask(self, environ: dict[str, Any]) -> Reply:
        """One request through Flask, in a thread. Bodies of known, moderate length come whole."""
        reply = Reply(kind="page")

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            reply.status, reply.headers = int(status[:3]), headers
            return lambda _: None

        body: Iterable[bytes] = self._flask(environ, start)
        length = next((value for name, value in reply.headers if name.lower() == "content-length"), None)
        if environ["REQUEST_METHOD"] == "HEAD" or (length is not None and int(length) <= _PIECE):
            reply.body = _joined(body)
        else:
            reply.rest = self._pieces(body)
        return reply

    async def _pieces(self, body: Iterable[bytes]) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        pieces = iter(body)
        try:
            while (piece := await loop.run_in_executor(self._threads, next, pieces, None)) is not None:
                yield piece
        except AnswerBroken:
            raise
        except Exception as error:
            log.exception("a page failed while it was sent")
            raise AnswerBroken("crashed", "the page failed") from error  # type: ignore[arg-type]
        finally:
            if (close := getattr(body, "close", None)) is not None:
                await loop.run_in_executor(self._threads, close)


async def _watch(protocol: Any, task: "asyncio.Task[None]") -> None:
    """Give an answer up when its client goes."""
    await protocol.client_disconnect()
    task.cancel()


def _stop(watching: "asyncio.Task[None]", _: "asyncio.Task[None]") -> None:
    watching.cancel()


def _joined(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if (close := getattr(body, "close", None)) is not None:
            close()
