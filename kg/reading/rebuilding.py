"""Rebuilding: full forms of bodies printed in short because the sentence names their zone or place elsewhere."""

import re

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.geography import LEVELS, lies_within, width
from kg.reading.things import Thing
from kg.reading.tokens import Token
from kg.reading.variants import words_of

_ORGAN_OF = re.compile(r"[\w' -]+ (?:Committee|Commission|Department|Office|Bureau|Group) of (?:the )?(.+)")
_LEVELS = ("district", "municipal", "county", "city", "provincial", "prefectural")
#: Kinds of places that a level is the government of, as the last word of their names.
_KINDS = {"district": "District", "county": "County", "municipal": "City", "city": "City", "provincial": "Province"}
#: How wide such places are.
_WIDTHS = {"municipal": "city", "city": "city", "provincial": "province", "prefectural": "prefecture"}


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
                told = _from_sibling(thing, things, words[-1].end) or _from_place(short, things)
                thing.rebuilt.extend(told or _from_owner(thing, things, words))


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


def _from_owner(thing: Thing, things: list[Thing], words: list[Token]) -> list[str]:
    """Forms by the zone that a common noun before the organ means: "the zone's Work Committee"."""
    start, short = thing.mentions[0][0], thing.names[0]
    owner = next((t.lower.removesuffix("'s") for t in words if t.end + 1 == start and t.lower.endswith("'s")), "")
    parks = [t for t in things if t.type is T.PARK]
    zones = [t for t in parks if any(name.lower().endswith(owner) for name in t.names)] or parks[: len(parks) == 1]
    if not owner or not zones:
        return []
    earlier = [max(a for a, _, _ in t.mentions if a < start) for t in zones if t.mentions[0][0] < start]
    nearest = [t for t in zones if earlier and any(a == max(earlier) for a, _, _ in t.mentions)] or zones
    return [f"{short} of {nearest[0].names[0]}"] if len(nearest) == 1 else []


def _from_place(short: str, things: list[Thing]) -> list[str]:
    """Forms of "District Party Committee", "the municipal government" by the place that the article is about."""
    level, _, rest = short.partition(" ")
    level = level.lower()
    places = [t for t in things if t.type is T.PLACE]
    if level not in _LEVELS or not places:
        return []
    kind = _KINDS.get(level, "Prefecture")
    named = [t for t in places if any(name.endswith(f" {kind}") for name in t.names)]
    wide = LEVELS.get(_WIDTHS.get(level, ""))
    known = [t for t in places if wide is not None and any(width(name) == wide for name in t.names)]
    home = [t for t in known if any(lies_within(name, "China") for name in t.names)]  # as nearly always in this genre
    meant = max(
        named or home or known or (places if level == "district" else []), key=lambda t: len(t.mentions), default=None
    )
    if meant is None:
        return []
    name = next((n for n in meant.names if n.endswith(f" {kind}")), meant.names[0])
    if level in ("district", "county") and name.endswith(f" {kind}"):
        return [f"{name} {rest}"]
    return [f"{name.removesuffix(f' {kind}')} {short}"]


def _zone_or_place(name: str) -> bool:
    found = lexicon.head_at(name.lower().split())
    return name in lexicon.places() or name.isupper() or (found is not None and found[1].type in (T.PARK, T.PLACE))
