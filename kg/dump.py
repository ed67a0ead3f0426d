"""The graph as files, streamed, in an order that a rebuild gives again."""

from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import QueryError
from kg.terms import DCTERMS, PREFIXES, Iris

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
#: Formats that tell which graph a triple stands in.
WITH_GRAPHS = (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)
#: What the name of a year's articles begins with: ``year-2022``, and ``year-undated`` for those without a date.
YEAR = "year-"
UNDATED = "undated"
#: Graphs up to this many triples are sorted; larger ones come in the store's own order, which is as steady.
SORTED = 500_000


def write(store: ox.Store, output: IO[bytes], format: ox.RdfFormat, graph: str, iris: Iris) -> None:
    """Writes ``graph`` of ``store`` to ``output``.

    Args:
        store: an open generation.
        output: gets the bytes as they are made.
        format: TriG and N-Quads name the graphs, the others hold the merge of them, each triple once.
        graph: "asserted" (all but what was entailed), "entailed", "all", "year-2022" (the articles of a year), or the
            IRI of a named graph.
        iris: the IRIs of the generation's installation.

    Raises:
        QueryError: there is no such graph.
    """
    names = choose(store, graph, iris)
    if format in WITH_GRAPHS:
        ox.serialize(quads(store, names), output, format, prefixes=PREFIXES)
    else:
        sink = cast(IO[bytes], CarriageReturns(output)) if format == ox.RdfFormat.RDF_XML else output
        ox.serialize(triples(store, names), sink, format, prefixes=PREFIXES)


class CarriageReturns:
    """Passes XML on with each carriage return as ``&#13;``: a bare one is read as a line feed (XML 1.0 section 2.11).

    The serializer writes none of its own, so that any it gives stands in a literal.
    """

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def write(self, data: bytes) -> int:
        """Writes ``data``; says how many of its bytes."""
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """Passes on what waits."""
        self._output.flush()


def choose(store: ox.Store, graph: str, iris: Iris) -> list[ox.NamedNode]:
    """The named graphs that ``graph`` stands for, in order of their IRIs.

    Raises:
        QueryError: there is no such graph.
    """
    entailed = ox.NamedNode(iris.graph("entailed"))
    names = sorted((g for g in store.named_graphs() if isinstance(g, ox.NamedNode)), key=str)
    if graph == "all":
        return names
    if graph == "asserted":
        return [name for name in names if name != entailed]
    if graph.startswith(YEAR):
        chosen = _of_year(store, names, graph.removeprefix(YEAR), iris)
    else:
        wanted = entailed.value if graph == "entailed" else graph
        chosen = [name for name in names if name.value == wanted]
    if not chosen and graph != "entailed":
        raise QueryError(
            f"there is no graph <{graph}>", hint="asserted, entailed, all, year-2022, or the IRI of a named graph"
        )
    return chosen


def _of_year(store: ox.Store, names: list[ox.NamedNode], year: str, iris: Iris) -> list[ox.NamedNode]:
    """The graphs of the articles that were published in ``year``."""
    issued = {
        quad.graph_name: quad.object.value[:4]
        for quad in store.quads_for_pattern(None, ox.NamedNode(DCTERMS + "issued"), None, None)
        if isinstance(quad.object, ox.Literal) and quad.subject == quad.graph_name
    }
    articles = iris.article("")
    return [name for name in names if name.value.startswith(articles) and issued.get(name, UNDATED) == year]


def quads(store: ox.Store, names: list[ox.NamedNode]) -> Iterator[ox.Quad]:
    """The quads of the named graphs, graph by graph."""
    for name in names:
        yield from _ordered(store.quads_for_pattern(None, None, None, name))


def triples(store: ox.Store, names: list[ox.NamedNode]) -> Iterator[ox.Triple]:
    """The triples of the named graphs, each once."""
    if len(names) == 1:
        yield from (quad.triple for quad in _ordered(store.quads_for_pattern(None, None, None, names[0])))
        return
    wanted = set(names)
    every = wanted.issuperset(store.named_graphs())
    for quad in _ordered(store.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        if every or any(
            other.graph_name in wanted
            for other in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        ):
            yield quad.triple


def _ordered(found: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    first = []
    for quad in found:
        first.append(quad)
        if len(first) > SORTED:
            yield from first
            yield from found
            return
    yield from sorted(first, key=str)
