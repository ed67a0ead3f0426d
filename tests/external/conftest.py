"""Real engines in processes of their own: Oxigraph's server and Virtuoso 7, each bound to this machine."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.external import External
from kg.settings import Settings
from tests.conftest import ROOT, environment, free_port

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True)
class Engine:
    """A running engine, and the settings that lead to it."""

    name: str
    settings: dict[str, object]

    def environment(self, **more: str) -> dict[str, str]:
        told = {f"CIVIGRAPH_{name.upper()}": str(value) for name, value in self.settings.items()}
        return environment(**told, **more)

    def external(self) -> External:
        return External(Settings(**self.settings))  # type: ignore[arg-type]

    def count(self, graph: str | None = None) -> int:
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        ((number,),) = self.external().rows(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        return int(number)


def _started(command: list[object], address: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address + "?query=ASK%7B%7D", timeout=5).close()  # noqa: S310 - our own address
            return process
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"{command[0]} did not start")


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that holds nothing yet."""
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    if request.param == "oxigraph":
        program: object = Path(sys.executable).with_name("oxigraph")
        if not Path(str(program)).exists():
            pytest.skip("no oxigraph server here")
        root = f"http://127.0.0.1:{port}/"
        process = _started([program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"], root + "query")
        settings = {"store": root + "query", "store_update": root + "update", "store_graphs": root + "store"}
        made = Engine("oxigraph", dict(settings))
    else:
        if (program := shutil.which("virtuoso-t")) is None:
            pytest.skip("no Virtuoso here")
        (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql=free_port()))
        root = f"http://127.0.0.1:{port}/sparql"
        process = _started([program, "+foreground", "+configfile", folder / "virtuoso.ini"], root)
        made = Engine("virtuoso", {
            "store": root, "store_update": root + "-auth", "store_graphs": root + "-graph-crud-auth",
            "store_user": "dba", "store_password": "dba", "store_digest": True, "store_default": "merged",
        })  # fmt: skip
    yield made
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:  # Virtuoso ends when its statements have
        process.kill()
        process.wait()


Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def remote_data(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the seeds whose generations are published in the engine."""
    data = tmp_path_factory.mktemp("remote") / "data"
    command = [Path(sys.executable).with_name("kg"), "build", ROOT / "seeds", "--data", data]
    done = subprocess.run(command, env=engine.environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def remote_site(serve: Callable[..., str], engine: Engine, remote_data: Path) -> str:
    """A server whose graph lives in the engine."""
    settings = {f"CIVIGRAPH_{name.upper()}": str(value) for name, value in engine.settings.items()}
    return serve(remote_data, "--processes", "1", **settings)
