"""Linked-data manners: negotiation by 303, data documents, ``Link`` headers (FAIR Signposting), JSON-LD in pages."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Response, abort, redirect, request
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.catalogue import LICENCE
from kg.terms import CG, PREFIXES, SCHEMA
from server.questions import text
from server.site import Site
from server.urls import DATA_FORMATS
from server.view import Page

#: schema.org class of our classes, for JSON-LD and the ``type`` link.
SCHEMA_CLASS: Final = {
    "Person": "Person", "Official": "Person", "GovernmentBody": "GovernmentOrganization", "Enterprise": "Corporation",
    "Institution": "Organization", "Park": "Place", "Facility": "Place", "Place": "Place", "Project": "Project",
    "Industry": "DefinedTerm", "Article": "NewsArticle", "Visit": "Event", "Meeting": "Event", "Ceremony": "Event",
    "Signing": "Event", "Conference": "Event", "Event": "Event", "Statistic": "Observation", "Claim": "Claim",
    "Role": "Role",
}  # fmt: skip

#: Media type of a link set (RFC 9264).
LINKSET: Final = "application/linkset+json"

_WRITERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_SUFFIX_OF: Final = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
}


def negotiate(site: Site, iri: str) -> Response:
    """The 303 from a thing to the document about it that the client likes best (Cool URIs, 4.2)."""
    offered = ["text/html", "application/xhtml+xml", *_SUFFIX_OF]
    chosen = request.accept_mimetypes.best_match(offered, "text/html") if request.accept_mimetypes else "text/html"
    if request.accept_mimetypes and not any(request.accept_mimetypes[kind] for kind in offered):
        abort(406, "There is HTML, Turtle, JSON-LD, N-Triples and RDF/XML of this.")
    suffix = _SUFFIX_OF.get(str(chosen))
    response = redirect(site.urls.data(iri, suffix) if suffix else site.urls.page(iri), 303)
    response.vary.add("Accept")
    response.access_control_allow_origin = "*"
    return response  # type: ignore[return-value]


def split_suffix(path: str) -> tuple[str, str | None]:
    """``kind/slug`` and the format's suffix, if the path ends in one (``html`` included)."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and (suffix in DATA_FORMATS or suffix == "html") else (path, None)


def document(site: Site, iri: str, suffix: str, graph: bool = False) -> Response:
    """The data document about ``iri``: what is said of it and by it, the claims and passages that say so, and labels.

    With ``graph`` it is the named graph with that IRI: all that one article states.
    """
    query = text("data_graph" if graph else "data_thing")
    triples = site.engine.construct(query, entity=NamedNode(iri))
    if not triples:
        abort(404)
    media, _ = DATA_FORMATS[suffix]
    response = Response(write(triples, suffix), content_type=media + ("" if suffix == "jsonld" else "; charset=utf-8"))
    links = [(site.urls.page(iri), {"rel": "describes", "type": "text/html"}), (iri, {"rel": "describes"})]
    response.headers["Link"] = header(site, links)
    response.access_control_allow_origin = "*"
    return response


def write(triples: Iterable[Triple], suffix: str) -> bytes:
    """``triples`` in the format with ``suffix``, each once and in one order."""
    ordered = sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    form = _WRITERS[suffix]
    quads: list[Any] = [Quad(t.subject, t.predicate, t.object) for t in ordered] if suffix == "jsonld" else ordered
    prefixes = PREFIXES if suffix in ("ttl", "jsonld", "rdf") else None
    return serialize(quads, format=form, prefixes=prefixes) or b""


def header(site: Site, links: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """A ``Link`` header (RFC 8288); addresses of ours are written in full."""
    root = site.root
    return ", ".join(
        f"<{root.rstrip('/') + target if target.startswith('/') else target}>"
        + "".join(f'; {name}="{value}"' for name, value in attributes.items())
        for target, attributes in links
    )


def signposts(site: Site, iri: str, cls: str) -> str:
    """The ``Link`` header of a page about ``iri`` (signposting.org/FAIR, level 1; its link set is level 2)."""
    links = [*typed_links(site, iri, cls), (site.urls.linkset(iri), {"rel": "linkset", "type": LINKSET})]
    return header(site, links)


def typed_links(site: Site, iri: str, cls: str) -> list[tuple[str, Mapping[str, str]]]:
    """Where a page about ``iri`` leads to, and how."""
    links: list[tuple[str, Mapping[str, str]]] = [(iri, {"rel": "cite-as"})]
    if cls in SCHEMA_CLASS:
        links.append((SCHEMA + SCHEMA_CLASS[cls], {"rel": "type"}))
    links.append((SCHEMA + "AboutPage", {"rel": "type"}))
    for suffix, (media, _) in DATA_FORMATS.items():
        links.append((site.urls.data(iri, suffix), {"rel": "describedby", "type": media}))
        links.append((site.urls.data(iri, suffix), {"rel": "alternate", "type": media}))
    links.append((LICENCE, {"rel": "license"}))
    links.append(("/downloads", {"rel": "collection", "type": "text/html"}))
    return links


def linkset(site: Site, iri: str, cls: str) -> dict[str, object]:
    """The links of the page about ``iri`` and of each data document about it, as RFC 9264 has them in JSON."""
    root = site.root.rstrip("/")

    def full(target: str) -> str:
        return root + target if target.startswith("/") else target

    def context(anchor: str, links: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, object]:
        found: dict[str, Any] = {"anchor": full(anchor)}
        for target, attributes in links:
            told = {name: value for name, value in attributes.items() if name != "rel"}
            found.setdefault(attributes["rel"], []).append({"href": full(target), **told})
        return found

    page = site.urls.page(iri)
    described: list[tuple[str, Mapping[str, str]]] = [
        (page, {"rel": "describes", "type": "text/html"}), (LICENCE, {"rel": "license"}),
    ]  # fmt: skip
    return {
        "linkset": [
            context(page, typed_links(site, iri, cls)),
            *(context(site.urls.data(iri, suffix), described) for suffix in DATA_FORMATS),
        ]
    }


def json_ld(page: Page, iri: str, cls: str, description: str) -> dict[str, object]:
    """schema.org's view of a thing, for search engines; the page writes it as a data block."""
    about = page.things[iri]
    node: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_CLASS.get(cls, "Thing"),
        "@id": iri,
        "name": page.name(iri)[0],
        "url": iri,
    }
    if others := [name for name in about.names.values() if name != node["name"]]:
        node["alternateName"] = others
    if description:
        node["description"] = description
    if about.start:
        node["startDate"] = about.start
    if cls == "Article":
        node |= {"headline": node["name"], "datePublished": about.issued}
        if about.publisher:
            node["publisher"] = {"@type": "Organization", "name": about.publisher}
    for subject, prop, value in page.facts:
        if subject == iri and isinstance(value, NamedNode) and prop in (SCHEMA + "location", CG + "locatedIn"):
            name = "location" if prop.startswith(SCHEMA) else "containedInPlace"
            node[name] = {"@type": "Place", "@id": value.value, "name": page.name(value.value)[0]}
        if subject == iri and isinstance(value, Literal) and prop == SCHEMA + "endDate":
            node["endDate"] = value.value
    return node
