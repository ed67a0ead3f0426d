"""Which generation each server process of one service serves, so that a writer's next request sees what it wrote.

Each process keeps a small file in the folder that ``kg serve`` makes for its processes; without that folder (another
WSGI server, a test) there is nobody to wait for.
"""

import os
from pathlib import Path

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def tell(id: str) -> None:
    """This process serves generation ``id`` from now on."""
    if folder := os.environ.get(_FOLDER):
        partial = Path(folder) / f"serving-{os.getpid()}.new"
        partial.write_text(id)
        partial.replace(partial.with_suffix(""))


def behind(id: str) -> bool:
    """Whether a living process still serves an older generation than ``id``."""
    folder = os.environ.get(_FOLDER)
    if not folder:
        return False
    return any(_older(path, id) for path in Path(folder).glob("serving-*") if not path.suffix)


def _older(path: Path, id: str) -> bool:
    try:
        os.kill(int(path.name.partition("-")[2]), 0)
        return path.read_text() < id
    except ProcessLookupError:
        path.unlink(missing_ok=True)
        return False
    except OSError:
        return False
