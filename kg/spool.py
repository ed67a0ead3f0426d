"""Readings on disk between the stages, so that no stage holds more than one article in memory."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from kg.disk import disk_errors
from kg.facts import Reading

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Reading).decode


class Spool:
    """A file of readings, one JSON object a line; written once, then read as often as needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()

    def write(self, reading: Reading) -> None:
        """Appends ``reading``."""
        with disk_errors(self._path):
            self._file.write(_encode(reading) + b"\n")

    def __iter__(self) -> Iterator[Reading]:
        with self._path.open("rb") as file:
            for line in file:
                yield _decode(line)
