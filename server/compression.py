"""Content codings of answers: zstd and gzip, whole or piece by piece, off the event loop where it takes long."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from typing import Protocol

import zstandard

_INLINE = 32_768
"""Bytes that are compressed at once; more go to a thread (both libraries release the interpreter meanwhile)."""


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def codings() -> tuple[str, ...]:
    """Content codings in the order of our preference."""
    return ("zstd", "gzip")


async def compress(name: str, data: bytes) -> bytes:
    """``data`` in content coding ``name``; the same bytes for the same data."""
    if len(data) <= _INLINE:
        return _compress(name, data)
    return await asyncio.to_thread(_compress, name, data)


def _compress(name: str, data: bytes) -> bytes:
    if name == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(data)
    return gzip.compress(data, 5, mtime=0)


async def compressed(name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces in content coding ``name``. A failure of ``pieces`` goes through, with the stream unfinished."""
    compressor: _Compressor = (
        zstandard.ZstdCompressor(level=3).compressobj()
        if name == "zstd"
        else zlib.compressobj(5, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    )
    async for piece in pieces:
        if data := await asyncio.to_thread(compressor.compress, piece):
            yield data
    yield compressor.flush()
