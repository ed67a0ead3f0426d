"""Tours: the stops of a visit, and the zone, city or country that they lie in."""

import re
from dataclasses import replace

from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Filler
from kg.reading.document import EntityDraft
from kg.reading.frames import words
from kg.reading.geography import lies_within, width
from kg.reading.merging import Node
from kg.reading.parsed import Token
from kg.reading.parties import visit_of
from kg.reading.reporting import Reporter
from kg.reading.reports import STOPS, Draft
from kg.reading.syntax import verb_above

_OPENING = re.compile(r"(?:At|(?:[A-Z]\w+,? )(?:\w+,? ){0,3}at) (?:the )?")
#: What lies in what: a stop lies in the last container before it that is of a wider kind.
PROVINCE = 6
WIDTH = {EntityType.PLACE: 3, EntityType.PARK: 2}


def stops(nodes: list[Node], reporter: Reporter) -> None:
    """Completes the stops of each visit and sets its places."""
    for node in nodes:
        if node.type is EventType.VISIT:
            _further_stops(node, nodes, reporter)
            _next_stops(node, nodes, reporter)
            _where_it_met(node, nodes, reporter)
            _places(node, reporter)


def _further_stops(node: Node, nodes: list[Node], reporter: Reporter) -> None:
    """ "First stop was X", "at X the mayor watched how ...": stops named after the visit is told."""
    first = min(r.sentence for r in node.reports)
    party = node.values(Slot.LEADER, Slot.ATTENDEE)
    for number, sentence in enumerate(reporter.document.sentences):
        if number < first:
            continue
        for token in reporter.clauses.loose(sentence):
            if token.lemma_.lower() in words("stops"):
                _named_stops(node, token, reporter)
            elif token.dep_ in ("nsubj", "nsubjpass") and token.lemma_.lower() in words("travels_told"):
                _course(node, token, reporter)
            elif token.pos_ == "VERB" and token.lemma_.lower() in words("perceive"):
                frame = reporter.clauses.frame(token)
                agents = {f.mention.entity for f in frame.get("agent", ())}
                if agents & party:
                    _add(node, token, ("in", "at"), token, reporter)


def _named_stops(node: Node, noun: Token, reporter: Reporter) -> None:
    """ "The first stop was X", "next on the program was X, followed by Y", "X was among the stops", "X, where ..."."""
    if noun.dep_ in ("nsubj", "attr"):
        _add(node, noun.head, ("attr", "agent", "patient"), noun, reporter)
        _add(node, noun, ("at", "in"), noun, reporter)
        return
    verb = verb_above(noun)
    if verb is None:
        return
    where = any(c.lower_ in ("where", "which") for c in verb.children)
    if verb.dep_ == "relcl" and where and noun.dep_ in ("nsubjpass", "dobj"):  # "X, where the first stop was made"
        fillers = reporter.clauses.fillers(verb.head)
        node.drafts += [_stop(f, noun, reporter) for f in fillers if _is_stop(f, reporter)]
    elif noun.dep_ == "pobj" and noun.head.lower_ in ("on", "among", "of") and verb.lemma_ in ("be", "come", "stand"):
        _add(node, verb, ("attr", "agent", "patient"), noun, reporter)
        for follower in (t for t in verb.subtree if t.lower_ == "followed"):
            _add(node, follower, ("agent", "by"), noun, reporter)


def _course(node: Node, noun: Token, reporter: Reporter) -> None:
    """ "The tour ended at X", "the visit took in X and Y", "the inspection led them to X"."""
    known = any(c.lower_ in ("the", "this", "his", "her", "their") for c in noun.children)
    if known and noun.head.lemma_.lower() in words("courses"):
        _add(node, noun.head, ("at", "in", "with", "to", "patient"), noun, reporter)


def _next_stops(node: Node, nodes: list[Node], reporter: Reporter) -> None:
    """ "At X, the engineer had the answer ready. Next door, at Y, ...": sentences that go on with a tour."""
    document, clean = reporter.document, reporter.document.text.clean
    told = {r.sentence: n for n in nodes for r in n.reports if not r.headline}
    last = min((r.sentence for r in node.reports if not r.headline), default=None)
    for number in range(last + 1 if last is not None else len(document.sentences), len(document.sentences)):
        sentence, before = document.sentences[number], document.sentences[number - 1]
        if told.get(number, node) is not node or "\n" in clean[before.end : sentence.start]:
            return
        for mention in document.within(sentence.start, sentence.end)[:1]:
            head = reporter.clauses.head(mention)
            opens = _OPENING.fullmatch(clean[sentence.start : mention.start])
            if opens and head is not None and document.type_of(mention) in STOPS - {EntityType.PLACE}:
                node.drafts.append(reporter.draft(Slot.VISITED, Filler(mention, head), head, 0.6))


