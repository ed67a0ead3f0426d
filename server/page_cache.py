"""Finished pages by everything that they depend on: the pages that are asked for most are also the dearest to make."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

#: Bytes of bodies that one process of the server keeps.
CAPACITY: Final = 32 << 20
#: Largest body that is kept.
LARGEST: Final = 1 << 19
_OVERHEAD: Final = 2048


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class PageCache:
    """The pages used last, up to a number of bytes; safe to use from several threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        """The answer to the same request, if it is still there."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, unless it is large; the ones used longest ago go."""
        if len(kept.body) > LARGEST:
            return
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= len(old.body) + _OVERHEAD
            self._kept[key] = kept
            self._size += len(kept.body) + _OVERHEAD
            while self._size > self._capacity:
                self._size -= len(self._kept.popitem(last=False)[1].body) + _OVERHEAD
