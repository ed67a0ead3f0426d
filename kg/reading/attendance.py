"""Attendance: those who took part, where a noun says so: "attendees included", "in the presence of", "on board: A"."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.belonging import events_of
from kg.reading.clauses import Filler
from kg.reading.document import Mention, MentionKind
from kg.reading.frames import noun_triggers, roles, words
from kg.reading.merging import Node
from kg.reading.parsed import Token
from kg.reading.reporting import Reporter
from kg.reading.reports import BODIES, PARTIES, Draft
from kg.reading.syntax import verb_above

_Reading = Callable[[Token, int, list[Node], Reporter], None]
PEOPLE_LISTED = frozenset({EntityType.PERSON})
#: How a list of those who take part is brought in without a verb.
_ANNOUNCED = re.compile(
    r"(?P<people>^(?:Also )?(?:on board|present|in attendance|attending|attended by|participants?|guests?|attendees|"
    r"accompanied by|speakers|keynote speeches|speeches|moderators?|hosts?)\b[^:.;]{0,40}:)"
    r"|(?P<beside>^(?:also |along )?(?:with|beside|alongside|accompanying|escorting|joining) "
    r"(?:him|her|them|the (?P<party>\w+))\b"
    r"[^:.;,]{0,40}? (?:were|was) )"
    r"|\b(?:exhibitors|participants|guests|attendees|delegates|entrants|contestants|visitors)\b[^.;:]{0,60}?"
    r"(?:, among them|, including|:|, such as|, among whom (?:are|were)) (?:the )?",
    re.IGNORECASE,
)
#: How a list of those who organize is brought in: "Its organizers are", "Organizers:", "Guided by:".
_ORGANIZERS = re.compile(
    r"^(?:(?:its|the|their) )?(?:\w+ )?(?:co-?)?(?:organi[sz]ers?|sponsors?|hosts?|undertakers?|"
    r"(?:organi[sz]ed|hosted|sponsored|undertaken|guided|supported) by)\b[^:.;,]{0,30}?(?:: ?| (?:is|are|was|were) )"
    r"(?:the )?",
    re.IGNORECASE,
)
_WITH = re.compile(r"\bwith (?:\w+\.? )?$", re.IGNORECASE)


def take_part_by_noun(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to each event those whom nouns say to take part in it."""
    for number, sentence in enumerate(reporter.document.sentences):
        if sentence.kind is BlockKind.CAPTION or not nodes:
            continue
        for token in sentence.span:
            mention = reporter.clauses.mention(token)
            if mention is not None and mention.kind is not MentionKind.NOMINAL:  # "the delegation" is one
                continue
            if token.dep_ in ("nsubj", "nsubjpass", "attr") and (
                token.lemma_.lower() in _tellers() or _of_event(token)
            ):
                _listed(token, number, nodes, reporter)
            elif token.lower_ == "those" and token.dep_ == "nsubj":
                _those(token, number, nodes, reporter)
            elif (reading := _reading_of(token)) is not None:
                reading(token, number, nodes, reporter)


@cache
def _tellers() -> frozenset[str]:
    return words("takers") | words("organizers")


@cache
def _telling() -> frozenset[str]:
    return words("auspices") | words("partnership") | words("speeches")


def _reading_of(token: Token) -> "_Reading | None":
    """How what a noun says of those who took part is read."""
    lemma = token.lemma_.lower()
    if lemma in _telling():
        if lemma in words("auspices") and token.head.lower_ in ("under", "with", "at"):
            return _organized
        if lemma in words("partnership") and token.head.lower_ == "in":
            return _organized
        if lemma in words("speeches") and token.pos_ == "NOUN":
            return _spoke
    if token.tag_ == "VBG" and token.dep_ == "pcomp" and token.head.lower_ == "with":
        return _by_their_side
    return _READINGS.get(token.lower_)


