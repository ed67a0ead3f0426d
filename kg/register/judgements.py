"""What people decided about who is who: a plain file in the data folder that is only ever added to.

A line is one decision as JSON: ``same`` and ``different`` name two things, ``split`` one thing and the articles that
speak of another of its name, ``undo`` an earlier decision. Things are named by the part of their IRI behind ``…/id/``,
so that the file outlives a change of address. People's decisions win over the rules; of two that contradict each other
the later one holds, and the other is reported.
"""

import fcntl
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from kg.disk import disk_errors
from kg.errors import InputError, Where
from kg.naming import digest
from kg.settings import IDENTITIES

Kind = Literal["same", "different", "split", "undo"]


class Decided(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the file."""

    id: str
    judgement: Kind
    left: str
    """What is decided about: of ``same`` what is replaced, of ``undo`` the id of the decision that is undone."""
    right: str = ""
    articles: tuple[str, ...] = ()
    because: str
    by: str
    at: str
    """When, as ISO 8601 with a time zone."""


def decided(
    judgement: Kind, left: str, right: str = "", *, because: str, by: str, articles: Iterable[str] = (), at: str = ""
) -> Decided:
    """A decision of now (or of ``at``) with its id."""
    at = at or datetime.now(UTC).isoformat(timespec="seconds")
    named = tuple(sorted(articles))
    return Decided(
        id=digest("\n".join((judgement, left, right, *named, because, by, at))), judgement=judgement, left=left,
        right=right, articles=named, because=because, by=by, at=at,
    )  # fmt: skip


class Judgements:
    """The file of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / IDENTITIES

    def all(self) -> list[Decided]:
        """Every line, in order of time.

        Raises:
            InputError: a line is no decision.
        """
        return read(self.path) if self.path.exists() else []

    def standing(self) -> list[Decided]:
        """The decisions that hold: neither an undo nor undone."""
        return standing(self.all())

    def add(self, decisions: Iterable[Decided]) -> list[Decided]:
        """Appends those of ``decisions`` that are not there yet, and returns them.

        Raises:
            StoreError: the data folder cannot be written.
        """
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            with os.fdopen(handle, "ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                known = {one.id for one in self.all()}
                new = [one for one in decisions if one.id not in known]
                file.write(lines(new))
                file.flush()
                os.fsync(file.fileno())
        return new


def lines(decisions: Iterable[Decided]) -> bytes:
    """The decisions as the file has them."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in decisions)


def read(path: Path) -> list[Decided]:
    """The decisions in the file ``path``, in order of time.

    Raises:
        InputError: the file cannot be read, or a line is no decision.
    """
    found = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=Where(str(path))) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=Decided))
            except msgspec.MsgspecError as error:
                raise InputError(f"is no decision: {error}", where=Where(str(path), line=number)) from error
    return sorted(found, key=lambda one: (one.at, one.id))


def standing(decisions: Iterable[Decided]) -> list[Decided]:
    """Those of ``decisions`` that hold, in order of time; an undo may itself be undone."""
    ordered = sorted(decisions, key=lambda one: (one.at, one.id))
    undone: set[str] = set()
    for one in reversed(ordered):
        if one.judgement == "undo" and one.id not in undone:
            undone.add(one.left)
    return [one for one in ordered if one.judgement != "undo" and one.id not in undone]
