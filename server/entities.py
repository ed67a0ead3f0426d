"""Things and the documents about them: ``/id/…`` answers 303, ``/page/…`` is HTML, ``/data/…`` is RDF."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, request
from pyoxigraph import Literal, NamedNode

from kg.terms import CG, DCTERMS, ORG, OWL, RDFS, SCHEMA, SKOS
from server import (
    about,
    ahead,
    articles,
    doubles,
    entity_lists,
    facts,
    i18n,
    linked_data,
    listing,
    maps,
    namesakes,
    panels,
    pictures,
    search_page,
    structure,
    threads,
    wording,
)
from server.i18n import gettext as _
from server.namings import namings
from server.questions import Row
from server.site import Site, render, site
from server.urls import DATA_FORMATS
from server.versions import versions
from server.view import Page, local

blueprint = Blueprint("entities", __name__)

#: Outgoing properties that the head or a panel shows.
SHOWN_ELSEWHERE: Final = {SCHEMA + "mentions", SCHEMA + "articleBody"}
DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
#: Classes whose pages have no map, and the properties whose things one shows.
UNMAPPED: Final = ("Role", "Statistic", "Membership")
LYING: Final = (CG + "locatedIn", CG + "partOf", CG + "operatesIn", CG + "focusesOn", SCHEMA + "location")
#: Where an event took place.
AT: Final = (SCHEMA + "location", CG + "visited")
#: Lists that a class's page goes without.
WITHOUT: Final[dict[str, tuple[str, ...]]] = {
    "Person": ("interlocks", "projects", "companies", "sites"), "Industry": ("others", "interlocks"),
    "Role": ("others", "projects", "interlocks", "figures", "companies", "sites"),
    "Place": ("interlocks", "sites"), "Park": ("interlocks", "sites"), "Enterprise": ("companies", "sites"),
    "GovernmentBody": ("companies", "sites"), "Institution": ("companies", "sites"),
}  # fmt: skip
#: Events of the public contract; further ones are known by the ontology's class hierarchy.
EVENTS: Final = ("Event", "Visit", "Meeting", "Ceremony", "Signing", "Conference")


@blueprint.get("/id/<path:path>")
def thing(path: str) -> Response:
    """A thing is no document: see the one about it (303), in the format that its suffix or ``Accept`` asks for."""
    here = site()
    stem, suffix = linked_data.split_suffix(path)
    if suffix and not _known(here, here.urls.iri(path)):
        iri = here.urls.iri(stem)
        target = here.urls.page(iri) if suffix == "html" else here.urls.data(iri, suffix)
        return redirect(target, 303) if _known(here, iri) else abort(404)  # type: ignore[return-value]
    iri = here.urls.iri(path)
    if not _known(here, iri):
        abort(404)
    if replaced := _replacement(here, iri):
        return redirect("/id/" + (here.urls.path(replaced) or ""), 308)  # type: ignore[return-value]
    return linked_data.negotiate(here, iri)


def _known(here: Site, iri: str) -> bool:
    return here.engine.ask("ASK { ?entity ?property ?value }", entity=NamedNode(iri))


def _replacement(here: Site, iri: str) -> str | None:
    """What a thing is known as since it was found to be the same as another; ``None`` for one that stands."""
    query = f"SELECT ?by WHERE {{ ?entity <{DCTERMS}isReplacedBy> ?by FILTER(?by != ?entity) }} ORDER BY ?by LIMIT 1"
    found = next((row["by"].value for row in here.engine.select(query, entity=NamedNode(iri))), None)
    return found if found and here.urls.path(found) else None


@blueprint.get("/data/<path:path>")
def data(path: str) -> Response:
    """RDF about a thing, by suffix."""
    here = site()
    stem, suffix = linked_data.split_suffix(path)
    if suffix is None or suffix == "html":
        abort(404, _("Data documents end in %(suffixes)s.", suffixes=", ".join(f".{s}" for s in DATA_FORMATS)))
    if replaced := _replacement(here, here.urls.iri(stem)):
        return redirect(here.urls.data(replaced, suffix), 308)  # type: ignore[return-value]
    return linked_data.document(here, here.urls.iri(stem), suffix, graph=stem.startswith("article/"))


@blueprint.get("/linkset/<path:path>.json")
def linkset(path: str) -> Response:
    """The links of a thing's page and data documents (FAIR Signposting, level 2)."""
    here = site()
    iri = here.urls.iri(path)
    made = here.page()
    rows, _ = panels.triples(made, iri)
    if not rows:
        abort(404)
    made.want(iri)
    made.things[iri].types.update(panels.types_of(rows))
    body = json.dumps(linked_data.linkset(here, iri, local(made.cls(iri))), ensure_ascii=False)
    response = Response(body, content_type=linked_data.LINKSET)
    response.access_control_allow_origin = "*"
    return response


