"""Entity tags of answers and how requests name them (RFC 9110, sections 8.8 and 13.1)."""

from hashlib import blake2b

from server.compression import codings
from server.negotiation import coding
from server.web import Request


def entity_tag(version: str, what: object, request: Request) -> str:
    """A strong validator of one representation: data, query with its formats, content coding."""
    return tag(version, what, coding(request.header("accept-encoding"), codings()) or "identity")


def tag(version: str, what: object, content_coding: str) -> str:
    """As :func:`entity_tag`, for a known content coding."""
    return f'"{blake2b(f"{version} {content_coding} {what!r}".encode(), digest_size=15).hexdigest()}"'


def matches(header: str, tag: str) -> bool:
    """Whether ``If-None-Match`` names the validator (RFC 9110, 13.1.2: weak comparison)."""
    return any(candidate.strip().removeprefix("W/") == tag for candidate in header.split(","))


def graph_identity(graph: str | None, format_: str) -> tuple[object, ...]:
    """What the representation of a graph depends on besides its content: see :func:`entity_tag`."""
    return ("graph", graph, format_)
