"""The lists of a generation: for each thing its events, articles, posts, figures, projects and shared people.

A thing that thousands of articles write about would make its page sort thousands of rows to show ten. They are sorted
and counted once, with the generation: a list's first rows and its true length then cost the same for every thing.
What each list holds is said by the ``.rq`` file of the panel that shows it, and tests hold the two against each other.

Every row belongs to one node, its owner, near which all stands that it says: a person's posts, a project's places. So
the rows of what has changed can be made again without the others; see :mod:`kg.search.touched`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import msgspec
import tantivy

from kg.terms import CG, SCHEMA

Row = dict[str, Any]

#: File with what is counted over the whole graph.
SUMMARY: Final = "summary.json"
#: Folder of the lists inside that of the search index.
FOLDER: Final = "lists"
KINDS: Final = ("event", "article", "post", "figure", "project", "shared", "company", "site")
PARTS: Final = tuple(
    CG + name for name in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee", "visited")
)
#: Properties by which events have something in them.
SLOTS: Final = (*PARTS, CG + "about", SCHEMA + "location")
MONEY: Final = ("CNY", "USD", "EUR")
#: Days of articles that a post's row keeps for its picture, the first and the last ones.
MOST_DAYS: Final = 400
MOST_MEMBERSHIPS: Final = 4
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the lists of some things."""

    kind: str
    things: tuple[str, ...]
    when: str
    """ISO date, month or year that the list is sorted by; empty sorts last."""
    row: Row
    parts: tuple[str, ...] = ()
    """Who and what takes part, for what is counted together; of an article who published it."""
    since: str = ""
    """The first date, where an entry stands for a time."""
    rank: int = 0
    """What the list is sorted by instead of a date."""
    built: tuple[str, ...] = ()
    """Places for which articles themselves give a project with a sum."""


@cache
def schema() -> tantivy.Schema:
    """Fields of the index of lists."""
    builder = tantivy.SchemaBuilder()
    for name in ("kind", "thing", "owner"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("month", "part", "built"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("when", "since", "order"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("row", stored=True)
    return builder.build()


def number(day: str) -> int:
    """An ISO date, month or year as a number that sorts as dates do."""
    digits = "".join(match.groups("00")) if (match := _DAY.match(day)) else "0"
    return int(digits)


def add(writer: tantivy.IndexWriter, owner: str, entries: Iterable[Entry]) -> None:
    """Adds the rows of ``owner``."""
    for entry in entries:
        writer.add_document(_document(owner, entry))


def _document(owner: str, entry: Entry) -> tantivy.Document:
    row = msgspec.json.encode(entry.row)
    when, since = entry.rank or number(entry.when), number(entry.since)
    # Rows of one date stand in an order that does not depend on when they were added.
    rest = int.from_bytes(blake2b(row, digest_size=2).digest()) >> 3
    values: dict[str, Any] = {
        "owner": owner, "kind": entry.kind, "thing": list(dict.fromkeys(entry.things)),
        "part": list(dict.fromkeys(entry.parts)), "built": list(entry.built), "when": when, "since": since,
        "order": when << 38 | since << 13 | rest, "row": row,
    }  # fmt: skip
    if (match := _DAY.match(entry.when)) and match[2]:
        values["month"] = entry.when[:7]
    return tantivy.Document(**values)
