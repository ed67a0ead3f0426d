"""The text of a query with SERVICE clauses: where they are, and what stands before them that they join with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.sparql_text import tokens

#: Words that say what kind of query it is.
FORMS: Final = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
#: Words in front of a group that is not simply joined with what is before it.
_APART: Final = {"UNION", "MINUS", "EXISTS", "WHERE"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, of the ``group`` that :func:`kg.sparql_text.tokens` tells."""

    group: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A keyword in capitals, else empty."""
        return self.text.upper() if self.group == "word" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One SERVICE clause: tokens ``first`` to ``last`` of the query, its braces included."""

    first: int
    last: int
    opens: int
    silent: bool
    endpoint: str


def tokens_of(query: str) -> list[Token]:
    """The query's tokens without spaces and comments."""
    made, start = [], 0
    for group, text in tokens(query):
        if group != "skip" or text[0] in "<\"'":
            made.append(Token(group, text, start, start + len(text)))
        start += len(text)
    return made


def next_clause(found: Sequence[Token], at: int) -> Clause | None:
    """The first SERVICE clause that begins at or behind a place in the text."""
    for first, token in enumerate(found):
        if token.start < at or token.word not in ("SERVICE", "SERVICESILENT"):
            continue
        here = first + 1
        silent = token.word == "SERVICESILENT" or (here < len(found) and found[here].word == "SILENT")
        here += found[here].word == "SILENT" if here < len(found) else 0
        if here + 1 < len(found) and found[here + 1].text == "{" and (last := _closing(found, here + 1)):
            return Clause(first=first, last=last, opens=here + 1, silent=silent, endpoint=found[here].text)
    return None


def _closing(found: Sequence[Token], opening: int) -> int | None:
    """Where the bracket at ``opening`` is closed."""
    depth = 0
    for place in range(opening, len(found)):
        text = found[place].text
        depth += (text in "({[") - (text in ")}]") if len(text) == 1 else 0
        if not depth:
            return place
    return None


def patterns_before(query: str, found: Sequence[Token], first: int) -> list[str]:
    """What stands before a token in its group, and in those around it that it joins with; each a group's content."""
    parts: list[str] = []
    end, joins = first, True
    while (opening := _opening(found, end)) is not None:
        if opening > 1 and found[opening - 2].word == "GRAPH":
            return []  # it is about other graphs than the query's own
        if joins:
            parts.append(_unfiltered(query, found[opening + 1 : end]))
        behind = found[opening - 1].word if opening else ""
        joins = joins and behind not in _APART and not _of_select(found, opening)
        end = opening - (behind == "OPTIONAL")
    return [part for part in parts if part.strip()]


def _opening(found: Sequence[Token], end: int) -> int | None:
    """The brace that is open before token ``end``."""
    depth = 0
    for place in range(end - 1, -1, -1):
        if found[place].text == "}":
            depth += 1
        elif found[place].text == "{":
            depth -= 1
            if depth < 0:
                return place
    return None


def _of_select(found: Sequence[Token], opening: int) -> bool:
    """Whether a brace opens the pattern of a query or subquery, with or without WHERE."""
    for place in range(opening - 1, -1, -1):
        if found[place].word in FORMS:
            return True
        if found[place].text in ("{", "}") or found[place].word == "OPTIONAL":
            return False
    return False


def _unfiltered(query: str, part: Sequence[Token]) -> str:
    """The text of a group without its own FILTERs: they may speak of what comes later in it."""
    kept, place, begin = [], 0, 0
    while place < len(part):
        if part[place].word == "FILTER":
            kept.append(_text(query, part[begin:place]))
            opening = next((n for n in range(place, len(part)) if part[n].text in ("(", "{")), place)
            begin = place = (_closing(part, opening) or len(part)) + 1
        elif part[place].text in ("(", "{", "["):
            place = (_closing(part, place) or len(part)) + 1
        else:
            place += 1
    return " ".join([*kept, _text(query, part[begin:])])


def _text(query: str, part: Sequence[Token]) -> str:
    return query[part[0].start : part[-1].end] if part else ""


def from_clauses(query: str, found: Sequence[Token]) -> str:
    """The FROM clauses of a query."""
    form = next(n for n, token in enumerate(found) if token.word in FORMS)
    clauses = []
    for place in range(form, len(found)):
        if found[place].text == "{" or found[place].word == "WHERE":
            break
        if found[place].word == "FROM":
            named = found[place + 1].word == "NAMED"
            clauses.append(query[found[place].start : found[place + 1 + named].end])
    return " ".join(clauses)
