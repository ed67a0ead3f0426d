"""The SPARQL 1.1 Protocol as clients speak it, over HTTP to a real server."""

# ruff: noqa: S608 - SPARQL of the tests themselves

import csv
import gzip
import io
import re
import socket
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode, urlsplit

import pytest
import requests
import zstandard
from pyoxigraph import RdfFormat, parse

from .conftest import BEIJING, EX, Ask

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
NAMES = f"SELECT ?s ?name {{ ?s <{EX}name> ?name }} ORDER BY ?s"


def value(response: requests.Response) -> str:
    assert response.status_code == 200, response.text
    (binding,) = response.json()["results"]["bindings"][0].values()
    return str(binding["value"])


# Operations


def test_get_form_and_direct_post_and_query_method_give_the_same_answer(ask: Ask) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    answers = [
        requests.get(ask.url, params={"query": COUNT}, timeout=10),
        requests.post(ask.url, data={"query": COUNT}, timeout=10),
        requests.post(ask.url, data=COUNT, headers=direct, timeout=10),
        requests.post(
            ask.url,
            data=COUNT,
            headers=direct | {"Content-Type": "application/sparql-query; charset=UTF-8"},
            timeout=10,
        ),
        requests.request("QUERY", ask.url, data=COUNT, headers=direct, timeout=10),
        requests.request("QUERY", ask.url, data={"query": COUNT}, timeout=10),
    ]
    assert [value(answer) for answer in answers] == ["6"] * 6


def test_head_has_the_headers_of_get_and_no_body(ask: Ask) -> None:
    get = requests.get(ask.url, params={"query": COUNT}, timeout=10)
    head = requests.head(ask.url, params={"query": COUNT}, timeout=10)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("Content-Type", "ETag", "Vary", "Data-Version"):
        assert head.headers[name] == get.headers[name]


def test_options_tells_the_methods_and_answers_a_preflight(ask: Ask) -> None:
    preflight = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = requests.options(ask.url, headers=preflight, timeout=10)
    assert answer.status_code == 204
    assert {"GET", "HEAD", "POST", "QUERY"} <= set(re.split(r",\s*", answer.headers["Allow"]))
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_any_origin_may_read_answers_and_errors(ask: Ask) -> None:
    for answer in (ask(COUNT), ask("SELECT")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_the_list(ask: Ask, method: str) -> None:
    answer = requests.request(method, ask.url, data=b"x", timeout=10)
    assert answer.status_code == 405
    assert "QUERY" in answer.headers["Allow"]


def test_updates_are_refused_in_every_form(ask: Ask) -> None:
    update = f"INSERT DATA {{ <{EX}x> <{EX}y> <{EX}z> }}"
    form = requests.post(ask.url, data={"update": update}, timeout=10)
    direct = requests.post(ask.url, data=update, headers={"Content-Type": "application/sparql-update"}, timeout=10)
    by_get = requests.get(ask.url, params={"update": update}, timeout=10)
    as_query = ask(update)
    assert [form.status_code, direct.status_code, by_get.status_code, as_query.status_code] == [403, 403, 405, 400]
    assert value(ask(COUNT)) == "6"


def test_an_unknown_media_type_is_415(ask: Ask) -> None:
    answer = requests.post(ask.url, data=COUNT, headers={"Content-Type": "text/plain"}, timeout=10)
    assert answer.status_code == 415
    assert "application/sparql-query" in answer.json()["hint"]
    latin = requests.post(
        ask.url, data=COUNT, headers={"Content-Type": "application/sparql-query; charset=iso-8859-1"}, timeout=10
    )
    assert latin.status_code == 415


def test_no_query_and_two_queries_are_400(ask: Ask) -> None:
    assert requests.post(ask.url, data={"other": "x"}, timeout=10).status_code == 400
    assert requests.get(f"{ask.url}?query=", timeout=10).status_code == 400
    two = urlencode([("query", COUNT), ("query", COUNT)])
    assert requests.get(f"{ask.url}?{two}", timeout=10).status_code == 400


def test_unknown_parameters_are_ignored(ask: Ask) -> None:
    assert value(ask(COUNT, colour="blue")) == "6"


# Encoding


def test_percent_encoded_chinese_iris_are_decoded_once(ask: Ask) -> None:
    query = f"SELECT ?n {{ <{BEIJING}> <{EX}name> ?n }}"
    assert value(ask(query)) == "北京"
    assert value(requests.get(ask.url, params={"query": query}, timeout=10)) == "北京"
    assert value(requests.get(f"{ask.url}?query={quote(query)}", timeout=10)) == "北京"


def test_unescaped_utf8_in_the_address_is_read_or_refused(ask: Ask) -> None:
    """Some clients escape nothing; an answer to another query than the one sent would be the worst outcome."""
    parts = urlsplit(ask.url)
    text = f"ASK{{<{BEIJING}><{EX}name>'北京'@zh}}"
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(
            f"GET /sparql?query={text} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b" 400 " in answer.split(b"\r\n")[0] or answer.endswith(b'"boolean":true}')


@pytest.mark.parametrize("bad", ["%FF%FE", "%C3%28", "%ED%A0%80"])
def test_ill_formed_utf8_is_refused_not_replaced(ask: Ask, bad: str) -> None:
    text = f"ASK+%7B+%3Fs+%3Fp+%22{bad}%22+%7D"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert requests.get(f"{ask.url}?query={text}", timeout=10).status_code == 400
    assert requests.post(ask.url, data=f"query={text}", headers=form, timeout=10).status_code == 400
    direct = {"Content-Type": "application/sparql-query"}
    assert requests.post(ask.url, data=b'ASK { ?s ?p "\xff" }', headers=direct, timeout=10).status_code == 400


# The dataset


def test_the_default_graph_is_the_merge_each_triple_once(ask: Ask) -> None:
    assert value(ask(f"SELECT (COUNT(*) AS ?n) {{ <{EX}shared> ?p ?o }}")) == "1"
    assert value(ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ <{EX}shared> ?p ?o }} }}")) == "2"


