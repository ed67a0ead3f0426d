"""The questions that pages ask: one ``.rq`` file each under ``queries/``, bound and answered here.

A query's single inputs are variables that the engine binds as terms. A list goes into a ``VALUES`` block that the file
writes with ``UNDEF`` rows (so that the file is a valid query by itself): the block's variables name the list.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from server.binding import bind

if TYPE_CHECKING:
    from server.engine import Engine

Term = NamedNode | BlankNode | Literal
Row = dict[str, Term]
Lists = Mapping[str, Iterable[Sequence[Term]]]
"""Variables of a block, joined by ``_`` -> its rows."""

_BLOCK = re.compile(r"VALUES\s+(?:\?(\w+)\s*\{\s*UNDEF\s*\}|\(([?\w\s]+)\)\s*\{\s*\((?:\s*UNDEF)+\s*\)\s*\})")


@cache
def text(name: str) -> str:
    """The query in ``queries/{name}.rq``."""
    return files("server").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def fill(query: str, lists: Lists) -> str:
    """``query`` with the rows of ``lists`` in its ``VALUES`` blocks.

    Terms are written in N-Triples syntax, so that nothing in them can end a term.
    """

    def block(match: re.Match[str]) -> str:
        variables = [match[1]] if match[1] else match[2].replace("?", "").split()
        if (given := lists.get("_".join(variables))) is None:
            return match[0]
        rows = " ".join(f"({' '.join(map(str, row))})" for row in given)
        return f"VALUES ({' '.join(f'?{v}' for v in variables)}) {{ {rows} }}"

    return _BLOCK.sub(block, query)


def column(iris: Iterable[str]) -> list[tuple[NamedNode]]:
    """Rows of a list with one variable."""
    return [(NamedNode(iri),) for iri in iris]


def numbered(rows: Iterable[Sequence[Term]]) -> list[tuple[Term, ...]]:
    """Rows of a list, each with its number before it: an answer then need not repeat what was asked."""
    return [(Literal(number), *row) for number, row in enumerate(rows)]


def standalone(name: str, **bindings: Term) -> str:
    """The query of a panel with its inputs written out, as the SPARQL page opens it."""
    return bind(text(name), bindings)


def gaps(name: str, inputs: Sequence[str]) -> list[tuple[bool, str]]:
    """The query of a panel in pieces: texts, and between them the names of the inputs that stand there (True)."""
    marks = {f"urn:gap:{at}": given for at, given in enumerate(inputs)}
    filled = standalone(name, **{given: NamedNode(mark) for mark, given in marks.items()})
    pieces = re.split(r"<(urn:gap:\d+)>", filled)
    return [(at % 2 == 1, marks[piece] if at % 2 else piece) for at, piece in enumerate(pieces)]


def each(name: str, variable: str, terms: Iterable[str]) -> str:
    """The union of the query once for each of ``terms`` in its variable; its limit holds for each by itself."""
    prologue, found, body = text(name).partition("SELECT")
    blocks = [bind(found + body, {variable: NamedNode(t)}) for t in terms]
    return f"{prologue}SELECT * WHERE {{ {' UNION '.join(f'{{ {block} }}' for block in blocks)} }}"


@dataclass(frozen=True, slots=True)
class Question:
    """A query of ours with its inputs."""

    name: str
    bindings: Mapping[str, Term] = field(default_factory=dict)
    lists: Lists | None = None

    @property
    def worth(self) -> bool:
        """Whether there can be an answer: its lists are not all empty."""
        return self.lists is None or any(self.lists.values())

    def text(self) -> str:
        """The query that is sent."""
        return bind(fill(text(self.name), self.lists) if self.lists else text(self.name), self.bindings)


class Questions:
    """Asks the engine on behalf of one request and counts what it cost."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.asked: list[str] = []
        self._ahead: dict[str, list[Row]] = {}

    def ahead(self, *questions: Question) -> None:
        """Asks what will be asked for: all of it at once, so that a page waits once."""
        if not questions:
            return
        texts = [question.text() for question in questions]
        self.asked += [question.name for question in questions]
        self._ahead |= zip(texts, self.engine.select_all(texts), strict=True)

    def ask(self, name: str, lists: Lists | None = None, /, **bindings: Term) -> list[Row]:
        """Rows of ``queries/{name}.rq``."""
        query = Question(name, bindings, lists).text()
        if (rows := self._ahead.get(query)) is not None:
            return rows
        self.asked.append(name)
        return self.engine.select(query)

    def ask_each(self, name: str, variable: str, terms: Iterable[str], /, **bindings: Term) -> list[Row]:
        """Rows of ``queries/{name}.rq`` for each of ``terms``, in one query."""
        self.asked.append(name)
        return self.engine.select(each(name, variable, terms), **bindings)

    def ask_page(self, name: str, size: int, number: int, /, **bindings: Term) -> list[Row]:
        """Rows of page ``number`` (from 1) of ``queries/{name}.rq``, and one more if there are more.

        The file ends without ``LIMIT``; ``size`` and ``number`` are the server's own whole numbers.
        """
        self.asked.append(name)
        paged = f"{text(name)}LIMIT {size + 1:d} OFFSET {size * (number - 1):d}"
        return self.engine.select(paged, **bindings)
