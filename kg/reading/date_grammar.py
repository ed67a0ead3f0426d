"""The grammar of expressions of time: where they stand and what is printed, before anything is known of "today"."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import regex

from kg.reading.numbers import ORDINALS, SMALL, small
from kg.reading.periods import Period


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of time as printed, in characters of the text."""

    start: int
    end: int
    first: Period | None = None
    """What is printed of its (first) day, month or year."""
    last: Period | None = None
    year: str | None = None
    """Words that give the year: "last", "this", "next", "that"."""
    relative: tuple[str, int] | None = None
    """For what is counted from another day: the rule's name and its number."""
    weak: bool = False
    """Only an expression of time if no noun follows: "over 2005", "the 11th"."""
    month: str | None = None
    """Words that give the month: "this", "last", "that"."""


Build = Callable[["regex.Match[str]"], Expression | None]

_NAMES = "january february march april may june july august september october november december".split()
MONTH: Final = rf"(?=\p{{Lu}})(?i:(?:{'|'.join(_NAMES)}|(?:{'|'.join(n[:3] for n in _NAMES)}|sept)\.?)(?!\p{{L}}))"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:\s?(?i:st|nd|rd|th)\b)?(?!\d|,\d{3}(?!\d)|\.\d|\s?%)"
_YEAR = r"(?:1[89]|20)\d\d(?!\d|,\d{3}|\.\d|\s?%)"
_SEP = r"(?:\s?[-–—~]\s?|\s+(?:to|until|till|through|and|or|&)\s+)"
_WEEKDAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_PART = r"(?:(?:the\s+)?(?:early\s+|late\s+)?(?:morning|afternoon|evening|night|noon|eve)\s+(?:of|on)\s+)"
_WHICH = r"(?:last|this|next|that|the\s+same|the\s+following|the\s+previous|the\s+current|the)"
_TAIL = rf"(?:\s?[,，]?\s?(?:of\s+)?(?P<y>{_YEAR})|,?\s+(?:of\s+)?(?P<yw>{_WHICH})\s+year\b)"
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(SMALL)}|an?)"
_ORD = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_MONTHS = [name[:3] for name in _NAMES]


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def _day(text: str) -> int:
    return int(regex.match(r"\d+", text)[0])  # type: ignore[index]  # every day begins with a digit


def _which(words: str | None) -> str | None:
    return None if words is None else (words.lower().removeprefix("the").strip() or "the")


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _valid(*periods: Period | None) -> bool:
    return all(p is None or p.exists() for p in periods)


def _month_day(m: "regex.Match[str]") -> Expression | None:
    """ "May 6", "MAY 07,2022", "April 21-25", "Nov. 30 to Dec. 3 last year", "6 May", "the 2nd to the 4th of September"."""
    month, year = _month(m["m"]), _int(m["y"])
    first = Period(year, month, _day(m["d"]))
    last = None
    if m["d2"]:
        last = Period(year, _month(m["m2"]) if m["m2"] else month, _day(m["d2"]))
        if last.month == first.month and (last.day or 0) <= (first.day or 0):
            return Expression(m.start(), m.end("d"), first) if m.start("m") < m.start("d") and _valid(first) else None
        if year and last.month and last.month < month:
            first = first.in_year(year - 1)
    if not _valid(first, last):
        return None
    return Expression(m.start(), m.end(), first, last, _which(m["yw"]))


def _iso(m: "regex.Match[str]") -> Expression | None:
    """ "2021/05/14", "2021-05-14", "2022年5月6日"."""
    first = Period(int(m["y"]), int(m["m"]), _int(m["d"]))
    return Expression(m.start(), m.end(), first) if _valid(first) else None


