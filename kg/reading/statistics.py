"""Statistics: figures about entities, with measure, unit, period and printed qualifier."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import Final

import regex

from kg.articles.page import BlockKind
from kg.facts import Post, Statistic
from kg.reading.dates import Date
from kg.reading.document import Document, Sentence
from kg.reading.figure_owners import Subject
from kg.reading.figure_subjects import Subjects
from kg.reading.figures import Figure, figures
from kg.reading.measures import Measure, Measures
from kg.reading.owning import Owners
from kg.reading.parsed import Token
from kg.reading.quantities import Kind
from kg.reading.telling import telling

_PLANNED: Final = regex.compile(
    r"\b(planned|planning|expected|target(?:ed)?|designed|estimated|projected)\b", regex.IGNORECASE
)
_PARTICLE: Final = regex.compile(
    r"\b(?:(?:spread|stretch|extend)(?:s|es|ed|ing)?\s+over|(?:add|amount)(?:s|ed|ing)?\s+up\s*to)$", regex.IGNORECASE
)
_RATED: Final = (Kind.MONEY, Kind.MASS, Kind.ENERGY, Kind.VOLUME)
AREAS: Final = {
    "hectare": "ha",
    "mu": "mu",
    "square kilometer": "km2",
    "square kilometre": "km2",
    "square meter": "m2",
    "square metre": "m2",
}
_PER: Final = regex.compile(rf"[^.,;:]{{0,40}}?\b(?:per|an?|each|every)\s+({'|'.join(AREAS)})\b", regex.IGNORECASE)
#: Bounds of a date that make it no period that a figure holds for.
_NO_PERIOD: Final = ("than", "since", "before", "after")


def _is_period(date: Date) -> bool:
    """Whether a figure can hold for it: not "from a year earlier", which it is compared with."""
    return date.bound not in _NO_PERIOD and not (date.bound == "from" and date.last is None)


def read_statistics(document: Document, dates: list[Date], posts: Sequence[Post] = ()) -> list[Statistic]:
    """The figures that the article states, each once."""
    subjects = Subjects(document, posts)
    owners = Owners(document, subjects.topics, subjects.speakers)
    measures = Measures(subjects.clauses)
    found: dict[tuple[str, object, str], tuple[Statistic, Sentence]] = {}
    for figure in filter(partial(telling, document), figures(document, dates)):
        subject, measure = owners.of(figure, subjects.of(figure)), measures.of(figure)
        if subject is None:
            continue
        statistic = _statistic(document, figure, subject, measure, _period(document, figure, dates))
        key = (subject.entity, statistic.value, statistic.unit)
        known = found.get(key)
        if known is None or not _repeats(known[0], known[1], statistic, figure):
            found[key if known is None else (*key[:2], f"{key[2]} {figure.quantity.start}")] = (
                statistic,
                figure.sentence,
            )
        elif known[0].confidence < statistic.confidence:
            found[key] = (statistic, figure.sentence)
    return [statistic for statistic, _ in found.values()]


def _repeats(known: Statistic, sentence: Sentence, new: Statistic, figure: Figure) -> bool:
    """Whether a figure is one that the text gave before, in the headline or in the same words."""
    if BlockKind.HEADLINE in (sentence.kind, figure.sentence.kind):
        return True
    return bool(set(known.measure.lower().split()) & set(new.measure.lower().split()))


def _statistic(document: Document, figure: Figure, subject: Subject, measure: Measure, period: str | None) -> Statistic:
    q = figure.quantity
    start, end = _clause(document, figure)
    planned = _PLANNED.search(measure.phrase)
    qualifier = _qualifier(document, figure) or (planned[1].lower() if planned else None)
    return Statistic(
        about=subject.entity,
        measure=measure.phrase,
        value=-q.value if measure.falls and q.value > 0 else q.value,
        unit=unit_of(document, figure),
        passages=(document.text.passage(start, end),),
        date=period,
        qualifier=qualifier,
        confidence=round(subject.confidence, 3),
    )


def unit_of(document: Document, figure: Figure) -> str:
    """The unit, with what it is per: "9.3 tons of rice per hectare", "105,000 yuan per mu"."""
    q = figure.quantity
    if q.kind not in _RATED:
        return q.unit
    match = _PER.match(document.text.clean[q.end : figure.sentence.end])
    return f"{q.unit}/{AREAS[match[1].lower()]}" if match else q.unit


def _qualifier(document: Document, figure: Figure) -> str | None:
    """The printed qualifier, unless its word belongs to the verb: "spreads over 5 ha", "adds up to 5 billion"."""
    q = figure.quantity
    before = document.text.clean[max(figure.sentence.start, q.outset - 12) : q.outset]
    return None if q.qualifier is None or _PARTICLE.search(before + q.qualifier) else q.qualifier


def _clause(document: Document, figure: Figure) -> tuple[int, int]:
    """Characters of the stretch between semicolons that the figure stands in."""
    text, q = document.text.clean, figure.quantity
    start, end = figure.sentence.start, figure.sentence.end
    cuts = [start + m.start() for m in regex.finditer(r"[;；]", text[start:end])]
    start = max([start, *(cut + 1 for cut in cuts if cut < q.outset)])
    end = min([end, *(cut for cut in cuts if cut >= max(q.end, figure.token.idx + len(figure.token)))])
    while text[start].isspace():
        start += 1
    return start, end


def _period(document: Document, figure: Figure, dates: list[Date]) -> str | None:
    """The period that the figure holds for: the date of its clause."""
    sentence = figure.sentence
    here = [d for d in dates if sentence.start <= d.start and d.end <= sentence.end and _is_period(d)]
    fitting = [d for d in here if _same_clause(document, figure, d)]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda d: _distance(document.text.clean, figure, d))
    return nearest.first if nearest.last is None else f"{nearest.first}/{nearest.last}"


def _distance(text: str, figure: Figure, date: Date) -> int:
    """How far ``date`` stands from the figure; what lies behind a comma or another figure counts as far."""
    q = figure.quantity
    between = text[date.end : q.start] if date.end <= q.start else text[q.end : date.start]
    return len(between) + 60 * len(regex.findall(r"[,;]|\d[\d,.]*", between))


def _same_clause(document: Document, figure: Figure, date: Date) -> bool:
    doc = document.doc
    index = bisect_left(doc, date.start, key=lambda token: token.idx)
    if index >= len(doc):
        return False
    governor = _verb(doc[index])
    own = figure.token
    if governor is None:
        return own.sent == doc[index].sent and _verb(own) is None
    node = own
    while node != governor:
        aside = node.dep_ in ("relcl", "acl") or (node.lower_ == "with" and node.head.pos_ in ("NOUN", "PROPN"))
        if node.head == node or (aside and governor.pos_ in ("VERB", "AUX") and node.i < governor.i):
            return False
        node = node.head
    return True


def _verb(token: Token) -> Token | None:
    """The verb that ``token`` hangs from, itself included."""
    return next((t for t in (token, *token.ancestors) if t.pos_ in ("VERB", "AUX")), None)
