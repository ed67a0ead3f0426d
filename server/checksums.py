"""Sizes and checksums of a generation's download files, worked out once by a process of its own in the background.

The files are made anew for each download, in an order that is the same each time; what is kept is one small JSON file a
generation, ``DATA/downloads/<generation>.json``. It appears when all of it is known.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Final

import pyoxigraph as ox

from kg.dump import FORMATS, write
from kg.errors import QueryError
from kg.generations import Generation
from kg.terms import Iris

#: Triples up to which the checksums of all formats are worked out; of larger graphs, those of N-Quads and Turtle.
MOST_FOR_ALL: Final = 300_000
LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Sum:
    """Size and checksum of one file."""

    bytes: int
    sha256: str


def packer() -> "zlib._Compress":
    """What makes gzip files, here and for downloads: the same bytes each time."""
    return zlib.compressobj(LEVEL, zlib.DEFLATED, 31)


def place(generation: Generation) -> Path:
    """Where a generation's checksums are kept: beside the generations, which nobody writes to."""
    return generation.path.parent.parent / "downloads" / f"{generation.path.name}.json"


def known(generation: Generation) -> Mapping[str, Sum]:
    """File name -> size and checksum; empty while they are being worked out."""
    path = place(generation)
    return _known(path) if path.is_file() else {}


@lru_cache(maxsize=4)
def _known(path: Path) -> Mapping[str, Sum]:
    return {name: Sum(*values) for name, values in json.loads(path.read_text()).items()}


def begin(generation: Generation, files: Sequence[tuple[str, str, str]]) -> None:
    """Start working them out, unless that has been done; once a process and generation.

    ``files`` are name, format and graph of each, as :mod:`server.downloads` has them.
    """
    _begin(generation.path, generation.manifest.base, json.dumps(files))


@lru_cache(maxsize=4)
def _begin(path: Path, base: str, files: str) -> None:
    command = [sys.executable, "-m", "server.checksums", str(path), base, files]
    Thread(target=subprocess.run, args=(command,), kwargs={"stdin": subprocess.DEVNULL}, daemon=True).start()


class Sink:
    """Counts and digests what is written to it, plain and gzipped, and keeps none of it."""

    def __init__(self) -> None:
        self._plain, self._packed = hashlib.sha256(), hashlib.sha256()
        self._sizes = [0, 0]
        self._packer = packer()

    def write(self, data: bytes) -> int:
        """Take ``data``; says how many of its bytes."""
        self._plain.update(data)
        self._sizes[0] += len(data)
        self._pack(self._packer.compress(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def _pack(self, data: bytes) -> None:
        self._packed.update(data)
        self._sizes[1] += len(data)

    def sums(self) -> tuple[Sum, Sum]:
        """What was written, as it is and as a gzip file."""
        self._pack(self._packer.flush())
        return Sum(self._sizes[0], self._plain.hexdigest()), Sum(self._sizes[1], self._packed.hexdigest())


def work_out(folder: Path, base: str, files: Sequence[Sequence[str]]) -> dict[str, Sum]:
    """Sizes and checksums of ``files`` of the generation in ``folder``."""
    store, iris = ox.Store.read_only(str(folder / "store")), Iris(base)
    found = {}
    for name, form, graph in files:
        sink = Sink()
        with contextlib.suppress(QueryError):  # a graph that this generation does not have
            write(store, sink, FORMATS[form], graph, iris)  # type: ignore[arg-type]  # all of IO that it uses
            found[name], found[f"{name}.gz"] = sink.sums()
    return found


@contextlib.contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody else does it now."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def main(folder: str, base: str, files: str) -> None:
    """Work them out at low priority, unless another process does; forget those of generations that are gone."""
    os.nice(15)
    generation = Path(folder)
    kept = generation.parent.parent / "downloads"
    kept.mkdir(exist_ok=True)
    target = kept / f"{generation.name}.json"
    with alone(kept / "lock") as mine:
        if not mine or target.exists():
            return
        found = work_out(generation, base, json.loads(files))
        for old in kept.glob("*.json"):
            if not (generation.parent / old.stem).exists():
                old.unlink()
        partial = target.with_suffix(".new")
        partial.write_text(json.dumps({name: [s.bytes, s.sha256] for name, s in found.items()}, indent=1))
        partial.replace(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
