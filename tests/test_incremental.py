"""A build that revises the generation before gives what a build of everything gives, whatever has changed.

``CIVIGRAPH_STEPS=200 pytest tests/test_incremental.py`` goes on for longer than every test run does.
"""

import json
import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
import tantivy

from kg import building
from kg.built import FILE as BUILT
from kg.built import Built
from kg.edits.evaluation import Request, carry_out
from kg.edits.judging import EditRefused
from kg.edits.publishing import publish
from kg.generations import DataFolder, Generation
from kg.partitions import FILE as PARTITIONS
from kg.pipeline import build
from kg.register import Judgements
from kg.register.judgements import decided
from kg.search import SearchIndex, descriptions, evidence, mentions, near
from kg.search.lists import FOLDER, SUMMARY
from kg.search.lists import schema as lists_schema
from kg.settings import Settings
from kg.terms import PREFIXES
from tests.benchmarks import news
from tests.conftest import ROOT

STEPS = int(os.environ.get("CIVIGRAPH_STEPS", "5"))
EX = "http://example.org/"


def everything(generation: Generation) -> dict[str, object]:
    """All that a generation says, with an order that does not depend on when it was written."""
    rows = tantivy.Index(lists_schema(), path=str(generation.search / FOLDER)).searcher()
    proofs = tantivy.Index(evidence.schema(), path=str(generation.search / evidence.FOLDER)).searcher()
    named = tantivy.Index(descriptions.schema(), path=str(generation.search / descriptions.FOLDER)).searcher()
    found = SearchIndex(generation.search)
    hits = found.search("", limit=10_000)
    manifest = generation.manifest
    return {
        "quads": {str(quad) for quad in generation.open()},
        "graphs": {str(name) for name in generation.open().named_graphs()},
        "quarantine": set(generation.quarantine.read_text().splitlines()),
        "sizes": manifest.graphs, "counts": manifest.counts, "edits": manifest.edits, "version": manifest.version,
        "partitions": json.loads((generation.path / PARTITIONS).read_text()),
        "things": {json.dumps([h.iri, h.labels, h.parts, h.mentions, h.when], sort_keys=True) for h in hits.hits},
        "total": hits.total,
        "facets": {name: sorted(counts) for name, counts in hits.facets.items()},
        "rows": sorted(rows.doc(address).get_first("row") for _, address in
                       rows.search(tantivy.Query.all_query(), 10_000).hits),
        "evidence": sorted(proofs.doc(address).get_first("row") for _, address in
                           proofs.search(tantivy.Query.all_query(), 10_000).hits),
        "descriptions": sorted(named.doc(address).get_first("row") for _, address in
                               named.search(tantivy.Query.all_query(), 10_000).hits),
        "summary": json.loads((generation.search / FOLDER / SUMMARY).read_text()),
        "built": built.graphs if (built := Built.read(generation.path)) else None,  # none with corrections
    }  # fmt: skip


def anew(source: Path, data: Path, scratch: Path, curated: str = "") -> Generation:
    """What a build of everything gives in the place of the last one: nothing that was derived is left to it."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(data, scratch, symlinks=True)
    for name in ("register.sqlite", "stories.sqlite"):
        for file in scratch.glob(f"{name}*"):
            file.unlink()
    folder = DataFolder(scratch)
    manifest = folder.current().path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"inputs": ""}))
    (folder.current().path / BUILT).unlink(missing_ok=True)
    return build([source], Settings(data=scratch, curated=curated)).generation


def same(revised: Generation, whole: Generation) -> None:
    one, other = everything(revised), everything(whole)
    for name in one:
        if isinstance(one[name], set):
            assert sorted(one[name] - other[name])[:8] == [], f"{name}: too much"  # type: ignore[operator, call-overload]
            assert sorted(other[name] - one[name])[:8] == [], f"{name}: missing"  # type: ignore[operator, call-overload]
        assert one[name] == other[name], name


@pytest.fixture
def revised(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each build whether it revised the generation before; two articles count as many that mention a thing."""
    for module in (mentions, near):
        monkeypatch.setattr(module, "MANY", 2)
    ways: list[bool] = []
    for name, way in (("publish", False), ("revise", True)):
        whole = getattr(building.Run, name)

        def run(self: object, *given: object, whole: object = whole, way: bool = way) -> object:
            ways.append(way)
            return whole(self, *given)  # type: ignore[operator]

        monkeypatch.setattr(building.Run, name, run)
    return ways


