"""The indexes of a generation that pages look things up in; one that was published without them has none."""

from dataclasses import dataclass
from pathlib import Path

from kg.search import descriptions, evidence
from kg.search.descriptions import Descriptions
from kg.search.evidence import Evidence


@dataclass(frozen=True, slots=True)
class PageIndex:
    """What is looked up for pages; ``None`` is left to queries."""

    evidence: Evidence | None = None
    descriptions: Descriptions | None = None

    @classmethod
    def of(cls, folder: Path) -> "PageIndex":
        """Those in the search index's ``folder``.

        Raises:
            StoreError: one of them is damaged.
        """
        proofs, told = folder / evidence.FOLDER, folder / descriptions.FOLDER
        return cls(Evidence(proofs) if proofs.is_dir() else None, Descriptions(told) if told.is_dir() else None)
