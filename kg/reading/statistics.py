"""Statistics: figures about entities, with measure, unit, period and printed qualifier."""

from kg.facts import Statistic
from kg.reading.dates import Date
from kg.reading.document import Document


def read_statistics(document: Document, dates: list[Date]) -> list[Statistic]:
    """The figures that the article states."""
    return []
