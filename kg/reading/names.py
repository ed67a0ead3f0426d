"""Names: which stretches of the clean text name an entity, of which type, and which of them are one entity."""

from kg.articles.page import Page
from kg.reading.document import Document


def find_names(document: Document, page: Page) -> None:
    """Fills ``document.mentions`` (kinds NAME and SHORT) and ``document.entities``."""
