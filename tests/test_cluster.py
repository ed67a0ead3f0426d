"""Reading spread over Dask: a real scheduler and real workers; the graph is the one that one machine makes."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from kg.errors import ReadingError
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
            time.sleep(600)
        time.sleep(0.02)
        named = Entity(id="e", type=EntityType.PLACE, names=(order,), mentions=(Passage(0, len(order)),))
        return Reading(article=article, reader=self.name, entities=(named,))
"""


@dataclass
class Dask:
    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)


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
def dask(tmp_path, site, monkeypatch):
    monkeypatch.syspath_prepend(site)
    environment = os.environ | {"PYTHONPATH": str(site), "DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE": "false"}
    command = [str(Path(sys.executable).with_name("dask"))]
    quiet = {"env": environment, "cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    file = tmp_path / "scheduler.json"
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen([*command, "scheduler", *local, "--port", "0", "--scheduler-file", file], **quiet)
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    found = Dask(json.loads(file.read_text())["address"])
    worker = [*command, "worker", found.address, *local, "--nthreads", "1", "--no-nanny", "--death-timeout", "120"]
    found.workers = [subprocess.Popen([*worker, "--local-directory", tmp_path / f"w{n}"], **quiet) for n in range(2)]
    yield found
    for process in (*found.workers, scheduler):
        process.kill()
        process.wait()


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
            dask.workers[0].kill()

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
    workers = [psutil.Process(w.pid) for w in dask.workers if w.poll() is None]
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


def test_the_command_reads_on_the_cluster_that_it_is_given(tmp_path):
    (tmp_path / "a.txt").write_text("Mayor visits makers of sensors\n\nThe mayor visited three makers of sensors.\n")
    kg = Path(sys.executable).with_name("kg")
    done = subprocess.run(
        [kg, "build", tmp_path / "a.txt", "--cluster", "tcp://127.0.0.1:1", "--data", tmp_path / "data"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    assert "the cluster at tcp://127.0.0.1:1 does not answer" in done.stderr
    assert not (tmp_path / "data" / "current").exists()
