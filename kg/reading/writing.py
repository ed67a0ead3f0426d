"""Writing: events with all that was found of them, as facts."""

import datetime as dt

from kg.facts import Argument, EntityType, Event, EventType, Passage, Slot
from kg.reading import periods
from kg.reading.dates import Date
from kg.reading.document import Document
from kg.reading.merging import Node, overlap
from kg.reading.reports import Draft

ROLES = (Slot.LEADER, Slot.HOST, Slot.SPEAKER, Slot.ANNOUNCER, Slot.SIGNATORY, Slot.ORGANIZER)


def write(nodes: list[Node], document: Document) -> list[Event]:
    """The events as facts, in the order of the text."""
    ordered = sorted(nodes, key=lambda n: min(r.trigger.i for r in n.reports))
    events = [_event(f"e{number}", node, document) for number, node in enumerate(ordered, 1)]
    return [e for e in events if e.arguments]


def _event(identifier: str, node: Node, document: Document) -> Event:
    arguments = [*_dates(node, document), *_arguments(node, document)]
    passages = []
    for report in node.reports:
        sentence = document.sentences[report.sentence]
        passage = document.text.passage(sentence.start, sentence.end)
        if passage not in passages:
            passages.append(passage)
    return Event(
        id=identifier, type=node.type, label=_label(node, document), passages=tuple(passages),
        arguments=tuple(arguments), confidence=0.9 if len(node.reports) > 1 else 0.8,
    )  # fmt: skip


def _arguments(node: Node, document: Document) -> list[Argument]:
    found: dict[tuple[Slot, str], list[Draft]] = {}
    for draft in node.drafts:
        found.setdefault((draft.slot, draft.value), []).append(draft)
    if node.frame is not None and not any(s is Slot.LOCATION for s, _ in found):
        for draft in _inherited(node, node.frame, document):
            if draft.slot is Slot.LOCATION:
                found.setdefault((draft.slot, draft.value), []).append(draft)
    playing = {value for slot, value in found if slot in ROLES}
    arguments = []
    for (slot, value), drafts in found.items():
        if slot is Slot.ATTENDEE and value in playing:
            continue
        arguments.append(_argument(slot, value, drafts, document))
    return arguments


def _inherited(node: Node, frame: Node, document: Document) -> list[Draft]:
    """The place of an event in the course of another; a tour gives its city to what is more than a meeting."""
    if node.type is EventType.VISIT:
        return []
    places = [d for d in frame.drafts if d.slot is Slot.LOCATION]
    if frame.type is not EventType.VISIT and not places and frame.frame is not None:
        return _inherited(node, frame.frame, document)  # signed after a meeting of the tour
    if frame.type is not EventType.VISIT:
        same_day = not node.dates or not frame.dates or any(overlap(a, b) for a in node.dates for b in frame.dates)
        return places if same_day else []
    if node.type is EventType.MEETING:
        return []
    towns = [d for d in places if document.entities[d.value].type is EntityType.PLACE]
    if len({d.value for d in places}) < 2:
        return towns
    last = None if all(r.scheduled for r in node.reports) else _town_before(node, document)
    return [d for d in towns if d.value == last]


def _town_before(node: Node, document: Document) -> str | None:
    """The place that the text is in when it tells of ``node``: the one named last before it with "in"."""
    at = min(r.trigger.idx for r in node.reports)
    clean = document.text.clean
    for mention in reversed(document.within(0, at)):
        inside = clean[max(0, mention.start - 3) : mention.start].lower() == "in "
        if inside and document.type_of(mention) is EntityType.PLACE:
            return mention.entity
    return None


def _argument(slot: Slot, value: str, drafts: list[Draft], document: Document) -> Argument:
    passages: list[Passage] = []
    missed = 1.0
    for draft in drafts:
        passage = document.text.passage(draft.start, draft.end)
        if passage not in passages:
            passages.append(passage)
            missed *= 1 - draft.confidence
    return Argument(slot=slot, value=value, passages=tuple(passages), confidence=round(min(0.99, 1 - missed), 3))


