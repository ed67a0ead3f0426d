"""The Flask service over a published generation: SPARQL endpoint, pages, downloads."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kg.settings import Settings
    from server.engine import Engine


def create_app(settings: "Settings", engine: "Engine | None" = None) -> "Flask":
    """The WSGI application; with no ``engine`` given it starts query workers of its own (see :mod:`server.app`)."""
    from server.app import build  # query workers import this package too and must stay small: no Flask for them

    return build(settings, engine)
