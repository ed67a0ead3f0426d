"""Dates: full ones, those without a year or month, "去年", "昨日"; by the article's date where they leave it open."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

from kg.chinese.document import Document, Sentence
from kg.facts import Passage

_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年|(?P<rel>今年|去年|明年|前年))?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日"
    r"(?:\s*(?:至|到|—|–|-|－|~|～)+\s*(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日)?)?"
    r"|(?P<year_only>(?:19|20)\d\d)年|(?P<rel_only>今年|去年|明年|前年)"
    r"|(?<![\d月])(?P<day_only>\d{1,2})日(?=上午|下午|晚|，|、|在|召开|举行|至)"
    r"|(?P<word>昨天|昨日|今天|今日|前天)"
)
_YEARS = {"今年": 0, "去年": -1, "明年": 1, "前年": -2}
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2}
#: Days by which an event may lie behind the day of its report before the year before is meant.
AHEAD = 120


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it is printed."""

    start: str
    """ISO, as precise as it is printed."""
    end: str | None
    passage: Passage

    @property
    def day(self) -> bool:
        """Whether it is precise to the day."""
        return len(self.start) == 10


def find_dates(document: Document) -> list[Dated]:
    """The dates of the article, in order."""
    anchor = _day(document.article.date)
    found: list[Dated] = []
    month: int | None = anchor.month if anchor else None
    for sentence in document.sentences:
        for match in _DATE.finditer(sentence.text):
            start, end = _read(match, anchor, month)
            if start is not None:
                passage = Passage(sentence.start + match.start(), sentence.start + match.end())
                found.append(Dated(start, end, passage))
                month = int(start[5:7]) if len(start) == 10 else month
    return found


def in_sentence(dates: list[Dated], sentence: Sentence) -> list[Dated]:
    """Those printed in a sentence."""
    first, last = (bisect_left(dates, at, key=lambda d: d.passage.start) for at in (sentence.start, sentence.end))
    return dates[first:last]


def _read(match: re.Match[str], anchor: date | None, month: int | None) -> tuple[str | None, str | None]:
    got = match.groupdict()
    if got["word"]:
        return (anchor + timedelta(days=_DAYS[got["word"]])).isoformat() if anchor else None, None
    if got["year_only"]:
        return got["year_only"], None
    if got["rel_only"]:
        return (str(anchor.year + _YEARS[got["rel_only"]]) if anchor else None), None
    if got["day_only"]:
        return (_iso(_year(anchor, month, int(got["day_only"])), month, int(got["day_only"])) if month else None), None
    number = int(got["month"])
    day = int(got["day"]) if got["day"] else None
    if got["year"]:
        year: int | None = int(got["year"])
    elif got["rel"]:
        year = anchor.year + _YEARS[got["rel"]] if anchor else None
    else:
        year = _year(anchor, number, day or 1)
    start = _iso(year, number, day)
    end = None
    if start and got["day2"]:
        end = _iso(year, int(got["month2"] or number), int(got["day2"]))
    return start, end


def _year(anchor: date | None, month: int | None, day: int) -> int | None:
    """The year of a day that is printed without one: of the report, or the one before if it lay far ahead."""
    if anchor is None or month is None:
        return None
    try:
        ahead = (date(anchor.year, month, day) - anchor).days
    except ValueError:
        return None
    return anchor.year - 1 if ahead > AHEAD else anchor.year


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None or month is None:
        return None
    try:
        return date(year, month, day or 1).isoformat()[: 10 if day else 7]
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
