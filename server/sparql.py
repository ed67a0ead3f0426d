"""The SPARQL endpoint: from a request to a reply, whichever server carries them."""

import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from functools import lru_cache

from flask import Blueprint, Flask, Response, current_app
from flask import request as flask_request
from flask.typing import ResponseReturnValue

from kg.errors import NoGeneration
from kg.settings import Settings
from server import description, protocol
from server.compression import codings, compress, compressed
from server.engine import QueryFailed, QueryRequest
from server.fairness import Fairness
from server.formats import GRAPHS, RESULTS
from server.negotiation import coding, prefers_html
from server.pooled import PooledEngine
from server.problems import Problem, from_failure
from server.validators import entity_tag, matches
from server.web import Reply, Request
from server.workers.evaluating import Evaluation
from server.writing.desk import Desk

log = logging.getLogger(__name__)
blueprint = Blueprint("sparql", __name__)

PATH = "/sparql"
#: What has another value each time, other servers' data included: no validator and no cache for queries with it.
_VOLATILE = re.compile(r"\b(?:rand|now|uuid|struuid|bnode)\s*\(|\bservice")
_VOLATILE_NAMES = ("rand", "now", "uuid", "bnode", "service")
CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Data-Version, ETag, Result-Limit, Result-Truncated, Retry-After"),
]


