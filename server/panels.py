"""The panels of a thing's own triples, in both directions, as the shapes group and order them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from kg.partitions import PROPERTY, Partitions
from kg.search.lists import SLOTS
from kg.terms import CG, DCTERMS, ORG, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from server.questions import Question, Row, Term, column
from server.view import Fact, Page
from server.vocabulary import Placement

#: Values of one property that are shown; a page of their own has them all.
FOLD: Final = 10
#: Triples of a thing that are read at once; of one with more, the first of each property.
MOST_TRIPLES: Final = 200
#: Names and metadata: shown in the page's head, not among its facts.
HEAD: Final = {
    RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label", OWL + "sameAs",
    RDFS + "isDefinedBy", SKOS + "inScheme", DCTERMS + "identifier", CG + "left", CG + "right",
    ORG + "hasMembership", ORG + "heldBy",
}  # fmt: skip
#: By which claims and articles point to things; panels of their own show what they say.
UNCOUNTED: Final = {RDF + "subject", RDF + "object", RDF + "predicate", SCHEMA + "mentions"}
#: What checks found with a thing is told in its head.
SHACL: Final = PREFIXES["sh"]
#: Inverse properties that a panel of its own shows.
PANELLED: Final = {
    *SLOTS, CG + "participant", ORG + "member", ORG + "organization", ORG + "role",
    SCHEMA + "observationAbout",
}  # fmt: skip


@dataclass(slots=True)
class Property:
    """A property on a page with its values."""

    iri: str
    name: str
    definition: str
    facts: list[Fact] = field(default_factory=list)
    total: int = 0


@dataclass(slots=True)
class Group:
    """Properties that the shapes put together; without an IRI those that they do not place."""

    iri: str
    title: str
    properties: list[Property] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether it comes behind the lists: where a thing is recorded, and what has no place."""
        return not self.iri or self.iri.endswith("SourceGroup")


def triples(page: Page, entity: str) -> tuple[list[Row], dict[str, int]]:
    """Rows of entity.rq, and of a thing with very many how many values each property has besides the first ones."""
    node = NamedNode(entity)
    rows = page.questions.ask("entity", entity=node)
    if len(rows) <= MOST_TRIPLES:
        return rows, {}
    counts = {r["property"].value: int(r["count"].value) for r in page.questions.ask("entity_counts", entity=node)}
    return page.questions.ask_each("entity_values", "property", counts, entity=node), counts


def facts(
    page: Page, subject: str, rows: Sequence[Row], hidden: Iterable[str] = (), counts: Mapping[str, int] | None = None
) -> list[Group]:
    """What is said of ``subject``, grouped and ordered as the shapes say; ``counts`` of values besides the rows."""
    types = types_of(rows)
    ranked = by_class(page, types)
    values: dict[str, list[Term]] = defaultdict(list)
    for row in rows:
        if row["property"].value not in HEAD and row["property"].value not in hidden:
            values[row["property"].value].append(row["value"])
    specific = narrowed(page, values)
    placed: dict[str, list[tuple[Placement, Property]]] = defaultdict(list)
    for prop, given in specific.items():
        place = page.vocabulary.placement(ranked, prop)
        shown = Property(prop, page.property_name(prop, ranked), page.vocabulary.definition(prop, page.language))
        kept = [v for v in given if not (isinstance(v, NamedNode) and v.value == subject)]
        shown.facts = [page.fact(subject, prop, v) for v in sorted(kept, key=str)[:FOLD]]
        shown.total = max(len(kept), (counts or {}).get(prop, 0))
        if shown.facts:
            placed[place.group].append((place, shown))
    groups = sorted(placed.items(), key=lambda item: min(place for place, _ in item[1])[:2])
    return [
        Group(iri, group_title(page, iri), [p for _, p in sorted(members, key=lambda m: (m[0].order, m[1].name))])
        for iri, members in groups
    ]


def stated_first(properties: Iterable[Property]) -> None:
    """Put what only follows behind what is stated, once the page is resolved."""
    for shown in properties:
        shown.facts.sort(key=lambda fact: fact.standing == "entailed")


