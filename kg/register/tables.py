"""The answer as tables, which stand until something else is decided.

``entity`` has IRI and labels, ``stands`` the entity that each node is and the node that stands for it, ``decision``
what was decided and ``lead`` which IRIs lead to others: each row belongs to an entity, and goes with it.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

import msgspec

from kg.facts import EntityType
from kg.rdf import text
from kg.register.model import Decision, Judgement
from kg.register.store import decode

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entity (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, type TEXT NOT NULL, labels TEXT NOT NULL, rebuilt TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stands (
  node INTEGER PRIMARY KEY, entity INTEGER NOT NULL, leads INTEGER NOT NULL, root INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS stands_entity ON stands (entity);
CREATE TABLE IF NOT EXISTS decision (
  entity INTEGER NOT NULL, left TEXT NOT NULL, judgement TEXT NOT NULL, right TEXT NOT NULL, reason TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS decision_entity ON decision (entity);
CREATE TABLE IF NOT EXISTS lead (entity INTEGER NOT NULL, kind TEXT NOT NULL, old TEXT NOT NULL, bearer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS lead_entity ON lead (entity);
-- Which state of all that it is, and by which decisions of people.
CREATE TABLE IF NOT EXISTS resolved (state BLOB NOT NULL, decided BLOB NOT NULL);
-- While it is decided: entities that are decided on anew.
CREATE TEMP TABLE IF NOT EXISTS gone (entity INTEGER PRIMARY KEY);
"""
#: Tables whose rows belong to an entity, by the column that has it.
OF_ENTITIES: Final = (("entity", "id"), ("stands", "entity"), ("decision", "entity"), ("lead", "entity"))
#: Kinds of leads: an IRI that several share, and one that something had or could have.
SHARED, REPLACED = "shared", "replaced"

Forms = list[tuple[str, str]]
"""Words and their language tags."""


def state(db: sqlite3.Connection) -> tuple[bytes, bytes] | None:
    """Which state the tables are in, and by which decisions of people; None before there is any."""
    row: tuple[bytes, bytes] | None = db.execute("SELECT state, decided FROM resolved").fetchone()
    return row


def doom(db: sqlite3.Connection) -> None:
    """The entities of all nodes in the scope are to be decided on anew."""
    db.execute("INSERT OR IGNORE INTO gone SELECT entity FROM scope CROSS JOIN stands USING (node)")


def clear(db: sqlite3.Connection, *, whole: bool) -> None:
    """Removes the entities that were doomed, or all."""
    for table, column in OF_ENTITIES:
        which = "" if whole else f" WHERE {column} IN (SELECT entity FROM gone)"  # noqa: S608 - names of our own
        db.execute(f"DELETE FROM {table}{which}")  # noqa: S608 - names of our own


def write(
    db: sqlite3.Connection,
    stands: Iterable[tuple[int, int, bool, int]],
    entities: Iterable[tuple[int, str, EntityType]],
) -> None:
    """Fills the tables: node, its entity, whether the entity has the node's name, and the node that stands for it;
    entity, its IRI and type, sorted. All nodes are those of the scope.
    """
    db.executemany("INSERT INTO stands VALUES (?, ?, ?, ?)", stands)
    rebuilt = _rebuilt(db)
    encode = msgspec.json.Encoder().encode
    db.executemany(
        "INSERT INTO entity VALUES (?, ?, ?, ?, ?)",
        (
            (id, iri, type_, encode(own).decode(),
             encode([form for form in sorted(rebuilt.get(id, ())) if form not in own]).decode())
            for (id, iri, type_), (_, own) in zip(entities, _labels(db), strict=True)  # both by their numbers
        ),
    )  # fmt: skip


def write_decisions(
    db: sqlite3.Connection, decisions: Iterable[Decision], shared: Iterable[tuple[str, str]],
    replaced: Iterable[tuple[str, str]],
) -> None:  # fmt: skip
    """Adds what was decided of the entities that were written: right ends and bearers are such."""
    owner = "INSERT INTO {} SELECT id, {} FROM entity WHERE iri = ?"
    db.executemany(
        owner.format("decision", "?, ?, ?, ?, ?, ?"),
        ((d.left, d.judgement, d.right, d.reason, d.by, d.at, d.right) for d in decisions),
    )
    for kind, leads in ((SHARED, shared), (REPLACED, replaced)):
        db.executemany(owner.format("lead", "?, ?, ?"), ((kind, old, bearer, bearer) for old, bearer in leads))


def decisions(db: sqlite3.Connection, of: str = "entity") -> Iterator[Decision]:
    """What was decided, sorted; or of the entities in the table ``of``, the first column of which has them."""
    rows = db.execute(
        f"SELECT d.left, d.judgement, d.right, d.reason, d.by, d.at FROM {_owned(of)} o "  # noqa: S608 - names of our own
        "CROSS JOIN decision d ON d.entity = o.id ORDER BY 1, 3, 2, 4"
    )
    return (Decision(left, Judgement(judgement), *rest) for left, judgement, *rest in rows)


def leads(db: sqlite3.Connection, of: str = "entity") -> Iterator[tuple[str, str, str]]:
    """Which IRIs lead to others, and why, sorted; ``of`` as for :func:`decisions`."""
    query = f"SELECT kind, old, bearer FROM {_owned(of)} o CROSS JOIN lead l ON l.entity = o.id ORDER BY 1, 2, 3"  # noqa: S608
    return iter(db.execute(query))


def entities(db: sqlite3.Connection, of: str = "entity") -> Iterator[tuple[str, str, str, str]]:
    """IRI, type, labels and rebuilt forms of all entities, sorted; ``of`` as for :func:`decisions`."""
    query = f"SELECT e.iri, e.type, e.labels, e.rebuilt FROM {_owned(of)} o CROSS JOIN entity e ON e.id = o.id"  # noqa: S608
    return iter(db.execute(f"{query} ORDER BY e.iri"))


def _owned(of: str) -> str:
    if of == "gone":
        return "(SELECT entity AS id FROM gone)"
    if of == "scope":
        return "(SELECT DISTINCT entity AS id FROM scope CROSS JOIN stands USING (node))"
    return "(SELECT id FROM entity)"


def names(db: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """IRI and type of the entity of each node in the scope."""
    rows = db.execute(
        "SELECT node, iri, type FROM scope CROSS JOIN stands USING (node) CROSS JOIN entity ON id = stands.entity"
    )
    return {node: (iri, type_) for node, iri, type_ in rows}


def _labels(db: sqlite3.Connection) -> Iterator[tuple[int, Forms]]:
    """One preferred form a language of each entity: its own name before others, the commonest, the longest."""
    rows = db.execute(
        "SELECT t.entity, s.language, s.form, SUM(CASE WHEN t.leads THEN s.weight ELSE MIN(s.weight, 1000) END) "
        "FROM scope CROSS JOIN stands t USING (node) CROSS JOIN sighting s USING (node) GROUP BY 1, 2, 3 ORDER BY 1, 2"
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
        "SELECT t.entity, s.language, s.rebuilt FROM scope CROSS JOIN stands t USING (node) "
        "CROSS JOIN sighting s USING (node) WHERE s.rebuilt IS NOT NULL"
    )
    for id, language, cell in rows:
        found[id].update((form, text(form, language).language or "en") for form in decode(cell))
    return found