class Endpoint:
    """Answers the requests to one path of one server process."""

    def __init__(self, engine: PooledEngine, settings: Settings, fairness: Fairness) -> None:
        self.engine = engine
        self._settings = settings
        self._fairness = fairness
        self.desk = Desk(engine, settings)

    def version(self) -> str:
        """The data version being served, empty before the first generation."""
        try:
            return self.engine.generation.manifest.version
        except NoGeneration:
            return ""

    async def respond(self, request: Request) -> Reply:
        """The reply to a request; never raises but for cancellation."""
        try:
            reply = await self._respond(request)
        except QueryFailed as failed:
            reply = refuse(from_failure(failed), request)
            reply.outcome, reply.seconds = str(failed.failure), failed.spent
        except Problem as problem:
            reply = refuse(problem, request)
            reply.outcome = "refused"
        reply.headers += CORS
        if version := reply.version or self.version():
            reply.headers.append(("Data-Version", version))
        return reply

    async def _respond(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return options(protocol.METHODS, request)
        pairs = protocol.read(request, self._settings)
        if pairs is None:
            return await description.service(request, self.engine, self._settings, updates=self.desk.on)
        if any(name == "update" for name, _ in pairs):
            if not self.desk.on:
                raise protocol.updates_off()
            return await self.desk.update(pairs, request)
        query = protocol.query_request(pairs, request, self._settings)
        serving = self.engine.serving()
        version = serving.generation.manifest.version
        tag = "" if _volatile(query.query.lower()) else entity_tag(version, _identity(query), request)
        if tag and request.method in ("GET", "HEAD") and matches(request.header("if-none-match"), tag):
            headers = [("ETag", tag), *_validity()]
            return Reply(status=304, headers=headers, kind="query", outcome="not-modified", version=version)
        reply = await self.counted(
            query.client,
            lambda used: self.engine.answer(query, serving, used),
            lambda evaluation: self._reply(evaluation, tag, request),
        )
        reply.version = version
        return reply

    async def counted(
        self,
        client: str,
        begin: Callable[[float], Awaitable[Evaluation]],
        answer: Callable[[Evaluation], Awaitable[Reply]],
    ) -> Reply:
        """The reply to what needs a query worker, on its client's account until the last byte.

        Raises:
            QueryFailed: BUDGET, and whatever else keeps it from an answer.
        """
        turn = self._fairness.begin(client)
        try:
            evaluation = await begin(turn.used)
            reply = await answer(evaluation)
        except BaseException:
            turn.end()
            raise
        if reply.rest is None:
            turn.end(evaluation.spent)
        else:
            reply.rest = _ending(reply.rest, lambda: turn.end(evaluation.spent))
        return reply

    async def _reply(self, evaluation: Evaluation, tag: str, request: Request) -> Reply:
        format_ = (RESULTS.get(evaluation.format) if evaluation.kind != "graph" else None) or GRAPHS[evaluation.format]
        headers = [("Content-Type", format_.content_type), *_validity()]
        if tag:
            headers.append(("ETag", tag))
        if self._settings.max_rows:
            headers.append(("Result-Limit", str(self._settings.max_rows)))
        if self._settings.max_rows or evaluation.truncated:  # an engine elsewhere may have a limit of its own
            headers.append(("Result-Truncated", "true" if evaluation.truncated else "false"))
        reply = Reply(headers=headers, kind=str(evaluation.kind), seconds=evaluation.spent)
        if evaluation.truncated:
            reply.outcome = "truncated"
        return await send(reply, evaluation, request, fresh=bool(tag))


def _volatile(text: str) -> bool:
    return any(name in text for name in _VOLATILE_NAMES) and _VOLATILE.search(text) is not None


def _identity(query: QueryRequest) -> tuple[object, ...]:
    """What an answer depends on besides the data."""
    return query.query, query.results, query.graph, query.default_graphs, query.named_graphs


async def send(reply: Reply, evaluation: Evaluation, request: Request, *, fresh: bool) -> Reply:
    """The reply with the evaluation's bytes: whole where they are, else the beginning and the rest to come."""
    chosen = coding(request.header("accept-encoding"), codings())
    if request.method == "HEAD":
        evaluation.abandon()
        return reply
    if evaluation.complete:
        reply.body = b"".join(evaluation.first)
        reply.fresh = fresh
        if chosen and len(reply.body) >= 1024:
            reply.body = await compress(chosen, reply.body)
            reply.headers.append(("Content-Encoding", chosen))
        return reply
    rest = evaluation.all()
    if chosen:
        reply.headers.append(("Content-Encoding", chosen))
        rest = compressed(chosen, rest)
    reply.rest = rest
    return reply


async def _ending(pieces: AsyncIterator[bytes], end: Callable[[], None]) -> AsyncIterator[bytes]:
    try:
        async for piece in pieces:
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
        end()


def refuse(problem: Problem, request: Request) -> Reply:
    """The reply that tells a problem."""
    kind, body = problem.body(request.header("accept"))
    headers = [("Content-Type", kind), ("Cache-Control", "no-store"), ("Vary", "Accept"), *problem.headers]
    return Reply(status=problem.status, headers=headers, body=b"" if request.method == "HEAD" else body, kind="refusal")


def options(methods: tuple[str, ...], request: Request) -> Reply:
    """The reply to OPTIONS, a preflight of CORS included."""
    allowed = ", ".join(methods)
    headers = [("Allow", allowed), ("Accept-Query", f"{protocol.QUERY}, {protocol.FORM}")]
    if request.header("access-control-request-method"):
        headers.append(("Access-Control-Allow-Methods", allowed))
        headers.append(("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-Match, If-None-Match"))
        headers.append(("Access-Control-Max-Age", "86400"))
    return Reply(status=204, headers=headers, kind="options")


def _validity() -> list[tuple[str, str]]:
    """What caches are told: keep it, and ask whether it still holds; the answer depends on these headers."""
    return [("Cache-Control", "public, no-cache"), ("Vary", "Accept, Accept-Encoding")]


def wants_page(method: str, accept: str) -> bool:
    """Whether a request to the endpoint's address comes from somebody who looks at it with a browser."""
    return method in ("GET", "HEAD") and _prefers_html(accept)


@lru_cache(maxsize=1024)
def _prefers_html(accept: str) -> bool:
    return prefers_html(accept, (*RESULTS.values(), *GRAPHS.values()))


def page_offered(app: Flask) -> bool:
    """Whether the pages have one for the endpoint's address: ``app.extensions["civigraph.sparql_page"]``, a view."""
    return "civigraph.sparql_page" in app.extensions


@blueprint.route(PATH, methods=list(protocol.METHODS), provide_automatic_options=False)
def sparql() -> ResponseReturnValue:
    """The endpoint inside Flask: for other WSGI servers and for tests. ``kg serve`` answers without this detour."""
    if page_offered(current_app) and wants_page(flask_request.method, flask_request.headers.get("Accept", "")):
        page: ResponseReturnValue = current_app.extensions["civigraph.sparql_page"]()
        return page
    endpoint: Endpoint = current_app.extensions["civigraph.endpoint"]
    request = Request(
        method=flask_request.method,
        path=flask_request.path,
        query_string=flask_request.query_string.decode("latin-1"),
        headers={name.lower(): value for name, value in flask_request.headers},
        body=flask_request.get_data(),
        client=flask_request.remote_addr or "",
    )
    reply = endpoint.engine.wait(endpoint.respond(request))
    body = reply.body if reply.rest is None else endpoint.engine.pieces(reply.rest)
    return Response(body, reply.status, reply.headers)


def log_query(request: Request, reply: Reply, seconds: float, settings: Settings) -> None:
    """One structured line for a query that failed or took long; with ``log_queries`` for every one, with its text."""
    if not settings.log_queries and reply.outcome in ("ok", "not-modified") and seconds < settings.fast_seconds:
        return
    told = {
        "method": request.method,
        "status": reply.status,
        "kind": reply.kind,
        "outcome": reply.outcome,
        "seconds": round(seconds, 4),
        "worker_seconds": round(reply.seconds, 4),
        "bytes": len(reply.body),
        "agent": request.header("user-agent")[:80],
    }
    if settings.log_queries:
        told["query"] = request.query_string or request.body.decode("utf-8", "replace")
    log.info("query", extra={"told": told})
