"""Two kinds of queries that the engine answers slowly, put so that it gives the same answer fast.

*The most frequent*: ``SELECT ?x (COUNT(*) AS ?n) { … } GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 10``. To order groups by
a name, the engine reads names from the disk at every comparison, though few of them can come among the first. Here it
orders by the number alone; groups are taken until no other can come among the first, and those few are then ordered as
the query says.

*All below*: ``?x cg:locatedIn+ <there> . ?x a cg:Park``. The engine takes every park and climbs from it. Where little
stands below the fixed end, that is found first.

Only plain shapes are recognised, everything else stays as it is; so does whatever turns out to be large.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QuerySolutions, Store

from kg.sparql_text import tokens

Ask = Callable[[str], Any]
"""Evaluates a query on the dataset that is asked."""

#: Groups that may share the last place before the query is answered as it stands.
MOST_GROUPS: Final = 2_000
#: Things below a path's fixed end that are looked at before the query is answered as it stands.
MOST_BELOW: Final = 300
#: What the most frequent are asked by, in this order; looked for one after the other, so that a long text costs little.
_GROUPED: Final = re.compile(r"\bgroup\s+by\b", re.IGNORECASE)
_ORDERED: Final = re.compile(r"\border\s+by\s+desc\s*\(\s*\?\w+\s*\)\s*\S", re.IGNORECASE)
_LIMITED: Final = re.compile(r"\blimit\s+\d", re.IGNORECASE)
_PATH: Final = re.compile(r"[\w>][+*]\s+(?:<|[\w-]*:)")
_MOST_PATHS: Final = 8
_OPEN, _CLOSE = ("(", "{", "["), (")", "}", "]")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    word: str
    start: int
    end: int
    depth: int
    """Brackets that are open around it; a bracket itself stands outside."""


def planned(query: str, ask: Ask, store: Store | None) -> str:
    """The query, or one with the same answer that takes less time.

    ``store`` is given where the query sees the store's own default graph. What is wrong with a query is left for its
    evaluation to say.
    """
    try:
        grouped = _GROUPED.search(query)
        ordered = grouped and _ORDERED.search(query, grouped.end())
        if ordered and _LIMITED.search(query, ordered.end()):
            return _most_frequent(query, ask)
        if store is not None and _PATH.search(query):
            return _all_below(query, ask, store)
    except SyntaxError as error:
        if "Prefix not found" in str(error.msg):
            raise
    return query


def _tokens(query: str) -> list[_Token]:
    """The query's tokens without spaces and comments."""
    made, start, depth = [], 0, 0
    for group, text in tokens(query):
        if group != "skip" or text[0] in "<\"'":
            depth -= text in _CLOSE
            word = text.upper() if group == "word" else ""
            made.append(_Token(text, word, start, start + len(text), depth))
            depth += text in _OPEN
        start += len(text)
    return made


# The most frequent


@dataclass(frozen=True, slots=True)
class _Top:
    """The parts of a query for the most frequent."""

    prologue: str
    names: tuple[str, ...]
    """What it selects, variables with their sign."""
    number: str
    """The variable that holds the count and orders first."""
    body: str
    """From SELECT up to ORDER BY."""
    order: str
    """From ORDER BY on."""
    first: int
    """Rows up to the last that it shows."""


def _most_frequent(query: str, ask: Ask) -> str:
    top = _top(query, _tokens(query))
    if top is None:
        return query
    found = ask(f"{top.prologue}{top.body} ORDER BY DESC({top.number})")
    if not isinstance(found, QuerySolutions):
        return query
    rows: list[str] = []
    last: object = None
    for solution in found:
        number = solution[top.number[1:]]
        if len(rows) >= top.first and number != last:
            break
        terms = [solution[name[1:]] for name in top.names]
        if len(rows) >= MOST_GROUPS or any(isinstance(term, BlankNode) for term in terms):
            return query  # too many that are alike, or what cannot be named
        rows.append("(" + " ".join("UNDEF" if term is None else str(term) for term in terms) + ")")
        last = number if len(rows) <= top.first else last
    heads = " ".join(top.names)
    return f"{top.prologue}SELECT {heads} {{ VALUES ({heads}) {{ {' '.join(rows)} }} }} {top.order}"


