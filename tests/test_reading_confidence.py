"""Confidences are calibrated: the table's form, the line through its points, and that only confidences change."""

from dataclasses import replace

import pytest

from kg.evaluation.calibration import as_table
from kg.evaluation.scoring import Judged
from kg.facts import Article
from kg.reading.confidence import calibrated, curve, on
from kg.reading.reader import BuiltinReader

#: Relations and statistics are not among them: `kg train` makes their likelihoods mean what they say.
KINDS = ("entities", "memberships", "events", "arguments")


@pytest.mark.parametrize("kind", KINDS)
def test_more_stated_is_more_right(kind: str) -> None:
    points = curve(kind)
    assert points
    assert points == sorted(points)
    assert [right for _, right in points] == sorted(right for _, right in points)
    assert all(0 < value <= 1 for point in points for value in point)


@pytest.mark.parametrize(("stated", "right"), [(0.1, 0.4), (0.5, 0.4), (0.6, 0.5), (0.7, 0.6), (1.0, 0.6)])
def test_the_line_between_points(stated: float, right: float) -> None:
    assert on([(0.5, 0.4), (0.7, 0.6)], stated) == pytest.approx(right)
    assert on([], stated) == stated


def test_only_confidences_change() -> None:
    body = "Gu Lanting, mayor of Lanhe, visited Haiqi Group on May 6, 2022. Haiqi Group has 300 patents."
    reader = BuiltinReader()
    raw = reader.read_raw(Article(id="a", body=body, source="a.txt"))
    assert raw.statistics
    done = calibrated(raw)
    assert [replace(s, confidence=1.0) for s in done.statistics] == [replace(s, confidence=1.0) for s in raw.statistics]
    assert [s.confidence for s in done.statistics] == [on(curve("statistics"), s.confidence) for s in raw.statistics]
    assert reader.read(raw.article) == done


def test_a_fitted_table_can_be_read_back() -> None:
    judged = [Judged("events", 0.8, True), Judged("events", 0.8, False), Judged("events", 0.9, True)]
    lines = [line.split("\t") for line in as_table(judged).splitlines()]
    assert [kind for kind, _, _ in lines] == ["events"] * len(lines)
    assert [float(stated) for _, stated, _ in lines] == [0.8, 0.9]
