"""Reads the lists of a generation: rows of a thing's list, how many there are, and what is counted together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tantivy

from kg.errors import StoreError, Where
from kg.search.lists import SUMMARY, Row, number, schema


class Lists:
    """The lists in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there are none in ``folder``, or they are damaged.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / SUMMARY).exists():
            raise StoreError("there are no lists", where=Where(str(folder)), hint="build again: kg build")
        try:
            self._searcher = tantivy.Index(schema(), path=str(folder)).searcher()
            self.summary: Row = msgspec.json.decode((folder / SUMMARY).read_bytes())
        except ValueError as error:
            raise StoreError(f"the lists cannot be opened: {error}", where=Where(str(folder))) from error
        """What is counted over the whole graph; see :func:`kg.search.lists.summary`."""

    def rows(
        self, kind: str, thing: str, limit: int, offset: int = 0, until: str = "", *, over: str = "when"
    ) -> tuple[list[Row], int]:
        """Rows of a thing's list, the latest first, and how many there are; ``until`` a day only.

        ``over`` is what is compared with that day: ``when``, or ``since``, the beginning of what lasts.
        """
        query = _of(kind, thing, until, over)
        found = self._searcher.search(query, limit, True, "order", offset)
        rows = [msgspec.json.decode(self._searcher.doc(address).get_first("row") or b"{}") for _, address in found.hits]
        return rows, found.count or 0  # type: ignore[attr-defined]  # the stub lacks it

    def latest(self, kind: str, limit: int) -> list[Row]:
        """The latest rows of all things' lists."""
        found = self._searcher.search(_term("kind", kind), limit, False, "order")
        return [msgspec.json.decode(self._searcher.doc(address).get_first("row") or b"{}") for _, address in found.hits]

    def months(self, kind: str, thing: str, until: str = "") -> list[tuple[str, int]]:
        """How many rows of a list fall into each month that has some, in order."""
        return sorted(self._terms(_of(kind, thing, until), "month", 2000))

    def together(self, thing: str, most: int) -> list[tuple[str, int]]:
        """Who and what else takes part where ``thing`` does, most often first, and at how many events."""
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, q) for q in (_term("kind", "event"), _part(thing))])
        found = [(other, count) for other, count in self._terms(query, "part", most + 1) if other != thing]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]

    def _terms(self, query: tantivy.Query, name: str, size: int) -> list[tuple[str, int]]:
        found: Mapping[str, Any] = self._searcher.aggregate(query, {"all": {"terms": {"field": name, "size": size}}})
        return [(bucket["key"], bucket["doc_count"]) for bucket in found["all"]["buckets"]]


def _term(name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), name, value, index_option="basic")


def _part(thing: str) -> tantivy.Query:
    return _term("part", thing)


def _of(kind: str, thing: str, until: str = "", over: str = "when") -> tantivy.Query:
    wanted = [_term("kind", kind), _term("thing", thing)]
    if until:
        wanted.append(tantivy.Query.range_query(schema(), over, tantivy.FieldType.Integer, 0, number(until)))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in wanted])
