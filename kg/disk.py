"""What the generations ask of the file system: a lock between processes, syncing, and errors for people."""

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import StoreBusy, StoreError, StoreFull, Where

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: How the store's engine words the same; it gives no error number.
FULL_WORDS = ("No space left", "Disk quota exceeded", "File too large")


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into errors for people.

    Raises:
        StoreFull: no space, quota or file size left.
        StoreError: anything else that the file system refuses under ``path``.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL or any(words in str(error) for words in FULL_WORDS):
            raise StoreFull(
                "the disk is full; the generation that was served is untouched",
                where=Where(str(path)),
                hint="free some space, or choose another folder with --data",
            ) from error
        raise StoreError(f"cannot be used: {error.strerror or error}", where=Where(str(path))) from error


@contextmanager
def locked(path: Path, patience: float = 0.2) -> Iterator[None]:
    """Holds the lock file ``path``, and names this process in it; the lock ends with the process, however it ends.

    ``patience`` is how long to wait for it, in seconds.

    Raises:
        StoreBusy: another process holds it.
    """
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _acquire(handle, patience):
            raise StoreBusy(
                f"another build holds this data folder (process {_written(handle)})",
                where=Where(str(path.parent)),
                hint="wait until it has finished; when it ends or is killed, the folder is free again",
            )
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, patience: float) -> bool:
    # `holder` takes the lock for an instant; that must not turn a build away.
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def holder(path: Path) -> str | None:
    """Process id of who holds the lock file ``path``, or None."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(handle)
    finally:
        os.close(handle)
    return None


def _written(handle: int) -> str:
    return os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"


def remove(path: Path) -> None:
    """Removes the folder ``path`` and all in it, if it is there.

    The engine may still be tidying a store in it: what it removes or adds meanwhile is only a reason to look again.
    """
    for attempts_left in reversed(range(100)):
        try:
            shutil.rmtree(path)
            return
        except FileNotFoundError:
            if not path.exists():
                return
            if not attempts_left:
                raise
        except OSError as error:
            if error.errno != errno.ENOTEMPTY or not attempts_left:
                raise
        time.sleep(0.01)


def sync(path: Path) -> None:
    """Writes a file, or a folder's list of names, to the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(path: Path, synced: Path | None = None) -> None:
    """:func:`sync` for everything under ``path``, the innermost first; files that ``synced`` shares with it are.

    The search library may still be clearing away what it merged: a file that has gone meanwhile needs no syncing.
    """
    known = set() if synced is None else {_inode(file) for file in synced.rglob("*")}
    for folder, _, names in os.walk(path, topdown=False):
        for name in names:
            with suppress(FileNotFoundError):
                if _inode(file := Path(folder) / name) not in known:
                    sync(file)
        sync(Path(folder))


def _inode(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino
