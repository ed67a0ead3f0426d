"""Search as a page, as data (JSON, CSV), and as suggestions while somebody types."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request
from pyoxigraph import Literal, NamedNode

from kg.rdf import date
from kg.search import FACETS, SORTS, Hit, Results, SearchIndex
from kg.terms import CG, ORG, SCHEMA, SKOS
from server.charts import investments, months
from server.listing import lists
from server.namings import Naming, namings
from server.namings import question as naming
from server.pictures import by_period
from server.questions import Question, fill
from server.site import Site, render, site
from server.urls import address
from server.view import Fact, Page, local
from server.wording import headed, several

blueprint = Blueprint("search", __name__)

PER_PAGE: Final = 20
#: The deepest page; who needs more takes the graph.
LAST_PAGE: Final = 500
MOST_ROWS: Final = 1000
SUGGESTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a link that sets or takes it away."""

    value: str
    """As it stands in the address."""
    text: str
    count: int
    chosen: bool
    href: str


def index(here: Site) -> SearchIndex:
    """The index of the generation being served; opened once."""
    return opened(here.generation.search)


@lru_cache(maxsize=4)
def opened(folder: Path) -> SearchIndex:
    """The index in a folder; the last few stay open."""
    return SearchIndex(folder)


def inside(here: Site, facet: str, value: str) -> str:
    """A facet's value of an address as the index has it."""
    if facet == "type":
        return ORG + value if value == "Role" else CG + value
    return here.urls.iri(value) if facet in ("place", "industry") else value


def outside(here: Site, facet: str, value: str) -> str:
    """A facet's value of the index as addresses have it."""
    if facet == "type":
        return local(value)
    return (here.urls.path(value) or value) if facet in ("place", "industry") else value


def filters(here: Site) -> dict[str, list[str]]:
    """What the address narrows the results by, as the index has it."""
    given = {facet: [v for v in request.args.getlist(facet) if v][:10] for facet in FACETS}
    return {facet: [inside(here, facet, v) for v in values] for facet, values in given.items() if values}


def find(here: Site, limit: int, offset: int = 0, facets: bool = True) -> Results:
    """What the current address asks for."""
    sort = request.args.get("sort", "")
    return index(here).search(
        request.args.get("q", "")[:300],
        filters(here),
        sort=sort if sort in SORTS else SORTS[0],
        offset=offset,
        limit=limit,
        facets=facets,
    )


