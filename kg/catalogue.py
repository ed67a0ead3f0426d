"""The catalogue: what the dataset says of itself (VoID), in a graph of its own.

Partitions by class and property are what SPARQL editors complete names from, and what federated engines plan with.
"""

from collections.abc import Iterator
from hashlib import blake2b

import pyoxigraph as ox

from kg.generations import Totals
from kg.rdf import integer, text
from kg.terms import DCTERMS, OWL, RDF, Iris

VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"
DCAT = "http://www.w3.org/ns/dcat#"

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
#: Licence of what the graph states; its reference data are partly GeoNames', which asks to be named.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Files of the whole graph that a server offers, and their media types.
FILES = {
    "ttl": "text/turtle", "trig": "application/trig", "nt": "application/n-triples", "nq": "application/n-quads",
    "jsonld": "application/ld+json", "rdf": "application/rdf+xml",
}  # fmt: skip

#: Above this number of triples the partitions of each class are left out: counting them takes minutes.
MOST_COUNTED = 5_000_000

_A = ox.NamedNode(RDF + "type")
_CLASSES = "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?n) { ?s ?property ?o } GROUP BY ?property"
_BY_CLASS = "SELECT ?class ?property (COUNT(*) AS ?n) { ?s a ?class ; ?property ?o FILTER(isIRI(?class)) } GROUP BY ?class ?property"  # fmt: skip  # noqa: E501
_OBJECTS = "SELECT DISTINCT ?class ?property ?of { ?s a ?class ; ?property ?o . ?o a ?of FILTER(isIRI(?class) && isIRI(?of)) }"  # fmt: skip  # noqa: E501
_DATATYPES = "SELECT DISTINCT ?class ?property ?of { ?s a ?class ; ?property ?o FILTER(isIRI(?class) && isLiteral(?o)) BIND(DATATYPE(?o) AS ?of) }"  # fmt: skip  # noqa: E501


def describe(totals: Totals, iris: Iris, store: ox.Store | None = None) -> Iterator[ox.Triple]:
    """The dataset, its version and, of a ``store`` whose default graph is the merge of all others, its partitions.

    No time stamps and no blank nodes, so that a rebuild gives the same.
    """
    dataset = ox.NamedNode(iris.base + "dataset")
    yield ox.Triple(dataset, _A, _void("Dataset"))
    yield ox.Triple(dataset, _A, ox.NamedNode(DCAT + "Dataset"))
    yield ox.Triple(dataset, ox.NamedNode(DCTERMS + "title"), text("civigraph", "en"))
    yield ox.Triple(dataset, ox.NamedNode(OWL + "versionInfo"), ox.Literal(totals.version))
    yield ox.Triple(dataset, _void("triples"), integer(totals.triples))
    yield ox.Triple(dataset, _void("sparqlEndpoint"), ox.NamedNode(iris.base + "sparql"))
    yield ox.Triple(dataset, _void("dataDump"), ox.NamedNode(iris.base + "store"))
    yield from _distributions(dataset, iris)
    if store is not None:
        yield from _partitions(dataset, store)
        if totals.triples <= MOST_COUNTED:
            yield from _partitions_of_classes(dataset, store)


def _distributions(dataset: ox.NamedNode, iris: Iris) -> Iterator[ox.Triple]:
    """The files that hold all of it (DCAT), and under which licence."""
    licence = ox.NamedNode(LICENCE)
    yield ox.Triple(dataset, ox.NamedNode(DCTERMS + "license"), licence)
    for suffix, media in FILES.items():
        file = ox.NamedNode(f"{iris.base}downloads/all.{suffix}")
        yield ox.Triple(dataset, ox.NamedNode(DCAT + "distribution"), file)
        yield ox.Triple(file, _A, ox.NamedNode(DCAT + "Distribution"))
        yield ox.Triple(file, ox.NamedNode(DCAT + "downloadURL"), file)
        yield ox.Triple(file, ox.NamedNode(DCAT + "mediaType"), ox.NamedNode(MEDIA_TYPES + media))
        yield ox.Triple(file, ox.NamedNode(DCTERMS + "license"), licence)


def _partitions(dataset: ox.NamedNode, store: ox.Store) -> Iterator[ox.Triple]:
    """Classes with their instances, properties with their triples."""
    for row in _rows(store, _CLASSES):
        part = _part(dataset, row["class"])
        yield ox.Triple(dataset, _void("classPartition"), part)
        yield ox.Triple(part, _void("class"), row["class"])
        yield ox.Triple(part, _void("entities"), row["n"])
    for row in _rows(store, _PROPERTIES):
        part = _part(dataset, row["property"])
        yield ox.Triple(dataset, _void("propertyPartition"), part)
        yield ox.Triple(part, _void("property"), row["property"])
        yield ox.Triple(part, _void("triples"), row["n"])


def _partitions_of_classes(dataset: ox.NamedNode, store: ox.Store) -> Iterator[ox.Triple]:
    """Which properties the instances of a class have, and what those lead to."""
    for row in _rows(store, _BY_CLASS):
        part = _part(dataset, row["class"], row["property"])
        yield ox.Triple(_part(dataset, row["class"]), _void("propertyPartition"), part)
        yield ox.Triple(part, _void("property"), row["property"])
        yield ox.Triple(part, _void("triples"), row["n"])
    for row in _rows(store, _OBJECTS):
        part, target = _part(dataset, row["class"], row["property"]), _part(dataset, row["of"])
        yield ox.Triple(part, _void("classPartition"), target)
    for row in _rows(store, _DATATYPES):
        part, target = _part(dataset, row["class"], row["property"]), _part(dataset, row["of"])
        yield ox.Triple(part, ox.NamedNode(VOID_EXT + "datatypePartition"), target)
        yield ox.Triple(target, ox.NamedNode(VOID_EXT + "datatype"), row["of"])


def _rows(store: ox.Store, query: str) -> Iterator[dict[str, ox.NamedNode]]:
    """Rows of a query whose variables are bound in each; NamedNode stands for any term that can be an object."""
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - all of them are SELECT
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield {name: solution[name] for name in names}


def _part(dataset: ox.NamedNode, *of: ox.NamedNode) -> ox.NamedNode:
    """IRI of a partition."""
    key = " ".join(node.value for node in of)
    return ox.NamedNode(f"{dataset.value}#{blake2b(key.encode(), digest_size=8).hexdigest()}")


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)
