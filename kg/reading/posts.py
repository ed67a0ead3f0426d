"""Posts: who holds which post, by a grammar over the text with its names in place."""

from kg.facts import Post
from kg.reading.document import Document


def read_posts(document: Document) -> list[Post]:
    """The posts that the article states."""
    return []
