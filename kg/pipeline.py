"""The list of the stages, from sources to a published generation."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

import ontology
from kg import gate, gate_report, pool, reference, report, vocabulary
from kg.catalogue import describe
from kg.disk import disk_errors
from kg.edits.carrying import carry
from kg.entailment import stream
from kg.errors import InputError, ReleaseRefused
from kg.facts import Article, Reader
from kg.generations import DataFolder, Draft, Generation
from kg.mapping import Mapper
from kg.readers import load_reader as load_reader
from kg.readers import read_safely
from kg.reading_process import Answer
from kg.register import Judgements, Register
from kg.register.judgements import FILE as IDENTITIES
from kg.search import build_index
from kg.settings import Settings
from kg.sources.kinds import Kind
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.walk import count
from kg.spool import Spool
from kg.terms import Iris

#: Graphs of files under ``ontology/``.
VOCABULARY = (
    ("ontology", "civigraph.ttl"),
    ("shapes", "shapes.ttl"),
    ("roles", "roles.ttl"),
    ("examples", "prefixes.ttl"),
)

#: Articles up to which the build reads them itself: starting other processes takes as long as reading these.
FEW = 20


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


def build(
    sources: Sequence[Path | str], settings: Settings, *, strict: bool = False, progress: Progress = silent
) -> Outcome:
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
        register = Register(iris, Judgements(settings.data).standing())
        run.read(sources, spool, register)
        run.judge_input(strict)
        resolution = register.resolve()
        run.notices += [Notice(IDENTITIES, words, False) for words in resolution.conflicts]
        run.publish(spool, Mapper(resolution, iris), strict)
        draft.add(iris.graph("register"), resolution.graph())
        draft.add(iris.graph("reference"), reference.graph(resolution.entities, iris, reference.beside(resolution)))
        run.vocabulary()
        run.carry(strict)
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

    def read(self, sources: Sequence[Path | str], spool: Spool, register: Register) -> None:
        settings = self.draft.settings
        reader = load_reader(settings)
        total = count(sources, Kind(settings.format) if settings.format else None)
        said: list[tuple[int, Notice]] = []
        articles = _articles(read(sources, settings, self.draft.folder.path / "web.sqlite"), said)
        with spool, _on_cores(settings, reader, total) as read_all:
            for reading, failure in read_all(articles):
                if failure:
                    article = reading.article
                    notice = Notice(article.source, f"{failure}; stored, but without facts", False, article.id)
                    said.append((self.counts["articles"], notice))
                register.see(reading)
                spool.write(reading)
                self.counts["articles"] += 1
                self.progress("read", self.counts["articles"], total)
        self.notices += [notice for _, notice in sorted(said, key=itemgetter(0))]

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

    def publish(self, spool: Spool, mapper: Mapper, strict: bool) -> None:
        """Maps each reading, lets it through the gate, and writes what passes."""
        total = self.counts["articles"]
        with self.draft.quarantine.open("wb") as quarantine:
            mapped = ((self.iris.article(reading.article.id), mapper.map(reading)) for reading in spool)
            for done, verdict in enumerate(gate.check_many(mapped), 1):
                iri = verdict.article
                self._tell(verdict, strict)
                self.draft.add(iri, verdict.kept)
                with disk_errors(self.draft.quarantine):
                    quarantine.writelines(_line(aside.triple, iri) for aside in verdict.set_aside)
                self.progress("map and validate", done, total)

    def _tell(self, verdict: gate.Verdict, strict: bool) -> None:
        """Writes the gate's report on one graph, or refuses the release."""
        if strict and verdict.set_aside:
            first = verdict.set_aside[0].finding
            raise ReleaseRefused(
                f"refused: {verdict.article} violates {first.shape}: {first.message()}",
                hint="look at it with: kg extract FILE; or build without --strict",
            )
        self.draft.add(self.iris.graph("report"), gate_report.graph(verdict))
        self.counts["warnings"] += sum(not finding.violation for finding in verdict.findings)
        self.counts["quarantined"] += len(gate_report.statements(verdict))

    def carry(self, strict: bool) -> None:
        """Brings in what people have written, now that it can be seen beside all else."""
        for verdict in carry(self.draft):
            self._tell(verdict, strict)

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


def _articles(found: Iterable[Article | Notice], said: list[tuple[int, Notice]]) -> Iterator[Article]:
    """The articles; notices go to ``said`` with the number of articles before what they are about.

    Articles are found ahead of their being read, how far depends on the machine; the numbers give one order to all.
    """
    number = 0
    for one in found:
        if isinstance(one, Notice):
            said.append((number, one))
        else:
            yield one
            number += 1


@contextmanager
def _on_cores(
    settings: Settings, reader: Reader, total: int | None
) -> Iterator[Callable[[Iterable[Article]], Iterator[Answer]]]:
    """What reads articles: processes on all cores, or this process where starting others would take longer."""
    processes = pool.processes(settings)
    if processes == 1 or (total is not None and total <= FEW):
        yield lambda articles: (read_safely(reader, article) for article in articles)
    else:
        with pool.Pool(settings, min(processes, total or processes), reader.name) as started:
            yield started.read


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
