"""Belonging: which events of an article a clause that names none is about."""

from kg.facts import EventType
from kg.reading.frames import noun_triggers, words
from kg.reading.merging import Node
from kg.reading.parsed import Token
from kg.reading.reporting import Reporter

#: Events in whose course others happen.
ROOMS = (EventType.CEREMONY, EventType.CONFERENCE)
#: Those in whose course agreements are signed.
TABLES = (*ROOMS, EventType.MEETING)


def events_of(verb: Token, number: int, nodes: list[Node], reporter: Reporter) -> tuple[list[Node], bool]:
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
    return [_room(node)], False


def _room(node: Node) -> Node:
    """The occasion that the text is still with: after "contracts were signed" the speeches are those of the forum."""
    while node.frame is not None and all(r.trigger == r.verb for r in node.reports):
        if node.frame.type not in (TABLES if node.type is EventType.SIGNING else ROOMS) and not (
            node.type is node.frame.type is EventType.SIGNING
        ):
            break
        node = node.frame
    return node


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
