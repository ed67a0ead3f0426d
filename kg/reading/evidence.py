"""The evidence check that every reader's facts pass: no passage, no fact.

It knows nothing of how a fact was found, so that a grammar and a language model stand under the same law.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

from kg.facts import (
    Argument,
    Entity,
    EntityType,
    Event,
    Passage,
    Post,
    Predicate,
    Reading,
    Rejected,
    Relation,
    Slot,
    Statistic,
)

#: Longest passage, in code points: a long sentence, never a page.
LONGEST: Final = 1_000

_THINGS = frozenset(EntityType) - {EntityType.PERSON, EntityType.INDUSTRY}
_SITES = frozenset({EntityType.PLACE, EntityType.PARK, EntityType.FACILITY})
_ORGANISATIONS = frozenset({EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION})
_ACTORS = _ORGANISATIONS | {EntityType.PLACE, EntityType.PARK}
_INDUSTRY = frozenset({EntityType.INDUSTRY})

#: Classes of a relation's subject and object. A city, district or zone may act as an organisation does.
DOMAIN_AND_RANGE: Final[Mapping[Predicate, tuple[frozenset[EntityType], frozenset[EntityType]]]] = {
    Predicate.LOCATED_IN: (_THINGS - {EntityType.GOVERNMENT}, _SITES),
    Predicate.PART_OF: (_THINGS, _THINGS),
    Predicate.OPERATES_IN: (frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION}), _INDUSTRY),
    Predicate.FOCUSES_ON: (
        frozenset({EntityType.PARK, EntityType.PLACE, EntityType.PROJECT, EntityType.GOVERNMENT}),
        _INDUSTRY,
    ),
    Predicate.DEVELOPS: (_ACTORS, frozenset({EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY})),
    Predicate.COOPERATES_WITH: (_ACTORS, _ACTORS),
}

#: Classes that a slot of an event takes; participants are whoever can act.
IN_SLOT: Final[Mapping[Slot, frozenset[EntityType]]] = {
    Slot.LOCATION: _THINGS - {EntityType.GOVERNMENT},
    Slot.VISITED: _THINGS,
    Slot.ABOUT: frozenset(EntityType),
}
_PARTICIPANTS = _THINGS | {EntityType.PERSON}

_DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(_DAY)
_PERIOD = re.compile(rf"{_DAY}(?:/{_DAY})?|\d{{4}}-(?:Q[1-4]|H[12]|W\d\d)")

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a fact is checked against."""

    body: str
    types: Mapping[str, EntityType]


def check(reading: Reading) -> Reading:
    """``reading`` without the facts whose passages do not stand in the article or whose entities are unknown.

    What is left out stands in ``Reading.rejected`` with its reason; nothing is dropped silently, and what is kept is
    kept as it was and in its order. Checking twice changes nothing.
    """
    refused: list[Rejected] = []
    body = reading.article.body
    plain = _plain(body)
    named = [_printed(entity, body, plain, refused) for entity in _once(reading.entities, refused)]
    entities = _keep(named, partial(_entity, body), refused)
    known = _Known(body, {entity.id: entity.type for entity in entities})
    events = _keep(_once(reading.events, refused), partial(_event, known), refused)
    return replace(
        reading,
        entities=tuple(_governing(entity, known, refused) for entity in entities),
        posts=tuple(_keep(reading.posts, partial(_post, known), refused)),
        events=tuple(_with_arguments(event, known, refused) for event in events),
        relations=tuple(_keep(reading.relations, partial(_relation, known), refused)),
        statistics=tuple(_keep(reading.statistics, partial(_statistic, known), refused)),
        rejected=(*reading.rejected, *refused),
    )


def _keep(facts: Iterable[F], problem: Callable[[F], str | None], refused: list[Rejected]) -> list[F]:
    """The facts that ``problem`` finds nothing wrong with; the others go to ``refused``."""
    kept = []
    for fact in facts:
        reason = problem(fact)
        if reason is None:
            kept.append(fact)
        else:
            refused.append(Rejected(what=_name(fact), reason=reason))
    return kept


def _once(facts: Iterable[F], refused: list[Rejected]) -> list[F]:
    """Of entities or events that share an id, the first."""
    seen = set()
    kept = []
    for fact in facts:
        identifier = getattr(fact, "id")  # noqa: B009 - entities and events alike
        if identifier in seen:
            refused.append(Rejected(what=_name(fact), reason=f"the id {identifier!r} is used twice"))
        else:
            seen.add(identifier)
            kept.append(fact)
    return kept


def _name(fact: object) -> str:
    """A fact in a few words, for people."""
    match fact:
        case Entity():
            return f"{fact.type} {fact.names[0] if fact.names else fact.id}"
        case Post():
            return f"{fact.person}: {fact.role} of {fact.of}"
        case Event():
            return f"{fact.type} {fact.label or fact.id}"
        case Relation():
            return f"{fact.subject} {fact.predicate} {fact.object}"
        case Statistic():
            return f"{fact.about}: {fact.measure} {fact.value} {fact.unit}"
    return repr(fact)


# ---- what can be wrong with a fact: a reason for people, or None


def _entity(body: str, entity: Entity) -> str | None:
    return (
        ("no name of it stands in the article" if not entity.names else None)
        or _passages(body, entity.mentions, required=False)
        or _confidence(entity.confidence)
    )


