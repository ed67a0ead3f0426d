"""How it is made and how good it is: the build, its numbers, what was set aside and why; and what robots read."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, request
from pyoxigraph import Literal, NamedNode

from server.listing import lists
from server.quality import measured
from server.questions import Row, Term, text
from server.site import Site, render, site
from server.view import local

blueprint = Blueprint("about", __name__)

#: Addresses in one file of the site map (sitemaps.org allows 50,000).
SITEMAP: Final = 20_000
#: Findings, and statements that were kept back, on one page.
MOST_SET_ASIDE: Final = 100


@dataclass(slots=True)
class SetAside:
    """Something that was not published, with the reasons."""

    focus: str
    severity: str
    messages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Language tag -> what is wrong."""

    def told(self, language: str) -> list[str]:
        """What is wrong, in ``language`` where the shapes say it in that language."""
        return self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()), [])


@dataclass(slots=True)
class Unpublished:
    """A statement that was kept back."""

    subject: str
    predicate: str
    value: Term
    article: str
    quote: str
    messages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    told = SetAside.told


@blueprint.get("/about")
def about() -> Response:
    """How a sentence becomes a fact, and what came of it in this build."""
    here = site()
    page = here.page()
    confidence: dict[str, int] = lists(here).summary["confidence"]
    publishers = [(row["publisher"].value, int(row["count"].value)) for row in once(here, "publishers")]
    aside = set_aside(here)
    sample = next(iter(page.questions.ask("sample_claim")), None)
    if sample:
        page.fact(sample["subject"].value, sample["property"].value, sample["value"])
        page.want(sample["subject"].value, sample["article"].value)
    page.resolve()
    return render(
        "about.html",
        page,
        manifest=here.generation.manifest,
        confidence=list(confidence.items()),
        claims=sum(confidence.values()),
        publishers=publishers,
        severities=Counter(s.severity for s in aside),
        sample=sample,
        quality=measured(),
    )


def once(here: Site, name: str) -> list[Row]:
    """Rows of a query over the whole graph; asked once a generation."""
    return _once(here.engine, str(here.generation.path), name)


@lru_cache(maxsize=16)
def _once(engine: object, generation: str, name: str) -> list[Row]:
    """Rows of a query over the whole graph; asked once a generation."""
    return engine.select(text(name))  # type: ignore[attr-defined,no-any-return]


@blueprint.get("/set-aside")
def quarantine() -> Response:
    """What the checks did not let through, or let through with a warning, and why."""
    here = site()
    page = here.page()
    found = set_aside(here)
    kept_back = unpublished(here)
    number = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    window = slice(MOST_SET_ASIDE * (number - 1), MOST_SET_ASIDE * number)
    if number > 1 and not (found[window] or kept_back[window]):
        abort(404)
    page.want(*(s.focus for s in found[window] if here.urls.path(s.focus)))
    for one in kept_back[window]:
        page.want(one.subject, *([one.value.value] if isinstance(one.value, NamedNode) else []))
        page.want(*([one.article] if one.article else []))
    page.resolve()
    return render(
        "set_aside.html", page, found=found[window], total=len(found), kept_back=kept_back[window],
        unpublished=len(kept_back), number=number, last=-(-max(len(found), len(kept_back)) // MOST_SET_ASIDE) or 1,
    )  # fmt: skip


def set_aside(here: Site) -> list[SetAside]:
    """Results of the validation report by focus node, violations first."""
    return _set_aside(here.engine, here.iris.graph("report"), str(here.generation.path))


@lru_cache(maxsize=4)
def _set_aside(engine: object, graph: str, generation: str) -> list[SetAside]:
    found: dict[tuple[str, str], SetAside] = {}
    for row in engine.select(text("report"), graph=NamedNode(graph)):  # type: ignore[attr-defined]
        key = (row["focus"].value, local(row["severity"].value))
        entry = found.setdefault(key, SetAside(*key))
        _tell(entry.messages, row)
    rank = {"Violation": 0, "Warning": 1, "Info": 2}
    return sorted(found.values(), key=lambda s: (rank.get(s.severity, 3), s.focus))


def remarks(here: Site) -> Mapping[str, list[SetAside]]:
    """What the checks found, by the thing that they found it with."""
    return _remarks(here.engine, here.iris.graph("report"), str(here.generation.path))


@lru_cache(maxsize=4)
def _remarks(engine: object, graph: str, generation: str) -> Mapping[str, list[SetAside]]:
    found: dict[str, list[SetAside]] = defaultdict(list)
    for one in _set_aside(engine, graph, generation):
        found[one.focus].append(one)
    return dict(found)


def _tell(messages: dict[str, list[str]], row: Row) -> None:
    if isinstance(message := row.get("message"), Literal):
        told = messages[message.language or "en"]
        if message.value not in told:
            told.append(message.value)


def unpublished(here: Site) -> list[Unpublished]:
    """Statements that were kept back, with the words and the reasons."""
    found: dict[str, Unpublished] = {}
    for row in here.engine.select(text("set_aside"), graph=NamedNode(here.iris.graph("report"))):
        article, quote = (row[k].value if k in row else "" for k in ("article", "exact"))
        entry = Unpublished(row["subject"].value, row["property"].value, row["value"], article, quote)
        _tell(found.setdefault(row["statement"].value, entry).messages, row)
    return list(found.values())


@blueprint.get("/set-aside.nq")
def quarantined() -> Response:
    """The quads that were kept back, as they would have been published."""
    path = site().generation.quarantine
    if not path.is_file():
        abort(404)
    return Response(path.read_bytes(), content_type="application/n-quads")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages and data are open; searches and queries are for people."""
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /search", "Disallow: /suggest", "Disallow: /common",
             "Disallow: /fact", f"Sitemap: {request.url_root}sitemap.xml"]  # fmt: skip
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How browsers add the search."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        "<ShortName>civigraph</ShortName><Description>Search civigraph</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template="{escape(request.url_root)}search?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Index of the site map's files."""
    here = site()
    count = -(-len(_paths(here)) // SITEMAP) or 1
    rows = "".join(
        f"<sitemap><loc>{escape(request.url_root)}sitemap-{n}.xml</loc></sitemap>" for n in range(1, count + 1)
    )
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One file of the site map: pages of things."""
    here = site()
    paths = _paths(here)[(number - 1) * SITEMAP : number * SITEMAP] if number > 0 else []
    if not paths and number != 1:
        abort(404)
    day = here.generation.manifest.built[:10]
    rows = "".join(
        f"<url><loc>{escape(request.url_root.rstrip('/') + path)}</loc><lastmod>{day}</lastmod></url>" for path in paths
    )
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


def _xml(body: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml; charset=utf-8")


def _paths(here: Site) -> list[str]:
    iris = sorted({row["thing"].value for row in once(here, "things")})
    return [here.urls.page(iri) for iri in iris if here.urls.path(iri)]
