"""JSON Lines, JSON, CSV and TSV to records; which column is what is found by its name or told by a mapping."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from kg.articles.decode import decode
from kg.errors import InputError, SettingsError, Where
from kg.sources.kinds import Kind
from kg.sources.opening import lines
from kg.sources.record import Notice, Record

#: Names under which sources give each part of an article, the better ones first.
COLUMNS = {
    "body": ("body", "articlebody", "text", "content", "maintext", "main_text", "fulltext", "full_text", "article",
             "html", "正文", "内容"),
    "title": ("title", "headline", "name", "subject", "标题"),
    "date": ("date", "datepublished", "date_published", "published", "publish_date", "pubdate", "pub_date",
             "published_at", "publication_date", "issued", "time", "datetime", "created_at",
             "日期", "发布时间", "发布日期"),
    "url": ("url", "link", "href", "address", "uri", "permalink", "网址", "链接"),
    "id": ("id", "identifier", "guid", "uuid", "doc_id", "article_id"),
    "publisher": ("publisher", "source", "source_name", "site", "sitename", "site_name", "source_domain", "domain",
                  "来源"),
    "language": ("language", "lang", "inlanguage", "语言"),
}  # fmt: skip


def mapping_of(text: str) -> dict[str, str]:
    """The setting ``columns``, "body=Text,date=Published on", as a dictionary.

    Raises:
        SettingsError: it has another form, or names a part that articles do not have.
    """
    chosen: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        part, equals, column = (piece.strip() for piece in pair.partition("="))
        if not equals or not column or part not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise SettingsError(f"columns: {pair!r} is not PART=COLUMN", hint=f"parts of an article: {known}")
        chosen[part] = column
    return chosen


def records(
    stream: IO[bytes], kind: Kind, name: str, stem: str, mapping: Mapping[str, str], limit: int
) -> Iterator[Record | Notice]:
    """The documents of a table, each a row, an object or a line.

    Args:
        limit: largest row, in bytes.

    Raises:
        InputError: the table as a whole cannot be read (no header, no column with a text, not JSON).
    """
    place = "row" if kind in (Kind.CSV, Kind.TSV) else "line" if kind is Kind.JSONL else "item"
    for number, row in _rows(stream, kind, name, limit):
        at = f"{name}, {place} {number}"
        if isinstance(row, str):
            yield Notice(at, row, True)
            continue
        found = parts(row, mapping)
        if not found.get("body"):
            yield Notice(at, _no_body(row, mapping), True)
            continue
        yield Record(
            name=at,
            content=found["body"],
            source=found.get("url") or f"{name.rpartition('/')[2]}#{place}={number}",
            id=found.get("id"),
            stem=stem,
            url=found.get("url"),
            title=found.get("title"),
            date=found.get("date"),
            publisher=found.get("publisher"),
            language=found.get("language"),
        )


def parts(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, str]:
    """The parts of an article that ``row`` gives, as text; empty ones are left out."""
    plain = {str(column).strip().casefold(): value for column, value in row.items()}
    found = {}
    for part, names in COLUMNS.items():
        wanted = (mapping[part].casefold(),) if part in mapping else names
        values = (_text(plain.get(column)) for column in wanted)
        if (value := next(filter(None, values), "")) != "":
            found[part] = value
    return found


def _text(value: object) -> str:
    """A cell's text; of a nested object (schema.org's publisher) its name, of a list its texts as paragraphs."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, Mapping):
        return _text(value.get("name") or value.get("url"))
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    return "" if value is None or isinstance(value, bool) else str(value)


def _no_body(row: Mapping[str, Any], mapping: Mapping[str, str]) -> str:
    wanted = mapping.get("body")
    columns = ", ".join(repr(str(column)) for column in list(row)[:12])
    if wanted:
        return f"its {wanted!r} is empty or missing; it has {columns}"
    return f"no text: none of its columns {columns} has one; name it with --columns body=COLUMN"


def _rows(stream: IO[bytes], kind: Kind, name: str, limit: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Number and content of each row; a string is why it cannot be read."""
    if kind is Kind.JSONL:
        yield from _json_lines(stream, limit)
    elif kind is Kind.JSON:
        yield from _json(stream, name, limit)
    else:
        yield from _delimited(stream, "\t" if kind is Kind.TSV else None, name, limit)


def _json_lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in lines(stream, limit):
        if line is None:
            yield number, f"is longer than {limit:,} bytes, the setting max_article_bytes"
        elif line.strip():
            yield number, _object(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _object(line: bytes) -> Mapping[str, Any] | str:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"is not UTF-8 (byte {error.start} of the line)"
    except json.JSONDecodeError as error:
        return f"is not JSON: {error.msg} (column {error.colno})"
    except ValueError:  # what Python does not read of a number
        return "holds a number of thousands of digits"
    except RecursionError:
        return "is nested too deeply"
    return _sane(value) if isinstance(value, dict) else "is no JSON object"


def _sane(row: dict[str, Any]) -> dict[str, Any] | str:
    """``row`` unless a text of it holds half of a surrogate pair, which no UTF-8 file can carry."""
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return "holds half of a surrogate pair, which is no character"
    return row


def _json(stream: IO[bytes], name: str, limit: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """A JSON document: a list of objects, or one object."""
    data = stream.read(100 * limit + 1)
    if len(data) > 100 * limit:
        raise InputError(f"is too large for one JSON document: more than {100 * limit:,} bytes",
                         where=Where(name), hint="give it as JSON Lines, which is read line by line")  # fmt: skip
    try:
        value = json.loads(decode(data, name).text)
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", where=Where(name, error.lineno, error.colno)) from error
    except ValueError as error:
        raise InputError("holds a number of thousands of digits", where=Where(name)) from error
    except RecursionError as error:
        raise InputError("is nested too deeply", where=Where(name)) from error
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        yield number, _sane(item) if isinstance(item, dict) else "is no JSON object"


def _delimited(
    stream: IO[bytes], delimiter: str | None, name: str, limit: int
) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Rows of CSV (RFC 4180) or TSV under their header, numbered from 1 below it."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]  # any binary stream will do
    head = buffered.peek(io.DEFAULT_BUFFER_SIZE)
    whole_lines = head[: head.rfind(b"\n") + 1] or head
    encoding = decode(whole_lines, name).encoding
    text = io.TextIOWrapper(buffered, "utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    csv.field_size_limit(min(limit, sys.maxsize))  # the module's own, for the whole process
    first = whole_lines.splitlines()[0].decode(encoding, "replace") if whole_lines else ""
    rows = csv.reader(text, delimiter=delimiter or _delimiter(first), strict=False)
    try:
        header = next(rows, None)
        if not header or not any(cell.strip() for cell in header):
            raise InputError("has no header", where=Where(name))
        yield from enumerate(_dictionaries(rows, header), 1)
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", where=Where(name, rows.line_num)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"begins as {encoding} but is not", where=Where(name, rows.line_num + 1)) from error
    finally:
        text.detach()  # the file is closed by whoever opened it


def _dictionaries(rows: Iterable[list[str]], header: list[str]) -> Iterator[Mapping[str, Any] | str]:
    for row in rows:
        if len(row) > len(header):
            yield f"has {len(row)} cells under a header of {len(header)}"
        elif any(cell.strip() for cell in row):
            yield dict(zip(header, row, strict=False))


def _delimiter(header: str) -> str:
    """The character that parts the header's cells: a semicolon or tab where it is more frequent than the comma."""
    return max((",", ";", "\t"), key=header.count)
