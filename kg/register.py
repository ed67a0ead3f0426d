"""Stage 3: who is who across articles, and the IRI of everything that is named.

An IRI follows from what a thing is (its type and its normalised name), not from what else is in the build, so that a
rebuild, or a build of other articles, gives the same one. Only where an article itself says that two names are one
thing, or where two articles disagree on a type, does one article's name decide for another; each such decision is kept
with its reason.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox

from kg.facts import Entity, EntityType, Post, Reading
from kg.naming import digest, distinctive, fold, generic, governing, key, qualified, slug
from kg.rdf import HAN, expand, text
from kg.reference import find_industry, find_place
from kg.roles import of_party
from kg.terms import Iris

#: Types that articles mix up; two that are no neighbours here are never one thing.
CONFUSABLE = (
    frozenset({EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION}),
    frozenset({EntityType.PARK, EntityType.FACILITY, EntityType.PROJECT, EntityType.PLACE}),
)
#: The word that stands for a type in IRIs and page addresses.
KINDS = {
    EntityType.PERSON: "person",
    EntityType.GOVERNMENT: "government",
    EntityType.ENTERPRISE: "enterprise",
    EntityType.INSTITUTION: "institution",
    EntityType.PARK: "park",
    EntityType.FACILITY: "facility",
    EntityType.PLACE: "place",
    EntityType.PROJECT: "project",
    EntityType.INDUSTRY: "industry",
}


class Judgement(StrEnum):
    """What was decided about two names."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Decision:
    """Two entities, whether they are one, and why."""

    left: str
    judgement: Judgement
    right: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entity as one article speaks of it: what the register remembers of a reading."""

    article: str
    local: str
    type: EntityType
    key: str
    """Normalised name, qualified where the name alone says too little."""
    names: tuple[str, ...]
    rebuilt: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Registered:
    """An entity of the register."""

    iri: str
    type: EntityType
    labels: tuple[ox.Literal, ...]
    """One preferred label a language."""
    rebuilt: tuple[ox.Literal, ...] = ()
    """Forms that no article prints."""


@dataclass(frozen=True, slots=True)
class ImpliedBody:
    """The body that a post "of" a place or park belongs to: "mayor of Y" is a post in Y's government."""

    local: str
    of: str
    party: bool
    park: bool

    @property
    def name(self) -> str:
        """What it is called, without its place."""
        return "Party committee" if self.party else "Management committee" if self.park else "Government"


def implied_body(post: Post, entities: Mapping[str, Entity]) -> ImpliedBody | None:
    """The body that ``post`` implies, or None where it names its organisation itself."""
    if post.of is None or entities[post.of].type not in (EntityType.PLACE, EntityType.PARK):
        return None
    party = of_party(post.role) or of_party(post.printed)
    park = entities[post.of].type is EntityType.PARK
    return ImpliedBody(f"{post.of}#{'party' if party else 'government'}", post.of, party, park)


class Resolution:
    """Who is who, decided: the entity that each article's local id stands for, and the register's own graph."""

    def __init__(
        self,
        entities: Iterable[Registered],
        members: Mapping[tuple[str, str], Registered],
        decisions: Iterable[Decision],
        iris: Iris,
    ) -> None:
        self.entities = tuple(sorted(entities, key=lambda e: e.iri))
        self.decisions = tuple(sorted(decisions, key=lambda d: (d.left, d.right, d.reason)))
        self._members = members
        self._iris = iris

    def entity(self, article: str, local: str) -> Registered:
        """The entity that the article with identifier ``article`` calls ``local``."""
        return self._members[article, local]

    def sightings(self) -> Iterator[tuple[str, Registered]]:
        """Identifier of an article and an entity that it speaks of, sorted."""
        for (article, _), entity in sorted(self._members.items(), key=lambda item: item[0]):
            yield article, entity

    def graph(self) -> Iterator[ox.Triple]:
        """The register's graph: preferred labels, rebuilt forms, decisions with their reasons."""
        for entity in self.entities:
            subject = ox.NamedNode(entity.iri)
            yield ox.Triple(subject, expand("a"), expand(f"cg:{entity.type}"))
            for label in entity.labels:
                yield ox.Triple(subject, expand("skos:prefLabel"), label)
            for label in entity.rebuilt:
                yield ox.Triple(subject, expand("skos:altLabel"), label)
        for decision in self.decisions:
            left, right = ox.NamedNode(decision.left), ox.NamedNode(decision.right)
            node = ox.NamedNode(self._iris.thing("decision", digest(f"{left}{decision.judgement}{right}")))
            yield ox.Triple(node, expand("a"), expand("cg:IdentityDecision"))
            yield ox.Triple(node, expand("cg:left"), left)
            yield ox.Triple(node, expand("cg:right"), right)
            yield ox.Triple(node, expand("cg:judgement"), ox.Literal(decision.judgement))
            yield ox.Triple(node, expand("rdfs:comment"), text(decision.reason))
            if decision.judgement is Judgement.SAME:
                yield ox.Triple(left, expand("dcterms:isReplacedBy"), right)


