"""Reading on other machines: the workers of a Dask scheduler read, each in processes of its own as :mod:`kg.pool` does.

What dies or hangs costs the same article as on one machine, for the same reason: the same code reads it. A worker that
is lost is made up for by the others: Dask gives them its articles again.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from itertools import islice
from types import TracebackType
from typing import Any, Self

import msgspec

from kg.errors import CivigraphError, ReadingError, SettingsError
from kg.facts import Article
from kg.fingerprint import of_reader
from kg.pool import Pool
from kg.readers import load_reader, without_facts
from kg.reading_process import Answer
from kg.settings import Settings

#: Articles that go to a worker in one message.
BATCH = 8
#: Messages for each thread of the workers between the first unanswered one and the last one sent.
AHEAD = 4
#: Seconds in which the scheduler must answer, and have a worker.
PATIENCE = 30.0
#: Longest time that a build waits for others when all workers have gone, and how often it looks, in seconds.
ALONE, LOOK = 120.0, 2.0

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode
_articles = msgspec.msgpack.Decoder(list[Article]).decode
_answers = msgspec.msgpack.Decoder(list[Answer]).decode


KEPT = "what was read is kept"
AGAIN = f"build again: {KEPT}"
SAME = "install the same there (requirements.lock) and start it again"
OTHERWISE = "the worker {} has another release of civigraph, of the reader or of a library"


class Cluster:
    """The workers of one scheduler; a context manager, at whose end they have no process of ours left."""

    def __init__(self, settings: Settings, reader: str) -> None:
        """``reader``: name that readings get which no reader made."""
        # Nothing secret leaves this machine: a worker only reads.
        self._settings = replace(settings, store_password="", llm_key="", reading_processes=1, cluster="")
        self._address = settings.cluster
        self._reader = reader
        self._job = _encode(self._settings)
        self._release = of_reader(self._settings)
        self._client: Any = None
        self._seen = 0.0
        """When there was a worker last."""

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as error:
            raise SettingsError(
                "reading on a cluster needs the library Dask distributed",
                hint="install civigraph with its extra: cluster",
            ) from error
        try:
            client: Any = Client  # most of the library is untyped
            self._client = client(self._address, timeout=PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            self._close()
            raise ReadingError(
                f"the cluster at {self._address} does not answer, or has no worker",
                hint="start one: dask scheduler; dask worker ADDRESS",
            ) from error
        try:
            self._same_release()
        except BaseException:
            self._close()
            raise
        self._seen = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with suppress(Exception):  # a worker that is lost has no processes left either
            self._client.run(release, wait=kind is None)
        self._close()

    def read(self, articles: Iterable[Article]) -> Iterator[Answer]:
        """The reading of each article, in their order, with the reason if it has no facts.

        Raises:
            ReadingError: no worker can make the reader, one reads otherwise, or all are gone.
        """
        coming = iter(articles)
        begun: deque[tuple[list[Article], Any]] = deque()
        while True:
            most = AHEAD * max(1, self._threads())
            while len(begun) < most and (batch := list(islice(coming, BATCH))):
                begun.append((batch, self._send(batch)))
            if not begun:
                return
            yield from self._answer(*begun.popleft())

    def _send(self, batch: list[Article]) -> Any:
        with self._connected():
            return self._client.submit(read_there, self._job, self._release, _encode(batch), pure=False)

    def _answer(self, batch: list[Article], promised: Any) -> Iterator[Answer]:
        """The answers for a batch; one that its workers do not survive is read again article by article."""
        from distributed import KilledWorker

        try:
            said = self._result(promised)
        except KilledWorker as error:
            if len(batch) == 1:
                yield without_facts(batch[0], self._reader), f"the workers that read it ended each time ({error})"
                return
            again = [([article], self._send([article])) for article in batch]
            for one, sent in again:
                yield from self._answer(one, sent)
            return
        yield from _answers(said)

    def _result(self, promised: Any) -> Any:
        """What a worker answers, as long as there is one."""
        from distributed import KilledWorker

        while True:
            with self._connected(), suppress(TimeoutError):
                error = promised.exception(timeout=LOOK)
                if isinstance(error, CancelledError):  # the scheduler has forgotten it
                    raise error
                break
            self._threads()
        if isinstance(error, CivigraphError | KilledWorker):
            raise error
        if error is not None:
            said = f"a worker cannot read ({type(error).__name__}: {error})"
            raise ReadingError(said, hint=f"{SAME}; {KEPT}") from error
        return promised.result()

    def _threads(self) -> int:
        """How many threads the workers have.

        Raises:
            ReadingError: for a long time there was no worker.
        """
        with self._connected():
            found = int(sum(self._client.nthreads().values()))
        now = time.monotonic()
        if found:
            self._seen = now
        elif now - self._seen > ALONE:
            raise ReadingError(f"the cluster at {self._address} has had no worker for {ALONE:g} s", hint=AGAIN)
        return found

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Of the scheduler's death the library tells in several ways."""
        try:
            yield
        except TimeoutError:
            raise
        except (OSError, RuntimeError, CancelledError) as error:
            lost = f"the cluster at {self._address} was lost ({type(error).__name__})"
            raise ReadingError(lost, hint=AGAIN) from error

    def _same_release(self) -> None:
        """Refuses workers that would read otherwise than this machine does."""
        for worker, theirs in sorted(self._client.run(digest, self._job, on_error="return").items()):
            if isinstance(theirs, Exception):
                raise ReadingError(f"the worker {worker} cannot read ({type(theirs).__name__}: {theirs})", hint=SAME)
            if theirs != self._release:
                raise ReadingError(OTHERWISE.format(worker), hint=SAME)

    def _close(self) -> None:
        if self._client is not None:
            self._client.close(timeout=5)


# ---- what runs on the workers

_here = threading.local()
_stacks: list[ExitStack] = []


@cache
def digest(job: bytes) -> bytes:
    """Digest of what reads an article on this machine."""
    return of_reader(_settings(job))


def read_there(job: bytes, release: bytes, articles: bytes) -> bytes:
    """Reads a batch on a worker, in a process that this thread keeps for the next one.

    Raises:
        ReadingError: the worker, which may have joined later, is not of ``release``.
    """
    if digest(job) != release:
        from distributed import get_worker

        raise ReadingError(OTHERWISE.format(get_worker().address), hint=f"{SAME}; {KEPT}")
    if getattr(_here, "job", None) != job or getattr(_here, "pool", None) is None or _here.stack not in _stacks:
        stack = ExitStack()
        settings = _settings(job)
        _here.job, _here.stack = job, stack
        _here.pool = stack.enter_context(Pool(settings, 1, load_reader(settings).name))
        _stacks.append(stack)
    return msgspec.msgpack.encode(list(_here.pool.read(_articles(articles))))


def release() -> None:
    """Ends the reading processes of this worker."""
    while _stacks:
        _stacks.pop().close()


def _settings(job: bytes) -> Settings:
    return msgspec.msgpack.decode(job, type=Settings, dec_hook=lambda kind, value: kind(value))
