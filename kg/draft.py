"""The draft of a generation: filled in a build's scratch folder, sealed, moved in one rename."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec
import pyoxigraph as ox

from kg.block import Block, block, of_lines
from kg.disk import disk_errors, remove, sync, sync_tree
from kg.generation import Generation
from kg.loading import Loading
from kg.manifest import FORMAT, Manifest, Totals, count, digest, number
from kg.memory import release
from kg.partitions import MOST_COUNTED, Partitions, counted, recounted
from kg.parts import Parts
from kg.processes import count as processes
from kg.sealing import Aside
from kg.search.claims import Claims
from kg.settings import Settings
from kg.stated import Stated
from kg.terms import RDF, Iris

if TYPE_CHECKING:
    from kg.built import Built
    from kg.edits.changes import Changes
    from kg.generations import DataFolder

#: Quads written to the store at once: bounds memory (a kilobyte each), and files on disk.
BATCH = 50_000
#: Triples that are made a block of.
TOGETHER = 10_000
#: Names of the parts of what :meth:`Draft.put_all` is given, by the lines' checksums.
PARTS = [f"{number:02x}" for number in range(256)]
Catalogue = Callable[[Totals, Iris, Partitions], Iterable[ox.Triple]]
Index = Callable[[ox.Store, Path, Iris], object]


@dataclass
class Draft:
    """A generation while it is being built."""

    folder: "DataFolder"
    settings: Settings
    home: Path
    """Folder of the store."""
    staging: Path
    edits: set[str] = field(default_factory=set)
    """Graphs that people have written; they may be empty."""
    inputs: str = ""
    """As in the manifest."""
    built: "Built | None" = None
    """What the graphs were made from, as far as they are to be compared with those of the next build."""
    elsewhere: Callable[[Generation], None] | None = None
    """Publishes the sealed generation in another store, before it becomes the current one."""
    store: ox.Store = field(init=False)
    """Writable; what belongs to the generation goes into named graphs, the default graph holds everything merged."""
    loading: Loading = field(init=False)
    aside: Aside = field(init=False)
    claims: Claims = field(init=False)
    """What the claims say of the graphs that were written so far, as far as it was gathered on the way."""
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
        self.loading = Loading(scratch / "loading")
        self.aside = Aside(scratch, alone=processes(self.settings) == 1)

    @property
    def quarantine(self) -> Path:
        """Where the N-Quads that are set aside are to be written."""
        return self.staging / "quarantine.nq"

    def begin_as(self, generation: Generation) -> None:
        """Begins again as ``generation``, whose files are shared on disk."""
        self.home = self.staging.parent / "store"
        with disk_errors(self.folder.path):
            del self.store  # lets go of the files
            remove(self.home)
            generation.open().backup(str(self.home))
            self.store = ox.Store(str(self.home))
            shutil.copyfile(generation.quarantine, self.quarantine)
        self.edits |= generation.manifest.edits.keys()

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

    def put_all(self, graph: str, coming: Iterable[str], *, without: Set[str]) -> None:
        """Adds triples, as lines of N-Triples, to the empty graph ``graph``, but those that graphs which are none of
        ``without`` state.

        Unlike with :meth:`put`, some may come any number of times.
        """
        self.flush()
        stated = Stated(self.store)
        parts = Parts(self.staging.parent / "put")
        for text in coming:
            line = text.encode()
            parts.add(PARTS[crc32(line) % len(PARTS)], line)
        for some in parts:
            lines = list(dict.fromkeys(some))
            quads = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True)
            new = [
                line
                for line, quad in zip(lines, quads, strict=True)
                if not stated(quad) or not self.states(quad.triple, without=without)
            ]
            self.load(of_lines({graph: new}))
        self.flush()
        parts.clear()

    def take(self, quad: ox.Quad) -> None:
        """Removes one quad of a named graph."""
        self.flush()
        self.store.remove(quad)
        self.claims.forget(str(quad.graph_name.value))  # type: ignore[union-attr]  # named graphs alone
        self._spoilt = True

    def facts(self, properties: Iterable[str], classes: Iterable[str], *, without: Set[str]) -> Iterator[ox.Triple]:
        """What is stated with ``properties``, and what is of ``classes``, in any graph but those ``without``."""
        self.flush()
        here, kind = ox.DefaultGraph(), ox.NamedNode(RDF + "type")
        patterns = [(ox.NamedNode(name), None) for name in sorted(properties)]
        for predicate, value in [*patterns, *((kind, ox.NamedNode(name)) for name in sorted(classes))]:
            beside = any(
                next(self.store.quads_for_pattern(None, predicate, value, ox.NamedNode(graph)), None)
                for graph in without
            )
            for quad in self.store.quads_for_pattern(None, predicate, value, here):
                if not beside or self.states(quad.triple, without=without):
                    yield quad.triple

    def states(self, triple: ox.Triple, *, without: Set[str]) -> bool:
        """Whether a graph that is none of ``without`` states ``triple``."""
        found = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value not in without for q in found)

    def drop(self, graph: str) -> None:
        """Removes the named graph ``graph``, if it is there."""
        self.flush()
        with disk_errors(self.folder.path):
            if self.store.contains_named_graph(ox.NamedNode(graph)):
                self.store.remove_graph(ox.NamedNode(graph))
                self.claims.forget(graph)
                self._spoilt = True

    def rebase(self, base: str) -> None:
        """Publishes with IRIs that start with ``base`` instead of the settings'."""
        self.settings = replace(self.settings, base=base)

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

    def publish(
        self,
        counts: Mapping[str, int],
        *,
        catalogue: Catalogue | None = None,
        index: Index | None = None,
    ) -> Generation:
        """Seals the draft and makes it the current generation.

        Optimises, makes the search index and counts what there is, writes the graph of the catalogue, copies the store,
        writes the manifest, syncs all of it and switches.
        """
        iris = Iris(self.settings.base)
        self.flush()
        with disk_errors(self.folder.path):
            totals = self._totals()
            self.store.optimize()
            self._reopen()
            partitions = self._look_through(totals, iris, index)
            totals = self._describe(totals, iris, partitions, catalogue)
        return self._seal(totals, partitions, counts)

    def _reopen(self) -> None:
        """Has the engine forget what it remembers of what was done so far: some hundred megabytes."""
        self.aside.settle()
        del self.store  # lets go of the files
        self.store = ox.Store(str(self.home))
        release()

    def prove(self) -> None:
        """Has the index of evidence made while the build goes on.

        For drafts in which all is asserted, so that nothing comes any more but what follows.
        """
        self.flush()
        iris, search = Iris(self.settings.base), self.staging / "search"
        self.claims.complete(self.store, iris.graph(""))
        search.mkdir()
        with disk_errors(self.folder.path):
            self.aside.prove(self.store, self._sizes.total(), iris.base, self.claims.folder, search)

    def _look_through(self, totals: Totals, iris: Iris, index: Index | None) -> Partitions:
        """Makes the search index, and meanwhile what belongs to it, and counts what the store holds."""
        search = self.staging / "search"
        if index is not None and not search.is_dir():
            self.prove()
        search.mkdir(exist_ok=True)
        found = self.aside.count(self.store, totals.triples, iris.base, None if index is None else search)
        if index is not None:
            index(self.store, search, iris)
        return Partitions.unpack(self.aside.wait() if found is None else found)

    def close(self) -> None:
        """Lets go of what works for it, whatever becomes of the draft."""
        self.loading.close()
        self.aside.close()

    def _describe(self, totals: Totals, iris: Iris, partitions: Partitions, catalogue: Catalogue | None) -> Totals:
        """Writes the catalogue's graph; returns the totals with it."""
        described = set(catalogue(totals, iris, partitions)) if catalogue is not None else set()
        if not described:
            return totals
        name = ox.NamedNode(iris.graph("catalogue"))
        self.store.extend(
            ox.Quad(t.subject, t.predicate, t.object, graph) for t in described for graph in (name, ox.DefaultGraph())
        )
        return Totals(totals.version, {**totals.graphs, name.value: len(described)})

    def revise(
        self,
        before: Generation,
        changes: "Changes",
        *,
        catalogue: Catalogue,
        index: Index | None,
        counts: Mapping[str, int] | None = None,
    ) -> Generation:
        """As :meth:`publish`, for a draft that began as the generation ``before`` and then had ``changes`` written.

        Takes time for the changes, not for the whole graph.
        """
        iris = Iris(self.settings.base)
        name = ox.NamedNode(iris.graph("catalogue"))
        sizes = Counter({graph: size for graph, size in before.manifest.graphs.items() if graph != name.value})
        for change, quads in ((1, changes.added), (-1, changes.removed)):
            for quad in quads:
                sizes[quad.graph_name.value] += change  # type: ignore[union-attr]  # named graphs alone
        version = digest(changes.added, before.manifest.version, without=changes.removed)
        totals = Totals(version, {graph: size for graph, size in sizes.items() if size})
        with disk_errors(self.folder.path):
            for quad in list(self.store.quads_for_pattern(None, None, None, name)):
                self.store.remove(quad)
                self.store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
            known = Partitions.read(before.path)
            if known is None or known.detailed != (totals.triples <= MOST_COUNTED):
                partitions = counted(self.store, totals.triples, iris)
            else:
                named = changes.added | changes.removed
                partitions = recounted(known, self.store, changes.merged, changes.unmerged, named, iris)
            totals = self._describe(totals, iris, partitions, catalogue)
            search = self.staging / "search"
            search.mkdir()
            if index is not None:
                index(self.store, search, iris)
        return self._seal(totals, partitions, before.manifest.counts if counts is None else counts, before)

    def _seal(
        self, totals: Totals, partitions: Partitions, counts: Mapping[str, int], before: Generation | None = None
    ) -> Generation:
        """Copies the store, writes the manifest, syncs all that the generation before does not share, and switches."""
        with disk_errors(self.folder.path):
            self.store.backup(str(self.staging / "store"))
            self.quarantine.touch()
            partitions.write(self.staging)
            if self.built is not None:
                self.built.write(self.staging)
            manifest = self._manifest(totals, {**counts, **count(totals, partitions, Iris(self.settings.base))})
            (self.staging / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            sync_tree(self.staging, before.path if before is not None else None)
            final = self.folder.generations / manifest.id
            os.rename(self.staging, final)
            sync(self.folder.generations)
        if self.elsewhere is not None:
            self.elsewhere(Generation(final, manifest))
        with disk_errors(self.folder.path):
            self.folder.switch(manifest.id)
        self.folder.prune(self.settings.keep_generations)
        return Generation(final, manifest)

    def _manifest(self, totals: Totals, counts: Mapping[str, int]) -> Manifest:
        taken = (path.name.partition("-")[0] for path in self.folder.generations.iterdir())
        number = 1 + max((int(name) for name in taken if name.isdecimal()), default=0)
        return Manifest(
            id=f"{number:06d}-{totals.version[:8]}",
            version=totals.version,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            base=self.settings.base,
            format=FORMAT,
            counts=dict(sorted(counts.items())),
            graphs=dict(sorted(totals.graphs.items())),
            inputs=self.inputs,
            edits={graph: self._digest(graph) for graph in sorted(self.edits)},
        )

    def _digest(self, graph: str) -> str:
        return digest(self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def _totals(self) -> Totals:
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
