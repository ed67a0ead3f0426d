"""What statements rest on: for each that a claim makes, which articles say so and in which words.

A page shows some fifty statements. To look for the claims of each in the graph takes a third of the page's time; here
they lie together, one look-up a statement. The server's ``standing.rq`` and ``evidence.rq`` ask the graph for the
same, and tests hold the two against each other. A statement without claims (entailed, of the register, of the
reference data) is not here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox
import tantivy

from kg.search import lookup
from kg.search.claims import (
    CONFIDENCE,
    DERIVED,
    OBJECT,
    OF_PASSAGE,
    PREDICATE,
    SUBJECT,
    UNCLAIMED,
    Claims,
    Passage,
    Said,
    Term,
    key,
    said,
    spans_of,
)
from kg.terms import Iris

#: Folder of this index inside that of the search index.
FOLDER: Final = "evidence"
#: Articles that a statement's quotes are taken from, the first by their IRIs; its own page has them all.
MOST_QUOTED: Final = 5
#: Graphs that are no article's and state things by themselves; what any other of ours holds is reference data.
OWN_GRAPHS: Final = ("entailed", "register")
HEAP: Final = 32_000_000
_HERE: Final = ox.DefaultGraph()
_PARTS: Final = (SUBJECT, PREDICATE, OBJECT)
_OF_CLAIM: Final = frozenset({*_PARTS, DERIVED, CONFIDENCE})

Statement = tuple[ox.NamedNode, ox.NamedNode, Term]


class Grounds(msgspec.Struct, array_like=True, frozen=True):
    """What a statement rests on."""

    key: str
    stating: int
    """Articles that say so, those included whose passages are left out."""
    graphs: list[str]
    """Which graphs besides articles' own hold it, too: "entailed", "register", "reference"."""
    passages: list[Passage]


_decode: Final = msgspec.json.Decoder(Grounds).decode


def schema() -> tantivy.Schema:
    """Fields of the index."""
    return lookup.schema("key")


class Evidence:
    """The index in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there is none in ``folder``, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._rows = lookup.Lookup(folder, "key", "evidence")

    def of(self, keys: Sequence[str]) -> dict[str, Grounds]:
        """What statements rest on, by their keys; those that no claim makes are left out."""
        return {grounds.key: grounds for grounds in map(_decode, self._rows.of(keys))}


def build(store: ox.Store, folder: Path, iris: Iris, claims: Claims, own: Iterable[str]) -> None:
    """Writes the index of all statements that claims make; ``folder`` is made.

    Args:
        store: holds them.
        folder: of the index.
        iris: of the installation.
        claims: the complete ones of ``store``.
        own: IRIs of the graphs of ``store`` that are no article's.
    """
    folder.mkdir()
    beside = _Beside(store, own)
    _write(folder, (grounds for part in claims for grounds in _of_part(beside, part, iris)))


def revise(store: ox.Store, folder: Path, iris: Iris, changed: Iterable[ox.Quad]) -> None:
    """Brings the index in ``folder`` up to date with ``store``, given what came into named graphs or went from them."""
    statements = sorted(_touched(store, changed), key=str)
    found = (
        _grounds(statement, _stating(store, statement), iris, partial(_in_store, store, statement))
        for statement in statements
    )
    _write(folder, filter(None, found), [_key(statement) for statement in statements])


def _key(statement: Statement) -> str:
    subject, predicate, value = statement
    return key(subject.value, predicate.value, value)


def _write(folder: Path, rows: Iterable[Grounds], gone: Iterable[str] = ()) -> None:
    writer = tantivy.Index(schema(), path=str(folder)).writer(heap_size=HEAP, num_threads=1)
    for one in gone:
        writer.delete_documents_by_term("key", one)
    for grounds in rows:
        writer.add_document(tantivy.Document(key=grounds.key, row=msgspec.json.encode(grounds)))
    writer.commit()
    writer.wait_merging_threads()


class _Beside:
    """Which graphs of a store that are no article's state something: few, and few kinds of things."""

    def __init__(self, store: ox.Store, graphs: Iterable[str]) -> None:
        self.store = store
        self._graphs = [ox.NamedNode(graph) for graph in sorted(graphs)]
        self._having: dict[ox.NamedNode, list[ox.NamedNode]] = {}

    def __call__(self, statement: Statement) -> list[str]:
        """Their IRIs."""
        return [graph.value for graph in self._with(statement[1]) if ox.Quad(*statement, graph) in self.store]

    def _with(self, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """The graphs that have ``predicate`` at all."""
        if (known := self._having.get(predicate)) is None:
            having = (next(self.store.quads_for_pattern(None, predicate, None, g), None) for g in self._graphs)
            known = [graph for graph, first in zip(self._graphs, having, strict=True) if first is not None]
            self._having[predicate] = known
        return known


def _of_part(beside: _Beside, part: Iterable[Said], iris: Iris) -> Iterator[Grounds]:
    """What the statements of ``part`` rest on."""
    by_key: dict[str, list[Said]] = {}
    for one in part:
        by_key.setdefault(one.key, []).append(one)
    groups = [group for group in by_key.values() if any(one.passages for one in group)]
    lines = "\n".join(group[0].statement for group in groups)
    for group, quad in zip(groups, ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True), strict=True):
        statement: Statement = (quad.subject, quad.predicate, quad.object)
        if quad.predicate.value in UNCLAIMED:
            stating = _stating(beside.store, statement)
        else:
            stating = [*{one.article for one in group}, *beside(statement)]
        if grounds := _grounds(statement, stating, iris, partial(_among, group)):
            yield grounds


