"""RSS and Atom feeds to records, by feedparser."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser

from kg.errors import InputError, Where
from kg.sources.record import Notice, Record

#: An item whose text is shorter is a teaser: the page behind its link has the article.
TEASER = 400


def records(data: bytes, name: str, address: str | None = None) -> Iterator[Record | Notice]:
    """The items of a feed; of those that only tease, the record has the teaser and the address of the page.

    Args:
        address: where the feed was fetched from; relative links count from it.

    Raises:
        InputError: it is no feed.
    """
    # Its own sanitising of HTML would change texts; nothing here is shown to a browser.
    headers = {"content-location": address} if address else None
    try:
        feed: Any = feedparser.parse(data, sanitize_html=False, response_headers=headers)
    except Exception as error:  # its loose parser fails on some of what it is there for
        raise InputError(f"is no feed that can be read ({type(error).__name__}: {error})", where=Where(name)) from error
    if not feed.get("version"):
        reason = feed.get("bozo_exception") or "no RSS or Atom element"
        raise InputError(f"is no feed: {reason}", where=Where(name, getattr(reason, "_linenum", None)))
    if feed.bozo and not feed.entries:
        raise InputError(f"is a damaged feed: {feed.bozo_exception}", where=Where(name))
    if feed.bozo:
        yield Notice(name, f"is not well-formed ({feed.bozo_exception}); the items that could be read were", False)
    for number, entry in enumerate(feed.entries, 1):
        yield _record(entry, f"{name}, item {number}", feed.feed, address)


def _record(entry: Any, at: str, feed: Any, address: str | None) -> Record | Notice:
    contents = [part.value for part in entry.get("content", ())] + [entry.get("summary", "")]
    body = max(contents, key=len, default="")
    url = _link(address, entry.get("link", ""))
    if not body.strip() and not url:
        return Notice(at, "has neither a text nor a link", True)
    date = entry.get("published_parsed") or entry.get("updated_parsed")
    return Record(
        name=at,
        content=body,
        html=True,
        source=url or at.rpartition("/")[2],
        id=None if url else entry.get("id"),
        url=url,
        title=entry.get("title"),
        date=f"{date.tm_year:04d}-{date.tm_mon:02d}-{date.tm_mday:02d}" if date else None,
        publisher=(entry.get("source") or {}).get("title") or feed.get("title"),
        language=entry.get("language") or feed.get("language"),
    )


def _link(address: str | None, link: str) -> str | None:
    try:
        return urljoin(address or "", link) or None
    except ValueError:  # it is no address, which is told when the article is made
        return link


def teases(record: Record) -> bool:
    """Whether ``record`` is only the beginning of what stands behind its address."""
    return record.url is not None and len(record.content) < TEASER
