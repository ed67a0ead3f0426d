"""Speed of reading: ``python tests/benchmarks/reading.py [--articles 200] [--processes 2] [--source FOLDER]``.

Prints articles per second on one process and on several, and where the time of one goes, stage by stage. Without
``--source`` it reads the five seeds over and over.
"""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does; before numpy is imported

from kg.facts import Article
from kg.pool import Pool
from kg.reading import reader as stages
from kg.settings import Settings
from kg.sources.reading import read_one

#: Articles that each process reads before the clock starts.
WARM = 10
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STAGES = (
    "describe", "prepare", "find_names", "read_posts", "resolve", "find_dates", "read_statistics", "read_events",
    "read_relations", "check",
)  # fmt: skip


def articles(folder: Path, count: int) -> list[Article]:
    """``count`` articles of ``folder``, over and over if it has fewer."""
    found = [read_one(path, Settings())[0] for path in sorted(folder.glob("*.txt"))]
    return [found[i % len(found)] for i in range(count)]


def read(batch: list[Article]) -> tuple[int, float, float]:
    """Reads ``batch``; facts found, seconds taken and seconds of CPU, the loading of the model left out."""
    reader = stages.BuiltinReader()
    reader.read(batch[0])
    begun, used = time.perf_counter(), time.process_time()
    readings = [reader.read(article) for article in batch]
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    return sum(len(r.posts) + len(r.events) + len(r.relations) + len(r.statistics) for r in readings), seconds, cpu


def on_several(batch: list[Article], processes: int) -> float:
    """Articles per second of the build's own pool, the start of its processes left out."""
    with Pool(Settings(), processes, "builtin/1") as pool:
        answers = pool.read([*batch[: processes * WARM], *batch])
        for _ in range(processes * WARM):
            next(answers)
        begun = time.perf_counter()
        read = sum(1 for _ in answers)
        return read / (time.perf_counter() - begun)


def by_stage(batch: list[Article]) -> dict[str, float]:
    """CPU milliseconds of an article in each stage."""
    spent: Counter[str] = Counter()

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            begun = time.process_time()
            result = stage(*args)
            spent[name] += time.process_time() - begun
            return result

        return run

    original = {name: getattr(stages, name) for name in STAGES if hasattr(stages, name)}
    for name, stage in original.items():
        setattr(stages, name, timed(name, stage))
    try:
        read(batch)
    finally:
        for name, stage in original.items():
            setattr(stages, name, stage)
    return {name: round(1000 * spent[name] / (len(batch) + 1), 2) for name in original}


def main() -> None:
    """Runs the benchmark and prints its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--source", type=Path, default=SEEDS)
    arguments = parser.parse_args()
    batch = articles(arguments.source, arguments.articles)
    facts, seconds, cpu = read(batch)
    figures = {
        "articles": len(batch),
        "words per article": round(sum(len(a.body.split()) for a in batch) / len(batch)),
        "facts per article": round(facts / len(batch), 1),
        "CPU ms per article": round(1000 * cpu / len(batch), 1),
        "articles/s, 1 process": round(len(batch) / seconds, 1),
        f"articles/s, {arguments.processes} processes": round(on_several(batch, arguments.processes), 1),
        "CPU ms per article by stage": by_stage(batch),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
