"""The map of all places that have something, by type: parks, companies, events, projects."""

from typing import Final

from flask import Blueprint, Response, request

from kg.terms import CG
from server import maps
from server.search_page import index
from server.site import render, site

blueprint = Blueprint("map_page", __name__)

#: What can be counted, and the classes that it is made of.
TYPES: Final = {
    "events": ("Visit", "Meeting", "Ceremony", "Signing", "Conference"),
    "parks": ("Park",),
    "projects": ("Project", "Facility"),
    "companies": ("Enterprise",),
    "bodies": ("GovernmentBody", "Institution"),
}


@blueprint.get("/map")
def page() -> Response:
    """Places with how much is there, as circles and as a list."""
    here = site()
    made = here.page()
    asked = request.args.get("show", "")
    shown = asked if asked in TYPES else "events"
    found = index(here).search("", {"type": [CG + name for name in TYPES[shown]]}, limit=1).facets.get("place", ())
    known = maps.spots(here)
    counts = {place: count for place, count in found if place in known and not known[place].wide}
    chart = maps.draw(here, dict.fromkeys(counts, ()), counts)
    made.want(*counts)
    made.resolve()
    drawn = maps.labelled(chart, lambda place: made.name(place)[0]) if chart else None
    return render("map.html", made, map=drawn, counts=counts, shown=shown, types=TYPES)
