"""The stage: what was named becomes articles in a fixed order, and a notice for what is set aside or remarkable."""

import io
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
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

#: Kinds that one run of the parser takes whole; bounded so that memory is.
LARGEST_FEED = 64 * 1024 * 1024
#: Sitemaps within sitemaps that are followed.
DEEPEST = 3


def read(
    sources: Iterable[Path | str],
    settings: Settings,
    memory: Path | None = None,
    through: Callable[[Record, Make], tuple[Article | Known, list[Notice]]] | None = None,
) -> Iterator[Article | Known | Notice]:
    """The articles of all ``sources``, each identifier once.

    Args:
        memory: file in which fetched pages are remembered between builds.
        through: what makes the article of a record, given the record and what would make it anew; it may know it, and
            give something else that stands for it.

    Raises:
        SettingsError: ``columns`` or ``format`` make no sense.
    """
    stage = _Sources(settings, memory)
    make = partial(_made, settings=settings)
    known: dict[str, str] = {}
    for record in stage.records(sources):
        if isinstance(record, Notice):
            yield record
            continue
        try:
            article, notices = through(record, make) if through else make(record)
        except InputError as error:
            yield _notice(error, record.name)
            continue
        if article.id in known:
            message = f"has the same id as {known[article.id]}: {article.id!r}; the first one is kept"
            yield Notice(record.name, message, True, article.id)
            continue
        known[article.id] = record.name
        yield from notices
        yield article


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
    for record in _Sources(settings, None).records([source], strict=True):
        if isinstance(record, Record):
            return _made(record, settings)
    raise InputError("holds no article", where=Where(str(source)))


class _Sources:
    """Records of all kinds of sources; what damages one source ends that source only."""

    def __init__(self, settings: Settings, memory: Path | None) -> None:
        self.settings = settings
        self.columns = tables.mapping_of(settings.columns)
        self.form = _form(settings.format)
        self.memory = memory

    @cached_property
    def web(self) -> "Web":
        """The web, once something is fetched from it."""
        from kg.sources.web import Web

        return Web(self.settings, self.memory)

    def records(self, sources: Iterable[Path | str], *, strict: bool = False) -> Iterator[Record | Notice]:
        """All records; ``strict`` raises what would be a notice of something set aside."""
        for found in find(sources):
            if isinstance(found, Notice):
                yield found
                continue
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
                inner = self.web.get(listed.url)
                yield from self._listing(_unpacked(inner), listed.url, inner, depth + 1)

    def _guarded(self, url: str) -> Iterator[Record | Notice]:
        """The page at ``url``, or why it could not be had."""
        try:
            yield from self._fetched(url)
        except InputError as error:
            yield _notice(error, url)

    def _fetched(self, url: str) -> Iterator[Record | Notice]:
        page = self.web.get(url)
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
