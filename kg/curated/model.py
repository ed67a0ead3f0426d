"""What a file of corrections says."""

from dataclasses import dataclass, field
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import Where
from kg.rdf import StoreTerm


class Pattern(NamedTuple):
    """What is withdrawn: one statement, all values of a property, or (the subject alone) all said of a thing."""

    subject: ox.NamedNode
    predicate: ox.NamedNode | None = None
    object: StoreTerm | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Who decided, when, and why."""

    by: str
    at: str
    """ISO 8601 with a time zone."""
    because: str


@dataclass(frozen=True, slots=True)
class Change:
    """One correction: something is withdrawn, or added, or one in the place of the other."""

    reason: Reason
    where: Where
    start: int
    """Where it stands in its file, in code points."""
    end: int
    withdraws: Pattern | None = None
    adds: ox.Triple | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file."""

    name: str
    """From the folder on."""
    text: str
    changes: list[Change] = field(default_factory=list)
