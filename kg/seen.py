"""Which reading of each article a stage that looks at all articles has seen: by it the stage is kept up to date.

The register and the stories keep what they know in a file of the data folder, so that a build shows them only the
articles that are new, changed or withdrawn. Like the readings it is a cache: it can be deleted at any time.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (article TEXT PRIMARY KEY, reading BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS program (digest BLOB NOT NULL);
"""


#: Articles up to which the table is held in memory while a build goes on: to ask it of each takes longer.
MOST = 200_000
#: Articles after which what was seen of them is put into the file: a transaction that holds more than the file's cache
#: makes each look-up search through all that it has written.
TOGETHER = 1_000
#: Memory for pages of a stage's file, in KiB, in each process that has it open. What the operating system keeps of the
#: file serves nearly as fast, once for all processes.
CACHE = 8192
#: Pages (of 4 KiB) in a file's log after which they are put in their places, which waits for the disk.
LOGGED = 8_000


class Seen:
    """The table, in the file of a stage."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.executescript(SCHEMA)
        rows = db.execute("SELECT article, reading FROM seen LIMIT ?", (MOST + 1,)).fetchall()
        self._known: dict[str, bytes] | None = dict(rows) if len(rows) <= MOST else None
        self._marked = 0

    def of(self, article: str) -> bytes | None:
        """Digest of the reading that was seen of the article with this identifier."""
        if self._known is not None:
            return self._known.get(article)
        row = self._db.execute("SELECT reading FROM seen WHERE article = ?", (article,)).fetchone()
        return row[0] if row else None

    def mark(self, article: str, reading: bytes) -> None:
        """``reading`` has been seen."""
        if self._known is not None:
            self._known[article] = reading
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (article, reading))
        self._marked += 1
        if self._marked % TOGETHER == 0 and self._db.in_transaction:
            self._db.execute("COMMIT")

    def withdraw(self, present: Iterable[str]) -> list[str]:
        """Forgets all articles but those ``present``; returns their identifiers."""
        if self._known is not None:
            gone = sorted(self._known.keys() - set(present))
            self._db.executemany("DELETE FROM seen WHERE article = ?", ((article,) for article in gone))
            for article in gone:
                del self._known[article]
            return gone
        self._db.execute("CREATE TEMP TABLE present (article TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.executemany("INSERT OR IGNORE INTO present VALUES (?)", ((article,) for article in present))
        rows = self._db.execute(
            "SELECT article FROM seen WHERE article NOT IN (SELECT article FROM present)"
        ).fetchall()
        self._db.execute("DELETE FROM seen WHERE article NOT IN (SELECT article FROM present)")
        self._db.execute("DROP TABLE present")
        return [row[0] for row in rows]


def opened(path: Path | None, schema: str) -> sqlite3.Connection:
    """The tables of a stage in the file ``path``, or in a private one; transactions are begun by hand."""
    # "" is a private file that SQLite keeps in memory while it is small and removes at the end.
    db = sqlite3.connect(str(path) if path else "", isolation_level=None)
    db.execute(f"PRAGMA cache_size = -{CACHE}")
    if path is None:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    else:
        db.executescript(f"PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {LOGGED};")
    db.executescript(schema)
    return db


def keep(path: Path, program: bytes) -> Path:
    """``path``, whose file is removed unless it is whole and was written by ``program``."""
    known = None
    if path.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as db:
            known = db.execute("SELECT digest FROM program").fetchone()
    if known != (program,):
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
            db.execute("INSERT INTO program VALUES (?)", (program,))
            db.commit()
    return path
