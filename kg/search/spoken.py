"""The pinyin of names that an index has already: to make it anew takes tables that are slow to load."""

from collections.abc import Sequence
from functools import cached_property

import msgspec
import tantivy

from kg.search.fields import schema, syllables


class Spoken:
    """Gives the pinyin of runs of Chinese; looks in what the index ``things`` had of ``nodes`` first."""

    def __init__(self, things: tantivy.Index, nodes: Sequence[str]) -> None:
        self._searcher = things.searcher()  # as it is now, whatever is written later
        self._nodes = nodes

    def __call__(self, run: str) -> list[str]:
        """The syllables of ``run``."""
        if (known := self._known.get(run)) is None:
            known = self._known[run] = syllables(run)
        return known

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self._nodes:
            query = tantivy.Query.term_query(schema(), "iri", node, index_option="basic")
            for _, address in self._searcher.search(query, 1).hits:
                stored = msgspec.json.decode(self._searcher.doc(address).get_first("stored") or b"{}")
                found |= stored.get("spoken", {})
        return found
