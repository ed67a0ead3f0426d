"""A store while it is filled: quads come in batches, are counted, and wait in files for the engine's loader."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.block import Block, block, of_lines
from kg.disk import disk_errors
from kg.loading import Loading
from kg.manifest import Totals, number
from kg.memory import release
from kg.processes import count as processes
from kg.sealing import Aside
from kg.search.claims import Claims
from kg.settings import Settings
from kg.shares import Shares
from kg.stated import Stated

if TYPE_CHECKING:
    from kg.generations import DataFolder

#: Quads written to the store at once: bounds memory (a kilobyte each), and files on disk.
BATCH = 50_000
#: Triples that are made a block of.
TOGETHER = 10_000


@dataclass
class Filling:
    """The store of a draft; what belongs to the generation goes into named graphs, the default graph merges them."""

    folder: "DataFolder"
    settings: Settings
    home: Path
    """Folder of the store."""
    staging: Path
    """Folder of the generation, beside which there is room for what is needed meanwhile."""
    store: ox.Store = field(init=False)
    """Writable."""
    loading: Loading = field(init=False)
    aside: Aside = field(init=False)
    claims: Claims = field(init=False)
    """What the claims say of the graphs that were written so far, as far as it was gathered on the way."""
    shares: Shares = field(init=False)
    """What the graphs that were written so far add to what is entailed, as far as it was gathered on the way."""
    _waiting: list[ox.Quad] = field(default_factory=list)
    _sizes: Counter[str] = field(default_factory=Counter)
    """Quads of each graph that were put."""
    _added: set[str] = field(default_factory=set)
    """Graphs in which something may have been put twice."""
    _loaded: int = 0
    """Quads that wait to be loaded."""
    _sum: int = 0
    """Of the digests of all that was put."""
    _spoilt: bool = False
    """Whether something was removed again, so that the sizes, the sum and the default graph are to be made anew."""

    def __post_init__(self) -> None:
        scratch = self.staging.parent
        self.store = ox.Store(str(self.home))
        self.claims = Claims(scratch / "claims")
        self.shares = Shares(scratch / "shares")
        self.loading = Loading(scratch / "loading")
        self.aside = Aside(scratch, alone=processes(self.settings) == 1)

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Adds ``triples`` to the named graph ``graph``, in batches; one that comes twice makes sealing slower."""
        coming, name = iter(triples), ox.NamedNode(graph)
        while some := list(islice(coming, TOGETHER)):
            made = block({graph: some})
            if b"_:" in made.merged:  # perhaps a blank node, whose name is to stay
                for triple in some:
                    self.put(ox.Quad(triple.subject, triple.predicate, triple.object, name))
            else:
                self._added.add(graph)
                self.load(made)

    def put(self, quad: ox.Quad) -> None:
        """Adds one quad of a named graph; one that is put twice makes sealing slower."""
        graph: str = quad.graph_name.value  # type: ignore[union-attr]  # named graphs alone
        self._added.add(graph)
        self._sizes[graph] += 1
        self._sum += number(quad)
        self._waiting.append(quad)
        self._waiting.append(ox.Quad(quad.subject, quad.predicate, quad.object))
        if len(self._waiting) >= BATCH:
            self.flush()

    def load(self, block: Block) -> None:
        """Adds the quads of ``block``, none of which was put before; as :meth:`put`, and while other things go on.

        Blank nodes would get other names.
        """
        self._sizes.update(block.sizes)
        self._sum += int.from_bytes(block.digest)
        self._loaded += block.size
        with disk_errors(self.folder.path):
            self.aside.settle()
            self.loading.add(block)
            if self._loaded >= BATCH:
                self._loaded = 0
                self.loading.begin(self.store)

    def put_all(self, graph: str, coming: Iterable[list[bytes]], *, without: Set[str]) -> None:
        """Adds triples, as lines of N-Triples, to the empty graph ``graph``, but those that graphs which are none of
        ``without`` state.
        """
        self.flush()
        stated = Stated(self.store, without)
        for lines in coming:
            known = stated.among(lines)
            self.load(of_lines({graph: [line for line in lines if line not in known]}))
        self.flush()

    def take(self, quad: ox.Quad) -> None:
        """Removes one quad of a named graph."""
        self.flush()
        self.aside.settle()
        self.store.remove(quad)
        self._forget(str(quad.graph_name.value))  # type: ignore[union-attr]  # named graphs alone

    def shared(self, *, without: Set[str]) -> Shares:
        """:attr:`shares`, with those of all graphs but ``without``."""
        self.flush()
        self.shares.complete(self.store, self._sizes, self._added, without=without)
        return self.shares

    def drop(self, graph: str) -> None:
        """Removes the named graph ``graph``, if it is there."""
        self.flush()
        with disk_errors(self.folder.path):
            self.aside.settle()
            if self.store.contains_named_graph(ox.NamedNode(graph)):
                self.store.remove_graph(ox.NamedNode(graph))
                self._forget(graph)

    def _forget(self, graph: str) -> None:
        """What is known of the graphs beside the store is not true any more."""
        self.claims.forget(graph)
        self.shares.forget(graph)
        self._spoilt = True

    def flush(self) -> None:
        """Writes what waits to the store."""
        self._loaded = 0
        with disk_errors(self.folder.path):
            self.loading.begin(self.store)
            self.loading.wait()
            if self._waiting:
                self.aside.settle()
                self.store.bulk_extend(self._waiting)
        many, self._waiting = len(self._waiting) >= BATCH, []
        if many:
            release()

    def reopen(self) -> None:
        """Has the engine forget what it remembers of what was done so far: some hundred megabytes."""
        self.aside.settle()
        del self.store  # lets go of the files
        self.store = ox.Store(str(self.home))
        release()

    def totals(self) -> Totals:
        """The size of each graph, and the version: the sum of the quads' digests, so that it does not depend on their
        order and can be kept up to date by one changed graph.
        """
        if self._spoilt or any(self._held(graph) != self._sizes[graph] for graph in self._added):
            self._again()
        return Totals((self._sum % 2**256).to_bytes(32).hex(), dict(self._sizes))

    def _held(self, graph: str) -> int:
        """The quads of a graph that the store holds."""
        asked = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        return sum(int(row["n"].value) for row in self.store.query(asked))  # type: ignore[union-attr, misc]  # a SELECT

    def _again(self) -> None:
        """Fills the default graph and counts the named ones anew."""
        self.store.clear_graph(ox.DefaultGraph())
        self._sizes.clear()
        self._sum = 0
        merged = []
        for quad in self.store.quads_for_pattern(None, None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode):
                self._sizes[quad.graph_name.value] += 1
                self._sum += number(quad)
                merged.append(ox.Quad(quad.subject, quad.predicate, quad.object))
            if len(merged) >= BATCH:
                self.store.bulk_extend(merged)
                merged = []
        self.store.bulk_extend(merged)

    def close(self) -> None:
        """Lets go of what works for it, whatever becomes of the draft."""
        self.loading.close()
        self.aside.close()
