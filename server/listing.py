"""The panels that list what a thing has to do with, the latest first: a page of rows each, and how many there are.

Rows come from the generation's lists (:mod:`kg.search.lists`), so that a page costs the same however often a thing is
written about; the ``.rq`` file of each panel asks the graph for the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Generic, TypeVar

from pyoxigraph import Literal, NamedNode

from kg.rdf import date
from kg.search import Lists
from kg.search.lists import FOLDER, Row
from kg.terms import CG, ORG, SCHEMA
from server.site import Site
from server.view import Fact, Page

T_co = TypeVar("T_co", covariant=True)

#: Rows of a panel; its own page has them all.
SHOWN: Final = 10
#: Rows of a list's own page.
PER_PAGE: Final = 25
#: Things in one slot of an event that a row names.
MOST_NAMED: Final = 6
#: Things in one slot, and in all, whose evidence the line of an event by itself has.
MOST_TOLD: Final = 3
MOST_PARTS: Final = 8
#: Parts of an event in a thing's list whose evidence its line has besides that of the thing's own.
MOST_BESIDE: Final = 3
#: Posts that are looked through for who held what at a date.
MOST_AT: Final = 2000
#: Holders of one post that its page lists.
MOST_HOLDERS: Final = 50
MOST_OTHERS: Final = 500
TAKING_PART: Final = tuple(
    CG + p for p in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee")
)
SLOT_ORDER: Final = (CG + "visited", CG + "about", SCHEMA + "location", *TAKING_PART)


def lists(here: Site) -> Lists:
    """The lists of the generation being served; opened once."""
    return _lists(here.generation.search / FOLDER)


@lru_cache(maxsize=4)
def _lists(folder: Path) -> Lists:
    return Lists(folder)


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows are asked for: of whose list, which page, and what was known by which day."""

    lists: Lists
    thing: str
    size: int = SHOWN
    number: int = 1
    at: str = ""

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return self.size * (self.number - 1)

    def rows(self, kind: str, over: str = "when") -> tuple[list[Row], int]:
        """Rows of the page, and how many there are in all."""
        return self.lists.rows(kind, self.thing, self.size, self.offset, self.at, over=over)


@dataclass(frozen=True, slots=True)
class Listed(Generic[T_co]):
    """A page of a list."""

    rows: Sequence[T_co]
    total: int

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(slots=True)
class Post:
    """A person's post in one organisation, as all articles together show it."""

    person: str
    role: str
    organization: str
    jurisdiction: str
    articles: int
    days: list[str]
    """Days of the articles that say so, in order."""
    memberships: list[str]
    facts: list[Fact] = field(default_factory=list)

    @property
    def first(self) -> str:
        """Date of the earliest article that says so."""
        return self.days[0] if self.days else ""

    @property
    def last(self) -> str:
        """Date of the latest article that says so."""
        return self.days[-1] if self.days else ""


def posts(page: Page, window: Window) -> Listed[Post]:
    """Posts of a person, or in an organisation or place, or of a role; the last seen first.

    With a date, only what articles up to that day say; of one post only the holder last seen by then.
    """
    if window.at:
        found = _at(window)
        total = len(found)
        found = found[window.offset : window.offset + window.size]
    else:
        rows, total = window.rows("post")
        found = [_post(row) for row in rows]
    return Listed(_wanted(page, found), total)


def _wanted(page: Page, found: list[Post]) -> list[Post]:
    """``found`` with their facts, once the page knows what they name."""
    for post in found:
        page.want(*(iri for iri in (post.person, post.role, post.organization, post.jurisdiction) if iri))
        prop, value = (ORG + "role", post.role) if post.role else (ORG + "organization", post.organization)
        if not value:
            prop, value = ORG + "member", post.person
        post.facts = [page.fact(membership, prop, NamedNode(value)) for membership in post.memberships]
    return found