@blueprint.get("/page/<path:path>")
def page(path: str) -> Response:
    """The page about a thing."""
    here = site()
    stem, suffix = linked_data.split_suffix(path)
    iri = here.urls.iri(path)
    made = here.page()
    ahead.ask(here, made, path)
    rows, counts = panels.triples(made, iri)
    if not rows and suffix:
        target = (
            here.urls.page(here.urls.iri(stem)) if suffix == "html" else here.urls.data(here.urls.iri(stem), suffix)
        )
        return redirect(target, 303)  # type: ignore[return-value]
    if not rows:
        abort(404)
    if replaced := next((r["value"].value for r in rows if r["property"].value == DCTERMS + "isReplacedBy"), None):
        return redirect(here.urls.page(replaced), 308)  # type: ignore[return-value]
    types = panels.types_of(rows)
    if not types and (bearers := [r["value"].value for r in rows if r["property"].value == RDFS + "seeAlso"]):
        return namesakes.show(here, made, iri, bearers)
    made.want(iri, *types)
    made.things[iri].types.update(types)
    response = _page(here, made, iri, rows, counts)
    response.headers["Link"] = linked_data.signposts(here, iri, local(made.cls(iri)))
    return response


def _page(here: Site, made: Page, iri: str, rows: Sequence[Row], counts: Mapping[str, int]) -> Response:
    kind = local(made.cls(iri))
    if kind == "Article":
        return articles.show(here, made, iri, rows, counts)
    if kind == "Claim":
        return facts.show_claim(here, made, iri, rows)
    if whole := entity_lists.asked(here, made, iri):
        return whole
    return _entity(here, made, iri, rows, counts)


def _entity(here: Site, made: Page, iri: str, rows: Sequence[Row], counts: Mapping[str, int]) -> Response:
    kind, at = local(made.cls(iri)), day(request.args.get("at", ""))
    is_event = CG + "Event" in panels.by_class(made, made.things[iri].types) or kind in EVENTS
    found: dict[str, Any] = {"groups": panels.facts(made, iri, rows, SHOWN_ELSEWHERE, counts)}
    window = listing.Window(listing.lists(here), iri, at=at)
    alone = kind in ("Statistic", "Membership") or is_event
    for name, listed in listing.LISTS.items():
        found[name] = listed(made, window) if not alone and name not in WITHOUT.get(kind, ()) else None
    found["months"] = window.lists.months("event", iri, at) if found["events"] else []
    found["yearly"] = pictures.by_year(listing.sums(window)) if found["figures"] else []
    found["versions"] = versions(made, iri) if alone else []
    if kind == "Membership":
        found["posts"] = listing.holders(made, window, *(_value(rows, ORG + p) for p in ("organization", "role")))
    outlined = not (is_event or kind in structure.WITHOUT)
    found["structure"] = structure.tree(made, iri) if outlined else None
    if is_event:
        index, called = search_page.index(here), [n.value for n in names(rows)]
        found["threads"] = threads.threads(made, window.lists, index, iri, called, _start(made, iri))
    found["groups"] = doubles.unlisted(found["groups"], iri, found["projects"])
    found["inverse"] = panels.inverse(made, iri, doubles.listed_by(made, iri, found))
    places = maps.locate(here, made, mapped(made, iri, found)) if kind not in UNMAPPED else {}
    chart = maps.draw(here, places)
    named = namings(made, [(iri, article) for article in found["articles"].rows]) if found["articles"] else {}
    made.resolve()
    panels.stated_first([*(p for group in found["groups"] for p in group.properties), *found["inverse"]])
    found["map"] = maps.labelled(chart, lambda place: made.name(place)[0]) if chart else None
    description = describe(made, iri, found)
    known = names(rows)
    return render(
        "entity.html",
        made,
        iri=iri,
        kind=kind,
        at=at,
        names=known,
        words=made.own_name(iri)[0] if made.is_event(iri) else "",
        heading=figure_title(made, iri) if kind == "Statistic" else "",
        native=native(known, made.language),
        same=[row["value"].value for row in rows if row["property"].value == OWL + "sameAs"],
        description=description,
        named={article: places for (_, article), places in named.items()},
        remarks=about.remarks(here).get(iri, ()),
        picture=pictures.neighbourhood(made, iri),
        line=pictures.timeline(found["posts"].rows) if found["posts"] else None,
        json_ld=linked_data.json_ld(made, iri, kind, description),
        **found,
    )


def _start(made: Page, iri: str) -> str:
    """The day on which an event began, as its page says."""
    days = [f.value.value for f in made.facts.values() if f.subject == iri and f.predicate == SCHEMA + "startDate"]
    return max(days, default="")


