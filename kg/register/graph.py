"""The register's own graph, and what articles' graphs follow from it, read from its tables."""

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby

import msgspec
import pyoxigraph as ox

from kg.facts import EntityType
from kg.naming import digest
from kg.rdf import expand, instant, text
from kg.register import tables
from kg.register.model import Decision, Judgement, Registered
from kg.terms import Iris

_forms = msgspec.json.Decoder(list[tuple[str, str]]).decode


def triples(db: sqlite3.Connection, iris: Iris, of: str = "entity") -> Iterator[ox.Triple]:
    """Preferred labels, rebuilt forms, decisions with their reasons; ``of`` as for :func:`tables.decisions`."""
    for entity in map(registered, tables.entities(db, of)):
        subject = ox.NamedNode(entity.iri)
        yield ox.Triple(subject, expand("a"), expand(f"cg:{entity.type}"))
        for label in entity.labels:
            yield ox.Triple(subject, expand("skos:prefLabel"), label)
        for label in entity.rebuilt:
            yield ox.Triple(subject, expand("skos:altLabel"), label)
    for decision in tables.decisions(db, of):
        yield from _decision(decision, iris)
    for kind, old, bearer in tables.leads(db, of):
        # One that a decision tells, too, is the same triple.
        property_ = "rdfs:seeAlso" if kind == tables.SHARED else "dcterms:isReplacedBy"
        yield ox.Triple(ox.NamedNode(old), expand(property_), ox.NamedNode(bearer))


def _decision(decision: Decision, iris: Iris) -> Iterator[ox.Triple]:
    left, right = ox.NamedNode(decision.left), ox.NamedNode(decision.right)
    node = ox.NamedNode(decision_iri(decision, iris))
    yield ox.Triple(node, expand("a"), expand("cg:IdentityDecision"))
    yield ox.Triple(node, expand("cg:left"), left)
    yield ox.Triple(node, expand("cg:right"), right)
    yield ox.Triple(node, expand("cg:judgement"), ox.Literal(decision.judgement))
    yield ox.Triple(node, expand("rdfs:comment"), text(decision.reason))
    yield ox.Triple(node, expand("cg:decidedBy"), ox.Literal(decision.by or "civigraph"))
    if decision.at:
        yield ox.Triple(node, expand("prov:generatedAtTime"), instant(decision.at))
    if decision.judgement is Judgement.SAME:
        yield ox.Triple(left, expand("dcterms:isReplacedBy"), right)


def decision_iri(decision: Decision, iris: Iris) -> str:
    """The IRI of a decision: what it judges and how, and by whom if by a person."""
    left, right = ox.NamedNode(decision.left), ox.NamedNode(decision.right)
    return iris.thing("decision", digest(f"{left}{decision.judgement}{right}{decision.by}{decision.at}"))


def registered(row: Iterable[str]) -> Registered:
    """The entity of a row of IRI, type, labels and rebuilt forms."""
    iri, type_, labels, rebuilt = row
    return Registered(iri, EntityType(type_), _literals(labels), _literals(rebuilt))


def _literals(cell: str) -> tuple[ox.Literal, ...]:
    return tuple(ox.Literal(form, language=language) for form, language in _forms(cell)) if cell != "[]" else ()


def fingerprint(db: sqlite3.Connection) -> None:
    """Brings the fingerprints of articles up to date: see :meth:`kg.register.resolution.Resolution.fingerprints`."""
    rows = db.execute(
        "SELECT f.article, s.local, e.iri, e.type FROM fingerprint f CROSS JOIN sighting s ON s.article = f.article "
        "CROSS JOIN stands t ON t.node = s.node CROSS JOIN entity e ON e.id = t.entity WHERE f.hash = '' "
        "ORDER BY f.article, s.local"
    )
    found = []
    for article, group in groupby(rows, key=lambda row: row[0]):
        hashed = blake2b(digest_size=16)
        for _, *row in group:
            hashed.update("\0".join(row).encode() + b"\n")
        found.append((hashed.hexdigest(), article))
    db.executemany("UPDATE fingerprint SET hash = ? WHERE article = ?", found)
