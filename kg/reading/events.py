"""Events: what happened, when, where, who took part in which role, and what it was about."""

from kg.facts import Event, Post
from kg.reading.dates import Date
from kg.reading.document import Document


def read_events(document: Document, dates: list[Date], posts: list[Post]) -> list[Event]:
    """The events that the article reports, each once."""
    return []
