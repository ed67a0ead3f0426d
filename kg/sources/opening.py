"""A source's bytes, with gzip and Zstandard undone while they are read."""

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from kg.errors import InputError, Where

#: Compressed bytes that are taken at once; of gzip they can become a thousand times as many, of Zstandard 30,000 times.
CHUNK, ZSTD_CHUNK = 16_384, 1_024
#: Bytes that packed data may become whatever they were, and how many times as many from there on; text becomes three to
#: ten times as many, the same text over and over some hundred times.
HARMLESS, MOST_TIMES = 2**23, 500
#: Memory that a Zstandard frame may ask for, in bytes: what `zstd` itself allows by default.
LARGEST_WINDOW = 2**27
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The bytes of ``path``, uncompressed; :func:`reading` must surround whatever reads them.

    Raises:
        InputError: it does not exist, is no file, or may not be read.
    """
    where = Where(name)
    try:
        if not path.is_file():
            raise InputError("does not exist" if not path.exists() else "is not a file", where=where)
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from error
    with file:
        yield uncompressed(file)


class _BombError(Exception):
    """Packed data that are made to become far more than anybody has room or time for."""


#: What damaged compression raises, besides what a damaged disk does.
BROKEN = (_BombError, zlib.error, zstandard.ZstdError)


def uncompressed(stream: IO[bytes]) -> IO[bytes]:
    """``stream``, or what it holds in compressed form, seen from its first bytes."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    head = buffered.peek(4)[:4]
    if head.startswith(GZIP):
        return io.BufferedReader(_Unpacked(buffered, lambda: zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), CHUNK))
    if head == ZSTD:
        unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        return io.BufferedReader(_Unpacked(buffered, unpacker.decompressobj, ZSTD_CHUNK))
    return buffered


class _Unpacked(io.RawIOBase):
    """Members of a gzip file or frames of a Zstandard file in turn.

    The libraries' own readers either lose the last part of a file that was cut (gzip) or take it for a whole one
    (Zstandard). Here all that can be unpacked is given, as if it were all, and ``cut`` tells.
    """

    def __init__(self, stream: IO[bytes], begin: Callable[[], Any], chunk: int) -> None:
        self._stream = stream
        self._begin = begin
        self._chunk = chunk
        self._taken = self._made = 0
        self._part: Any = None
        self._rest = b""
        self._ready = b""
        self.cut = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase says."""
        view = memoryview(buffer)
        while not self._ready and (data := self._rest or self._more()):
            self._unpack(data)
        self.cut = not self._ready and self._part is not None
        given, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(given)] = given
        return len(given)

    def _more(self) -> bytes:
        data = self._stream.read(self._chunk)
        self._taken += len(data)
        return data

    def _unpack(self, data: bytes) -> None:
        part = self._part or self._begin()
        self._ready = part.decompress(data)
        self._made += len(self._ready)
        if self._made > max(HARMLESS, MOST_TIMES * self._taken):
            raise _BombError
        self._rest = part.unused_data if part.eof else b""
        self._part = None if part.eof else part


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns what damaged files and disks raise into errors for people.

    Raises:
        InputError: the compressed data are damaged or end early, or the disk fails.
    """
    try:
        yield
    except _BombError as error:
        message = f"unpacks to more than {MOST_TIMES} times its size, as no text does; what came before that was read"
        raise InputError(message, where=Where(name)) from error
    except BROKEN as error:
        raise InputError(f"its compression is damaged: {error}", where=Where(name)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=Where(name)) from error


def whole(stream: IO[bytes], name: str) -> None:
    """Makes sure that a stream that has been read to its end was not cut before it.

    Raises:
        InputError: it was.
    """
    if isinstance(stream, io.BufferedReader) and getattr(stream.raw, "cut", False):
        raise InputError("its compressed data end early", where=Where(name))


def limited(stream: IO[bytes], limit: int, name: str, size: int | None = None) -> bytes:
    """All of ``stream`` if it is at most ``limit`` bytes.

    Args:
        size: of the file, where it is known and not compressed; for the message.

    Raises:
        InputError: it is larger (no more than ``limit`` bytes of it have been read then), or was cut.
    """
    data = stream.read(limit + 1) if size is None or size <= limit else b""
    whole(stream, name)
    if max(size or 0, len(data)) > limit:
        told = f"{size:,} bytes" if size and size > limit else f"more than {limit:,} bytes"
        raise InputError(f"is too large: {told}; the setting max_article_bytes allows {limit:,}", where=Where(name))
    return data


def lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of ``stream`` with their numbers from 1; None for one of more than ``limit`` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield number, None
