"""A graph that lives in an existing engine is published whole and served as the embedded one is."""

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests
from rdflib import Graph

import ontology
from kg.errors import QueryError
from kg.external import INTERNAL, VERSION, hidden
from kg.generations import DataFolder
from kg.pushing import CURRENT, current, push
from kg.settings import Settings
from kg.terms import PREFIXES
from kg.tokens import Tokens
from tests.conftest import ROOT

from .conftest import Engine

pytestmark = pytest.mark.external
KG = Path(sys.executable).with_name("kg")
QUERIES = sorted(ontology.path("queries").glob("*.rq"))


def ask(site: str, query: str, accept: str = "application/sparql-results+json", **form: str) -> requests.Response:
    return requests.post(site + "sparql", {"query": query, **form}, headers={"Accept": accept}, timeout=120)


def rows(site: str, query: str) -> list[str]:
    answer = ask(site, query, "text/tab-separated-values")
    assert answer.status_code == 200, answer.text
    return sorted(answer.text.splitlines())


def test_the_engine_holds_what_was_built(engine: Engine, remote_data: Path) -> None:
    generation = DataFolder(remote_data).current()
    store, external = generation.open(), engine.external()
    assert current(external)[CURRENT.value] == generation.manifest.version
    for graph, size in generation.manifest.graphs.items():
        assert engine.count(graph) == size, graph
    register = generation.manifest.base + "graph/register"
    own = {q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(register))}
    assert set(external.get(register)) == own
    kept = {VERSION, external.merged(generation.manifest.version)} - {None}
    assert external.names(INTERNAL) == kept
    assert set(generation.manifest.graphs) == external.names(generation.manifest.base)


@pytest.mark.parametrize("path", QUERIES, ids=[path.stem for path in QUERIES])
def test_example_queries_have_the_same_rows(remote_site: str, site: str, path: Path) -> None:
    query = path.read_text()
    assert rows(remote_site, query) == rows(site, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a cg:Claim } } GROUP BY ?g",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT ?x ?name { ?x a cg:Person OPTIONAL { ?x skos:prefLabel ?name FILTER(LANG(?name) = 'zh') } }",
        "SELECT ?o { GRAPH <http://127.0.0.1:8000/graph/register> { ?s skos:prefLabel ?o } }",
        "BASE <http://127.0.0.1:8000/graph/> PREFIX g: <http://127.0.0.1:8000/graph/> SELECT ?p ?l { "
        "GRAPH g:register { ?x a cg:Person } GRAPH <register> { ?x ?p ?l } ?x skos:prefLabel ?l }",
        "SELECT ?g ?x { GRAPH <http://127.0.0.1:8000/graph/register> { ?x a cg:Person } GRAPH ?g { ?x a cg:Person } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH <http://127.0.0.1:8000/graph/none> { ?s ?p ?o } }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
        "ASK { ?s a cg:Park }",
        "ASK { ?s a cg:Nothing }",
    ],
)
def test_other_queries_have_the_same_rows(remote_site: str, site: str, query: str) -> None:
    here, there = (
        sorted(ask(s, query).json().get("results", {}).get("bindings", []), key=str) for s in (site, remote_site)
    )
    plain = [sorted((n, c["value"]) for n, c in row.items()) for row in here]
    assert [sorted((n, c["value"]) for n, c in row.items()) for row in there] == plain
    assert ask(remote_site, query).json().get("boolean") == ask(site, query).json().get("boolean")


def test_graphs_and_the_graph_store(remote_site: str, site: str) -> None:
    query = "CONSTRUCT { ?x skos:prefLabel ?n } WHERE { ?x a cg:Person ; skos:prefLabel ?n }"
    for accept in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
        kind = ox.RdfFormat.from_media_type(accept)
        there, here = ({q.triple for q in ox.parse(ask(s, query, accept).content, kind)} for s in (remote_site, site))
        assert there == here
    for graph in ("graph/register", "graph/entailed"):
        there, here = (
            Graph().parse(
                data=requests.get(s + graph, headers={"Accept": "application/n-triples"}, timeout=60).text, format="nt"
            )
            for s in (remote_site, site)
        )
        assert len(there) == len(here)
    assert requests.get(remote_site + "graph/nothing", timeout=60).status_code == 404


#: Kinds of things that have pages.
KINDS = ("Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place", "Article", "Visit",
         "Meeting", "Ceremony", "Signing", "Conference")  # fmt: skip


