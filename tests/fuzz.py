"""Damaged inputs through a real build: ``python -m tests.fuzz --number 1000 --seed 1``.

The build must end well and say what became of each input; nothing may take longer than it may; whatever is quoted must
stand where it is said to stand; and intact articles between the damaged ones must come out as ever. ``tests.damaged``
makes the inputs; ``--keep FOLDER`` keeps them.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.generations import DataFolder
from kg.terms import PREFIXES
from tests import sources_made as made
from tests.damaged import Damaged, damaged

KG = Path(sys.executable).with_name("kg")
#: What is said of inputs that the program did not expect, or that took too long.
UNFORESEEN = re.compile(
    r"the reader failed|cannot be found \(|is no feed that can be read|took more than|ended each time"
)


def write(folder: Path, inputs: Sequence[Damaged]) -> Path:
    """Writes ``inputs`` and, between them, ten intact articles."""
    made.texts(folder)
    for one in inputs:
        (folder / one.name).write_bytes(one.data)
    return folder


def build(source: Path, data: Path, seconds: float) -> "subprocess.CompletedProcess[str]":
    """The real command, with two processes that read, each article within ``seconds`` of processor time."""
    limits = {"CIVIGRAPH_READING_SECONDS": f"{seconds}", "CIVIGRAPH_READING_PROCESSES": "2"}
    return subprocess.run(  # what the files hold goes nowhere else
        [KG, "build", source, "--data", data], capture_output=True, text=True, env=os.environ | limits, timeout=1_800
    )


def faults(inputs: Sequence[Damaged], source: Path, data: Path, done: "subprocess.CompletedProcess[str]") -> list[str]:
    """All that is wrong with what the build made of ``inputs``."""
    if done.returncode or "Traceback" in done.stderr:
        return [f"ended with {done.returncode}:\n{done.stderr[-3_000:]}"]
    store = DataFolder(data).current().open()
    told = list(_rows(store, "SELECT DISTINCT ?a ?b { ?n a cg:Notice ; dcterms:source ?a ; rdfs:comment ?b }"))
    articles = list(_rows(store, ARTICLES))
    named = {mark for row in (*told, *articles) for mark in re.findall(r"n\d{4}", " ".join(row[:2]))}
    found = [f"{one.damage}: nothing is said of {one.name!r}" for one in inputs if one.mark not in named]
    found += [f"not foreseen: {' '.join(row)[:300]}" for row in told if UNFORESEEN.search(row[1])]
    found += _misplaced(store)
    found += _changed(source, articles)
    claims = [int(row[0]) for row in _rows(store, INTACT)]
    if len(claims) != len(made.MADE) or min(claims) < 10:
        found.append(f"the intact articles state {claims}")
    return found


ARTICLES = """SELECT DISTINCT ?source ?id ?body {
?article a cg:Article ; dcterms:source ?source ; dcterms:identifier ?id ; schema:articleBody ?body }"""
INTACT = """SELECT (COUNT(?claim) AS ?n) { GRAPH ?g { ?claim a cg:Claim } GRAPH ?g { ?g dcterms:identifier ?id }
FILTER(STRSTARTS(?id, "page-")) } GROUP BY ?g"""


def _rows(store: ox.Store, query: str) -> Iterator[list[str]]:
    solutions = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    names = solutions.variables  # type: ignore[union-attr]  # SELECT
    for row in solutions:  # type: ignore[union-attr]
        yield [row[name].value for name in names]


def _misplaced(store: ox.Store) -> Iterator[str]:
    """Quotes that do not stand where they are said to."""
    query = """SELECT ?exact ?start ?end ?body { GRAPH ?g { ?p oa:exact ?exact ; oa:start ?start ; oa:end ?end .
               ?g schema:articleBody ?body } }"""
    for exact, start, end, body in _rows(store, query):
        if body[int(start) : int(end)] != exact or not exact.strip():
            yield f"{exact!r} does not stand at {start} to {end}"


def _changed(source: Path, articles: Sequence[Sequence[str]]) -> Iterator[str]:
    """Texts that are not stored as they were found, though nothing in them is in the way."""
    for name, _, body in articles:
        path = source / name
        if name.endswith(".txt") and "/" not in name and path.is_file():
            data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
            if body.encode() != data and "\ufffd" not in body and not re.search(rb"<\w", data) and _utf8(data):
                yield f"{name!r} is not stored as it was found"


def _utf8(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode()
    except UnicodeDecodeError:
        return False


def main() -> int:
    """Prints what was found; 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1_000, help="damaged inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0, help="longest processor time for one article")
    parser.add_argument("--keep", type=Path, help="folder for the inputs and the graph")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        shutil.rmtree(folder / "in", ignore_errors=True)
        folder.mkdir(exist_ok=True)
        inputs = [damaged(asked.seed, number) for number in range(asked.number)]
        source, begun = write(folder / "in", inputs), time.monotonic()
        done = build(source, folder / "data", asked.seconds)
        seconds = time.monotonic() - begun
        found = faults(inputs, source, folder / "data", done)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(done.stdout.strip(), *found, f"{len(found)} faults; {seconds:.0f} s, largest process {memory} MB", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
