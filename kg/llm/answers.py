"""What the model may answer: the types are the JSON Schema that it is asked for and the check of what it says."""

import re
from functools import cache
from typing import Any

import msgspec

from kg.facts import EntityType, EventType, Predicate, Slot


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """Every field is required and none is added, as services that keep to a schema want it."""


class NamedThing(_Row):
    """A named thing of the article."""

    id: str
    type: EntityType
    names: list[str]
    jurisdiction: str | None


class HeldPost(_Row):
    """Who holds which post."""

    person: str
    role: str
    printed: str
    of: str | None
    quote: str


class Filled(_Row):
    """A slot of an event: an ISO date, or an entity's id."""

    slot: Slot
    value: str
    quote: str


class Happened(_Row):
    """An event."""

    type: EventType
    label: str
    quote: str
    arguments: list[Filled]


class Related(_Row):
    """A relation between two entities."""

    subject: str
    predicate: Predicate
    object: str
    quote: str


class Figure(_Row):
    """A figure about an entity."""

    about: str | None
    measure: str
    value: float
    unit: str
    date: str | None
    qualifier: str | None
    quote: str


class Stated(_Row):
    """All that one passage states."""

    entities: list[NamedThing]
    posts: list[HeldPost]
    events: list[Happened]
    relations: list[Related]
    statistics: list[Figure]


class Unusable(Exception):  # noqa: N818 - told to the model, which may do better
    """An answer that is no JSON of these types; the message says what is wrong."""


_decode = msgspec.json.Decoder(Stated).decode
#: What models put around JSON: their thoughts, a fence.
_AROUND = re.compile(r"\A\s*(?:<think>.*?</think>\s*)?(?:```(?:json)?\s*\n)?(.*?)(?:\n\s*```)?\s*\Z", re.DOTALL)


@cache
def schema() -> dict[str, Any]:
    """JSON Schema of an answer."""
    (_,), parts = msgspec.json.schema_components([Stated])
    return {**parts.pop("Stated"), "$defs": parts}


def parse(content: str) -> Stated:
    """The answer's facts.

    Raises:
        Unusable: it is not JSON, or not of the schema.
    """
    inner = _AROUND.match(content)
    try:
        return _decode((inner[1] if inner else content).encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:  # of a wrong schema too
        raise Unusable(str(error)) from error
