"""Web archives (WARC, ISO 28500) to records, by warcio, one record in memory at a time."""

from collections.abc import Iterator
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from kg.errors import InputError, Where
from kg.sources.record import Notice, Record

#: Types of WARC records that hold a document.
HOLDING = ("response", "resource", "conversion")
#: Media types that are documents; pictures, scripts and the rest of the web are passed over.
DOCUMENTS = ("text/html", "application/xhtml+xml", "text/plain")


def records(stream: IO[bytes], name: str, limit: int) -> Iterator[Record | Notice]:
    """The HTML and text documents of an archive that were answered with status 200.

    Raises:
        InputError: the archive is damaged; the records before that place have been given by then.
    """
    number = 0
    archive = ArchiveIterator(stream)
    try:
        for number, record in enumerate(archive, 1):
            found = list(_documents(record, f"{name}, record {number}", limit))
            if _cut(record.raw_stream):
                raise InputError(f"ends early, in record {number}", where=Where(name))
            yield from found
    except (ArchiveLoadFailed, ValueError) as error:
        raise InputError(f"is damaged behind record {number}: {str(error).strip()}", where=Where(name)) from error


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
    data = record.content_stream().read(limit + 1)
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
