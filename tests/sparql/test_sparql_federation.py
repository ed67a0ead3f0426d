"""SERVICE: other endpoints are asked where the settings allow it, and by nobody who evaluates a query."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pytest
import requests
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from tests.conftest import free_port

from .conftest import EX, Ask, ex, publish, query_workers

CITIES = 450


@dataclass
class World:
    """A server that answers as an endpoint may that nobody here has in hand; what it was asked is kept."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


def bindings(*rows: dict[str, object]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def number(value: int) -> dict[str, str]:
    return {"type": "literal", "value": str(value), "datatype": "http://www.w3.org/2001/XMLSchema#integer"}


ONE = bindings({"x": number(1)})
REPLIES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "one": (200, {}, ONE),
    "slow": (200, {}, ONE),
    "broken": (200, {}, ONE[:-9]),
    "page": (200, {"Content-Type": "text/html"}, b"<h1>hello</h1>"),
    "truth": (200, {}, b'{"head":{},"boolean":true}'),
    "error": (400, {"Content-Type": "text/plain"}, b"no such prefix"),
    "large": (200, {}, bindings(*({"x": number(n)} for n in range(30_000)))),
    "huge": (200, {}, b" " * 5_000_000),
    "here": (307, {"Location": "/one"}, b""),
    "round": (307, {"Location": "/round"}, b""),
    "virtuoso": (200, {}, bindings({"x": {"type": "bnode", "value": "nodeID://b10046"}})),
    "evil": (200, {}, bindings({"x": {"type": "uri", "value": "http://e/> } SERVICE <http://e/"}})),
    "nothing": (200, {}, bindings()),
}


