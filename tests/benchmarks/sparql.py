"""Speed of the SPARQL endpoint beside ``oxigraph serve-read-only`` and ``rdflib-endpoint``, in one go.

    python -m tests.benchmarks.sparql --triples 1000000 --folder FOLDER [--seconds 8] [--clients 8] [--rounds 3]
                                      [--oxigraph COMMAND] [--rdflib-endpoint COMMAND]

The peers come from the package index (``oxigraph``, ``rdflib-endpoint``), into an environment of their own; what is not
given is left out. Each server is asked the same seeded queries by the same clients, in turns; ratios are medians over
the rounds. Every answer is checked: its rows must be as many as the other servers found.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
from pyoxigraph import DefaultGraph, RdfFormat

from kg.terms import PREFIXES

from .sparql_graph import PER_ARTICLE, World, publish

PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("cg", "dcterms", "rdf", "schema", "skos", "xsd"))
JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"


def light(world: World, chance: random.Random) -> tuple[str, str]:
    """Lookups, entity page, joins, ASK, CONSTRUCT."""
    person, firm = world.pick("Person", chance), world.pick("Enterprise", chance)
    article = world.iris.article(f"a{chance.randrange(world.articles)}")
    return chance.choice(
        [
            (JSON, f"SELECT ?label {{ {person} skos:prefLabel ?label }}"),
            (JSON, f"SELECT ?title ?date {{ <{article}> dcterms:title ?title ; dcterms:issued ?date }}"),
            (JSON, f"SELECT ?p ?o {{ {firm} ?p ?o }} LIMIT 100"),
            (
                JSON,
                f"SELECT ?event ?date {{ ?event cg:leader {person} ; schema:startDate ?date }} ORDER BY ?date LIMIT 20",
            ),
            (
                JSON,
                f"SELECT ?event ?place {{ ?event cg:visited {firm} ; schema:location ?l . ?l skos:prefLabel ?place }} "
                "LIMIT 20",
            ),
            (JSON, f"ASK {{ ?e cg:leader {person} ; cg:visited {firm} }}"),
            (NTRIPLES, f"CONSTRUCT {{ {firm} ?p ?o }} WHERE {{ {firm} ?p ?o }}"),
            (JSON, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{article}-e0> ?p ?o }} }}"),
        ]
    )


def heavy(world: World, chance: random.Random) -> tuple[str, str]:
    """Grouping, top-k, date range, text, paths, OPTIONAL, who met whom."""
    person, park = world.pick("Person", chance), world.pick("Park", chance)
    place = world.entity("Place", chance.randrange(50) % world.entities["Place"])
    year = chance.randrange(2015, 2025)
    word = chance.choice(["solar", "ocean", "steel"])
    return JSON, chance.choice(
        [
            f"SELECT ?type (COUNT(?e) AS ?n) {{ ?e a ?type ; cg:leader {person} }} GROUP BY ?type ORDER BY ?type",
            f"SELECT ?other (COUNT(*) AS ?n) {{ ?e cg:leader {person} ; cg:attendee ?other }} GROUP BY ?other "
            "ORDER BY DESC(?n) ?other LIMIT 10",
            f"SELECT ?e ?d {{ ?e cg:leader {person} ; schema:startDate ?d "
            f'FILTER(?d >= "{year}-01-01"^^xsd:date && ?d < "{year + 1}-01-01"^^xsd:date) }}',
            f'SELECT ?x ?label {{ ?x a cg:Park ; skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), "{word}")) }} '
            "ORDER BY ?x LIMIT 20",
            f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x cg:locatedIn+ {place} . ?x a cg:Park }}",
            f"SELECT ?firm ?label ?in {{ ?firm cg:operatesIn {park} . OPTIONAL {{ ?firm skos:prefLabel ?label }} "
            "OPTIONAL { ?firm cg:locatedIn ?in } } ORDER BY ?firm LIMIT 50",
        ]
    )


def queries(world: World, mix: str, number: int) -> list[tuple[str, str]]:
    """The queries of a mix: media type to ask for, text."""
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    return [(heavy if mix == "full" and chance.random() < 0.3 else light)(world, chance) for _ in range(number)]


class Connection:
    """A client on one kept connection that spends as little time on HTTP as it can."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._socket = socket.create_connection(("127.0.0.1", port))

    def ask(self, accept: str, query: str) -> tuple[int, bytes]:
        """Status and body."""
        text = quote(PROLOGUE + query)
        self._socket.sendall(f"GET {self._path}?query={text} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode())
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end].lower(), data[end + 4 :]
        status = int(head[9:12])
        if (at := head.find(b"content-length: ")) >= 0:
            length = int(head[at + 16 :].split(b"\r\n", 1)[0])
            while len(body) < length:
                body += self._more()
            return status, body
        while not body.endswith(b"0\r\n\r\n"):
            body += self._more()
        return status, _unchunked(body)

    def _more(self) -> bytes:
        if not (data := self._socket.recv(1 << 18)):
            raise ConnectionError("the server closed the connection")
        return data


def _unchunked(body: bytes) -> bytes:
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        parts.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(parts)


def rows(accept: str, body: bytes) -> int:
    """How much an answer holds: rows, lines, or the boolean."""
    if accept == NTRIPLES:
        return len(set(body.splitlines()))
    told = json.loads(body)
    return int(told["boolean"]) if "boolean" in told else len(told["results"]["bindings"])


