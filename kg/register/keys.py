"""The key of an entity of one article: what its IRI follows from."""

from collections.abc import Mapping

from kg.facts import Entity, EntityType
from kg.naming import fold, generic, generic_body, key, qualified
from kg.rdf import HAN
from kg.reference import find_industry, find_place
from kg.register.organs import national


def canonical(entity: Entity, beside: frozenset[str] = frozenset()) -> str:
    """The key of an entity's fullest form, the rebuilt ones included where they only add to the printed name.

    A place that the reference data knows for sure, from its name and the places ``beside`` it in the article, gets the
    key of the name that it has there; of an industry's name the last word goes where it only says that it is one.
    """
    printed = key(entity.names[0], entity.type)
    if entity.type is EntityType.PLACE and (place := find_place(entity.names[0], beside - {entity.names[0]})):
        plain = key(place.name, entity.type)
        return plain if find_place(place.name) == place else f"{plain} {place.code.lower()}"
    if entity.type is EntityType.INDUSTRY and (known := find_industry(printed)):
        shorter = printed.rpartition(" ")[0]
        return shorter if shorter and find_industry(shorter) == known else printed
    for form in entity.rebuilt:
        rebuilt = key(form, entity.type)
        if len(rebuilt) > len(printed) and set(printed.split()) <= set(rebuilt.split()):
            printed = rebuilt
    return printed


def qualified_key(entity: Entity, keys: Mapping[str, str], entities: Mapping[str, Entity], article: str) -> str:
    """The key of ``entity``, told apart from others' where its name alone says too little outside ``article``."""
    name = keys[entity.id]
    if entity.type is EntityType.GOVERNMENT and entity.jurisdiction and entity.jurisdiction in keys:
        park = entities[entity.jurisdiction].type is EntityType.PARK
        return qualified(name, keys[entity.jurisdiction], park=park)
    if entity.type is EntityType.PERSON:
        return name if " " in name or HAN.search(name) else f"{name} in {fold(article)}"
    if entity.type is EntityType.GOVERNMENT:
        return f"{name} in {fold(article)}" if generic_body(name) and not national(name) else name
    if entity.type not in (EntityType.INDUSTRY, EntityType.PLACE) and generic(name):
        return f"{name} in {fold(article)}"
    return name
