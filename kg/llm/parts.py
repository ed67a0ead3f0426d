"""Long articles in parts: stretches of the body, so that offsets stay what they are."""

import re
from itertools import pairwise

from kg.facts import Passage

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+")


def parts(body: str, longest: int) -> list[Passage]:
    """The whole body in parts of up to ``longest`` characters.

    What stands above and below the article is not cut away: a model sees what it is, and a heuristic may cut too much.
    They end at the ends of lines, of sentences where a line is too long, and anywhere where a sentence is.
    """
    found: list[Passage] = []
    for piece in _pieces(body, longest):
        if found and piece.end - found[-1].start <= longest:
            found[-1] = Passage(found[-1].start, piece.end)
        else:
            found.append(piece)
    return [part for part in found if body[part.start : part.end].strip()]


def halves(body: str, part: Passage) -> list[Passage]:
    """``part`` in two, at the end of the sentence nearest to its middle; itself where it has only one."""
    middle = (part.start + part.end) // 2
    ends = [m.end() for m in _SENTENCE.finditer(body, part.start, part.end) if part.start < m.end() < part.end]
    if not ends:
        return [part]
    cut = min(ends, key=lambda end: abs(end - middle))
    return [Passage(part.start, cut), Passage(cut, part.end)]


def _pieces(body: str, longest: int) -> list[Passage]:
    lines = [0, *(m.end() for m in re.finditer(r"\n+", body) if m.end() < len(body)), len(body)]
    found: list[Passage] = []
    for start, end in pairwise(lines):
        if end - start <= longest:
            found.append(Passage(start, end))
            continue
        cuts = [start, *(m.end() for m in _SENTENCE.finditer(body, start, end) if start < m.end() < end), end]
        for a, b in pairwise(cuts):
            found += [Passage(x, min(x + longest, b)) for x in range(a, b, longest)]
    return found
