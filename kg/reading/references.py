"""References: "the mayor", "the company", "he" to the entity that the text makes plain, or to none."""

from kg.facts import Post
from kg.reading.document import Document


def resolve(document: Document, posts: list[Post]) -> None:
    """Adds mentions of kinds NOMINAL and PRONOUN to ``document.mentions``."""