def _post(known: _Known, post: Post) -> str | None:
    return (
        _class_of(known, "person", post.person, frozenset({EntityType.PERSON}))
        or (_class_of(known, "body", post.of, _THINGS) if post.of is not None else None)
        or ("the role is blank" if not post.role.strip() else None)
        or _passages(known.body, post.passages)
        or _confidence(post.confidence)
    )


def _event(known: _Known, event: Event) -> str | None:
    return _passages(known.body, event.passages) or _confidence(event.confidence)


def _argument(known: _Known, argument: Argument) -> str | None:
    if argument.slot in (Slot.START, Slot.END):
        wrong = None if _DATE.fullmatch(argument.value) else f"{argument.value!r} is no ISO date"
    else:
        wrong = _class_of(known, argument.slot, argument.value, IN_SLOT.get(argument.slot, _PARTICIPANTS))
    return wrong or _passages(known.body, argument.passages) or _confidence(argument.confidence)


def _relation(known: _Known, relation: Relation) -> str | None:
    domain, values = DOMAIN_AND_RANGE[relation.predicate]
    return (
        ("it relates a thing to itself" if relation.subject == relation.object else None)
        or _class_of(known, "subject", relation.subject, domain)
        or _class_of(known, "object", relation.object, values)
        or _passages(known.body, relation.passages)
        or _confidence(relation.confidence)
    )


def _statistic(known: _Known, statistic: Statistic) -> str | None:
    return (
        (_class_of(known, "subject", statistic.about, frozenset(EntityType)) if statistic.about is not None else None)
        or ("the value is no finite number" if not statistic.value.is_finite() else None)
        or ("the measure is blank" if not statistic.measure.strip() else None)
        or ("the unit is blank" if not statistic.unit.strip() else None)
        or (
            f"{statistic.date!r} is no ISO period" if statistic.date and not _PERIOD.fullmatch(statistic.date) else None
        )
        or _passages(known.body, statistic.passages)
        or _confidence(statistic.confidence)
    )


def _with_arguments(event: Event, known: _Known, refused: list[Rejected]) -> Event:
    """``event`` with the arguments that pass."""
    kept = []
    for argument in event.arguments:
        reason = _argument(known, argument)
        if reason is None:
            kept.append(argument)
        else:
            refused.append(Rejected(what=f"{_name(event)}: {argument.slot} {argument.value}", reason=reason))
    return event if len(kept) == len(event.arguments) else replace(event, arguments=tuple(kept))


def _printed(entity: Entity, body: str, plain: str, refused: list[Rejected]) -> Entity:
    """``entity`` with the names that stand in the article, and the mentions at which one of them does."""
    names, mentions = [], []
    for name in entity.names:
        if name.strip() and _plain(name) in plain:
            names.append(name)
        else:
            refused.append(Rejected(what=f"{_name(entity)}: name {name!r}", reason="it does not stand in the article"))
    forms = [_plain(name).casefold() for name in names]
    for mention in entity.mentions:
        shown = body[max(mention.start, 0) : max(mention.end, 0)].strip()
        if not shown or any(form in _plain(shown).casefold() for form in forms):
            mentions.append(mention)
        else:
            refused.append(
                Rejected(what=f"{_name(entity)}: mention {shown!r}", reason="none of its names stands there")
            )
    if len(names) == len(entity.names) and len(mentions) == len(entity.mentions):
        return entity
    return replace(entity, names=tuple(names), mentions=tuple(mentions))


def _governing(entity: Entity, known: _Known, refused: list[Rejected]) -> Entity:
    """``entity`` without a jurisdiction that is no place or park of the article."""
    if entity.jurisdiction is None:
        return entity
    wrong = (
        "only a government body has one"
        if entity.type is not EntityType.GOVERNMENT
        else _class_of(known, "jurisdiction", entity.jurisdiction, frozenset({EntityType.PLACE, EntityType.PARK}))
    )
    if wrong is None:
        return entity
    refused.append(Rejected(what=f"{_name(entity)}: jurisdiction {entity.jurisdiction}", reason=wrong))
    return replace(entity, jurisdiction=None)


def _class_of(known: _Known, part: str, identifier: str, allowed: frozenset[EntityType]) -> str | None:
    if identifier not in known.types:
        return f"its {part} {identifier!r} is no entity of the article"
    if known.types[identifier] not in allowed:
        return f"its {part} is a {known.types[identifier]}, not one of {', '.join(sorted(allowed))}"
    return None


def _passages(body: str, passages: Iterable[Passage], *, required: bool = True) -> str | None:
    found = False
    for start, end in passages:
        found = True
        if not 0 <= start < end <= len(body):
            return f"the passage {start} to {end} does not lie in the article's {len(body)} characters"
        if not body[start:end].strip():
            return f"the passage {start} to {end} is blank"
        if end - start > LONGEST:
            return f"the passage {start} to {end} is longer than {LONGEST} characters"
    return "no passage says so" if required and not found else None


def _confidence(value: float) -> str | None:
    return None if 0 <= value <= 1 else f"the confidence {value} is not between 0 and 1"


def _plain(text: str) -> str:
    """``text`` without white space: a line break may divide a name, and "R& D" and "R & D" are one."""
    return "".join(text.split())