class _Handler(BaseHTTPRequestHandler):
    world: ClassVar[World]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        self.world.asked.append(form.get("query", [""])[0])
        self.world.headers.append({name.lower(): value for name, value in self.headers.items()})
        status, headers, body = self.reply(self.path)
        self.send_response(status)
        for name, value in {"Content-Type": "application/sparql-results+json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # whoever asked has had enough
            self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - the standard library's names

    def reply(self, path: str) -> tuple[int, dict[str, str], bytes]:
        name = path.strip("/")
        if name == "slow":
            time.sleep(4)
        if name == "away":
            return 302, {"Location": f"http://localhost:{self.world.port}/one"}, b""
        return REPLIES.get(name, (404, {}, b""))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": made}))
    server.daemon_threads = True
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def other(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The endpoint of another installation, with people of cities and cities' populations."""
    data = tmp_path_factory.mktemp("other") / "data"
    people = (Triple(ex(f"city{n}"), ex("population"), Literal(1000 + n)) for n in range(CITIES + 50))
    blank = BlankNode()
    odd = [
        Triple(ex("city1"), ex("mayor"), blank),
        Triple(blank, ex("name"), Literal('quote " and\nline', language="en")),
        Triple(ex("city2"), ex("mayor"), ex("anna")),
    ]
    publish(data, {EX + "people": people, EX + "odd": odd})
    return serve(data, "--processes", "1") + "sparql"


@pytest.fixture(scope="module")
def site(serve: Callable[..., str], world: World, other: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server that may ask the other one, and this world's at 127.0.0.1 alone."""
    data = tmp_path_factory.mktemp("own") / "data"
    cities = (Triple(ex(f"city{n}"), NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(f"City {n}"))
              for n in range(CITIES))  # fmt: skip
    publish(data, {EX + "cities": cities, EX + "big": [Triple(ex("city3"), ex("size"), Literal("big"))]})
    hosts = f"{other.split('/')[2]}, 127.0.0.1:{world.port}"
    limits = {"CIVIGRAPH_SERVICE_SECONDS": "2", "CIVIGRAPH_SERVICE_BYTES": "4000000"}
    return serve(data, "--processes", "1", CIVIGRAPH_SERVICE_HOSTS=hosts, **limits)


@pytest.fixture(scope="module")
def federated(site: str) -> Ask:
    return Ask(site)


def rows(answer: requests.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def test_rows_of_another_endpoint_join(federated: Ask, other: str) -> None:
    query = f"""PREFIX e: <{EX}> SELECT ?label ?n {{ ?city rdfs:label ?label
        SERVICE <{other}> {{ ?city e:population ?n }} FILTER(?n < 1003) }} ORDER BY ?n"""
    answer = federated(query)
    assert rows(answer) == [{"label": f"City {n}", "n": str(1000 + n)} for n in range(3)]
    assert "ETag" not in answer.headers, "what others hold may change at any time"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("SERVICE <OTHER> { ?c e:mayor ?m } ?c rdfs:label ?l", 2),
        ("?c e:size ?z OPTIONAL { SERVICE <OTHER> { ?c e:population ?n } }", 1),
        ("?c rdfs:label ?l OPTIONAL { SERVICE <OTHER> { ?c e:mayor ?m } }", CITIES),
        ("{ ?c e:size ?z } UNION { SERVICE <OTHER> { ?c e:mayor ?m } }", 3),
        ("?c rdfs:label ?l FILTER EXISTS { SERVICE <OTHER> { ?c e:mayor ?m } }", 2),
        ("?c rdfs:label ?l MINUS { SERVICE <OTHER> { ?c e:mayor ?m } }", CITIES - 2),
        ("GRAPH ?g { ?c e:size ?z SERVICE <OTHER> { ?c e:population ?n } }", 1),
        ("{ SELECT (COUNT(*) AS ?k) { SERVICE <OTHER> { ?c e:population ?n } } }", 1),
        ("?c e:size ?z SERVICE <OTHER> { SELECT ?c (SUM(?n) AS ?k) { ?c e:population ?n } GROUP BY ?c }", 1),
        ("VALUES ?c { e:city1 e:city2 } SERVICE <OTHER> { ?c e:mayor ?m } SERVICE <OTHER> { ?m e:name ?w }", 0),
        ("?c rdfs:label ?l FILTER(?n = 1007) SERVICE <OTHER> { ?c e:population ?n }", 1),
        ("SERVICE <OTHER> { ?c e:population ?n ; e:mayor ?m } SERVICE SILENT <OTHER> { ?c e:no ?y }", 0),
        ("BIND(1005 AS ?n) SERVICE <OTHER> { ?c e:population ?n }", 1),
        ("SERVICE <OTHER> { e:city1 e:population 1001 } ?c e:size ?z", 1),
        ("SERVICE <OTHER> { e:city1 e:population 1002 } ?c e:size ?z", 0),
        ("VALUES (?c ?n) { (e:city1 UNDEF) (UNDEF 1004) } SERVICE <OTHER> { ?c e:population ?n }", 2),
        ("SERVICESILENT<OTHER>{?c e:mayor ?m}", 2),
    ],
)  # fmt: skip
def test_service_stands_wherever_a_pattern_may(federated: Ask, other: str, pattern: str, expected: int) -> None:
    found = rows(federated(f"PREFIX e: <{EX}> SELECT * {{ {pattern.replace('OTHER', other)} }}"))
    if pattern.startswith("{ SELECT (COUNT"):
        assert found == [{"k": str(CITIES + 50)}]
    else:
        assert len(found) == expected


def test_blank_nodes_and_odd_literals_come_through(federated: Ask, other: str, world: World) -> None:
    query = f"SELECT * {{ SERVICE <{other}> {{ ?c <{EX}mayor> ?m OPTIONAL {{ ?m <{EX}name> ?name }} }} }} ORDER BY ?c"
    first, second = federated(query).json()["results"]["bindings"]
    assert first["m"]["type"] == "bnode"
    virtuoso = f"SELECT * {{ SERVICE <{world.at('virtuoso')}> {{ ?s ?p ?x }} }}"
    assert federated(virtuoso).json()["results"]["bindings"][0]["x"]["type"] == "bnode"
    assert first["name"] == {"type": "literal", "value": 'quote " and\nline', "xml:lang": "en"}
    assert second["m"] == {"type": "uri", "value": EX + "anna"}
    same = f"""SELECT * {{ SERVICE <{other}> {{ ?c <{EX}mayor> ?m . ?m <{EX}name> ?n . ?c <{EX}population> ?p }}
        FILTER(isBlank(?m)) }}"""
    assert len(rows(federated(same))) == 1


def test_construct_and_ask_federate(federated: Ask, other: str) -> None:
    where = f"?c <{EX}size> ?z SERVICE <{other}> {{ ?c <{EX}population> ?n }}"
    graph = federated(f"CONSTRUCT {{ ?c <{EX}p> ?n }} WHERE {{ {where} }}", "application/n-triples")
    assert graph.text.startswith(f"<{EX}city3> <{EX}p> ")
    assert federated(f"ASK {{ {where} }}").json()["boolean"] is True


def test_what_can_join_is_sent_along_in_parcels(federated: Ask, world: World) -> None:
    world.asked.clear()
    rows(federated(f"SELECT * {{ ?c <{EX}size> ?z SERVICE <{world.at('nothing')}> {{ ?c ?p ?o }} }}"))
    (asked,) = world.asked
    assert f"VALUES (?c) {{ (<{EX}city3>) }}" in asked
    world.asked.clear()
    rows(federated(f"SELECT * {{ ?c rdfs:label ?l SERVICE <{world.at('nothing')}> {{ ?c ?p ?o }} }}"))
    assert [asked.count(f"(<{EX}") for asked in world.asked] == [200, 200, 50]
    world.asked.clear()
    rows(federated(f"SELECT * {{ ?c <{EX}none> ?z SERVICE <{world.at('one')}> {{ ?c ?p ?o }} }}"))
    assert world.asked == []
    assert world.headers[-1]["cdn-loop"] == "civigraph"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("slow", "too long"), ("broken", "cannot be read"), ("page", "text/html"), ("truth", "truth value"),
        ("error", "status 400: no such prefix"), ("large", "20,000 rows"), ("huge", "4,000,000 bytes"),
        ("away", "another host"), ("round", "status 307"), ("evil", "cannot be read"), ("missing", "status 404"),
    ],
)  # fmt: skip
def test_what_goes_wrong_there_is_told_or_silent(federated: Ask, world: World, path: str, told: str) -> None:
    clause = f"<{world.at(path)}> {{ ?s <{EX}p> ?x }}"
    answer = federated(f"SELECT * {{ ?c <{EX}size> ?z SERVICE {clause} }}")
    assert answer.status_code == 502, answer.text
    problem = answer.json()
    assert (problem["type"], told in problem["detail"]) == ("urn:civigraph:problem:service-failed", True), problem
    silent = rows(federated(f"SELECT * {{ ?c <{EX}size> ?z SERVICE SILENT {clause} }}"))
    assert silent == [{"c": EX + "city3", "z": "big"}]


