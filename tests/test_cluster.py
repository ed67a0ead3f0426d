"""Reading spread over Dask: a real scheduler and real workers; the graph is the one that one machine makes."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from kg.errors import ReadingError
from kg.generations import DataFolder
from kg.pipeline import build
from kg.settings import Settings

#: A reader that does what an article's text tells it to; installed as any other reader is.
READER = """
import os, signal, time
from kg.facts import Entity, EntityType, Passage, Reading

class Told:
    name = "told/1"

    def read(self, article):
        order, _, rest = article.body.partition(" ")
        if order == "raise":
            raise ValueError("told to")
        if order == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "hang":
            while True:
                pass
        if order == "end-worker":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        time.sleep(0.02)
        named = Entity(id="e", type=EntityType.PLACE, names=(order,), mentions=(Passage(0, len(order)),))
        return Reading(article=article, reader=self.name, entities=(named,))
"""


DASK = Path(sys.executable).with_name("dask")
KG = Path(sys.executable).with_name("kg")
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Dask:
    """A scheduler and workers, each a process of its own."""

    folder: Path
    site: Path
    """Folder of what is installed beside the program."""
    address: str = ""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: object, before: Path | None = None) -> "subprocess.Popen[bytes]":
        paths = os.pathsep.join(map(str, filter(None, (before, self.site))))
        environment = os.environ | {"PYTHONPATH": paths, "DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE": "false"}
        quiet = subprocess.DEVNULL
        command = [DASK, *map(str, arguments)]
        self.running.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, cwd=self.folder))
        return self.running[-1]

    def scheduler(self) -> "subprocess.Popen[bytes]":
        file = self.folder / "scheduler.json"
        local = ("--host", "127.0.0.1", "--no-dashboard", "--port", 0, "--scheduler-file", file)
        started = self.start("scheduler", *local)
        deadline = time.monotonic() + 60
        while not self.address and time.monotonic() < deadline:
            time.sleep(0.05)
            with suppress(OSError, ValueError):  # not there yet, or not whole
                self.address = json.loads(file.read_text())["address"]
        return started

    def worker(self, before: Path | None = None) -> "subprocess.Popen[bytes]":
        local = ("--host", "127.0.0.1", "--no-dashboard", "--no-nanny", "--death-timeout", 120)
        spot = ("--nthreads", 1, "--local-directory", self.folder / f"w{len(self.running)}")
        return self.start("worker", self.address, *local, *spot, before=before)

    def end(self) -> None:
        for process in self.running:
            process.kill()
        for process in self.running:
            process.wait()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    meta = folder / "told-1.dist-info"
    meta.mkdir()
    (folder / "told.py").write_text(READER)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: told\nVersion: 1\n")
    (meta / "entry_points.txt").write_text("[kg.readers]\ntold = told:Told\n")
    return folder


@pytest.fixture
def cluster(tmp_path, site, monkeypatch):
    """A scheduler; each test starts the workers that it wants."""
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
    found = Dask(tmp_path, site)
    found.scheduler()
    yield found
    found.end()


@pytest.fixture
def dask(cluster):
    """A scheduler with two workers."""
    for _ in range(2):
        cluster.worker()
    return cluster


@pytest.fixture
def elsewhere(tmp_path):
    """Another release of civigraph, as another machine might have it."""
    folder = tmp_path / "other"
    shutil.copytree(ROOT / "kg", folder / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "kg" / "reading" / "reader.py").open("a") as file:
        file.write("\n# Another release.\n")
    return folder


def folder(tmp_path: Path, *bodies: str) -> Path:
    source = tmp_path / "in"
    source.mkdir()
    for i, body in enumerate(bodies):
        (source / f"{i:03}.txt").write_text(body, encoding="utf-8")
    return source


def test_with_a_worker_killed_midway_the_graph_is_that_of_one_machine(tmp_path, dask):
    source = folder(tmp_path, *[f"Town{n} was visited by the mayor." for n in range(120)])
    settings = Settings(reader="told", reading_processes=1)
    alone = build([source], replace(settings, data=tmp_path / "alone"))
    killed = threading.Event()

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage == "read" and done >= 20 and not killed.is_set():
            killed.set()
            dask.running[1].kill()

    spread = build([source], replace(settings, data=tmp_path / "spread", cluster=dask.address), progress=progress)
    assert killed.is_set()
    assert spread.generation.manifest.version == alone.generation.manifest.version
    assert spread.generation.manifest.counts == alone.generation.manifest.counts
    assert [str(n) for n in spread.notices] == [str(n) for n in alone.notices]
    again = build([source], replace(settings, data=tmp_path / "spread", cluster="tcp://127.0.0.1:1"))
    assert again.unchanged


def test_a_poisoned_article_is_set_aside_there_too_and_no_process_stays(tmp_path, dask):
    bodies = ["well"] * 30
    bodies[3], bodies[9], bodies[17] = "die now", "raise it", "hang on"
    source = folder(tmp_path, *(f"{body} said the mayor of the city, number {n}." for n, body in enumerate(bodies)))
    settings = Settings(reader="told", data=tmp_path / "data", cluster=dask.address, reading_seconds=2.0)
    outcome = build([source], settings)
    said = {n.source: n.message for n in outcome.notices if "without facts" in n.message}
    assert said == {
        "003.txt": "the process that read it ended each time (signal SIGKILL); stored, but without facts",
        "009.txt": "the reader failed on it (ValueError: told to); stored, but without facts",
        "017.txt": "reading it took more than 2 s; stored, but without facts",
    }
    assert outcome.generation.manifest.counts["articles"] == 30
    deadline = time.monotonic() + 10
    while (left := _readers(dask)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left


def _readers(dask: Dask) -> list[psutil.Process]:
    workers = [psutil.Process(w.pid) for w in dask.running if w.poll() is None]
    return [c for w in workers for c in w.children() if "kg.reading_process" in c.cmdline()]


def test_the_built_in_reader_reads_there_as_here(tmp_path, dask):
    seed = min((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
    chinese = Path(__file__).parent / "chinese" / "shaoxing-keqiao-visit.txt"
    source = tmp_path / "in"
    source.mkdir()
    for path in (seed, chinese):
        shutil.copy(path, source)
    alone = build([source], Settings(data=tmp_path / "alone", reading_processes=1))
    spread = build([source], Settings(data=tmp_path / "spread", cluster=dask.address))
    assert spread.generation.manifest.version == alone.generation.manifest.version
    assert spread.generation.manifest.counts["claims"] > 50


def test_a_cluster_that_does_not_answer_stops_the_build_and_publishes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.cluster.PATIENCE", 1.0)
    source = folder(tmp_path, "Town was visited by the mayor of the city.")
    with pytest.raises(ReadingError, match="does not answer"):
        build([source], Settings(data=tmp_path / "data", cluster="tcp://127.0.0.1:1"))
    assert not list((tmp_path / "data").glob("generations/*"))


@pytest.fixture
def command(site, tmp_path):
    """Begins ``kg build --cluster`` with the reader of these tests."""

    def begin(source: Path, address: str) -> "subprocess.Popen[str]":
        environment = os.environ | {"CIVIGRAPH_READER": "told", "PYTHONPATH": str(site)}
        arguments = [KG, "build", source, "--cluster", address, "--data", tmp_path / "data"]
        begun.append(subprocess.Popen(arguments, env=environment, stdout=-1, stderr=-1, text=True))
        return begun[-1]

    begun: list[subprocess.Popen[str]] = []
    yield begin
    for process in begun:
        with process:  # closes its pipes
            process.kill()


def kept(data: Path) -> int:
    """How many articles and readings a build has on disk."""
    file = f"file:{data / 'readings.sqlite'}?mode=ro"
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(file, uri=True)) as database:
        return int(database.execute("SELECT COUNT(*) FROM kept").fetchone()[0])
    return 0


def wait_until_kept(data: Path, number: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 90
    while kept(data) < number:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def towns(tmp_path: Path, number: int) -> Path:
    return folder(tmp_path, *[f"Town{n} was visited by the mayor." for n in range(number)])


def test_the_command_says_that_no_scheduler_answers(tmp_path, command):
    process = command(towns(tmp_path, 1), "tcp://127.0.0.1:1")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "the cluster at tcp://127.0.0.1:1 does not answer" in said
    assert not (tmp_path / "data" / "current").exists()


def test_the_command_says_that_there_is_no_worker(tmp_path, cluster, monkeypatch):
    monkeypatch.setattr("kg.cluster.PATIENCE", 2.0)
    with pytest.raises(ReadingError, match=r"has no worker\n  start one: .*dask worker"):
        build([towns(tmp_path, 1)], Settings(reader="told", data=tmp_path / "data", cluster=cluster.address))


def test_the_command_with_a_worker_killed_midway_makes_the_graph_of_one_machine(tmp_path, dask, command):
    source = towns(tmp_path, 300)
    alone = build([source], Settings(reader="told", reading_processes=1, data=tmp_path / "alone"))
    process = command(source, dask.address)
    wait_until_kept(tmp_path / "data", 40, process)
    dask.running[1].kill()
    said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    spread = DataFolder(tmp_path / "data").current()
    assert spread.manifest.version == alone.generation.manifest.version
    assert spread.manifest.counts == alone.generation.manifest.counts


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_goes_on_where_it_stopped(tmp_path, dask, command, sign):
    source = towns(tmp_path, 400)
    process = command(source, dask.address)
    wait_until_kept(tmp_path / "data", 40, process)
    process.send_signal(sign)
    said = process.communicate(timeout=30)
    assert process.returncode == (130 if sign is signal.SIGINT else -signal.SIGKILL), said
    again = command(source, dask.address)
    printed, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    before = re.search(r" 400 articles, .*\((\d+) of them read before\)", printed)
    assert before, printed
    assert 0 < int(before[1]) < 400


def test_a_worker_of_another_release_is_refused_at_the_start(tmp_path, cluster, command, elsewhere):
    cluster.worker(elsewhere)
    process = command(towns(tmp_path, 3), cluster.address)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert re.search(r"the worker tcp://\S+ has another release of civigraph.*\n\s+install the same there", said), said


def test_a_worker_of_another_release_that_joins_later_is_refused_by_name(tmp_path, cluster, command, elsewhere):
    cluster.worker()
    process = command(towns(tmp_path, 1_500), cluster.address)
    wait_until_kept(tmp_path / "data", 20, process)
    cluster.worker(elsewhere)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert re.search(
        r"the worker tcp://\S+ has another release of civigraph.*\n\s+install .*what was read is kept", said
    ), said
    assert "Traceback" not in said


def test_a_worker_that_joins_later_reads_too(tmp_path, cluster, command):
    cluster.worker()
    process = command(towns(tmp_path, 600), cluster.address)
    wait_until_kept(tmp_path / "data", 20, process)
    cluster.worker()
    deadline = time.monotonic() + 60
    while len(_readers(cluster)) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(_readers(cluster)) == 2
    said = process.communicate(timeout=120)
    assert process.returncode == 0, said


def test_a_build_whose_workers_have_all_gone_ends_and_keeps_what_was_read(tmp_path, cluster, monkeypatch):
    monkeypatch.setattr("kg.cluster.ALONE", 3.0)
    worker = cluster.worker()
    source = towns(tmp_path, 200)
    settings = Settings(reader="told", data=tmp_path / "data", cluster=cluster.address)

    def progress(stage: str, done: int, total: int | None) -> None:
        if done == 20:
            worker.kill()

    with pytest.raises(ReadingError, match="has had no worker for 3 s\n  build again: what was read is kept"):
        build([source], settings, progress=progress)
    assert kept(tmp_path / "data") >= 20


def test_a_lost_scheduler_ends_the_build(tmp_path, dask):
    def progress(stage: str, done: int, total: int | None) -> None:
        if done == 20:
            dask.running[0].kill()

    settings = Settings(reader="told", data=tmp_path / "data", cluster=dask.address)
    with pytest.raises(ReadingError, match=r"was lost .*\n  build again: what was read is kept"):
        build([towns(tmp_path, 200)], settings, progress=progress)


def test_an_article_that_ends_worker_after_worker_is_set_aside(tmp_path, monkeypatch, cluster):
    bodies = ["well, said the mayor"] * 10
    bodies[5] = "end-worker by force"
    for _ in range(6):
        cluster.worker()
    source = folder(tmp_path, *(f"{body}, number {n}." for n, body in enumerate(bodies)))
    outcome = build([source], Settings(reader="told", data=tmp_path / "data", cluster=cluster.address))
    [said] = [n for n in outcome.notices if "without facts" in n.message]
    assert said.source == "005.txt"
    assert "the workers that read it ended each time" in said.message
    assert outcome.generation.manifest.counts["articles"] == 10
