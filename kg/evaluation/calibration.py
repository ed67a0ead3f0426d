"""Calibration: how often facts of a stated confidence are right, as numbers, a table and a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.evaluation.scoring import Judged

#: Upper edges of the bins; confidences crowd near one, so the bins are narrower there.
EDGES: Final = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts whose confidence lies above ``low`` and up to ``high``."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean stated confidence."""
    accuracy: float
    """Share that is right."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How confidence and correctness go together over some facts."""

    bins: tuple[Bin, ...]
    count: int
    error: float
    """Expected calibration error: the mean distance between confidence and accuracy, weighted by the bins' sizes."""
    brier: float
    """Mean squared distance between confidence and being right."""


def reliability(judged: Sequence[Judged]) -> Reliability:
    """Bins and figures of ``judged``; empty bins are left out."""
    bins: list[Bin] = []
    low = 0.0
    for high in EDGES:
        inside = [j for j in judged if low < j.confidence <= high or (low == 0.0 and j.confidence == 0.0)]
        if inside:
            stated = sum(j.confidence for j in inside) / len(inside)
            right = sum(j.correct for j in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), stated, right))
        low = high
    count = len(judged)
    error = sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / count if count else 0.0
    brier = sum((j.confidence - j.correct) ** 2 for j in judged) / count if count else 0.0
    return Reliability(tuple(bins), count, error, brier)


def table(found: Reliability) -> str:
    """The bins as a table with bars, for a terminal."""
    lines = ["confidence    facts  stated  right"]
    for b in found.bins:
        bar = "█" * round(20 * b.accuracy)
        lines.append(f"{b.low:.2f} - {b.high:.2f} {b.count:6}   {b.confidence:.2f}   {b.accuracy:.2f}  {bar}")
    lines.append(f"calibration error {found.error:.3f}, Brier score {found.brier:.3f}, {found.count} facts")
    return "\n".join(lines)


_SIZE: Final = 360
_MARGIN: Final = 48


def svg(found: Reliability, title: str) -> str:
    """The reliability plot: stated confidence across, share that is right upwards; the diagonal is perfect."""

    def x(value: float) -> float:
        return _MARGIN + value * (_SIZE - 2 * _MARGIN)

    def y(value: float) -> float:
        return _SIZE - _MARGIN - value * (_SIZE - 2 * _MARGIN)

    largest = max((b.count for b in found.bins), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-labelledby="t d">',
        f'<title id="t">{_escape(title)}</title>',
        f'<desc id="d">Calibration error {found.error:.3f} over {found.count} facts.</desc>',
        "<style>text{font:11px system-ui,sans-serif;fill:#333}.l{stroke:#999;fill:none}"
        ".d{stroke:#999;stroke-dasharray:4 4}"
        ".p{fill:#1f6feb;stroke:#fff}.c{stroke:#1f6feb;fill:none;stroke-width:1.5}.bg{fill:#fff}"
        "@media(prefers-color-scheme:dark){text{fill:#ddd}.bg{fill:#161616}.p{fill:#79b8ff;stroke:#161616}.c{stroke:#79b8ff}}</style>",
        f'<rect class="bg" width="{_SIZE}" height="{_SIZE}"/>',
        f'<path class="l" d="M{x(0)} {y(1)}V{y(0)}H{x(1)}"/>',
        f'<path class="d" d="M{x(0)} {y(0)}L{x(1)} {y(1)}"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{x(tick):.0f}" y="{y(0) + 16:.0f}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{x(0) - 6:.0f}" y="{y(tick) + 4:.0f}" text-anchor="end">{tick:g}</text>')
    if found.bins:
        line = "L".join(f"{x(b.confidence):.1f} {y(b.accuracy):.1f}" for b in found.bins)
        parts.append(f'<path class="c" d="M{line}"/>')
    for b in found.bins:
        radius = 3 + 7 * (b.count / largest) ** 0.5
        label = f"{b.count} facts stated {b.confidence:.2f}, right {b.accuracy:.2f}"
        parts.append(
            f'<circle class="p" cx="{x(b.confidence):.1f}" cy="{y(b.accuracy):.1f}" r="{radius:.1f}">'
            f"<title>{label}</title></circle>"
        )
    parts += [
        f'<text x="{x(0.5):.0f}" y="{_SIZE - 12}" text-anchor="middle">stated confidence</text>',
        f'<text x="14" y="{y(0.5):.0f}" text-anchor="middle" transform="rotate(-90 14 {y(0.5):.0f})">'
        "share that is right</text>",
        f'<text x="{_SIZE / 2:.0f}" y="24" text-anchor="middle">{_escape(title)}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def as_table(judged: Sequence[Judged]) -> str:
    """The fitted points of each kind as rows of ``kg/reading/data/calibration.tsv``."""
    kinds = sorted({j.kind for j in judged})
    points = ((kind, *point) for kind in kinds for point in fit(j for j in judged if j.kind == kind))
    return "".join(f"{kind}\t{stated:g}\t{right:g}\n" for kind, stated, right in points)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fit(judged: Iterable[Judged]) -> list[tuple[float, float]]:
    """Steps (stated, share that is right), rising in both, by pooling adjacent violators; for one kind of fact.

    Two facts of each sort, right and wrong, are added at the mean, so that few facts never make a certainty.
    """
    groups: dict[float, list[bool]] = {}
    for j in judged:
        groups.setdefault(round(j.confidence, 2), []).append(j.correct)
    if not groups:
        return []
    mean = sum(map(sum, groups.values())) / sum(map(len, groups.values()))
    blocks: list[list[float]] = []  # weight, sum of stated, sum of right
    for stated, rights in sorted(groups.items()):
        blocks.append([len(rights), stated * len(rights), sum(rights)])
        while len(blocks) > 1 and blocks[-2][2] / blocks[-2][0] >= blocks[-1][2] / blocks[-1][0]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    pooled = [(s / w, (r + 4 * mean) / (w + 4)) for w, s, r in blocks]
    steps: list[tuple[float, float]] = []
    for stated, right in pooled:
        if steps and right <= steps[-1][1]:
            continue
        steps.append((round(stated, 3), round(right, 3)))
    return steps
