"""Reference data: what is known of places and industries from tables, for those that a build speaks of.

A place is recognised by its name, among places of the same name by its kind ("District"), by what else its articles
speak of, or by being far better known; else it is left alone. The tables are ``ontology/reference/places.tsv`` and
``industries.tsv``; their headers name the sources.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import pyoxigraph as ox

import ontology
from kg.errors import OntologyError, Where
from kg.facts import EntityType
from kg.naming import fold, key, slug
from kg.rdf import DECIMAL, StoreTerm, expand, text
from kg.terms import Iris

#: Of places of one name, the one of the higher level is meant unless something says otherwise.
LEVELS = ("country", "world", "province", "region", "prefecture", "city", "county")
#: Words after a name that say what kind of place is meant.
KIND_WORDS = frozenset(
    {"city", "county", "district", "province", "prefecture", "region", "municipality", "banner", "league"}
)


class Named(Protocol):
    """An entity of the register, as far as it matters here."""

    @property
    def iri(self) -> str:
        """The entity's IRI."""
        ...

    @property
    def type(self) -> EntityType:
        """The entity's class."""
        ...

    @property
    def labels(self) -> tuple[ox.Literal, ...]:
        """One preferred label a language."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table of places."""

    code: str
    level: str
    name: str
    full: str
    chinese: str
    parent: str
    others: tuple[str, ...]
    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True)
class Industry:
    """A row of the table of industries."""

    code: str
    name: str
    chinese: str
    others: tuple[str, ...]
    broader: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``ontology/reference/{name}.tsv``: lines of ``#`` are comments, missing cells at the end are empty.

    Raises:
        OntologyError: the file is missing, or a line has more cells than there are columns.
    """
    path = ontology.path(f"reference/{name}.tsv")
    columns: list[str] | None = None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise OntologyError(f"cannot be read: {error.strerror}", where=Where(str(path))) from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if columns is None:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise OntologyError(f"{len(cells)} cells, but {len(columns)} columns", where=Where(str(path), line=number))
        yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("; ") if part)


@cache
def places() -> Mapping[str, Place]:
    """The places by code."""
    return {
        r["code"]: Place(r["code"], r["level"], r["name_en"], r["full_en"], r["name_zh"], r["parent"],
                         _several(r["alt_en"]), r["lat"], r["long"])
        for r in rows("places")
    }  # fmt: skip


@cache
def industries() -> Mapping[str, Industry]:
    """The industries by code."""
    return {
        r["code"]: Industry(r["code"], r["name_en"], r["name_zh"], _several(r["alt_en"]), r["broader"])
        for r in rows("industries")
    }


#: What stands before the plain name of a country in its official one.
_STYLES = (
    "Republic", "Federal Republic", "Islamic Republic", "Socialist Republic", "People's Republic", "Kingdom", "State",
    "Federation", "Union", "Sultanate", "Principality", "Grand Duchy", "Commonwealth",
)  # fmt: skip
#: Countries whose plain name with another style than their own means something else.
_UNSTYLED = frozenset({"CN"})


@cache
def _places_by_name() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, dict[str, Place]] = {}
    for place in places().values():
        bare = place.chinese.rstrip("省市区县") if len(place.chinese) > 2 else place.chinese
        for name in (place.name, place.full, *place.others, place.chinese, bare):
            found.setdefault(fold(name), {})[place.code] = place
    for place in places().values():
        for style in _STYLES if place.level == "country" and place.code not in _UNSTYLED else ():
            for the in ("", "the "):
                found.setdefault(fold(f"{style} of {the}{place.name}"), {place.code: place})
    return {name: tuple(by_code.values()) for name, by_code in found.items()}


@cache
def _industries_by_name() -> Mapping[str, Industry]:
    found: dict[str, Industry] = {}
    for industry in industries().values():
        for name in (industry.name, industry.chinese, *industry.others):
            found.setdefault(_singular(name), industry)
    return found


def _singular(name: str) -> str:
    """``name`` folded, its last word without the plural's ``s``: "electric vehicles" and "electric vehicle" are one."""
    folded = fold(name)
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") and len(folded) > 3 else folded


@cache
def _defaults() -> Mapping[str, str]:
    return {fold(r["name_en"]): r["code"] for r in rows("place_defaults")}


def ancestors(code: str) -> tuple[str, ...]:
    """Codes of the places that the place ``code`` lies in, the nearest first."""
    found: list[str] = []
    parent = places()[code].parent
    while parent and parent not in found:
        found.append(parent)
        parent = places()[parent].parent
    return tuple(found)


def find_place(name: str, beside: Iterable[str] = ()) -> Place | None:
    """The place that ``name`` means where the places ``beside`` are spoken of too, or None if that is open."""
    candidates = _places_by_name().get(fold(name), ())
    words = fold(name).split()
    if not candidates and len(words) > 1 and words[-1] in KIND_WORDS:
        candidates = _places_by_name().get(" ".join(words[:-1]), ())
    exact = [c for c in candidates if fold(c.full) == fold(name) or c.chinese == name]
    for pool in (exact, candidates):
        if len(pool) == 1:
            return pool[0]
        if near := _near(pool, beside):
            return near
        if (known := _defaults().get(fold(name))) and known in {c.code for c in pool}:
            return places()[known]
    if not candidates:
        return None
    highest = min(LEVELS.index(c.level) for c in candidates)
    best = [c for c in candidates if LEVELS.index(c.level) == highest]
    return best[0] if len(best) == 1 and highest < LEVELS.index("county") else None


