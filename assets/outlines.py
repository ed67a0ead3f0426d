"""Turns the land outlines of the world-atlas package (TopoJSON of Natural Earth) into tiles that the server draws.

Land only, at three scales: ``land-110m``, ``land-50m`` and ``land-10m``. Each is cut into tiles, so that a map reads
and projects what it shows and nothing else. A tile has polygons to fill and the pieces of coast to stroke; the edges
along which tiles were cut are no coast. A file begins with the tiles' width; then there is a line for each tile: its
column and row, a tab, and its rings as JSON, so that nothing is parsed but what is drawn.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

#: Degrees around the world.
TURN = 360

Point = tuple[float, float]
Ring = list[Point]

#: Scale -> width of its tiles in degrees.
SCALES = {"110m": 90, "50m": 15, "10m": 5}
#: Decimal places of coordinates at each scale: a hundredth of a degree is about a kilometre.
PLACES = {"110m": 1, "50m": 2, "10m": 3}


def write(package: Path, folder: Path) -> None:
    """Outlines of all scales into ``folder``."""
    for scale, size in SCALES.items():
        topology = json.loads((package / f"land-{scale}.json").read_text())
        tiles = tiled(rings(topology), size, PLACES[scale])
        lines = [f"{tile}\t{json.dumps(found, separators=(',', ':'))}\n" for tile, found in tiles.items()]
        (folder / f"land-{scale}.tsv").write_text(f"{size}\n" + "".join(lines))


def rings(topology: dict) -> Iterator[Ring]:  # type: ignore[type-arg]
    """All rings of the topology's polygons, holes included: filled by the even-odd rule they need no order."""
    arcs = [list(decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points: Ring = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += arc[1:] if points else arc
                yield points


def decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    """Points of a quantised, delta-encoded arc."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    for across, up in arc:
        x, y = x + across, y + up
        yield x * kx + dx, y * ky + dy


def tiled(found: Iterator[Ring], size: int, places: int) -> dict[str, list[list[float]]]:
    """Tile ("column,row") -> rings, each as x, y, x, y, ..."""
    tiles: dict[str, list[list[float]]] = defaultdict(list)
    for ring in map(unrolled, found):
        for column, strip in cut(ring, 0, size):
            around = TURN if column * size >= 180 else -TURN if column * size < -180 else 0
            for row, piece in cut(strip, 1, size):
                flat = flattened([(x - around, y) for x, y in piece], places)
                if len(flat) >= 6:
                    tiles[f"{column - around // size},{row}"].append(flat)
    return dict(sorted(tiles.items()))


def unrolled(ring: Ring) -> Ring:
    """A ring that runs over the 180th meridian, without the jump from one side of the world to the other there.

    One that runs around the pole is left as it is: it closes nowhere else than along the map's edge.
    """
    turned, found, before = 0, [], ring[0][0]
    for x, y in ring:
        turned -= TURN * round((x - before) / TURN)
        found.append((x + turned, y))
        before = x
    return found if turned == TURN * round((ring[0][0] - before) / TURN) else ring


def cut(ring: Ring, axis: int, size: int) -> Iterator[tuple[int, Ring]]:
    """A ring's pieces in each strip along an axis: halved again and again, so that long rings are walked rarely."""
    low = min(point[axis] for point in ring)
    high = max(point[axis] for point in ring)
    first, last = int(low // size), int(-(-high // size)) - 1
    yield from _halved(ring, axis, size, first, max(first, last))


def _halved(ring: Ring, axis: int, size: int, first: int, last: int) -> Iterator[tuple[int, Ring]]:
    if not ring:
        return
    if first == last:
        yield first, ring
        return
    middle = (first + last + 1) // 2
    yield from _halved(side(ring, axis, middle * size, below=True), axis, size, first, middle - 1)
    yield from _halved(side(ring, axis, middle * size, below=False), axis, size, middle, last)


def side(ring: Ring, axis: int, at: float, *, below: bool) -> Ring:
    """The part of a ring on one side of a line (Sutherland and Hodgman)."""
    kept: Ring = []
    previous = ring[-1]
    for point in ring:
        inside, was = _within(point[axis], at, below), _within(previous[axis], at, below)
        if inside != was:
            share = (at - previous[axis]) / (point[axis] - previous[axis])
            other = previous[1 - axis] + share * (point[1 - axis] - previous[1 - axis])
            kept.append((at, other) if axis == 0 else (other, at))
        if inside:
            kept.append(point)
        previous = point
    return kept


def flattened(ring: Ring, places: int) -> list[float]:
    """Coordinates in a row, rounded, neighbours that became equal once."""
    flat: list[float] = []
    for x, y in ring:
        pair = [round(x, places), round(y, places)]
        if flat[-2:] != pair:
            flat += pair
    return flat


def _within(value: float, at: float, below: bool) -> bool:
    return value <= at if below else value >= at
