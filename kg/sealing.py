"""What is done about a draft's store while the build goes on: by another process, where there is much to do."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from kg.beside import Beside
from kg.disk import remove
from kg.tasks import Count, Prove
from kg.terms import Iris

#: Triples from which on it is worth while to start another process.
ANOTHER = 200_000


class Aside:
    """Tasks of a draft, done in their order; ``scratch`` is where the copies of its store go."""

    def __init__(self, scratch: Path, *, alone: bool) -> None:
        """``alone``: this process does all of it."""
        self._scratch = scratch
        self._alone = alone
        self._thread = ThreadPoolExecutor(1)
        self._copied: Future[None] | None = None
        self._asked: list[Future[bytes]] = []
        self._beside: Beside | None = None
        self._closing = False

    def prove(self, store: ox.Store, sizes: Mapping[str, int], base: str, claims: Path, search: Path) -> None:
        """Has the index of evidence made of ``store``, whose graphs have ``sizes``; see :class:`Prove`."""
        triples, ours = sum(sizes.values()), Iris(base).graph("")
        own = [graph for graph in sizes if graph.startswith(ours)]
        task = Prove(str(self._scratch / "proving"), base, str(search), str(claims), own)
        if self._by_itself(triples):
            task.done(store)
        else:
            self._copied = self._thread.submit(store.backup, task.place)
            self._asked.append(self._thread.submit(self._ask, task))

    def count(self, store: ox.Store, triples: int, base: str, search: Path | None) -> bytes | None:
        """Has ``store`` counted and the tables made; the packed counts, or None if they are to be waited for."""
        task = Count(str(self._scratch / "counting"), base, str(search or ""), triples)
        if self._by_itself(triples):
            return task.done(store)
        store.backup(task.place)
        self._asked.append(self._thread.submit(self._ask, task))
        return None

    def _by_itself(self, triples: int) -> bool:
        return not self._asked and (triples < ANOTHER or self._alone)

    def _ask(self, task: Prove | Count) -> bytes:
        self._beside = Beside()
        try:
            self._beside.ask(task)
            return b"" if self._closing else self._beside.answer()
        finally:
            self._beside.close()
            remove(Path(task.place))

    def settle(self) -> None:
        """Until what was asked for has its copy of the store, in which nothing is that is written from now on.

        To copy one that was just filled takes long: the engine first puts in order what waits for it.
        """
        copied, self._copied = self._copied, None
        if copied is not None:
            copied.result()

    def wait(self) -> bytes:
        """What the last task gave, when all are done."""
        self.settle()
        return [asked.result() for asked in self._asked][-1]

    def close(self) -> None:
        """Ends what is being done."""
        self._closing = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._beside is not None:
            self._beside.give_up()
        self._thread.shutdown()
