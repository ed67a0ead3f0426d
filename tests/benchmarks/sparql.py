"""Speed of the SPARQL endpoint beside ``oxigraph serve-read-only`` and ``rdflib-endpoint``, in one go.

    python -m tests.benchmarks.sparql --triples 1000000 --folder FOLDER [--seconds 3] [--clients 8] [--rounds 5]
                                      [--oxigraph COMMAND] [--rdflib-endpoint COMMAND]

The peers come from the package index (``oxigraph``, ``rdflib-endpoint[cli]``), into an environment of their own; what
is not given is left out. Every server is asked the same seeded queries by the same clients in short turns; ratios are
medians over the rounds, so that a machine that is busy with something else slows all of them. "CPU" is processor time
of the server's processes for a request: it hardly depends on what else goes on. Every answer is checked: each server
must find as many rows for each query as the others.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pyoxigraph import DefaultGraph, RdfFormat

from kg.generations import Generation

from .sparql_graph import PER_ARTICLE, World, publish
from .sparql_load import Connection, Round, load, rows
from .sparql_queries import queries


@dataclass
class Server:
    """One of those compared: its command, where it answers, and what was seen of it."""

    name: str
    command: list[str]
    port: int
    path: str
    environment: dict[str, str] = field(default_factory=dict)
    process: psutil.Process | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[float]:
        """While it runs; gives the seconds from its start to its first answer to a query."""
        began = time.perf_counter()
        with subprocess.Popen(
            self.command, env=os.environ | self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as started:
            self.process = psutil.Process(started.pid)
            try:
                while not self._answers():
                    if started.poll() is not None or time.perf_counter() - began > 300:
                        raise SystemExit(f"{self.name} does not answer")
                    time.sleep(0.02)
                yield time.perf_counter() - began
            finally:
                started.terminate()

    def _answers(self) -> bool:
        try:
            return Connection(self.port, self.path).ask("application/json", "ASK { ?s a ?type }")[0] == 200
        except OSError:
            return False

    def family(self) -> list[psutil.Process]:
        """All of its processes."""
        assert self.process is not None
        return [self.process, *self.process.children(recursive=True)]

    def memory(self) -> float:
        """Resident memory in MB, pages that its processes share counted once (PSS)."""
        return float(sum(member.memory_full_info().pss for member in self.family()) / 1e6)

    def worked(self) -> float:
        """Processor seconds up to now."""
        return float(sum(sum(member.cpu_times()[:2]) for member in self.family()))


@dataclass
class Contestant:
    """A server under one way of asking."""

    name: str
    server: Server
    fresh: bool
    rounds: list[Round] = field(default_factory=list)
    worked: float = 0.0

    def run(self, asked: list[tuple[str, str]], clients: int, seconds: float) -> None:
        """One round."""
        before = self.server.worked()
        found = load(self.server.port, self.server.path, asked, clients, seconds, fresh=self.fresh)
        self.rounds.append(found)
        self.worked += self.server.worked() - before

    def p(self, percent: int) -> float:
        """A percentile of the times of all rounds, in milliseconds."""
        times = sorted(t for one in self.rounds for t in one.times)
        return 1000 * times[min(len(times) - 1, len(times) * percent // 100)]

    def line(self, peers: list["Contestant"]) -> str:
        """What was measured, with the ratios to each peer."""
        requests = sum(len(one.times) for one in self.rounds)
        text = (
            f"{self.name:20}{statistics.median(one.rps for one in self.rounds):8.0f}/s  p50 {self.p(50):7.1f}  "
            f"p99 {self.p(99):7.1f} ms  CPU {1e6 * self.worked / requests:6.0f} us  "
            f"wrong {sum(one.wrong for one in self.rounds)}"
        )
        for peer in peers:
            if peer is not self:
                pairs = zip(self.rounds, peer.rounds, strict=True)
                ratio = statistics.median(a.rps / b.rps for a, b in pairs)
                text += f"  {ratio:6.2f} x {peer.name} (p99 {self.p(99) / peer.p(99):.2f} x)"
        return text


def main() -> None:
    """Run it and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--mixes", default="light,full")
    parser.add_argument("--port", type=int, default=8290)
    parser.add_argument("--oxigraph")
    parser.add_argument("--rdflib-endpoint")
    options = parser.parse_args()
    began = time.perf_counter()
    generation = publish(options.folder / f"{options.triples}", options.triples)
    print(f"{generation.manifest.counts['triples']:,} triples, {time.perf_counter() - began:.0f} s to make or open")
    world = World(options.triples // PER_ARTICLE)
    found = servers(options, generation)
    with contextlib.ExitStack() as stack:
        for server in found:
            print(f"{server.name}: first answer after {stack.enter_context(server.running()):.2f} s")
        time.sleep(3)
        print(f"civigraph idle: {found[0].memory():.0f} MB in {len(found[0].family())} processes")
        for mix in options.mixes.split(","):
            asked = queries(world, mix, options.queries)
            check(found, asked)
            compare(found, asked, mix, options)
        print(f"civigraph after load: {found[0].memory():.0f} MB")


def servers(options: argparse.Namespace, generation: Generation) -> list[Server]:
    """Ours first, then those that were given."""
    data, port = options.folder / f"{options.triples}", options.port
    kg = str(Path(sys.executable).with_name("kg"))
    free = {"CIVIGRAPH_CLIENT_QUERIES": "0", "CIVIGRAPH_CLIENT_SECONDS": "0"}
    found = [Server("civigraph", [kg, "serve", "--data", str(data), "--port", str(port)], port, "/sparql", free)]
    if options.oxigraph:
        command = [options.oxigraph, "serve-read-only", "--location", str(generation.store)]
        found.append(Server("oxigraph", [*command, "--bind", f"127.0.0.1:{port + 1}"], port + 1, "/query"))
    if options.rdflib_endpoint:
        dump = options.folder / f"{options.triples}.nt"  # the merged graph: it has no union of named ones
        if not dump.exists():
            generation.open().dump(str(dump), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        command = [options.rdflib_endpoint, "serve", "--port", str(port + 2), str(dump)]
        found.append(Server("rdflib-endpoint", command, port + 2, "/"))
    return found


def check(found: list[Server], asked: list[tuple[str, str]]) -> None:
    """Every server must give as many rows for each query; this also warms them."""
    counts: dict[str, list[int]] = {}
    for server in found:
        if server.name == "rdflib-endpoint":
            continue  # it answers one of the queries in minutes, and has no named graphs
        # Enough connections that each process of a server has some, each of its caches a share of the queries.
        for _ in range(4 if len(server.family()) > 1 else 1):
            link = Connection(server.port, server.path)
            answers = [link.ask(accept, query) for accept, query in asked]
        for (_, query), (status, body) in zip(asked, answers, strict=True):
            if status != 200:
                raise SystemExit(f"{server.name} answered {status} to {query}: {body[:300]!r}")
        counts[server.name] = [rows(accept, body) for (accept, _), (_, body) in zip(asked, answers, strict=True)]
    first = next(iter(counts.values()))
    for name, theirs in counts.items():
        for (_, query), a, b in zip(asked, first, theirs, strict=True):
            if a != b:
                raise SystemExit(f"{name} has {b} rows where another has {a}: {query}")


def compare(found: list[Server], asked: list[tuple[str, str]], mix: str, options: argparse.Namespace) -> None:
    """Rounds in turns; a line a contestant."""
    ours, *others = found
    contestants = [Contestant("civigraph, cache", ours, fresh=False), Contestant("civigraph", ours, fresh=True)]
    peers = [Contestant(server.name, server, fresh=True) for server in others]
    for number in range(options.rounds + 1):
        for contestant in (*contestants, *peers):
            contestant.run(asked, options.clients, options.seconds if number else 1.0)
            if not number:  # the first round is for warming up: every worker reads what it needs from the disk
                contestant.rounds.clear()
                contestant.worked = 0.0
    for contestant in (*contestants, *peers):
        print(f"{mix:6}{contestant.line(peers)}", flush=True)


if __name__ == "__main__":
    main()
