"""What the claims of one graph say of what it states, and all of it on disk until the index of evidence is made.

An article's claims are gathered where its graph is made and judged, on all cores: to look for them in the store
afterwards took longer than to make the rest of the search index.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, product
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import pyoxigraph as ox

from kg.graph import Graph
from kg.parts import Parts
from kg.terms import CG, DCTERMS, OA, PROV, RDF, RDFS, SCHEMA, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Node = ox.NamedNode | ox.BlankNode
Span = tuple[str, int, int]
"""Words of an article, and where they stand in its text."""

SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object"))
DERIVED: Final = ox.NamedNode(PROV + "wasDerivedFrom")
CONFIDENCE: Final = ox.NamedNode(CG + "confidence")
EXACT, START, END = (ox.NamedNode(OA + part) for part in ("exact", "start", "end"))
OF_PASSAGE: Final = frozenset((EXACT, START, END))
_SUBJECT, _PREDICATE, _OBJECT = (part.value for part in (SUBJECT, PREDICATE, OBJECT))
_DERIVED, _CONFIDENCE = DERIVED.value, CONFIDENCE.value
_OF_PASSAGE: Final = (EXACT.value, START.value, END.value)
#: Properties of what an article states without a claim, and so often that it is not noted here which graphs do.
UNCLAIMED: Final = frozenset({
    RDF + "type", RDFS + "label", SKOS + "altLabel", SCHEMA + "mentions", SCHEMA + "articleBody", PROV + "used",
    PROV + "wasAssociatedWith",
    *(DCTERMS + name for name in ("identifier", "issued", "language", "publisher", "source", "title")),
})  # fmt: skip
#: Hexadecimal digits of a key by which the parts are told apart.
_DIGITS: Final = 2
_BEFORE: Final = len('["')
#: Passages of a graph in a store that are remembered.
_REMEMBERED: Final = 10_000


class Passage(NamedTuple):
    """A passage of an article that says so."""

    claim: str
    article: str
    exact: str
    start: int
    end: int
    """Code points of the article's text; ``end`` is the one behind the passage."""
    confidence: float


class Said(msgspec.Struct, array_like=True, frozen=True):
    """That a graph states something."""

    key: str
    """Of the statement, see :func:`key`; it stands first, see :class:`Claims`."""
    statement: str
    """As a line of N-Triples."""
    article: str
    """IRI of the graph."""
    passages: list[Passage]
    """By which a claim there says so; none where none does."""


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Said).decode


def key(subject: str, predicate: str, value: Term | str) -> str:
    """What a statement is looked up by; ``value`` as it is written in N-Triples."""
    return blake2b(f"{subject} {predicate} {value}".encode(), digest_size=12).hexdigest()


def said(article: str, triples: Iterable[ox.Triple], spans: Callable[[Node], Iterable[Span]]) -> Iterator[Said]:
    """What the claims among ``triples`` of the graph ``article`` say, and in which words.

    Args:
        article: IRI of the graph.
        triples: those of one subject stand together.
        spans: of a passage.
    """
    for _, group in groupby(triples, key=lambda triple: triple.subject):
        for claim, of in Graph(group).about.items():
            yield from _of_claim(article, claim, of, spans)


def _of_claim(
    article: str, claim: Term, of: Mapping[str, Collection[Term]], spans: Callable[[Node], Iterable[Span]]
) -> Iterator[Said]:
    """What ``claim`` says, if it is one; ``of``: the values of its properties, by IRI."""
    if _SUBJECT not in of or not isinstance(claim, ox.NamedNode):
        return
    words = [span for node in of.get(_DERIVED, ()) if not isinstance(node, ox.Literal) for span in spans(node)]
    sure = [number for value in of.get(_CONFIDENCE, ()) if (number := _number(value)) is not None]
    passages = [Passage(claim.value, article, *span, number) for span in words for number in sure]
    if not passages:
        return
    for subject, predicate, value in product(of[_SUBJECT], of.get(_PREDICATE, ()), of.get(_OBJECT, ())):
        if isinstance(subject, ox.NamedNode) and not isinstance(value, ox.BlankNode):
            line = f"{subject} {predicate} {value} ."
            yield Said(key(subject.value, predicate.value, value), line, article, passages)


def _number(value: Term) -> float | None:
    with suppress(ValueError):
        return float(value.value)
    return None


