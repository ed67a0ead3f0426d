"""Turns the parser's complaints into words and places for the person who wrote the query.

The parser reports the furthest place that any of its rules reached. For a rule that is a keyword this is the place
after as many characters as the keyword has, so places are taken back to where the keyword would have begun.
"""

import re
from dataclasses import dataclass

from kg.sparql_text import gathered, spread
from kg.terms import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): ")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)+"')
_KEYWORD = re.compile(r"\b[A-Z][A-Z_]+\b")
_TOKEN = re.compile(r"\s*([?$]?[\w:.-]+|<[^\s<>]*>|\S)")
_PREFIXED = re.compile(r"([\w.-]*):[\w.:%-]*$")
_UNBOUND = "The SELECT contains a variable that is unbound"
_MOST = 8
#: Begins a message about the query with its tokens spread (:func:`kg.sparql_text.spread`), where places are exact.
SPREAD = "spread: "


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, a hint where there is one, and the place (1-based) where known."""

    message: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None


def explain(message: str, query: str) -> Complaint:
    """What the parser's ``message`` about ``query`` means."""
    place = _PLACE.match(message.removeprefix(SPREAD))
    if place is None:
        return Complaint(message)
    text, line, column = message.removeprefix(SPREAD)[place.end() :], int(place[1]), int(place[2])
    at = _offset(query, line, column)
    expected = list(dict.fromkeys(_QUOTED.findall(text)))
    back = 0 if expected else max(map(len, _KEYWORD.findall(text)), default=0)
    if message.startswith(SPREAD):
        at, back = gathered(query, max(0, _offset(spread(query), line, column) - back)), 0
    if "Prefix not found" in text and (name := _PREFIXED.search(query, 0, at)):
        known = " ".join(f"{prefix}:" for prefix in PREFIXES)
        hint = f"put PREFIX {name[1]}: <...> before the query; these need no declaration: {known}"
        return _at(query, name.start(), f'the prefix "{name[1]}:" is not declared', hint)
    if _UNBOUND in text:
        return Complaint("a variable of SELECT is neither grouped (GROUP BY) nor aggregated (COUNT, SAMPLE, ...)")
    if not text.startswith("expected"):
        return _at(query, at, text)
    at = max(0, at - back)
    found = _TOKEN.match(query, at)
    if found is None:
        return _at(query, at, "the query ends too early" + _possible(expected))
    meant = _hint(query[:at], found[1], expected)
    return _at(query, found.start(1), f'"{found[1][:40]}" is unexpected here{_possible(expected)}', meant)


def _hint(before: str, found: str, expected: list[str]) -> str | None:
    """What mostly is meant where that stands."""
    if "{" not in before:
        begun = re.search(r"\b(select|ask|construct|describe)\b", before, re.IGNORECASE)
        return None if begun else "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its PREFIX lines"
    if found == "}" and '"?"' in expected:
        return "a pattern has three parts: subject, property, value"
    if found[0] in "?$<" and not expected and before.count("{") > before.count("}"):
        return "the pattern before it ends with a full stop; the condition of a FILTER stands in brackets"
    return None


def _possible(expected: list[str]) -> str:
    shown = ", ".join(expected[:_MOST]) + (", ..." if len(expected) > _MOST else "")
    return f"; possible: {shown}" if expected else ""


def _offset(query: str, line: int, column: int) -> int:
    lines = query.split("\n")
    return min(len(query), sum(len(text) + 1 for text in lines[: line - 1]) + column - 1)


def _at(query: str, offset: int, message: str, hint: str | None = None) -> Complaint:
    before = query[:offset]
    return Complaint(message, hint, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
