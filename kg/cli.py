"""The ``kg`` command: its subcommands come from ``kg.commands`` and from the entry point group ``kg.commands``.

Exit codes: 0 done; 1 an error without a code of its own; 2 wrong usage or settings; 3 input that cannot be read; 4 the
gate failed or refused the release; 5 a data folder that cannot be used; 6 another build holds it; 7 a query that cannot
be answered; 130 interrupted.
"""

import logging
import os
import pkgutil
import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import click

import kg.commands
from kg.errors import CivigraphError

# Matrices of one article are small: threads cost more than they bring. Looked at when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

EXIT_CODES = __doc__.partition("\n\n")[2]


class Commands(click.Group):
    """Subcommands found when they are asked for; errors meant for people shown as such."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        return sorted({*_own(), *entry_points(group="kg.commands").names})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command ``name``; one of this package wins over one of another."""
        if (own := _own().get(name)) is not None:
            return own
        for point in entry_points(group="kg.commands", name=name):
            found: click.Command = point.load()
            return found
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Takes ``--debug`` wherever it stands."""
        own = args[: args.index("--")] if "--" in args else args
        if "--debug" in own:
            args = ["--debug", *(word for word in own if word != "--debug"), *args[len(own) :]]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # as in click
        """Runs the command; an error of ours becomes its message and its exit code."""
        try:
            return super().invoke(ctx)
        except CivigraphError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"kg: {error}", err=True)
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("kg: interrupted; what was published before is untouched", err=True)
            ctx.exit(130)


def _own() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for module in pkgutil.iter_modules(kg.commands.__path__):
        for command in getattr(import_module(f"kg.commands.{module.name}"), "commands", ()):
            found[command.name] = command
    return found


@click.group(cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="civigraph", prog_name="kg")
@click.option("--debug", is_flag=True, help="Show where an error comes from, and what each stage does.")
def main(debug: bool) -> None:
    """Read public-affairs articles into a checked, published knowledge graph.

    \b
    kg build seeds/              read five articles and publish their graph
    kg serve                     browse it at http://127.0.0.1:8000/
    kg query 'SELECT ...'        ask it on the command line
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.DEBUG if debug else logging.WARNING, format="%(name)s: %(message)s"
    )
