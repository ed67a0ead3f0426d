"""The queue of queries that wait for a worker: who has used least lately goes first, else who came first."""

import asyncio
from heapq import heapify, heappop, heappush
from itertools import count
from operator import itemgetter

from server.engine import Failure, QueryFailed
from server.workers.process import Worker

Turn = asyncio.Future[Worker]


class Queue:
    """Of at most ``most`` queries."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._turns: list[tuple[float, int, Turn]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._turns)

    def join(self, used: float) -> Turn:
        """The turn of a query whose client has ``used`` so many seconds lately. When the queue is full, the one who has
        had most is sent away with a TimeoutError, unless it is the newcomer; of equals the one who came last.

        Raises:
            QueryFailed: BUSY, for the newcomer.
        """
        if len(self._turns) >= self._most:
            last = max(self._turns, key=itemgetter(0, 1), default=None)
            if last is None or last[0] <= used:
                raise busy()
            self.leave(last[2])
            if not last[2].done():
                last[2].set_exception(TimeoutError())
        turn: Turn = asyncio.get_running_loop().create_future()
        heappush(self._turns, (used, next(self._order), turn))
        return turn

    def leave(self, turn: Turn) -> None:
        """Wait no longer; of no effect on a turn that has come."""
        kept = [entry for entry in self._turns if entry[2] is not turn]
        if len(kept) < len(self._turns):
            heapify(kept)
            self._turns = kept

    def call(self) -> Turn:
        """The turn that comes next, out of the queue.

        Raises:
            IndexError: nobody waits.
        """
        return heappop(self._turns)[2]

    def cancel(self) -> None:
        """All turns, for good."""
        for _, _, turn in self._turns:
            turn.cancel()


def busy() -> QueryFailed:
    """What those are told who cannot wait any longer."""
    return QueryFailed(
        Failure.BUSY, "too many queries are running here", hint="try again in a few seconds", retry_after=5
    )