def _slashed(m: "regex.Match[str]") -> Expression | None:
    """ "08/28/2019"; what could be read two ways is left out."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    found = {p for p in (Period(year, a, b), Period(year, b, a)) if p.exists()}
    return Expression(m.start(), m.end(), found.pop()) if len(found) == 1 else None


def _months(m: "regex.Match[str]") -> Expression | None:
    """ "May 2022", "January to October", "between January and March last year"."""
    year = _int(m["y"])
    first = Period(year, _month(m["m"]))
    last = Period(year, _month(m["m2"])) if m["m2"] else None
    if m["y1"]:
        first = first.in_year(int(m["y1"]))
    elif year and last and (last.month or 0) < (first.month or 0):
        first = first.in_year(year - 1)
    return Expression(m.start(), m.end(), first, last, _which(m["yw"]))


def _month_alone(m: "regex.Match[str]") -> Expression:
    """ "in September", "mid-September", "this June"."""
    which = _which(m["w"]) if m["w"] else None
    return Expression(m.start(), m.end(), Period(None, _month(m["m"])), year=which and which + "-month")


def _part_of_year(m: "regex.Match[str]") -> Expression | None:
    """ "the first four months of 2022", "the third quarter", "H1 2021", "the second half of last year"."""
    groups = m.groupdict()
    if groups["n"]:
        first, last = 1, small(groups["n"])
    elif groups["qs"]:
        first, last = 1, 3 * small(groups["qs"])
    elif quarter := groups["q"] or groups["q2"]:
        last = 3 * small(quarter)
        first = last - 2
    else:
        last = 6 * small(groups["h"] or groups["h2"])
        first = last - 5
    if not 1 <= first <= last <= 12:
        return None
    year = _int(m["y"])
    begin, end = Period(year, first), Period(year, last) if last != first else None
    return Expression(m.start(), m.end(), begin, end, _which(m["yw"]))


def _year(m: "regex.Match[str]") -> Expression:
    return Expression(m.start(), m.end(), Period(int(m["y"])))


def _weak_year(m: "regex.Match[str]") -> Expression:
    return Expression(m.start(), m.end(), Period(int(m["y"])), weak=True)


def _years(m: "regex.Match[str]") -> Expression | None:
    """ "2016-2020", "2016 to 2020", "2005-09"."""
    first = int(m["y"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    return Expression(m.start(), m.end(), Period(first), Period(last)) if first < last <= first + 60 else None


def _decade(m: "regex.Match[str]") -> Expression:
    first = int(m["y"])
    return Expression(m.start(), m.end(), Period(first), Period(first + 9))


def _plan(m: "regex.Match[str]") -> Expression | None:
    """ "the 13th Five-Year Plan period": from the third on, plans of five years follow each other from 1966."""
    number = small(m["o"])
    if not 3 <= number <= 20:
        return None
    first = 1966 + 5 * (number - 3)
    return Expression(m.start(), m.end(), Period(first), Period(first + 4))


def _relative_day(m: "regex.Match[str]") -> Expression:
    words = regex.sub(r"\s+", " ", m[0].lower())
    if "day before yesterday" in words:
        days = -2
    elif "day after tomorrow" in words:
        days = 2
    elif words.startswith(("yesterday", "last night")):
        days = -1
    else:
        days = 1 if words.startswith("tomorrow") else 0
    return Expression(m.start(), m.end(), relative=("day", days))


def _weekday(m: "regex.Match[str]") -> Expression:
    which = (m["w"] or "on").lower()
    rule = {"last": "weekday-last", "past": "weekday-last", "next": "weekday-next", "coming": "weekday-next",
            "this": "weekday-this"}.get(which, "weekday")  # fmt: skip
    return Expression(m.start(), m.end(), relative=(rule, _WEEKDAYS.index(m["d"].lower())))


def _this_unit(m: "regex.Match[str]") -> Expression:
    """ "last year", "the same month", "the end of this month"."""
    return Expression(m.start(), m.end(), relative=(f"{m['u'].lower()}-{_which(m['w'])}", 0))


def _same_day(m: "regex.Match[str]") -> Expression:
    words = m[0].lower()
    shift = 1 if ("next" in words or "following" in words) else -1 if ("previous" in words or "before" in words) else 0
    return Expression(m.start(), m.end(), relative=("narrative-day", shift))


def _count(text: str) -> int:
    return 1 if text.lower() in ("a", "an") else small(text)


def _ago(m: "regex.Match[str]") -> Expression:
    return Expression(m.start(), m.end(), relative=(f"{m['u'].lower()}-shift", -_count(m["n"])))


def _later(m: "regex.Match[str]") -> Expression:
    sign = 1 if m["dir"].lower() in ("later", "after", "after that") else -1
    return Expression(m.start(), m.end(), relative=(f"narrative-{m['u'].lower()}", sign * _count(m["n"])))


def _ordinal_day(m: "regex.Match[str]") -> Expression | None:
    """ "on the 11th", "the 11th of this month", "from the 3rd to the 5th"."""
    first, last = _day(m["d"]), _day(m["d2"]) if m["d2"] else None
    if first > 31 or (last is not None and not first < last <= 31):
        return None
    end = Period(day=last) if last else None
    return Expression(m.start(), m.end(), Period(day=first), end, weak=not m["w"], month=_which(m["w"]) or "near")


_STRONG = (
    r"(?<=\b(?i:in|since|until|till|during|before|after|year|years|fiscal|early|late|mid|as\sof|as\slate\sas|as\searly\sas|end[- ]of|the\send\sof|"
    r"the\sbeginning\sof|the\sstart\sof|the\smiddle\sof|spring\sof|summer\sof|autumn\sof|fall\sof|winter\sof|back\sto)[\s-]\s?(?:the\s+year\s+)?)"
)
_GRAMMAR: Final[list[tuple[str, Build]]] = [
    (rf"(?:{_PART})?(?:{_WEEKDAY},?\s+)?(?P<m>{MONTH})\s?(?P<d>{_DAY})(?:{_SEP}(?:(?P<m2>{MONTH})\s?|the\s+)?(?P<d2>{_DAY})(?!\s*(?:am|pm|a\.m|p\.m|:|,\d)))?{_TAIL}?", _month_day),
    (rf"(?:{_PART})?(?:the\s+)?(?<![\d,.$])(?P<d>{_DAY})(?P<m0>)(?:{_SEP}(?:the\s+)?(?P<d2>{_DAY}))?(?P<m2>)\s+(?:day\s+)?(?:of\s+)?(?P<m>{MONTH}){_TAIL}?", _month_day),
    (r"(?<![\d/.-])(?P<y>(?:19|20)\d\d)(?:(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)|\s?年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?日)?)(?:\s+\d\d?:\d\d(?::\d\d)?)?", _iso),
    (r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])", _slashed),
    (rf"(?P<m>{MONTH})(?:\s?,?\s?(?P<y1>{_YEAR}))?(?:{_SEP}(?P<m2>{MONTH}))(?!\s?\d{{1,2}}\b){_TAIL}?", _months),
    (rf"(?:(?:early|late|mid)[-\s]?)?(?P<m>{MONTH})(?P<m2>)(?P<y1>){_TAIL}", _months),
    (rf"(?<=\b(?i:in|since|by|until|till|during|from|before|after|through|end\sof|beginning\sof|start\sof|middle\sof|around)\s)(?:(?:early|late|mid)[-\s]?)?(?:(?P<w>this|last|next)\s)?(?P<m>{MONTH})(?!\s?\d|\s\p{{Lu}})", _month_alone),
    (rf"(?:\b(?:early|late|mid)[-\s]|\b(?P<w>this|last|next|This|Last|Next)\s)(?P<m>{MONTH})(?!\s?\d)", _month_alone),
    (rf"(?i:(?:the\s+)?(?:first\s+(?P<n>\d\d?|{'|'.join(SMALL)})\s+months|first\s+(?P<qs>two|three|2|3)\s+quarters|(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter|(?P<h>first|second)\s+half(?=\s+(?:of\s+)?(?:the\s+year|this|last|(?:19|20)\d\d|next)))|\b(?:Q(?P<q2>[1-4])|H(?P<h2>[12]))\b)(?:\s+(?:of|in)?\s*(?P<y>{_YEAR})|,?\s+(?:of\s+)?(?P<yw>{_WHICH})\s+year\b|,?\s?(?P<y>{_YEAR}))?", _part_of_year),
    (r"(?<![\d$¥€/.-])(?P<y>(?:19|20)\d\d)(?:\s?[-–—~]\s?|\s+(?:to|through|until)\s+)(?P<y2>(?:19|20)\d\d|(?<=[-–—~])\d\d)(?![\d/.-]\d?|\s?%)", _years),
    (rf"{_STRONG}(?P<y>{_YEAR})(?![-/]\d)", _year),
    (rf"(?i:\bthe\s+year\s+(?:of\s+)?|\bFY\s?)(?P<y>{_YEAR})", _year),
    (rf"(?<=\b(?i:by|of|than|over|from|to|and|for|with|against|through|between)\s)(?P<y>{_YEAR})(?![-/]\d)", _weak_year),
    (r"(?i:\b(?:the\s+)?(?:(?:early|mid|late)[-\s])?(?P<y>(?:19|20)\d0)['’]?s\b)", _decade),
    (rf"(?i:(?:the\s+)?[\"“]?\b(?P<o>{_ORD})[\s-]five[\s-]year\s+plan[\"”]?(?:\s+period)?(?:\s*\(\d{{4}}\s?[-–—]\s?\d{{4}}\))?)", _plan),
    (r"(?i:\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|(?:yesterday|tomorrow|this)\s+(?:morning|afternoon|evening|noon)|last\s+night|tonight|yesterday|tomorrow|today)\b)(?!['’]s)", _relative_day),
    (rf"(?:\b(?i:on\s+)?(?i:(?P<w>last|this|next|past|coming)\s+)?)(?P<d>{_WEEKDAY})\b(?!['’]?s)(?:\s+(?:morning|afternoon|evening|night))?", _weekday),
    (r"(?i:(?:\b(?:the\s+)?(?:beginning|start|middle|end)\s+of\s+)?\b(?P<w>last|this|next|the\s+same|that|the\s+previous|the\s+following|the\s+current)\s+(?P<u>year|month)\b)(?!-|['’]s)", _this_unit),
    (r"(?i:\b(?:beginning|start|middle|end)\s+of\s+(?P<w>the)\s+(?P<u>year|month)\b)(?!-)", _this_unit),
    (r"(?i:\b(?:the\s+same|that(?:\s+very)?|the\s+(?:next|following|previous)|(?<=[Oo]n\s)the)\s+day\b|\bthe\s+day\s+before(?!\s+yesterday)\b)(?!['’]s|\s+(?:of|when|after|before|that))", _same_day),
    (rf"(?i:\b(?P<n>{_COUNT})\s+(?P<u>day|month|year)s?\s+ago\b)", _ago),
    (rf"(?i:(?<!\bthe\s|\bpast\s|\blast\s)\b(?P<n>{_COUNT})\s+(?P<u>day|month|year)s?\s+(?P<dir>later|earlier|before(?!\s+\p{{L}}))\b)", _later),
    (r"(?<=\b(?i:on|of|from|until|till|since|by)\s)the\s+(?P<d>\d\d?(?:st|nd|rd|th))(?:(?:\s+to|\s+and|\s?[-–])\s?(?:the\s+)?(?P<d2>\d\d?(?:st|nd|rd|th)))?\b(?!-)(?:\s+(?:of\s+)?(?P<w>this|last|next|the\s+same|that|the)\s+month)?", _ordinal_day),
]  # fmt: skip
_COMPILED: Final = [(regex.compile(pattern), build) for pattern, build in _GRAMMAR]
#: Without one of these there is no expression of time.
_HINT: Final = regex.compile(
    r"\d|day|month|year|quarter|half|morning|afternoon|evening|night|morrow|" + MONTH, regex.IGNORECASE
)
_DATELINE_BEFORE: Final = regex.compile(r"(?:^|\s)(?:\p{Lu}[\p{Lu}'’. -]+)(?:,\s*[\p{L} .]+){0,2},\s*$")
_DATELINE_AFTER: Final = regex.compile(r"\s*(?:/|\(|-{1,3}\s|[—–])")


def expressions(text: str) -> list[Expression]:
    """The expressions of time in ``text``, in order, never overlapping, the longest where several fit."""
    found = [e for pattern, build in _COMPILED for m in pattern.finditer(text) if (e := build(m)) is not None]
    found.sort(key=lambda e: (e.start - e.end, e.weak, e.start))
    kept: list[Expression] = []
    for e in found:
        if all(e.end <= k.start or k.end <= e.start for k in kept):
            kept.append(e)
    return sorted((e for e in kept if not _is_dateline(text, e)), key=lambda e: e.start)


def _is_dateline(text: str, e: Expression) -> bool:
    """Whether it is the date of a dispatch ("QINGDAO, May 6 (Xinhua) --"), which dates no event."""
    line = text.rfind("\n", 0, e.start) + 1
    return bool(_DATELINE_BEFORE.search(text[line : e.start]) and _DATELINE_AFTER.match(text[e.end :]))


def pairs(found: list[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """Neighbours in a list of expressions."""
    return zip(found, found[1:], strict=False)


def weekday(anchor: dt.date, rule: str, number: int) -> dt.date:
    """The day meant by "Friday", "last Friday", "this Friday", "next Friday" on ``anchor``; Monday is 0."""
    monday = anchor - dt.timedelta(days=anchor.weekday())
    if rule == "weekday-this":
        return monday + dt.timedelta(days=number)
    if rule == "weekday-next":
        return monday + dt.timedelta(days=7 + number)
    back = (anchor.weekday() - number) % 7
    return anchor - dt.timedelta(days=back or (7 if rule == "weekday-last" else 0))
