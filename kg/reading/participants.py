"""Participants: who takes part in an event, and in which role."""

import re
from dataclasses import replace

from spacy.tokens import Token

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Filler
from kg.reading.document import Mention, MentionKind
from kg.reading.frames import Role, noun_triggers, roles, words
from kg.reading.merging import Node
from kg.reading.modality import is_fact, is_negated
from kg.reading.reporting import Reporter
from kg.reading.reports import BODIES, PARTIES, Draft
from kg.reading.syntax import is_passive, verb_above

PEOPLE_LISTED = frozenset({EntityType.PERSON})
#: How a list of those who take part is brought in without a verb.
_ANNOUNCED = re.compile(
    r"(?P<people>^(?:Also )?(?:on board|present|in attendance|attending|attended by|participants?|guests?|attendees|"
    r"accompanied by|speakers|keynote speeches|speeches|moderators?|hosts?)\b[^:.;]{0,40}:)"
    r"|\b(?:exhibitors|participants|guests|attendees|delegates|entrants|contestants|visitors)\b[^.;:]{0,60}?"
    r"(?:, among them|, including|:|, such as|, among whom (?:are|were)) (?:the )?",
    re.IGNORECASE,
)
#: Events in whose course others happen.
ROOMS = (EventType.CEREMONY, EventType.CONFERENCE)
OCCASIONS = (EventType.CEREMONY, EventType.CONFERENCE, EventType.MEETING, EventType.SIGNING)


