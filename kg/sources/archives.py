"""Web archives (WARC, ISO 28500) to records, by warcio, one record in memory at a time."""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from kg.errors import InputError, Where
from kg.sources.opening import reading
from kg.sources.record import Notice, Record

#: Types of WARC records that hold a document.
HOLDING = ("response", "resource", "conversion")
#: Media types that are documents; pictures, scripts and the rest of the web are passed over.
DOCUMENTS = ("text/html", "application/xhtml+xml", "text/plain")
#: Longest stretch without a record, in bytes: the header of one, or what damage has put between two.
LONGEST_HEADER = 1024 * 1024


class _Watched(io.RawIOBase):
    """A stream of which no more than ``left`` bytes may be read before the next record is found."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        self.left: float = LONGEST_HEADER

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """As RawIOBase says."""
        with reading(self._name):  # told apart from what is damaged inside a record
            data = self._stream.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise ArchiveLoadFailed(f"for {LONGEST_HEADER:,} bytes there is no further record")
        return data


def records(stream: IO[bytes], name: str, limit: int) -> Iterator[Record | Notice]:
    """The HTML and text documents of an archive that were answered with status 200.

    Raises:
        InputError: the archive is damaged; the records before that place have been given by then.
    """
    number = 0
    watched = _Watched(stream, name)
    archive: Any = ArchiveIterator(watched)
    try:
        while (record := _next(archive, watched)) is not None:
            number += 1
            found = list(_documents(record, f"{name}, record {number}", limit))
            if _cut(record.raw_stream):
                raise InputError(f"ends early, in record {number}", where=Where(name))
            yield from found
    except InputError:
        raise
    except Exception as error:  # whatever the library says of what it does not understand
        raise InputError(f"is damaged behind record {number}: {_words(error)}", where=Where(name)) from error
    if archive.err_count:
        message = f"the lengths of {archive.err_count} record(s) are wrong; what could be found was read"
        yield Notice(name, message, False)


def _next(archive: Any, watched: _Watched) -> Any:
    """The next record, or None; the library's own words about it would go past the report."""
    watched.left = LONGEST_HEADER
    with redirect_stderr(io.StringIO()):
        record = next(archive, None)
    watched.left = float("inf")
    return record


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _documents(record: Any, at: str, limit: int) -> Iterator[Record | Notice]:
    if record.rec_type not in HOLDING:
        return
    headers = record.http_headers
    if headers and record.rec_type == "response" and headers.get_statuscode() != "200":
        return
    media = (headers or record.rec_headers).get_header("Content-Type") or ""
    media, _, parameters = media.partition(";")
    if media.strip().lower() not in DOCUMENTS:
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    try:
        data = record.content_stream().read(limit + 1)
    except InputError:
        raise
    except Exception as error:  # chunks or a content coding that are damaged: this document only
        yield Notice(f"{at} ({url})", f"is damaged: {_words(error)}", True)
        return
    if len(data) > limit:
        yield Notice(
            f"{at} ({url})", f"is too large: more than {limit:,} bytes; see the setting max_article_bytes", True
        )
        return
    yield Record(
        name=f"{at} ({url})" if url else at,
        content=data,
        html=media.strip().lower() != "text/plain",
        charset=_charset(parameters),
        source=url or at.rpartition("/")[2],
        url=url,
    )


def _cut(stream: Any) -> bool:
    """Whether the archive ends before the record does, which the library does not say."""
    while stream.read(65_536):
        pass
    return getattr(stream, "limit", 0) > 0


def _charset(parameters: str) -> str | None:
    name, equals, value = parameters.strip().partition("=")
    return value.strip(" \"'") if equals and name.strip().lower() == "charset" else None
