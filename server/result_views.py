"""What a table of results can be shown as besides a table: a chart, a timeline, a graph, where its columns fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.terms import XSD
from server.questions import Term
from server.urls import Urls

Rows = Sequence[Sequence[Term | None]]

NAMES: Final = ("table", "chart", "timeline", "graph")
#: Rows that a chart and a timeline draw, and things that a graph does; the table has all of them.
MOST_BARS: Final = 60
MOST_DATES: Final = 200
MOST_NODES: Final = 24
NUMBERS: Final = tuple(XSD + kind for kind in ("integer", "decimal", "double", "float"))
DATES: Final = tuple(XSD + kind for kind in ("date", "gYearMonth", "gYear", "dateTime"))
#: Size of a graph's picture: width, a row's height, where the columns of things stand.
WIDTH, ROW, LEFT, RIGHT = 720, 34, 270, 450


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart."""

    labels: tuple[Term, ...]
    value: Term
    width: float
    """Percent of the greatest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of a timeline."""

    day: Term
    place: float
    """Percent of the whole span."""
    what: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A timeline: its rows in order, and where its years begin."""

    moments: tuple[Moment, ...]
    years: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in a graph's picture."""

    iri: str
    y: float


@dataclass(frozen=True, slots=True)
class Graph:
    """Things of two columns and the rows that join them."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    edges: tuple[tuple[float, float], ...]
    height: int
    left_out: int
    columns: tuple[str, str]


@dataclass(slots=True)
class Views:
    """What fits the columns of a table."""

    bars: tuple[Bar, ...] = ()
    span: Span | None = None
    graph: Graph | None = None
    names: tuple[str, ...] = field(default=("table",))


def views(columns: Sequence[str], rows: Rows, urls: Urls) -> Views:
    """All views that a table can be shown in."""
    if len(rows) < 2:
        return Views()
    found = Views(bars(rows), span(rows), graph(columns, rows, urls))
    fitting = {"table": True, "chart": found.bars, "timeline": found.span, "graph": found.graph}
    found.names = tuple(name for name in NAMES if fitting[name])
    return found


def figure(term: Term | None) -> float | None:
    """A numeric literal's value."""
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        return float(term.value)
    return None


def bars(rows: Rows) -> tuple[Bar, ...]:
    """The last column of figures as bars, the columns before it as what they are called; none below zero."""
    shown = rows[:MOST_BARS]
    width = len(shown[0])
    numeric = [i for i in range(width) if all(figure(row[i]) is not None for row in shown)]
    if not numeric or width < 2:
        return ()
    values = [figure(row[numeric[-1]]) or 0.0 for row in shown]
    if min(values) < 0 or max(values) <= 0:
        return ()
    called = [i for i in range(width) if i != numeric[-1]]
    return tuple(
        Bar(tuple(t for i in called if (t := row[i]) is not None), term, round(value / max(values) * 100, 1))
        for row, value in zip(shown, values, strict=True)
        if (term := row[numeric[-1]]) is not None
    )


def ordinal(term: Term | None) -> int | None:
    """Day number of a date, month or year."""
    if not isinstance(term, Literal) or term.datatype.value not in DATES:
        return None
    year, month, day = ([*term.value[:10].split("-"), "01", "01"])[:3]
    try:
        return date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None


def span(rows: Rows) -> Span | None:
    """Rows by the first column that has a date in each; ``None`` where there is none, or all are of one day."""
    shown = rows[:MOST_DATES]
    width = len(shown[0])
    column = next((i for i in range(width) if all(ordinal(row[i]) is not None for row in shown)), None)
    if column is None or width < 2:
        return None
    dated = sorted(((ordinal(row[column]) or 0, number, row) for number, row in enumerate(shown)), key=lambda r: r[:2])
    low, high = dated[0][0], dated[-1][0]
    if low == high:
        return None
    margin = max(1, (high - low) // 40)
    low, high = max(1, low - margin), high + margin

    def at(day: int) -> float:
        return round((day - low) / (high - low) * 100, 2)

    moments = [
        Moment(t, at(day), tuple(v for i, v in enumerate(row) if i != column and v is not None))
        for day, _, row in dated
        if (t := row[column]) is not None
    ]
    first, last = date.fromordinal(low).year, date.fromordinal(high).year
    step = max(1, (last - first) // 12)
    years = [(year, at(date(year, 1, 1).toordinal())) for year in range(first, last + 1, step)]
    return Span(tuple(moments), tuple((year, x) for year, x in years if x >= 0))


def graph(columns: Sequence[str], rows: Rows, urls: Urls) -> Graph | None:
    """The first two columns of things, each row a line between two of them."""
    width = len(rows[0])
    things = [i for i in range(width) if all(_is_thing(row[i], urls) for row in rows)]
    if len(things) < 2:
        return None
    pairs = list(dict.fromkeys((str(row[things[0]].value), str(row[things[1]].value)) for row in rows))  # type: ignore[union-attr]
    kept, left, right = _kept(pairs)
    height = max(120, ROW * max(len(left), len(right)))
    nodes = [_column(side, height) for side in (left, right)]
    heights = [{node.iri: node.y for node in side} for side in nodes]
    edges = tuple((heights[0][a], heights[1][b]) for a, b in kept)
    return Graph(nodes[0], nodes[1], edges, height, len(pairs) - len(kept), (columns[things[0]], columns[things[1]]))


def _is_thing(term: Term | None, urls: Urls) -> bool:
    return isinstance(term, NamedNode) and urls.path(term.value) is not None


def _kept(pairs: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pairs in order as long as there is room for their things."""
    left: dict[str, None] = {}
    right: dict[str, None] = {}
    kept = []
    for a, b in pairs:
        if len(left | {a: None}) + len(right | {b: None}) <= MOST_NODES:
            left[a] = right[b] = None
            kept.append((a, b))
    return kept, list(left), list(right)


def _column(iris: Sequence[str], height: int) -> tuple[Node, ...]:
    return tuple(Node(iri, round((i + 0.5) * height / len(iris), 1)) for i, iri in enumerate(iris))
