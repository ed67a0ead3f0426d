"""What the ontology and the shapes say about how things are shown; read once a generation."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.terms import CG, OWL, PREFIXES, RDF, RDFS, SKOS, Iris
from server.questions import Row, text

if TYPE_CHECKING:
    from server.engine import Engine

Names = dict[str, str]
"""Language tag -> text."""


class Placement(NamedTuple):
    """Where a property stands on a page; sorts as the page does."""

    group_order: float
    group: str
    order: float
    property: str


LAST = 1e9
#: Sets of classes whose most specific one is kept in mind.
MOST_KEPT = 10_000
#: Prefixes that people know, for terms that have no label here.
KNOWN = PREFIXES | {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "lode": "http://linkedevents.org/ontology/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
}


def best(names: Names, language: str) -> tuple[str, str] | None:
    """The name to show in ``language`` and its own language tag; then English, Chinese, any."""
    for wanted in (language, "en", "zh"):
        for tag, name in names.items():
            if tag == wanted or tag.startswith(f"{wanted}-"):
                return name, tag
    return next(((name, tag) for tag, name in names.items()), None)


def short(iri: str) -> str:
    """Prefixed name of a term of a vocabulary that we know (``owl:Class``), else the IRI."""
    known = ((f"{prefix}:{iri[len(start) :]}") for prefix, start in KNOWN.items() if iri.startswith(start))
    return next(known, iri)


def spelled(iri: str) -> str:
    """Words from the local name of a term that has no label: ``operatesIn`` -> ``operates in``."""
    local = re.split(r"[#/]", iri.rstrip("#/"))[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local).replace("_", " ").lower() or iri


@dataclass(slots=True)
class Vocabulary:
    """Terms, their names, and the placements that the shapes give."""

    labels: dict[str, Names] = field(default_factory=lambda: defaultdict(dict))
    definitions: dict[str, Names] = field(default_factory=lambda: defaultdict(dict))
    examples: dict[str, Names] = field(default_factory=lambda: defaultdict(dict))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wider: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Direct super-classes and super-properties."""
    links: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """term -> property -> terms (domain, range, inverse, alignment)."""
    inverse: dict[str, str] = field(default_factory=dict)
    shaped: dict[str, dict[str, Placement]] = field(default_factory=lambda: defaultdict(dict))
    """class -> property -> placement."""
    shape_names: dict[tuple[str, str], Names] = field(default_factory=lambda: defaultdict(dict))
    """(class, property) -> the shape's own name for it."""
    inverse_names: dict[str, Names] = field(default_factory=lambda: defaultdict(dict))
    group_names: dict[str, Names] = field(default_factory=lambda: defaultdict(dict))
    _wider: dict[str, frozenset[str]] = field(default_factory=dict)
    """What has been asked of :meth:`all_wider`: asked only once all of the ontology is read."""
    _named: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """The same of :meth:`name`, for terms that have labels: others are without number."""
    _main: dict[frozenset[str], str | None] = field(default_factory=dict)
    """The same of :meth:`main_class`."""

    def name(self, term: str, language: str) -> tuple[str, str]:
        """Name of a class or property and the name's language."""
        if (known := self._named.get((term, language))) is not None:
            return known
        if (labels := self.labels.get(term)) and (found := best(labels, language)):
            return self._named.setdefault((term, language), found)
        return spelled(term), "en"

    def definition(self, term: str, language: str) -> str:
        """What a term means; empty when the ontology does not say."""
        return (best(self.definitions.get(term, {}), language) or ("", ""))[0]

    def example(self, term: str, language: str) -> str:
        """A use of a term; empty when the ontology has none."""
        return (best(self.examples.get(term, {}), language) or ("", ""))[0]

    def backwards(self, prop: str) -> tuple[str, ...]:
        """Properties that say the same from the other side: itself if it is symmetric, its inverse."""
        own = (prop,) if OWL + "SymmetricProperty" in self.kinds.get(prop, ()) else ()
        return (*own, *(i for i in [self.inverse.get(prop)] if i))

    def all_wider(self, term: str) -> frozenset[str]:
        """All super-classes or super-properties of ``term``, itself left out."""
        if (known := self._wider.get(term)) is None:
            known = self._wider[term] = self._all_wider(term)
        return known

    def _all_wider(self, term: str) -> frozenset[str]:
        found: set[str] = set()
        queue = [term]
        while queue:
            for wider in self.wider.get(queue.pop(), ()):
                if wider not in found and wider != term:
                    found.add(wider)
                    queue.append(wider)
        return frozenset(found)

    def is_event(self, cls: str) -> bool:
        """Whether a class is one of events."""
        return cls == CG + "Event" or CG + "Event" in self.all_wider(cls)

    def narrower(self, term: str) -> set[str]:
        """All sub-classes or sub-properties of ``term``, itself left out."""
        return {other for other in self.wider if term in self.all_wider(other)}

    def main_class(self, types: Iterable[str]) -> str | None:
        """The most specific of our own classes among ``types``, else of any: what the thing is called."""
        key = frozenset(types)
        if key not in self._main:
            if len(self._main) > MOST_KEPT:
                self._main.clear()
            self._main[key] = self._main_class(key)
        return self._main[key]

    def _main_class(self, types: Iterable[str]) -> str | None:
        given = sorted(types)
        if f"{CG}Person" in given:  # being an official follows from a post and is no other kind of thing
            given = [t for t in given if t != f"{CG}Official"]
        pool = [t for t in given if t.startswith(CG)] or [t for t in given if t != SKOS + "Concept"] or given
        wider = {w for t in pool for w in self.all_wider(t)}
        narrow = [t for t in pool if t not in wider] or pool
        return narrow[0] if narrow else None

    def placement(self, types: Iterable[str], prop: str) -> Placement:
        """Where ``prop`` stands on the page of a thing with ``types``; properties without shape come last, by name."""
        found = [self.shaped[t][prop] for t in types if prop in self.shaped.get(t, {})]
        return min(found, default=Placement(2 * LAST, "", LAST, prop))

    def property_name(self, types: Iterable[str], prop: str, language: str) -> str:
        """Name of ``prop`` on the page of a thing with ``types``: the shape's, else the ontology's."""
        for t in types:
            if named := best(self.shape_names.get((t, prop), {}), language):
                return named[0]
        return self.name(prop, language)[0]


