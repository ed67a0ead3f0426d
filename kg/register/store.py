"""What the register remembers of readings, in SQLite: on disk, so that memory does not grow with the articles.

Rows follow from one article each, so that :meth:`Sightings.forget` takes back what :meth:`Sightings.see` put in.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from kg.facts import EntityType
from kg.register.facets import parse
from kg.register.iris import titles
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
CREATE INDEX IF NOT EXISTS signature_node ON signature (node);
CREATE INDEX IF NOT EXISTS node_key ON node (key);
-- The readable parts of the IRIs that a node could give its entity.
CREATE TABLE IF NOT EXISTS title (word TEXT NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (word, node)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS title_node ON title (node);
-- Where a person's node holds posts.
CREATE TABLE IF NOT EXISTS holding (
  type TEXT NOT NULL, key TEXT NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (type, key, node)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS holding_node ON holding (node);
-- Nodes of which articles say something else since it was last decided who is who.
CREATE TABLE IF NOT EXISTS touched (node INTEGER PRIMARY KEY);
-- For each article a hash of what its local ids stand for; empty where that is to be found out.
CREATE TABLE IF NOT EXISTS fingerprint (article TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fingerprint_open ON fingerprint (article) WHERE hash = '';
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
CREATE INDEX IF NOT EXISTS alias_node ON alias (node);
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
CREATE INDEX IF NOT EXISTS apart_one ON apart (one);
"""
#: Tables whose rows belong to an article.
OF_ARTICLES: Final = ("sighting", "alias", "post", "region", "apart", "fingerprint")
#: Tables whose rows belong to a node, by which others are found that may be one with it.
OF_NODES: Final = ("signature", "title", "holding")

#: Nodes whose numbers are remembered while articles come in.
REMEMBERED: Final = 1 << 14

_json: Final = msgspec.json


class Sightings:
    """The tables; all that writes or clears them. Rules read them with :attr:`db`."""

    def __init__(self, path: Path | None = None) -> None:
        self.db = opened(path, SCHEMA)
        self._ids: dict[Node, int] = {}

    def id(self, node: Node, block: str, signatures: Iterable[tuple[str, str, str]]) -> int:
        """The number of ``node``, made where it is new; ``block`` is what persons who may be one share."""
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
            self.db.executemany("INSERT INTO title VALUES (?, ?)", ((word, number) for word in titles(node)))
            if node.type is EntityType.PERSON:
                held = {(anchor.type, anchor.key) for anchor in parse(node.facet)[0]}
                self.db.executemany("INSERT INTO holding VALUES (?, ?, ?)", ((*body, number) for body in held))
        else:
            number = row[0]
        if len(self._ids) >= REMEMBERED:
            self._ids.clear()
        assert number is not None  # noqa: S101 - an INSERT gives a row its number
        self._ids[node] = number
        return int(number)

    def forget(self, article: str) -> None:
        """Removes all that ``article`` said."""
        if not self.db.in_transaction:  # one for all that is seen: each of its own would be written out by itself
            self.db.execute("BEGIN")
        self.touch(article)
        for table in OF_ARTICLES:
            self.db.execute(f"DELETE FROM {table} WHERE article = ?", (article,))  # noqa: S608 - names of our own

    def touch(self, article: str) -> None:
        """What ``article`` speaks of, and what bears a short form that it gives, is to be decided anew."""
        self.db.execute("INSERT OR IGNORE INTO touched SELECT node FROM sighting WHERE article = ?", (article,))
        self.db.execute(
            "INSERT OR IGNORE INTO touched SELECT n.id FROM alias a JOIN node n ON n.type = a.type AND n.key = a.key "
            "WHERE a.article = ?",
            (article,),
        )
        self.db.execute("INSERT OR REPLACE INTO fingerprint VALUES (?, '')", (article,))

    def tidy(self) -> None:
        """Removes nodes that no article speaks of any more."""
        orphans = [
            row[0]
            for row in self.db.execute(
                "SELECT node FROM touched WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.node = touched.node)"
            )
        ]
        for table, column in (("node", "id"), *((table, "node") for table in (*OF_NODES, "scope"))):
            self.db.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((id,) for id in orphans))  # noqa: S608
        if orphans:
            self._ids.clear()

    def unite(self) -> None:
        """Takes back every :meth:`split`."""
        self.db.execute("INSERT OR IGNORE INTO touched SELECT node FROM sighting WHERE node != own")
        self.db.execute("UPDATE sighting SET node = own WHERE node != own")

    def split(self, node: Node, by: str, articles: Iterable[str]) -> tuple[Node, Node] | None:
        """Gives what ``articles`` say of ``node`` a node of its own, for the decision ``by``; None for nothing."""
        number, other = self.id(node, "", ()), node._replace(facet=f"{node.facet}#{by}")
        named = [article for article in articles if article in set(self.articles(number))]
        if not named:
            return None
        self.db.execute("INSERT OR IGNORE INTO touched VALUES (?)", (number,))  # all of its articles may be named
        block = self.db.execute("SELECT block FROM node WHERE id = ?", (number,)).fetchone()[0]
        self.db.executemany(
            "UPDATE sighting SET node = ? WHERE node = ? AND article = ?",
            [(self.id(other, block, ()), number, article) for article in named],
        )
        return other, node

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