def _listed(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """Reads "attendees included A and B", "among the guests were A and B", "the delegation is made up of A and B"."""
    verbs = [
        v for v in (noun.head, *noun.head.conjuncts) if v.lemma_ in ("include", "be", "comprise", "consist", "make")
    ]
    for verb in verbs:
        found, close = events_of(verb, number, nodes, reporter)
        frame = reporter.clauses.frame(verb)
        listed = [f for name in ("patient", "attr", "agent", "of") for f in frame.get(name, ()) if f.token.i != noun.i]
        organizing = noun.lemma_.lower() in words("organizers")
        for filler in listed:
            kind = reporter.clauses.type_of(filler.mention)
            if organizing and kind in BODIES:
                found = [n for n in found if n.type in (EventType.CONFERENCE, EventType.CEREMONY)]
                for node in found:
                    node.drafts.append(reporter.draft(Slot.ORGANIZER, filler, verb, 0.9 if close else 0.7))
            elif kind is EntityType.PERSON:
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
        if sentence.kind is not BlockKind.PARAGRAPH:
            continue
        clean = document.text.clean[sentence.start : sentence.end]
        match = _ANNOUNCED.search(clean)
        organized = _ORGANIZERS.match(clean)
        brought = match or organized
        before = (
            [n for n in nodes if any(r.sentence <= number and not r.headline for r in n.reports)] if brought else []
        )
        if brought is None or not before:
            continue
        if match and match["party"] in words("groups"):  # "with the delegation were A and B"
            before = [n for n in before if n.type is EventType.VISIT] or before
        node = max(before, key=lambda n: max(r.sentence for r in n.reports if r.sentence <= number))
        listed = document.within(sentence.start + brought.end(), sentence.end)
        if organized and listed[:1] and listed[0].start == sentence.start + organized.end():
            bodies = [m for m in _first_list(listed, reporter) if document.type_of(m) in BODIES]
            held = bodies if node.type in (EventType.CONFERENCE, EventType.CEREMONY) else []
            node.drafts += [Draft(Slot.ORGANIZER, m.entity, sentence.start, sentence.end, 0.7) for m in held]
        if match is None:
            continue
        people = bool(match["people"] or match["beside"])
        fitting = PEOPLE_LISTED if people else PARTIES - {EntityType.PLACE}
        for mention in listed if people else _first_list(listed, reporter):
            if document.type_of(mention) in fitting and mention.kind is not MentionKind.PRONOUN:
                slot = Slot.SPEAKER if "spe" in match[0].lower() else Slot.ATTENDEE
                node.drafts.append(Draft(slot, mention.entity, sentence.start, sentence.end, 0.6))


def _first_list(mentions: list[Mention], reporter: Reporter) -> list[Mention]:
    return [mentions[0], *reporter.clauses.lists.after(mentions[0])] if mentions else []


def _spoke(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "With keynote lectures by A and B"."""
    frame = reporter.clauses.frame(noun)
    told = noun.head.lower_ in ("with", "after", "following") and noun.dep_ == "pobj"  # "began with greetings from A"
    for filler in [*frame.get("by", ()), *(frame.get("from", ()) if told else ())]:
        if reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
            for node in events_of(verb_above(noun) or noun, number, nodes, reporter)[0]:
                node.drafts.append(reporter.draft(Slot.SPEAKER, filler, noun, 0.8))


def _by_their_side(verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "The lab was opened, with A and B lifting the veil": what those named did there."""
    main = verb_above(verb.head)
    role = next(
        (r for r in roles().get(verb.lemma_.lower(), ()) if r.function == "agent" and r.phrase.matches(verb)), None
    )
    acts = {o.lemma_.lower() for o in verb.children if o.dep_ == "dobj"} & words("signs_of_opening")
    for filler in reporter.clauses.frame(verb).get("agent", ()) if main is not None else ():
        if main is None or reporter.clauses.type_of(filler.mention) is not EntityType.PERSON:
            continue
        for node in events_of(main, number, nodes, reporter)[0]:
            opens = bool(acts) and node.type is EventType.CEREMONY
            slot = Slot.LEADER if opens else role.slot if role else Slot.ATTENDEE
            node.drafts.append(reporter.draft(slot, filler, verb, 0.8))


def _those(token: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "Those who signed were A and B"."""
    for verb in (c for c in token.children if c.dep_ == "relcl"):
        for role in [r for r in roles().get(verb.lemma_.lower(), ()) if r.phrase.matches(verb)][:1]:
            found, _ = events_of(verb, number, nodes, reporter)
            for filler in reporter.clauses.frame(token.head).get("attr", ()):
                for node in found:
                    if reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
                        node.drafts.append(reporter.draft(role.slot, filler, verb, 0.8))


def _chaired(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "Under the chairmanship of A", "with A in the chair"."""
    verb = verb_above(noun)
    hosts = [f.mention for f in reporter.clauses.frame(noun).get("of", ())]
    if noun.lower_ == "chair":
        start = noun.head.idx if noun.head.lower_ == "in" else 0
        before = reporter.document.within(noun.sent.start_char, start)
        hosts = [m for m in before[-1:] if _WITH.search(reporter.document.text.clean[noun.sent.start_char : m.start])]
    for mention in hosts if verb is not None else ():
        head = reporter.clauses.head(mention)
        if verb is None or head is None or reporter.clauses.type_of(mention) is not EntityType.PERSON:
            continue
        for node in events_of(verb, number, nodes, reporter)[0]:
            node.drafts = [d for d in node.drafts if (d.slot, d.value) != (Slot.ATTENDEE, mention.entity)]
            node.drafts.append(reporter.draft(Slot.HOST, Filler(mention, head), noun, 0.8))


def _organized(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "Under the guidance of A", "in cooperation with B": bodies that organize a conference with others."""
    at = noun.head.head
    for function in ("with",) if noun.head.lower_ == "in" else ("of", "from"):
        for filler in reporter.clauses.frame(noun).get(function, ()):
            if reporter.clauses.type_of(filler.mention) not in BODIES:
                continue
            for node in events_of(verb_above(at) or at, number, nodes, reporter)[0]:
                if node.type is EventType.CONFERENCE:
                    node.drafts.append(reporter.draft(Slot.ORGANIZER, filler, noun, 0.8))


def _signed_for(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "On behalf of A, B signed the agreement": a body that somebody signs for."""
    verb = verb_above(noun)
    for filler in reporter.clauses.frame(noun).get("of", ()) if verb is not None else ():
        if verb is None or reporter.clauses.type_of(filler.mention) not in BODIES:
            continue
        for node in events_of(verb, number, nodes, reporter)[0]:
            if node.type is EventType.SIGNING:
                node.drafts.append(reporter.draft(Slot.SIGNATORY, filler, noun, 0.8))


def _present(noun: Token, number: int, nodes: list[Node], reporter: Reporter) -> None:
    """ "In the presence of A and B, the contract was signed", "toured the port in the company of A"."""
    verb = verb_above(noun) if noun.head.lower_ == "in" else None
    for filler in reporter.clauses.frame(noun).get("of", ()) if verb is not None else ():
        if verb is not None and reporter.clauses.type_of(filler.mention) is EntityType.PERSON:
            for node in events_of(verb, number, nodes, reporter)[0]:
                node.drafts.append(reporter.draft(Slot.ATTENDEE, filler, noun, 0.8))


_READINGS: Final[dict[str, _Reading]] = {
    "presence": _present,
    "company": _present,
    "behalf": _signed_for,
    "chairmanship": _chaired,
    "chair": _chaired,
}
