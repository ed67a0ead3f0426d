"""The rows of the lists that belong to one node, from what stands near it."""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from kg.search.lists import MONEY, MOST_DAYS, MOST_MEMBERSHIPS, PARTS, SLOTS, Entry, Row
from kg.search.near import TYPE, Near
from kg.terms import CG, ORG, SCHEMA, Iris

MEMBER, ROLE, BODY = ORG + "member", ORG + "role", ORG + "organization"
MENTIONS, ABOUT, OBSERVED = SCHEMA + "mentions", CG + "about", SCHEMA + "observationAbout"
LOCATED, FOCUS, OPERATES = CG + "locatedIn", CG + "focusesOn", CG + "operatesIn"
PARK, PLACE = CG + "Park", CG + "Place"


def entries(near: Near, node: str, iris: Iris) -> Iterator[Entry]:
    """All rows that belong to ``node``."""
    out = near.out(node)
    if not out.keys().isdisjoint(SLOTS):
        yield _event(near, node)
    if MENTIONS in out:
        day, publishers = near.published(node)
        yield Entry("article", tuple(near.values(node, MENTIONS)), day, {"article": node}, publishers)
    if OBSERVED in out and (row := _figure(near, node)):
        yield Entry("figure", tuple(near.values(node, OBSERVED)), row["date"], {"statistic": node, **row})
    if near.named(node):
        yield from _person(near, node, iris)
        yield from _projects(near, node, iris)
    types = near.types(node)
    if CG + "Enterprise" in types:
        yield from _company(near, node)
    if PARK in types or PLACE in types:
        yield from _sites(near, node, park=PARK in types)


def _event(near: Near, event: str) -> Entry:
    """An event with who and what belongs to it, as events.rq tells of one thing."""
    slots = {prop: values for prop in SLOTS if (values := near.values(event, prop))}
    parts = tuple(v for prop in PARTS for v in slots.get(prop, ()))
    things = tuple(v for values in slots.values() for v in values)
    start = near.latest(event, SCHEMA + "startDate")
    return Entry("event", things, start, {"event": event, "start": start, "slots": slots}, parts)


def _figure(near: Near, statistic: str) -> Row | None:
    """A figure, as statistics.rq tells of one thing."""
    value = next(reversed(list(near.literals(statistic, SCHEMA + "value"))), None)
    if value is None or not near.values(statistic, OBSERVED):
        return None
    measure = next(reversed(list(near.literals(statistic, CG + "measure"))), None)
    return {
        "value": value.value, "datatype": value.datatype.value, "measure": measure.value if measure else "",
        "language": (measure.language if measure else None) or "", "unit": near.latest(statistic, CG + "unit"),
        "date": near.latest(statistic, SCHEMA + "observationDate"),
    }  # fmt: skip


def _person(near: Near, person: str, iris: Iris) -> Iterator[Entry]:
    """A person's post in one organisation, as all articles together show it; posts.rq has the memberships.

    Those with posts in several organisations are shared by these, as interlocks.rq tells of one organisation.
    """
    memberships: dict[tuple[str, str], set[str]] = defaultdict(set)
    days: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    ours = iris.article("")
    for membership in near.into(MEMBER, person):
        graphs = [graph for graph in near.graphs(membership, MEMBER, person) if graph.startswith(ours)]
        if not graphs:
            continue
        for role in near.values(membership, ROLE) or [""]:
            for body in near.values(membership, BODY) or [""]:
                memberships[role, body].add(membership)
                days[role, body] |= {graph: near.published(graph)[0] for graph in graphs}
    held: dict[str, str] = {}
    for (role, body), found in memberships.items():
        post = _post(near, person, role, body, found, days[role, body])
        if body:
            held[body] = max(held.get(body, ""), post.when)
        yield post
    if len(held) > 1:
        yield Entry(
            "shared", tuple(held), max(held.values()), {"person": person, "organizations": sorted(held)}
        )  # fmt: skip


