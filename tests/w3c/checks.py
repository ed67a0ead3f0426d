"""One test of a suite, asked over HTTP or of the bare engine; ``None`` when it holds, else what was wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from kg.settings import Settings

from .answers import canonical, comma_separated, expected, from_engine, read_graph
from .suite import QUERY_SYNTAX, UPDATE_SYNTAX, Case, Data, Exchange, Suite

JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
#: A graph that does not exist: the default graph of tests without data.
NOWHERE = "http://nowhere.example/"
#: Where the service keeps what is written to no graph in particular.
DEFAULT = Settings().base + "graph/edits/default"
_FROM = re.compile(r"\bFROM\b", re.IGNORECASE)
_USING = re.compile(r"\b(?:USING|WITH)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the service answers queries, updates and the graph store protocol; headers that it wants with writes."""

    query: str
    graphs: str = ""
    direct: str = ""
    """What IRIs of graphs begin with that can be read and written at their own address."""
    headers: tuple[tuple[str, str], ...] = ()


def on_service(case: Case, suite: Suite, endpoint: Endpoint) -> str | None:
    """The test over HTTP."""
    if case.exchanges:
        return _exchanges(case, endpoint)
    text = suite.path(case.query).read_text(encoding="utf-8")
    if case.kind in UPDATE_SYNTAX or case.kind == "UpdateEvaluationTest":
        return _update(case, suite, endpoint, text)
    if case.kind in QUERY_SYNTAX:
        answer = _ask(endpoint, text, JSON + ", " + NTRIPLES, ())
        # What parses, but calls a function that nobody has, is refused for that reason.
        return _syntax(QUERY_SYNTAX[case.kind], answer.ok or "malformed-query" not in answer.text, answer.text)
    dataset = _dataset(case.data, text)
    wanted, ordered = expected(suite.path(case.result), case.result)
    if case.result.endswith(".csv"):
        answer = _ask(endpoint, _based(text, case.query), "text/csv", dataset)
        return _same(comma_separated(answer.content), wanted) if answer.ok else _told(answer)
    answer = _ask(endpoint, _based(text, case.query), f"{JSON}, {NTRIPLES}", dataset)
    if not answer.ok:
        return _told(answer)
    if answer.headers["Content-Type"].startswith(NTRIPLES):
        return _same(canonical(quad.triple for quad in parse(answer.content, RdfFormat.N_TRIPLES)), wanted)
    return _same(from_engine(parse_query_results(answer.content, QueryResultsFormat.JSON), ordered=ordered), wanted)


def _update(case: Case, suite: Suite, endpoint: Endpoint, text: str) -> str | None:
    """An update: what a test begins with is written, the update sent, and every graph read that people write.

    Where there is a default graph alone, the protocol's parameters say that patterns see that: else they would see the
    merge of all graphs here, the service's own among them.
    """

    def send(update: str, more: Sequence[tuple[str, str]] = ()) -> requests.Response:
        form = [("update", update), *more]
        return requests.post(endpoint.query, data=form, headers=dict(endpoint.headers), timeout=120)

    if case.kind in UPDATE_SYNTAX:
        answer = send(text)
        positive = UPDATE_SYNTAX[case.kind]
        # What is refused for what it would do (LOAD) has been read.
        return _syntax(positive, answer.ok or (positive and answer.status_code == 403), answer.text)
    before = Store()
    fill(before, suite, case.data)
    blocks = [
        f"GRAPH <{quad.graph_name.value}> {{ {' '.join(map(str, quad.triple))} }}"
        if isinstance(quad.graph_name, NamedNode)
        else " ".join(map(str, quad.triple))
        for quad in before
    ]
    dataset = [] if case.data.named or _USING.search(text) else [("using-graph-uri", DEFAULT)]
    answer = send(f"DROP ALL ;\nINSERT DATA {{ {' . '.join(blocks)} }} ;\n{_based(text, case.query)}", dataset)
    if not answer.ok:
        return _told(answer)
    listed = _ask(endpoint, "SELECT DISTINCT ?g { GRAPH ?g {} }", JSON, ()).json()["results"]["bindings"]
    found = {}
    for name in (row["g"]["value"] for row in listed):
        if name == DEFAULT or not name.startswith(Settings().base):
            got = requests.get(endpoint.graphs, params={"graph": name}, headers={"Accept": NTRIPLES}, timeout=60)
            key = "DEFAULT" if name == DEFAULT else f"<{name}>"
            found[key] = canonical(quad.triple for quad in parse(got.content, RdfFormat.N_TRIPLES))
    return _same({name: graph for name, graph in found.items() if graph}, after(case, suite))


