"""Digests of the program's own files: of each that browsers keep, and of all that pages are made by."""

from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

from server.i18n import LANGUAGES

#: Folders of this package in which lies what pages are made by.
_FOLDERS: Final = (
    "templates", "static", "static/vendor", "queries", ".", *(f"translations/{tag}/LC_MESSAGES" for tag in LANGUAGES),
)  # fmt: skip


@lru_cache
def static(name: str) -> str:
    """Digest of a file in ``static/``, for its address."""
    return blake2b(files("server").joinpath("static", name).read_bytes(), digest_size=6).hexdigest()


@lru_cache(maxsize=1)
def release() -> str:
    """Digest of what pages are made by: another release makes other pages of the same generation."""
    digest = blake2b(digest_size=8)
    for folder in _FOLDERS:
        place = files("server").joinpath(folder)
        for entry in sorted(place.iterdir() if place.is_dir() else (), key=lambda e: e.name):
            if entry.is_file() and not entry.name.endswith(".tsv"):
                digest.update(entry.read_bytes())
    return digest.hexdigest()