def things(site: str, kind: str) -> list[str]:
    """Paths of the pages of some things of a class."""
    query = (
        f"SELECT ?x {{ ?x a cg:{kind} FILTER(STRSTARTS(STR(?x), 'http://127.0.0.1:8000/id/')) }} ORDER BY ?x LIMIT 4"
    )
    found = ask(site, query).json()["results"]["bindings"]
    return [row["x"]["value"].removeprefix("http://127.0.0.1:8000/") for row in found]


def test_pages_are_the_same(engine: Engine, remote_site: str, site: str) -> None:
    """Word for word over Oxigraph. Virtuoso orders otherwise: the same words elsewhere on the page, and of a list of
    which a page shows the first rows, others."""
    paths = ["", "search?q=Qingdao", "about", *(path for kind in KINDS for path in things(site, kind))]
    assert len(paths) > 20
    others = []
    for path in paths:
        there, here = (requests.get(s + path, timeout=120) for s in (remote_site, site))
        assert there.status_code == here.status_code == 200, path
        theirs, ours = _text(there.text, remote_site), _text(here.text, site)
        if engine.name == "oxigraph":
            assert theirs == ours, path
        elif sorted(theirs) != sorted(ours):
            others.append(path)
            if path == "about":  # it shows any claim as an example
                continue
            assert len(set(ours) ^ set(theirs)) < 0.15 * len(set(ours)), path
    assert len(others) < len(paths) / 5, others
    for path in (path for kind in KINDS for path in things(site, kind)[:1]):
        graphs = [
            {q.triple for q in ox.parse(requests.get(f"{s}{path}.nt", timeout=120).content, ox.RdfFormat.N_TRIPLES)}
            for s in (remote_site, site)
        ]
        assert graphs[0] == graphs[1], path


def _text(page: str, address: str) -> list[str]:
    """The words of a page, in the order that they are read in."""
    return re.sub(r"<[^>]*>|\s+", " ", page.replace(address, "/")).split()


def test_errors_are_told_as_ever(remote_site: str) -> None:
    wrong = ask(remote_site, "SELECT ?x {\n ?x a }")
    assert (wrong.status_code, wrong.json()["line"]) == (400, 2)
    assert ask(remote_site, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code == 403
    assert (
        ask(remote_site, "SELECT * { BIND(1 AS ?x) SERVICESILENT<http://127.0.0.1:1/> { ?s ?p ?o } }").status_code
        == 403
    )
    assert ask(remote_site, "SELECT * { ?s ?p ?o }", "image/png").status_code == 406


def test_a_runaway_query_is_ended_and_harms_nobody(remote_site: str) -> None:
    cross = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(4))
    slow = ask(remote_site, f"SELECT (COUNT(*) AS ?n) {{ {cross} FILTER(STR(?c0) > STR(?c3)) }}", timeout="2")
    assert slow.status_code in (504, 400), slow.text  # Virtuoso refuses what it reckons to take too long
    assert ask(remote_site, "ASK { ?s a cg:Park }").json()["boolean"] is True


@pytest.mark.parametrize("engine", ["virtuoso"], indirect=True)
def test_what_the_engine_found_until_its_time_was_over_is_not_taken_for_all(engine: Engine, remote_data: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) > STR(?i)) }"
    began = time.monotonic()
    with pytest.raises(QueryError, match="took too long"):
        engine.external().query(slow, "application/sparql-results+xml", seconds=1)
    assert time.monotonic() - began < 30


def test_an_answer_that_the_engine_cuts_says_so(engine: Engine, remote_site: str) -> None:
    answer = ask(remote_site, "SELECT ?s ?p ?q { ?s ?p ?o ; ?q ?z } LIMIT 15000")
    told = answer.json()
    if engine.name == "virtuoso":
        assert answer.headers["Result-Truncated"] == "true"
        assert told["results"]["truncated"] is True
        assert len(told["results"]["bindings"]) == 9_999
    else:
        assert "truncated" not in told["results"]
        assert len(told["results"]["bindings"]) > 10_000


def test_an_engine_that_is_away_is_told(serve: object, engine: Engine, remote_data: Path) -> None:
    away = {**engine.settings, "store": "http://127.0.0.1:9/sparql"}
    site = serve(remote_data, "--processes", "1", **{f"CIVIGRAPH_{n.upper()}": str(v) for n, v in away.items()})  # type: ignore[operator]
    answer = ask(site, "ASK { ?s a cg:Park }")
    assert answer.status_code == 503
    assert "cannot be used" in answer.json()["detail"]


# Publishing


