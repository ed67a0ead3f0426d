"""Merging: one node for each real event, however often the text comes back to it."""

from dataclasses import dataclass, field

from kg.facts import EntityType, EventType, Slot
from kg.reading.dates import Date
from kg.reading.document import Document
from kg.reading.frames import object_nouns, roles, words
from kg.reading.geography import lies_within
from kg.reading.occurrence import is_bare
from kg.reading.periods import parse
from kg.reading.reports import Draft, Report
from kg.reading.syntax import is_passive

#: Days between two stops of one tour, at most.
TOUR_DAYS = 4
SIDES = (Slot.SIGNATORY,)
COUNTERPARTS = (Slot.ATTENDEE, Slot.HOST, Slot.LEADER)


@dataclass(slots=True)
class Node:
    """A real event with all reports of it."""

    type: EventType
    reports: list[Report] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    called: list[int] = field(default_factory=list)
    """Sentences that come back to it only in passing: "told the briefing that"."""
    frame: "Node | None" = None
    """The event in whose course this one is told, if the text gives it no date or place of its own."""

    def add(self, report: Report) -> None:
        """Takes in what ``report`` says."""
        self.reports.append(report)
        placed = report.headline and bool(self.values(Slot.LOCATION))
        self.drafts += [d for d in report.drafts if not (placed and d.slot is Slot.LOCATION)]
        if report.aside:  # "the report which the session adopted for 2021": a year need not be that of the session
            self.dates += [d for d in report.dates if len(d.first) == 10]
        else:
            self.dates += report.dates

    def values(self, *slots: Slot) -> set[str]:
        """What fills any of ``slots``."""
        return {d.value for d in self.drafts if d.slot in slots}


def merge(reports: list[Report], document: Document) -> list[Node]:
    """The events behind ``reports``; those of headlines join events of the text, or stand alone if it has none."""
    nodes: list[Node] = []
    for report in (r for r in reports if not r.headline):
        _place(report, nodes, document)
    body = list(nodes)
    for report in (r for r in reports if r.headline):
        same = [n for n in body if n.type is report.type]
        if same:
            same[0].add(report)
        elif report.type is not None and not (body and report.embedded):
            _headline(report, nodes)
    return nodes


def _headline(report: Report, nodes: list[Node]) -> None:
    """An event that only the headline names: the text below tells of it in other words."""
    if any(n.type is report.type for n in nodes):
        return
    if report.type in (EventType.CEREMONY, EventType.SIGNING) or not nodes:
        node = Node(report.type or EventType.MEETING)
        node.add(report)
        nodes.append(node)


def _place(report: Report, nodes: list[Node], document: Document) -> None:
    if report.type is None:
        _refer(report, nodes)
        return
    if report.definite and _originates(report):
        return
    if report.welcome and not report.dates and any(n.type is EventType.VISIT for n in nodes):
        return  # who received the party is a host of its visit
    same = [n for n in nodes if n.type is report.type and not conflict(n, report, document)]
    if not same and report.definite:
        lemma = report.trigger.lemma_.lower()
        same = [n for n in nodes if n.type is not report.type and any(lemma in r.aliases() for r in n.reports)]
    if not same and report.definite and report.type is EventType.CEREMONY and _opens(report):
        same = [n for n in nodes if n.type is EventType.CONFERENCE]
    if not same and report.type is EventType.MEETING and (report.bare or _comes_back(report)):
        same = [n for n in nodes if n.type in (EventType.CONFERENCE, EventType.CEREMONY, EventType.SIGNING)]
    if same:
        same[-1].add(report)
    elif _by_the_way(report, nodes):
        return
    elif _is_event(report, nodes, document.article.date):
        node = Node(report.type)
        node.add(report)
        if nodes and not report.aside and not report.other and not report.background:
            node.frame = max(nodes, key=lambda n: max(r.sentence for r in n.reports))
        nodes.append(node)


def _refer(report: Report, nodes: list[Node]) -> None:
    """Takes "the event" for the occasion told last."""
    occasions = [n for n in nodes if n.type in (EventType.CEREMONY, EventType.CONFERENCE)] or nodes
    if not occasions and _attended(report):
        occasions = [Node(EventType.CEREMONY)]
        nodes += occasions
    if occasions:
        occasions[-1].add(report)


