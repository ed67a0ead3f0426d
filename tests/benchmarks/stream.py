"""Builds of a stream of made-up news: ``python -m tests.benchmarks.stream [ARTICLES ...] [--folder FOLDER]``.

For each number of articles (by default 1,000 and 10,000) it builds them with the real command in processes of their
own and prints the rate of the whole path and of each stage, the peak memory of all processes, and the size on disk;
then it builds again with nothing changed, with one article changed, with one withdrawn and after a night (one article
in a hundred is changed or new, copies among them). At the end it says which of
the goals are met: 25 articles a second, memory flat, nothing changed under 2 s, one changed article under 3 s, and the
same rate within 20 % however many articles. The exit code is 1 if one is missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks import news

#: Articles a second; seconds of a build without changes, and with one changed article.
RATE, NOTHING, ONE = 25.0, 2.0, 3.0
#: How much more memory the largest number of articles may take than the smallest, and how much slower it may be.
FLAT, EVEN = 1.2, 0.8

RUN = """
import json, resource, sys, time
from pathlib import Path
begun = time.monotonic()
from kg.pipeline import build
from kg.settings import Settings
stages = []
def spent():
    own, ended = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
def progress(stage, done, total):
    if not stages or stages[-1][0] != stage:
        stages.append([stage, time.monotonic(), spent()])
outcome = build([sys.argv[1]], Settings(data=Path(sys.argv[2])), progress=progress)
stages.append(["", time.monotonic(), spent()])
taken = [[a[0], round(b[1] - a[1], 2), round(b[2] - a[2], 2)] for a, b in zip(stages, stages[1:])]
print(json.dumps([time.monotonic() - begun, taken, dict(outcome.generation.manifest.counts)]))
"""


@dataclass
class Run:
    """One build."""

    seconds: float
    """From the start of the process to its end."""
    stages: list[tuple[str, float, float]]
    """Each with its seconds, and those on processors of all processes that had ended with it."""
    counts: dict[str, int]
    peak: float
    """Largest sum of the memory of all its processes (proportional set size), in MiB."""


def build(source: Path, data: Path) -> Run:
    """Builds in a process of its own and watches it."""
    begun = time.monotonic()
    # Compiled modules are kept, as they are where the program is installed, whatever this shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(data.parent / "compiled")
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, source, data], stdout=subprocess.PIPE, text=True, env=environment
    )
    peak = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(1):  # to add up the memory takes some milliseconds itself
            with suppress(psutil.Error):
                main = psutil.Process(process.pid)
                peak = max(peak, sum(map(_memory, [main, *main.children(recursive=True)])))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"the build of {source} failed")
    _, stages, counts = json.loads(said.splitlines()[-1])
    return Run(time.monotonic() - begun, [tuple(stage) for stage in stages], counts, peak)


def _memory(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except psutil.Error:
        return 0.0


def size(folder: Path) -> float:
    """Size of a folder in MiB, what is shared on disk once."""
    files = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(files.values()) / 2**20


def measure(number: int, place: Path) -> tuple[Run, Run, Run, Run]:
    """Builds ``number`` articles, and again: unchanged, with one changed, with one withdrawn."""
    source, data = place / "made", place / "data"
    news.write(number, source)
    whole = build(source, data)
    print(
        f"{number:,} articles in {whole.seconds:.1f} s: {number / whole.seconds:.1f} a second, "
        f"peak {whole.peak:.0f} MiB, {size(data):.0f} MiB on disk, {whole.counts['triples']:,} triples", flush=True
    )  # fmt: skip
    for name, seconds, cpu in whole.stages:
        each, spent = (1000 * value / number for value in (seconds, cpu))
        print(f"  {name}: {seconds:.1f} s, {each:.1f} ms an article, {spent:.1f} ms of processors")
    spent = 1000 * sum(cpu for _, _, cpu in whole.stages) / number
    print(f"  all: {spent:.1f} ms of processors an article", flush=True)
    again = build(source, data)
    file = news.path(source, number // 2)
    file.write_text(news.article(number + 1), encoding="utf-8")
    changed = build(source, data)
    file.unlink()
    withdrawn = build(source, data)
    for later in range(number, number + max(1, number // 100)):
        place = later if later % 2 else later * 7919 % number  # half of them are new, the others change earlier ones
        news.path(source, place).parent.mkdir(exist_ok=True)
        news.path(source, place).write_text(news.text(later), encoding="utf-8")
    night = build(source, data)
    for name, run in (
        ("nothing", again), ("one article", changed), ("one article less", withdrawn), ("one in a hundred", night)
    ):  # fmt: skip
        told = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds, _ in run.stages)
        print(f"  {name} changed: {run.seconds:.2f} s ({told})", flush=True)
    return whole, again, changed, withdrawn


def main() -> None:
    """Measures, and says what is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    chosen = parser.parse_args()
    found = {}
    for number in chosen.articles:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as place:
            found[number] = measure(number, Path(place))
    missed = []
    for number, (whole, again, changed, withdrawn) in found.items():
        for name, good in (
            (f"{number / whole.seconds:.1f} articles a second", whole.seconds * RATE <= number),
            (f"{again.seconds:.2f} s with nothing changed", again.seconds < NOTHING),
            (f"{changed.seconds:.2f} s with one changed", changed.seconds < ONE),
            (f"{withdrawn.seconds:.2f} s with one withdrawn", withdrawn.seconds < ONE),
        ):
            missed += [] if good else [f"{number:,} articles: {name}"]
    least, most = found[min(found)][0], found[max(found)][0]
    if most.peak > FLAT * least.peak:
        missed.append(f"memory grows from {least.peak:.0f} to {most.peak:.0f} MiB")
    if max(found) / most.seconds < EVEN * min(found) / least.seconds:
        missed.append("the rate falls by more than a fifth")
    print("\n".join(["missed:", *missed]) if missed else "all goals are met")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
