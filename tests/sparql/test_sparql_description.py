"""What the endpoint tells of itself, and graphs over the Graph Store Protocol."""

import pytest
import requests
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from .conftest import EX, Ask

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
}


@pytest.mark.parametrize(("accept", "format_"), FORMATS.items())
def test_service_description_in_every_rdf_format(ask: Ask, accept: str, format_: RdfFormat) -> None:
    answer = requests.get(ask.url, headers={"Accept": accept}, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == accept
    store = Store()
    store.extend(parse(answer.content, format_))
    (endpoint,) = store.query(f"SELECT ?e {{ ?s a <{SD}Service> ; <{SD}endpoint> ?e }}")  # type: ignore[misc]
    assert endpoint["e"].value.endswith("/sparql")
    graphs = {row["n"].value for row in store.query(f"SELECT ?n {{ ?d <{SD}namedGraph>/<{SD}name> ?n }}")}  # type: ignore[union-attr]
    assert {EX + "article/1", EX + "article/2"} <= graphs
    regimes = store.query(
        f"ASK {{ FILTER NOT EXISTS {{ ?g a <{SD}NamedGraph> MINUS {{ ?g <{SD}entailmentRegime> ?r }} }} }}"
    )
    assert bool(regimes)


def test_whoever_asks_for_anything_gets_the_description(ask: Ask) -> None:
    for accept in ("*/*", "", "text/turtle, application/rdf+xml;q=0.5"):
        assert (
            requests.get(ask.url, headers={"Accept": accept}, timeout=10)
            .headers["Content-Type"]
            .startswith("text/turtle")
        )
    assert requests.get(ask.url, headers={"Accept": "image/png"}, timeout=10).status_code == 406
    assert requests.head(ask.url, timeout=10).status_code == 200


def test_one_graph_over_the_graph_store_protocol(small_site: str) -> None:
    answer = requests.get(small_site + "store", params={"graph": EX + "article/2"}, timeout=10)
    assert answer.headers["Content-Type"].startswith("text/turtle")
    assert len(list(parse(answer.content, RdfFormat.TURTLE))) == 2
    default = requests.get(small_site + "store?default", headers={"Accept": "application/n-triples"}, timeout=10)
    assert len(list(parse(default.content, RdfFormat.N_TRIPLES))) == 6
    everything = requests.get(small_site + "store", headers={"Accept": "application/n-quads"}, timeout=10)
    quads = list(parse(everything.content, RdfFormat.N_QUADS))
    assert len(quads) == 7
    assert {quad.graph_name for quad in quads} == {
        NamedNode(EX + name) for name in ("article/1", "article/2", "control")
    }


def test_graph_store_errors(small_site: str) -> None:
    store = small_site + "store"
    assert requests.get(store, params={"graph": EX + "none"}, timeout=10).status_code == 404
    assert requests.get(store + f"?default&graph={EX}article/1", timeout=10).status_code == 400
    assert requests.get(store + "?default", headers={"Accept": "image/png"}, timeout=10).status_code == 406
    for method in ("PUT", "POST", "DELETE"):
        refused = requests.request(method, store + "?default", data=b"", timeout=10)
        assert refused.status_code == 405
        assert "GET" in refused.headers["Allow"]


def test_graph_store_validators(small_site: str) -> None:
    first = requests.get(small_site + "store?default", timeout=10)
    again = requests.get(small_site + "store?default", headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
    assert again.status_code == 304
    assert requests.head(small_site + "store?default", timeout=10).headers["ETag"] == first.headers["ETag"]
