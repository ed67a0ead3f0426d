"""The list of the stages, from sources to a published generation."""

import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Protocol, TypeVar

import pyoxigraph as ox
from msgspec.structs import replace as replace_fields

from kg import curated, gate, gate_report, processes, reference, report
from kg.built import Built, Made
from kg.catalogue import describe
from kg.edits.carrying import carry, settle
from kg.edits.changes import Changes
from kg.edits.places import Places
from kg.errors import InputError, NoGeneration, ReleaseRefused
from kg.facts import Article, Reading
from kg.fingerprint import of_build, of_program, of_reader
from kg.generations import DataFolder, Draft, Generation
from kg.kept import Kept, Known, packed, unpacked
from kg.pushing import push
from kg.rdf import expand
from kg.read_stage import Readings
from kg.register import Judgements, Register
from kg.register.judgements import FILE as IDENTITIES
from kg.revision import Revision, replace
from kg.search import build_index, revise_index
from kg.seen import keep
from kg.settings import Settings
from kg.sources.kinds import Kind
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.walk import count
from kg.spool import Spool
from kg.stories import Stories
from kg.terms import Iris
from kg.verdicts import FEW as FEW_JUDGED
from kg.verdicts import Judge, Judged, Tables, side_by_side
from kg.whole import entail, write, write_vocabulary

_T = TypeVar("_T")

