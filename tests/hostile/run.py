"""Attacks a server for some time while an ordinary client must get the right answer within two seconds every time.

    python -m tests.hostile.run [--minutes 10] [--attackers 8] [--seed 1]

The server is the real command on a graph of 60,000 triples, with default settings but for a shorter time limit. Each
attacker comes from an address of its own. Every few seconds a process of the server is killed (``kill -9``); a request
of the ordinary client may fail only by that. Prints what was asked, how it ended, how long the client waited, and
whether that holds; the exit code says the same.
"""

import argparse
import contextlib
import http.client
import json
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psutil
from pyoxigraph import Literal, NamedNode, Triple

from kg.generations import DataFolder
from kg.settings import Settings
from tests.w3c.serving import serving

from .connections import ATTACKS
from .queries import QUERIES

EX = "http://example.org/"
SUBJECTS = 12_000
#: Longest time that the ordinary client may wait, in seconds.
LONGEST = 2.0
#: Longest time between a kill and a failure that it is to blame for, in seconds.
MOMENT = 2.5
SERVER, WORKER = "server process", "query worker"
ACCEPTS = (
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/turtle", "*/*", "text/html",
    "application/ld+json, */*;q=0.1",
)  # fmt: skip


@dataclass
class Seen:
    """What happened to whom."""

    waits: list[float] = field(default_factory=list)
    failures: list[tuple[float, str]] = field(default_factory=list)
    """When, on the monotonic clock, and what."""
    ends: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    kills: list[tuple[float, str]] = field(default_factory=list)
    """When, and which sort of process."""

    def faults(self, longest: float = LONGEST) -> list[str]:
        """What should not have been.

        A server process that is killed takes at most the request with it that it was answering, and connections that
        wait in its queue; so a failure is forgiven that comes within a moment of such a kill, one for each.
        """
        faults = [f"an answer took {wait:.2f} s" for wait in self.waits if wait > longest]
        kills = [at for at, what in self.kills if what == SERVER]
        for at, what in self.failures:
            cause = next((kill for kill in kills if 0 <= at - kill < MOMENT), None)
            if cause is None or what.startswith("wrong"):
                faults.append(f"a request failed: {what}")
            else:
                kills.remove(cause)
        if not self.waits:
            faults.append("the ordinary client had no answer at all")
        return faults


def publish(data: Path) -> None:
    """The graph that is attacked."""
    with DataFolder(data).building(Settings(data=data)) as draft:
        for number in range(SUBJECTS):
            subject = NamedNode(f"{EX}s{number}")
            draft.add(EX + f"graph{number % 7}", (
                Triple(subject, NamedNode(f"{EX}p{index}"), Literal(f"value {number * index} of this row"))
                for index in range(5)
            ))  # fmt: skip
        draft.publish({})


def ordinary(address: tuple[str, int], stop: threading.Event, seen: Seen) -> None:
    """One client that asks for what it knows, each time something else, on a connection that it keeps."""
    link = http.client.HTTPConnection(*address, timeout=10, source_address=("127.0.0.1", 0))
    number = 0
    while not stop.is_set():
        number += 1
        subject = number * 7919 % SUBJECTS
        query = f"SELECT ?o {{ <{EX}s{subject}> <{EX}p3> ?o }} # {number}"
        began = time.monotonic()
        try:
            link.request("GET", "/sparql?" + urlencode({"query": query}))
            answer = link.getresponse()
            body = answer.read()
            seen.waits.append(time.monotonic() - began)
            if answer.status != 200:
                raise ValueError(f"{answer.status} {body[:200]!r}")
            found = json.loads(body)["results"]["bindings"][0]["o"]["value"]
            if found != f"value {subject * 3} of this row":
                raise ValueError(f"wrong answer: {found}")
        except (OSError, http.client.HTTPException, ValueError, LookupError) as error:
            wrong = "" if isinstance(error, OSError | http.client.HTTPException) else "wrong answer, "
            seen.failures.append((time.monotonic(), f"{wrong}{type(error).__name__}: {error}"))
            link.close()
        time.sleep(0.02)
    link.close()