def _value(rows: Sequence[Row], prop: str) -> str:
    return next((row["value"].value for row in rows if row["property"].value == prop), "")


def mapped(made: Page, iri: str, found: Mapping[str, Any]) -> list[str]:
    """Things of a page that its map shows: an event's places, else itself, its events and projects, what lies in it."""
    if made_at := [
        f.value.value
        for f in made.facts.values()
        if f.subject == iri and f.predicate in AT and isinstance(f.value, NamedNode)
    ]:
        return made_at
    things = [iri, *(event.event for event in found["events"].rows)] if found["events"] else [iri]
    if found["sites"]:
        things += [one.site for one in found["sites"].rows]
    if found["projects"]:
        things += [project.project for project in found["projects"].rows]
    for fact in made.facts.values():
        if fact.predicate in LYING and isinstance(fact.value, NamedNode) and fact.value.value == iri:
            things.append(fact.subject)
    return things


def day(text: str) -> str:
    """An ISO date, month or year of an address, or nothing; a page that is asked for any other day is not found."""
    if text and not _is_day(text):
        abort(404, _("There is no such day; days are written 2022-06-01, 2022-06 or 2022."))
    return text


def _is_day(text: str) -> bool:
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def names(rows: Sequence[Row]) -> list[Literal]:
    """All names of a thing, preferred ones first, each once."""
    ranked = sorted(
        (r for r in rows if r["property"].value in (SKOS + "prefLabel", SKOS + "altLabel")),
        key=lambda r: (r["property"].value != SKOS + "prefLabel", r["value"].value),
    )
    return list(dict.fromkeys(r["value"] for r in ranked if isinstance(r["value"], Literal)))


def native(known: Sequence[Literal], language: str) -> Literal | None:
    """The name in the other script: Chinese beside an English page's title, English beside a Chinese one's."""
    wanted = "en" if language == "zh" else "zh"
    return next((n for n in known if (n.language or "").split("-")[0] == wanted), None)


def describe(made: Page, iri: str, found: dict[str, Any]) -> str:
    """One line on what the thing is, made from what the page holds."""
    held: Sequence[listing.Post] = found["posts"].rows if found["posts"] else ()
    own = [p for p in held if p.person == iri]
    if own:
        latest = [p for p in own if p.last == own[0].last][:2]
        return wording.semicolon().join(_post_line(made, p) for p in latest)
    if made.things[iri].slots:
        return _event_line(made, iri)
    name = made.class_name(made.cls(iri))
    day = i18n.day(made.things[iri].start) if made.things[iri].start else ""
    for prop, message in (
        (CG + "jurisdiction", _("%(kind)s of %(where)s")),
        (CG + "locatedIn", _("%(kind)s in %(where)s")),
        (SCHEMA + "location", _("%(kind)s in %(where)s")),
        (SCHEMA + "observationAbout", _("%(kind)s about %(where)s")),
    ):
        places = [f for f in made.facts.values() if f.subject == iri and f.predicate == prop]
        places.sort(key=lambda f: f.standing == "entailed")
        stated = [f.value.value for f in places if isinstance(f.value, NamedNode)]
        if stated:
            line = message % {"kind": name[:1].upper() + name[1:], "where": made.name(stated[0])[0]}
            return f"{line}{wording.comma()}{day}" if day else line
    return wording.comma().join(filter(None, (name[:1].upper() + name[1:], day)))


def figure_title(made: Page, iri: str) -> str:
    """What a figure measures and how much that is; empty where the graph does not say."""
    said = {f.predicate: f.value for f in made.facts.values() if f.subject == iri and isinstance(f.value, Literal)}
    if not (value := said.get(SCHEMA + "value")):
        return ""
    unit, measure = said.get(CG + "unit"), said.get(CG + "measure")
    amount = wording.quantity(value.value, unit.value if unit else "")
    return f"{measure.value}{wording.colon()}{amount}" if measure else amount


def _event_line(made: Page, iri: str) -> str:
    """Day, place and who led: what an event's title leaves out."""
    about = made.things[iri]
    slots = about.slots or {}
    given = [i18n.day(about.start)] if about.start else []
    given += [made.name(place)[0] for place in slots.get(SCHEMA + "location", ())[:1]]
    if who := slots.get(CG + "leader", ()):
        given.append(_("led by %(name)s", name=made.name(who[0])[0]))
    return " · ".join(given)


def _post_line(made: Page, post: listing.Post) -> str:
    role = made.name(post.role)[0] if post.role else ""
    body = made.name(post.organization)[0] if post.organization else ""
    return wording.comma().join(filter(None, (role, body)))
