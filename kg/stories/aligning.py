"""The events and figures that the copies of one story have in common."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec
from rapidfuzz.distance import Indel

from kg.naming import fold
from kg.stories.sketch import Figure, Happening, Sketch

#: How alike the words are that tell of one event in two copies, 0 to 1.
WORDS: Final = 0.6


class Event(msgspec.Struct, array_like=True):
    """An event of a story: what all copies call it."""

    slug: str
    label: str
    start: str | None
    end: str | None


class Statistic(msgspec.Struct, array_like=True, frozen=True):
    """A figure of a story: what all copies call it."""

    slug: str
    about: str | None
    measure: str
    qualifier: str | None
    date: str | None


class Told(msgspec.Struct, array_like=True, frozen=True):
    """What one article tells of its story."""

    events: tuple[Event, ...]
    """In the article's own order, as the figures are."""
    statistics: tuple[Statistic, ...]
    replaced: dict[str, str]
    """Ends of IRIs, with their kinds, that things would have had in this article alone, and those that they have."""


#: Events with their types, and the words and names with which each copy tells of them.
_Known = list[tuple[Event, str, list[tuple[list[str], tuple[str, ...]]]]]

#: Figures by what they are about, value and unit, with the words of their measures.
_Figures = defaultdict[tuple[str | None, str, str], list[tuple[Statistic, frozenset[str]]]]


def align(copies: Sequence[Sketch]) -> list[Told]:
    """For each of ``copies``, the first publication first, what its events and figures are called in the story."""
    events: _Known = []
    figures: _Figures = defaultdict(list)
    return [_tell(copy, events, figures) for copy in copies]


def _tell(copy: Sketch, known: _Known, figures: _Figures) -> Told:
    quotes = [[fold(copy.body[p.start : p.end]).split() for p in h.passages] for h in copy.happenings]
    matched = _match(copy.happenings, quotes, known)
    events: list[Event] = []
    replaced: dict[str, str] = {}
    for place, happening in enumerate(copy.happenings):
        if (at := matched.get(place)) is None:
            at = len(known)
            known.append((Event(happening.slug, happening.label, happening.start, happening.end), happening.type, []))
        event, _, told = known[at]
        told.append((quotes[place][0] if quotes[place] else [], happening.names))
        event.start, event.end = _date(event.start, happening.start), _date(event.end, happening.end)
        events.append(event)
        if happening.slug != event.slug:
            replaced[f"event/{happening.slug}"] = f"event/{event.slug}"
    statistics = _figures(copy.figures, figures)
    for figure, statistic in zip(copy.figures, statistics, strict=True):
        if figure.slug != statistic.slug:
            replaced[f"statistic/{figure.slug}"] = f"statistic/{statistic.slug}"
    return Told(tuple(events), tuple(statistics), replaced)


def _match(happenings: Sequence[Happening], quotes: list[list[list[str]]], known: _Known) -> dict[int, int]:
    """Which known event each of ``happenings`` is, by their places; the likest first, one each."""
    scores = []
    for place, happening in enumerate(happenings):
        for at, (_, type_, told) in enumerate(known):
            if type_ == happening.type:
                alike = max((_alike(quotes[place], happening.names, *one) for one in told), default=0.0)
                if alike >= WORDS:
                    scores.append((-round(alike, 6), at, place))
    found: dict[int, int] = {}
    for _, at, place in sorted(scores):
        if place not in found and at not in found.values():
            found[place] = at
    return found


def _alike(quotes: list[list[str]], names: tuple[str, ...], words: list[str], others: tuple[str, ...]) -> float:
    """How alike two tellings are: above all their words; names decide between events that one sentence tells."""
    best = max((Indel.normalized_similarity(quote, words) for quote in quotes), default=0.0)
    mine, theirs = {fold(name) for name in names}, {fold(name) for name in others}
    shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
    return best if best < WORDS else best + shared


def _date(known: str | None, told: str | None) -> str | None:
    """Of two dates of one event the one that was told first, unless the other only says more exactly the same."""
    return told if told and (not known or told.startswith(known)) else known


def _figures(own: Sequence[Figure], known: _Figures) -> list[Statistic]:
    """For each of ``own`` the figure of the story that it is, one each; new ones are added to ``known``.

    Two give the same value of the same thing, and the measure of one has all words of the other's ("expected total
    investment").
    """
    found = []
    taken: set[str] = set()
    for figure in own:
        rivals = known[fold(figure.about) if figure.about else None, figure.value, figure.unit]
        words = frozenset(fold(figure.measure).split())
        near = [(len(words ^ theirs), i) for i, (one, theirs) in enumerate(rivals)
                if one.slug not in taken and (words <= theirs or words >= theirs)]  # fmt: skip
        if near:
            one = rivals[min(near)[1]][0]
        else:
            one = Statistic(figure.slug, figure.about, figure.measure, figure.qualifier, figure.date)
            rivals.append((one, words))
        taken.add(one.slug)
        found.append(one)
    return found


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Told]).decode


def pack(told: list[Told]) -> bytes:
    """What the copies tell, as one cell."""
    return _encode(told)


def unpack(cell: bytes) -> list[Told]:
    """What stands in one cell."""
    return _decode(cell)
