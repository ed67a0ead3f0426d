"""Where an article says that a person belongs: what keeps namesakes apart.

A person's node has a facet, which follows from the article alone: the places and bodies in which the article says that
he or she holds a post (``Place:weihai@371000|Enterprise:northstar robotics@``), each with the code of the place where
known; else the cities, or provinces and countries, that the article speaks of (``~371000``), where they are few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kg.facts import Entity, EntityType, Predicate, Reading
from kg.reference import ancestors, find_place
from kg.register.organs import GOVERNING, organ
from kg.register.places import city, place_key, place_within
from kg.roles import heads_territory

#: An article that speaks of more regions than these says nothing of where its people are.
FEW_REGIONS: Final = 3


class Anchor(NamedTuple):
    """A place or body in which a person holds a post."""

    type: EntityType
    key: str
    place: str = ""
    """Code of the place that it is or lies in; empty where that is not known."""

    def __str__(self) -> str:
        return f"{self.type}:{self.key}@{self.place}"


@dataclass(frozen=True, slots=True)
class Held:
    """A post that an article gives a person: where, and whether it is one at the top of a territory or of its Party."""

    person: str
    anchor: Anchor
    head: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """Of one reading: each person's facet, the posts held, the regions that it speaks of."""

    of: Mapping[str, str]
    held: tuple[Held, ...]
    regions: tuple[str, ...]


def facets(reading: Reading, keys: Mapping[str, str]) -> Facets:
    """The facets of the persons of ``reading``; ``keys`` has the key of each of its entities."""
    entities = {entity.id: entity for entity in reading.entities}
    located = _located(reading, entities)
    held = tuple(
        Held(post.person, anchor(entities[post.of], keys, entities, located), heads_territory(post.role))
        for post in reading.posts
        if post.of and post.of in entities and post.person in entities
    )
    regions = _regions(reading.entities, located)
    anchors: dict[str, set[str]] = {}
    for one in held:
        anchors.setdefault(one.person, set()).add(str(one.anchor))
    weak = f"~{','.join(regions)}" if 0 < len(regions) <= FEW_REGIONS else ""
    of = {
        entity.id: "|".join(sorted(anchors[entity.id])) if entity.id in anchors else weak
        for entity in reading.entities
        if entity.type is EntityType.PERSON
    }
    return Facets(of, held, regions)


@lru_cache(1 << 14)
def parse(facet: str) -> tuple[frozenset[Anchor], frozenset[str]]:
    """The anchors of a facet, and the regions of one without anchors."""
    facet = facet.partition("#")[0]  # what follows is the decision that parted it
    if not facet:
        return frozenset(), frozenset()
    if facet.startswith("~"):
        return frozenset(), frozenset(facet[1:].split(","))
    found = set()
    for part in facet.split("|"):
        type_, _, rest = part.partition(":")
        key, _, place = rest.rpartition("@")
        found.add(Anchor(EntityType(type_), key, place))
    return frozenset(found), frozenset()


def anchor(body: Entity, keys: Mapping[str, str], entities: Mapping[str, Entity], located: Mapping[str, str]) -> Anchor:
    """What a post "of" ``body`` ties its holder to: the place that the body governs, else the body itself."""
    governed = entities.get(body.jurisdiction or "")
    if body.type is EntityType.PLACE:
        return Anchor(body.type, keys[body.id], located.get(body.id, ""))
    if body.type is EntityType.GOVERNMENT and governed is not None:
        return Anchor(governed.type, keys[governed.id], located.get(governed.id, ""))
    if body.type is EntityType.GOVERNMENT and (known := organ(keys[body.id])) and known.topic in GOVERNING:
        if known.place is not None:
            return Anchor(EntityType.PLACE, place_key(known.place), known.place.code)
        return Anchor(EntityType.PARK, known.zone, located.get(body.id, ""))
    return Anchor(body.type, keys[body.id], located.get(body.id, ""))


def _located(reading: Reading, entities: Mapping[str, Entity]) -> dict[str, str]:
    """Codes of the places that entities are, carry in their names, or are said to lie in."""
    beside = [entity.names[0] for entity in reading.entities if entity.type is EntityType.PLACE]
    found: dict[str, str] = {}
    for entity in reading.entities:
        if entity.type is EntityType.PLACE:
            place = find_place(entity.names[0], [name for name in beside if name != entity.names[0]])
        elif entity.type in (EntityType.PERSON, EntityType.INDUSTRY):
            place = None
        else:
            within = place_within(entity.names[0])
            place = within[0] if within else None
        if place:
            found[entity.id] = place.code
    for relation in reading.relations:
        if relation.predicate is Predicate.LOCATED_IN and relation.object in found:
            found.setdefault(relation.subject, found[relation.object])
    for entity in entities.values():
        if entity.jurisdiction in found:
            found.setdefault(entity.id, found[entity.jurisdiction])
    return found


def _regions(entities: Iterable[Entity], located: Mapping[str, str]) -> tuple[str, ...]:
    """The cities that an article speaks of; provinces and countries where it speaks of no city in them."""
    codes = {code for entity in entities if (code := city(located.get(entity.id, "CN")))}
    return tuple(sorted(code for code in codes if not any(code in ancestors(other) for other in codes)))
