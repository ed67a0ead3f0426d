"""The stage: what was named becomes articles in a fixed order, and a notice for what is set aside or remarkable."""

import io
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, TypeVar

from kg.errors import InputError, SettingsError, Where
from kg.facts import Article
from kg.settings import Settings
from kg.sources import tables
from kg.sources.articles import article_of
from kg.sources.kinds import HEAD, SINGLE, Kind, by_media_type, by_name, sniff
from kg.sources.opening import limited, opened, uncompressed, whole
from kg.sources.opening import reading as damage
from kg.sources.record import Notice, Record
from kg.sources.walk import Address, Found, Input, find
from kg.timing import Overdue, at_most

if TYPE_CHECKING:
    from kg.sources.web import Page, Web

log = logging.getLogger(__name__)

Make = Callable[[Record], tuple[Article, list[Notice]]]


class Identified(Protocol):
    """Something that stands for an article."""

    @property
    def id(self) -> str:
        """The article's identifier."""
        ...


Known = TypeVar("Known", bound=Identified)
#: An article with the name of its record and what is remarkable about it; or notices without one.
Told = tuple[str, Known | None, list[Notice]]
#: What a file held: names and keys of records, and notices between them.
Held = list[tuple[str, bytes] | Notice]


class Memory(Protocol[Known]):
    """What is known of files and records that were read before."""

    def article(self, record: Record, make: Make) -> tuple[bytes, Article | Known, list[Notice]]:
        """The article of ``record``, with a key to know the record by, and what is remarkable about it.

        ``make`` would make it anew; the record may be known, and something else given that stands for its article.
        Raises InputError as ``make`` does.
        """
        ...

    def held(self, found: Sequence[Found]) -> Sequence[list[Told[Known]] | None]:
        """For each of some files what it holds if it has not changed since :meth:`hold`; None for any other."""
        ...

    def hold(self, found: Found, held: Held) -> None:
        """Remembers what a file holds that has been read to its end, and holds that whenever its content is this."""
        ...


#: Files that are looked up at a time.
TOGETHER = 256
#: Kinds that one run of the parser takes whole; bounded so that memory is.
LARGEST_FEED = 64 * 1024 * 1024
#: Sitemaps within sitemaps that are followed.
DEEPEST = 3


def read(
    sources: Iterable[Path | str],
    settings: Settings,
    pages: Path | None = None,
    memory: Memory[Known] | None = None,
) -> Iterator[Article | Known | Notice]:
    """The articles of all ``sources``, each identifier once.

    Args:
        pages: file in which fetched pages are remembered between builds.
        memory: what was read before; without it, everything is read.

    Raises:
        SettingsError: ``columns`` or ``format`` make no sense.
    """
    known: dict[str, str] = {}
    for name, article, notices in _told(sources, _Sources(settings, pages), memory or _Nothing()):
        if article is not None and article.id in known:
            message = f"has the same id as {known[article.id]}: {article.id!r}; the first one is kept"
            yield Notice(name, message, True, article.id)
            continue
        yield from notices
        if article is not None:
            known[article.id] = name
            yield article


class _Nothing:
    """A memory without anything in it."""

    def article(self, record: Record, make: Make) -> tuple[bytes, Article, list[Notice]]:
        return b"", *make(record)

    def held(self, found: Sequence[Found]) -> Sequence[None]:
        return [None] * len(found)

    def hold(self, found: Found, held: Held) -> None:
        pass


def _told(sources: Iterable[Path | str], stage: "_Sources", memory: Memory[Known]) -> Iterator[Told[Article | Known]]:
    """The articles of all ``sources`` in their order; a file that holds what it held is not opened."""
    make = partial(_made, settings=stage.settings)
    for found, known in _known(find(sources), memory):
        if isinstance(found, Notice):
            yield "", None, [found]
            continue
        if known is not None:
            yield from known
            continue
        held: Held = []
        asked = stage.asked
        for record in stage.records(found):
            if isinstance(record, Notice):
                held.append(record)
                yield "", None, [record]
                continue
            try:
                key, article, notices = memory.article(record, make)
            except InputError as error:
                held.append(notice := _notice(error, record.name))
                yield "", None, [notice]
            else:
                held.append((record.name, key))
                yield record.name, article, notices
        # What was refused is looked at again, and so are pages that a file led to.
        refused = any(isinstance(one, Notice) and one.set_aside for one in held)
        if isinstance(found, Found) and not refused and stage.asked == asked:
            memory.hold(found, held)


