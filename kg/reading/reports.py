"""Reports: the places where the text speaks of an event, each with what its own clause says of it."""

from dataclasses import dataclass, field

from kg.facts import EntityType, EventType, Slot
from kg.reading.dates import Date
from kg.reading.frames import noun_triggers
from kg.reading.parsed import Token

SITES = frozenset({EntityType.PLACE, EntityType.PARK, EntityType.FACILITY})
STOPS = SITES | {EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PROJECT}
PARTIES = frozenset({EntityType.PERSON, EntityType.ENTERPRISE, EntityType.GOVERNMENT, EntityType.INSTITUTION,
                     EntityType.PARK, EntityType.PLACE})  # fmt: skip
TOPICS = frozenset({EntityType.INDUSTRY, EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY})
#: What is opened or unveiled; a company or school as well.
NEW = TOPICS | {EntityType.INSTITUTION, EntityType.ENTERPRISE}
BODIES = PARTIES - {EntityType.PERSON}


@dataclass(frozen=True, slots=True)
class Draft:
    """An argument of an event as one clause states it; ``start``/``end`` are characters of the clean text."""

    slot: Slot
    value: str
    start: int
    end: int
    confidence: float = 0.8
    via: str | None = None
    arrival: bool = False
    """Of a stop: whether it is where the party went or stayed, and may hold the stops that follow."""
    party: bool = False
    """Whether it is a body that stands for the party it sent: "a delegation from X"."""
    itself: bool = False
    """Of a stop: whether it is what the party is said to have visited, and not only where it went."""
    inside: bool = False
    """Of a stop: whether the text says "in", so that it is rather the place of other stops."""


@dataclass(slots=True)
class Report:
    """One place where the text speaks of an event; ``type`` is None where it only says "the event"."""

    type: EventType | None
    trigger: Token
    verb: Token
    sentence: int
    headline: bool
    definite: bool
    embedded: bool = False
    """Whether it only sets the scene for something else: "at the meeting", "during the visit"."""
    scheduled: bool = False
    other: bool = False
    """Whether the text itself says that it is another one: "the second tour", "last year's forum"."""
    indefinite: bool = False
    """Whether it is brought in as something new: "a promotion conference"."""
    background: bool = False
    """Whether the text looks back: "a team had visited"."""
    passing: bool = False
    """Whether it only adds to an event told elsewhere: "entered the workshop", "it went on to the port"."""
    aside: bool = False
    """Whether it is only the subject of what it brought about: "the forum has made"."""
    bare: bool = False
    """Whether it is no more than "the meeting", which may also mean a conference or ceremony told before."""
    welcome: bool = False
    """Whether it only says who received a party that is not named, at no time or place of its own."""
    late: bool = False
    """Whether it only counts if it is told as news: "was put into operation last Friday", not "in 2009"."""
    spot: bool = False
    """Whether it took place "on the spot": where the party was just then."""
    guests: bool = False
    """Whether a party that is not named here takes part: "met the guests", "the delegation signed"."""
    newcomers: bool = False
    """Whether that party is spoken of for the first time: "a group from X visited"."""
    all: bool = False
    """Whether those who took part in the event told before are said to take part as a whole: "the participants"."""
    sides: bool = False
    """Whether both sides told of before take part: "the two sides signed"."""
    drafts: list[Draft] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    returns: bool = False
    """Whether it tells of the end of a tour: "came home from abroad on the 18th"."""
    leaves: bool = False
    days: int = 0
    """How many days it lasts, where the text says that."""
    until: Date | None = None
    """The day up to which it lasts, where the text gives it alone."""

    def values(self, *slots: Slot) -> set[str]:
        """What fills any of ``slots``."""
        return {d.value for d in self.drafts if d.slot in slots}

    def aliases(self) -> set[str]:
        """Nouns by which the text may come back to it: "the ceremony" for a signing, "the expo" for its opening."""
        noun = self.trigger
        if noun.pos_ not in ("NOUN", "PROPN"):
            return set()
        own = {t.lemma_.lower() for t in noun.subtree if t.pos_ in ("NOUN", "PROPN") and t.i <= noun.i + 12}
        return {lemma for lemma in own if lemma in noun_triggers()}
