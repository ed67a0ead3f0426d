"""The answer as tables: ``entity`` has IRI and labels, ``stands`` the entity that each node is."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

import msgspec

from kg.facts import EntityType
from kg.rdf import text
from kg.register.store import decode

SCHEMA: Final = """
DROP TABLE IF EXISTS entity;
DROP TABLE IF EXISTS stands;
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, type TEXT NOT NULL, labels TEXT NOT NULL,
  rebuilt TEXT NOT NULL);
CREATE TABLE stands (node INTEGER PRIMARY KEY, entity INTEGER NOT NULL, leads INTEGER NOT NULL);
CREATE INDEX stands_entity ON stands (entity);
"""

Forms = list[tuple[str, str]]
"""Words and their language tags."""


def write(
    db: sqlite3.Connection,
    stands: Iterable[tuple[int, int, bool]],
    entities: Iterable[tuple[int, str, EntityType]],
) -> None:
    """Fills the tables: node, its entity and whether the entity has the node's name; entity, its IRI and type."""
    db.executescript(SCHEMA)
    db.execute("BEGIN")
    db.executemany("INSERT INTO stands VALUES (?, ?, ?)", stands)
    labels = dict(_labels(db))
    rebuilt = _rebuilt(db)
    encode = msgspec.json.Encoder().encode
    db.executemany(
        "INSERT INTO entity VALUES (?, ?, ?, ?, ?)",
        (
            (id, iri, type_, encode(own := labels[id]).decode(),
             encode([form for form in sorted(rebuilt.get(id, ())) if form not in own]).decode())
            for id, iri, type_ in entities
        ),
    )  # fmt: skip
    db.execute("CREATE UNIQUE INDEX entity_iri ON entity (iri)")
    db.execute("COMMIT")


def _labels(db: sqlite3.Connection) -> Iterator[tuple[int, Forms]]:
    """One preferred form a language of each entity: its own name before others, the commonest, the longest."""
    rows = db.execute(
        "SELECT t.entity, s.language, s.form, SUM(CASE WHEN t.leads THEN s.weight ELSE MIN(s.weight, 1000) END) "
        "FROM sighting s JOIN stands t ON t.node = s.node GROUP BY 1, 2, 3 ORDER BY 1, 2"
    )
    for id, group in groupby(rows, key=itemgetter(0)):
        yield (
            id,
            [
                (max(forms, key=lambda row: (row[3], len(row[2]), row[2]))[2], language)
                for language, forms in groupby(group, key=itemgetter(1))
            ],
        )


def _rebuilt(db: sqlite3.Connection) -> dict[int, set[tuple[str, str]]]:
    """Forms that no article prints."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = db.execute(
        "SELECT t.entity, s.language, s.rebuilt FROM sighting s JOIN stands t ON t.node = s.node "
        "WHERE s.rebuilt IS NOT NULL"
    )
    for id, language, cell in rows:
        found[id].update((form, text(form, language).language or "en") for form in decode(cell))
    return found
