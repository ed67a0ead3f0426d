"""A small graph and a large one, made through the real data folder; servers on them in processes of their own."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest
import requests
from pyoxigraph import Literal, NamedNode, Triple

from kg.generations import DataFolder, Generation
from kg.settings import Settings

EX = "http://example.org/"
#: A percent-encoded Chinese IRI: decoded once more than once, it is another one.
BEIJING = "http://example.org/%E5%8C%97%E4%BA%AC"


def publish(data: Path, graphs: dict[str, Iterable[Triple]], **settings: object) -> Generation:
    """Publish graphs by name as the next generation of a data folder."""
    made = Settings(data=data, **settings)  # type: ignore[arg-type]
    folder = DataFolder(data)
    with folder.building(made) as draft:
        for name, triples in graphs.items():
            draft.add(name, triples)
        return draft.publish({"articles": len(graphs)})


def ex(name: str) -> NamedNode:
    return NamedNode(EX + name)


def small() -> dict[str, Iterable[Triple]]:
    name = ex("name")
    return {
        EX + "article/1": [
            Triple(NamedNode(BEIJING), name, Literal("北京", language="zh")),
            Triple(ex("a"), name, Literal('quote " and\ttab, comma\nand line', language="en")),
            Triple(ex("a"), ex("knows"), ex("b")),
            Triple(ex("shared"), ex("knows"), ex("b")),
        ],
        EX + "article/2": [
            Triple(ex("b"), name, Literal("a carriage\rreturn")),
            Triple(ex("shared"), ex("knows"), ex("b")),
        ],
        EX + "control": [Triple(ex("control"), ex("text"), Literal("bell \x07"))],
    }


def large(subjects: int) -> Iterable[Triple]:
    for i in range(subjects):
        for j in range(5):
            yield Triple(
                ex(f"s{i}"), ex(f"p{j}"), Literal(f"value {i * j} of a row that is long enough to fill buffers")
            )


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("small") / "data"
    publish(data, small())
    return data


@pytest.fixture(scope="session")
def large_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("large") / "data"
    publish(data, {EX + "large": large(12_000)})
    return data


@pytest.fixture(scope="session")
def small_site(serve: Callable[..., str], small_data: Path) -> str:
    """Address of a server over the small graph; nothing is changed by who uses it."""
    return serve(small_data, "--processes", "1")


class Ask:
    """Sends queries to one endpoint."""

    def __init__(self, address: str) -> None:
        self.url = address + "sparql"
        self.session = requests.Session()

    def __call__(self, query: str, accept: str = "*/*", **parameters: str) -> requests.Response:
        form = {"query": query, **parameters}
        return self.session.post(self.url, data=form, headers={"Accept": accept}, timeout=60)


@pytest.fixture(scope="session")
def ask(small_site: str) -> Ask:
    return Ask(small_site)


def resident(processes: Iterable[psutil.Process]) -> int:
    """Resident memory of the largest of those that are still there, in bytes."""
    found = [0]
    for process in processes:
        with contextlib.suppress(psutil.Error):
            found.append(process.memory_info().rss)
    return max(found)


def worked(processes: Iterable[psutil.Process]) -> dict[int, float]:
    """Processor seconds of those that are still there, by process number."""
    found = {}
    for process in processes:
        with contextlib.suppress(psutil.Error):
            found[process.pid] = sum(process.cpu_times()[:2])
    return found


def query_workers(address: str) -> list[psutil.Process]:
    """The living query workers of the server that listens on an address."""
    port = address.rstrip("/").rpartition(":")[2]
    found = []
    for process in psutil.process_iter():
        try:
            if "server.workers.worker" in process.cmdline():
                front = process.parent()
                main = front.parent() if front else None
                if main and port in main.cmdline():
                    found.append(process)
        except psutil.Error:  # it has ended meanwhile
            continue
    return found
