"""A record to an article: its text, its identifier, and what it says of itself."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote, urlsplit

from kg.articles import page_meta
from kg.articles.decode import Decoded, clean, decode, decode_as
from kg.articles.page import Page, describe
from kg.errors import InputError, Where
from kg.facts import Article
from kg.naming import digest
from kg.sources.record import Notice, Record

#: Two different ones of these, and a text is HTML.
_TAG = re.compile(r"<(?:/?(p|div|span|br|strong|b|em|a|h[1-6]|table|ul|li|html|body|article)\b[^<>]*)>", re.IGNORECASE)
#: What declares an encoding inside a page.
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
#: An identifier is at most this long, in characters.
LONGEST_ID = 120


def article_of(record: Record, limit: int) -> tuple[Article, list[Notice]]:
    """The article in ``record``, and what is remarkable about it.

    Raises:
        InputError: it is empty, binary, too large, or in an encoding that cannot be told.
    """
    decoded = _text(record)
    if len(decoded.text) > limit:
        message = f"is too large: {len(decoded.text):,} characters; the setting max_article_bytes allows {limit:,}"
        raise InputError(message, where=Where(record.name))
    record, remarks = _addressed(record)
    record, body = _body(record, decoded.text)
    if not body.strip():
        raise InputError("is empty", where=Where(record.name))
    page = describe(body)
    article = Article(
        id=identifier(record, body),
        body=body,
        source=record.source,
        title=record.title or page.title,
        date=_date(record.date) or page.date,
        publisher=record.publisher or page.publisher,
        language=_language(record, page),
    )
    return article, [Notice(record.name, said, False, article.id) for said in [*remarks, *_remarks(article, decoded)]]


#: Characters that no IRI may hold (RFC 3987, section 2.2); browsers send them percent-encoded.
_UNSAFE = re.compile(r"""[\x00-\x20\x7f-\x9f<>"{}|\\^`\ufff0-\uffff]|%(?![0-9A-Fa-f]{2})""")


def address_of(url: str) -> str | None:
    """``url`` as an IRI, or None if it is no http(s) address."""
    iri = _UNSAFE.sub(lambda odd: quote(odd[0]), url.strip())
    try:
        parts = urlsplit(iri)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return iri if sound and not re.search(r"[\[\]]", iri.partition(parts.netloc)[2]) else None


def _addressed(record: Record) -> tuple[Record, list[str]]:
    """``record`` with its address as an IRI; without it where it is none, and then what is to be said of that."""
    if record.url is None:
        return record, []
    url = address_of(record.url)
    source = record.source if record.source != record.url else url or record.name
    said = [] if url else [f"its address is none: {record.url[:80]!r}"]
    return replace(record, url=url, source=source), said


def _remarks(article: Article, decoded: Decoded) -> list[str]:
    remarks = []
    if decoded.encoding != "utf-8":
        remarks.append(f"is not UTF-8; read as {decoded.encoding}")
    if decoded.replaced:
        remarks.append(f"{decoded.replaced} control character(s) that RDF/XML cannot carry were replaced by U+FFFD")
    if article.date is None:
        remarks.append("prints no date; its events are dated only where the text gives a full date")
    return remarks


def identifier(record: Record, body: str) -> str:
    """The identifier of the article: the source's own, else the file's name, else one that follows from its address.

    Of several documents in one file without identifiers and addresses, it follows from what the document says, so that
    it stays when others are put before it.
    """
    if record.id:
        given = re.sub(r"\s+", " ", record.id).strip()
        return given if len(given) <= LONGEST_ID else f"{given[:LONGEST_ID]}-{digest(given)}"
    if record.url:
        return of_address(record.url)
    single = record.stem is not None and record.source.partition("#")[0] == record.source
    return record.stem if single and record.stem else f"{record.stem or 'article'}-{digest(body)}"


def of_address(url: str) -> str:
    """A readable identifier of the page at ``url``: host, last part of the path, and a short hash of all of it."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    words = re.sub(r"[^\w.-]+", "-", f"{parts.hostname or ''}-{last}").strip("-.")
    return f"{words[:LONGEST_ID]}-{digest(url)}"


def declared(page: bytes) -> str | None:
    """The encoding that an HTML page itself declares (WHATWG HTML, section 13.2.3.2: in its first bytes)."""
    found = _DECLARED.search(page[:4096])
    return found[1].decode("ascii", "replace") if found else None


def _text(record: Record) -> Decoded:
    """The record's content as text."""
    if isinstance(record.content, str):
        return clean(record.content, "utf-8")
    charset = record.charset or (declared(record.content) if record.html else None)
    if charset and (decoded := decode_as(record.content, charset)):
        return decoded
    return decode(record.content, record.name)


def _body(record: Record, text: str) -> tuple[Record, str]:
    """The text that is read, with ``record`` completed by what an HTML page says of itself."""
    if record.html or (record.html is None and isinstance(record.content, str) and looks_like_html(text)):
        from kg.sources.markup import extract  # late: the library behind it takes a second to import

        found = extract(text, record.url)
        if found is None:
            raise InputError("is HTML without any text", where=Where(record.name))
        record = replace(
            record,
            title=record.title or found.title,
            date=record.date or found.date,
            publisher=record.publisher or found.publisher,
            language=record.language or found.language,
        )
        text = found.text
    title = " ".join((record.title or "").split())
    if title and not text.lstrip().startswith(title) and title not in text[: 3 * len(title) + 400]:
        text = f"{title}\n\n{text}"
    return record, text


def looks_like_html(text: str) -> bool:
    """Whether a text that may be either has marks of HTML in it."""
    found = {match[1].lower() for match in _TAG.finditer(text[:20_000])}
    return len(found) >= 2 or "p" in found


def _date(written: str | None) -> str | None:
    """An ISO date from however a source writes it: ISO 8601, RFC 5322, seconds since 1970, a printed date."""
    if not written:
        return None
    text = written.strip()
    if re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", text):
        return datetime.fromtimestamp(float(text[:10]), UTC).date().isoformat()
    if compact := re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{6})?", text):
        return "-".join(compact.groups())
    if found := page_meta.iso_date(text):
        return found
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return None


def _language(record: Record, page: Page) -> str | None:
    """The language that the text itself shows; templates often declare another."""
    return page.language or (record.language or "").replace("_", "-").strip() or None
