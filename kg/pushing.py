"""Publishes a generation in an existing engine: what is new is sent beside what is served, then graphs are swapped.

A graph's content is sent to a graph that is named after its digest, so that whatever is there of an attempt that was
killed is either whole, and used, or sent again. The swap is one update request where the engine carries such out as a
whole; the graph :data:`kg.external.VERSION` says what is current, and is the last to be swapped.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import CivigraphError
from kg.external import INTERNAL, VERSION, External
from kg.generation import Generation
from kg.generations import DataFolder
from kg.manifest import digest
from kg.settings import Settings, load

DIGEST: Final = ox.NamedNode(INTERNAL + "digest")
CURRENT: Final = ox.NamedNode(INTERNAL + "current")
IS: Final = ox.NamedNode(INTERNAL + "is")
STAGED: Final = INTERNAL + "staged:"
#: Stands for the default graph in the list of digests.
DEFAULT: Final = INTERNAL + "default"
#: Triples sent at once; a graph with blank nodes goes whole, because they mean nothing across two requests.
PIECE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph is to hold."""

    graph: ox.NamedNode | ox.DefaultGraph
    digest: str
    size: int

    @property
    def staged(self) -> str:
        """The graph that holds it before the swap."""
        return f"{STAGED}{self.digest}"


def push(generation: Generation, settings: Settings) -> None:
    """Makes ``generation`` the one that the engine serves; killed at any moment and begun again, it ends the same.

    Raises:
        Unreachable: the engine does not answer, or refuses us.
        QueryError: it refuses an update.
    """
    engine, store, manifest = External(settings), generation.open(), generation.manifest
    known = current(engine)
    wanted = {name: _content(store, ox.NamedNode(name)) for name in _names(store)}
    wanted = {name: content for name, content in wanted.items() if content.size}
    merged = engine.merged(manifest.version)
    if merged is None:
        wanted[DEFAULT] = _content(store, ox.DefaultGraph())
    changed = [content for name, content in wanted.items() if known.get(name) != content.digest]
    gone = [name for name in known if name not in wanted and name not in (CURRENT.value, DEFAULT)]
    if known.get(CURRENT.value) == manifest.version and not changed and not gone:
        return
    there = engine.names(INTERNAL)
    _stage(engine, store, changed, there)
    if merged is not None:
        _fill(engine, store, _content(store, ox.DefaultGraph()), merged, there)
    version = [ox.Triple(ox.NamedNode(name), DIGEST, ox.Literal(content.digest)) for name, content in wanted.items()]
    version += [
        ox.Triple(CURRENT, IS, ox.Literal(manifest.version)),
        ox.Triple(CURRENT, DIGEST, ox.Literal(manifest.version)),
    ]
    _send(engine, STAGED + "version", [version])
    _swap(engine, changed, gone, whole=merged is None)
    kept = {VERSION, merged, engine.merged(known.get(CURRENT.value, ""))}
    for name in sorted(there - kept):
        engine.update(f"DROP SILENT GRAPH <{name}>")


def current(engine: External) -> dict[str, str]:
    """Digests of the graphs that the engine holds, by IRI, and under :data:`CURRENT` the version; empty at first."""
    return {
        str(t.subject.value): t.object.value  # type: ignore[union-attr]  # written by push()
        for t in engine.get(VERSION)
        if t.predicate == DIGEST
    }


def _names(store: ox.Store) -> list[str]:
    return sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))


def _content(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Content:
    """The graph's name is part of its quads, so that the digests of two graphs of one content differ."""
    size = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal size
        for quad in store.quads_for_pattern(None, None, None, graph):
            size += 1
            yield quad

    made = digest(counted())
    return Content(graph, made, size)


def _stage(engine: External, store: ox.Store, contents: Iterable[Content], there: set[str]) -> None:
    for content in contents:
        _fill(engine, store, content, content.staged, there)


def _fill(engine: External, store: ox.Store, content: Content, graph: str, there: set[str]) -> None:
    """Sends a graph's content, unless an earlier attempt has sent all of it."""
    if graph in there:
        ((size,),) = engine.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        if int(size) == content.size:
            return
    _send(engine, graph, _pieces(store, content))


def _pieces(store: ox.Store, content: Content) -> Iterator[list[ox.Triple]]:
    quads = store.quads_for_pattern(None, None, None, content.graph)
    piece: list[ox.Triple] = []
    named: list[ox.Triple] = []  # with blank nodes
    for quad in quads:
        blank = isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
        (named if blank else piece).append(quad.triple)
        if len(piece) >= PIECE:
            yield piece
            piece = []
    yield piece + named


def _send(engine: External, graph: str, pieces: Iterable[list[ox.Triple]]) -> None:
    for number, piece in enumerate(pieces):
        body = ox.serialize(piece, format=ox.RdfFormat.N_TRIPLES) or b""
        engine.send("POST" if number else "PUT", graph, body)


def _swap(engine: External, changed: Iterable[Content], gone: Iterable[str], *, whole: bool) -> None:
    steps = []
    for content in changed:
        target = "DEFAULT" if isinstance(content.graph, ox.DefaultGraph) else f"GRAPH {content.graph}"
        steps.append(f"MOVE SILENT GRAPH <{content.staged}> TO {target}")
    steps += [f"DROP SILENT GRAPH <{name}>" for name in gone]
    steps.append(f"MOVE SILENT GRAPH <{STAGED}version> TO GRAPH <{VERSION}>")
    for text in [" ;\n".join(steps)] if whole else steps:
        engine.update(text)


def main() -> None:
    """For the writer of an edit, which has no network: reads ids of generations, a line each, and publishes them."""
    settings = load()
    for line in sys.stdin:
        folder = DataFolder(settings.data).generations
        try:
            push(DataFolder.read(Path(folder) / line.strip()), settings)
            print("done", flush=True)
        except CivigraphError as error:
            print(error.message, flush=True)


if __name__ == "__main__":
    main()
