"""SERVICE: rows of other endpoints are fetched first and stand in the query as VALUES when it is evaluated.

SPARQL 1.1 Federated Query joins what a SERVICE clause finds with the rest of its group, so putting the rows in its
place changes nothing. What is asked for is narrowed to what can join: values of variables that the pattern shares with
what stands before it in its group (or before the OPTIONAL or group around it) are sent along, in parcels. Whoever
evaluates the query needs no network: the ``call`` that is handed in asks somebody who has.

Only the text's tokens are looked at. A spelling that is missed here stays in the query, and its evaluation is refused
by the system; so nothing here need be proof against a query that means harm.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from kg.errors import QueryError
from kg.remote import declared
from kg.service_clauses import FORMS, Clause, Token, from_clauses, next_clause, patterns_before, tokens_of
from kg.sparql_text import tokens

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Call: TypeAlias = Callable[["Wanted"], "Fetched"]
"""Asks another server; whoever it is says whether that may be asked, and how much may come."""

#: Values that are sent with one request, and in all; with more the pattern is asked for as it stands.
PARCEL, MOST_VALUES = 200, 2_000
#: Requests of one query.
MOST_CALLS: Final = 32
#: Rows that the clauses of one query may bring in.
MOST_ROWS: Final = 20_000
ACCEPT_RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
#: The function that stands for blank nodes of other servers, which no query can name.
_BLANK: Final = ox.NamedNode("urn:civigraph:function:blank")
#: Virtuoso's names of blank nodes in JSON and XML, with what is no part of any such name.
_VIRTUOSO: Final = re.compile(rb'("bnode"\s*,\s*"value"\s*:\s*"|<bnode>)nodeID://')


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of another server: the rows of a query, or (without one) the document at an address."""

    address: str
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of it. With a ``failure`` (``refused`` or ``service-failed``) there is a message and no content."""

    media_type: str = ""
    content: bytes = b""
    failure: str = ""
    message: str = ""


class ServiceFailed(QueryError):  # noqa: N818 - named for what happened
    """Another endpoint cannot be asked, does not answer, or answers with what cannot be used."""

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.failure = "refused" if refused else "service-failed"


@dataclass(frozen=True, slots=True)
class Federated:
    """A query without SERVICE, and the functions that it needs."""

    query: str
    functions: dict[ox.NamedNode, Callable[[Any], Any]]


def federated(query: str, base: str | None, ask: Callable[[str], ox.QuerySolutions], call: Call) -> Federated:
    """``query`` with the rows of its SERVICE clauses in their place; ``ask`` evaluates a SELECT on what is here.

    Raises:
        ServiceFailed: of a clause without SILENT, or one whose endpoint may not be asked.
        QueryError: the endpoint is a variable.
    """
    asking, at = _Asking(base, ask, call), 0
    if not any(token.word in FORMS for token in tokens_of(query)):
        return Federated(query, {})  # no query; the engine says so
    clauses = 0
    while (clause := next_clause(found := tokens_of(query), at)) is not None:
        clauses += 1
        if clauses > MOST_CALLS:
            raise QueryError(f"the query has more than {MOST_CALLS} SERVICE clauses")
        rows = asking.rows(query, found, clause)
        begin, end = found[clause.first].start, found[clause.last].end
        # What is put in is as long as it is: the search goes on behind it.
        query, at = query[:begin] + rows + query[end:], begin + len(rows)
    return Federated(query, {_BLANK: lambda name: ox.BlankNode(name.value)} if asking.blanks else {})


class _Asking:
    """Asks for the clauses of one query."""

    def __init__(self, base: str | None, ask: Callable[[str], ox.QuerySolutions], call: Call) -> None:
        self._base = base
        self._ask = ask
        self._call = call
        self._known: dict[Wanted, Fetched] = {}
        self._left = MOST_ROWS
        self.blanks = False

    def rows(self, query: str, found: Sequence[Token], clause: Clause) -> str:
        """The group that takes a clause's place."""
        body = query[found[clause.opens].end : found[clause.last].start]
        names = list(dict.fromkeys(t.text[1:] for t in found[clause.opens : clause.last] if t.group == "variable"))
        try:
            address = self._address(query, found, clause.endpoint)
            values = self._values(query, found, clause, names)
            texts = [f"{self._prologue(query, found)} SELECT * WHERE {{ {part} {{ {body}\n}} }}" for part in values]
            solutions = [self._solutions(Wanted(address=address, query=declared(text))) for text in texts]
        except ServiceFailed as failed:
            if not clause.silent or failed.failure == "refused":
                raise
            return f"{{ VALUES ({_heads(names)}) {{ ({' '.join('UNDEF' for _ in names)}) }} }}" if names else "{}"
        variables = list(dict.fromkeys(name for heads, _ in solutions for name in heads)) or names
        rows = [dict(zip(heads, row, strict=True)) for heads, part in solutions for row in part]
        return self._group(variables, [[row.get(name) for name in variables] for row in rows])

    def _address(self, query: str, found: Sequence[Token], endpoint: str) -> str:
        """The endpoint's address in full; the engine resolves it."""
        if endpoint[0] in "?$":
            raise QueryError(f"SERVICE {endpoint}: the endpoint must be named, variables are not followed")
        text = f"{self._prologue(query, found)} SELECT ?x {{ VALUES ?x {{ {endpoint} }} }}"
        rows = ox.Store().query(declared(text), base_iri=self._base)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - a SELECT
        return str(next(rows)["x"].value)

    def _prologue(self, query: str, found: Sequence[Token]) -> str:
        form = next(token for token in found if token.word in FORMS)
        own = query[: form.start]
        return (
            own if self._base is None or re.search(r"\bBASE\s*<", own, re.IGNORECASE) else f"BASE <{self._base}> {own}"
        )

    # What is sent along

    def _values(self, query: str, found: Sequence[Token], clause: Clause, names: Sequence[str]) -> list[str]:
        """VALUES blocks, each for one request; none where nothing can join, an empty one where all is asked for."""
        before = patterns_before(query, found, clause.first)
        told = {text[1:] for part in before for group, text in tokens(part) if group == "variable"}
        shared = [name for name in names if name in told]
        if not shared:
            return [""]
        graphs, patterns = from_clauses(query, found), " ".join(f"{{ {part} }}" for part in before)
        text = f"{self._prologue(query, found)} SELECT DISTINCT {_heads(shared)} {graphs} WHERE {{ {patterns} }}"
        try:
            found_here = self._ask(declared(f"{text} LIMIT {MOST_VALUES + 1}"))
            rows = [[row[name] for name in shared] for row in found_here]
        except (SyntaxError, ValueError, RuntimeError):
            return [""]  # what stands before it means nothing alone: then all is asked for
        if len(rows) > MOST_VALUES:
            return [""]
        # Only what every row has and every engine gives back as it got it, so that the join is what it would be.
        fit = [n for n, _ in enumerate(shared) if all(_sendable(row[n]) for row in rows)]
        if not fit:
            return [""] if rows else []
        unique = list(dict.fromkeys(" ".join(str(row[n]) for n in fit) for row in rows))
        heads = _heads(shared[n] for n in fit)
        parcels = (unique[at : at + PARCEL] for at in range(0, len(unique), PARCEL))
        return [f"VALUES ({heads}) {{ {' '.join(f'({row})' for row in parcel)} }}" for parcel in parcels]

    # What comes back

    def _solutions(self, wanted: Wanted) -> tuple[list[str], list[list[Term | None]]]:
        """The rows that another endpoint gives for a query, with their variables."""
        if wanted not in self._known:
            if len(self._known) >= MOST_CALLS:
                raise ServiceFailed(f"the query would ask other endpoints more than {MOST_CALLS} times")
            self._known[wanted] = self._call(wanted)
        fetched = self._known[wanted]
        if fetched.failure:
            raise ServiceFailed(fetched.message, refused=fetched.failure == "refused")
        content = _VIRTUOSO.sub(rb"\1", fetched.content)
        kind = ox.QueryResultsFormat.from_media_type(fetched.media_type)
        if kind is None:
            raise ServiceFailed(f"<{wanted.address}> answers with {fetched.media_type or 'nothing'}, not with rows")
        try:
            solutions = ox.parse_query_results(content, kind)
            if not isinstance(solutions, ox.QuerySolutions):
                raise ServiceFailed(f"<{wanted.address}> answers with a truth value, not with rows")
            # A blank node is its own answer's alone, whatever it is called in others.
            scope = f"r{len(self._known)}x"
            rows = [[_scoped(term, scope) for term in row] for row in self._counted(solutions, wanted.address)]
        except (SyntaxError, ValueError, OSError) as error:
            raise ServiceFailed(f"<{wanted.address}> answers with what cannot be read: {error}") from error
        return [variable.value for variable in solutions.variables], rows

    def _counted(self, solutions: Iterable[Any], address: str) -> Iterator[Any]:
        for solution in solutions:
            self._left -= 1
            if self._left < 0:
                raise ServiceFailed(
                    f"<{address}> has more than {MOST_ROWS:,} rows for this query; put what narrows it down before"
                    " SERVICE in its group, or into it"
                )
            yield solution

    def _group(self, variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> str:
        """Rows as a group of SPARQL."""
        if not variables:
            return f"{{ VALUES () {{ {'() ' * len(rows)} }} }}" if len(rows) != 1 else "{}"
        blank = {n for row in rows for n, term in enumerate(row) if isinstance(term, ox.BlankNode)}
        heads = [f"?{name}" for name in variables]
        if not blank:
            return f"{{ VALUES ({' '.join(heads)}) {{ {_written(rows)} }} }}"
        self.blanks = True
        parted = [
            [
                *(None if isinstance(term, ox.BlankNode) else term for term in row),
                *(_named(row[n]) for n in sorted(blank)),
            ]
            for row in rows
        ]
        own = [f"?civigraph_term{n}" if n in blank else f"?{name}" for n, name in enumerate(variables)]
        marks = [f"?civigraph_blank{n}" for n in sorted(blank)]
        binds = " ".join(
            f"BIND(COALESCE(?civigraph_term{n}, {_BLANK}(?civigraph_blank{n})) AS ?{variables[n]})"
            for n in sorted(blank)
        )
        return (
            f"{{ SELECT {' '.join(heads)} {{ VALUES ({' '.join([*own, *marks])}) {{ {_written(parted)} }} {binds} }} }}"
        )


def _heads(names: Iterable[str]) -> str:
    return " ".join(f"?{name}" for name in names)


def _written(rows: Iterable[Sequence[Term | None]]) -> str:
    return " ".join("(" + " ".join("UNDEF" if term is None else str(term) for term in row) + ")" for row in rows)


def _scoped(term: Term | None, scope: str) -> Term | None:
    return ox.BlankNode(scope + term.value) if isinstance(term, ox.BlankNode) else term


def _named(term: Term | None) -> ox.Literal | None:
    return ox.Literal(term.value) if isinstance(term, ox.BlankNode) else None


def _sendable(term: Term | None) -> bool:
    if isinstance(term, ox.Literal):
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return plain or (term.language or "A").islower()  # engines write numbers and zh-Hans in ways of their own
    return isinstance(term, ox.NamedNode)
