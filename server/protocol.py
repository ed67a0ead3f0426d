"""Reads an HTTP request as the SPARQL 1.1 Protocol defines it, each byte decoded once, nothing repaired in silence."""

import re
from binascii import a2b_qp
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from kg.settings import Settings
from server.engine import Failure, QueryFailed, QueryRequest
from server.formats import GRAPHS, RESULTS, Format, offered
from server.negotiation import choose, names_one_of
from server.problems import Problem
from server.web import Request

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
#: What requests for SERVICE clauses say of themselves (RFC 8586), so that no two endpoints ask each other in circles.
LOOP = "civigraph"
METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")

Parameters = list[tuple[str, str]]


def parameters(text: str, where: str) -> Parameters:
    """The pairs of a query string or form.

    Raises:
        Problem: 400, the bytes are not UTF-8.
    """
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((_decoded(name, where), _decoded(value, where)))
    return pairs


def _decoded(text: str, where: str) -> str:
    if "%" not in text and text.isascii():
        return text.replace("+", " ")
    try:
        # A header's text arrives as Latin-1: bytes above 127 that a client left unescaped come back as they were sent.
        return unescaped(text.replace("+", " ").encode("latin-1")).decode("utf-8")
    except UnicodeError as error:
        raise Problem(400, "Not UTF-8", f"the {where} is not percent-encoded UTF-8: {error}") from error


_ILL_FORMED = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def unescaped(data: bytes) -> bytes:
    """``data`` with its percent-escapes decoded; a ``%`` that begins none stays.

    Quoted-printable writes bytes in the same way with another sign, and its decoder is in C: a fifth of the time that
    ``urllib.parse.unquote_to_bytes`` takes for a query.
    """
    if _ILL_FORMED.search(data):
        return unquote_to_bytes(data)
    return a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))


def media_type(header: str) -> str:
    """The media type that a ``Content-Type`` header names.

    Raises:
        Problem: 415, a charset other than UTF-8.
    """
    kind, _, rest = header.partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", rest, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "Unsupported charset", f"a body in {charset[1]} cannot be read; send UTF-8")
    return kind.strip().lower()


def read(request: Request, settings: Settings) -> Parameters | None:
    """All parameters of a protocol operation, query or update among them; ``None`` when a GET names no query at all.

    Raises:
        Problem: 400, 405, 413 or 415.
    """
    pairs = parameters(request.query_string, "query string")
    if request.method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in pairs):
            raise Problem(405, "Not by GET", "an update cannot be sent by GET", headers=(("Allow", "POST"),))
        if not any(name == "query" for name, _ in pairs):
            return None
    elif request.method in ("POST", "QUERY"):
        pairs += _body(request)
    else:
        raise Problem(
            405, "Method not allowed", f"{request.method} is no method of this resource",
            headers=(("Allow", ", ".join(METHODS)),),
        )  # fmt: skip
    return pairs


def _body(request: Request) -> Parameters:
    kind = media_type(request.header("content-type"))
    if kind == QUERY or (kind == "" and request.method == "QUERY"):
        return [("query", _utf8(request.body))]
    if kind == FORM:
        try:
            return parameters(request.body.decode("ascii"), "form")
        except UnicodeDecodeError:
            return parameters(request.body.decode("latin-1"), "form")
    if kind == UPDATE:
        return [("update", _utf8(request.body))]
    raise Problem(
        415, "Unsupported media type", f"a body of type {kind or '(none)'} is not a query",
        hint=f"send {QUERY}, or a form ({FORM}) with the field query", headers=(("Accept-Query", f"{QUERY}, {FORM}"),),
    )  # fmt: skip


def updates_off() -> Problem:
    """The refusal of an update where nobody may send one."""
    return Problem(
        403, "Updates are off", "this endpoint answers queries and takes no updates",
        kind="urn:civigraph:problem:updates-off",
        hint="new content is published with kg build; who may write is said with: kg token add NAME",
    )  # fmt: skip


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "Not UTF-8", f"byte {error.start} of the query is not UTF-8") from error


