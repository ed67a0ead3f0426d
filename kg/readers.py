"""The reader that the settings name, and reading with it so that a failure costs one article's facts at most."""

import logging
from importlib.metadata import entry_points

from kg.articles.page_meta import english
from kg.errors import SettingsError
from kg.facts import Article, Reader, Reading
from kg.reading.evidence import check
from kg.settings import Settings

log = logging.getLogger(__name__)


def load_reader(settings: Settings) -> Reader:
    """The reader that the settings name.

    Raises:
        SettingsError: none of this name is installed.
    """
    if settings.reader == "builtin":
        from kg.reading.reader import BuiltinReader

        return BuiltinReader(settings.spacy_model)
    for point in entry_points(group="kg.readers", name=settings.reader):
        reader: Reader = point.load()()
        return reader
    raise SettingsError(f"there is no reader {settings.reader!r}")


def read_safely(reader: Reader, article: Article) -> tuple[Reading, str | None]:
    """What ``article`` states; if the reader fails on it, a reading without facts and the reason.

    An article in a language that no reader reads is stored without facts, too.
    """
    if not english(article):
        return without_facts(article, reader.name), None
    try:
        return check(reader.read(article)), None
    except Exception as error:
        log.debug("reader failed on %s", article.source, exc_info=True)
        return without_facts(article, reader.name), f"the reader failed on it ({type(error).__name__}: {error})"


def without_facts(article: Article, reader: str) -> Reading:
    """A reading that states nothing, so that the article is stored all the same."""
    return Reading(article=article, reader=reader)
