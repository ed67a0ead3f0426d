"""Namespaces, the terms of the public contract, and how IRIs of this installation are made."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

CG: Final = "https://w3id.org/civigraph/ontology#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "cg": CG, "dcterms": DCTERMS, "oa": OA, "org": ORG, "owl": OWL, "prov": PROV, "rdf": RDF, "rdfs": RDFS,
    "schema": SCHEMA, "sh": SH, "skos": SKOS, "xsd": XSD,
}  # fmt: skip


#: Slugs that need no quoting in an IRI: nearly all of them.
PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class Iris:
    """Makes every IRI of one installation; the only place where one is put together from strings.

    A thing's IRI is ``{base}id/{kind}/{slug}``; a graph that is no article's is ``{base}graph/{name}``.
    """

    base: str

    @property
    def start(self) -> str:
        """What the IRIs of all things start with."""
        return f"{self.base}id/"

    def thing(self, kind: str, slug: str) -> str:
        """IRI of a thing: ``kind`` is the lower-case word that the pages use ("person", "event"), ``slug`` ASCII."""
        plain = slug if PLAIN.fullmatch(slug) else quote(slug, safe="-._~")
        return f"{self.base}id/{kind}/{plain}"

    def article(self, identifier: str) -> str:
        """IRI of an article, and of the named graph that holds what it states."""
        return self.thing("article", identifier)

    def passage(self, article: str, start: int, end: int) -> str:
        """IRI of a passage of the article with IRI ``article``: RFC 5147 character range, end exclusive."""
        return f"{article}#char={start},{end}"

    def fragment(self, article: str, name: str) -> str:
        """IRI of a part of what the article with IRI ``article`` states: "reading", "claim-0f3a91bc22"."""
        return f"{article}#{name}"

    def graph(self, name: str) -> str:
        """IRI of a named graph of the dataset: ontology, shapes, reference, register, entailed, report, catalogue."""
        return f"{self.base}graph/{name}"
