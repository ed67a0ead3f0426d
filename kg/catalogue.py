"""The catalogue: what the dataset says of itself (VoID), in a graph of its own."""

from collections.abc import Iterator

import pyoxigraph as ox

from kg.generations import Totals
from kg.rdf import integer, text
from kg.terms import DCTERMS, OWL, RDF, Iris

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"


def describe(totals: Totals, iris: Iris) -> Iterator[ox.Triple]:
    """The dataset, its version and the size of each named graph; no time stamps, so that a rebuild gives the same."""
    dataset = ox.NamedNode(iris.base + "dataset")

    def about(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(dataset, ox.NamedNode(predicate), value)

    yield about(RDF + "type", ox.NamedNode(VOID + "Dataset"))
    yield about(RDF + "type", ox.NamedNode(DCAT + "Dataset"))
    yield about(DCTERMS + "title", text("civigraph", "en"))
    yield about(OWL + "versionInfo", ox.Literal(totals.version))
    yield about(VOID + "triples", integer(totals.triples))
    yield about(VOID + "sparqlEndpoint", ox.NamedNode(iris.base + "sparql"))