def _known(
    things: Iterable[Found | Address | Input | Notice], memory: Memory[Known]
) -> Iterator[tuple[Found | Address | Input | Notice, list[Told[Known]] | None]]:
    """All ``things``, with what is known of the files among them; they are looked up many at a time."""
    coming = iter(things)
    while some := list(islice(coming, TOGETHER)):
        held = iter(memory.held([one for one in some if isinstance(one, Found)]))
        for one in some:
            yield one, next(held) if isinstance(one, Found) else None


def _made(record: Record, settings: Settings) -> tuple[Article, list[Notice]]:
    """As :func:`article_of`; what takes too long, and whatever the libraries behind it fail on, is bad input, too."""
    try:
        with at_most(settings.reading_seconds):
            return article_of(record, settings.max_article_bytes)
    except InputError:
        raise
    except Overdue as error:
        message = f"finding its text took more than {settings.reading_seconds:g} s"
        raise InputError(message, where=Where(record.name)) from error
    except Exception as error:
        log.debug("no text found in %s", record.name, exc_info=True)
        message = f"its text cannot be found ({type(error).__name__}: {error})"
        raise InputError(message, where=Where(record.name)) from error


def read_one(source: Path | str, settings: Settings) -> tuple[Article, list[Notice]]:
    """The article that ``source`` holds, the first one where it holds several, and what is remarkable about it.

    Raises:
        InputError: it holds none that can be read.
    """
    stage = _Sources(settings, None)
    for found in find([source]):
        for record in [found] if isinstance(found, Notice) else stage.records(found, strict=True):
            if isinstance(record, Record):
                return _made(record, settings)
    raise InputError("holds no article", where=Where(str(source)))