Name = tuple[EntityType, str]
"""A type and a key: what an IRI follows from."""


class Register:
    """Collects what each article calls its entities; :meth:`resolve` then says who is who.

    Holds names and ids, never an article's body.
    """

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self._sightings: list[Sighting] = []

    def see(self, reading: Reading) -> None:
        """Remembers the entities of ``reading``, and the bodies that its posts "of" a place or park imply."""
        article, language = reading.article.id, reading.article.language or "en"
        entities = {entity.id: entity for entity in reading.entities}
        places = frozenset(e.names[0] for e in reading.entities if e.type is EntityType.PLACE)
        keys = {id: canonical(entity, places) for id, entity in entities.items()}
        for entity in reading.entities:
            name = qualified_key(entity, keys, entities, article)
            self._sightings.append(
                Sighting(article, entity.id, entity.type, name, entity.names, entity.rebuilt, language)
            )
        implied = {body for post in reading.posts if (body := implied_body(post, entities))}
        for body in sorted(implied, key=lambda b: b.local):
            label = f"{body.name} of {entities[body.of].names[0]}"
            name = governing(keys[body.of], party=body.party, park=body.park)
            self._sightings.append(Sighting(article, body.local, EntityType.GOVERNMENT, name, (), (label,), language))

    def resolve(self) -> Resolution:
        """Who is who in all that was seen; the same whatever the order it was seen in."""
        groups: dict[Name, list[Sighting]] = defaultdict(list)
        for sighting in sorted(self._sightings, key=lambda s: (s.article, s.local)):
            groups[sighting.type, sighting.key].append(sighting)
        links = list(_typing(groups)) + list(_spelling(groups)) + list(_short_forms(groups))
        kept = _representatives(groups, [link for link in links if link[1] is Judgement.SAME])
        iris = self._name_iris(groups)
        merged: dict[Name, list[Sighting]] = defaultdict(list)
        for name, sightings in groups.items():
            merged[kept[name]].extend(sightings)
        entities: list[Registered] = []
        members: dict[tuple[str, str], Registered] = {}
        for name, sightings in merged.items():
            entity = _registered(iris[name], name, sightings)
            entities.append(entity)
            members |= {(s.article, s.local): entity for s in sightings}
        decisions = {
            Decision(iris[left], judgement, iris[kept[left]] if judgement is Judgement.SAME else iris[right], reason)
            for left, judgement, right, reason in links
            if judgement is not Judgement.SAME or kept[left] != left
        }
        return Resolution(entities, members, decisions, self._iris)

    def _name_iris(self, groups: Iterable[Name]) -> dict[Name, str]:
        taken: dict[str, Name] = {}
        found = {}
        for name in sorted(groups):
            kind, word = KINDS[name[0]], slug(name[1], name[0])
            iri = self._iris.thing(kind, word)
            if iri in taken:
                iri = self._iris.thing(kind, f"{word}-{digest(name[1])}")
            taken[iri] = name
            found[name] = iri
        return found


def canonical(entity: Entity, beside: frozenset[str] = frozenset()) -> str:
    """The key of an entity's fullest form, the rebuilt ones included where they only add to the printed name.

    A place that the reference data knows for sure, from its name and the places ``beside`` it in the article, gets the
    key of the name that it has there; of an industry's name the last word goes where it only says that it is one.
    """
    printed = key(entity.names[0], entity.type)
    if entity.type is EntityType.PLACE and (place := find_place(entity.names[0], beside - {entity.names[0]})):
        plain = key(place.name, entity.type)
        return plain if find_place(place.name) == place else f"{plain} {place.code.lower()}"
    if entity.type is EntityType.INDUSTRY and (known := find_industry(printed)):
        shorter = printed.rpartition(" ")[0]
        return shorter if shorter and find_industry(shorter) == known else printed
    for form in entity.rebuilt:
        rebuilt = key(form, entity.type)
        if len(rebuilt) > len(printed) and set(printed.split()) <= set(rebuilt.split()):
            printed = rebuilt
    return printed


