"""Answers under way: long ones, slow readers, clients that stop half-way, and that every client sees a broken one."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pandas as pd
import pytest
import requests
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from .conftest import EX, query_workers, resident, worked

EVERYTHING = "SELECT * { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
PRODUCT = f"SELECT * {{ ?a <{EX}p0> ?b . ?c <{EX}p1> ?d }}"


@pytest.fixture(scope="module")
def site(serve: Callable[..., str], large_data: Path) -> str:
    return serve(large_data, "--processes", "1", CIVIGRAPH_CLIENT_QUERIES="0", CIVIGRAPH_CLIENT_SECONDS="0")


@pytest.fixture(scope="module")
def breaking(serve: Callable[..., str], large_data: Path) -> str:
    """A server that breaks an answer off after two megabytes."""
    return serve(
        large_data, "--processes", "1", CIVIGRAPH_MAX_ANSWER_BYTES="2000000", CIVIGRAPH_CLIENT_QUERIES="0",
        CIVIGRAPH_CLIENT_SECONDS="0",
    )  # fmt: skip


def place(site: str) -> tuple[str, int]:
    parts = urlsplit(site)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def light(site: str, source: str = "127.0.0.1") -> float:
    """Ask a light query from an address, check its answer, and tell how long it took."""
    began = time.monotonic()
    with socket.create_connection(place(site), 30, (source, 0)) as link:
        query = quote(f"ASK {{ <{EX}s7> <{EX}p0> ?o }} # {began}")
        link.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        data = b"".join(iter(lambda: link.recv(65536), b""))
    assert data.startswith(b"HTTP/1.1 200"), data
    assert b'"boolean":true' in data
    return time.monotonic() - began


def test_ten_million_rows_stream_with_flat_memory(site: str) -> None:
    query = f"SELECT ?x {{ ?a <{EX}p0> ?b . ?c <{EX}p1> ?d BIND(1 AS ?x) }} LIMIT 10000000"
    headers = {"Accept": "text/csv", "Accept-Encoding": "identity"}
    front = query_workers(site)[0].parent()
    assert front is not None
    rows, peak = 0, 0
    with requests.post(site + "sparql", data={"query": query}, headers=headers, stream=True, timeout=300) as answer:
        for number, piece in enumerate(answer.iter_content(1 << 18)):
            rows += piece.count(b"\n")
            if number % 10 == 0:
                peak = max(peak, resident([front, *query_workers(site)]))
    assert rows == 10_000_001
    assert peak < 200_000_000


def unread(site: str, source: str) -> socket.socket:
    """A connection on which a long answer is asked for, and not read."""
    link = socket.create_connection(place(site), 10, (source, 0))
    link.sendall(f"GET /sparql?query={quote(PRODUCT)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return link


def test_clients_that_do_not_read_keep_nobody_out(site: str) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(12):
            stack.enter_context(unread(site, f"127.0.0.{10 + number}"))
        time.sleep(2)
        assert max(light(site) for _ in range(5)) < 4  # without an answer from them, it would be a minute


def test_a_body_that_stops_half_way_is_no_query(site: str) -> None:
    with socket.create_connection(place(site), 10) as link:
        link.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 50\r\n\r\nASK {} # and what was to come here"
        )
        link.shutdown(socket.SHUT_WR)
        answered = link.recv(65536)
    assert b"200 OK" not in answered


def test_a_flood_from_one_address_does_not_crowd_out_another(serve: Callable[..., str], large_data: Path) -> None:
    """The queue is full of one client's queries: another's is let in for one of them."""
    site = serve(large_data, "--processes", "1", CIVIGRAPH_QUEUE_LENGTH="3", CIVIGRAPH_CLIENT_QUERIES="0")
    endless = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with contextlib.ExitStack() as stack:
        for _ in range(30):
            link = stack.enter_context(socket.create_connection(place(site), 10, ("127.0.0.66", 0)))
            link.sendall(f"GET /sparql?query={endless} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert max(light(site) for _ in range(10)) < 4


PLANS = {
    "OPTIONAL": "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?b = ?a) } }",
    "NOT EXISTS": "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?f = ?i && ?e = ?d) } }",
    "MINUS": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?g ?h ?i MINUS { ?a ?b ?c . ?d ?e ?f FILTER(?f = ?e) } }",
    "subselect": "SELECT * { { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } ?x ?y ?n }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (<a:a>|!<a:a>)* ?b . ?c (<a:a>|!<a:a>)* ?d . ?e (<a:a>|!<a:a>)* ?f }",
    "UNION": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } UNION { ?a ?b ?c . ?d ?e ?f . ?g ?h ?j } }",
}


@pytest.mark.parametrize("plan", PLANS)
def test_the_time_limit_holds_in_every_part_of_a_plan(site: str, plan: str) -> None:
    """Peers stop the clock inside OPTIONAL and NOT EXISTS, answer 429, or let the work go on behind a 504."""
    began = time.monotonic()
    answer = requests.post(site + "sparql", data={"query": PLANS[plan], "timeout": "1.5"}, timeout=60)
    assert answer.status_code == 504, answer.text
    assert time.monotonic() - began < 6
    deadline = time.monotonic() + 10
    while busy(site) and time.monotonic() < deadline:
        pass
    assert not busy(site)


def busy(site: str) -> bool:
    """Whether a query worker uses the processor."""
    before = worked(query_workers(site))
    time.sleep(0.3)
    return any(seconds - before.get(pid, seconds) > 0.1 for pid, seconds in worked(query_workers(site)).items())


# Whatever client somebody has: an answer that was broken off raises, or ends with a status that is no success.


@pytest.mark.parametrize("format_", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_sees_a_broken_table(breaking: str, format_: str) -> None:
    asking = SPARQLWrapper(breaking + "sparql", returnFormat=format_)
    asking.setQuery(EVERYTHING)
    with pytest.raises((OSError, HTTPException)):
        asking.queryAndConvert()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper still uses it
@pytest.mark.parametrize("format_", [TURTLE, RDFXML, JSONLD])
def test_sparqlwrapper_sees_a_broken_graph(breaking: str, format_: str) -> None:
    asking = SPARQLWrapper(breaking + "sparql", returnFormat=format_)
    asking.setQuery(GRAPH)
    with pytest.raises((OSError, HTTPException)):
        asking.queryAndConvert()


def test_sparqlstore_sees_a_broken_table(breaking: str) -> None:
    with pytest.raises((OSError, HTTPException)):
        list(Graph(SPARQLStore(breaking + "sparql")).query(EVERYTHING))


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_pandas_sees_a_broken_table(breaking: str, format_: str) -> None:
    with pytest.raises((OSError, HTTPException)):
        pd.read_csv(
            f"{breaking}sparql?{urlencode({'query': EVERYTHING, 'format': format_})}", sep=None, engine="python"
        )


@pytest.mark.parametrize(
    "format_", ["json", "xml", "csv", "tsv", "turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"]
)
def test_curl_sees_a_broken_answer(breaking: str, format_: str) -> None:
    query = EVERYTHING if format_ in ("json", "xml", "csv", "tsv") else GRAPH
    command = [
        "curl",
        "-sS",
        "-G",
        "--data-urlencode",
        f"query={query}",
        "-d",
        f"format={format_}",
        breaking + "sparql",
    ]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert done.returncode in (18, 56), done.stderr  # "transfer closed with outstanding read data", "recv failure"
    assert len(done.stdout) > 100_000


@pytest.fixture(scope="module")
def roqet() -> Iterator[Callable[..., "subprocess.CompletedProcess[str]"]]:
    """Rasqal's query command: a client in C, with parsers of its own (Debian's rasqal-utils)."""

    def run(site: str, query: str, *options: str) -> "subprocess.CompletedProcess[str]":
        command = ["roqet", "-q", "-p", site + "sparql", "-e", query, *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    try:
        subprocess.run(["roqet", "--version"], capture_output=True, check=True)
    except OSError:
        pytest.skip("needs roqet (installed by .ci/run)")
    return run


def test_a_client_in_c_reads_tables(site: str, roqet: Callable[..., "subprocess.CompletedProcess[str]"]) -> None:
    done = roqet(site, f"SELECT ?o WHERE {{ <{EX}s7> <{EX}p3> ?o }}", "-r", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("value 21 ")


def test_four_readers_at_once_each_get_all(site: str) -> None:
    """Long answers share the slow lane: each is whole."""
    query = f"SELECT ?x {{ ?a <{EX}p0> ?b . ?c <{EX}p1> ?d BIND(1 AS ?x) }} LIMIT 1500000"

    def read(_: int) -> int:
        answer = requests.post(site + "sparql", data={"query": query}, headers={"Accept": "text/csv"}, timeout=200)
        return answer.content.count(b"\n")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [1_500_001] * 4


def test_reading_whole_graphs_counts_too(serve: Callable[..., str], large_data: Path) -> None:
    """The limits of a client hold for the Graph Store Protocol as for queries."""
    site = serve(large_data, "--processes", "1", CIVIGRAPH_CLIENT_QUERIES="2")
    # A whole graph of this size fits into the sockets' buffers; an answer that never ends holds its place for certain.
    endless = (
        b"GET /sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%20%3Fd%20%3Fe%20%3Ff%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    whole = b"GET /store HTTP/1.1\r\nHost: x\r\nAccept: application/n-quads\r\n\r\n"
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(socket.create_connection(place(site), 30, ("127.0.0.77", 0))) for _ in range(3)]
        for link in links[:2]:
            link.sendall(endless)
            assert link.recv(12) == b"HTTP/1.1 200"
        links[2].sendall(whole)
        assert links[2].recv(12) == b"HTTP/1.1 429"
        assert light(site) < 4  # another client