def _dates(node: Node, document: Document) -> list[Argument]:
    dates = node.dates
    ends = [r.until for r in node.reports if r.until is not None]
    days = max((r.days for r in node.reports), default=0)
    closing = [e for e in ends if len(e.first) == len("2022-05-06")]
    if closing and days > 1 and all(len(d.first) == len("2022") for d in dates):
        dates = []  # "this year it was held by X", "wrapped up on the 17th after three days"
    if not dates and ends:
        begins = _shifted(ends[0].first, 1 - days)
        found = [_date(Slot.END, ends[0].first, ends[0], document)]
        return [_date(Slot.START, begins, ends[0], document), *found] if days > 1 and begins else found
    if not dates:
        return _dates_of_frame(node, document)
    date = max(dates, key=lambda d: (len(d.first), d.last is not None))
    first, last = _tour(node) or (date.first, date.last)
    if last is None and days > 1 and not ends:
        last = _shifted(first, days - 1)
    arguments = [_date(Slot.START, first, date, document)]
    if last is None and ends and ends[0].first > first:
        arguments.append(_date(Slot.END, ends[0].first, ends[0], document))
    if last and last != first:
        arguments.append(_date(Slot.END, last, date, document))
    return arguments


def _dates_of_frame(node: Node, document: Document) -> list[Argument]:
    """When something happened in whose own sentences no day stands: that of the tour or occasion in whose course it is
    told; of a tour over several days the one that the paragraph gives, else no more than the month."""
    frame = node.frame
    while frame is not None:
        if days := _day_before(node, frame, document):
            return [_date(Slot.START, days[-1].first, days[-1], document)]
        if frame.dates:
            date = max(frame.dates, key=lambda d: (len(d.first), d.last is not None))
            lasts = (date.last and date.last != date.first) or any(r.until for r in frame.reports)
            return [_date(Slot.START, date.first[:7] if lasts else date.first, date, document)]
        frame = frame.frame if node.type is not EventType.VISIT else None
    return []


def _day_before(node: Node, frame: Node, document: Document) -> list[Date]:
    """The day of the tour ``frame`` that the paragraph of ``node`` gives before it: "On the 15th they visited X."."""
    if frame.type is not EventType.VISIT or all(r.headline for r in node.reports):
        return []
    at = min(r.trigger.idx for r in node.reports if not r.headline)
    begin = document.text.clean.rfind("\n", 0, at) + 1
    days = [d for d in frame.dates if begin <= d.start < at and len(d.first) == len("2022-05-06") and d.last is None]
    return sorted(days, key=lambda d: d.start)


def _tour(node: Node) -> tuple[str, str] | None:
    """The first and the last day of a tour that is told day by day."""
    days = [d for d in node.dates if len(d.first) == 10]
    first, last = min((d.first for d in days), default=""), max((d.last or d.first for d in days), default="")
    told = node.type is EventType.VISIT and not any(d.first <= first and (d.last or d.first) >= last for d in days)
    return (first, last) if days and told else None


def _shifted(day: str, days: int) -> str | None:
    """The day that lies ``days`` after ``day``; None where that is not known to the day."""
    start = periods.parse(day)
    return (start + dt.timedelta(days=days)).isoformat() if start is not None and len(day) == 10 else None


def _date(slot: Slot, value: str, date: Date, document: Document) -> Argument:
    sentence = next(s for s in document.sentences if s.start <= date.start < s.end)
    return Argument(
        slot=slot, value=value, passages=(document.text.passage(sentence.start, sentence.end),), confidence=0.9
    )


def _label(node: Node, document: Document) -> str:
    """The noun phrase of the fullest trigger."""
    best = ""
    for report in node.reports:
        trigger = report.trigger
        if trigger.pos_ not in ("NOUN", "PROPN"):
            continue
        span = trigger.doc[trigger.left_edge.i : trigger.i + 1]
        text = span.text.strip()
        best = max(best, text.removeprefix("the ").removeprefix("The ").removeprefix("a ").removeprefix("A "), key=len)
    if best:
        return best[:120]
    trigger = node.reports[0].trigger
    return f"{node.type.value} ({trigger.text})"
