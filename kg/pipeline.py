"""The list of the stages, from sources to a published generation."""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

import ontology
from kg import gate, gate_report, reference, report, vocabulary
from kg.articles.files import Found, Notice, english, find, read
from kg.catalogue import describe
from kg.disk import disk_errors
from kg.entailment import stream
from kg.errors import InputError, ReleaseRefused, SettingsError
from kg.facts import Article, Reader, Reading
from kg.generations import DataFolder, Draft, Generation
from kg.mapping import Mapper
from kg.reading.evidence import check
from kg.register import Register
from kg.search import build_index
from kg.settings import Settings
from kg.spool import Spool
from kg.terms import Iris

#: Graphs of files under ``ontology/``.
VOCABULARY = (
    ("ontology", "civigraph.ttl"),
    ("shapes", "shapes.ttl"),
    ("roles", "roles.ttl"),
    ("examples", "prefixes.ttl"),
)

log = logging.getLogger(__name__)


class Progress(Protocol):
    """Told how far a long work has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """``done`` of ``total`` articles (None: not known yet) have passed ``stage``."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Tells nobody."""


@dataclass
class Outcome:
    """What a build has done."""

    generation: Generation
    notices: list[Notice]
    seconds: float

    @property
    def set_aside(self) -> list[Notice]:
        """The sources that were left out."""
        return [notice for notice in self.notices if notice.set_aside]


def build(sources: Sequence[Path], settings: Settings, *, strict: bool = False, progress: Progress = silent) -> Outcome:
    """Reads ``sources`` and publishes what they state as the next generation of ``settings.data``.

    Raises:
        StoreError: the data folder is in use, full, or written by a newer version.
        ReleaseRefused: ``strict``, and something violates a shape.
    """
    begun = time.monotonic()
    iris = Iris(settings.base)
    with DataFolder(settings.data).building(settings) as draft:
        run = _Run(draft, iris, progress)
        spool = Spool(draft.staging.parent / "readings.jsonl")
        register = Register(iris)
        run.read(sources, spool, register)
        run.judge_input(strict)
        resolution = register.resolve()
        run.publish(spool, Mapper(resolution, iris), strict)
        draft.add(iris.graph("register"), resolution.graph())
        draft.add(iris.graph("reference"), reference.graph(resolution.entities, iris, reference.beside(resolution)))
        run.vocabulary()
        draft.add(iris.graph("report"), report.triples(run.notices, iris))
        run.entail()
        generation = draft.publish(
            run.counts, catalogue=lambda totals: describe(totals, iris, draft.store), index=build_index
        )
    return Outcome(generation, run.notices, time.monotonic() - begun)


@dataclass
class _Run:
    draft: Draft
    iris: Iris
    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)

    def read(self, sources: Sequence[Path], spool: Spool, register: Register) -> None:
        settings = self.draft.settings
        reader = load_reader(settings)
        total = sum(isinstance(found, Found) for found in find(sources))
        with spool:
            for found in read(sources, settings):
                if isinstance(found, Notice):
                    self.notices.append(found)
                    continue
                reading = self.one(reader, found)
                register.see(reading)
                spool.write(reading)
                self.counts["articles"] += 1
                self.progress("read", self.counts["articles"], total)

    def judge_input(self, strict: bool) -> None:
        """Whether what was found is worth a generation."""
        set_aside = [notice for notice in self.notices if notice.set_aside]
        self.counts["set aside"] = len(set_aside)
        if strict and set_aside:
            raise ReleaseRefused(
                f"refused: {len(set_aside)} source(s) had to be set aside: {set_aside[0]}",
                hint="correct or remove them, or build without --strict",
            )
        if not self.counts["articles"]:
            reasons = "".join(f"\n  {notice}" for notice in self.notices)
            raise InputError(f"nothing to build: there is no article in the sources{reasons}")

    def one(self, reader: Reader, article: Article) -> Reading:
        """What ``article`` states; a reader that fails on it costs its facts, not the build."""
        if not english(article):
            return Reading(article=article, reader=reader.name)
        try:
            return check(reader.read(article))
        except Exception as error:
            log.debug("reader failed on %s", article.source, exc_info=True)
            message = f"the reader failed on it ({type(error).__name__}: {error}); stored, but without facts"
            self.notices.append(Notice(article.source, message, False, article.id))
            return Reading(article=article, reader=reader.name)

    def publish(self, spool: Spool, mapper: Mapper, strict: bool) -> None:
        """Maps each reading, lets it through the gate, and writes what passes."""
        total = self.counts["articles"]
        with self.draft.quarantine.open("wb") as quarantine:
            mapped = ((self.iris.article(reading.article.id), mapper.map(reading)) for reading in spool)
            for done, verdict in enumerate(gate.check_many(mapped), 1):
                iri = verdict.article
                if strict and verdict.set_aside:
                    first = verdict.set_aside[0].finding
                    raise ReleaseRefused(
                        f"refused: {iri} violates {first.shape}: {first.message()}",
                        hint="look at it with: kg extract FILE; or build without --strict",
                    )
                self.draft.add(iri, verdict.kept)
                self.draft.add(self.iris.graph("report"), gate_report.graph(verdict))
                self.counts["warnings"] += sum(not finding.violation for finding in verdict.findings)
                self.counts["quarantined"] += len(gate_report.statements(verdict))
                with disk_errors(self.draft.quarantine):
                    quarantine.writelines(_line(aside.triple, iri) for aside in verdict.set_aside)
                self.progress("map and validate", done, total)

    def vocabulary(self) -> None:
        """Writes what the articles' graphs are understood by."""
        for name, file in VOCABULARY:
            self.draft.add(self.iris.graph(name), _triples(ontology.path(file), name))
        self.draft.add(self.iris.graph("examples"), vocabulary.examples(self.iris.base))

    def entail(self) -> None:
        """Writes what follows from all that is asserted."""
        self.progress("entail", 0, None)
        beside = {self.iris.graph(name) for name in ("ontology", "shapes", "examples", "report", "entailed")}
        self.draft.add(self.iris.graph("entailed"), stream(lambda: self.draft.triples(without=beside)))


def _line(triple: ox.Triple, graph: str) -> bytes:
    quad = ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph))
    return ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b""


def _triples(path: Path, name: str) -> Iterator[ox.Triple]:
    """The file's triples; blank nodes are named by the order they come in, so that a rebuild names them alike."""
    names: dict[str, ox.BlankNode] = {}

    def steady(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term.value, ox.BlankNode(f"{name}{len(names)}"))
        return term

    for quad in ox.parse(path=str(path)):
        yield ox.Triple(steady(quad.subject), quad.predicate, steady(quad.object))  # type: ignore[arg-type]


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
