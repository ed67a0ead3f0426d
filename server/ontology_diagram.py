"""The ontology's core as a picture: about a dozen classes, and the properties by which their things are tied.

Where a class stands is said here; what it is called, what is a kind of it, and whether it is there at all says the
ontology that is served.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.terms import CG, DCTERMS, ORG, PROV, SCHEMA
from server.vocabulary import Vocabulary

#: Class -> column and row of its box.
PLACES: Final = {
    ORG + "Role": (1, 0), CG + "Industry": (3, 0),
    CG + "Person": (0, 1), ORG + "Membership": (1, 1), CG + "Organization": (2, 1), CG + "Project": (3, 1),
    CG + "Event": (0, 3), CG + "Location": (2, 3), CG + "Statistic": (3, 3),
    CG + "Article": (0, 5), CG + "Passage": (1, 5), CG + "Claim": (2, 5),
}  # fmt: skip
EDGES: Final = (
    (ORG + "Membership", ORG + "member", CG + "Person"),
    (ORG + "Membership", ORG + "role", ORG + "Role"),
    (ORG + "Membership", ORG + "organization", CG + "Organization"),
    (CG + "Organization", CG + "operatesIn", CG + "Industry"),
    (CG + "Organization", CG + "develops", CG + "Project"),
    (CG + "Organization", CG + "locatedIn", CG + "Location"),
    (CG + "Project", CG + "locatedIn", CG + "Location"),
    (CG + "Event", CG + "participant", CG + "Person"),
    (CG + "Event", CG + "visited", CG + "Organization"),
    (CG + "Event", SCHEMA + "location", CG + "Location"),
    (CG + "Statistic", SCHEMA + "observationAbout", CG + "Location"),
    (CG + "Article", SCHEMA + "mentions", CG + "Event"),
    (CG + "Claim", PROV + "wasDerivedFrom", CG + "Passage"),
    (CG + "Passage", DCTERMS + "isPartOf", CG + "Article"),
)
#: Size of a box, distance from one to the next, room around all, in the picture's units.
BOX, PITCH, ROOM = (204, 54), (306, 92), 4


@dataclass(frozen=True, slots=True)
class Box:
    """A class in the picture; ``x`` and ``y`` of its upper left corner."""

    cls: str
    x: float
    y: float
    kinds: tuple[str, ...]
    """Classes that are kinds of it."""

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + BOX[0] / 2, self.y + BOX[1] / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A property from one class's box to another's."""

    start: str
    tie: str
    end: str
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def label(self) -> tuple[float, float]:
        """Where its name stands."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, arrows and the picture's size."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def diagram(vocabulary: Vocabulary) -> Diagram:
    """The picture of what ``vocabulary`` has of the core."""
    boxes = {cls: _box(vocabulary, cls, *place) for cls, place in PLACES.items() if cls in vocabulary.labels}
    arrows = tuple(_arrows(vocabulary, boxes))
    width = max((box.x for box in boxes.values()), default=0) + BOX[0] + ROOM
    height = max((box.y for box in boxes.values()), default=0) + BOX[1] + ROOM
    return Diagram(tuple(boxes.values()), arrows, width, height)


def _box(vocabulary: Vocabulary, cls: str, column: int, row: int) -> Box:
    kinds = sorted(c for c, wider in vocabulary.wider.items() if cls in wider and c.startswith(CG))
    return Box(cls, ROOM + column * PITCH[0], ROOM + row * PITCH[1], tuple(kinds))


def _arrows(vocabulary: Vocabulary, boxes: dict[str, Box]) -> Iterator[Arrow]:
    for start, prop, end in EDGES:
        if start in boxes and end in boxes and prop in vocabulary.labels:
            (x1, y1), (x2, y2) = boxes[start].middle, boxes[end].middle
            yield Arrow(start, prop, end, *_edge(x1, y1, x2, y2), *_edge(x2, y2, x1, y1))


def _edge(x: float, y: float, to_x: float, to_y: float) -> tuple[float, float]:
    """Where the line from a box's centre to another point leaves the box."""
    over = abs(to_x - x) / (BOX[0] / 2), abs(to_y - y) / (BOX[1] / 2)
    share = 1 / max(*over, 1)
    return round(x + (to_x - x) * share, 1), round(y + (to_y - y) * share, 1)
