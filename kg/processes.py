"""Processes beside a build's own: how they are started, and what they do while they serve."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue

from kg.settings import Settings

#: A numerical library with threads of its own in each process slows all of them down. The C library by default gives
#: up to eight threads for each core memory of their own, which holds on to what one of them once needed.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
#: Linux: the option of prctl(2) that names the signal which a process gets when its parent dies.
PR_SET_PDEATHSIG = 1

#: Objects that may come to be between two looks for garbage: an article makes some ten thousand, and nearly all of them
#: go by themselves when it is done.
ALLOCATIONS = 50_000


def seldom_collecting() -> None:
    """What is loaded by now stays, and the garbage collector looks through what comes after it less often."""
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 10, 10)


def count(settings: Settings) -> int:
    """How many processes work at the same time: the setting ``reading_processes``, else one for each core."""
    if settings.reading_processes:
        return settings.reading_processes
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """Starts ``python -m MODULE FD``; what is sent to the connection comes in there, and the other way round."""
    ours, theirs = Pipe()
    with theirs:
        popen = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", module, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the build only, which ends its processes
        )
    return popen, ours


def end(popen: subprocess.Popen[bytes], connection: Connection) -> int:
    """Ends a process; returns its exit code."""
    popen.kill()
    code = popen.wait()
    connection.close()
    return code


def ending(code: int) -> str:
    """An exit code in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def serve(fd: int) -> tuple[Connection, "SimpleQueue[bytes]"]:
    """In such a process: its connection, and what comes in. It ends when the other end closes or the build dies."""
    if sys.platform == "linux":  # elsewhere an endless regular expression outlives a killed build until its alarm
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    connection = Connection(fd)
    incoming: SimpleQueue[bytes] = SimpleQueue()
    # Its own thread takes in what comes, so that the build never waits for a busy process, and notices the build's end.
    threading.Thread(target=_take, args=(connection, incoming), daemon=True).start()
    return connection, incoming


def _take(connection: Connection, incoming: "SimpleQueue[bytes]") -> None:
    try:
        while True:
            incoming.put(connection.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)
