"""The word sets of ``data/post_words.tsv``."""

from functools import cache

from kg.reading.tables import rows


@cache
def _sets() -> dict[str, tuple[str, ...]]:
    return {row["set"]: tuple(row["words"].split("; ")) for row in rows("post_words")}


@cache
def words(name: str) -> frozenset[str]:
    """The words of the set ``name``."""
    return frozenset(_sets()[name])


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of the set ``name``, each as its words, the longest first."""
    return tuple(sorted((tuple(phrase.split()) for phrase in _sets()[name]), key=len, reverse=True))
