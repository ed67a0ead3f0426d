"""The event before and the event after: in its series, of who led it, at what was visited."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.search import Lists, SearchIndex
from kg.search.lists import Row
from kg.terms import CG, SCHEMA
from server.view import Page

#: Whose earlier and later events a page leads to, by what they are to the event, those that tell most first.
FOLLOWED: Final = (
    CG + "leader", CG + "host", CG + "speaker", CG + "organizer", CG + "visited", CG + "about", SCHEMA + "location",
)  # fmt: skip
#: Threads of one page.
MOST: Final = 4
#: Rows of one day that are looked through for the event itself.
MOST_A_DAY: Final = 50
#: Events of like names that are looked through for those of a series.
MOST_ALIKE: Final = 50
#: Letters that the common part of a series' names has at least; a Chinese character counts for two.
LEAST_STEM: Final = 8
#: What tells one event of a series from another: its number, its year.
_TURN: Final = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|annual|the|its)\b"
    r"|第[\d〇一二三四五六七八九十百]+[届次]|\d+年?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """An event beside the page's own, and its day."""

    event: str
    start: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Events that belong together, as seen from one of them."""

    thing: str
    """What they have in common; empty for the series that their names make."""
    before: Step | None
    after: Step | None


def threads(page: Page, lists: Lists, index: SearchIndex, event: str, names: Sequence[str], start: str) -> list[Thread]:
    """The threads that an event stands in, whose facts the page has; none for one without a date."""
    if not start:
        return []
    found = [made for made in [_series(index, page.cls(event), names, event, start)] if made]
    seen = {(made.before, made.after) for made in found}
    for thing in _followed(page, event):
        made = _of(page, lists, thing, event, start)
        if (made.before or made.after) and (made.before, made.after) not in seen:
            seen.add((made.before, made.after))
            found.append(made)
    kept = found[:MOST]
    for made in kept:
        page.want(*(iri for iri in (made.thing, *(s.event for s in (made.before, made.after) if s)) if iri))
    return kept


def _followed(page: Page, event: str) -> Iterator[str]:
    """Who and what of the event has other events that belong to the same story."""
    for prop in FOLLOWED:
        for fact in page.facts.values():
            if fact.subject == event and fact.predicate == prop and isinstance(fact.value, NamedNode):
                yield fact.value.value


def _of(page: Page, lists: Lists, thing: str, event: str, start: str) -> Thread:
    """Its neighbours in the list of one thing's events."""
    rows, until = lists.rows("event", thing, MOST_A_DAY, 0, start)
    place = next((n for n, row in enumerate(rows) if row["event"] == event), None)
    if place is None:
        return Thread(thing, None, None)
    earlier = rows[place + 1 : place + 2]
    later = rows[place - 1 : place] if place else _next(lists, thing, until)
    return Thread(thing, _step(earlier), _step(later))


def _next(lists: Lists, thing: str, until: int) -> Sequence[Row]:
    """The first event after all those up to a day, of which there are ``until``."""
    _, total = lists.rows("event", thing, 1)
    return lists.rows("event", thing, 1, total - until - 1)[0] if total > until else ()


def _step(rows: Sequence[Row]) -> Step | None:
    return Step(rows[0]["event"], rows[0]["start"]) if rows and rows[0]["start"] else None


def _series(index: SearchIndex, cls: str, names: Sequence[str], event: str, start: str) -> Thread | None:
    """Its neighbours among events of the same name but for number and year; ``None`` for a name without these."""
    stems = {stem for name in names if (stem := _stem(name))}
    found: dict[tuple[str, str], None] = {}
    for stem in stems:
        for hit in index.search(stem, {"type": [cls]}, limit=MOST_ALIKE, facets=False, reasons=False).hits:
            if hit.when and hit.iri != event and any(_stem(_own(label)) == stem for label in hit.labels.values()):
                found[hit.when, hit.iri] = None
    before = max((key for key in found if key < (start, event)), default=None)
    after = min((key for key in found if key > (start, event)), default=None)
    steps = [Step(key[1], key[0]) if key else None for key in (before, after)]
    return Thread("", *steps) if any(steps) else None


def _own(title: str) -> str:
    """The name that an event's title begins with, before who and what it was about."""
    return re.split(r": |：", title)[0]


def _stem(name: str) -> str:
    """What the names of a series have in common; empty for a name that tells of no turn, or of hardly anything else."""
    stem = " ".join(_TURN.sub(" ", name.lower()).split())
    return stem if stem != " ".join(name.lower().split()) and _width(stem) >= LEAST_STEM else ""


def _width(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)
