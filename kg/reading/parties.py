"""Parties: a visiting party takes part in the meetings and signings of its visit, and its hosts meet it there."""

from dataclasses import replace

from kg.facts import EntityType, EventType, Post, Slot
from kg.reading.document import Document
from kg.reading.merging import Node
from kg.reading.reports import BODIES, Draft

#: Slots of those who belong to a visiting party.
PARTY = (Slot.LEADER, Slot.ATTENDEE)


def share(nodes: list[Node], document: Document) -> None:
    """Gives each event the party of the one in whose course it is told, where the text says that it took part."""
    for node in nodes:
        if node.frame is None:
            continue
        visit = visit_of(node)
        if node.type is EventType.MEETING and visit is not None:
            _met(node, visit, document)
        elif node.type is EventType.VISIT and any(r.all for r in node.reports):
            if not node.values(*PARTY):
                _take_over(node, [replace(d, slot=Slot.ATTENDEE) for d in _present(node.frame, document)])
        elif node.type is EventType.VISIT and _has_guests(node) and node.frame.type is EventType.MEETING:
            _toured(node, node.frame)
        elif node.type in (EventType.SIGNING, EventType.CEREMONY):
            _acted(node, node.frame, document)


def visit_of(node: Node) -> Node | None:
    """The visit in whose course ``node`` is told, also behind other events of it."""
    frame = node.frame
    while frame is not None and frame.type is not EventType.VISIT:
        frame = frame.frame
    return frame


def employers_sign(nodes: list[Node], document: Document, posts: list[Post]) -> None:
    """Those who sign an agreement sign for their bodies, where no parties are named."""
    of: dict[str, str] = {}
    for post in posts:
        if post.of is not None:
            of.setdefault(post.person, post.of)
    for node in nodes:
        signed = [d for d in node.drafts if d.slot is Slot.SIGNATORY]
        bodies = {d.value for d in signed if document.entities[d.value].type in BODIES}
        if node.type is not EventType.SIGNING or len(bodies) > 1:
            continue
        for draft in signed:
            body = of.get(draft.value)
            if body is not None and document.entities[body].type in BODIES:
                node.drafts.append(replace(draft, value=body, confidence=0.5))


def _met(node: Node, visit: Node, document: Document) -> None:
    """The leader of a visiting party leads it in its meetings too; the others are there where it is received."""
    told = [r for r in node.reports if not r.embedded and not r.headline]
    if not told or node.values(Slot.ORGANIZER):
        return
    party = [d for d in visit.drafts if d.slot is Slot.LEADER or d.party]
    if any(document.entities[v].type is EntityType.PERSON for v in node.values(Slot.LEADER)):
        party = []
    received = _has_guests(node) or node.values(Slot.HOST)
    if received:
        party += [d for d in visit.drafts if d.slot is Slot.ATTENDEE]
    if not node.values(*PARTY, Slot.HOST, Slot.SPEAKER):
        party += [d for d in visit.drafts if d.slot in (Slot.HOST, Slot.ATTENDEE)]
    _take_over(node, party)


def _present(node: Node, document: Document) -> list[Draft]:
    """Persons who took part in ``node``, in whatever role."""
    return [d for d in node.drafts if document.entities[d.value].type is EntityType.PERSON and d.slot is not Slot.ABOUT]


def _toured(node: Node, meeting: Node) -> None:
    """Guests who were received and then shown round."""
    if not node.values(Slot.LEADER):
        _take_over(node, [d for d in meeting.drafts if d.slot in PARTY])


def _acted(node: Node, frame: Node, document: Document) -> None:
    """ "Both sides signed", "the delegation unveiled": the bodies that met."""
    slot = Slot.SIGNATORY if node.type is EventType.SIGNING else Slot.LEADER
    sides = any(r.sides for r in node.reports)
    if node.values(slot) or not (sides or _has_guests(node)):
        return
    bodies = [d for d in frame.drafts if document.entities[d.value].type in BODIES and (sides or d.party)]
    if sides and frame.frame is not None:
        bodies += [d for d in frame.frame.drafts if d.party]
    acting = [d for d in bodies if d.slot in (*PARTY, Slot.HOST, Slot.ORGANIZER)]
    _take_over(node, [replace(d, slot=slot) for d in acting])


def _has_guests(node: Node) -> bool:
    return any(r.guests for r in node.reports)


def _take_over(node: Node, drafts: list[Draft]) -> None:
    present = {d.value for d in node.drafts}
    node.drafts += [replace(d, confidence=0.6) for d in drafts if d.value not in present]
