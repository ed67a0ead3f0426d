"""Text whose paragraphs were broken into lines of one width: where the breaks are no ends of lines."""

import re
from itertools import pairwise
from typing import Final

_BREAK: Final = re.compile(r"[^\S\n]*\r?\n[^\S\n]*(?=\S)")
_CLOSED: Final = re.compile(r"[.!?:;][\"')\]”’]*$")
_FIRST: Final = re.compile(r"\S+")
#: Shortest and longest width that text is broken at.
_WIDTHS: Final = range(50, 131)
#: Fewest breaks inside sentences from which a width can be told.
_ENOUGH: Final = 3


def unwrapped(body: str) -> str:
    """``body`` with the breaks that only the width made as blanks; of the same length, so that offsets stay.

    A break is one of the width if the next line's first word had no room any more. A text is taken for broken at a
    width if that holds for nearly all of its lines that do not end a sentence.
    """
    lines = [(m.start(), m.end(), m[0].strip()) for m in re.finditer(r"[^\n]+", body)]
    pairs = [(a, b) for a, b in pairwise(lines) if a[2] and b[2] and b[0] == a[1] + 1]
    open_ = [(a[2], b[2]) for a, b in pairs if len(a[2]) in _WIDTHS and not _CLOSED.search(a[2])]
    if len(open_) < _ENOUGH or not any(b[0].islower() for _, b in open_):
        return body
    width = max(len(a) for a, _ in open_)
    if sum(_full(a, b, width) for a, b in open_) < 0.9 * len(open_):
        return body
    characters = list(body)
    for (_, end, line), (_, _, following) in pairs:
        if not 0.6 * width <= len(line) <= width or not _full(line, following, width):
            continue
        broken = _BREAK.match(body, len(body[:end].rstrip()))
        if broken is not None:
            characters[broken.start() : broken.end()] = " " * len(broken[0])
    return "".join(characters)


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of ``following`` had no room on ``line``."""
    first = _FIRST.match(following)
    return first is not None and len(line) + 1 + len(first[0]) > width
