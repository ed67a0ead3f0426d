"""What statements rest on: for each that a claim makes, which articles say so and in which words.

A page shows some fifty statements. To look for the claims of each in the graph takes a third of the page's time; here
they lie together, one look-up a statement. The server's ``standing.rq`` and ``evidence.rq`` ask the graph for the
same, and tests hold the two against each other. A statement without claims (entailed, of the register, of the
reference data) is not here.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice, product
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
import pyoxigraph as ox
import tantivy

from kg.search import lookup
from kg.terms import CG, OA, PROV, RDF, Iris

#: Folder of this index inside that of the search index.
FOLDER: Final = "evidence"
#: Articles that a statement's quotes are taken from, the first in the order of the store; its own page has them all.
MOST_QUOTED: Final = 5
#: Graphs that are no article's and state things by themselves; what any other of ours holds is reference data.
OWN_GRAPHS: Final = ("entailed", "register")
HEAP: Final = 32_000_000
#: Statements, and subjects of them, that one query asks about.
_BATCH: Final = 300
_HERE: Final = ox.DefaultGraph()
_PARTS: Final = tuple(ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object"))
_DERIVED: Final = ox.NamedNode(PROV + "wasDerivedFrom")
_OF_CLAIM: Final = frozenset({*_PARTS, _DERIVED, ox.NamedNode(CG + "confidence")})
_OF_PASSAGE: Final = frozenset(ox.NamedNode(OA + part) for part in ("exact", "start", "end"))

_STANDING: Final = "SELECT ?row ?graph { VALUES (?row ?s ?p ?o) { %s } GRAPH ?graph { ?s ?p ?o } }"
_EVIDENCE: Final = f"""SELECT ?row ?claim ?confidence ?start ?end ?exact {{ VALUES (?row ?s ?p ?o ?article) {{ %s }}
GRAPH ?article {{
  ?claim <{RDF}object> ?o ; <{RDF}subject> ?s ; <{RDF}predicate> ?p ;
    <{PROV}wasDerivedFrom> ?passage ; <{CG}confidence> ?confidence .
  ?passage <{OA}exact> ?exact ; <{OA}start> ?start ; <{OA}end> ?end .
}} }}"""
_SUBJECTS: Final = f"SELECT DISTINCT ?s {{ ?claim <{RDF}subject> ?s FILTER(isIRI(?s)) }}"
_CLAIMED: Final = f"""SELECT DISTINCT ?s ?p ?o {{ VALUES (?s) {{ %s }}
?claim <{RDF}subject> ?s ; <{RDF}predicate> ?p ; <{RDF}object> ?o FILTER(!isBlank(?o)) }}"""

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Statement = tuple[ox.NamedNode, ox.NamedNode, Term]
T = TypeVar("T")


class Passage(NamedTuple):
    """A passage of an article that says so."""

    claim: str
    article: str
    exact: str
    start: int
    end: int
    """Code points of the article's text; ``end`` is the one behind the passage."""
    confidence: float


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


def key(subject: str, predicate: str, value: Term) -> str:
    """What a statement is looked up by."""
    return blake2b(f"{subject} {predicate} {value}".encode(), digest_size=12).hexdigest()


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


def build(store: ox.Store, folder: Path, iris: Iris) -> None:
    """Writes the index of all statements that the claims in ``store`` make; ``folder`` is made."""
    folder.mkdir()
    _write(store, folder, _claimed(store), iris)


def revise(store: ox.Store, folder: Path, iris: Iris, changed: Iterable[ox.Quad]) -> None:
    """Brings the index in ``folder`` up to date with ``store``, given what came into named graphs or went from them."""
    statements = sorted(_touched(store, changed), key=str)
    _write(store, folder, statements, iris, [_key(statement) for statement in statements])


def _key(statement: Statement) -> str:
    subject, predicate, value = statement
    return key(subject.value, predicate.value, value)


