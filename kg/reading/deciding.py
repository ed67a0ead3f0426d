"""Deciding: which of the candidates for relations the article states, and with which words.

What a rule of the grammar found is stated. Of the other candidates those are that a learned model for each predicate
(``data/relation_weights.tsv``, made by ``kg train relations``) holds to be likely enough and that nothing likelier
rules out. The model also says how sure each is.
"""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass

from kg.facts import Passage, Predicate, Relation
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.findings import Findings
from kg.reading.pair_words import AND_MORE, DENIED
from kg.reading.pairs import Candidate
from kg.reading.weights import models

TABLE = "relation_weights"
NESTING = (Predicate.LOCATED_IN, Predicate.PART_OF)
#: What no likelihood outweighs: those whom somebody signs with, "with A and B", are not each other's partners by that;
#: in "A, a branch of B, and C" the branch is a third.
RULED_OUT = {Predicate.COOPERATES_WITH: "one list, before o=with", Predicate.PART_OF: AND_MORE}
#: A passage is a sentence or less; longer ones are cut down to the names.
LONGEST = 900


@dataclass(frozen=True, slots=True)
class Likely:
    """A candidate with its likelihood."""

    candidate: Candidate
    likelihood: float
    found: bool
    """By a rule of the grammar."""


def decide(candidates: list[Candidate], findings: Findings, clauses: Clauses) -> list[Relation]:
    """The relations to state, with their passages; confidences are the models' likelihoods."""
    return [_relation(choice, findings, clauses) for choice in _consistent(_taken(candidates, findings))]


def _taken(candidates: list[Candidate], findings: Findings) -> list[Likely]:
    known = findings.all()
    taken = []
    for candidate in candidates:
        model = models(TABLE)[candidate.predicate]
        likelihood = model.probability(candidate.features)
        found = (candidate.subject, candidate.predicate, candidate.object) in known
        if found or (likelihood >= model.threshold and not _ruled_out(candidate, known)):
            taken.append(Likely(candidate, likelihood, found))
    return sorted(taken, key=lambda t: -t.likelihood)


def _ruled_out(candidate: Candidate, known: Container[tuple[str, Predicate, str]]) -> bool:
    return (
        DENIED in candidate.features
        or RULED_OUT.get(candidate.predicate) in candidate.features
        or _turned(candidate) in known
    )


def _turned(candidate: Candidate) -> tuple[str, Predicate, str]:
    """The relation the other way round, which a rule may have found."""
    return candidate.object, candidate.predicate, candidate.subject


def _consistent(taken: list[Likely]) -> list[Likely]:
    """Without what contradicts something likelier: a whole within its part, a second home that no rule found."""
    kept: list[Likely] = []
    values: dict[tuple[str, Predicate], set[str]] = defaultdict(set)
    for choice in taken:
        subject, predicate, value = choice.candidate.subject, choice.candidate.predicate, choice.candidate.object
        if predicate in NESTING and any(subject in values[value, p] for p in NESTING):
            continue
        if not choice.found and predicate is Predicate.LOCATED_IN and values[subject, predicate]:
            continue
        values[subject, predicate].add(value)
        kept.append(choice)
    return kept


def _relation(choice: Likely, findings: Findings, clauses: Clauses) -> Relation:
    candidate = choice.candidate
    subject, predicate, value = candidate.subject, candidate.predicate, candidate.object
    if choice.found:
        passages = tuple(findings.all()[subject, predicate, value].passages)
    else:
        passages = tuple(dict.fromkeys(_evidence(candidate, clauses)))
    return Relation(
        subject=subject, predicate=predicate, object=value, passages=passages,
        confidence=round(min(0.99, choice.likelihood), 3),
    )  # fmt: skip


def _evidence(candidate: Candidate, clauses: Clauses) -> list[Passage]:
    """The clauses that hold both names, or else the sentences that name the one and, last before it, the other."""
    document = clauses.document
    found = []
    for one, other in candidate.spots:
        tokens = (document.doc[one.up[0]], document.doc[other.up[0]])
        found.append(document.text.passage(*clauses.clause(*tokens)))
    if found:
        return found
    own = _mentions(document, candidate.subject)
    others = _mentions(document, candidate.object)
    if not own or not others:
        return [_sentence(document, m) for m in (*own[:1], *others[:1])]
    first = own[0]
    before = [m for m in others if m.start <= first.start] or others
    return [_sentence(document, first), _sentence(document, before[-1] if before is not others else before[0])]


def _mentions(document: Document, entity: str) -> list[Mention]:
    """Where the entity is named, or referred to if it is named nowhere on its own."""
    own = [m for m in document.mentions if m.entity == entity]
    return [m for m in own if m.kind in (MentionKind.NAME, MentionKind.SHORT)] or own


def _sentence(document: Document, mention: Mention) -> Passage:
    around = next((s for s in document.sentences if s.start <= mention.start and mention.end <= s.end), None)
    if around is None or around.end - around.start > LONGEST:
        return document.text.passage(mention.start, mention.end)
    return document.text.passage(around.start, around.end)
