"""What is done about a draft's store while the build goes on: by another process, where there is much to do."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.disk import remove
from kg.errors import StoreError
from kg.processes import end, ending, start
from kg.sealing_process import Answer, Count, Prove, Task

#: Triples from which on it is worth while to start another process.
ANOTHER = 200_000


class Aside:
    """Tasks of a draft, done in their order; ``scratch`` is where the copies of its store go."""

    def __init__(self, scratch: Path, *, alone: bool) -> None:
        """``alone``: this process does all of it."""
        self._scratch = scratch
        self._alone = alone
        self._beside: Beside | None = None
        self._copies: list[Path] = []
        self._thread = ThreadPoolExecutor(1)
        self._asking: Future[None] | None = None

    def prove(self, store: ox.Store, triples: int, base: str, claims: Path, search: Path) -> None:
        """Has the index of evidence made of ``store``, which holds ``triples`` triples; see :class:`Prove`."""
        self._do(store, triples, Prove(str(self._scratch / "proving"), base, str(claims), str(search)))

    def count(self, store: ox.Store, triples: int, base: str, search: Path | None) -> bytes | None:
        """Has ``store`` counted and the tables made; the packed counts, or None if they are to be waited for."""
        return self._do(store, triples, Count(str(self._scratch / "counting"), triples, base, str(search or "")))

    def _do(self, store: ox.Store, triples: int, task: Task) -> bytes | None:
        if self._beside is None and (triples < ANOTHER or self._alone):
            return task.done(store)
        self.settle()
        self._beside = self._beside or Beside()
        self._copies.append(Path(task.store))
        self._asking = self._thread.submit(_ask, self._beside, task, store)
        return None

    def settle(self) -> None:
        """Until what was asked for has its copy of the store, in which nothing is that is written from now on.

        To copy one that was just filled takes long: the engine first puts in order what waits for it.
        """
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.result()

    def wait(self) -> bytes:
        """What the last task gave that is not done yet, when all are."""
        found = b""
        self.settle()
        while self._copies and self._beside:
            found = self._beside.answer()
            remove(self._copies.pop(0))
        return found

    def close(self) -> None:
        """Ends what is being done."""
        self._thread.shutdown(wait=True)
        if self._beside is not None:
            self._beside.close()


def _ask(beside: "Beside", task: Task, store: ox.Store) -> None:
    store.backup(task.store)
    beside.ask(task)


class Beside:
    """Another process, from the first task on until it is closed."""

    def __init__(self) -> None:
        self._popen, self._connection = start("kg.sealing_process")

    def ask(self, task: Task) -> None:
        """Gives it a task to do when those before are done."""
        with suppress(OSError):  # it has ended, which is noticed when it is listened to
            self._connection.send_bytes(msgspec.msgpack.encode(task))

    def answer(self) -> bytes:
        """What the next task gave, when it is done.

        Raises:
            StoreError: it failed, or the process ended.
        """
        try:
            answer = msgspec.msgpack.decode(self._connection.recv_bytes(), type=Answer)
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self._popen.kill()
            raise StoreError(
                f"a process that counts and indexes what was built ended ({ending(self._popen.wait())})",
                hint="its own message stands above; reading_processes = 1 does without further processes",
            ) from error
        if answer.failure:
            raise StoreError(answer.failure)
        return answer.found

    def close(self) -> None:
        """Ends it, whatever it is doing."""
        end(self._popen, self._connection)
