"""The page of what two things have in common."""

from typing import Final

from flask import Blueprint, Response, abort, request
from pyoxigraph import NamedNode

from kg.terms import ORG
from server.i18n import gettext as _
from server.namings import namings
from server.site import render, site
from server.view import Fact, Page

blueprint = Blueprint("common", __name__)

#: Articles of two things in which their names are looked up.
MOST_NAMED: Final = 20


@blueprint.get("/common")
def common() -> Response:
    """What two things have in common: events, organisations, neighbours, articles."""
    here = site()
    both = [request.args.get(k, "") for k in ("a", "b")]
    if not all(both):
        abort(404, _("Two things are needed: a and b."))
    first, second = (here.urls.iri(path) for path in both)
    made = here.page()
    made.want(first, second)
    shared: dict[str, dict[str, list[Fact]]] = {}
    for row in made.questions.ask("common", first=NamedNode(first), second=NamedNode(second)):
        what = row["what"].value
        made.want(what)
        listed = shared.setdefault(row["how"].value, {}).setdefault(what, [])
        for thing, key in ((first, "one"), (second, "other")):
            if key in row and (fact := _either(made, thing, row[key].value, what, row["how"].value)) not in listed:
                listed.append(fact)
        for post, thing in (("here", first), ("there", second)):
            body = what if row["how"].value == "organisation" else thing
            if (
                post in row
                and (held := made.fact(row[post].value, ORG + "organization", NamedNode(body))) not in listed
            ):
                made.want(row[post].value)
                listed.append(held)
    articles = list(shared.get("article", ()))[:MOST_NAMED]
    named = namings(made, [(thing, article) for article in articles for thing in (first, second)])
    made.resolve()
    places = {a: named.get((first, a), [])[:1] + named.get((second, a), [])[:1] for a in articles}
    return render("common.html", made, first=first, second=second, shared=shared, places=places)


def _either(made: Page, thing: str, prop: str, what: str, how: str) -> Fact:
    """The triple between a thing and what it shares; an event points to its participants."""
    return made.fact(what, prop, NamedNode(thing)) if how == "event" else made.fact(thing, prop, NamedNode(what))
