"""One query on its way through a worker: the clock, the lanes, the buffer before the first byte, every way to fail."""

import asyncio
import json
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from kg.federation import Fetched, Wanted
from server.engine import AnswerBroken, Failure, Kind, QueryFailed
from server.syntax import explain
from server.workers.crew import Crew
from server.workers.frames import CALL, DATA, END, FAILED, HEAD, Job
from server.workers.process import Worker, WorkerGone

log = logging.getLogger(__name__)

Outside: TypeAlias = Callable[[Wanted, float], Awaitable[Fetched]]
"""Asks another server, within so many seconds; whatever goes wrong is in what it returns."""

#: Answers up to this size are whole before their first byte is sent, so that whatever goes wrong has a status code.
COMMIT: Final = 1 << 20


class Evaluation:
    """A job on a worker. :meth:`begin`, then :meth:`rest` unless ``complete``; :meth:`abandon` at any time.

    The clock runs while the worker is waited for, not while the client is: a slow reader costs no time limit. It has
    ``seconds`` until the answer is whole or begins to be sent, and ``sending`` in all.
    """

    def __init__(
        self,
        crew: Crew,
        job: Job,
        *,
        seconds: float,
        sending: float | None = None,
        max_bytes: int = 0,
        used: float = 0.0,
        outside: Outside | None = None,
    ) -> None:
        self._crew = crew
        self._job = job
        self._limit = seconds
        self._sending = seconds if sending is None else sending
        self._max_bytes = max_bytes
        self._used = used
        self._outside = outside
        self._fetching: asyncio.Task[None] | None = None
        self._worker: Worker | None = None
        self._slow = False
        self._retried = False
        self.spent = 0.0
        self.sent = 0
        self.kind = Kind.SOLUTIONS
        self.format = ""
        self.first: list[bytes] = []
        self.complete = False
        self.committed = False
        self.truncated = False

    async def begin(self) -> None:
        """Run until the answer is whole, or so long that it must be sent piece by piece.

        Raises:
            QueryFailed: no answer; nothing has been handed out.
        """
        self._worker = await self._crew.acquire(self._used)
        try:
            await self._begin(self._worker)
        except QueryFailed as failed:
            failed.spent = self.spent
            self.abandon()
            raise
        except BaseException:
            self.abandon()
            raise

    async def _begin(self, worker: Worker) -> None:
        worker.send(self._job)
        size = 0
        while not self.complete and size < COMMIT:
            kind, payload = await self._receive()
            if kind == HEAD:  # also the second one, of a query that was put off and begun again
                self.kind, self.format, self.truncated = _head(payload)
                self.first.clear()
                size = 0
            elif kind == DATA:
                self.first.append(payload)
                size += len(payload)
                self._count(payload)
            elif kind == CALL:
                self._call(payload)
            else:
                self._end(kind, payload)
        self.committed = True
        self._limit = self._sending
        if self.complete or self._worker is None:
            return
        # A long answer may take as long as its client likes: it leaves the lanes to others.
        if not self._crew.set_aside(self._worker, slow=self._slow):
            raise QueryFailed(Failure.BUSY, "too many long answers are being sent", retry_after=10)
        self._slow = True

    def _call(self, payload: bytes) -> None:
        """Ask another server for what the worker wants; its clock runs, and it may be put off meanwhile."""
        worker, outside = self._worker, self._outside
        if worker is None or outside is None:
            raise QueryFailed(Failure.CRASHED, "the query worker called for what it may not have")
        wanted = msgspec.json.decode(payload, type=Wanted)
        seconds = self._limit - self.spent

        async def fetch() -> None:
            worker.reply(await outside(wanted, seconds))

        self._fetching = asyncio.create_task(fetch())

    async def all(self) -> AsyncIterator[bytes]:
        """All pieces of an answer that has begun; raises as :meth:`rest`."""
        for piece in self.first:
            yield piece
        self.first = []
        if not self.complete:
            async for piece in self.rest():
                yield piece

    async def rest(self) -> AsyncIterator[bytes]:
        """The pieces after ``first``.

        Raises:
            AnswerBroken: the rest cannot be had.
        """
        try:
            while not self.complete:
                kind, payload = await self._receive()
                if kind == DATA:
                    self._count(payload)
                    yield payload
                else:
                    self._end(kind, payload)
        except QueryFailed as error:
            raise AnswerBroken(error.failure, error.message) from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Give the work up, if any is left: the client has gone, or nobody wants the rest."""
        if self._fetching is not None:
            self._fetching.cancel()
            self._fetching = None
        if self._worker is not None:
            self._crew.killed += 1
            self._crew.discard(self._worker, slow=self._slow)
            self._worker = None

    def _count(self, payload: bytes) -> None:
        self.sent += len(payload)
        if self._max_bytes and self.sent > self._max_bytes:
            raise QueryFailed(
                Failure.TOO_LARGE,
                f"the answer is longer than the {self._max_bytes:,} bytes that this endpoint sends",
                hint="ask for less, or page with ORDER BY, LIMIT and OFFSET; the downloads hold the whole graph",
            )

    def _end(self, kind: bytes, payload: bytes) -> None:
        """An END or FAILED message: the worker is free again."""
        worker, self._worker = self._worker, None
        if worker is not None:
            self._crew.release(worker, slow=self._slow)
        if kind == FAILED:
            raise _failure(json.loads(payload), self._job.get("query", ""))
        if kind != END:
            raise QueryFailed(Failure.CRASHED, "the query worker said something unheard of")
        self.complete = True

    async def _receive(self) -> tuple[bytes, bytes]:
        while True:
            worker = self._worker
            if worker is None:
                raise QueryFailed(Failure.CRASHED, "the query was given up")
            if worker.ready:
                return worker.take()
            fast_left = self._crew.limits.fast_seconds - self.spent
            allowed = self._limit - self.spent if self._slow else min(self._limit - self.spent, fast_left)
            began = time.monotonic()
            try:
                message = await worker.receive(max(allowed, 0.001))
            except TimeoutError:
                self.spent += time.monotonic() - began
                await self._overdue(worker)
            except WorkerGone as gone:
                if not await self._again(gone.status):
                    raise self._gone(gone.status) from None
            else:
                self.spent += time.monotonic() - began
                if self._slow and not worker.lowered and self.spent > self._crew.limits.fast_seconds:
                    worker.lower_priority()
                return message

    async def _overdue(self, worker: Worker) -> None:
        """The time limit, or the end of the fast lane."""
        if self.spent >= self._limit - 0.001:
            self.abandon()
            raise QueryFailed(
                Failure.TIMEOUT,
                f"the query took longer than {self._limit:g} seconds and was ended",
                hint="make it more specific, or ask for less with LIMIT",
            )
        if self._slow or self.spent < self._crew.limits.fast_seconds - 0.001:
            return
        if self._crew.promote(worker):
            self._slow = True
        else:
            self.abandon()
            self._worker = await self._crew.acquire_slow(self._used)
            self._slow = True
            self.spent = self.sent = 0
            self._worker.send(self._job)

    async def _again(self, status: int) -> bool:
        """Begin again with another worker, once, if this one was killed from outside before the client got a byte."""
        if status != -signal.SIGKILL or self.committed or self._retried:
            return False
        self._retried = True
        self.abandon()
        self._slow = False
        self._worker = await self._crew.acquire(self._used)
        self._worker.send(self._job)
        return True

    def _gone(self, status: int) -> QueryFailed:
        """What a worker's end means. An allocation that is refused and a stack that is full both end in a signal."""
        self.abandon()
        log.warning("a query worker ended with status %s while answering", status)
        if status == -signal.SIGABRT:
            return QueryFailed(
                Failure.MEMORY,
                "the query needed more memory than a query may use",
                hint="avoid sorting or joining everything with everything; filter first",
            )
        if status == -signal.SIGKILL:
            return QueryFailed(Failure.BUSY, "the query was ended from outside", hint="try again", retry_after=1)
        return QueryFailed(
            Failure.CRASHED, "the query made its worker fail", hint="simplify the query; deep nesting is a usual cause"
        )


@lru_cache(maxsize=64)  # there are hardly more than formats
def _head(payload: bytes) -> tuple[Kind, str, bool]:
    """Kind of the answer, name of its format, whether a row limit has cut it."""
    head = json.loads(payload)
    return Kind(head["kind"]), head["format"], head.get("truncated", False)


def _failure(told: dict[str, str], query: str) -> QueryFailed:
    """What a worker said went wrong, for people."""
    if told["failure"] != Failure.SYNTAX:
        return QueryFailed(Failure(told["failure"]), told["message"])
    said = explain(told["message"], query)
    return QueryFailed(Failure.SYNTAX, said.message, hint=said.hint, line=said.line, column=said.column)


async def collect(evaluation: Evaluation) -> bytes:
    """The whole answer of an evaluation that has begun.

    Raises:
        AnswerBroken: the rest cannot be had.
    """
    return b"".join([piece async for piece in evaluation.all()])


async def evaluate(crew: Crew, job: Job, *, seconds: float) -> bytes:
    """Run a job to its end; for queries of the service itself, whose answers are small."""
    evaluation = Evaluation(crew, job, seconds=seconds)
    await evaluation.begin()
    try:
        return await collect(evaluation)
    except asyncio.CancelledError:
        evaluation.abandon()
        raise