def _attended(report: Report) -> bool:
    """Whether it is an opening of which no more is said than who was there: "The opening was attended by A"."""
    there = any(role.slot is Slot.ATTENDEE for role in roles().get(report.verb.lemma_.lower(), ()))
    return there and report.trigger.lemma_.lower() == "opening" and is_passive(report.verb)


def _comes_back(report: Report) -> bool:
    """Whether it is no more than "the meeting", whatever is said of it: "A chaired the meeting"."""
    return report.definite and report.trigger.pos_ == "NOUN" and is_bare(report.trigger)


def _by_the_way(report: Report, nodes: list[Node]) -> bool:
    """Whether it is talk of a party on its visit with people who are not named: "in the discussion with the staff"."""
    if report.type is not EventType.MEETING or report.sides or report.dates:
        return False
    if not words("talk") & {report.trigger.lemma_.lower(), *(o.lemma_.lower() for o in object_nouns(report.verb))}:
        return False
    present = report.values(*COUNTERPARTS, Slot.SPEAKER)
    unnamed = any(c.dep_ == "prep" and c.lower_ == "with" for c in report.trigger.children)
    scene = report.embedded and report.trigger.tag_ == "NN"  # "in the discussion with A, the mayor introduced"
    return bool(present or unnamed) and any(
        n.type is EventType.VISIT
        and (scene or present <= n.values(Slot.LEADER, Slot.ATTENDEE))
        and report.sentence - max(r.sentence for r in n.reports) <= 1
        for n in nodes
    )


def _originates(report: Report) -> bool:
    """Whether it tells how a recurring event came about: "the contest was launched in 2014"."""
    early = bool(report.dates) and all(len(d.first) == 4 for d in report.dates)
    return early and report.verb.lemma_.lower() in words("originate")


def _opens(report: Report) -> bool:
    """Whether it is "the opening ceremony" of something told before."""
    children = list(report.trigger.children)
    return any(c.lower_ in ("opening", "closing") for c in children) and not any(c.lower_ == "of" for c in children)


def _is_event(report: Report, nodes: list[Node], published: str | None) -> bool:
    """Whether ``report`` brings in an event of its own, and is not only a turn of phrase."""
    if report.passing:
        return False
    if report.late or report.trigger.lemma_.lower() in words("works"):
        return bool(report.dates) and _is_late(report, published)
    if report.bare:
        return bool(nodes) and report.type is not EventType.VISIT
    if report.embedded and report.type is EventType.VISIT:
        return bool(report.values(Slot.VISITED) and (report.values(Slot.LEADER) or report.dates))
    return True


def _is_late(report: Report, published: str | None) -> bool:
    """Whether ``report`` is dated in the month of the article or the one before, or names who did it on what day."""
    if report.values(Slot.LEADER) and any(len(d.first) == len("2022-05-06") for d in report.dates):
        return True
    if published is None:
        return False
    year, month = int(published[:4]), int(published[5:7])
    before = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
    return any(d.first[:7] in (published[:7], before) for d in report.dates)


def conflict(node: Node, report: Report, document: Document) -> bool:
    """Whether ``report`` cannot speak of the event ``node``."""
    known = node.dates + [r.until for r in node.reports if r.until is not None]
    apart = report.dates and known and not any(overlap(a, b) for a in known for b in report.dates)
    apart = apart and not (report.trigger == report.verb and report.type is None)
    if apart and not _goes_on(node, report):
        return True
    if report.other and not any(r.other for r in node.reports):
        return True
    told = [r for r in node.reports if not r.headline]
    same_party = report.guests and not report.dates and report.type is EventType.VISIT
    if report.background and not report.definite and not same_party and told and not any(r.background for r in told):
        return True
    if report.indefinite and any(not r.embedded and r.sentence < report.sentence for r in told):
        return not _same_party(node, report)
    if report.type is EventType.SIGNING:
        return _other_sides(node, report, document)
    if report.type is EventType.VISIT:
        own = report.embedded and not report.passing and bool(report.values(Slot.LEADER))
        elsewhere = own and _disjoint(node.values(Slot.VISITED), report.values(Slot.VISITED))
        if report.newcomers and node.values(Slot.LEADER) and told and not any(r.guests for r in told):
            return True
        return elsewhere or _disjoint(node.values(Slot.LEADER), report.values(Slot.LEADER))
    if report.type is EventType.CONFERENCE and _renamed(report, told):
        return True
    if report.bare or report.type is None:
        return False
    if report.type is not EventType.CEREMONY and _elsewhere(node, report, document):
        return True
    if report.type is EventType.MEETING:
        return _disjoint(node.values(*COUNTERPARTS), report.values(*COUNTERPARTS))
    about = node.values(Slot.ABOUT) & report.values(Slot.ABOUT)
    return _disjoint(node.values(Slot.LOCATION), report.values(Slot.LOCATION)) and not about


