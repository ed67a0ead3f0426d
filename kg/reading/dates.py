"""Dates: expressions of time and what they mean, seen from the article's own date.

The grammar (:mod:`kg.reading.date_grammar`) says what is printed; here a missing year, month or day is filled from the
article's date and from what the text said before, in reading order. What stays open gives no date: nothing is guessed.
"""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import regex

from kg.reading.date_grammar import Expression, weekday
from kg.reading.date_patterns import expressions
from kg.reading.date_tense import announces, governor, is_past
from kg.reading.document import Document, MentionKind
from kg.reading.parsed import Token
from kg.reading.periods import Period, latest, month_shift, of_day, parse, soonest


@dataclass(frozen=True, slots=True)
class Date:
    """An expression of time in the clean text; ISO values as precise as the text allows, never guessed."""

    start: int
    end: int
    first: str
    """First day, month or year: "2022-05-06", "2022-05", "2022"."""
    last: str | None = None
    """Last one, of a range."""
    bound: str | None = None
    """What the word before makes of it: "since", "from", "by", "before", "after", "until", or "than" where it is only
    compared with ("more than in 2016")."""


_BOUND: Final = regex.compile(
    r"\b(?:(?P<since>since)|(?P<from>from|starting(?:\s+(?:on|from))?|beginning(?:\s+(?:on|from))?)|(?P<by>by|as\s+of)|(?P<before>before|ahead\s+of|prior\s+to)|(?P<after>after|following)|"
    r"(?P<until>until|till|up\s+to)|(?P<than>than(?:\s+\w+)?|compared\s+(?:with|to)|over|against|from\s+that\s+of|on))"
    r"(?:\s+(?:early|late|mid))?(?:\s+the)?(?:\s+(?:end|beginning|start|middle|same\s+period)(?:\s+of)?)?(?:\s+the)?(?:\s+year)?[\s-]+$",
    regex.IGNORECASE,
)
_COMPARED: Final = regex.compile(
    r"\b(?:percent|%|increase|growth|rise|up|more|less|compared|higher|lower|points?|decrease|decline)\b",
    regex.IGNORECASE,
)
_JOIN: Final = regex.compile(
    r"\s*(?:[-–—~]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\b(?P<and>and)\b)\s*(?:on\s+)?", regex.IGNORECASE
)
_FROM: Final = regex.compile(r"\b(?:from|between)\s+(?:the\s+)?$", regex.IGNORECASE)


@dataclass(slots=True)
class _Clock:
    """What is known of time at a point of the text."""

    anchor: dt.date | None
    """The article's date."""
    said: Period | None = None
    """The last date that the text gave."""
    day: dt.date | None = None
    """The last day that the text gave."""
    days: tuple[dt.date, dt.date] | None = None
    """The last days, from one to another, that the text gave."""
    year: int | None = None
    """The year that the sentence is set in."""
    sentence: int = field(default=-1)


def find_dates(document: Document) -> list[Date]:
    """The expressions of time in the clean text, in order."""
    text = document.text.clean
    clock = _Clock(parse(document.article.date))
    found: list[Date] = []
    for e in _joined(text, [e for e in expressions(text) if _is_time(document, e)]):
        sentence = _sentence_start(document, e.start)
        if sentence != clock.sentence:
            clock.sentence, clock.year = sentence, None
        value = _value(document, e, clock)
        if value is None or any(p.year is None or not p.exists() for p in value if p):
            continue
        first, last = value
        bound = _bound(text, e, clock.sentence)
        _note(clock, e, first, last, bound)
        iso, end = first.iso(), last.iso() if last else None
        found.append(Date(e.start, e.end, iso, end if end != iso else None, bound))
    return found


def _is_time(document: Document, e: Expression) -> bool:
    """Whether the text around bears it out: not within a name, no noun counted by it."""
    if any(m.start <= e.start and e.end <= m.end and m.kind is MentionKind.NAME for m in document.mentions):
        return False
    if not e.weak:
        return not _counts_things(document, e)
    following = _token(document, e.end)
    return following is None or following.idx > e.end + 1 or following.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")


def _counts_things(document: Document, e: Expression) -> bool:
    """ "In March 23 projects were signed": the number belongs to the noun."""
    if e.first is None or e.first.day is None or e.last is not None or e.first.year or e.year:
        return False
    text = document.text.clean
    if (
        not regex.search(r"\bin\s+$", text[max(0, e.start - 4) : e.start], regex.IGNORECASE)
        or not text[e.end - 1].isdigit()
    ):
        return False
    following = _token(document, e.end)
    return following is not None and following.tag_ in ("NNS", "JJ", "NN")


