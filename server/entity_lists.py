"""Whole lists of a thing, page by page: ``?list=events``, its values (``?of=``), what has it as one (``?in=``)."""

from typing import Final

from flask import Response, abort, request
from pyoxigraph import NamedNode

from server import listing, panels
from server.namings import namings
from server.site import Site, render
from server.view import Page, local

PER_PAGE: Final = listing.PER_PAGE


def asked(here: Site, page: Page, iri: str) -> Response | None:
    """The list that the address asks for; ``None`` when it asks for the thing's page."""
    if name := request.args.get("list"):
        return _listed(here, page, iri, name)
    if prop := request.args.get("in"):
        return _values(page, iri, prop, inverse=True)
    if prop := request.args.get("of"):
        return _values(page, iri, prop, inverse=False)
    return None


def number() -> int:
    """Page number of the address."""
    return min(max(1, request.args.get("page", 1, type=int)), 100_000)


def _listed(here: Site, page: Page, iri: str, name: str) -> Response:
    if name not in listing.LISTS:
        abort(404)
    from server.entities import day

    window = listing.Window(listing.lists(here), iri, PER_PAGE, number(), day(request.args.get("at", "")))
    found = listing.LISTS[name](page, window)
    if not found:
        abort(404)
    named = namings(page, [(iri, str(article)) for article in found.rows]) if name == "articles" else {}
    page.resolve()
    return render(
        "list.html", page, named={article: places for (_, article), places in named.items()},
        iri=iri, kind=local(page.cls(iri)), name=name, number=window.number, total=found.total,
        last=-(-found.total // PER_PAGE), at=window.at, size=PER_PAGE, found=found,
    )  # fmt: skip


def _values(page: Page, iri: str, prop: str, *, inverse: bool) -> Response:
    """Things that point to this one by a property, or the values that it has for one."""
    at, node, query = number(), NamedNode(iri), "inverse_page" if inverse else "values_page"
    try:
        named = NamedNode(prop)
    except ValueError:
        abort(404)
    rows = page.questions.ask_page(query, PER_PAGE, at, entity=node, property=named)
    if not rows:
        abort(404)
    if inverse:
        things = [r["subject"] for r in rows[:PER_PAGE]]
        facts = [page.fact(t.value, prop, node) for t in things if isinstance(t, NamedNode)]
        page.want(*(fact.subject for fact in facts))
        title = panels.inverse_name(page, prop)
    else:
        facts = [page.fact(iri, prop, r["value"]) for r in rows[:PER_PAGE]]
        title = page.property_name(prop, page.types(iri))
    page.resolve()
    return render(
        "inverse.html", page, iri=iri, facts=facts, property=prop, title=title, inverse=inverse, number=at,
        more=len(rows) > PER_PAGE, kind=local(page.cls(iri)), query=query, size=PER_PAGE,
    )  # fmt: skip
