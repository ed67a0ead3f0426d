"""What is named on the command line, one thing at a time: files, folders, standard input, addresses."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from kg.sources.kinds import ENDINGS, SINGLE, Kind, by_name, plain
from kg.sources.record import Notice

#: Stands for standard input.
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold articles."""

    path: Path
    name: str
    """From the named folder on, so that what is said of it does not depend on where the folder lies."""
    link: bool = True
    """Whether ``path`` may be another name of a file that has one of its own."""

    @property
    def stem(self) -> str:
        """Its name without endings: the identifier of an article that has the file for itself."""
        return printable(PurePath(plain(self.path.name)).stem)


@dataclass(frozen=True, slots=True)
class Address:
    """A page, feed or sitemap on the web."""

    url: str


@dataclass(frozen=True, slots=True)
class Input:
    """Standard input."""


#: Folders of which one stands beside the lock of a data folder.
_OWN = frozenset({"generations", "build"})


def find(sources: Iterable[Path | str]) -> Iterator[Found | Address | Input | Notice]:
    """What ``sources`` name or contain, each file once, each folder's in order of their names."""
    seen: set[str] = set()
    for source in sources:
        for found in _named(str(source)):
            if isinstance(found, Found):
                # What is found in a folder is named by its real place, unless it is a link itself.
                real = os.path.realpath(found.path) if found.link else str(found.path)
                if real in seen:
                    continue
                seen.add(real)
            yield found


def count(sources: Iterable[Path | str], form: Kind | None = None) -> int | None:
    """How many articles ``sources`` hold at most, or None where only reading them tells."""
    total = 0
    for found in find(sources):
        if isinstance(found, Found) and (form or by_name(found.name) or Kind.TEXT) in SINGLE:
            total += 1
        elif not isinstance(found, Notice):
            return None
    return total


def _named(source: str) -> Iterable[Found | Address | Input | Notice]:
    if source == STDIN:
        return [Input()]
    if source.startswith(("http://", "https://")):
        return [Address(source)]
    path = Path(source)
    return _folder(path) if path.is_dir() else [Found(path, printable(path.name))]


def _folder(root: Path) -> Iterator[Found | Notice]:
    base = root.resolve().parent
    passed_over = 0
    refused: list[OSError] = []
    for folder, folders, files in os.walk(root.resolve(), onerror=refused.append):
        if "lock" in files and not _OWN.isdisjoint(folders):
            folders.clear()  # where a build keeps the graph, not what it is made from
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        place, named, links = Path(folder), str(Path(folder).relative_to(base)), _links(folder)
        for name in sorted(name for name in files if not name.startswith(".")):
            if by_name(name) is not None:
                yield Found(place / name, printable(f"{named}/{name}"), name in links)
            else:
                passed_over += 1
    for error in refused:
        name = printable(str(Path(os.fsdecode(error.filename)).relative_to(base)))
        yield Notice(name, f"the folder cannot be read: {error.strerror}", True)
    if passed_over:
        message = f"{passed_over} file(s) of no known kind passed over (their names end in none of {' '.join(ENDINGS)})"
        yield Notice(printable(root.resolve().name), message, False)


def _links(folder: str) -> frozenset[str]:
    """Names of the symbolic links in a folder; its list tells, without a look at each file."""
    with suppress(OSError), os.scandir(folder) as entries:  # it may have gone meanwhile
        return frozenset(entry.name for entry in entries if entry.is_symlink())
    return frozenset()


def printable(name: str) -> str:
    """``name`` as text; bytes of a file name that are not UTF-8 become U+FFFD."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
