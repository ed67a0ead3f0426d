"""Rebuilding: full forms of bodies printed in short because the sentence names their zone or place elsewhere."""

import re

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.things import Thing
from kg.reading.tokens import Token
from kg.reading.variants import words_of

_ORGAN_OF = re.compile(r"[\w' -]+ (?:Committee|Commission|Department|Office|Bureau|Group) of (?:the )?(.+)")
_LEVELS = ("District", "Municipal", "County", "City", "Provincial")


def rebuild(things: list[Thing], sentences: list[list[Token]]) -> None:
    """Gives bodies like the "Work Committee" their full form, "Work Committee of Y Zone", where it is told."""
    for thing in things:
        short = thing.names[0]
        if thing.type is not T.GOVERNMENT or thing.proper or " of " in short:
            continue
        if words_of(short)[0] in ("ministry", "state", "central", "national"):
            continue
        start = thing.mentions[0][0]
        for words in sentences:
            if words and words[0].start <= start < words[-1].end:
                thing.rebuilt.extend(_from_sibling(thing, things, words[-1].end) or _from_place(short, things))


def _from_sibling(thing: Thing, things: list[Thing], end: int) -> list[str]:
    """Forms by another organ that the sentence names later and in full."""
    start, short = thing.mentions[0][0], thing.names[0]
    for other in things:
        if other.type is not T.GOVERNMENT or not other.proper or not any(start < a < end for a, _, _ in other.mentions):
            continue
        for name in other.names:
            match = _ORGAN_OF.fullmatch(name)
            if match and _zone_or_place(match[1]):
                return [f"{short} of {match[1]}", f"{match[1]} {short}"]
    return []


def _from_place(short: str, things: list[Thing]) -> list[str]:
    """Forms of "District Party Committee" and the like by the district that the article is about."""
    level, _, rest = short.partition(" ")
    places = [t for t in things if t.type is T.PLACE]
    if level not in _LEVELS or not places:
        return []
    named = [
        name for place in places for name in place.names if level in ("District", "County") and name.endswith(level)
    ]
    if named:
        return [f"{named[0]} {rest}"]
    return [f"{max(places, key=lambda t: len(t.mentions)).names[0]} {short}"] if level == "District" else []


def _zone_or_place(name: str) -> bool:
    found = lexicon.head_at(name.lower().split())
    return name in lexicon.places() or name.isupper() or (found is not None and found[1].type in (T.PARK, T.PLACE))
