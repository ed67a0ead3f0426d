"""Who is who, decided: the entity that each article's local id stands for, and the register's own graph."""

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.facts import EntityType
from kg.register import tables
from kg.register.graph import registered, triples
from kg.register.model import Decision, Registered
from kg.register.resolving import Outcome
from kg.register.store import SCHEMA
from kg.seen import opened
from kg.terms import Iris

_forms = msgspec.json.Decoder(list[tuple[str, str]]).decode


class Resolution:
    """The answer of one :meth:`kg.register.Register.resolve`; stands in the register's tables until the next."""

    def __init__(self, db: sqlite3.Connection, iris: Iris, outcome: Outcome) -> None:
        self.conflicts = tuple(outcome.conflicts)
        """What people decided and could not be done, with the reason."""
        self.outcome = outcome
        self._db = db
        self._iris = iris
        self._of_article = lru_cache(8)(self._load)

    @classmethod
    def standing(cls, path: Path, iris: Iris) -> "Resolution":
        """What stands in the register's file: the entity that each local id stands for, without the decisions."""
        return cls(opened(path, SCHEMA), iris, Outcome())

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided, sorted."""
        return tuple(tables.decisions(self._db))

    @property
    def entities(self) -> Iterator[Registered]:
        """All entities, sorted by their IRIs."""
        return map(registered, tables.entities(self._db))

    def typed(self, *types: EntityType) -> Iterator[Registered]:
        """The entities of ``types``, sorted by their IRIs."""
        rows = self._db.execute(
            "SELECT iri, type, labels, rebuilt FROM entity WHERE type IN (SELECT value FROM json_each(?)) ORDER BY iri",
            (msgspec.json.encode(types).decode(),),
        )
        return map(registered, rows)

    def beside(self, iri: str) -> Iterator[str]:
        """Names of the places that articles on the entity ``iri`` speak of."""
        rows = self._db.execute(
            "SELECT DISTINCT o.iri, o.type, o.labels, o.rebuilt FROM entity e CROSS JOIN stands t ON t.entity = e.id "
            "CROSS JOIN sighting s USING (node) CROSS JOIN sighting other ON other.article = s.article "
            "CROSS JOIN stands u ON u.node = other.node CROSS JOIN entity o ON o.id = u.entity "
            "WHERE e.iri = ? AND o.type = ?",
            (iri, EntityType.PLACE),
        )
        return (label.value for row in rows for label in registered(row).labels)

    def entity(self, article: str, local: str) -> Registered:
        """The entity that the article with identifier ``article`` calls ``local``."""
        return self._of_article(article)[local]

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
        return iter(self._db.execute("SELECT article, hash FROM fingerprint WHERE hash != ''"))

    def graph(self) -> Iterator[ox.Triple]:
        """The register's graph: preferred labels, rebuilt forms, decisions with their reasons; some may come twice."""
        return triples(self._db, self._iris)

    def _load(self, article: str) -> dict[str, Registered]:
        rows = self._db.execute(
            "SELECT s.local, e.iri, e.type, e.labels, e.rebuilt FROM sighting s JOIN stands t ON t.node = s.node "
            "JOIN entity e ON e.id = t.entity WHERE s.article = ?",
            (article,),
        )
        return {local: registered(row) for local, *row in rows}
