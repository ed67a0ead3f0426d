"""The layout of a page's text: which lines are the article, which are boilerplate, and what the page says of itself."""

import re
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


def describe(body: str) -> Page:
    """The layout and printed metadata of ``body``."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", body) if len(m.group()) > 80
    )
    return Page(blocks=blocks, language="en")
