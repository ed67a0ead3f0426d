"""Evaluation: readers run over the texts of annotated articles, their facts compared with the annotation."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

from kg.errors import SettingsError
from kg.evaluation.gold import Gold
from kg.evaluation.identity import Identified, as_reading, identify
from kg.evaluation.identity import read as read_clusters
from kg.evaluation.report import Evaluated
from kg.evaluation.scoring import Score, score
from kg.facts import Article, Reader, Reading
from kg.reading.evidence import check
from kg.settings import Settings
from kg.sources.reading import read_one as read_source
from kg.terms import Iris


def reader_named(name: str, settings: Settings) -> Reader:
    """The reader registered as ``name`` under the entry point group ``kg.readers``.

    Raises:
        SettingsError: there is none of that name.
    """
    from kg.pipeline import load_reader  # late: it draws in the store, which only building needs

    try:
        return load_reader(replace(settings, reader=name))
    except SettingsError as error:
        known = sorted({"builtin", *entry_points(group="kg.readers").names})
        raise SettingsError(f"there is no reader {name!r}", hint="known ones: " + ", ".join(known)) from error


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
    read = getattr(reader, "read_raw", reader.read) if raw else reader.read
    articles = [article_beside(gold, settings) for gold in golds]
    scores: dict[str, Score] = {}
    seconds = 0.0
    read(Article(id="warm-up", body="Its model is loaded now, so that loading does not count.", source="warm-up"))
    for gold, article in zip(golds, articles, strict=True):
        begun = time.perf_counter()
        reading = check(read(article))
        seconds += time.perf_counter() - begun
        scores[gold.id] = score(gold, reading)
        if progress is not None:
            progress(f"reading with {name}", len(scores), len(golds))
    return Evaluated(name, scores, seconds)


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
        for article in articles:
            readings.append(check(reader.read(article)))
            if progress is not None:
                progress(f"reading with {name}", len(readings), len(golds))
        found.append(identify(f"read by {name}", golds, readings, truth, iris))
    return found


def read_one(article: Article, name: str, settings: Settings) -> Reading:
    """What the reader ``name`` finds ``article`` to state, after the evidence check."""
    return check(reader_named(name, settings).read(article))


def only(golds: Iterable[Gold], ids: Iterable[str]) -> list[Gold]:
    """Those of ``golds`` whose id is one of ``ids``; all of them if there are no ids."""
    wanted = set(ids)
    return [gold for gold in golds if not wanted or gold.id in wanted]
