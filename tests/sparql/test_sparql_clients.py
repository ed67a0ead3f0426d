"""The clients that people have, each against a real server."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import requests
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

from .conftest import BEIJING, EX, Ask

NAMES = f"SELECT ?s ?name {{ ?s <{EX}name> ?name }} ORDER BY ?s"


def wrapper(ask: Ask, query: str, format_: str) -> SPARQLWrapper:
    made = SPARQLWrapper(ask.url)
    made.setQuery(query)
    made.setReturnFormat(format_)
    return made


def test_sparqlwrapper_reads_tables(ask: Ask) -> None:
    rows = wrapper(ask, NAMES, JSON).queryAndConvert()["results"]["bindings"]
    assert rows[0]["name"]["value"] == "北京"
    document = wrapper(ask, NAMES, XML).queryAndConvert()
    assert len(document.getElementsByTagName("result")) == 3
    assert wrapper(ask, NAMES, CSV).queryAndConvert().startswith(b"s,name\r\n")
    posting = wrapper(ask, NAMES, JSON)
    posting.setMethod(POST)
    assert len(posting.queryAndConvert()["results"]["bindings"]) == 3
    posting.setRequestMethod(POSTDIRECTLY)
    assert len(posting.queryAndConvert()["results"]["bindings"]) == 3


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper still uses it
def test_sparqlwrapper_reads_graphs(ask: Ask) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s <{EX}knows> ?o . ?s ?p ?o }}"
    assert len(Graph().parse(data=wrapper(ask, query, TURTLE).queryAndConvert())) == 2
    assert len(wrapper(ask, query, RDFXML).queryAndConvert()) == 2


def test_sparqlwrapper_raises_on_errors(ask: Ask) -> None:
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    with pytest.raises(QueryBadFormed, match="nope"):
        wrapper(ask, "SELECT * { ?s nope:x ?o }", JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore_is_a_graph(ask: Ask, method: str) -> None:
    graph = Graph(SPARQLStore(ask.url, method=method))
    assert len(graph) == 6
    assert str(graph.value(URIRef(BEIJING), URIRef(EX + "name"))) == "北京"
    assert {str(row.s) for row in graph.query(NAMES)} == {BEIJING, EX + "a", EX + "b"}  # type: ignore[union-attr]
    assert graph.query(f"ASK {{ <{EX}a> <{EX}knows> <{EX}b> }}").askAnswer is True
    assert len(graph.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ <{EX}a> ?p ?o . BIND(<{EX}a> AS ?s) }}").graph) == 2  # type: ignore[arg-type]


def test_pandas_reads_csv(ask: Ask) -> None:
    table = pd.read_csv(requests.Request("GET", ask.url, params={"query": NAMES, "format": "csv"}).prepare().url)
    assert list(table.columns) == ["s", "name"]
    assert set(table["name"]) == {"北京", 'quote " and\ttab, comma\nand line', "a carriage\rreturn"}
    tsv = pd.read_csv(io.StringIO(ask(NAMES, "text/tab-separated-values").text), sep="\t", quoting=3)
    assert len(tsv) == 3


def curl(*arguments: str) -> str:
    return subprocess.run(
        ["curl", "-sS", "--fail-with-body", *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_curl_as_the_documentation_shows_it(ask: Ask) -> None:
    assert '"boolean":true' in curl(ask.url, "--data-urlencode", f"query=ASK {{ <{BEIJING}> ?p ?o }}")
    assert curl("-G", ask.url, "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}").startswith("s,name")
    direct = ["-H", "Content-Type: application/sparql-query", "--data-binary", "ASK { ?s ?p ?o }"]
    assert '"boolean":true' in curl(ask.url, *direct)
    assert '"boolean":true' in curl("-X", "QUERY", ask.url, *direct)
    assert "北京" in curl("--compressed", f"{ask.url.removesuffix('sparql')}store?default")
    assert "HTTP/1.1 200" in curl("-I", "-G", ask.url, "--data-urlencode", "query=ASK {}")


PREFIXES = """
PREFIX cg: <https://w3id.org/civigraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
#: What users ask the graph for: entities, posts, events, relations, figures, and the words that say so.
COMPETENCY = {
    "entities": """SELECT DISTINCT ?doc ?entity ?name {
        GRAPH ?a { ?a a cg:Article ; dcterms:identifier ?doc ; schema:mentions ?entity }
        GRAPH ?g { ?entity a ?type } GRAPH ?h { ?entity skos:prefLabel|skos:altLabel ?name }
        VALUES ?type { cg:Person cg:GovernmentBody cg:Enterprise cg:Institution cg:Park cg:Facility cg:Place } }""",
    "memberships": """SELECT DISTINCT ?person ?role ?body {
        GRAPH ?a { ?a a cg:Article . ?m a org:Membership ; org:member ?person ; org:role ?r }
        GRAPH ?g { ?r skos:prefLabel ?role } OPTIONAL { GRAPH ?a { ?m org:organization ?body } } }""",
    "events": """SELECT DISTINCT ?event ?slot ?value { GRAPH ?a { ?a a cg:Article . ?event a ?type
        VALUES ?type { cg:Visit cg:Meeting cg:Ceremony cg:Signing cg:Conference }
        OPTIONAL { ?event ?slot ?value VALUES ?slot { schema:startDate cg:visited cg:about cg:leader } } } }""",
    "relations": """SELECT DISTINCT ?s ?p ?o { GRAPH ?a { ?a a cg:Article . ?s ?p ?o
        VALUES ?p { cg:locatedIn cg:partOf cg:operatesIn cg:focusesOn cg:develops cg:cooperatesWith } } }""",
    "statistics": """SELECT DISTINCT ?measure ?value ?unit { GRAPH ?a { ?a a cg:Article .
        ?s a cg:Statistic ; cg:measure ?measure ; schema:value ?value ; cg:unit ?unit } }""",
    "evidence": """SELECT DISTINCT ?s ?exact ?ok { GRAPH ?a { ?a a cg:Article ; schema:articleBody ?body .
        ?c a cg:Claim ; rdf:subject ?s ; prov:wasDerivedFrom ?x . ?x oa:start ?b ; oa:end ?e ; oa:exact ?exact
        BIND(SUBSTR(?body, ?b + 1, ?e - ?b) = STR(?exact) AS ?ok) } }""",
}


@pytest.mark.parametrize("name", COMPETENCY)
def test_competency_questions_are_answered(site: str, name: str) -> None:
    answer = Ask(site)(PREFIXES + COMPETENCY[name])
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]["bindings"]
    assert rows
    if name == "evidence":
        assert {row["ok"]["value"] for row in rows} == {"true"}


def test_the_contract_s_own_queries_are_answered(site: str, pytestconfig: pytest.Config) -> None:
    """Where the contract lies beside the repository; elsewhere the questions above stand for it."""
    for path in sorted(Path(pytestconfig.rootpath, "..", "shared", "contract").glob("*.rq")):
        answer = Ask(site)(path.read_text(encoding="utf-8"))
        assert answer.status_code == 200, path
        assert answer.json()["results"]["bindings"], path


def test_the_whole_graph_loads_elsewhere_with_the_same_count(site: str, kg: Callable[..., object]) -> None:
    count = Ask(site)("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"]
    turtle = requests.get(site + "store?default", timeout=60).content
    assert len(Graph().parse(data=turtle, format="turtle")) == int(count)
