"""The draft of a generation: filled in a build's scratch folder, sealed, moved in one rename."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox

from kg.disk import disk_errors, remove, sync, sync_tree
from kg.filling import Filling
from kg.generation import Generation
from kg.manifest import FORMAT, Manifest, Totals, count, digest
from kg.partitions import MOST_COUNTED, Partitions, counted, recounted
from kg.terms import Iris

if TYPE_CHECKING:
    from kg.built import Built
    from kg.edits.changes import Changes

Catalogue = Callable[[Totals, Iris, Partitions], Iterable[ox.Triple]]
Index = Callable[[ox.Store, Path, Iris], object]


@dataclass
class Draft(Filling):
    """A generation while it is being built."""

    edits: set[str] = field(default_factory=set)
    """Graphs that people have written; they may be empty."""
    inputs: str = ""
    """As in the manifest."""
    built: "Built | None" = None
    """What the graphs were made from, as far as they are to be compared with those of the next build."""
    elsewhere: Callable[[Generation], None] | None = None
    """Publishes the sealed generation in another store, before it becomes the current one."""

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

    def rebase(self, base: str) -> None:
        """Publishes with IRIs that start with ``base`` instead of the settings'."""
        self.settings = replace(self.settings, base=base)

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
            totals = self.totals()
            self.store.optimize()
            self.reopen()
            partitions = self._look_through(totals, iris, index)
            totals = self._describe(totals, iris, partitions, catalogue)
        return self._seal(totals, partitions, counts)

    def prove(self) -> None:
        """Has the index of evidence made while the build goes on.

        For drafts in which all is asserted, so that nothing comes any more but what follows.
        """
        self.flush()
        iris, search = Iris(self.settings.base), self.staging / "search"
        self.claims.complete(self.store, self._sizes, self._added, iris.graph(""))
        search.mkdir()
        with disk_errors(self.folder.path):
            self.aside.prove(self.store, self._sizes, iris.base, self.claims.folder, search)

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
