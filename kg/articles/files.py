"""Folders and files of text to articles, one at a time; what cannot be read is set aside with its reason."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.articles.decode import decode
from kg.articles.page import describe
from kg.errors import InputError, Where
from kg.facts import Article
from kg.settings import Settings

#: Files of a folder that are articles; a file named on the command line is one whatever its name.
SUFFIXES = (".txt", ".text")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the input that a person should know."""

    source: str
    message: str
    set_aside: bool
    """Whether the source was left out; else it was read in spite of this."""
    article: str | None = None
    """Identifier of the article that it is about."""


def read(sources: Iterable[Path], settings: Settings) -> Iterator[Article | Notice]:
    """The articles of files and folders in a fixed order, and a notice for whatever is set aside or remarkable."""
    known: dict[str, str] = {}
    for found in find(sources):
        if isinstance(found, Notice):
            yield found
            continue
        source = str(found)
        if (other := known.setdefault(found.stem, source)) != source:
            message = f"has the same id as {other}: {found.stem!r}; the first one was kept"
            yield Notice(source, message, True, found.stem)
            continue
        try:
            article, notices = article_of(found, settings)
        except InputError as error:
            yield Notice(str(error.where or source), error.message, True, found.stem)
            del known[found.stem]
            continue
        yield from notices
        yield article


def find(sources: Iterable[Path]) -> Iterator[Path | Notice]:
    """The files that ``sources`` name or contain, each once, each folder's in order of their names."""
    seen: set[Path] = set()
    for source in sources:
        for found in _inside(source):
            if isinstance(found, Notice):
                yield found
            elif (real := found.resolve()) not in seen:
                seen.add(real)
                yield found


def _inside(source: Path) -> Iterator[Path | Notice]:
    if not source.is_dir():
        yield source
        return
    others = 0
    refused: list[OSError] = []
    for folder, folders, names in os.walk(source, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield Path(folder) / name
            elif not name.startswith("."):
                others += 1
        for error in refused:
            yield Notice(str(error.filename), f"folder cannot be read: {error.strerror}", True)
        refused.clear()
    for error in refused:
        yield Notice(str(error.filename), f"folder cannot be read: {error.strerror}", True)
    if others:
        kinds = " or ".join(SUFFIXES)
        yield Notice(str(source), f"{others} file(s) that do not end in {kinds} were passed over", False)


def article_of(path: Path, settings: Settings) -> tuple[Article, list[Notice]]:
    """The article in the file ``path``, and what is remarkable about it.

    Raises:
        InputError: it cannot be opened, is empty, binary, too large, or in an encoding that cannot be told.
    """
    source = str(path)
    decoded = decode(_bytes(path, settings.max_article_bytes), source)
    if not decoded.text.strip():
        raise InputError("is empty", where=Where(source))
    page = describe(decoded.text)
    article = Article(
        id=path.stem,
        body=decoded.text,
        source=path.name,
        title=page.title,
        date=page.date,
        publisher=page.publisher,
        language=page.language,
    )
    remarks = []
    if decoded.encoding != "utf-8":
        remarks.append(f"is not UTF-8; read as {decoded.encoding}")
    if decoded.replaced:
        remarks.append(f"{decoded.replaced} control character(s) that no RDF/XML can carry were replaced by U+FFFD")
    if article.date is None:
        remarks.append("prints no date; its events are dated only where the text gives a full date")
    if not english(article):
        remarks.append(f"is in {article.language!r}; stored, but read for no facts")
    return article, [Notice(source, remark, False, article.id) for remark in remarks]


def english(article: Article) -> bool:
    """Whether the article is in English, as far as is known."""
    return article.language is None or article.language.partition("-")[0] == "en"


def _bytes(path: Path, limit: int) -> bytes:
    where = Where(str(path))
    try:
        if not path.is_file():
            raise InputError("does not exist" if not path.exists() else "is not a file", where=where)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from error
    if len(data) > limit:
        size = path.stat().st_size
        raise InputError(
            f"is too large: {size:,} bytes, the limit is {limit:,}",
            where=where,
            hint="raise it with the setting max_article_bytes",
        )
    return data
