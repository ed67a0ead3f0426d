"""Generations: built beside the one that is served, switched at once, kept, rolled back."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import NoGeneration, StoreBusy, StoreError, StoreFull, StoreTooNew
from kg.generations import DataFolder, Generation
from kg.settings import Settings

G1, G2 = "http://example.org/g/1", "http://example.org/g/2"


def triple(subject: str, value: str) -> ox.Triple:
    return ox.Triple(
        ox.NamedNode(f"http://example.org/{subject}"), ox.NamedNode("http://example.org/p"), ox.Literal(value)
    )


def publish(folder: DataFolder, *graphs: tuple[str, list[ox.Triple]], **settings: object) -> Generation:
    with folder.building(Settings(data=folder.path, **settings)) as draft:
        for name, triples in graphs:
            draft.add(name, triples)
        return draft.publish({})


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_nothing_is_published_at_first(folder):
    with pytest.raises(NoGeneration, match="nothing has been published"):
        folder.current()
    assert folder.list() == []


def test_a_published_generation_is_current_and_read_only(folder):
    made = publish(folder, (G1, [triple("a", "1")]))
    assert folder.current() == made
    store = made.open()
    assert [q.object.value for q in store.quads_for_pattern(None, None, None, ox.NamedNode(G1))] == ["1"]
    with pytest.raises(RuntimeError):
        store.add(ox.Quad(*triple("b", "2"), ox.NamedNode(G1)))


def test_the_default_graph_is_the_merge_with_each_triple_once(folder):
    made = publish(folder, (G1, [triple("a", "1"), triple("b", "1")]), (G2, [triple("a", "1")]))
    assert made.manifest.graphs == {G1: 2, G2: 1}
    assert made.manifest.counts["triples"] == 3
    found = list(made.open().query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert found[0]["n"].value == "2"


def test_the_version_depends_on_the_content_alone(folder, tmp_path):
    first = publish(folder, (G1, [triple("a", "1"), triple("b", "2")]), (G2, [triple("c", "3")]))
    elsewhere = DataFolder(tmp_path / "elsewhere")
    other = publish(elsewhere, (G2, [triple("c", "3")]), (G1, [triple("b", "2"), triple("a", "1")]))
    changed = publish(folder, (G1, [triple("a", "1"), triple("b", "2")]), (G2, [triple("c", "4")]))
    moved = publish(folder, (G2, [triple("a", "1"), triple("b", "2"), triple("c", "3")]))
    assert first.manifest.version == other.manifest.version
    assert len({first.manifest.version, changed.manifest.version, moved.manifest.version}) == 3


def test_a_draft_that_is_not_published_changes_nothing(folder):
    before = publish(folder, (G1, [triple("a", "1")]))
    with folder.building(Settings(data=folder.path)) as draft:
        draft.add(G1, [triple("a", "2")])
    assert folder.current() == before
    assert not (folder.path / "build").exists()


def test_only_the_last_generations_are_kept(folder):
    made = [publish(folder, (G1, [triple("a", str(n))]), keep_generations=3) for n in range(5)]
    assert [g.manifest.id for g in folder.list()] == [g.manifest.id for g in made[2:]]
    assert [g.manifest.id[:6] for g in made] == ["000001", "000002", "000003", "000004", "000005"]


def test_the_current_generation_is_kept_even_when_it_is_the_oldest(folder):
    first = publish(folder, (G1, [triple("a", "1")]))
    publish(folder, (G1, [triple("a", "2")]))
    folder.rollback(first.manifest.id)
    folder.prune(1)
    assert [g.manifest.id for g in folder.list()] == [first.manifest.id]


def test_a_reader_of_a_removed_generation_goes_on(folder):
    store = publish(folder, (G1, [triple("a", "1")])).open()
    for n in range(3):
        publish(folder, (G1, [triple("a", f"new {n}")]), keep_generations=1)
    assert [q.object.value for q in store.quads_for_pattern(None, None, None, ox.NamedNode(G1))] == ["1"]


def test_rollback_goes_one_back_or_to_a_named_generation(folder):
    one, two, three = (publish(folder, (G1, [triple("a", str(n))])) for n in range(3))
    assert folder.rollback() == two
    assert folder.rollback() == one
    with pytest.raises(NoGeneration, match="before the current one"):
        folder.rollback()
    assert folder.rollback(three.manifest.id) == three
    with pytest.raises(NoGeneration, match="no generation '000009-0'"):
        folder.rollback("000009-0")
    assert folder.current() == three


def test_numbers_go_on_after_a_rollback(folder):
    publish(folder, (G1, [triple("a", "1")]))
    publish(folder, (G1, [triple("a", "2")]))
    folder.rollback()
    assert publish(folder, (G1, [triple("a", "3")])).manifest.id.startswith("000003-")


def test_a_second_build_is_refused_and_names_the_first(folder):
    with folder.building(Settings(data=folder.path)):
        assert folder.builder() == str(os.getpid())
        code = "import sys; from kg.generations import DataFolder; DataFolder(sys.argv[1]).rollback()"
        done = subprocess.run([sys.executable, "-c", code, folder.path], capture_output=True, text=True)
        with pytest.raises(StoreBusy, match=f"process {os.getpid()}"), folder.building(Settings(data=folder.path)):
            pass
    assert f"another build holds this data folder (process {os.getpid()})" in done.stderr
    assert folder.builder() is None


def test_asking_who_builds_turns_no_build_away(folder):
    folder.path.mkdir()
    handle = os.open(folder.path / "lock", os.O_RDONLY | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_SH)
    release = subprocess.Popen(["sleep", "0.1"], pass_fds=[handle])
    os.close(handle)
    assert publish(folder, (G1, [triple("a", "1")]))
    release.wait()


def test_what_a_killed_build_left_is_removed(folder):
    (folder.path / "build" / "store").mkdir(parents=True)
    (folder.path / "build" / "store" / "junk").write_text("half written")
    (folder.path / "current.new").symlink_to("nowhere")
    publish(folder, (G1, [triple("a", "1")]))
    assert sorted(path.name for path in folder.path.iterdir()) == ["current", "generations", "lock"]


def manifest_of(generation: Generation, **changes: object) -> None:
    path = generation.path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_store_of_a_newer_version_is_neither_read_nor_built_on(folder):
    made = publish(folder, (G1, [triple("a", "1")]))
    manifest_of(made, format=99, counts=["unknown"])
    with pytest.raises(StoreTooNew, match=r"newer version \(format 99, this one reads up to 1"):
        folder.current()
    with pytest.raises(StoreTooNew), folder.building(Settings(data=folder.path)):
        pass
    assert made.store.is_dir()


def test_a_damaged_generation_is_reported_and_the_others_stay_usable(folder):
    one = publish(folder, (G1, [triple("a", "1")]))
    two = publish(folder, (G1, [triple("a", "2")]))
    (two.path / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="is damaged"):
        folder.current()
    assert folder.rollback(one.manifest.id) == one
    assert publish(folder, (G1, [triple("a", "3")])).manifest.id.startswith("000003-")


def test_a_generation_without_its_store_says_so(folder):
    made = publish(folder, (G1, [triple("a", "1")]))
    for path in made.store.iterdir():
        path.unlink()
    with pytest.raises(StoreError, match="cannot be opened"):
        made.open()


FILL = """
import resource, signal, sys
from kg.block import block
from kg.generations import DataFolder
from kg.settings import Settings
from tests.test_generations import G1, triple
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
folder = DataFolder(sys.argv[1])
with folder.building(Settings(data=folder.path)) as draft:
    triples = (triple(str(n), "word %d " % n * 20) for n in range(60_000))
    draft.add(G1, triples) if sys.argv[2] == "add" else draft.load(block({G1: triples}))
    draft.publish({})
"""


@pytest.mark.parametrize("way", ["add", "load"])
def test_a_full_disk_leaves_the_served_generation(folder, way):
    before = publish(folder, (G1, [triple("a", "1")]))
    done = subprocess.run(
        [sys.executable, "-c", FILL, folder.path, way], capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert "kg.errors.StoreFull" in done.stderr
    assert "the disk is full; the generation that was served is untouched" in done.stderr
    assert folder.current() == before
    assert folder.current().open().query("ASK { ?s ?p '1' }")
    assert publish(folder, (G1, [triple("a", "2")]))


def test_a_folder_that_cannot_be_made_is_an_error_for_people(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"), DataFolder(tmp_path / "file").building(Settings()):
        pass


def test_no_space_is_told_apart(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    from kg.disk import disk_errors

    with pytest.raises(StoreFull), disk_errors(tmp_path), open("/dev/full", "w") as full:
        full.write("x")