def _spans(parts: Mapping[str, Iterable[Term]]) -> Iterator[Span]:
    """The spans of a passage of which ``parts`` are said; what is no number is nowhere."""
    for words, start, end in product(*[parts.get(part, ()) for part in _OF_PASSAGE]):
        with suppress(ValueError):
            yield words.value, int(start.value), int(end.value)


def _stated(subject: Term, of: Mapping[str, Iterable[Term]]) -> Iterator[str]:
    """What a graph states of ``subject`` and claims may speak of, as lines of N-Triples."""
    if isinstance(subject, ox.NamedNode) and _SUBJECT not in of and _OF_PASSAGE[0] not in of:
        for predicate, values in of.items():
            if predicate not in UNCLAIMED:
                yield from (f"{subject} <{predicate}> {v} ." for v in values if not isinstance(v, ox.BlankNode))


def _bare(article: str, line: str) -> Said:
    """That ``article`` states ``line``."""
    subject, predicate, value = line.removesuffix(" .").split(" ", 2)
    return Said(key(subject[1:-1], predicate[1:-1], value), line, article, [])


def _may_be_stated(line: str) -> bool:
    """Whether a graph may state ``line`` though :func:`_stated` does not give it."""
    return line.split(" ", 2)[1][1:-1] in UNCLAIMED


def lines(article: str, graph: Graph) -> list[bytes]:
    """What the graph ``article`` states, and what its claims say of that, for :meth:`Claims.add`."""
    about = graph.about

    def spans(passage: Node) -> Iterator[Span]:
        return _spans(about.get(passage, {}))

    stated = dict.fromkeys(line for node, of in about.items() for line in _stated(node, of))
    said = [one for claim, of in about.items() for one in _of_claim(article, claim, of, spans)]
    said = [one for one in said if one.statement in stated or _may_be_stated(one.statement)]
    claimed = {one.statement for one in said}
    return [_encode(one) for one in (*said, *(_bare(article, line) for line in stated if line not in claimed))]


def spans_of(store: ox.Store, graph: ox.NamedNode) -> Callable[[Node], list[Span]]:
    """The spans of passages in a graph of ``store``."""

    @lru_cache(_REMEMBERED)
    def spans(passage: Node) -> list[Span]:
        said = Graph(quad.triple for quad in store.quads_for_pattern(passage, None, None, graph))
        return list(_spans(said.about.get(passage, {})))

    return spans


def _in_store(store: ox.Store, graph: ox.NamedNode) -> Iterator[Said]:
    """As :func:`lines`, for a graph of a store, of any size."""

    def states(line: str) -> bool:
        quad = next(ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True))
        return ox.Quad(quad.subject, quad.predicate, quad.object, graph) in store

    spans = spans_of(store, graph)
    quads = store.quads_for_pattern(None, None, None, graph)  # the engine keeps them by subject
    for _, group in groupby(quads, key=lambda quad: quad.subject):
        for node, of in Graph(quad.triple for quad in group).about.items():
            yield from (_bare(graph.value, line) for line in _stated(node, of))
            for one in _of_claim(graph.value, node, of, spans):
                if states(one.statement):
                    yield one


class Claims:
    """What claims say, on disk, in parts: what is said of one statement is in one part."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where the parts are; it is made when it is needed."""
        self.folder = folder
        self._parts = Parts(folder)
        self._graphs: set[str] = set()
        self._stale = False

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Adds what :func:`lines` gave of a graph."""
        self._graphs.add(graph)
        for line in lines:
            self._parts.add(line[_BEFORE : _BEFORE + _DIGITS].decode(), line + b"\n")

    def forget(self, graph: str) -> None:
        """What was added of ``graph`` is not what it holds any more."""
        self._stale |= graph in self._graphs

    def complete(self, store: ox.Store, graphs: Iterable[str], changed: Set[str], passed_over: str) -> None:
        """Adds what is missing of ``graphs`` in ``store``, but those whose IRIs begin with ``passed_over``; to those
        ``changed`` something was added since they were.
        """
        if self._stale:
            self._graphs.clear()
            self._parts.clear()
            self._stale = False
        for graph in graphs:
            if (graph not in self._graphs or graph in changed) and not graph.startswith(passed_over):
                self.add(graph, map(_encode, _in_store(store, ox.NamedNode(graph))))
        self._parts.flush()

    def __iter__(self) -> Iterator[list[Said]]:
        """What is said, by part."""
        for part in self._parts:
            yield [_decode(line) for line in part]
