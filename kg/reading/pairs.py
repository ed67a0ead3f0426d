"""Pairs: the candidates for relations, each with what speaks for and against it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from kg.facts import EntityType, Event, Predicate
from kg.reading.clauses import Clauses
from kg.reading.document import Document
from kg.reading.findings import SIGNATURES, SITE, Findings
from kg.reading.layout import Layout, Spot
from kg.reading.pair_context import Context, name_inside
from kg.reading.pair_words import word_features

#: Sentences that hold both names, of which the first ones are looked at.
MOST = 4
#: Over how many sentences a text goes on about the zone or place that it named last.
STRETCH = 3
#: Over how many sentences it goes on about the one before that, in which the last may lie.
SHORT_STRETCH = 2
#: What a text says of two that no sentence of it names together; the second set is for sites.
_ANYTHING = frozenset(Predicate) - {Predicate.COOPERATES_WITH}
REACHING = (_ANYTHING - {Predicate.PART_OF}, _ANYTHING)


@dataclass(slots=True)
class Candidate:
    """A relation that the article may state."""

    subject: str
    predicate: Predicate
    object: str
    features: list[str]
    spots: list[tuple[Spot, Spot]]
    """Where both are named in one sentence."""


def candidates(document: Document, events: list[Event], findings: Findings) -> list[Candidate]:
    """All relations between entities of ``document`` that their types allow and that something speaks for."""
    layout = Layout.of(document, Clauses.of(document))
    context = Context(layout, events, findings)
    together = _together(layout)
    found = []
    entities = [e for e in document.entities.values() if e.type is not EntityType.PERSON]
    for subject in entities:
        for value in entities:
            fitting = _fitting(subject.type, value.type)
            if subject is value or not fitting:
                continue
            pair = (subject.id, value.id)
            spots = together.get(pair, [])
            if not spots and pair not in context.between:
                kin = context.kin(subject.id, value.id)
                fitting = fitting if kin else _reaching(subject.type, value.type)
                if not fitting or not (kin or _worth(context, subject.id, value.id)):
                    continue
            predicates = [p for p in fitting if findings.fits(subject.id, p, value.id)]
            if not predicates:
                continue
            features = context.features(subject, value)
            for one, other in spots[:MOST]:
                features += word_features(one, other, layout)
                features += context.listed(one, other)
            features = list(dict.fromkeys(features))
            found += [
                Candidate(subject.id, predicate, value.id, features, spots)
                for predicate in predicates
                if predicate is not Predicate.COOPERATES_WITH or _first(subject.id, value.id, context)
            ]
    return found


def _first(subject: str, value: str, context: Context) -> bool:
    """Which of the two ways round a relation that reads both ways is looked at: as a rule found it, or as named."""
    for one, other, answer in ((subject, value, True), (value, subject, False)):
        if any(predicate is Predicate.COOPERATES_WITH for predicate, _ in context.between.get((one, other), ())):
            return answer
    return context.first(subject) < context.first(value)


@cache
def _fitting(subject: EntityType, value: EntityType) -> list[Predicate]:
    return [p for p, (domain, range_) in SIGNATURES.items() if subject in domain and value in range_]


@cache
def _reaching(subject: EntityType, value: EntityType) -> list[Predicate]:
    """The fitting ones that may be meant of two that no sentence names together."""
    return [p for p in _fitting(subject, value) if p in REACHING[subject in SITE]]


def _together(layout: Layout) -> dict[tuple[str, str], list[tuple[Spot, Spot]]]:
    """The mentions of each two entities that stand in one sentence, the nearest of each sentence."""
    found: dict[tuple[str, str], list[tuple[Spot, Spot]]] = defaultdict(list)
    for spots in layout.sentences:
        best: dict[tuple[str, str], tuple[int, Spot, Spot]] = {}
        for one in spots:
            for other in spots:
                if one.entity != other.entity:
                    key, far = (one.entity, other.entity), abs(one.first - other.first)
                    if key not in best or far < best[key][0]:
                        best[key] = (far, one, other)
        for key, (_, one, other) in best.items():
            found[key].append((one, other))
    return found


def _worth(context: Context, subject: str, value: str) -> bool:
    """Whether two entities that no sentence holds together may still be meant to belong together."""
    entities = context.entities
    return (
        context.rank[value] == 0
        or _follows(context, subject, value)
        or _follows(context, value, subject)
        or name_inside(entities[value], entities[subject]) is not None
    )


def _follows(context: Context, one: str, other: str) -> bool:
    """Whether a mention of ``one`` stands where the text still goes on about ``other``."""
    others, sentences = context.last.get((one, other), (9, 9))
    return (others == 0 and sentences <= STRETCH) or (others == 1 and sentences <= SHORT_STRETCH)
