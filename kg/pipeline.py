"""The list of the stages, from sources to a published generation."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

import ontology
from kg import curated, entailment, gate, gate_report, reference, report, vocabulary
from kg.catalogue import describe
from kg.disk import disk_errors
from kg.edits.carrying import carry, settle
from kg.edits.judging import beside
from kg.errors import InputError, NoGeneration, ReleaseRefused
from kg.facts import Article
from kg.fingerprint import of_build, of_reader
from kg.generations import DataFolder, Draft, Generation
from kg.kept import Kept
from kg.mapping import Mapper
from kg.pushing import push
from kg.rdf import expand
from kg.read_stage import Readings
from kg.register import Judgements, Register
from kg.register.judgements import FILE as IDENTITIES
from kg.search import build_index
from kg.settings import Settings
from kg.sources.kinds import Kind
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.walk import count
from kg.spool import Spool
from kg.stories import Stories
from kg.terms import Iris

#: Graphs of files under ``ontology/``.
VOCABULARY = (
    ("ontology", "civigraph.ttl"),
    ("shapes", "shapes.ttl"),
    ("roles", "roles.ttl"),
    ("examples", "prefixes.ttl"),
)


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
    kept: int = 0
    """Articles that were not read again."""
    unchanged: bool = False
    """Nothing is different from what the current generation was built from; it stays."""
    spent: str = ""
    """What the reader used, where it counts that."""

    @property
    def set_aside(self) -> list[Notice]:
        """The sources that were left out."""
        return [notice for notice in self.notices if notice.set_aside]


def build(
    sources: Sequence[Path | str],
    settings: Settings,
    *,
    strict: bool = False,
    anew: bool = False,
    progress: Progress = silent,
) -> Outcome:
    """Reads ``sources`` and publishes what they state as the next generation of ``settings.data``.

    Articles that were read before are not read again, and where nothing at all has changed the current generation
    stays; ``anew`` does everything again.

    Raises:
        StoreError: the data folder is in use, full, or written by a newer version.
        ReleaseRefused: ``strict``, and something violates a shape.
    """
    begun = time.monotonic()
    iris = Iris(settings.base)
    folder = DataFolder(settings.data)
    corrections = curated.load(Path(settings.curated) if settings.curated else None, iris)
    inputs = of_build(sources, settings)
    if not anew and inputs and (current := _unchanged(folder, inputs, strict)) is not None:
        if settings.store:
            push(current, settings)  # it may hold another one, or none yet
        return Outcome(current, [], time.monotonic() - begun, current.manifest.counts["articles"], unchanged=True)
    kept = Kept(settings.data / "readings.sqlite", of_reader(settings), anew)
    with folder.building(settings) as draft:
        run = _Run(draft, iris, kept, progress)
        spool = Spool(draft.staging.parent / "readings.jsonl")
        register = Register(iris, Judgements(settings.data).standing())
        stories = Stories()
        run.read(sources, spool, register, stories)
        run.judge_input(strict)
        resolution = register.resolve()
        run.notices += [Notice(IDENTITIES, words, False) for words in resolution.conflicts]
        told = stories.resolve()
        if corrections:
            corrections.follow(_moved(chain(resolution.graph(), told.graph(iris))))
        run.publish(spool, Mapper(resolution, iris, told), corrections, strict)
        known = reference.graph(resolution.entities, iris, reference.beside(resolution))
        for name, triples in ("stories", told.graph(iris)), ("register", resolution.graph()), ("reference", known):
            draft.add(iris.graph(name), corrections.sift(iris.graph(name), triples))
        run.vocabulary()
        run.correct(corrections, strict)
        run.carry(strict)
        run.entail()
        draft.flush()
        run.notices += corrections.remaining(draft.store)
        draft.add(iris.graph("report"), report.triples(run.notices, iris))
        draft.inputs = inputs if inputs and not run.failed else ""
        generation = draft.publish(run.counts, catalogue=describe, index=build_index)
    return Outcome(generation, run.notices, time.monotonic() - begun, kept.hits, spent=run.spent)


def _unchanged(folder: DataFolder, inputs: str, strict: bool) -> Generation | None:
    """The current generation, if it was built from the same and a build would say nothing else than it does."""
    try:
        current = folder.current()
    except NoGeneration:
        return None
    refused = strict and (current.manifest.counts.get("set aside") or current.manifest.counts.get("quarantined"))
    return current if current.manifest.inputs == inputs and not refused else None


@dataclass
class _Run:
    draft: Draft
    iris: Iris
    kept: Kept
    progress: Progress
    failed: bool = False
    """Whether an article could not be read, which may go well the next time."""
    spent: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)

    def read(self, sources: Sequence[Path | str], spool: Spool, register: Register, stories: Stories) -> None:
        settings = self.draft.settings
        total = count(sources, Kind(settings.format) if settings.format else None)
        said: list[tuple[int, Notice]] = []
        with spool, self.kept, Readings(settings, self.kept) as readings:
            found = read(sources, settings, self.draft.folder.path / "web.sqlite", self.kept.article)
            for reading, failure in readings.read(_articles(found, said)):
                self.failed |= failure is not None
                words = [f"{failure}; stored, but without facts"] if failure else readings.remarks(reading)
                article, number = reading.article, self.counts["articles"]
                said += [(number, Notice(article.source, one, False, article.id)) for one in words]
                if reading.rejected:
                    self.counts["dropped"] += len(reading.rejected)
                register.see(reading)
                stories.see(reading)
                spool.write(reading)
                self.counts["articles"] += 1
                self.progress("read", self.counts["articles"], total)
            self.spent = readings.spent()
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

    def publish(self, spool: Spool, mapper: Mapper, corrections: curated.Corrections, strict: bool) -> None:
        """Maps each reading, lets what nobody withdrew of it through the gate, and writes what passes."""
        total = self.counts["articles"]
        with self.draft.quarantine.open("wb") as quarantine:
            named = ((self.iris.article(reading.article.id), reading) for reading in spool)
            mapped = ((iri, corrections.sift(iri, mapper.map(reading))) for iri, reading in named)
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

    def correct(self, corrections: curated.Corrections, strict: bool) -> None:
        """Writes what people add, through the gate, and the record of what they withdrew."""
        for graph, triples in corrections.graphs():
            self.draft.add(graph, triples)
            self.draft.flush()
            self._tell(verdict := settle(self.draft, graph, self.iris), strict)
            for aside in verdict.set_aside:
                if (notice := corrections.refused(aside.triple, aside.finding.message())) is not None:
                    self.notices.append(notice)
        self.draft.add(self.iris.graph("report"), corrections.record())
        self.counts["withdrawn"] = corrections.withdrawn
        self.notices += corrections.notices()

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
        draft, here = self.draft, ox.DefaultGraph()
        silent = beside(self.iris)
        properties, classes = entailment.read()

        def asserted(triple: ox.Triple) -> bool:
            merged = ox.Quad(triple.subject, triple.predicate, triple.object, here)
            return merged in draft.store and draft.states(triple, without=silent)

        found = entailment.stream(lambda: draft.facts(properties, classes, without=silent), asserted)
        draft.put_all(self.iris.graph("entailed"), found)


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


def _moved(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Which IRIs lead to which others."""
    replaced = expand("dcterms:isReplacedBy")
    return {str(t.subject.value): str(t.object.value) for t in triples if t.predicate == replaced}  # type: ignore[union-attr]  # IRIs


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
