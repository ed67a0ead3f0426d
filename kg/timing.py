"""A limit on the time of what runs in the main thread, regular expressions included."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How many times as much as its processor time something may take by the clock: a busy machine is slow, nobody waits
#: for ever.
BY_THE_CLOCK = 10
#: Signals that come when the time is over.
OVER = (signal.SIGPROF, signal.SIGALRM)


class Overdue(BaseException):
    """Something took longer than it may; no Exception, so that no library on the way catches it."""


def limit(seconds: float) -> None:
    """Has one of ``OVER`` come after ``seconds`` of processor time, or ten times as long by the clock; 0: never."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * BY_THE_CLOCK)


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

    before = [(over, signal.signal(over, late)) for over in OVER]
    try:
        limit(seconds)
        yield
    finally:
        limit(0)
        for over, handler in before:
            signal.signal(over, handler)
