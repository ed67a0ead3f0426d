"""The workers of one generation in one server process, and who may use them when.

Every query begins in the *fast lane*. One that has not ended after a second moves to the *slow lane*: its process keeps
it (at a lower priority) and another takes its place. The slow lane has few slots; when they are taken, a query that
has sent nothing yet is put off: its process is killed and it starts again when a slot is free. So endless queries
never make a light one wait for longer than that second.

Where workers have been lost to such queries, or were ended, more are likely to be: for a while a spare one stands by.
A service that has nothing of the kind to do has none, which is most of the time and saves its memory.

Of queries that have only just begun no more run than there are processors for (``turns``): most are over at once, and
more of them at a time would only push each other out of the processors' caches. Those that take longer do not count.
"""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.workers.process import Worker, WorkerGone, expire
from server.workers.waiting import Queue, busy

log = logging.getLogger(__name__)

_BACKOFF: Final = 1.0
"""Seconds before a worker that would not start is tried again."""
_SENDING: Final = 3
"""Times as many answers may be being sent as long queries may be running: those mostly wait for their clients."""
_PATIENCE: Final = 0.5
"""Seconds before the place of a worker whose answer is being sent is filled."""
_TURN: Final = 0.02
"""Seconds after which a query no longer counts as one that has just begun."""
_WARY: Final = 60.0
"""Seconds for which a spare worker stands by after the fast lane has lost one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes of one server process's crew and limits of one query; see the settings of the same names."""

    workers: int
    turns: int
    """Queries that have just begun and run at the same time."""
    spare: int
    slow: int
    queue: int
    queue_seconds: float
    fast_seconds: float
    memory: int


