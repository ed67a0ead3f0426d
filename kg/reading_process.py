"""A process that reads articles for :mod:`kg.pool`: started as ``python -m kg.reading_process FD``.

It speaks over the socket ``FD``: first the settings come in and "ready" (or what is wrong) goes out, then articles come
in and readings go out, one for one. It ends when the other end closes or the build dies, and whatever it is doing, it
is ended (by a signal) when one article takes too long.
"""

import signal
import sys

import msgspec

from kg.facts import Article, Reading
from kg.processes import seldom_collecting, serve
from kg.settings import Settings
from kg.timing import OVER, limit

#: What goes out for an article: the reading, and why it has no facts if the reader failed.
Answer = tuple[Reading, str | None]

READY = b"ready"


def main(fd: int) -> None:
    """Serves until the other end closes."""
    connection, incoming = serve(fd)
    settings = msgspec.msgpack.decode(incoming.get(), type=Settings, dec_hook=lambda kind, value: kind(value))
    try:
        from kg.readers import load_reader, read_safely

        reader = load_reader(settings)
        if hasattr(reader, "load"):
            reader.load()
    except Exception as error:  # told to whoever started the build
        connection.send_bytes(f"{type(error).__name__}: {error}".encode())
        return
    seldom_collecting()
    connection.send_bytes(READY)
    decode, encode = msgspec.msgpack.Decoder(Article).decode, msgspec.msgpack.Encoder().encode
    for over in OVER:
        signal.signal(over, signal.SIG_DFL)  # ends the process, even inside a regular expression
    while True:
        article = decode(incoming.get())
        limit(settings.reading_seconds)
        answer: Answer = read_safely(reader, article)
        limit(0)
        connection.send_bytes(encode(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
