"""The vocabulary, shapes, reference data and example queries, as files of this package."""

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """Path of the file ``name`` in this package, e.g. ``path("civigraph.ttl")``."""
    return Path(str(files(__name__))) / name
