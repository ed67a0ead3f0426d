"""Locator maps: where things lie and took place, drawn as plain data for an SVG template; no tiles, no script.

Coordinates are those of the reference data; a park, a company or an event stands at the narrowest place that it lies in
and that has some. The outlines of land come with the installation (``assets/build.py``); without them there is no map.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from server import i18n
from server.landmarks import landmarks
from server.outlines import HEIGHT, WIDTH, Window, available, outline
from server.questions import column, text
from server.site import Site
from server.view import Page
from server.wording import fit

if TYPE_CHECKING:
    from server.engine import Engine

#: A map shows at least this many degrees of latitude, about three hundred kilometres; more where nothing else is near.
LEAST: Final = 2.6
WIDER: Final = (LEAST, 3 * LEAST, 7 * LEAST)
#: Other places that make a map one to find one's way by.
ENOUGH_CONTEXT: Final = 4
#: Part of the map's sides that is kept free of markers.
MARGIN: Final = 0.16
#: Things whose places are looked up, markers with a name, other places for orientation.
MOST_THINGS, MOST_NAMED, MOST_CONTEXT = 80, 14, 8
#: Letters of a place's name.
MOST_LETTERS: Final = 24
#: How much larger names of markers are written on small screens (style.css): they fit there, too.
LARGER: Final = 22 / 14
#: Kilometres of one degree of latitude.
DEGREE: Final = 111.2


class Spot(NamedTuple):
    """A place with its coordinates."""

    place: str
    latitude: float
    longitude: float
    depth: int
    wide: bool
    """Whether it is a province: its coordinates are those of its seat, and tell nothing of what lies in it."""


class Lying(NamedTuple):
    """A thing at a place, and the triple that puts it there: its own, or of what it is part of or was held at."""

    thing: str
    subject: str
    property: str
    """Empty of a place that is the marker's own."""


@dataclass(frozen=True, slots=True)
class Label:
    """Where a marker's name is written."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on a map, and what of the page's things is there."""

    place: str
    things: tuple[Lying, ...]
    x: float
    y: float
    count: int = 0
    """How many things are there, where they are not listed."""
    radius: float = 7.0
    label: Label | None = None
    """``None`` where there is no room for it; the list has it."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town on a map to find one's way by."""

    name: str
    x: float
    y: float
    radius: float = 2.5
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A map: land, markers, other places for orientation, a scale bar."""

    land: str
    coast: str
    markers: tuple[Marker, ...]
    context: tuple["Town", ...]
    bar: tuple[float, int]
    """Length of the scale bar, and how many kilometres that is."""
    width: int = WIDTH
    height: int = HEIGHT


def spots(here: Site) -> Mapping[str, Spot]:
    """All places with coordinates; asked once a generation."""
    return _spots(here.engine, str(here.generation.path))


@lru_cache(maxsize=4)
def _spots(engine: "Engine", generation: str) -> Mapping[str, Spot]:
    return {
        row["place"].value: Spot(
            row["place"].value,
            float(row["latitude"].value),
            float(row["longitude"].value),
            int(row["depth"].value),
            _wide(row["code"].value if "code" in row else ""),
        )
        for row in engine.select(text("placed"))
    }


def _wide(code: str) -> bool:
    """Whether a division's code (GB/T 2260) is that of a province which is no city."""
    return code.endswith("0000") and code[:2] not in ("11", "12", "31", "50", "81", "82")


def locate(here: Site, page: Page, things: Iterable[str]) -> dict[str, list[Lying]]:
    """Places with coordinates -> those of ``things`` that lie there; their names are wanted from the page."""
    known = spots(here) if available() else {}
    asked = list(dict.fromkeys(t for t in things if here.urls.path(t)))[:MOST_THINGS] if known else []
    narrowest = {thing: (known[thing], Lying(thing, thing, "")) for thing in asked if thing in known}
    others = [thing for thing in asked if thing not in known]
    for row in page.questions.ask("where", {"thing": column(others)}) if others else ():
        thing, spot = row["thing"].value, known.get(row["place"].value)
        if spot and not spot.wide and (thing not in narrowest or spot.depth > narrowest[thing][0].depth):
            narrowest[thing] = spot, Lying(thing, row["subject"].value, row["property"].value)
    found: dict[str, list[Lying]] = defaultdict(list)
    for spot, lying in narrowest.values():
        found[spot.place].append(lying)
    page.want(*found)
    return dict(found)


def draw(here: Site, found: Mapping[str, Sequence[Lying]], counts: Mapping[str, int] | None = None) -> Map | None:
    """The map of places and the things at each; ``counts`` makes markers larger where there is more."""
    known = spots(here)
    shown = [known[place] for place in found if place in known]
    if not shown or not available():
        return None
    window, language = _oriented(shown), i18n.language()
    most = max((counts or {}).values(), default=0)
    markers = []
    for spot in sorted(shown, key=lambda s: -(counts or {}).get(s.place, len(found[s.place]))):
        count = (counts or {}).get(spot.place, 0)
        radius = 4 + min(3 * math.sqrt(count), 12 * math.sqrt(count / most)) if most else 7
        markers.append(
            Marker(spot.place, tuple(found[spot.place]), *window.place(spot.longitude, spot.latitude), count,
                   round(radius, 1))
        )  # fmt: skip
    land, coast = outline(window)
    return Map(land, coast, tuple(markers), tuple(_context(window, markers, language)), _bar(window))


