"""Reading by a reader that mostly waits for a service: several articles at a time, in the build's own process."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from kg.facts import Article, Reader
from kg.readers import read_safely
from kg.reading_process import Answer

#: Articles for each thread between the first unfinished one and the last one begun.
WINDOW = 8


class Threads:
    """Threads that share one reader; they end with the process, whatever they wait for."""

    def __init__(self, reader: Reader, count: int) -> None:
        self._reader = reader
        self._count = count
        self._tasks: SimpleQueue[tuple[Article, Future[Answer]] | None] = SimpleQueue()
        self._over = False

    def __enter__(self) -> Self:
        for _ in range(self._count):
            threading.Thread(target=self._work, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over = True
        for _ in range(self._count):
            self._tasks.put(None)

    def read(self, articles: Iterable[Article]) -> Iterator[Answer]:
        """The reading of each article, in their order, with the reason if it has no facts."""
        begun: deque[Future[Answer]] = deque()
        for article in articles:
            begun.append(Future())
            self._tasks.put((article, begun[-1]))
            if len(begun) >= WINDOW * self._count:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None and not self._over:
            article, promised = task
            promised.set_result(read_safely(self._reader, article))
