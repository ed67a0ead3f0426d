"""The `kg serve` command."""

import os

import click

from kg.settings import load


@click.command()
@click.option("--data", type=click.Path(), help="Folder with the generations.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(data: str | None, host: str | None, port: int | None) -> None:
    """Serve the published graph: pages, SPARQL endpoint, downloads."""
    from granian import Granian
    from granian.constants import Interfaces

    settings = load(data=data, host=host, port=port)
    os.environ |= {f"CIVIGRAPH_{n.upper()}": str(getattr(settings, n)) for n in ("data", "host", "port", "base")}
    Granian("server.command:application", settings.host, settings.port, interface=Interfaces.WSGI, workers=1,
            blocking_threads=16, factory=True).serve()  # fmt: skip


def application() -> object:
    """The WSGI application of one server process, from the environment."""
    from server import create_app

    return create_app(load())
