"""Quads on their way into a store, while other things go on."""

from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph as ox


class Loading:
    """Loads lines into a store in a thread of its own: its engine needs Python for nothing."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None

    def begin(self, store: ox.Store, lines: bytes) -> None:
        """Loads N-Quads, once what was begun before is in."""
        self.wait()
        self._begun = self._thread.submit(store.bulk_load, lines, format=ox.RdfFormat.N_QUADS, lenient=True)

    def wait(self) -> None:
        """Until all is in; raises what went wrong."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.result()

    def close(self) -> None:
        """Nothing is loaded any more, whatever becomes of what is being loaded."""
        self._thread.shutdown(wait=True)