def _near(candidates: Sequence[Place], beside: Iterable[str]) -> Place | None:
    """The one candidate that a place ``beside`` contains, or whose province or prefecture is a neighbour's."""
    if not candidates:
        return None
    named = {
        place.code for name in beside for place in _places_by_name().get(fold(name), ()) if place.level != "county"
    }
    named -= {"CN"}
    inside = [c for c in candidates if named & set(ancestors(c.code))]
    return inside[0] if len(inside) == 1 else None


def find_industry(name: str) -> Industry | None:
    """The industry that ``name`` means, with or without "industry" or "sector" at its end."""
    words = fold(name).split()
    table = _industries_by_name()
    while words:
        if found := table.get(_singular(" ".join(words))):
            return found
        if words[-1] not in ("industry", "industries", "sector", "sectors"):
            return None
        words.pop()
    return None


def graph(
    entities: Iterable[Named], iris: Iris, beside: Callable[[str], Iterable[str]] = lambda iri: ()
) -> list[ox.Triple]:
    """What the tables know of the places and industries among ``entities``, and of all above them; sorted.

    Args:
        entities: entities of the register.
        iris: makes the IRIs of places and industries that no article speaks of, as the register would.
        beside: for an entity's IRI, names of places that its articles speak of too; asked where a name is several
            places' alone.
    """
    known = (EntityType.PLACE, EntityType.INDUSTRY)
    return _Builder(iris, tuple(entity for entity in entities if entity.type in known), beside).build()


@dataclass(frozen=True, slots=True)
class _Beside:
    """Names that are looked up when they are asked for."""

    ask: Callable[[str], Iterable[str]]
    iri: str

    def __iter__(self) -> Iterator[str]:
        return iter(self.ask(self.iri))


class _Builder:
    def __init__(self, iris: Iris, entities: tuple[Named, ...], beside: Callable[[str], Iterable[str]]) -> None:
        self.iris = iris
        self.triples: set[ox.Triple] = set()
        self.taken = {entity.iri for entity in entities}
        self.places: dict[str, list[Named]] = {}
        self.industries: dict[str, list[Named]] = {}
        for entity in sorted(entities, key=lambda e: e.iri):
            names = [label.value for label in entity.labels]
            if entity.type is EntityType.PLACE:
                near = _Beside(beside, entity.iri)
                place = next(filter(None, (find_place(name, near) for name in names)), None)
                if place:
                    self.places.setdefault(place.code, []).append(entity)
            elif entity.type is EntityType.INDUSTRY:
                industry = next(filter(None, map(find_industry, names)), None)
                if industry:
                    self.industries.setdefault(industry.code, []).append(entity)

    def build(self) -> list[ox.Triple]:
        for code in sorted({c for known in self.places for c in (known, *ancestors(known))}):
            self.place(places()[code])
        codes = set(self.industries)
        for code in self.industries:
            while (code := industries()[code].broader) and code not in codes:
                codes.add(code)
        for code in sorted(codes):
            self.industry(industries()[code])
        return sorted(self.triples, key=str)

    def write(self, subject: str, predicate: str, value: StoreTerm) -> None:
        self.triples.add(ox.Triple(ox.NamedNode(subject), expand(predicate), value))

    def place(self, place: Place) -> None:
        names = self.places.get(place.code, [])
        for subject in [named.iri for named in names] or [self.place_iri(place)]:
            self.write(subject, "a", expand("cg:Place"))
            self.write(subject, "cg:administrativeCode", ox.Literal(place.code))
            if place.latitude:
                self.write(subject, "cg:latitude", ox.Literal(place.latitude, datatype=DECIMAL))
                self.write(subject, "cg:longitude", ox.Literal(place.longitude, datatype=DECIMAL))
            if place.parent:
                self.write(subject, "cg:locatedIn", ox.NamedNode(self.place_iri(places()[place.parent])))
        self.labels(names, self.place_iri(place), place.full, place.chinese)

    def industry(self, industry: Industry) -> None:
        names = self.industries.get(industry.code, [])
        own = self.industry_iri(industry)
        for subject in sorted({own, *(named.iri for named in names)}):
            self.write(subject, "a", expand("cg:Industry"))
            if industry.broader:
                self.write(subject, "skos:broader", ox.NamedNode(self.industry_iri(industries()[industry.broader])))
            if subject != own:
                self.write(subject, "skos:exactMatch", ox.NamedNode(own))
        self.labels([named for named in names if named.iri == own], own, industry.name, industry.chinese)

    def labels(self, names: list[Named], own: str, english: str, chinese: str) -> None:
        """Preferred labels where the register gives none: of what no article names, and in Chinese."""
        if not names:
            self.write(own, "skos:prefLabel", text(english, "en"))
            self.write(own, "skos:prefLabel", text(chinese, "zh"))
        for named in names:
            if not any(label.language == "zh" for label in named.labels):
                self.write(named.iri, "skos:prefLabel", text(chinese, "zh"))

    def place_iri(self, place: Place) -> str:
        """IRI of the place: its entity's in the register, else the one that the register would give it."""
        if names := self.places.get(place.code):
            return names[0].iri
        return self._minted("place", place.name, EntityType.PLACE, place.code)

    def industry_iri(self, industry: Industry) -> str:
        """IRI of the industry: of the register's entity of its preferred name, else the one that it would give it."""
        iri = self._minted("industry", industry.name, EntityType.INDUSTRY, industry.code)
        return next((named.iri for named in self.industries.get(industry.code, ()) if named.iri == iri), iri)

    def _minted(self, kind: str, name: str, type_: EntityType, code: str) -> str:
        iri = self.iris.thing(kind, slug(key(name, type_), type_))
        if type_ is EntityType.INDUSTRY:
            return iri
        alone = len(_places_by_name()[fold(name)]) == 1 or find_place(name) == places()[code]
        # Another place of this name may have the plain IRI, now or in a later build.
        return iri if alone and iri not in self.taken else f"{iri}-{code.lower()}"
