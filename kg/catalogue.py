"""The catalogue: what the dataset says of itself (VoID), in a graph of its own.

Partitions by class and property are what SPARQL editors complete names from, and what federated engines plan with.
"""

from collections.abc import Iterator
from hashlib import blake2b

import pyoxigraph as ox

from kg.manifest import Totals
from kg.partitions import CLASS, OF_CLASS, PROPERTY, TO_CLASS, TO_DATATYPE, Partitions
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

_A = ox.NamedNode(RDF + "type")


def describe(totals: Totals, iris: Iris, partitions: Partitions) -> Iterator[ox.Triple]:
    """The dataset, its version and what it holds of each class and property.

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
    for key, number in partitions.counts.items():
        yield from _partition(dataset, *map(ox.NamedNode, key[1:]), kind=key[0], number=number)


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


def _partition(dataset: ox.NamedNode, *of: ox.NamedNode, kind: str, number: int) -> Iterator[ox.Triple]:
    """One count: of a class, a property, a property of a class, or what such a property leads to."""
    part = _part(dataset, *of[:2])
    if kind == CLASS:
        yield ox.Triple(dataset, _void("classPartition"), part)
        yield ox.Triple(part, _void("class"), of[0])
        yield ox.Triple(part, _void("entities"), integer(number))
    elif kind in (PROPERTY, OF_CLASS):
        yield ox.Triple(_part(dataset, of[0]) if kind == OF_CLASS else dataset, _void("propertyPartition"), part)
        yield ox.Triple(part, _void("property"), of[-1])
        yield ox.Triple(part, _void("triples"), integer(number))
    elif kind == TO_CLASS:
        yield ox.Triple(part, _void("classPartition"), _part(dataset, of[2]))
    elif kind == TO_DATATYPE:
        target = _part(dataset, of[2])
        yield ox.Triple(part, ox.NamedNode(VOID_EXT + "datatypePartition"), target)
        yield ox.Triple(target, ox.NamedNode(VOID_EXT + "datatype"), of[2])


def _part(dataset: ox.NamedNode, *of: ox.NamedNode) -> ox.NamedNode:
    """IRI of a partition."""
    key = " ".join(node.value for node in of)
    return ox.NamedNode(f"{dataset.value}#{blake2b(key.encode(), digest_size=8).hexdigest()}")


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)
