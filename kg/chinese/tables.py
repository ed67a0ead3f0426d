"""The tables of the Chinese reader, each read once."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """Rows of ``data/NAME.tsv`` as cells; comments and empty lines are left out."""
    text = files("kg.chinese").joinpath(f"data/{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


@cache
def words(kind: str, table: str = "words") -> frozenset[str]:
    """The words of one kind of a table whose second column lists them with ``|`` between."""
    return frozenset(word for key, cell in rows(table) if key == kind for word in cell.split("|"))


@cache
def alternatives(kind: str, table: str = "words") -> re.Pattern[str]:
    """The same as a pattern that prefers the longest."""
    return re.compile("|".join(map(re.escape, sorted(words(kind, table), key=len, reverse=True))))
