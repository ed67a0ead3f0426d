"""The HTML pages: the blueprint that holds them all, their frame and what every answer carries."""

import gzip
import re
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Final, cast

from flask import Blueprint, Flask, Response, g, make_response, request
from flask.blueprints import BlueprintSetupState
from pyoxigraph import NamedNode
from werkzeug.exceptions import HTTPException

from kg import event_titles
from kg.catalogue import LICENCE
from kg.errors import CivigraphError
from kg.rdf import date
from kg.search import Hit
from kg.settings import Settings
from kg.terms import RDF, SCHEMA
from server import (
    about,
    common,
    complaints,
    downloads,
    entities,
    explanations,
    facts,
    fingerprints,
    gone,
    home,
    i18n,
    map_page,
    markup,
    ontology_page,
    pictures,
    result_views,
    search_page,
    sparql_page,
    templating,
    wording,
)
from server.page_cache import Kept, PageCache
from server.site import render, site
from server.urls import DATA_FORMATS, address, to_text
from server.view import local

blueprint = Blueprint("pages", __name__)
for part in (home, entities, common, facts, search_page, downloads, ontology_page, about, sparql_page, map_page):
    blueprint.register_blueprint(part.blueprint)

#: Own origin only, and neither script nor style inside a page.
POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
#: Media types besides text/* that gzip makes smaller.
PACKED: Final = ("application/json", "application/ld+json", "application/n-triples", "application/rdf+xml",
                 "application/xml", "image/svg+xml")  # fmt: skip
#: Media types that no other part of the server makes.
OURS: Final = ("text/html", "text/css", "text/javascript", "image/svg+xml")
WORTH_PACKING: Final = 1024
#: Addresses of things.
THING: Final = re.compile(r"/(?:id|page|data)/([a-z]+/.+?)(?:\.(?:ttl|jsonld|nt|rdf|html))?")


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.register_blueprint(blueprint)


@blueprint.record
def _install(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.jinja_environment = templating.Environment
    i18n.init_app(app)
    sparql_page.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        data_formats=DATA_FORMATS,
        static_url=_static_url,
        here=address,
        namedNode=NamedNode,
        shares=pictures.shares,
        by_period=pictures.by_period,
        part=wording.part,
        quantity=wording.quantity,
        term=markup.term,
        evidence=markup.evidence,
        naming=markup.naming,
        mention=markup.mention,
        made_label=event_titles.MADE.fullmatch,
        standing=markup.standing,
        why_text=explanations.text,
        counted=wording.counted,
        several=wording.several,
        datatype=wording.datatype,
        semicolon=wording.semicolon,
        stop=wording.stop,
        in_language=complaints.in_language,
        licence=LICENCE,
        to_text=to_text,
        rdf_type=RDF + "type",
        start_date=SCHEMA + "startDate",
        date_of=date,
        comma=wording.comma,
        colon=wording.colon,
        moments=pictures.moments,
        is_figure=lambda term: result_views.figure(term) is not None,
    )
    app.jinja_env.filters |= {"local": local, "fit": wording.fit, "headed": wording.headed}
    templating.init_app(app)


def _static_url(name: str) -> str:
    return f"{request.script_root}/static/{name}?v={fingerprints.static(name)}"


_cache = PageCache()


def _told(settings: Settings) -> tuple[object, ...]:
    """Settings that pages tell of."""
    return settings.contact, settings.query_seconds, settings.max_rows


def _tag() -> str:
    """Validator of the current address: generation, release, settings, host, language, what the client accepts."""
    manifest = site().manifest
    version = f"{manifest.id} {manifest.version}" if manifest else ""
    asked = (
        version,
        fingerprints.release(),
        _told(site().settings),
        request.host_url,
        request.full_path,
        i18n.language(),
        request.headers.get("Accept"),
    )
    return blake2b(repr(asked).encode(), digest_size=15).hexdigest()


def _steady() -> bool:
    """Whether the same address gives the same answer for as long as the generation is served."""
    return (
        bool(request.method in ("GET", "HEAD") and site().manifest)
        and (request.blueprint or "").partition(".")[0] == blueprint.name
    )


