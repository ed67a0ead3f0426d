"""Asks at once what the page of a thing is going to ask: which queries these are is seen by the thing's address.

A page may find that it needs no answer of some of them, or others besides; it asks for those when it comes to it.
"""

from typing import Final

from flask import request
from pyoxigraph import NamedNode

from server import listing, namings, panels
from server.questions import Question
from server.site import Site
from server.view import Page

_ABOUT: Final = {"entity": "entity"}
_TOLD: Final = {**_ABOUT, "versions": "thing"}
#: Kinds of things, as addresses have them -> queries, and the variable of each that is the thing.
QUERIES: Final = {
    "person": _ABOUT, "role": _ABOUT, "industry": _ABOUT, "event": _TOLD, "statistic": _TOLD, "membership": _TOLD,
    "article": {"entity": "entity", "article_claims": "article", "article_names": "article", "versions": "thing"},
    "claim": {"entity": "entity", "claim": "claim"},
}  # fmt: skip
#: Of any other thing.
OTHERS: Final = {**_ABOUT, "structure": "entity"}
#: Kinds whose pages list no articles.
UNLISTED: Final = ("event", "statistic", "membership", "article", "claim")
#: Parameters of addresses that ask for something else than the thing's page.
ELSE: Final = ("list", "in", "of")


def ask(here: Site, page: Page, path: str) -> None:
    """Asks what the page at ``path`` needs; nothing for a list, which needs little."""
    if any(name in request.args for name in ELSE):
        return
    iri, kind = here.urls.iri(path), path.partition("/")[0]
    node = NamedNode(iri)
    asked = [Question(name, {variable: node}) for name, variable in QUERIES.get(kind, OTHERS).items()]
    if kind not in UNLISTED and not request.args.get("at"):
        rows, _ = listing.lists(here).rows("article", iri, listing.SHOWN)
        if rows:
            asked.append(namings.question([(iri, row["article"]) for row in rows]))
    if kind not in ("article", "claim"):
        asked.append(panels.linking(page, iri))
    page.questions.ahead(*asked)