@blueprint.get("/search")
def search() -> Response:
    """Results with facets; with no words, everything there is: browsing."""
    here = site()
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    page = here.page()
    results = find(here, PER_PAGE, PER_PAGE * (number - 1))
    page.want(*(iri for hit in results.hits for iri in (hit.iri, *hit.parts)))
    pairs = latest(here, results.hits)
    page.questions.ahead(*(asked for asked in (stating(results.hits), naming(pairs)) if asked.worth))
    told, named = told_of(page, results.hits), named_in(page, pairs)
    for hit in results.hits:  # what no article names comes with the graph: its label says from where
        if hit.iri not in told and hit.iri not in named and local(hit.cls) != "Article":
            told[hit.iri] = [page.fact(hit.iri, SKOS + "prefLabel", Literal(hit.labels[tag], language=tag))
                             for tag in list(hit.labels)[:1]]  # fmt: skip
    values = [v for f in ("place", "industry") for v, _ in results.facets.get(f, ())[:12]]
    page.want(*values, *(v for f, vs in filters(here).items() if f in ("place", "industry") for v in vs))
    drawn = charts_of(here, page) if number == 1 else {}
    page.resolve()
    return render(
        "search.html",
        page,
        query=request.args.get("q", ""),
        results=results,
        told=told,
        named=named,
        facets=[(facet, choices(here, page, facet, results.facets.get(facet, ()))) for facet in FACETS],
        chosen=[
            Choice(v, shown(here, page, facet, inside(here, facet, v)), 0, True, _toggled(facet, v))
            for facet in FACETS
            for v in request.args.getlist(facet)
            if v
        ],
        number=number,
        last=min(LAST_PAGE, -(-results.total // PER_PAGE)),
        sparql=as_sparql(results.hits),
        template_search=True,
        **drawn,
    )


def charts_of(here: Site, page: Page) -> dict[str, Any]:
    """What browsing one type draws: of parks what is invested in them, of events how many there are by month."""
    narrowed = filters(here)
    types = narrowed.get("type", [])
    if request.args.get("q") or len(types) != 1:
        return {}
    if page.vocabulary.is_event(types[0]):
        return {"monthly": by_period(months(index(here).days(narrowed)))}
    if types[0] == CG + "Park" and len(narrowed) == 1:
        found, yearly = investments(here, page)
        return {"invested": found, "yearly": yearly}
    return {}


def told_of(page: Page, hits: Sequence[Hit]) -> dict[str, list[Fact]]:
    """What the lines of hits tell of them besides names, as facts of the page: one query."""
    asked = stating(hits)
    told: dict[str, list[Fact]] = {}
    for row in page.questions.ask(asked.name, asked.lists) if asked.worth else ():
        if isinstance(row["subject"], NamedNode):
            fact = page.fact(row["subject"].value, row["property"].value, row["value"])
            told.setdefault(row["thing"].value, []).append(fact)
    for hit in hits:
        if hit.when and page.vocabulary.is_event(hit.cls):
            told.setdefault(hit.iri, []).insert(0, page.fact(hit.iri, SCHEMA + "startDate", date(hit.when)))
    return told


def stating(hits: Sequence[Hit]) -> Question:
    """By which statements hits have what their lines tell of them."""
    return Question(
        "hit", lists={"thing_value": [(NamedNode(h.iri), NamedNode(part)) for h in hits for part in h.parts]}
    )


def latest(here: Site, hits: Sequence[Hit]) -> list[tuple[str, str]]:
    """Each hit that is mentioned with the latest article that does so."""
    found = ((hit.iri, lists(here).rows("article", hit.iri, 1)[0]) for hit in hits if hit.mentions)
    return [(iri, row["article"]) for iri, rows in found for row in rows]


def named_in(page: Page, pairs: Sequence[tuple[str, str]]) -> dict[str, list[Naming]]:
    """Where the article of each of ``pairs`` names the thing."""
    return {iri: places for (iri, _), places in namings(page, pairs).items()}


def choices(here: Site, page: Page, facet: str, found: Sequence[tuple[str, int]]) -> list[Choice]:
    """Links of a facet, the most frequent values first."""
    chosen = request.args.getlist(facet)
    made = []
    for value, count in found[:12] if facet != "type" else found:
        name = outside(here, facet, value)
        made.append(Choice(name, shown(here, page, facet, value), count, name in chosen, _toggled(facet, name)))
    return sorted(made, key=lambda c: c.value, reverse=True) if facet == "year" else made


def shown(here: Site, page: Page, facet: str, value: str) -> str:
    """How a facet's value is written."""
    if facet == "type":
        return several(local(value)) or headed(page.vocabulary.name(value, page.language)[0])
    return page.name(value)[0] if facet in ("place", "industry") else value


def _toggled(facet: str, value: str) -> str:
    given = request.args.getlist(facet)
    changed = [v for v in given if v != value] if value in given else [*given, value]
    return address(**{facet: changed or None, "page": None})


def as_sparql(hits: Sequence[Hit]) -> str:
    """A query for the things on the page, with their names and classes."""
    iris = " ".join(f"<{hit.iri}>" for hit in hits)
    return fill(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        f"SELECT ?thing ?class ?name WHERE {{\n  VALUES ?thing {{ {iris} }}\n  ?thing a ?class .\n"
        "  OPTIONAL { ?thing skos:prefLabel ?name }\n}",
        {},
    )


def plain(here: Site, hit: Hit) -> dict[str, object]:
    """A hit as data."""
    return {
        "iri": hit.iri,
        "page": here.root.rstrip("/") + here.urls.page(hit.iri),
        "type": hit.cls,
        "labels": dict(hit.labels),
        "mentions": hit.mentions,
        "latest": hit.when or None,
        "matched": hit.why or None,
    }


@blueprint.get("/search.json")
def as_json() -> Response:
    """The same results as JSON: at most 1000 at a time, ``offset`` for more."""
    here = site()
    limit, offset = _window()
    results = find(here, limit, offset)
    facets: Mapping[str, object] = {
        facet: [{"value": outside(here, facet, v), "count": n} for v, n in values]
        for facet, values in results.facets.items()
    }
    found = [plain(here, hit) for hit in results.hits]
    response = jsonify(total=results.total, offset=offset, results=found, facets=facets, close=results.close)
    response.access_control_allow_origin = "*"
    return response


@blueprint.get("/search.csv")
def as_csv() -> Response:
    """The same results as CSV."""
    here = site()
    limit, offset = _window()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["iri", "type", "label_en", "label_zh", "mentions", "latest", "matched"])
    for hit in find(here, limit, offset, facets=False).hits:
        labels = [hit.labels.get("en", ""), next((v for k, v in hit.labels.items() if k.startswith("zh")), "")]
        writer.writerow([hit.iri, local(hit.cls), *labels, hit.mentions, hit.when, hit.why])
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.access_control_allow_origin = "*"
    return response


def _window() -> tuple[int, int]:
    limit = min(max(1, request.args.get("limit", MOST_ROWS, type=int)), MOST_ROWS)
    return limit, min(max(0, request.args.get("offset", 0, type=int)), 100_000)


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for what has been typed so far."""
    here = site()
    page = here.page()
    results = find(here, SUGGESTIONS, facets=False)
    found = []
    for hit in results.hits:
        about = page.vocabulary.name(hit.cls, page.language)[0]
        label = label_of(hit, page.language)
        found.append({"label": label, "why": "" if hit.in_text else hit.why, "type": about, "cls": local(hit.cls),
                      "href": here.urls.page(hit.iri)})  # fmt: skip
    return jsonify(found)


def label_of(hit: Hit, language: str) -> str:
    """A hit's name in ``language``, else English, Chinese, any."""
    from server.vocabulary import best

    return (best(dict(hit.labels), language) or (local(hit.iri), ""))[0]
