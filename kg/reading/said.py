"""What an article says, for people and other programs: the reading as plain JSON values, each fact with its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.facts import Passage, Reading, Slot


@dataclass(frozen=True, slots=True)
class Said:
    """One fact in words."""

    kind: str
    """"post", "event", "argument", "relation", "statistic"."""
    words: str
    passages: tuple[Passage, ...]
    confidence: float
    entities: tuple[str, ...] = ()
    """Ids of the entities that it is about."""


def facts(reading: Reading) -> Iterator[Said]:
    """The facts of ``reading`` in words, posts first, then events with their slots, relations, statistics."""
    name = _names(reading)
    for post in reading.posts:
        of = f" of {name(post.of)}" if post.of else ""
        yield Said(
            "post", f"{name(post.person)}: {post.role}{of}", post.passages, post.confidence, _ids(post.person, post.of)
        )
    for event in reading.events:
        yield Said("event", f"{event.type}: {event.label}", event.passages, event.confidence)
        for a in event.arguments:
            dated = a.slot in (Slot.START, Slot.END)
            value = a.value if dated else name(a.value)
            ids = () if dated else (a.value,)
            yield Said("argument", f"{event.label}: {a.slot} {value}", a.passages, a.confidence, ids)
    for r in reading.relations:
        words = f"{name(r.subject)} {r.predicate} {name(r.object)}"
        yield Said("relation", words, r.passages, r.confidence, (r.subject, r.object))
    for s in reading.statistics:
        qualifier = f"{s.qualifier} " if s.qualifier else ""
        period = f" ({s.date})" if s.date else ""
        words = f"{name(s.about)}: {s.measure} {qualifier}{s.value:,f} {s.unit}{period}"
        yield Said("statistic", words, s.passages, s.confidence, _ids(s.about))


def as_json(reading: Reading) -> dict[str, Any]:
    """``reading`` as JSON values: every fact with its quotes and their offsets (code points, end exclusive)."""
    article = reading.article

    def quotes(passages: Iterable[Passage]) -> list[dict[str, Any]]:
        return [{"start": p.start, "end": p.end, "quote": article.body[p.start : p.end]} for p in passages]

    return {
        "article": {
            "id": article.id, "source": article.source, "title": article.title, "date": article.date,
            "publisher": article.publisher, "language": article.language,
        },
        "reader": reading.reader,
        "entities": [
            _bare(
                id=e.id, type=str(e.type), names=list(e.names), rebuilt=list(e.rebuilt), jurisdiction=e.jurisdiction,
                confidence=e.confidence, mentions=quotes(e.mentions),
            )
            for e in reading.entities
        ],
        "memberships": [
            _bare(
                person=p.person, role=p.role, printed=p.printed, of=p.of, confidence=p.confidence,
                evidence=quotes(p.passages),
            )
            for p in reading.posts
        ],
        "events": [
            _bare(
                id=e.id, type=str(e.type), label=e.label, confidence=e.confidence, evidence=quotes(e.passages),
                arguments=[
                    _bare(slot=str(a.slot), value=a.value, confidence=a.confidence, evidence=quotes(a.passages))
                    for a in e.arguments
                ],
            )
            for e in reading.events
        ],
        "relations": [
            _bare(s=r.subject, p=str(r.predicate), o=r.object, confidence=r.confidence, evidence=quotes(r.passages))
            for r in reading.relations
        ],
        "statistics": [
            _bare(
                about=s.about, measure=s.measure, value=_number(s.value), unit=s.unit, date=s.date,
                qualifier=s.qualifier, confidence=s.confidence, evidence=quotes(s.passages),
            )
            for s in reading.statistics
        ],
        "rejected": [{"what": r.what, "reason": r.reason} for r in reading.rejected],
    }  # fmt: skip


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _bare(**values: Any) -> dict[str, Any]:
    """``values`` without those that say nothing."""
    return {key: value for key, value in values.items() if value not in (None, [])}


def _ids(*ids: str | None) -> tuple[str, ...]:
    return tuple(id for id in ids if id is not None)


def _names(reading: Reading) -> Any:
    known = {e.id: e.names[0] if e.names else e.id for e in reading.entities}
    return lambda id: known.get(id, id)
