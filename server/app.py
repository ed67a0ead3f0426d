"""Puts the Flask application together: the engine, the blueprints, what every answer carries."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from flask import Flask, Response, current_app

from kg.errors import NoGeneration
from kg.settings import Settings
from kg.terms import Iris
from server.engine import Engine

#: Modules that may hold a ``blueprint``; those that this installation has are registered in this order.
_BLUEPRINTS = ("server.sparql", "server.store_protocol", "server.operations", "server.description", "server.pages")


@dataclass(frozen=True, slots=True)
class Context:
    """What views need: ``current_app.extensions["civigraph"]``, typed by :func:`context`."""

    settings: Settings
    engine: Engine
    iris: Iris


def context() -> Context:
    """The running application's context."""
    found: Context = current_app.extensions["civigraph"]
    return found


def build(settings: Settings, engine: Engine | None = None) -> Flask:
    """The application; see :func:`server.create_app`."""
    app = Flask("server", static_folder="static", template_folder="templates")
    if engine is None:
        from server.local import LocalEngine

        engine = LocalEngine(settings)
    app.extensions["civigraph"] = Context(settings, engine, Iris(settings.base))
    for name in _BLUEPRINTS:
        if find_spec(name) is not None:
            app.register_blueprint(import_module(name).blueprint)
    app.after_request(_data_version)
    return app


def _data_version(response: Response) -> Response:
    try:
        response.headers.setdefault("Data-Version", context().engine.generation.manifest.version)
    except NoGeneration:
        pass
    return response
