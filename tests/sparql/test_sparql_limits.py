"""Hostile queries and failing processes: nothing else is harmed, and no partial answer passes for a whole one."""

# ruff: noqa: S608 - SPARQL of the tests themselves

import asyncio
import http.server
import os
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from kg.generations import DataFolder
from server.workers import crew

from .conftest import EX, Ask, publish, query_workers, resident, small, worked

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EVERYTHING = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def large_site(serve: Callable[..., str], large_data: Path) -> str:
    return serve(
        large_data, "--processes", "1", CIVIGRAPH_QUERY_SECONDS="2", CIVIGRAPH_QUERY_MEMORY_MB="900",
        CIVIGRAPH_CLIENT_SECONDS="0", CIVIGRAPH_CLIENT_QUERIES="0",
    )  # fmt: skip


@pytest.fixture
def ask(large_site: str) -> Ask:
    return Ask(large_site)


def _command(process: psutil.Process) -> list[str]:
    """Of a process that may just have ended."""
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def light(ask: Ask) -> float:
    """Ask a light query, check its answer, and tell how long it took."""
    began = time.monotonic()
    answer = Ask(ask.url.removesuffix("sparql"))(f"SELECT ?o {{ <{EX}s7> <{EX}p0> ?o }} # {time.time()}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"][0]["o"]["value"].startswith("value 0 ")
    return time.monotonic() - began


def test_an_endless_query_ends_at_the_limit_while_others_are_answered(ask: Ask) -> None:
    with ThreadPoolExecutor(8) as pool:
        endless = [pool.submit(Ask(ask.url.removesuffix("sparql")), ENDLESS) for _ in range(4)]
        time.sleep(0.2)
        waits = []
        while not all(query.done() for query in endless):
            waits.append(light(ask))
            time.sleep(0.1)
    # At most until one of them ends, after two seconds, and a slow machine has started another worker; not until the
    # next ones end.
    assert max(waits) < 3.5
    statuses = {query.result().status_code for query in endless}
    assert statuses <= {503, 504}
    assert 504 in statuses


def test_the_timeout_of_a_request_only_shortens(ask: Ask) -> None:
    began = time.monotonic()
    answer = ask(ENDLESS, timeout="0.5")
    assert answer.status_code == 504
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert time.monotonic() - began < 2.5
    began = time.monotonic()
    assert ask(ENDLESS, timeout="1000").status_code == 504
    assert time.monotonic() - began < 8
    assert ask(EVERYTHING + " LIMIT 1", timeout="-1").status_code == 400
    assert ask(EVERYTHING + " LIMIT 1", timeout="soon").status_code == 400


