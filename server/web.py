"""Requests and replies of the parts that do without Flask: the endpoint, the graph store, health and metrics."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol


class Headers(Protocol):
    """Header values by lower-case name: a dictionary, or granian's own view of a request."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a header, or ``default``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. ``query_string`` and ``body`` are as received; header names are in lower case."""

    method: str
    path: str
    query_string: str
    headers: Headers
    body: bytes = b""
    client: str = ""
    """Address of the client, the proxies that are trusted taken off."""

    def header(self, name: str) -> str:
        """A header's value, empty if absent."""
        return self.headers.get(name, "")


@dataclass(slots=True, kw_only=True)
class Reply:
    """One HTTP reply; ``rest`` follows ``body`` and may raise :class:`server.engine.AnswerBroken`."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    rest: AsyncIterator[bytes] | None = None
    kind: str = "other"
    """What the metrics count it as."""
    outcome: str = "ok"
    seconds: float = 0.0
    """Time that a query worker was busy with it."""
    version: str = ""
    """Version of the data that it was made from."""
    fresh: bool = False
    """Whether the same request may be answered with this reply again as long as the generation is served."""
