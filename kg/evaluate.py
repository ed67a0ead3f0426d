"""Evaluation: readers run over the texts of annotated articles, their facts compared with the annotation."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import ReadingError, Where
from kg.evaluation.gold import Gold
from kg.evaluation.identity import Identified, as_reading, identify
from kg.evaluation.identity import read as read_clusters
from kg.evaluation.report import Evaluated
from kg.evaluation.scoring import Score, score
from kg.facts import Article, Reader, Reading
from kg.readers import load_reader, read_safely, remarks
from kg.reading.evidence import check
from kg.reading_process import Answer
from kg.settings import Settings
from kg.sources.reading import read_one as read_source
from kg.terms import Iris
from kg.threads import Threads


def reader_named(name: str, settings: Settings) -> Reader:
    """The reader registered as ``name`` under the entry point group ``kg.readers``.

    Raises:
        SettingsError: there is none of that name.
    """
    return load_reader(replace(settings, reader=name))


def article_beside(gold: Gold, settings: Settings) -> Article:
    """The article of ``gold``, read as a build would read it, under the gold's id.

    Raises:
        InputError: the text cannot be read as an article.
    """
    article, _ = read_source(gold.text, settings)
    return replace(article, id=gold.id)


def evaluate(
    name: str,
    golds: Sequence[Gold],
    settings: Settings,
    progress: Callable[[str, int, int | None], None] | None = None,
    raw: bool = False,
) -> Evaluated:
    """Runs the reader ``name`` over all articles of ``golds`` and scores what the evidence check lets pass.

    ``raw`` asks a reader that calibrates its confidences (one with a method ``read_raw``) for them as they were before.

    Raises:
        SettingsError: there is no such reader.
        InputError: an article's text cannot be read.
    """
    reader = reader_named(name, settings)
    if hasattr(reader, "load"):
        reader.load()  # so that loading its model does not count
    articles = [article_beside(gold, settings) for gold in golds]
    scores: dict[str, Score] = {}
    failures: dict[str, str] = {}
    begun = time.perf_counter()
    for gold, (reading, failure) in zip(golds, _readings(reader, articles, raw), strict=True):
        scores[gold.id] = score(gold, reading)
        if failure:
            failures[gold.id] = failure
        if progress is not None:
            progress(f"reading with {name}", len(scores), len(golds))
    return Evaluated(name, scores, time.perf_counter() - begun, failures)


def _readings(reader: Reader, articles: Iterable[Article], raw: bool = False) -> Iterator[Answer]:
    """The readings in order, after the evidence check; a reader that waits for a service reads several at a time."""
    if raw and hasattr(reader, "read_raw"):
        yield from ((check(reader.read_raw(article)), None) for article in articles)
    elif (threads := getattr(reader, "parallel", 0)) > 1:
        with Threads(reader, threads) as several:
            yield from several.read(articles)
    else:
        yield from (read_safely(reader, article) for article in articles)


def identities(
    names: Sequence[str],
    golds: Sequence[Gold],
    clusters: Path,
    settings: Settings,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> list[Identified]:
    """Judges who is who across ``golds`` by the file ``clusters``: of the gold's entities, and of each reader's.

    Raises:
        SettingsError: there is no such reader.
        InputError: an article or the file cannot be read.
    """
    truth, iris = read_clusters(clusters, golds), Iris(settings.base)
    articles = [article_beside(gold, settings) for gold in golds]
    annotated = [as_reading(gold, article) for gold, article in zip(golds, articles, strict=True)]
    found = [identify("annotated entities", golds, annotated, truth, iris)]
    for name in names:
        reader, readings = reader_named(name, settings), []
        for reading, _ in _readings(reader, articles):
            readings.append(reading)
            if progress is not None:
                progress(f"reading with {name}", len(readings), len(golds))
        found.append(identify(f"read by {name}", golds, readings, truth, iris))
    return found


def read_one(article: Article, name: str, settings: Settings) -> tuple[Reading, list[str]]:
    """What the reader ``name`` finds ``article`` to state, after the evidence check, and what is to be said of that.

    Raises:
        SettingsError: there is no such reader.
        ReadingError: the reader fails on the article.
    """
    reader = reader_named(name, settings)
    reading, failure = read_safely(reader, article)
    if failure:
        raise ReadingError(failure, where=Where(article.source))
    return reading, remarks(reader, reading)


def only(golds: Iterable[Gold], ids: Iterable[str]) -> list[Gold]:
    """Those of ``golds`` whose id is one of ``ids``; all of them if there are no ids."""
    wanted = set(ids)
    return [gold for gold in golds if not wanted or gold.id in wanted]
