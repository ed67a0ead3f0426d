"""Figures told one by one of things listed before: "A and B hold 70 percent and 30 percent of it respectively"."""

from itertools import pairwise
from typing import Final

import regex

from kg.reading.figure_owners import ABOUT
from kg.reading.figures import Figure
from kg.reading.layout import Layout
from kg.reading.quantities import Quantity, find_quantities

_WORD: Final = regex.compile(r"\brespectively\b", regex.IGNORECASE)
#: What joins two figures of one list: "1.2 billion yuan, 8", "28 projects and 35".
_JOINED: Final = regex.compile(r"(?:\s+[\w-]+){0,3}?\s*(?:,|,?\s+and)\s+(?:[a-z]+\s+)?", regex.IGNORECASE)


def respective(figure: Figure, layout: Layout) -> str | None:
    """The one of the things listed before that has the place in its list that ``figure`` has in its own."""
    sentence, q = figure.sentence, figure.quantity
    if _WORD.search(figure.text, sentence.start, sentence.end) is None:
        return None
    run = _run(figure)
    if len(run) < 2:
        return None
    number = next(n for n, s in enumerate(layout.document.sentences) if s.start == sentence.start)
    rows = [
        s.row
        for s in layout.sentences[number]
        if s.row[0] is s and len(s.row) == len(run) and s.row[-1].mention.end <= run[0].outset
    ]
    fitting = [row for row in rows if all(s.type in ABOUT for s in row)]
    return fitting[-1][run.index(q)].entity if fitting else None


def _run(figure: Figure) -> list[Quantity]:
    """The figures that stand in one list with ``figure``."""
    sentence = figure.sentence
    here = [q for q in find_quantities(figure.text) if sentence.start <= q.start and q.end <= sentence.end]
    runs: list[list[Quantity]] = [[q] for q in here[:1]]
    for one, other in pairwise(here):
        if _JOINED.fullmatch(figure.text, one.end, other.outset):
            runs[-1].append(other)
        else:
            runs.append([other])
    return next((run for run in runs if figure.quantity in run), [])
