"""Quantities: numbers with the unit, currency or noun that they count, as printed and in the graph's units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex

from kg.reading.numbers import FIGURE, FRACTIONS, NUMBER_WORDS, SCALE, SMALL, value
from kg.reading.tables import rows


class Kind(StrEnum):
    """What is measured."""

    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    MASS = "mass"
    POWER = "power"
    ENERGY = "energy"
    SHARE = "share"
    TRAFFIC = "traffic"
    TIME = "time"
    SPEED = "speed"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in the clean text, end exclusive; ``start`` is that of the number or the currency before it."""

    start: int
    end: int
    value: Decimal
    unit: str
    kind: Kind
    number: tuple[int, int]
    """Where the number alone stands."""
    qualifier: str | None = None
    """"over", "nearly", "up to" as printed."""
    outset: int = 0
    """Where the qualifier, if any, begins."""
    words: bool = False
    """Whether the number is printed in words."""
    bracketed: bool = False
    """Whether it stands in brackets right behind another figure: a conversion."""
    adjectival: bool = False
    """"a 10-billion-yuan project", "a 9-kilometer shoreline"."""


class _Unit(NamedTuple):
    unit: str
    kind: Kind
    factor: Decimal


@cache
def _units(side: str) -> dict[str, _Unit]:
    return {
        row["printed"]: _Unit(row["unit"], Kind(row["kind"]), Decimal(row["factor"]))
        for row in rows("units")
        if row["side"] in (side, "both")
    }


@cache
def _qualifiers(side: str) -> str:
    return _alternatives(row["printed"] for row in rows("qualifiers") if row["side"] == side)


def _alternatives(words: "Iterator[str] | dict[str, _Unit]") -> str:
    escaped = (regex.escape(word).replace(r"\ ", r"[\s-]+") for word in words)
    return "|".join(sorted(escaped, key=len, reverse=True))


_NUMBER: Final = (
    rf"(?:(?:{FIGURE})(?:[\s-]?(?:{SCALE})\b|(?-i:mn|m|bn|b|tn|k|(?<=[$¥￥€£]\s?[\d.,]+)(?:M|Mn|B|Bn|K))(?![\p{{L}}\d²2]))*(?!\p{{L}})|"
    rf"\b(?:{NUMBER_WORDS})\b|(?:half\s+)?\ba\s+(?:{SCALE})\b|\bhalf\s+an?\b(?=\s(?:square|hectare|million|billion|ton)))"
)


@cache
def _pattern() -> "regex.Pattern[str]":
    before, after = _alternatives(_units("before")), _alternatives(_units("after"))
    return regex.compile(
        rf"(?:(?P<q>\b(?:{_qualifiers('before')}))\s+(?:(?:the|a\s+total\s+of)\s+)?)?"
        rf"(?:(?<![\p{{L}}])(?P<pre>{before})[\s.]?)?"
        rf"(?(pre)|(?<![\p{{L}}\d])(?<!\d[.,/:-]))(?P<n>{_NUMBER})"
        rf"(?P<plus>\s?\+|-odd|\splus\b)?"
        rf"(?:(?P<sep>[\s-]*)(?P<post>{after})(?![\p{{L}}\d²])(?P<post2>\s+(?:rmb|yuan)\b)?)?"
        rf"(?:\s+(?P<q2>{_qualifiers('after')})(?=\W))?",
        regex.IGNORECASE,
    )


#: Numbers in words that nobody prints of what can be counted on fingers: "two million samples".
_LARGE: Final = 1000
#: Characters over which a unit holds for a part of the same: "12.7 square kilometers, 5.1 of which".
_PART_REACH: Final = 24
#: Characters over which a currency holds.
_GOES_ON: Final = 160
_BAD_BEFORE: Final = regex.compile(
    r"(?:\b(?:No|Nos|Number|Phase|Section|Chapter|Article|Page|Room|Floor|Building|Block|Line|Route|Highway|Class|Level|Zone|Tel|Fax|Code|"
    r"ICP|Fortune|Category|Version|Industry|Web|Type|Model|COVID|Unit|Lot|Pier|Gate|Terminal|Berth|Bei|since|page)\.?|#|&|\d\s?[-/:])\s?[-]?$"
)
_BAD_AFTER: Final = regex.compile(
    r"\s?(?:st|nd|rd|th)\b|\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)\b|[:/]\d|-(?!odd\b|plus\b)\p{L}|[-.]\d|\s?[xX×]\s?\d|\s?°|\s?℃|\s(?:Road|Street|Avenue|Lane)\b|'s\b"
)


