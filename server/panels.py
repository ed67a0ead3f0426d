"""The panels of a thing's page: each asks one query and hands rows to its template."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.terms import CG, DCTERMS, ORG, OWL, RDF, RDFS, SCHEMA, SKOS
from server.questions import Row, Term
from server.view import Fact, Page, event_slots
from server.vocabulary import Placement

#: Values of one property that are shown before the rest is folded.
FOLD: Final = 10
#: Events that a page lists; its query gives the rest.
MOST_EVENTS: Final = 25
#: Values of one property that a page holds at most, folded ones included; its query gives the rest.
MOST_VALUES: Final = 40
#: Posts and figures that are shown before the rest is left to their query.
MOST_POSTS: Final = 25
#: Names and metadata: shown in the page's head, not among its facts.
HEAD: Final = {
    RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label", OWL + "sameAs",
    RDFS + "isDefinedBy", SKOS + "inScheme", DCTERMS + "identifier", ORG + "hasMembership", ORG + "heldBy",
}  # fmt: skip
TAKING_PART: Final = tuple(
    CG + p for p in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee")
)
EVENT_PROPERTIES: Final = (*TAKING_PART, CG + "visited", CG + "about", SCHEMA + "location")
SLOT_ORDER: Final = (CG + "visited", CG + "about", SCHEMA + "location", *TAKING_PART)
#: Inverse properties that a panel of its own shows.
PANELLED: Final = {
    *EVENT_PROPERTIES, CG + "participant", ORG + "member", ORG + "organization", ORG + "role",
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

    @property
    def first(self) -> list[Fact]:
        """What is shown at once."""
        return self.facts[:FOLD]

    @property
    def rest(self) -> list[Fact]:
        """What is folded."""
        return self.facts[FOLD:]


@dataclass(slots=True)
class Group:
    """Properties that the shapes put together."""

    title: str
    properties: list[Property] = field(default_factory=list)


def facts(page: Page, subject: str, rows: Sequence[Row], hidden: Iterable[str] = ()) -> list[Group]:
    """What is said of ``subject``, grouped and ordered as the shapes say."""
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
        shown.facts = [
            page.fact(subject, prop, v, prove=i < FOLD) for i, v in enumerate(sorted(kept, key=str)[:MOST_VALUES])
        ]
        shown.total = len(kept)
        if shown.facts:
            placed[place.group].append((place, shown))
    groups = sorted(placed.items(), key=lambda item: min(place for place, _ in item[1])[:2])
    return [
        Group(group_title(page, iri), [p for _, p in sorted(members, key=lambda m: (m[0].order, m[1].name))])
        for iri, members in groups
    ]


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


def inverse(page: Page, entity: str, *, panelled: Iterable[str] = PANELLED) -> list[Property]:
    """What points to ``entity``, by property, the first values of each; panels' own properties left out."""
    node = NamedNode(entity)
    hidden = {*panelled, *HEAD}
    counts = {
        row["property"].value: int(row["count"].value)
        for row in page.questions.ask("entity_inverse_counts", entity=node)
    }
    for prop in tuple(counts):
        for wider in page.vocabulary.all_wider(prop):
            counts.pop(wider, None)
    wanted = [p for p in counts if p not in hidden]
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


@dataclass(slots=True)
class Post:
    """A person's post in one organisation, as all articles together show it."""

    person: str
    role: str
    organization: str
    jurisdiction: str
    facts: list[Fact] = field(default_factory=list)
    articles: dict[str, str] = field(default_factory=dict)
    """IRI -> date of publication."""

    @property
    def first(self) -> str:
        """Date of the earliest article that says so."""
        return min(self.articles.values())

    @property
    def last(self) -> str:
        """Date of the latest article that says so."""
        return max(self.articles.values())


def posts(page: Page, entity: str, at: str = "") -> list[Post]:
    """Posts of a person, or in an organisation or place, or of a role; the last seen first.

    With ``at``, an ISO date, only what articles up to that day say; of one post only the holder last seen by then.
    """
    found: dict[tuple[str, str, str], Post] = {}
    memberships: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for row in page.questions.ask("posts", entity=NamedNode(entity)):
        issued = row["issued"].value if "issued" in row else ""
        if "person" not in row or "article" not in row or (at and issued > at):
            continue
        role, body = (row[k].value if k in row else "" for k in ("role", "organization"))
        key = (row["person"].value, role, body)
        post = found.setdefault(key, Post(*key, row["jurisdiction"].value if "jurisdiction" in row else ""))
        post.articles[row["article"].value] = issued
        memberships[key][row["membership"].value] = None
    ordered = sorted(found.values(), key=lambda p: (p.last, p.first, p.role), reverse=True)
    if at:
        holders: dict[tuple[str, str], Post] = {}
        for post in ordered:
            holders.setdefault((post.role, post.organization), post)
        ordered = [p for p in ordered if p.person == entity or holders[p.role, p.organization] is p]
    for rank, post in enumerate(ordered[:MOST_POSTS]):
        page.want(*(iri for iri in (post.person, post.role, post.organization, post.jurisdiction) if iri))
        for membership in list(memberships[post.person, post.role, post.organization])[:4]:
            for prop, value in (
                (ORG + "role", post.role),
                (ORG + "organization", post.organization),
                (ORG + "member", post.person),
            ):
                if value:
                    post.facts.append(page.fact(membership, prop, NamedNode(value), prove=rank < FOLD))
    return ordered


