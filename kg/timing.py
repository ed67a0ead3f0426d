"""A limit on the time of what runs in the main thread, regular expressions included."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Overdue(BaseException):
    """Something took longer than it may; no Exception, so that no library on the way catches it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Limits what stands in the block to ``seconds``; in other threads, and where there are no alarms, to nothing.

    It ends Python code and what looks for signals, as regular expressions do, not every loop of a library in C.

    Raises:
        Overdue: it took longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: object) -> None:
        raise Overdue

    before = signal.signal(signal.SIGALRM, late)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
