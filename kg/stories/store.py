"""What is remembered of articles, in SQLite: on disk, so that memory does not grow with them.

Rows follow from one article each, so that :meth:`Store.drop` takes back what :meth:`Store.put` put in. Which articles
are candidates follows from the bands that they share: where a bucket has many articles (a template), each is compared
with those of the days around it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from kg.seen import opened
from kg.stories import signature, words
from kg.stories.comparing import likeness
from kg.stories.sketch import Sketch, number, pack, unpack

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS article (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, day INTEGER NOT NULL, signature BLOB, sketch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS band (
  band INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, day, number)) WITHOUT ROWID;
-- The words of the articles that were compared, which cost more to make than to keep.
CREATE TABLE IF NOT EXISTS worded (number INTEGER PRIMARY KEY, words BLOB NOT NULL);
-- Articles that are copies of each other, one < other, and how alike they are.
CREATE TABLE IF NOT EXISTS pair (
  one INTEGER NOT NULL, other INTEGER NOT NULL, likeness REAL NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_other ON pair (other);
-- Articles whose pairs are to be found anew.
CREATE TABLE IF NOT EXISTS changed (number INTEGER PRIMARY KEY);
-- What was found of stories, by what follows from their articles alone.
CREATE TABLE IF NOT EXISTS story (digest BLOB PRIMARY KEY, aligned BLOB NOT NULL);
-- The articles of each story, in its order.
CREATE TABLE IF NOT EXISTS telling (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, place INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS telling_digest ON telling (digest);
"""
#: Articles on either side, by their days, that one is compared with in a bucket with more.
WINDOW: Final = 32
#: Jaccard index of two signatures below which the texts are not looked at.
UNLIKE: Final = 0.15
#: Texts that are held in memory for comparing.
HELD: Final = 512


