"""Fixtures on real components: a graph built by the real command, a server in a real process.

``seed_data`` builds ``seeds/`` once a test process; ``site`` serves it. Tests that change a data folder make their own
with ``kg``. In CI (``CI=true``) a skipped test is a failed one.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KG = Path(sys.executable).with_name("kg")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_configure() -> None:
    """Has Ctrl-C mean what it means to users: a run in the background ignores it, and so would all that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI none may be: {report.longrepr}"
    return report


def environment(**extra: str) -> dict[str, str]:
    """The process environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVIGRAPH_")}
    return kept | {"PYTHONWARNINGS": "default"} | extra


@pytest.fixture(scope="session")
def kg() -> Run:
    """Runs the real ``kg`` command; ``check=False`` to look at a failure."""

    def run(*args: object, check: bool = True, **options: object) -> "subprocess.CompletedProcess[str]":
        options = {"capture_output": True, "text": True, "timeout": 300, "env": environment(), **options}
        done = subprocess.run([KG, *map(str, args)], **options)
        if check and done.returncode:
            pytest.fail(f"kg {' '.join(map(str, args))} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    return run


@pytest.fixture(scope="session")
def seed_data(kg: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the graph of the five seed articles; read only."""
    data = tmp_path_factory.mktemp("seeds") / "data"
    kg("build", ROOT / "seeds", "--data", data)
    return data


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Starts ``kg serve`` on a data folder in a process of its own and gives its address once it is ready."""
    running: list[subprocess.Popen[bytes]] = []

    def start(data: Path, *options: object, **settings: str) -> str:
        port = free_port()
        command = [KG, "serve", "--data", data, "--port", port, *options]
        running.append(subprocess.Popen(list(map(str, command)), env=environment(**settings)))
        address = f"http://127.0.0.1:{port}/"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if running[-1].poll() is not None:
                pytest.fail(f"kg serve ended with {running[-1].returncode}")
            try:
                urllib.request.urlopen(address + "readyz", timeout=2).close()  # noqa: S310 - our own address
                return address
            except OSError:
                time.sleep(0.1)
        pytest.fail("kg serve was not ready within a minute")

    yield start
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def site(serve: Callable[..., str], seed_data: Path) -> str:
    """Address of a real server over the graph of the seeds."""
    return serve(seed_data)
