"""Posts that go from one person to another: "who succeeds Rao Qiming as director", "his successor, Gu Lanting"."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from kg.reading.items import Item, ItemKind
from kg.reading.post_parts import has
from kg.reading.post_persons import VERB, Found, Person, back, before_aside
from kg.reading.post_words import words

#: How far a verb may stand behind its subject where the parse does not tell: "Rao Qiming, who in May succeeded".
_NEAR = 8


class Subjects(Protocol):
    """What the rest of the article tells."""

    def person_meant(self, item: Item) -> Person | None:
        """The person that the pronoun ``item`` refers to."""
        ...

    def subject(self, verb: Item) -> Person | None:
        """The person who is the subject of ``verb``."""
        ...


def both(items: Sequence[Item], at: int, context: Subjects) -> Found | None:
    """The two persons in "A succeeds B as", "A took over from B as", "B was replaced by A as", the "as" at ``at``."""
    if not has(items, at, "as"):
        return None
    who = before_aside(items, at - 1) - 1 if has(items, at - 1, ",") else at - 1
    if who < 1 or items[who].kind is not ItemKind.PERSON:
        return None
    verb = _verb_before(items, who)
    if verb is None:
        return None
    return Found([_person(items[who]), *_subject(items, verb, context)], VERB)


def passed(items: Sequence[Item], end: int, verb: Sequence[Item]) -> list[Person]:
    """The person in "takes over as mayor from B", "was succeeded as mayor by A": ``end`` is behind the post."""
    said = {item.low for item in verb}
    taken = bool(said & words("take")) and has(items, end, "from")
    given = bool(said & words("succeed")) and has(items, end, "by")
    there = (taken or given) and end + 1 < len(items) and items[end + 1].kind is ItemKind.PERSON
    return [_person(items[end + 1])] if there else []


def lost(items: Sequence[Item], at: int) -> Found | None:
    """The person in "the resignation of B as mayor", "B's resignation from the post of mayor"; ``at`` is before it."""
    while at > 0 and items[at].low in words("leaving") and items[at - 1].kind is not ItemKind.PERSON:
        at -= 1
    if has(items, at, "of", "from", "as") and at and items[at - 1].kind is ItemKind.PERSON:
        at -= 1
    if items[at].low in words("passing") and has(items, at - 1, "'s") and items[at - 2].kind is ItemKind.PERSON:
        return Found([_person(items[at - 2])], VERB)
    if items[at].kind is ItemKind.PERSON and has(items, at - 1, "of") and at > 1:
        return Found([_person(items[at])], VERB) if items[at - 2].low in words("passing") else None
    return None


@cache
def heralds() -> frozenset[str]:
    """The words at which :func:`inherited` and :func:`deputised` may find something."""
    return words("neighbours") | words("succeed") | {"place", "deputy", "deputies"}


def inherited(items: Sequence[Item], at: int, context: Subjects) -> tuple[Person, str | None] | None:
    """Who has the post of whom, the word at ``at`` being "succeeds", "place" or "predecessor" and no post stated.

    The second is ``None`` where a pronoun stands for who had it: whoever was said to hold a post last.
    """
    low = items[at].low
    if low in words("neighbours") and has(items, at - 1, "his", "her", "whose"):
        named = at + 1 + has(items, at + 1, ",")
        if named < len(items) and items[named].kind is ItemKind.PERSON:
            return _person(items[named]), None
    if low == "place" and has(items, at - 1, "his", "her") and at > 1 and items[at - 2].low in words("take"):
        return _first(_subject(items, at - 2, context), None)
    if low not in words("succeed") or at + 1 >= len(items) or has(items, at + 2, "as"):
        return None
    if has(items, at + 1, "by") and at + 2 < len(items) and items[at + 2].kind is ItemKind.PERSON:
        return (_person(items[at + 2]), None) if not has(items, at + 3, "as") else None
    if has(items, at + 1, "him", "her") and not (at + 2 < len(items) and items[at + 2].tag.startswith("NN")):
        return _first(_subject(items, at, context), None)
    if items[at + 1].kind is ItemKind.PERSON:
        return _first(_subject(items, at, context), items[at + 1].entity)
    return None


def deputised(items: Sequence[Item], at: int) -> Person | None:
    """The person in "and her deputy, Rao Qiming", whose post is that of the deputy of who was named last."""
    if not has(items, at, "deputy", "deputies") or not has(items, at - 1, "his", "her"):
        return None
    named = at + 1 + has(items, at + 1, ",")
    return _person(items[named]) if named < len(items) and items[named].kind is ItemKind.PERSON else None


def _first(people: list[Person], other: str | None) -> tuple[Person, str | None] | None:
    return (people[0], other) if people else None


def _verb_before(items: Sequence[Item], who: int) -> int | None:
    """The verb whose object, agent or source is the person at ``who``."""
    at = who - 1
    if items[at].low in words("succeed"):
        return at
    if has(items, at, "by") and at and items[at - 1].low in words("succeed"):
        return at - 1
    over = has(items, at, "from") and has(items, at - 1, "over") and at > 1 and items[at - 2].low in words("take")
    return at - 2 if over else None


def _subject(items: Sequence[Item], verb: int, context: Subjects) -> list[Person]:
    """The subject of ``items[verb]``: "who" behind a name, by the parse, or the name or pronoun before the verb."""
    if people := relative(items, verb):
        return people
    if person := context.subject(items[verb]):
        return [person]
    at = verb - 1
    while at >= 0 and verb - at < _NEAR and not items[at].named and not has(items, at, ".", ";"):
        if has(items, at, "he", "she"):
            meant = context.person_meant(items[at])
            return [meant] if meant else []
        at -= 1
    return back(items, at, False) if at >= 0 and verb - at < _NEAR else []


def relative(items: Sequence[Item], verb: int) -> list[Person]:
    """The person in "Rao Qiming, who in May stepped down", ``verb`` being of the clause that "who" begins."""
    for at in range(verb - 1, max(verb - _NEAR, -1), -1):
        if has(items, at, "who"):
            return back(items, at - 1 - has(items, at - 1, ","), False)
        if items[at].kind is not ItemKind.WORD:
            break
    return []


def _person(item: Item) -> Person:
    return Person(item.entity, item.start, item.end)