def holders(page: Page, window: Window, organization: str, role: str) -> Listed[Post] | None:
    """Who holds or held one post, the last seen first; ``None`` for a post of which one holder only is known."""
    if not (organization and role):
        return None
    rows, _ = window.lists.rows("post", organization, MOST_AT)
    found = [_post(row) for row in rows if row["role"] == role and row["organization"] == organization][:MOST_HOLDERS]
    return Listed(_wanted(page, found), len(found)) if len(found) > 1 else None


def _post(row: Row, at: str = "") -> Post:
    days = [day for day in row["days"] if not at or day <= at]
    return Post(row["person"], row["role"], row["organization"], row["jurisdiction"],
                row["articles"] if not at else len(days), days, row["memberships"])  # fmt: skip


def _at(window: Window) -> list[Post]:
    """Who held what on a day, as far as articles up to then tell."""
    rows, _ = window.lists.rows("post", window.thing, MOST_AT, 0, window.at, over="since")
    known = [post for row in rows if (post := _post(row, window.at)).days]
    known.sort(key=lambda p: (p.last, p.first, p.role), reverse=True)
    holders: dict[tuple[str, str], Post] = {}
    for post in known:
        holders.setdefault((post.role, post.organization), post)
    return [p for p in known if p.person == window.thing or holders[p.role, p.organization] is p]


@dataclass(slots=True)
class Happening:
    """An event and what the page's thing is to it."""

    event: str
    start: str
    facts: list[Fact] = field(default_factory=list)
    slots: dict[str, list[str]] = field(default_factory=dict)
    """Property -> the others that the event has in it."""
    beside: list[Fact] = field(default_factory=list)
    """That the first of each of these others belong to it."""


def events(page: Page, window: Window) -> Listed[Happening]:
    """Events that a thing has to do with, the latest first."""
    rows, total = window.rows("event")
    found = [happening(page, row, window.thing) for row in rows]
    for event in found:  # who else was there has its words, too: the first of each part
        firsts = sorted(
            ((p, values[0]) for p, values in event.slots.items()), key=lambda one: one[0] not in TAKING_PART
        )
        event.beside = [page.fact(event.event, prop, NamedNode(value)) for prop, value in firsts[:MOST_BESIDE]]
    return Listed(found, total)


def happening(page: Page, row: Row, thing: str = "") -> Happening:
    """One row of a list of events; what ``thing`` is to it, and who and what else belongs to it."""
    event, known = row["event"], row["slots"]
    page.want(event)
    page.things[event].slots = known
    made = Happening(event, row["start"])
    for prop in SLOT_ORDER:
        values = known.get(prop, ())
        if thing in values:
            made.facts.append(page.fact(event, prop, NamedNode(thing)))
        if others := [value for value in values if value != thing]:
            made.slots[prop] = others
            page.want(*others[:MOST_NAMED])
    return made


def stated(page: Page, event: Happening) -> list[Fact]:
    """What a line on an event that stands by itself rests on: its day and the first of who and what it names."""
    facts = [page.fact(event.event, SCHEMA + "startDate", date(event.start))] if event.start else []
    parts = [(prop, value) for prop, values in event.slots.items() for value in values[:MOST_TOLD]]
    return facts + [page.fact(event.event, prop, NamedNode(value)) for prop, value in parts[:MOST_PARTS]]


@dataclass(frozen=True, slots=True)
class Other:
    """Something that has a part in the same events."""

    entity: str
    count: int


def others(page: Page, window: Window) -> Listed[Other]:
    """Who and what was there too, the most often first."""
    found = window.lists.together(window.thing, MOST_OTHERS)
    rows = [Other(*pair) for pair in found[window.offset : window.offset + window.size]]
    page.want(*(other.entity for other in rows))
    return Listed(rows, len(found))


@dataclass(slots=True)
class Figure:
    """A statistic about the page's thing."""

    statistic: str
    measure: Literal | None
    value: Literal
    unit: str
    date: str
    fact: Fact


