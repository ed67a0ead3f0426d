"""Publishing in an engine is killed early, in the middle and at its last requests; then it is run again.

What the engine holds before a request is what it holds after the one before it: no other moment need be tried.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from kg.generations import DataFolder, Generation
from kg.pushing import CURRENT, current, push
from kg.settings import Settings
from tests.conftest import environment

from .conftest import Engine

pytestmark = pytest.mark.external
BASE = Settings().base


@dataclass
class Way:
    """The way to an engine, on which whoever publishes can be killed."""

    port: int
    """Of the engine."""
    kill_at: int = 0
    """The request before which the process is killed; 0 for none."""
    process: "subprocess.Popen[str] | None" = None
    requests: list[str] = field(default_factory=list)

    def passes(self, request: str) -> bool:
        """Whether a request goes on to the engine."""
        self.requests.append(request)
        if len(self.requests) != self.kill_at or self.process is None:
            return True
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return False


class _Handler(BaseHTTPRequestHandler):
    way: ClassVar[Way]
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        """Hands a request on, and its answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.way.passes(f"{self.command} {self.path}"):
            self.close_connection = True
            return
        link = HTTPConnection("127.0.0.1", self.way.port, timeout=60)
        headers = {n: v for n, v in self.headers.items() if n.lower() not in ("connection", "accept-encoding")}
        link.request(self.command, self.path, body or None, headers)
        answer = link.getresponse()
        content = answer.read()
        link.close()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - the standard library's names

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def way(engine: Engine) -> Iterator[Way]:
    made = Way(urlsplit(str(engine.settings["store"])).port or 0)
    handler = type("Handler", (_Handler,), {"way": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    server.server_close()


def _triples(name: str, *numbers: int) -> Iterator[ox.Triple]:
    for number in numbers:
        yield ox.Triple(ox.NamedNode(f"{BASE}id/{name}"), ox.NamedNode(f"{BASE}p"), ox.Literal(number))
    yield ox.Triple(ox.BlankNode(), ox.NamedNode(f"{BASE}of"), ox.NamedNode(f"{BASE}id/{name}"))


@pytest.fixture(scope="module")
def generations(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generation, Generation]:
    """A data folder with two generations: graphs that stay, change, come and go. Small: Virtuoso takes its time."""
    data = tmp_path_factory.mktemp("two") / "data"
    folder, settings = DataFolder(data), Settings(data=data)
    for graphs in (
        {"stays": (1, 2), "changes": (1, 2, 3), "goes": (4,)},
        {"stays": (1, 2), "changes": (1, 5, 6, 7), "comes": (4, 8)},
    ):
        with folder.building(settings) as draft:
            for name, numbers in graphs.items():
                draft.add(f"{BASE}id/article/{name}", _triples(name, *numbers))
            draft.publish({"articles": len(graphs)})
    first, second = sorted(folder.list(), key=lambda g: g.manifest.id)[-2:]
    return data, first, second


def killed(engine: Engine, way: Way, data: Path, generation: Generation, at: int) -> str:
    """Publishes in a process that is killed before a request; returns what it says, nothing if it was killed."""
    there = f"127.0.0.1:{way.port}"
    settings = {n: str(v).replace(there, way.address) for n, v in engine.settings.items()}  # type: ignore[attr-defined]
    told = environment(**{f"CIVIGRAPH_{n.upper()}": v for n, v in settings.items()}, CIVIGRAPH_DATA=str(data))
    way.requests.clear()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.pushing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=told
    )
    way.kill_at, way.process = at, process
    said, _ = process.communicate(generation.path.name + "\n", timeout=120)
    return said.strip()


def whole(engine: Engine, generation: Generation, *, named: bool = True) -> bool:
    """Whether the engine holds this generation; without ``named``, whether what queries without GRAPH see is its."""
    external = engine.external()
    default = sum(1 for _ in generation.open().quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if engine.count(external.merged(generation.manifest.version)) != default:
        return False
    ours = external.names(generation.manifest.base)
    sizes = generation.manifest.graphs
    return not named or (ours == set(sizes) and all(engine.count(graph) == sizes[graph] for graph in sizes))


def test_killed_before_a_request_then_run_again(
    engine: Engine, way: Way, generations: tuple[Path, Generation, Generation]
) -> None:
    data, first, second = generations
    settings = Settings(**engine.settings)  # type: ignore[arg-type]
    push(first, settings)
    assert killed(engine, way, data, second, 0) == "done"
    steps = list(way.requests)
    assert len(steps) > 5
    for at in sorted({2, len(steps) // 2, len(steps) - 1, len(steps)}):
        push(first, settings)
        assert whole(engine, first), f"back at the first, before request {at}"
        assert killed(engine, way, data, second, at) == ""
        version = current(engine.external())[CURRENT.value]
        assert version == first.manifest.version or at > len(steps) // 2, "what is current changes last"
        shown = first if version == first.manifest.version else second
        # Oxigraph swaps in one transaction. Virtuoso swaps graph after graph; what names no graph is never mixed.
        assert whole(engine, shown, named=engine.name == "oxigraph"), f"killed before request {at}: {steps[at - 1]}"
        push(second, settings)
        assert current(engine.external())[CURRENT.value] == second.manifest.version
        assert whole(engine, second), f"run again after request {at}: {steps[at - 1]}"
