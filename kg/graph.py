"""One graph in memory, by subject and property: what is mapped, judged and written of an article.

An article has some hundred triples, and each stage asks for what is said of a node. Kept so from the start, no stage
has to take triples apart or to sort them again, which took as long as all else that was done with them.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Self

import pyoxigraph as ox

from kg.rdf import StoreTerm as Term

Values = dict[Term, None]
"""The values of one property, in order, each once."""
#: Properties whose IRIs are made into terms once.
REMEMBERED = 1_000


class Graph:
    """Triples, each once; they stand in the order in which they were added, those of a subject together."""

    __slots__ = ("about",)

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self.about: dict[Term, dict[str, Values]] = {}
        """What is said of each subject: the values of each property, by its IRI."""
        for triple in triples:
            self.add(triple.subject, triple.predicate.value, triple.object)  # type: ignore[arg-type]  # RDF 1.1

    @classmethod
    def of(cls, triples: "Iterable[ox.Triple] | Graph") -> "Graph":
        """``triples`` as a graph; one that is a graph already is not copied."""
        return triples if isinstance(triples, Graph) else cls(triples)

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """Adds a triple, given the IRI of its predicate."""
        if (out := self.about.get(subject)) is None:
            self.about[subject] = {predicate: {value: None}}
        elif (values := out.get(predicate)) is None:
            out[predicate] = {value: None}
        else:
            values[value] = None

    def __iter__(self) -> Iterator[ox.Triple]:
        for subject, out in self.about.items():
            for predicate, values in out.items():
                name = _node(predicate)
                for value in values:
                    yield ox.Triple(subject, name, value)  # type: ignore[arg-type]  # no literal is a subject here

    def __len__(self) -> int:
        return sum(len(values) for out in self.about.values() for values in out.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self.about == other.about

    __hash__ = None  # type: ignore[assignment]  # it changes

    def said_of(self, nodes: Iterable[Term]) -> Self:
        """What is said of ``nodes``."""
        found = type(self)()
        found.about = {node: self.about[node] for node in nodes if node in self.about}
        return found

    def lines(self) -> list[bytes]:
        """The triples as lines of N-Triples, as the store's engine writes them."""
        found = []
        for subject, out in self.about.items():
            start = str(subject)
            for predicate, values in out.items():
                found += [f"{start} <{predicate}> {value} .\n".encode() for value in values]
        return found


@lru_cache(REMEMBERED)
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
