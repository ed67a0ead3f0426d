"""``python -m server.dumping FOLDER FORMAT GRAPH BASE``: write a part of a generation's store to standard output."""

import sys
from pathlib import Path

import pyoxigraph as ox

from kg.dump import FORMATS, write
from kg.terms import Iris


def main(folder: str, form: str, graph: str, base: str) -> None:
    """Write it; see :func:`kg.dump.write`."""
    write(ox.Store.read_only(str(Path(folder) / "store")), sys.stdout.buffer, FORMATS[form], graph, Iris(base))


if __name__ == "__main__":
    main(*sys.argv[1:])