HOSTILE = {
    "nested EXISTS": "SELECT * { " + "FILTER EXISTS { " * 860 + "?s ?p ?o" + " }" * 860 + " }",
    "nested braces": "SELECT * " + "{ " * 3000 + "?s ?p ?o" + " }" * 3000,
    "nested CONCAT": "SELECT (" + "CONCAT(" * 1000 + "'x'" + ")" * 1000 + " AS ?x) {}",
    "nested lists": "SELECT * { ?s ?p " + "( " * 2000 + "1" + " )" * 2000 + " }",
    "nested paths": "SELECT * { ?s " + "(" * 200 + f"<{EX}p0>" + ")*" * 200 + " ?o }",
    "long sum": "SELECT (" + "1+" * 8000 + "1 AS ?x) {}",
    "long disjunction": "SELECT * { ?s ?p ?o FILTER(" + "?o = 1 || " * 3000 + "?o = 2) }",
    "long path": "SELECT * { ?s " + f"<{EX}p0>/" * 1000 + f"<{EX}p0> ?o }}",
    "long list": "SELECT * { ?s ?p ( " + "1 " * 8000 + ") }",
    "many unions": "SELECT * { " + "{ ?s ?p 1 } UNION " * 2500 + "{ ?s ?p 2 } }",
    "many optionals": "SELECT * { ?s ?p ?o " + f"OPTIONAL {{ ?s <{EX}p0> ?x }} " * 1500 + "}",
    "doubling text": "SELECT (STRLEN(?x40) AS ?n) { BIND('aaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40)) + " }",
    "sorting a product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "huge GROUP_CONCAT": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "path bomb": "SELECT * { ?s (<a:a>|!<a:a>)* ?o . ?o (<a:a>|!<a:a>)* ?t }",
    "too long": "SELECT * { ?s ?p ?o } #" + "x" * 70_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_harm_nobody(ask: Ask, name: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        hostile = pool.submit(Ask(ask.url.removesuffix("sparql")), HOSTILE[name], timeout="2")
        time.sleep(0.05)
        assert light(ask) < 2.5
        try:
            answer = hostile.result()
        except requests.exceptions.RequestException:
            pass  # the answer had begun and was broken off
        else:
            assert answer.status_code in (200, 400, 413, 503, 504, 507), answer.text
            assert answer.status_code == 200 or answer.json()["detail"]
    assert light(ask) < 2.5


def test_what_is_too_deep_or_too_long_is_told_before_it_troubles_anybody(ask: Ask) -> None:
    assert ask(HOSTILE["nested EXISTS"]).status_code == 400
    assert ask(HOSTILE["too long"]).status_code == 413
    assert requests.post(ask.url, data=b"x" * 3_000_000, timeout=10).status_code == 413


def test_brackets_in_strings_and_comments_are_no_nesting(ask: Ask) -> None:
    assert ask("SELECT ('" + "(" * 300 + "' AS ?x) {} # " + "{" * 300).status_code == 200


def test_memory_is_limited_per_query(ask: Ask) -> None:
    refused = {ask(HOSTILE[name]).status_code for name in ("sorting a product", "doubling text")}
    assert refused <= {504, 507}  # on a slow machine the time limit may come first


def test_killing_a_worker_loses_at_most_its_query(ask: Ask, large_site: str) -> None:
    for worker in query_workers(large_site):
        worker.send_signal(signal.SIGKILL)
    answers = [ask(f"ASK {{ ?s ?p {number} }}").status_code for number in range(5)]
    assert answers == [200] * 5
    deadline = time.monotonic() + 10
    while len(query_workers(large_site)) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(query_workers(large_site)) >= 3
    assert light(ask) < 2


LIMITS = crew.Limits(
    workers=2, turns=1, spare=1, slow=1, queue=4, queue_seconds=5.0, fast_seconds=1.0, memory=2**30
)  # fmt: skip


@pytest.fixture
def own_store(small_data: Path, tmp_path: Path) -> Path:
    """A store that no other engine of this process serves."""
    shutil.copytree(small_data, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data").current().store


def workers_on(store: Path) -> list[psutil.Process]:
    """The children of this process that serve ``store``."""
    return [child for child in psutil.Process().children() if str(store) in _command(child)]


def test_a_spare_worker_stands_by_only_for_a_while_after_one_was_lost(
    own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that an idle service has no process that nobody needs."""

    async def settled(number: int) -> None:
        async with asyncio.timeout(30):
            while len(workers_on(own_store)) != number:
                await asyncio.sleep(0.02)

    async def counted() -> None:
        workers = crew.Crew(own_store, LIMITS)
        workers.start()
        await settled(2)
        workers.discard(await workers.acquire(), slow=False)
        await settled(3)
        monkeypatch.setattr(crew, "_WARY", 0.1)
        workers.discard(await workers.acquire(), slow=False)
        await settled(2)
        await asyncio.sleep(1)
        await settled(2)
        workers.close()
        await settled(0)

    asyncio.run(counted())


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.005, 0.02])
def test_a_crew_that_is_closed_while_it_starts_leaves_no_process(own_store: Path, moment: float) -> None:
    async def closed() -> None:
        workers = crew.Crew(own_store, LIMITS)
        workers.start()
        await asyncio.sleep(moment)
        workers.close()

    asyncio.run(closed())
    assert not workers_on(own_store)


@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_broken_answer_cannot_pass_for_a_whole_one(ask: Ask, large_site: str, accept: str, coding: str) -> None:
    broken(ask, large_site, EVERYTHING, accept, coding)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"]
)
def test_a_broken_graph_cannot_pass_for_a_whole_one(ask: Ask, large_site: str, accept: str) -> None:
    broken(ask, large_site, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", accept, "identity")


def broken(ask: Ask, site: str, query: str, accept: str, coding: str) -> None:
    """Kill the worker while its answer is under way: the client's library must raise."""
    headers = {"Accept": accept, "Accept-Encoding": coding}
    answer = requests.post(ask.url, data={"query": query}, headers=headers, stream=True, timeout=30)
    assert answer.status_code == 200
    pieces = answer.iter_content(1000)
    next(pieces)
    for worker in query_workers(site):
        worker.send_signal(signal.SIGKILL)
    with pytest.raises(requests.exceptions.RequestException):
        for _ in pieces:
            pass
    assert light(ask) < 3
    front = query_workers(site)[0].parent()
    assert front is not None
    assert front.num_fds() < 200  # nothing of the broken connections is kept


def test_a_client_that_leaves_ends_the_work(serve: Callable[..., str], large_data: Path) -> None:
    site = serve(large_data, "--processes", "1")  # the time limit is far off here
    parts = urlsplit(site)
    body = f"query={requests.utils.quote(ENDLESS)}".encode()
    request = (
        f"POST /sparql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    before = worked(settled(site))
    deadline = time.monotonic() + 10
    busy: set[int] = set()
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        connection.sendall(request)
        while not busy and time.monotonic() < deadline:
            time.sleep(0.1)
            busy = {pid for pid, seconds in worked(query_workers(site)).items() if seconds > before.get(pid, 0.1) + 0.2}
        assert busy
    while {worker.pid for worker in query_workers(site)} & busy and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not {worker.pid for worker in query_workers(site)} & busy


def settled(site: str) -> list[psutil.Process]:
    """The workers once none of them is busy with what an earlier test left."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        first = worked(query_workers(site))
        time.sleep(0.2)
        workers = query_workers(site)
        second = worked(workers)
        if len(second) >= 2 and all(seconds - first.get(pid, 0) < 0.05 for pid, seconds in second.items()):
            return workers
    pytest.fail("the workers do not come to rest")


def test_a_client_that_leaves_in_the_middle_of_an_answer_ends_the_work(ask: Ask, large_site: str) -> None:
    answer = requests.post(ask.url, data={"query": EVERYTHING + " ORDER BY ?o"}, stream=True, timeout=30)
    next(answer.iter_content(1000))
    answer.close()
    settled(large_site)


def test_a_long_answer_streams_with_flat_memory(ask: Ask, large_site: str) -> None:
    product = f"SELECT * {{ ?a <{EX}p0> ?b . ?c <{EX}p1> ?d }} LIMIT 600000"
    answer = requests.post(
        ask.url, data={"query": product}, headers={"Accept-Encoding": "identity"}, stream=True, timeout=60
    )
    size, peak = 0, 0
    front = query_workers(large_site)[0].parent()
    assert front is not None
    for number, piece in enumerate(answer.iter_content(1 << 20)):
        size += len(piece)
        if number % 20 == 0:
            peak = max(peak, resident([front, *query_workers(large_site)]))
    assert size > 150_000_000
    assert peak < 200_000_000


def test_what_a_slow_client_does_not_take_is_not_held_in_memory(ask: Ask, large_site: str) -> None:
    product = f"SELECT * {{ ?a <{EX}p0> ?b . ?c <{EX}p1> ?d }} LIMIT 600000"
    front = query_workers(large_site)[0].parent()
    assert front is not None
    before, size = resident([front]), 0
    answer = requests.post(
        ask.url, data={"query": product}, headers={"Accept-Encoding": "identity"}, stream=True, timeout=60
    )
    for number, piece in enumerate(answer.iter_content(1 << 16)):
        size += len(piece)
        if number in (30, 60):
            time.sleep(2)  # long enough for the worker to answer the whole
            assert resident([front]) < before + 60_000_000
    assert size > 150_000_000


UNFINISHED = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 500\r\n\r\nSELECT"
)


def test_idle_and_half_open_connections_keep_nobody_out(ask: Ask) -> None:
    parts = urlsplit(ask.url)
    address = (parts.hostname, parts.port)
    idle = [socket.create_connection(address) for _ in range(1000)]
    for connection in idle[:100]:
        connection.sendall(UNFINISHED)
    for connection in idle[100:150]:
        connection.shutdown(socket.SHUT_WR)
    assert light(ask) < 2
    for connection in idle:
        connection.close()
    assert light(ask) < 2


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """An HTTP server of the local network that nobody may reach through a query."""
    reached: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the base class's naming

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, reached
        server.shutdown()


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <URL> { ?s ?p ?o }", "SERVICE SILENT <URL> { ?s ?p ?o }", "SERVICESILENT<URL>{?s ?p ?o}",
        "SERVICE#c\n<URL>{?s ?p ?o}", "?a ?b ?c.SERVICE<URL>{?s ?p ?o}", "FILTER(1<2)SERVICE#c>\n<URL>{?s ?p ?o}",
        "FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } }", "SERVICEe:q{?s ?p ?o}", "sErViCe <URL> { ?s ?p ?o }",
        "BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o }", "VALUES ?x {'a'}SERVICE<URL>{?s ?p ?o}",
    ],
)  # fmt: skip
def test_no_query_reaches_the_network(ask: Ask, listener: tuple[int, list[str]], clause: str) -> None:
    port, reached = listener
    url = f"http://127.0.0.1:{port}/"
    ask(f"PREFIX e: <{url}> SELECT * {{ {clause.replace('URL', url + 'q')} }}")
    ask(f"SELECT * FROM <{url}from> FROM NAMED <{url}named> {{ ?s ?p ?o }}")
    ask(EVERYTHING + " LIMIT 1", **{"default-graph-uri": url + "graph"})
    assert reached == []


def test_workers_are_confined(large_site: str) -> None:
    assert requests.get(large_site + "readyz", timeout=10).json()["workers_confined"] is True
    for worker in query_workers(large_site):
        status = Path(f"/proc/{worker.pid}/status").read_text()
        assert re.search(r"Seccomp:\s+2", status)
        assert re.search(r"NoNewPrivs:\s+1", status)


def test_row_limit_is_said_in_header_and_body(serve: Callable[..., str], small_data: Path) -> None:
    limited = Ask(serve(small_data, "--processes", "1", CIVIGRAPH_MAX_ROWS="3"))
    cut = limited(EVERYTHING)
    assert len(cut.json()["results"]["bindings"]) == 3
    assert cut.json()["results"]["truncated"] is True
    assert (cut.headers["Result-Limit"], cut.headers["Result-Truncated"]) == ("3", "true")
    assert "<!-- truncated -->" in limited(EVERYTHING, "application/sparql-results+xml").text
    assert limited(EVERYTHING, "text/csv").headers["Result-Truncated"] == "true"
    assert limited("DESCRIBE ?s { ?s ?p ?o }", "text/turtle").headers["Result-Truncated"] == "true"
    whole = limited(EVERYTHING + " LIMIT 3")
    assert whole.headers["Result-Truncated"] == "false"
    assert "truncated" not in whole.json()["results"]


def test_byte_limit_breaks_off(serve: Callable[..., str], large_data: Path) -> None:
    limited = Ask(serve(large_data, "--processes", "1", CIVIGRAPH_MAX_ANSWER_BYTES="3000000"))
    with pytest.raises(requests.exceptions.RequestException):
        _ = limited(EVERYTHING).content
    assert limited(EVERYTHING + " LIMIT 10").status_code == 200


def test_fair_use_has_its_limits_for_each_client(serve: Callable[..., str], large_data: Path) -> None:
    site = serve(
        large_data, "--processes", "1", CIVIGRAPH_CLIENT_SECONDS="1", CIVIGRAPH_CLIENT_QUERIES="2",
        CIVIGRAPH_TRUSTED_PROXIES="1", CIVIGRAPH_QUERY_SECONDS="2",
    )  # fmt: skip

    def send(client: str, query: str) -> requests.Response:
        return requests.post(
            site + "sparql", data={"query": query}, headers={"X-Forwarded-For": f"spoofed, {client}"}, timeout=30
        )

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(send, "192.0.2.1", ENDLESS) for _ in range(2)]
        time.sleep(0.3)
        third = send("192.0.2.1", "ASK {}")
        other = send("192.0.2.2", "ASK {}")
        assert {query.result().status_code for query in running} <= {503, 504}
    assert third.status_code == 429
    assert int(third.headers["Retry-After"]) >= 1
    assert other.status_code == 200
    assert send("192.0.2.1", "ASK {}").status_code == 429
    assert send("192.0.2.2", "ASK {}").status_code == 200


def test_a_full_queue_says_503_at_once(serve: Callable[..., str], large_data: Path) -> None:
    site = serve(
        large_data, "--processes", "1", CIVIGRAPH_QUEUE_LENGTH="1", CIVIGRAPH_QUERY_WORKERS="1",
        CIVIGRAPH_SLOW_QUERIES="1", CIVIGRAPH_QUERY_SECONDS="1.5", CIVIGRAPH_QUEUE_SECONDS="0.5",
    )  # fmt: skip
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Ask(site)(ENDLESS), range(8)))
    busy = [answer for answer in answers if answer.status_code == 503]
    assert busy
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in busy)
    assert Ask(site)("ASK {}").status_code == 200


def test_a_new_generation_is_served_without_a_lost_answer(serve: Callable[..., str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = publish(data, small()).manifest
    site = serve(data)
    stop = threading.Event()
    seen: list[tuple[str, str]] = []

    def client() -> None:
        session = Ask(site)
        while not stop.is_set():
            answer = session("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
            assert answer.status_code == 200, answer.text
            seen.append((answer.headers["Data-Version"], answer.json()["results"]["bindings"][0]["n"]["value"]))

    with ThreadPoolExecutor(3) as pool:
        clients = [pool.submit(client) for _ in range(3)]
        time.sleep(0.5)
        more = small()
        more[EX + "article/3"] = list(more[EX + "article/1"])
        second = publish(data, more).manifest
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and (second.version, "11") not in seen[-3:]:
            time.sleep(0.1)
        time.sleep(1.5)
        stop.set()
        for finished in clients:
            finished.result()
    assert set(seen) == {(first.version, "7"), (second.version, "11")}
    assert requests.get(site + "readyz", timeout=10).json()["generation"] == second.id
    deadline = time.monotonic() + 10
    while len(query_workers(site)) != 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(query_workers(site)) == 4  # those on the old generation have gone


def test_a_killed_server_process_comes_back(serve: Callable[..., str], small_data: Path) -> None:
    site = serve(small_data, "--processes", "2")
    fronts = {worker.ppid() for worker in query_workers(site)}
    os.kill(fronts.pop(), signal.SIGKILL)
    deadline = time.monotonic() + 20
    good = 0
    while good < 20 and time.monotonic() < deadline:
        try:
            good = good + 1 if Ask(site)("ASK {}").status_code == 200 else 0
        except requests.exceptions.ConnectionError:
            good = 0
    assert good == 20
    while len({worker.ppid() for worker in query_workers(site)}) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len({worker.ppid() for worker in query_workers(site)}) == 2


def test_processes_that_die_again_and_again_do_not_end_the_service(serve: Callable[..., str], small_data: Path) -> None:
    """Each server process is killed as soon as it is there, three times over."""
    site = serve(small_data, "--processes", "2")
    killed: set[int] = set()
    deadline = time.monotonic() + 60
    while len(killed) < 6 and time.monotonic() < deadline:
        for front in {worker.ppid() for worker in query_workers(site)} - killed:
            os.kill(front, signal.SIGKILL)
            killed.add(front)
        time.sleep(0.1)
    assert len(killed) >= 6
    good = 0
    while good < 20 and time.monotonic() < deadline + 30:
        try:
            good = good + 1 if Ask(site)("ASK {}").status_code == 200 else 0
        except requests.exceptions.ConnectionError:
            good = 0
    assert good == 20


def test_metrics_tell_what_happened(serve: Callable[..., str], small_data: Path) -> None:
    site = serve(small_data, "--processes", "1", CIVIGRAPH_MAX_ROWS="2", CIVIGRAPH_QUERY_SECONDS="1.5")
    ask = Ask(site)
    cross = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    statuses = [ask(q).status_code for q in ("ASK {}", "SELECT * { ?s ?p ?o }", "SELECT", "ASK { SERVICE <x:y> {} }")]
    assert statuses == [200, 200, 400, 403]
    assert ask(f"SELECT (COUNT(*) AS ?n) {{ {cross} }}").status_code == 504
    for _ in range(2):
        requests.get(ask.url, {"query": "ASK { ?s ?p ?o }"}, timeout=10)
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(requests.get(site + "metrics", timeout=10).text)
        for sample in family.samples
    }
    requests_ = {key[1:]: value for key, value in told.items() if key[0] == "civigraph_requests_total"}
    expected = {"ok": 2, "truncated": 1, "malformed-query": 1, "refused": 1, "timeout": 1}
    seen = {
        outcome: sum(v for (kind, o), v in requests_.items() if o == outcome and kind != "operation")
        for outcome in expected
    }
    assert seen == expected
    assert told["civigraph_query_workers_killed_total",] == 1
    assert told["civigraph_cache_hits_total",] == 1
    assert told["civigraph_request_seconds_count", "boolean"] == 2
    assert told["civigraph_query_worker_seconds_total",] > 1
    assert any(key[0] == "civigraph_data_age_seconds" and value > 0 for key, value in told.items())
