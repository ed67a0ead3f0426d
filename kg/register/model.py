"""What the register deals in: nodes, decisions, registered entities."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.facts import EntityType

#: Types that articles mix up; two that are no neighbours here are never one thing.
CONFUSABLE: Final = (
    frozenset({EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION}),
    frozenset({EntityType.PARK, EntityType.FACILITY, EntityType.PROJECT, EntityType.PLACE}),
)
#: The word that stands for a type in IRIs and page addresses.
KINDS: Final = {
    EntityType.PERSON: "person",
    EntityType.GOVERNMENT: "government",
    EntityType.ENTERPRISE: "enterprise",
    EntityType.INSTITUTION: "institution",
    EntityType.PARK: "park",
    EntityType.FACILITY: "facility",
    EntityType.PLACE: "place",
    EntityType.PROJECT: "project",
    EntityType.INDUSTRY: "industry",
}


class Judgement(StrEnum):
    """What was decided about two names."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Node(NamedTuple):
    """What one article's own words say a thing is: the register decides which nodes are one thing, never parts one.

    An article alone determines the nodes of its entities, whatever else is in the build.
    """

    type: EntityType
    key: str
    """Normalised name, qualified where the name alone says too little."""
    facet: str = ""
    """Of a person: where the article says that he or she holds a post; see :mod:`kg.register.facets`."""


class Link(NamedTuple):
    """A judgement on two nodes, with its reason; of two that are the same the right one's name stands."""

    left: Node
    judgement: Judgement
    right: Node
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Two entities, whether they are one, why, and who says so."""

    left: str
    judgement: Judgement
    right: str
    reason: str
    by: str = ""
    """Name of the person who decided; empty for the register's own rules."""
    at: str = ""
    """When a person decided, as ISO 8601; rules decide anew in every build."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An entity of the register."""

    iri: str
    type: EntityType
    labels: tuple[ox.Literal, ...]
    """One preferred label a language."""
    rebuilt: tuple[ox.Literal, ...] = ()
    """Forms that no article prints."""