def figures(page: Page, window: Window) -> Listed[Figure]:
    """Figures about a thing."""
    rows, total = window.rows("figure")
    return Listed([_figure(page, row) for row in rows], total)


def _figure(page: Page, row: Row) -> Figure:
    value = Literal(row["value"], datatype=NamedNode(row["datatype"]))
    measure = row["measure"]
    return Figure(
        row["statistic"],
        (Literal(measure, language=row["language"]) if row["language"] else Literal(measure)) if measure else None,
        value,
        row["unit"],
        row["date"],
        page.fact(row["statistic"], SCHEMA + "value", value),
    )


@dataclass(slots=True)
class Project:
    """A project in or by the page's thing, with its figures."""

    project: str
    fact: Fact
    figures: list[Figure] = field(default_factory=list)


def sums(window: Window) -> list[tuple[str, float]]:
    """Sums of yuan about a thing with their dates, for its chart."""
    rows, _ = window.lists.rows("figure", window.thing, MOST_SUMS)
    return [(row["date"], float(row["value"])) for row in rows if row["unit"] == "CNY" and row["date"]]


#: Figures that a chart is made from.
MOST_SUMS: Final = 500
#: Figures of one project that its row shows.
MOST_FIGURES: Final = 4


def projects(page: Page, window: Window) -> Listed[Project]:
    """Projects here, or that a thing develops, those with figures first."""
    rows, total = window.rows("project")
    return Listed([_project(page, row, window.thing) for row in rows], total)


def _project(page: Page, row: Row, thing: str) -> Project:
    project, prop = row["project"], row["property"]
    page.want(project)
    here = (thing, prop, NamedNode(project)) if prop == CG + "develops" else (project, prop, NamedNode(thing))
    if "event" in row:
        here = (row["event"], prop, NamedNode(project))
        page.want(row["event"])
    return Project(project, page.fact(*here), [_figure(page, figure) for figure in row["figures"][:MOST_FIGURES]])


def articles(page: Page, window: Window) -> Listed[str]:
    """Articles that mention a thing, the latest first."""
    rows, total = window.rows("article")
    found = [row["article"] for row in rows]
    page.want(*found)
    return Listed(found, total)


def shared(page: Page, window: Window) -> Listed[tuple[str, list[str]]]:
    """People who hold posts here and elsewhere, with the other organisations."""
    rows, total = window.rows("shared")
    found = [(row["person"], [o for o in row["organizations"] if o != window.thing]) for row in rows]
    page.want(*(iri for person, bodies in found for iri in (person, *bodies[:MOST_NAMED])))
    return Listed(found, total)


def companies(page: Page, window: Window) -> Listed[Fact]:
    """Companies in a park or place, or that work on an industry, the most mentioned first."""
    rows, total = window.rows("company")
    page.want(*(row["company"] for row in rows))
    return Listed([page.fact(row["company"], row["property"], NamedNode(window.thing)) for row in rows], total)


@dataclass(frozen=True, slots=True)
class Working:
    """A park or place that works on an industry: itself, or through an organisation there."""

    site: str
    through: str
    facts: tuple[Fact, ...]


def sites(page: Page, window: Window) -> Listed[Working]:
    """Parks and places that work on an industry, those that do so themselves first."""
    rows, total = window.rows("site")
    return Listed([_working(page, row, window.thing) for row in rows], total)


def _working(page: Page, row: Row, industry: str) -> Working:
    site, through = row["site"], row.get("through", "")
    page.want(site, *([through] if through else []))
    facts = [page.fact(through or site, row["property"], NamedNode(industry))]
    if through:
        facts.append(page.fact(through, CG + "locatedIn", NamedNode(site)))
    return Working(site, through, tuple(facts))


#: Lists that have pages of their own, by their name in addresses.
LISTS: Final[dict[str, Callable[[Page, Window], Listed[object]]]] = {
    "posts": posts, "events": events, "others": others, "figures": figures, "projects": projects,
    "articles": articles, "interlocks": shared, "companies": companies, "sites": sites,
}  # fmt: skip
