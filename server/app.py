"""Puts the Flask application together: the engine, the blueprints, what every answer carries."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g

from kg.errors import NoGeneration
from kg.settings import Settings
from kg.terms import Iris
from server.engine import Engine
from server.fairness import Fairness
from server.i18n import LANGUAGES
from server.pooled import PooledEngine
from server.sparql import Endpoint

#: Modules that hold a ``blueprint``; pages may be absent from an installation that is an endpoint alone.
_BLUEPRINTS = ("server.sparql", "server.pages")


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


def build(settings: Settings, engine: Engine | None = None, *, endpoint: Endpoint | None = None) -> Flask:
    """The application; see :func:`server.create_app`."""
    app = Flask("server", static_folder="static", template_folder="templates")
    if engine is None:
        engine = PooledEngine(settings)
    if endpoint is None and isinstance(engine, PooledEngine):
        endpoint = Endpoint(engine, settings, Fairness(settings))
    app.extensions["civigraph"] = Context(settings, engine, Iris(settings.base))
    app.extensions["civigraph.endpoint"] = endpoint
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    app.before_request(_pin)
    app.after_request(_data_version)
    app.teardown_request(_unpin)
    return app


def blueprints() -> list[Blueprint]:
    """The blueprints of this installation, their modules loaded."""
    return [import_module(name).blueprint for name in _BLUEPRINTS if find_spec(name) is not None]


def compile_templates(app: Flask) -> None:
    """Compile all templates, or fetch them from where an earlier start has kept them."""
    for environment in app.extensions.get("civigraph.templates", {}).values():
        for name in environment.list_templates():
            environment.get_template(name)


def warm_up(app: Flask) -> None:
    """Make what the first readers would wait for: templates, vocabulary, index, the dates and figures of languages."""
    compile_templates(app)
    client = app.test_client()
    found = client.get("/search.json?limit=1")
    things = [urlsplit(hit["page"]).path for hit in found.json["results"]] if found.status_code == 200 else []  # type: ignore[index]  # it is JSON then
    for language in LANGUAGES:
        for path in ("/", "/search?type=Person", *things):
            client.get(path, headers={"Accept": "text/html", "Accept-Language": language})


def _pin() -> None:
    """A page asks several queries; all of them see the same generation."""
    g.pinned = ExitStack()
    g.pinned.enter_context(context().engine.pinned())


def _unpin(_: BaseException | None) -> None:
    if (pinned := g.pop("pinned", None)) is not None:
        pinned.close()


def _data_version(response: Response) -> Response:
    with suppress(NoGeneration):
        response.headers.setdefault("Data-Version", context().engine.generation.manifest.version)
    return response