#: Articles up to which a build revises the generation before, however few it has.
FEW = 20
#: A build revises where no more than one article in so many is to be made anew; above that, making all is faster.
SHARE = 8


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
    folder = DataFolder(settings.data)
    corrections = curated.load(Path(settings.curated) if settings.curated else None, Iris(settings.base))
    inputs = of_build(sources, settings)
    if not anew and inputs and (current := _unchanged(folder, inputs, strict)) is not None:
        if settings.store:
            push(current, settings)  # it may hold another one, or none yet
        return Outcome(current, [], time.monotonic() - begun, current.manifest.counts["articles"], unchanged=True)
    program = of_program(settings)
    kept = Kept(settings.data / "readings.sqlite", of_reader(settings), anew)
    with folder.building(settings) as draft, kept:
        run = _Run(draft, Iris(settings.base), kept, progress, program, corrections, strict)
        run.read(sources)
        run.judge_input()
        run.decide()
        before = None if anew else run.before()
        draft.inputs = inputs if inputs and not run.failed else ""
        generation = run.publish() if before is None else run.revise(before)
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
    program: bytes
    corrections: curated.Corrections
    strict: bool
    failed: bool = False
    """Whether an article could not be read, which may go well the next time."""
    spent: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)
    articles: list[tuple[str, bytes]] = field(default_factory=list)
    """Identifier of each article and the key of its reading, empty where it could not be read; in their order."""
    made_of: dict[str, bytes] = field(default_factory=dict)
    """For the IRI of each article a digest of all that its graph is made from."""

    def __post_init__(self) -> None:
        data = self.draft.folder.path
        self.spool = Spool(self.draft.staging.parent / "readings.jsonl")
        decided = Judgements(data).standing()
        self.register = Register(self.iris, decided, keep(data / "register.sqlite", self.program))
        self.stories = Stories(keep(data / "stories.sqlite", self.program))

    def read(self, sources: Sequence[Path | str]) -> None:
        """Reads every article that has not been read before, and shows those that are new or changed to who looks at
        all of them.
        """
        settings = self.draft.settings
        total = count(sources, Kind(settings.format) if settings.format else None)
        said: list[tuple[int, Notice]] = []
        with self.spool, Readings(settings, self.kept) as readings:
            found = read(sources, settings, self.draft.folder.path / "web.sqlite", self.kept.article)
            for one in readings.read(_articles(found, said)):
                known, reading = (one, None) if isinstance(one, Known) else self._settle(*one, readings)
                said += [(len(self.articles), Notice(known.source, words, False, known.id)) for words in known.remarks]
                if known.dropped:
                    self.counts["dropped"] += known.dropped
                self._see(known, reading)
                self.articles.append((known.id, known.key))
                self.progress("read", len(self.articles), total)
            self.spent = readings.spent()
        self.kept.save()
        for stage in (self.register, self.stories):
            for article in stage.seen.withdraw(id for id, _ in self.articles):
                stage.forget(article)
        self.counts["articles"] = len(self.articles)
        self.notices += [notice for _, notice in sorted(said, key=itemgetter(0))]

    def _settle(self, reading: Reading, failure: str | None, readings: Readings) -> tuple[Known, Reading]:
        if failure is None:
            remarks = tuple(readings.remarks(reading))
            return self.kept.settle(reading.article, remarks, len(reading.rejected)), reading
        self.failed = True
        self.spool.write(reading)
        words = (f"{failure}; stored, but without facts",)
        return Known(reading.article.id, b"", words, 0, reading.article.source), reading

    def _see(self, known: Known, reading: Reading | None) -> None:
        for stage in (self.register, self.stories):
            if not known.key or stage.seen.of(known.id) != known.key:
                reading = reading or self.kept.again(known.key)
                stage.see(reading)
                stage.seen.mark(known.id, known.key)

    def decide(self) -> None:
        """Has the register and the stories decide, and finds out what each article's graph is made from."""
        self.progress("who is who", 0, None)
        self.resolution = self.register.resolve()
        self.notices += [Notice(IDENTITIES, words, False) for words in self.resolution.conflicts]
        self.told = self.stories.resolve()
        if self.corrections:
            self.corrections.follow(_moved(chain(self.resolution.graph(), self.told.graph(self.iris))))
        stands = dict(self.resolution.fingerprints())
        for id, key in self.articles:
            made = f"{stands.get(id, '')} {self.told.fingerprint(id)}".encode()
            self.made_of[self.iris.article(id)] = blake2b(key + made, digest_size=16).digest() if key else b""

    def before(self) -> Generation | None:
        """The current generation, if it is less work to revise it than to make all anew.

        Corrections reach into any graph, so that with them all is made anew.
        """
        if self.corrections:
            return None
        try:
            current = self.draft.folder.current()
        except NoGeneration:
            return None
        built = Built.read(current.path)
        if built is None or built.program != self.program or (self.strict and built.counts["quarantined"]):
            return None
        self.built = built
        changed = len(self._changed()) + len(self._withdrawn())
        return current if changed <= FEW or changed * SHARE <= len(self.articles) else None

    def _changed(self) -> set[str]:
        known = self.built.graphs
        return {iri for iri, of in self.made_of.items() if not of or iri not in known or known[iri].of != of}

    def _withdrawn(self) -> set[str]:
        ours = self.iris.article("")
        return {iri for iri in self.built.graphs if iri.startswith(ours) and iri not in self.made_of}

    def readings(self, wanted: Container[str]) -> Iterator[bytes]:
        """The readings of the articles with the IRIs ``wanted``, in their order, as they are kept."""
        failed = iter(self.spool)
        for id, key in self.articles:
            reading = None if key else next(failed)
            if self.iris.article(id) in wanted:
                yield packed(reading) if reading else self.kept.packed(key)

    def judge(self) -> Judge:
        """What maps and validates in this process."""
        return Judge(self.iris, self.resolution, self.told, self.corrections.sift)

    def judged(self) -> Iterator[Judged]:
        """What is to be written of all articles."""
        count = processes.count(self.draft.settings)
        if self.corrections or count == 1 or len(self.articles) <= FEW_JUDGED:
            return self.judge().judged(map(unpacked, self.readings(self.made_of)))
        data = self.draft.folder.path
        tables = Tables(self.iris.base, str(data / "register.sqlite"), str(data / "stories.sqlite"))
        return side_by_side(tables, count, self.readings(self.made_of))

    def _counted(self, some: Iterable[_T], total: int) -> Iterator[_T]:
        for done, one in enumerate(some, 1):
            yield one
            self.progress("map and validate", done, total)

    def judge_input(self) -> None:
        """Whether what was found is worth a generation."""
        set_aside = [notice for notice in self.notices if notice.set_aside]
        self.counts["set aside"] = len(set_aside)
        self.counts["withdrawn"] = 0
        if self.strict and set_aside:
            raise ReleaseRefused(
                f"refused: {len(set_aside)} source(s) had to be set aside: {set_aside[0]}",
                hint="correct or remove them, or build without --strict",
            )
        if not self.counts["articles"]:
            reasons = "".join(f"\n  {notice}" for notice in self.notices)
            raise InputError(f"nothing to build: there is no article in the sources{reasons}")

    def publish(self) -> Generation:
        """Makes a generation of all articles."""
        self.built = Built(self.program, {})
        report_graph = self.iris.graph("report")
        for one in self._counted(write(self.draft, self.judged()), len(self.made_of)):
            self._note(one.article, one.made, one.refused)
        for name, triples in self._across().items():
            self.draft.add(self.iris.graph(name), self.corrections.sift(self.iris.graph(name), triples))
        write_vocabulary(self.draft, self.iris)
        self.correct()
        for verdict in carry(self.draft):
            self._judged(verdict)
            self.draft.add(report_graph, gate_report.graph(verdict))
        self.progress("entail", 0, None)
        entail(self.draft, self.iris)
        self.draft.flush()
        self.notices += self.corrections.remaining(self.draft.store)
        self.draft.add(report_graph, report.triples(dict.fromkeys(self.notices), self.iris))
        self.progress("publish", 0, None)
        self.draft.built = None if self.corrections else self.built
        return self.draft.publish({**self.counts, **self.built.counts}, catalogue=describe, index=build_index)

    def correct(self) -> None:
        """Writes what people add, through the gate, and the record of what they withdrew."""
        report_graph = self.iris.graph("report")
        for graph, triples in self.corrections.graphs():
            self.draft.add(graph, triples)
            self.draft.flush()
            self._judged(verdict := settle(self.draft, graph, self.iris))
            self.draft.add(report_graph, gate_report.graph(verdict))
            for aside in verdict.set_aside:
                if (notice := self.corrections.refused(aside.triple, aside.finding.message())) is not None:
                    self.notices.append(notice)
        self.draft.add(report_graph, self.corrections.record())
        self.counts["withdrawn"] = self.corrections.withdrawn
        self.notices += self.corrections.notices()

    def revise(self, before: Generation) -> Generation:
        """Makes a generation of the one before by what has changed."""
        changed, withdrawn = self._changed(), self._withdrawn()
        self.draft.begin_as(before)
        changes = Changes(self.draft.store, Places.of(before.manifest))
        revision = Revision(self.draft, changes, self.iris)
        for graph in sorted(withdrawn):
            revision.withdraw(graph)
            del self.built.graphs[graph]
        for verdict in self._counted(self.judge().verdicts(map(unpacked, self.readings(changed))), len(changed)):
            self._judged(verdict)
            revision.put(verdict)
        for name, triples in self._across().items():
            replace(changes, self.iris.graph(name), triples)
        for verdict in revision.sift():
            self._judged(verdict)
        revision.notices(report.triples(self.notices, self.iris))
        self.progress("publish", 0, None)
        revision.finish()
        self.draft.built = self.built
        index = partial(revise_index, before=before.search, changes=changes)
        counts = {**self.counts, **self.built.counts}
        return self.draft.revise(before, changes, catalogue=describe, index=index, counts=counts)

    def _across(self) -> dict[str, Iterable[ox.Triple]]:
        """The graphs that speak of all articles, by name."""
        resolution = self.resolution
        return {
            "stories": self.told.graph(self.iris),
            "register": resolution.graph(),
            "reference": reference.graph(resolution.entities, self.iris, reference.beside(resolution)),
        }

    def _judged(self, verdict: gate.Verdict) -> None:
        self._note(verdict.article, Made.of_verdict(verdict), verdict.refused)

    def _note(self, graph: str, made: Made, refused: tuple[str, str] | None) -> None:
        """Counts what the gate has found, or refuses the release."""
        if self.strict and refused is not None:
            raise ReleaseRefused(
                f"refused: {graph} violates {refused[0]}: {refused[1]}",
                hint="look at it with: kg extract FILE; or build without --strict",
            )
        self.built.graphs[graph] = replace_fields(made, of=self.made_of.get(graph, b""))


def _articles(found: Iterable[Article | Known | Notice], said: list[tuple[int, Notice]]) -> Iterator[Article | Known]:
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