class Crew:
    """Workers on one generation; everything runs on one event loop."""

    def __init__(self, store: Path | str, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._idle: list[Worker] = []
        self._alive: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self.fast = 0
        self.slow = 0
        self.sending = 0
        self.killed = 0
        """Workers that were ended with a query, or by somebody else."""
        self._young = 0
        self._ageing: asyncio.TimerHandle | None = None
        self._wary: asyncio.TimerHandle | None = None
        """Until when a spare worker stands by."""
        self._queue = Queue(limits.queue)
        self._put_off: deque[asyncio.Future[None]] = deque()
        self._retired = False
        self._closed = False
        self.started = asyncio.Event()
        self.confined = True

    def start(self) -> None:
        """Begin to start the workers; ``started`` is set when the first is ready."""
        self._fill()

    @property
    def waiting(self) -> int:
        """Queries that have no worker yet."""
        return len(self._queue) + len(self._put_off)

    async def acquire(self, used: float = 0.0) -> Worker:
        """A worker in the fast lane. Who has ``used`` fewer seconds lately goes first, else who came first.

        Raises:
            QueryFailed: BUSY, the queue is full or the wait was too long.
        """
        if not self._queue and self._free():
            return self._enter()
        turn = self._queue.join(used)
        self._watch_ages()
        self._fill()
        alarm = asyncio.get_running_loop().call_later(self.limits.queue_seconds, expire, turn)
        try:
            return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled() and turn.exception() is None:  # given, and given up, at once
                self.release(turn.result(), slow=False)
            self._queue.leave(turn)
            if isinstance(error, TimeoutError):
                raise busy() from None
            raise
        finally:
            alarm.cancel()

    def _free(self) -> bool:
        """Whether a query may begin in the fast lane."""
        limits = self.limits
        return bool(self._idle) and self.fast < limits.workers and self._young < limits.turns

    def _enter(self) -> Worker:
        """An idle worker, the one used last, into the fast lane."""
        worker = self._idle.pop()
        worker.began = asyncio.get_running_loop().time()
        worker.young = True
        self.fast += 1
        self._young += 1
        return worker

    def _leave(self, worker: Worker) -> None:
        """A worker out of the fast lane."""
        self.fast -= 1
        self._young -= worker.young
        worker.young = False

    def _watch_ages(self) -> None:
        if self._ageing is None:
            self._ageing = asyncio.get_running_loop().call_later(_TURN, self._age)

    def _age(self) -> None:
        """Queries that have run for a while no longer keep others from beginning."""
        self._ageing = None
        before = asyncio.get_running_loop().time() - _TURN
        for worker in self._alive:
            if worker.young and worker.began <= before:
                worker.young = False
                self._young -= 1
        self._next()
        if self._queue:
            self._watch_ages()

    def promote(self, worker: Worker) -> bool:
        """Move a worker from the fast lane to the slow one; False when that is full."""
        if self.slow >= self.limits.slow:
            return False
        self._leave(worker)
        self.slow += 1
        worker.lower_priority()
        self._replace()
        self._next()
        return True

    def set_aside(self, worker: Worker, *, slow: bool) -> bool:
        """Move a worker to those whose answers are being sent; False when there are too many. It counts as slow."""
        if self.sending >= self.limits.slow * _SENDING:
            return False
        self._out(worker, slow=slow)
        worker.sending = True
        self.sending += 1
        # Most are soon done, and their workers come back.
        asyncio.get_running_loop().call_later(_PATIENCE, self._fill)
        self._next()
        return True

    def _out(self, worker: Worker, *, slow: bool) -> None:
        """A worker out of the lane that it is in."""
        if not slow:
            self._leave(worker)
        elif worker.sending:
            self.sending -= 1
        else:
            self.slow -= 1
        worker.sending = False

    async def acquire_slow(self, used: float = 0.0) -> Worker:
        """A worker in the slow lane, for a query that was put off.

        Raises:
            QueryFailed: BUSY, too many wait already or the wait was too long.
        """
        if len(self._put_off) >= self.limits.queue:
            raise busy()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put_off.append(turn)
        granted = False
        try:
            await asyncio.wait_for(turn, 4 * self.limits.queue_seconds)
            granted = True
            worker = await self.acquire(used)
        except TimeoutError:
            raise busy() from None
        except BaseException:
            if granted or (turn.done() and not turn.cancelled()):
                self.slow -= 1
                self._next()
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._put_off.remove(turn)
        self._leave(worker)
        worker.lower_priority()
        self._replace()
        self._next()
        return worker

    def release(self, worker: Worker, *, slow: bool) -> None:
        """Take a worker back that has finished its query, unless its priority was lowered: that is for good."""
        if worker.lowered or (slow and self._at_hand() >= self._wanted()):
            return self.discard(worker, slow=slow)
        self._out(worker, slow=slow)
        self._idle.append(worker)
        self._next()
        return self._dismiss()

    def discard(self, worker: Worker, *, slow: bool) -> None:
        """End a worker, with whatever it is doing."""
        worker.kill()
        self._alive.discard(worker)
        self._out(worker, slow=slow)
        self._replace()
        self._next()
        self._dismiss()

    def _died_idle(self, worker: Worker) -> None:
        """Somebody ended a worker; one with a query is seen to by its evaluation."""
        if worker in self._idle:
            log.warning("an idle query worker has ended")
            self.killed += 1
            self._idle.remove(worker)
            self._alive.discard(worker)
            worker.kill()
            self._replace()

    def retire(self) -> None:
        """No more queries come (a newer generation is served); workers go when those that wait have been answered."""
        self._retired = True
        self._dismiss()

    def _dismiss(self) -> None:
        if not self._retired or self.waiting:
            return
        for worker in self._idle:
            worker.kill()
            self._alive.discard(worker)
        self._idle.clear()

    def close(self) -> None:
        """End every worker now."""
        self._retired = self._closed = True
        if self._wary is not None:
            self._wary.cancel()
        for task in self._starting:
            task.cancel()
        for worker in self._alive:
            worker.kill()
        self._queue.cancel()
        for slot in self._put_off:
            slot.cancel()

    def _at_hand(self) -> int:
        """Workers of the fast lane, those that are being started included."""
        return len(self._idle) + self.fast + len(self._starting)

    def _replace(self) -> None:
        """Start a worker for one that the fast lane has lost, and a spare one for the next."""
        if self._wary is not None:
            self._wary.cancel()
        self._wary = asyncio.get_running_loop().call_later(_WARY, self._calm)
        self._fill()

    def _calm(self) -> None:
        """Nothing has been lost for a while: the spare may go."""
        self._wary = None
        self._trim()

    def _trim(self) -> None:
        """End idle workers beyond those that are wanted."""
        while self._idle and self._at_hand() > self._wanted():
            worker = self._idle.pop(0)
            worker.kill()
            self._alive.discard(worker)

    def _wanted(self) -> int:
        """Workers that the fast lane should have."""
        if self._retired:
            return 1 if self.waiting and not self._closed else 0
        if not self.started.is_set():
            return 1  # the first answer need not wait until all of them have started
        return self.limits.workers + (self.limits.spare if self._wary is not None else 0)

    def _fill(self) -> None:
        while self._at_hand() < self._wanted():
            task = asyncio.get_running_loop().create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._added)

    async def _add(self) -> None:
        try:
            worker = await Worker.start(self._store, self.limits.memory)
        except (WorkerGone, OSError) as error:
            log.error("a query worker did not start: %s", error)
            await asyncio.sleep(_BACKOFF)
            return
        if self._closed:
            worker.kill()
            return
        self.confined = self.confined and worker.confined
        if worker.lost:
            return
        worker.on_lost = self._died_idle
        self._alive.add(worker)
        self._idle.append(worker)
        self.started.set()

    def _added(self, task: "asyncio.Task[None]") -> None:
        self._starting.discard(task)
        if not task.cancelled():
            self._next()
            self._fill()
            self._trim()
            self._dismiss()

    def _next(self) -> None:
        while self._queue and self._free():
            turn = self._queue.call()
            if not turn.done():
                turn.set_result(self._enter())
        while self._put_off and self.slow < self.limits.slow:
            slot = self._put_off.popleft()
            if not slot.done():
                self.slow += 1
                slot.set_result(None)
