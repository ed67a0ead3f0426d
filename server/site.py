"""What every page needs: the application's context, the vocabulary of the generation, the frame around pages."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, current_app, g, make_response, request

from kg.errors import NoGeneration
from kg.search import PageIndex
from kg.terms import Iris
from server import i18n, templating
from server.questions import Questions
from server.urls import Urls
from server.view import Page
from server.vocabulary import Vocabulary, read

if TYPE_CHECKING:
    from kg.generations import Generation, Manifest
    from kg.settings import Settings
    from server.engine import Engine


@dataclass(slots=True)
class Site:
    """The running installation as pages see it."""

    engine: "Engine"
    settings: "Settings"
    iris: Iris = field(init=False)
    """The IRIs of the generation being served, which may have been built elsewhere."""
    urls: Urls = field(init=False)

    def __post_init__(self) -> None:
        self.iris = Iris(self.manifest.base if self.manifest else self.settings.base)
        self.urls = Urls(self.iris)

    @property
    def manifest(self) -> "Manifest | None":
        """What the generation being served says of itself; ``None`` before the first."""
        try:
            return self.generation.manifest
        except NoGeneration:
            return None

    @property
    def generation(self) -> "Generation":
        """The generation being served."""
        return self.engine.generation

    @property
    def root(self) -> str:
        """Start of the addresses of this server as the client sees it."""
        return request.url_root

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the generation being served, read once."""
        return _vocabulary(self.engine, self.iris, str(self.generation.path))

    def page(self) -> Page:
        """A new page in the request's language."""
        g.questions = Questions(self.engine)
        return Page(g.questions, self.vocabulary, self.iris, i18n.language(), _index(self.generation.search))


@lru_cache(maxsize=4)
def _vocabulary(engine: "Engine", iris: Iris, generation: str) -> Vocabulary:
    return read(engine, iris)


@lru_cache(maxsize=4)
def _index(folder: Path) -> PageIndex:
    """What is looked up for pages in the indexes of a generation, opened once."""
    return PageIndex.of(folder)


def site() -> Site:
    """The site of the current request."""
    if "site" not in g:
        context = current_app.extensions["civigraph"]
        g.site = Site(context.engine, context.settings)
    return g.site  # type: ignore[no-any-return]


def render(template: str, page: Page | None = None, status_code: int = 200, **values: object) -> Response:
    """A page of ours as a response: ETag by generation, language, and what the answer depends on."""
    here = site()
    body = templating.render(template, i18n.language(), page=page, site=here, urls=here.urls, **values)
    response = make_response(body, status_code)
    response.vary.update(["Accept-Language", "Cookie"])
    return response