def _post(near: Near, person: str, role: str, body: str, memberships: set[str], articles: dict[str, str]) -> Entry:
    days = sorted({day for day in articles.values() if day})
    kept = days if len(days) <= MOST_DAYS else days[: MOST_DAYS // 2] + days[-MOST_DAYS // 2 :]
    first, last = (days[0], days[-1]) if days else ("", "")
    governed = near.values(body, CG + "jurisdiction") if body else []
    row: Row = {
        "person": person, "role": role, "organization": body, "jurisdiction": next(iter(governed), ""),
        "memberships": sorted(memberships)[:MOST_MEMBERSHIPS], "articles": len(articles), "days": kept,
    }  # fmt: skip
    return Entry("post", tuple(filter(None, (person, role, body, *governed))), last, row, since=first)


def _projects(near: Near, project: str, iris: Iris) -> Iterator[Entry]:
    """Where and by whom ``project`` is built, with its figures, as projects.rq tells of one place or organisation."""
    if next(_built(near, project, funded=True), None) is None:
        return  # of a place there may be thousands of figures
    about = ((statistic, _figure(near, statistic)) for statistic in near.into(OBSERVED, project))
    figures = [{"statistic": statistic, **row} for statistic, row in about if row]
    funded = any(row["unit"] in MONEY for row in figures)
    found: dict[str, Row] = {}
    for place, row in _built(near, project, funded=funded):
        found.setdefault(place, row)
    for place, row in found.items():
        built = (place,) if funded and _asserted(near, place, row, iris) else ()
        yield Entry("project", (place,), "1000" if figures else "", {**row, "figures": figures}, built=built)


def _built(near: Near, project: str, *, funded: bool) -> Iterator[tuple[str, Row]]:
    types = near.types(project)
    for prop in (LOCATED, CG + "partOf"):
        if CG + "Project" in types or (funded and prop == LOCATED and (PARK in types or CG + "Facility" in types)):
            for place in near.values(project, prop):
                yield place, {"project": project, "property": prop}
    for by in near.into(CG + "develops", project):
        yield by, {"project": project, "property": CG + "develops"}
    for event in near.into(ABOUT, project) if funded else ():
        for place in near.values(event, SCHEMA + "location"):
            yield place, {"project": project, "property": ABOUT, "event": event}


def _asserted(near: Near, place: str, row: Row, iris: Iris) -> bool:
    """Whether an article itself, not what follows from one, says that a project is in the place ``place``."""
    if PLACE not in near.types(place):
        return False
    subject, prop = (row["event"], SCHEMA + "location") if "event" in row else (row["project"], row["property"])
    return any(graph.startswith(iris.article("")) for graph in near.graphs(subject, prop, place))


def _company(near: Near, firm: str) -> Iterator[Entry]:
    """A company by the park or place that it is in and the industry that it works on, as companies.rq tells."""
    found: dict[str, str] = {}
    for prop in (LOCATED, OPERATES, FOCUS):
        for thing in near.values(firm, prop):
            found.setdefault(thing, prop)
    mentions = len(near.into(MENTIONS, firm)) if found else 0
    for thing, prop in found.items():
        yield Entry("company", (thing,), "", {"company": firm, "property": prop}, rank=1 + mentions)


def _sites(near: Near, site: str, *, park: bool) -> Iterator[Entry]:
    """A park or place that works on an industry, itself or by an organisation in a park, as sites.rq tells."""
    found: dict[str, Row] = {
        industry: {"site": site, "property": FOCUS} for industry in near.values(site, FOCUS)
    }  # fmt: skip
    for organization in near.into(LOCATED, site) if park else ():
        if PARK in near.types(organization):
            continue
        for prop in (OPERATES, FOCUS):
            for industry in near.values(organization, prop):
                found.setdefault(industry, {"site": site, "property": prop, "through": organization})
    for industry, row in found.items():
        yield Entry("site", (industry,), "", row, rank=(1 if "through" in row else 3) + park)


def owners(near: Near, classes: tuple[str, ...]) -> Iterator[str]:
    """Every node that may own rows, each once; ``classes`` are those of things that can be found."""
    for number, cls in enumerate(classes):
        earlier = frozenset(classes[:number])
        for node in near.members(cls):
            if earlier.isdisjoint(near.values(node, TYPE)):  # all that is said of it is needed next
                yield node
    yield from sorted(_of_no_class(near.store, classes))


def _of_no_class(store: ox.Store, classes: tuple[str, ...]) -> set[str]:
    """What has rows though nothing says that it is of one of ``classes``: people may write so."""
    known = ", ".join(f"<{cls}>" for cls in classes)
    unknown = f"FILTER NOT EXISTS {{ ?node a ?class FILTER(?class IN ({known})) }} FILTER(isIRI(?node))"
    found: set[str] = set()
    for prop, pattern in (
        *((prop, "?node <{}> ?value") for prop in (*SLOTS, MENTIONS, OBSERVED, LOCATED, CG + "partOf", FOCUS)),
        *((prop, "?value <{}> ?node") for prop in (MEMBER, CG + "develops", ABOUT)),
    ):
        rows = store.query(f"SELECT DISTINCT ?node {{ {pattern.format(prop)} {unknown} }}")
        found.update(row["node"].value for row in rows)  # type: ignore[union-attr]  # a SELECT
    return found
