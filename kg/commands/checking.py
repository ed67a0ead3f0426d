"""`kg validate`: RDF files against the shapes."""

from collections import defaultdict
from pathlib import Path

import click
import pyoxigraph as ox

from kg import report
from kg.commands import options
from kg.errors import GateError
from kg.rdf import expand


@click.command(
    epilog="""\b
Examples:
  kg validate graph.ttl
  kg validate everything.trig --all
"""
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--all", "all_", is_flag=True, help="Every finding, not the first twenty of each kind.")
def validate(files: tuple[Path, ...], all_: bool) -> None:
    """Check RDF files against the shapes that every build passes.

    FILES are of any RDF syntax, named by their endings. Of a file with named graphs each article's graph is checked on
    its own, as a build does; any other file as a whole. Warnings end with exit code 0, violations with 4.
    """
    violations = 0
    for path in files:
        results, total = _check(path)
        violations += sum(result.severity == "Violation" for result in results)
        click.echo(f"{path}: {options.plural(len(results), 'finding')} in {total:,} triples")
        if results:
            click.echo(report.Report((), tuple(results)).text(None if all_ else 20))
    if violations:
        raise GateError(f"{options.plural(violations, 'violation')} found")


def _check(path: Path) -> tuple[list[report.Result], int]:
    """What is found in one file, and how many triples it holds."""
    # Both bring a validation engine along, which the other commands do without.
    from kg import shacl
    from kg.importing import quads

    a, article, whole = expand("a"), expand("cg:Article"), ox.NamedNode("urn:kg:file")
    graphs: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads(path, whole, ""):
        graphs[str(quad.graph_name)].append(quad.triple)
    total = sum(map(len, graphs.values()))
    own = [name for name, found in graphs.items() if any(t.predicate == a and t.object == article for t in found)]
    if str(whole) in own or not own:
        own, graphs = [""], {"": [triple for found in graphs.values() for triple in found]}
    results = [
        report.result(finding, name.strip("<>"))
        for name in sorted(own)
        for finding in shacl.validate(graphs[name], str(path))
    ]
    return results, total


commands = [validate]
