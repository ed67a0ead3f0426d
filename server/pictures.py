"""Pictures drawn on the server as plain data for an SVG template: they need no script, follow dark mode and print.

Nothing here writes markup: positions and texts go to ``templates/pictures.html``, which escapes them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg.terms import ORG
from server import panels, wording
from server.view import Fact, Page, local

if TYPE_CHECKING:
    from server.listing import Happening, Post, Project

#: Nodes of a neighbourhood picture, the middle one left out.
MOST_NODES: Final = 24
WIDTH: Final = 720
#: Height of a node's row, least height of a picture, room for a label, least distance from the middle, in its units.
ROW, LOWEST, LABEL, INNER = 40, 200, 250, 50
#: Kinds of relation that can be left out of a neighbourhood each by itself; the style sheet knows as many.
MOST_KINDS: Final = 12


#: Years of a timeline that are named, and months, whose names are longer.
MOST_TICKS, FEWER_TICKS = 10, 5
#: Percent of a timeline from which on there is no room for a name.
NO_ROOM: Final = 78
#: Percent of it that the name of a year takes, and that of a month.
YEAR_ROOM, MONTH_ROOM = 9, 23


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour in the picture and in the list beside it."""

    iri: str
    fact: Fact
    outgoing: bool
    x: float
    y: float
    anchor: str
    """Where the label starts, in SVG's words."""
    relation: str
    """What the neighbour is to the thing, or the thing to it, in words."""
    kind: int
    """Place of the relation among the picture's kinds."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A thing and its neighbours around it, by kind of relation."""

    nodes: tuple[Node, ...]
    kinds: tuple[tuple[str, int], ...]
    """The kinds of relation, and how many neighbours each has."""
    left_out: int
    height: int
    width: int = WIDTH
    x: float = WIDTH / 2

    @property
    def y(self) -> float:
        """Of the middle."""
        return self.height / 2