def group_title(page: Page, group: str) -> str:
    """Name of a property group in the page's language; empty for properties without one."""
    names = page.vocabulary.group_names.get(group, {})
    title = names.get(page.language) or names.get("en") or ""
    return title[:1].upper() + title[1:]


def types_of(rows: Iterable[Row]) -> set[str]:
    """Classes among the rows of entity.rq."""
    return {row["value"].value for row in rows if row["property"].value == RDF + "type"}


def by_class(page: Page, types: Iterable[str]) -> list[str]:
    """Classes with the super-classes that the ontology gives, the most specific first."""
    found = set(types)
    for cls in tuple(found):
        found |= page.vocabulary.all_wider(cls)
    return sorted(found, key=lambda c: (-len(page.vocabulary.all_wider(c)), c))


def narrowed(page: Page, values: dict[str, list[Term]]) -> dict[str, list[Term]]:
    """``values`` without those that a more specific property already gives (entailed by rdfs:subPropertyOf)."""
    covered: dict[str, set[Term]] = defaultdict(set)
    for prop, given in values.items():
        for wider in page.vocabulary.all_wider(prop):
            covered[wider].update(given)
    kept = {prop: [v for v in given if v not in covered[prop]] for prop, given in values.items()}
    return {prop: given for prop, given in kept.items() if given}


def linking(page: Page, entity: str) -> Question:
    """How many things point to ``entity``, by property, those left out that no panel needs and most things have."""
    entities = {"entity": NamedNode(entity)}
    if not (known := _properties(page.questions.engine.generation.path)):
        return Question("entity_inverse_counts", entities)
    hidden = {*PANELLED, *HEAD}
    # A property that is hidden itself may hide a wider one that is not.
    alone = {prop for prop in hidden if page.vocabulary.all_wider(prop) <= hidden}
    wanted = [p for p in known if p not in alone and p not in UNCOUNTED and not p.startswith(SHACL)]
    return Question("linking_counts", entities, {"property": column(wanted)})


@lru_cache(maxsize=2)
def _properties(generation: Path) -> tuple[str, ...]:
    """The properties that a generation has, as it counted them; none where it did not."""
    counted = Partitions.read(generation)
    return tuple(sorted(key[1] for key in counted.counts if key[0] == PROPERTY)) if counted else ()


def inverse(page: Page, entity: str, listed: Mapping[str, int] | None = None) -> list[Property]:
    """What points to ``entity``, by property, the first values of each; panels' own properties left out.

    So is a property all of whose subjects a panel lists: ``listed`` has how many a panel has by one.
    """
    node = NamedNode(entity)
    hidden = {*PANELLED, *HEAD}
    asked = linking(page, entity)
    counts = {
        row["property"].value: int(row["count"].value)
        for row in page.questions.ask(asked.name, asked.lists, **asked.bindings)
    }
    for prop in tuple(counts):
        for wider in page.vocabulary.all_wider(prop):
            counts.pop(wider, None)
    hidden |= {prop for prop, number in (listed or {}).items() if counts.get(prop) == number}
    wanted = [p for p in counts if p not in hidden and not p.startswith(SHACL)]
    found: dict[str, Property] = {}
    for prop in wanted:
        name = inverse_name(page, prop)
        found[prop] = Property(prop, name, page.vocabulary.definition(prop, page.language), total=counts[prop])
    for row in page.questions.ask_each("entity_inverse", "property", wanted, entity=node) if wanted else ():
        subject, prop = row["subject"], row["property"].value
        if isinstance(subject, NamedNode) and subject.value != entity:
            page.want(subject.value)
            found[prop].facts.append(page.fact(subject.value, prop, node))
    shown = [p for p in found.values() if p.facts]
    return sorted(shown, key=lambda p: (page.vocabulary.placement((), p.iri), -p.total, p.name))


def inverse_name(page: Page, prop: str) -> str:
    """How the relation reads from its object's side."""
    from server.wording import INVERSE, OF, message

    names = page.vocabulary.inverse_names.get(prop, {})
    if named := names.get(page.language) or names.get("en"):
        return named
    if prop in INVERSE:
        return message(INVERSE[prop])
    if other := page.vocabulary.inverse.get(prop):
        return page.property_name(other)
    return message(OF, property=page.property_name(prop))
