"""The reading tables as Python sets and maps, each loaded once; people extend the tables, not this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.facts import EntityType


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that ends a name. ``type`` is ``None`` for events, which are no entities."""

    type: EntityType | None
    how: frozenset[str]


def rows(name: str, package: str = "kg.reading", folder: str = "data") -> Iterator[list[str]]:
    """The rows of a table: tab-separated, without comments and empty lines."""
    for line in files(package).joinpath(folder, name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


@cache
def heads() -> dict[tuple[str, ...], Head]:
    """Head nouns by their words in lower case."""
    found = {}
    for text, kind, how in rows("heads.tsv"):
        found[tuple(text.split())] = Head(None if kind == "Event" else EntityType(kind), frozenset(how.split()))
    return found


@cache
def surnames() -> dict[str, frozenset[str]]:
    """Chinese surnames in lower case, with what is special of them."""
    return {r[0]: frozenset(r[1].split() if len(r) > 1 else ()) for r in rows("surnames.tsv")}


@cache
def syllables() -> frozenset[str]:
    """Toneless syllables of Mandarin."""
    return frozenset(r[0] for r in rows("syllables.tsv"))


@cache
def given_names() -> dict[str, str]:
    """Given names (and surnames) of other languages in lower case, with their kind."""
    return {name: kind for kind, names in rows("person_names.tsv") for name in names.split()}


@cache
def titles() -> frozenset[tuple[str, ...]]:
    """Titles of posts by their words in lower case; a body's name ("committee member") is left to the names."""
    kinds = {"territory", "party", "organ", "company", "envoy", "member", "any"}
    found = (tuple(r[0].split()) for r in rows("titles.tsv") if len(r) > 2 and r[2] in kinds)
    return frozenset(t for t in found if "committee" not in t[:-1] and t not in _NAME_WORDS)


#: Titles that are words of company and body names as well.
_NAME_WORDS = {("partner",), ("host",), ("fellow",), ("deputy",), ("captain",), ("king",), ("queen",), ("expert",)}


@cache
def title_modifiers() -> frozenset[str]:
    """Words that belong to the title that follows them: "vice", "executive"."""
    return frozenset(r[0] for r in rows("titles.tsv") if len(r) > 2 and r[2] in ("modifier", "tense", "honour"))


@cache
def industries() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Industry terms by their first word in lower case: the whole term's words and how it may be read, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for term, how in rows("industries.tsv"):
        parts = tuple(term.replace(",", " ,").split())
        found.setdefault(parts[0].lower(), []).append((parts, how))
    for terms in found.values():
        terms.sort(key=lambda t: -len(t[0]))
    return found


@cache
def places() -> frozenset[str]:
    """Names of places, as printed."""
    names = {r[0] for r in rows("world.tsv")}
    names |= set(_divisions())
    return frozenset(names)


def _divisions() -> Iterator[str]:
    for table in ("places.tsv", "place_names.tsv"):
        try:
            yield from (r[1] for r in rows(table, "ontology", "reference") if len(r) > 1)
        except FileNotFoundError:
            continue


@cache
def ordinary() -> frozenset[str]:
    """Everyday words (lower case) that open sentences or stand in names but are no names by themselves."""
    return frozenset(w for _, words in rows("ordinary.tsv") for w in words.split())


@cache
def companies() -> frozenset[str]:
    """Companies known by a name that does not tell that it is one."""
    return frozenset(r[0] for r in rows("companies.tsv"))


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one row of ``ordinary.tsv``."""
    return frozenset(w for k, names in rows("ordinary.tsv") if k == kind for w in names.split())
