"""Readings of invented articles, any size, the same for the same seed; nothing in them is real."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

import pyoxigraph as ox

from kg.facts import (
    Argument,
    Article,
    Entity,
    EntityType,
    Event,
    EventType,
    Passage,
    Post,
    Predicate,
    Reading,
    Relation,
    Slot,
    Statistic,
)
from kg.mapping import Mapper
from kg.register import Register
from kg.terms import Iris

#: Makes passages of the article somewhere in its text.
Passages = Callable[[], tuple[Passage, ...]]
BASE = "http://kg.example/"
IRIS = Iris(BASE)
#: Subject and object types that the contract allows a relation.
TABLE = {
    Predicate.LOCATED_IN: ((EntityType.ENTERPRISE, EntityType.PARK, EntityType.FACILITY), (EntityType.PLACE,)),
    Predicate.PART_OF: ((EntityType.ENTERPRISE,), (EntityType.ENTERPRISE,)),
    Predicate.OPERATES_IN: ((EntityType.ENTERPRISE, EntityType.INSTITUTION), (EntityType.INDUSTRY,)),
    Predicate.FOCUSES_ON: ((EntityType.PARK, EntityType.PLACE), (EntityType.INDUSTRY,)),
    Predicate.DEVELOPS: ((EntityType.ENTERPRISE,), (EntityType.PROJECT, EntityType.PARK)),
    Predicate.COOPERATES_WITH: ((EntityType.ENTERPRISE,), (EntityType.INSTITUTION,)),
}


def invented(seed: int = 0, entities: int = 40) -> Reading:
    """A reading with ``entities`` named things and about as many facts."""
    random = Random(seed)  # noqa: S311 - not for secrets
    words = [f"Word{n}" for n in range(entities * 20)]
    body = f"Invented article {seed}. " + " ".join(words) + "."
    article = Article(
        id=f"invented-{seed}",
        body=body,
        source=f"invented-{seed}.txt",
        title=f"Invented article {seed}",
        date="2022-05-07",
        publisher="Invented Gazette",
        language="en",
    )

    def passages() -> tuple[Passage, ...]:
        start = random.randrange(len(body) - 80)
        return (Passage(start, start + random.randrange(20, 80)),)

    kinds = list(EntityType)
    found = [
        Entity(id=f"e{n}", type=kind, names=(f"{kind} Alpha{n} Beta{seed}", f"Alpha{n}"))
        for n in range(entities)
        for kind in (kinds[n % len(kinds)],)
    ]
    by_type = {kind: [e.id for e in found if e.type is kind] for kind in kinds}
    everyone = [e.id for e in found]
    persons, bodies = by_type[EntityType.PERSON], by_type[EntityType.GOVERNMENT]
    return Reading(
        article=article,
        reader="invented/1",
        entities=tuple(found),
        posts=tuple(
            Post(
                person=random.choice(persons),
                role="mayor",
                printed="Mayor",
                of=random.choice(bodies),
                passages=passages(),
            )
            for _ in range(entities // 5)
        ),
        events=tuple(_event(n, random, everyone, by_type, passages) for n in range(entities // 8)),
        relations=tuple(_relations(random, by_type, passages, entities // 3)),
        statistics=tuple(
            Statistic(
                about=random.choice(everyone),
                measure="total investment",
                value=Decimal(random.randrange(1, 10**9)),
                unit="CNY",
                passages=passages(),
                date="2022",
            )
            for _ in range(entities // 10)
        ),
    )


def _event(
    number: int, random: Random, everyone: list[str], by_type: dict[EntityType, list[str]], passages: Passages
) -> Event:
    arguments = [
        Argument(slot=Slot.START, value="2022-05-06", passages=passages()),
        Argument(slot=Slot.LOCATION, value=random.choice(by_type[EntityType.PLACE]), passages=passages()),
        Argument(slot=Slot.LEADER, value=random.choice(by_type[EntityType.PERSON]), passages=passages()),
        Argument(slot=Slot.SIGNATORY, value=random.choice(by_type[EntityType.ENTERPRISE]), passages=passages()),
        Argument(slot=Slot.ABOUT, value=random.choice(everyone), passages=passages()),
    ]
    arguments += [Argument(slot=Slot.ATTENDEE, value=who, passages=passages()) for who in random.sample(everyone, 4)]
    types = list(EventType)
    return Event(
        id=f"v{number}",
        type=types[number % len(types)],
        label=f"Invented event {number}",
        passages=passages(),
        arguments=tuple(arguments),
    )


def _relations(random: Random, by_type: dict[EntityType, list[str]], passages: Passages, count: int) -> list[Relation]:
    found: dict[tuple[str, Predicate, str], Relation] = {}
    for _ in range(count):
        predicate = random.choice(list(TABLE))
        left, right = TABLE[predicate]
        subject, object_ = random.choice(by_type[random.choice(left)]), random.choice(by_type[random.choice(right)])
        if subject < object_ or left != right:
            found[subject, predicate, object_] = Relation(
                subject=subject, predicate=predicate, object=object_, passages=passages()
            )
    return list(found.values())


def mapped(*readings: Reading) -> list[list[ox.Triple]]:
    """The named graph of each of ``readings``, as the mapping layer makes it."""
    register = Register(IRIS)
    for reading in readings:
        register.see(reading)
    mapper = Mapper(register.resolve(), IRIS)
    return [sorted(mapper.map(reading), key=str) for reading in readings]