def _token(document: Document, at: int) -> Token | None:
    """The first token that begins at or after character ``at``."""
    doc = document.doc
    index = bisect_left(doc, at, key=lambda token: token.idx)
    while index < len(doc) and doc[index].is_space:
        index += 1
    return doc[index] if index < len(doc) else None


def _sentence_start(document: Document, at: int) -> int:
    return max((s.start for s in document.sentences if s.start <= at), default=0)


def _joined(text: str, found: list[Expression]) -> list[Expression]:
    """Expressions with "A to B" and "between A and B" made one."""
    joined: list[Expression] = []
    merged: set[int] = set()
    for a, b in pairwise(found):
        join = _JOIN.fullmatch(text[a.end : b.start])
        if (
            a.start in merged
            or not join
            or not a.first
            or not b.first
            or a.last
            or b.last
            or not _same_kind(a.first, b.first)
        ):
            continue
        if join["and"] and not _FROM.search(text[max(0, a.start - 14) : a.start]):
            continue
        first, last = a.first, b.first
        if first.year is None and last.year is not None:
            earlier = (first.month or 0, first.day or 0) <= (last.month or 0, last.day or 0)
            first = first.in_year(last.year if earlier else last.year - 1)
        elif last.year is None and first.year is not None:
            earlier = (first.month or 0, first.day or 0) <= (last.month or 0, last.day or 0)
            last = last.in_year(first.year if earlier else first.year + 1)
        joined.append(replace(a, end=b.end, last=last, first=first, year=a.year or b.year, weak=False))
        merged |= {a.start, b.start}
    return sorted([*joined, *(e for e in found if e.start not in merged)], key=lambda e: e.start)


def _same_kind(a: Period, b: Period) -> bool:
    return (a.month is None) == (b.month is None) and (a.day is None) == (b.day is None)


# -- values --------------------------------------------------------------------------------------------------------


def _value(document: Document, e: Expression, clock: _Clock) -> tuple[Period, Period | None] | None:
    if e.relative is not None:
        return _relative(document, e, *e.relative, clock)
    first, last = e.first, e.last
    if first is None:
        return None
    if first.month is None and first.year is None:
        return _days_of_month(first, last, e.month, clock)
    if first.year is not None:
        return first, last
    year = _printed_year(e, clock)
    if year is not None:
        first = first.in_year(year)
    elif clock.anchor is None:
        return None
    else:
        first = _nearest(document, e, first, last, clock.anchor)
    if last is None or first.year is None:
        return first, None
    crosses = (last.month or 0) < (first.month or 0)
    return first, last.in_year(first.year + crosses)


def _printed_year(e: Expression, clock: _Clock) -> int | None:
    """The year that words give, "last year", "that year", or the sentence's own ("In 2018, ... on May 11")."""
    here = clock.anchor
    match e.year:
        case "last" | "previous":
            return here.year - 1 if here else None
        case "this" | "current" | "this-month":
            return here.year if here else None
        case "next":
            return here.year + 1 if here else None
        case "that" | "same":
            return clock.said.year if clock.said else None
        case "following":
            return clock.said.year + 1 if clock.said and clock.said.year else None
        case "last-month" if here and e.first and e.first.month:
            return here.year - (e.first.month >= here.month)
        case "next-month" if here and e.first and e.first.month:
            return here.year + (e.first.month <= here.month)
        case "the" if here and e.first and (e.last or e.first).month:
            return None
    return clock.year


def _nearest(document: Document, e: Expression, first: Period, last: Period | None, anchor: dt.date) -> Period:
    """The year-less ``first`` in the past of the article, or ahead of it where the sentence announces."""
    verb = governor(_token(document, e.start))
    ahead = soonest(first, anchor)
    if announces(verb):
        return ahead
    past = latest(first, anchor)
    if past.year is None or ahead.year is None:
        return past
    far = (anchor - past.first_day()).days > 300 and (ahead.first_day() - anchor).days < 62
    return ahead if far and not is_past(verb) else past


def _days_of_month(
    first: Period, last: Period | None, which: str | None, clock: _Clock
) -> tuple[Period, Period | None] | None:
    """ "on the 11th", "the 11th of last month"."""
    month = _month_of(first.day or 1, which, clock)
    if month is None:
        return None
    return replace(month, day=first.day), replace(month, day=last.day) if last else None