def take_part(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to each event those whom the verbs of ``roles.tsv`` say to take part in it."""
    if not nodes:
        return
    for number, sentence in enumerate(reporter.document.sentences):
        if sentence.kind is BlockKind.CAPTION:
            continue
        for token in sentence.span:
            if reporter.clauses.mention(token) is not None:
                continue
            if token.dep_ in ("nsubj", "nsubjpass", "attr") and (
                token.lemma_.lower() in words("takers") or _of_event(token)
            ):
                _listed(token, number, nodes, reporter)
            elif token.lower_ == "those" and token.dep_ == "nsubj":
                _those(token, number, nodes, reporter)
            elif token.lemma_ == "presence":
                _present(token, number, nodes, reporter)
            elif token.lemma_.lower() in words("speeches") and token.pos_ == "NOUN":
                _spoke(token, number, nodes, reporter)
            found = [r for r in roles().get(token.lemma_.lower(), ()) if r.phrase.matches(token)]
            if token.pos_ in ("VERB", "AUX"):
                for role in found:
                    if role.phrase == found[0].phrase:
                        _apply(role, token, number, nodes, reporter)


def _listed(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """Reads "attendees included A and B", "among the guests were A and B", "the delegation is made up of A and B"."""
    verbs = [
        v for v in (noun.head, *noun.head.conjuncts) if v.lemma_ in ("include", "be", "comprise", "consist", "make")
    ]
    for verb in verbs:
        found, close = _events_of(verb, number, nodes, reporter)
        frame = reporter.clauses.frame(verb)
        listed = [f for name in ("patient", "attr", "agent", "of") for f in frame.get(name, ()) if f.token.i != noun.i]
        for filler in listed:
            if reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
                slot = Slot.SPEAKER if noun.lemma_.lower() == "speaker" else Slot.ATTENDEE
                for node in found:
                    node.drafts.append(reporter.draft(slot, filler, verb, 0.9 if close else 0.7))


def _of_event(noun: Token) -> bool:
    """Whether a noun says what somebody was at an event: "the chairmen of the meeting", "speakers at the forum"."""
    behind = [o for p in noun.children if p.dep_ == "prep" and p.lower_ in ("of", "at") for o in p.children]
    return noun.tag_ in ("NN", "NNS") and any(o.lemma_.lower() in noun_triggers() for o in behind)


def announced(nodes: list[Node], reporter: Reporter) -> None:
    """Reads lists behind a colon or without a verb: "Also on board: A and B", "exhibitors, among them A and B"."""
    document = reporter.document
    for number, sentence in enumerate(document.sentences):
        match = _ANNOUNCED.search(sentence.span.text) if sentence.kind is BlockKind.PARAGRAPH else None
        before = [n for n in nodes if any(r.sentence <= number and not r.headline for r in n.reports)]
        if match is None or not before:
            continue
        node = max(before, key=lambda n: max(r.sentence for r in n.reports if r.sentence <= number))
        listed = document.within(sentence.start + match.end(), sentence.end)
        fitting = PEOPLE_LISTED if match["people"] else PARTIES - {EntityType.PLACE}
        for mention in listed if match["people"] else _first_list(listed, reporter):
            if document.type_of(mention) in fitting and mention.kind is not MentionKind.PRONOUN:
                slot = Slot.SPEAKER if "spe" in match[0].lower() else Slot.ATTENDEE
                node.drafts.append(Draft(slot, mention.entity, sentence.start, sentence.end, 0.6))


def _first_list(mentions: list[Mention], reporter: Reporter) -> list[Mention]:
    return [mentions[0], *reporter.clauses.lists.after(mentions[0])] if mentions else []


def _spoke(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "With keynote lectures by A and B"."""
    for filler in reporter.clauses.frame(noun).get("by", ()):
        if reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
            for node in _events_of(verb_above(noun) or noun, number, nodes, reporter)[0]:
                node.drafts.append(reporter.draft(Slot.SPEAKER, filler, noun, 0.8))


def _those(token: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "Those who signed were A and B"."""
    for verb in (c for c in token.children if c.dep_ == "relcl"):
        for role in [r for r in roles().get(verb.lemma_.lower(), ()) if r.phrase.matches(verb)][:1]:
            found, close = _events_of(verb, number, nodes, reporter)
            for filler in reporter.clauses.frame(token.head).get("attr", ()):
                for node in found:
                    if _fits(role, filler, node, close, reporter):
                        node.drafts.append(reporter.draft(role.slot, filler, verb, 0.8))


def _present(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "In the presence of A and B, the contract was signed"."""
    verb = verb_above(noun)
    for filler in reporter.clauses.frame(noun).get("of", ()) if verb is not None else ():
        if verb is not None and reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
            for node in _events_of(verb, number, nodes, reporter)[0]:
                node.drafts.append(reporter.draft(Slot.ATTENDEE, filler, noun, 0.8))


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
    if is_negated(verb) or not is_fact(verb):
        return
    if role.phrase.lemma in ("lead", "head") and not _leads_party(verb, reporter):
        return
    found, close = _events_of(verb, number, nodes, reporter)
    alone = role.phrase.lemma == "host" and not any(c.dep_ in ("dobj", "nsubjpass", "agent") for c in verb.children)
    if role.needs_event and not close and not alone and not _is_of_event(verb, reporter):
        return
    for filler in reporter.clauses.frame(verb).get(role.function, ()):
        for node in found:
            if _fits(role, filler, node, close, reporter):
                person = reporter.clauses.type_of(filler.mention) is EntityType.PERSON
                slot = Slot.HOST if person and role.slot is Slot.ORGANIZER else role.slot
                node.drafts.append(reporter.draft(slot, filler, verb, 0.9 if close else 0.7))


def _leads_party(verb: Token, reporter: Reporter) -> bool:
    """Whether what ``verb`` leads is a party or an event, and not a body or firm that somebody heads."""
    led = [t for f, t in reporter.clauses.functions(verb) if f == "patient"]
    return not led or any(reporter.clauses.mention(t) is None for t in led)


def _is_of_event(verb: Token, reporter: Reporter) -> bool:
    """Whether what ``verb`` is done to is "it" or nothing named: "organized by X, it will be about Y"."""
    if not is_passive(verb):
        return False
    undergo = [t for f, t in reporter.clauses.functions(verb) if f == "patient"]
    return bool(undergo) and all(t.lower_ in ("it", "they") or t.lemma_.lower() in noun_triggers() for t in undergo)


def _meant(verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> Node | None:
    """The event told before that a noun of the clause of ``verb`` comes back to: "told the briefing that"."""
    for _, token in reporter.clauses.functions(verb):
        lemma = token.lemma_.lower()
        if lemma not in noun_triggers() or reporter.clauses.mention(token) is not None:
            continue
        same = [n for n in nodes if any(r.sentence < number and r.trigger.lemma_.lower() == lemma for r in n.reports)]
        if same:
            return same[-1]
    return None


def _fits(role: Role, filler: Filler, node: Node, close: bool, reporter: Reporter) -> bool:
    kind = reporter.clauses.type_of(filler.mention)
    if role.slot is Slot.SPEAKER and _is_to_come(node, reporter):
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
        return filler.via is not None or kind is not EntityType.PLACE
    return role.slot in (Slot.ORGANIZER, Slot.SIGNATORY) or filler.via in words("parties")


def _is_to_come(node: Node, reporter: Reporter) -> bool:
    """Whether the event is only announced, so that nobody can have spoken there yet."""
    published = reporter.document.article.date
    later = published is not None and bool(node.dates) and all(d.first > published for d in node.dates)
    return later and all(r.scheduled or r.headline for r in node.reports)


def _events_of(verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> tuple[list[Node], bool]:
    """The events that the clause of ``verb`` belongs to, and whether its own sentence says so."""
    here = [(r, n) for n in nodes for r in n.reports if r.sentence == number]
    own = [n for r, n in here if (verb.dep_ == "relcl" and verb.head == r.trigger)] or [
        n for r, n in here if r.verb == verb or r.trigger == verb or verb in r.trigger.ancestors
    ]
    if not here and (whole := _whole(verb, number, nodes, reporter)) is not None:
        return [whole], False
    itself = [n for r, n in here if r.trigger == verb]
    if itself:
        return itself[:1], True
    if own:
        return _unique(own if all(r.embedded for r, _ in here) else own[:1]), True
    if here:
        _, node = min(here, key=lambda p: abs(p[0].trigger.i - verb.i))
        return [node], True
    meant = _meant(verb, number, nodes, reporter)
    if meant is not None:
        meant.called.append(number)
        return [meant], True
    before = [(r, n) for n in nodes for r in n.reports if r.sentence < number and not r.headline and not r.aside]
    if not before:
        return nodes[:1], False
    latest, node = max(before, key=lambda p: (p[0].sentence, p[0].trigger.i))
    called = [(at, n) for n in nodes for at in n.called if latest.sentence < at < number]
    if called:
        return [max(called, key=lambda c: c[0])[1]], False  # the text has come back to an earlier event since
    within = node.frame
    if within is not None and within.type in ROOMS and all(r.trigger == r.verb for r in node.reports):
        node = within  # after "contracts were signed" the speeches are those of the forum
    return [node], False


def _whole(verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> Node | None:
    """The tour that those belong to who "took part in the activities", "were in the team", "accompanied" the party."""
    named = [t for _, t in reporter.clauses.functions(verb) if reporter.clauses.mention(t) is None]
    several = any(t.lemma_.lower() in words("generic") and t.tag_ == "NNS" for t in named)
    party = any(t.lemma_.lower() in words("groups") for t in named) or verb.lemma_ in ("accompany", "escort")
    if not (several or party):
        return None
    before = [n for n in nodes if any(r.sentence <= number and not r.headline for r in n.reports)]
    tours = [n for n in before if n.type is EventType.VISIT and any(not r.scheduled for r in n.reports)]
    if tours:
        return tours[-1]
    return before[0] if several and before else None


def _unique(nodes: list[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        if not any(node is n for n in found):
            found.append(node)
    return found
