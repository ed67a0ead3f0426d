"""Geography: which of two places lies in the other, for telling "Luosha, Minqian" from a list of stops.

It never states a relation by itself; it only helps to read what the text says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from kg.reading import lexicon

#: From wide to narrow, as the column "level" of ``ontology/reference/places.tsv`` has them.
LEVELS = {"world": 9, "country": 8, "region": 7, "province": 6, "prefecture": 5, "city": 5, "county": 4}

#: Words at the end of a place's name that say how wide it is.
RANKS = {
    "village": 1, "hamlet": 1, "community": 1, "street": 2, "sub-district": 2, "subdistrict": 2, "town": 2,
    "township": 2, "county": 4, "banner": 4, "district": 4, "city": 5, "prefecture": 5.5, "province": 6, "region": 7,
}  # fmt: skip


@dataclass(slots=True)
class _Gazetteer:
    codes: dict[str, set[str]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)


@cache
def _gazetteer() -> _Gazetteer:
    table = _Gazetteer()
    for row in lexicon._divisions():
        table.parents[row["code"]] = row["parent"]
        table.widths[row["code"]] = LEVELS.get(row["level"], 0)
        for name in (row["name_en"], row["full_en"], *row["alt_en"].split("; ")):
            if name:
                table.codes.setdefault(name, set()).add(row["code"])
    return table


def width(name: str) -> int | None:
    """How wide the place called ``name`` is (8 a country, 6 a province, 4 a county); None if the table has none."""
    table = _gazetteer()
    return max((table.widths[code] for code in _codes(name)), default=None)


def _codes(name: str) -> set[str]:
    """Codes of the divisions called ``name``, with or without the word for what it is."""
    table = _gazetteer()
    first, _, rest = name.partition(" ")
    if first.lower() in lexicon.words("compass") and name not in table.codes and rest in table.codes:
        name = rest  # "northeast China" is as good as "China" for telling what lies in what
    bare = name.removesuffix(" province").removesuffix(" city").removesuffix(" Province").removesuffix(" City")
    return table.codes.get(name) or table.codes.get(bare, set())


def lies_within(near: str, far: str) -> bool:
    """Whether a place called ``near`` lies in one called ``far``, by the reference table."""
    table = _gazetteer()
    wanted = _codes(far)
    for code in _codes(near):
        at = table.parents.get(code, "")
        while at:
            if at in wanted:
                return True
            at = table.parents.get(at, "")
    return False


def rank(name: str) -> float | None:
    """How wide the place is that ``name`` itself says it is, as :func:`width` has it; None if it does not say."""
    return RANKS.get(name.lower().split()[-1])


def breadth(name: str) -> float | None:
    """How wide the place called ``name`` is: as the name itself says, else by the reference table."""
    own = rank(name)
    return width(name) if own is None else own


def climbs(near: Iterable[str], far: Iterable[str]) -> bool:
    """Whether the place with the names ``near`` is known to be narrower than the one with the names ``far``."""
    narrow = next((b for n in near if (b := breadth(n)) is not None), None)
    wide = next((b for n in far if (b := breadth(n)) is not None), None)
    return narrow is not None and wide is not None and narrow < wide
