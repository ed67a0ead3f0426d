"""Relations between entities: where they lie, what they are part of, what they work on, whom they work with."""

from kg.facts import Event, Relation
from kg.reading.document import Document


def read_relations(document: Document, events: list[Event]) -> list[Relation]:
    """The relations that the article states."""
    return []
