"""A process that maps and validates for :mod:`kg.verdicts`: started as ``python -m kg.judging_process FD``.

It speaks over the socket ``FD``: first it is told where the tables stand, then chunks of readings come in and what is
to be written of them goes out, one for one.
"""

import sys

import msgspec

from kg.processes import seldom_collecting, serve
from kg.verdicts import Tables, answer


def main(fd: int) -> None:
    """Serves until the other end closes."""
    connection, incoming = serve(fd)
    judge = msgspec.msgpack.decode(incoming.get(), type=Tables).judge()
    seldom_collecting()
    decode = msgspec.msgpack.Decoder(list[bytes]).decode
    while True:
        connection.send_bytes(answer(judge, decode(incoming.get())))


if __name__ == "__main__":
    main(int(sys.argv[1]))
