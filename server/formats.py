"""The formats that answers come in: names for ``format=``, media types, file extensions."""

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation. The first of ``media_types`` is what is sent; clients ask for it by the others too."""

    name: str
    media_types: tuple[str, ...]
    extension: str
    aliases: tuple[str, ...]
    charset: bool
    writer: QueryResultsFormat | RdfFormat

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``."""
        return self.media_types[0] + ("; charset=utf-8" if self.charset else "")


RESULTS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("json", ("application/sparql-results+json", "application/json", "text/json"), "srj", ("srj",), False,
               QueryResultsFormat.JSON),
        Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), "srx", ("srx",), False,
               QueryResultsFormat.XML),
        Format("csv", ("text/csv",), "csv", (), True, QueryResultsFormat.CSV),
        Format("tsv", ("text/tab-separated-values",), "tsv", (), True, QueryResultsFormat.TSV),
    )
}  # fmt: skip

GRAPHS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("turtle", ("text/turtle", "application/x-turtle"), "ttl", ("ttl", "n3"), True,
               RdfFormat.TURTLE),
        Format("trig", ("application/trig", "application/x-trig"), "trig", (), True, RdfFormat.TRIG),
        Format("ntriples", ("application/n-triples", "text/plain"), "nt", ("nt", "n-triples"), False,
               RdfFormat.N_TRIPLES),
        Format("nquads", ("application/n-quads", "text/x-nquads"), "nq", ("nq", "n-quads"), False,
               RdfFormat.N_QUADS),
        Format("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), "rdf",
               ("rdf", "rdf/xml", "rdf+xml", "xml"),
               False, RdfFormat.RDF_XML),
        Format("jsonld", ("application/ld+json", "application/json", "text/json"), "jsonld",
               ("json-ld", "ld+json", "json"), False, RdfFormat.JSON_LD),
    )
}  # fmt: skip


def offered() -> str:
    """What can be asked for, in words."""
    tables = ", ".join(f.media_types[0] for f in RESULTS.values())
    graphs = ", ".join(f.media_types[0] for f in GRAPHS.values())
    return f"SELECT and ASK: {tables}. CONSTRUCT and DESCRIBE: {graphs}."
