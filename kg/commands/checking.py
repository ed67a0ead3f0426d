"""`kg validate`: RDF files against the shapes."""

from collections import defaultdict
from pathlib import Path

import click
import pyoxigraph as ox

from kg.commands import options
from kg.errors import GateError


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

    FILES are of any RDF syntax, named by their endings. Each article's graph is checked on its own, all other triples
    of a file together, the graph of entailed ones left out. Warnings end with exit code 0, violations with 4.
    """
    from kg import gate, report
    from kg.importing import quads
    from kg.rdf import expand

    a, article, rest = expand("a"), expand("cg:Article"), ox.NamedNode("urn:kg:rest")
    violations = 0
    for path in files:
        graphs: dict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
        for quad in quads(path, rest, ""):
            # What follows from other statements has no claim of its own.
            if str(quad.graph_name).endswith("/graph/entailed>"):
                continue
            graphs[quad.graph_name].append(quad.triple)  # type: ignore[index]  # quads() puts all into named graphs
        total = sum(map(len, graphs.values()))
        own = [name for name, found in graphs.items() if any(t.predicate == a and t.object == article for t in found)]
        if len(own) < len(graphs):
            graphs[rest] = [triple for name, found in graphs.items() if name not in own for triple in found]
        results = [
            report.result(finding, "" if name == rest else name.value)
            for name in sorted({*own, rest} & graphs.keys(), key=str)
            for finding in gate.validate(graphs[name], str(path))
        ]
        violations += sum(result.severity == "Violation" for result in results)
        click.echo(f"{path}: {options.plural(len(results), 'finding')} in {total:,} triples")
        if results:
            click.echo(report.Report((), tuple(results)).text(None if all_ else 20))
    if violations:
        raise GateError(f"{options.plural(violations, 'violation')} found")


commands = [validate]
