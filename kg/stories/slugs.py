"""The readable ends of the IRIs of what one article alone states."""

from collections import Counter
from collections.abc import Iterable

from kg.facts import Event, Statistic


def event_slugs(article: str, events: Iterable[Event]) -> list[str]:
    """For each event: the article, its kind, where it is told, and a number if one place tells several."""
    starts = ((e.type.value.lower(), e.passages[0].start if e.passages else 0) for e in events)
    return _numbered(f"{article}-{kind}-{start}" for kind, start in starts)


def statistic_slugs(article: str, statistics: Iterable[Statistic]) -> list[str]:
    """For each figure: the article, where it stands, and a number if several stand in one place."""
    return _numbered(f"{article}-{s.passages[0].start if s.passages else 0}" for s in statistics)


def _numbered(words: Iterable[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for word in words:
        seen[word] += 1
        found.append(word if seen[word] == 1 else f"{word}-{seen[word]}")
    return found
