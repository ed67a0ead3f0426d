"""SPARQL 1.1 Graph Store HTTP Protocol: ``/store?default``, ``/store?graph=IRI``, ``/store`` for all, and direct.

Everybody may read; holders of a token may write graphs that are theirs to write (:mod:`kg.edits.places`).

Where nobody may write, ``?default`` is the default graph that queries see: the merge of all. Where somebody may, it is
the graph that is written by that address, so that what was put there is what is read there.
"""

import secrets
from collections.abc import Awaitable, Callable

from pyoxigraph import RdfFormat, serialize

from kg.terms import Iris
from server.engine import Failure, QueryFailed
from server.formats import GRAPHS
from server.negotiation import choose
from server.pooled import PooledEngine
from server.problems import Problem, from_failure
from server.protocol import by_name, not_acceptable, only, parameters
from server.sparql import CORS, Endpoint, options, refuse, send
from server.validators import entity_tag, graph_identity, matches
from server.web import Reply, Request

PATH = "/store"
#: Graphs that are no article's have IRIs below this path (an article's is a page, too).
GRAPHS_PATH = "/graph/"
METHODS = ("GET", "HEAD", "OPTIONS")
WRITING = ("PUT", "POST", "DELETE")
_DATASET = [GRAPHS["trig"], GRAPHS["nquads"], GRAPHS["jsonld"]]
_ONE_GRAPH = list(GRAPHS.values())


class GraphStore:
    """Reads whole graphs."""

    def __init__(self, engine: PooledEngine, endpoint: Endpoint) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def routes(self) -> dict[str, Callable[[Request], Awaitable[Reply]]]:
        """Paths and what answers them."""
        return {PATH: self.respond, "/.well-known/void": self.void}

    async def respond(self, request: Request) -> Reply:
        """The reply to a request for a graph; never raises but for cancellation."""
        return await self._guarded(self._respond, request)

    async def void(self, request: Request) -> Reply:
        """``/.well-known/void``: the catalogue graph of the generation."""
        return await self._guarded(self._void, request)

    async def direct(self, request: Request) -> Reply:
        """A graph by its own IRI (direct graph identification, Graph Store Protocol 4.1)."""
        return await self._guarded(self._direct, request)

    async def _direct(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return options(self._methods, request)
        graph = self._iris().base + request.path.removeprefix("/")
        if request.method not in METHODS:
            return await self._write(graph, request)
        return await read_graph(self._endpoint, graph, request)

    @property
    def _methods(self) -> tuple[str, ...]:
        return (*METHODS, *WRITING) if self._endpoint.desk.on else METHODS

    async def _write(self, graph: str, request: Request) -> Reply:
        if request.method not in self._methods:
            raise _not_allowed(request.method, self._methods)
        return await self._endpoint.desk.graph(graph, request)

    def _iris(self) -> Iris:
        """IRIs as the generation being served has them."""
        return Iris(self._engine.serving().generation.manifest.base)

    async def _void(self, request: Request) -> Reply:
        if request.method not in ("GET", "HEAD"):
            return options(METHODS, request)
        return await read_graph(self._endpoint, self._iris().graph("catalogue"), request)

    async def _guarded(self, respond: Callable[[Request], Awaitable[Reply]], request: Request) -> Reply:
        try:
            reply = await respond(request)
        except QueryFailed as failed:
            reply = refuse(from_failure(failed), request)
        except Problem as problem:
            reply = refuse(problem, request)
        reply.headers += [*CORS, ("Data-Version", reply.version or self._endpoint.version())]
        return reply

    async def _respond(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return options(self._methods, request)
        pairs = parameters(request.query_string, "query string")
        names = {name for name, _ in pairs}
        graph: str | None = only(pairs, "graph")
        if ("default" in names) == (graph is not None) and names & {"default", "graph"}:
            raise Problem(400, "Which graph?", "give either default or graph=IRI, not both")
        if graph == "":
            raise Problem(400, "Which graph?", "the parameter graph is empty")
        wanted = "" if "default" in names else graph
        if request.method in METHODS and wanted == "" and self._endpoint.desk.on:
            return await read_graph(self._endpoint, self._iris().graph("edits/default"), request, lasting=True)
        if request.method in METHODS:
            return await read_graph(self._endpoint, wanted, request)
        if wanted is None and request.method == "POST":  # a new graph, named by the server (5.5)
            wanted = self._iris().graph(f"edits/{secrets.token_hex(8)}")
        if wanted is None and request.method in self._methods:
            raise Problem(400, "Which graph?", "give default or graph=IRI: all graphs at once cannot be written")
        return await self._write(wanted or "", request)


def _not_allowed(method: str, methods: tuple[str, ...]) -> Problem:
    allowed = (("Allow", ", ".join(methods)),)
    if method in WRITING:
        hint = "who may write is said with: kg token add NAME"
        return Problem(
            405, "Read only", "graphs are read here, and written by kg build alone", hint=hint, headers=allowed
        )
    return Problem(405, "Method not allowed", f"{method} is no method of this resource", headers=allowed)


async def read_graph(endpoint: Endpoint, graph: str | None, request: Request, *, lasting: bool = False) -> Reply:
    """A graph's content as the client likes it best: its IRI, "" for the default graph, ``None`` for all named ones.

    One that is ``lasting`` is empty, not absent, if there is none.

    Raises:
        Problem: 406.
        QueryFailed: NO_SUCH_GRAPH, or that it cannot be had now.
    """
    offered = _DATASET if graph is None else _ONE_GRAPH
    asked = only(parameters(request.query_string, "query string"), "format")
    format_ = by_name(asked, offered) if asked else choose(request.header("accept"), offered)
    if format_ is None:
        raise not_acceptable("the client takes none of the formats that a graph can be had in")
    engine = endpoint.engine
    serving = engine.serving()
    version = serving.generation.manifest.version
    content = serving.generation.manifest.edits.get(graph or "", version)
    tag = entity_tag(content, graph_identity(graph, format_.name), request)
    headers = [("ETag", tag), ("Cache-Control", "public, no-cache"), ("Vary", "Accept, Accept-Encoding")]
    if matches(request.header("if-none-match"), tag):
        return Reply(status=304, headers=headers, kind="graph-store", outcome="not-modified", version=version)
    headers.append(("Content-Type", format_.content_type))
    reply = Reply(headers=headers, kind="graph-store", version=version)
    try:
        return await endpoint.counted(
            request.client,
            lambda used: engine.dump(graph, format_.name, serving, used),
            lambda evaluation: send(reply, evaluation, request, fresh=not lasting),
        )
    except QueryFailed as failed:
        if not (lasting and failed.failure is Failure.NO_SUCH_GRAPH):
            raise
    assert isinstance(format_.writer, RdfFormat)  # noqa: S101 - GRAPHS holds no other
    reply.body = b"" if request.method == "HEAD" else serialize([], None, format_.writer) or b""
    return reply
