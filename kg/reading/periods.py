"""Calendar arithmetic on periods that are known to the year, the month or the day, and no further."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a month or a day; ``year`` is missing where the text does not print it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str:
        """The ISO form of its own precision: "2022", "2022-05", "2022-05-06".

        Raises:
            ValueError: the year is missing.
        """
        if self.year is None:
            raise ValueError("a period without a year has no ISO form")
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
            if self.day is not None:
                text += f"-{self.day:02}"
        return text

    def exists(self) -> bool:
        """Whether the calendar has it: 30 February does not exist."""
        if self.month is None:
            return True
        if not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]

    def in_year(self, year: int) -> "Period":
        """The same month or day in ``year``."""
        return replace(self, year=year)

    def first_day(self) -> dt.date:
        """Its first day; the year must be known."""
        return dt.date(self.year or 1, self.month or 1, self.day or 1)


def of_day(day: dt.date) -> Period:
    """``day`` as a period."""
    return Period(day.year, day.month, day.day)


def parse(iso: str | None) -> dt.date | None:
    """The day that an ISO date names, else ``None``."""
    try:
        return dt.date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def month_shift(day: dt.date, months: int) -> Period:
    """The month that lies ``months`` after that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return Period(index // 12, index % 12 + 1)


def latest(period: Period, anchor: dt.date, slack: int = 1) -> Period:
    """The last occurrence of a period without a year that begins no later than ``slack`` days after ``anchor``."""
    limit = anchor + dt.timedelta(days=slack)
    return _first(period, range(anchor.year + 1, anchor.year - 9, -1), lambda day: day <= limit)


def soonest(period: Period, anchor: dt.date) -> Period:
    """The first occurrence of a period without a year that does not end before ``anchor``."""
    floor = anchor if period.day else anchor.replace(day=1)
    return _first(period, range(anchor.year, anchor.year + 9), lambda day: day >= floor)


def _first(period: Period, years: Iterable[int], fits: Callable[[dt.date], bool]) -> Period:
    candidates = (period.in_year(year) for year in years)
    return next((c for c in candidates if c.exists() and fits(c.first_day())), period)
