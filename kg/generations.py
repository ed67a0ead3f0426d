"""Stage 8: immutable generations of the graph, built beside the one being served and switched atomically.

::

    DATA/current                 symbolic link to the generation that is served, switched by rename
    DATA/generations/<id>/       store/ (open with ``Store.read_only``), search/, quarantine.nq, manifest.json
    DATA/build/                  scratch of a running build; what a killed one left is removed by the next
    DATA/lock                    held (flock) while a build or a rollback runs

A generation is complete before it gets its name: it is put together in ``build/``, synced to disk and moved in one
rename. Whatever moment a build dies at, ``current`` points to a whole generation.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.disk import disk_errors, holder, locked, remove, sync, sync_tree
from kg.errors import NoGeneration, StoreError, StoreTooNew, Where
from kg.manifest import FORMAT, Manifest, Totals, count
from kg.settings import Settings
from kg.terms import Iris

__all__ = ["FORMAT", "DataFolder", "Draft", "Generation", "Manifest", "Totals"]

log = logging.getLogger(__name__)

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
                described = list(catalogue(totals))
                name = ox.NamedNode(iris.graph("catalogue"))
                self.store.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in described)
                self.store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in described)
                totals = Totals(totals.version, {**totals.graphs, name.value: len(set(described))})
            self.store.optimize()
            self.store.backup(str(self.staging / "store"))
            (self.staging / "search").mkdir()
            if index is not None:
                index(self.store, self.staging / "search", iris)
            self.quarantine.touch()
            manifest = self._manifest(totals, counts)
            (self.staging / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            sync_tree(self.staging)
            final = self.folder.generations / manifest.id
            os.rename(self.staging, final)
            sync(self.folder.generations)
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
        )

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


class DataFolder:
    """The folder that holds the generations of one installation."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.generations = self.path / "generations"
        self._current = self.path / "current"
        self._lock = self.path / "lock"

    def current(self) -> Generation:
        """The generation that is served.

        Raises:
            NoGeneration: nothing has been published here yet.
            StoreTooNew: it was written by a newer version of the program.
            StoreError: it is damaged.
        """
        try:
            name = Path(os.readlink(self._current)).name
        except OSError as error:
            raise NoGeneration(
                "nothing has been published here yet",
                where=Where(str(self.path)),
                hint="start with: kg build SOURCES...",
            ) from error
        return self._open(self.generations / name)

    def list(self) -> list[Generation]:
        """All published generations, the oldest first; damaged ones are left out with a warning.

        Raises:
            StoreTooNew: one was written by a newer version of the program.
        """
        if not self.generations.is_dir():
            return []
        found = []
        for path in sorted(self.generations.iterdir()):
            try:
                found.append(self._open(path))
            except StoreTooNew:
                raise
            except StoreError as error:
                log.warning("%s", error)
        return found

    def rollback(self, id: str | None = None) -> Generation:
        """Makes generation ``id`` (by default the one before the current one) the current one.

        Raises:
            NoGeneration: there is none of this name, or none before the current one.
            StoreBusy: a build is running.
        """
        with locked(self._lock):
            known = self.list()
            if id is None:
                current = self.current().manifest.id
                known = [g for g in known if g.manifest.id < current]
                chosen = known[-1] if known else None
            else:
                chosen = next((g for g in known if g.manifest.id == id), None)
            if chosen is None:
                what = f"there is no generation {id!r}" if id else "there is no generation before the current one"
                raise NoGeneration(what, where=Where(str(self.path)), hint="list them with: kg generations")
            self.switch(chosen.manifest.id)
            return chosen

    @contextmanager
    def building(self, settings: Settings) -> Iterator[Draft]:
        """A draft of the next generation; left without ``publish``, nothing has changed.

        Raises:
            StoreBusy: another build holds the folder.
            StoreTooNew: the folder was written by a newer version of the program.
            StoreError: the folder cannot be written.
        """
        with locked(self._lock):
            self.list()
            build = self.path / "build"
            staging = build / "generation"
            try:
                with disk_errors(self.path):
                    remove(build)
                    staging.mkdir(parents=True)
                    self.generations.mkdir(exist_ok=True)
                    draft = Draft(self, settings, ox.Store(str(build / "store")), staging)
                yield draft
            finally:
                remove(build)

    def builder(self) -> str | None:
        """Process id of the build that holds the folder, or None."""
        return holder(self._lock)

    def switch(self, id: str) -> None:
        """Points ``current`` to generation ``id``; a reader sees the old one or the new one, nothing between."""
        link = self.path / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("generations") / id)
        os.replace(link, self._current)
        sync(self.path)

    def prune(self, keep: int) -> None:
        """Removes the oldest generations until ``keep`` are left; never the current one."""
        current = self.current().manifest.id
        others = [g for g in self.list() if g.manifest.id != current]
        for generation in others[: max(0, len(others) - (keep - 1))]:
            # Renamed first, so that a half-removed folder is never taken for a generation.
            doomed = self.path / "build" / generation.path.name
            doomed.parent.mkdir(exist_ok=True)
            os.rename(generation.path, doomed)
            remove(doomed)

    def _open(self, path: Path) -> Generation:
        where = Where(str(path / "manifest.json"))
        try:
            data = (path / "manifest.json").read_bytes()
            written = msgspec.json.decode(data, type=dict[str, object]).get("format")
            if isinstance(written, int) and written > FORMAT:
                raise StoreTooNew(
                    f"was written by a newer version (format {written}, this one reads up to {FORMAT})",
                    where=where,
                    hint="use that version, or another data folder",
                )
            return Generation(path, msgspec.json.decode(data, type=Manifest))
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreError(f"is damaged: {error}", where=where, hint="go back with: kg rollback ID") from error
