"""Looks around one node in the merged graph: all that the index and the lists say of a thing stands near it."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg.recent import Recent
from kg.terms import CG, DCTERMS, RDF

TYPE: Final = RDF + "type"
_HERE: Final = ox.DefaultGraph()
#: Nodes whose statements are remembered, at least; what is looked up again stands mostly close by.
REMEMBERED: Final = 1_000
#: Nodes whose classes are remembered, at least: a look at these alone takes a third of a look at all that is said.
CLASSIFIED: Final = 20_000
#: Classes of articles and of what they tell: nothing of these holds a post, is built, or is mentioned; the shapes
#: see to it.
TELLING: Final = frozenset(
    CG + name for name in ("Article", "Statistic", "Visit", "Meeting", "Ceremony", "Signing", "Conference")
)
ENTITIES: Final = frozenset(
    CG + name
    for name in ("Entity", "Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place",
                 "Project", "Industry")
)  # fmt: skip
#: Articles whose date and publisher are remembered.
ARTICLES: Final = 200_000
#: Articles from which on these are looked up together, and how many more than were asked for may come along.
MANY, BESIDE = 500, 10

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Near:
    """Lookups in ``store``, whose default graph holds everything merged; nothing must be written meanwhile."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._known: Recent[str, dict[str, list[Term]]] = Recent(REMEMBERED)
        self._types: Recent[str, frozenset[str]] = Recent(CLASSIFIED)
        self._sets: dict[frozenset[str], frozenset[str]] = {}  # a hundred, which thousands of nodes share
        self._articles: dict[str, tuple[str, tuple[str, ...]]] = {}

    def out(self, node: str) -> dict[str, list[Term]]:
        """What is said of ``node``: values by property, sorted."""
        if (known := self._known.get(node)) is not None:
            return known
        found: dict[str, list[Term]] = {}
        for quad in self.store.quads_for_pattern(ox.NamedNode(node), None, None, _HERE):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]  # RDF 1.1
        for values in found.values():
            if len(values) > 1:
                values.sort(key=str)
        self._known.put(node, found)
        return found

    def literals(self, node: str, prop: str) -> Iterator[ox.Literal]:
        """Values of ``prop`` that are literals."""
        return (value for value in self.out(node).get(prop, ()) if isinstance(value, ox.Literal))

    def values(self, node: str, *props: str) -> list[str]:
        """Texts and IRIs of the values of ``props``; blank nodes are left out."""
        out = self.out(node)
        return [v.value for prop in props for v in out.get(prop, ()) if not isinstance(v, ox.BlankNode)]

    def latest(self, node: str, prop: str) -> str:
        """The last of the values of ``prop``, or ""."""
        return max(self.values(node, prop), default="")

    def types(self, node: str) -> frozenset[str]:
        """The classes of ``node``, without a look at what else is said of it."""
        if (types := self._types.get(node)) is None:
            known = self._known.get(node)
            types = frozenset(self._ask(node, TYPE) if known is None else self.values(node, TYPE))
            self._types.put(node, types := self._sets.setdefault(types, types))
        return types

    def named(self, node: str) -> bool:
        """Whether ``node`` may be an entity, which somebody may say something of; events and figures are none."""
        types = self.types(node)
        return types.isdisjoint(TELLING) or not types.isdisjoint(ENTITIES)

    def into(self, prop: str, node: str) -> list[str]:
        """What has ``prop`` to ``node``, sorted; blank nodes are left out."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(prop), ox.NamedNode(node), _HERE)
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))

    def any_into(self, prop: str, node: str) -> bool:
        """Whether anything has ``prop`` to ``node``."""
        return next(self.store.quads_for_pattern(None, ox.NamedNode(prop), ox.NamedNode(node), _HERE), None) is not None

    def subjects(self, prop: str) -> Iterator[str]:
        """What has ``prop`` at all; some may come twice."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(prop), None, _HERE):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def objects(self, prop: str) -> Iterator[str]:
        """What anything has ``prop`` to; some come twice."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(prop), None, _HERE):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object.value

    def members(self, cls: str) -> Iterator[str]:
        """The instances of a class."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(cls), _HERE):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def graphs(self, subject: str, prop: str, value: str) -> list[str]:
        """The named graphs that state something."""
        found = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(prop), ox.NamedNode(value), None)
        return sorted(quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode))

    def stated(self, graph: str, prop: str) -> list[str]:
        """What anything has ``prop`` to in the named graph ``graph``."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(prop), None, ox.NamedNode(graph))
        return sorted({quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)})

    def published(self, article: str) -> tuple[str, tuple[str, ...]]:
        """The day on which ``article`` appeared, or "", and who published it."""
        if article not in self._articles:
            if len(self._articles) >= ARTICLES:
                self._articles.clear()
            issued, publishers = (self._ask(article, DCTERMS + name) for name in ("issued", "publisher"))
            self._articles[article] = max(issued, default=""), tuple(publishers)
        return self._articles[article]

    def learn(self, articles: Sequence[str]) -> None:
        """Looks up together what :meth:`published` is going to be asked of ``articles``, where that is faster."""
        unknown = sum(article not in self._articles for article in articles)
        most = min(unknown * BESIDE, ARTICLES)
        if unknown < MANY:
            return
        issued, publishers = (self._of_all(DCTERMS + name, most) for name in ("issued", "publisher"))
        if issued is None or publishers is None:
            return
        if len(self._articles) + len(issued) > ARTICLES:
            self._articles.clear()
        for article in {*issued, *publishers}:
            told = max(issued.get(article, ()), default=""), tuple(sorted(publishers.get(article, ())))
            self._articles[article] = told

    def _of_all(self, prop: str, most: int) -> dict[str, list[str]] | None:
        """The values of ``prop`` by what has it; None if these are more than ``most``."""
        found: dict[str, list[str]] = {}
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(prop), None, _HERE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                found.setdefault(quad.subject.value, []).append(quad.object.value)
                if len(found) > most:
                    return None
        return found

    def _ask(self, node: str, prop: str) -> list[str]:
        found = self.store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(prop), None, _HERE)
        return sorted(q.object.value for q in found if isinstance(q.object, ox.NamedNode | ox.Literal))
