"""Whether two articles are copies of one story, from their texts alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from kg.stories.sketch import NO_DAY
from kg.stories.words import FEWEST, Tells, Text

#: Words in a row that two texts must share for these to count as the same passage.
RUN: Final = 3
#: How much of the shorter text must stand in the longer one.
SHORTER: Final = 0.8
#: How much of the longer text it then is, unless it is cut from its beginning.
LONGER: Final = 0.6
#: How much of it a text cut from its beginning is at least, and where in it that must begin at the latest.
CUT, BEGINNING = 0.3, 0.1
#: Days between two copies; where the text counts from the day of print, a story of another day has the same words.
DAYS, DAYS_COUNTED = 31, 3


@dataclass(frozen=True, slots=True)
class _Edit:
    """What stands in two texts between two passages that they share: words ``a0`` to ``a1`` and ``b0`` to ``b1``."""

    a0: int
    a1: int
    b0: int
    b1: int


def likeness(one: Text, other: Text, days: tuple[int, int]) -> float | None:
    """How much of the longer text the two have in common (0 to 1) if they are copies, else None.

    Symmetric. Copies may be cut, edited lightly and stand on other pages; they do not give other names, dates or
    figures in the place of each other's.
    """
    a, b = sorted((one, other), key=lambda text: (len(text.words), text.words))
    if len(a.words) < FEWEST or too_far(days, counted=one.counted or other.counted):
        return None
    edits = list(_edits(a.words, b.words))
    shared = len(a.words) - sum(edit.a1 - edit.a0 for edit in edits)
    if shared < SHORTER * len(a.words):
        return None
    if shared < LONGER * len(b.words):
        first = edits[0] if edits else _Edit(0, 0, 0, 0)
        begins = first.b1 if (first.a0, first.b0) == (0, 0) else 0
        if shared < CUT * len(b.words) or begins > BEGINNING * len(b.words):
            return None
    if any(_other_facts(a, b, edit) for edit in edits):
        return None
    return round(shared / len(b.words), 6)


def too_far(days: tuple[int, int], *, counted: bool = False) -> bool:
    """Whether two articles of these days cannot be copies; ``counted``: one has dates that count from its day."""
    return NO_DAY not in days and abs(days[0] - days[1]) > (DAYS_COUNTED if counted else DAYS)


def _edits(a: Sequence[str], b: Sequence[str]) -> Iterator[_Edit]:
    """The places where the texts differ, in order; words that happen to agree inside one belong to it."""
    a0 = b0 = 0
    for block in Indel.opcodes(a, b).as_matching_blocks():
        if block.size < RUN and (block.a, block.b, block.size) != (len(a), len(b), 0):
            continue
        if (a0, b0) != (block.a, block.b):
            yield _Edit(a0, block.a, b0, block.b)
        a0, b0 = block.a + block.size, block.b + block.size


def _other_facts(a: Text, b: Text, edit: _Edit) -> bool:
    """Whether the two tell different things here: each has names that the other has nowhere, or other figures."""
    here, there = _told(a, edit.a0, edit.a1), _told(b, edit.b0, edit.b1)
    if here[Tells.NAME] - b.names and there[Tells.NAME] - a.names:
        return True
    return any(here[kind] - there[kind] and there[kind] - here[kind] for kind in (Tells.FIGURE, Tells.WEEKDAY))


def _told(text: Text, start: int, end: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in Tells}
    for i in range(start, end):
        found[text.kinds[i]].add(text.words[i])
    return found
