"""Scenes: the time and place that an event's surroundings give it, where its own clause gives none."""

import datetime as dt
from dataclasses import replace

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Post, Slot
from kg.reading.document import EntityDraft
from kg.reading.event_dates import is_of_speech
from kg.reading.frames import words
from kg.reading.geography import lies_within
from kg.reading.merging import Node
from kg.reading.occurrence import is_move
from kg.reading.reporting import Reporter
from kg.reading.reports import SITES

#: The lead tells of what happened lately: days before the article's date.
RECENT = 14
BUILDINGS = (EntityType.FACILITY, EntityType.INSTITUTION)
OCCASIONS = (EventType.CEREMONY, EventType.CONFERENCE, EventType.SIGNING)


def settle(nodes: list[Node], reporter: Reporter, posts: list[Post]) -> None:
    """Gives the main event the date of the lead, and events without a place that of their host or frame."""
    if nodes:
        _date_of_lead(
            min(nodes, key=lambda n: min(r.trigger.i for r in n.reports if not r.headline or len(n.reports) == 1)),
            reporter,
        )
    entities = reporter.document.entities
    for node in nodes:
        if node.type is not EventType.VISIT:
            _narrow(node, entities)
        if node.type is EventType.VISIT and not node.values(Slot.LOCATION):
            _home_visit(node, reporter, posts)
        if node.type not in OCCASIONS or node.values(Slot.LOCATION):
            continue
        inherited = node.frame is not None and node.frame.values(Slot.LOCATION)
        if node.type is EventType.CEREMONY and not inherited and not _breaks_ground(node):
            opened = [d for d in node.drafts if d.slot is Slot.ABOUT and entities[d.value].type in BUILDINGS]
            if len({d.value for d in opened}) == 1:
                node.drafts.append(replace(opened[0], slot=Slot.LOCATION, confidence=0.5))
                continue
        hosts = [d for d in node.drafts if d.slot is Slot.ORGANIZER and entities[d.value].type in SITES]
        if not inherited and len({d.value for d in hosts}) == 1:
            node.drafts += [replace(d, slot=Slot.LOCATION, confidence=0.5) for d in hosts]


def _narrow(node: Node, entities: dict[str, EntityDraft]) -> None:
    """Keeps the narrowest places only: the hall and not its city, the city and not its province."""
    places = {d.value for d in node.drafts if d.slot is Slot.LOCATION}
    cities = {v for v in places if entities[v].type is EntityType.PLACE}
    wide = cities if places - cities else {v for v in cities if any(_inside(o, v, entities) for o in cities - {v})}
    node.drafts = [d for d in node.drafts if d.slot is not Slot.LOCATION or d.value not in wide]


def _inside(near: str, far: str, entities: dict[str, EntityDraft]) -> bool:
    return any(lies_within(n, f) for n in entities[near].names for f in entities[far].names)


def _breaks_ground(node: Node) -> bool:
    """Whether what the ceremony is about does not stand yet."""
    names = {t.lemma_.lower() for r in node.reports for t in (r.trigger, *r.trigger.children)}
    return bool(names & words("beginnings"))


def _home_visit(node: Node, reporter: Reporter, posts: list[Post]) -> None:
    """Where stops lie if the text does not say it: in the place in their names, else in the visiting mayor's."""
    entities = reporter.document.entities
    stops = [d for d in node.drafts if d.slot is Slot.VISITED]
    places = [e for e in entities.values() if e.type is EntityType.PLACE]
    if wide := [d for d in stops if entities[d.value].type is EntityType.PLACE]:
        node.drafts += [replace(d, slot=Slot.LOCATION, confidence=0.6) for d in wide]
        return
    for draft in stops:
        for place in places:
            if any(n in name and n != name for n in place.names for name in entities[draft.value].names):
                node.drafts.append(replace(draft, slot=Slot.LOCATION, value=place.id, confidence=0.5))
                return
    if any(is_move(r.verb) for r in node.reports):
        return  # who travels need not be at home
    if stops and (away := _told_before(node, reporter)):
        node.drafts += [replace(stops[0], slot=Slot.LOCATION, value=v, confidence=0.5) for v in away if len(away) == 1]
        return
    leaders = node.values(Slot.LEADER)
    for post in posts:
        if post.person not in leaders or post.of is None or not stops:
            continue
        home = post.of if entities[post.of].type is EntityType.PLACE else entities[post.of].jurisdiction
        if home in entities and entities[home].type is EntityType.PLACE:
            node.drafts.append(replace(stops[0], slot=Slot.LOCATION, value=home, confidence=0.4))
            return


def _told_before(node: Node, reporter: Reporter) -> set[str]:
    """The places that the sentence before the first report of ``node`` says something was done in."""
    document = reporter.document
    first = min((r.sentence for r in node.reports if not r.headline), default=0)
    before = document.sentences[first - 1] if first else None
    if before is None or before.kind is not BlockKind.PARAGRAPH:
        return set()
    named = [m for m in document.within(before.start, before.end) if document.type_of(m) is EntityType.PLACE]
    heads = [(m, head) for m in named if (head := reporter.clauses.head(m)) is not None]
    return {
        m.entity
        for m, head in heads
        if head.dep_ == "pobj" and head.head.lower_ == "in" and any(t.pos_ == "VERB" for t in head.head.ancestors)
    }


def _date_of_lead(node: Node, reporter: Reporter) -> None:
    """An undated main event takes the only recent date that stands in the lead before its own sentence is over."""
    published = reporter.document.article.date
    if node.dates or published is None or any(r.until is not None for r in node.reports):
        return
    last = min((r.sentence for r in node.reports if not r.headline), default=0)
    sentences = [s for s in reporter.document.sentences if s.kind is BlockKind.PARAGRAPH]
    if not sentences:
        return
    end = max(reporter.document.sentences[last].end, sentences[0].end)
    recent = [d for d in reporter.dates if sentences[0].start <= d.start < end and _is_recent(d.first, published)]
    recent = [d for d in recent if not is_of_speech(d, reporter.document)]
    if len({d.first for d in recent}) == 1 and recent[0].bound in (None, "from"):
        node.dates.append(recent[0])


def _is_recent(day: str, published: str) -> bool:
    try:
        days = (dt.date.fromisoformat(published) - dt.date.fromisoformat(day)).days
    except ValueError:
        return False
    return 0 <= days <= RECENT
