"""The reader that the settings name, and reading with it so that a failure costs one article's facts at most."""

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from importlib.metadata import entry_points
from types import ModuleType
from typing import TYPE_CHECKING

from kg.errors import ReadingError, SettingsError
from kg.facts import Article, Reader, Reading
from kg.reading import NAME
from kg.reading.evidence import check
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.reading.reader import BuiltinReader

log = logging.getLogger(__name__)


def load_reader(settings: Settings) -> Reader:
    """The reader that the settings name.

    Raises:
        SettingsError: none of this name is installed, or it lacks a setting.
    """
    if settings.reader == "builtin":
        readers: dict[str, Reader] = {"en": _English(settings.spacy_model), "zh": _Chinese()}
        return ByLanguage(readers, settings.reading_characters)
    for point in entry_points(group="kg.readers", name=settings.reader):
        registered = point.load()
        made = getattr(registered, "from_settings", None)
        reader: Reader = made(settings) if made is not None else registered()
        return reader
    known = sorted({"builtin", *entry_points(group="kg.readers").names})
    raise SettingsError(f"there is no reader {settings.reader!r}", hint="known ones: " + ", ".join(known))


class _English:
    """The built-in reader, imported with its first article: who has other processes read does without spaCy."""

    name = NAME

    def __init__(self, model: str) -> None:
        self._model = model

    @cached_property
    def _reader(self) -> "BuiltinReader":
        with _without_spacys_commands():
            from kg.reading.reader import BuiltinReader

        return BuiltinReader(self._model)

    def load(self) -> None:
        """Loads it and its model now."""
        self._reader.load()

    def read(self, article: Article) -> Reading:
        """What ``article`` states."""
        return self._reader.read(article)

    def read_raw(self, article: Article) -> Reading:
        """As :meth:`read`, with confidences as they were before calibration."""
        return self._reader.read_raw(article)


class _Chinese:
    """The reader of Chinese, imported with its first article: its dictionary takes a fifth of a second."""

    name = "chinese"
    languages = ("zh",)

    def read(self, article: Article) -> Reading:
        """What ``article`` states, as the reader of Chinese finds it."""
        from kg.chinese.reader import ChineseReader

        return ChineseReader().read(article)


@contextmanager
def _without_spacys_commands() -> Iterator[None]:
    """spaCy imported inside does without its command line, which nothing here uses.

    It brings web clients and a project manager along, which take as long to import as all the rest.
    """
    names = ("spacy.cli", "spacy.cli.info")
    bare = {name: ModuleType(name) for name in names} if "spacy" not in sys.modules else {}
    if bare:
        bare["spacy.cli.info"].__dict__["info"] = None
    sys.modules.update(bare)
    try:
        yield
    finally:
        for name in bare:  # who imports them later gets the real ones
            del sys.modules[name]


class ByLanguage:
    """Readers of one language each as one reader; the first also reads what is in no language that can be told."""

    def __init__(self, readers: Mapping[str, Reader], longest: int | None = None) -> None:
        self._readers = dict(readers)
        self._first = next(iter(self._readers.values()))
        self.name = self._first.name
        self.languages = tuple(self._readers)
        self.longest = longest

    def load(self) -> None:
        """Loads what the first one needs; the others do that with their first article."""
        load = getattr(self._first, "load", None)
        if load is not None:
            load()

    def read(self, article: Article) -> Reading:
        """What the reader of the article's language finds it to state."""
        return self._of(article).read(article)

    def read_raw(self, article: Article) -> Reading:
        """As :meth:`read`, with confidences as they were before calibration, where there is one."""
        reader = self._of(article)
        reading: Reading = getattr(reader, "read_raw", reader.read)(article)
        return reading

    def _of(self, article: Article) -> Reader:
        return self._readers.get((article.language or "").partition("-")[0], self._first)


def unread(reader: Reader, article: Article) -> str | None:
    """Why ``reader`` reads nothing in ``article``: its language, as far as that is known."""
    languages = getattr(reader, "languages", ("en",))
    if not (article.language is None or "*" in languages or article.language.partition("-")[0] in languages):
        return f"is in {article.language!r}; stored, but read for no facts"
    return None


def extent(reader: Reader, body: str) -> int:
    """How many characters of ``body`` are read: all, or the whole lines or sentences that ``reader.longest`` holds."""
    longest = getattr(reader, "longest", None)
    if longest is None or len(body) <= longest:
        return len(body)
    found = (body.rfind(mark, longest * 3 // 4, longest) + 1 for mark in ("\n", ". ", "。", " "))
    return next((end for end in found if end), longest)


def read_safely(reader: Reader, article: Article) -> tuple[Reading, str | None]:
    """What ``article`` states; if the reader fails on it, a reading without facts and the reason.

    An article in a language that the reader does not read is stored without facts, too. Of one that is longer than the
    reader wants the beginning is read: what a build spends on one article is bounded.
    """
    if unread(reader, article):
        return without_facts(article, reader.name), None
    try:
        beginning = replace(article, body=article.body[: extent(reader, article.body)])
        return replace(check(reader.read(beginning)), article=article), None
    except ReadingError as error:
        return without_facts(article, reader.name), error.message
    except Exception as error:
        log.debug("reader failed on %s", article.source, exc_info=True)
        return without_facts(article, reader.name), f"the reader failed on it ({type(error).__name__}: {error})"


def without_facts(article: Article, reader: str) -> Reading:
    """A reading that states nothing, so that the article is stored all the same."""
    return Reading(article=article, reader=reader)


def remarks(reader: Reader, reading: Reading) -> list[str]:
    """What is to be said of a reading beside its facts: why there are none, how far it goes, what was made up."""
    if reason := unread(reader, reading.article):
        return [reason]
    found = []
    whole, read = len(reading.article.body), extent(reader, reading.article.body)
    if read < whole:
        found.append(f"is long: only its first {read:,} of {whole:,} characters were read for facts")
    if not reading.rejected:
        return found
    kinds = Counter(one.reason if "passage" in one.reason else _kind(one.reason) for one in reading.rejected)
    told = ", ".join(f"{count} because {reason}" for reason, count in kinds.most_common(3))
    return [*found, f"{len(reading.rejected)} of the reader's statements were dropped: {told}"]


def _kind(reason: str) -> str:
    """A reason without what is this one fact's alone, so that those of a kind are counted together."""
    return "its words do not stand in the article" if reason.endswith("not stand in the article") else reason
