"""Merging: one node for each real event, however often the text comes back to it."""

from dataclasses import dataclass, field

from kg.facts import EventType, Slot
from kg.reading.dates import Date
from kg.reading.document import Document
from kg.reading.frames import words
from kg.reading.reports import Draft, Report

SIDES = (Slot.SIGNATORY,)
COUNTERPARTS = (Slot.ATTENDEE, Slot.HOST, Slot.LEADER)


@dataclass(slots=True)
class Node:
    """A real event with all reports of it."""

    type: EventType
    reports: list[Report] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    frame: "Node | None" = None
    """The event in whose course this one is told, if the text gives it no date or place of its own."""

    def add(self, report: Report) -> None:
        """Takes in what ``report`` says."""
        self.reports.append(report)
        self.drafts += report.drafts
        self.dates += report.dates

    def values(self, *slots: Slot) -> set[str]:
        """What fills any of ``slots``."""
        return {d.value for d in self.drafts if d.slot in slots}


def merge(reports: list[Report], document: Document) -> list[Node]:
    """The events behind ``reports``; those of headlines join events of the text, or stand alone if it has none."""
    nodes: list[Node] = []
    for report in (r for r in reports if not r.headline):
        _place(report, nodes)
    body = list(nodes)
    for report in (r for r in reports if r.headline):
        same = [n for n in body if n.type is report.type]
        if same:
            same[0].add(report)
        elif report.type is not None and not body:
            _place(report, nodes)
    return nodes


def _place(report: Report, nodes: list[Node]) -> None:
    if report.type is None:
        occasions = [n for n in nodes if n.type in (EventType.CEREMONY, EventType.CONFERENCE)] or nodes
        if occasions:
            occasions[-1].add(report)
        return
    same = [n for n in nodes if n.type is report.type and not conflict(n, report)]
    if not same and report.bare and report.type is EventType.MEETING:
        same = [n for n in nodes if n.type in (EventType.CONFERENCE, EventType.CEREMONY, EventType.SIGNING)]
    if same:
        same[-1].add(report)
        return
    if report.embedded and report.type is EventType.VISIT:
        return
    if report.bare and not nodes:
        return
    node = Node(report.type)
    node.add(report)
    if nodes and not report.dates:
        node.frame = _frame_of(report, nodes)
    nodes.append(node)


def _frame_of(report: Report, nodes: list[Node]) -> Node | None:
    latest = max(nodes, key=lambda n: max(r.sentence for r in n.reports))
    return latest


def conflict(node: Node, report: Report) -> bool:
    """Whether ``report`` cannot speak of the event ``node``."""
    if report.dates and node.dates and not any(overlap(a, b) for a in node.dates for b in report.dates):
        return True
    if report.other and not any(r.other for r in node.reports):
        return True
    if report.definite or report.type is None:
        return False
    if report.type is EventType.SIGNING:
        return _disjoint(node.values(*SIDES), report.values(*SIDES))
    if report.type is EventType.MEETING:
        return _disjoint(node.values(*COUNTERPARTS), report.values(*COUNTERPARTS))
    if report.type is EventType.VISIT:
        return _disjoint(node.values(Slot.LEADER), report.values(Slot.LEADER))
    return _disjoint(node.values(Slot.LOCATION), report.values(Slot.LOCATION)) and _disjoint(
        node.values(Slot.ABOUT), report.values(Slot.ABOUT)
    )


def overlap(a: Date, b: Date) -> bool:
    """Whether two dates can be the same time, each as precise as it is."""
    first_a, last_a, first_b, last_b = a.first, a.last or a.first, b.first, b.last or b.first
    short = min(len(first_a), len(first_b))
    return first_a[:short] <= last_b[:short] and first_b[:short] <= last_a[:short]


def _disjoint(a: set[str], b: set[str]) -> bool:
    return bool(a) and bool(b) and not a & b


def follows(report: Report) -> bool:
    """Whether the words before the trigger tie it to the event told before: "in the course of the event"."""
    return any(t.lower_ in words("during") for t in report.trigger.lefts)
