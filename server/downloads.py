"""The whole graph as files, streamed by a process of its own so that no download can harm the server."""

import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import IO, Final, cast

from flask import Blueprint, Response, abort, request

from kg import dump
from kg.catalogue import LICENCE
from kg.terms import CG, Iris
from server import checksums, releases, search_page
from server.checksums import Sum
from server.i18n import gettext as _
from server.linked_data import header
from server.site import Site, render, site

blueprint = Blueprint("downloads", __name__)

#: Suffix -> name of `kg dump`'s format, media type, name for people, whether it keeps the named graphs.
FILES: Final[dict[str, tuple[str, str, str, bool]]] = {
    "ttl": ("turtle", "text/turtle", "Turtle", False),
    "trig": ("trig", "application/trig", "TriG", True),
    "nt": ("nt", "application/n-triples", "N-Triples", False),
    "nq": ("nq", "application/n-quads", "N-Quads", True),
    "jsonld": ("jsonld", "application/ld+json", "JSON-LD", False),
    "rdf": ("rdfxml", "application/rdf+xml", "RDF/XML", False),
}
PARTS: Final = ("all", "asserted", "entailed")
#: Named graphs that are offered by themselves.
GRAPHS: Final = ("ontology", "shapes", "reference", "register", "report", "catalogue")
#: Name of the file with one year's articles.
OF_YEAR: Final = re.compile(rf"{dump.YEAR}(\d{{4}}|{dump.UNDATED})", re.ASCII)
CHUNK: Final = 1 << 16
#: Downloads that are made at one time by one process of the server.
_turns = BoundedSemaphore(4)


@dataclass(frozen=True, slots=True)
class File:
    """One file that is offered."""

    href: str
    media: str
    label: str
    """Name of its format, for people."""
    size: Sum | None
    """``None`` as long as it is not known."""
    packed: Sum | None
    """Of the gzipped file."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the page: a part of the graph in all formats."""

    name: str
    triples: int
    formats: tuple[File, ...]


@blueprint.get("/downloads")
def page() -> Response:
    """What can be downloaded, and how it is loaded."""
    here = site()
    made = here.page()
    kept = releases.kept(here.generation)
    response = render(
        "downloads.html",
        made,
        parts=[part(here, name) for name in PARTS],
        graphs=[p for name in GRAPHS if (p := part(here, name)).triples],
        years=years(here),
        undated=dump.UNDATED,
        manifest=here.generation.manifest,
        licence=LICENCE,
        complete=bool(checksums.known(here.generation)),
        versions=kept,
        compared=releases.complete(kept),
    )
    if not checksums.known(here.generation):
        checksums.begin(here.generation, listed(here))
    if not releases.complete(kept):
        releases.begin(here.generation.path)
    if not (checksums.known(here.generation) and releases.complete(kept)):
        response.headers["Cache-Control"] = "no-store"  # soon it has the sizes and the counts
    links = [(file.href, {"rel": "item", "type": file.media}) for file in part(here, "all").formats]
    links.append((LICENCE, {"rel": "license"}))
    response.headers["Link"] = header(
        here, [*links, ("/.well-known/void", {"rel": "describedby", "type": "text/turtle"})]
    )
    return response


def part(here: Site, name: str) -> Part:
    """A part with its size and addresses."""
    graphs = here.generation.manifest.graphs
    entailed = graphs.get(here.iris.graph("entailed"), 0)
    total = sum(graphs.values())
    triples = {"all": total, "asserted": total - entailed, "entailed": entailed}.get(name)
    if triples is None:
        triples = graphs.get(here.iris.graph(name), 0)
    offered = [(s, f) for s, f in FILES.items() if name in PARTS or not f[3]]
    sums = checksums.known(here.generation)
    return Part(
        name,
        triples,
        tuple(
            File(f"/downloads/{file}", f[1], f[2], sums.get(file), sums.get(f"{file}.gz"))
            for s, f in offered
            for file in (f"{name}.{s}",)
        ),
    )