def qualified_key(entity: Entity, keys: Mapping[str, str], entities: Mapping[str, Entity], article: str) -> str:
    """The key of ``entity``, told apart from others' where its name alone says too little outside ``article``."""
    name = keys[entity.id]
    if entity.type is EntityType.GOVERNMENT and entity.jurisdiction and entity.jurisdiction in keys:
        park = entities[entity.jurisdiction].type is EntityType.PARK
        return qualified(name, keys[entity.jurisdiction], park=park)
    if entity.type is EntityType.PERSON:
        return name if " " in name or HAN.search(name) else f"{name} in {fold(article)}"
    if entity.type not in (EntityType.INDUSTRY, EntityType.PLACE) and generic(name):
        return f"{name} in {fold(article)}"
    return name


Link = tuple[Name, Judgement, Name, str]


def _typing(groups: Mapping[Name, list[Sighting]]) -> Iterator[Link]:
    """One name, several types: the type that most articles give, where no article tells the two apart."""
    by_key: dict[str, list[EntityType]] = defaultdict(list)
    for type_, name in sorted(groups):
        by_key[name].append(type_)
    for name, types in by_key.items():
        for family in CONFUSABLE:
            rivals = [t for t in types if t in family]
            if len(rivals) < 2 or " " not in name:
                continue
            articles = {t: {s.article for s in groups[t, name]} for t in rivals}
            rivals.sort(key=lambda t: (-len(articles[t]), t))
            winner = rivals[0]
            for other in rivals[1:]:
                if articles[other] & articles[winner]:
                    yield (other, name), Judgement.DIFFERENT, (winner, name), "one article tells the two apart"
                else:
                    votes = f"{len(articles[winner])} article(s) say {winner}, {len(articles[other])} {other}"
                    reason = f"same name; {votes}"
                    yield (other, name), Judgement.SAME, (winner, name), reason


def _spelling(groups: Iterable[Name]) -> Iterator[Link]:
    """Names of the same letters, spaced or hyphenated otherwise; never persons, whose syllables count."""
    spelt: dict[tuple[EntityType, str], list[Name]] = defaultdict(list)
    for name in sorted(groups):
        if name[0] is not EntityType.PERSON:
            spelt[name[0], name[1].replace(" ", "")].append(name)
    for same in spelt.values():
        for other in same[1:]:
            yield other, Judgement.SAME, same[0], "same letters, spaced otherwise"


def _short_forms(groups: Mapping[Name, list[Sighting]]) -> Iterator[Link]:
    """A short form that an article prints beside the full one, where another article has the short one alone."""
    full: dict[Name, dict[Name, str]] = defaultdict(dict)
    for name, sightings in groups.items():
        for sighting in sightings:
            for form in (*sighting.names[1:], *sighting.rebuilt):
                short = (name[0], key(form, name[0]))
                if short != name and short in groups and distinctive(form, name[0]):
                    full[short].setdefault(name, f"{sighting.article} names it both {sighting.names[0]!r} and {form!r}")
    for short, bearers in sorted(full.items()):
        judgement = Judgement.SAME if len(bearers) == 1 else Judgement.UNSURE
        for bearer, reason in sorted(bearers.items()):
            yield short, judgement, bearer, reason


def _representatives(groups: Iterable[Name], links: Iterable[Link]) -> dict[Name, Name]:
    """For each name the one that stands for it: a link's right side; in a circle the longest."""
    parent = {name: name for name in groups}

    def find(name: Name) -> Name:
        while parent[name] != name:
            name = parent[name]
        return name

    for left, _, right, _ in links:
        a, b = find(left), find(right)
        if a != b:
            parent[a] = b
    return {name: find(name) for name in parent}


def _registered(iri: str, name: Name, sightings: list[Sighting]) -> Registered:
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    rebuilt = set()
    for sighting in sightings:
        own = [form for form in sighting.names[:1] if key(form, name[0]) == name[1]]
        for form in own or sighting.names[:1] or sighting.rebuilt[:1]:
            literal = text(form, sighting.language)
            weight = 1_000_000 if own else 1_000 if sighting.names else 1
            forms[literal.language or "en"][form] += weight
        rebuilt |= {text(form, sighting.language) for form in sighting.rebuilt}
    labels = tuple(
        ox.Literal(max(found, key=lambda form: (found[form], len(form), form)), language=language)
        for language, found in sorted(forms.items())
    )
    extra = tuple(sorted(rebuilt - set(labels), key=str))
    return Registered(iri, name[0], labels, extra)
