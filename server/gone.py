"""What was here and is not any more: things of earlier versions, and what people withdrew, with who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import CivigraphError
from kg.generations import DataFolder, Generation
from kg.search import Hit
from server.questions import Row, Term
from server.releases import folder
from server.search_page import opened
from server.site import Site
from server.view import Page

#: Earlier versions that are looked through.
MOST_VERSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A statement that a person withdrew."""

    property: str
    value: Term
    by: str
    day: str
    reason: str
    article: str
    """The article that it was read from; empty where it is unknown."""
    quote: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A thing that this version has not."""

    hit: Hit | None
    """What the last version that had it called it; ``None`` where only withdrawals tell of it."""
    last: str
    """Day on which that version was built; empty where none is kept."""
    since: str
    """Day on which the first version without it was built."""
    withdrawn: Sequence[Withdrawal]


def thing(here: Site, page: Page, iri: str) -> Gone | None:
    """What is known of a thing that is not in the graph; ``None`` if it never was, as far as is known."""
    said = withdrawals(here, page, iri)
    last, since, hit = "", "", None
    later = here.generation
    for earlier in _before(here)[:MOST_VERSIONS]:
        try:
            hit = opened(earlier.search).thing(iri)
        except CivigraphError:  # of another release, or damaged
            continue
        if hit:
            last, since = earlier.manifest.built[:10], later.manifest.built[:10]
            break
        later = earlier
    return Gone(hit, last, since, said) if hit or said else None


def _before(here: Site) -> list[Generation]:
    """The versions before the one served, the latest first; by number, as two can have one time and clocks err."""
    kept = DataFolder(folder(here.generation)).list()
    return [g for g in reversed(kept) if g.manifest.id < here.generation.manifest.id]


def withdrawals(here: Site, page: Page, subject: str) -> list[Withdrawal]:
    """What people withdrew of what was read about ``subject``, the latest first, each statement once."""
    bound = {"entity": NamedNode(subject), "graph": NamedNode(here.iris.graph("report"))}
    found: dict[tuple[str, Term], Withdrawal] = {}
    for row in page.questions.ask("withdrawn", **bound):
        found.setdefault((row["property"].value, row["value"]), _withdrawal(page, row))
    return list(found.values())


def _withdrawal(page: Page, row: Row) -> Withdrawal:
    article, quote = (row[key].value if key in row else "" for key in ("article", "exact"))
    if isinstance(row["value"], NamedNode):
        page.want(row["value"].value)
    if article:
        page.want(article)
    return Withdrawal(
        row["property"].value, row["value"], row["by"].value, row["at"].value[:10], row["reason"].value, article, quote
    )
