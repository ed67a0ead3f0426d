"""The data of a suite as one generation, a named graph a file, and a real server on it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from kg.generations import DataFolder
from kg.settings import Settings

from .answers import read_graph
from .suite import Suite


def publish(suite: Suite, data: Path) -> None:
    """Every file that a test of the suite queries, under its own name or the one that the test gives it."""
    graphs = {}
    for case in suite.cases:
        if case.kind == "UpdateEvaluationTest":
            continue
        graphs |= {file: file for file in case.data.default} | dict(case.data.named)
        folder = suite.path(case.iri.partition("#")[0]).parent
        if "FROM" in (suite.path(case.query).read_text(encoding="utf-8").upper() if case.query else ""):
            beside = case.query.rpartition("/")[0]
            graphs |= {
                f"{beside}/{f.name}": f"{beside}/{f.name}" for f in folder.glob("*.ttl") if "manifest" not in f.name
            }
    with DataFolder(data).building(Settings(data=data)) as draft:
        for name, file in graphs.items():
            draft.add(name, read_graph(suite.path(file), file))
        draft.publish({})


def token(data: Path) -> str:
    """A token to write with."""
    command = [str(Path(sys.executable).with_name("kg")), "token", "add", "w3c", "--data", str(data)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(word for word in told.split() if word.startswith("cg_"))


@contextlib.contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """While it runs, ``kg serve`` on a data folder, without limits a client; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CIVIGRAPH_")}
    environment |= {"CIVIGRAPH_CLIENT_QUERIES": "0", "CIVIGRAPH_CLIENT_SECONDS": "0"} | settings
    command = [str(Path(sys.executable).with_name("kg")), "serve", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}/"
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(address + "readyz", timeout=5).close()  # noqa: S310 - our own address
                    break
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(30)
