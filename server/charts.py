"""What browsing one type draws above its results: investment by park and year, events by month."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal

from kg.terms import SCHEMA
from server.about import once
from server.pictures import Column, by_year
from server.questions import Row
from server.site import Site
from server.view import Fact, Page

#: Parks that the chart shows, and sums of one park that its row names.
MOST_PARKS, MOST_SUMS = 8, 4


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of yuan that articles state, once for each thing and year: the greatest."""

    about: str
    statistic: str
    amount: Literal
    year: str


@dataclass(slots=True)
class Invested:
    """A park with what is said to be invested in it."""

    park: str
    sums: list[Sum] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    """The sums that its row names, as facts of the page."""
    width: float = 0.0
    """Percent of the greatest park's total."""

    @property
    def total(self) -> float:
        """Yuan, the greatest sum of each thing in the park."""
        greatest: dict[str, float] = {}
        for one in self.sums:
            greatest[one.about] = max(greatest.get(one.about, 0.0), float(one.amount.value))
        return sum(greatest.values())


def investments(here: Site, page: Page) -> tuple[list[Invested], list[Column]]:
    """Parks by what is invested in them, the most first, and the greatest sums of all parks by year."""
    rows = once(here, "investments")
    found = sorted(_by_park(rows), key=lambda one: (-one.total, one.park))[:MOST_PARKS]
    for one in found:
        one.width = round(one.total / found[0].total * 100, 1)
        del one.sums[MOST_SUMS:]
        page.want(one.park, *(s.about for s in one.sums))
        one.facts = [page.fact(shown.statistic, SCHEMA + "value", shown.amount) for shown in one.sums]
    return found, by_year((row["year"].value, float(row["amount"].value)) for row in rows if "year" in row)


def _by_park(rows: Iterable[Row]) -> Sequence[Invested]:
    parks: dict[str, Invested] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in rows:  # the greatest amounts come first
        amount, year = row["amount"], row["year"].value if "year" in row else ""
        park, about = row["park"].value, row["about"].value
        if not isinstance(amount, Literal) or (park, about, year) in seen or float(amount.value) <= 0:
            continue
        seen.add((park, about, year))
        parks.setdefault(park, Invested(park)).sums.append(Sum(about, row["statistic"].value, amount, year))
    return list(parks.values())


def months(days: Iterable[tuple[int, int]]) -> list[tuple[str, int]]:
    """Counts of days, each a number like 20240304, by month; what is dated by its year alone is left out."""
    counted: dict[str, int] = defaultdict(int)
    for day, count in days:
        year, month = day // 10_000, day // 100 % 100
        if year and month:
            counted[f"{year:04d}-{month:02d}"] += count
    return sorted(counted.items())
