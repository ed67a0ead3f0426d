"""`kg query` and `kg dump`: what comes out of the published generation."""

import re
import sys
from pathlib import Path

import click
import pyoxigraph as ox

from kg import dump as dumping
from kg import remote
from kg.commands import options
from kg.errors import InputError, QueryError, Where
from kg.terms import PREFIXES, Iris

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {name: dumping.FORMATS[name] for name in ("turtle", "nt", "jsonld", "rdfxml")}


@click.command(
    epilog="""\b
Examples:
  kg query 'SELECT ?p ?name { ?p a cg:Person ; skos:prefLabel ?name }'
  kg query officials.rq --format csv > officials.csv
  echo 'ASK { ?x a cg:Visit }' | kg query -
  kg query 'DESCRIBE <http://127.0.0.1:8000/id/place/qingdao>' --format turtle
  kg query officials.rq --endpoint https://graph.example.org/sparql
"""
)
@click.argument("query")
@options.data
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the published generation.")
@click.option("--format", "format_", type=click.Choice(["table", *RESULTS, *GRAPHS]), help="[default: table or turtle]")
def query(query: str, data: Path | None, endpoint: str | None, format_: str | None) -> None:
    """Answer a SPARQL query over the published generation, or another endpoint.

    QUERY is a file, - for standard input, or the query itself; the prefixes that the graph uses are known. A query that
    names no GRAPH sees all graphs as one.
    """
    text, where = _text(query)
    if endpoint:
        _print(remote.ask(endpoint, text), format_)
        return
    store = options.current(data).open()
    try:
        found = store.query(text, prefixes=PREFIXES)
        _print(found, format_)
    except SyntaxError as error:
        raise _not_sparql(str(error.msg), where) from error
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"cannot be answered: {error}", where=Where(where)) from error


def _not_sparql(message: str, source: str) -> QueryError:
    """The engine's message with its place as ours, and without the long list of what could stand there instead."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return QueryError(f"is not SPARQL: {message}", where=Where(source))
    place = Where(source, line=int(found[1]), column=int(found[2]))
    expected = found[3].partition("\n")[0]
    return QueryError(
        f"is not SPARQL: {expected if len(expected) < 100 else 'something else is expected here'}", where=place
    )


def _text(query: str) -> tuple[str, str]:
    if query == "-":
        return sys.stdin.read(), "standard input"
    path = Path(query)
    try:
        if path.is_file():
            return path.read_text(encoding="utf-8"), query
    except OSError:
        pass  # too long or too odd for a file's name: it is the query itself
    if " " not in query and "{" not in query:
        raise InputError("there is no such file, and it is no query", where=Where(query))
    return query, "query"


def _print(found: object, format_: str | None) -> None:
    graph = isinstance(found, ox.QueryTriples | list)
    chosen = format_ or ("turtle" if graph else "table")
    if (graph and chosen not in GRAPHS) or (not graph and chosen in GRAPHS):
        raise QueryError(
            f"{chosen} does not suit this query's answer", hint="use one of " + ", ".join(GRAPHS if graph else RESULTS)
        )
    if isinstance(found, ox.QueryTriples | list):
        ox.serialize(found, sys.stdout.buffer, GRAPHS[chosen], prefixes=PREFIXES)
    elif chosen != "table":
        found.serialize(sys.stdout.buffer, RESULTS[chosen])  # type: ignore[attr-defined]  # solutions or a boolean
    elif isinstance(found, ox.QuerySolutions):
        heads = [variable.value for variable in found.variables]
        rows = [[_short(value) for value in solution] for solution in found]
        click.echo(options.table(rows, heads))
        click.echo(f"({options.plural(len(rows), 'row')})", err=True)
    else:
        click.echo("yes" if found else "no")


def _short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        for prefix, start in PREFIXES.items():
            if term.value.startswith(start) and len(term.value) > len(start):
                return f"{prefix}:{term.value.removeprefix(start)}"
        return term.value
    if isinstance(term, ox.Literal):
        return " ".join(term.value.split())
    return "" if term is None else str(term)


@click.command(
    epilog="""\b
Examples:
  kg dump -o graph.ttl
  kg dump --format trig --graph all -o everything.trig
  kg dump --format nq --graph all | sort | sha256sum
  kg dump --graph http://127.0.0.1:8000/id/article/page-1
  kg dump --graph year-2022 -o 2022.nq
"""
)
@options.data
@click.option("--format", "format_", type=click.Choice(list(dumping.FORMATS)), help="[default: by the file's name]")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="[default: standard output]")
@click.option(
    "--graph",
    default="asserted",
    show_default=True,
    help="asserted, entailed, all, year-2022 (the articles of a year), or a named graph's IRI.",
)
def dump(data: Path | None, format_: str | None, output: Path | None, graph: str) -> None:
    """Write the published graph to a file.

    TriG and N-Quads keep the named graphs; the other formats hold the merge of the chosen graphs, each triple once. The
    order is the same at every rebuild.
    """
    generation = options.current(data)
    iris = Iris(generation.manifest.base)
    chosen = dumping.FORMATS[format_] if format_ else _by_name(output)
    if output is None:
        dumping.write(generation.open(), sys.stdout.buffer, chosen, graph, iris)
        return
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("wb") as file:
            try:
                dumping.write(generation.open(), file, chosen, graph, iris)
                file.flush()
                partial.replace(output)
            except BaseException:
                partial.unlink()
                raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=Where(str(output))) from error


def _by_name(output: Path | None) -> ox.RdfFormat:
    known = ox.RdfFormat.from_extension(output.suffix.removeprefix(".")) if output else None
    return known if known and known in dumping.FORMATS.values() else ox.RdfFormat.TURTLE


commands = [query, dump]
