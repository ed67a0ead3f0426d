"""Bytes to text: UTF-8, else an encoding that can be told with confidence, else a refusal with the place."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes

from kg.errors import InputError, Where

#: Byte order marks and the encodings they announce, the longer first.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Share of the text that may look like noise in the detected encoding; above it the encoding counts as unknown.
NOISE = 0.1
#: Share of bytes outside ASCII that a Western text has at most: accents, curly quotes, dashes.
FEW = 0.05
#: Characters that XML 1.0 (section 2.2) and with it RDF/XML and SPARQL's XML results cannot carry.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Decoded(NamedTuple):
    """A file's text."""

    text: str
    encoding: str
    replaced: int
    """Control characters that no XML syntax can carry, each replaced by one U+FFFD so that offsets hold."""


def decode(data: bytes, source: str) -> Decoded:
    """The text of ``data``; newlines stay as they are, a byte order mark goes.

    Raises:
        InputError: binary, or in no encoding that can be told; says at which byte UTF-8 ends.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return clean(_strict(data[len(mark) :], encoding, source, len(mark)), encoding)
    if b"\0" in data:
        return _unmarked(data, source)
    try:
        return clean(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _detected(data, source, error.start)


def _unmarked(data: bytes, source: str) -> Decoded:
    """UTF-16 without a byte order mark shows in Western text: every second byte is zero."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")) if len(data) % 2 == 0 else ():
        half = data[first::2]
        if half.count(0) > 0.7 * len(half) and not data[1 - first :: 2].count(0):
            return clean(_strict(data, encoding, source, 0), encoding)
    raise InputError("is binary, not text", where=Where(source, byte=data.index(b"\0")))


def _strict(data: bytes, encoding: str, source: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        where = Where(source, byte=skipped + error.start)
        raise InputError(f"begins as {encoding} but is not", where=where) from error


def _detected(data: bytes, source: str, bad: int) -> Decoded:
    if _damaged(data):
        raise InputError(
            "is UTF-8 but damaged",
            where=Where(source, byte=bad),
            hint=f"look at it with: tail -c +{bad + 1} FILE | head -c 16 | xxd",
        )
    for encoding in _likely(data):
        try:
            return clean(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    match = from_bytes(data).best()
    if match is None or match.chaos > NOISE or not (match.coherence or match.language in IDEOGRAPHIC):
        raise InputError(
            "is not UTF-8, and its encoding cannot be told",
            where=Where(source, byte=bad),
            hint="convert it first, e.g.: iconv -f GB18030 -t UTF-8",
        )
    return clean(str(match), match.encoding)


#: The detector has no letter statistics for these; that the bytes are valid pairs throughout says enough.
IDEOGRAPHIC = ("Chinese", "Japanese", "Korean")


def _likely(data: bytes) -> Iterator[str]:
    """Encodings to try before letters are counted, which a few foreign characters in English do not suffice for."""
    try:
        data.decode("gb2312")
    except UnicodeDecodeError:
        pass
    else:
        yield "gb18030"
    if sum(byte > 0x7F for byte in data) <= FEW * len(data):
        yield "cp1252"


def _damaged(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8: then no other encoding is meant."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - wrong >= wrong


def decode_as(data: bytes, charset: str) -> Decoded | None:
    """The text of ``data`` in the encoding that its source declares; None where that is unknown or untrue.

    The national encodings of China are supersets of each other; pages that declare one often use a larger one.
    """
    name = "gb18030" if charset.lower() in ("gb2312", "gbk", "x-gbk", "gb_2312-80", "euc-cn") else charset
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return clean(text, codecs.lookup(name).name) if isinstance(text, str) else None


def clean(text: str, encoding: str) -> Decoded:
    """``text`` with each control character that no XML syntax can carry replaced by U+FFFD."""
    cleaned, replaced = UNWRITABLE.subn("\ufffd", text)
    return Decoded(cleaned, encoding, replaced)
