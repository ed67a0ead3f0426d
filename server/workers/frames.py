"""How a server process and a query worker talk over their socket pair.

A message is a one-byte type, the length of its payload (32 bits, big-endian) and the payload. The server process sends
one :data:`JOB` at a time; the worker answers with :data:`HEAD`, any number of :data:`DATA` and one :data:`END`, or with
:data:`FAILED` at any point, after which nothing of that answer follows.
"""

import struct
from typing import Any, Final

HEADER: Final = struct.Struct(">cI")

#: What a worker is asked: query, results, graph (names of formats or null), default_graphs, named_graphs (lists of
#: IRIs or null), base (IRI), max_rows (0: no limit), federate (whether it may call). Or "dump": the IRI of a graph, ""
#: for the default graph, or null for all; graph. Or
#: "batch": several queries; results, graph; see :mod:`server.workers.batch`.
Job = dict[str, Any]

#: Worker, once after its start: JSON with "confined", whether it is cut off from the network.
READY: Final = b"R"
#: To the worker: a job (:data:`Job`) in JSON.
JOB: Final = b"J"
#: JSON with "kind" (solutions, boolean, graph), "format" (name of the format of the data), "truncated" (row limit).
HEAD: Final = b"H"
#: Bytes of the serialised answer.
DATA: Final = b"D"
#: An empty JSON object: the answer is whole.
END: Final = b"E"
#: JSON (:class:`kg.federation.Wanted`): what another server is to be asked, before HEAD.
CALL: Final = b"C"
#: To the worker, after a CALL: JSON (:class:`kg.federation.Fetched`).
REPLY: Final = b"A"
#: JSON with "failure" (a value of :class:`server.engine.Failure`) and "message".
FAILED: Final = b"X"


def frame(kind: bytes, payload: bytes) -> bytes:
    """One message."""
    return HEADER.pack(kind, len(payload)) + payload
