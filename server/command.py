"""The `kg serve` command."""

import gc
import logging
import logging.config
import os
import resource
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import NoGeneration
from kg.generations import DataFolder
from kg.settings import Settings, load
from server.respawning import Respawned

if TYPE_CHECKING:
    from server.gateway import Gateway

EXAMPLES = """
\b
Examples:
  kg serve                             the graph in ./data on http://127.0.0.1:8000/
  kg serve --data /srv/graph --host 0.0.0.0 --port 80
"""


@click.command(epilog=EXAMPLES)
@click.option("--data", type=click.Path(path_type=Path), help="Folder with the generations.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--processes", type=click.IntRange(1), help="Server processes.")
def serve(data: Path | None, host: str | None, port: int | None, processes: int | None) -> None:
    """Serve the published graph: pages, SPARQL endpoint, downloads.

    A generation that is published while the server runs is served within seconds. SIGTERM and Ctrl-C end it.
    """
    settings = load(data=data, host=host, port=port, processes=processes)
    try:
        generation = DataFolder(settings.data).current().manifest.id
        click.echo(f"Serving generation {generation} on http://{settings.host}:{settings.port}/", err=True)
    except NoGeneration as error:
        click.echo(f"{error}\nServing all the same: what is published next will be seen.", err=True)
    with tempfile.TemporaryDirectory(prefix="civigraph-metrics-") as metrics:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
        _run(settings)


def _run(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops

    # Server processes are forks of this one: what it has loaded, they have at once, and in the same memory.
    import server.gateway  # noqa: F401 - for the forks
    from server.app import build, compile_templates
    from server.workers.confinement import give_back

    compile_templates(build(settings))  # they are kept: once a release, no reader waits for them

    gc.collect()
    gc.freeze()
    give_back()

    # Idle connections cost a descriptor each; the usual soft limit of 1,024 would let them keep others out.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65536) if most > 0 else 65536, most))
    # Server processes load the settings again: what the command line gave goes with them in the environment.
    given = {"data": settings.data.resolve(), "host": settings.host, "port": settings.port}
    for name, value in (given | {"processes": settings.processes}).items():
        os.environ[f"CIVIGRAPH_{name.upper()}"] = str(value)
    service = Granian(
        "server.command:application",
        settings.host,
        settings.port,
        interface=Interfaces.RSGI,
        workers=settings.processes,
        factory=True,
        http=HTTPModes.http1,
        loop=Loops.uvloop,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        backlog=2048,
        log_dictconfig=LOGGING,
    )
    service.respawned_wrks = Respawned()
    service.serve()


def application() -> "Gateway":
    """The application of one server process, from the environment; granian calls it."""
    from server.gateway import Gateway

    logging.config.dictConfig(LOGGING)
    return Gateway(load())


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "server.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "loggers": {
        "_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
