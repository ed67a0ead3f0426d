"""The files under ``ontology/``: read once, shared, and never changed by those who use them."""

import re
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import rdflib
from rdflib.exceptions import ParserError
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import BNode, Node

import ontology
from kg.errors import OntologyError, Where
from kg.terms import PREFIXES, SCHEMA, SH

#: The ontology's and the shapes' own IRIs.
ONTOLOGY = "https://w3id.org/civigraph/ontology"
SHAPES = "https://w3id.org/civigraph/shapes"


@cache
def graph(name: str) -> rdflib.Graph:
    """The Turtle file ``ontology/{name}``; callers must not add to it.

    Raises:
        OntologyError: it is missing or broken.
    """
    path = ontology.path(name)
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except OSError as error:
        raise OntologyError(f"cannot be read: {error.strerror}", where=Where(str(path))) from error
    except BadSyntax as error:
        raise OntologyError(f"is not Turtle: {error.message}", where=Where(str(path), line=error.lines + 1)) from error
    except (ParserError, UnicodeDecodeError, ValueError) as error:
        raise OntologyError(f"is not Turtle: {error}", where=Where(str(path))) from error


@cache
def hierarchy() -> tuple[tuple[Node, Node], ...]:
    """All pairs of a named class and its named superclass in the ontology, as asserted."""
    pairs = graph("civigraph.ttl").subject_objects(RDFS.subClassOf)
    return tuple(sorted((sub, sup) for sub, sup in pairs if not isinstance(sub, BNode) and not isinstance(sup, BNode)))


@cache
def subclasses(name: Node) -> frozenset[Node]:
    """The class ``name`` and all classes under it."""
    return frozenset({name}.union(*(subclasses(sub) for sub, sup in hierarchy() if sup == name)))


def example_queries() -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, header by key (``title``, ``description``, ``keywords``; ``-zh`` for Chinese) and text of each query.

    Raises:
        OntologyError: a query says nothing of itself.
    """
    for path in sorted(ontology.path("queries").glob("*.rq")):
        about: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if not (found := re.match(r"#\s*([a-z]+(?:-zh)?):\s*(.+)$", line)):
                break
            about[found[1]] = found[2].strip()
        if not {"title", "description", "keywords"} <= about.keys():
            message = "does not begin with '# title:', '# description:' and '# keywords:'"
            raise OntologyError(message, where=Where(str(path)))
        yield path.stem, about, path.read_text(encoding="utf-8")


def examples(base: str) -> Iterator[ox.Triple]:
    """The example queries as data that SPARQL editors read: each a ``sh:SPARQLExecutable``, ``{base}examples/NAME``."""
    endpoint = ox.NamedNode(f"{base}sparql")
    for name, about, text in example_queries():
        node = ox.NamedNode(f"{base}examples/{name}")
        kind = "SPARQLAskExecutable" if re.search(r"^\s*ASK\b", text, re.MULTILINE) else "SPARQLSelectExecutable"
        query = "ask" if kind == "SPARQLAskExecutable" else "select"
        yield ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(SH + "SPARQLExecutable"))
        yield ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(SH + kind))
        yield ox.Triple(node, ox.NamedNode(SH + query), ox.Literal(text))
        yield ox.Triple(node, ox.NamedNode(SH + "prefixes"), ox.NamedNode(ONTOLOGY))
        yield ox.Triple(node, ox.NamedNode(SCHEMA + "target"), endpoint)
        for key, predicate in (("title", str(RDFS.label)), ("description", str(RDFS.comment))):
            for suffix, language in (("", "en"), ("-zh", "zh")):
                if key + suffix in about:
                    yield ox.Triple(node, ox.NamedNode(predicate), ox.Literal(about[key + suffix], language=language))
        for keyword in about["keywords"].split(","):
            yield ox.Triple(node, ox.NamedNode(SCHEMA + "keywords"), ox.Literal(keyword.strip(), language="en"))


def prefixes() -> str:
    """``PREFIX`` lines for all prefixes of the public contract."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def notation(iri: str) -> str:
    """``iri`` with its prefix where it has one: ``cg:Person``; else in angle brackets."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and re.fullmatch(r"[\w.-]+", iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"
