"""Places inside names: "Qingdao Municipal Bureau of Commerce" is a body of the place 370200."""

from functools import lru_cache

from kg.facts import EntityType
from kg.naming import fold, generic, key
from kg.rdf import HAN
from kg.reference import Place, ancestors, find_place, places

#: Longest name of a place: words in English, characters in Chinese.
MOST_WORDS, MOST_CHARACTERS = 4, 12


def place_key(place: Place) -> str:
    """The key that the register gives an entity that is ``place``."""
    plain = key(place.name, EntityType.PLACE)
    return plain if find_place(place.name) == place else f"{plain} {place.code.lower()}"


@lru_cache(1 << 14)
def place_within(name: str) -> tuple[Place, str] | None:
    """The place that stands in ``name``, the narrowest where several lie in each other, and what else stands there.

    None where there is none, or where it names two of which neither lies in the other.
    """
    found = _han(name) if HAN.search(name) else _latin(fold(name).split())
    if not found:
        return None
    pieces, rest = found
    deepest = max(pieces, key=lambda place: len(ancestors(place.code)))
    if any(other != deepest and other.code not in ancestors(deepest.code) for other in pieces):
        return None
    return deepest, rest


def _latin(words: list[str]) -> tuple[list[Place], str] | None:
    found: list[Place] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + MOST_WORDS), at, -1):
            candidate = " ".join(words[at:end])
            if len(candidate) > 3 and not generic(candidate) and (place := find_place(candidate)):
                found.append(place)
                at = end
                break
        else:
            rest.append(words[at])
            at += 1
    return (found, " ".join(rest)) if found else None


def _han(name: str) -> tuple[list[Place], str] | None:
    found: list[Place] = []
    rest = name.removeprefix("中共").removeprefix("中国共产党")
    while rest:
        for end in range(min(len(rest), MOST_CHARACTERS), 1, -1):
            if place := find_place(rest[:end]):
                found.append(place)
                rest = rest[end:]
                break
        else:
            break
    return (found, rest) if found else None


@lru_cache(10_000)
def region(code: str) -> str:
    """Code of the province (in China) or country (elsewhere) that the place ``code`` lies in; "" for China itself."""
    for one in (code, *ancestors(code)):
        if places()[one].level in ("province", "country"):
            return "" if one == "CN" else one
    return ""


@lru_cache(10_000)
def city(code: str) -> str:
    """Code of the prefecture-level city (or city abroad) that the place ``code`` is or lies in, else its region."""
    for one in (code, *ancestors(code)):
        if places()[one].level in ("prefecture", "city"):
            return one
    return region(code)


def nested(one: str, other: str) -> bool:
    """Whether one of two places lies in the other, or they are the same."""
    return one == other or one in ancestors(other) or other in ancestors(one)


def same_city(one: str, other: str) -> bool:
    """Whether two places lie in the same prefecture-level city, or are it."""
    chain = ({code, *ancestors(code)} for code in (one, other))
    left, right = ({c for c in codes if places()[c].level in ("prefecture", "city")} for codes in chain)
    return bool(left & right)
