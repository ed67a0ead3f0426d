"""Reads what query workers answer to the service's own queries."""

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from server.engine import Row


def rows(body: bytes) -> list[Row]:
    """Rows of a table as TSV; an unbound variable is absent from its row."""
    solutions = parse_query_results(body, QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - callers know their queries' forms
    names = [variable.value for variable in solutions.variables]
    return [{n: term for n, term in zip(names, row, strict=True) if term is not None} for row in solutions]


def truth(body: bytes) -> bool:
    """A truth value as JSON."""
    found = parse_query_results(body, QueryResultsFormat.JSON)
    assert isinstance(found, QueryBoolean)  # noqa: S101 - as above
    return bool(found)
