"""Public bodies by what they are: an organ (commerce, Party committee) of a place or zone, whatever it is called."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.naming import fold
from kg.rdf import HAN
from kg.reference import Place, places
from kg.register.lists import table
from kg.register.places import place_within
from kg.register.zones import zone

#: Words of bodies' names that say of what level or kind they are, not what they are for.
IDLE: Final = frozenset({
    "the", "of", "for", "and", "in", "at", "people", "peoples", "s", "municipal", "provincial", "city", "county",
    "district", "province", "prefecture", "autonomous", "region", "local", "township", "town", "bureau", "department",
    "commission", "administration", "authority", "agency", "committee",
})  # fmt: skip
#: Organs that make up the leadership of a place: who holds a post in one of them holds it "in" the place.
GOVERNING: Final = frozenset({"government", "party", "congress", "congress standing", "cppcc", "manager"})


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ of a place (or of the zone with key ``zone``)."""

    place: Place | None
    zone: str
    topic: str
    """What it is for: sorted words of the table, or of the name itself."""
    former: str = ""
    """The name that it had before it was renamed, where the name is such a one, with the year."""
    sure: bool = True
    """Whether what it was renamed to continues it alone (not merged with others)."""

    @property
    def signature(self) -> str:
        """Equal for two names of one organ."""
        return f"{self.topic} @ {self.place.code if self.place else self.zone}"


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b(?:{row[1]})\b"), row[2]) for row in table("organs") if row[0] == "en")


@cache
def _chinese() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row[1]), row[2]) for row in table("organs") if row[0] == "zh")


@cache
def _renamed() -> dict[str, tuple[str, str, bool]]:
    return {
        " ".join(sorted(row[0].split())): (" ".join(sorted(row[1].split())), row[2], row[3] == "same")
        for row in table("renamed_organs")
    }


@cache
def _national() -> dict[str, str]:
    return {fold(name): fold(row[0]) for row in table("national_organs") for name in row}


def national(name: str) -> str:
    """What is equal for two names of one organ of the whole country, or ""."""
    return _national().get(fold(name).removeprefix("the "), "")


@lru_cache(1 << 14)
def organ(name: str) -> Organ | None:
    """The organ that ``name`` (or its key) means, or None where its place or zone is not known for sure."""
    if known := national(name):
        return Organ(places()["CN"], "", known)
    topic, place, park = (_in_chinese if HAN.search(name) else _in_english)(name)
    if not topic or not (place or park):
        return None
    if topic in _renamed():
        current, year, sure = _renamed()[topic]
        return Organ(place, park, current, f"{topic} until {year}", sure)
    return Organ(place, park, topic)


def _in_english(name: str) -> tuple[str, Place | None, str]:
    words = fold(name)
    for pattern, topic in _phrases():
        words = pattern.sub(topic, words)
    national = words.startswith("ministry of ")
    plain = words.removeprefix("ministry of ")
    if (
        managed := re.fullmatch(r"(.*\b)?(manager|party)\b(?: working| work)?(?: committee)?(?: of)?(.*)", plain)
    ) and not national:
        # The committees of a zone: what is left of the name must be the zone's.
        rest = f"{managed[1] or ''} {managed[3]}".strip()
        if rest.endswith("committee"):
            rest = rest.removesuffix("committee").strip()
        if known := zone(rest):
            return managed[2], None, known
    found = place_within(plain)
    place, rest = found if found else (places()["CN"] if national else None, plain)
    topic = " ".join(sorted({word for word in rest.split() if word not in IDLE}))
    return topic, place, ""


def _in_chinese(name: str) -> tuple[str, Place | None, str]:
    found = place_within(name)
    place, rest = found if found else (None, name)
    for pattern, topic in _chinese():
        if match := pattern.search(rest):
            before = rest[: match.start()]
            if not before:
                return topic, place or (places()["CN"] if name.endswith("部") else None), ""
            prefix = name[: len(name) - len(rest)] + before
            return (topic, None, known) if (known := zone(prefix)) else ("", None, "")
    return "", None, ""