class World:
    """A folder of articles, what people decide and write, and random changes of all that."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.source, self.data = folder / "in", folder / "data"
        self.source.mkdir()
        self.old: dict[str, str] = {}
        for path in sorted((ROOT / "seeds").glob("*.txt"))[:2]:
            shutil.copy(path, self.source)
        for number in range(6):
            self.write(number, news.article(number))

    def write(self, number: int, text: str) -> None:
        (self.source / f"news-{number}.txt").write_text(text, encoding="utf-8")

    def step(self) -> str:
        kind = self.chance.choice(
            ("add", "change", "change", "withdraw", "revert", "edit", "edit", "decide", "bad", "copy")
        )
        getattr(self, kind)()
        return kind

    def files(self) -> list[Path]:
        return sorted(self.source.glob("news-*.txt"))

    def add(self) -> None:
        number = self.chance.randrange(6, 60)
        self.write(number, news.article(number))

    def change(self) -> None:
        path = self.chance.choice(self.files())
        self.old[path.name] = text = path.read_text(encoding="utf-8")
        other = news.article(self.chance.randrange(60)).split("\n\n")
        parts = text.split("\n\n")
        parts[self.chance.randrange(3, len(parts) - 2)] = self.chance.choice(other[3:-2])
        path.write_text("\n\n".join(parts), encoding="utf-8")

    def withdraw(self) -> None:
        path = self.chance.choice(self.files())
        self.old[path.name] = path.read_text(encoding="utf-8")
        path.unlink()

    def revert(self) -> None:
        if self.old:
            name, text = self.old.popitem()
            (self.source / name).write_text(text, encoding="utf-8")

    def copy(self) -> None:
        text = self.chance.choice(self.files()).read_text(encoding="utf-8")
        (self.source / f"news-9{self.chance.randrange(9)}.txt").write_text(text.replace("Daily", "Evening"), "utf-8")

    def bad(self) -> None:
        path = self.source / "bad.txt"
        path.write_bytes(b"\0\1") if not path.exists() else path.unlink()

    def entity(self, kind: str) -> str:
        store = DataFolder(self.data).current().open()
        found = {quad.subject.value for quad in store if f"/id/{kind}/" in str(quad.subject)}
        return self.chance.choice(sorted(iri for iri in found if "#" not in iri))

    def edit(self) -> None:
        person, park, passage = self.entity("person"), self.entity("park"), self.passage()
        claim = "rdf:subject <%sp> ; rdf:predicate cg:locatedIn ; rdf:object <%s> ; prov:wasDerivedFrom <%s>"
        text = self.chance.choice((
            f'INSERT DATA {{ <{person}> skos:altLabel "Old Hand"@en . <{EX}p> a cg:Park ; skos:prefLabel "P"@en ; '
            f"cg:locatedIn <{park}> . <{EX}c> a cg:Claim ; {claim % (EX, park, passage)} ; cg:confidence 0.95 }}",
            f"DELETE WHERE {{ GRAPH ?g {{ <{EX}p> ?p ?o }} }} ; DELETE WHERE {{ GRAPH ?g {{ <{EX}c> ?p ?o }} }}",
            f"INSERT DATA {{ GRAPH <{EX}g> {{ <{person}> <{EX}height> 180 . <{EX}f> a cg:Enterprise }} }}",
        ))  # fmt: skip
        base = DataFolder(self.data).current().manifest.base
        with suppress(EditRefused):  # as people are, when what they write does not fit
            publish(lambda changes: carry_out(Request(text, base), changes), Settings(data=self.data))

    def passage(self) -> str:
        found = DataFolder(self.data).current().open().query("SELECT ?p { ?p a cg:Passage }", prefixes=PREFIXES)
        return self.chance.choice(sorted(row["p"].value for row in found))  # type: ignore[union-attr]  # a SELECT

    def decide(self) -> None:
        kind = self.chance.choice(("person", "enterprise", "park"))
        left, right = self.entity(kind), self.entity(kind)
        judgement = self.chance.choice(("same", "different"))
        if left != right:
            names = (iri.partition("/id/")[2] for iri in (left, right))
            at = f"2026-01-01T00:00:{self.chance.randrange(60):02d}Z"
            Judgements(self.data).add([decided(judgement, *names, because="seen", by="anna", at=at)])


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_changes_gives_what_a_build_of_everything_gives(
    tmp_path: Path, seed: int, revised: list[bool]
) -> None:
    world = World(tmp_path, seed)
    build([world.source], Settings(data=world.data))
    for number in range(STEPS):
        kind = world.step()
        revised.clear()
        made = build([world.source], Settings(data=world.data))
        assert False not in revised, f"step {number}, {kind}: everything was made anew"
        whole = anew(world.source, world.data, tmp_path / "scratch")
        try:
            same(made.generation, whole)
        except AssertionError as error:
            raise AssertionError(f"step {number}, {kind}: {error}") from error


def test_corrections_that_come_change_and_go_leave_what_a_build_of_everything_gives(
    tmp_path: Path, revised: list[bool]
) -> None:
    """With corrections all is made anew; the first build without them, too, and those behind it revise again."""
    world = World(tmp_path, 3)
    folder = tmp_path / "corrections"
    folder.mkdir()
    build([world.source], Settings(data=world.data))
    seat = world.entity("park").partition("/id/")[2]
    head = "by: Anna\nat: 2026-11-28\nbecause: seen\nchanges:\n"
    first, second = (f"  - add: enterprise/{one} type Enterprise\n  - add: enterprise/{one} name {one.title()} Optics\n"
                     f"  - add: enterprise/{one} locatedIn {seat}\n" for one in ("new", "newer"))  # fmt: skip
    steps = [(head + first, False), (head + first + second, False), (head + second, False), ("", False), ("", True)]
    for number, (text, revises) in enumerate(steps):
        (folder / "a.yaml").unlink(missing_ok=True)
        if text:
            (folder / "a.yaml").write_text(text, encoding="utf-8")
        world.change()
        if number == 1:
            world.decide()
        revised.clear()
        made = build([world.source], Settings(data=world.data, curated=str(folder)))
        assert revised == [revises], f"step {number}"
        same(made.generation, anew(world.source, world.data, tmp_path / "scratch", str(folder)))
