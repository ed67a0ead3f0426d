"""A published generation: where its parts lie, and what it says of itself."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, Where
from kg.manifest import Manifest


@dataclass(frozen=True)
class Generation:
    """A published generation; nothing in its folder ever changes."""

    path: Path
    manifest: Manifest

    @property
    def store(self) -> Path:
        """Folder of the store; open it with ``pyoxigraph.Store.read_only``."""
        return self.path / "store"

    @property
    def search(self) -> Path:
        """Folder of the search index."""
        return self.path / "search"

    @property
    def quarantine(self) -> Path:
        """N-Quads that were set aside by the gate."""
        return self.path / "quarantine.nq"

    def open(self) -> ox.Store:
        """The store, read-only.

        Raises:
            StoreError: the store's files are damaged.
        """
        try:
            return ox.Store.read_only(str(self.store))
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"cannot be opened: {error}", where=Where(str(self.store)), hint="go back with: kg rollback ID"
            ) from error
