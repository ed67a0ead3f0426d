"""Who has written of a thing and when, counted by the index of lists: of what thousands of articles mention."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import tantivy

from kg.search.lists import number, schema
from kg.search.near import Near

#: Articles from which on they are counted; fewer are looked at one by one.
MANY: Final = 300
#: Rows that are looked at for the last day, and publishers that are told apart.
LATEST: Final = 64
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What is told of the articles that mention one thing."""

    articles: int
    when: str
    """The last day on which one was published."""
    years: frozenset[str]
    publishers: frozenset[str]


class Mentions:
    """Counts of an index of lists that is up to date."""

    def __init__(self, lists: tantivy.Index, near: Near) -> None:
        self._searcher = lists.searcher()
        self._near = near

    def of(self, node: str) -> Mentioned | None:
        """What all articles on ``node`` say together; None where only a look at each can tell."""
        found = self._searcher.search(_articles(node), LATEST, True, "order")
        articles: int = found.count or 0  # type: ignore[attr-defined]  # the stub lacks it
        if articles < MANY:
            return None
        months, publishers = (self._terms(_articles(node), name) for name in ("month", "part"))
        undated = self._searcher.search(_articles(node, undated=True), MOST, True)
        silent: int = undated.count or 0  # type: ignore[attr-defined]  # as above
        if sum(months.values()) + silent != articles or any(map(self._day, undated.hits)):
            return None  # some give a year alone, or words
        days = [self._day(hit) for hit in found.hits]
        last = [day for day in days if number(day) == number(days[0])]
        if len(last) == LATEST or len(publishers) == MOST or silent > MOST:
            return None
        return Mentioned(articles, max(last), frozenset(month[:4] for month in months), frozenset(publishers))

    def _day(self, hit: tuple[Any, tantivy.DocAddress]) -> str:
        row = msgspec.json.decode(self._searcher.doc(hit[1]).get_first("row") or b"{}")
        return self._near.published(row["article"])[0]

    def _terms(self, query: tantivy.Query, name: str) -> dict[str, int]:
        found: Mapping[str, Any] = self._searcher.aggregate(query, {"all": {"terms": {"field": name, "size": MOST}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in found["all"]["buckets"]}


def _articles(node: str, *, undated: bool = False) -> tantivy.Query:
    """Rows of the articles that mention ``node``, or of those of them that have no date."""
    wanted = [tantivy.Query.term_query(schema(), name, value, index_option="basic")
              for name, value in (("kind", "article"), ("thing", node))]  # fmt: skip
    if undated:
        wanted.append(tantivy.Query.range_query(schema(), "when", tantivy.FieldType.Integer, 0, 0))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in wanted])
