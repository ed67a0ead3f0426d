"""The common nouns that refer back to something named, as ``data/nominals.tsv`` lists them."""

from functools import cache
from typing import NamedTuple

from kg.facts import EntityType
from kg.reading.tables import rows


class Noun(NamedTuple):
    """A row of ``data/nominals.tsv``."""

    classes: tuple[EntityType, ...]
    heads: tuple[str, ...]
    bare: bool


@cache
def nominals() -> dict[str, Noun]:
    """The nouns that refer back."""
    found = {}
    for row in rows("nominals"):
        if row["classes"] == "-":
            continue
        heads = [row["noun"] if head == "*" else head for head in row["heads"].split(",") if head]
        found[row["noun"]] = Noun(
            tuple(EntityType(name) for name in row["classes"].split(",")),
            tuple(heads),
            row["bare"] != "no",
        )
    return found
