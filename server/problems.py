"""How failures are told to clients: problem details (RFC 9457) as JSON, or as plain text for who prefers that."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.engine import Failure, QueryFailed
from server.formats import offered
from server.negotiation import weight

#: Status and title of each failure. The type IRI is a URN: it names the problem and promises no page.
_TOLD: dict[Failure, tuple[int, str]] = {
    Failure.SYNTAX: (400, "The query is not SPARQL"),
    Failure.UNSUPPORTED: (400, "The query asks for something that this endpoint does not have"),
    Failure.TOO_DEEP: (400, "The query is nested too deeply"),
    Failure.TOO_LONG: (413, "The query is too long"),
    Failure.NOT_ACCEPTABLE: (406, "No acceptable format"),
    Failure.REFUSED: (403, "Refused"),
    Failure.TIMEOUT: (504, "The query took too long"),
    Failure.MEMORY: (507, "The query needed too much memory"),
    Failure.CRASHED: (507, "The query was too much for its worker"),
    Failure.TOO_LARGE: (507, "The answer is too long"),
    Failure.BUSY: (503, "Too busy"),
    Failure.BUDGET: (429, "Too many queries"),
    Failure.NOT_READY: (503, "Nothing to serve yet"),
    Failure.NO_SUCH_GRAPH: (404, "No such graph"),
    Failure.SERVICE: (502, "Another endpoint failed"),
}


@dataclass(frozen=True, slots=True)
class Problem(Exception):  # noqa: N818 - RFC 9457's word
    """A refusal of a request with everything that its answer needs."""

    status: int
    title: str
    detail: str
    kind: str = "about:blank"
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    members: Mapping[str, object] = field(default_factory=dict)
    """Further members of the JSON document (RFC 9457, 3.2)."""
    content: tuple[str, bytes] | None = None
    """Content type and body to be sent instead of a problem document."""

    def body(self, accept: str) -> tuple[str, bytes]:
        """Content type and body, as the client's ``Accept`` prefers."""
        if self.content is not None:
            return self.content
        if weight(accept, "text/plain") > max(
            weight(accept, "application/json"), weight(accept, "application/problem+json")
        ):
            place = f"line {self.line}, column {self.column}: " if self.line is not None else ""
            hint = f"\n{self.hint}" if self.hint else ""
            return "text/plain; charset=utf-8", f"{self.title}\n{place}{self.detail}{hint}\n".encode()
        members = {
            "type": self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "hint": self.hint,
            "line": self.line,
            "column": self.column,
            **self.members,
        }
        told = {name: value for name, value in members.items() if value is not None}
        return "application/problem+json", json.dumps(told, ensure_ascii=False).encode()


def from_failure(failed: QueryFailed) -> Problem:
    """The problem that a failed query is answered with."""
    status, title = _TOLD[failed.failure]
    headers: tuple[tuple[str, str], ...] = ()
    if failed.retry_after is not None:
        headers = (("Retry-After", str(max(1, round(failed.retry_after)))),)
    return Problem(
        status,
        title,
        failed.message,
        kind=f"urn:civigraph:problem:{failed.failure}",
        hint=failed.hint or (offered() if failed.failure is Failure.NOT_ACCEPTABLE else None),
        line=failed.line,
        column=failed.column,
        headers=headers,
    )