@blueprint.before_app_request
def _unchanged() -> Response | None:
    """304 before anything is asked, when the client holds this generation's page (RFC 9110, 13.1.2)."""
    if not _steady():
        return None
    if request.if_none_match and request.if_none_match.contains_weak(_tag()):
        response = Response(status=304)
        response.set_etag(_tag(), weak=True)
        return response
    if kept := _cache.get(_key()):
        g.cached = True
        return Response(kept.body, headers=list(kept.headers))
    return None


def _key() -> str:
    """What a finished answer depends on."""
    return f"{_tag()} {bool(request.accept_encodings['gzip'])} {request.method}"


def _keep(response: Response) -> Response:
    """Remember a finished page, unless it is somebody's own."""
    kept = _steady() and response.status_code == 200 and not response.cache_control.no_store
    if kept and not response.is_streamed and "Set-Cookie" not in response.headers:
        headers = [(k, v) for k, v in response.headers if k not in ("Data-Version", "Content-Length")]
        _cache.put(_key(), Kept(response.get_data(), tuple(headers)))
    return response


@blueprint.after_app_request
def _finish(response: Response) -> Response:
    """Headers of every page: policy, language, validator."""
    if g.get("cached"):
        return response
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Content-Language"] = i18n.language()
        i18n.remember(response)
    if response.status_code == 200 and _steady() and not response.cache_control.no_store:
        response.headers.setdefault("Cache-Control", "no-cache")
        if not response.headers.get("ETag"):
            response.set_etag(_tag(), weak=True)
    if request.endpoint == "static" and "v" in request.args:  # the address changes with the content
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return _keep(_packed(response))


def _packed(response: Response) -> Response:
    """The response with gzip coding, where the client takes it and there is something to gain."""
    told = response.mimetype in PACKED or (response.mimetype or "").startswith("text/")
    if not told or response.content_encoding or not (_steady() or response.mimetype in OURS):
        return response
    if (response.is_streamed and not response.direct_passthrough) or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and request.method == "GET":
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= WORTH_PACKING:
            response.set_data(gzip.compress(body, 5, mtime=0))
            response.content_encoding = "gzip"
    return response


@blueprint.app_errorhandler(404)
@blueprint.app_errorhandler(406)
def _missing(error: HTTPException) -> Response:
    response = make_response(_error_page(error, error.code or 404))
    response.vary.add("Accept")  # a page for people, a line for machines; and 406 is about nothing else
    return response


def _error_page(error: HTTPException, status: int) -> Response | HTTPException:
    """Errors of pages, for people; what machines asked for keeps its own form."""
    if not request.accept_mimetypes.accept_html or request.path.startswith("/sparql"):
        return error
    if status == 404 and (page := _gone()):
        return page
    words = request.path.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("-", " ").replace("_", " ")
    hits: Sequence[Hit] = ()
    with suppress(CivigraphError):  # the page is there even when there is nothing to search
        hits = search_page.index(site()).search(words, limit=5, facets=False).hits if status == 404 else ()
    return render(
        "error.html", status_code=status, error=error, words=words, status=status, hits=hits,
        reason=error.description if error.description != type(error).description else "",
        label_of=lambda hit: search_page.label_of(hit, i18n.language()),
    )  # fmt: skip


def _gone() -> Response | None:
    """The page of a thing that earlier versions had, or that was withdrawn (RFC 9110, 15.5.11)."""
    if not (match := THING.fullmatch(request.path)):
        return None
    here = site()
    page, iri = here.page(), here.urls.iri(match[1])
    if not (found := gone.thing(here, page, iri)):
        return None
    page.resolve_labels()
    label = search_page.label_of(found.hit, i18n.language()) if found.hit else local(iri)
    return render(
        "gone.html", page, status_code=410, gone=found, withdrawn=found.withdrawn, iri=iri, fact=None, label=label
    )


@blueprint.app_errorhandler(500)
def _broken(error: HTTPException) -> Response | HTTPException:
    """A fault of ours, told on a page that leads on; what happened stands in the log."""
    try:
        return _error_page(error, 500)
    except Exception:
        return error


@blueprint.errorhandler(CivigraphError)
def _failed(error: CivigraphError) -> Response:
    response = render("error.html", status_code=503, error=error, words="", status=503)
    response.headers["Retry-After"] = "10"
    return response
