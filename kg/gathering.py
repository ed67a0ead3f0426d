"""Stages 1 to 3 of a build: sources become readings, which those who look at all articles are kept up to date by."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg import processes
from kg.beside import Beside
from kg.errors import StoreError
from kg.facts import Article, Reading
from kg.generations import Draft
from kg.kept import Kept, Known, packed
from kg.pool import Pool
from kg.progress import Progress
from kg.read_stage import Readings
from kg.register import Judgements, Register
from kg.seen import keep
from kg.sources.kinds import Kind
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.walk import count
from kg.spool import Spool
from kg.stories import Stories
from kg.tasks import Compare
from kg.terms import Iris

#: The file of the stories, in the data folder.
STORIES: Final = "stories.sqlite"
#: Articles from which on it is worth while to start another process that compares them.
MANY: Final = 1_000


@dataclass
class Gathering:
    """What is known of all articles before any graph is made; a context manager, at whose end the readings are kept."""

    draft: Draft
    kept: Kept
    progress: Progress
    program: bytes
    """Digest of all that decides what becomes of a reading."""
    ahead: Pool | None = None
    """What reads, as far as it has been started already."""
    failed: bool = False
    """Whether an article could not be read, which may go well the next time."""
    spent: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)
    articles: list[tuple[str, bytes]] = field(default_factory=list)
    """Identifier of each article and the key of its reading, empty where it could not be read; in their order."""
    made_of: dict[str, bytes] = field(default_factory=dict)
    """For the IRI of each article a digest of all that its graph is made from."""

    def __post_init__(self) -> None:
        data = self.draft.folder.path
        self.iris = Iris(self.draft.settings.base)
        self.spool = Spool(self.draft.staging.parent / "readings.jsonl")
        decided = Judgements(data).standing()
        self.register = Register(self.iris, decided, keep(data / "register.sqlite", self.program))
        self.stories = Stories(keep(data / STORIES, self.program))

    def __enter__(self) -> Self:
        self.kept.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.kept.__exit__(kind, error, tb)

    def read(self, sources: Sequence[Path | str], meanwhile: Callable[[], object] | None = None) -> None:
        """Reads every article that has not been read before, and shows those that are new or changed to who looks at
        all of them.

        ``meanwhile`` is called while another process reads a few articles, and this one waits for it.
        """
        settings = self.draft.settings
        total = count(sources, Kind(settings.format) if settings.format else None)
        said: list[tuple[int, Notice]] = []
        with self.spool, Readings(settings, self.kept, self.ahead, meanwhile) as readings:
            found = read(sources, settings, self.draft.folder.path / "web.sqlite", self.kept)
            for one in readings.read(_articles(found, said)):
                known, reading = (one, None) if isinstance(one, Known) else self._settle(*one, readings)
                said += [(len(self.articles), Notice(known.source, words, False, known.id)) for words in known.remarks]
                if known.dropped:
                    self.counts["dropped"] += known.dropped
                self._see(known, reading)
                self.articles.append((known.id, known.key))
                self.progress("read", len(self.articles), total)
            self.spent = readings.spent()
        self.kept.save()
        self.kept.files.save()
        for stage in (self.register, self.stories):
            for article in stage.seen.withdraw(id for id, _ in self.articles):
                stage.forget(article)
        self.counts["articles"] = len(self.articles)
        self.notices += [notice for _, notice in sorted(said, key=itemgetter(0))]

    def _settle(self, reading: Reading, failure: str | None, readings: Readings) -> tuple[Known, Reading]:
        if failure is None:
            remarks = tuple(readings.remarks(reading))
            return self.kept.settle(reading.article, remarks, len(reading.rejected)), reading
        self.failed = True
        self.spool.write(reading)
        words = (f"{failure}; stored, but without facts",)
        return Known(reading.article.id, b"", words, 0, reading.article.source), reading

    def _see(self, known: Known, reading: Reading | None) -> None:
        for stage in (self.register, self.stories):
            if not known.key or stage.seen.of(known.id) != known.key:
                reading = reading or self.kept.again(known.key)
                stage.see(reading)
                stage.seen.mark(known.id, known.key)

    def decide(self) -> None:
        """Has the register and the stories decide, and finds out what each article's graph is made from."""
        self.progress("who is who", 0, None)
        with self._comparing():
            self.resolution = self.register.resolve()
        self.told = self.stories.resolve()
        stands, told = dict(self.resolution.fingerprints()), self.told.fingerprints()
        for id, key in self.articles:
            made = f"{stands.get(id, '')} {told.get(id, '')}".encode()
            self.made_of[self.iris.article(id)] = blake2b(key + made, digest_size=16).digest() if key else b""

    @contextmanager
    def _comparing(self) -> Iterator[None]:
        """Meanwhile another process compares articles for the stories, where these are many.

        What it fails to do is done when the stories are resolved, or fails there and says why.
        """
        if self.stories.waiting() < MANY or processes.count(self.draft.settings) == 1:
            yield
            return
        with closing(Beside()) as beside:
            beside.ask(Compare(str(self.draft.folder.path / STORIES)))
            yield
            with suppress(StoreError):
                beside.answer()

    def readings(self, wanted: Container[str]) -> Iterator[bytes]:
        """The readings of the articles with the IRIs ``wanted``, in their order, as they are kept."""
        failed = iter(self.spool)
        for id, key in self.articles:
            reading = None if key else next(failed)
            if self.iris.article(id) in wanted:
                yield packed(reading) if reading else self.kept.packed(key)


def _articles(found: Iterable[Article | Known | Notice], said: list[tuple[int, Notice]]) -> Iterator[Article | Known]:
    """The articles; notices go to ``said`` with the number of articles before what they are about.

    Articles are found ahead of their being read, how far depends on the machine; the numbers give one order to all.
    """
    number = 0
    for one in found:
        if isinstance(one, Notice):
            said.append((number, one))
        else:
            yield one
            number += 1
