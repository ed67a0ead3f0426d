"""What pages look up without searching, written with a generation: the lists of things, and what things are called."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pyoxigraph as ox
import tantivy

from kg.search import descriptions, lists, rows
from kg.search.indexing import CLASSES, HEAP, class_of
from kg.search.near import Near
from kg.terms import CG, Iris

#: In the summary of the lists: the form of the search index and of what is beside it; one of another is made anew.
FORMAT: Final = {"format": 2}


def build(store: ox.Store, folder: Path, iris: Iris) -> None:
    """Writes those of ``store``, whose default graph holds everything merged, into the search index's ``folder``."""
    near = Near(store)
    for name in (lists.FOLDER, descriptions.FOLDER):
        (folder / name).mkdir()
    write(near, folder, iris, rows.owners(near, tuple(CLASSES)), _confidences(store), ())


def write(
    near: Near, folder: Path, iris: Iris, owners: Iterable[str], confidence: Counter[str], gone: Iterable[str]
) -> None:
    """Writes what is said of ``owners`` to those in ``folder``, instead of what they have of ``gone``."""
    listed = folder / lists.FOLDER
    entries = tantivy.Index(lists.schema(), path=str(listed))
    told = tantivy.Index(descriptions.schema(), path=str(folder / descriptions.FOLDER))
    writer = entries.writer(heap_size=HEAP, num_threads=1)
    teller = told.writer(heap_size=descriptions.HEAP, num_threads=1)
    for node in gone:
        writer.delete_documents_by_term("owner", node)
        teller.delete_documents_by_term("iri", node)
    for node in owners:
        lists.add(writer, node, rows.entries(near, node, iris))
        if class_of(near, node):
            teller.add_document(descriptions.document(node, near.out(node)))
    for one in (writer, teller):
        one.commit()
        one.wait_merging_threads()
    entries.reload()
    bands = {band: number for band, number in sorted(confidence.items(), reverse=True) if number}
    summary = {"confidence": bands, "built": _most_built(entries), **FORMAT}
    (listed / lists.SUMMARY).write_bytes(msgspec.json.encode(summary))


def _confidences(store: ox.Store) -> Counter[str]:
    """How many confidences fall into each band; each value is read once, not once a claim."""
    found: Counter[str] = Counter()
    for row in store.query(f"SELECT ?value (COUNT(*) AS ?n) {{ ?claim <{CG}confidence> ?value }} GROUP BY ?value"):  # type: ignore[union-attr]  # a SELECT
        if isinstance(row["value"], ox.Literal):
            found[band(row["value"].value)] += int(row["n"].value)
    return found


def band(value: str) -> str:
    """The tenth that a confidence falls into."""
    return f"{int(float(value) * 10) / 10:.1f}"


def _most_built(index: tantivy.Index) -> str:
    """The place that articles themselves, not what follows from them, give for the most projects with a sum."""
    wanted = {"all": {"terms": {"field": "built", "size": 1000}}}
    found: Mapping[str, Any] = index.searcher().aggregate(tantivy.Query.all_query(), wanted)
    counts = {bucket["key"]: bucket["doc_count"] for bucket in found["all"]["buckets"]}
    return min(counts, key=lambda place: (-counts[place], place), default="")
