"""What kinds of place a name can be, by the reference data: city, district, county, province, country, region."""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files


def _places() -> Iterator[dict[str, str]]:
    text = files("ontology").joinpath("reference", "places.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    for cells in lines[1:]:
        yield dict(zip(lines[0], cells, strict=False))


@cache
def _known() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _places():
        for name in (row["name_en"], row["full_en"], *row.get("alt_en", "").split("; ")):
            found.setdefault(name.lower(), set()).add(row["kind"])
    return {name: frozenset(kinds) for name, kinds in found.items() if name}


@lru_cache(maxsize=1 << 14)
def place_kinds(name: str) -> frozenset[str]:
    """Kinds of the places called ``name``; empty if the reference data knows none."""
    return _known().get(name.lower().removeprefix("the "), frozenset())


@cache
def adjectives() -> dict[str, str]:
    """Countries by their adjectives, both in lower case: "chinese" to "china"."""
    countries = (row for row in _places() if row["level"] == "country")
    return {
        word.lower(): row["name_en"].lower()
        for row in countries
        for word in row.get("adjectives", "").split("; ")
        if word
    }
