"""Tours: the stops of a visit, and the zone, city or country that they lie in."""

from spacy.tokens import Token

from kg.facts import EntityType, EventType, Slot
from kg.reading.frames import words
from kg.reading.merging import Node
from kg.reading.reports import STOPS, Draft, Reporter

#: What lies in what: a stop lies in the last container before it that is of a wider kind.
WIDTH = {EntityType.PLACE: 3, EntityType.PARK: 2}


def stops(nodes: list[Node], reporter: Reporter) -> None:
    """Completes the stops of each visit and sets its places."""
    for node in nodes:
        if node.type is EventType.VISIT:
            _further_stops(node, nodes, reporter)
            _places(node, reporter)


def _further_stops(node: Node, nodes: list[Node], reporter: Reporter) -> None:
    """"First stop was X", "at X the mayor watched how ...": stops named after the visit is told."""
    first = min(r.sentence for r in node.reports)
    party = node.values(Slot.LEADER, Slot.ATTENDEE)
    for number, sentence in enumerate(reporter.document.sentences):
        if number < first:
            continue
        for token in sentence.span:
            if token.lemma_.lower() in words("stops") and token.pos_ == "NOUN" and reporter.clauses.mention(token) is None:
                _add(node, token.head, ("attr", "agent", "patient"), token, reporter)
            elif token.pos_ == "VERB" and token.lemma_.lower() in words("perceive"):
                frame = reporter.clauses.frame(token)
                agents = {f.mention.entity for f in frame.get("agent", ())}
                if agents & party:
                    _add(node, token, ("in", "at"), token, reporter)


def _add(node: Node, governor: Token, functions: tuple[str, ...], anchor: Token, reporter: Reporter) -> None:
    for function in functions:
        for filler in reporter.clauses.frame(governor).get(function, ()):
            if reporter.clauses.type_of(filler.mention) in STOPS - {EntityType.PLACE}:
                node.drafts.append(reporter.draft(Slot.VISITED, filler, anchor, 0.7))


def _places(node: Node, reporter: Reporter) -> None:
    """Moves zones and places that hold other stops from the stops to the places; the rest of them stand in both."""
    entities = reporter.document.entities
    visited: dict[str, Draft] = {}
    for draft in sorted((d for d in node.drafts if d.slot is Slot.VISITED), key=lambda d: d.start):
        visited.setdefault(draft.value, draft)
    holds: dict[str, bool] = {v: False for v in visited}
    wide: list[str] = []
    for value in visited:
        kind = entities[value].type
        width = WIDTH.get(kind, 1)
        container = next((w for w in reversed(wide) if WIDTH[entities[w].type] > width), None)
        if container:
            holds[container] = True
        if kind in WIDTH:
            wide.append(value)
    contained = any(holds.values())
    for value, draft in visited.items():
        kind = entities[value].type
        if kind not in WIDTH:
            continue
        if holds[value]:
            node.drafts = [d for d in node.drafts if d.slot is not Slot.VISITED or d.value != value]
        if kind is EntityType.PLACE or holds[value] or not contained:
            node.drafts.append(Draft(Slot.LOCATION, value, draft.start, draft.end, draft.confidence))
