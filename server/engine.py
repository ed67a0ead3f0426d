"""What answers SPARQL for the endpoint and for the pages: the interface between them and the query workers.

Pages call :meth:`Engine.select`, :meth:`Engine.construct` and :meth:`Engine.ask` with the text of a ``.rq`` file; a
keyword argument ``name`` stands for every ``?name`` of the query and is bound as a term, never spliced in as text.
:meth:`Engine.stream` and :meth:`Engine.stream_graph` answer in bytes, piece by piece.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import QueryError
from kg.generations import Generation

Term = NamedNode | BlankNode | Literal
Row = dict[str, Term]


class Kind(StrEnum):
    """What a query's answer is."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


class Failure(StrEnum):
    """Why a query has no answer; the value is the last part of the problem's type IRI."""

    SYNTAX = "malformed-query"
    UNSUPPORTED = "unsupported"
    NOT_ACCEPTABLE = "not-acceptable"
    TOO_LONG = "query-too-long"
    TOO_DEEP = "query-too-deep"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    BUSY = "busy"
    BUDGET = "budget"
    CRASHED = "crashed"
    TOO_LARGE = "answer-too-large"
    NOT_READY = "not-ready"
    NO_SUCH_GRAPH = "no-such-graph"
    SERVICE = "service-failed"


class QueryFailed(QueryError):  # noqa: N818 - named for what happened
    """A query has no answer; nothing of one has been handed out.

    ``line`` and ``column`` are 1-based places in the query text where known; ``retry_after`` is in seconds.
    """

    def __init__(
        self,
        failure: Failure,
        message: str,
        *,
        hint: str | None = None,
        line: int | None = None,
        column: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.failure = failure
        self.line = line
        self.column = column
        self.retry_after = retry_after
        self.spent = 0.0
        """Seconds that a query worker was busy with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """A query as the endpoint received it, with the formats that the client would take.

    ``default_graphs`` and ``named_graphs`` are the protocol's dataset (SPARQL 1.1 Protocol 2.1.4): ``None`` when the
    request named neither. ``results`` and ``graph`` are names of formats (:mod:`server.formats`), ``None`` when the
    client takes none of that sort.
    """

    query: str
    results: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    """What relative IRIs of the query are resolved against."""
    timeout: float | None = None
    """Seconds; only ever shortens the server's own limit."""
    onward: bool = False
    """Whether another civigraph asks it for a SERVICE clause of its own; such a query asks nobody in turn."""
    client: str = ""
    """Whose budget the query is counted on; empty for the server's own pages."""


@dataclass(slots=True)
class Answer:
    """An answer whose beginning is known to be good; the rest comes with ``chunks``.

    Iterating ``chunks`` raises :class:`AnswerBroken` if the rest cannot be had; closing it gives the work up.
    """

    kind: Kind
    format: str
    generation: Generation
    chunks: Iterator[bytes]
    complete: bool = False
    """True when ``chunks`` holds the whole answer already."""
    truncated: bool = False
    """True when a row limit has cut the answer (only known when ``complete``)."""
    seconds: float = 0.0
    """Time that a query worker was busy with it."""


class AnswerBroken(QueryError):  # noqa: N818 - named for what happened
    """An answer stopped after its first bytes were handed out; what was sent must not pass for complete."""

    def __init__(self, failure: Failure, message: str) -> None:
        super().__init__(message)
        self.failure = failure


class Engine(Protocol):
    """Evaluates queries on the generation being served; safe to call from many threads."""

    @property
    def generation(self) -> Generation:
        """The generation that this request is answered from (the pinned one, else the newest).

        Raises:
            NoGeneration: nothing has been published yet.
        """

    def __hash__(self) -> int:
        """Engines are told apart by identity."""

    def pinned(self) -> AbstractContextManager[None]:
        """While it is open, this thread's queries all see one generation, whatever is published meanwhile."""

    def select(self, query: str, **bindings: Term) -> list[Row]:
        """Rows of a SELECT; an unbound variable is absent from its row.

        Raises:
            QueryFailed: for every reason in :class:`Failure`.
        """

    def select_all(self, queries: Sequence[str]) -> list[list[Row]]:
        """Rows of each of several SELECTs. Raises as :meth:`select`, whichever of them fails."""

    def construct(self, query: str, **bindings: Term) -> list[Triple]:
        """Triples of a CONSTRUCT or DESCRIBE. Raises as :meth:`select`."""

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK. Raises as :meth:`select`."""

    def stream(self, request: QueryRequest) -> Answer:
        """Evaluate one request of the endpoint. Raises as :meth:`select`."""

    def stream_graph(self, graph: str | None, format_: str) -> Answer:
        """The content of a graph as bytes: its IRI, "" for the default graph, ``None`` for all named ones.

        ``format_`` is a name in :data:`server.formats.GRAPHS` (trig or nquads for all named ones).
        """

    def close(self) -> None:
        """Give everything back; queries still running fail."""
