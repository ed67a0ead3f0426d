"""`kg token`: who may write to the served graph."""

from pathlib import Path

import click

from kg.commands import options
from kg.tokens import SCOPES, Tokens


@click.group(
    epilog="""\b
Examples:
  kg token add anna
  kg token list
"""
)
def token() -> None:
    """Say who may write to the served graph: SPARQL Update and the Graph Store Protocol.

    Without any token nobody may. A running server knows of changes at once.
    """


@token.command(
    epilog="""\b
Examples:
  kg token add anna
  kg token add importer --scope graph-store --graph 'https://example.org/statistics/*'
"""
)
@click.argument("name")
@options.data
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What it is for.  [default: all]")
@click.option("--graph", "graphs", multiple=True, help="A graph that it is for; at its end, * stands for anything.")
def add(name: str, data: Path | None, scopes: tuple[str, ...], graphs: tuple[str, ...]) -> None:
    """Make a token and print it. It is shown this once: only a digest of it is kept."""
    click.echo(Tokens(options.settings(data=data).data).add(name, scopes or SCOPES, graphs))


@token.command("list")
@options.data
def list_(data: Path | None) -> None:
    """List the tokens by name."""
    rows = [
        [one.name, " ".join(one.scopes), " ".join(one.graphs) or "(all)", one.created]
        for one in Tokens(options.settings(data=data).data).all()
    ]
    click.echo(options.table(rows, ["name", "scopes", "graphs", "created"]))


@token.command()
@click.argument("name")
@options.data
def revoke(name: str, data: Path | None) -> None:
    """Make a token worthless, at once."""
    Tokens(options.settings(data=data).data).revoke(name)
    click.echo(f"the token {name} is worth nothing now")


commands = [token]
