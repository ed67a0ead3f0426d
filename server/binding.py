"""Binds variables of a query to terms: every ``?name`` token becomes the term, written as SPARQL.

The engine's own substitution works for projected variables alone and drops them from the rows. Here the query is
taken apart into tokens, so that neither a term's text nor a string in the query can ever be mistaken for syntax.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.sparql_text import tokens as tokens

Term = NamedNode | BlankNode | Literal

_AFTER_SELECT = {"WHERE", "FROM", "{"}
_AFTER_ORDER = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "}"}


def bind(query: str, bindings: Mapping[str, Term]) -> str:
    """The query with each variable of ``bindings`` replaced by its term; projected ones stay in the rows.

    Raises:
        ValueError: a blank node, which no query can name.
    """
    if not bindings:
        return query
    for name, term in bindings.items():
        if isinstance(term, BlankNode):
            raise ValueError(f"?{name} cannot be bound to a blank node: no query can name one")
    return "".join(_replaced(query, {name: str(term) for name, term in bindings.items()}))


@lru_cache(maxsize=256)
def _tokens(query: str) -> tuple[tuple[str, str], ...]:
    """Of the service's own queries, which are bound again and again."""
    return tuple(tokens(query))


def _replaced(query: str, terms: Mapping[str, str]) -> Iterator[str]:
    """Pieces of the query; in projections, GROUP BY and ORDER BY, where a bare term is no syntax, it is wrapped."""
    clause, depth = "", 0
    for group, token in _tokens(query):
        if group == "word" or token in "{}":  # noqa: S105 - of the query
            word = token.upper()
            if word == "SELECT":
                clause, depth = "select", 0
            elif word in ("GROUP", "ORDER"):
                clause, depth = "order", 0
            elif (clause == "select" and word in _AFTER_SELECT) or (clause == "order" and word in _AFTER_ORDER):
                clause = ""
        depth += {"(": 1, ")": -1}.get(token, 0)
        term = terms.get(token[1:]) if group == "variable" else None
        if term is None:
            yield token
        elif clause == "select" and depth == 0:
            yield f"({term} AS {token})"
        elif clause == "order" and depth == 0:
            yield f"({term})"
        else:
            yield term