def _top(query: str, found: Sequence[_Token]) -> _Top | None:
    """The parts of the query, if it is of this kind and simple enough."""
    outer = [n for n, token in enumerate(found) if token.depth == 0]
    words = [found[n].word for n in outer]
    forms = [n for n in outer if found[n].word == "SELECT"]
    if len(forms) != 1 or {"DISTINCT", "REDUCED", "HAVING", "VALUES", "CONSTRUCT", "DESCRIBE"} & set(words):
        return None
    opening = next((n for n in outer if found[n].text == "{"), None)
    group, order = (next((n for n in outer if found[n].word == word), None) for word in ("GROUP", "ORDER"))
    if opening is None or group is None or order is None or not forms[0] < opening < group < order:
        return None
    number, after = _descending(found, order)
    selected = _selected(found[forms[0] + 1 : opening])
    limit = _limit(found[after:])
    keys = {token.text for token in found[after:] if token.text[0] in "?$"}
    if not 0 < limit <= MOST_GROUPS or any(token.text == "{" for token in found[order:]):
        return None
    if selected.get(number) != "COUNT" or not keys or not keys <= set(selected):
        return None
    return _Top(
        query[: found[forms[0]].start], tuple(selected), number,
        query[found[forms[0]].start : found[order].start], query[found[order].start :], limit,
    )  # fmt: skip


def _descending(found: Sequence[_Token], order: int) -> tuple[str, int]:
    """The variable of ``ORDER BY DESC(?n)``, and where the next key stands."""
    texts = [token.word or token.text for token in found[order : order + 6]]
    if texts[1:4] == ["BY", "DESC", "("] and len(texts) == 6 and texts[4][0] == "?" and texts[5] == ")":
        return texts[4], order + 6
    return "", order


def _selected(clause: Sequence[_Token]) -> dict[str, str]:
    """The variables that a SELECT clause names -> what each is made with (COUNT alone is told); none if it has a *."""
    made: dict[str, str] = {}
    inner: list[str] = []
    for token in clause:
        if token.word in ("WHERE", "FROM"):
            break
        if token.depth:
            inner.append(token.word or token.text if token.depth == 1 else "")
        elif token.text == ")":
            plain = [text for text in inner if text]
            made[inner[-1]] = "COUNT" if plain[:-1] == ["COUNT", "(", ")", "AS"] else "something else"
            inner.clear()
        elif token.text[0] == "?":
            made[token.text] = ""
        elif token.text != "(":
            return {}
    return made


def _limit(rest: Sequence[_Token]) -> int:
    """Rows up to the last that LIMIT and OFFSET leave; 0 where no LIMIT stands at the end."""
    found = {rest[n].word: rest[n + 1].text for n in range(len(rest) - 1) if rest[n].word in ("LIMIT", "OFFSET")}
    if not found.get("LIMIT", "").isdigit() or not found.get("OFFSET", "0").isdigit():
        return 0
    return int(found["LIMIT"]) + int(found.get("OFFSET", "0"))


# All below


def _all_below(query: str, ask: Ask, store: Store) -> str:
    found = _tokens(query)
    if any(token.word in ("FROM", "GRAPH") for token in found) or not any(token.word == "SELECT" for token in found):
        return query
    for place in islice(_paths(found), _MOST_PATHS):
        thing, path, sign, end = found[place : place + 4]
        if not _classed(found, thing.text):
            continue
        form = next(token for token in found if token.word == "SELECT")
        named = f"{query[: form.start]}SELECT ?p ?o {{ VALUES (?p ?o) {{ ({path.text} {end.text}) }} }}"
        row = next(ask(named))
        if _few(store, row["p"], row["o"]):
            inner = f"{{ SELECT DISTINCT {thing.text} {{ {thing.text} {path.text}{sign.text} {end.text} }} }}"
            return query[: thing.start] + inner + query[end.end :]
    return query


def _paths(found: Sequence[_Token]) -> Iterator[int]:
    """Where ``?x path+ <end>`` stands alone, in the outermost pattern."""
    for n in range(1, len(found) - 4):
        thing, path, sign, end, behind = found[n : n + 5]
        if (
            thing.depth == 1
            and thing.text[0] == "?"
            and sign.text in ("+", "*")
            and _iri(path.text)
            and _iri(end.text)
            and found[n - 1].text in ("{", ".", "}")
            and behind.text in (".", "}")
        ):
            yield n


def _iri(text: str) -> bool:
    return text[0] == "<" or (":" in text and text[0] not in "_\"'@")


def _classed(found: Sequence[_Token], thing: str) -> bool:
    """Whether all else that the outermost pattern begins with says what class the thing is of."""
    return any(
        found[n].text == thing and found[n].depth == 1 and found[n + 1].word == "A" and _iri(found[n + 2].text)
        for n in range(len(found) - 2)
    )


def _few(store: Store, path: NamedNode, end: NamedNode) -> bool:
    """Whether not much is below a thing."""
    seen, new = {end}, [end]
    while new:
        thing = new.pop()
        for quad in store.quads_for_pattern(None, path, thing, DefaultGraph()):
            if quad.subject not in seen and isinstance(quad.subject, NamedNode):
                seen.add(quad.subject)
                new.append(quad.subject)
                if len(seen) > MOST_BELOW:
                    return False
    return True