def on_engine(case: Case, suite: Suite) -> str | None:
    """The same test without a service: the engine alone, on a store in memory."""
    text = suite.path(case.query).read_text(encoding="utf-8")
    store = Store()
    try:
        if case.kind in UPDATE_SYNTAX:
            store.update(text, base_iri=case.query)
            return _syntax(UPDATE_SYNTAX[case.kind], True, "")
        fill(store, suite, case.data)
        if case.kind == "UpdateEvaluationTest":
            store.update(text, base_iri=case.query)
            return _same(canonical_dataset(store), after(case, suite))
        found = store.query(text, base_iri=case.query, **_from_clauses(case, text, store, suite))
        if case.kind in QUERY_SYNTAX:
            return _syntax(QUERY_SYNTAX[case.kind], True, "")
        wanted, ordered = expected(suite.path(case.result), case.result)
        if case.result.endswith(".csv"):
            return _same(comma_separated(found.serialize(format=QueryResultsFormat.CSV)), wanted)  # type: ignore[union-attr,arg-type]
        return _same(from_engine(found, ordered=ordered), wanted)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        if case.kind in QUERY_SYNTAX or case.kind in UPDATE_SYNTAX:
            return _syntax((QUERY_SYNTAX | UPDATE_SYNTAX)[case.kind], not isinstance(error, SyntaxError), str(error))
        return f"{type(error).__name__}: {error}"


def fill(store: Store, suite: Suite, data: Data) -> None:
    """Put a test's data into an empty store."""
    for file in data.default:
        store.extend(Quad(*triple) for triple in read_graph(suite.path(file), file))
    for name, file in data.named:
        store.add_graph(NamedNode(name))
        store.extend(Quad(*triple, NamedNode(name)) for triple in read_graph(suite.path(file), file))


def after(case: Case, suite: Suite) -> object:
    """The dataset that an update must leave."""
    store = Store()
    fill(store, suite, case.after)
    return canonical_dataset(store)


