"""The engine that is served: query workers on the current generation, replaced when a new one is published."""

import asyncio
import contextlib
import logging
import os
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import CivigraphError, NoGeneration
from kg.generations import DataFolder, Generation
from kg.settings import Settings
from server import progress
from server.answers import rows, truth
from server.binding import bind
from server.engine import Answer, AnswerBroken, Failure, QueryFailed, QueryRequest, Row, Term
from server.outbound import Outbound
from server.protocol import federation_refused
from server.workers.batch import parted
from server.workers.confinement import give_back
from server.workers.crew import Crew, Limits
from server.workers.evaluating import Evaluation, Outside, evaluate
from server.workers.worker import REMOTE

log = logging.getLogger(__name__)
T = TypeVar("T")

_WATCH_SECONDS = 0.25


@dataclass(slots=True, eq=False)
class Serving:
    """A generation and the workers on it; ``users`` are requests that must not be moved to another one."""

    generation: Generation
    crew: Crew
    users: int = 0
    retired: bool = False


class PooledEngine:
    """The engine of one server process. Its event loop is the server's own, or else one in a thread (:meth:`start`)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = DataFolder(settings.data)
        self._limits = Limits(
            workers=settings.query_workers,
            turns=max(1, (os.cpu_count() or 1) // max(1, settings.processes)),
            spare=settings.spare_workers,
            slow=settings.slow_queries,
            queue=settings.queue_length,
            queue_seconds=settings.queue_seconds,
            fast_seconds=settings.fast_seconds,
            memory=settings.query_memory_mb * 2**20,
        )
        self.outbound = Outbound(settings)
        self._serving: Serving | None = None
        self._pinned: ContextVar[Serving | None] = ContextVar("pinned", default=None)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._watch: asyncio.Task[None] | None = None
        self._loaded = threading.Event()
        self._problem = "starting"

    # Life

    async def attach(self, *, wait: bool = False) -> None:
        """Run on the caller's event loop from now on; ``wait`` until queries can be answered, or there is no graph."""
        self._loop = asyncio.get_running_loop()
        self._watch = self._loop.create_task(self._follow())
        while wait and not self._loaded.is_set():
            await asyncio.sleep(0.01)

    def start(self) -> None:
        """Run on an event loop in a thread of its own, unless there is a loop already; wait for the first workers."""
        with self._lock:
            if self._loop is None:
                ready = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(ready,), name="queries", daemon=True)
                self._thread.start()
                ready.wait()
        self._loaded.wait(60)

    def _run(self, ready: threading.Event) -> None:
        async def forever() -> None:
            await self.attach()
            ready.set()
            assert self._watch is not None  # noqa: S101 - attach() has just set it
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch

        asyncio.run(forever())

    def close(self) -> None:
        """End the workers; queries still running fail."""
        loop, thread = self._loop, self._thread
        if loop is None or loop.is_closed():
            return
        loop.call_soon_threadsafe(self.shut)
        if thread is not None:
            thread.join(10)

    def shut(self) -> None:
        """As :meth:`close`, for the thread of the event loop."""
        if self._watch is not None:
            self._watch.cancel()
        if self._serving is not None:
            self._serving.crew.close()

    # Generations

    async def _follow(self) -> None:
        """Serve whatever generation is current, from the moment its workers are ready."""
        while True:
            try:
                await self._look()
            except CivigraphError as error:
                if str(error) != self._problem:
                    log.warning("no newer generation can be served: %s", error)
                self._problem = str(error)
                self._loaded.set()
            await asyncio.sleep(_WATCH_SECONDS)

    async def _look(self) -> None:
        old = self._serving
        if old is not None and self._folder.points_to() == old.generation.path.name:
            return
        generation = self._folder.current()
        give_back()  # the manifest of many graphs was a long text
        remote = self._settings.store and f"{REMOTE}{generation.manifest.version}"
        crew = Crew(remote or generation.store, self._limits)
        crew.start()
        try:
            await asyncio.wait_for(crew.started.wait(), 120)
        except TimeoutError:
            crew.close()
            self._problem = f"generation {generation.manifest.id} has a store that no query worker can open"
            log.error("%s", self._problem)
            self._loaded.set()
            return
        self._serving = Serving(generation, crew)
        self._problem = ""
        self._loaded.set()
        log.info("serving generation %s", generation.manifest.id)
        progress.tell(generation.manifest.id)
        if old is not None:
            old.retired = True
            if not old.users:
                old.crew.retire()

    async def caught_up(self, id: str, seconds: float = 10.0) -> bool:
        """Wait until all server processes serve generation ``id`` or a newer one; False if they took too long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (self._serving is None or self._serving.generation.manifest.id < id) or progress.behind(id):
            if loop.time() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True

    @property
    def generation(self) -> Generation:
        """The pinned generation, else the newest one that is served."""
        return self._now().generation

    @property
    def status(self) -> tuple[Serving | None, str]:
        """What is served, and what keeps a newer generation from it; for readiness."""
        return self._serving, self._problem

    def _now(self) -> Serving:
        serving = self._pinned.get() or self._serving
        if serving is None:
            raise NoGeneration("nothing has been published here yet", hint="start with: kg build SOURCES...")
        return serving

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """While it is open, queries of this context all see one generation."""
        with self._lock:
            serving = self._serving
            if serving is not None:
                serving.users += 1
        token = self._pinned.set(serving)
        try:
            yield
        finally:
            self._pinned.reset(token)
            if serving is not None:
                with self._lock:
                    serving.users -= 1
                if serving.retired and not serving.users and self._loop is not None:
                    self._loop.call_soon_threadsafe(serving.crew.retire)

    # The endpoint

    def serving(self) -> Serving:
        """What a request that begins now is answered from.

        Raises:
            QueryFailed: NOT_READY, nothing has been published or loaded yet.
        """
        try:
            return self._now()
        except NoGeneration as error:
            raise QueryFailed(Failure.NOT_READY, error.message, hint=error.hint, retry_after=5) from error

    async def answer(self, request: QueryRequest, serving: Serving, used: float = 0.0) -> Evaluation:
        """Begin to answer a request; the evaluation is complete, or has a ``rest``. On the engine's loop.

        ``used`` are the seconds of query time that the client has had lately: who had less goes first.

        Raises:
            QueryFailed: for every reason in :class:`Failure`.
        """
        settings = self._settings
        if not serving.crew.confined and "service" in request.query.lower():
            raise federation_refused()  # nothing but this check keeps the worker from the network here
        outside = None
        if self.outbound.on and "service" in request.query.lower():
            outside = self.outbound.refuse if request.onward else self.outbound.fetch
        asked = request.timeout or settings.answer_seconds
        job: dict[str, Any] = {
            "query": request.query,
            "base": request.base,
            "results": request.results,
            "graph": request.graph,
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "max_rows": settings.max_rows,
            "seconds": min(asked, settings.query_seconds),
        }
        if outside is not None:
            job["federate"] = True
        return await self._begin(job, serving, asked, used, outside)

    async def dump(self, graph: str | None, format_: str, serving: Serving, used: float = 0.0) -> Evaluation:
        """The content of a graph: its IRI, "" for the default graph, ``None`` for all named ones."""
        job = {"dump": graph, "graph": format_}
        return await self._begin(job, serving, self._settings.answer_seconds, used)

    async def _begin(
        self, job: dict[str, Any], serving: Serving, asked: float, used: float = 0.0, outside: Outside | None = None
    ) -> Evaluation:
        settings = self._settings
        evaluation = Evaluation(
            serving.crew,
            job,
            seconds=min(asked, settings.query_seconds),
            sending=min(asked, settings.answer_seconds),
            max_bytes=settings.max_answer_bytes,
            used=used,
            outside=outside,
        )
        await evaluation.begin()
        return evaluation

    # For threads

    def stream(self, request: QueryRequest) -> Answer:
        """Answer a request of the endpoint; for callers in other threads."""
        serving = self._ready()
        return self._answer(serving, self.wait(self.answer(request, serving)))

    def stream_graph(self, graph: str | None, format_: str) -> Answer:
        """The content of a graph as bytes: its IRI, "" for the default graph, ``None`` for all named ones.

        ``format_`` is a name in :data:`server.formats.GRAPHS` (trig or nquads for all named ones).
        """
        serving = self._ready()
        return self._answer(serving, self.wait(self.dump(graph, format_, serving)))

    def _ready(self) -> Serving:
        if not self._loaded.is_set():
            self.start()
        return self.serving()

    def _answer(self, serving: Serving, evaluation: Evaluation) -> Answer:
        return Answer(
            kind=evaluation.kind,
            format=evaluation.format,
            generation=serving.generation,
            chunks=iter(evaluation.first) if evaluation.complete else self.pieces(evaluation.all()),
            complete=evaluation.complete,
            truncated=evaluation.truncated,
            seconds=evaluation.spent,
        )

    def pieces(self, pieces: AsyncIterator[bytes]) -> Iterator[bytes]:
        """What an iterator of the engine's loop gives, for another thread; closing it gives the rest up."""
        try:
            while isinstance(piece := self.wait(_next(pieces)), bytes):
                yield piece
        finally:
            if isinstance(pieces, AsyncGenerator) and self._loop is not None and not self._loop.is_closed():
                self.wait(pieces.aclose())

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the engine's loop and wait for it in this thread (never the loop's own)."""
        if self._loop is None:
            self.start()
        assert self._loop is not None  # noqa: S101 - start() has set it
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _whole(self, **job: Any) -> bytes:
        """An answer in the formats that are the quickest to write and to read."""
        serving = self._ready()
        asked = {"results": "tsv", "graph": "ntriples", **job}
        try:
            return self.wait(evaluate(serving.crew, asked, seconds=self._settings.page_seconds))
        except AnswerBroken as error:
            raise QueryFailed(error.failure, error.message) from error

    def select(self, query: str, **bindings: Term) -> list[Row]:
        """Rows of a SELECT."""
        return rows(self._whole(query=bind(query, bindings)))

    def select_all(self, queries: Sequence[str]) -> list[list[Row]]:
        """Rows of each of several SELECTs, by one worker in one go."""
        return [rows(body) for body in parted(self._whole(batch=list(queries)))]

    def construct(self, query: str, **bindings: Term) -> list[Triple]:
        """Triples of a CONSTRUCT or DESCRIBE."""
        return [quad.triple for quad in parse(self._whole(query=bind(query, bindings)), RdfFormat.N_TRIPLES)]

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK."""
        return truth(self._whole(query=bind(query, bindings), results="json"))


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    return await anext(pieces, None)


def age(generation: Generation) -> float:
    """Seconds since the generation was built."""
    from datetime import UTC, datetime

    return max(0.0, time.time() - datetime.fromisoformat(generation.manifest.built).astimezone(UTC).timestamp())