#: What every number begins with: the long pattern is only tried around these, from its qualifier and currency on.
_HINT: Final = re.compile(rf"\d|\b(?:{'|'.join(SMALL)}|half\s|a\s+(?:{SCALE}))", re.IGNORECASE)
_LEAD: Final = 60


#: "two thirds of", "a fifth of"; not "half of", which is said of anything, nor "a quarter of an hour".
_FRACTION: Final = re.compile(
    rf"\b(?P<n>a|{'|'.join(list(SMALL)[1:10])})[ -](?P<part>{'|'.join(FRACTIONS)})s?(?= of\b)",
    re.IGNORECASE,
)
_NO_SHARE: Final = re.compile(r"\b(?:first|second|latter|former|last|this|that|other|better|the)[ -]$", re.IGNORECASE)
_OF_TIME: Final = re.compile(
    r" of (?:an? |the )?(?:century|centuries|year|month|day|week|hour|way|\d{4})\b", re.IGNORECASE
)


@lru_cache(maxsize=4)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in ``text``, in order; ordinals, numbers of rooms, versions, clock times and the like left out."""
    found: list[Quantity] = []
    money: Quantity | None = None
    at = 0
    for hint in _HINT.finditer(text):
        if hint.start() < at:
            continue
        match = _pattern().search(text, max(at, hint.start() - _LEAD))
        if match is None:
            break
        at = match.end()
        quantity = _quantity(text, match, found[-1] if found else None, money)
        if quantity is not None:
            found.append(quantity)
            money = quantity if quantity.kind is Kind.MONEY else money
    parts = list(_fractions(text))
    if not parts:
        return tuple(found)
    rest = [q for q in found if not any(p.start < q.end and q.start < p.end for p in parts)]
    return tuple(sorted((*rest, *parts), key=lambda q: q.start))


def _fractions(text: str) -> Iterator[Quantity]:
    """Shares in words: "two thirds of the output" as percent, rounded to hundredths."""
    for m in _FRACTION.finditer(text):
        if _NO_SHARE.search(text, max(0, m.start() - 12), m.start()) or _OF_TIME.match(text, m.end()):
            continue
        above = 1 if m["n"].lower() == "a" else int(value(m["n"]))
        share = round(Decimal(100 * above) / FRACTIONS[m["part"].lower()], 2)
        yield Quantity(m.start(), m.end(), _plain(share), "percent", Kind.SHARE, m.span(), outset=m.start(), words=True)


def _quantity(text: str, m: "regex.Match[str]", last: Quantity | None, money: Quantity | None) -> Quantity | None:
    begin, end = m.span("n")
    start = m.start("pre") if m["pre"] else begin
    unit = _unit(m)
    if unit is None and (_BAD_BEFORE.search(text[max(0, start - 16) : start]) or _BAD_AFTER.match(text[end:])):
        return None
    if (
        unit is not None
        and unit.kind is not Kind.MONEY
        and regex.search(r"\d\s?[-/:]\s?$", text[max(0, start - 3) : start])
    ):
        return None
    try:
        number = value(m["n"])
    except ValueError:
        return None
    if unit is None and money is not None and _goes_on(text, m, money):
        unit = _Unit(money.unit, money.kind, Decimal(1))
    elif unit is None and last is not None and _is_part(text, m, last):
        unit = _Unit(last.unit, last.kind, Decimal(1))
    kind = unit.kind if unit else Kind.COUNT
    stop = max(m.end("n"), m.end("post"), m.end("post2"), m.end("plus"))
    if unit is not None and (many := _several(text, m)) is not None:
        unit, kind, number, end = None, Kind.COUNT, Decimal(many[1]), many.end()
        stop = end
    qualifier = m["q"] or m["q2"] or (m["plus"] or "").strip() or None
    return Quantity(
        start=start,
        end=stop,
        value=_plain(number * unit.factor if unit else number),
        unit=unit.unit if unit else "count",
        kind=kind,
        number=(begin, end),
        qualifier=regex.sub(r"\s+", " ", qualifier) if qualifier else None,
        outset=m.start("q") if m["q"] else start,
        words=not m["n"][0].isdigit() and number < _LARGE,
        bracketed=_converts(text, m.start(), kind, last),
        adjectival=unit is not None and _adjectival(text, m, stop),
    )


def _plain(number: Decimal) -> Decimal:
    """``number`` without exponent and trailing zeros: 13000000000, 8.8."""
    return Decimal(format(number.normalize(), "f"))


def _unit(m: "regex.Match[str]") -> _Unit | None:
    """The unit beside the number, the one before it first: "US$5 million", "RMB 4 bn"."""
    before = _units("before").get(_key(m["pre"]))
    after = _units("after").get(_key(m["post"]))
    if before is not None and (after is None or after.kind is Kind.MONEY):
        return before if after is None or before.unit != "USD" or m["pre"] != "$" else after
    return after or before


def _key(printed: str | None) -> str:
    return regex.sub(r"[\s-]+", " ", (printed or "").lower())


#: "1.83 bn" after "imports of RMB 5 bn": a large number with no noun behind it goes on in the currency before.
_SCALED: Final = regex.compile(rf".*(?:{SCALE}|[\d\s](?:bn|mn|tn|b|m))$", regex.IGNORECASE)
#: "Total investment: 310 million; tax 18 million", in the currency of the page.
_MONEYED: Final = regex.compile(
    r"\b(?:investment|revenue|income|output value|tax|taxes|profits?|sales|turnover|cost)\s*(?:[:：]|of)?\s*$",
    regex.IGNORECASE,
)
_CLOSED: Final = regex.compile(r"[.!?]\s")
_NO_NOUN: Final = regex.compile(
    r"\s*(?:[,.;:)）]|$|\n|\s(?:and|or|in|from|by|up|down|last|this|for|to|a year|annually|"
    r"respectively|more|less|ha[sd]|have|was|were|is|are|will|came|went|of (?:this|it|these|that|them|which))\b)"
)
#: "12 billion-yuan enterprises": twelve of them.
_SEVERAL: Final = regex.compile(
    rf"(\d{{1,3}})(?=\s(?:{SCALE})-\p{{L}}+\s(?:\p{{L}}[\p{{L}}-]*\s)?\p{{Ll}}+s\b)", regex.IGNORECASE
)
_CONVERTED: Final = regex.compile(
    r"\s*[(（\[]\s*(?:equivalent to|equal to|i\.e\.,?)?\s*|,?\s*(?:or|i\.e\.,?|equivalent to|equal to)\s+"
)


def _goes_on(text: str, m: "regex.Match[str]", last: Quantity) -> bool:
    between = text[last.end : m.start()]
    labelled = _MONEYED.search(text, max(0, m.start() - 24), m.start()) is not None
    return (
        (labelled or (len(between) < _GOES_ON and not _CLOSED.search(between)))
        and bool(_SCALED.fullmatch(m["n"]))
        and bool(_NO_NOUN.match(text, m.end()))
    )


#: "an area of 12.7 square kilometers, 5.1 of which", "on 300 mu, 120 of them": a part, in the same unit.
_PART: Final = regex.compile(r"\s+of\s+(?:which|them|these)\b")
_MEASURED: Final = (Kind.MONEY, Kind.AREA, Kind.LENGTH, Kind.VOLUME, Kind.MASS, Kind.POWER, Kind.ENERGY)


def _is_part(text: str, m: "regex.Match[str]", last: Quantity) -> bool:
    link = text[last.end : m.start()]
    return (
        last.kind in _MEASURED
        and len(link) < _PART_REACH
        and "," in link
        and not _CLOSED.search(link)
        and _PART.match(text, m.end()) is not None
    )


def _several(text: str, m: "regex.Match[str]") -> "regex.Match[str] | None":
    return None if m["pre"] or "-" in m["n"] else _SEVERAL.match(text, m.start("n"))


def _converts(text: str, start: int, kind: Kind, last: Quantity | None) -> bool:
    """ "2,000 mu (133.33 hectares)", "13 billion yuan (about $2 billion)", "5 acres, or 2 hectares"."""
    if last is None or kind is not last.kind:
        return False
    link = _CONVERTED.fullmatch(text, last.end, start)
    return link is not None and (kind is not Kind.COUNT or "(" in link[0])


def _adjectival(text: str, m: "regex.Match[str]", stop: int) -> bool:
    """Whether number and unit are one adjective before a noun: joined by hyphens, or a singular unit after "a"."""
    return bool(m["post"] and "-" in (m["sep"] or "") and text[stop : stop + 1] in (" ", "-"))
