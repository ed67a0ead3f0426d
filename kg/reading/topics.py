"""Topics: what an event was about."""

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention, MentionKind, Sentence
from kg.reading.frames import is_speech, noun_triggers, words
from kg.reading.merging import Node
from kg.reading.modality import is_fact
from kg.reading.parsed import Token
from kg.reading.reporting import Reporter
from kg.reading.reports import TOPICS, Draft, Report

#: Sentences over which a text goes on about a ceremony.
STILL_WITH = 6
#: What is opened, begun or finished at a ceremony.
OPENED = frozenset({EntityType.FACILITY, EntityType.PROJECT, EntityType.PARK})


def topics(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to each event the industries that the clauses which report it say it is about."""
    for node in nodes:
        for report in node.reports:
            if report.embedded or report.headline:
                continue
            sentence = reporter.document.sentences[report.sentence]
            for mention in reporter.document.within(sentence.start, sentence.end):
                if reporter.clauses.type_of(mention) is EntityType.INDUSTRY and _is_topic(
                    mention, report, reporter.clauses
                ):
                    start, end = reporter.clauses.clause(
                        report.trigger, reporter.clauses.head(mention) or report.trigger
                    )
                    node.drafts.append(Draft(Slot.ABOUT, mention.entity, start, end, 0.6))


def said_topics(nodes: list[Node], reporter: Reporter) -> None:
    """Adds the industries of "it will be about X", "the talks turned around X" to the event told last."""
    clauses = reporter.clauses
    for number, sentence in enumerate(reporter.document.sentences):
        for verb in clauses.loose(sentence):
            talked = verb.pos_ == "VERB" and _talked(verb)
            if not talked and (verb.pos_ not in ("VERB", "AUX") or verb.lemma_.lower() not in words("topical")):
                continue
            frame = clauses.frame(verb)
            named = [f for f in frame.get("agent", ()) if f.mention.kind is not MentionKind.PRONOUN]
            talks = talked or verb.lemma_.lower() in ("discuss", "exchange", "explore")
            talks = talks and _by_guests(verb, clauses)
            if named or not (talks or _of_event(verb, clauses)):
                continue
            told = [
                (r.sentence, r.trigger.i, n)
                for n in nodes
                for r in n.reports
                if r.sentence <= number and not r.headline
            ]
            if not told:
                continue
            here = [t for t in told if t[0] == number and _tells(t[1], t[2], number)]
            told = here or told
            node = max(told, key=lambda t: t[:2])[2]
            for function in ("about", "around", "on", "with", "to", "patient"):
                for filler in frame.get(function, ()):
                    if clauses.type_of(filler.mention) is EntityType.INDUSTRY:
                        node.drafts.append(reporter.draft(Slot.ABOUT, filler, verb, 0.6))


def _talked(verb: Token) -> bool:
    """Whether ``verb`` only carries a noun for talk: "had in-depth exchanges on X", "held discussions about X"."""
    nouns = [c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in words("talk")]
    return bool(nouns) and verb.lemma_.lower() in ("have", "hold", "conduct", "carry", "make")


def spoken_topics(nodes: list[Node], reporter: Reporter) -> None:
    """Adds what those who take part in an event speak of there: "the mayor introduced the park", "said biomedicine"."""
    clauses = reporter.clauses
    for number, sentence in enumerate(reporter.document.sentences):
        if sentence.kind is not BlockKind.PARAGRAPH:
            continue
        for verb in clauses.loose(sentence):
            if verb.pos_ != "VERB" or not is_speech(verb):
                continue
            frame = clauses.frame(verb)
            speakers = {f.mention.entity for f in frame.get("agent", ())}
            node = _heard(speakers, number, nodes) if speakers else None
            if node is None:
                continue
            spoken = [f for name in ("patient", "about") for f in frame.get(name, ())]
            objects = {f.mention.entity for f in spoken if clauses.type_of(f.mention) in TOPICS}
            for mention in reporter.document.within(verb.idx, sentence.end):
                head = clauses.head(mention)
                about = mention.entity in objects or clauses.type_of(mention) is EntityType.INDUSTRY
                if node.type is EventType.VISIT and head is not None and not is_fact(head):
                    continue  # what a visitor wishes for is not what the visit was about
                if about and head is not None and not _is_owned(mention, clauses):
                    start, end = clauses.clause(verb, head)
                    node.drafts.append(Draft(Slot.ABOUT, mention.entity, start, end, 0.5))


def complements(nodes: list[Node], reporter: Reporter) -> None:
    """What an agreement is for and what a session dealt with: "a deal to triple the capacity of the plant"."""
    clauses = reporter.clauses
    for node in nodes:
        taken = {d.value for d in node.drafts if d.slot in (Slot.SIGNATORY, Slot.LOCATION, Slot.ORGANIZER)}
        for report in node.reports:
            if report.headline:
                continue
            for noun in _complemented(node, report):
                for token in noun.subtree:
                    mention = clauses.mention(token)
                    if mention is None or clauses.head(mention) != token or mention.entity in taken:
                        continue
                    placed = (
                        token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "with") and token.head.head == noun
                    )
                    if clauses.type_of(mention) in TOPICS and not placed:
                        start, end = clauses.clause(report.trigger, token)
                        node.drafts.append(Draft(Slot.ABOUT, mention.entity, start, end, 0.5))


def _complemented(node: Node, report: Report) -> list[Token]:
    """The nouns whose complements say what the event was about."""
    if node.type is EventType.SIGNING:
        below = report.verb.subtree if report.verb == report.trigger else report.trigger.subtree
        purposes = [c for c in report.verb.children if c.tag_ == "VB" and any(g.lower_ == "to" for g in c.children)]
        return [t for t in below if t.lemma_.lower() in words("agreements") and t.pos_ == "NOUN"] + purposes
    if node.type is EventType.MEETING and report.aside and report.verb.lemma_.lower() in words("deliberate"):
        return [c for c in report.verb.children if c.dep_ == "dobj"]
    return []


def started(nodes: list[Node], reporter: Reporter) -> None:
    """Adds to a ceremony the projects that the text names while it is still with it: "among them are A and B"."""
    document = reporter.document
    told = {r.sentence: n for n in nodes for r in n.reports if not r.embedded and not r.headline}
    for first, node in sorted(told.items()):
        if node.type is not EventType.CEREMONY:
            continue
        for number in range(first, min(first + STILL_WITH, len(document.sentences))):
            sentence = document.sentences[number]
            if sentence.kind is BlockKind.SUBHEAD or (told.get(number, node) is not node):
                break
            for mention in document.within(sentence.start, sentence.end):
                if document.type_of(mention) is EntityType.PROJECT and mention.kind is not MentionKind.PRONOUN:
                    node.drafts.append(Draft(Slot.ABOUT, mention.entity, sentence.start, sentence.end, 0.5))


def opened(nodes: list[Node], reporter: Reporter) -> None:
    """What a ceremony is for where its own clause does not say: "The station was completed. At the ceremony, ...".

    It is the only thing that its sentence names, or the one before, if that tells that something began or was finished.
    """
    document = reporter.document
    for node in nodes:
        if node.type is not EventType.CEREMONY:
            continue
        if any(document.entities[v].type in OPENED for v in node.values(Slot.ABOUT)):
            continue
        first = min((r.sentence for r in node.reports if not r.headline), default=0)
        for sentence in reversed(document.sentences[max(0, first - 1) : first + 1]):
            things = _things_begun(sentence, node, document)
            if len(things) == 1:
                node.drafts += [Draft(Slot.ABOUT, thing, sentence.start, sentence.end, 0.5) for thing in things]
                break


def _things_begun(sentence: Sentence, node: Node, document: Document) -> set[str]:
    """What a sentence names that tells that something began or was finished; of a whole and its part the part."""
    begun = any(t.pos_ in ("VERB", "NOUN") and t.lemma_.lower() in words("begun") for t in sentence.span)
    if not begun or sentence.kind is not BlockKind.PARAGRAPH:
        return set()
    taken = node.values(Slot.LOCATION, Slot.ORGANIZER, Slot.LEADER, Slot.ATTENDEE)
    named = [m for m in document.within(sentence.start, sentence.end) if m.kind is MentionKind.NAME]
    outer = [m for m in named if not any(o is not m and o.start <= m.start and m.end <= o.end for o in named)]
    return {m.entity for m in outer if document.type_of(m) in OPENED and m.entity not in taken}


def _heard(speakers: set[str], number: int, nodes: list[Node]) -> Node | None:
    """The event told last in which one of ``speakers`` takes part."""
    told = [
        (max(r.sentence for r in n.reports if r.sentence <= number), n)
        for n in nodes
        if speakers & {d.value for d in n.drafts} and any(r.sentence <= number and not r.headline for r in n.reports)
    ]
    return max(told, key=lambda t: t[0])[1] if told else None


def _tells(at: int, node: Node, number: int) -> bool:
    """Whether the report at token ``at`` tells that the event took place, and does not only set the scene."""
    return any(r.trigger.i == at and r.sentence == number and not r.embedded for r in node.reports)


def _of_event(verb: Token, clauses: Clauses) -> bool:
    """Whether the subject of ``verb`` is an event, its contents or "it"."""
    own = [t for f, t in clauses.functions(verb) if f in ("agent", "patient")]
    if not own:  # "in the days of the fair, talks will turn around X"
        own = [t for t in verb.sent if t.i < verb.i and clauses.mention(t) is None]
    else:
        own = [t for t in own if (m := clauses.mention(t)) is None or m.kind is MentionKind.PRONOUN]
    return any(
        t.lower_ in ("it", "they", "which")
        or t.lemma_.lower() in noun_triggers()
        or t.lemma_.lower() in words("contents")
        for t in own
    )


def _by_guests(verb: Token, clauses: Clauses) -> bool:
    """Whether those do what ``verb`` says who came to an event: "400 guests gathered to discuss", "both sides"."""
    own = [t for f, t in clauses.functions(verb) if f == "agent" and clauses.mention(t) is None]
    guests = words("takers") | words("parties")
    return any(t.tag_ == "NNS" and (t.lemma_.lower() in guests or t.lemma_ == "side") for t in own)


def _is_owned(mention: Mention, clauses: Clauses) -> bool:
    """Whether an industry only says what trade somebody is in: "a maker of X", "the X company"."""
    head = clauses.head(mention)
    while head is not None and head.dep_ == "conj" and clauses.mention(head.head) is not None:
        head = head.head  # "clean energy, planting and education": as the first of the list
    above = [] if head is None else [t for t in head.ancestors if t.pos_ in ("NOUN", "PROPN")][:1]
    return any(t.lemma_.lower() in words("trades") or clauses.mention(t) is not None for t in above)


def _is_topic(mention: Mention, report: Report, clauses: Clauses) -> bool:
    """Whether an industry named beside an event is its topic and not the trade of somebody named there."""
    head = clauses.head(mention)
    if head is None:
        return False
    below = head
    for token in (head, *head.ancestors):
        if token in (report.trigger, report.verb):
            return True
        if token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in words("trades") and below.lower_ != "in":
            return False  # "a maker of X", but "called on enterprises in X"
        below = token
        other = clauses.mention(token)
        if other is not None and other is not mention and clauses.type_of(other) is not EntityType.INDUSTRY:
            return False
        if token.dep_ == "relcl" and clauses.mention(token.head) is not None:
            return False
    return True
