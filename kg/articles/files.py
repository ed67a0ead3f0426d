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
    """The file, from the named folder on, with the place in it where there is one: "pages/a.txt, byte 17"."""
    message: str
    set_aside: bool
    """Whether it was left out; else it was read in spite of this."""
    article: str | None = None
    """Identifier of the article that it is about."""

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be an article."""

    path: Path
    name: str
    """From the named folder on, so that what is said of it does not depend on where the folder lies."""

    @property
    def id(self) -> str:
        """The article's identifier."""
        return printable(self.path.stem)


def read(sources: Iterable[Path], settings: Settings) -> Iterator[Article | Notice]:
    """The articles of files and folders in a fixed order, and a notice for whatever is set aside or remarkable."""
    known: dict[str, str] = {}
    for found in find(sources):
        if isinstance(found, Notice):
            yield found
        elif found.id in known:
            message = f"has the same id as {known[found.id]}: {found.id!r}; the first one is kept"
            yield Notice(found.name, message, True, found.id)
        else:
            try:
                article, notices = article_of(found, settings)
            except InputError as error:
                yield Notice(str(error.where or found.name), error.message, True, found.id)
                continue
            known[found.id] = found.name
            yield from notices
            yield article


def find(sources: Iterable[Path]) -> Iterator[Found | Notice]:
    """The files that ``sources`` name or contain, each once, each folder's in order of their names."""
    seen: set[Path] = set()
    for source in sources:
        for found in _folder(source) if source.is_dir() else [Found(source, printable(source.name))]:
            if isinstance(found, Notice):
                yield found
            elif (real := found.path.resolve()) not in seen:
                seen.add(real)
                yield found


def _folder(root: Path) -> Iterator[Found | Notice]:
    base = root.resolve().parent
    passed_over = 0
    refused: list[OSError] = []
    for folder, folders, names in os.walk(root.resolve(), onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            if name.endswith(SUFFIXES):
                path = Path(folder) / name
                yield Found(path, printable(str(path.relative_to(base))))
            else:
                passed_over += 1
    for error in refused:
        name = printable(str(Path(os.fsdecode(error.filename)).relative_to(base)))
        yield Notice(name, f"the folder cannot be read: {error.strerror}", True)
    if passed_over:
        kinds = " or ".join(SUFFIXES)
        yield Notice(printable(root.resolve().name), f"{passed_over} file(s) not ending in {kinds} passed over", False)


def article_of(found: Found, settings: Settings) -> tuple[Article, list[Notice]]:
    """The article in a file, and what is remarkable about it.

    Raises:
        InputError: it cannot be opened, is empty, binary, too large, or in an encoding that cannot be told.
    """
    decoded = decode(_bytes(found, settings.max_article_bytes), found.name)
    if not decoded.text.strip():
        raise InputError("is empty", where=Where(found.name))
    page = describe(decoded.text)
    article = Article(
        id=found.id,
        body=decoded.text,
        source=printable(found.path.name),
        title=page.title,
        date=page.date,
        publisher=page.publisher,
        language=page.language,
    )
    remarks = []
    if decoded.encoding != "utf-8":
        remarks.append(f"is not UTF-8; read as {decoded.encoding}")
    if decoded.replaced:
        remarks.append(f"{decoded.replaced} control character(s) that RDF/XML cannot carry were replaced by U+FFFD")
    if article.date is None:
        remarks.append("prints no date; its events are dated only where the text gives a full date")
    if not english(article):
        remarks.append(f"is in {article.language!r}; stored, but read for no facts")
    return article, [Notice(found.name, remark, False, article.id) for remark in remarks]


def english(article: Article) -> bool:
    """Whether the article is in English, as far as is known."""
    return article.language is None or article.language.partition("-")[0] == "en"


def printable(name: str) -> str:
    """``name`` as text; bytes of a file name that are not UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _bytes(found: Found, limit: int) -> bytes:
    where = Where(found.name)
    try:
        if not found.path.is_file():
            raise InputError("does not exist" if not found.path.exists() else "is not a file", where=where)
        size = found.path.stat().st_size
        with found.path.open("rb") as file:
            data = b"" if size > limit else file.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from error
    if max(size, len(data)) > limit:
        message = f"is too large: {size:,} bytes; the setting max_article_bytes allows {limit:,}"
        raise InputError(message, where=where)
    return data
