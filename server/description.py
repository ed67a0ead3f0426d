"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from collections.abc import Iterator
from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.generations import Manifest
from kg.settings import Settings
from kg.terms import PREFIXES, RDF, XSD, Iris
from server import protocol
from server.formats import GRAPHS, RESULTS
from server.negotiation import choose
from server.pooled import PooledEngine
from server.web import Reply, Request

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
ENTAILMENT = "http://www.w3.org/ns/entailment/"

#: With more named graphs than this, those of articles are left out of the description.
_MOST_GRAPHS = 500

#: Unique URIs of the file formats (https://www.w3.org/ns/formats/).
_FORMAT_IRIS = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle", "trig": "TriG", "ntriples": "N-Triples", "nquads": "N-Quads", "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
}  # fmt: skip


async def service(request: Request, engine: PooledEngine, settings: Settings, *, updates: bool) -> Reply:
    """The service description, in the RDF format that the client likes best; ``updates``: whether anybody may write.

    Raises:
        Problem: 406.
        QueryFailed: NOT_READY.
    """
    pairs = protocol.parameters(request.query_string, "query string")
    asked = protocol.only(pairs, "format")
    accept = request.header("accept")
    format_ = protocol.by_name(asked, GRAPHS.values()) if asked else choose(accept, GRAPHS.values())
    if format_ is None:
        raise protocol.not_acceptable("the service description is a graph")
    manifest = engine.serving().generation.manifest
    triples = _description(f"{settings.base}sparql", manifest, updates, federates=engine.outbound.on)
    assert isinstance(format_.writer, RdfFormat)  # noqa: S101 - GRAPHS holds no other
    body = serialize(triples, None, format_.writer, prefixes=PREFIXES | {"sd": SD, "void": VOID}) or b""
    headers = [("Content-Type", format_.content_type), ("Vary", "Accept"), ("Cache-Control", "public, no-cache")]
    return Reply(
        headers=headers, body=b"" if request.method == "HEAD" else body, kind="description", version=manifest.version
    )


def _description(address: str, manifest: Manifest, updates: bool, *, federates: bool) -> Iterator[Triple]:
    """The triples of the description of the endpoint at ``address``."""
    iris = Iris(manifest.base)
    graphs, triples = manifest.graphs, manifest.counts.get("triples", 0)
    endpoint = NamedNode(address)
    service_, dataset, default = (NamedNode(f"{endpoint.value}#{name}") for name in ("service", "dataset", "default"))
    number = count()

    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    def node(value: str) -> NamedNode:
        return NamedNode(value)

    def integer(value: int) -> Literal:
        return Literal(str(value), datatype=NamedNode(XSD + "integer"))

    a = NamedNode(RDF + "type")
    yield Triple(service_, a, sd("Service"))
    yield Triple(service_, sd("endpoint"), endpoint)
    yield Triple(service_, sd("supportedLanguage"), sd("SPARQL11Query"))
    if updates:
        yield Triple(service_, sd("supportedLanguage"), sd("SPARQL11Update"))
    if federates:
        yield Triple(service_, sd("feature"), sd("BasicFederatedQuery"))
    yield Triple(service_, sd("defaultEntailmentRegime"), node(ENTAILMENT + "Simple"))
    for name in (*RESULTS, *GRAPHS):
        yield Triple(service_, sd("resultFormat"), node(FORMATS + _FORMAT_IRIS[name]))
    yield Triple(service_, sd("defaultDataset"), dataset)
    yield Triple(service_, sd("availableGraphs"), dataset)
    yield Triple(dataset, a, sd("Dataset"))
    yield Triple(dataset, a, sd("GraphCollection"))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, a, sd("Graph"))
    yield Triple(default, node(VOID + "triples"), integer(triples))
    entailed = iris.graph("entailed")
    articles = iris.article("")
    many = len(graphs) > _MOST_GRAPHS
    for name, size in sorted(graphs.items()):
        if many and name.startswith(articles):
            continue  # they are in the store: SELECT ?g { GRAPH ?g { ?g a cg:Article } }
        named, graph = BlankNode(f"g{next(number)}"), BlankNode(f"c{next(number)}")
        yield Triple(dataset, sd("namedGraph"), named)
        yield Triple(named, a, sd("NamedGraph"))
        yield Triple(named, sd("name"), node(name))
        regime = "OWL-RDF-Based" if name == entailed else "Simple"
        yield Triple(named, sd("entailmentRegime"), node(ENTAILMENT + regime))
        if name == entailed:
            yield Triple(named, sd("supportedEntailmentProfile"), node("http://www.w3.org/ns/owl-profile/RL"))
        yield Triple(named, sd("graph"), graph)
        yield Triple(graph, a, sd("Graph"))
        yield Triple(graph, node(VOID + "triples"), integer(size))
