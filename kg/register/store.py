"""What the register remembers of readings, in SQLite: on disk, so that memory does not grow with the articles.

Rows follow from one article each, so that :meth:`Sightings.forget` takes back what :meth:`Sightings.see` put in.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from kg.facts import EntityType
from kg.register.model import Node
from kg.seen import opened

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS node (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, facet TEXT NOT NULL, block TEXT NOT NULL,
  UNIQUE (type, key, facet));
CREATE INDEX IF NOT EXISTS node_block ON node (block) WHERE block != '';
-- What two names of one thing have in common, by the rule that says so.
CREATE TABLE IF NOT EXISTS signature (
  node INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (kind, value, node)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sighting (
  article TEXT NOT NULL, local TEXT NOT NULL, node INTEGER NOT NULL, own INTEGER NOT NULL, form TEXT NOT NULL,
  language TEXT NOT NULL, weight INTEGER NOT NULL, names BLOB NOT NULL, rebuilt BLOB,
  PRIMARY KEY (article, local)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sighting_node ON sighting (node, article);
-- Other forms that an article prints beside a node's own name.
CREATE TABLE IF NOT EXISTS alias (
  article TEXT NOT NULL, node INTEGER NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, full TEXT NOT NULL,
  form TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS alias_key ON alias (type, key);
CREATE INDEX IF NOT EXISTS alias_article ON alias (article);
-- (node is own, unless people decided that the articles of one name speak of two.)
-- Posts of persons: when, where, and whether at the head of a place.
CREATE TABLE IF NOT EXISTS post (
  article TEXT NOT NULL, node INTEGER NOT NULL, anchor TEXT NOT NULL, head INTEGER NOT NULL, date TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS post_node ON post (node);
CREATE INDEX IF NOT EXISTS post_article ON post (article);
CREATE TABLE IF NOT EXISTS region (
  article TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (article, code)) WITHOUT ROWID;
-- Where an article itself names two things of one name.
CREATE TABLE IF NOT EXISTS apart (article TEXT NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS apart_article ON apart (article);
"""
#: Tables whose rows belong to an article.
OF_ARTICLES: Final = ("sighting", "alias", "post", "region", "apart")

_json: Final = msgspec.json


class Sightings:
    """The tables; all that writes or clears them. Rules read them with :attr:`db`."""

    def __init__(self, path: Path | None = None) -> None:
        self.db = opened(path, SCHEMA)
        self._ids: dict[Node, int] = {}

    def id(self, node: Node, block: str, signatures: Iterable[tuple[str, str, str]]) -> int:
        """The number of ``node``, made where it is new; ``block`` is what nodes that may be one thing share."""
        if found := self._ids.get(node):
            return found
        row = self.db.execute("SELECT id FROM node WHERE type = ? AND key = ? AND facet = ?", node).fetchone()
        if row is None:
            number = self.db.execute(
                "INSERT INTO node (type, key, facet, block) VALUES (?, ?, ?, ?)", (*node, block)
            ).lastrowid
            self.db.executemany(
                "INSERT OR IGNORE INTO signature VALUES (?, ?, ?, ?)", ((number, *s) for s in signatures)
            )
        else:
            number = row[0]
        if len(self._ids) > 200_000:
            self._ids.clear()
        assert number is not None  # noqa: S101 - an INSERT gives a row its number
        self._ids[node] = number
        return int(number)

    def forget(self, article: str) -> None:
        """Removes all that ``article`` said."""
        if not self.db.in_transaction:  # one for all that is seen: each of its own would be written out by itself
            self.db.execute("BEGIN")
        for table in OF_ARTICLES:
            self.db.execute(f"DELETE FROM {table} WHERE article = ?", (article,))  # noqa: S608 - names of our own

    def tidy(self) -> None:
        """Removes nodes that no article speaks of any more; what was seen is written."""
        if self.db.in_transaction:
            self.db.execute("COMMIT")
        orphans = "SELECT id FROM node WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.node = node.id)"
        if self.db.execute(f"SELECT EXISTS ({orphans})").fetchone()[0]:
            self.db.execute(f"DELETE FROM signature WHERE node IN ({orphans})")  # noqa: S608
            self.db.execute(f"DELETE FROM node WHERE id IN ({orphans})")  # noqa: S608
            self._ids.clear()

    def unite(self) -> None:
        """Takes back every :meth:`split`."""
        self.db.execute("UPDATE sighting SET node = own WHERE node != own")

    def split(self, node: Node, by: str, articles: Iterable[str]) -> tuple[Node, Node] | None:
        """Gives what ``articles`` say of ``node`` a node of its own, for the decision ``by``; None for nothing."""
        number, other = self.id(node, "", ()), node._replace(facet=f"{node.facet}#{by}")
        named = [article for article in articles if article in set(self.articles(number))]
        if not named:
            return None
        block = self.db.execute("SELECT block FROM node WHERE id = ?", (number,)).fetchone()[0]
        self.db.executemany(
            "UPDATE sighting SET node = ? WHERE node = ? AND article = ?",
            [(self.id(other, block, ()), number, article) for article in named],
        )
        return other, node

    def nodes(self) -> dict[int, Node]:
        """All nodes by their numbers."""
        rows = self.db.execute("SELECT id, type, key, facet FROM node ORDER BY type, key, facet")
        return {id: Node(EntityType(type_), key, facet) for id, type_, key, facet in rows}

    def articles(self, node: int, most: int = -1) -> list[str]:
        """Identifiers of the articles that speak of ``node``, sorted."""
        rows = self.db.execute(
            "SELECT DISTINCT article FROM sighting WHERE node = ? ORDER BY article LIMIT ?", (node, most)
        )
        return [row[0] for row in rows]

    def together(self, one: int, other: int) -> str | None:
        """An article that speaks of both nodes, as two things."""
        row = self.db.execute(
            "SELECT a.article FROM sighting a JOIN sighting b USING (article) WHERE a.node = ? AND b.node = ? "
            "ORDER BY a.article LIMIT 1",
            (one, other),
        ).fetchone()
        return row[0] if row else None


def encode(names: Iterable[str]) -> bytes:
    """Names as one cell."""
    return _json.encode(list(names))


def decode(cell: bytes) -> list[str]:
    """Names of one cell."""
    return _json.decode(cell, type=list[str])
