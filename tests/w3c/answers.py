"""Answers of a query in a form in which equal ones are equal: blank nodes renamed, order kept only where it counts."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES, ".trig": RdfFormat.TRIG}
_TABLES = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}

Term = Any  # pyoxigraph's terms
Row = dict[str, Term]


def read_graph(path: Path, base: str) -> list[Triple]:
    """The triples of a file."""
    return [quad.triple for quad in parse(path=str(path), format=_RDF[path.suffix], base_iri=base)]


def canonical(triples: Iterable[Triple]) -> object:
    """A graph as a set of strings that isomorphic graphs share."""
    dataset = Dataset(Quad(t.subject, t.predicate, plain(t.object)) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))


def plain(term: Term) -> Term:
    """Numbers and booleans in one spelling of their value: the suites do not insist on another."""
    if not isinstance(term, Literal):
        return term
    kind = term.datatype.value.removeprefix(XSD)
    try:
        if kind in ("double", "float"):
            return Literal(repr(float(term.value)), datatype=term.datatype)
        if kind == "decimal":
            return Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
        if kind == "integer":
            return Literal(str(int(term.value)), datatype=term.datatype)
        if kind == "boolean":
            return Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
    except (ValueError, ArithmeticError):  # ill-formed, as some tests want it
        pass
    return term


def table(names: Iterable[str], rows: list[Row], *, ordered: bool) -> object:
    """A table as its variables and a graph with a node for each row."""
    triples = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        triples += [Triple(node, NamedNode("urn:variable:" + name), term) for name, term in row.items()]
        if ordered:
            triples.append(Triple(node, NamedNode("urn:index"), Literal(number)))
    return frozenset(names), len(rows), canonical(triples)


def from_engine(found: QuerySolutions | QueryBoolean | QueryTriples, *, ordered: bool) -> object:
    """An answer of the engine, or one that was read from a results document."""
    if isinstance(found, QueryBoolean):
        return bool(found)
    if isinstance(found, QueryTriples):
        return canonical(found)
    names = [variable.value for variable in found.variables]
    rows = [{n: t for n, t in zip(names, row, strict=True) if t is not None} for row in found]
    return table(names, rows, ordered=ordered)


def comma_separated(data: bytes) -> object:
    """A CSV document: header and rows, blank nodes all alike (their labels mean nothing)."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    return frozenset(header), Counter(
        frozenset(zip(header, ["_:" if cell.startswith("_:") else _number(cell) for cell in row], strict=True))
        for row in rows
    )


def _number(cell: str) -> str:
    try:
        return repr(float(cell))
    except ValueError:
        return cell


def expected(path: Path, base: str) -> tuple[object, bool]:
    """What a result file says, and whether the order of rows counts."""
    if path.suffix == ".csv":
        return comma_separated(path.read_bytes()), False
    if path.suffix in _TABLES:
        return from_engine(parse_query_results(path.read_bytes(), _TABLES[path.suffix]), ordered=False), False
    triples = read_graph(path, base)
    if not any(triple.object == NamedNode(RS + "ResultSet") for triple in triples):
        return canonical(triples), False
    return _result_set(Dataset(Quad(*triple) for triple in triples))


def _result_set(data: Dataset) -> tuple[object, bool]:
    """A table or boolean written in the vocabulary of result sets."""

    def values(subject: Term, name: str) -> list[Term]:
        return [quad.object for quad in data.quads_for_subject(subject) if quad.predicate.value == RS + name]

    node = next(quad.subject for quad in data if quad.object == NamedNode(RS + "ResultSet"))
    if booleans := values(node, "boolean"):
        return booleans[0].value == "true", False
    solutions = values(node, "solution")
    ordered = any(values(solution, "index") for solution in solutions)
    if ordered:
        solutions.sort(key=lambda solution: int(values(solution, "index")[0].value))
    rows = [
        {values(b, "variable")[0].value: values(b, "value")[0] for b in values(solution, "binding")}
        for solution in solutions
    ]
    return table((term.value for term in values(node, "resultVariable")), rows, ordered=ordered), ordered
