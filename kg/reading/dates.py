"""Dates: expressions of time and what they mean, seen from the article's own date."""

from dataclasses import dataclass

from kg.reading.document import Document


@dataclass(frozen=True, slots=True)
class Date:
    """An expression of time in the clean text; ISO values as precise as the text allows, never guessed."""

    start: int
    end: int
    first: str
    """First day, month or year: "2022-05-06", "2022-05", "2022"."""
    last: str | None = None
    """Last one, of a range."""


def find_dates(document: Document) -> list[Date]:
    """The expressions of time in the clean text, in order."""
    return []
