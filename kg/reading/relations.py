"""Relations between entities: where they lie, what they are part of, what they work on, whom they work with."""

from kg.facts import Event, Relation
from kg.reading.clauses import Clauses
from kg.reading.deciding import decide
from kg.reading.document import Document
from kg.reading.findings import Findings
from kg.reading.labels import labelled
from kg.reading.nesting import adjacent, described, name_relations, nested
from kg.reading.occasions import event_relations
from kg.reading.pairs import candidates
from kg.reading.specialities import specialities
from kg.reading.stated import stated
from kg.reading.surface import surface


def propose(document: Document, events: list[Event]) -> Findings:
    """The relations that the grammar and the tables of phrases find."""
    clauses = Clauses.of(document)
    findings = Findings(document)
    for rule in (stated, specialities, nested, adjacent, described, labelled):
        findings.rule = rule.__name__
        rule(findings, clauses)
    findings.rule = "events"
    event_relations(findings, clauses, events)
    findings.rule = "surface"
    surface(findings, clauses)
    findings.rule = "name"
    name_relations(findings, clauses)
    return findings


def read_relations(document: Document, events: list[Event]) -> list[Relation]:
    """The relations that the article states, each once with the passages that state it."""
    findings = propose(document, events)
    return decide(candidates(document, events, findings), findings, Clauses.of(document))
