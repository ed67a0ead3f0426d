"""Quads on their way into a store, while other things go on.

They wait in files, from which the store's engine reads them by itself: in memory the lines would take as much again as
the loader needs. What is loaded together is kept twice by the loader, as it came and in the order of each index; so
the named graphs and the default graph, which says the same, are loaded one after the other.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.block import Block
from kg.memory import release


class Loading:
    """Loads blocks into a store in a thread of its own: its engine needs Python for nothing."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where the files are; it is made when it is needed."""
        self._folder = folder
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._number = 0

    def add(self, block: Block) -> None:
        """Takes in what is loaded with what comes before and after it."""
        if self._files is None:
            self._folder.mkdir(exist_ok=True)
            self._number += 1
            name = self._folder / f"{self._number}"
            self._files = name.with_suffix(".nq").open("wb"), name.with_suffix(".nt").open("wb")
        for file, lines in zip(self._files, (block.lines, block.merged), strict=True):
            file.write(lines)

    def begin(self, store: ox.Store) -> None:
        """Loads what was taken in, once what was begun before is in."""
        self.wait()
        files, self._files = self._files, None
        if files is not None:
            for file in files:
                file.close()
            self._begun = self._thread.submit(_load, store, *(Path(file.name) for file in files))

    def wait(self) -> None:
        """Until all that was begun is in; raises what went wrong."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.result()

    def close(self) -> None:
        """Nothing is loaded any more, whatever becomes of what is being loaded."""
        self._thread.shutdown(wait=True)
        for file in self._files or ():
            with suppress(OSError):  # a full disk, which has been told already
                file.close()


def _load(store: ox.Store, named: Path, merged: Path) -> None:
    for file, format in ((named, ox.RdfFormat.N_QUADS), (merged, ox.RdfFormat.N_TRIPLES)):
        store.bulk_load(path=file, format=format, lenient=True)
        release()  # what it takes is in threads that end with it
        file.unlink()
