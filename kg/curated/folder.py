"""The folder of corrections, file by file."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.curated import turtle_files, yaml_files
from kg.curated.model import Document
from kg.curated.sifting import Corrections
from kg.errors import InputError, Where
from kg.sources.walk import printable
from kg.terms import Iris

#: What reads the files whose names end so; others (notes, a README) are passed over.
READERS: Final = {".yaml": yaml_files.read, ".yml": yaml_files.read, ".ttl": turtle_files.read}
#: Longest file, in bytes.
LONGEST: Final = 5_000_000


def find(folder: Path) -> Iterator[Path]:
    """The files of ``folder``, at any depth, in order of their names.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(
            "there is no such folder of corrections", where=Where(str(folder)), hint="see docs/corrections.md"
        )
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(path) / name


def load(folder: Path | None, iris: Iris) -> Corrections:
    """All corrections in ``folder``; none for no folder.

    Raises:
        InputError: a file cannot be read or says something that makes no sense; nothing is built then, since a
            withdrawal that is passed over would publish what somebody found to be wrong.
    """
    return Corrections([_document(path, folder, iris) for path in find(folder)] if folder else [], iris)


def _document(path: Path, folder: Path, iris: Iris) -> Document:
    name = printable(str(path.relative_to(folder.parent)))
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=Where(name)) from error
    if len(content) > LONGEST:
        raise InputError(f"is larger than {LONGEST:,} bytes", where=Where(name), hint="write several files")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise InputError("is not UTF-8", where=Where(name, byte=error.start), hint=hint) from error
    return parse(name, text, iris)


def parse(name: str, text: str, iris: Iris) -> Document:
    """The corrections that ``text`` holds, of the file ``name``. Raises InputError: it says what makes no sense."""
    return READERS[Path(name).suffix.lower()](name, text, iris)
