"""The application without granian's gateway, as another WSGI server or a test runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode

from kg.settings import Settings
from server import create_app
from server.app import context
from server.engine import Engine, Failure, QueryFailed, QueryRequest

from .conftest import BEIJING, EX


@pytest.fixture(scope="module")
def app(small_data: Path) -> Iterator[Flask]:
    made = create_app(Settings(data=small_data, query_seconds=2, page_seconds=1))
    yield made
    made.extensions["civigraph"].engine.close()


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return context().engine


def test_the_endpoint_answers_inside_flask(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/sparql", data={"query": f"SELECT ?n {{ <{BEIJING}> <{EX}name> ?n }}"})
    assert answer.status_code == 200
    assert answer.get_json()["results"]["bindings"][0]["n"]["value"] == "北京"
    assert answer.headers["Data-Version"]
    assert client.get("/sparql?query=ASK").status_code == 400
    assert client.options("/sparql").status_code == 204
    assert (
        client.open("/sparql", method="QUERY", data="ASK {}", content_type="application/sparql-query").status_code
        == 200
    )


def test_pages_ask_with_terms(engine: Engine) -> None:
    rows = engine.select("SELECT ?s ?name { ?s ?p ?name }", p=NamedNode(EX + "name"), s=NamedNode(BEIJING))
    assert rows == [{"s": NamedNode(BEIJING), "name": Literal("北京", language="zh")}]
    assert engine.ask("ASK { ?s ?p ?name }", name=Literal("北京", language="zh"))
    assert not engine.ask("ASK { ?s ?p ?name }", name=Literal('" } DROP ALL #'))
    (triple,) = engine.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", s=NamedNode(BEIJING))
    assert triple.object == Literal("北京", language="zh")
    assert engine.select("SELECT ?s ?x { ?s ?p ?o OPTIONAL { ?s <a:none> ?x } } LIMIT 1")[0].keys() == {"s"}


def test_pages_are_told_what_failed(engine: Engine) -> None:
    with pytest.raises(QueryFailed) as caught:
        engine.select("SELECT * { ?s ?p")
    assert caught.value.failure is Failure.SYNTAX
    product = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(14)) + " }"
    with pytest.raises(QueryFailed) as caught:
        engine.select(product)
    assert caught.value.failure in (Failure.TIMEOUT, Failure.MEMORY)
    assert engine.ask("ASK {}")


def test_threads_get_bytes(engine: Engine) -> None:
    answer = engine.stream(QueryRequest(query="SELECT ?s { ?s ?p ?o }", results="csv"))
    assert b"".join(answer.chunks).startswith(b"s\r\n")
    graph = engine.stream_graph(EX + "article/2", "ntriples")
    assert b"".join(graph.chunks).count(b" .\n") == 2
    with pytest.raises(QueryFailed) as caught:
        engine.stream_graph(EX + "none", "ntriples")
    assert caught.value.failure is Failure.NO_SUCH_GRAPH


def test_a_long_answer_can_be_left(engine: Engine) -> None:
    product = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    answer = engine.stream(QueryRequest(query=f"SELECT * {{ {product} }}"))
    assert not answer.complete
    assert len(next(answer.chunks)) > 0
    answer.chunks.close()  # type: ignore[attr-defined]
    assert engine.ask("ASK {}")
