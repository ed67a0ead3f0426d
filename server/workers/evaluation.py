"""Evaluates one query against a generation's store and writes the answer as messages."""

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.errors import QueryError
from kg.sparql_text import spread
from kg.terms import PREFIXES
from server.formats import GRAPHS, RESULTS
from server.syntax import SPREAD
from server.workers.dataset import from_clauses, merged
from server.workers.frames import DATA, END, FAILED, HEAD, Job, frame
from server.workers.planning import planned
from server.workers.rows import write_rows

_CHUNK: Final = 65536
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class NotInThisFormat(Exception):  # noqa: N818 - an answer that the chosen format cannot carry
    """The answer holds a character that XML 1.0 cannot carry."""


class Messages:
    """A binary file whose content becomes DATA messages of about 64 KiB; the last wait for :meth:`end`."""

    def __init__(self, send: Callable[[bytes], None], head: Job, *, xml: bool) -> None:
        self._send = send
        self._parts = [frame(HEAD, json.dumps(head).encode())]
        self._data: list[bytes] = []
        self._size = 0
        self._xml = xml

    def write(self, data: bytes) -> int:
        """Take a piece of the serialised answer."""
        if self._xml:
            if _NOT_XML.search(data):
                raise NotInThisFormat
            clean = data.replace(b"\r", b"&#xD;")  # a parser would turn a bare one into a line feed
        else:
            clean = data
        self._data.append(clean)
        self._size += len(clean)
        if self._size >= _CHUNK:
            self._pack()
            self._send(b"".join(self._parts))
            self._parts.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing to do: pieces leave when there are enough of them."""

    def _pack(self) -> None:
        if self._data:
            self._parts.append(frame(DATA, b"".join(self._data)))
        self._data.clear()
        self._size = 0

    def end(self) -> None:
        """Send what is left and say that the answer is whole."""
        self._pack()
        self._parts.append(frame(END, b"{}"))
        self._send(b"".join(self._parts))


def evaluate(store: Store, job: Job, send: Callable[[bytes], None], call: Callable[[Any], Any]) -> None:
    """Answer ``job``; whatever goes wrong ends in a FAILED message. ``call`` asks other servers, for SERVICE."""
    try:
        if "query" in job:
            _query(store, job, send, call)
        else:
            _dump(store, job, send)
    except SyntaxError as error:
        failed(send, "malformed-query", complaint(job, error))
    except NotInThisFormat:
        failed(send, "not-acceptable", "the answer holds a control character, which XML cannot carry; ask for JSON")
    except MemoryError:
        failed(send, "memory", "the query needed more memory than a query may use")
    except (RuntimeError, ValueError) as error:
        failed(send, "unsupported", str(error))
    except QueryError as error:
        failed(send, getattr(error, "failure", "unsupported"), error.message)
    except OSError as error:
        # The store is read-only and has been opened: what is left is a disk that fails, and a SERVICE in some spelling
        # that the server process did not see, which the kernel has refused.
        refused = "service" in job.get("query", "").lower()
        failed(send, "refused" if refused else "crashed", "SERVICE is off" if refused else f"storage: {error}")


def complaint(job: Job, error: SyntaxError) -> str:
    """What is wrong with a query, for :func:`server.syntax.explain`; it is parsed again for the right place."""
    if "Prefix not found" in str(error.msg):
        return str(error.msg)
    try:
        Store().query(spread(job["query"]), base_iri=job.get("base"), prefixes=PREFIXES)
    except SyntaxError as again:
        return f"{SPREAD}{again.msg}"
    except (OSError, RuntimeError, ValueError):
        pass  # it is no longer wrong: a comment or a blank was
    return str(error.msg)


def _query(store: Store, job: Job, send: Callable[[bytes], None], call: Callable[[Any], Any]) -> None:
    query, base = job["query"], job.get("base")
    default = _nodes(job.get("default_graphs"), job.get("named_graphs"))
    named = _nodes(job.get("named_graphs"), job.get("default_graphs"))
    if default is None and named is None and query.upper().count("FROM") > 1:
        default, named = from_clauses(query, base, PREFIXES) or (None, None)
    if default is not None and len(default) > 1:
        store, default, named = merged(store, default, named or []), [DefaultGraph()], named or []
    functions = None
    if job.get("federate"):
        query, functions = _federated(store, query, base, (default, named), call)

    def answered(prefixes: dict[str, str] | None) -> QuerySolutions | QueryBoolean | QueryTriples:
        ask = partial(
            store.query, base_iri=base, prefixes=prefixes, default_graph=default, named_graphs=named,
            custom_functions=functions,
        )  # fmt: skip
        quicker = planned(query, ask, store if default is None and named is None else None)
        if quicker is not query:
            with suppress(SyntaxError):
                return ask(quicker)
        return ask(query)

    try:
        found = answered(None)
    except SyntaxError as error:
        if "Prefix not found" not in str(error.msg):
            raise
        # Ours need no declaration. They are handed over on demand: the engine parses each of them for each query.
        found = answered(PREFIXES)
    if isinstance(found, QueryTriples):
        send_graph(found, job, send)
    else:
        send_results(found, job, send)


def _federated(
    store: Store, query: str, base: str | None, dataset: tuple[Any, Any], call: Callable[[Any], Any]
) -> tuple[str, Any]:
    """The query with rows of other endpoints in the place of SERVICE, and the functions that it needs then."""
    from kg.federation import federated  # most workers never meet such a query

    with suppress(OSError, RuntimeError, ValueError):  # of nothing: only what is wrong with its syntax matters
        Store().query(query, base_iri=base, prefixes=PREFIXES)
    default, named = dataset

    def ask(text: str) -> QuerySolutions:
        found = store.query(text, base_iri=base, default_graph=default, named_graphs=named)
        assert isinstance(found, QuerySolutions)  # noqa: S101 - a SELECT
        return found

    made = federated(query, base, ask, call)
    return made.query, made.functions


def _nodes(
    asked: list[str] | None, other: list[str] | None
) -> list[Any] | None:  # Any: lists are invariant, and the engine takes wider ones
    """Graphs of the protocol's dataset: naming one sort of graph leaves the other sort empty (Protocol 2.1.4)."""
    if asked is None:
        return None if other is None else []
    return [NamedNode(iri) for iri in asked]