def _month_of(day: int, which: str | None, clock: _Clock) -> Period | None:
    if which in ("same", "that", "near") and clock.said and clock.said.month:
        ahead = clock.anchor is not None and clock.said.year is not None and clock.said.first_day() > clock.anchor
        if which != "near" or not ahead:  # after "opens in September" the 5th is still that of the article's month
            return Period(clock.said.year, clock.said.month)
    if clock.anchor is None or which in ("same", "that"):
        return None
    shift = {"last": -1, "next": 1, "near": 0 if day <= clock.anchor.day else -1}.get(which or "", 0)
    return month_shift(clock.anchor, shift)


def _relative(
    document: Document, e: Expression, rule: str, number: int, clock: _Clock
) -> tuple[Period, Period | None] | None:
    if rule.startswith("narrative"):
        return _narrative(rule, number, clock)
    unit, _, how = rule.partition("-")
    if how in ("same", "that", "following"):
        return _narrative_unit(unit, how, clock)
    anchor = clock.anchor
    if anchor is None:
        return None
    if rule == "day" or rule == "day-shift":
        return of_day(anchor + dt.timedelta(days=number)), None
    if unit == "weekday":
        ahead = how == "" and announces(governor(_token(document, e.start)))
        day = weekday(anchor, "weekday", number)
        day = day + dt.timedelta(days=7) if ahead and day < anchor else weekday(anchor, rule, number)
        if not ahead and how in ("", "last") and day + dt.timedelta(days=e.days) > anchor:
            day -= dt.timedelta(days=7)  # "from Monday to Thursday" in the past tense, read on a Tuesday
        return of_day(day), of_day(day + dt.timedelta(days=e.days)) if e.days else None
    if unit == "season":
        return _season(how, number, anchor)
    steps = {"last": -1, "previous": -1, "next": 1}.get(how, 0) if how != "shift" else number
    return (Period(anchor.year + steps) if unit == "year" else month_shift(anchor, steps)), None


def _season(which: str, first_month: int, anchor: dt.date) -> tuple[Period, None] | None:
    """The year of "this spring", "next spring", "last autumn", where it is plain from the season that it is read in."""
    if which == "this":
        return Period(anchor.year), None
    if which == "next":
        return (Period(anchor.year + 1), None) if anchor.month >= first_month else None
    return (Period(anchor.year - 1), None) if anchor.month < first_month else None


def _narrative(rule: str, number: int, clock: _Clock) -> tuple[Period, None] | None:
    """ "the same day", "two days later", "eleven years earlier": counted from the last date that the text gave."""
    if rule == "narrative-day":
        return (of_day(clock.day + dt.timedelta(days=number)), None) if clock.day else None
    if rule == "narrative-nth":
        return _nth_day(number, clock)
    if clock.said is None or clock.said.year is None:
        return None
    if rule == "narrative-year":
        return Period(clock.said.year + number), None
    return (month_shift(clock.said.first_day(), number), None) if clock.said.month else None


def _nth_day(number: int, clock: _Clock) -> tuple[Period, None] | None:
    """The first, second, ..., last (-1) of the days over which something was said to last."""
    if clock.days is None:
        return None
    first, last = clock.days
    day = last if number < 0 else first + dt.timedelta(days=number - 1)
    return (of_day(day), None) if day <= last else None


def _narrative_unit(unit: str, how: str, clock: _Clock) -> tuple[Period, None] | None:
    said = clock.said
    if said is None or said.year is None:
        return None
    step = int(how == "following")
    if unit == "year":
        return Period(said.year + step), None
    return (month_shift(said.first_day(), step), None) if said.month else None


def _bound(text: str, e: Expression, sentence: int) -> str | None:
    match = _BOUND.search(text[max(sentence, e.start - 40) : e.start])
    if match is None:
        return None
    kind = next(name for name, word in match.groupdict().items() if word)
    if kind == "than" and not match["than"].lower().startswith(("than", "compared", "against")):
        return (
            "than"
            if _COMPARED.search(text[max(sentence, e.start - 60) : e.start]) and match["than"].lower() == "over"
            else None
        )
    return kind if e.last is None or kind not in ("since", "from") else None


def _note(clock: _Clock, e: Expression, first: Period, last: Period | None, bound: str | None) -> None:
    """Remembers a date for what the text says next."""
    if bound == "than":
        return
    clock.said = last or first
    if (end := last or first).day is not None:
        clock.day = end.first_day()
        if last is not None:
            clock.days = first.first_day(), last.first_day()
    if first.month is None and bound is None and last is None:
        clock.year = first.year
