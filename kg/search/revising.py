"""Brings the search index of the generation before up to date: makes only what has changed anew."""

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pyoxigraph as ox
import tantivy

from kg.search import descriptions, evidence, lists, tables
from kg.search.claims import Claims
from kg.search.indexing import build_index, write
from kg.search.mentions import Mentions
from kg.search.near import Near
from kg.search.touched import touched
from kg.terms import CG, Iris


class Changes(Protocol):
    """What has become of a store's statements."""

    added: set[ox.Quad]
    removed: set[ox.Quad]
    merged: set[ox.Triple]
    unmerged: set[ox.Triple]


def revise_index(store: ox.Store, folder: Path, iris: Iris, *, before: Path, changes: Changes) -> None:
    """Writes the index of ``store`` into the existing ``folder``, given the one in ``before`` and the changes since.

    What is not written again is shared on disk.
    """
    whole = all((before / name).is_dir() for name in (evidence.FOLDER, descriptions.FOLDER))
    summary = json.loads((before / lists.FOLDER / lists.SUMMARY).read_text(encoding="utf-8")) if whole else {}
    if not tables.FORMAT.items() <= summary.items():
        build_index(store, folder, iris)  # it is of a release that made none, or less of it, or otherwise
        tables.build(store, folder, iris)
        with TemporaryDirectory(dir=folder.parent) as scratch:
            graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
            (claims := Claims(Path(scratch))).complete(store, graphs, frozenset(), iris.graph(""))
            own = [graph for graph in graphs if graph.startswith(iris.graph(""))]
            return evidence.build(store, folder / evidence.FOLDER, iris, claims, own)
    shutil.copytree(before, folder, copy_function=_share, dirs_exist_ok=True)
    confidence = Counter(summary["confidence"])
    for triples, sign in ((changes.merged, 1), (changes.unmerged, -1)):
        for triple in triples:
            if triple.predicate.value == CG + "confidence" and isinstance(triple.object, ox.Literal):
                confidence[tables.band(triple.object.value)] += sign
    nodes = sorted(touched(store, changes.merged | changes.unmerged, changes.added | changes.removed, iris))
    near = Near(store)
    tables.write(near, folder, iris, nodes, confidence, nodes)
    mentions = Mentions(tantivy.Index(lists.schema(), path=str(folder / lists.FOLDER)), near)
    write(near, folder, nodes, nodes, mentions)
    return evidence.revise(store, folder / evidence.FOLDER, iris, changes.added | changes.removed)


def _share(source: str, target: str) -> None:
    """Segments never change; what tells which there are does, and locks are nobody's."""
    name = os.path.basename(source)
    if name.endswith(".json"):
        shutil.copyfile(source, target)
    elif not name.endswith(".lock"):
        os.link(source, target)
