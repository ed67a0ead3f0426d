"""How fast sources become a generation: ``python tests/benchmarks/build.py [ARTICLES]``.

Builds the five seeds and a stream of made-up articles with the real command, each in a process of its own, and prints
wall time, CPU time, rate, peak memory and the size on disk.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from articles import write

ROOT = Path(__file__).resolve().parent.parent.parent


def measured(source: Path, data: Path) -> tuple[float, float, float, str]:
    """Wall seconds, CPU seconds, peak MiB and last line of one build."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("kg"), "build", source, "--data", data],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the build of {source} failed")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.strip()


def size(folder: Path) -> float:
    """Size of a folder in MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def main() -> None:
    """Builds and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="?", default=1000, help="made-up articles (default 1000)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "made"
        write(chosen.articles, made)
        for name, source, count in (("seeds", ROOT / "seeds", 5), ("made-up", made, chosen.articles)):
            data = Path(place) / f"data-{name}"
            wall, cpu, memory, said = measured(source, data)
            print(
                f"{name}: {count} articles in {wall:.1f} s ({cpu:.1f} s CPU), {count / wall:.1f} a second, "
                f"peak {memory:.0f} MiB, {size(data):.0f} MiB on disk\n  {said}"
            )


if __name__ == "__main__":
    main()
