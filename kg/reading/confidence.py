"""Confidence that means something: what a stage states, turned into how often facts so stated were right.

``data/calibration.tsv`` holds, for each kind of fact, points (stated, right) that rise in both; between them the line
is straight. ``kg evaluate GOLD_DIR --fit FILE`` makes the table from annotated articles.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from kg.facts import Entity, Event, Post, Reading, Relation, Statistic
from kg.reading.tables import rows

Curve = Sequence[tuple[float, float]]
_Fact = TypeVar("_Fact", Entity, Post, Relation, Statistic)


def calibrated(reading: Reading) -> Reading:
    """``reading`` with each confidence replaced by the share of facts of that kind, so stated, that were right."""
    return replace(
        reading,
        entities=_facts("entities", reading.entities),
        posts=_facts("memberships", reading.posts),
        events=tuple(_event(event) for event in reading.events),
        relations=_facts("relations", reading.relations),
        statistics=_facts("statistics", reading.statistics),
    )


def _facts(kind: str, facts: tuple[_Fact, ...]) -> tuple[_Fact, ...]:
    return tuple(replace(fact, confidence=on(curve(kind), fact.confidence)) for fact in facts)


def _event(event: Event) -> Event:
    slots = curve("arguments")
    arguments = tuple(replace(a, confidence=on(slots, a.confidence)) for a in event.arguments)
    return replace(event, confidence=on(curve("events"), event.confidence), arguments=arguments)


@cache
def curve(kind: str) -> Curve:
    """The points of ``kind``; none if the table has none, and what is stated then stands."""
    return [(float(row["stated"]), float(row["right"])) for row in rows("calibration") if row["kind"] == kind]


def on(points: Curve, stated: float) -> float:
    """The height of the line through ``points`` at ``stated``; level before the first and behind the last."""
    if not points:
        return stated
    index = bisect_left(points, stated, key=lambda point: point[0])
    if index == 0:
        return points[0][1]
    if index == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[index - 1], points[index]
    return round(y0 + (y1 - y0) * (stated - x0) / (x1 - x0), 3)
