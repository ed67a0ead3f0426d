"""``kg serve`` as an operator meets it: health, metrics, start and stop, proxies, nothing published yet."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from pyoxigraph import Literal, NamedNode, Triple

from kg.generations import DataFolder, Generation
from kg.settings import Settings

KG = Path(sys.executable).with_name("kg")
EX = "http://example.org/"


def publish(data: Path, words: int) -> Generation:
    with DataFolder(data).building(Settings(data=data)) as draft:
        triples = [Triple(NamedNode(f"{EX}{n}"), NamedNode(EX + "p"), Literal(str(n))) for n in range(words)]
        draft.add(EX + "graph", triples)
        return draft.publish({"articles": 1})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "data"
    publish(folder, 3)
    return folder


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], data: Path) -> str:
    return serve(data)


def count(address: str) -> str:
    answer = requests.post(
        address + "sparql", data={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}, timeout=20
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_health_and_readiness(address: str, data: Path) -> None:
    assert requests.get(address + "healthz", timeout=5).text == "ok\n"
    told = requests.get(address + "readyz", timeout=5).json()
    manifest = DataFolder(data).current().manifest
    assert told["ready"] is True
    assert (told["generation"], told["version"]) == (manifest.id, manifest.version)
    assert 0 <= told["age_seconds"] < 3600


def test_metrics_count_queries_of_all_processes(address: str) -> None:
    for number in range(20):
        requests.post(address + "sparql", data={"query": f"ASK {{ ?s ?p {number} }}"}, timeout=10)
    requests.post(address + "sparql", data={"query": "ASK"}, timeout=10)
    time.sleep(1.5)
    families = {f.name: f for f in text_string_to_metric_families(requests.get(address + "metrics", timeout=5).text)}
    counted = {
        (sample.labels["kind"], sample.labels["outcome"]): sample.value
        for sample in families["civigraph_requests"].samples
        if sample.name.endswith("_total")
    }
    assert counted[("boolean", "ok")] >= 20
    assert counted[("refusal", "malformed-query")] >= 1
    assert families["civigraph_data_age_seconds"].samples[0].value >= 0
    assert families["civigraph_query_worker_seconds"].samples[0].value > 0


def test_nothing_published_yet_then_something(serve: Callable[..., str], tmp_path: Path) -> None:
    from .conftest import environment, free_port

    data, port = tmp_path / "data", free_port()
    process = subprocess.Popen(
        [KG, "serve", "--data", data, "--port", str(port), "--processes", "1"],
        env=environment(),
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                ready = requests.get(address + "readyz", timeout=5)
                break
            except requests.exceptions.ConnectionError:
                time.sleep(0.1)
        assert ready.status_code == 503
        assert "kg build" in ready.json()["problem"]
        refused = requests.post(address + "sparql", data={"query": "ASK {}"}, timeout=5)
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
        assert requests.get(address + "healthz", timeout=5).status_code == 200
        publish(data, 4)
        while requests.get(address + "readyz", timeout=5).status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert count(address) == "4"
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=15)
    assert process.returncode == 0
    assert b"nothing has been published" in log


def test_stopping_lets_running_queries_finish_and_leaves_no_process(serve: Callable[..., str], data: Path) -> None:
    from .conftest import environment, free_port

    port = free_port()
    process = subprocess.Popen(
        [KG, "serve", "--data", data, "--port", str(port)], env=environment(), stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if requests.get(address + "readyz", timeout=5).status_code == 200:
                break
        except requests.exceptions.ConnectionError:
            time.sleep(0.1)
    family = psutil.Process(process.pid).children(recursive=True)
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(14)) + " }"
    asking = subprocess.Popen(
        ["curl", "-s", address + "sparql", "--data-urlencode", f"query={slow}", "--data", "timeout=2"],
        stdout=subprocess.PIPE,
    )
    time.sleep(0.7)
    process.send_signal(signal.SIGTERM)
    out, _ = asking.communicate(timeout=20)
    told = json.loads(out)
    assert told.get("status") == 504 or "results" in told
    assert process.wait(15) == 0
    _, left = psutil.wait_procs(family, timeout=5)
    assert not left


def test_behind_a_proxy_under_a_path_prefix(serve: Callable[..., str], data: Path) -> None:
    address = serve(
        data, "--processes", "1", CIVIGRAPH_BASE="https://graph.example/city/", CIVIGRAPH_TRUSTED_PROXIES="1"
    )
    for path in ("sparql", "city/sparql"):  # whether the proxy strips the prefix or not
        assert count(address + path.removesuffix("sparql")) == "3"
    description = requests.get(address + "city/sparql", headers={"Accept": "application/n-triples"}, timeout=5).text
    assert "<https://graph.example/city/sparql>" in description


def test_long_and_failed_queries_are_logged_without_their_literals(data: Path) -> None:
    from .conftest import environment, free_port

    port = free_port()
    process = subprocess.Popen(
        [KG, "serve", "--data", data, "--port", str(port), "--processes", "1"],
        env=environment(),
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            query = "ASK { ?s ?p 'a very secret literal' "
            if requests.post(f"http://127.0.0.1:{port}/sparql", data={"query": query}, timeout=5).status_code == 400:
                break
        except requests.exceptions.ConnectionError:
            time.sleep(0.1)
    process.terminate()
    _, log = process.communicate(timeout=15)
    lines = [json.loads(line) for line in log.decode().splitlines() if line.startswith("{")]
    (told,) = [line for line in lines if line["message"] == "query"]
    assert (told["status"], told["outcome"]) == (400, "malformed-query")
    assert "secret" not in log.decode()
    assert not re.search(r"Traceback", log.decode())
