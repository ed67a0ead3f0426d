"""Agreeing: in a list of names, what most of them are tells what an unknown one is."""

from collections.abc import Iterator

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.hints import hint
from kg.reading.joining import link
from kg.reading.runs import Chunk, Runs

_JOINTS = frozenset({",", "and", ", and", "&", "or", "as well as", ", as well as", "、", ";", "; and"})

#: Before a list of places.
_WHENCE = frozenset({"from", "in", "to", "across", "including", "between"})


def agree(runs: Runs, chunks: list[Chunk]) -> None:
    """Types the unknown members of each list of ``chunks`` like the known ones, where these are all of one type."""
    for row in _rows(runs, chunks):
        types = [c.type for c in row]
        known = {t for t in types if t is not None}
        if known == {T.PERSON}:
            _persons(runs, row)
        elif known == {T.PLACE} and types.count(T.PLACE) > 1 and types.count(None) <= types.count(T.PLACE):
            _places(runs, row)
        elif known == {T.ENTERPRISE}:
            _companies(runs, row)
        elif known == {T.ENTERPRISE, T.PERSON} and types.count(T.PERSON) == 1 and types.count(T.ENTERPRISE) > 2:
            _company_like_a_person(runs, row)


def _rows(runs: Runs, chunks: list[Chunk]) -> Iterator[list[Chunk]]:
    row: list[Chunk] = []
    for chunk in chunks:
        if row and not (link(runs, row[-1], chunk) in _JOINTS and not chunk.event):
            if len(row) > 1:
                yield row
            row = []
        if not chunk.event:
            row.append(chunk)
    if len(row) > 1:
        yield row


def _persons(runs: Runs, row: list[Chunk]) -> None:
    for chunk in row:
        words = [runs.word(i) for i in range(chunk.first, chunk.last)]
        plain = all(w.replace("-", "").replace("'", "").isalpha() and w[0].isupper() and w[1:].islower() for w in words)
        everyday = any(runs.generic(i) for i in range(chunk.first, chunk.last))
        if chunk.type is None and 2 <= len(words) <= 4 and plain and not everyday and hint(runs, chunk) is None:
            chunk.type = T.PERSON


def _places(runs: Runs, row: list[Chunk]) -> None:
    if not row[0].first or runs.tokens[row[0].first - 1].lower not in _WHENCE:
        return
    for chunk in row:
        word = runs.word(chunk.first)
        if (
            chunk.type is None
            and chunk.last - chunk.first == 1
            and word.istitle()
            and not runs.tokens[chunk.first].opens
        ):
            chunk.type, chunk.proper = T.PLACE, True


def _companies(runs: Runs, row: list[Chunk]) -> None:
    for chunk in row:
        field = lexicon.craft(runs.word(chunk.last - 1).lower())  # "Advanced Equipment Manufacturing"
        if chunk.type is None and chunk.last - chunk.first > 1 and not field:
            chunk.type, chunk.proper = T.ENTERPRISE, True


def _company_like_a_person(runs: Runs, row: list[Chunk]) -> None:
    for chunk in row:
        if chunk.type is T.PERSON and not (chunk.first and runs.tokens[chunk.first - 1].title):
            chunk.type = T.ENTERPRISE
