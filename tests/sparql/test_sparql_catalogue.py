"""What editors and federated engines learn from the endpoint alone: VoID partitions, prefixes, example queries."""

import requests
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse

from .conftest import Ask

VOID = "PREFIX void: <http://rdfs.org/ns/void#> PREFIX sh: <http://www.w3.org/ns/shacl#> "


def column(answer: requests.Response, name: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row[name]["value"] for row in answer.json()["results"]["bindings"]]


def test_well_known_void_describes_the_dataset(site: str) -> None:
    answer = requests.get(site + ".well-known/void", headers={"Accept": "text/turtle"}, timeout=20)
    assert answer.headers["Content-Type"].startswith("text/turtle")
    store = Store()
    store.extend(parse(answer.content, RdfFormat.TURTLE))
    rows = store.query(VOID + "SELECT ?e ?n { ?d a void:Dataset ; void:sparqlEndpoint ?e ; void:triples ?n }")
    assert isinstance(rows, QuerySolutions)
    (row,) = rows
    assert row["e"].value.endswith("/sparql")
    assert int(row["n"].value) > 1000
    xml = requests.get(site + ".well-known/void", headers={"Accept": "application/rdf+xml"}, timeout=20)
    assert len(list(parse(xml.content, RdfFormat.RDF_XML))) == len(store)


def test_partitions_say_what_there_is(site: str) -> None:
    ask = Ask(site)
    persons = ask(VOID + "SELECT ?n { ?part void:class cg:Person ; void:entities ?n }")
    assert column(persons, "n") == column(ask("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a cg:Person }"), "n")
    of_members = ask(
        VOID + "SELECT DISTINCT ?p { ?c void:class org:Membership ; void:propertyPartition/void:property ?p }"
    )
    assert "http://www.w3.org/ns/org#member" in column(of_members, "p")


def test_prefixes_and_examples_are_data(site: str) -> None:
    ask = Ask(site)
    assert {"cg", "org", "schema"} <= set(column(ask(VOID + "SELECT ?p { ?x sh:prefix ?p ; sh:namespace ?n }"), "p"))
    examples = column(ask(VOID + "SELECT ?q { ?x a sh:SPARQLExecutable ; sh:select|sh:construct|sh:ask ?q }"), "q")
    assert examples
    for query in examples:
        assert ask(query).status_code == 200, query


def test_graphs_answer_at_their_own_iris(site: str) -> None:
    for name in ("ontology", "shapes", "reference", "register", "catalogue"):
        answer = requests.get(site + f"graph/{name}", headers={"Accept": "application/n-triples"}, timeout=20)
        assert answer.status_code == 200, name
        assert len(list(parse(answer.content, RdfFormat.N_TRIPLES))) > 5
    assert requests.get(site + "graph/none", timeout=10).status_code == 404
    assert requests.put(site + "graph/ontology", data=b"", timeout=10).status_code == 405
