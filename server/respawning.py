"""How often server processes may die before the whole service gives up."""

import time
from typing import Final

_WINDOW: Final = 60.0
_MOST: Final = 30


class Respawned(dict[int, float]):
    """When each server process was last started again, as granian's main process keeps it.

    Granian ends the service when a process dies within seconds of its start: whoever could make one process die twice
    would take down all of them. Here only a process that can hardly be started at all has that effect: 30 deaths within
    a minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self._deaths: list[float] = []

    def get(self, key: int, default: float = 0.0, /) -> float:  # type: ignore[override]
        """Granian's question on the death of a process: when was it started again? Long ago, unless there are many."""
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < _WINDOW] + [now]
        return now if len(self._deaths) > _MOST else -_WINDOW
