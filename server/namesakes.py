"""The page of a name that several people have: who each of them is, by post and by what is written of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response

from server import linked_data, listing
from server.listing import Post
from server.site import Site, render
from server.view import Page, local

#: Posts by which one of them is told from the others.
MOST_POSTS: Final = 3


@dataclass(frozen=True, slots=True)
class Bearer:
    """One of those who have the name."""

    iri: str
    posts: Sequence[Post]
    articles: int
    events: int


def show(here: Site, made: Page, iri: str, bearers: Sequence[str]) -> Response:
    """The page that leads to all who have a name; ``iri`` is nobody's own."""
    made.want(iri, *bearers)
    found = [_bearer(here, made, one) for one in sorted(bearers)]
    made.resolve()
    found.sort(key=lambda one: (-one.articles, made.name(one.iri)[0], one.iri))
    kinds = {made.cls(one.iri) for one in found}
    response = render("namesakes.html", made, iri=iri, bearers=found, name=_shared(made, bearers), kinds=kinds)
    response.headers["Link"] = linked_data.signposts(here, iri, local(kinds.pop()) if len(kinds) == 1 else "")
    return response


def _bearer(here: Site, made: Page, iri: str) -> Bearer:
    lists = listing.lists(here)
    window = listing.Window(lists, iri, MOST_POSTS)
    counts = (lists.rows(kind, iri, 1)[1] for kind in ("article", "event"))
    return Bearer(iri, listing.posts(made, window).rows, *counts)


def _shared(made: Page, bearers: Sequence[str]) -> str:
    """The name as most of them write it."""
    names = [made.name(one)[0] for one in bearers]
    return max(sorted(set(names)), key=names.count)