def build(engine: Engine, data: Path, *sources: Path) -> "subprocess.Popen[bytes]":
    command = [KG, "build", *sources, "--data", data]
    return subprocess.Popen(
        list(map(str, command)), env=engine.environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def whole(engine: Engine, data: Path) -> bool:
    """Whether the engine holds what one of the generations in ``data`` is, and nothing between."""
    external = engine.external()
    version = current(external)[CURRENT.value]
    generation = next(g for g in DataFolder(data).list() if g.manifest.version == version)
    sizes = {graph: engine.count(graph) for graph in generation.manifest.graphs}
    merged = external.merged(version)
    store = generation.open()
    default = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return sizes == generation.manifest.graphs and engine.count(merged) == default


def test_killed_at_any_moment_and_run_again_it_ends_right(engine: Engine, remote_data: Path, tmp_path: Path) -> None:
    data, seeds = tmp_path / "data", sorted((ROOT / "seeds").glob("*.txt"))
    shutil.copytree(remote_data, data, symlinks=True)
    seen = set()
    for number, pause in enumerate((0.0, 0.3, 1.0)):
        before = current(engine.external())[CURRENT.value]
        process = build(engine, data, *seeds[: 2 + number % 3])
        deadline = time.monotonic() + 60
        known = {g.manifest.id for g in DataFolder(data).list()}
        while process.poll() is None and time.monotonic() < deadline:
            if {g.manifest.id for g in DataFolder(data).list()} - known:
                break  # it begins to send
            time.sleep(0.01)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = current(engine.external())[CURRENT.value]
        seen.add(after == before)
        if after == before or engine.name == "oxigraph":
            assert engine.name == "virtuoso" or whole(engine, data)
        assert build(engine, data, *seeds[: 2 + number % 3]).wait(300) == 0
        assert current(engine.external())[CURRENT.value] == DataFolder(data).current().manifest.version
        assert whole(engine, data)
    assert True in seen, "no attempt was killed before its swap"
    push(DataFolder(remote_data).current(), Settings(**engine.settings))  # type: ignore[arg-type]  # for other tests


def test_what_is_staged_is_seen_by_nobody(engine: Engine, remote_site: str) -> None:
    external = engine.external()
    staged = INTERNAL + "staged:test"
    external.send("PUT", staged, b'<http://example.org/staged> <http://example.org/p> "x" .')
    try:
        query = "SELECT * { ?s <http://example.org/p> ?o }"
        assert ask(remote_site, query).json()["results"]["bindings"] == []
        named = "SELECT ?g { GRAPH ?g { ?s <http://example.org/p> ?o } }"
        assert ask(remote_site, named).json()["results"]["bindings"] == []
    finally:
        external.update(f"DROP SILENT GRAPH <{staged}>")


def test_updates_and_rollback_reach_the_engine(engine: Engine, remote_site: str, remote_data: Path) -> None:
    before = DataFolder(remote_data).current()
    token = Tokens(remote_data).add("anna")
    text = "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/new> <http://example.org/q> 'neu'@de } }"
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(remote_site + "sparql", {"update": text}, headers=headers, timeout=120)
    assert answer.status_code == 200, answer.text
    assert current(engine.external())[CURRENT.value] == answer.json()["version"]
    named = "SELECT ?g ?o { GRAPH ?g { ?s <http://example.org/q> ?o } }"
    assert [r["o"]["value"] for r in ask(remote_site, named).json()["results"]["bindings"]] == ["neu"]
    assert ask(remote_site, "ASK { ?s <http://example.org/q> ?o }").json()["boolean"] is True
    done = subprocess.run([KG, "rollback", "--data", remote_data], env=engine.environment(), timeout=120)
    assert done.returncode == 0
    assert current(engine.external())[CURRENT.value] == before.manifest.version
    deadline = time.monotonic() + 20
    while ask(remote_site, "ASK { ?s <http://example.org/q> ?o }").json()["boolean"] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert ask(remote_site, named).json()["results"]["bindings"] == []


def test_internal_graphs_are_kept_out_of_graph_patterns() -> None:
    query = 'SELECT ?g { GRAPH ?g { ?s ?p "}" { ?a ?b ?c } } GRAPH <urn:x> { ?d ?e ?f { ?h ?i ?j } } # GRAPH ?k {\n}'
    made = hidden(query)
    assert made.count("FILTER") == 1
    store = ox.Store()
    for graph in (VERSION, "http://example.org/g"):
        store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"), ox.NamedNode(graph)))
    for text in (
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g { { GRAPH ?g { ?s ?p ?o } } OPTIONAL { GRAPH ?h { ?s ?p ?o } } }",
    ):
        found = store.query(hidden(text), prefixes=PREFIXES)
        assert isinstance(found, ox.QuerySolutions)
        assert [row["g"].value for row in found] == ["http://example.org/g"]
