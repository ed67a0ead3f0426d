"""Searches the index of a generation: hits with the reason for each, facets with their counts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import tantivy

from kg.errors import StoreError, Where
from kg.search.fields import CJK, FACETS, fold, pairs, schema, sounds, words

SORTS: Final = ("relevance", "mentions", "recent")
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    iri: str
    cls: str
    labels: Mapping[str, str]
    parts: Sequence[str]
    """IRIs of what one line about it says: role and organisation, place, subject."""
    mentions: int
    when: str
    why: str
    """The name that matched, where it is not the label; for articles the text around the words."""
    in_text: bool = False
    """Whether ``why`` is from an article's text."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    """Facet -> (value, count), the most frequent first."""
    close: bool = False
    """True when nothing matched as typed and these are the nearest names."""


class SearchIndex:
    """The index in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there is no index in ``folder``, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            # By its own schema: that of a generation of an earlier release stores text where today's stores bytes.
            self._index = tantivy.Index.open(str(folder)) if (folder / "meta.json").exists() else None
        except ValueError as error:
            raise StoreError(f"the search index cannot be opened: {error}", where=Where(str(folder))) from error
        if self._index is None:
            raise StoreError("there is no search index", where=Where(str(folder)), hint="build again: kg build")
        self._searcher = self._index.searcher()

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        *,
        sort: str = "relevance",
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
        reasons: bool = True,
    ) -> Results:
        """Things whose names or texts match every word of ``text`` and that have the ``filters``' facet values.

        Without ``reasons`` hits do not tell why they were found, which takes longer than to find them.
        """
        narrowing = _narrowed(filters or {})
        matching = parts(text, loose=False)
        if text.strip() and not matching:
            return Results((), 0, {})
        query = _all([*matching, *narrowing])
        found = self._searcher.search(query, limit=1, count=True)
        close = bool(matching) and not found.count  # type: ignore[attr-defined]  # the stub lacks it
        if close:
            query = _all([*parts(text, loose=True), *narrowing])
        hits, total = self._page(query, bool(matching), sort, offset, limit)
        return Results(
            tuple(self._hit(address, text if reasons else "") for address in hits),
            total,
            self._facets(query) if facets else {},
            close,
        )

    def days(self, filters: Mapping[str, Sequence[str]]) -> list[tuple[int, int]]:
        """How many things with the facet values of ``filters`` each day has, a number like 20240304; at most 5000."""
        wanted = {"days": {"terms": {"field": "when", "size": 5000}}}
        found = self._searcher.aggregate(_all(_narrowed(filters)), wanted)
        return [(int(bucket["key"]), bucket["doc_count"]) for bucket in found["days"]["buckets"]]

    def thing(self, iri: str) -> Hit | None:
        """The thing with this IRI; ``None`` if the index has none."""
        found = self._searcher.search(_term("iri", iri), 1)
        return next((self._hit(address, "") for _, address in found.hits), None)

    def _page(
        self, query: tantivy.Query, ranked: bool, sort: str, offset: int, limit: int
    ) -> tuple[list[tantivy.DocAddress], int]:
        if sort == "recent":
            found = self._searcher.search(query, limit, True, "when", offset)
        elif sort == "mentions" or not ranked:
            found = self._searcher.search(query, limit, True, "mentions", offset)
        else:
            found = self._searcher.search(query, limit, True, None, offset, weight_by_field="weight")
        return [address for _, address in found.hits], found.count or 0  # type: ignore[attr-defined]  # as above

    def _hit(self, address: tantivy.DocAddress, text: str) -> Hit:
        document = self._searcher.doc(address)
        stored = msgspec.json.decode(document.get_first("stored") or b"{}")
        why, in_text = reason(text, stored)
        return Hit(
            str(document.get_first("iri")), stored["cls"], stored["labels"], tuple(stored["parts"]), stored["mentions"],
            stored["when"], why, in_text,
        )  # fmt: skip

    def _facets(self, query: tantivy.Query) -> dict[str, list[tuple[str, int]]]:
        wanted = {name: {"terms": {"field": name, "size": 40}} for name in FACETS}
        found = self._searcher.aggregate(query, wanted)
        return {
            name: [(bucket["key"], bucket["doc_count"]) for bucket in found[name]["buckets"]]
            for name in FACETS
            if name in found
        }


def _narrowed(filters: Mapping[str, Sequence[str]]) -> list[tantivy.Query]:
    """What narrows results to the facet values of ``filters``: any of those of one facet, all facets."""
    return [
        tantivy.Query.boolean_query([(tantivy.Occur.Should, _term(name, value)) for value in values])
        for name, values in filters.items()
        if name in FACETS and values
    ]


def _term(name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), name, value, index_option="basic")


def _all(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    given = [(tantivy.Occur.Must, query) for query in queries]
    return tantivy.Query.boolean_query(given) if given else tantivy.Query.all_query()


def _any(queries: Iterable[tuple[tantivy.Query, float]]) -> tantivy.Query:
    boosted = [(tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)) for query, boost in queries]
    return tantivy.Query.boolean_query(boosted)


def parts(text: str, *, loose: bool) -> list[tantivy.Query]:
    """What ``text`` asks for, a query for each word; all have to match. ``loose`` allows two typos in a word."""
    folded = fold(text.strip())
    latin, grams = words(folded)[:_MOST_WORDS], [g for g in pairs(folded) if len(g) == 2][:_MOST_WORDS]
    if not grams:
        grams = pairs(folded)[:1]
    found = [_word(word, last=index == len(latin) - 1, loose=loose) for index, word in enumerate(latin)]
    found += [_any([(_term("grams", gram), 6.0), (_term("body_grams", gram), 1.0)]) for gram in grams]
    if len(latin) > 1 and not grams:
        joined = "".join(latin)
        whole = _any([(_term("exact", folded), 30.0), (_term("sound", joined), 12.0)])
        return [_any([(_all(found), 1.0), (whole, 1.0)])]
    if found and (latin or grams):
        exact = (_term("exact", folded), 30.0)
        return [_any([(_all(found), 1.0), exact])]
    return found


def _word(word: str, *, last: bool, loose: bool) -> tantivy.Query:
    ways = [(_term("name", word), 8.0), (_term("sound", word), 6.0), (_term("body", word), 1.0)]
    known = schema()
    if last and len(word) > 1:
        ways.append((tantivy.Query.regex_query(known, "name", re.escape(word) + ".*"), 4.0))
        ways.append((tantivy.Query.regex_query(known, "sound", re.escape(word) + ".*"), 2.0))
    distance = (2 if len(word) > 5 else 1) if loose else (1 if len(word) > 4 else 0)
    if distance:
        ways.append((tantivy.Query.fuzzy_term_query(known, "name", word, distance, True), 0.8))
        ways.append((tantivy.Query.fuzzy_term_query(known, "sound", word, distance, True), 0.4))
    return _any(ways)


def reason(text: str, stored: Mapping[str, Any]) -> tuple[str, bool]:
    """Why a thing was found: the matching name when no label has the words, or the text around them."""
    asked = fold(text.strip())
    tokens = words(asked) + CJK.findall(asked)
    if not tokens:
        return "", False

    labels = list(stored["labels"].values())
    if any(all(token in folded for token in tokens) for folded in map(fold, labels)):
        return "", False  # as it mostly is, and without what names sound like, which takes long to find out

    def score(name: str) -> int:
        folded, heard = fold(name), sounds(name)
        return sum((token in folded) or any(sound.startswith(token) for sound in heard) for token in tokens)

    best = max((score(label) for label in labels), default=0)
    if best == len(tokens):
        return "", False
    named = max(stored["names"], key=score, default="")
    if named and score(named) > best:
        return named, False
    return (snippet(stored["text"], tokens), True) if stored["text"] else ("", False)


def snippet(text: str, tokens: Sequence[str], room: int = 90) -> str:
    """The stretch of ``text`` around the first of ``tokens`` in it."""
    lowered = text.casefold()
    places = [place for token in tokens if (place := lowered.find(token)) >= 0]
    if not places:
        return ""
    start = max(0, min(places) - room)
    end = min(len(text), min(places) + room)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")
