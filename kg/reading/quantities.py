"""Quantities: numbers with the unit, currency or noun that they count, as printed and in the graph's units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex

from kg.reading.implied_units import is_growth, is_part, measure_goes_on, money_goes_on
from kg.reading.numbers import BELOW_HUNDRED, FIGURE, FRACTIONS, NUMBER_WORDS, SCALE, SMALL, value
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
    MULTIPLE = "multiple"
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
    rf"\b(?:{NUMBER_WORDS})\b|(?:half\s+)?\ba\s+(?:{SCALE})(?:\s+and\s+(?:{BELOW_HUNDRED}))?\b|\bhalf\s+an?\b(?=\s(?:square|hectare|million|billion|ton)))"
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
_BAD_BEFORE: Final = regex.compile(
    r"(?:\b(?:No|Nos|Number|Phase|Section|Chapter|Article|Page|Room|Floor|Building|Block|Line|Route|Highway|Class|Level|Zone|Tel|Fax|Code|"
    r"ICP|Fortune|Category|Version|Industry|Web|Type|Model|COVID|Unit|Lot|Pier|Gate|Terminal|Berth|Bei|since|page)\.?|#|&|\d[^\S\n]?[-/:])[^\S\n]?[-]?$"
)
#: Of those, what may as well end the name of a site: "in the X Development Zone 21 factories work".
_SITE_BEFORE: Final = regex.compile(r"\b(?:Building|Block|Zone|Lot|Pier|Terminal)\s$")
_PLURAL_AFTER: Final = regex.compile(r"\s(?P<noun>\p{Ll}+?)(?P<end>ies|s)\b")
_TIMES: Final = regex.compile(
    r"\s+times\s+(?=(?:the|that|those|as|more|higher|larger|bigger|what|its)\b)", regex.IGNORECASE
)
_RATIO_BEFORE: Final = regex.compile(r"\d\s?[-/:]\s?$")
_BAD_AFTER: Final = regex.compile(
    r"\s?(?:st|nd|rd|th)\b|\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)\b|[:/]\d|-(?!odd\b|plus\b)\p{L}|[-.]\d|\s?[xX×]\s?\d|\s?°|\s?℃|\s(?:Road|Street|Avenue|Lane)\b|'s\b"
)


#: What every number begins with, in lower case: the long pattern is only tried around these, from what stands before.
_HINT: Final = re.compile(rf"\d|\b(?:{'|'.join(SMALL)}|half\s|a\s+(?:{SCALE}))")
_LEAD: Final = 60


#: "two thirds of", "a fifth of"; not "half of", which is said of anything, nor "a quarter of an hour".
_FRACTION: Final = re.compile(
    rf"\b(?P<n>a|{'|'.join(list(SMALL)[1:10])})[ -](?P<part>{'|'.join(FRACTIONS)})s?\b",
    re.IGNORECASE,
)
#: "four out of ten", "9 out of every 10".
_OUT_OF: Final = re.compile(
    rf"(?<![\w.,-])(?P<n>\d|{'|'.join(list(SMALL)[1:10])}) out of (?:every |each )?"
    rf"(?P<all>10|100|{'|'.join(list(SMALL)[2:11])})\b",
    re.IGNORECASE,
)
_OF_WHICH: Final = re.compile(r"\bof (?:which|whom|them|these),? $", re.IGNORECASE)
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
    lower = text.replace("İ", "i").lower()  # the one character whose lower case is two
    for hint in _HINT.finditer(lower):
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
    found = [_in_range(text, q, after) for q, after in zip(found, [*found[1:], None], strict=False)]
    parts: list[Quantity] = []
    if any(part in lower for part in FRACTIONS):
        parts += _fractions(text)
    if " out of " in lower:
        parts += _proportions(text)
    if not parts:
        return tuple(found)
    rest = [q for q in found if not any(p.start < q.end and q.start < p.end for p in parts)]
    return tuple(sorted((*rest, *parts), key=lambda q: q.start))


def _fractions(text: str) -> Iterator[Quantity]:
    """Shares in words: "two thirds of the output" as percent, rounded to hundredths."""
    for m in _FRACTION.finditer(text):
        if _NO_SHARE.search(text, max(0, m.start() - 12), m.start()) or _OF_TIME.match(text, m.end()):
            continue
        if text[m.end() : m.end() + 4] != " of " and not _OF_WHICH.search(text, max(0, m.start() - 12), m.start()):
            continue
        above = 1 if m["n"].lower() == "a" else int(value(m["n"]))
        share = round(Decimal(100 * above) / FRACTIONS[m["part"].lower()], 2)
        yield Quantity(m.start(), m.end(), _plain(share), "percent", Kind.SHARE, m.span(), outset=m.start(), words=True)


def _proportions(text: str) -> Iterator[Quantity]:
    """Shares told in heads: "four out of ten turbines" as percent."""
    for m in _OUT_OF.finditer(text):
        above, below = value(m["n"]), value(m["all"])
        if above < below:
            share = _plain(round(100 * above / below, 2))
            yield Quantity(m.start(), m.end(), share, "percent", Kind.SHARE, m.span(), outset=m.start(), words=True)


def _in_range(text: str, q: Quantity, after: Quantity | None) -> Quantity:
    """``q`` with what it shares with the figure ``after`` it: "from 1.5 to 3.1 million cubic meters"."""
    if after is None or not after.value or q.kind is not Kind.COUNT or not is_outset(text, q, after):
        return q
    printed, following = text[slice(*q.number)], text[slice(*after.number)]
    scaled = regex.search(rf"^(?P<n>{FIGURE})\s(?:{SCALE})$", following, regex.IGNORECASE)
    factor = after.value / value(following)
    if scaled is not None and regex.fullmatch(FIGURE, printed):
        factor = after.value / value(scaled["n"])
    return replace(q, value=_plain(q.value * factor), unit=after.unit, kind=after.kind)


def is_outset(text: str, q: Quantity, after: Quantity) -> bool:
    """Whether ``q`` is the lower end, without a unit, of a change that ends with ``after``: "from 1.5 to 3.1 tons"."""
    return (
        q.number == (q.start, q.end)
        and text[q.end : after.start].strip() in ("to", "up to", "down to")
        and text[max(0, q.outset - 5) : q.outset].lower() == "from "
    )


def _quantity(text: str, m: "regex.Match[str]", last: Quantity | None, money: Quantity | None) -> Quantity | None:
    begin, end = m.span("n")
    start = m.start("pre") if m["pre"] else begin
    unit = _unit(m)
    if unit is None and (_is_label(text, start, m) or _BAD_AFTER.match(text[end:])):
        return None
    if unit is not None and unit.kind is not Kind.MONEY and _RATIO_BEFORE.search(text[max(0, start - 3) : start]):
        return None
    try:
        number = value(m["n"])
    except ValueError:
        return None
    unit = unit or _implied(text, m, last, money)
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


def _is_label(text: str, start: int, m: "regex.Match[str]") -> bool:
    """Whether the number names one of several: "Building 3", "Zone 2"; not "in the X Zone 21 factories"."""
    if not _BAD_BEFORE.search(text[max(0, start - 16) : start]):
        return False
    noun = _PLURAL_AFTER.match(text, m.end("n"))
    counted = noun["noun"] + ("y" if noun["end"] == "ies" else "") if noun is not None else ""
    return not (counted in _things() and len(m["n"]) > 1 and _SITE_BEFORE.search(text, max(0, start - 16), start))


@cache
def _things() -> frozenset[str]:
    return frozenset(row["noun"] for row in rows("counted") if row["class"] == "thing")


def _implied(text: str, m: "regex.Match[str]", last: Quantity | None, money: Quantity | None) -> _Unit | None:
    """The unit of a number that stands without one, where the text before gives it."""
    start, end = m.span("n")
    if _TIMES.match(text, end):
        return _Unit("times", Kind.MULTIPLE, Decimal(1))
    if money is not None and money_goes_on(text, start, end, money.end):
        return _Unit(money.unit, money.kind, Decimal(1))
    if last is None or last.kind not in _MEASURED:
        return None
    if last.kind is Kind.MONEY and is_growth(text, start, end, last.end):
        return _Unit("percent", Kind.SHARE, Decimal(1))
    goes_on = last.kind is not Kind.MONEY and measure_goes_on(text, start, end, last.end)
    return _Unit(last.unit, last.kind, Decimal(1)) if goes_on or is_part(text, start, end, last.end) else None


def _plain(number: Decimal) -> Decimal:
    """``number`` without exponent and trailing zeros: 13000000000, 8.8."""
    return Decimal(format(number.normalize(), "f"))


def _unit(m: "regex.Match[str]") -> _Unit | None:
    """The unit beside the number, the one before it first: "US$5 million", "RMB 4 bn"."""
    before = _units("before").get(_key(m["pre"]))
    after = _units("after").get(_key(m["post"]))
    if after is not None and len(m["post"]) == 1 and m["post"].isalpha():
        if before is not None and m["post"] == "m":
            return before._replace(factor=before.factor * 1_000_000)  # "RMB 75 m"
        if m.string[m.end("post") : m.end("post") + 1] == "-":
            return before  # "5 T-shirts"
    if before is not None and (after is None or after.kind is Kind.MONEY):
        return before if after is None or before.unit != "USD" or m["pre"] != "$" else after
    return after or before


@lru_cache(maxsize=1 << 10)
def _key(printed: str | None) -> str:
    return _JOINTS.sub(" ", (printed or "").lower())


_JOINTS: Final = regex.compile(r"[\s-]+")


#: "12 billion-yuan enterprises": twelve of them.
_SEVERAL: Final = regex.compile(
    rf"(\d{{1,3}})(?=\s(?:{SCALE})-\p{{L}}+\s(?:\p{{L}}[\p{{L}}-]*\s)?\p{{Ll}}+s\b)", regex.IGNORECASE
)
_MEASURED: Final = (Kind.MONEY, Kind.AREA, Kind.LENGTH, Kind.VOLUME, Kind.MASS, Kind.POWER, Kind.ENERGY)
_CONVERTED: Final = regex.compile(
    r"\s*[(（\[]\s*(?:equivalent to|equal to|i\.e\.,?)?\s*|,?\s*(?:or|i\.e\.,?|equivalent to|equal to)\s+"
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
