"""Time of a SPARQL Update from end to end: sent, evaluated, through the gate, published, answered by every process.

    python -m tests.benchmarks.sparql_update --triples 1000000 --folder FOLDER [--indexed]

``FOLDER`` is that of :mod:`tests.benchmarks.sparql`; the graph in it is made once, and edits are made on a copy of it
(files are shared). "Seen" is the time from sending an update until a query on a new connection finds what it wrote. The
first update of a graph that an older program has made counts all of it for the catalogue.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests

from kg.tokens import Tokens
from tests.w3c.serving import serving

from .sparql_graph import publish

EX = "http://edits.example/"
MORE = f"GRAPH <{EX}notes> {{ <{EX}note> <{EX}text> 'another remark' }}"
ONE = f"GRAPH <{EX}notes> {{ <{EX}note> <{EX}text> 'a remark' }}"


def updates(base: str) -> list[tuple[str, str, str]]:
    """Name, update, and an ASK that holds from then on."""
    name = f"<{base}id/person/person-1> skos:altLabel 'Another name'@en"
    gone = f"ASK {{ FILTER NOT EXISTS {{ <{EX}n9999> ?p ?o }} }}"
    many = " ".join(f"<{EX}n{number}> <{EX}text> 'remark {number}' ." for number in range(10_000))
    return [
        ("the first one", f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}", f"ASK {{ <{EX}a> <{EX}b> ?o }}"),
        ("one triple", f"INSERT DATA {{ {ONE} }}", f"ASK {{ {ONE} }}"),
        ("one more", f"INSERT DATA {{ {MORE} }}", f"ASK {{ {MORE} }}"),
        ("nothing", f"INSERT DATA {{ {ONE} }}", f"ASK {{ {ONE} }}"),
        ("its deletion", f"DELETE DATA {{ {ONE} }}", f"ASK {{ FILTER NOT EXISTS {{ {ONE} }} }}"),
        ("a name", f"INSERT DATA {{ {name} }}", f"ASK {{ {name} }}"),
        ("its deletion", f"DELETE DATA {{ {name} }}", f"ASK {{ FILTER NOT EXISTS {{ {name} }} }}"),
        ("10,000 triples", f"INSERT DATA {{ {many} }}", f"ASK {{ <{EX}n9999> ?p ?o }}"),
        ("their deletion", f"DROP SILENT GRAPH <{base}graph/edits/default>", gone),
    ]  # fmt: skip


def timed(address: str, token: str, update: str, ask: str) -> tuple[float, float]:
    """Seconds until the update is answered, and until it is seen.

    Raises:
        SystemExit: it is refused, or never seen.
    """
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"}
    answer = requests.post(address + "sparql", update.encode(), headers=headers, timeout=600)
    answered = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code}: {answer.text[:500]}")
    while time.perf_counter() - began < answered + 60:
        found = requests.get(address + "sparql", {"query": ask}, headers={"Accept": "application/json"}, timeout=60)
        if found.json()["boolean"]:
            return answered, time.perf_counter() - began
    raise SystemExit(f"never seen: {ask}")


def main() -> None:
    """Run it and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--indexed", action="store_true", help="with a search index, which a build makes, too")
    options = parser.parse_args()
    source = options.folder / (f"{options.triples}-indexed" if options.indexed else f"{options.triples}")
    began = time.perf_counter()
    generation = publish(source, options.triples, indexed=options.indexed)
    print(f"{time.perf_counter() - began:.0f} s to make or open;", end=" ")
    print(f"{generation.manifest.counts['triples']:,} triples")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        data = Path(folder) / "data"
        copy: Callable[..., object] = os.link  # what is published never changes
        shutil.copytree(source, data, symlinks=True, copy_function=copy)
        (data / "lock").unlink(missing_ok=True)
        token = Tokens(data).add("benchmark")
        with serving(data) as address:
            for name, update, ask in updates(generation.manifest.base):
                answered, seen = timed(address, token, update, ask)
                print(f"{name:20} answered after {answered:6.2f} s, seen after {seen:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
