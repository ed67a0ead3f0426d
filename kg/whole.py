"""The first way to a generation: all of its graphs are written to an empty store.

The second way, :mod:`kg.revision`, gives the same.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

import ontology
from kg import vocabulary
from kg.disk import disk_errors
from kg.edits.judging import beside
from kg.generations import Draft
from kg.terms import Iris
from kg.verdicts import Judged

#: Graphs of files under ``ontology/``.
VOCABULARY = (
    ("ontology", "civigraph.ttl"),
    ("shapes", "shapes.ttl"),
    ("roles", "roles.ttl"),
    ("examples", "prefixes.ttl"),
)


def write(draft: Draft, judged: Iterable[Judged]) -> Iterator[Judged]:
    """Writes the graphs of articles, and passes on what is known of them."""
    with draft.quarantine.open("wb") as quarantine:
        for one in judged:
            draft.load(one.block)
            draft.claims.add(one.article, one.claims)
            draft.shares.add(one.article, one.share)
            with disk_errors(draft.quarantine):
                quarantine.write(one.aside)
            yield one


def write_vocabulary(draft: Draft, iris: Iris) -> None:
    """Writes what the articles' graphs are understood by."""
    for name, file in VOCABULARY:
        draft.add(iris.graph(name), dict.fromkeys(_triples(ontology.path(file), name)))
    draft.add(iris.graph("examples"), vocabulary.examples(iris.base))


def entail(draft: Draft, iris: Iris) -> None:
    """Writes what follows from all that is asserted."""
    silent = beside(iris)
    draft.put_all(iris.graph("entailed"), draft.shared(without=silent).entailed(), without=silent)


def _triples(path: Path, name: str) -> Iterator[ox.Triple]:
    """The file's triples; blank nodes are named by the order they come in, so that a rebuild names them alike."""
    names: dict[str, ox.BlankNode] = {}

    def steady(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term.value, ox.BlankNode(f"{name}{len(names)}"))
        return term

    for quad in ox.parse(path=str(path)):
        yield ox.Triple(steady(quad.subject), quad.predicate, steady(quad.object))  # type: ignore[arg-type]