def _goes_on(node: Node, report: Report) -> bool:
    """Whether ``report`` tells of a further day of the tour ``node``: the same party, no more than a few days later."""
    if report.type is not EventType.VISIT or report.other or report.background or report.indefinite:
        return False
    leaders = report.values(Slot.LEADER)
    known = report.passing or (report.guests and not report.newcomers)
    if not (leaders & node.values(Slot.LEADER) if leaders else known):
        return False
    before = [parse(d.last or d.first) for d in node.dates if len(d.first) == 10]
    after = [parse(d.first) for d in report.dates if len(d.first) == 10]
    return any(a and b and 0 <= (b - a).days <= TOUR_DAYS for a in before for b in after)


def _elsewhere(node: Node, report: Report, document: Document) -> bool:
    """Whether both are placed, in places none of which lies in the other."""
    mine, theirs = (
        [v for v in x.values(Slot.LOCATION) if document.entities[v].type is EntityType.PLACE] for x in (node, report)
    )
    names = document.entities
    return bool(mine and theirs) and not any(
        a == b or lies_within(x, y) or lies_within(y, x)
        for a in mine
        for b in theirs
        for x in names[a].names
        for y in names[b].names
    )


def _same_party(node: Node, report: Report) -> bool:
    """Whether those who led the visit ``node`` are said to have made another that names no stop of its own."""
    if report.type is not EventType.VISIT or report.values(Slot.VISITED) or report.dates:
        return False
    return bool(node.values(Slot.LEADER) & report.values(Slot.LEADER))


def overlap(a: Date, b: Date) -> bool:
    """Whether two dates can be the same time, each as precise as it is."""
    first_a, last_a, first_b, last_b = a.first, a.last or a.first, b.first, b.last or b.first
    short = min(len(first_a), len(first_b))
    return first_a[:short] <= last_b[:short] and first_b[:short] <= last_a[:short]


def _disjoint(a: set[str], b: set[str]) -> bool:
    return bool(a) and bool(b) and not a & b


def _renamed(report: Report, told: list[Report]) -> bool:
    """Whether ``report`` gives a proper name that no report before it has, even as an abbreviation."""
    if report.embedded or report.trigger.pos_ != "PROPN" or not told:
        return False
    mine = _name(report)
    return bool(mine) and not any(_alike(mine, _name(r)) or r.sentence == report.sentence for r in told)


def _name(report: Report) -> list[str]:
    noun = report.trigger
    return [t.text for t in noun.doc[noun.left_edge.i : noun.i] if t.is_alpha and t.text[0].isupper() and not t.is_stop]


def _alike(a: list[str], b: list[str]) -> bool:
    if set(a) & set(b):
        return True
    for short, long in ((a, b), (b, a)):
        initials = iter("".join(w[0] for w in long))
        if len(short) == 1 and short[0].isupper() and all(letter in initials for letter in short[0]):
            return True
    return False


def _other_sides(node: Node, report: Report, document: Document) -> bool:
    """Whether other parties signed; the persons who sign for the parties are told apart from these."""
    sides, more = node.values(*SIDES), report.values(*SIDES)
    people = {v for v in sides | more if document.entities[v].type is EntityType.PERSON}
    if more <= people and not sides & people:
        return False
    return _crossing(sides, more)


def _crossing(a: set[str], b: set[str]) -> bool:
    """Whether both have members that the other lacks: other parties, another agreement."""
    return bool(a - b) and bool(b - a)
