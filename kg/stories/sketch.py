"""What is kept of an article so that it can be compared with others, later and without its reading."""

from datetime import date
from hashlib import blake2b

import msgspec
import zstandard

from kg.facts import Passage, Reading, Slot
from kg.stories.slugs import event_slugs, statistic_slugs

#: Passages of one event that are kept: the first ones say most.
MOST_PASSAGES = 4
#: Stands for no day: behind all others.
NO_DAY = date.max.toordinal()


class Happening(msgspec.Struct, array_like=True, frozen=True):
    """An event as its article tells it."""

    slug: str
    type: str
    label: str
    passages: tuple[Passage, ...]
    start: str | None
    end: str | None
    names: tuple[str, ...]
    """Of what stands in its slots."""


class Figure(msgspec.Struct, array_like=True, frozen=True):
    """A statistic as its article gives it."""

    slug: str
    about: str | None
    measure: str
    value: str
    unit: str
    qualifier: str | None
    date: str | None


class Sketch(msgspec.Struct, array_like=True, frozen=True):
    """One article."""

    article: str
    title: str | None
    language: str | None
    day: int
    """Of publication, as :meth:`datetime.date.toordinal` counts; ``NO_DAY`` where it is not known."""
    body: str
    mentions: tuple[Passage, ...]
    """Where names stand."""
    happenings: tuple[Happening, ...]
    figures: tuple[Figure, ...]


def sketch(reading: Reading) -> Sketch:
    """What is kept of ``reading``."""
    article = reading.article
    names = {entity.id: entity.names[0] for entity in reading.entities if entity.names}
    happenings = []
    for event, slug in zip(reading.events, event_slugs(article.id, reading.events), strict=True):
        slots = {argument.slot: argument.value for argument in reversed(event.arguments)}
        filled = (a.value for a in event.arguments if a.slot not in (Slot.START, Slot.END))
        happenings.append(
            Happening(
                slug, event.type.value, event.label, event.passages[:MOST_PASSAGES],
                slots.get(Slot.START), slots.get(Slot.END), tuple(sorted({names.get(v, v) for v in filled})),
            )
        )  # fmt: skip
    figures = (
        Figure(slug, names.get(s.about, s.about) if s.about else None, s.measure, str(s.value.normalize()), s.unit,
               s.qualifier, s.date)
        for slug, s in zip(statistic_slugs(article.id, reading.statistics), reading.statistics, strict=True)
    )  # fmt: skip
    mentions = tuple(sorted({passage for entity in reading.entities for passage in entity.mentions}))
    return Sketch(article.id, article.title, article.language, ordinal(article.date), article.body, mentions,
                  tuple(happenings), tuple(figures))  # fmt: skip


def ordinal(day: str | None) -> int:
    """The number of an ISO date; ``NO_DAY`` for anything else."""
    try:
        return date.fromisoformat((day or "")[:10]).toordinal()
    except ValueError:
        return NO_DAY


def number(article: str) -> int:
    """A number for an article's identifier that depends on nothing else; the order of these means nothing."""
    return int.from_bytes(blake2b(article.encode(), digest_size=8).digest(), signed=True)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Sketch).decode
_pack = zstandard.ZstdCompressor(level=1).compress
_unpack = zstandard.ZstdDecompressor().decompress


def pack(one: Sketch) -> bytes:
    """``one`` as one cell."""
    return _pack(_encode(one))


def unpack(cell: bytes) -> Sketch:
    """The sketch in one cell."""
    return _decode(_unpack(cell))
