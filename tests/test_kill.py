"""A build that is killed (SIGKILL) at any moment: what is served stays whole, and the next build cleans up."""

import multiprocessing
import random
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import requests

from kg.generations import DataFolder
from kg.pipeline import build
from kg.settings import Settings
from kg.terms import PREFIXES

ROOT = Path(__file__).resolve().parent.parent

#: Asks the current generation over and over, as a server's workers do, until told to stop; prints how often it could.
READER = """
import os, sys, time
from kg.generations import DataFolder
folder, asked = DataFolder(sys.argv[1]), 0
while not os.path.exists(sys.argv[2]):
    generation = folder.current()
    found = list(generation.open().query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    total = sum(generation.manifest.graphs.values())
    assert found[0]["n"].value == str(total) != "0", (generation.manifest.id, found[0]["n"].value, total)
    asked += 1
    time.sleep(0.02)
print(asked)
"""
#: Starts each build as a process of its own that has loaded the language model already.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.warm"])


def start(source: Path, data: Path) -> BaseProcess:
    process = PROCESSES.Process(target=build, args=([source], Settings(data=data)))
    process.start()
    return process


def finish(source: Path, data: Path) -> float:
    begun = time.monotonic()
    process = start(source, data)
    process.join(120)
    assert process.exitcode == 0
    return time.monotonic() - begun


def test_ten_kills_at_random_moments(tmp_path):
    source, data, stop = tmp_path / "a.txt", tmp_path / "data", tmp_path / "stop"
    text = next((ROOT / "seeds").glob("000*")).read_text(encoding="utf-8")
    source.write_text(text, encoding="utf-8")
    finish(source, data)
    source.write_text(f"{text}\nMore.\n", encoding="utf-8")
    seconds = finish(source, data)  # as long as one takes that revises the generation before
    folder = DataFolder(data)
    first = folder.current()
    reader = subprocess.Popen([sys.executable, "-c", READER, data, stop], stdout=subprocess.PIPE, text=True, cwd=ROOT)

    moments = random.Random(20261122)  # noqa: S311 - a repeatable choice, no secret
    killed = number = 0
    while killed < 10 and number < 40:
        number += 1
        source.write_text(f"{text}\nNumber {number}.\n", encoding="utf-8")  # something new to publish each time
        process = start(source, data)
        time.sleep(moments.uniform(0.05, 0.95) * seconds)
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        served = folder.current()
        assert served.open().query("ASK { ?article a cg:Article }", prefixes=PREFIXES)
        assert first.manifest.id <= served.manifest.id

    finish(source, data)
    stop.touch()
    assert int(reader.communicate(timeout=30)[0]) > 0
    assert reader.returncode == 0
    assert killed == 10
    assert folder.current().manifest.id > first.manifest.id
    left = {path.name for path in data.iterdir() if ".sqlite" not in path.name}
    assert left == {"current", "generations", "lock"}
    assert all(generation.open() for generation in folder.list())
    finish(source, tmp_path / "anew")
    whole = DataFolder(tmp_path / "anew").current()
    assert folder.current().manifest.version == whole.manifest.version
    assert {str(quad) for quad in folder.current().open()} == {str(quad) for quad in whole.open()}


def test_a_server_answers_while_builds_are_killed(tmp_path, serve):
    """Over HTTP: every answer is whole and of one generation, whatever moment a build dies at."""
    source, data = tmp_path / "a.txt", tmp_path / "data"
    text = next((ROOT / "seeds").glob("000*")).read_text(encoding="utf-8")
    source.write_text(text, encoding="utf-8")
    seconds = finish(source, data)
    folder = DataFolder(data)
    site = serve(data, CIVIGRAPH_CLIENT_SECONDS="0")
    stop = threading.Event()
    seen: list[tuple[str, str]] = []
    wrong: list[str] = []

    def client() -> None:
        with requests.Session() as session:
            while not stop.is_set():
                query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} # {time.monotonic()}"
                answer = session.post(site + "sparql", data={"query": query}, timeout=30)
                if answer.status_code != 200:
                    wrong.append(answer.text)
                    continue
                count = answer.json()["results"]["bindings"][0]["n"]["value"]
                seen.append((answer.headers["Data-Version"], count))

    clients = [threading.Thread(target=client) for _ in range(2)]
    for one in clients:
        one.start()
    known: dict[str, int] = {}
    moments = random.Random(7)  # noqa: S311 - a repeatable choice, no secret
    killed = 0
    for number in range(6):
        known |= {g.manifest.version: sum(g.manifest.graphs.values()) for g in folder.list()}
        source.write_text(f"{text}\nNumber {number}.\n", encoding="utf-8")
        process = start(source, data)
        time.sleep(moments.uniform(0.05, 1.0) * seconds)
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
    finish(source, data)
    last = folder.current()
    known |= {g.manifest.version: sum(g.manifest.graphs.values()) for g in folder.list()}
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and seen[-1][0] != last.manifest.version:
        time.sleep(0.1)
    stop.set()
    for one in clients:
        one.join()
    assert killed
    assert not wrong
    assert seen[-1][0] == last.manifest.version
    assert {version: int(count) for version, count in seen} == {version: known[version] for version, _ in seen}
    assert len({*seen}) == len({version for version, _ in seen})  # one count a version
