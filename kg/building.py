"""A build whose sources have something new: the stages in their order, to a generation made whole or by revising."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import pyoxigraph as ox
from msgspec.structs import replace as replace_fields

from kg import curated, gate, gate_report, processes, reference, report
from kg.built import Built, Made
from kg.catalogue import describe
from kg.edits.carrying import carry, settle
from kg.edits.changes import Changes
from kg.edits.places import Places
from kg.errors import InputError, NoGeneration, ReleaseRefused
from kg.facts import EntityType
from kg.files import Files
from kg.fingerprint import of_program, of_reader, of_sources
from kg.gathering import Gathering
from kg.generations import Draft, Generation
from kg.kept import Kept, unpacked
from kg.memory import release
from kg.pool import Pool
from kg.progress import Progress
from kg.rdf import expand
from kg.revision import Revision, exchange, replace
from kg.search import build_index, revise_index
from kg.settings import IDENTITIES
from kg.sources.record import Notice
from kg.terms import Iris
from kg.verdicts import FEW as FEW_JUDGED
from kg.verdicts import Judge, Judged, Tables, side_by_side
from kg.whole import entail, write, write_vocabulary

_T = TypeVar("_T")

#: Articles up to which a build revises the generation before, however few it has.
FEW = 20
#: A build revises where no more than one article in so many is to be made anew; above that, making all is faster.
SHARE = 8


class Run:
    """One build; a context manager, at whose end the readings are kept."""

    def __init__(
        self, draft: Draft, files: Files, progress: Progress, ahead: Pool | None, *, strict: bool, anew: bool
    ) -> None:
        """``ahead``: what reads, as far as it has been started already."""
        settings = draft.settings
        self.draft = draft
        self.progress = progress
        self.strict = strict
        self.anew = anew
        self.iris = Iris(settings.base)
        self.corrections = curated.load(Path(settings.curated) if settings.curated else None, self.iris)
        self.program = of_program(settings)
        self.kept = Kept(settings.data / "readings.sqlite", of_reader(settings), files, of_sources(settings), anew)
        self.gathered = Gathering(draft, self.kept, progress, self.program, ahead)
        self.counts: Counter[str] = self.gathered.counts
        self.notices: list[Notice] = self.gathered.notices

    def __enter__(self) -> Self:
        self.gathered.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.gathered.__exit__(kind, error, tb)

    @property
    def spent(self) -> str:
        """What the reader used, where it counts that."""
        return self.gathered.spent

    def make(self, sources: Sequence[Path | str], inputs: str) -> Generation:
        """The generation of ``sources``; ``inputs`` is their digest, empty where they cannot be known again."""
        self.gathered.read(sources, meanwhile=gate.load)
        self.judge_input()
        self.decide()
        before = None if self.anew else self.before()
        self.draft.inputs = "" if self.gathered.failed else inputs
        return self.publish() if before is None else self.revise(before)

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

    def decide(self) -> None:
        """Has it decided who is who and which articles are copies, and tells what people decided in vain."""
        self.gathered.decide()
        resolution, told = self.gathered.resolution, self.gathered.told
        self.notices += [Notice(IDENTITIES, words, False) for words in resolution.conflicts]
        if self.corrections:
            self.corrections.follow(_moved(chain(resolution.graph(), told.graph(self.iris))))

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
        return current if changed <= FEW or changed * SHARE <= len(self.gathered.articles) else None

    def _changed(self) -> set[str]:
        known = self.built.graphs
        made_of = self.gathered.made_of
        return {iri for iri, of in made_of.items() if not of or iri not in known or known[iri].of != of}

    def _withdrawn(self) -> set[str]:
        ours, there = self.iris.article(""), self.gathered.made_of
        return {iri for iri in self.built.graphs if iri.startswith(ours) and iri not in there}

    def judge(self) -> Judge:
        """What maps and validates in this process."""
        return Judge(self.iris, self.gathered.resolution, self.gathered.told, self.corrections)

    def judged(self) -> Iterator[Judged]:
        """What is to be written of all articles."""
        count, readings = processes.count(self.draft.settings), self.gathered.readings(self.gathered.made_of)
        if count == 1 or len(self.gathered.articles) <= FEW_JUDGED:
            return self.judge().judged(map(unpacked, readings))
        tables = Tables.of(self.draft.folder.path, self.iris, self.corrections)
        return side_by_side(tables, self.corrections, count, readings)

    def _counted(self, some: Iterable[_T], total: int) -> Iterator[_T]:
        for done, one in enumerate(some, 1):
            yield one
            self.progress("map and validate", done, total)

    def publish(self) -> Generation:
        """Makes a generation of all articles."""
        release()
        state = self.gathered.told.state()
        self.built = Built(self.program, {}, self.gathered.resolution.outcome.after, state)
        report_graph = self.iris.graph("report")
        for one in self._counted(write(self.draft, self.judged()), len(self.gathered.made_of)):
            self._note(one.article, one.made, one.refused)
        release()
        for name, triples in self._across().items():
            self.draft.add(self.iris.graph(name), self.corrections.sift(self.iris.graph(name), triples))
        write_vocabulary(self.draft, self.iris)
        self.correct()
        for verdict in carry(self.draft):
            self._judged(verdict)
            self.draft.add(report_graph, gate_report.graph(verdict))
        self.draft.prove()
        release()
        self.progress("entail", 0, None)
        entail(self.draft, self.iris)
        self.draft.flush()
        self.notices += self.corrections.remaining(self.draft.store)
        self.draft.add(report_graph, report.triples(dict.fromkeys(self.notices), self.iris))
        release()
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
        for verdict in self._counted(
            self.judge().verdicts(map(unpacked, self.gathered.readings(changed))), len(changed)
        ):
            self._judged(verdict)
            revision.put(verdict)
        self._revise_across(changes)
        for verdict in revision.sift():
            self._judged(verdict)
        revision.notices(report.triples(self.notices, self.iris))
        self.progress("publish", 0, None)
        revision.finish()
        self.draft.built = self.built
        index = partial(revise_index, before=before.search, changes=changes)
        counts = {**self.counts, **self.built.counts}
        return self.draft.revise(before, changes, catalogue=describe, index=index, counts=counts)

    def _revise_across(self, changes: Changes) -> None:
        """Brings the graphs that speak of all articles up to date."""
        decided, graphs = self.gathered.resolution.outcome, self._across()
        if decided.partial and decided.before == self.built.register:
            exchange(changes, self.iris.graph("register"), decided.gone, decided.come)
            del graphs["register"]
        told = self.gathered.told
        if (difference := told.difference(self.built.stories, self.iris)) is not None:
            exchange(changes, self.iris.graph("stories"), *difference)
            del graphs["stories"]
        for name, triples in graphs.items():
            replace(changes, self.iris.graph(name), triples)
        self.built.register, self.built.stories = decided.after, told.state()

    def _across(self) -> dict[str, Iterable[ox.Triple]]:
        """The graphs that speak of all articles, by name."""
        resolution = self.gathered.resolution
        known = resolution.typed(EntityType.PLACE, EntityType.INDUSTRY)
        return {
            "stories": self.gathered.told.graph(self.iris),
            "register": resolution.graph(),
            "reference": reference.graph(known, self.iris, resolution.beside),
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
        self.built.graphs[graph] = replace_fields(made, of=self.gathered.made_of.get(graph, b""))


def _moved(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Which IRIs lead to which others."""
    replaced = expand("dcterms:isReplacedBy")
    return {str(t.subject.value): str(t.object.value) for t in triples if t.predicate == replaced}  # type: ignore[union-attr]  # IRIs
