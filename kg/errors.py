"""Every error that civigraph raises on purpose.

::

    CivigraphError            something a person can act on; ``exit_code`` is the command's
    ├── SettingsError         a setting is missing or makes no sense
    ├── InputError            a source or an article cannot be read
    ├── OntologyError         a file under ``ontology/`` is broken
    ├── ReadingError          a reader failed or broke its contract
    ├── GateError             validation itself failed (never the same as "conforms")
    │   └── ReleaseRefused    ``--strict``: the release has violations
    ├── StoreError            a data folder or generation cannot be used
    │   ├── StoreBusy         another build holds the data folder
    │   ├── StoreTooNew       written by a newer version
    │   ├── StoreFull         the disk is full
    │   └── NoGeneration      nothing has been published yet
    └── QueryError            a SPARQL query cannot be answered
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """The place that an error speaks of: a file, and in it a line and column (1-based) or a byte offset (0-based)."""

    source: str
    line: int | None = None
    column: int | None = None
    byte: int | None = None

    def __str__(self) -> str:
        place = self.source
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        if self.byte is not None:
            place += f", byte {self.byte}"
        return place


class CivigraphError(Exception):
    """Base of all errors raised on purpose: what is wrong, where, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, where: Where | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class SettingsError(CivigraphError):
    """A setting is missing or makes no sense."""

    exit_code = 2


class InputError(CivigraphError):
    """A source or an article cannot be read."""

    exit_code = 3


class OntologyError(CivigraphError):
    """A file under ``ontology/`` is broken."""

    exit_code = 1


class ReadingError(CivigraphError):
    """A reader failed, or says something whose passage does not stand in the article."""

    exit_code = 1


class GateError(CivigraphError):
    """Validation itself failed; what it looked at is not known to conform."""

    exit_code = 4


class ReleaseRefused(GateError):  # noqa: N818 - named for what happened, as users read it in the exit message
    """Violations were found and the release was asked to be strict."""


class StoreError(CivigraphError):
    """A data folder or a generation in it cannot be used."""

    exit_code = 5


class StoreBusy(StoreError):  # noqa: N818 - as above
    """Another build holds the data folder."""

    exit_code = 6


class StoreTooNew(StoreError):  # noqa: N818 - as above
    """The data folder was written by a newer version of civigraph."""


class StoreFull(StoreError):  # noqa: N818 - as above
    """The disk that holds the data folder is full."""


class NoGeneration(StoreError):  # noqa: N818 - as above
    """Nothing has been published in this data folder yet."""


class QueryError(CivigraphError):
    """A SPARQL query cannot be answered as it stands."""

    exit_code = 7
