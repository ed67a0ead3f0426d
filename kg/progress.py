"""How far a long work has come, for who waits for it."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a long work has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """``done`` of ``total`` articles (None: not known yet) have passed ``stage``."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Tells nobody."""