def read(engine: "Engine", iris: Iris) -> Vocabulary:
    """The vocabulary of the generation that ``engine`` serves."""
    v = Vocabulary()
    for row in engine.select(text("vocabulary"), graph=NamedNode(iris.graph("ontology"))):
        _term(v, row["term"].value, row["property"].value, row["value"])
    for row in engine.select(text("shapes"), graph=NamedNode(iris.graph("shapes"))):
        _shape(v, row)
    return v


def _term(v: Vocabulary, term: str, prop: str, value: object) -> None:
    if isinstance(value, Literal):
        tag = value.language or "en"
        if prop in (RDFS + "label", SKOS + "prefLabel"):
            v.labels[term].setdefault(tag, value.value)
        elif prop == SKOS + "example":
            v.examples[term].setdefault(tag, value.value)
        elif prop == SKOS + "definition" or tag not in v.definitions[term]:
            v.definitions[term][tag] = value.value
    elif isinstance(value, NamedNode):
        if prop == RDF + "type":
            v.kinds[term].add(value.value)
        elif prop in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
            v.wider[term].add(value.value)
        else:
            v.links[term][prop].append(value.value)
        if prop == OWL + "inverseOf":
            v.inverse[term], v.inverse[value.value] = value.value, term


def _shape(v: Vocabulary, row: Row) -> None:
    def value(key: str) -> str:
        return row[key].value if key in row else ""

    def order(key: str) -> float:
        try:
            return float(value(key))
        except ValueError:
            return LAST

    def keep(names: Names, key: str) -> None:
        if isinstance(literal := row.get(key), Literal):
            names.setdefault(literal.language or "en", literal.value)

    if inverse := value("inverse"):
        keep(v.inverse_names[inverse], "name")
        return
    cls, prop, group = value("class"), value("path"), value("group")
    v.shaped[cls][prop] = Placement(order("place") if group else LAST, group, order("order"), prop)
    keep(v.shape_names[cls, prop], "name")
    if group:
        keep(v.group_names[group], "title")