def test_default_graph_uri_and_named_graph_uri_are_honoured(ask: Ask) -> None:
    one, two = EX + "article/1", EX + "article/2"
    assert value(ask(COUNT, **{"default-graph-uri": one})) == "4"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert value(ask(named, **{"named-graph-uri": two})) == "2"
    assert value(ask(COUNT, **{"named-graph-uri": two})) == "0"
    assert value(ask(f"SELECT (COUNT(*) AS ?n) FROM <{two}> {{ ?s ?p ?o }}")) == "2"
    overridden = f"SELECT (COUNT(*) AS ?n) FROM <{two}> {{ ?s ?p ?o }}"
    assert value(ask(overridden, **{"default-graph-uri": one})) == "4"


def test_a_triple_of_two_default_graphs_is_there_once(ask: Ask) -> None:
    one, two = EX + "article/1", EX + "article/2"
    pairs = [("query", COUNT), ("default-graph-uri", one), ("default-graph-uri", two)]
    assert value(requests.post(ask.url, data=pairs, timeout=10)) == "5"
    assert value(ask(f"SELECT (COUNT(*) AS ?n) FROM <{one}> FROM <{two}> {{ ?s ?p ?o }}")) == "5"


def test_from_an_address_fetches_nothing(ask: Ask) -> None:
    assert value(ask("SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:9/x> { ?s ?p ?o }")) == "0"
    assert value(ask("SELECT (COUNT(*) AS ?n) FROM <file:///etc/passwd> { ?s ?p ?o }")) == "0"


def test_an_iri_that_is_none_is_400(ask: Ask) -> None:
    assert ask(COUNT, **{"default-graph-uri": "not an iri"}).status_code == 400


# Formats

TABLES = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "*/*": "application/sparql-results+json",
    "": "application/sparql-results+json",
    "text/csv;q=0.5, application/sparql-results+xml": "application/sparql-results+xml",
    "application/sparql-results+json;q=0, */*": "application/sparql-results+xml",
    "text/*": "text/csv; charset=utf-8",
    "text/*;q=0.3, text/csv;q=0, */*;q=0.1": "text/tab-separated-values; charset=utf-8",
    "TEXT/CSV": "text/csv; charset=utf-8",
    "*/*;q=0.1, text/csv;q=0.2": "text/csv; charset=utf-8",
    "image/png, */*;q=0.1": "application/sparql-results+json",
}


@pytest.mark.parametrize(("accept", "sent"), TABLES.items())
def test_accept_chooses_the_format_of_a_table(ask: Ask, accept: str, sent: str) -> None:
    answer = ask(NAMES, accept)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == sent
    assert {"Accept", "Accept-Encoding"} <= set(re.split(r",\s*", answer.headers["Vary"]))


GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/ld+json": RdfFormat.JSON_LD,
}


