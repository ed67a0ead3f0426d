"""An existing engine that holds the published graph: SPARQL 1.1 Query and Update, and the Graph Store Protocol.

Nothing but the three protocols is asked of it. Graphs whose names begin with :data:`INTERNAL` are this program's own.
"""

import io
import re
from collections.abc import Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from typing import IO, Any, Final, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

import pyoxigraph as ox
from SPARQLWrapper import BASIC, DIGEST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.errors import QueryError, StoreError, Where
from kg.remote import declared
from kg.settings import Settings
from kg.sparql_text import tokens

INTERNAL: Final = "urn:civigraph:"
#: Holds what is current: its version, and each graph with the digest of its content.
VERSION: Final = INTERNAL + "version"
#: How names of graphs begin that Virtuoso has for itself.
VIRTUOSO: Final = (
    "http://www.openlinksw.com/", "http://localuriqaserver/", "http://localhost:8890/", "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#", "urn:core:", "urn:activitystreams-owl:",
)  # fmt: skip
#: What Virtuoso says of the longest answer that it gives.
MOST_ROWS: Final = "X-SPARQL-MaxRows"
_PATIENCE: Final = 600


class Unreachable(StoreError):  # noqa: N818 - named for what happened
    """The engine does not answer, or refuses us."""


class External:
    """The engine that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opener = _opener(settings)

    def merged(self, version: str) -> str | None:
        """The graph that stands for the default graph of a version; ``None`` where that is the engine's own."""
        return f"{INTERNAL}merged:{version}" if self._settings.store_default == "merged" else None

    # Queries and updates

    def query(
        self,
        text: str,
        accept: str,
        *,
        base: str | None = None,
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        seconds: float = _PATIENCE,
    ) -> "Body":
        """The engine's answer to a query, being read; it may take as many seconds.

        Raises:
            QueryError: it refuses the query.
            Unreachable: it does not answer, or refuses us.
        """
        client = self._client(self._settings.store)
        # Virtuoso takes BASE before PREFIX alone, and the first of two.
        own = re.match(r"(?:\s|#[^\n]*\n)*BASE\s*<[^>]*>", text, re.IGNORECASE)
        head = own[0] if own else f"BASE <{base}>" if base else ""
        client.setQuery(f"{head} {declared(text.removeprefix(head) if own else text)}")
        client.addCustomHttpHeader("Accept", accept)
        client.setOnlyConneg(True)
        for parameter, graphs in (("default-graph-uri", default), ("named-graph-uri", named)):
            for graph in graphs or ():
                client.addParameter(parameter, graph)
        if self._settings.store_default == "merged":
            # Virtuoso goes on when its client is gone, unless it is told for how long, in milliseconds.
            client.addParameter("timeout", str(int(1000 * seconds)))
        response = self._ask(client, self._settings.store)
        if response.headers.get("X-SQL-State") == "S1TAT":  # an answer of what it had found by then
            raise QueryError("the query took too long for the store", where=Where(self._settings.store))
        return Body(response)

    def rows(self, text: str) -> Iterator[list[str]]:
        """The rows of a SELECT, as text."""
        body = self.query(text, "application/sparql-results+xml")
        found = ox.parse_query_results(cast(IO[bytes], body), format=ox.QueryResultsFormat.XML)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - callers know their queries
        for row in found:
            yield [row[number].value for number in range(len(found.variables))]

    def names(self, begun: str) -> set[str]:
        """The names of its graphs that begin so.

        Virtuoso answers a bare ``SELECT DISTINCT ?g`` by a procedure that takes minutes at forty thousand triples and
        goes on when nobody waits; with a LIMIT it reads its index of graphs, and the filter looks at each name once.
        """
        distinct = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1000000000"
        return {row[0] for row in self.rows(f'SELECT ?g {{ {{ {distinct} }} FILTER(STRSTARTS(STR(?g), "{begun}")) }}')}

    def update(self, text: str) -> None:
        """Carries out an update. Raises as :meth:`query`."""
        client = self._client(self._settings.store_update)
        client.setQuery(text)
        self._ask(client, self._settings.store_update).read()

    def _client(self, address: str) -> SPARQLWrapper:
        settings = self._settings
        client = SPARQLWrapper(address, agent="civigraph")
        client.setTimeout(_PATIENCE)
        client.setMethod("POST")
        if settings.store_user:
            client.setHTTPAuth(DIGEST if settings.store_digest else BASIC)
            client.setCredentials(settings.store_user, settings.store_password)
        return client

    def _ask(self, client: SPARQLWrapper, address: str) -> Any:  # Any: SPARQLWrapper has no types
        try:
            return client.query().response
        except QueryBadFormed as error:
            raise QueryError(f"the store refuses it: {_said(str(error))}", where=Where(address)) from error
        except SPARQLWrapperException as error:
            raise Unreachable(f"the store fails: {_said(str(error))}", where=Where(address)) from error
        except (OSError, HTTPException) as error:
            raise _unreachable(error, address) from error

    # Graphs

    def get(self, graph: str) -> Iterator[ox.Triple]:
        """The triples of a named graph, "" for the default graph; none if there is no such graph.

        Raises:
            Unreachable: as :meth:`query`, or the answer breaks off.
        """
        request = Request(self._graph(graph), headers={"Accept": "application/n-triples, text/plain;q=0.5"})  # noqa: S310 - http(s), as the settings checked
        size = 0
        try:
            with self._opener.open(request, timeout=_PATIENCE) as response:
                for quad in ox.parse(cast(IO[bytes], Body(response)), format=ox.RdfFormat.N_TRIPLES):
                    size += 1
                    yield quad.triple
        except HTTPError as error:
            if error.code != 404:
                raise _unreachable(error, self._settings.store_graphs) from error
        except (OSError, HTTPException, SyntaxError) as error:
            raise _unreachable(error, self._settings.store_graphs) from error
        if self._settings.store_default == "merged":
            self._check(graph, size)

    def _check(self, graph: str, size: int) -> None:
        """Raises unless ``size`` is all that a graph holds: Virtuoso cuts it without a word."""
        ((held,),) = self.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        if int(held) > size:
            raise Unreachable(
                f"the store gave {size:,} triples of <{graph}>, which has {int(held):,}",
                where=Where(self._settings.store_graphs),
                hint="let it give longer answers (Virtuoso: ResultSetMaxRows)",
            )

    def send(self, method: str, graph: str, triples: bytes) -> None:
        """PUT or POST of N-Triples (as Turtle, which every engine reads) to a graph. Raises as :meth:`query`."""
        headers = {"Content-Type": "text/turtle"}
        request = Request(self._graph(graph), data=triples, headers=headers, method=method)  # noqa: S310 - as above
        try:
            with self._opener.open(request, timeout=_PATIENCE) as response:
                response.read()
        except (OSError, HTTPException) as error:
            raise _unreachable(error, self._settings.store_graphs) from error

    def _graph(self, graph: str) -> str:
        address = self._settings.store_graphs
        joined = "&" if "?" in address else "?"
        return f"{address}{joined}{urlencode({'graph': graph}, quote_via=quote) if graph else 'default'}"


