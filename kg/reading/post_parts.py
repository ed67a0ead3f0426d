"""The parts of posts: what a post is said to be of, and small questions to a row of items."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kg.reading.items import WORD, Item
from kg.reading.tables import rows
from kg.reading.titles import TitleMatch, titles


class How(StrEnum):
    """How a phrase names the body of its post."""

    NAME = "name"
    """By a name that is known."""
    NOMINAL = "nominal"
    """By a common noun or pronoun that refers back: "of the zone", "its"."""
    PRINTED = "printed"
    """By words that no known name covers."""


class Body(NamedTuple):
    """What a post is said to be of."""

    how: How
    start: int
    """First character in the clean text."""
    end: int
    value: str
    """Entity's id, the noun that refers back, or the words as printed."""
    before: bool = False
    """Stands before the title: "Qingdao Mayor", "the company's president"."""
    unit: str | None = None
    """A unit inside the body that is no body itself: "China department"."""
    unit_start: int = -1
    unit_end: int = -1
    link: str = "of"
    """The preposition after the title."""
    part_of: str = ""
    """Id of the body that a printed one is a branch or office of."""


class BodyRead(NamedTuple):
    """What the grammar read after a title."""

    body: Body | None
    end: int
    """Item where the phrase ends."""
    void: bool = False
    """The phrase states no post: "head of the delegation"."""


def words_from(items: Sequence[Item], start: int, most: int = 12) -> list[str]:
    """The words from ``start`` to the next name or mark, in lower case, ``most`` of them at most."""
    found = []
    for item in items[start : start + most]:
        if item.kind is not WORD:
            break
        found.append(item.low)
    return found


def title_at(items: Sequence[Item], at: int) -> TitleMatch | None:
    """The title whose words stand at ``at``."""
    if at >= len(items) or items[at].low not in titles().opening:
        return None
    return titles().match(words_from(items, at), 0)


def has(items: Sequence[Item], at: int, *lows: str) -> bool:
    """Whether there is an item at ``at`` and it is one of ``lows``."""
    return 0 <= at < len(items) and items[at].low in lows


@cache
def nouns() -> dict[str, bool]:
    """Nouns that can stand for a body, and whether to head it is a post ("the delegation": no)."""
    return {row["noun"]: row["classes"] != "-" for row in rows("nominals")}


@cache
def _first_words() -> frozenset[str]:
    """The words that nouns for a body begin with."""
    return frozenset(noun.split()[0] for noun in nouns())


#: Words of a noun for a body, at most.
LONGEST_NOUN = 4


def noun_at(items: Sequence[Item], at: int) -> str | None:
    """The noun of ``data/nominals.tsv`` that stands at ``at``, the longest one."""
    if at >= len(items) or items[at].low not in _first_words():
        return None
    given, known = words_from(items, at, LONGEST_NOUN), nouns()
    for size in range(len(given), 0, -1):
        noun = " ".join(given[:size])
        if noun in known:
            return noun
    return None