def ask(address: tuple[str, int], source: str, query: str, chance: random.Random) -> str:
    """A hostile query, and how it ended."""
    link = http.client.HTTPConnection(*address, timeout=12, source_address=(source, 0))
    accept = {"Accept": chance.choice(ACCEPTS)}
    try:
        if chance.random() < 0.3:
            link.request("GET", "/sparql?query=" + quote(query[:60_000]), headers=accept)
        else:
            form = {"Content-Type": "application/x-www-form-urlencoded"} | accept
            link.request("POST", "/sparql", urlencode({"query": query}), form)
        with link.getresponse() as answer:
            read = 0
            while read < 20_000_000 and (piece := answer.read(1 << 18)):
                read += len(piece)
            return str(answer.status)
    finally:
        link.close()


def attack(address: tuple[str, int], source: str, todo: list[str], stop: threading.Event, seen: Seen) -> None:
    """One attacker, through a list of attacks again and again."""
    chance = random.Random(source)  # noqa: S311 - reproducible, not secret
    for name in cycle(todo):
        if stop.is_set():
            break
        try:
            if name in QUERIES:
                end = ask(address, source, QUERIES[name], chance)
            else:
                ATTACKS[name](address, source)
                end = "sent"
        except (OSError, http.client.HTTPException) as error:
            end = type(error).__name__
        seen.names.add(name)
        seen.ends[end] += 1


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has just ended
        return []


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0


def killer(port: int, every: float, fronts: bool, chance: random.Random, stop: threading.Event, seen: Seen) -> None:
    """Kills a query worker every few seconds, and a server process now and then."""
    main = next(p for p in psutil.process_iter() if "serve" in (line := _command(p)) and str(port) in line)
    while not stop.wait(every):
        try:
            children = main.children(recursive=True)
        except psutil.NoSuchProcess:  # one has ended while they were counted
            continue
        workers = [p for p in children if "server.workers.worker" in _command(p)]
        parents = Counter(_parent(p) for p in workers)  # a server process listens once its first worker is there
        servers = [p for p in children if "serve" in _command(p) and parents[p.pid] > 1]
        front = fronts and len(servers) > 1 and chance.random() < 0.2
        if not (front or workers):  # they are being started: the last kill took a server process with its workers
            continue
        chosen = chance.choice(servers if front else workers)
        with contextlib.suppress(psutil.NoSuchProcess):
            chosen.send_signal(signal.SIGKILL)
        seen.kills.append((time.monotonic(), SERVER if chosen in servers else WORKER))


def run(seconds: float, attackers: int, seed: int, *, kill: float = 3.0, fronts: bool = True) -> Seen:
    """Attack for some seconds."""
    seen, stop = Seen(), threading.Event()
    names = [*QUERIES, *ATTACKS]
    random.Random(seed).shuffle(names)  # noqa: S311 - reproducible, not secret
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder) / "data")
        settings = {"CIVIGRAPH_QUERY_SECONDS": "6", "CIVIGRAPH_CLIENT_QUERIES": "10", "CIVIGRAPH_CLIENT_SECONDS": "120"}
        with serving(Path(folder) / "data", **settings) as url:
            address = ("127.0.0.1", urlsplit(url).port or 0)
            threads = [threading.Thread(target=ordinary, args=(address, stop, seen))]
            if kill:
                arguments = (address[1], kill, fronts, random.Random(seed), stop, seen)  # noqa: S311
                threads.append(threading.Thread(target=killer, args=arguments))
            for number in range(attackers):
                todo = (address, f"127.0.1.{number + 1}", names[number::attackers], stop, seen)
                threads.append(threading.Thread(target=attack, args=todo))
            for thread in threads:
                thread.start()
            time.sleep(seconds)
            stop.set()
            for thread in threads:
                thread.join(60)
    return seen


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--attackers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seen = run(options.minutes * 60, options.attackers, options.seed)
    waits = sorted(seen.waits)
    print(f"{sum(seen.ends.values())} attacks of {len(seen.names)} kinds: {dict(seen.ends.most_common())}")
    print(f"killed: {dict(Counter(what for _, what in seen.kills))}")
    print(f"ordinary client: {len(waits)} answers, {len(seen.failures)} failures", end="")
    if waits:
        middle, late = (1000 * waits[len(waits) * percent // 100] for percent in (50, 99))
        print(f", median {middle:.0f} ms, 99% {late:.0f} ms, longest {1000 * waits[-1]:.0f} ms", end="")
    print()
    for _, failure in seen.failures[:20]:
        print("  failed:", failure)
    faults = seen.faults()
    for fault in faults[:20]:
        print("  fault:", fault)
    print(f"does not hold: {len(faults)} fault(s)" if faults else "holds: right answers in time, but for kills")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
