"""Stage 2: the reading of every article, in their order: kept ones as they are, the others on all cores."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Protocol, Self

from kg import pool, processes
from kg.facts import Article, Reader, Reading
from kg.kept import Kept, Known
from kg.readers import load_reader, read_safely, remarks, without_facts
from kg.reading_process import Answer
from kg.settings import Settings
from kg.threads import Threads
from kg.timing import Overdue, at_most

#: Articles up to which the build reads them itself: starting other processes takes as long as reading these.
FEW = 20
#: Articles that are looked up at a time, beside those that are known; all of them that are not kept are read side by
#: side.
WINDOW = 256
#: Known ones among which these are looked for.
KNOWN = 10_000


class Several(Protocol):
    """Reads several articles at the same time: processes, threads, a cluster."""

    def read(self, articles: Iterable[Article]) -> Iterator[Answer]:
        """The reading of each article, in their order, with the reason if it has no facts."""
        ...


class Readings:
    """A context manager, at whose end (however it comes) no process that reads is left."""

    def __init__(
        self,
        settings: Settings,
        kept: Kept,
        ahead: pool.Pool | None = None,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """``ahead``: has begun to load the reader; ``meanwhile``: is to be done while it reads a few articles."""
        self._settings = settings
        self._kept = kept
        self._ahead = ahead
        self._meanwhile = meanwhile
        self._stack = ExitStack()
        self._several: Several | None = None

    @cached_property
    def _reader(self) -> Reader:
        """Loaded for the first article that has to be read: that takes longer than all else where few have changed."""
        return load_reader(self._settings)

    def __enter__(self) -> Self:
        if self._ahead is not None:
            self._stack.push(self._ahead)  # its processes take more memory than the rest of the build
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    def read(self, articles: Iterable[Article | Known]) -> Iterator[Answer | Known]:
        """The reading of each article, and why it has no facts if that is because it failed; known ones as they are.

        Raises:
            ReadingError: a process that reads cannot start.
        """
        coming = iter(articles)
        while window := _window(coming):
            found = [one if isinstance(one, Known) else self._kept.reading(one) for one in window]
            fresh = self._fresh(
                [a for a, kept in zip(window, found, strict=True) if isinstance(a, Article) and not kept]
            )
            for reading in found:
                if isinstance(reading, Known):
                    yield reading
                elif reading is not None:
                    yield reading, None
                else:
                    answer = next(fresh)
                    self._kept.keep(answer)
                    yield answer

    def remarks(self, reading: Reading) -> list[str]:
        """What the report says of ``reading`` beside its facts."""
        return remarks(self._reader, reading)

    def spent(self) -> str:
        """What the reader used for this build, if that is worth a line."""
        if "_reader" not in self.__dict__:
            return ""
        return str(self._reader.spent()) if hasattr(self._reader, "spent") else ""

    def _fresh(self, articles: list[Article]) -> Iterator[Answer]:
        if self._several is None and articles:
            self._several = self._begin(len(articles))
        if self._several is not None:
            return self._several.read(articles)
        if self._ahead is not None and articles:
            meanwhile, self._meanwhile = self._meanwhile, None
            return self._ahead.read(articles, meanwhile)
        return (self._here(article) for article in articles)

    def _begin(self, number: int) -> Several | None:
        """What reads ``number`` articles at the same time; None where that is not worth while."""
        if (threads := getattr(self._reader, "parallel", 0)) > 1:
            return self._stack.enter_context(Threads(self._reader, threads))
        if self._settings.cluster:
            from kg.cluster import Cluster  # late: only who spreads reading has the library behind it

            return self._stack.enter_context(Cluster(self._settings, self._reader.name))
        count = processes.count(self._settings)
        if count > 1 and number > FEW:
            if self._ahead is not None:
                self._ahead.widen(min(count, number))
                return self._ahead
            return self._stack.enter_context(pool.Pool(self._settings, min(count, number), self._reader.name))
        return None

    def _here(self, article: Article) -> Answer:
        """Reads in the build's own process, which no article may stop either."""
        try:
            with at_most(self._settings.reading_seconds):
                return read_safely(self._reader, article)
        except Overdue:
            return without_facts(article, self._reader.name), pool.overdue(self._settings)


def _window(coming: Iterator[Article | Known]) -> list[Article | Known]:
    """The next articles that are looked at together: a night's few changed ones lie far apart."""
    window: list[Article | Known] = []
    fresh = 0
    for one in coming:
        window.append(one)
        fresh += not isinstance(one, Known)
        if fresh == WINDOW or len(window) == KNOWN:
            break
    return window
