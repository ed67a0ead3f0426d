"""Rosters: lists of those who took part, told by the words around the list where the parse of a long one goes astray.

"Present at the ceremony were A, mayor of X, and B", "Doing the honours was C", "with D, E and others looking on". The
list is read by :class:`~kg.reading.listing.Lists`, which goes by commas and posts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.belonging import events_of
from kg.reading.clauses import Filler
from kg.reading.document import Mention, Sentence
from kg.reading.frames import Role, roles, words
from kg.reading.merging import Node
from kg.reading.parsed import Span, Token
from kg.reading.reporting import Reporter
from kg.reading.reports import PARTIES

#: Tokens from the beginning of a sentence among which the word stands that says what those behind "were" did.
OPENING = 4
#: Tokens behind a list with "with" among which the word stands that says what those in it did.
CLOSING = 18
#: Who may stand in a list of those who took part.
LISTED = PARTIES - {EntityType.PLACE}
_COPULAS = ("was", "were", "is", "are", "included", "include", "includes", "came", "stood", "sat")


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of people, the part that they took, and the token that says so."""

    slot: Slot | None
    """None where they did what the one before them did: "was unveiled by A together with B"."""
    people: list[Mention]
    cue: Token


def call_rosters(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to each event those whom a list says to take part in it."""
    for number, sentence in enumerate(reporter.document.sentences):
        if sentence.kind is not BlockKind.PARAGRAPH or not nodes:
            continue
        rosters = [*_inverted(sentence, reporter)]
        if " with " in reporter.document.text.clean[sentence.start : sentence.end].lower():
            rosters += [*_absolute(sentence, reporter), *_company(sentence, reporter)]
        for roster in rosters:
            found, close = events_of(roster.cue, number, nodes, reporter)
            for node in found:
                _enter(roster, node, 0.85 if close else 0.7, reporter)


def _enter(roster: Roster, node: Node, confidence: float, reporter: Reporter) -> None:
    slot = roster.slot or _slot_before(roster, node, reporter)
    for mention in roster.people:
        head = reporter.clauses.head(mention)
        if head is not None:
            node.drafts.append(reporter.draft(slot, Filler(mention, head), roster.cue, confidence))


def _slot_before(roster: Roster, node: Node, reporter: Reporter) -> Slot:
    """The part of whoever is named before the list, in what people do together; on a tour or in talks they attend."""
    if node.type not in (EventType.CEREMONY, EventType.SIGNING):
        return Slot.ATTENDEE
    before = reporter.document.within(roster.cue.sent.start_char, roster.cue.idx)
    people = {m.entity for m in before if reporter.clauses.type_of(m) is EntityType.PERSON}
    parts = [d.slot for d in node.drafts if d.value in people and d.slot in (Slot.LEADER, Slot.SIGNATORY)]
    return parts[0] if parts else Slot.ATTENDEE


def _inverted(sentence: Sentence, reporter: Reporter) -> Iterator[Roster]:
    """ "Present at the ceremony were A and B", "Presiding was C", "On the rostrum sat D"."""
    people = _people(sentence, reporter)
    if not people:
        return
    span = sentence.span
    copula = next((t for t in span if t.lower_ in _COPULAS and t.idx < people[0].start), None)
    if (
        copula is None
        or _helps(copula, people[0].start)
        or reporter.document.within(copula.idx, people[0].start)[:1] not in ([], people[:1])
    ):
        return
    before = span[: copula.i - span.start]
    role = _opening_role(before)
    if role is not None and not any(t.pos_ == "VERB" and t.tag_ in ("VBD", "VBZ", "VBP") for t in before):
        slot, cue = role
        yield Roster(slot, _list(people[0], reporter), cue)


def _helps(copula: Token, until: int) -> bool:
    """Whether it only helps a verb before the character ``until``: "Yantai is implementing the instructions of A"."""
    verb = copula.head
    return copula.dep_ == "aux" and verb.pos_ == "VERB" and verb.i > copula.i and verb.idx < until


def _opening_role(before: Span) -> tuple[Slot, Token] | None:
    """What those named behind the copula did, by the words that open the sentence."""
    for token in before[:OPENING]:
        if token.tag_ == "VBG" or token.lower_.endswith("ing"):
            behind = frozenset(t.lemma_.lower() for t in before if t.i > token.i)
            if (slot := _of_participle(token, behind)) is not None:
                return slot, token
        if token.lower_ in words("attending") and not (token.i and token.nbor(-1).lower_ == "at"):  # "At present"
            return Slot.ATTENDEE, token
    for token in before:
        if token.lemma_.lower() in words("takers") and token.lemma_.lower() not in words("groups"):
            return (Slot.SPEAKER if token.lemma_.lower() == "speaker" else Slot.ATTENDEE), token
    return None


def _absolute(sentence: Sentence, reporter: Reporter) -> Iterator[Roster]:
    """ "with A, B and over 100 others taking part", "with C in the chair", "with D and E as witnesses"."""
    span = sentence.span
    for prep in (t for t in span if t.lower_ == "with"):
        people = reporter.document.within(prep.idx, span.end_char)
        first = next((m for m in people if reporter.clauses.type_of(m) in LISTED), None)
        if first is None or not _leads_to(prep, first, reporter):
            continue
        listed = _list(first, reporter)
        role = _closing_role(span, listed[-1].end, reporter.clauses.type_of(first) is EntityType.PERSON)
        if role is not None:
            slot, cue = role
            yield Roster(slot, listed, cue)


def _closing_role(span: Span, at: int, people: bool) -> tuple[Slot, Token] | None:
    """What those in a list that ends ``at`` a character did, by the words behind it; bodies can only be there."""
    for token in [t for t in span if t.idx >= at][:CLOSING]:
        if token.text in (";", ".") or token.tag_ in ("VBD", "VBZ", "MD"):
            return None
        if token.lower_ in words("attending") | words("as_members"):
            return Slot.ATTENDEE, token
        if token.lower_ == "head" and token.head.lower_ == "at":  # "with A at its head"
            return (Slot.LEADER, token) if people else None
        if token.tag_ == "VBG":
            behind = frozenset(t.lemma_.lower() for t in span if token.i < t.i < token.i + CLOSING)
            slot = _of_participle(token, behind)
            if slot is not None and (people or slot is Slot.ATTENDEE):
                return slot, token
    return None


def _company(sentence: Sentence, reporter: Reporter) -> Iterator[Roster]:
    """ "A, together with B and C, walked into the park", "along with D"."""
    for prep in (t for t in sentence.span if t.lower_ == "with" and t.i and t.nbor(-1).lower_ in ("together", "along")):
        people = reporter.document.within(prep.idx, sentence.end)
        first = next((m for m in people if reporter.clauses.type_of(m) is EntityType.PERSON), None)
        if first is not None and _leads_to(prep, first, reporter):
            yield Roster(None, _list(first, reporter), prep)


def _leads_to(prep: Token, first: Mention, reporter: Reporter) -> bool:
    """Whether only the post of ``first`` stands between ``prep`` and its name."""
    between = reporter.document.doc.char_span(prep.idx + len(prep), first.start, alignment_mode="contract")
    other = ("VERB", "AUX", "PUNCT", "DET", "NUM", "ADP")
    return between is None or not any(t.pos_ in other and t.lower_ not in ("of", "for", "the") for t in between)


def _of_participle(token: Token, behind: frozenset[str]) -> Slot | None:
    """The part that "taking part", "presiding", "delivering speeches" says somebody took."""
    for role in roles().get(token.lemma_.lower(), ()):
        if role.function == "agent" and not role.needs_event and _completed(role, behind):
            return role.slot
    return None


def _completed(role: Role, behind: frozenset[str]) -> bool:
    phrase = role.phrase
    if phrase.objects:
        return bool(phrase.objects & behind)
    return phrase.particle is None or phrase.particle.split("_")[0] in behind


def _people(sentence: Sentence, reporter: Reporter) -> list[Mention]:
    named = reporter.document.within(sentence.start, sentence.end)
    return [m for m in named if reporter.clauses.type_of(m) is EntityType.PERSON]


def _list(first: Mention, reporter: Reporter) -> list[Mention]:
    lists = reporter.clauses.lists
    if reporter.clauses.type_of(first) is EntityType.PERSON:
        return [first, *lists.people_after(first)]
    return [m for m in (first, *lists.after(first)) if reporter.clauses.type_of(m) in LISTED]
