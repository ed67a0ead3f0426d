"""What was read before, kept in the data folder by content, so that nothing that is unchanged is read again.

``DATA/readings.sqlite`` holds articles by the digest of the record that they were made from, and readings by the
digest of the article and of the reader. It is a cache: it can be deleted at any time, and what it holds is written as
it comes, so that a build that was ended goes on where it stopped.
"""

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import zstandard

from kg.disk import disk_errors
from kg.facts import Article, Reading
from kg.reading_process import Answer
from kg.sources.record import Notice, Record

log = logging.getLogger(__name__)

#: Layout of the file; raised when what it holds cannot be used any more.
FORMAT = 1
#: Longest time that a new reading is not yet on disk, in seconds.
PATIENCE = 1.0
#: Builds for which something is kept that none of them used.
BUILDS = 5

_SCHEMA = """
CREATE TABLE kept (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE builds (number INTEGER NOT NULL);
INSERT INTO builds VALUES (0);
"""

_record_bytes = msgspec.msgpack.Encoder().encode
_encode = msgspec.msgpack.Encoder().encode
_article = msgspec.msgpack.Decoder(tuple[Article, list[Notice]]).decode
_reading = msgspec.msgpack.Decoder(Reading).decode


@dataclass
class Kept:
    """The file of one data folder; a context manager, at whose end what no build uses any more is forgotten."""

    path: Path
    reader: bytes
    """Digest of what reads articles."""
    anew: bool = False
    """Nothing that is kept is used; what is read replaces it."""
    hits: int = 0
    """Articles whose reading was kept."""

    def __enter__(self) -> Self:
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self._database = _open(self.path)
        (number,) = self._database.execute("SELECT number FROM builds").fetchone()
        self._build = number + 1
        self._written = time.monotonic()
        self._pack = zstandard.ZstdCompressor(level=3).compress
        self._unpack = zstandard.ZstdDecompressor().decompress
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            if kind is None:
                self._database.execute("UPDATE builds SET number = ?", (self._build,))
                self._database.execute("DELETE FROM kept WHERE used <= ?", (self._build - BUILDS,))
            self._database.commit()
        finally:
            self._database.close()

    def article(
        self, record: Record, make: Callable[[Record], tuple[Article, list[Notice]]]
    ) -> tuple[Article, list[Notice]]:
        """The article of ``record`` and what is remarkable about it: as it is kept, else as ``make`` makes it."""
        key = blake2b(self.reader + _record_bytes(record), digest_size=16).digest()
        if (value := self._get(key)) is not None:
            return _article(value)
        made = make(record)
        self._put(key, _encode(made))
        return made

    def reading(self, article: Article) -> Reading | None:
        """The reading of ``article``, if it is kept."""
        if (value := self._get(self._key(article))) is None:
            return None
        self.hits += 1
        return _reading(value)

    def keep(self, answer: Answer) -> None:
        """Keeps a reading; one that failed is tried again by the next build."""
        reading, failure = answer
        if failure is None:
            self._put(self._key(reading.article), _encode(reading))

    def _key(self, article: Article) -> bytes:
        return blake2b(self.reader + b"\0" + _encode(article), digest_size=16).digest()

    def _get(self, key: bytes) -> bytes | None:
        if self.anew:
            return None
        row = self._database.execute("SELECT value, used FROM kept WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        if row[1] != self._build:
            self._database.execute("UPDATE kept SET used = ? WHERE key = ?", (self._build, key))
        self._commit()
        return self._unpack(row[0])

    def _put(self, key: bytes, value: bytes) -> None:
        with disk_errors(self.path):
            self._database.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, self._pack(value), self._build)
            )
        self._commit()

    def _commit(self) -> None:
        if time.monotonic() - self._written > PATIENCE:
            self._database.commit()
            self._written = time.monotonic()


def _open(path: Path) -> sqlite3.Connection:
    """The file, made anew where it is damaged or of another layout: it only saves time."""
    try:
        database = sqlite3.connect(path, isolation_level="DEFERRED")
        (layout,) = database.execute("PRAGMA user_version").fetchone()
        if layout == FORMAT:
            database.execute("SELECT number FROM builds").fetchone()
        else:
            database.close()
            return _new(path)
    except sqlite3.DatabaseError as error:
        log.warning("%s cannot be used (%s); articles are read anew", path, error)
        return _new(path)
    database.execute("PRAGMA synchronous = NORMAL")
    return database


def _new(path: Path) -> sqlite3.Connection:
    with disk_errors(path):
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level="DEFERRED")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.executescript(_SCHEMA + f"PRAGMA user_version = {FORMAT};")
    return database
