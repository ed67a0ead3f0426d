"""Builds that come back: what is unchanged costs nothing, what was read before an end is not read again."""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kg import dump, pipeline
from kg.facts import Article, Reading
from kg.generations import DataFolder, Generation
from kg.pipeline import build
from kg.reading.reader import BuiltinReader
from kg.settings import Settings
from kg.terms import Iris
from tests.benchmarks.articles import write


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Some made-up articles, in a folder that the test may change."""
    write(6, tmp_path / "in")
    return tmp_path / "in"


def run(sources: Path, data: Path, **options: object) -> pipeline.Outcome:
    return build([sources], Settings(data=data), **options)


def quads(generation: Generation) -> set[str]:
    return {str(quad) for quad in generation.open()}


def fresh(sources: Path, folder: Path) -> set[str]:
    """What a build of ``sources`` gives that knows of no other."""
    return quads(run(sources, folder).generation)


def test_a_second_build_of_the_same_leaves_the_generation_as_it_is(sources, tmp_path):
    first = run(sources, tmp_path / "data")
    assert (first.kept, first.unchanged) == (0, False)
    second = run(sources, tmp_path / "data")
    assert second.unchanged
    assert second.generation.manifest.id == first.generation.manifest.id
    assert second.seconds < 1.0


def test_only_what_has_changed_is_read_again(sources, tmp_path):
    run(sources, tmp_path / "data")
    changed = next(sources.rglob("*3.txt"))
    changed.write_text(changed.read_text().replace("mayor of", "vice mayor of"))
    next(sources.rglob("*5.txt")).unlink()
    shutil.copy(changed, changed.with_name("another.txt"))
    second = run(sources, tmp_path / "data")
    assert (second.kept, second.generation.manifest.counts["articles"]) == (4, 6)
    assert quads(second.generation) == fresh(sources, tmp_path / "fresh")


def test_going_back_to_earlier_articles_reads_none(sources, tmp_path):
    run(sources, tmp_path / "data")
    first = next(sources.rglob("*0.txt"))
    text = first.read_text()
    first.unlink()
    run(sources, tmp_path / "data")
    first.write_text(text)
    third = run(sources, tmp_path / "data")
    assert third.kept == 6
    assert quads(third.generation) == fresh(sources, tmp_path / "fresh")


def test_anew_reads_everything(sources, tmp_path):
    first = run(sources, tmp_path / "data")
    again = run(sources, tmp_path / "data", anew=True)
    assert (again.kept, again.unchanged) == (0, False)
    assert again.generation.manifest.version == first.generation.manifest.version


def test_settings_that_matter_build_again(sources, tmp_path):
    run(sources, tmp_path / "data")
    other = build([sources], Settings(data=tmp_path / "data", base="https://graph.example/"))
    assert not other.unchanged
    assert other.generation.manifest.base == "https://graph.example/"


@pytest.mark.parametrize("damage", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_memory_is_made_anew(sources, tmp_path, damage):
    first = run(sources, tmp_path / "data")
    (tmp_path / "data" / "readings.sqlite").write_bytes(damage)
    next(sources.rglob("*5.txt")).unlink()
    second = run(sources, tmp_path / "data")
    assert second.kept == 0
    assert second.generation.manifest.counts["articles"] == 5
    assert first.generation.manifest.id != second.generation.manifest.id


def test_an_article_on_which_the_reader_failed_is_tried_again(sources, tmp_path, monkeypatch):
    honest = BuiltinReader.read

    def failing(self: BuiltinReader, article: Article) -> Reading:
        if article.id.endswith("2"):
            raise RuntimeError("not today")
        return honest(self, article)

    monkeypatch.setattr(BuiltinReader, "read", failing)
    first = run(sources, tmp_path / "data")
    assert any("not today" in str(notice) for notice in first.notices)
    monkeypatch.setattr(BuiltinReader, "read", honest)
    second = run(sources, tmp_path / "data")
    assert (second.kept, second.unchanged) == (5, False)
    assert quads(second.generation) == fresh(sources, tmp_path / "fresh")


def rows(path: Path) -> int:
    """How many articles and readings are safely kept."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT COUNT(*) FROM kept").fetchone()[0])
    except sqlite3.Error:  # it is not there yet
        return 0


def test_a_build_that_was_killed_goes_on_where_it_stopped(tmp_path, kg):
    write(60, tmp_path / "in")
    command = [Path(sys.executable).with_name("kg"), "build", tmp_path / "in", "--data", tmp_path / "data"]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 120
    while rows(tmp_path / "data" / "readings.sqlite") < 60 + 20 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = kg("build", tmp_path / "in", "--data", tmp_path / "data")
    read_before = re.search(r"\((\d+) of them read before\)", done.stdout)
    assert read_before
    assert int(read_before[1]) > 5
    assert quads(DataFolder(tmp_path / "data").current()) == fresh(tmp_path / "in", tmp_path / "fresh")


def test_the_command_says_that_nothing_has_changed(sources, tmp_path, kg):
    kg("build", sources, "--data", tmp_path / "data")
    assert "nothing has changed since generation 000001-" in kg("build", sources, "--data", tmp_path / "data").stdout


def test_a_dump_of_what_was_kept_is_the_same_to_the_byte(sources, tmp_path):
    run(sources, tmp_path / "data")
    next(sources.rglob("*1.txt")).unlink()
    one, other = tmp_path / "one.nq", tmp_path / "other.nq"
    for outcome, path in ((run(sources, tmp_path / "data"), one), (run(sources, tmp_path / "fresh"), other)):
        with path.open("wb") as file:
            dump.write(outcome.generation.open(), file, dump.FORMATS["nq"], "all", Iris(Settings().base))
    assert one.read_bytes() == other.read_bytes()
