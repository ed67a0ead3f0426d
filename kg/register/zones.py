"""Zones by what they are: a national kind of zone (high-tech, bonded, free trade, ...) of a place.

A place has one of each kind at most, so that "Qingdao National High-tech Industrial Development Zone", "Qingdao
High-tech Zone" and 青岛高新区 are one thing. Zones that have more than one name of their own stand in a table.
"""

import re
from functools import cache, lru_cache

from kg.naming import fold
from kg.rdf import HAN
from kg.register.lists import table
from kg.register.places import place_within


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[2])) for row in table("zone_kinds"))


@cache
def _named() -> dict[str, str]:
    """Signature of each zone of the table by its folded names."""
    found = {}
    for row in table("zones"):
        names = [name for cell in row for name in cell.split("; ") if name]
        for name in names:
            found[fold(name)] = f"zone {fold(names[0])}"
    return found


@lru_cache(1 << 14)
def zone(name: str) -> str:
    """What is equal for two names of one zone, or "" where the name is no zone's that is known for sure."""
    plain = fold(name).removeprefix("the ")
    if known := _named().get(plain):
        return known
    found = place_within(name)
    if not found:
        return ""
    place, rest = found
    rest = rest if HAN.search(name) else " ".join(word for word in rest.split() if word not in ("of", "the"))
    for kind, pattern in _kinds():
        if pattern.fullmatch(rest):
            return f"{kind} @ {place.code}"
    return ""