def send_results(found: QuerySolutions | QueryBoolean, job: Job, send: Callable[[bytes], None]) -> None:
    """Sends a table or a truth value in the job's format for those."""
    name = job["results"]
    if name is None:
        return failed(send, "not-acceptable", "this query's answer is a table")
    kind = "boolean" if isinstance(found, QueryBoolean) else "solutions"
    format_ = RESULTS[name].writer
    assert isinstance(format_, QueryResultsFormat)  # noqa: S101 - for the type checker: RESULTS holds no other
    head = {"kind": kind, "format": name}
    limit = job.get("max_rows") or 0
    if limit and isinstance(found, QuerySolutions):
        rows = list(islice(found, limit + 1))
        truncated = len(rows) > limit
        out = Messages(send, head | {"truncated": truncated}, xml=name == "xml")
        write_rows([v.value for v in found.variables], rows[:limit], name, out.write, truncated=truncated)
        return out.end()
    out = Messages(send, head, xml=name == "xml")
    found.serialize(out, format_)  # type: ignore[arg-type]  # it asks for write() and flush() alone
    return out.end()


def send_graph(found: Iterable[Triple], job: Job, send: Callable[[bytes], None]) -> None:
    """Sends triples in the job's format for graphs."""
    name = job["graph"]
    if name is None:
        return failed(send, "not-acceptable", "this query's answer is a graph")
    format_ = GRAPHS[name].writer
    assert isinstance(format_, RdfFormat)  # noqa: S101 - as above
    head = {"kind": "graph", "format": name}
    limit = job.get("max_rows") or 0
    triples: Iterable[Triple] = found
    if limit:
        triples = list(islice(found, limit + 1))
        head["truncated"] = len(triples) > limit
        triples = triples[:limit]
    out = Messages(send, head, xml=name == "rdfxml")
    serialize(triples, out, format_, prefixes=PREFIXES)  # type: ignore[arg-type]
    return out.end()


def _dump(store: Store, job: Job, send: Callable[[bytes], None]) -> None:
    """The content of one graph, or of the dataset, as the Graph Store Protocol and the downloads send it."""
    graph, name = job["dump"], job["graph"]
    if graph is None:
        quads = (q for q in store.quads_for_pattern(None, None, None) if not isinstance(q.graph_name, DefaultGraph))
        return send_whole(quads, name, send)
    node = NamedNode(graph) if graph else DefaultGraph()
    if graph and not store.contains_named_graph(node):
        return failed(send, "no-such-graph", f"there is no graph <{graph}>")
    return send_whole((_triple(quad) for quad in store.quads_for_pattern(None, None, None, node)), name, send)


def send_whole(found: Iterable[Triple | Quad], name: str, send: Callable[[bytes], None]) -> None:
    """Sends triples or quads, without a limit, in the format ``name`` of :data:`server.formats.GRAPHS`."""
    format_ = GRAPHS[name].writer
    assert isinstance(format_, RdfFormat)  # noqa: S101 - as above
    out = Messages(send, {"kind": "graph", "format": name}, xml=name == "rdfxml")
    serialize(found, out, format_, prefixes=PREFIXES)  # type: ignore[arg-type]
    out.end()


def _triple(quad: Quad) -> Any:  # Any: pyoxigraph.Triple's stub and Quad.triple's disagree about quoted triples
    return quad.triple


def failed(send: Callable[[bytes], None], failure: str, message: str) -> None:
    """Says that there is no answer, or no more of it."""
    send(frame(FAILED, json.dumps({"failure": failure, "message": message}).encode()))
