"""Topics: what an event was about, and the time and place that its surroundings give it."""

import datetime as dt
from dataclasses import replace

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Post, Slot
from kg.reading.clauses import Clauses
from kg.reading.document import Document, EntityDraft, Mention, MentionKind, Sentence
from kg.reading.event_dates import is_of_speech
from kg.reading.frames import is_speech, noun_triggers, words
from kg.reading.geography import lies_within
from kg.reading.merging import Node
from kg.reading.modality import is_fact
from kg.reading.occurrence import is_move
from kg.reading.parsed import Token
from kg.reading.reporting import Reporter
from kg.reading.reports import SITES, TOPICS, Draft, Report

#: The lead tells of what happened lately: days before the article's date.
RECENT = 14
#: Sentences over which a text goes on about a ceremony.
STILL_WITH = 6
BUILDINGS = (EntityType.FACILITY, EntityType.INSTITUTION)
#: What is opened, begun or finished at a ceremony.
OPENED = frozenset({EntityType.FACILITY, EntityType.PROJECT, EntityType.PARK})
OCCASIONS = (EventType.CEREMONY, EventType.CONFERENCE, EventType.SIGNING)


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