@pytest.mark.parametrize(
    "query", [f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s <{EX}knows> ?o . ?s ?p ?o }}", f"DESCRIBE <{EX}a> <{EX}shared>"]
)
@pytest.mark.parametrize(("accept", "format_"), GRAPHS.items())
def test_construct_and_describe_come_in_every_rdf_format(ask: Ask, query: str, accept: str, format_: RdfFormat) -> None:
    answer = ask(query, accept)
    assert answer.headers["Content-Type"].partition(";")[0] == accept
    triples = {str(quad.triple) for quad in parse(answer.content, format_)}
    assert any(f"<{EX}knows>" in triple for triple in triples)
    assert len(triples) == (2 if query.startswith("CONSTRUCT") else 3)


def test_rdf_xml_carries_a_carriage_return(ask: Ask) -> None:
    answer = ask(f"CONSTRUCT {{ <{EX}b> <{EX}name> ?o }} WHERE {{ <{EX}b> <{EX}name> ?o }}", "application/rdf+xml")
    assert answer.headers["Content-Type"] == "application/rdf+xml"
    assert [str(quad.object.value) for quad in parse(answer.content, RdfFormat.RDF_XML)] == ["a carriage\rreturn"]


def test_what_cannot_be_sent_is_406_with_the_list(ask: Ask) -> None:
    for query, accept in [(COUNT, "image/png"), (COUNT, "text/turtle"), (GRAPH, "image/png"), (COUNT, "*/*;q=0")]:
        answer = ask(query, accept)
        assert answer.status_code == 406, (query, accept)
        assert "text/turtle" in answer.text
        assert "application/sparql-results+json" in answer.text


def test_a_client_that_accepts_tables_alone_gets_its_graph_all_the_same(ask: Ask) -> None:
    answer = ask(GRAPH, "application/sparql-results+xml")
    assert answer.headers["Content-Type"].startswith("text/turtle")


