"""Whole lists of a thing, page by page: ``?list=events``, its values (``?of=``), what has it as one (``?in=``)."""

from typing import Final

from flask import Response, abort, request
from pyoxigraph import Literal, NamedNode

from server import listing, panels
from server.namings import namings
from server.questions import Term
from server.site import Site, render
from server.view import Page, local

PER_PAGE: Final = listing.PER_PAGE
#: Values of one property, or things that point to one by it, up to which number they are sorted.
MOST_SORTED: Final = 1000


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
    found = _found(page, query, at, node, named)
    if not found:
        abort(404)
    if inverse:
        facts = [page.fact(t.value, prop, node) for t in found[:PER_PAGE] if isinstance(t, NamedNode)]
        page.want(*(fact.subject for fact in facts))
        title = panels.inverse_name(page, prop)
    else:
        facts = [page.fact(iri, prop, value) for value in found[:PER_PAGE]]
        title = page.property_name(prop, page.types(iri))
    page.resolve()
    return render(
        "inverse.html", page, iri=iri, facts=facts, property=prop, title=title, inverse=inverse, number=at,
        more=len(found) > PER_PAGE, kind=local(page.cls(iri)), query=query, size=PER_PAGE,
    )  # fmt: skip


def _found(page: Page, query: str, at: int, entity: NamedNode, prop: NamedNode) -> list[Term]:
    """Terms of page ``at`` in their order, and one more if there are more.

    The engine takes longer to sort some hundred terms than to hand them over. Of more than :data:`MOST_SORTED` a page
    has those that come next in the store, whose order is the same for as long as a generation is served.
    """

    def ask(size: int, number: int) -> list[Term]:
        rows = page.questions.ask_page(query, size, number, entity=entity, property=prop)
        return [term for row in rows for term in row.values()]

    begin = PER_PAGE * (at - 1)
    first = ask(MOST_SORTED, 1)
    if len(first) <= MOST_SORTED:
        first.sort(key=_order)
    elif begin + PER_PAGE > MOST_SORTED:
        return ask(PER_PAGE, at)
    return first[begin : begin + PER_PAGE + 1]


def _order(term: Term) -> tuple[int, float, str]:
    """Blank nodes, IRIs, then literals: figures by size, others (dates among them) by their text."""
    if not isinstance(term, Literal):
        return int(isinstance(term, NamedNode)), 0.0, term.value
    try:
        return 2, float(term.value), term.value
    except ValueError:
        return 3, 0.0, term.value
