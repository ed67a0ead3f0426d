"""The versions of the graph that are kept: what changed is counted, shown, and each can be taken."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.generations import DataFolder
from kg.importing import import_files
from kg.settings import Settings
from pages.conftest import BASE
from pages.dataset import small
from pages.test_pages_things import get, text_of
from server import create_app
from server.releases import CHANGES, kept

LATER = "signing-1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small graph before one of its articles came, and with it."""
    made = tmp_path_factory.mktemp("versions")
    quads = [q for q in small(BASE) if not isinstance(q.graph_name, ox.DefaultGraph)]
    dump = made / "dump.nq"
    for part in ([q for q in quads if LATER not in str(q.graph_name)], quads):
        dump.write_bytes(ox.serialize(part, format=ox.RdfFormat.N_QUADS) or b"")
        import_files([dump], Settings(data=made / "data", base=BASE), keep_base=True)
    return made / "data"


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(data=folder, base=BASE))
    app.testing = True
    app.extensions["civigraph"].engine.start()
    yield app.test_client()
    app.extensions["civigraph"].engine.close()


@pytest.fixture(scope="module")
def counted(folder: Path) -> Path:
    """The same folder once all is counted, as the page has it done in the background."""
    subprocess.run([sys.executable, "-m", "server.releases", str(folder)], check=True)
    return folder


def statements(store: ox.Store) -> set[ox.Quad]:
    """All but those with blank nodes and what a version says of itself."""
    return {
        q
        for q in store
        if isinstance(q.graph_name, ox.NamedNode)
        and not q.graph_name.value.endswith(("/graph/catalogue", "/graph/report"))
        and not any(isinstance(t, ox.BlankNode) for t in (q.subject, q.object))
    }


def test_what_changed_is_what_is_in_one_and_not_in_the_other(counted: Path) -> None:
    old, new = (statements(g.open()) for g in DataFolder(counted).list())
    latest, first = kept(DataFolder(counted).current())
    assert first.change is None
    assert latest.change is not None
    assert latest.change.since == DataFolder(counted).list()[0].manifest.id
    assert (latest.change.added, latest.change.removed) == (len(new - old), len(old - new))
    assert latest.change.added > 50
    assert (latest.change.articles_added, latest.change.articles_removed) == (1, 0)


def test_the_page_tells_it_of_each_version(client: FlaskClient, counted: Path) -> None:
    change = kept(DataFolder(counted).current())[0].change
    assert change is not None
    html = get(client, "/downloads")
    seen = text_of(html[html.index('id="versions"') :])
    assert f"+{change.added:,} −{change.removed:,}" in seen
    assert "articles: +1 −0" in seen
    assert "the oldest that is kept" in seen


def test_an_earlier_version_can_be_taken(client: FlaskClient, folder: Path) -> None:
    first = DataFolder(folder).list()[0]
    answer = client.get(f"/downloads/{first.manifest.id}/all.nq.gz")
    assert answer.status_code == 200
    taken = set(ox.parse(gzip.decompress(answer.data), format=ox.RdfFormat.N_QUADS))
    assert len(taken) == sum(first.manifest.graphs.values())
    assert not any(LATER in str(q.graph_name) for q in taken)
    assert client.get("/downloads/000009-00000000/all.nq").status_code == 404


def test_counts_of_versions_that_are_gone_are_forgotten(counted: Path) -> None:
    stale = counted / CHANGES / "000000-gone.json"
    stale.write_text("{}")
    subprocess.run([sys.executable, "-m", "server.releases", str(counted)], check=True)
    assert not stale.exists()