def _where_it_met(visit: Node, nodes: list[Node], reporter: Reporter) -> None:
    """Parks and, of a tour of countries or provinces, cities in which the party met somebody are stops as well."""
    entities = reporter.document.entities
    wide = [d for d in visit.drafts if d.slot is Slot.VISITED and _width(d.value, entities) >= PROVINCE]
    for node in nodes:
        if node.type not in (EventType.MEETING, EventType.CONFERENCE) or visit_of(node) is not visit:
            continue
        for draft in [d for d in node.drafts if d.slot is Slot.LOCATION]:
            city = entities[draft.value].type is EntityType.PLACE and 0 <= _width(draft.value, entities) < PROVINCE
            if (city and wide) or entities[draft.value].type is EntityType.PARK:
                visit.drafts.append(replace(draft, slot=Slot.VISITED, confidence=0.5))
                for place in wide:
                    if place in visit.drafts:
                        visit.drafts[visit.drafts.index(place)] = replace(place, arrival=True, inside=True)


def _width(value: str, entities: dict[str, EntityDraft]) -> int:
    return max((width(n) or 0 for n in entities[value].names), default=0)


def on_the_spot(nodes: list[Node]) -> None:
    """What was signed "on the spot" was signed at the stop of the tour that is told last before."""
    for node in nodes:
        spots = [r for r in node.reports if r.spot]
        visits = [n for n in nodes if n.type is EventType.VISIT]
        if not spots or not visits or node.values(Slot.LOCATION):
            continue
        at = spots[0].trigger.sent.start_char
        before = [d for n in visits for d in n.drafts if d.slot is Slot.VISITED and d.start < at]
        if before:
            last = max(before, key=lambda d: d.start)
            node.drafts.append(replace(last, slot=Slot.LOCATION, confidence=0.5))


def _add(node: Node, governor: Token, functions: tuple[str, ...], anchor: Token, reporter: Reporter) -> None:
    for function in functions:
        for filler in reporter.clauses.frame(governor).get(function, ()):
            if _is_stop(filler, reporter):
                node.drafts.append(_stop(filler, anchor, reporter))


def _is_stop(filler: Filler, reporter: Reporter) -> bool:
    return reporter.clauses.type_of(filler.mention) in STOPS - {EntityType.PLACE}


def _stop(filler: Filler, anchor: Token, reporter: Reporter) -> Draft:
    return reporter.draft(Slot.VISITED, filler, anchor, 0.7)


def _places(node: Node, reporter: Reporter) -> None:
    """Sets the places of a tour: where the party went, if other stops lie there; a stop that holds none is in both."""
    entities = reporter.document.entities
    visited: dict[str, list[Draft]] = {}
    for draft in node.drafts:
        if draft.slot is Slot.VISITED:
            visited.setdefault(draft.value, []).append(draft)
    arrivals = {v for v, drafts in visited.items() if any(d.arrival for d in drafts)}
    zones = [v for v in visited if v in arrivals and entities[v].type is EntityType.PARK]
    arrived = min((d.start for v in zones for d in visited[v]), default=0)
    arrivals -= {v for v in zones if all(d.start != arrived for d in visited[v])}
    leaves = {v for v in visited if v not in arrivals}
    holding = {a for a in arrivals if _holds(a, leaves, arrivals, visited, entities)}
    passed = {v for v in holding if not any(d.itself for d in visited[v])}
    node.drafts = [d for d in node.drafts if d.slot is not Slot.VISITED or d.value not in passed]
    for value, drafts in visited.items():
        kind = entities[value].type
        if any(_within(value, h, entities) for h in holding):
            continue
        if value in arrivals or (
            not holding and (kind is EntityType.PLACE or (kind is EntityType.PARK and not arrivals))
        ):
            first = drafts[0]
            node.drafts.append(Draft(Slot.LOCATION, value, first.start, first.end, first.confidence))


def _holds(place: str, leaves: set[str], arrivals: set[str], visited: dict[str, list[Draft]],
           entities: dict[str, EntityDraft]) -> bool:  # fmt: skip
    """Whether other stops lie in ``place``: narrower ones, or any if the text says that they were made "in" it."""
    width = WIDTH.get(entities[place].type, 1)
    if any(WIDTH.get(entities[s].type, 1) <= width - (width == WIDTH[EntityType.PLACE]) for s in leaves):
        return True
    said_in = (
        any(d.inside for d in visited[place]) and any(_within(s, place, entities) for s in visited if s != place)
    ) or all(d.inside for d in visited[place])
    return said_in and any(
        not all(d.inside for d in visited[a]) and WIDTH.get(entities[a].type, 1) <= width
        for a in (arrivals | leaves) - {place}
    )


def _within(near: str, far: str, entities: dict[str, EntityDraft]) -> bool:
    return any(lies_within(n, f) for n in entities[near].names for f in entities[far].names)
