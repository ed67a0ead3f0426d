"""What each graph of a generation was made from, so that the next build makes only those again that would differ."""

from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from kg.gate import Verdict
from kg.gate_report import statements

#: File in a generation's folder.
FILE: Final = "built.msgpack"


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One graph, of an article or written by people."""

    of: bytes
    """Digest of the article's reading, of who its entities are, and of what its copies tell; empty for never again."""
    warnings: int
    quarantined: int

    @classmethod
    def of_verdict(cls, verdict: Verdict, of: bytes = b"") -> "Made":
        """What is to be known of a graph that the gate has judged."""
        warnings = sum(not finding.violation for finding in verdict.findings)
        return cls(of, warnings, len(statements(verdict)))


class Built(msgspec.Struct):
    """All graphs that the gate has judged, by IRI."""

    program: bytes
    """Digest of the program and the settings that made them."""
    graphs: dict[str, Made]
    register: bytes = b""
    """State of the register's tables that its graph was made from; see :class:`kg.register.resolving.Outcome`."""
    stories: bytes = b""
    """State of the stories that their graph was made from; see :meth:`kg.stories.Tellings.state`."""

    def write(self, folder: Path) -> None:
        """Keeps it in a generation's folder."""
        (folder / FILE).write_bytes(msgspec.msgpack.encode(self))

    @classmethod
    def read(cls, folder: Path) -> "Built | None":
        """That of the generation in ``folder``; None where no build made it, or an older program."""
        try:
            return msgspec.msgpack.decode((folder / FILE).read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError):
            return None

    @property
    def counts(self) -> Counter[str]:
        """Warnings and quarantined statements of all graphs."""
        made = self.graphs.values()
        return Counter(warnings=sum(m.warnings for m in made), quarantined=sum(m.quarantined for m in made))
