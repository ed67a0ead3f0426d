"""Writes the first rows of a table in each results format, and says in the body that there were more.

The engine's own writers are faster but know no limit; these serve installations that set one.
"""

import json
from collections.abc import Callable, Sequence
from html import escape  # its entities are XML's; xml.sax would load an HTTP client with itself

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, Triple

Write = Callable[[bytes], object]
Cell = NamedNode | BlankNode | Literal | Triple | None

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def write_rows(
    names: Sequence[str], rows: Sequence[QuerySolution], name: str, write: Write, *, truncated: bool
) -> None:
    """Write rows in format ``name`` (json, xml, csv, tsv).

    When they are ``truncated``, JSON gets a member ``"truncated": true`` beside ``"bindings"``, XML a comment; CSV and
    TSV have no place for it.
    """
    begin, row, separator, end, cut = _WRITERS[name]
    write(begin(names).encode())
    for number, solution in enumerate(rows):
        cells = [solution[index] for index in range(len(names))]
        write(((separator if number else "") + row(names, cells)).encode())
    write((cut if truncated else end).encode())


def _json_begin(names: Sequence[str]) -> str:
    return '{"head":{"vars":' + json.dumps(list(names)) + '},"results":{"bindings":['


def _json_term(term: Cell) -> dict[str, str]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal(value=value, language=str() as language):
            return {"type": "literal", "value": value, "xml:lang": language}
        case Literal(value=value) if term.datatype.value == _STRING:
            return {"type": "literal", "value": value}
        case Literal(value=value):
            return {"type": "literal", "value": value, "datatype": term.datatype.value}
        case _:
            raise ValueError("rows with quoted triples cannot be limited; ask without")


def _json_row(names: Sequence[str], cells: Sequence[Cell]) -> str:
    bound = {n: _json_term(cell) for n, cell in zip(names, cells, strict=True) if cell is not None}
    return json.dumps(bound, ensure_ascii=False, separators=(",", ":"))


def _xml_begin(names: Sequence[str]) -> str:
    variables = "".join(f'<variable name="{escape(n)}"/>' for n in names)
    return (
        f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{variables}</head><results>'
    )


def _xml_term(term: Cell) -> str:
    told = _json_term(term)
    text = escape(told["value"])
    if told["type"] != "literal":
        return f"<{told['type']}>{text}</{told['type']}>"
    attribute = f' xml:lang="{escape(told["xml:lang"])}"' if "xml:lang" in told else ""
    attribute += f' datatype="{escape(told["datatype"])}"' if "datatype" in told else ""
    return f"<literal{attribute}>{text}</literal>"


def _xml_row(names: Sequence[str], cells: Sequence[Cell]) -> str:
    bound = (
        f'<binding name="{escape(n)}">{_xml_term(cell)}</binding>'
        for n, cell in zip(names, cells, strict=True)
        if cell is not None
    )
    return "<result>" + "".join(bound) + "</result>"


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    told = _json_term(cell)
    text = ("_:" if told["type"] == "bnode" else "") + told["value"]
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def _csv_row(_: Sequence[str], cells: Sequence[Cell]) -> str:
    return ",".join(map(_csv_cell, cells)) + "\r\n"


def _tsv_row(_: Sequence[str], cells: Sequence[Cell]) -> str:
    return "\t".join("" if cell is None else str(cell).replace("\t", "\\t") for cell in cells) + "\n"


_WRITERS: dict[
    str, tuple[Callable[[Sequence[str]], str], Callable[[Sequence[str], Sequence[Cell]], str], str, str, str]
] = {
    "json": (_json_begin, _json_row, ",", "]}}", '],"truncated":true}}'),
    "xml": (_xml_begin, _xml_row, "", "</results></sparql>", "</results><!-- truncated --></sparql>"),
    "csv": (lambda names: ",".join(names) + "\r\n", _csv_row, "", "", ""),
    "tsv": (lambda names: "\t".join(f"?{n}" for n in names) + "\n", _tsv_row, "", "", ""),
}
