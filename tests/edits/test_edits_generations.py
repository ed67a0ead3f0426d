"""Edits and generations: an edit equals a rebuild, survives one, can be rolled back, and is whole or not at all."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.edits.changes import Changes, GraphRefused
from kg.edits.evaluation import Request, carry_out
from kg.edits.places import Places
from kg.edits.publishing import Outcome, publish
from kg.errors import StoreBusy
from kg.generations import DataFolder, Generation
from kg.settings import Settings
from kg.terms import PREFIXES, Iris
from tests.conftest import ROOT, environment

Run = Callable[..., "subprocess.CompletedProcess[str]"]
EX = "http://example.org/"


@pytest.fixture
def data(seed_data: Path, tmp_path: Path) -> Path:
    shutil.copytree(seed_data, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def update(data: Path, text: str) -> Outcome:
    base = DataFolder(data).current().manifest.base
    return publish(lambda changes: carry_out(Request(text, base), changes), Settings(data=data))


def one(generation: Generation, pattern: str) -> str:
    found = generation.open().query(f"SELECT ?x {{ {pattern} }} LIMIT 1", prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return str(next(found)["x"])


def quads(generation: Generation) -> set[str]:
    return {str(quad) for quad in generation.open()}


EDIT = f"""
INSERT DATA {{ {{person}} skos:altLabel "Old Hand"@en ; <{EX}height> 180 .
  <{EX}park> a cg:Park ; skos:prefLabel "New park"@en ; cg:locatedIn {{place}} .
  <{EX}claim> a cg:Claim ; rdf:subject <{EX}park> ; rdf:predicate cg:locatedIn ; rdf:object {{place}} ;
    prov:wasDerivedFrom {{passage}} ; cg:confidence 1.0 .
  <{EX}visit> a cg:Visit .
  GRAPH <{EX}list> {{ <{EX}l> <{EX}p> (1 [ <{EX}q> "x" ]) }} }}"""


def edit(data: Path) -> Outcome:
    now = DataFolder(data).current()
    person, place, passage = (one(now, f"?x a cg:{kind}") for kind in ("Person", "Place", "Passage"))
    text = EDIT.replace("{{", "{").replace("}}", "}")
    return update(data, text.replace("{person}", person).replace("{place}", place).replace("{passage}", passage))


def test_edits_equal_a_rebuild_and_survive_it(kg: Run, data: Path) -> None:
    made = edit(data)
    assert "Nothing is known of the event: no date, place, participant or subject." in [
        f.message() for f in made.warnings
    ]
    edited = update(data, f"CREATE GRAPH <{EX}empty> ; DELETE WHERE {{ <{EX}visit> ?p ?o }}").generation
    kg("build", ROOT / "seeds", "--data", data, "--anew")
    rebuilt = DataFolder(data).current()
    assert rebuilt.manifest.id != edited.manifest.id
    assert rebuilt.manifest.version == edited.manifest.version
    assert rebuilt.manifest.edits == edited.manifest.edits
    assert EX + "empty" in rebuilt.manifest.edits
    assert quads(rebuilt) == quads(edited)
    assert rebuilt.manifest.graphs == edited.manifest.graphs
    for name in ("triples", "entailed", "entities", "claims"):
        assert rebuilt.manifest.counts[name] == edited.manifest.counts[name]


def test_a_graph_without_a_search_index_can_be_edited(tmp_path: Path) -> None:
    """Programs may publish one for its endpoint alone."""
    data = tmp_path / "data"
    with DataFolder(data).building(Settings(data=data)) as draft:
        draft.add(EX + "g", [ox.Triple(ox.NamedNode(EX + "s"), ox.NamedNode(EX + "p"), ox.Literal("o"))])
        draft.publish({})
    del draft  # with its store, which nobody else may open meanwhile
    made = update(data, f"INSERT DATA {{ <{EX}s> <{EX}p> 'another' }}").generation
    assert one(made, f"GRAPH ?x {{ <{EX}s> <{EX}p> 'another' }}") == f"<{made.manifest.base}graph/edits/default>"
    assert list(made.search.iterdir()) == []


def test_taking_an_edit_back_gives_the_generation_before(data: Path) -> None:
    before = DataFolder(data).current()
    made = edit(data)
    undone = update(data, "DROP ALL").generation
    assert made.generation.manifest.version != before.manifest.version
    assert undone.manifest.version == before.manifest.version
    assert quads(undone) == quads(before)
    assert undone.manifest.edits == {}


def test_rollback_takes_edits_along(kg: Run, data: Path) -> None:
    first = edit(data).generation
    second = update(data, f"INSERT DATA {{ <{EX}late> <{EX}p> 1 }}").generation
    kg("rollback", "--data", data)
    assert DataFolder(data).current().manifest.id == first.manifest.id
    third = update(data, f"INSERT DATA {{ <{EX}later> <{EX}p> 1 }}").generation
    assert third.manifest.id > second.manifest.id
    assert not [q for q in quads(third) if "/late>" in q]
    kg("build", ROOT / "seeds", "--data", data, "--anew")
    assert DataFolder(data).current().manifest.version == third.manifest.version


def test_an_edit_that_articles_have_come_to_contradict_waits_in_the_quarantine(kg: Run, tmp_path: Path) -> None:
    """What was right beside few articles violates a shape beside more; beside the few again it is published again."""
    seeds, data = sorted((ROOT / "seeds").glob("*.txt")), tmp_path / "data"
    kg("build", *seeds, "--data", data)
    whole = DataFolder(data).current()
    found = whole.open().query(
        "SELECT ?x ?a { ?x a cg:Person GRAPH ?a { ?x skos:altLabel ?n . ?a a cg:Article } FILTER NOT EXISTS {"
        " GRAPH ?b { ?x skos:altLabel ?m . ?b a cg:Article } FILTER(?b != ?a) } } LIMIT 1",
        prefixes=PREFIXES,
    )
    assert isinstance(found, ox.QuerySolutions)
    row = next(found)
    person, source = str(row["x"]), row["a"].value.rpartition("/")[2]
    others = [path for path in seeds if path.stem.lower().replace("_", "-") not in (source, source.replace("_", "-"))]
    assert len(others) == len(seeds) - 1
    kg("build", *others, "--data", data)
    few = update(data, f"INSERT DATA {{ GRAPH <{EX}g> {{ {person} a cg:Park ; <{EX}p> 1 }} }}").generation
    kg("build", *seeds, "--data", data)
    now = DataFolder(data).current()
    kept = {q for q in quads(now) if q.endswith(f"<{EX}g>")}
    assert not [q for q in kept if "Park" in q]
    assert "Park" in now.quarantine.read_text()
    assert "Park" in kg("report", "--data", data, "--all").stdout
    assert kg("build", *seeds, "--data", data, "--strict", check=False).returncode == 4
    kg("build", *others, "--data", data)
    assert {q for q in quads(few) if q.endswith(f"<{EX}g>")} <= quads(DataFolder(data).current())


def test_graphs_of_the_build_cannot_be_written(data: Path) -> None:
    now = DataFolder(data).current()
    for graph in now.manifest.graphs:
        with pytest.raises(GraphRefused):
            update(data, f"INSERT DATA {{ GRAPH <{graph}> {{ <{EX}a> <{EX}p> 1 }} }}")
    assert DataFolder(data).current().manifest.id == now.manifest.id


def test_an_edit_waits_for_a_build_only_so_long(data: Path) -> None:
    with DataFolder(data).building(Settings(data=data)):
        began = time.monotonic()
        with pytest.raises(StoreBusy):
            publish(lambda changes: None, Settings(data=data), patience=0.5)
        assert 0.4 < time.monotonic() - began < 5


WRITE = """
import sys
from pathlib import Path
from kg.edits.evaluation import Request, carry_out
from kg.edits.places import Places
from kg.edits.publishing import publish
from kg.settings import Settings
data = Path(sys.argv[1])
print("ready", flush=True)
publish(lambda c: carry_out(Request(sys.argv[2], "http://127.0.0.1:8000/"), c), Settings(data=data))
"""


@pytest.mark.parametrize("after", [0.05, 0.2, 0.4, 0.7, 1.0])
def test_killed_at_any_moment_it_is_whole_or_not_there(data: Path, after: float) -> None:
    before = DataFolder(data).current()
    text = "INSERT DATA { " + " ".join(f"<{EX}k{n}> <{EX}p> {n} ." for n in range(900)) + " }"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, data, text], stdout=subprocess.PIPE, env=environment(), cwd=ROOT
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    now = DataFolder(data).current()
    written = sum(f"<{EX}k" in quad for quad in quads(now))
    assert written == (0 if now.manifest.id == before.manifest.id else 1800)
    assert update(data, f"INSERT DATA {{ <{EX}after> <{EX}p> 1 }}").changed


def test_the_merge_follows_every_change() -> None:
    """The default graph is the merge of the named ones after any sequence of writes."""
    chance = random.Random(5)  # noqa: S311 - reproducible, not secret
    changes = Changes(ox.Store(), Places(Iris("http://b/"), {}, ()))
    for _ in range(400):
        t = [ox.NamedNode(f"{EX}{chance.randrange(4)}") for _ in range(2)]
        graph = ox.NamedNode(f"{EX}g{chance.randrange(3)}")
        quad = ox.Quad(t[0], ox.NamedNode(EX + "p"), t[1], graph)
        if chance.random() < 0.05:
            changes.drop(graph.value)
        elif chance.random() < 0.5:
            changes.delete([quad])
        else:
            changes.insert([quad])
        named = {q.triple for q in changes.store if isinstance(q.graph_name, ox.NamedNode)}
        merged = {q.triple for q in changes.store if isinstance(q.graph_name, ox.DefaultGraph)}
        assert merged == named == changes.merged
        assert {q for q in changes.store if isinstance(q.graph_name, ox.NamedNode)} == changes.added
        assert not changes.removed
