"""When what a reader says counts as what a person annotated: names, titles, units, and what is paired with what."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from kg.evaluation.gold import Gold, GoldEvent
from kg.facts import Entity, Event, Predicate, Reading, Slot

#: Spellings of units that mean the same.
_UNITS: Final = {
    "CNY": "rmb yuan renminbi", "USD": "us$ dollar dollars", "EUR": "euro euros", "percent": "%",
    "ha": "hectare hectares",
    "km2": "sqkm squarekilometer squarekilometers squarekilometres", "m2": "sqm squaremeter squaremeters squaremetres",
    "t": "ton tons tonnes metrictons", "count": "number person people",
    "km": "kilometers kilometres", "m": "meters metres", "years": "year",
}  # fmt: skip
_SAME_UNIT: Final = {spelling: unit.lower() for unit, spellings in _UNITS.items() for spelling in spellings.split()} | {
    "": "count"
}
_LEGAL_FORM: Final = re.compile(
    r"[ ,]+(co\.?,? ?ltd\.?|company limited|inc\.?|corp\.?|corporation|ltd\.?|limited|plc|llc|gmbh|s\.?a\.?)$"
)
_SAME_WORD: Final = {"vice": "deputy", "chief": "secretary", "chairperson": "chairman", "centre": "center"}
_IDLE_WORDS: Final = frozenset({"the", "of", "and", "a", "party", "total", "number"})

#: Slots by what they are to the measure of arguments: all roles of participants are one.
SLOTS: Final = {
    Slot.START: "start",
    Slot.END: "end",
    Slot.LOCATION: "place",
    Slot.VISITED: "visited",
    Slot.ABOUT: "about",
}

T = TypeVar("T", bound=Hashable)
Argument = tuple[str, str]
"""Slot (or role) and value: a date, or the gold's id of an entity, or a name of our own for one without a partner."""


def norm(name: str) -> str:
    """A name for comparison: case, accents, punctuation, leading article or honorific and legal form do not count."""
    name = unicodedata.normalize("NFKD", name).casefold()
    name = "".join(c for c in name if not unicodedata.combining(c)).replace("&", " and ")
    name = _LEGAL_FORM.sub("", name.strip())
    return re.sub(r"\W+", "", re.sub(r"^(the|mr|mrs|ms|dr)\b", "", name.replace(".", " ").strip()))


def _words(text: str) -> set[str]:
    return {_SAME_WORD.get(word, word) for word in re.findall(r"\w+", text.casefold())} - _IDLE_WORDS


def alike(a: str, b: str) -> bool:
    """Whether two phrases (titles, measures) share at least half of their words."""
    one, other = _words(a), _words(b)
    return bool(one and other) and len(one & other) / len(one | other) >= 0.5


def unit(printed: str) -> str:
    """One form for all spellings of a unit."""
    key = re.sub(r"[\s.]+", "", printed.casefold())
    return "count" if key.startswith("count") else _SAME_UNIT.get(key, key)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which entity of the reading is which of the gold."""

    of: Mapping[str, str]
    """Reader's id to the gold's."""
    typed: frozenset[str]
    """The gold's ids whose partner has the right class too."""

    def __getitem__(self, id: str | None) -> str | None:
        """The gold's id of the reader's entity ``id``; one without a partner gets a name that is none of the gold's."""
        return None if id is None else self.of.get(id, f"?{id}")


def pair_entities(gold: Gold, reading: Reading) -> Pairs:
    """Pairs entities one to one by a shared name: first those of the same class, then the rest."""
    known = {e.id: (e.type, _names(e)) for e in reading.entities}
    pairs: dict[str, str] = {}
    done: set[str] = set()
    typed: set[str] = set()
    for strict in (True, False):
        for wanted in gold.entities:
            if wanted.id in done:
                continue
            names = {norm(n) for n in (*wanted.names, *wanted.aka)}
            first = norm(wanted.names[0])
            best: tuple[tuple[bool, int], str] | None = None
            for id, (kind, forms) in known.items():
                shared = len(names & forms)
                if id in pairs or not shared or (strict and kind is not wanted.type):
                    continue
                rank = (first in forms, shared)
                if best is None or rank > best[0]:
                    best = (rank, id)
            if best is not None:
                pairs[best[1]] = wanted.id
                done.add(wanted.id)
                typed |= {wanted.id} if strict else set()
    return Pairs(pairs, frozenset(typed))


def _names(entity: Entity) -> set[str]:
    return {norm(n) for n in (*entity.names, *entity.rebuilt)}


def gold_arguments(event: GoldEvent) -> set[Argument]:
    """The slots of an annotated event; an end equal to its start is none."""
    arguments: list[tuple[str, str | None]] = [
        ("start", event.start),
        ("end", event.end if event.end != event.start else None),
    ]
    arguments += (
        [("place", x) for x in event.places]
        + [("visited", x) for x in event.visited]
        + [("about", x) for x in event.about]
    )
    arguments += [("participant", who) for _, who in event.participants]
    return {(slot, value) for slot, value in arguments if value}


def said_arguments(event: Event, pairs: Pairs) -> set[Argument]:
    """The slots of an event as read, in the gold's ids."""
    starts = {a.value for a in event.arguments if a.slot is Slot.START}
    found = {(SLOTS.get(a.slot, "participant"), _value(a.slot, a.value, pairs)) for a in event.arguments}
    return {(slot, value) for slot, value in found if not (slot == "end" and value in starts)}


def said_roles(event: Event, pairs: Pairs) -> set[Argument]:
    """The participants of an event as read, with their roles."""
    return {(str(a.slot), pairs[a.value] or "") for a in event.arguments if a.slot not in SLOTS}


def _value(slot: Slot, value: str, pairs: Pairs) -> str:
    return value if slot in (Slot.START, Slot.END) else pairs[value] or ""


def match_events(gold: Gold, reading: Reading, pairs: Pairs) -> dict[str, Event]:
    """The gold's events and their partners, one to one: the same type first, then the most shared arguments."""
    candidates = []
    for wanted in gold.events:
        arguments = gold_arguments(wanted)
        for index, event in enumerate(reading.events):
            shared = len(arguments & said_arguments(event, pairs))
            if shared:
                candidates.append((wanted.type != event.type, -shared, wanted.id, event.id, index))
    matched: dict[str, Event] = {}
    used: set[int] = set()
    for _, _, wanted_id, _, index in sorted(candidates):
        if wanted_id not in matched and index not in used:
            matched[wanted_id] = reading.events[index]
            used.add(index)
    return matched


def relation(s: str, p: Predicate, o: str) -> tuple[str, str, str]:
    """A relation for comparison; ``cooperatesWith`` reads the same both ways."""
    return (s, str(p), o) if p is not Predicate.COOPERATES_WITH or s <= o else (o, str(p), s)


def first(items: Iterable[T], fits: Iterable[bool]) -> T | None:
    """The first of ``items`` that fits."""
    return next((item for item, ok in zip(items, fits, strict=True) if ok), None)
