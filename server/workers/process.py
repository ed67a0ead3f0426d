"""The server process's side of one query worker: starts it, talks to it without blocking, kills it."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from kg.federation import Fetched
from server.workers.frames import HEADER, JOB, READY, REPLY, Job, frame

#: Bytes of an answer that wait for the client before the worker is no longer listened to.
HIGH_WATER: Final = 1 << 20
_START_SECONDS: Final = 60.0
_encode: Final = msgspec.json.Encoder().encode  # a tenth of the standard library's time


class WorkerGone(Exception):  # noqa: N818 - named for what happened
    """The worker's process ended; ``status`` is its exit status, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the query worker ended with status {status}")
        self.status = status


class Worker(asyncio.Protocol):
    """One worker process. Not safe to use from another thread than its loop's."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        """Of our end of the socket pair, as long as the transport is open."""
        self.confined = False
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._waiting = 0
        self._paused = False
        self.lost = False
        self.began = 0.0
        """When its query began, on the loop's clock; the crew's."""
        self.young = False
        """Whether that was only just; the crew's."""
        self.sending = False
        """Whether it is in the slow lane because of a long answer; the crew's."""
        self.lowered = False
        """Whether its priority is a low one."""
        self.on_lost: Callable[[Worker], None] | None = None
        """Called once when the process has ended by itself, or was ended by somebody else."""
        self._waiter: asyncio.Future[None] | None = None

    @classmethod
    async def start(cls, store: Path | str, memory: int) -> "Worker":
        """A worker that has opened ``store`` and waits for its first query.

        Raises:
            WorkerGone: it ended before it was ready.
            TimeoutError: it was not ready within a minute.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        command = [sys.executable, "-m", "server.workers.worker", "--socket", str(theirs.fileno())]
        command += ["--store", str(store), "--memory", str(memory)]
        starting = _Starting(command, theirs)
        try:
            process = await loop.run_in_executor(None, starting.run)
            worker = cls(process, ours.fileno())
            await loop.connect_accepted_socket(lambda: worker, ours)
        except BaseException:
            starting.give_up()
            ours.close()
            raise
        try:
            kind, payload = await worker.receive(_START_SECONDS)
        except BaseException:
            worker.kill()
            raise
        if kind != READY:
            raise WorkerGone(0)
        worker.confined = msgspec.json.decode(payload)["confined"]
        return worker

    def send(self, job: Job) -> None:
        """Give it a job."""
        self._write(frame(JOB, _encode(job)))

    def reply(self, fetched: Fetched) -> None:
        """Give it what it has called for."""
        self._write(frame(REPLY, _encode(fetched)))

    def _write(self, data: bytes) -> None:
        """Hand bytes over at once where there is room: the loop would do it a turn later."""
        if self._transport is None or self.lost:
            return
        sent = 0
        if not self._transport.get_write_buffer_size():
            with contextlib.suppress(OSError):
                sent = os.write(self._descriptor, data)
        if sent < len(data):
            self._transport.write(data[sent:])

    async def receive(self, seconds: float) -> tuple[bytes, bytes]:
        """The next message: type and payload.

        Raises:
            TimeoutError: none came within ``seconds``.
            WorkerGone: the process has ended.
        """
        if not self._frames:
            await self._arrival(seconds)
        return self.take()

    @property
    def ready(self) -> bool:
        """Whether a message is there already."""
        return bool(self._frames)

    def take(self) -> tuple[bytes, bytes]:
        """The next message, which must be ``ready``."""
        kind, payload = self._frames.popleft()
        self._waiting -= len(payload)
        if self._paused and self._waiting < HIGH_WATER // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return kind, payload

    async def _arrival(self, seconds: float) -> None:
        if self.lost:
            raise WorkerGone(await self._status())
        loop = asyncio.get_running_loop()
        self._waiter = waiter = loop.create_future()
        alarm = loop.call_later(seconds, expire, waiter)
        try:
            await waiter
        finally:
            alarm.cancel()
            self._waiter = None
        if not self._frames:
            raise WorkerGone(await self._status())

    async def _status(self) -> int:
        """Exit status; the socket closes a moment before the process can be waited for."""
        return await asyncio.get_running_loop().run_in_executor(None, self.process.wait)

    def kill(self) -> None:
        """End the process, whatever it does; returns at once."""
        self.on_lost = None
        self.lost = True
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()
        with contextlib.suppress(RuntimeError):  # no loop any more: the interpreter is going down
            asyncio.get_running_loop().run_in_executor(None, self.process.wait)

    def lower_priority(self) -> None:
        """Let queries that have just begun have the processor first; there is no way back."""
        self.lowered = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 10)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's: the socket pair is ready."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is of no class of asyncio's

    def data_received(self, data: bytes) -> None:
        """Asyncio's: take messages out of the stream."""
        begun = self._buffer
        received: bytes | bytearray = begun
        if begun:
            begun += data
        else:
            received = data  # mostly it holds whole messages, and nothing need be copied twice
        at, size = 0, len(received)
        while size - at >= HEADER.size:
            kind, length = HEADER.unpack_from(received, at)
            end = at + HEADER.size + length
            if size < end:
                break
            self._frames.append((kind, bytes(received[at + HEADER.size : end])))
            self._waiting += length
            at = end
        if received is begun:
            del begun[:at]
        else:
            begun += received[at:]
        if at:
            self._wake()
        if self._waiting > HIGH_WATER and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's: the process has ended, or was killed."""
        self.lost = True
        self._wake()
        if self.on_lost is not None:
            self.on_lost(self)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class _Starting:
    """A process that is started in another thread, and that nobody may want any more by the time it is there."""

    def __init__(self, command: list[str], theirs: socket.socket) -> None:
        self._command = command
        self._theirs = theirs
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = False
        self._unwanted = False

    def run(self) -> "subprocess.Popen[bytes]":
        """Start it; the socket is its own from now on."""
        self._begun = True
        with self._theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                self._command,
                pass_fds=(self._theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is for the server, which ends its workers itself
                env=os.environ | {"RUST_BACKTRACE": "0"},  # a worker that runs out of memory says so in one line
            )
        if self._unwanted:
            self.give_up()
        return self._process

    def give_up(self) -> None:
        """End it, now or as soon as it is there."""
        self._unwanted = True
        if not self._begun:
            self._theirs.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def expire(waiter: "asyncio.Future[Any]") -> None:
    """Let whoever waits have a TimeoutError."""
    if not waiter.done():
        waiter.set_exception(TimeoutError())
