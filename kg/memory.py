"""Memory that a stage of a build does not need any more, given back to the system before the next one begins.

What Python and the engines free stays with the process: the C library keeps it for what may be asked for next. A build
works with processes beside it, which then need it more.
"""

import ctypes
import sys


def release() -> None:
    """Gives back what is free; takes some milliseconds. Where the C library has no call for it nothing is done."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)  # glibc
