"""The names stage's tables as Python sets and maps, each loaded once; people extend the tables, not this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.facts import EntityType
from kg.reading.tables import rows


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that ends a name. ``type`` is ``None`` for events, which are no entities."""

    type: EntityType | None
    how: frozenset[str]

    @property
    def strong(self) -> bool:
        """Whether it tells the type whatever stands before it."""
        return "strong" in self.how


@cache
def heads() -> dict[tuple[str, ...], Head]:
    """Head nouns by their words in lower case."""
    return {
        tuple(row["head"].split()): Head(
            None if row["type"] == "Event" else EntityType(row["type"]), frozenset(row["how"].split())
        )
        for row in rows("heads")
    }


def head_at(words: list[str]) -> tuple[int, Head] | None:
    """The longest head noun that ``words`` (lower case) end with: of how many words it is, and what it tells."""
    known = heads()
    bare = [w.rstrip(".") if w.endswith(".") else w for w in words[-5:]]
    for size in range(len(bare), 0, -1):
        head = known.get(tuple(bare[-size:]))
        if head:
            return size, head
    compound = known.get((bare[-1].rpartition("-")[2],)) if bare and "-" in bare[-1] else None
    return (1, compound) if compound is not None and compound.type is not EntityType.ENTERPRISE else None


@cache
def surnames() -> dict[str, frozenset[str]]:
    """Chinese surnames in lower case, with what is special of them."""
    return {row["surname"]: frozenset(row["how"].split()) for row in rows("surnames")}


@cache
def syllables() -> frozenset[str]:
    """Toneless syllables of Mandarin."""
    return frozenset(row["syllable"] for row in rows("syllables"))


@cache
def foreign_names() -> dict[str, str]:
    """Given names and surnames of other languages in lower case, with their kind."""
    return {name: row["kind"] for row in rows("person_names") for name in row["names"].split()}


@cache
def titles() -> frozenset[tuple[str, ...]]:
    """Titles of posts by their words in lower case; a body's name ("committee member") is left to the names."""
    kinds = {"territory", "party", "organ", "company", "envoy", "member", "any"}
    found = (tuple(row["title"].split()) for row in rows("titles") if row["kind"] in kinds)
    return frozenset(t for t in found if "committee" not in t[:-1] and not set(t) <= words("name"))


@cache
def title_modifiers() -> frozenset[str]:
    """Words that belong to the title that follows them: "vice", "executive"."""
    return frozenset(row["title"] for row in rows("titles") if row["kind"] in ("modifier", "tense", "honour"))


@cache
def industries() -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    """Industry terms by their first word in lower case: words, and whether read anywhere; longest first."""
    found: dict[str, dict[tuple[str, ...], bool]] = {}
    for term, strong in _sectors():
        parts = tuple(term.replace(",", " ,").split())
        found.setdefault(parts[0].lower(), {})[parts] = strong
    return {first: sorted(terms.items(), key=lambda t: -len(t[0])) for first, terms in found.items()}


def _sectors() -> Iterator[tuple[str, bool]]:
    """Terms of the reference data, the table of this stage having the last word."""
    everyday = words("modifier") | words("plain") | {"and"}
    for row in _reference("industries.tsv"):
        for name in (row["name_en"], *row["alt_en"].split("; ")):
            parts = name.lower().split()
            if parts and parts[-1] in ("industry", "industries", "sector"):
                name, parts = name.rsplit(" ", 1)[0], parts[:-1]
            if parts and not set(parts) & {"industry", "industries"}:
                term = name if any(w[1:] != w[1:].lower() for w in name.split()) else name.lower()
                yield term, len(parts) > 1 and not set(parts) <= everyday
    for row in rows("industries"):
        yield row["term"], row["how"] == "strong"


@cache
def goods() -> dict[str, str]:
    """Nouns in the singular for what is made, grown or traded: "alone" or "compound"."""
    return {row["noun"]: row["how"] for row in rows("goods")}


@cache
def crafts() -> dict[str, str]:
    """Nouns for what is done with products, and for fields: "wide" or "narrow"."""
    return {row["noun"]: row["how"] for row in rows("crafts")}


@lru_cache(maxsize=1 << 14)
def good(noun: str) -> str:
    """How ``noun`` (lower case, singular or plural) names goods; empty if it does not."""
    return _looked_up(noun, goods())


@lru_cache(maxsize=1 << 14)
def craft(noun: str) -> str:
    """How ``noun`` (lower case, singular or plural) names a craft or a field; empty if it does not."""
    return _looked_up(noun, crafts())


def is_good(noun: str) -> bool:
    """Whether ``noun`` (lower case, singular or plural) is one for goods."""
    return bool(good(noun))


def _looked_up(noun: str, known: dict[str, str]) -> str:
    for end, stem in _PLURALS:
        if noun.endswith(end) and (how := known.get(noun.removesuffix(end) + stem if end else noun)):
            return how
    return ""


_PLURALS = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("ves", "fe"))


@lru_cache(maxsize=1 << 14)
def sited(noun: str) -> bool:
    """Whether ``noun`` is one for a site or a body, which makes the phrase before it no sector."""
    head = heads().get((noun,)) or heads().get((noun.removesuffix("s"),))
    return head is not None and head.type in _SITED and noun not in ("port", "airport", "logistics")


_SITED = frozenset({EntityType.FACILITY, EntityType.PARK, EntityType.INSTITUTION, EntityType.GOVERNMENT})


@cache
def places() -> frozenset[str]:
    """Names of places, as printed."""
    names = {row["name"] for row in rows("world")}
    for row in _divisions():
        if row["level"] == "world" and row["name_en"] == "World":
            continue
        names |= {row["name_en"], row["full_en"], *row["alt_en"].split("; ")}
    return frozenset(n for n in names if len(n) > 3 or (n.isupper() and len(n) > 1)) - _not_places()


@cache
def countries() -> frozenset[str]:
    """Names of countries and larger parts of the world."""
    return frozenset(row["name_en"] for row in _divisions() if row["level"] in ("country", "world"))


def _not_places() -> set[str]:
    return {w.capitalize() for w in words("abstract")} | {w.capitalize() for w in words("opening")}


def _divisions() -> Iterator[dict[str, str]]:
    return _reference("places.tsv")


def _reference(table: str) -> Iterator[dict[str, str]]:
    columns: list[str] = []
    text = files("ontology").joinpath("reference", table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if columns:
                yield dict(zip(columns, cells + [""] * len(columns), strict=False))
            else:
                columns = cells


@cache
def companies() -> frozenset[str]:
    """Companies known by a name that does not tell that it is one."""
    return frozenset(row["name"] for row in rows("companies"))


@cache
def known_names() -> dict[str, EntityType]:
    """What bodies and companies are whose names do not tell it."""
    return {row["name"]: EntityType(row["type"]) for row in rows("known_names")}


@cache
def acronyms() -> dict[str, EntityType | None]:
    """Abbreviations that need no introduction; ``None`` for those of things that are no entities."""
    return {row["acronym"]: EntityType(row["type"]) if row["type"] else None for row in rows("acronyms")}


@cache
def words(kind: str) -> frozenset[str]:
    """The words of the rows of ``ordinary.tsv`` of that kind."""
    return frozenset(w for row in rows("ordinary") if row["kind"] == kind for w in row["words"].split())
