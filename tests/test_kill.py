"""A build that is killed (SIGKILL) at any moment: what is served stays whole, and the next build cleans up."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from kg.generations import DataFolder
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


def build(source: Path, data: Path) -> "subprocess.Popen[bytes]":
    command = [Path(sys.executable).with_name("kg"), "build", source, "--data", data]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def test_ten_kills_at_random_moments(tmp_path):
    source, data, stop = tmp_path / "articles", tmp_path / "data", tmp_path / "stop"
    source.mkdir()
    text = next((ROOT / "seeds").glob("000*")).read_text(encoding="utf-8")
    (source / "a.txt").write_text(text, encoding="utf-8")
    begun = time.monotonic()
    assert build(source, data).wait() == 0
    seconds = time.monotonic() - begun
    folder = DataFolder(data)
    first = folder.current()
    reader = subprocess.Popen([sys.executable, "-c", READER, data, stop], stdout=subprocess.PIPE, text=True, cwd=ROOT)

    moments = random.Random(20261122)  # noqa: S311 - a repeatable choice, no secret
    killed = 0
    for number in range(10):
        # Each build has something new to publish; the writing is in the last part of it.
        (source / "a.txt").write_text(f"{text}\nNumber {number}.\n", encoding="utf-8")
        process = build(source, data)
        time.sleep(moments.uniform(0.3, 1.1) * seconds)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        served = folder.current()
        assert served.open().query("ASK { ?article a cg:Article }", prefixes=PREFIXES)
        assert first.manifest.id <= served.manifest.id

    assert build(source, data).wait() == 0
    stop.touch()
    assert int(reader.communicate(timeout=30)[0]) > 0
    assert reader.returncode == 0
    assert killed >= 5
    assert folder.current().manifest.id > first.manifest.id
    assert sorted(path.name for path in data.iterdir()) == ["current", "generations", "lock"]
    assert all((g.path / "store").is_dir() for g in folder.list())
