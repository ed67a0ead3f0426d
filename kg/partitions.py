"""What a generation holds of each class and property, counted: for its catalogue (VoID) and its manifest.

The counts are of the merged graph, each triple once. Every subject adds what follows from its own triples and from the
classes of what they lead to, so that after a change only the subjects near it are counted again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg.facts import EntityType
from kg.recent import Recent
from kg.terms import CG, RDF, Iris

#: Above this number of triples the properties of each class are not counted: that takes minutes.
MOST_COUNTED = 5_000_000
#: File in a generation's folder.
FILE: Final = "partitions.json"

CLASS, PROPERTY, OF_CLASS, TO_CLASS, TO_DATATYPE = "class", "property", "of class", "to class", "to datatype"
#: Entities by class, in the register's graph.
REGISTERED = "registered"

Key = tuple[str, ...]
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pair = tuple[str, Node]
Types = Callable[[Node], Collection[str]]
Target = str | tuple[str, ...]
"""What a value is: a literal of a datatype, or a node of some classes."""

_HERE: Final = ox.DefaultGraph()
_subject: Final = attrgetter("subject")
_A: Final = ox.NamedNode(RDF + "type")
#: Nodes whose classes are remembered, at least: subjects come in no order, so that neighbours stand anywhere.
REMEMBERED: Final = 1 << 15


@dataclass
class Partitions:
    """The counts by kind and what is counted: ``("of class", class, property)``."""

    counts: Counter[Key] = field(default_factory=Counter)
    detailed: bool = True
    """Whether the properties of each class are counted."""

    def of(self, *classes: str, kind: str = CLASS) -> int:
        """Instances of ``classes``, given by local name in the ontology."""
        return sum(self.counts[kind, CG + name] for name in classes)

    def write(self, folder: Path) -> None:
        """Keeps the counts in a generation's folder."""
        (folder / FILE).write_bytes(self.pack())

    def pack(self) -> bytes:
        """The counts as JSON."""
        rows = sorted((*key, number) for key, number in self.counts.items())
        return msgspec.json.encode([self.detailed, rows])

    @classmethod
    def unpack(cls, data: bytes) -> "Partitions":
        """The counts of what :meth:`pack` made of them. Raises msgspec.DecodeError or ValueError."""
        detailed, rows = msgspec.json.decode(data)
        return cls(Counter({tuple(row[:-1]): row[-1] for row in rows}), detailed)

    @classmethod
    def read(cls, folder: Path) -> "Partitions | None":
        """The counts of the generation in ``folder``; None where it was made by a program that kept none."""
        try:
            return cls.unpack((folder / FILE).read_bytes())
        except (OSError, ValueError):
            return None


