"""Finished small replies by everything that they depend on, the data version included."""

from collections import OrderedDict
from collections.abc import Hashable

from server.web import Reply

_LARGEST = 1 << 18


class ReplyCache:
    """The replies used last, up to ``capacity`` bytes of bodies and some for the rest; for one event loop."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._replies: OrderedDict[Hashable, Reply] = OrderedDict()

    def get(self, key: Hashable) -> Reply | None:
        """The reply to the same request, if it is still there."""
        reply = self._replies.get(key)
        if reply is not None:
            self._replies.move_to_end(key)
        return reply

    def put(self, key: Hashable, reply: Reply) -> None:
        """Keep a whole reply, unless it is large."""
        if len(reply.body) > min(_LARGEST, self._capacity):
            return
        if key not in self._replies:
            self._size += _cost(reply)
        self._replies[key] = reply
        while self._size > self._capacity:
            self._size -= _cost(self._replies.popitem(last=False)[1])


def _cost(reply: Reply) -> int:
    return len(reply.body) + 4096  # key, headers and what Python needs to hold them