class _Sources:
    """Records of all kinds of sources; what damages one source ends that source only."""

    def __init__(self, settings: Settings, pages: Path | None) -> None:
        self.settings = settings
        self.columns = tables.mapping_of(settings.columns)
        self.form = _form(settings.format)
        self.pages = pages
        self.asked = 0
        """Pages that the web was asked for."""

    @cached_property
    def _web(self) -> "Web":
        """The web, once something is fetched from it."""
        from kg.sources.web import Web

        return Web(self.settings, self.pages)

    def _get(self, url: str) -> "Page":
        self.asked += 1
        return self._web.get(url)

    def records(self, found: Found | Address | Input, *, strict: bool = False) -> Iterator[Record | Notice]:
        """All records of one thing; ``strict`` raises what would be a notice of something set aside."""
        name = _name(found)
        try:
            empty = True
            for record in self._in(found):
                empty = False
                yield record
            if empty:
                raise InputError("holds no article", where=Where(name))
        except InputError as error:
            if strict:
                raise
            yield _notice(error, name)

    def _in(self, found: Found | Address | Input) -> Iterator[Record | Notice]:
        """The records of one thing that was named or found."""
        if isinstance(found, Address):
            yield from self._fetched(found.url)
        else:
            with _stream(found) as stream:
                yield from self._streamed(stream, found)

    def _streamed(self, stream: IO[bytes], found: Found | Input) -> Iterator[Record | Notice]:
        """The records of a file or of standard input."""
        name, stem = _name(found), found.stem if isinstance(found, Found) else "standard-input"
        own = by_name(found.path.name) if isinstance(found, Found) else None
        kind = self.form or own
        with damage(name):
            if kind is None or kind is Kind.TEXT:
                head = stream.peek(HEAD)[:HEAD] if isinstance(stream, io.BufferedReader) else b""
                seen = sniff(head)
                # A text may begin with a brace or a tag; a page that was saved under another name begins as pages do.
                kind = seen if kind is None or (seen is Kind.HTML and b"<html" in head.lower()) else kind
            size = found.path.stat().st_size if isinstance(found, Found) and kind in SINGLE else None
            yield from self._of_kind(stream, kind, name, stem, size)
            whole(stream, name)

    def _of_kind(
        self, stream: IO[bytes], kind: Kind, name: str, stem: str, size: int | None = None, page: "Page | None" = None
    ) -> Iterator[Record | Notice]:
        limit = self.settings.max_article_bytes
        if kind in SINGLE:
            plain = isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO)
            content = limited(stream, limit, name, size if plain else None)
            yield Record(
                name=name, content=content, html=kind is Kind.HTML, charset=page.charset if page else None,
                source=page.url if page else name.rpartition("/")[2], stem=stem, url=page.url if page else None,
            )  # fmt: skip
        elif kind is Kind.WARC:
            from kg.sources import archives  # late, as feeds and the web below: their libraries are slow to import

            yield from archives.records(stream, name, limit)
        elif kind is Kind.XML:
            data = stream.read(LARGEST_FEED + 1)
            if len(data) > LARGEST_FEED:
                raise InputError(f"is larger than a feed may be ({LARGEST_FEED:,} bytes)", where=Where(name))
            yield from self._listing(data, name, page)
        else:
            yield from tables.records(stream, kind, name, stem, self.columns, limit)

    def _listing(self, data: bytes, name: str, page: "Page | None", depth: int = 0) -> Iterator[Record | Notice]:
        """What a feed or a sitemap lists."""
        from kg.sources import feeds, sitemaps

        if b"<urlset" not in data[:HEAD] and b"<sitemapindex" not in data[:HEAD]:
            for record in feeds.records(data, name, page.url if page else None):
                # A feed that was fetched may be followed; one that lies on disk is read for what it holds.
                if isinstance(record, Record) and page and feeds.teases(record) and record.url:
                    yield from self._guarded(record.url)
                else:
                    yield record
            return
        for listed in sitemaps.addresses(data, name):
            if not listed.sitemap:
                yield from self._guarded(listed.url)
            elif depth < DEEPEST:
                inner = self._get(listed.url)
                yield from self._listing(_unpacked(inner), listed.url, inner, depth + 1)

    def _guarded(self, url: str) -> Iterator[Record | Notice]:
        """The page at ``url``, or why it could not be had."""
        try:
            yield from self._fetched(url)
        except InputError as error:
            yield _notice(error, url)

    def _fetched(self, url: str) -> Iterator[Record | Notice]:
        page = self._get(url)
        content = _unpacked(page)
        kind = self.form or by_media_type(page.media_type)
        if kind in (None, Kind.TEXT):
            kind = by_name(url.partition("?")[0]) or sniff(content[:HEAD])
        yield from self._of_kind(io.BytesIO(content), kind or Kind.TEXT, url, "", page=page)


@contextmanager
def _stream(found: Found | Input) -> Iterator[IO[bytes]]:
    if isinstance(found, Input):
        yield uncompressed(sys.stdin.buffer)
    else:
        with opened(found.path, found.name) as stream:
            yield stream


def _unpacked(page: "Page") -> bytes:
    """The page's bytes, with the compression undone that its file has (sitemap.xml.gz)."""
    with damage(page.url):
        return limited(uncompressed(io.BytesIO(page.content)), LARGEST_FEED, page.url)


def _name(found: Found | Address | Input) -> str:
    """What people call it."""
    return found.name if isinstance(found, Found) else found.url if isinstance(found, Address) else "standard input"


def _form(name: str) -> Kind | None:
    if not name:
        return None
    try:
        return Kind(name)
    except ValueError as error:
        raise SettingsError(f"format: there is no {name!r}", hint="known ones: " + ", ".join(Kind)) from error


def _notice(error: InputError, name: str) -> Notice:
    hint = f" ({error.hint})" if error.hint and error.where and "://" in error.where.source else ""
    return Notice(str(error.where or name), error.message + hint, True)
