"""Every bad input that the command must take in its stride: its message, its exit code, and what is kept."""

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.generations import DataFolder
from kg.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SEED = next((ROOT / "seeds").glob("000*"))
KG = Path(sys.executable).with_name("kg")


def kg(*args: object, **options: object) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, for what only a process can suffer."""
    return subprocess.run([KG, *map(str, args)], capture_output=True, text=True, timeout=300, **options)


def run(*args: object) -> "subprocess.CompletedProcess[str]":
    """The command in this process, which has loaded the language model already."""
    done = CliRunner().invoke(main, [str(arg) for arg in args])
    return subprocess.CompletedProcess(args, done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one published article; copied by the tests that change it."""
    data = tmp_path_factory.mktemp("served") / "data"
    assert run("build", SEED, "--data", data).returncode == 0
    return data


@pytest.fixture
def data(served: Path, tmp_path: Path) -> Path:
    shutil.copytree(served, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def intact(data: Path, served: Path) -> bool:
    """Whether what is served is still what was served before, and can be asked."""
    now, before = DataFolder(data).current(), DataFolder(served).current()
    return now.manifest == before.manifest and bool(now.open().query("ASK { ?s ?p ?o }"))


def test_one_folder_with_everything_that_can_be_wrong(tmp_path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    text = SEED.read_bytes()
    (folder / "1-good.txt").write_bytes(text)
    (folder / "2-empty.txt").write_bytes(b"")
    (folder / "3-binary.txt").write_bytes(b"\x7fELF\0\0\0\0" + text)
    (folder / "4-damaged.txt").write_bytes(text[:100] + "市".encode()[:2] + text[100:] + "市长".encode())
    (folder / "5-gb18030.txt").write_bytes(text + "\n市长到新区调研，强调产业发展。".encode("gb18030"))
    (folder / "6-no-date.txt").write_bytes(
        b"Li Yuan, mayor of Weihai, visited the Harbor Plant and met its managers.\n"
    )
    (folder / "deep" / "1-good.txt").write_bytes(text)
    with (folder / "7-large.txt").open("wb") as file:
        file.truncate(50_000_000)
    (folder / "8-notes.docx").write_bytes(b"PK")
    done = run("build", folder, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for line in (
        "set aside: in/2-empty.txt: is empty",
        "set aside: in/3-binary.txt, byte 4: is binary, not text",
        "set aside: in/4-damaged.txt, byte 100: is UTF-8 but damaged",
        "note: in/5-gb18030.txt: is not UTF-8; read as gb18030",
        "note: in/6-no-date.txt: prints no date; its events are dated only where the text gives a full date",
        "set aside: in/7-large.txt: is too large: 50,000,000 bytes; the setting max_article_bytes allows 2,000,000",
        "set aside: in/deep/1-good.txt: has the same id as in/1-good.txt: '1-good'; the first one is kept",
        "note: in: 1 file(s) of no known kind passed over",
    ):
        assert line in done.stderr
    assert "3 articles" in done.stdout
    assert "5 sources set aside" in done.stdout
    report = run("report", "--data", tmp_path / "data").stdout
    assert "Sources set aside (5)\n  in/2-empty.txt: is empty\n" in report


def test_strict_refuses_the_release_with_4(tmp_path, data, served):
    (tmp_path / "empty.txt").write_text("")
    done = run("build", SEED, tmp_path / "empty.txt", "--data", data, "--strict")
    assert done.returncode == 4
    assert "kg: refused: 1 source(s) had to be set aside: empty.txt: is empty" in done.stderr
    assert intact(data, served)


def test_nothing_but_bad_input_ends_with_3_and_publishes_nothing(tmp_path, data, served):
    (tmp_path / "empty.txt").write_text("")
    done = run("build", tmp_path / "empty.txt", "--data", data)
    assert done.returncode == 3
    assert "nothing to build: there is no article in the sources\n  empty.txt: is empty" in done.stderr
    assert intact(data, served)


def without_privilege() -> None:
    """Root may read everything, unless the new process gets no such capability (capabilities(7), prctl(2))."""
    drop, override, search = 24, 1, 2
    for capability in (override, search):
        ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


def test_what_may_not_be_read_is_named_and_the_rest_is_built(tmp_path):
    folder = tmp_path / "in"
    (folder / "locked").mkdir(parents=True)
    shutil.copy(SEED, folder / "a.txt")
    (folder / "c.txt").write_text("out of reach")
    (folder / "c.txt").chmod(0)
    (folder / "locked").chmod(0)
    done = kg("build", folder, "--data", tmp_path / "data", preexec_fn=without_privilege)
    (folder / "locked").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "set aside: in/locked: the folder cannot be read: Permission denied" in done.stderr
    assert "set aside: in/c.txt: cannot be read: Permission denied" in done.stderr
    assert "1 article," in done.stdout


def test_a_second_build_is_refused_with_6_while_one_runs(data, served):
    with DataFolder(data).building(Settings(data=data)):
        done = run("build", ROOT / "seeds", "--data", data)
        status = run("status", "--data", data)
    assert done.returncode == 6
    assert f"another build holds this data folder (process {os.getpid()})" in done.stderr
    assert f"a build is running (process {os.getpid()})" in status.stdout
    assert intact(data, served)


def limited() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_ends_with_5_and_leaves_what_is_served(data, served):
    done = kg("build", ROOT / "seeds", "--data", data, preexec_fn=limited)
    assert done.returncode == 5
    assert "the disk is full; the generation that was served is untouched" in done.stderr
    assert "Traceback" not in done.stderr
    assert intact(data, served)
    assert run("build", SEED, "--data", data).returncode == 0


def test_a_store_of_a_newer_version_ends_with_5_and_is_left_alone(data):
    manifest = DataFolder(data).current().path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    for command in (["build", SEED], ["query", "ASK {}"], ["status"], ["generations"], ["dump"]):
        done = run(*command, "--data", data)
        assert done.returncode == 5
        assert "was written by a newer version (format 99, this one reads up to 1)" in done.stderr
        assert "use that version, or another data folder" in done.stderr
    assert json.loads(manifest.read_text())["format"] == 99


def test_a_data_folder_that_is_a_file_ends_with_an_error_for_people(tmp_path):
    (tmp_path / "file").write_text("")
    done = run("build", SEED, "--data", tmp_path / "file" / "data")
    assert done.returncode == 5
    assert "cannot be used: Not a directory" in done.stderr


def test_a_damaged_store_ends_with_an_error_for_people(data):
    generation = DataFolder(data).current()
    (generation.store / "CURRENT").write_bytes(b"nonsense")
    done = run("query", "ASK {}", "--data", data)
    assert done.returncode == 5
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
