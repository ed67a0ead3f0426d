"""A task of a build in another process, while the build goes on with something else."""

from contextlib import suppress

import msgspec

from kg.errors import StoreError
from kg.processes import end, ending, start
from kg.tasks import Answer, Task


class Beside:
    """Another process, for one task: what a store and the indexes once took goes with it."""

    def __init__(self) -> None:
        self._popen, self._connection = start("kg.tasks")

    def ask(self, task: Task) -> None:
        """Gives it its task."""
        with suppress(OSError):  # it has ended, which is noticed when it is listened to
            self._connection.send_bytes(msgspec.msgpack.encode(task))

    def answer(self) -> bytes:
        """What the task gives, when it is done.

        Raises:
            StoreError: it failed, or the process ended.
        """
        try:
            answer = msgspec.msgpack.decode(self._connection.recv_bytes(), type=Answer)
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self.give_up()
            raise StoreError(
                f"a process that works for the build ended ({ending(self._popen.wait())})",
                hint="its own message stands above; reading_processes = 1 does without further processes",
            ) from error
        if answer.failure:
            raise StoreError(answer.failure)
        return answer.found

    def give_up(self) -> None:
        """Ends it, whatever it is doing: what is asked fails."""
        self._popen.kill()

    def close(self) -> None:
        """Ends it, and lets go of it."""
        end(self._popen, self._connection)
