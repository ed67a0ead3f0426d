"""What granian does not do for a client's connection: break it off, and hold an answer back that it does not take.

Granian ends a stream politely whatever happens in the application, so that an unfinished body would pass for a whole
one. The socket is found among the process's own by the address of its peer, which names one connection.
"""

import asyncio
import contextlib
import os
import socket
import stat
import struct
import sys
from typing import Final

#: Bytes of an answer that may be under way to a client that does not take them.
AHEAD: Final = 8 << 20
_LOOK_AGAIN: Final = 0.01
#: Where Linux's ``struct tcp_info`` has ``tcpi_bytes_acked`` (include/uapi/linux/tcp.h).
_BYTES_ACKED: Final = 120


def break_off(client: str) -> bool:
    """Reset the connection from ``client`` ("address:port"); False if this process has none."""
    descriptor = _descriptor(client)
    if descriptor is None:
        return False
    try:
        _reset(descriptor)
    except OSError:
        return False
    return True


class Flow:
    """Keeps an answer from running ahead of a slow client: granian takes all that it is given into memory.

    Bytes that the client's machine has acknowledged are asked of the kernel (Linux: tcp(7), ``TCP_INFO``), only once an
    answer is long. Where the kernel does not say, nothing waits.
    """

    def __init__(self, client: str) -> None:
        """``client``: "address:port"."""
        self._client = client
        self._descriptor: int | None = None
        self._handed = 0
        self._begun: int | None = None
        """Bytes acknowledged when the answer turned out to be long."""

    def hand(self, size: int) -> None:
        """``size`` bytes more have been handed over."""
        self._handed += size

    async def room(self) -> None:
        """Waits until the client has taken so much that no more than twice :data:`AHEAD` is under way."""
        if self._handed <= AHEAD:
            return
        if self._begun is None:
            self._descriptor = _descriptor(self._client)
            self._begun, self._handed = self._acknowledged() or 0, 1
        while self._handed > AHEAD:
            acknowledged = self._acknowledged()
            if acknowledged is None or self._handed - (acknowledged - self._begun) <= AHEAD:
                return
            await asyncio.sleep(_LOOK_AGAIN)

    def _acknowledged(self) -> int | None:
        """Bytes that the client has acknowledged since the connection was made; ``None`` if that cannot be told."""
        if self._descriptor is None or not hasattr(socket, "TCP_INFO"):
            return None
        try:
            if _peer(self._descriptor) != _address(self._client):
                return None  # the connection has gone, which is noticed when it is written to
            with _duplicate(self._descriptor) as duplicate:
                info = duplicate.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKED + 8)
        except OSError:
            return None
        return int.from_bytes(info[_BYTES_ACKED:], sys.byteorder) if len(info) == _BYTES_ACKED + 8 else None


def _address(client: str) -> tuple[str, int]:
    host, _, port = client.rpartition(":")
    return host.strip("[]"), int(port) if port.isdigit() else -1


def _descriptor(client: str) -> int | None:
    """That of the connection from ``client``."""
    wanted = _address(client)
    for name in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):
        with contextlib.suppress(OSError, ValueError):
            if _peer(int(name)) == wanted:
                return int(name)
    return None


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
