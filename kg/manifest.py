"""What a generation says of itself, and how it is counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import pyoxigraph as ox

from kg.facts import EntityType, EventType
from kg.partitions import CLASS, REGISTERED, Partitions
from kg.terms import Iris

#: Layout and contents of a generation's folder; raised when an older program could not read it.
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a generation says of itself."""

    id: str
    """Sequence number and the start of the version: "000012-3f9a0c21"."""
    version: str
    """Digest of the content: the same for the same triples, whenever and wherever they were built."""
    built: str
    """When, ISO 8601 in UTC."""
    base: str
    """Start of the IRIs that were minted."""
    format: int
    """Store format, see :data:`FORMAT`."""
    counts: Mapping[str, int]
    """articles, triples, entities, events, claims, entailed, warnings, quarantined and others."""
    graphs: Mapping[str, int]
    """Triples of each named graph, by IRI."""
    inputs: str = ""
    """Digest of the sources, settings and program that it was built from; empty where they cannot be known again."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """The graphs that people have written, by IRI, each with the digest of its content; they survive a build."""


@dataclass(frozen=True)
class Totals:
    """What the named graphs of a draft hold, counted when it is sealed."""

    version: str
    graphs: Mapping[str, int]

    @property
    def triples(self) -> int:
        """Triples of all named graphs; one that stands in two counts twice."""
        return sum(self.graphs.values())


def digest(quads: Iterable[ox.Quad], start: str = "0", *, without: Iterable[ox.Quad] = ()) -> str:
    """Digest of a set of quads, given once each: the sum of theirs, so that it does not depend on their order.

    ``start`` is the digest of quads that are in it already, ``without`` are those of them that are not any more.
    """
    total = int(start, 16) + sum(map(number, quads)) - sum(map(number, without))
    return (total % 2**256).to_bytes(32).hex()


def number(quad: ox.Quad) -> int:
    """What ``quad`` adds to a digest."""
    return int.from_bytes(blake2b(str(quad).encode(), digest_size=32).digest())


def sum_of_lines(lines: Iterable[bytes]) -> bytes:
    """As the sum of :func:`number`, of quads in N-Quads, a line each."""
    total = sum([int.from_bytes(blake2b(line[:-3], digest_size=32).digest()) for line in lines])
    return (total % 2**256).to_bytes(32)


#: What is counted for the manifest, by class; the classes of one word have no instance in common.
COUNTED = {
    "articles": ("Article",),
    "stories": ("Story",),
    "claims": ("Claim",),
    "statistics": ("Statistic",),
    "events": tuple(EventType),
    "entities": tuple(EntityType),
}


def count(totals: Totals, partitions: Partitions, iris: Iris) -> dict[str, int]:
    """How many there are of each kind; entities are those that the register knows, where there is one."""
    found = {"triples": totals.triples, "entailed": totals.graphs.get(iris.graph("entailed"), 0)}
    for word, classes in COUNTED.items():
        known = word == "entities" and iris.graph("register") in totals.graphs
        found[word] = partitions.of(*classes, kind=REGISTERED if known else CLASS)
    return found