def test_a_redirect_on_the_same_host_is_followed(federated: Ask, world: World) -> None:
    assert rows(federated(f"SELECT * {{ SERVICE <{world.at('here')}> {{ ?s ?p ?x }} }}")) == [{"x": "1"}]


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_other_hosts_and_ports_are_refused(federated: Ask, world: World, silent: str) -> None:
    world.asked.clear()
    for address in (
        f"http://localhost:{world.port}/one", f"http://127.0.0.2:{world.port}/one", f"http://127.1:{world.port}/one",
        f"http://2130706433:{world.port}/one", f"http://[::1]:{world.port}/one", f"http://127.0.0.1:{free_port()}/one",
        f"https://127.0.0.1:{world.port + 1}/one", f"http://a@127.0.0.1:{world.port}/one", "file:///etc/passwd",
        f"http://127.0.0.1:{world.port}@example.org/one", "ftp://127.0.0.1/x",
    ):  # fmt: skip
        answer = federated(f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?x }} }}")
        assert answer.status_code == 403, (address, answer.text)
    assert world.asked == []


def test_a_spelling_that_is_missed_reaches_nothing(federated: Ask, world: World) -> None:
    """The engine would follow them: it has no network, whatever the settings allow."""
    world.asked.clear()
    prologue = f"PREFIX e: <http://127.0.0.1:{world.port}/> "
    assert federated(prologue + "SELECT * { SERVICEe:one { ?s ?p ?x } }").status_code == 403
    variable = f"SELECT * {{ BIND(<{world.at('one')}> AS ?u) SERVICE ?u {{ ?s ?p ?x }} }}"
    answer = federated(variable)
    assert (answer.status_code, "variables" in answer.json()["detail"]) == (400, True)
    assert world.asked == []