def _stating(store: ox.Store, statement: Statement) -> list[str]:
    """IRIs of the graphs that state ``statement``."""
    graphs = (quad.graph_name for quad in store.quads_for_pattern(*statement, None))
    return [graph.value for graph in graphs if not isinstance(graph, ox.DefaultGraph)]


def _grounds(
    statement: Statement, names: Sequence[str], iris: Iris, passages: Callable[[Sequence[str]], Iterable[Passage]]
) -> Grounds | None:
    """What ``statement`` rests on, as far as a passage says so.

    Args:
        statement: of a claim.
        names: IRIs of the graphs that state it.
        iris: of the installation.
        passages: gives those of some articles.
    """
    ours = iris.graph("")
    articles = sorted(name for name in names if not name.startswith(ours))
    own = {name.removeprefix(ours) for name in names if name.startswith(ours)}
    beside = sorted({name if name in OWN_GRAPHS else "reference" for name in own})
    found = sorted(
        set(passages(articles[:MOST_QUOTED])), key=lambda passage: (passage.article, passage.claim, *passage[2:])
    )
    return Grounds(_key(statement), len(articles), beside, found) if found else None


def _among(group: Iterable[Said], articles: Sequence[str]) -> Iterator[Passage]:
    """The passages of ``articles`` that claims give for one statement."""
    return (passage for one in group for passage in one.passages if passage.article in articles)


def _in_store(store: ox.Store, statement: Statement, articles: Sequence[str]) -> Iterator[Passage]:
    """As :func:`_among`, from ``store``."""
    wanted = _key(statement)
    for article in map(ox.NamedNode, articles):
        claims = {q.subject for q in store.quads_for_pattern(None, OBJECT, statement[2], article)}
        quads = (q for claim in claims for q in store.quads_for_pattern(claim, None, None, article))
        for one in said(article.value, (quad.triple for quad in quads), spans_of(store, article)):
            if one.key == wanted:
                yield from one.passages


def _touched(store: ox.Store, changed: Iterable[ox.Quad]) -> set[Statement]:
    """Statements that may rest on something else now."""
    found: set[Statement] = set()
    claims: dict[Term, tuple[set[Term], ...]] = {}

    @cache
    def claimed(predicate: ox.NamedNode) -> bool:
        """Whether claims speak of this at all: classes and labels they do not, which thousands of articles repeat."""
        return next(store.quads_for_pattern(None, _PARTS[1], predicate, _HERE), None) is not None

    for quad in changed:
        if quad.predicate in _OF_CLAIM:
            parts = claims.setdefault(quad.subject, (set(), set(), set()))  # type: ignore[arg-type]  # RDF 1.1
            if quad.predicate in _PARTS:
                parts[_PARTS.index(quad.predicate)].add(quad.object)  # type: ignore[arg-type]
        elif quad.predicate in OF_PASSAGE:
            for derived in store.quads_for_pattern(None, DERIVED, quad.subject, _HERE):
                claims.setdefault(derived.subject, (set(), set(), set()))  # type: ignore[arg-type]
        elif (
            isinstance(quad.subject, ox.NamedNode)
            and not isinstance(quad.object, ox.BlankNode)
            and claimed(quad.predicate)
        ):
            found.add((quad.subject, quad.predicate, quad.object))  # type: ignore[arg-type]
    for claim, parts in claims.items():
        for known, part in zip(parts, _PARTS, strict=True):
            known.update(q.object for q in store.quads_for_pattern(claim, part, None, _HERE))  # type: ignore[misc,arg-type]
        for subject, predicate, value in product(*parts):
            named = isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
            if named and not isinstance(value, ox.BlankNode):
                found.add((subject, predicate, value))  # type: ignore[arg-type]  # as just seen
    return found
