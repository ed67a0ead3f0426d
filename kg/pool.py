"""Reading on all cores: processes that each hold a reader, fed in order and answered in order.

The pools of the standard library end as a whole when one of their processes dies, and cannot end one that hangs; here
such a process costs the article that it was reading. Nothing but a few articles for each process is held in memory.
"""

import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

import msgspec

from kg.errors import ReadingError
from kg.facts import Article
from kg.processes import count, end, ending, start
from kg.readers import load_reader, without_facts
from kg.reading_process import READY, Answer
from kg.settings import Settings
from kg.timing import OVER

#: Articles that one process has before it: while it reads one, the next lie ready.
DEPTH = 3
#: Articles for each process between the first unfinished one and the last one begun.
WINDOW = 32
#: How often an article is begun again whose process was ended from outside.
RETRIES = 1
#: Articles that one process reads before another takes its place: a language model keeps every new word that it sees,
#: a few megabytes in a thousand articles and gigabytes in an archive of millions; loading it costs 50 articles.
EACH = 10_000

#: Gives whether it is the first build of this process that asks.
_FIRST = iter((True,))

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode
_decode = msgspec.msgpack.Decoder(Answer).decode


@dataclass(slots=True)
class _Task:
    number: int
    article: Article
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Process:
    popen: subprocess.Popen[bytes]
    connection: Connection
    ready: bool = False
    tasks: deque[_Task] = field(default_factory=deque)
    given: int = 0
    """Articles that it has got so far."""


class Pool:
    """Processes that read; a context manager, at whose end (however it comes) all of them are gone."""

    def __init__(self, settings: Settings, count: int, reader: str, each: int = EACH) -> None:
        """``reader``: name that readings get which no reader made; ``each``: articles until a process is replaced."""
        self._settings = settings
        self._reader = reader
        self._count = count
        self._each = each
        self._processes: list[_Process] = []
        self._again: deque[_Task] = deque()
        self._done: dict[int, Answer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for process in self._processes:
            process.popen.kill()
        for process in self._processes:
            self._end(process)
        self._processes.clear()

    def begin(self) -> None:
        """Starts the processes that are not there yet, which takes them a while; :meth:`read` does it otherwise."""
        while len(self._processes) < self._count:
            self._processes.append(self._start())

    def widen(self, count: int) -> None:
        """From now on ``count`` processes read, if that is more than before."""
        self._count = max(self._count, count)

    def read(self, articles: Iterable[Article], meanwhile: Callable[[], object] | None = None) -> Iterator[Answer]:
        """The reading of each article, in their order, with the reason if it has no facts.

        ``meanwhile`` is called once, when the first articles have been given out.

        Raises:
            ReadingError: a process cannot start.
        """
        coming = enumerate(articles)
        begun = given = 0
        more = True
        self.begin()
        while True:
            while free := self._free():
                if self._again:
                    self._give(free, self._again.popleft())
                elif more and begun - given < WINDOW * self._count:
                    if (following := next(coming, None)) is None:
                        more = False
                    else:
                        begun += 1
                        self._give(free, _Task(*following))
                else:
                    break
            while given in self._done:
                yield self._done.pop(given)
                given += 1
            if not more and given == begun:
                return
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            self._listen()

    def _free(self) -> _Process | None:
        """The process with the fewest articles before it, if it can take one more."""
        fresh = [p for p in self._processes if p.given < self._each]
        process = min(fresh, key=lambda p: len(p.tasks), default=None)
        return process if process is not None and len(process.tasks) < DEPTH else None

    def _start(self) -> _Process:
        process = _Process(*start("kg.reading_process"))
        with suppress(OSError):  # it ended at once, which is noticed when it is listened to
            process.connection.send_bytes(_encode(self._settings))
        return process

    def _give(self, process: _Process, task: _Task) -> None:
        process.tasks.append(task)
        process.given += 1
        with suppress(OSError):  # as above
            process.connection.send_bytes(_encode(task.article))

    def _listen(self) -> None:
        """Waits for an answer, and takes all that have come."""
        by_connection = {process.connection: process for process in self._processes}
        for connection in wait(list(by_connection)):
            process = by_connection[connection]  # type: ignore[index]  # what was waited for
            try:
                said = process.connection.recv_bytes()
            except (EOFError, OSError):
                self._bury(process)
                continue
            if process.ready:
                self._done[process.tasks.popleft().number] = _decode(said)
                if process.given >= self._each and not process.tasks:
                    self._end(process)
                    self._renew(process)
            elif said == READY:
                process.ready = True
            else:
                raise ReadingError(f"no article can be read: {said.decode(errors='replace')}")

    def _bury(self, process: _Process) -> None:
        """Replaces a process that has ended, and decides what becomes of its articles."""
        code = self._end(process)
        if not process.ready:
            raise ReadingError(
                f"a process for reading could not start ({ending(code)})",
                hint="its own message stands above; reading_processes = 1 reads without further processes",
            )
        if process.tasks:
            task = process.tasks.popleft()
            task.deaths += 1
            if -code in OVER:
                self._give_up(task, overdue(self._settings))
            elif task.deaths > RETRIES:
                self._give_up(task, f"the process that read it ended each time ({ending(code)})")
            else:
                self._again.append(task)
            self._again.extend(process.tasks)
        self._renew(process)

    def _renew(self, process: _Process) -> None:
        """Puts another in the place of one that is gone."""
        self._processes[self._processes.index(process)] = self._start()

    def _end(self, process: _Process) -> int:
        """Its exit code."""
        return end(process.popen, process.connection)

    def _give_up(self, task: _Task, reason: str) -> None:
        self._done[task.number] = without_facts(task.article, self._reader), reason


def ahead(settings: Settings) -> Pool | None:
    """A pool with one process that already loads the reader, while a build finds out what there is to be read.

    None where articles are not read by such processes, and in a process that has the reader itself or builds again and
    again: there a few articles are read sooner than another one has started.
    """
    if settings.reader != "builtin" or settings.cluster or count(settings) == 1:
        return None
    if "kg.reading.reader" in sys.modules or not next(_FIRST, False):
        return None
    pool = Pool(settings, 1, load_reader(settings).name)
    pool.begin()
    return pool


def overdue(settings: Settings) -> str:
    """The reason of an article whose reading was ended."""
    return f"reading it took more than {settings.reading_seconds:g} s"