@pytest.mark.parametrize(
    ("name", "table", "graph"),
    [
        ("json", "application/sparql-results+json", "application/ld+json"),
        ("xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("csv", "text/csv", "text/turtle"),
        ("tsv", "text/tab-separated-values", "text/turtle"),
        ("turtle", "application/sparql-results+json", "text/turtle"),
        ("nt", "application/sparql-results+json", "application/n-triples"),
        ("text/csv", "text/csv", "text/turtle"),
    ],
)
def test_format_wins_over_accept(ask: Ask, name: str, table: str, graph: str) -> None:
    rows = ask(f"SELECT * {{ <{EX}a> ?p ?o }}", "image/png", format=name)
    triples = ask(f"DESCRIBE <{EX}a>", "image/png", format=name)
    assert rows.headers["Content-Type"].partition(";")[0] == table
    assert triples.headers["Content-Type"].partition(";")[0] == graph


def test_an_unknown_format_is_406(ask: Ask) -> None:
    assert ask(COUNT, format="docx").status_code == 406


def test_tables_keep_every_character(ask: Ask) -> None:
    expected = {"北京", 'quote " and\ttab, comma\nand line', "a carriage\rreturn"}
    json_names = {row["name"]["value"] for row in ask(NAMES).json()["results"]["bindings"]}
    tree = ET.fromstring(ask(NAMES, "application/sparql-results+xml").content)  # noqa: S314 - our own server's
    xml_names = {node.text for node in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")}
    text = ask(NAMES, "text/csv").content.decode()
    csv_names = {row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert json_names == xml_names == csv_names == expected
    assert len(ask(NAMES, "text/tab-separated-values").content.decode().rstrip("\n").split("\n")) == 4


def test_xml_is_never_ill_formed(ask: Ask) -> None:
    query = f"SELECT * {{ <{EX}control> ?p ?o }}"
    assert "\x07" in ask(query).json()["results"]["bindings"][0]["o"]["value"]
    refused = ask(query, "application/sparql-results+xml")
    assert refused.status_code == 406
    assert "JSON" in refused.text
    graph = ask(f"DESCRIBE <{EX}control>", "application/rdf+xml")
    assert graph.status_code == 406


def test_boolean_answers_in_every_table_format(ask: Ask) -> None:
    query = f"ASK {{ <{EX}a> ?p ?o }}"
    assert ask(query).json()["boolean"] is True
    assert "<boolean>true</boolean>" in ask(query, "application/sparql-results+xml").text
    assert ask(query, "text/csv").text.strip() == "true"


@pytest.mark.parametrize(
    ("coding", "decode"), [("gzip", gzip.decompress), ("zstd", zstandard.ZstdDecompressor().decompress)]
)
def test_content_codings(ask: Ask, coding: str, decode: object) -> None:
    query = "SELECT * { VALUES ?x { " + " ".join(map(str, range(500))) + " } }"
    plain = requests.post(ask.url, data={"query": query}, headers={"Accept-Encoding": "identity"}, timeout=10)
    packed = requests.post(ask.url, data={"query": query}, headers={"Accept-Encoding": coding}, stream=True, timeout=10)
    assert packed.headers["Content-Encoding"] == coding
    assert decode(packed.raw.read(decode_content=False)) == plain.content  # type: ignore[operator]
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_coding_that_is_ruled_out_is_not_used(ask: Ask) -> None:
    query = "SELECT * { VALUES ?x { " + " ".join(map(str, range(500))) + " } }"
    headers = {"Accept-Encoding": "gzip;q=0, zstd;q=0, *;q=0.1"}
    assert "Content-Encoding" not in requests.post(ask.url, data={"query": query}, headers=headers, timeout=10).headers


# Errors


def test_a_syntax_error_names_its_place(ask: Ask) -> None:
    answer = ask("SELECT * {\n  ?s nope:x ?o\n}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["line"], told["column"]) == (2, 6)
    assert "nope" in told["detail"]
    assert "PREFIX nope:" in told["hint"]


@pytest.mark.parametrize(
    ("query", "line", "column", "word"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, '"}"'),
        ("SELECT ?x WHERE { ?x a <http://x> \n ?y a <http://z> }", 2, 2, '"?y"'),
        ("SELECT ?x { ?x a ?y . FILTER ?x > 3 }", 1, 30, '"?x"'),
        ("SELECT ?x { ?x a ?y . OPTIONL { ?x a ?y } }", 1, 23, '"OPTIONL"'),
        ("SELECT ?x # all of them\nWHER { ?x a ?y }", 2, 1, '"WHER"'),
        ("SELECT ?x { ?x a '}{' ; }\nLIMIT ten", 2, 7, '"ten"'),
    ],
)
def test_a_syntax_error_is_where_the_first_wrong_word_stands(
    ask: Ask, query: str, line: int, column: int, word: str
) -> None:
    told = ask(query).json()
    assert (told["line"], told["column"]) == (line, column)
    assert told["detail"].startswith(word)


def test_errors_come_as_text_to_who_prefers_it(ask: Ask) -> None:
    answer = ask("SELECT * { ?s ?p", "text/plain")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith("The query is not SPARQL\nline 1, column ")


def test_an_unknown_function_is_400(ask: Ask) -> None:
    answer = ask(f"SELECT (<{EX}f>(1) AS ?x) {{}}")
    assert answer.status_code == 400
    assert f"{EX}f" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["SERVICE", "service", "SerVice SILENT", "SERVICE#comment\n"])
def test_service_is_refused(ask: Ask, text: str) -> None:
    answer = ask(f"SELECT * {{ {text} <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")
    assert answer.status_code == 403
    assert "SERVICE" in answer.json()["detail"]


def test_the_word_service_is_no_federation(ask: Ask) -> None:
    assert ask(f"SELECT ?service {{ ?service <{EX}service> 'service' }} # service").status_code == 200


# Caching


def test_a_validator_saves_the_answer_and_the_work(ask: Ask) -> None:
    first = requests.get(ask.url, params={"query": NAMES}, timeout=10)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = requests.get(ask.url, params={"query": NAMES}, headers={"If-None-Match": f'"x", {tag}'}, timeout=10)
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == tag
    assert again.headers["Data-Version"] == first.headers["Data-Version"]
    other = requests.get(ask.url, params={"query": NAMES, "format": "csv"}, timeout=10)
    assert other.headers["ETag"] != tag


def test_an_answer_that_changes_by_itself_has_no_validator(ask: Ask) -> None:
    query = "SELECT (RAND() AS ?x) (NOW() AS ?y) {}"
    one, two = (requests.get(ask.url, params={"query": query}, timeout=10) for _ in range(2))
    assert "ETag" not in one.headers
    assert one.content != two.content


def test_every_answer_names_the_data_version(ask: Ask, small_site: str) -> None:
    answers = [
        ask(COUNT), ask("SELECT"), requests.get(ask.url, timeout=10), requests.get(small_site, timeout=10),
        requests.get(small_site + "store?default", timeout=10), requests.get(small_site + "nothing-here", timeout=10),
        *(requests.get(small_site + path, timeout=10) for path in ("healthz", "readyz", "metrics")),
        requests.post(ask.url, data=b"x" * 2_000_000, timeout=10), requests.put(ask.url, timeout=10),
    ]  # fmt: skip
    # This graph has no search index, which the home page tells with 503.
    assert [answer.status_code for answer in answers] == [200, 400, 200, 503, 200, 404, 200, 200, 200, 413, 405]
    assert len({answer.headers["Data-Version"] for answer in answers}) == 1
