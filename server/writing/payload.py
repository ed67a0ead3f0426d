"""The RDF documents in the body of a write: one, or the parts of a multipart body (Graph Store Protocol, 5.5)."""

from dataclasses import dataclass
from email.errors import MessageDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePosixPath
from typing import Final

from server import protocol
from server.formats import GRAPHS, Format
from server.problems import Problem
from server.web import Request
from server.writing.jobs import Document

#: Parts of one body; who sends more can send several requests.
MOST_PARTS: Final = 1000
_KNOWN: Final = [f for f in GRAPHS.values() if f.name not in ("trig", "nquads")]
_MULTIPART: Final = ("multipart/form-data", "multipart/mixed")
#: What programs call a file of which they know nothing: its name tells more.
_UNTYPED: Final = ("", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    name: str
    content: bytes


def documents(request: Request) -> tuple[Document, ...]:
    """The documents in a request's body; those of several parts are merged by who writes them.

    Raises:
        Problem: 400, 413 or 415.
    """
    header = request.header("content-type")
    kind = protocol.media_type(header)
    if kind not in _MULTIPART:
        return (_document(_Part(header, "", request.body), ""),)
    return tuple(_document(part, f"part {number}") for number, part in enumerate(_parts(header, request.body), 1))


def _parts(header: str, body: bytes) -> list[_Part]:
    """The parts of a multipart body, each whole."""
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(
        b"Content-Type: " + header.encode() + b"\r\n\r\n" + body
    )
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if message.defects or not parts:
        told = " ".join(map(_told, message.defects)) or "it has no parts"
        raise Problem(
            400, "Not a multipart body", told, hint="its parts are divided by the boundary that Content-Type names"
        )  # fmt: skip
    if len(parts) > MOST_PARTS:
        raise Problem(413, "Too many parts", f"the body has {len(parts):,} parts; {MOST_PARTS:,} may be sent at once")
    found = []
    for number, part in enumerate(parts, 1):
        if part.is_multipart():
            raise Problem(415, "Unsupported media type", f"part {number} is a multipart body itself")
        content = part.get_payload(decode=True)
        if part.defects:
            raise Problem(400, "Not a multipart body", f"part {number}: {_told(part.defects[0])}")
        assert isinstance(content, bytes)  # noqa: S101 - of a part that is no multipart
        found.append(_Part(part.get("content-type", ""), part.get_filename() or "", content))
    return found


def _told(defect: MessageDefect) -> str:
    """What is wrong with a body, from the first line of the library's own words for it."""
    return ((type(defect).__doc__ or type(defect).__name__).strip().splitlines()[0]).rstrip(".") + "."


def _document(part: _Part, name: str) -> Document:
    kind = protocol.media_type(part.kind)
    format_ = _format(kind, PurePosixPath(part.name).suffix.removeprefix(".").lower())
    if format_ is None:
        accepted = ", ".join(f.media_types[0] for f in _KNOWN)
        raise Problem(
            415, "Unsupported media type", f"{name or 'a body'} of type {kind or '(none)'} is no graph",
            hint=f"send one of {accepted}", headers=(("Accept", accepted),),
        )  # fmt: skip
    try:
        return Document(format_.name, part.content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise Problem(400, "Not UTF-8", f"byte {error.start} of {name or 'the body'} is not UTF-8") from error


def _format(kind: str, extension: str) -> Format | None:
    """The format of a media type; of a file of which that says nothing, the format of its name's extension."""
    for one in _KNOWN:
        if kind == one.media_types[0] or (kind in one.media_types and not kind.endswith(("/xml", "/json"))):
            return one
    return next((one for one in _KNOWN if extension == one.extension and kind in _UNTYPED), None)