def _write(
    store: ox.Store, folder: Path, statements: Iterable[Statement], iris: Iris, gone: Iterable[str] = ()
) -> None:
    writer = tantivy.Index(schema(), path=str(folder)).writer(heap_size=HEAP, num_threads=1)
    for one in gone:
        writer.delete_documents_by_term("key", one)
    for batch in _batches(statements):
        for grounds in _grounds(store, batch, iris):
            writer.add_document(tantivy.Document(key=grounds.key, row=msgspec.json.encode(grounds)))
    writer.commit()
    writer.wait_merging_threads()


def _batches(given: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(given)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _ask(store: ox.Store, query: str, rows: Iterable[Iterable[object]]) -> Iterator[Any]:
    """Solutions of a query with ``rows`` of terms in its list."""
    found = store.query(query % " ".join(f"({' '.join(map(str, row))})" for row in rows))
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - a SELECT
    return found


def _claimed(store: ox.Store) -> Iterator[Statement]:
    """Every statement that a claim makes, once."""
    subjects = store.query(_SUBJECTS)
    for batch in _batches(row["s"] for row in subjects):  # type: ignore[union-attr]  # a SELECT
        for row in _ask(store, _CLAIMED, ([subject] for subject in batch)):
            yield row["s"], row["p"], row["o"]


def _grounds(store: ox.Store, statements: Sequence[Statement], iris: Iris) -> Iterator[Grounds]:
    """What each of ``statements`` rests on, as far as a passage says so."""
    ours = iris.graph("")
    graphs: list[list[str]] = [[] for _ in statements]
    articles: list[list[str]] = [[] for _ in statements]
    for row in _ask(store, _STANDING, ((number, *statement) for number, statement in enumerate(statements))):
        number, graph = int(row["row"].value), row["graph"].value
        if graph.startswith(ours):
            name = graph.removeprefix(ours)
            graphs[number].append(name if name in OWN_GRAPHS else "reference")
        else:
            articles[number].append(graph)
    quoted = [(number, a) for number, stated in enumerate(articles) for a in stated[:MOST_QUOTED]]
    asked = ((at, *statements[number], ox.NamedNode(article)) for at, (number, article) in enumerate(quoted))
    passages: list[list[Passage]] = [[] for _ in statements]
    for row in _ask(store, _EVIDENCE, asked) if quoted else ():
        number, article = quoted[int(row["row"].value)]
        start, end, sure = int(row["start"].value), int(row["end"].value), float(row["confidence"].value)
        passages[number].append(Passage(row["claim"].value, article, row["exact"].value, start, end, sure))
    for number, statement in enumerate(statements):
        if passages[number]:
            found = sorted(set(graphs[number]))
            yield Grounds(_key(statement), len(articles[number]), found, passages[number])


def _touched(store: ox.Store, changed: Iterable[ox.Quad]) -> set[Statement]:
    """Statements that may rest on something else now."""
    found: set[Statement] = set()
    claims: dict[Term, tuple[set[Term], ...]] = {}
    for quad in changed:
        if quad.predicate in _OF_CLAIM:
            parts = claims.setdefault(quad.subject, (set(), set(), set()))  # type: ignore[arg-type]  # RDF 1.1
            if quad.predicate in _PARTS:
                parts[_PARTS.index(quad.predicate)].add(quad.object)  # type: ignore[arg-type]
        elif quad.predicate in _OF_PASSAGE:
            for derived in store.quads_for_pattern(None, _DERIVED, quad.subject, _HERE):
                claims.setdefault(derived.subject, (set(), set(), set()))  # type: ignore[arg-type]
        elif isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode):
            found.add((quad.subject, quad.predicate, quad.object))  # type: ignore[arg-type]
    for claim, parts in claims.items():
        for known, part in zip(parts, _PARTS, strict=True):
            known.update(q.object for q in store.quads_for_pattern(claim, part, None, _HERE))  # type: ignore[misc,arg-type]
        for subject, predicate, value in product(*parts):
            named = isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
            if named and not isinstance(value, ox.BlankNode):
                found.add((subject, predicate, value))  # type: ignore[arg-type]  # as just seen
    return found
