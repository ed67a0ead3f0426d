"""Rows that are looked up by a key: small indexes beside that of the search, made and kept with it."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import tantivy

from kg.errors import StoreError, Where


@cache
def schema(field: str) -> tantivy.Schema:
    """Fields of an index: the key in ``field``, and the row."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("row", stored=True)
    return builder.build()


class Lookup:
    """The index of ``what`` in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there is none in ``folder``, or it is damaged.
    """

    def __init__(self, folder: Path, field: str, what: str) -> None:
        self._field = field
        try:
            self._searcher = tantivy.Index(schema(field), path=str(folder)).searcher()
        except ValueError as error:
            raise StoreError(f"the index of {what} cannot be opened: {error}", where=Where(str(folder))) from error

    def of(self, keys: Collection[str]) -> Iterator[bytes]:
        """The rows of those ``keys`` that have one, in no order."""
        if not keys:
            return
        wanted = tantivy.Query.term_set_query(schema(self._field), self._field, list(keys))
        for _, address in self._searcher.search(wanted, len(keys), False).hits:
            yield self._searcher.doc(address).get_first("row") or b""