class Body(io.RawIOBase):
    """A reply being read: one that ends before its announced end is an error, never a short answer."""

    def __init__(self, response: HTTPResponse) -> None:
        super().__init__()
        self._response = response
        self.media_type = response.headers.get("Content-Type", "")
        most = response.headers.get(MOST_ROWS, "")
        self.most_rows = int(most) if most.isdigit() else None
        """The longest answer that the engine gives, where it says so: one that is as long was cut."""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As any raw file's."""
        data = self._response.read(len(buffer))
        if not data and self._response.length:
            raise OSError(f"the store's answer broke off, {self._response.length:,} bytes before its end")
        buffer[: len(data)] = data
        return len(data)


def hidden(query: str, begun: Sequence[str] = (INTERNAL,)) -> str:
    """``query`` with graphs whose names begin so kept out of ``GRAPH ?g``."""
    found = list(tokens(query))
    made: list[str] = []
    closing: dict[int, str] = {}
    depth, variable = 0, ""
    named = dict(_graphs(found))
    for number, (_, token) in enumerate(found):
        made.append(token)
        if token == "{":  # noqa: S105 - of the query
            depth += 1
            if variable:
                closing[depth] = variable
            variable = ""
        elif token == "}":  # noqa: S105 - as above
            if name := closing.pop(depth, ""):
                kept = " && ".join(f'!STRSTARTS(STR({name}), "{start}")' for start in begun)
                made.append(f" FILTER({kept}) ")
            depth -= 1
        if number in named and token[0] in "?$":
            variable = token
    return "".join(made)


def _graphs(found: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """The names that stand behind GRAPH, variables among them, and before a brace."""
    told = [n for n, (group, token) in enumerate(found) if group != "skip" or token[0] in "<\"'"]
    for before, name, behind in zip(told, told[1:], told[2:], strict=False):
        if found[before][0] == "word" and found[before][1].upper() == "GRAPH" and found[behind][1] == "{":
            yield name, found[name][1]


def graphs(query: str) -> tuple[list[str], bool]:
    """The graphs that a query names behind GRAPH, as written, each once; whether it has a variable there, too."""
    names = dict.fromkeys(name for _, name in _graphs(list(tokens(query))))
    return [name for name in names if name[0] not in "?$"], any(name[0] in "?$" for name in names)


class _Digest(HTTPDigestAuthHandler):
    """Answers a challenge again before it is asked: a server that refuses a long body does not wait for its end."""

    challenge: dict[str, str] | None = None

    def retry_http_digest_auth(self, req: Request, auth: str) -> HTTPResponse | None:
        """The standard library's; remembers the challenge."""
        self.challenge = parse_keqv_list(parse_http_list(auth.partition(" ")[2]))
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, req: Request) -> Request:
        """The standard library's hook for every request."""
        if self.challenge is not None and not req.has_header(self.auth_header):
            answer = self.get_authorization(req, self.challenge)
            req.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return req

    https_request = http_request


def _opener(settings: Settings) -> OpenerDirector:
    passwords = HTTPPasswordMgrWithDefaultRealm()
    if settings.store_user:
        passwords.add_password(None, settings.store_graphs, settings.store_user, settings.store_password)
    return build_opener(HTTPBasicAuthHandler(passwords), _Digest(passwords))


def _unreachable(error: Exception, address: str) -> Unreachable:
    said = ""
    if isinstance(error, HTTPError):
        said = f" ({_said(error.read(2000).decode('utf-8', 'replace'))})"
    reason = getattr(error, "reason", None) if isinstance(error, URLError) else None
    return Unreachable(
        f"the store cannot be used: {reason or error}{said}", where=Where(address),
        hint="see the settings store, store_update, store_graphs, store_user and store_password",
    )  # fmt: skip


def _said(text: str) -> str:
    body = text.partition("Response:")[2].strip() or text
    body = re.sub(r"^b(['\"])(.*)\1$", r"\2", body, flags=re.DOTALL).replace("\\n", "\n")
    return body.strip()[:500]
