"""A generation, and the draft that becomes one: filled in a build's scratch folder, sealed, moved in one rename."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox

from kg.disk import disk_errors, sync, sync_tree
from kg.errors import StoreError, Where
from kg.manifest import FORMAT, Manifest, Totals, count, digest
from kg.settings import Settings
from kg.terms import Iris

if TYPE_CHECKING:
    from kg.generations import DataFolder

#: Quads written to the store at once: bounds memory, and files on disk.
BATCH = 100_000


@dataclass(frozen=True)
class Generation:
    """A published generation; nothing in its folder ever changes."""

    path: Path
    manifest: Manifest

    @property
    def store(self) -> Path:
        """Folder of the store; open it with ``pyoxigraph.Store.read_only``."""
        return self.path / "store"

    @property
    def search(self) -> Path:
        """Folder of the search index."""
        return self.path / "search"

    @property
    def quarantine(self) -> Path:
        """N-Quads that were set aside by the gate."""
        return self.path / "quarantine.nq"

    def open(self) -> ox.Store:
        """The store, read-only.

        Raises:
            StoreError: the store's files are damaged.
        """
        try:
            return ox.Store.read_only(str(self.store))
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"cannot be opened: {error}", where=Where(str(self.store)), hint="go back with: kg rollback ID"
            ) from error


Catalogue = Callable[[Totals], Iterable[ox.Triple]]
Index = Callable[[ox.Store, Path, Iris], object]


@dataclass
class Draft:
    """A generation while it is being built."""

    folder: "DataFolder"
    settings: Settings
    store: ox.Store
    """Writable; what belongs to the generation goes into named graphs, the default graph is filled by ``publish``."""
    staging: Path
    edits: set[str] = field(default_factory=set)
    """Graphs that people have written; they may be empty."""
    inputs: str = ""
    """As in the manifest."""
    elsewhere: Callable[[Generation], None] | None = None
    """Publishes the sealed generation in another store, before it becomes the current one."""
    _waiting: list[ox.Quad] = field(default_factory=list)

    @property
    def quarantine(self) -> Path:
        """Where the N-Quads that are set aside are to be written."""
        return self.staging / "quarantine.nq"

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Adds ``triples`` to the named graph ``graph``, in batches."""
        name = ox.NamedNode(graph)
        for triple in triples:
            self.put(ox.Quad(triple.subject, triple.predicate, triple.object, name))

    def put(self, quad: ox.Quad) -> None:
        """Adds one quad of a named graph."""
        self._waiting.append(quad)
        if len(self._waiting) >= BATCH:
            self.flush()

    def triples(self, *, without: Set[str]) -> Iterator[ox.Triple]:
        """The triples of all named graphs but those ``without``."""
        self.flush()
        for name in self.store.named_graphs():
            if isinstance(name, ox.NamedNode) and name.value not in without:
                yield from (quad.triple for quad in self.store.quads_for_pattern(None, None, None, name))

    def drop(self, graph: str) -> None:
        """Removes the named graph ``graph``, if it is there."""
        self.flush()
        with disk_errors(self.folder.path):
            self.store.remove_graph(ox.NamedNode(graph))

    def rebase(self, base: str) -> None:
        """Publishes with IRIs that start with ``base`` instead of the settings'."""
        self.settings = replace(self.settings, base=base)

    def flush(self) -> None:
        """Writes what waits to the store."""
        with disk_errors(self.folder.path):
            self.store.bulk_extend(self._waiting)
        self._waiting = []

    def publish(
        self,
        counts: Mapping[str, int],
        *,
        catalogue: Catalogue | None = None,
        index: Index | None = None,
    ) -> Generation:
        """Seals the draft and makes it the current generation.

        Writes the graph of the catalogue and the default graph (the merge of all named ones, each triple once),
        optimises, copies the store, makes the search index, writes the manifest, syncs all of it and switches.
        """
        iris = Iris(self.settings.base)
        self.flush()
        with disk_errors(self.folder.path):
            totals = self._merge()
            if catalogue is not None:
                described = set(catalogue(totals))
                name = ox.NamedNode(iris.graph("catalogue"))
                self._describe(described, name)
                totals = Totals(totals.version, {**totals.graphs, name.value: len(described)})
            self.store.optimize()
        return self._seal(totals, counts, index)

    def _describe(self, described: Iterable[ox.Triple], catalogue: ox.NamedNode) -> None:
        for t in described:
            self.store.add(ox.Quad(t.subject, t.predicate, t.object, catalogue))
            self.store.add(ox.Quad(t.subject, t.predicate, t.object))

    def revise(
        self,
        before: Manifest,
        added: Iterable[ox.Quad],
        removed: Iterable[ox.Quad],
        *,
        catalogue: Catalogue,
        index: Index,
    ) -> Generation:
        """As :meth:`publish`, for a draft that began as the generation with manifest ``before``.

        The default graph has been kept up to date; ``added`` and ``removed`` are all that is different in the named
        graphs. Takes time for these, not for the whole graph.
        """
        came, went = list(added), list(removed)
        name = ox.NamedNode(Iris(self.settings.base).graph("catalogue"))
        sizes = {graph: size for graph, size in before.graphs.items() if graph != name.value}
        for change, quads in ((1, came), (-1, went)):
            for quad in quads:
                graph = str(quad.graph_name.value)  # type: ignore[union-attr]  # named graphs alone
                sizes[graph] = sizes.get(graph, 0) + change
        totals = Totals(digest(came, before.version, without=went), {g: size for g, size in sizes.items() if size})
        with disk_errors(self.folder.path):
            for quad in list(self.store.quads_for_pattern(None, None, None, name)):
                self.store.remove(quad)
                self.store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
            described = set(catalogue(totals))
            self._describe(described, name)
        totals = Totals(totals.version, {**totals.graphs, name.value: len(described)})
        return self._seal(totals, before.counts, index)

    def _seal(self, totals: Totals, counts: Mapping[str, int], index: Index | None) -> Generation:
        """Copies the store, makes the search index, writes the manifest, syncs all of it and switches."""
        with disk_errors(self.folder.path):
            self.store.backup(str(self.staging / "store"))
            (self.staging / "search").mkdir()
            if index is not None:
                index(self.store, self.staging / "search", Iris(self.settings.base))
            self.quarantine.touch()
            manifest = self._manifest(totals, counts)
            (self.staging / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            sync_tree(self.staging)
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
            counts=dict(sorted({**counts, **count(self.store, totals, Iris(self.settings.base))}.items())),
            graphs=dict(sorted(totals.graphs.items())),
            inputs=self.inputs,
            edits={graph: self._digest(graph) for graph in sorted(self.edits)},
        )

    def _digest(self, graph: str) -> str:
        return digest(self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def _merge(self) -> Totals:
        """Fills the default graph and counts the named ones.

        The version is the sum of the quads' digests: it does not depend on their order, so that it can be kept up to
        date by one changed graph.
        """
        counts: dict[str, int] = {}
        total = 0

        def merged() -> Iterator[ox.Quad]:
            nonlocal total
            for quad in self.store.quads_for_pattern(None, None, None, None):
                graph = quad.graph_name
                if isinstance(graph, ox.DefaultGraph):
                    continue
                counts[graph.value] = counts.get(graph.value, 0) + 1
                total += int.from_bytes(blake2b(str(quad).encode(), digest_size=32).digest())
                yield ox.Quad(quad.subject, quad.predicate, quad.object)

        quads = merged()
        while batch := list(islice(quads, BATCH)):
            self.store.bulk_extend(batch)
        return Totals((total % 2**256).to_bytes(32).hex(), counts)
