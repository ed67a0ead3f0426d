"""Takes a SPARQL 1.1 Update request apart into its operations.

The engine checks the syntax of every operation, and evaluates every pattern; here only keywords and braces are found,
so that what an operation would write is known before it is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.errors import QueryError
from kg.sparql_text import tokens

#: Operations on whole graphs (SPARQL 1.1 Update, section 3.2) and LOAD.
MANAGEMENT: Final = ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; texts are as written, templates without their braces, patterns with them."""

    verb: str
    """INSERT DATA, DELETE DATA, MODIFY (DELETE WHERE included), or one of :data:`MANAGEMENT`."""
    text: str
    """The operation with its prologue, alone in its request; its places are those in the whole request."""
    begins: int
    """Where in ``text`` it begins, behind the prologue."""
    prologue: str
    with_graph: str | None = None
    delete: str = ""
    insert: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    where: str = ""
    silent: bool = False
    graphs: tuple[str, ...] = ()
    """Of graph management: IRIs as written, or DEFAULT, NAMED, ALL."""


@dataclass(frozen=True, slots=True)
class _Token:
    group: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        return self.text.upper() if self.group == "word" else ""


def split(update: str) -> list[Operation]:
    """The operations of ``update`` in order.

    Raises:
        QueryError: it does not have the shape of an update.
    """
    return list(_Splitter(update).operations())


def variables(template: str) -> list[str]:
    """Names of the variables in a piece of SPARQL, each once."""
    return list(dict.fromkeys(text[1:] for group, text in tokens(template) if group == "variable"))


@dataclass
class _Splitter:
    text: str
    at: int = 0
    found: list[_Token] = field(default_factory=list)
    prologues: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        start = 0
        for group, text in tokens(self.text):
            iri = group == "skip" and text.startswith("<")
            if group != "skip" or iri or text[0] in "\"'":
                self.found.append(_Token(group, text, start))
            start += len(text)

    def operations(self) -> Iterator[Operation]:
        while self._peek():
            self._prologue()
            if not (token := self._peek()):
                return
            yield self._operation(token)
            if self._peek() and self._next().text != ";":
                raise self._odd()

    def _operation(self, first: _Token) -> Operation:
        begun, word = first.start, self._next().word
        if word in MANAGEMENT:
            made = self._management(word)
        elif word in ("INSERT", "DELETE") and self._word() == "DATA":
            self._next()
            made = {"verb": f"{word} DATA", word.lower(): self._block()[1:-1]}
        elif word == "DELETE" and self._word() == "WHERE":
            self._next()
            block = self._block()
            made = {"verb": "MODIFY", "delete": block[1:-1], "where": block}
        elif word in ("INSERT", "DELETE", "WITH"):
            made = self._modify(word)
        else:
            raise self._odd()
        prologue = " ".join(self.text[a:b] for a, b in self.prologues)
        alone = self._alone([*self.prologues, (begun, self.found[self.at - 1].end)])
        return Operation(text=alone, begins=begun, prologue=prologue, **made)  # type: ignore[arg-type]  # fields by name

    def _modify(self, word: str) -> dict[str, object]:
        made: dict[str, object] = {"verb": "MODIFY"}
        if word == "WITH":
            made["with_graph"] = self._next().text
            word = self._next().word
        if word == "DELETE":
            made["delete"] = self._block()[1:-1]
            word = self._next().word if self._word() == "INSERT" else ""
        if word == "INSERT":
            made["insert"] = self._block()[1:-1]
        using: dict[str, list[str]] = {"using": [], "using_named": []}
        while self._word() == "USING":
            self._next()
            kind = "using_named" if self._word() == "NAMED" else "using"
            if kind == "using_named":
                self._next()
            using[kind].append(self._next().text)
        if self._next().word != "WHERE":
            raise self._odd()
        return made | {name: tuple(graphs) for name, graphs in using.items()} | {"where": self._block()}

    def _management(self, verb: str) -> dict[str, object]:
        silent = self._word() == "SILENT"
        graphs = []
        while (token := self._peek()) and token.text != ";":
            word = self._next().word
            if word in ("DEFAULT", "NAMED", "ALL"):
                graphs.append(word)
            elif word not in ("SILENT", "GRAPH", "TO", "INTO"):
                graphs.append(token.text)
        return {"verb": verb, "silent": silent, "graphs": tuple(graphs)}

    def _prologue(self) -> None:
        while (token := self._peek()) and token.word in ("BASE", "PREFIX"):
            length = 2 if token.word == "BASE" else 3
            last = self.found[min(self.at + length, len(self.found)) - 1]
            self.prologues.append((token.start, last.end))
            self.at = min(self.at + length, len(self.found))

    def _block(self) -> str:
        """The braces that come next, with what is in them."""
        if not (first := self._peek()) or first.text != "{":
            raise self._odd()
        depth = 0
        while token := self._peek():
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                return self.text[first.start : token.end]
        raise self._odd()

    def _alone(self, kept: Sequence[tuple[int, int]]) -> str:
        """The text with all but the spans ``kept`` made blank."""
        parts, end = [], 0
        for start, stop in kept:
            parts += ["".join("\n" if c == "\n" else " " for c in self.text[end:start]), self.text[start:stop]]
            end = stop
        return "".join(parts)

    def _peek(self) -> _Token | None:
        return self.found[self.at] if self.at < len(self.found) else None

    def _word(self) -> str:
        token = self._peek()
        return token.word if token else ""

    def _next(self) -> _Token:
        if (token := self._peek()) is None:
            raise self._odd()
        self.at += 1
        return token

    def _odd(self) -> QueryError:
        return QueryError("the update is not made of INSERT, DELETE and operations on graphs, parted by semicolons")