def years(here: Site) -> list[tuple[str, int]]:
    """Years in which articles were published, and how many; the latest first, then those without a date."""
    found = search_page.index(here).search("", {"type": [CG + "Article"]}, limit=1)
    dated = sorted(found.facets.get("year", ()), reverse=True)
    rest = found.total - sum(count for _, count in dated)
    return [*dated, (dump.UNDATED, rest)] if rest > 0 else dated


def listed(here: Site) -> list[tuple[str, str, str]]:
    """Name, format and graph of the files whose checksums are worked out."""
    graphs = here.generation.manifest.graphs
    formats = FILES if sum(graphs.values()) <= checksums.MOST_FOR_ALL else {k: FILES[k] for k in ("ttl", "nq")}
    found = [(f"{name}.{s}", f[0], name) for name in PARTS for s, f in formats.items()]
    for name in GRAPHS:
        if (iri := here.iris.graph(name)) in graphs:
            found += [(f"{name}.{s}", f[0], iri) for s, f in FILES.items() if not f[3]]
    return found


@blueprint.get("/downloads/<name>.<suffix>")
@blueprint.get("/downloads/<name>.<suffix>.<packing>")
@blueprint.get("/downloads/<version>/<name>.<suffix>")
@blueprint.get("/downloads/<version>/<name>.<suffix>.<packing>")
def file(name: str, suffix: str, packing: str = "", version: str = "") -> Response:
    """A part of the graph in one format, gzipped if the address ends in ``.gz``; of the version that is asked for."""
    here = site()
    if suffix not in FILES or packing not in ("", "gz") or not (name in (*PARTS, *GRAPHS) or OF_YEAR.fullmatch(name)):
        abort(404, _("There is no such file."))
    if not version and OF_YEAR.fullmatch(name) and name.removeprefix(dump.YEAR) not in dict(years(here)):
        abort(404, _("No article of this graph was published in that year."))
    form, media, _name, _graphs = FILES[suffix]
    generation = releases.one(here.generation, version) if version else here.generation
    if generation is None:
        abort(404, _("This version is not kept any more."))
    tag = f"{generation.manifest.version[:20]}-{name}.{suffix}{packing}"
    response = Response(content_type=("application/gzip" if packing else media), headers={"Accept-Ranges": "none"})
    response.set_etag(tag)
    response.access_control_allow_origin = "*"
    if known := checksums.known(generation).get(f"{name}.{suffix}{'.gz' if packing else ''}"):
        response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(known.sha256)).decode()}:"
    saved = f"civigraph-{name}-{generation.manifest.version[:12]}.{suffix}{'.gz' if packing else ''}"
    response.headers["Content-Disposition"] = f'attachment; filename="{saved}"'
    if request.method == "HEAD" or request.if_none_match.contains(tag):
        response.make_conditional(request)
        return response
    if not _turns.acquire(blocking=False):
        abort(Response(_("Too many downloads are being made; try again in a moment."), 503, {"Retry-After": "10"}))
    response.call_on_close(_turns.release)
    data = dumped(str(generation.path), form, name, generation.manifest.base)
    response.response = gzipped(data) if packing else data
    return response


def dumped(folder: str, form: str, name: str, base: str) -> Iterator[bytes]:
    """Bytes of the dump; breaks off with an error, never with a file that only looks whole."""
    graph = name if name in PARTS or OF_YEAR.fullmatch(name) else Iris(base).graph(name)
    command = [sys.executable, "-m", "server.dumping", folder, form, graph, base]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own module, no shell
        try:
            yield from _chunks(cast(IO[bytes], process.stdout))
            if process.wait() != 0:
                raise BrokenPipeError("the dump broke off")
        finally:
            process.kill()


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def gzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """``chunks`` as one gzip file."""
    packer = checksums.packer()
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()
