"""Bytes to text: UTF-8, else an encoding that can be told with confidence, else a refusal with the place."""

import codecs
import re
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
            return _clean(_strict(data[len(mark) :], encoding, source, len(mark)), encoding)
    if b"\0" in data:
        raise InputError("is binary, not text", where=Where(source, byte=data.index(b"\0")))
    try:
        return _clean(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _detected(data, source, error.start)


def _strict(data: bytes, encoding: str, source: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        where = Where(source, byte=skipped + error.start)
        raise InputError(f"begins as {encoding} but is not", where=where) from error


def _detected(data: bytes, source: str, bad: int) -> Decoded:
    match = from_bytes(data).best()
    if match is None or match.chaos > NOISE or (match.coherence == 0 and len(data) > 200):
        raise InputError(
            "is not UTF-8, and its encoding cannot be told",
            where=Where(source, byte=bad),
            hint=f"convert it first, e.g.: iconv -f GB18030 -t UTF-8 {source}",
        )
    return _clean(str(match), match.encoding)


def _clean(text: str, encoding: str) -> Decoded:
    cleaned, replaced = UNWRITABLE.subn("\ufffd", text)
    return Decoded(cleaned, encoding, replaced)
