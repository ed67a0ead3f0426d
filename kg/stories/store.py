"""What is remembered of articles, in SQLite: on disk, so that memory does not grow with them.

Rows follow from one article each, so that :meth:`Store.drop` takes back what :meth:`Store.put` put in. Which articles
are candidates follows from the bands that they share: where a bucket has many articles (a template), each is compared
with those of the days around it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from kg.seen import TOGETHER, opened
from kg.stories import signature, words
from kg.stories.comparing import likeness, too_far
from kg.stories.sketch import Sketch, number, pack, unpack

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS article (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, day INTEGER NOT NULL, sketch BLOB NOT NULL);
-- By their days, as they are compared: those of a few weeks stand on few pages of the file.
CREATE TABLE IF NOT EXISTS signed (
  day INTEGER NOT NULL, number INTEGER NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (day, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS band (
  band INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, day, number)) WITHOUT ROWID;
-- As band, of articles that came since: put in one by one, each would rewrite a page of its own.
CREATE TABLE IF NOT EXISTS fresh (band INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL);
-- The words of the articles that were compared, which cost more to make than to keep.
CREATE TABLE IF NOT EXISTS worded (number INTEGER PRIMARY KEY, words BLOB NOT NULL);
-- Articles that are copies of each other, one < other, and how alike they are.
CREATE TABLE IF NOT EXISTS pair (
  one INTEGER NOT NULL, other INTEGER NOT NULL, likeness REAL NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_other ON pair (other);
-- Articles whose pairs are to be found anew, and pairs of others that came nearer to each other or farther apart.
CREATE TABLE IF NOT EXISTS changed (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS moved (one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
-- What was found of stories, by what follows from their articles alone.
CREATE TABLE IF NOT EXISTS story (digest BLOB PRIMARY KEY, aligned BLOB NOT NULL, outline BLOB NOT NULL);
-- The articles of each story, in its order, each with a hash of what its copies make of it.
CREATE TABLE IF NOT EXISTS telling (
  number INTEGER PRIMARY KEY, digest BLOB NOT NULL, place INTEGER NOT NULL, made TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS telling_digest ON telling (digest);
"""
#: Articles on either side, by their days, that one is compared with in a bucket with more.
WINDOW: Final = 32
#: Jaccard index of two signatures below which the texts are not looked at.
UNLIKE: Final = 0.15
#: Texts that are held in memory for comparing.
HELD: Final = 512
#: Day and number of an article.
_Place = tuple[int, int]
PAIR: Final = "SELECT 1 FROM pair WHERE one = ? AND other = ?"


