"""Stage 8: immutable generations of the graph, built beside the one being served and switched atomically.

::

    DATA/current                 symbolic link to the generation that is served, switched by rename
    DATA/generations/<id>/       store/ (open with ``Store.read_only``), search/, quarantine.nq, manifest.json
    DATA/build/                  scratch of a running build; what a killed one left is removed by the next
    DATA/readings.sqlite         what was read before, by content; can be deleted
    DATA/files.sqlite            what the files of the sources held when they were last read; can be deleted
    DATA/lock                    held (flock) while a build or a rollback runs

A generation is complete before it gets its name: it is put together in ``build/``, synced to disk and moved in one
rename. Whatever moment a build dies at, ``current`` points to a whole generation.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from kg.disk import disk_errors, holder, locked, remove, sync
from kg.draft import Draft
from kg.errors import NoGeneration, StoreError, StoreTooNew, Where
from kg.generation import Generation
from kg.manifest import FORMAT, Manifest, Totals
from kg.settings import Settings

__all__ = ["FORMAT", "DataFolder", "Draft", "Generation", "Manifest", "Totals"]

log = logging.getLogger(__name__)


class _Format(msgspec.Struct):
    """What a manifest says first of all, whatever else there is in it."""

    format: object = None


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
        return self.read(self.generations / name)

    def points_to(self) -> str | None:
        """Name of the folder of the generation that is served; ``None`` before there is one."""
        try:
            return Path(os.readlink(self._current)).name
        except OSError:
            return None

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
                found.append(self.read(path))
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
            with self._drafting(settings) as draft:
                yield draft

    @contextmanager
    def revising(self, settings: Settings, *, patience: float) -> Iterator[tuple[Draft, Generation]]:
        """A draft that begins as the current generation, and that generation; the files of its store are shared.

        ``patience`` is how long to wait for another build to end, in seconds. Raises as :meth:`building` and
        :meth:`current`.
        """
        with locked(self._lock, patience):
            generation = self.current()
            with self._drafting(replace(settings, base=generation.manifest.base), generation) as draft:
                yield draft, generation

    @contextmanager
    def _drafting(self, settings: Settings, begin_as: Generation | None = None) -> Iterator[Draft]:
        build = self.path / "build"
        staging = build / "generation"
        draft = None
        try:
            with disk_errors(self.path):
                remove(build)
                staging.mkdir(parents=True)
                self.generations.mkdir(exist_ok=True)
                # A name of its own: where the draft before had its store, that one may still be tidied, file by file.
                store = tempfile.mkdtemp(prefix="store-", dir=build)
                draft = Draft(self, settings, Path(store), staging)
                if begin_as is not None:
                    draft.begin_as(begin_as)
                    draft.inputs = begin_as.manifest.inputs
            if settings.store:
                from kg.pushing import push  # it needs generations itself

                draft.elsewhere = lambda generation: push(generation, settings)
            yield draft
        finally:
            if draft is not None:
                draft.close()
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

    @staticmethod
    def read(path: Path) -> Generation:
        """The generation in the folder ``path``. Raises StoreTooNew or StoreError."""
        where = Where(str(path / "manifest.json"))
        try:
            data = (path / "manifest.json").read_bytes()
            written = msgspec.json.decode(data, type=_Format).format
            if isinstance(written, int) and written > FORMAT:
                raise StoreTooNew(
                    f"was written by a newer version (format {written}, this one reads up to {FORMAT})",
                    where=where,
                    hint="use that version, or another data folder",
                )
            return Generation(path, msgspec.json.decode(data, type=Manifest))
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreError(f"is damaged: {error}", where=where, hint="go back with: kg rollback ID") from error
