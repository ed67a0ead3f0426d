"""Stage 4: facts to triples, one named graph an article.

Which fact becomes which triples is said in :mod:`kg.templates`; here a fact's values are bound to the templates'
variables, and each triple that states something gets its claim.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast
from urllib.parse import unquote

import msgspec
import pyoxigraph as ox

from kg.facts import Article, Entity, Passage, Post, Reading, Relation, Slot
from kg.graph import Graph
from kg.naming import digest
from kg.rdf import StoreTerm, date, decimal, expand, integer, text
from kg.register import Resolution, implied_body
from kg.roles import Roles
from kg.stories import Tellings, event_slugs, statistic_slugs
from kg.templates import ROWS
from kg.terms import Iris

_Statement = tuple[ox.NamedNode, ox.NamedNode, StoreTerm]


@dataclass(slots=True)
class _Evidence:
    passages: set[Passage] = field(default_factory=set)
    confidence: float = 0.0


class Mapper:
    """Maps readings to triples, with the IRIs that ``resolution`` gives, and ``stories`` to what copies tell."""

    def __init__(self, resolution: Resolution, iris: Iris, stories: Tellings | None = None) -> None:
        self.resolution = resolution
        self.iris = iris
        self.stories = stories
        self.roles = Roles(iris)

    def map(self, reading: Reading) -> Graph:
        """The named graph of one article."""
        return _Mapping(self, reading).build()


class _Mapping:
    """One article while its graph is made."""

    def __init__(self, mapper: Mapper, reading: Reading) -> None:
        self.mapper = mapper
        self.reading = reading
        self.article = reading.article
        self.iri = mapper.iris.article(reading.article.id)
        self.entities: dict[str, Entity] = {entity.id: entity for entity in reading.entities}
        self.graph = Graph()
        self.claims: dict[_Statement, _Evidence] = {}
        self.passages: dict[Passage, ox.NamedNode] = {}
        self.told = mapper.stories.of(self.article.id) if mapper.stories else None

    def build(self) -> Graph:
        self._article()
        for entity in self.reading.entities:
            self._entity(entity)
        for post in self.reading.posts:
            self._post(post)
        for number, slug in enumerate(event_slugs(self.article.id, self.reading.events)):
            self._event(number, slug)
        for relation in self.reading.relations:
            self._relation(relation)
        for number, slug in enumerate(statistic_slugs(self.article.id, self.reading.statistics)):
            self._statistic(number, slug)
        self._evidence()
        return self.graph

    def write(self, template: str, passages: tuple[Passage, ...], confidence: float, /, **values: object) -> None:
        """Writes ``template``'s rows with ``values``; the claimed ones only where there are passages."""
        for row in ROWS[template]:
            if row.claimed and not passages:
                continue
            subject = values.get(row.subject)
            value = values.get(row.value) if isinstance(row.value, str) else row.value
            if subject is None or value is None:
                continue
            predicate = row.predicate
            if isinstance(predicate, str):
                predicate = cast(ox.NamedNode, values[predicate])
            iri = row.iri or predicate.value
            for one in value if isinstance(value, tuple) else (value,):
                self.graph.add(subject, iri, one)  # type: ignore[arg-type]  # terms all, as the templates' own test sees
                if row.claimed:
                    evidence = self.claims.setdefault((subject, predicate, one), _Evidence())  # type: ignore[arg-type]  # as above
                    evidence.passages.update(passages)
                    evidence.confidence = max(evidence.confidence, confidence)

    def node(self, local: str) -> ox.NamedNode:
        return ox.NamedNode(self.mapper.resolution.entity(self.article.id, local).iri)

    def label(self, local: str) -> str:
        return self.entities[local].names[0]

    def tagged(self, words: str | None) -> ox.Literal | None:
        return text(words, self.article.language) if words else None

    def _article(self) -> None:
        article = self.article
        self.write(
            "article",
            (),
            1.0,
            article=ox.NamedNode(self.iri),
            identifier=ox.Literal(article.id),
            title=self.tagged(article.title),
            issued=date(article.date) if article.date else None,
            publisher=ox.Literal(article.publisher) if article.publisher else None,
            source=_source(article),
            language=ox.Literal(article.language) if article.language else None,
            body=ox.Literal(article.body),
        )
        self.write(
            "reading",
            (),
            1.0,
            article=ox.NamedNode(self.iri),
            reading=ox.NamedNode(self.mapper.iris.fragment(self.iri, "reading")),
            reader=ox.NamedNode(self.mapper.iris.thing("reader", self.reading.reader.replace("/", "-"))),
            name=ox.Literal(self.reading.reader, language="en"),
        )

    def _entity(self, entity: Entity) -> None:
        registered = self.mapper.resolution.entity(self.article.id, entity.id)
        self.write(
            "entity",
            (),
            1.0,
            article=ox.NamedNode(self.iri),
            entity=ox.NamedNode(registered.iri),
            type=expand(f"cg:{registered.type}"),
            form=tuple(text(name, self.article.language) for name in entity.names),
        )
        if entity.jurisdiction in self.entities:
            self.write(
                "jurisdiction",
                entity.mentions[:1],
                entity.confidence,
                body=ox.NamedNode(registered.iri),
                place=self.node(entity.jurisdiction),
            )

    def _post(self, post: Post) -> None:
        body = implied_body(post, self.entities)
        organization = body.local if body else post.of
        of = self.node(organization) if organization else None
        if body:
            self.write("implied body", post.passages, post.confidence, body=of, place=self.node(body.of))
        role, known = self.mapper.roles.find(post.role)
        if not known:
            self.write("role", (), 1.0, role=ox.NamedNode(role), label=text(post.role, self.article.language))
        person = self.node(post.person)
        name = body.name(self.label(body.of)) if body else self.label(post.of) if post.of else None
        words = ", ".join(part for part in (self.label(post.person), post.printed, name) if part)
        self.write(
            "post",
            post.passages,
            post.confidence,
            membership=self._thing("membership", person, ox.NamedNode(role), of),
            label=self.tagged(words),
            person=person,
            body=of,
            role=ox.NamedNode(role),
        )

    def _event(self, number: int, slug: str) -> None:
        event = self.reading.events[number]
        label, dates = event.label, dict[Slot, str | None]()
        if self.told:  # its copies call it so, and date it so
            shared = self.told.events[number]
            slug, label, dates = shared.slug, shared.label, {Slot.START: shared.start, Slot.END: shared.end}
        iri = ox.NamedNode(self.mapper.iris.thing("event", slug))
        self.write("event", (), 1.0, event=iri, type=expand(f"cg:{event.type}"), label=self.tagged(label))
        for argument in event.arguments:
            slot = expand(f"schema:{argument.slot}" if argument.slot in IN_SCHEMA else f"cg:{argument.slot}")
            if argument.slot in (Slot.START, Slot.END):
                value = date(dates.get(argument.slot) or argument.value)
                self.write("date", argument.passages, argument.confidence, event=iri, slot=slot, date=value)
            else:
                value_of = self.node(argument.value)
                self.write("argument", argument.passages, argument.confidence, event=iri, slot=slot, entity=value_of)

    def _relation(self, relation: Relation) -> None:
        self.write(
            "relation",
            relation.passages,
            relation.confidence,
            subject=self.node(relation.subject),
            predicate=expand(f"cg:{relation.predicate}"),
            object=self.node(relation.object),
        )

    def _statistic(self, number: int, slug: str) -> None:
        statistic = self.reading.statistics[number]
        about = self.node(statistic.about) if statistic.about else None
        name = self.label(statistic.about) if statistic.about else None
        measure, qualifier, period = statistic.measure, statistic.qualifier, statistic.date
        if self.told:
            shared = self.told.statistics[number]
            slug, name, measure, qualifier, period = msgspec.structs.astuple(shared)
        unit = "" if statistic.unit == "count" else statistic.unit
        told = qualifier if qualifier and qualifier not in (measure or "") else None
        words = (name, measure, told, f"{statistic.value.normalize():,f}", unit)
        self.write(
            "statistic",
            statistic.passages,
            statistic.confidence,
            statistic=ox.NamedNode(self.mapper.iris.thing("statistic", slug)),
            label=self.tagged(" ".join(word for word in words if word)),
            about=about,
            measure=self.tagged(measure),
            value=decimal(statistic.value),
            unit=ox.Literal(statistic.unit),
            date=date(period) if statistic.date and period else None,
            qualifier=self.tagged(qualifier) if statistic.qualifier else None,
        )

    def _thing(self, kind: str, *parts: ox.NamedNode | None) -> ox.NamedNode:
        """IRI of what several articles can state: readable words of what it is made of, and a hash of all of it."""
        words = "-".join(part.value.rpartition("/")[2] for part in parts[:2] if part)
        return ox.NamedNode(self.mapper.iris.thing(kind, f"{unquote(words)}-{digest(' '.join(map(str, parts)))}"))

    def _evidence(self) -> None:
        """Writes the claims of all claimed triples, and the passages that they share."""
        article, iris = ox.NamedNode(self.iri), self.mapper.iris
        reading = ox.NamedNode(iris.fragment(self.iri, "reading"))
        for (subject, predicate, value), evidence in self.claims.items():
            words = f"{subject} {predicate} {value}"
            self.write(
                "claim",
                (),
                1.0,
                claim=ox.NamedNode(iris.fragment(self.iri, f"claim-{digest(words)}")),
                subject=subject,
                predicate=predicate,
                object=value,
                passage=tuple(map(self._passage, sorted(evidence.passages))),
                reading=reading,
                confidence=decimal(Decimal(str(round(evidence.confidence, 3)))),
            )
        for passage, iri in self.passages.items():
            self.write(
                "passage",
                (),
                1.0,
                passage=iri,
                start=integer(passage.start),
                end=integer(passage.end),
                exact=ox.Literal(self.article.body[passage.start : passage.end]),
                article=article,
            )

    def _passage(self, passage: Passage) -> ox.NamedNode:
        """IRI of ``passage``, which is written at the end."""
        if (known := self.passages.get(passage)) is None:
            known = ox.NamedNode(self.mapper.iris.passage(self.iri, passage.start, passage.end))
            self.passages[passage] = known
        return known


#: Slots whose property is schema.org's.
IN_SCHEMA = frozenset({Slot.START, Slot.END, Slot.LOCATION})


def _source(article: Article) -> StoreTerm:
    if article.source.startswith(("http://", "https://")):
        return ox.NamedNode(article.source)
    return ox.Literal(article.source)
