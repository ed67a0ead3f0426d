"""The home page: what there is, what happened last, and questions that the pages answer."""

from contextlib import suppress
from itertools import islice
from typing import Final

from flask import Blueprint, Response

from kg.errors import CivigraphError
from kg.terms import CG
from server import i18n, listing, search_page
from server.quality import measured
from server.site import Site, render, site
from server.view import local

blueprint = Blueprint("home", __name__)

#: Classes by which the home page offers to browse, in its order.
BROWSE: Final = (
    "Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place", "Project", "Industry",
    "Visit", "Meeting", "Ceremony", "Signing", "Conference", "Article", "Role",
)  # fmt: skip
#: Those of them that the home page counts as people, organisations and places.
NAMED: Final = BROWSE[:7]
#: Events that the home page lists.
LATEST: Final = 8
#: Things, the most mentioned first, that are tried for one that a question of the home page has an answer for.
MOST_TRIED: Final = 25
EVENTS: Final = ("Visit", "Meeting", "Ceremony", "Signing", "Conference")


@blueprint.get("/", endpoint="home")
def home() -> Response:
    """The home page."""
    here = site()
    page = here.page()
    counts = class_counts(here)
    latest = [listing.happening(page, row) for row in listing.lists(here).latest("event", LATEST) if row["start"]]
    for event in latest:
        event.facts = listing.stated(page, event)
    page.resolve()
    return render(
        "home.html",
        page,
        counts=counts,
        browse=[(cls, counts[cls]) for cls in BROWSE if counts.get(cls)],
        events=sum(counts.get(cls, 0) for cls in EVENTS),
        entities=sum(counts.get(cls, 0) for cls in NAMED),
        latest=latest,
        examples=worked_questions(here),
        quality=measured(),
    )


def worked_questions(here: Site) -> list[dict[str, str]]:
    """Questions that the pages answer, about what this graph has most of; a link each."""
    asked = (
        ("Person", _("Who did %(name)s meet, and how do we know?"), "event"),
        ("Industry", _("Which parks and companies work on %(name)s?"), "site"),
        ("GovernmentBody", _("Who holds office in %(name)s?"), "post"),
        ("Enterprise", _("Who visited %(name)s, and what came of it?"), "event"),
    )
    found = []
    with suppress(CivigraphError):
        found += [_built(here, place) for place in [listing.lists(here).summary["built"]] if place]
    for cls, question, kind in asked:
        with suppress(CivigraphError):
            often = search_page.index(here).search("", {"type": [CG + cls]}, limit=MOST_TRIED, facets=False).hits
            ranked = sorted(often, key=lambda hit: i18n.language() not in hit.labels)
            answered = (hit for hit in ranked if listing.lists(here).rows(kind, hit.iri, 1)[1])
            for hit in islice(answered, 1):
                name = search_page.label_of(hit, i18n.language())
                found.append({"href": f"{here.urls.page(hit.iri)}#{kind}s", "text": i18n.gettext(question, name=name)})
    return found


def _built(here: Site, place: str) -> dict[str, str]:
    page = here.page()
    page.want(place)
    page.resolve()
    return {"href": here.urls.page(place) + "#projects", "text": i18n.gettext(BUILT, name=page.name(place)[0])}


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is shown."""
    return message


BUILT: Final = _("What is being built in %(name)s, and for how much?")


def class_counts(here: Site) -> dict[str, int]:
    """Number of things by local name of their class."""
    counted = search_page.index(here).search("", limit=1).facets.get("type", ())
    claims = here.generation.manifest.counts.get("claims", 0)
    return {local(cls): count for cls, count in counted} | {"Claim": claims}
