"""Lines on disk that are too many for memory: each part holds its share of them and is taken up alone."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.disk import disk_errors

#: Lines that wait in memory, of all parts together.
WAITING = 50_000


class Parts:
    """Lines by part, in a file each."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where the files are; it is made when it is needed."""
        self.folder = folder
        self._waiting: dict[str, list[bytes]] = defaultdict(list)
        self._number = 0

    def add(self, part: str, line: bytes) -> None:
        """Adds a line, which ends with a line feed, to the part of this name."""
        self._waiting[part].append(line)
        self._number += 1
        if self._number >= WAITING:
            self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        if self._waiting:
            with disk_errors(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                for name, lines in self._waiting.items():
                    with (self.folder / name).open("ab") as file:
                        file.writelines(lines)
        self._waiting.clear()
        self._number = 0

    def clear(self) -> None:
        """Forgets all lines."""
        self._waiting.clear()
        for file in self._files():
            file.unlink()

    def __iter__(self) -> Iterator[list[bytes]]:
        """The lines of each part."""
        self.flush()
        for file in self._files():
            with disk_errors(file), file.open("rb") as opened:
                lines = opened.readlines()
            yield lines

    def _files(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []
