"""Remembers what was asked for lately."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The values of at least ``size`` keys that were asked for last, and of at most twice as many.

    Not lru_cache: around a method that reads a store it makes a cycle, and the store's files stay locked until that is
    collected.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._new: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """The value of ``key``; None if it is not remembered."""
        if (value := self._new.get(key)) is None and (value := self._old.get(key)) is not None:
            self.put(key, value)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Remembers the value of ``key``."""
        if len(self._new) >= self._size:
            self._old, self._new = self._new, {}
        self._new[key] = value
