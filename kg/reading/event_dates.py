"""Dates of events: which report each date of a sentence belongs to, and how long it says that the event lasts."""

import re

from kg.facts import EventType
from kg.reading.dates import Date
from kg.reading.document import Document, Sentence
from kg.reading.frames import words
from kg.reading.numbers import SMALL, small
from kg.reading.parsed import Token
from kg.reading.reports import Report

#: How long something lasts: "three-day", "after two days", "for 3 days".
_DAYS = re.compile(rf"(?<![\w-])(\d\d?|{'|'.join(SMALL)})[\s-]days?\b", re.IGNORECASE)


_WEEK = re.compile(r"\bweek-?long\b|\bone-week\b|\ba week\b", re.IGNORECASE)


def give_dates(reports: list[Report], sentence: Sentence, dates: list[Date], document: Document) -> None:
    """Gives each date of the sentence to the reports whose clause it stands in."""
    for date in dates:
        if not sentence.start <= date.start < sentence.end:
            continue
        span = document.doc.char_span(date.start, date.end, alignment_mode="expand")
        if span is None:
            continue
        for owner, leaves in _owners(span.root, reports):
            own = {owner.verb, owner.trigger} & {span.root, *span.root.ancestors}
            if len(date.first) == len("2022") and not own:
                continue  # "has sold two million tickets this year, and looked round X"
            ends = date.last is None and (_closes(owner) or _ends(span.root, owner))
            if date.bound == "until" or (owner.returns and not leaves) or ends:
                owner.until = date
            elif date.bound in (None, "from", "after") or date.last is not None:
                owner.dates.append(date)


#: What may stand before and behind the day that labels an item of a digest: "* Monday.", "May 3 (Tue):".
_BEFORE_LABEL = re.compile(r"[\W_]*(?:on\s+)?", re.IGNORECASE)
_BEHIND_LABEL = re.compile(
    r"(?:\s*\((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\))?\s*(?:[.:|–—]|-(?=\s)|\s{2}|$)", re.IGNORECASE
)


def label_above(sentence: Sentence, dates: list[Date], document: Document, above: Date | None) -> Date | None:
    """The day that labels the item of a digest or diary in which ``sentence`` stands: "* Monday. The mayor visited".

    ``above`` is that of the sentence before; a label holds to the end of its block.
    """
    clean = document.text.clean
    begin = clean.rfind("\n", 0, sentence.start) + 1
    start = sentence.start + len(_BEFORE_LABEL.match(clean[sentence.start : sentence.end])[0])  # type: ignore[index]  # matches nothing too
    for date in dates:
        if date.start != start or len(date.first) != len("2022-05-06"):
            continue
        if _BEHIND_LABEL.match(clean, date.end) or clean[date.start : date.end].isupper():  # "MONDAY The mayor visited"
            return date
    return above if above is not None and above.start >= begin else None


def days_of(report: Report) -> int:
    """How many days the event lasts, by "the three-day forum", "lasted for three days"; 0 where it is not said."""
    noun, verb = report.trigger, report.verb
    said = [noun.doc[noun.left_edge.i : noun.i]] if noun != verb else []
    if not report.embedded:
        lasting = [
            c for c in verb.children if c.lower_ in ("for", "after") or c.lemma_ == "last" or c.dep_ == "npadvmod"
        ]
        said += [noun.doc[c.left_edge.i : c.right_edge.i + 1] for c in lasting]
        if verb.lemma_ in ("last", "run", "spend"):
            said.append(noun.doc[verb.i : verb.right_edge.i + 1])
    for span in said:
        if match := _DAYS.search(span.text):
            return small(match[1])
        if _WEEK.search(span.text):
            return 7
    return 0


def _ends(date: Token, report: Report) -> bool:
    """Whether ``date`` stands in a clause about the noun that tells its end: "the forum, which closed yesterday"."""
    verb = next((a for a in date.ancestors if a.pos_ == "VERB"), None)
    return verb is not None and verb.dep_ in ("relcl", "acl") and verb.head == report.trigger and _tells_end(verb)


def _closes(report: Report) -> bool:
    """Whether the clause only tells the end of the event: "was concluded on", "came to a close on"."""
    if report.verb == report.trigger or report.type is EventType.SIGNING:  # "concluded an agreement" is its beginning
        return False
    return _tells_end(report.trigger.head if report.trigger.dep_ in ("nsubj", "nsubjpass") else report.verb)


def _tells_end(verb: Token) -> bool:
    ends = [o for c in verb.children for o in (c, *c.children) if c.dep_ in ("prep", "dobj") and o.i > verb.i]
    return verb.lemma_.lower() in words("close") or (
        verb.lemma_.lower() in ("come", "draw") and any(o.lower_ in ("end", "close") for o in ends)
    )


def _owners(token: Token, reports: list[Report]) -> list[tuple[Report, bool]]:
    """The reports whose clause ``token`` belongs to, and whether it tells when a party set out."""
    for at in (token, *token.ancestors):
        own = [r for r in reports if at in (r.trigger, r.verb)]
        if own:
            return [(r, False) for r in own + _meanwhile(own, reports)]
        if at.lemma_.lower() in words("depart") and at.pos_ == "VERB":
            gone = [r for r in reports if r.type is EventType.VISIT and r.returns]
            if gone:
                return [(gone[0], True)]
        if at.dep_ == "ccomp" and at.i > at.head.i:
            return []  # "said on Monday that the fair would open in May": the day of what is said
        if at.dep_ in ("relcl", "acl") and at.pos_ == "VERB":
            return [(r, False) for r in reports if r.trigger == at.head]
        if at.pos_ == "VERB" and at.lemma_.lower() in words("saying"):
            return []
        below = [r for r in reports if at in r.verb.ancestors and at.pos_ in ("VERB", "AUX")]
        if len(below) > 1:  # "A, who is leading a delegation, made the call yesterday when he met B"
            below = [r for r in below if not _is_aside(r.verb, at)]
        if len(below) == 1 and at.dep_ != "acl":
            return [(below[0], False)]
    return []


def _is_aside(verb: Token, above: Token) -> bool:
    """Whether a relative clause stands between ``verb`` and the verb ``above`` it."""
    between = (verb, *verb.ancestors)
    return any(t.dep_ == "relcl" for t in between[: between.index(above)])


def is_of_speech(date: Date, document: Document) -> bool:
    """Whether ``date`` is the day on which something was said or reported."""
    span = document.doc.char_span(date.start, date.end, alignment_mode="expand")
    verb = next((a for a in span.root.ancestors if a.pos_ == "VERB"), None) if span is not None else None
    return verb is not None and verb.lemma_.lower() in words("saying")


def _meanwhile(own: list[Report], reports: list[Report]) -> list[Report]:
    """Those told in a clause with "when" beside the ones that the date belongs to."""
    heads = (own[0].verb, own[0].trigger)
    return [
        r
        for r in reports
        if r not in own
        and r.verb.dep_ == "advcl"
        and r.verb.head in heads
        and any(c.lower_ == "when" for c in r.verb.children)
    ]
