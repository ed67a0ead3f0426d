"""The grammar of expressions of time: where they stand and what is printed, before anything is known of "today"."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import regex

from kg.reading.numbers import small
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
    days: int = 0
    """For a day that is counted from another: how many days later it ends ("from Monday to Thursday")."""


Build = Callable[["regex.Match[str]"], Expression | None]

MONTHS: Final = tuple(name.lower() for name in calendar.month_name[1:])
#: The first month of each season.
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_WEEKDAYS: Final = tuple(name.lower() for name in calendar.day_name)


def _month(text: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(text[:3].lower()))


def _day(text: str) -> int:
    return int(regex.match(r"\d+", text)[0])  # type: ignore[index]  # every day begins with a digit


def _which(words: str | None) -> str | None:
    return None if words is None else (words.lower().removeprefix("the").strip() or "the")


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _valid(*periods: Period | None) -> bool:
    return all(p is None or p.exists() for p in periods)


def month_day(m: "regex.Match[str]") -> Expression | None:
    """ "May 6", "MAY 07,2022", "April 21-25", "Nov. 30 to Dec. 3 last year", "6 May", "the 4th of June"."""
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


def iso(m: "regex.Match[str]") -> Expression | None:
    """ "2021/05/14", "2021-05-14", "2022年5月6日"."""
    first = Period(int(m["y"]), int(m["m"]), _int(m["d"]))
    return Expression(m.start(), m.end(), first) if _valid(first) else None


def slashed(m: "regex.Match[str]") -> Expression | None:
    """ "08/28/2019"; what could be read two ways is left out."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    found = {p for p in (Period(year, a, b), Period(year, b, a)) if p.exists()}
    return Expression(m.start(), m.end(), found.pop()) if len(found) == 1 else None


def months(m: "regex.Match[str]") -> Expression | None:
    """ "May 2022", "January to October", "between January and March last year"."""
    year = _int(m["y"])
    first = Period(year, _month(m["m"]))
    last = Period(year, _month(m["m2"])) if m["m2"] else None
    if m["y1"]:
        first = first.in_year(int(m["y1"]))
    elif year and last and (last.month or 0) < (first.month or 0):
        first = first.in_year(year - 1)
    return Expression(m.start(), m.end(), first, last, _which(m["yw"]))


def month_alone(m: "regex.Match[str]") -> Expression:
    """ "in September", "mid-September", "this June"."""
    which = _which(m["w"]) if m["w"] else None
    return Expression(m.start(), m.end(), Period(None, _month(m["m"])), year=which and which + "-month")


def part_of_year(m: "regex.Match[str]") -> Expression | None:
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


def year(m: "regex.Match[str]") -> Expression:
    """ "in 2009", "FY2021"."""
    return Expression(m.start(), m.end(), Period(int(m["y"])))


def weak_year(m: "regex.Match[str]") -> Expression:
    """A year after a word that as well goes with a number: "over 2005"."""
    return Expression(m.start(), m.end(), Period(int(m["y"])), weak=True)


def years(m: "regex.Match[str]") -> Expression | None:
    """ "2016-2020", "2016 to 2020", "2005-09"."""
    first = int(m["y"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    return Expression(m.start(), m.end(), Period(first), Period(last)) if first < last <= first + 60 else None


def decade(m: "regex.Match[str]") -> Expression:
    """ "the 1990s"."""
    first = int(m["y"])
    return Expression(m.start(), m.end(), Period(first), Period(first + 9))


def plan(m: "regex.Match[str]") -> Expression | None:
    """ "the 13th Five-Year Plan period": from the third on, plans of five years follow each other from 1966."""
    number = small(m["o"])
    if not 3 <= number <= 20:
        return None
    first = 1966 + 5 * (number - 3)
    return Expression(m.start(), m.end(), Period(first), Period(first + 4))


def relative_day(m: "regex.Match[str]") -> Expression:
    """ "today", "yesterday", "this morning", "the day before yesterday"."""
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


def weekday_name(m: "regex.Match[str]") -> Expression:
    """ "last Friday", "on Tuesday", "Friday last", "from Monday to Thursday", "Thursday and Friday"."""
    which = (m["w"] or m["w2"] or "on").lower()
    rule = {"last": "weekday-last", "past": "weekday-last", "next": "weekday-next", "coming": "weekday-next",
            "this": "weekday-this"}.get(which, "weekday")  # fmt: skip
    day = _WEEKDAYS.index(m["d"].lower())
    days = (_WEEKDAYS.index(m["d2"].lower()) - day) % 7 if m["d2"] else 0
    if days > 1 and m["and"]:  # "on Tuesday and Friday" are two days
        return Expression(m.start(), m.end("d"), relative=(rule, day))
    return Expression(m.start(), m.end(), relative=(rule, day), days=days)


def season(m: "regex.Match[str]") -> Expression:
    """ "this spring", "next spring", "last autumn": the year is as much as it says."""
    return Expression(m.start(), m.end(), relative=(f"season-{m['w'].lower()}", _SEASONS[m["s"].lower()]))


def this_unit(m: "regex.Match[str]") -> Expression:
    """ "last year", "the same month", "the end of this month"."""
    return Expression(m.start(), m.end(), relative=(f"{m['u'].lower()}-{_which(m['w'])}", 0))


def same_day(m: "regex.Match[str]") -> Expression:
    """ "the same day", "the next day", "the day before"."""
    words = m[0].lower()
    shift = 1 if ("next" in words or "following" in words) else -1 if ("previous" in words or "before" in words) else 0
    return Expression(m.start(), m.end(), relative=("narrative-day", shift))


def nth_day(m: "regex.Match[str]") -> Expression | None:
    """ "on the second day", "on the last day of the visit": of what the text said to last several days."""
    word = m["n"].lower()
    number = {"last": -1, "final": -1, "closing": -1, "opening": 1}.get(word) or small(word)
    return Expression(m.start(), m.end(), relative=("narrative-nth", number))


def _count(text: str) -> int:
    return 1 if text.lower() in ("a", "an") else small(text)


def ago(m: "regex.Match[str]") -> Expression:
    """ "three days ago"."""
    return Expression(m.start(), m.end(), relative=(f"{m['u'].lower()}-shift", -_count(m["n"])))


def later(m: "regex.Match[str]") -> Expression:
    """ "two days later", "eleven years earlier"."""
    sign = 1 if m["dir"].lower() in ("later", "after", "after that") else -1
    return Expression(m.start(), m.end(), relative=(f"narrative-{m['u'].lower()}", sign * _count(m["n"])))


def ordinal_day(m: "regex.Match[str]") -> Expression | None:
    """ "on the 11th", "the 11th of this month", "from the 3rd to the 5th"."""
    first, last = _day(m["d"]), _day(m["d2"]) if m["d2"] else None
    if first > 31 or (last is not None and not first < last <= 31):
        return None
    end = Period(day=last) if last else None
    return Expression(m.start(), m.end(), Period(day=first), end, weak=not m["w"], month=_which(m["w"]) or "near")


def weekday(anchor: dt.date, rule: str, number: int) -> dt.date:
    """The day meant by "Friday", "last Friday", "this Friday", "next Friday" on ``anchor``; Monday is 0."""
    monday = anchor - dt.timedelta(days=anchor.weekday())
    if rule == "weekday-this":
        return monday + dt.timedelta(days=number)
    if rule == "weekday-next":
        return monday + dt.timedelta(days=7 + number)
    back = (anchor.weekday() - number) % 7
    return anchor - dt.timedelta(days=back or (7 if rule == "weekday-last" else 0))
