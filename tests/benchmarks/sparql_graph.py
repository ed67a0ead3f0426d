"""A seeded graph of any size in our ontology: articles, entities of Zipf popularity, events, posts, claims, figures."""

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.catalogue import describe
from kg.generations import DataFolder, Generation
from kg.search import build_index
from kg.settings import Settings
from kg.terms import CG, DCTERMS, OA, PROV, RDF, SCHEMA, SKOS, XSD, Iris

BASE = "http://bench.example/"
PER_ARTICLE = 100
"""Triples of one article, about."""
KINDS = {"Person": 40, "Enterprise": 25, "GovernmentBody": 10, "Park": 5, "Place": 15, "Industry": 5}
"""Entities of each class, in percent."""

_A = NamedNode(RDF + "type")
_EVENTS = ("Visit", "Meeting", "Ceremony", "Signing", "Conference")
_WORDS = [
    "green",
    "harbour",
    "software",
    "steel",
    "ocean",
    "river",
    "hydrogen",
    "logistics",
    "medicine",
    "textile",
    "solar",
    "virtual",
    "reality",
]


class World:
    """Entities of a graph with ``articles`` articles; popularity falls as 1/rank."""

    def __init__(self, articles: int) -> None:
        self.iris = Iris(BASE)
        self.articles = articles
        self.entities = {k: max(4, articles * share // 100) for k, share in KINDS.items()}
        self._weights = {k: list(accumulate(1 / rank for rank in range(1, n + 1))) for k, n in self.entities.items()}

    def pick(self, kind: str, chance: random.Random) -> NamedNode:
        """An entity of a class, popular ones more often."""
        weights = self._weights[kind]
        return self.entity(kind, bisect(weights, chance.random() * weights[-1]))

    def entity(self, kind: str, rank: int) -> NamedNode:
        return NamedNode(self.iris.thing(kind.lower(), f"{kind.lower()}-{rank}"))

    def register(self) -> Iterator[Triple]:
        """Types, names and places of all entities."""
        chance = random.Random(1)  # noqa: S311 - reproducible, not secret
        for kind, number in self.entities.items():
            for rank in range(number):
                node = self.entity(kind, rank)
                yield Triple(node, _A, NamedNode(CG + kind))
                label = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {kind} {rank}".title()
                yield Triple(node, NamedNode(SKOS + "prefLabel"), Literal(label, language="en"))
                if kind != "Person" and rank:
                    place = self.entity("Place", chance.randrange(rank) % self.entities["Place"])
                    yield Triple(node, NamedNode(CG + "locatedIn"), place)

    def article(self, number: int) -> tuple[str, list[Triple]]:
        """One article's graph: its name and its triples."""
        chance = random.Random(number)  # noqa: S311 - as above
        name = self.iris.article(f"a{number}")
        node = NamedNode(name)
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(3650))
        triples = [
            Triple(node, _A, NamedNode(CG + "Article")),
            Triple(node, NamedNode(DCTERMS + "identifier"), Literal(f"a{number}")),
            Triple(node, NamedNode(DCTERMS + "title"), Literal(" ".join(chance.choices(_WORDS, k=6)), language="en")),
            Triple(node, NamedNode(DCTERMS + "issued"), Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))),
        ]
        facts: list[Triple] = []
        for index in range(2):
            event = NamedNode(f"{name}-e{index}")
            facts += self._event(event, day, chance)
        facts.append(Triple(self.pick("Enterprise", chance), NamedNode(CG + "operatesIn"), self.pick("Park", chance)))
        for index, fact in enumerate(facts):
            triples.append(fact)
            if fact.predicate == _A:
                continue
            triples += self._evidence(node, fact, index, chance)
            triples.append(Triple(node, NamedNode(SCHEMA + "mentions"), fact.object))
        return name, triples

    def _event(self, event: NamedNode, day: date, chance: random.Random) -> list[Triple]:
        found = [
            Triple(event, _A, NamedNode(CG + chance.choice(_EVENTS))),
            Triple(event, NamedNode(SCHEMA + "location"), self.pick("Place", chance)),
            Triple(event, NamedNode(CG + "visited"), self.pick("Enterprise", chance)),
            Triple(event, NamedNode(CG + "leader"), self.pick("Person", chance)),
        ]
        found += [Triple(event, NamedNode(CG + "attendee"), self.pick("Person", chance)) for _ in range(3)]
        dated = Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))
        return [*found, Triple(event, NamedNode(SCHEMA + "startDate"), dated)]

    def _evidence(self, article: NamedNode, fact: Triple, index: int, chance: random.Random) -> Iterator[Triple]:
        start = chance.randrange(4000)
        passage = NamedNode(self.iris.passage(article.value, start, start + 80))
        claim = NamedNode(f"{article.value}-c{index}")
        yield Triple(claim, _A, NamedNode(CG + "Claim"))
        yield Triple(claim, NamedNode(RDF + "subject"), fact.subject)
        yield Triple(claim, NamedNode(RDF + "object"), fact.object)
        yield Triple(claim, NamedNode(PROV + "wasDerivedFrom"), passage)
        yield Triple(passage, NamedNode(OA + "exact"), Literal(" ".join(chance.choices(_WORDS, k=8))))


def publish(data: Path, triples: int, *, indexed: bool = False) -> Generation:
    """A data folder with about ``triples`` triples; made once; ``indexed`` with catalogue and search index."""
    folder = DataFolder(data)
    if (data / "current").exists():
        return folder.current()
    world = World(triples // PER_ARTICLE)
    with folder.building(Settings(data=data, base=BASE)) as draft:
        draft.add(world.iris.graph("register"), world.register())
        for number in range(world.articles):
            draft.add(*world.article(number))
        counts = {"articles": world.articles}
        return draft.publish(counts, catalogue=describe, index=build_index) if indexed else draft.publish(counts)
