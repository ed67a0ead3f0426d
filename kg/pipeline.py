"""The whole of a build: from sources to a published generation, or to the current one where nothing has changed."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kg.errors import NoGeneration
from kg.files import FILES, Files
from kg.fingerprint import of_build
from kg.generations import DataFolder, Generation
from kg.progress import Progress, silent
from kg.settings import Settings
from kg.sources.record import Notice

__all__ = ["Outcome", "Progress", "build", "silent"]


@dataclass
class Outcome:
    """What a build has done."""

    generation: Generation
    notices: list[Notice]
    seconds: float
    kept: int = 0
    """Articles that were not read again."""
    unchanged: bool = False
    """Nothing is different from what the current generation was built from; it stays."""
    spent: str = ""
    """What the reader used, where it counts that."""

    @property
    def set_aside(self) -> list[Notice]:
        """The sources that were left out."""
        return [notice for notice in self.notices if notice.set_aside]


def build(
    sources: Sequence[Path | str],
    settings: Settings,
    *,
    strict: bool = False,
    anew: bool = False,
    progress: Progress = silent,
) -> Outcome:
    """Reads ``sources`` and publishes what they state as the next generation of ``settings.data``.

    Articles that were read before are not read again, and where nothing at all has changed the current generation
    stays; ``anew`` does everything again.

    Raises:
        StoreError: the data folder is in use, full, or written by a newer version.
        ReleaseRefused: ``strict``, and something violates a shape.
    """
    begun = time.monotonic()
    folder = DataFolder(settings.data)
    files = Files(settings.data / FILES, anew=anew)
    inputs = of_build(sources, settings, files)
    if not anew and inputs and (current := _unchanged(folder, inputs, strict)) is not None:
        if settings.store:
            from kg.pushing import push

            push(current, settings)  # it may hold another one, or none yet
        files.save()
        return Outcome(current, [], time.monotonic() - begun, current.manifest.counts["articles"], unchanged=True)
    # Late: who finds nothing changed does without all that reads and checks.
    from kg import pool

    with ExitStack() as stack:
        draft = stack.enter_context(folder.building(settings))
        if (ahead := pool.ahead(settings) if files.fresh else None) is not None:
            stack.enter_context(ahead)
        from kg.building import Run  # while the reader is being loaded

        run = stack.enter_context(Run(draft, files, progress, ahead, strict=strict, anew=anew))
        generation = run.make(sources, inputs or "")
    return Outcome(generation, run.notices, time.monotonic() - begun, run.kept.hits, spent=run.spent)


def _unchanged(folder: DataFolder, inputs: str, strict: bool) -> Generation | None:
    """The current generation, if it was built from the same and a build would say nothing else than it does."""
    try:
        current = folder.current()
    except NoGeneration:
        return None
    refused = strict and (current.manifest.counts.get("set aside") or current.manifest.counts.get("quarantined"))
    return current if current.manifest.inputs == inputs and not refused else None
