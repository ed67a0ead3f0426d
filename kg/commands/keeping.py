"""`kg generations`, `kg rollback`, `kg status`: what is published."""

from pathlib import Path

import click

from kg import report as reports
from kg.commands import options
from kg.errors import NoGeneration
from kg.generations import DataFolder
from kg.terms import Iris


@click.command(epilog="\b\nExample:\n  kg generations --data /srv/graph\n")
@options.data
def generations(data: Path | None) -> None:
    """List the published generations, the oldest first; * marks the one that is served."""
    folder = DataFolder(options.settings(data=data).data)
    current = folder.current().manifest.id
    rows = [
        [
            "*" if g.manifest.id == current else "",
            g.manifest.id,
            g.manifest.built,
            f"{g.manifest.counts.get('articles', 0):,}",
            f"{g.manifest.counts.get('triples', 0):,}",
        ]
        for g in folder.list()
    ]
    click.echo(options.table(rows, ["", "generation", "built", "articles", "triples"], right=(3, 4)))


@click.command(epilog="\b\nExamples:\n  kg rollback\n  kg rollback 000012-3f9a0c21\n")
@click.argument("id", required=False)
@options.data
def rollback(id: str | None, data: Path | None) -> None:
    """Serve an earlier generation again: ID, or the one before the current one."""
    settings = options.settings(data=data)
    chosen = DataFolder(settings.data).rollback(id)
    if settings.store:
        from kg.pushing import push  # it brings the client of an engine along

        push(chosen, settings)
    click.echo(f"generation {chosen.manifest.id} of {chosen.manifest.built} is served now")


@click.command(epilog="\b\nExample:\n  kg status --data /srv/graph\n")
@options.data
def status(data: Path | None) -> None:
    """Show what is published, and whether a build is running."""
    folder = DataFolder(options.settings(data=data).data)
    if (pid := folder.builder()) is not None:
        click.echo(f"a build is running (process {pid})")
    try:
        manifest = folder.current().manifest
    except NoGeneration:
        click.echo(f"nothing is published in {folder.path}")
        raise
    click.echo(f"data folder  {folder.path.resolve()}")
    click.echo(f"generation   {manifest.id}, built {manifest.built}, {len(folder.list())} kept")
    click.echo(f"version      {manifest.version}")
    click.echo(f"base         {manifest.base}")
    for name, count in manifest.counts.items():
        click.echo(f"{name:<12} {count:,}")


@click.command(epilog="\b\nExamples:\n  kg report\n  kg report --all | grep Violation\n")
@options.data
@click.option("--all", "all_", is_flag=True, help="Every line, not the first twenty of each kind.")
def report(data: Path | None, all_: bool) -> None:
    """Show what the last build set aside or remarked on, and why.

    The same stands as RDF in the graph .../graph/report; the statements that were set aside stand in the generation's
    quarantine.nq.
    """
    generation = options.current(data)
    found = reports.read(generation.open(), Iris(generation.manifest.base))
    click.echo(f"generation {generation.manifest.id}, built {generation.manifest.built}")
    click.echo(found.text(None if all_ else 20))


commands = [generations, report, rollback, status]