Drawn = TypeVar("Drawn", Marker, Town)


def labelled(drawn: Map, name: Callable[[str], str]) -> Map:
    """``drawn`` with its names written where they cover neither each other nor a marker, the first markers first."""
    boxes = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in drawn.markers]
    boxes.append((0, HEIGHT - 40, 40 + drawn.bar[0], HEIGHT))

    def write(marker: Drawn, text: str, size: float) -> Drawn:
        letter = 0.65 if isinstance(marker, Marker) else 0.58  # of the size; markers' names are bold
        wide = sum(size if c > "\u2e7f" else size * letter for c in fit(text, MOST_LETTERS))
        for box, label in _ways(marker, wide, size):
            grown = _grown(box, label.anchor)
            taken = box if isinstance(marker, Marker) else grown  # small screens name few markers, but all towns
            outside = grown[0] < 0 or grown[2] > WIDTH or box[1] < 0 or box[3] > HEIGHT
            if not outside and not any(_cover(taken, b) for b in boxes):
                boxes.append(taken)
                return replace(marker, label=label)
        return marker

    markers = [write(m, name(m.place), 14) if n < MOST_NAMED else m for n, m in enumerate(drawn.markers)]
    context = [marker for m in drawn.context if (marker := write(m, m.name, 12)).label]
    return replace(drawn, markers=tuple(markers), context=tuple(context))


Box = tuple[float, float, float, float]


def _ways(marker: Marker | Town, wide: float, size: float) -> Iterator[tuple[Box, Label]]:
    """Right of a marker, left, below, above."""
    x, y, gap = marker.x, marker.y, marker.radius + 4
    for left, base, anchor in (
        (x + gap, y + size / 3, "start"), (x - gap - wide, y + size / 3, "end"),
        (x - wide / 2, y + gap + size * 0.8, "middle"), (x - wide / 2, y - gap, "middle"),
    ):  # fmt: skip
        at = {"start": left, "end": left + wide, "middle": x}[anchor]
        yield (left, base - size, left + wide, base + size / 4), Label(round(at, 1), round(base, 1), anchor)


def _grown(box: Box, anchor: str) -> Box:
    """What a name takes where it is written larger."""
    left, top, right, bottom = box
    wide, high = (LARGER - 1) * (right - left), (LARGER - 1) * (bottom - top)
    return left - wide * (anchor != "start"), top - high, right + wide * (anchor != "end"), bottom


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _oriented(shown: Sequence[Spot]) -> Window:
    """The smallest window that has other towns in it to find one's way by; the largest where none has."""
    window = around(shown)
    for least in WIDER:
        window = around(shown, least)
        markers = [Marker(spot.place, (), *window.place(spot.longitude, spot.latitude)) for spot in shown]
        if sum(1 for _ in islice(_context(window, markers), ENOUGH_CONTEXT)) == ENOUGH_CONTEXT:
            break
    return window


def around(shown: Sequence[Spot], least: float = LEAST) -> Window:
    """The window that holds all of ``shown`` with room at the sides, as wide and high as the picture asks."""
    south, north = min(s.latitude for s in shown), max(s.latitude for s in shown)
    west, east = min(s.longitude for s in shown), max(s.longitude for s in shown)
    middle, across = (south + north) / 2, (west + east) / 2
    stretch = max(0.2, math.cos(math.radians(middle)))
    room = 1 / (1 - 2 * MARGIN)
    high = max((north - south) * room, least, (east - west) * room * stretch * HEIGHT / WIDTH)
    high = min(high, 180.0)
    wide = min(max(high / stretch * WIDTH / HEIGHT, (east - west) * room), 360.0)
    middle = max(-90 + high / 2, min(90 - high / 2, middle))
    across = max(-180 + wide / 2, min(180 - wide / 2, across))
    return Window(across - wide / 2, middle - high / 2, across + wide / 2, middle + high / 2)


def _context(window: Window, markers: Sequence[Marker], language: str = "en") -> Iterator[Town]:
    """Towns inside the window, the larger ones first, none too near to what is drawn already."""
    drawn = [(m.x, m.y) for m in markers]
    left = MOST_CONTEXT
    for town in landmarks():
        if not (window.south < town.latitude < window.north and window.west < town.longitude < window.east):
            continue
        x, y = window.place(town.longitude, town.latitude)
        if not left or not (20 < x < WIDTH - 80 and 15 < y < HEIGHT - 15):
            continue
        if all(abs(x - a) > 110 or abs(y - b) > 22 for a, b in drawn):
            drawn.append((x, y))
            left -= 1
            yield Town(town.name(language), x, y)


def _bar(window: Window) -> tuple[float, int]:
    kilometres = (window.north - window.south) * DEGREE
    length = next(n for n in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5) if n <= kilometres / 3 or n == 5)
    return round(length / kilometres * HEIGHT, 1), length
