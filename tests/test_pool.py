"""Reading on several processes: what dies or hangs costs its article only, and nothing outlives the build."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from kg.errors import ReadingError
from kg.facts import Article
from kg.pipeline import build
from kg.pool import WINDOW, Pool
from kg.processes import count as processes
from kg.settings import Settings

#: A reader that does what an article's text tells it to; installed as any other reader is.
READER = """
import os, re, signal, time
from pathlib import Path
from kg.facts import Entity, EntityType, Passage, Reading

class Obedient:
    name = "obedient/1"

    def read(self, article):
        order, _, rest = article.body.partition(" ")
        if order == "raise":
            raise ValueError("told to")
        if order == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "die-once" and not Path(rest).exists():
            Path(rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "hang":
            re.match("(a+)+$", "a" * 60 + "b")
        if order == "sleep":
            time.sleep(float(rest))
        by, where = f"read by {os.getpid()}", Passage(0, len(order))
        named = Entity(id=by, type=EntityType.PLACE, names=(order,), mentions=(where,))
        return Reading(article=article, reader=self.name, entities=(named,))

class Broken:
    def __init__(self):
        raise OSError("its model is missing")
"""


@pytest.fixture(autouse=True)
def installed(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    meta = folder / "obedient-1.dist-info"
    meta.mkdir(parents=True)
    (folder / "obedient.py").write_text(READER)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: obedient\nVersion: 1\n")
    (meta / "entry_points.txt").write_text("[kg.readers]\nobedient = obedient:Obedient\nbroken = obedient:Broken\n")
    monkeypatch.syspath_prepend(folder)
    return folder


SETTINGS = Settings(reader="obedient", reading_seconds=1.5)


def articles(*bodies):
    return [Article(id=f"a{i}", body=body, source=f"a{i}.txt", language="en") for i, body in enumerate(bodies)]


def read(*bodies, settings=SETTINGS, count=2):
    with Pool(settings, count, "obedient/1") as pool:
        return list(pool.read(articles(*bodies)))


def test_readings_come_in_the_order_of_the_articles():
    bodies = [f"sleep {0.2 if i % 7 == 0 else 0}" for i in range(40)]
    answers = read(*bodies)
    assert [reading.article.id for reading, _ in answers] == [f"a{i}" for i in range(40)]
    assert all(reading.entities and reason is None for reading, reason in answers)


def test_an_article_that_fails_kills_or_hangs_its_reader_is_the_only_one_without_facts():
    bodies = ["well"] * 30
    bodies[3], bodies[7], bodies[8] = "die", "hang", "raise"
    answers = read(*bodies)
    assert [reading.article.id for reading, _ in answers] == [f"a{i}" for i in range(30)]
    reasons = {reading.article.id: reason for reading, reason in answers if reason}
    assert reasons == {
        "a3": "the process that read it ended each time (signal SIGKILL)",
        "a7": "reading it took more than 1.5 s",
        "a8": "the reader failed on it (ValueError: told to)",
    }
    assert [reading.article.id for reading, _ in answers if not reading.entities] == ["a3", "a7", "a8"]


def test_an_article_whose_process_was_ended_from_outside_is_read_after_all(tmp_path):
    [*answers] = read("well", f"die-once {tmp_path / 'done'}", "well")
    assert [reason for _, reason in answers] == [None, None, None]
    assert all(reading.entities for reading, _ in answers)


def test_only_so_many_articles_are_taken_ahead():
    taken = 0

    def source():
        nonlocal taken
        for article in articles("sleep 1", *["well"] * 500):
            taken += 1
            yield article

    with Pool(SETTINGS, 2, "obedient/1") as pool:
        answers = pool.read(source())
        next(answers)
        assert taken <= 2 * WINDOW
        assert sum(1 for _ in answers) == 500


def test_a_process_that_has_read_many_articles_gives_way_to_a_fresh_one():
    with Pool(SETTINGS, 2, "obedient/1", each=3) as pool:
        answers = list(pool.read(articles(*["well"] * 5, "die", *["well"] * 14)))
    assert [reading.article.id for reading, _ in answers] == [f"a{i}" for i in range(20)]
    assert [reading.article.id for reading, reason in answers if reason] == ["a5"]
    read_by = Counter(reading.entities[0].id for reading, reason in answers if not reason)
    assert max(read_by.values()) <= 3


def test_a_reader_that_cannot_be_made_stops_the_build_and_says_why():
    with pytest.raises(ReadingError, match="OSError: its model is missing"):
        read("well", settings=replace(SETTINGS, reader="broken"))


def test_the_end_of_the_pool_is_the_end_of_its_processes():
    with Pool(SETTINGS, 2, "obedient/1") as pool:
        answers = pool.read(articles("well", "sleep 60", "sleep 60"))
        next(answers)
        children = psutil.Process().children()
        assert len([c for c in children if "kg.reading_process" in c.cmdline()]) == 2
    assert not [c for c in psutil.Process().children() if "kg.reading_process" in c.cmdline()]


def test_all_cores_read_unless_the_setting_says_otherwise():
    assert processes(Settings()) == len(os.sched_getaffinity(0))
    assert processes(Settings(reading_processes=3)) == 3


def folder(tmp_path, *bodies):
    source = tmp_path / "in"
    source.mkdir()
    for i, body in enumerate(bodies):
        (source / f"{i:03}.txt").write_text(body, encoding="utf-8")
    return source


def test_the_same_graph_comes_of_one_process_and_of_several(tmp_path):
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    text = min((path.read_text(encoding="utf-8") for path in seeds.glob("*.txt")), key=len)
    source = folder(tmp_path, *[f"{text}\n\nIt is number {i}." for i in range(22)])
    (source / "007.txt").write_bytes(b"\0\0")
    outcomes = [build([source], Settings(data=tmp_path / f"data{count}", reading_processes=count)) for count in (1, 2)]
    assert outcomes[0].generation.manifest.version == outcomes[1].generation.manifest.version
    assert outcomes[0].generation.manifest.counts == outcomes[1].generation.manifest.counts
    assert [str(n) for n in outcomes[0].notices] == [str(n) for n in outcomes[1].notices]


#: A build in a process that has not read before; prints its version, whether that process has loaded the model, and
#: how many processes it had besides itself when all was read.
ALONE = """
import sys
from pathlib import Path
import psutil
from kg.pipeline import build
from kg.settings import Settings

def progress(stage, done, total):
    if stage == "who is who":
        beside.append(len(psutil.Process().children()))

beside = []
settings = Settings(data=Path(sys.argv[2]), reading_processes=int(sys.argv[3]))
outcome = build([Path(sys.argv[1])], settings, progress=progress)
print(outcome.generation.manifest.version, outcome.kept, "spacy" in sys.modules, *beside)
"""


def test_a_few_new_articles_are_read_by_a_process_that_was_started_before_they_were_found(tmp_path):
    seed = next((Path(__file__).resolve().parent.parent / "seeds").glob("000*")).read_text(encoding="utf-8")
    source = folder(tmp_path, seed)

    def built(data: str, processes: int) -> list[str]:
        command = [sys.executable, "-c", ALONE, source, tmp_path / data, str(processes)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    first = built("data", 2)
    assert first[1:] == ["0", "False", "0"]
    (source / "001.txt").write_text(seed + "\n\nIt is another one.", encoding="utf-8")
    second = built("data", 2)
    assert second[1:] == ["1", "False", "0"]
    assert second[0] != first[0]
    assert built("by itself", 1) == [second[0], "0", "True", "0"]


def test_a_poisoned_article_is_named_and_the_rest_is_published(tmp_path):
    source = folder(tmp_path, *["well"] * 22, "die now, said the mayor of the city to the head of the company.")
    settings = replace(SETTINGS, data=tmp_path / "data", reading_processes=2)
    outcome = build([source], settings)
    assert outcome.generation.manifest.counts["articles"] == 23
    [notice] = [notice for notice in outcome.notices if "without facts" in notice.message]
    assert notice.source == "022.txt"
    assert "ended each time (signal SIGKILL); stored, but without facts" in notice.message


def building(tmp_path, installed, seconds):
    """A build whose articles hang inside a regular expression, and its reading processes."""
    source = folder(tmp_path, *["hang"] * 30)
    process = subprocess.Popen(
        [Path(sys.executable).with_name("kg"), "build", source, "--data", tmp_path / "data"],
        env=os.environ | {
            "PYTHONPATH": str(installed), "CIVIGRAPH_READER": "obedient", "CIVIGRAPH_READING_PROCESSES": "2",
            "CIVIGRAPH_READING_SECONDS": str(seconds),
        },
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        readers = [c for c in psutil.Process(process.pid).children() if "kg.reading_process" in c.cmdline()]
        if len(readers) == 2 and all(sum(r.cpu_times()[:2]) > 1 for r in readers):
            return process, readers
        time.sleep(0.05)
    process.kill()
    raise AssertionError("no reading process began to read")


def test_an_interrupted_build_ends_at_once_with_all_its_processes(tmp_path, installed):
    process, readers = building(tmp_path, installed, seconds=60)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "interrupted; what was published before is untouched" in said
    assert not [r for r in readers if r.is_running()]


def test_a_killed_build_leaves_no_process_behind(tmp_path, installed):
    process, readers = building(tmp_path, installed, seconds=60)
    process.kill()
    process.communicate(timeout=10)
    _, alive = psutil.wait_procs(readers, timeout=5)
    assert not alive
