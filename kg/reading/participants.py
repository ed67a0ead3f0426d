"""Participants: who takes part in an event, and in which role."""

from dataclasses import replace

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.belonging import events_of
from kg.reading.clauses import Filler
from kg.reading.frames import Phrase, Role, noun_triggers, roles, words
from kg.reading.merging import Node
from kg.reading.modality import is_fact, is_negated, is_scheduled
from kg.reading.parsed import Token
from kg.reading.reporting import Reporter
from kg.reading.reports import BODIES
from kg.reading.syntax import is_passive

#: What those do who are said to do something "in his speech".
_SPEAKS = Role(Phrase("speak"), "agent", Slot.SPEAKER, needs_event=False)
OCCASIONS = (EventType.CEREMONY, EventType.CONFERENCE, EventType.MEETING, EventType.SIGNING)


def take_part(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to each event those whom the verbs of ``roles.tsv`` say to take part in it."""
    if not nodes:
        return
    for number, sentence in enumerate(reporter.document.sentences):
        if sentence.kind is BlockKind.CAPTION:
            continue
        for token in reporter.clauses.loose(sentence):
            if token.pos_ not in ("VERB", "AUX"):
                continue
            found = [r for r in roles().get(token.lemma_.lower(), ()) if r.phrase.matches(token)]
            if _in_speech(token) and not any(r.slot is Slot.SPEAKER for r in found):
                found = [_SPEAKS]
            for role in found:
                if role.phrase == found[0].phrase:
                    _apply(role, token, number, nodes, reporter)


def _in_speech(verb: Token) -> bool:
    """Whether ``verb`` tells what somebody did "in his keynote", "in a short address"."""
    return verb.tag_ in ("VBD", "VBZ") and any(
        o.dep_ == "pobj" and o.pos_ == "NOUN" and o.lemma_.lower() in words("speeches") and o.lemma_ != "report"
        for p in verb.children
        if p.dep_ == "prep" and p.lower_ == "in" and p.i < verb.i
        for o in p.children
    )


def delegations(nodes: list[Node]) -> None:
    """A party named only by its body leads the visit or meeting where nobody else does; else the body attends."""
    for node in nodes:
        if node.type not in (EventType.VISIT, EventType.MEETING):
            continue
        bodies = [d for d in node.drafts if d.party and d.slot in (Slot.ATTENDEE, Slot.LEADER)]
        led = any(d.slot is Slot.LEADER and not d.party for d in node.drafts)
        slot = Slot.ATTENDEE if led else Slot.LEADER
        if bodies and (led or node.type is EventType.VISIT):
            node.drafts = [replace(d, slot=slot) if d in bodies else d for d in node.drafts]


def _apply(role: Role, verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    due = role.slot is Slot.ORGANIZER and is_scheduled(verb)  # "is to be sponsored by"
    if is_negated(verb) or not (due or is_fact(verb)):
        return
    if role.phrase.lemma in ("lead", "head") and not _leads_party(verb, reporter):
        return
    found, close = events_of(verb, number, nodes, reporter)
    alone = role.phrase.lemma == "host" and not any(c.dep_ in ("dobj", "nsubjpass", "agent") for c in verb.children)
    if role.needs_event and not close and not alone and not _is_of_event(verb, reporter):
        return
    for filler in _those_who(role.function, verb, reporter):
        for node in found:
            if _fits(role, filler, node, close, reporter):
                person = reporter.clauses.type_of(filler.mention) is EntityType.PERSON
                slot = Slot.HOST if person and role.slot is Slot.ORGANIZER else role.slot
                node.drafts.append(reporter.draft(slot, filler, verb, 0.9 if close else 0.7))


def _those_who(function: str, verb: Token, reporter: Reporter) -> list[Filler]:
    """What fills ``function``; behind a passive also the person after a "by" that hangs on something else."""
    fillers = reporter.clauses.frame(verb).get(function, [])
    if fillers or function != "agent" or not is_passive(verb):
        return fillers
    for prep in (t for t in verb.subtree if t.lower_ == "by" and t.i > verb.i):
        people = [f for o in prep.children if o.dep_ == "pobj" for f in reporter.clauses.fillers(o)]
        between = reporter.clauses.document.doc[verb.i + 1 : prep.i]
        if not any(t.tag_ in ("VBD", "VBN", "VBZ", "VBP") or t.text in (",", ";") for t in between):
            return [f for f in people if reporter.clauses.type_of(f.mention) is EntityType.PERSON]
    return []


def _leads_party(verb: Token, reporter: Reporter) -> bool:
    """Whether what ``verb`` leads is a party or an event, and not a body or firm that somebody heads."""
    led = [t for f, t in reporter.clauses.functions(verb) if f == "patient"]
    return not led or any(reporter.clauses.mention(t) is None or t.lemma_.lower() in words("groups") for t in led)


def _is_of_event(verb: Token, reporter: Reporter) -> bool:
    """Whether what ``verb`` is done to is "it" or nothing named: "organized by X, it will be about Y"."""
    if not is_passive(verb):
        return False
    undergo = [t for f, t in reporter.clauses.functions(verb) if f == "patient"]
    return bool(undergo) and all(t.lower_ in ("it", "they") or t.lemma_.lower() in noun_triggers() for t in undergo)


def _fits(role: Role, filler: Filler, node: Node, close: bool, reporter: Reporter) -> bool:
    kind = reporter.clauses.type_of(filler.mention)
    if role.slot is Slot.SPEAKER and _is_to_come(node, reporter):
        return False
    if role.needs_conference and node.type is not EventType.CONFERENCE:
        return False
    if role.slot is Slot.SIGNATORY and node.type is not EventType.SIGNING:
        return False
    if kind is EntityType.PERSON:
        return role.slot is not Slot.ORGANIZER or role.phrase.lemma == "host"
    if kind not in BODIES:
        return False
    if role.slot is Slot.SPEAKER:
        speaks = close and kind not in (EntityType.PARK, EntityType.PLACE)
        return node.type in OCCASIONS and (speaks or filler.via is not None)
    if role.slot is Slot.ATTENDEE:
        if role.phrase.lemma == "tell":
            return False  # "told the Example Daily"
        return filler.via is not None or kind is not EntityType.PLACE
    return role.slot in (Slot.ORGANIZER, Slot.SIGNATORY) or filler.via in words("parties")


def _is_to_come(node: Node, reporter: Reporter) -> bool:
    """Whether the event is only announced, so that nobody can have spoken there yet."""
    published = reporter.document.article.date
    later = published is not None and bool(node.dates) and all(d.first > published for d in node.dates)
    return later and all(r.scheduled or r.headline for r in node.reports)
