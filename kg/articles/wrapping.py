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
    body = _rejoined(body, pairs)
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


#: Shortest line that a sentence may be broken at where no width is told.
_LINE: Final = 45
#: The same for a line before one that begins with a capital, in a text with paragraphs that are surely broken.
_LONG_LINE: Final = 60
#: Paragraphs surely broken from which a text is taken to break them all.
_PROOF: Final = 2
#: A line that goes on with a sentence: a whole word in lower case and another behind it.
_GOES_ON: Final = re.compile(r"[a-z]+,? \S")

_Line = tuple[int, int, str]


def _rejoined(body: str, pairs: list[tuple[_Line, _Line]]) -> str:
    """``body`` with those paragraphs on one line that are broken at no one width, as in letters and bulletins.

    Such a paragraph shows by a long line that ends no sentence before one that begins in lower case; in a text that
    has several of them a name may be broken too: "... and the China / Association of Refrigerated Transport ended".
    """
    cuts = [
        [(a, b) for a, b in paragraph if len(a[2]) >= _LINE and not _CLOSED.search(a[2])]
        for paragraph in _paragraphs(pairs)
    ]
    sure = [any(_GOES_ON.match(b[2]) for _, b in cut) for cut in cuts]
    characters = list(body)
    for cut, broken in zip(cuts, sure, strict=True):
        for (_, end, line), (_, _, following) in cut:
            name = sum(sure) >= _PROOF and len(line) >= _LONG_LINE and _CLOSED.search(following) is not None
            at = _BREAK.match(body, len(body[:end].rstrip())) if broken or name else None
            if at is not None:
                characters[at.start() : at.end()] = " " * len(at[0])
    return "".join(characters)


def _paragraphs(pairs: list[tuple[_Line, _Line]]) -> list[list[tuple[_Line, _Line]]]:
    """``pairs`` of lines that follow each other, by the runs that they make."""
    runs: list[list[tuple[_Line, _Line]]] = []
    for pair in pairs:
        if runs and runs[-1][-1][1] == pair[0]:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of ``following`` had no room on ``line``."""
    first = _FIRST.match(following)
    return first is not None and len(line) + 1 + len(first[0]) > width
