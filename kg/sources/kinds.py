"""Which kind of source a file is: by its name, else by how it begins."""

import os
import re
from enum import StrEnum
from pathlib import PurePath


class Kind(StrEnum):
    """Kinds of sources; the value is what ``--format`` takes."""

    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    """RSS, Atom or a sitemap: the root element tells."""
    WARC = "warc"


#: Endings by which a folder's files are recognised. JSON is not among them: as a rule it is something about the
#: articles beside it; a file of it is read when it is named.
ENDINGS = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT,
    ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML,
    ".jsonl": Kind.JSONL, ".ndjson": Kind.JSONL,
    ".csv": Kind.CSV, ".tsv": Kind.TSV,
    ".rss": Kind.XML, ".atom": Kind.XML, ".xml": Kind.XML,
    ".warc": Kind.WARC,
}  # fmt: skip
#: Endings that compression adds.
COMPRESSED = (".gz", ".zst")
#: Kinds of which one file is one document.
SINGLE = (Kind.TEXT, Kind.HTML)
#: Bytes that :func:`sniff` looks at.
HEAD = 4096

_XML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>]*>|\s)*"
    rb"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_MEDIA = {
    "text/html": Kind.HTML, "application/xhtml+xml": Kind.HTML, "text/plain": Kind.TEXT,
    "application/rss+xml": Kind.XML, "application/atom+xml": Kind.XML, "application/xml": Kind.XML,
    "text/xml": Kind.XML, "application/x-ndjson": Kind.JSONL, "application/jsonl": Kind.JSONL,
    "application/json": Kind.JSON, "text/csv": Kind.CSV, "text/tab-separated-values": Kind.TSV,
    "application/warc": Kind.WARC,
}  # fmt: skip


def plain(name: str) -> str:
    """``name`` without the ending that compression added."""
    if not name.lower().endswith(COMPRESSED):
        return os.path.basename(name)  # most names, and a path object takes longer than all else that is asked of one
    path = PurePath(name)
    return path.stem if path.suffix.lower() in COMPRESSED and path.stem else path.name


def by_name(name: str) -> Kind | None:
    """The kind that ``name``'s ending tells, or None."""
    stem, _, ending = name.rpartition(".")
    if stem[-1:].isalnum() and (kind := ENDINGS.get(f".{ending}")):
        return kind  # most names
    return ENDINGS.get(os.path.splitext(plain(name))[1].lower())


def by_media_type(media_type: str | None) -> Kind | None:
    """The kind that a Content-Type tells, or None."""
    return _MEDIA.get((media_type or "").partition(";")[0].strip().lower())


def sniff(head: bytes) -> Kind:
    """The kind that the first bytes of a source show; text where they show none."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if _XML.match(head):
        return Kind.XML
    if _HTML.match(head):
        return Kind.HTML
    if re.match(rb'\s*\[\s*\{\s*"', head):
        return Kind.JSON
    if re.match(rb'\s*\{\s*"', head):
        first, _, rest = head.lstrip().partition(b"\n")
        return Kind.JSONL if first.rstrip().endswith(b"}") or not rest else Kind.JSON
    return Kind.TEXT
