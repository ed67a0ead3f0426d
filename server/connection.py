"""Breaks a client's connection off, so that an unfinished chunked body is seen as one.

Granian ends a stream politely whatever happens in the application. The socket is found among the process's own by the
address of its peer, which names one connection.
"""

import contextlib
import os
import socket
import stat
import struct


def break_off(client: str) -> bool:
    """Reset the connection from ``client`` ("address:port"); False if this process has none."""
    host, _, port = client.rpartition(":")
    wanted = (host.strip("[]"), int(port) if port.isdigit() else -1)
    for name in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):
        with contextlib.suppress(OSError, ValueError):
            if _peer(int(name)) == wanted:
                _reset(int(name))
                return True
    return False


def _peer(descriptor: int) -> tuple[str, int] | None:
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        return None
    with _duplicate(descriptor) as duplicate:
        if duplicate.family not in (socket.AF_INET, socket.AF_INET6):
            return None
        host, port = duplicate.getpeername()[:2]
        return host.removeprefix("::ffff:"), port


def _duplicate(descriptor: int) -> socket.socket:
    """A socket object that may be closed without closing the connection."""
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def _reset(descriptor: int) -> None:
    with _duplicate(descriptor) as duplicate:
        # No lingering: bytes that wait are dropped and the peer gets a reset. What it has must not pass for all.
        duplicate.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        duplicate.shutdown(socket.SHUT_RDWR)
