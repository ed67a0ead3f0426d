"""The versions of the graph that are kept, and what changed from each to the next, counted in the background.

The counts of a generation are one small JSON file, ``DATA/downloads/changes/<generation>.json``, made by a process of
its own at low priority. Statements with blank nodes cannot be told from each other across versions and are left out, as
is what each version says of itself: the catalogue and the validation report.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Final

import pyoxigraph as ox

from kg.errors import CivigraphError
from kg.generations import DataFolder, Generation
from kg.terms import Iris
from server.checksums import alone

#: Graphs that tell of the version and not of the world.
OF_ITSELF: Final = ("catalogue", "report")
CHANGES: Final = Path("downloads") / "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """What a version has that the one before it has not, and the other way about."""

    since: str
    """Identifier of the version before it."""
    added: int
    removed: int
    entailed_added: int
    """How many of those added follow from others and are stated nowhere."""
    entailed_removed: int
    articles_added: int
    articles_removed: int


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions that are kept."""

    generation: Generation
    change: Change | None
    """``None`` of the oldest, and as long as it is being counted."""


def folder(generation: Generation) -> Path:
    """The data folder that a generation stands in."""
    return generation.path.parent.parent


def kept(generation: Generation) -> list[Version]:
    """The versions in the folder of ``generation``, the newest first."""
    data = folder(generation)
    return [Version(g, _change(data / CHANGES / f"{g.manifest.id}.json")) for g in reversed(DataFolder(data).list())]


def one(generation: Generation, id: str) -> Generation | None:
    """The version called ``id`` beside ``generation``; ``None`` if it is not kept any more."""
    return next((g for g in DataFolder(folder(generation)).list() if g.manifest.id == id), None)


def complete(versions: list[Version]) -> bool:
    """Whether all changes between ``versions`` are counted."""
    return all(version.change for version in versions[:-1])


def _change(path: Path) -> Change | None:
    try:
        return Change(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):  # not counted yet, or by another release: counted again
        return None


@lru_cache(maxsize=4)
def begin(path: Path) -> None:
    """Start counting what is not counted of the data folder of the generation at ``path``; once a process."""
    command = [sys.executable, "-m", "server.releases", str(path.parent.parent)]
    Thread(target=subprocess.run, args=(command,), kwargs={"stdin": subprocess.DEVNULL}, daemon=True).start()


def compare(old: Generation, new: Generation) -> Change:
    """What changed from ``old`` to ``new``."""
    articles = [{g for g in each.manifest.graphs if "/id/article/" in g} for each in (old, new)]
    before, now = old.open(), new.open()
    iris = Iris(new.manifest.base)
    added, removed = _missing(now, before, iris), _missing(before, now, iris)
    return Change(
        since=old.manifest.id,
        added=added["all"],
        removed=removed["all"],
        entailed_added=added["entailed"],
        entailed_removed=removed["entailed"],
        articles_added=len(articles[1] - articles[0]),
        articles_removed=len(articles[0] - articles[1]),
    )


def _missing(here: ox.Store, there: ox.Store, iris: Iris) -> Mapping[str, int]:
    """How many statements of ``here`` are not ``there``, and how many of these are entailed."""
    entailed = ox.NamedNode(iris.graph("entailed"))
    found = {"all": 0, "entailed": 0}
    for quad in _statements(here, iris):
        if quad not in there:
            found["all"] += 1
            found["entailed"] += quad.graph_name == entailed
    return found


def _statements(store: ox.Store, iris: Iris) -> Iterator[ox.Quad]:
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode) and graph.value not in {iris.graph(name) for name in OF_ITSELF}:
            for quad in store.quads_for_pattern(None, None, None, graph):
                if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode):
                    yield quad


def main(data: str) -> None:
    """Count what is not counted, unless another process does; forget what is counted of versions that are gone."""
    os.nice(15)
    target = Path(data) / CHANGES
    target.mkdir(parents=True, exist_ok=True)
    with alone(target / "lock") as mine:
        known = DataFolder(data).list() if mine else []
        for old, new in pairwise(known):
            path = target / f"{new.manifest.id}.json"
            told = _change(path)
            if told is None or told.since != old.manifest.id:
                _keep(path, old, new)
        names = {generation.manifest.id for generation in known}
        for path in target.glob("*.json") if mine else ():
            if path.stem not in names:
                path.unlink()


def _keep(path: Path, old: Generation, new: Generation) -> None:
    try:
        change = compare(old, new)
    except (CivigraphError, OSError):  # pruned meanwhile
        return
    partial = path.with_suffix(".new")
    partial.write_text(json.dumps({name: getattr(change, name) for name in Change.__slots__}))
    partial.replace(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