def _client(port: int, path: str, asked: list[tuple[str, str]], seconds: float, fresh: bool, results: Any) -> None:
    connection = Connection(port, path)
    times, wrong, number = [], 0, os.getpid() % len(asked)
    expected: dict[int, int] = {}
    stop = time.perf_counter() + seconds
    while (began := time.perf_counter()) < stop:
        at = number % len(asked)
        accept, query = asked[at]
        status, body = connection.ask(accept, query + (f" # {number} {os.getpid()}" if fresh else ""))
        times.append(time.perf_counter() - began)
        # Rows are counted once a query; afterwards the length has to stay, which costs the client nothing.
        if status != 200 or expected.setdefault(at, len(body)) != len(body):
            wrong += 1
        number += 1
    results.put((times, wrong))


def load(
    port: int, path: str, asked: list[tuple[str, str]], clients: int, seconds: float, fresh: bool
) -> dict[str, float]:
    """Requests per second and times in milliseconds."""
    results: Any = multiprocessing.Queue()
    arguments = (port, path, asked, seconds, fresh, results)
    processes = [multiprocessing.Process(target=_client, args=arguments) for _ in range(clients)]
    for process in processes:
        process.start()
    told = [results.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()
    times = sorted(t for found, _ in told for t in found)
    return {
        "rps": len(times) / seconds,
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(len(times) * 0.99)],
        "wrong": sum(wrong for _, wrong in told),
    }


@contextlib.contextmanager
def server(command: list[str], port: int, **environment: str) -> Iterator[float]:
    """A server process, and the seconds until it answered."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None or time.perf_counter() - began > 300:
                raise SystemExit(f"{command[0]} does not answer")
            time.sleep(0.02)
        yield time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def memory(port: int) -> float:
    """Resident memory of our server's processes in MB, shared pages counted once (PSS)."""
    total = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if "serve" in process.cmdline() and str(port) in process.cmdline():
                family = [process, *process.children(recursive=True)] if process.ppid() == os.getpid() else []
                total += sum(member.memory_full_info().pss for member in family)
    return total / 1e6


def main() -> None:
    """Run it and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--port", type=int, default=8290)
    parser.add_argument("--oxigraph")
    parser.add_argument("--rdflib-endpoint")
    options = parser.parse_args()
    began = time.perf_counter()
    generation = publish(options.folder / f"{options.triples}", options.triples)
    print(f"{generation.manifest.counts['triples']:,} triples, {time.perf_counter() - began:.0f} s to make")
    world = World(options.triples // PER_ARTICLE)
    port = options.port
    kg = str(Path(sys.executable).with_name("kg"))
    base = [kg, "serve", "--data", str(options.folder / f"{options.triples}"), "--port"]
    free = {"CIVIGRAPH_CLIENT_QUERIES": "0", "CIVIGRAPH_CLIENT_SECONDS": "0"}
    ours = (port, "/sparql", [*base, str(port)], free)
    servers = {"civigraph, cache": ours, "civigraph, no cache": ours}
    if options.oxigraph:
        command = [
            options.oxigraph,
            "serve-read-only",
            "--location",
            str(generation.store),
            "--bind",
            f"127.0.0.1:{port + 1}",
        ]
        servers["oxigraph"] = (port + 1, "/query", command, {})
    if options.rdflib_endpoint:
        dump = options.folder / f"{options.triples}.nt"  # the merged graph: it has no union of named ones
        if not dump.exists():
            generation.open().dump(str(dump), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        servers["rdflib-endpoint"] = (
            port + 2,
            "/",
            [options.rdflib_endpoint, "serve", "--port", str(port + 2), str(dump)],
            {},
        )
    running: dict[int, float] = {}
    with contextlib.ExitStack() as stack:
        for name, (at, _, command, environment) in servers.items():
            if at not in running:
                running[at] = stack.enter_context(server(command, at, **environment))
                print(f"{name.partition(',')[0]}: first answer after {running[at]:.1f} s")
        time.sleep(2)
        print(f"civigraph idle: {memory(port):.0f} MB")
        for mix in ("light", "full"):
            asked = queries(world, mix, options.queries)
            check(servers, asked)
            compare(servers, asked, mix, options)


def check(servers: dict[str, Any], asked: list[tuple[str, str]]) -> None:
    """Every server must give as many rows for each query; this also warms them."""
    counts: dict[str, list[int]] = {}
    for name, (port, path, _, _) in servers.items():
        if name == "rdflib-endpoint":
            continue  # it answers one of the queries in minutes, and has no named graphs
        connection = Connection(port, path)
        answers = [(accept, query, *connection.ask(accept, query)) for accept, query in asked]
        for _, query, status, body in answers:
            if status != 200:
                raise SystemExit(f"{name} answered {status} to {query}: {body[:300]!r}")
        counts[name] = [rows(accept, body) for accept, _, _, body in answers]
    first = next(iter(counts.values()))
    for name, found in counts.items():
        for (_, query), a, b in zip(asked, first, found, strict=True):
            if a != b:
                raise SystemExit(f"{name} has {b} rows where another has {a}: {query}")


def compare(servers: dict[str, Any], asked: list[tuple[str, str]], mix: str, options: argparse.Namespace) -> None:
    """Rounds in turns; a line a server with its ratio to oxigraph."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, (port, path, _, _) in servers.items():
            fresh = name.endswith("no cache")
            found[name].append(load(port, path, asked, options.clients, options.seconds, fresh))
    for name, rounds in found.items():
        told = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        ratio = ""
        if "oxigraph" in found:
            pairs = zip(rounds, found["oxigraph"], strict=True)
            ratio = f"{statistics.median(a['rps'] / b['rps'] for a, b in pairs):6.2f} x oxigraph"
        print(
            f"{mix:6}{name:22}{told['rps']:8.0f}/s  p50 {told['p50']:7.1f} ms  p99 {told['p99']:7.1f} ms"
            f"  wrong {told['wrong']:.0f} {ratio}",
            flush=True,
        )


if __name__ == "__main__":
    main()
