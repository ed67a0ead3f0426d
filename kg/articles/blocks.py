"""What is left of a page when it has been looked at: blocks of text of some kind, and what it says of itself."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of the page is."""

    HEADLINE = "headline"
    SUBHEAD = "subhead"
    PARAGRAPH = "paragraph"
    DATELINE = "dateline"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the body, in code points, end exclusive; lines broken inside a sentence are one block."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The blocks in order, and the metadata that the page prints."""

    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
