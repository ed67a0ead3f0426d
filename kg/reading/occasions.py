"""Relations that events imply: the stops of a tour lie in the zone it went to, those who sign together cooperate."""

from itertools import combinations

from kg.facts import Argument, EntityType, Event, EventType, Predicate, Slot
from kg.reading.clauses import Clauses
from kg.reading.findings import Findings
from kg.reading.layout import Layout

#: A place that is only taken over from somebody's post or name supports no relation.
GUESSED = 0.5
LAUNCHED = (EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY)


def event_relations(findings: Findings, clauses: Clauses, events: list[Event]) -> None:
    """Adds what tours say about where their stops lie and signings about who works with whom."""
    for event in events:
        if event.type is EventType.VISIT:
            _stops(event, findings, clauses)
        elif event.type is EventType.SIGNING:
            _parties(event, findings, clauses)
        if event.type in (EventType.SIGNING, EventType.CEREMONY):
            _launched(event, findings, clauses)


def _stops(event: Event, findings: Findings, clauses: Clauses) -> None:
    entities = clauses.document.entities
    visited = [a for a in event.arguments if a.slot is Slot.VISITED]
    inside = {a.value for a in visited}
    places = [
        a for a in event.arguments if a.slot is Slot.LOCATION and a.value not in inside and a.confidence > GUESSED
    ]
    if len(places) != 1 or entities[places[0].value].type is not EntityType.PARK:
        return  # a town is as likely the last stop but one, or where the guests slept
    for stop in visited:
        if not findings.objects(stop.value, Predicate.LOCATED_IN):
            _add(findings, stop, Predicate.LOCATED_IN, places[0], 0.7)


def _launched(event: Event, findings: Findings, clauses: Clauses) -> None:
    """What a company signs for or starts, it develops; what is started somewhere lies there."""
    entities = clauses.document.entities
    about = [a for a in event.arguments if a.slot is Slot.ABOUT and entities[a.value].type in LAUNCHED]
    builders = [
        a
        for a in event.arguments
        if a.slot in (Slot.ORGANIZER, Slot.SIGNATORY) and entities[a.value].type is EntityType.ENTERPRISE
    ]
    places = [a for a in event.arguments if a.slot is Slot.LOCATION]
    for thing in about:
        if entities[thing.value].type is EntityType.PROJECT:
            for builder in builders[:1]:
                _add(findings, builder, Predicate.DEVELOPS, thing, 0.6)
        opened = event.type is EventType.CEREMONY and not findings.objects(thing.value, Predicate.LOCATED_IN)
        if opened and len(places) == 1 and entities[places[0].value].type in (EntityType.PLACE, EntityType.PARK):
            _add(findings, thing, Predicate.LOCATED_IN, places[0], 0.6)


def _parties(event: Event, findings: Findings, clauses: Clauses) -> None:
    entities = clauses.document.entities
    parties = [
        a for a in event.arguments if a.slot is Slot.SIGNATORY and entities[a.value].type is not EntityType.PERSON
    ]
    layout = Layout.of(clauses.document, clauses)
    for one, other in combinations(parties, 2) if len(parties) == 2 else ((parties[0], p) for p in parties[1:]):
        if set(one.passages) & set(other.passages) and not _counterparts(one.value, other.value, layout):
            _add(findings, one, Predicate.COOPERATES_WITH, other, 0.7)


def _counterparts(one: str, other: str, layout: Layout) -> bool:
    """Whether somebody signs with both: "signed agreements with A and B" makes no partners of A and B."""
    for spots in layout.sentences:
        for spot in spots:
            if spot.entity == one and any(member.entity == other for member in spot.row):
                before = layout.words.lower[max(0, spot.row[0].first - 2) : spot.row[0].first]
                return "with" in before
    return False


def _add(findings: Findings, subject: Argument, predicate: Predicate, value: Argument, confidence: float) -> None:
    for passage in dict.fromkeys((*subject.passages[:1], *value.passages[:1])):
        findings.add_passage(subject.value, predicate, value.value, passage, confidence)
