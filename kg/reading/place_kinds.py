"""What kinds of place a name can be, by the reference data: city, district, county, province, country, region."""

from functools import cache

from kg.reading import lexicon

_COLUMNS = ("code", "level", "name_en", "full_en", "name_zh", "parent", "kind", "alt_en", "adjectives")


@cache
def _known() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for cells in lexicon.rows("places.tsv", "ontology", "reference"):
        row = dict(zip(_COLUMNS, cells, strict=False))
        kind = row.get("kind", "")
        if kind and row["code"] != "code":
            for name in (row["name_en"], row["full_en"], *row.get("alt_en", "").split("; ")):
                found.setdefault(name.lower(), set()).add(kind)
    return {name: frozenset(kinds) for name, kinds in found.items() if name}


@cache
def place_kinds(name: str) -> frozenset[str]:
    """Kinds of the places called ``name``; empty if the reference data knows none."""
    return _known().get(name.lower().removeprefix("the "), frozenset())


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of countries in lower case: "chinese", "south korean"."""
    found: set[str] = set()
    for cells in lexicon.rows("places.tsv", "ontology", "reference"):
        if len(cells) > 8 and cells[1] == "country":
            found |= {word.lower() for word in cells[8].split("; ") if word}
    return frozenset(found)
