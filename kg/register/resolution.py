"""Who is who, decided: the entity that each article's local id stands for, and the register's own graph."""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.facts import EntityType
from kg.naming import digest
from kg.rdf import expand, instant, text
from kg.register.model import Decision, Judgement, Registered
from kg.register.resolving import Outcome
from kg.register.store import SCHEMA
from kg.seen import opened
from kg.terms import Iris

_forms = msgspec.json.Decoder(list[tuple[str, str]]).decode


class Resolution:
    """The answer of one :meth:`kg.register.Register.resolve`; stands in the register's tables until the next."""

    def __init__(self, db: sqlite3.Connection, iris: Iris, outcome: Outcome) -> None:
        self.decisions = tuple(sorted(outcome.decisions, key=lambda d: (d.left, d.right, d.judgement, d.reason)))
        self.conflicts = tuple(outcome.conflicts)
        """What people decided and could not be done, with the reason."""
        self._outcome = outcome
        self._db = db
        self._iris = iris
        self._of_article = lru_cache(8)(self._load)

    @classmethod
    def standing(cls, path: Path, iris: Iris) -> "Resolution":
        """What stands in the register's file: the entity that each local id stands for, without the decisions."""
        return cls(opened(path, SCHEMA), iris, Outcome())

    @property
    def entities(self) -> Iterator[Registered]:
        """All entities, sorted by their IRIs."""
        return map(_registered, self._db.execute("SELECT iri, type, labels, rebuilt FROM entity ORDER BY iri"))

    def entity(self, article: str, local: str) -> Registered:
        """The entity that the article with identifier ``article`` calls ``local``."""
        return self._of_article(article)[local]

    def sightings(self, type: EntityType | None = None) -> Iterator[tuple[str, Registered]]:
        """Identifier of an article and an entity (of a type) that it speaks of, sorted."""
        rows = self._db.execute(
            "SELECT s.article, e.iri, e.type, e.labels, e.rebuilt FROM sighting s JOIN stands t ON t.node = s.node "
            "JOIN entity e ON e.id = t.entity WHERE ?1 IS NULL OR e.type = ?1 ORDER BY s.article, s.local",
            (type,),
        )
        for article, *row in rows:
            yield article, _registered(row)

    def members(self, iri: str) -> list[tuple[str, str]]:
        """Articles that speak of the entity ``iri``, with their local ids for it; sorted."""
        rows = self._db.execute(
            "SELECT s.article, s.local FROM entity e JOIN stands t ON t.entity = e.id "
            "JOIN sighting s ON s.node = t.node WHERE e.iri = ? ORDER BY s.article, s.local",
            (iri,),
        )
        return rows.fetchall()

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """For each article a hash of what its local ids stand for.

        An article whose fingerprint is the one that it had in an earlier build maps to the same triples.
        """
        rows = self._db.execute(
            "SELECT s.article, s.local, e.iri, e.type FROM sighting s JOIN stands t ON t.node = s.node "
            "JOIN entity e ON e.id = t.entity ORDER BY s.article, s.local"
        )
        for article, group in groupby(rows, key=lambda row: row[0]):
            hashed = blake2b(digest_size=16)
            for _, *row in group:
                hashed.update("\0".join(row).encode() + b"\n")
            yield article, hashed.hexdigest()

    def graph(self) -> Iterator[ox.Triple]:
        """The register's graph: preferred labels, rebuilt forms, decisions with their reasons."""
        for entity in self.entities:
            subject = ox.NamedNode(entity.iri)
            yield ox.Triple(subject, expand("a"), expand(f"cg:{entity.type}"))
            for label in entity.labels:
                yield ox.Triple(subject, expand("skos:prefLabel"), label)
            for label in entity.rebuilt:
                yield ox.Triple(subject, expand("skos:altLabel"), label)
        for decision in self.decisions:
            yield from self._decision(decision)
        for name, bearer in sorted(self._outcome.shared):
            yield ox.Triple(ox.NamedNode(name), expand("rdfs:seeAlso"), ox.NamedNode(bearer))
        decided = {(d.left, d.right) for d in self.decisions if d.judgement is Judgement.SAME}  # which said so above
        for old, kept in sorted(self._outcome.replaced - decided):
            yield ox.Triple(ox.NamedNode(old), expand("dcterms:isReplacedBy"), ox.NamedNode(kept))

    def _decision(self, decision: Decision) -> Iterator[ox.Triple]:
        left, right = ox.NamedNode(decision.left), ox.NamedNode(decision.right)
        node = ox.NamedNode(decision_iri(decision, self._iris))
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

    def _load(self, article: str) -> dict[str, Registered]:
        rows = self._db.execute(
            "SELECT s.local, e.iri, e.type, e.labels, e.rebuilt FROM sighting s JOIN stands t ON t.node = s.node "
            "JOIN entity e ON e.id = t.entity WHERE s.article = ?",
            (article,),
        )
        return {local: _registered(row) for local, *row in rows}


def decision_iri(decision: Decision, iris: Iris) -> str:
    """The IRI of a decision: what it judges and how, and by whom if by a person."""
    left, right = ox.NamedNode(decision.left), ox.NamedNode(decision.right)
    return iris.thing("decision", digest(f"{left}{decision.judgement}{right}{decision.by}{decision.at}"))


def _registered(row: Iterable[str]) -> Registered:
    iri, type_, labels, rebuilt = row
    return Registered(iri, EntityType(type_), _literals(labels), _literals(rebuilt))


def _literals(cell: str) -> tuple[ox.Literal, ...]:
    return tuple(ox.Literal(form, language=language) for form, language in _forms(cell)) if cell != "[]" else ()