def neighbourhood(page: Page, entity: str) -> Neighbourhood | None:
    """At most :data:`MOST_NODES` neighbours that the page already tells of; ``None`` when there are too few to draw."""
    found: dict[str, tuple[Fact, bool]] = {}
    for fact in page.facts.values():
        if not isinstance(fact.value, NamedNode):
            continue
        other = fact.value.value if fact.subject == entity else fact.subject if fact.value.value == entity else None
        if other and other != entity and page.urls.path(other) and drawable(page, other):
            found.setdefault(other, (fact, fact.subject == entity))
    for post_fact in list(page.facts.values()):
        _through_post(page, entity, post_fact, found)
    if len(found) < 2:
        return None
    ranked = sorted(found.items(), key=lambda item: (item[1][0].standing == "entailed", page.cls(item[0]), item[0]))
    named = [(iri, fact, out, relation(page, entity, fact, out)) for iri, (fact, out) in ranked[:MOST_NODES]]
    kinds = Counter(name for _, _, _, name in named).most_common()
    order = {name: place for place, (name, _) in enumerate(kinds)}
    kept = sorted(named, key=lambda item: (order[item[3]], page.cls(item[0]), item[0]))
    height = max(LOWEST, ROW * -(-len(kept) // 2))
    return Neighbourhood(tuple(_place(kept, order, height)), tuple(kinds), len(found) - len(kept), height)


def relation(page: Page, entity: str, fact: Fact, outgoing: bool) -> str:
    """How a neighbour stands to the thing in the middle: read from the thing's side, whichever way the triple runs."""
    direct = entity in (fact.subject, fact.value.value)
    prop = fact.predicate if direct else ORG + "memberOf"
    if outgoing:
        return page.property_name(prop, panels.by_class(page, page.types(entity)))
    return wording.part(prop) or panels.inverse_name(page, prop)


def drawable(page: Page, iri: str) -> bool:
    """Memberships, claims and statistics are statements, not neighbours."""
    return local(page.cls(iri)) not in ("", "Membership", "Claim", "Statistic", "Article", "IdentityDecision")


def _through_post(page: Page, entity: str, fact: Fact, found: dict[str, tuple[Fact, bool]]) -> None:
    """A membership is no neighbour; the organisation (or the person) on its other side is."""
    if fact.predicate not in (ORG + "organization", ORG + "member") or not isinstance(fact.value, NamedNode):
        return
    other = fact.value.value
    if other == entity or fact.subject == entity:
        return
    member = page.facts.get((fact.subject, ORG + "member", NamedNode(entity)))
    body = page.facts.get((fact.subject, ORG + "organization", NamedNode(entity)))
    if (member or body) and other not in found:
        found[other] = (fact, bool(member))


def _place(items: Sequence[tuple[str, Fact, bool, str]], order: Mapping[str, int], height: int) -> Iterable[Node]:
    """On two arcs, right and left, a row for each node: labels never lie over each other."""
    right = -(-len(items) // 2)
    for side, column in ((1, items[:right]), (-1, items[right:])):
        for row, (iri, fact, outgoing, name) in enumerate(column):
            y = (row + 0.5) * height / len(column)
            out = math.sqrt(1 - ((y - height / 2) / (height / 2 + ROW)) ** 2)
            x = WIDTH / 2 + side * (INNER + (WIDTH / 2 - LABEL - INNER) * out)
            anchor = "start" if side > 0 else "end"
            yield Node(iri, fact, outgoing, round(x, 1), round(y, 1), anchor, name, min(order[name], MOST_KINDS - 1))


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on a timeline: percentages of the whole span."""

    start: float
    width: float
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars of several rows over one span of time, and where its years begin."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, float], ...]
    """Years, or months where there are few years, and where each begins."""


def timeline(posts: "Sequence[Post]") -> Timeline | None:
    """The evidence of posts over time: a bar from the first article to the last, a mark for each."""
    days = [_ordinal(day) for post in posts for day in post.days]
    if not days or max(days) - min(days) < 30:
        return None
    low, high = min(days) - 15, max(days) + 15

    def at(ordinal: float) -> float:
        return round((ordinal - low) / (high - low) * 100, 2)

    bars = []
    for post in posts:
        marks = sorted({_ordinal(day) for day in post.days})
        if marks:
            bars.append(Bar(at(marks[0]), round(at(marks[-1]) - at(marks[0]), 2), tuple(at(m) for m in marks[:60])))
        else:
            bars.append(Bar(0.0, 0.0, ()))
    return Timeline(tuple(bars), tuple(_named((when, at(_ordinal(when))) for when in _ticks(low, high))))


def _named(ticks: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """The ticks whose names have room: no name lies over the one before it or ends outside."""
    free = 0.0
    for when, x in ticks:
        if free <= x < NO_ROOM:
            yield when, x
            free = x + (YEAR_ROOM if len(when) == 4 else MONTH_ROOM)


def _ticks(low: int, high: int) -> Iterator[str]:
    """The years that begin between two days, or the months where there are fewer than three years; few of them."""
    first, last = date.fromordinal(low), date.fromordinal(high)
    years = range(first.year + 1, last.year + 1)
    if len(years) > 2:
        yield from (str(y) for y in years[:: -(-len(years) // MOST_TICKS)])
        return
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    for n in months[:: -(-len(months) // FEWER_TICKS) or 1]:
        yield f"{n // 12:04d}-{n % 12 + 1:02d}"


def _ordinal(day: str) -> int:
    """Day number of an ISO date, month or year."""
    return date.fromisoformat((day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]).toordinal()


@dataclass(frozen=True, slots=True)
class Moments:
    """Events along a line of time: percent of the whole span, and its ticks."""

    dots: tuple[tuple[float, str, str], ...]
    """Where each stands, the event, its day."""
    ticks: tuple[tuple[str, float], ...]


def moments(events: "Sequence[Happening]") -> Moments | None:
    """Dated events on a line; ``None`` for fewer than two, or within a month of each other."""
    dated = [(_ordinal(one.start), one) for one in events if one.start]
    days = [day for day, _ in dated]
    if len(days) < 2 or max(days) - min(days) < 30:
        return None
    spare = max(15, (max(days) - min(days)) // 20)
    low, high = min(days) - spare, max(days) + spare
    width = (high - low) / 100
    dots = tuple((round((day - low) / width, 1), one.event, one.start) for day, one in dated)
    named = _named((when, round((_ordinal(when) - low) / width, 1)) for when in _ticks(low, high))
    return Moments(dots, tuple(named))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a bar chart."""

    label: str
    value: float
    height: float
    """Percent of the tallest."""


def by_period(counts: Iterable[tuple[str, int]], most: int = 36) -> list[Column]:
    """``counts`` of months (``2024-03``) as columns, or of years where months would be too many; gaps included."""
    months = Counter(dict(counts))
    if len(months) < 3:
        return []
    names = _months(min(months), max(months))
    if len(names) > most:
        months = Counter({y: sum(n for m, n in months.items() if m[:4] == y) for y in {m[:4] for m in months}})
        names = [str(y) for y in range(int(min(months)), int(max(months)) + 1)]
    tallest = max(months.values())
    return [Column(name, months[name], round(months[name] / tallest * 100, 1)) for name in names[-most:]]


def _months(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = []
    while (name := f"{year:04d}-{month:02d}") <= last:
        found.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def shares(projects: "Sequence[Project]") -> dict[str, float]:
    """Of each project its greatest sum in yuan, in percent of the greatest of all; none for fewer than two."""
    greatest = {}
    for project in projects:
        sums = [(float(f.value.value), f.statistic) for f in project.figures if f.unit == "CNY"]
        if sums and max(sums)[0] > 0:
            greatest[max(sums)[1]] = max(sums)[0]
    most = max(greatest.values(), default=1.0)
    return {s: round(value / most * 100, 1) for s, value in greatest.items()} if len(greatest) > 1 else {}


def by_year(sums: Iterable[tuple[str, float]]) -> list[Column]:
    """The greatest of the sums stated for each year, gaps included; none for fewer than two years."""
    greatest: dict[int, float] = {}
    for when, value in sums:
        if when[:4].isdecimal() and value > 0:
            greatest[int(when[:4])] = max(greatest.get(int(when[:4]), 0.0), value)
    if len(greatest) < 2:
        return []
    most = max(greatest.values())
    years = range(min(greatest), max(greatest) + 1)
    return [Column(str(y), greatest.get(y, 0.0), round(greatest.get(y, 0.0) / most * 100, 1)) for y in years]