def counted(store: ox.Store, triples: int, iris: Iris) -> Partitions:
    """The counts of a whole store that holds ``triples`` triples."""
    found = Partitions(detailed=triples <= MOST_COUNTED)
    counts = found.counts
    if found.detailed:
        counts.update(_all_counts(store))
    else:
        for kind, query in (
            (CLASS, "SELECT ?x (COUNT(?s) AS ?n) { ?s a ?x FILTER(isIRI(?x)) } GROUP BY ?x"),
            (PROPERTY, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"),
        ):
            for row in store.query(query):  # type: ignore[union-attr]  # a SELECT
                counts[kind, row["x"].value] = int(row["n"].value)
    register = ox.NamedNode(iris.graph("register"))
    for name in EntityType:
        number = sum(1 for _ in store.quads_for_pattern(None, _A, ox.NamedNode(CG + name), register))
        counts[REGISTERED, CG + name] = number
    return _tidy(found)


def recounted(
    before: Partitions, store: ox.Store, come: Iterable[ox.Triple], gone: Iterable[ox.Triple], named: Iterable[ox.Quad],
    iris: Iris,
) -> Partitions:  # fmt: skip
    """The counts after a change.

    Args:
        before: the counts before it.
        store: after it.
        come: triples that have come into the default graph.
        gone: triples that have gone from it.
        named: quads that have come into (those that are in the store) or gone from the register's graph; others are
            passed over.
        iris: of the installation.
    """
    found = Partitions(Counter(before.counts), before.detailed)
    new, old = _by_subject(come), _by_subject(gone)
    if found.detailed:
        _recount(found.counts, store, new, old)
    else:
        for triples, sign in ((new, 1), (old, -1)):
            for pairs in triples.values():
                for prop, value in pairs:
                    found.counts[PROPERTY, prop] += sign
                    if prop == _A.value and isinstance(value, ox.NamedNode):
                        found.counts[CLASS, value.value] += sign
    register, known = ox.NamedNode(iris.graph("register")), {CG + name for name in EntityType}
    for quad in named:
        if quad.graph_name == register and quad.predicate == _A and _iri(quad.object) in known:
            found.counts[REGISTERED, _iri(quad.object)] += 1 if quad in store else -1
    return _tidy(found)


def _tidy(found: Partitions) -> Partitions:
    found.counts = Counter({key: number for key, number in found.counts.items() if number})
    return found


def _all_counts(store: ox.Store) -> Counter[Key]:
    """What all subjects add.

    There are a few thousand combinations of the classes of a subject, a property and what its value is, so that
    triples are counted by these, and what each adds is worked out once.
    """
    types = _Types(store)
    combined: Counter[tuple[tuple[str, ...], str, Target]] = Counter()
    subjects: Counter[tuple[str, ...]] = Counter()
    quads = store.quads_for_pattern(None, None, None, _HERE)  # the engine keeps them by subject
    for _, group in groupby(quads, key=_subject):
        pairs = [(quad.predicate.value, quad.object) for quad in group]
        classes = tuple([value.value for prop, value in pairs if prop == _A.value and isinstance(value, ox.NamedNode)])
        subjects[classes] += 1
        for prop, value in pairs:
            target = value.datatype.value if isinstance(value, ox.Literal) else types(value)
            combined[classes, prop, target] += 1
    counts: Counter[Key] = Counter()
    for classes, number in subjects.items():
        for name in classes:
            counts[CLASS, name] += number
    for (classes, prop, target), number in combined.items():
        counts[PROPERTY, prop] += number
        targets = [(TO_DATATYPE, target)] if isinstance(target, str) else [(TO_CLASS, name) for name in target]
        for name in classes:
            counts[OF_CLASS, name, prop] += number
            for kind, led in targets:
                counts[kind, name, prop, led] += number
    return counts


def _recount(counts: Counter[Key], store: ox.Store, new: dict[Node, list[Pair]], old: dict[Node, list[Pair]]) -> None:
    now = _Types(store)
    retyped = {
        node: {_iri(value) for prop, value in old.get(node, ()) if prop == _A.value}
        | {name for name in now(node) if (_A.value, ox.NamedNode(name)) not in new.get(node, ())}
        for node in {*new, *old}
        if any(prop == _A.value for prop, _ in (*new.get(node, ()), *old.get(node, ())))
    }

    def before(node: Node) -> Collection[str]:
        return retyped[node] if node in retyped else now(node)

    subjects = {*new, *old}
    for node in retyped:
        subjects |= {quad.subject for quad in store.quads_for_pattern(None, None, node, _HERE)}
    for subject in subjects:
        pairs = [(q.predicate.value, q.object) for q in store.quads_for_pattern(subject, None, None, _HERE)]  # type: ignore[arg-type]
        _count(counts, pairs, now, 1)
        came = set(new.get(subject, ()))
        _count(counts, [pair for pair in pairs if pair not in came] + old.get(subject, []), before, -1)


def _count(counts: Counter[Key], pairs: Iterable[Pair], types: Types, sign: int) -> None:
    """Adds (or takes away) what one subject adds, given its properties with their values."""
    by_property: dict[str, list[Node]] = defaultdict(list)
    for prop, value in pairs:
        by_property[prop].append(value)
    classes = [value.value for value in by_property.get(_A.value, ()) if isinstance(value, ox.NamedNode)]
    for name in classes:
        counts[CLASS, name] += sign
    for prop, values in by_property.items():
        counts[PROPERTY, prop] += sign * len(values)
        targets: Counter[Key] = Counter()
        for value in values:
            if isinstance(value, ox.Literal):
                targets[TO_DATATYPE, value.datatype.value] += sign
            else:
                for name in types(value):
                    targets[TO_CLASS, name] += sign
        for name in classes:
            counts[OF_CLASS, name, prop] += sign * len(values)
            for (kind, target), number in targets.items():
                counts[kind, name, prop, target] += number


class _Types:
    """The classes of nodes in the merged graph."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: Recent[Node, tuple[str, ...]] = Recent(REMEMBERED)
        self._sets: dict[tuple[str, ...], tuple[str, ...]] = {}  # a few hundred, which thousands of nodes share

    def __call__(self, node: Node) -> tuple[str, ...]:
        if (known := self._known.get(node)) is not None:
            return known
        found = tuple(self._look(node)) if isinstance(node, ox.NamedNode | ox.BlankNode) else ()
        found = self._sets.setdefault(found, found)
        self._known.put(node, found)
        return found

    def _look(self, node: ox.NamedNode | ox.BlankNode) -> Iterator[str]:
        for quad in self._store.quads_for_pattern(node, _A, None, _HERE):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object.value


def _by_subject(triples: Iterable[ox.Triple]) -> dict[Node, list[Pair]]:
    found: dict[Node, list[Pair]] = {}
    for triple in triples:
        found.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    return found


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
