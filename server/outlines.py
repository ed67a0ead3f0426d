"""Outlines of land and coast for the maps, from files that come with the installation (``assets/build.py``)."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

#: Size of a map, in units of its drawing.
WIDTH, HEIGHT = 720, 420
#: Degrees of longitude from which on a coarser outline is enough.
SCALES: Final = ((60.0, "110m"), (14.0, "50m"), (0.0, "10m"))


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the world that a map shows: equirectangular around its middle."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> str:
        """The outline that is fine enough."""
        return next(name for least, name in SCALES if self.east - self.west >= least)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point is drawn."""
        x = (longitude - self.west) / (self.east - self.west) * WIDTH
        return round(x, 1), round((self.north - latitude) / (self.north - self.south) * HEIGHT, 1)


@cache
def tiles(scale: str) -> tuple[int, Mapping[str, bytes]]:
    """Width of an outline's tiles, and each tile's rings as they stand in the file."""
    path = files("server").joinpath("static", "vendor", f"land-{scale}.tsv")
    if not path.is_file():
        return 0, {}
    first, *lines = path.read_bytes().splitlines()
    return int(first), {name.decode(): rings for name, _, rings in (line.partition(b"\t") for line in lines)}


def available() -> bool:
    """Whether the outlines were made."""
    return bool(tiles(SCALES[0][1])[0])


@lru_cache(maxsize=256)
def outline(window: Window) -> tuple[str, str]:
    """Land and coast of a window as SVG paths."""
    size, known = tiles(window.scale)
    if not size:
        return "", ""
    land: list[str] = []
    coast: list[str] = []
    for across in range(math.floor(window.west / size), math.ceil(window.east / size)):
        for up in range(math.floor(window.south / size), math.ceil(window.north / size)):
            for ring in json.loads(known.get(f"{across},{up}", b"[]")):
                points = list(_thinned(window, ring, size))
                if len(points) > 2:
                    land.append("M" + "L".join(f"{x:g} {y:g}" for x, y, _ in points) + "Z")
                    coast += _coast(points, size, ring)
    return "".join(land), "".join(coast)


def _thinned(window: Window, ring: Sequence[float], size: int) -> Iterator[tuple[float, float, int]]:
    """A ring's points as they are drawn, with their number in it; few where nothing is seen of them.

    Those along the edges of a tile stay, or what is no coast could not be told from it.
    """
    last = (math.inf, math.inf)
    for i in range(0, len(ring), 2):
        x, y = window.place(ring[i], ring[i + 1])
        seen = -10 < x < WIDTH + 10 and -10 < y < HEIGHT + 10
        edge = ring[i] % size == 0 or ring[i + 1] % size == 0
        if edge or abs(x - last[0]) + abs(y - last[1]) >= (1.4 if seen else 30):
            last = (x, y)
            yield x, y, i


def _coast(points: Sequence[tuple[float, float, int]], size: int, ring: Sequence[float]) -> Iterator[str]:
    """The pieces of a ring that are coast: not along the edges of its tile."""
    drawing = False
    previous = points[-1]
    for x, y, i in points:
        a, b = previous[2], i
        edge = any(ring[a + k] == ring[b + k] and ring[b + k] % size == 0 for k in (0, 1))
        if not edge:
            yield (f"L{x:g} {y:g}" if drawing else f"M{previous[0]:g} {previous[1]:g}L{x:g} {y:g}")
        drawing = not edge
        previous = (x, y, i)
