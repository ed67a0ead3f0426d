"""Fixtures of the pages' tests: the small invented graph, published as `kg import` does it, behind real query workers.

``client`` asks the application inside the test's process; ``address`` is a real server in a process of its own, and
``browser`` a real Chromium that reports each request that would leave the host and each message on its console.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.generations import Generation
from kg.importing import import_files
from kg.settings import Settings
from pages.dataset import small
from server import create_app

BASE = "http://graph.example/"


def stored(folder: Path, quads: Iterable[ox.Quad]) -> Generation:
    """The next generation of ``folder / "data"``, of those of ``quads`` that stand in a graph with a name."""
    named = [q for q in quads if not isinstance(q.graph_name, ox.DefaultGraph)]
    dump = folder / "dump.nq"
    dump.write_bytes(ox.serialize(named, format=ox.RdfFormat.N_QUADS) or b"")
    return import_files([dump], Settings(data=folder / "data", base=BASE), keep_base=True).generation


@contextlib.contextmanager
def opened(data: Path) -> Iterator[Flask]:
    """The application over what ``data`` has published."""
    made = create_app(Settings(data=data, base=BASE))
    made.testing = True
    made.extensions["civigraph"].engine.start()
    yield made
    made.extensions["civigraph"].engine.close()


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small graph."""
    folder = tmp_path_factory.mktemp("pages")
    stored(folder, small(BASE))
    return folder / "data"


@pytest.fixture(scope="session")
def app(small_data: Path) -> Iterator[Flask]:
    """The application over the small graph."""
    with opened(small_data) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], small_data: Path) -> str:
    """Address of a real server over the small graph."""
    return serve(small_data)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
