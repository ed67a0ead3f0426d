"""Which nodes are to be decided on: all, or those that what has changed can reach.

A judgement on two nodes follows from what stands in the tables of the two and of those they share something with: a
name, a signature, a short form, an IRI that either could have. So what an article says of a node is nothing to nodes
that no chain of these leads to. Persons besides follow from which bodies are one; see :meth:`Scope.reach_holders`.
"""

import sqlite3
from collections.abc import Iterable

from kg.facts import EntityType
from kg.register.model import Node

SCHEMA = "CREATE TEMP TABLE IF NOT EXISTS scope (node INTEGER PRIMARY KEY)"
#: One node in so many may be reached; above that, to decide on all is faster.
SHARE = 4
#: Nodes that may be reached, however few there are.
FEW = 200

_BESIDE = (
    "SELECT o.id FROM node n JOIN node o ON o.block = n.block WHERE n.id = ? AND n.block != '' AND o.block != ''",
    "SELECT o.id FROM node n JOIN node o ON o.key = n.key WHERE n.id = ? AND n.type != 'Person' AND o.type != 'Person'",
    "SELECT o.node FROM signature s JOIN signature o USING (kind, value) WHERE s.node = ?",
    "SELECT o.node FROM title t JOIN title o USING (word) WHERE t.node = ?",
    "SELECT a.node FROM node n JOIN alias a ON a.type = n.type AND a.key = n.key WHERE n.id = ? AND n.type != 'Person'",
    "SELECT n.id FROM alias a JOIN node n ON n.type = a.type AND n.key = a.key WHERE a.node = ? AND a.type != 'Person'",
)


class Scope:
    """The table ``scope``, which the rules look at nodes by."""

    def __init__(self, db: sqlite3.Connection, *, whole: bool) -> None:
        self.db = db
        db.execute(SCHEMA)
        db.execute("DELETE FROM scope")
        self.whole = whole
        self._reached: set[int] = set()
        self._most = 0
        if not whole:
            (nodes,) = db.execute("SELECT COUNT(*) FROM node").fetchone()
            self._most = max(FEW, nodes // SHARE)
            self.reach(row[0] for row in db.execute("SELECT node FROM touched").fetchall())
        if self.whole:
            db.execute("INSERT OR IGNORE INTO scope SELECT id FROM node")

    def reach(self, nodes: Iterable[int]) -> None:
        """Adds ``nodes`` and all that they lead to."""
        queue = list(set(nodes) - self._reached)
        fresh = set(queue)
        while queue:
            node = queue.pop()
            near = {row[0] for query in _BESIDE for row in self.db.execute(query, (node,))} - fresh - self._reached
            fresh |= near
            queue += near
            if len(self._reached) + len(fresh) > self._most:
                self.whole = True
                return
        self._reached |= fresh
        self.db.executemany("INSERT OR IGNORE INTO scope VALUES (?)", ((node,) for node in fresh))

    def reach_holders(self, bodies: Iterable[tuple[str, str]]) -> None:
        """Adds the persons who hold posts in ``bodies``, given by type and key: these are something else now."""
        for type_, key in bodies:
            rows = self.db.execute("SELECT node FROM holding WHERE type = ? AND key = ?", (type_, key))
            self.reach(row[0] for row in rows.fetchall())
            if self.whole:
                self.db.execute("INSERT OR IGNORE INTO scope SELECT id FROM node")
                return

    def nodes(self) -> dict[int, Node]:
        """The nodes by their numbers, in order of what they are."""
        rows = self.db.execute(
            "SELECT id, type, key, facet FROM scope CROSS JOIN node ON id = node ORDER BY type, key, facet"
        )
        return {id: Node(EntityType(type_), key, facet) for id, type_, key, facet in rows}


def roots(db: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """For type and key of each body in the scope those of what it stood for when it was last decided."""
    rows = db.execute(
        "SELECT n.type, n.key, r.type, r.key FROM scope CROSS JOIN node n ON n.id = scope.node "
        "CROSS JOIN stands t ON t.node = n.id CROSS JOIN node r ON r.id = t.root WHERE n.type != 'Person'"
    )
    return {(type_, key): (to_type, to_key) for type_, key, to_type, to_key in rows}
