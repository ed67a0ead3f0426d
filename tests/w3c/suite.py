"""Reads the manifests of the W3C's SPARQL test suites (the repository w3c/rdf-tests): which tests there are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

#: Where the files of a suite are said to be: their IRIs do not depend on the machine.
SUITE = "http://suite.example/"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")

QUERY_SYNTAX = {
    "PositiveSyntaxTest": True, "PositiveSyntaxTest11": True,
    "NegativeSyntaxTest": False, "NegativeSyntaxTest11": False,
}  # fmt: skip
UPDATE_SYNTAX = {"PositiveUpdateSyntaxTest11": True, "NegativeUpdateSyntaxTest11": False}


@dataclass(frozen=True, slots=True)
class Data:
    """Graphs by name, each with the file that holds it; ``""`` is the default graph."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a protocol test, and what its response must be."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[str, ...]
    boolean: bool | None = None
    format: str = ""
    expected: bytes = b""
    expected_type: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One test: ``kind`` is the local name of its class, files are IRIs below :data:`SUITE`."""

    iri: str
    kind: str
    query: str = ""
    data: Data = Data()
    result: str = ""
    after: Data = Data()
    exchanges: tuple[Exchange, ...] = ()

    @property
    def name(self) -> str:
        """Folder and name, short enough to print."""
        return self.iri.removeprefix(SUITE).replace("/manifest", "").replace(".ttl", "")


@dataclass
class Suite:
    """A checkout of a suite, or a folder of the same make."""

    root: Path
    cases: list[Case] = field(default_factory=list)

    def path(self, iri: str) -> Path:
        """The file that an IRI stands for."""
        return self.root / iri.removeprefix(SUITE)

    def read(self, *manifests: str) -> "Suite":
        """Take up the tests of manifests and of those that they include; paths are relative to the root."""
        for name in manifests:
            self._manifest(SUITE + name)
        return self

    def _manifest(self, iri: str) -> None:
        path = self.path(iri)
        graph = Graph().parse(path, format="turtle", publicID=iri)
        for included in graph.objects(URIRef(iri), MF.include):
            for one in Collection(graph, included):
                self._manifest(str(one))
        for entries in graph.objects(None, MF.entries):
            self.cases += [case for node in Collection(graph, entries) if (case := _case(graph, node, iri))]


def _case(graph: Graph, node: Node, manifest: str) -> Case | None:
    kind = str(graph.value(node, RDF.type)).rpartition("#")[2]
    iri = str(node) if str(node).startswith(SUITE) else manifest + "#" + str(node).rpartition("#")[2]
    action, result = graph.value(node, MF.action), graph.value(node, MF.result)
    if kind in ("ProtocolTest", "GraphStoreProtocolTest"):
        requests = graph.value(action, HT.requests)
        named = tuple(
            (str(graph.value(data, RDFS.label)), str(graph.value(data, UT.graph)))
            for data in graph.objects(node, UT.graphData)
        )
        exchanges = tuple(_exchange(graph, one) for one in Collection(graph, requests)) if requests else ()
        return Case(iri, kind, data=Data(named=named), exchanges=exchanges) if exchanges else None
    if isinstance(action, URIRef):
        return Case(iri, kind, query=str(action))
    if kind == "UpdateEvaluationTest":
        update = str(graph.value(action, UT.request))
        return Case(iri, kind, query=update, data=_data(graph, action, UT), after=_data(graph, result, UT))
    query = str(graph.value(action, QT.query))
    return Case(iri, kind, query=query, data=_data(graph, action, QT), result=str(result or ""))


def _data(graph: Graph, node: Node | None, space: Namespace) -> Data:
    named = []
    for one in graph.objects(node, space.graphData):
        label, file = graph.value(one, RDFS.label), graph.value(one, UT.graph)
        named.append((str(label), str(file)) if label is not None else (str(one), str(one)))
    return Data(tuple(map(str, graph.objects(node, space.data))), tuple(named))


def _exchange(graph: Graph, node: Node) -> Exchange:
    response = graph.value(node, HT.resp)
    statuses = (str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus))
    boolean: Any = graph.value(response, MF.expectedBoolean)
    return Exchange(
        method=str(graph.value(node, HT.methodName)),
        path=str(graph.value(node, HT.absolutePath)),
        headers=tuple(_headers(graph, node)),
        body=_body(graph, node),
        statuses=tuple(statuses),
        boolean=None if boolean is None else bool(boolean.toPython()),
        format=str(graph.value(response, MF.expectedFormat) or ""),
        expected=_body(graph, response),
        expected_type=dict(_headers(graph, response)).get("content-type", ""),
        location=str(graph.value(response, MF.expectedLocation) or ""),
    )


def _headers(graph: Graph, node: Node | None) -> Iterator[tuple[str, str]]:
    listed = graph.value(node, HT.headers)
    for header in Collection(graph, listed) if listed is not None else ():
        yield str(graph.value(header, HT.fieldName)).lower(), str(graph.value(header, HT.fieldValue))


def _body(graph: Graph, node: Node | None) -> bytes:
    body = graph.value(node, HT.body)
    if body is None:
        return b""
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
    return str(graph.value(body, CNT.chars)).encode(encoding)