def canonical_dataset(store: Store) -> object:
    """Default graph and named ones that are not empty; blank nodes are not shared between graphs in these tests."""
    graphs = {quad.graph_name for quad in store}
    return {
        str(graph): canonical(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
        for graph in graphs
    }


def _from_clauses(case: Case, text: str, store: Store, suite: Suite) -> dict[str, object]:
    """A query that names its graphs itself finds the files there."""
    if not _FROM.search(text) or case.kind in QUERY_SYNTAX:
        return {}
    for file in sorted(suite.path(case.query).parent.glob("*.ttl")):
        name = case.query.rpartition("/")[0] + "/" + file.name
        if file.name != "manifest.ttl":
            store.extend(Quad(*triple, NamedNode(name)) for triple in read_graph(file, name))
    return {}


def _dataset(data: Data, text: str) -> list[tuple[str, str]]:
    """The protocol's parameters for a test's data."""
    if _FROM.search(text):  # the query says it itself
        return []
    found = [("default-graph-uri", file) for file in data.default]
    found += [("named-graph-uri", name) for name, _ in data.named]
    return found if data.default else [("default-graph-uri", NOWHERE), *found]


def _based(text: str, base: str) -> str:
    return f"BASE <{base}>\n{text}"


def _ask(endpoint: Endpoint, query: str, accept: str, more: Sequence[tuple[str, str]]) -> requests.Response:
    form = [("query", query), *more]
    return requests.post(endpoint.query, data=form, headers={"Accept": accept}, timeout=60)


def _syntax(positive: bool, accepted: bool, said: str) -> str | None:
    if positive == accepted:
        return None
    return f"refused: {said[:200]}" if positive else "accepted, though it is ill-formed"


def _same(found: object, wanted: object) -> str | None:
    return None if found == wanted else f"another answer: {str(found)[:300]} instead of {str(wanted)[:300]}"


def _told(answer: requests.Response) -> str:
    return f"{answer.status_code}: {answer.text[:300]}"


# The protocols


def _exchanges(case: Case, endpoint: Endpoint) -> str | None:
    place = ""
    if case.kind == "GraphStoreProtocolTest":  # each begins with a store that has none of its graphs
        for url in {
            _url(exchange, endpoint, NOWHERE) for exchange in case.exchanges if "?default" not in exchange.path
        }:
            requests.delete(url, headers=dict(endpoint.headers), timeout=60)
    for number, exchange in enumerate(case.exchanges, 1):
        answer = _send(exchange, endpoint, place)
        if (wrong := _wrong(exchange, answer)) is not None:
            return f"request {number} ({exchange.method}): {wrong}"
        if exchange.location:
            place = answer.headers["Location"]
    return None


def _url(exchange: Exchange, endpoint: Endpoint, place: str) -> str:
    parts = urlsplit(exchange.path.replace("$LOCATION$", place))
    root = endpoint.query
    if parts.path.startswith("/gsp/"):
        root = endpoint.direct + parts.path.removeprefix("/gsp/")
    elif parts.path.startswith("/gsp"):
        root = endpoint.graphs
    return root + ("?" + parts.query if parts.query else "")


def _send(exchange: Exchange, endpoint: Endpoint, place: str) -> requests.Response:
    prepared = requests.Request(exchange.method, _url(exchange, endpoint, place), data=exchange.body).prepare()
    prepared.headers.pop("Content-Type", None)
    prepared.headers.update(dict(exchange.headers) | dict(endpoint.headers))
    with requests.Session() as session:
        return session.send(prepared, timeout=60)


def _wrong(exchange: Exchange, answer: requests.Response) -> str | None:
    status = str(answer.status_code)
    if not any(_status(wanted, status) for wanted in exchange.statuses):
        return f"status {status} instead of {exchange.statuses}: {answer.text[:300]}"
    kind = answer.headers.get("Content-Type", "")
    if exchange.boolean is not None:
        found = parse_query_results(answer.content, QueryResultsFormat.from_media_type(kind))  # type: ignore[arg-type]
        if not isinstance(found, QueryBoolean) or bool(found) != exchange.boolean:
            return f"{answer.text[:200]} instead of {exchange.boolean}"
    if exchange.format == "tabular" and QueryResultsFormat.from_media_type(kind) is None:
        return f"{kind} is no table"
    if exchange.format == "RDF" and RdfFormat.from_media_type(kind) is None:
        return f"{kind} is no graph"
    if exchange.expected and exchange.expected_type:
        return _same_graph(exchange, answer)
    return None


_NAMED = {"OK": "200", "Created": "201", "NoContent": "204", "BadRequest": "400", "NotFound": "404"}


def _status(wanted: str, status: str) -> bool:
    if wanted.startswith("StatusCode"):
        return wanted.removeprefix("StatusCode")[0] == status[0]
    return _NAMED.get(wanted, wanted) == status


def _same_graph(exchange: Exchange, answer: requests.Response) -> str | None:
    wanted = parse(exchange.expected, RdfFormat.from_media_type(exchange.expected_type), base_iri=answer.url)
    found = parse(answer.content, RdfFormat.from_media_type(answer.headers["Content-Type"]), base_iri=answer.url)
    return _same(canonical(q.triple for q in found), canonical(q.triple for q in wanted))