def test_syntax_errors_have_their_place_and_ask_nobody(federated: Ask, world: World) -> None:
    world.asked.clear()
    answer = federated(f"SELECT * {{\n SERVICE <{world.at('one')}> {{ ?s ?p ?x }}\n ?a ?b }}")
    assert (answer.status_code, answer.json()["line"]) == (400, 3)
    assert world.asked == []


def test_endpoints_do_not_ask_each_other_in_circles(federated: Ask, other: str) -> None:
    query = f"SELECT * {{ SERVICE <{other}> {{ ?c <{EX}mayor> ?m }} }}"
    answer = requests.post(federated.url, {"query": query}, headers={"CDN-Loop": "civigraph"}, timeout=30)
    assert (answer.status_code, "may ask nobody" in answer.json()["detail"]) == (403, True)


def test_waiting_for_others_keeps_nobody_waiting_and_ends_at_the_limit(federated: Ask, world: World) -> None:
    slow = f"SELECT * {{ SERVICE <{world.at('slow')}> {{ ?s ?p ?x }} }}"
    waiting = [threading.Thread(target=federated, args=(slow,)) for _ in range(4)]
    for thread in waiting:
        thread.start()
    time.sleep(0.3)
    for _ in range(5):
        began = time.monotonic()
        assert Ask(federated.url.removesuffix("sparql"))(f"ASK {{ <{EX}city3> ?p ?o }}").json()["boolean"]
        assert time.monotonic() - began < 2
    began = time.monotonic()
    assert federated(slow, timeout="1").status_code in (502, 504)
    assert time.monotonic() - began < 3
    for thread in waiting:
        thread.join()
    assert len(query_workers(federated.url.removesuffix("sparql"))) >= 2


def test_the_description_tells_that_it_federates(federated: Ask, ask: Ask) -> None:
    feature = "http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery"
    accept = {"Accept": "application/n-triples"}
    assert feature in requests.get(federated.url, headers=accept, timeout=10).text
    assert feature not in requests.get(ask.url, headers=accept, timeout=10).text


def test_clauses_and_requests_of_one_query_are_counted(federated: Ask, world: World) -> None:
    world.asked.clear()
    clause = f"SERVICE <{world.at('one')}> {{ ?s ?p ?x }}"
    many = federated("SELECT * { " + " ".join([clause] * 40) + " }")
    assert (many.status_code, "32" in many.json()["detail"]) == (400, True)
    assert len(world.asked) == 1, "what has been asked for is not asked for again"


def test_nothing_is_allowed_by_default(ask: Ask, world: World) -> None:
    world.asked.clear()
    assert ask(f"SELECT * {{ SERVICE <{world.at('one')}> {{ ?s ?p ?x }} }}").status_code == 403
    assert ask(f"SELECT * {{ SERVICESILENT<{world.at('one')}> {{ ?s ?p ?x }} }}").status_code == 403
    assert world.asked == []


def test_a_large_answer_of_another_endpoint_joins_in_good_time(
    serve: Callable[..., str], federated: Ask, other: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    publish(data, {EX + "many": (Triple(ex(f"s{n}"), ex("p"), Literal(str(n))) for n in range(15_000))})
    many = serve(data, "--processes", "1") + "sparql"
    site = serve(data, "--processes", "1", CIVIGRAPH_SERVICE_HOSTS=many.split("/")[2])
    counted = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}p> ?o SERVICE <{many}> {{ ?s <{EX}p> ?o }} }}"
    assert rows(Ask(site)(counted)) == [{"n": "15000"}]