class Store:
    """The tables; all that writes them."""

    def __init__(self, path: Path | None = None) -> None:
        self.db = opened(path, SCHEMA)
        self._text = lru_cache(HELD)(self._load)

    def put(self, one: Sketch) -> None:
        """Remembers ``one`` instead of what was known of its article."""
        self.drop(one.article)
        id, found = number(one.article), signature.signature(one.body)
        self.db.execute("INSERT INTO article VALUES (?, ?, ?, ?)", (id, one.article, one.day, pack(one)))
        if found is not None:
            self.db.execute("INSERT INTO signed VALUES (?, ?, ?)", (one.day, id, found.tobytes()))
            numbers = signature.bands(found)
            self.db.executemany("INSERT INTO fresh VALUES (?, ?, ?)", ((band, one.day, id) for band in numbers))
            self.db.execute("INSERT OR IGNORE INTO changed VALUES (?)", (id,))
            if self.db.execute("SELECT 1 FROM pair LIMIT 1").fetchone():  # else nothing is known of any two yet
                self._sort_in()
                known = self._across(id, one.day, numbers)
                self._move(pair for pair in known if self.db.execute(PAIR, pair).fetchone())

    def drop(self, article: str) -> None:
        """Forgets the article with identifier ``article``."""
        if not self.db.in_transaction:  # one for all that is seen: each of its own would be written out by itself
            self.db.execute("BEGIN")
        id = number(article)
        known = self.db.execute("SELECT day FROM article WHERE number = ?", (id,)).fetchone()
        if known is None:
            return
        self._sort_in()
        day = known[0]
        row = self.db.execute("SELECT signature FROM signed WHERE day = ? AND number = ?", (day, id)).fetchone()
        if row is not None:
            found = signature.bands(np.frombuffer(row[0], dtype=np.uint32))
            self._move(self._across(id, day, found))
            self.db.executemany("DELETE FROM band WHERE band = ? AND day = ? AND number = ?",
                                ((band, day, id) for band in found))  # fmt: skip
            self.db.execute("DELETE FROM signed WHERE day = ? AND number = ?", (day, id))
        self.db.execute("DELETE FROM pair WHERE one = ?", (id,))
        self.db.execute("DELETE FROM pair WHERE other = ?", (id,))
        self.db.execute("DELETE FROM changed WHERE number = ?", (id,))
        self.db.execute("DELETE FROM moved WHERE one = ?1 OR other = ?1", (id,))
        self.db.execute("DELETE FROM worded WHERE number = ?", (id,))
        self.db.execute("DELETE FROM article WHERE number = ?", (id,))
        self._text.cache_clear()

    def waiting(self) -> int:
        """How many articles changed since all were compared; what was put and dropped stands in the file then."""
        if self.db.in_transaction:
            self.db.execute("COMMIT")
        return int(self.db.execute("SELECT COUNT(*) FROM changed").fetchone()[0])

    def compare(self) -> None:
        """Finds the pairs of all articles that changed."""
        if not self.db.in_transaction:
            self.db.execute("BEGIN")
        self._sort_in()
        for (id,) in self.db.execute("SELECT number FROM changed").fetchall():
            self.db.execute("DELETE FROM pair WHERE one = ?", (id,))
            self.db.execute("DELETE FROM pair WHERE other = ?", (id,))
        # By their days: what one is compared with, the next one mostly is, too, and its words are still at hand.
        rows = self.db.execute("SELECT number FROM changed JOIN article USING (number) ORDER BY day, number").fetchall()
        for done, (id,) in enumerate(rows, 1):
            self._pair(id)
            if done % TOGETHER == 0 and self.db.in_transaction:
                self.db.execute("COMMIT")  # whoever goes on from here compares all again
                self.db.execute("BEGIN")
        for one, other in self.db.execute("SELECT one, other FROM moved").fetchall():
            self.db.execute("DELETE FROM pair WHERE one = ? AND other = ?", (one, other))
            if self._candidates(one, other):
                self._judge(one, other)
        self.db.execute("DELETE FROM changed")
        self.db.execute("DELETE FROM moved")
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def _sort_in(self) -> None:
        """Puts the bands of articles that came since it was last done to the others."""
        if self.db.execute("SELECT 1 FROM fresh LIMIT 1").fetchone():
            self.db.execute("INSERT OR IGNORE INTO band SELECT * FROM fresh ORDER BY band, day, number")
            self.db.execute("DELETE FROM fresh")

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
        near = self._near(id, day, found)
        known = self.db.execute("SELECT one + other - ?1 FROM pair WHERE one = ?1 OR other = ?1", (id,)).fetchall()
        done = {other for (other,) in known}
        near = {place for place in near if place[1] not in done}
        for other in self._alike(id, day, near):
            self._judge(*sorted((id, other)))

    def _alike(self, id: int, day: int, near: Iterable[_Place]) -> list[int]:
        """Those of ``near`` that are worth to be laid beside an article: their days and signatures are like its."""
        places = sorted(place for place in near if not too_far((day, place[0])))
        asked = "SELECT signature FROM signed WHERE day = ? AND number = ?"
        cells = [self.db.execute(asked, place).fetchone()[0] for place in places]
        if not cells:
            return []
        table = np.frombuffer(b"".join(cells), dtype=np.uint32).reshape(len(cells), -1)
        alike = signature.jaccards(self._signature(id), table) >= UNLIKE
        return sorted(number for (_, number), like in zip(places, alike, strict=True) if like)

    def _judge(self, one: int, other: int) -> None:
        if (alike := self.like(one, other)) is not None:
            self.db.execute("INSERT OR REPLACE INTO pair VALUES (?, ?, ?)", (one, other, alike))

    def _candidates(self, one: int, other: int) -> bool:
        """Whether two articles are to be compared: alike, and near each other in a bucket of both."""
        (day, mine), (other_day, theirs) = self._place(one), self._place(other)
        low, high = sorted(((day, one), (other_day, other)))
        between = "SELECT 1 FROM band WHERE band = ? AND (day, number) > (?, ?) AND (day, number) < (?, ?) LIMIT ?"
        near = any(
            len(self.db.execute(between, (band, *low, *high, WINDOW)).fetchall()) < WINDOW
            for band in set(mine) & set(theirs)
        )
        return near and other in self._alike(one, day, [(other_day, other)])

    def _near(self, id: int, day: int, found: list[int]) -> set[_Place]:
        """The candidates of an article: in each of its buckets those around it."""
        rows = self.db.execute(
            f"SELECT day, number FROM band WHERE band IN ({_marks(found)}) AND number != ? LIMIT ?",  # noqa: S608 - question marks
            (*found, id, WINDOW + 1),
        ).fetchall()
        if len(rows) <= WINDOW:
            return set(rows)
        return {other for band in found for side in self._around(id, day, band) for other in side}

    def _around(self, id: int, day: int, band: int) -> tuple[list[_Place], list[_Place]]:
        """The articles of a bucket before and behind one, the nearest first."""
        before, behind = (
            self.db.execute(
                f"SELECT day, number FROM band WHERE band = ? AND (day, number) {sign} (?, ?) "  # noqa: S608 - words of our own
                f"ORDER BY day {order}, number {order} LIMIT ?",
                (band, day, id, WINDOW),
            ).fetchall()
            for sign, order in (("<", "DESC"), (">", "ASC"))
        )
        return before, behind

    def _across(self, id: int, day: int, found: list[int]) -> set[tuple[int, int]]:
        """The pairs that are candidates of each other in a bucket without the article between them, not with it."""
        rows = self.db.execute(
            f"SELECT 1 FROM band WHERE band IN ({_marks(found)}) AND number != ? LIMIT ?",  # noqa: S608 - question marks
            (*found, id, WINDOW),
        ).fetchall()
        if len(rows) < WINDOW:
            return set()
        pairs = set[tuple[int, int]]()
        for band in found:
            before, behind = self._around(id, day, band)
            ends = ((one, behind[WINDOW - 1 - i]) for i, one in enumerate(before) if WINDOW - 1 - i < len(behind))
            pairs |= {(min(one, other), max(one, other)) for (_, one), (_, other) in ends}
        return pairs

    def _move(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO moved VALUES (?, ?)", pairs)

    def _place(self, id: int) -> tuple[int, list[int]]:
        return self._day(id), signature.bands(self._signature(id))

    def _day(self, id: int) -> int:
        (day,) = self.db.execute("SELECT day FROM article WHERE number = ?", (id,)).fetchone()
        return int(day)

    def _signature(self, id: int) -> signature.Signature:
        asked = "SELECT signature FROM signed WHERE day = ? AND number = ?"
        (cell,) = self.db.execute(asked, (self._day(id), id)).fetchone()
        return np.frombuffer(cell, dtype=np.uint32)

    def _load(self, id: int) -> words.Text:
        row = self.db.execute("SELECT words FROM worded WHERE number = ?", (id,)).fetchone()
        if row is not None:
            return words.unpack(row[0])
        one = self.sketch(id)
        found = words.text(one.body, one.mentions)
        self.db.execute("INSERT INTO worded VALUES (?, ?)", (id, words.pack(found)))
        return found


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))
