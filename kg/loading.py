"""Quads on their way into a store, while other things go on."""

from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph as ox

from kg.memory import release


class Loading:
    """Loads lines into a store in a thread of its own: its engine needs Python for nothing."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None

    def begin(self, store: ox.Store, lines: bytes) -> None:
        """Loads N-Quads, once what was begun before is in."""
        self.wait()
        self._begun = self._thread.submit(_load, store, lines)

    def wait(self) -> None:
        """Until all is in; raises what went wrong."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.result()

    def close(self) -> None:
        """Nothing is loaded any more, whatever becomes of what is being loaded."""
        self._thread.shutdown(wait=True)


def _load(store: ox.Store, lines: bytes) -> None:
    store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
    release()  # one load takes hundreds of megabytes, in threads that end with it
