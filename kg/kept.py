"""What was read before, kept in the data folder by content, so that nothing that is unchanged is read again.

``DATA/readings.sqlite`` holds articles by the digest of the record that they were made from, and readings by the
digest of the article and of the reader. It is a cache: it can be deleted at any time, and what it holds is written as
it comes, so that a build that was ended goes on where it stopped.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import zstandard

from kg.disk import disk_errors
from kg.facts import Article, Reading
from kg.files import Files
from kg.reading_process import Answer
from kg.sources.reading import Held, Make, Told
from kg.sources.record import Notice, Record
from kg.sources.walk import Found

log = logging.getLogger(__name__)

#: Layout of the file; raised when what it holds cannot be used any more.
FORMAT = 3
#: Longest time that a new reading is not yet on disk, in seconds.
PATIENCE = 1.0
#: How hard what is kept is compressed.
LEVEL = 3
#: Records of one file that are remembered together; one with more is read each time, a record at a time.
MOST_HELD = 10_000
#: Rows that one query asks for.
ASKED = 500
#: Builds for which something is kept that none of them used.
BUILDS = 5

_SCHEMA = """
-- (used before value: what lies behind a reading is found at the end of several pages.)
CREATE TABLE kept (key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE builds (number INTEGER NOT NULL);
INSERT INTO builds VALUES (0);
"""


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What a build needs to know of an article that has been read before and has not changed."""

    id: str
    key: bytes
    """Digest of the article and of its reader, by which its reading is kept."""
    remarks: tuple[str, ...] = ()
    """What the report says of its reading."""
    dropped: int = 0
    """Statements of the reader that were refused."""
    source: str = ""


_record_bytes = msgspec.msgpack.Encoder().encode
_encode = msgspec.msgpack.Encoder().encode
_article = msgspec.msgpack.Decoder(tuple[Article, list[Notice]]).decode
_reading = msgspec.msgpack.Decoder(Reading).decode
_known = msgspec.msgpack.Decoder(tuple[Known, list[Notice]]).decode
_held = msgspec.msgpack.Decoder(Held).decode


@dataclass
class Kept:
    """The file of one data folder; a context manager, at whose end what no build uses any more is forgotten."""

    path: Path
    reader: bytes
    """Digest of what reads articles."""
    files: Files
    """What is known of the files of the sources."""
    sifter: bytes = b""
    """Digest of the settings by which the articles in a file are told."""
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
        self._pack = zstandard.ZstdCompressor(level=LEVEL).compress
        self._unpack = zstandard.ZstdDecompressor().decompress
        self._records: dict[str, tuple[bytes, list[Notice]]] = {}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            if kind is None:
                self._database.execute("UPDATE builds SET number = ?", (self._build,))
                self._database.execute("DELETE FROM kept WHERE used <= ?", (self._build - BUILDS,))
            self._database.commit()
        finally:
            self._database.close()

    def save(self) -> None:
        """Puts on disk what waits: reading is over, and the rest of a build may take long or be killed."""
        with disk_errors(self.path):
            self._database.commit()
        self._written = time.monotonic()

    def article(self, record: Record, make: Make) -> tuple[bytes, Article | Known, list[Notice]]:
        """The article of ``record`` and what is remarkable about it: as it is kept, else as ``make`` makes it.

        Of one that has been read before it is only said which one that is. First comes the key that it is kept by.
        """
        key = blake2b(self.reader + _record_bytes(record), digest_size=16).digest()
        if (found := self._settled(key)) is not None:
            self.hits += 1
            return key, *found
        if (value := self._get(key)) is not None:
            made = _article(value)
        else:
            made = make(record)
            self._put(key, _encode(made))
        self._records[made[0].id] = key, made[1]
        return key, *made

    def _settled(self, key: bytes) -> tuple[Known, list[Notice]] | None:
        """Which article the record was, if its reading is kept."""
        if (value := self._get(key + b"k")) is None:
            return None
        known, notices = _known(value)
        return (known, notices) if self._use(known.key) else None

    def held(self, found: Sequence[Found]) -> list[list[Told[Known]] | None]:
        """For each of some files the articles in it, if it is the file that it was and all of them are known."""
        if self.anew:
            return [None] * len(found)
        cells = self.files.held([(one.path, self._maker(one)) for one in found])
        files = [None if cell is None else _held(cell) for cell in cells]
        keys = (one[1] for held in files for one in held or () if not isinstance(one, Notice))
        settled = self._all_settled(list(keys))
        told = [None if held is None else _told(held, settled) for held in files]
        self.hits += sum(article is not None for articles in told for _, article, _ in articles or ())
        return told

    def _all_settled(self, keys: Sequence[bytes]) -> dict[bytes, tuple[Known, list[Notice]]]:
        """Which articles records were, by their keys, of those whose readings are kept."""
        found = {}
        for key, cell, used in self._rows("key, value, used", [key + b"k" for key in keys]):
            self._mark(key, used)
            found[key[:-1]] = _known(self._unpack(cell))
        there = set()
        for key, used in self._rows("key, used", [known.key for known, _ in found.values()]):
            self._mark(key, used)
            there.add(key)
        return {key: one for key, one in found.items() if one[0].key in there}

    def _rows(self, columns: str, keys: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of ``keys``, as far as there are any."""
        for start in range(0, len(keys), ASKED):
            some = keys[start : start + ASKED]
            marks = ",".join("?" * len(some))
            yield from self._database.execute(f"SELECT {columns} FROM kept WHERE key IN ({marks})", some).fetchall()  # noqa: S608 - words of our own

    def hold(self, found: Found, held: Held) -> None:
        """Remembers which articles a file holds."""
        if len(held) <= MOST_HELD:
            self.files.hold(found.path, self._maker(found), _encode(held))

    def _maker(self, found: Found) -> bytes:
        """Digest of all but its content that what is found in a file depends on."""
        named = f"{found.name}\0{found.path.name}".encode("utf-8", "surrogateescape")
        return blake2b(self.reader + self.sifter + named, digest_size=16).digest()

    def settle(self, article: Article, remarks: tuple[str, ...], dropped: int) -> Known:
        """Remembers that the reading of ``article`` is kept, and what is to be said of it."""
        known = Known(article.id, self.key(article), remarks, dropped, article.source)
        if found := self._records.pop(article.id, None):
            self._put(found[0] + b"k", _encode((known, found[1])))
        return known

    def reading(self, article: Article) -> Reading | None:
        """The reading of ``article``, if it is kept."""
        if (value := self._get(self.key(article))) is None:
            return None
        self.hits += 1
        return _reading(value)

    def keep(self, answer: Answer) -> None:
        """Keeps a reading; one that failed is tried again by the next build."""
        reading, failure = answer
        if failure is None:
            self._put(self.key(reading.article), _encode(reading))

    def again(self, key: bytes) -> Reading:
        """The reading that is kept by ``key``."""
        return unpacked(self.packed(key))

    def packed(self, key: bytes) -> bytes:
        """As :meth:`again`, as it is kept: see :func:`unpacked`."""
        (value,) = self._database.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return bytes(value)

    def key(self, article: Article) -> bytes:
        """Digest of ``article`` and of its reader."""
        return blake2b(self.reader + b"\0" + _encode(article), digest_size=16).digest()

    def _get(self, key: bytes) -> bytes | None:
        if self.anew:
            return None
        row = self._database.execute("SELECT value, used FROM kept WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self._mark(key, row[1])
        return self._unpack(row[0])

    def _use(self, key: bytes) -> bool:
        """Whether a reading is kept; though it is not looked at, it is in use."""
        if row := self._database.execute("SELECT used FROM kept WHERE key = ?", (key,)).fetchone():
            self._mark(key, row[0])
        return row is not None

    def _mark(self, key: bytes, used: int) -> None:
        # Not with every build: where nothing is read again, nothing is written either.
        if used < self._build - BUILDS // 2:
            self._database.execute("UPDATE kept SET used = ? WHERE key = ?", (self._build, key))
            self._commit()

    def _put(self, key: bytes, value: bytes) -> None:
        with disk_errors(self.path):
            self._database.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, self._build, self._pack(value))
            )
        self._commit()

    def _commit(self) -> None:
        if time.monotonic() - self._written > PATIENCE:
            self._database.commit()
            self._written = time.monotonic()


def _told(held: Held, settled: Mapping[bytes, tuple[Known, list[Notice]]]) -> list[Told[Known]] | None:
    """The articles in a file, if all are known."""
    told: list[Told[Known]] = []
    for one in held:
        if isinstance(one, Notice):
            told.append(("", None, [one]))
        elif (known := settled.get(one[1])) is not None:
            told.append((one[0], *known))
        else:
            return None
    return told


def packed(reading: Reading) -> bytes:
    """``reading`` as one that is kept."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(_encode(reading))


def unpacked(cell: bytes) -> Reading:
    """A reading of what is kept of it."""
    return _reading(zstandard.ZstdDecompressor().decompress(cell))


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
