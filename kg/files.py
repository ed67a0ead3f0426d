"""What files hold, told by their sizes and times, so that a file that nobody has touched is not opened again.

``DATA/files.sqlite`` has for each file the state that it was found in, the digest of its content and the articles that
it gave. It is a cache: it can be deleted at any time.

A file is taken for the one that it was if its size, its number on the disk and the times of its last change of content
and of anything else about it are the same. The last of these times cannot be set by programs, so that neither copying
a file over another one of the same size nor setting back its clock goes unnoticed. A file that had just been written
when it was read could be written again within one tick of that clock: its state is not kept.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from typing import Final, NamedTuple

log = logging.getLogger(__name__)

#: Name of the file in a data folder.
FILES: Final = "files.sqlite"
#: How long a file has to have rested before its state is kept, in seconds; file systems count time in up to two.
RESTED: Final = 2.0
#: Files whose states wait in memory before they are written.
WAITING: Final = 10_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS file (
  path BLOB PRIMARY KEY, state BLOB NOT NULL, digest BLOB NOT NULL, maker BLOB NOT NULL, held BLOB NOT NULL
) WITHOUT ROWID;
"""
_KEEP: Final = """
INSERT INTO file VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET
  state = excluded.state, digest = excluded.digest, maker = excluded.maker, held = excluded.held;
"""
#: The state of a file that is to be read again, whatever it says.
_OPEN: Final = b""


class _Row(NamedTuple):
    state: bytes
    digest: bytes
    maker: bytes
    held: bytes


class Files:
    """The files of one build."""

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        """Knows what stands in the file ``path``; nothing with ``anew``."""
        self._path = path
        self._database = None if anew else _reading(path)
        self.fresh = False
        """Whether a file was found to have a content that it did not have before."""
        self._digests: dict[bytes, bytes] = {}
        self._waiting: dict[bytes, _Row] = {}

    def digest(self, path: Path) -> bytes:
        """Digest of the content that ``path`` has in this build, once and for all; empty for what is no file.

        Raises:
            OSError: it cannot be read.
        """
        name = _name(path)
        if (known := self._digests.get(name)) is None:
            known = self._digests[name] = self._look(path, name, self._row(name))
        return known

    def look(self, paths: Sequence[Path]) -> None:
        """Finds out the digests of several files at once; one that cannot be read is left out."""
        names = [_name(path) for path in paths]
        rows = self._rows(names)
        for path, name in zip(paths, names, strict=True):
            with suppress(OSError):
                self._digests[name] = self._look(path, name, rows.get(name))

    def _look(self, path: Path, name: bytes, row: _Row | None) -> bytes:
        stat = os.stat(name)
        if not S_ISREG(stat.st_mode):
            return b""
        state = _state(stat)
        if row is not None and row.state == state:
            return row.digest
        rested, digest = _rested(stat), hashed(path)
        self.fresh |= row is None or row.digest != digest
        if rested:
            made = row if row is not None and row.digest == digest else _Row(_OPEN, digest, b"", b"")
            self._waiting[name] = made._replace(state=state)
        return digest

    def held(self, wanted: Sequence[tuple[Path, bytes]]) -> list[bytes | None]:
        """For each file with a maker what was told to :meth:`hold` of its content by the same maker, if anything."""
        names = [_name(path) for path, _ in wanted]
        self.look([path for (path, _), name in zip(wanted, names, strict=True) if name not in self._digests])
        rows = self._rows(names)
        return [
            row.held
            if (row := rows.get(name)) and (row.digest, row.maker) == (self._digests.get(name), maker)
            else None
            for name, (_, maker) in zip(names, wanted, strict=True)
        ]

    def hold(self, path: Path, maker: bytes, held: bytes) -> None:
        """Remembers something that ``maker`` has made of the content of a file that has just been read.

        Not of one whose content was another one when :meth:`digest` was asked for it.
        """
        name = _name(path)
        with suppress(OSError):
            stat = path.stat()
            row, state = self._row(name), _state(stat)
            if row is None or row.state != state:
                if (digest := hashed(path)) != self._digests.get(name):
                    return
                row = _Row(state if _rested(stat) else _OPEN, digest, b"", b"")
            self._waiting[name] = row._replace(maker=maker, held=held)
            if len(self._waiting) >= WAITING:
                self.save()

    def save(self) -> None:
        """Writes what is new to the disk, as far as that can be done at once; files that have gone are forgotten."""
        if not self._waiting or not self._path.parent.is_dir():
            return
        try:
            with closing(sqlite3.connect(self._path)) as database, database:
                self._write(database)
        except sqlite3.OperationalError:  # another build writes
            return
        except sqlite3.DatabaseError as error:
            log.warning("%s cannot be used (%s); it is made anew", self._path, error)
            self._path.unlink(missing_ok=True)

    def _write(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_SCHEMA)
        database.executemany(_KEEP, ((name, *row) for name, row in self._waiting.items()))
        (known,) = database.execute("SELECT COUNT(*) FROM file").fetchone()
        if known > len(self._digests):
            names = [name for (name,) in database.execute("SELECT path FROM file") if name not in self._digests]
            gone = [(name,) for name in names if not os.path.lexists(name)]
            database.executemany("DELETE FROM file WHERE path = ?", gone)
        self._waiting.clear()

    def _row(self, name: bytes) -> _Row | None:
        return self._rows([name]).get(name)

    def _rows(self, names: Sequence[bytes]) -> dict[bytes, _Row]:
        """What is known of files, by their names."""
        if self._database is None:
            return {name: row for name in names if (row := self._waiting.get(name))}
        marks = ",".join("?" * len(names))
        asked = f"SELECT path, state, digest, maker, held FROM file WHERE path IN ({marks})"  # noqa: S608 - question marks
        try:
            found = {name: _Row(*row) for name, *row in self._database.execute(asked, names)}
        except sqlite3.DatabaseError:  # damaged: it only saves time
            self._database = None
            found = {}
        return found | {name: row for name in names if (row := self._waiting.get(name))}


def hashed(path: Path) -> bytes:
    """Digest of the content of the file ``path``. Raises OSError."""
    found = blake2b(digest_size=16)
    with path.open("rb", buffering=0) as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.digest()


def _name(path: Path) -> bytes:
    name = str(path)
    return os.fsencode(name if name.startswith("/") else os.path.abspath(name))


def _state(stat: os.stat_result) -> bytes:
    told = stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev
    return repr(told).encode()


def _rested(stat: os.stat_result) -> bool:
    return time.time() - max(stat.st_mtime, stat.st_ctime) > RESTED


def _reading(path: Path) -> sqlite3.Connection | None:
    """The file, open for reading, if there is one."""
    if not path.exists():
        return None
    with suppress(sqlite3.Error):
        return sqlite3.connect(path, isolation_level=None)
    return None
