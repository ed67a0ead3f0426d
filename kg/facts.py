"""What an article is and what it is read to state: the plain data that flows between the stages.

All offsets are Unicode code points into ``Article.body``, end exclusive. Ids of entities and events are local to one
reading; who is who across articles is the register's business.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol


class Passage(NamedTuple):
    """A stretch of the article's body: code points ``start`` to ``end``, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it was found; ``body`` is the text as read, exactly, boilerplate included."""

    id: str
    body: str
    source: str
    """URL or file name."""
    title: str | None = None
    date: str | None = None
    """ISO date of publication."""
    publisher: str | None = None
    language: str | None = None
    """BCP 47 tag."""


class EntityType(StrEnum):
    """Classes of named things; the value is the local name in the ontology."""

    PERSON = "Person"
    GOVERNMENT = "GovernmentBody"
    ENTERPRISE = "Enterprise"
    INSTITUTION = "Institution"
    PARK = "Park"
    FACILITY = "Facility"
    PLACE = "Place"
    PROJECT = "Project"
    INDUSTRY = "Industry"


class EventType(StrEnum):
    """Classes of events; the value is the local name in the ontology."""

    VISIT = "Visit"
    MEETING = "Meeting"
    CEREMONY = "Ceremony"
    SIGNING = "Signing"
    CONFERENCE = "Conference"


class Slot(StrEnum):
    """What an argument is to its event; participants' roles from ``LEADER`` on."""

    START = "startDate"
    END = "endDate"
    LOCATION = "location"
    VISITED = "visited"
    ABOUT = "about"
    LEADER = "leader"
    HOST = "host"
    SPEAKER = "speaker"
    ANNOUNCER = "announcer"
    SIGNATORY = "signatory"
    ORGANIZER = "organizer"
    ATTENDEE = "attendee"


class Predicate(StrEnum):
    """Relations between entities; the value is the local name in the ontology."""

    LOCATED_IN = "locatedIn"
    PART_OF = "partOf"
    OPERATES_IN = "operatesIn"
    FOCUSES_ON = "focusesOn"
    DEVELOPS = "develops"
    COOPERATES_WITH = "cooperatesWith"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing that the article speaks of."""

    id: str
    type: EntityType
    names: tuple[str, ...]
    """Forms as printed, the fullest first, without title or article."""
    rebuilt: tuple[str, ...] = ()
    """Forms that a reader would rebuild but that are not printed ("Work Committee of Y Zone")."""
    mentions: tuple[Passage, ...] = ()
    """Where the names stand."""
    jurisdiction: str | None = None
    """Of a government body: id of the place or park that it governs."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A person holds (or held) a post."""

    person: str
    role: str
    """The post's title, normalised ("mayor", "deputy secretary")."""
    printed: str
    """The title as printed."""
    of: str | None
    """Id of the body, company or institution, or of the place or park whose government is meant."""
    passages: tuple[Passage, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One slot of an event: ``value`` is an entity's id, or an ISO date of any precision for START and END."""

    slot: Slot
    value: str
    passages: tuple[Passage, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or is announced with a date."""

    id: str
    type: EventType
    label: str
    """A short noun phrase for people, from the article's own words."""
    passages: tuple[Passage, ...]
    arguments: tuple[Argument, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation between two entities."""

    subject: str
    predicate: Predicate
    object: str
    passages: tuple[Passage, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A figure about an entity."""

    about: str | None
    measure: str
    """A short noun phrase: "total investment", "planned area"."""
    value: Decimal
    unit: str
    """"CNY", "USD", "percent", "mu", "ha", "km2", "m2", "count", ..."""
    passages: tuple[Passage, ...]
    date: str | None = None
    """ISO period that it holds for."""
    qualifier: str | None = None
    """As printed: "over", "nearly", "planned"."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Something that a reader proposed and the evidence check refused."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one reader finds one article to state."""

    article: Article
    reader: str
    """Name and version of the reader."""
    entities: tuple[Entity, ...] = ()
    posts: tuple[Post, ...] = ()
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    rejected: tuple[Rejected, ...] = field(default=())


class Reader(Protocol):
    """Reads an article; registered under the entry point group ``kg.readers``.

    What is registered is called without arguments, or its ``from_settings`` with the settings if it has one. A reader
    may also have ``languages`` (BCP 47 primary tags of what it reads, ``("*",)`` for all; without it, English),
    ``longest`` (characters that it reads of an article; of longer ones it is given the beginning; without it, all),
    ``load()`` (called before the first article), ``parallel`` (articles that it reads at the same time in threads of
    one process, for one that waits for a service; without it, it is made anew in each reading process), and
    ``spent()`` (what a build used, in a line for people).
    """

    name: str

    def read(self, article: Article) -> Reading:
        """What ``article`` states, every fact with the passages that say so."""
        ...
