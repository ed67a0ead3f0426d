"""What a server process asks of a writer, and what it is told: one JSON object a line each way."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from kg.edits.evaluation import Request as Update
from kg.federation import Fetched, Wanted


@dataclass(frozen=True, slots=True)
class Document:
    """An RDF document of one graph; ``format`` is a name in :data:`server.formats.GRAPHS`."""

    format: str
    text: str
    name: str = ""
    """What tells it from others of the same request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One edit. ``update`` for SPARQL Update; the others are the methods of the Graph Store Protocol."""

    kind: Literal["update", "put", "post", "delete"]
    data: str
    """The data folder."""
    keep: int
    """Generations that are kept."""
    patience: float
    """Seconds to wait for another build or edit."""
    outside: bool = False
    """Whether it may want something of other servers."""
    memory: int
    """Bytes that the evaluation may use; 0 for no limit."""
    token_graphs: tuple[str, ...] = ()
    """What the token is for, as in :class:`kg.tokens.Token`."""
    update: Update | None = None
    graph: str = ""
    """IRI, or "" for the default graph."""
    documents: tuple[Document, ...] = ()
    """What is put or posted; the graph is the merge of them."""
    if_match: str = ""
    if_none_match: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a writer says: ``begun``, ``wants`` and ``evaluated`` on its way, then ``done`` or ``failed``."""

    stage: Literal["begun", "evaluated", "wants", "done", "failed"]
    wanted: Wanted | None = None
    """Of ``wants``: what another server is to be asked; the answer is one line, a :class:`kg.federation.Fetched`."""
    generation: str = ""
    version: str = ""
    changed: bool = False
    added: int = 0
    removed: int = 0
    created: tuple[str, ...] = ()
    findings: tuple[dict[str, str], ...] = ()
    """Warnings; of a refusal, violations too."""
    failure: str = ""
    message: str = ""
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    report: str = ""
    """Of a refusal by the gate: the validation reports in N-Triples."""


def encoded(message: Job | Told | Fetched) -> bytes:
    """One line."""
    return msgspec.json.encode(message) + b"\n"


def decoded(line: bytes, kind: Any) -> Any:  # Any: Job, Told or Fetched
    """The message in one line."""
    return msgspec.json.decode(line, type=kind)