@dataclass(slots=True)
class Happening:
    """An event and what the page's thing is to it."""

    event: str
    start: str
    facts: list[Fact] = field(default_factory=list)
    slots: dict[str, list[str]] = field(default_factory=dict)
    """Property -> the others that the event has in it."""


def events(page: Page, entity: str, at: str = "") -> list[Happening]:
    """Events that ``entity`` has to do with, the latest first."""
    found: dict[str, Happening] = {}
    for row in page.questions.ask("events", entity=NamedNode(entity)):
        event, start = row["event"].value, row["start"].value if "start" in row else ""
        if at and start > at:
            continue
        happening = found.setdefault(event, Happening(event, start))
        happening.start = max(happening.start, start)
        fact = page.fact(event, row["property"].value, NamedNode(entity), prove=len(found) <= FOLD)
        if fact not in happening.facts:
            happening.facts.append(fact)
    ordered = sorted(found.values(), key=lambda h: (h.start, h.event), reverse=True)
    slots(page, ordered[:FOLD], entity)
    page.want(*(h.event for h in ordered[:MOST_EVENTS]))
    return ordered


def slots(page: Page, happenings: Sequence[Happening], besides: str = "") -> None:
    """Set who and what else belongs to events, in the order of the promised properties; ``besides`` is left out."""
    event_slots(page, (h.event for h in happenings))
    for happening in happenings:
        known = page.things[happening.event].slots or {}
        happening.slots = {p: kept for p in SLOT_ORDER if (kept := [v for v in known.get(p, ()) if v != besides])}
        page.want(*(iri for values in happening.slots.values() for iri in values))


@dataclass(frozen=True, slots=True)
class Other:
    """Something that has a part in the same events."""

    entity: str
    count: int


def others(page: Page, entity: str) -> list[Other]:
    """Who and what was there too."""
    rows = page.questions.ask("others", entity=NamedNode(entity))
    found = [Other(r["other"].value, int(r["count"].value)) for r in rows if "other" in r]
    page.want(*(o.entity for o in found))
    return found


@dataclass(slots=True)
class Figure:
    """A statistic about the page's thing."""

    statistic: str
    measure: Literal | None
    value: Literal
    unit: str
    date: str
    fact: Fact


def statistics(page: Page, entity: str) -> list[Figure]:
    """Figures about ``entity``."""
    rows = page.questions.ask("statistics", entity=NamedNode(entity))
    return [_figure(page, row, prove=i < FOLD) for i, row in enumerate(rows)]


def _figure(page: Page, row: Row, *, prove: bool = True) -> Figure:
    statistic, value, measure = row["statistic"].value, row["value"], row.get("measure")
    return Figure(
        statistic,
        measure if isinstance(measure, Literal) else None,
        value if isinstance(value, Literal) else Literal(str(value)),
        row["unit"].value if "unit" in row else "",
        row["date"].value if "date" in row else "",
        page.fact(statistic, SCHEMA + "value", value, prove=prove),
    )


@dataclass(slots=True)
class Project:
    """A project in or by the page's thing, with its figures."""

    project: str
    fact: Fact
    figures: list[Figure] = field(default_factory=list)


def projects(page: Page, entity: str) -> list[Project]:
    """Projects here, or that ``entity`` develops, those with figures first."""
    found: dict[str, Project] = {}
    for row in page.questions.ask("projects", entity=NamedNode(entity)):
        project, prop = row["project"].value, row["property"].value
        page.want(project)
        here = (entity, prop, row["project"]) if prop == CG + "develops" else (project, prop, NamedNode(entity))
        if "event" in row:
            here = (row["event"].value, prop, row["project"])
            page.want(row["event"].value)
        entry = found.setdefault(project, Project(project, page.fact(*here)))
        if "statistic" in row and all(f.statistic != row["statistic"].value for f in entry.figures):
            entry.figures.append(_figure(page, row))
    return sorted(found.values(), key=lambda p: (not p.figures, p.project))


def articles(page: Page, entity: str) -> list[str]:
    """Articles that mention ``entity``, the latest first."""
    found = list(
        dict.fromkeys(row["article"].value for row in page.questions.ask("articles", entity=NamedNode(entity)))
    )
    page.want(*found[:FOLD])
    return found


def interlocks(page: Page, entity: str) -> list[tuple[str, str]]:
    """(person, other organisation) for people who hold posts here and there."""
    rows = page.questions.ask("interlocks", entity=NamedNode(entity))
    found = [(r["person"].value, r["other"].value) for r in rows]
    page.want(*(iri for pair in found for iri in pair))
    return found
