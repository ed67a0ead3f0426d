"""The questions that pages ask: one ``.rq`` file each under ``queries/``, bound and answered here.

A query's single inputs are variables that the engine binds as terms. A list goes into a ``VALUES`` block that the file
writes with ``UNDEF`` rows (so that the file is a valid query by itself): the block's variables name the list.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    from server.engine import Engine

Term = NamedNode | BlankNode | Literal
Row = dict[str, Term]
Tuple = Sequence[Term]

_BLOCK = re.compile(r"VALUES\s+(?:\?(\w+)\s*\{\s*UNDEF\s*\}|\(([?\w\s]+)\)\s*\{\s*\((?:\s*UNDEF)+\s*\)\s*\})")


@cache
def text(name: str) -> str:
    """The query in ``queries/{name}.rq``."""
    return files("server").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def fill(query: str, **lists: Iterable[Term | Tuple]) -> str:
    """``query`` with the rows of ``lists`` in its ``VALUES`` blocks; a list is named by its block's variables, joined
    by ``_``. Terms are written in N-Triples syntax, so that nothing in them can end a term."""

    def rows(match: re.Match[str]) -> str:
        single, several = match.groups()
        variables = [single] if single else several.replace("?", "").split()
        if (given := lists.get("_".join(variables))) is None:
            return match.group()
        if single:
            return f"VALUES ?{single} {{ {' '.join(str(term) for term in given)} }}"
        lines = " ".join("(" + " ".join(str(term) for term in row) + ")" for row in given)  # type: ignore[union-attr]
        return f"VALUES ({several.strip()}) {{ {lines} }}"

    return _BLOCK.sub(rows, query)


def standalone(name: str, **bindings: Term) -> str:
    """The query of a panel with its inputs written out, as the SPARQL page opens it."""
    query = text(name)
    for variable, term in bindings.items():
        query = re.sub(rf"\?{variable}\b", lambda _, term=term: str(term), query)  # type: ignore[misc]
    return query


class Questions:
    """Asks the engine on behalf of one request and counts what it cost."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.asked: list[str] = []

    def ask(self, name: str, lists: dict[str, Iterable[Term | Tuple]] | None = None, /, **bindings: Term) -> list[Row]:
        """Rows of ``queries/{name}.rq``."""
        self.asked.append(name)
        query = fill(text(name), **lists) if lists else text(name)
        return self.engine.select(query, **bindings)