def only(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    """The value of a parameter that may come once.

    Raises:
        Problem: 400, it comes more than once.
    """
    values = [value for n, value in pairs if n == name]
    if len(values) > 1:
        raise Problem(400, "Ambiguous request", f"the parameter {name} is given {len(values)} times")
    return values[0] if values else None


def query_request(pairs: Parameters, request: Request, settings: Settings) -> QueryRequest:
    """The query with its dataset, formats and time limit.

    Raises:
        Problem: 400 or 406.
        QueryFailed: TOO_LONG, TOO_DEEP or REFUSED.
    """
    query = only(pairs, "query")
    if query is None or not query.strip():
        raise Problem(400, "No query", "the parameter query is missing or empty")
    check(query, settings)
    results, graph = formats(pairs, request.header("accept"))
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    return QueryRequest(
        query=query,
        results=results.name if results else None,
        graph=graph.name if graph else None,
        default_graphs=default or None,
        named_graphs=named or None,
        timeout=_timeout(only(pairs, "timeout")),
        base=settings.base,
        onward=LOOP in request.header("cdn-loop").lower(),
        client=request.client,
    )


def _timeout(text: str | None) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        seconds = -1.0
    if not seconds > 0:
        raise Problem(400, "Bad timeout", f"timeout={text} is not a number of seconds above 0")
    return seconds


def formats(pairs: Parameters, accept: str) -> tuple[Format | None, Format | None]:
    """Format of a table and format of a graph: by ``format=`` (or ``output=``), else by ``Accept``.

    Which of the two is needed shows when the query is parsed. A client that accepts no graph format but names one of
    the results formats gets its graph all the same: clients exist that send the header of a SELECT with every query.
    """
    asked = next((value for name, value in pairs if name in ("format", "output") and value), None)
    if asked:
        results, graph = by_name(asked, RESULTS.values()), by_name(asked, GRAPHS.values())
        if results is None and graph is None:
            known = ", ".join([*RESULTS, *GRAPHS])
            raise Problem(406, "No such format", f"format={asked} is not known", hint=f"known ones: {known}")
        # format=json on a graph means JSON-LD, format=turtle on a table means nothing: the default serves.
        return results or RESULTS["json"], graph or GRAPHS["turtle"]
    results, graph = _accepted(accept)
    if results is None and graph is None:
        raise not_acceptable()
    return results, graph


@lru_cache(maxsize=1024)
def _accepted(accept: str) -> tuple[Format | None, Format | None]:
    results, graph = choose(accept, RESULTS.values()), choose(accept, GRAPHS.values())
    if graph is None and names_one_of(accept, RESULTS.values()):
        graph = GRAPHS["turtle"]
    return results, graph


def by_name(name: str, among: Iterable[Format]) -> Format | None:
    """The format that a ``format=`` value means: its name, an alias, an extension or a media type."""
    wanted = name.strip().lower()
    for one in among:
        if wanted in (one.name, one.extension, *one.aliases, *one.media_types):
            return one
    return None


def not_acceptable(detail: str = "the client takes none of the formats that this resource has") -> Problem:
    """406 with the list of what there is."""
    return Problem(
        406, "No acceptable format", detail, kind=f"urn:civigraph:problem:{Failure.NOT_ACCEPTABLE}",
        hint=offered(),
    )  # fmt: skip


_SKIPPED = re.compile(
    r"""<[^\x00-\x20<>"{}|^`\\]*>|"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|\#[^\n\r]*""",
    re.DOTALL,
)
_BRACKETS = re.compile(r"[(){}\[\]]")
_SERVICE_CLAUSE = re.compile(r"(?<![\w:?$@.-])service(?:silent)?(?![\w:-])", re.IGNORECASE)


def check(query: str, settings: Settings, longest: int | None = None) -> None:
    """Turn away what need not trouble a worker: queries too long or too deep, federation.

    ``longest`` is for updates, which may be longer than queries; in bytes.

    None of this is what safety rests on: workers may be killed, and have no network.

    Raises:
        QueryFailed: TOO_LONG, TOO_DEEP or REFUSED.
    """
    limit = longest or settings.max_query_bytes
    if len(query) > limit or len(query.encode()) > limit:
        raise QueryFailed(
            Failure.TOO_LONG, f"the query is longer than {limit:,} bytes",
            hint="put long VALUES lists into several queries",
        )  # fmt: skip
    if sum(map(query.count, "({[")) > settings.max_query_depth:
        depth = 0
        for bracket in _BRACKETS.findall(_SKIPPED.sub(" ", query)):
            depth = depth + 1 if bracket in "({[" else max(0, depth - 1)
            if depth > settings.max_query_depth:
                raise QueryFailed(
                    Failure.TOO_DEEP, f"the query's brackets are nested more than {settings.max_query_depth} deep"
                )
    if (
        not settings.service_hosts
        and "service" in query.lower()
        and _SERVICE_CLAUSE.search(_SKIPPED.sub(" <> ", query))
    ):
        raise federation_refused()


def federation_refused() -> QueryFailed:
    """The refusal of SERVICE."""
    return QueryFailed(
        Failure.REFUSED,
        "SERVICE is off: this endpoint asks no other endpoint, and its query workers have no network",
        hint="ask the other endpoint yourself and bring its rows in with VALUES",
    )
