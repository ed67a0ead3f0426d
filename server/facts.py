"""The page of one fact: who says so, in whose words; or why it follows; and what else is said instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, request
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg.terms import SCHEMA
from server import correcting, explanations, gone
from server.i18n import gettext as _
from server.namings import namings
from server.questions import Row, Term
from server.site import Site, render, site
from server.view import Fact, Page, Source, source

blueprint = Blueprint("facts", __name__)


#: Passages on one page.
PER_PAGE: Final = 50
#: Characters of the text that the query gives on either side of a passage.
AROUND: Final = 160
#: What no claim is called.
NO_CLAIM: Final = "urn:none"


@dataclass(frozen=True, slots=True)
class InContext:
    """A passage with the text around it."""

    source: Source
    before: str
    after: str


@blueprint.get("/fact")
def fact() -> Response:
    """A fact by its triple: ``s`` and ``p`` are IRIs, ``o`` a term in N-Triples syntax."""
    here = site()
    subject, prop, text = (request.args.get(k, "") for k in ("s", "p", "o"))
    return _show(here, here.page(), subject, prop, _object(subject, prop, text))


def _object(subject: str, prop: str, value: str) -> Term:
    try:
        line = f"{NamedNode(subject)} {NamedNode(prop)} {value} ."
        quads: list[Quad] = list(parse(line, format=RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        quads = []
    if len(quads) != 1 or isinstance(quads[0].object, Triple):
        abort(404, _("A fact is given by s and p, two IRIs, and o, a term as N-Triples writes it."))
    return quads[0].object


def show_claim(here: Site, page: Page, iri: str, rows: Sequence[Row]) -> Response:
    """The page of a claim: the fact that it states, this claim first."""
    found = page.questions.ask("claim", claim=NamedNode(iri))
    if not found:
        abort(404)
    row = found[0]
    return _show(here, page, row["subject"].value, row["property"].value, row["value"], claim=iri)


def _show(here: Site, page: Page, subject: str, prop: str, value: Term, claim: str = "") -> Response:
    terms = {"subject": NamedNode(subject), "property": NamedNode(prop), "value": value}
    shown = page.fact(subject, prop, value)
    page.want(subject)
    number = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    rows = page.questions.ask_page("fact_sources", PER_PAGE, number, chosen=NamedNode(claim or NO_CLAIM), **terms)
    passages = [_in_context(row) for row in rows[:PER_PAGE]]
    if number > 1 and not passages:
        abort(404)
    counted = page.questions.ask("fact_count", **terms)[0] if passages else {}
    rivals = [page.fact(subject, prop, row["other"]) for row in page.questions.ask("fact_rivals", **terms)]
    page.want(*(p.source.article for p in passages))
    why = None if passages else explanations.reason(here, page, subject, prop, value)
    named = []
    if prop == SCHEMA + "mentions" and isinstance(value, NamedNode):
        named = namings(page, [(value.value, subject)]).get((value.value, subject), [])
    page.resolve()
    if not (passages or shown.graphs or shown.stating):
        return _unsaid(here, page, shown)
    return render(
        "fact.html", page, named=named, fact=shown, passages=passages, rivals=rivals, why=why, claim=claim,
        corrections=corrections(here, shown) if passages else {},
        articles=int(counted["articles"].value) if counted else 0,
        stories=int(counted["stories"].value) if counted else 0,
        last=-(-int(counted["passages"].value) // PER_PAGE) if counted else 1, number=number,
    )  # fmt: skip


def _in_context(row: Row) -> InContext:
    """A passage with whole words around it; the query cuts through them."""
    before, after = row["before"].value, row["after"].value
    if int(row["start"].value) > len(before):
        before = "…" + before.partition(" ")[2] if " " in before.strip() else "…" + before
    if len(after) >= AROUND:
        after = after.rpartition(" ")[0] + "…" if " " in after.strip() else after + "…"
    return InContext(source(row, row["article"].value), before, after)


def corrections(here: Site, fact: Fact) -> dict[str, str]:
    """What a person may do about a fact -> the lines that do so, in the page's language."""
    by, because, to = _("your name"), _("how you know"), _("the right value")
    return correcting.lines(here.urls, fact.subject, fact.predicate, fact.value, by, because, to)


def _unsaid(here: Site, page: Page, fact: Fact) -> Response:
    """The page of a fact that the graph does not have: withdrawn by whom and why (410), else where to look (404)."""
    said = [
        one
        for one in gone.withdrawals(here, page, fact.subject)
        if (one.property, one.value) == (fact.predicate, fact.value)
    ]
    page.resolve_labels()
    known = bool(page.types(fact.subject))
    return render(
        "gone.html", page, status_code=410 if said else 404, fact=fact, withdrawn=said, known=known, gone=None,
        iri=fact.subject,
    )  # fmt: skip
