"""`kg query --endpoint`: asking an endpoint that runs elsewhere."""

import json
import subprocess
from collections.abc import Callable

import pytest

from kg.remote import declared

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_select_ask_and_construct_over_http(kg: Run, site: str) -> None:
    endpoint = ("--endpoint", site + "sparql")
    people = kg("query", "SELECT ?name { ?p a cg:Person ; skos:prefLabel ?name }", *endpoint, "--format", "json")
    assert json.loads(people.stdout)["results"]["bindings"]
    assert kg("query", "ASK { ?x a cg:Person }", *endpoint).stdout == "yes\n"
    graph = kg("query", "CONSTRUCT { ?p a cg:Person } WHERE { ?p a cg:Person }", *endpoint)
    assert "a cg:Person" in graph.stdout


@pytest.mark.parametrize(
    ("query", "address", "message"),
    [
        ("SELECT ?x { ?x a", None, "the endpoint refuses the query"),
        ("ASK { ?x a cg:Person }", "http://127.0.0.1:9/sparql", "cannot be reached"),
    ],
)
def test_failures_are_told_to_a_person(kg: Run, site: str, query: str, address: str | None, message: str) -> None:
    done = kg("query", query, "--endpoint", address or site + "sparql", check=False)
    assert done.returncode == 7
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_prefixes_are_declared_once_and_only_where_used() -> None:
    assert declared("SELECT * { ?x a cg:Person }").startswith("PREFIX cg: <")
    own = "PREFIX cg: <http://example.org/> ASK { ?x a cg:Person }"
    assert declared(own) == own
    assert declared("ASK { ?x a <http://example.org/org:x> }").startswith("ASK")