class Store:
    """The tables; all that writes them."""

    def __init__(self, path: Path | None = None) -> None:
        self.db = opened(path, SCHEMA)
        self._text = lru_cache(HELD)(self._load)

    def put(self, one: Sketch) -> None:
        """Remembers ``one`` instead of what was known of its article."""
        self.drop(one.article)
        id, found = number(one.article), signature.signature(one.body)
        packed = None if found is None else found.tobytes()
        self.db.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?)", (id, one.article, one.day, packed, pack(one)))
        if found is not None:
            self.db.executemany(
                "INSERT OR IGNORE INTO band VALUES (?, ?, ?)", ((band, one.day, id) for band in signature.bands(found))
            )
            self.db.execute("INSERT OR IGNORE INTO changed VALUES (?)", (id,))

    def drop(self, article: str) -> None:
        """Forgets the article with identifier ``article``."""
        if not self.db.in_transaction:  # one for all that is seen: each of its own would be written out by itself
            self.db.execute("BEGIN")
        id = number(article)
        row = self.db.execute("SELECT day, signature FROM article WHERE number = ?", (id,)).fetchone()
        if row is None:
            return
        if row[1] is not None:
            found = signature.bands(np.frombuffer(row[1], dtype=np.uint32))
            near, crowded = self._near(id, row[0], found)
            if crowded:  # the windows of these move
                self._change(near)
            self.db.executemany("DELETE FROM band WHERE band = ? AND day = ? AND number = ?",
                                ((band, row[0], id) for band in found))  # fmt: skip
        self.db.execute("DELETE FROM pair WHERE one = ?", (id,))
        self.db.execute("DELETE FROM pair WHERE other = ?", (id,))
        self.db.execute("DELETE FROM changed WHERE number = ?", (id,))
        self.db.execute("DELETE FROM worded WHERE number = ?", (id,))
        self.db.execute("DELETE FROM article WHERE number = ?", (id,))
        self._text.cache_clear()

    def compare(self) -> None:
        """Finds the pairs of all articles that changed."""
        for (id,) in self.db.execute("SELECT number FROM changed").fetchall():
            near, crowded = self._near(id, *self._place(id))
            if crowded:
                self._change(near)
        for (id,) in self.db.execute("SELECT number FROM changed").fetchall():
            self.db.execute("DELETE FROM pair WHERE one = ?", (id,))
            self.db.execute("DELETE FROM pair WHERE other = ?", (id,))
        for (id,) in self.db.execute("SELECT number FROM changed ORDER BY number").fetchall():
            self._pair(id)
        self.db.execute("DELETE FROM changed")
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """All copies, by the numbers of the articles."""
        yield from self.db.execute("SELECT one, other, likeness FROM pair ORDER BY one, other")

    def like(self, one: int, other: int) -> float | None:
        """How alike two articles are if they are copies, whether or not they are in the table."""
        days = self._day(one), self._day(other)
        return likeness(self._text(one), self._text(other), days)

    def sketch(self, id: int) -> Sketch:
        """What is kept of the article with number ``id``."""
        return unpack(self.packed(id))

    def packed(self, id: int) -> bytes:
        """As :meth:`sketch`, in one cell."""
        (cell,) = self.db.execute("SELECT sketch FROM article WHERE number = ?", (id,)).fetchone()
        return bytes(cell)

    def order(self, ids: Iterable[int]) -> list[int]:
        """Numbers of articles, the earliest published first; of one day by their identifiers."""
        rows = (self.db.execute("SELECT day, name, number FROM article WHERE number = ?", (id,)).fetchone()
                for id in ids)  # fmt: skip
        return [row[2] for row in sorted(rows)]

    def _pair(self, id: int) -> None:
        day, found = self._place(id)
        near, _ = self._near(id, day, found)
        mine = self._signature(id)
        for other in sorted(near):
            one, two = sorted((id, other))
            if self.db.execute("SELECT 1 FROM pair WHERE one = ? AND other = ?", (one, two)).fetchone():
                continue
            if signature.jaccard(mine, self._signature(other)) < UNLIKE:
                continue
            if (alike := self.like(one, two)) is not None:
                self.db.execute("INSERT INTO pair VALUES (?, ?, ?)", (one, two, alike))

    def _near(self, id: int, day: int, found: list[int]) -> tuple[set[int], bool]:
        """The candidates of an article, and whether one of its buckets has more than are compared."""
        marks = ",".join("?" * len(found))
        rows = self.db.execute(
            f"SELECT number FROM band WHERE band IN ({marks}) AND number != ? LIMIT ?",  # noqa: S608 - question marks
            (*found, id, WINDOW + 1),
        ).fetchall()
        if len(rows) <= WINDOW:
            return {row[0] for row in rows}, False
        near: set[int] = set()
        crowded = False
        for band in found:
            for sign, order in ((">", "ASC"), ("<", "DESC")):
                rows = self.db.execute(
                    f"SELECT number FROM band WHERE band = ? AND (day, number) {sign} (?, ?) "  # noqa: S608 - as above
                    f"ORDER BY day {order}, number {order} LIMIT ?",
                    (band, day, id, WINDOW),
                ).fetchall()
                near.update(row[0] for row in rows)
                crowded = crowded or len(rows) == WINDOW
        return near, crowded

    def _change(self, ids: Iterable[int]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO changed VALUES (?)", ((id,) for id in ids))

    def _place(self, id: int) -> tuple[int, list[int]]:
        return self._day(id), signature.bands(self._signature(id))

    def _day(self, id: int) -> int:
        (day,) = self.db.execute("SELECT day FROM article WHERE number = ?", (id,)).fetchone()
        return int(day)

    def _signature(self, id: int) -> signature.Signature:
        (cell,) = self.db.execute("SELECT signature FROM article WHERE number = ?", (id,)).fetchone()
        return np.frombuffer(cell, dtype=np.uint32)

    def _load(self, id: int) -> words.Text:
        row = self.db.execute("SELECT words FROM worded WHERE number = ?", (id,)).fetchone()
        if row is not None:
            return words.unpack(row[0])
        one = self.sketch(id)
        found = words.text(one.body, one.mentions)
        self.db.execute("INSERT INTO worded VALUES (?, ?)", (id, words.pack(found)))
        return found
