"""The lists of a generation: for each thing its events, articles, posts, figures, projects and shared people.

A thing that thousands of articles write about would make its page sort thousands of rows to show ten. They are sorted
and counted once, with the generation: a list's first rows and its true length then cost the same for every thing.
What each list holds is said by the ``.rq`` file of the panel that shows it, and tests hold the two against each other.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import tantivy

from kg.terms import CG, DCTERMS, ORG, RDF, SCHEMA, Iris

Row = dict[str, Any]

#: File with what is counted over the whole graph.
SUMMARY: Final = "summary.json"
#: Folder of the lists inside that of the search index.
FOLDER: Final = "lists"
KINDS: Final = ("event", "article", "post", "figure", "project", "shared", "company", "site")
PARTS: Final = tuple(
    CG + name for name in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee", "visited")
)
#: Properties by which events have something in them.
SLOTS: Final = (*PARTS, CG + "about", SCHEMA + "location")
MONEY: Final = ("CNY", "USD", "EUR")
#: Days of articles that a post's row keeps for its picture, the first and the last ones.
MOST_DAYS: Final = 400
MOST_MEMBERSHIPS: Final = 4
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the lists of some things."""

    kind: str
    things: tuple[str, ...]
    when: str
    """ISO date, month or year that the list is sorted by; empty sorts last."""
    row: Row
    parts: tuple[str, ...] = ()
    """Who and what takes part, for what is counted together."""
    since: str = ""
    """The first date, where an entry stands for a time."""
    rank: int = 0
    """What the list is sorted by instead of a date."""


@cache
def schema() -> tantivy.Schema:
    """Fields of the index of lists."""
    builder = tantivy.SchemaBuilder()
    for name in ("kind", "thing"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("month", "part"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("when", "since"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("row", stored=True)
    return builder.build()


def build_lists(store: ox.Store, folder: Path, iris: Iris) -> None:
    """Write the lists of ``store``, whose default graph holds everything merged, into ``folder``."""
    folder.mkdir()
    writer = tantivy.Index(schema(), path=str(folder)).writer(heap_size=64_000_000, num_threads=1)
    kept = posts(store, iris)
    for make in (events, articles, figures, projects, companies, sites):
        _add(writer, make(store))
    _add(writer, kept)
    _add(writer, shared(kept))
    writer.commit()
    writer.wait_merging_threads()
    (folder / SUMMARY).write_text(json.dumps(summary(store, iris), ensure_ascii=False), encoding="utf-8")


def _order(entry: Entry) -> tuple[int, str, str, str]:
    return entry.rank, entry.when, entry.since, json.dumps(entry.row, sort_keys=True)


def _add(writer: tantivy.IndexWriter, entries: Iterable[Entry]) -> None:
    """In the order that a list has among entries of one date."""
    for entry in sorted(entries, key=_order, reverse=True):
        writer.add_document(_document(entry))


def number(day: str) -> int:
    """An ISO date, month or year as a number that sorts as dates do."""
    digits = "".join(match.groups("00")) if (match := _DAY.match(day)) else "0"
    return int(digits)


def _document(entry: Entry) -> tantivy.Document:
    values: dict[str, Any] = {
        "kind": entry.kind, "thing": list(dict.fromkeys(entry.things)), "part": list(dict.fromkeys(entry.parts)),
        "when": entry.rank or number(entry.when), "since": number(entry.since),
        "row": json.dumps(entry.row, ensure_ascii=False).encode(),
    }  # fmt: skip
    if (match := _DAY.match(entry.when)) and match[2]:
        values["month"] = entry.when[:7]
    return tantivy.Document(**values)


def _pairs(store: ox.Store, prop: str) -> Iterator[tuple[str, str]]:
    """Subjects and values of a property in the merged graph; literals by their text."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(prop), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.subject.value, quad.object.value


def _latest(store: ox.Store, prop: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for subject, value in _pairs(store, prop):
        found[subject] = max(found.get(subject, ""), value)
    return found


def _many(store: ox.Store, prop: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, value in _pairs(store, prop):
        found[subject].append(value)
    return {subject: sorted(values) for subject, values in found.items()}


def summary(store: ox.Store, iris: Iris) -> Row:
    """What pages tell of the whole graph: claims by tenths of their confidence, and where most is built.

    That is the place that articles themselves, not what follows from them, give for the most projects with a sum.
    """
    bands = Counter(f"{int(float(value) * 10) / 10:.1f}" for _, value in _pairs(store, CG + "confidence"))
    places = {subject for subject, cls in _pairs(store, RDF + "type") if cls == CG + "Place"}
    ours = iris.article("")
    built: dict[str, set[str]] = defaultdict(set)
    for entry in projects(store):
        project, place, prop = entry.row["project"], entry.things[0], entry.row["property"]
        if place not in places or not any(figure["unit"] in MONEY for figure in entry.row["figures"]):
            continue
        subject, prop = (entry.row["event"], SCHEMA + "location") if "event" in entry.row else (project, prop)
        found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(prop), ox.NamedNode(place), None)
        if any(isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(ours) for q in found):
            built[place].add(project)
    most = min(built, key=lambda place: (-len(built[place]), place), default="")
    return {"confidence": dict(sorted(bands.items(), reverse=True)), "built": most}


def events(store: ox.Store) -> Iterator[Entry]:
    """Events with who and what belongs to them, as events.rq tells of one thing."""
    slots: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for prop in SLOTS:
        for event, values in _many(store, prop).items():
            slots[event][prop] = values
    starts = _latest(store, SCHEMA + "startDate")
    for event, found in slots.items():
        parts = tuple(v for prop in PARTS for v in found.get(prop, ()))
        things = tuple(v for values in found.values() for v in values)
        start = starts.get(event, "")
        yield Entry("event", things, start, {"event": event, "start": start, "slots": found}, parts)


def articles(store: ox.Store) -> Iterator[Entry]:
    """Articles with what they mention, as articles.rq tells of one thing."""
    issued = _latest(store, DCTERMS + "issued")
    for article, mentioned in _many(store, SCHEMA + "mentions").items():
        yield Entry("article", tuple(mentioned), issued.get(article, ""), {"article": article})


@dataclass(slots=True)
class _Post:
    jurisdictions: tuple[str, ...]
    memberships: dict[str, None] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)


def posts(store: ox.Store, iris: Iris) -> list[Entry]:
    """A person's post in one organisation, as all articles together show it; posts.rq has the memberships."""
    roles, bodies = _many(store, ORG + "role"), _many(store, ORG + "organization")
    governed, issued = _many(store, CG + "jurisdiction"), _latest(store, DCTERMS + "issued")
    found: dict[tuple[str, str, str], _Post] = {}
    ours = iris.article("")
    for quad in store.quads_for_pattern(None, ox.NamedNode(ORG + "member"), None, None):
        if not isinstance(quad.graph_name, ox.NamedNode) or not quad.graph_name.value.startswith(ours):
            continue
        membership, person = quad.subject.value, quad.object.value  # type: ignore[union-attr]  # IRIs, by the shapes
        for role in roles.get(membership, [""]):
            for body in bodies.get(membership, [""]):
                post = found.setdefault((person, role, body), _Post(tuple(governed.get(body, ()))))
                post.memberships[membership] = None
                post.articles[quad.graph_name.value] = issued.get(quad.graph_name.value, "")
    return [_post(*key, post) for key, post in found.items()]


def _post(person: str, role: str, body: str, post: _Post) -> Entry:
    days = sorted({day for day in post.articles.values() if day})
    kept = days if len(days) <= MOST_DAYS else days[: MOST_DAYS // 2] + days[-MOST_DAYS // 2 :]
    first, last = (days[0], days[-1]) if days else ("", "")
    row: Row = {
        "person": person, "role": role, "organization": body, "jurisdiction": next(iter(post.jurisdictions), ""),
        "memberships": sorted(post.memberships)[:MOST_MEMBERSHIPS], "articles": len(post.articles), "days": kept,
    }  # fmt: skip
    things = tuple(filter(None, (person, role, body, *post.jurisdictions)))
    return Entry("post", things, last, row, since=first)


def figures(store: ox.Store) -> Iterator[Entry]:
    """Figures with what they are about, as statistics.rq tells of one thing."""
    for statistic, (about, row) in _figures(store).items():
        yield Entry("figure", tuple(about), row["date"], {"statistic": statistic, **row})


def _figures(store: ox.Store) -> dict[str, tuple[list[str], Row]]:
    about = _many(store, SCHEMA + "observationAbout")
    dates, units = _latest(store, SCHEMA + "observationDate"), _latest(store, CG + "unit")
    measures: dict[str, tuple[str, str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(CG + "measure"), None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.Literal):
            measures[quad.subject.value] = (quad.object.value, quad.object.language or "")  # type: ignore[union-attr]
    found: dict[str, tuple[list[str], Row]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(SCHEMA + "value"), None, ox.DefaultGraph()):
        statistic = quad.subject.value  # type: ignore[union-attr]  # statistics have IRIs
        if statistic in about and isinstance(quad.object, ox.Literal):
            measure, language = measures.get(statistic, ("", ""))
            row = {
                "value": quad.object.value, "datatype": quad.object.datatype.value, "measure": measure,
                "language": language, "unit": units.get(statistic, ""), "date": dates.get(statistic, ""),
            }  # fmt: skip
            found[statistic] = (about[statistic], row)
    return found


def projects(store: ox.Store) -> Iterator[Entry]:
    """What is built where and by whom, with its figures, as projects.rq tells of one place or organisation."""
    sums: dict[str, list[Row]] = defaultdict(list)
    for statistic, (about, row) in _figures(store).items():
        for thing in about:
            sums[thing].append({"statistic": statistic, **row})
    funded = {thing for thing, rows in sums.items() if any(row["unit"] in MONEY for row in rows)}
    entries: dict[tuple[str, str], Row] = {}
    for project, place, row in _built(store, funded):
        entries.setdefault((place, project), {**row, "figures": sums.get(project, [])})
    for (place, _), row in entries.items():
        yield Entry("project", (place,), "1000" if row["figures"] else "", row)


def _built(store: ox.Store, funded: set[str]) -> Iterator[tuple[str, str, Row]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, cls in _pairs(store, RDF + "type"):
        kinds[cls.removeprefix(CG)].add(subject)
    for prop in (CG + "locatedIn", CG + "partOf"):
        for project, place in _pairs(store, prop):
            built = project in funded and (project in kinds["Park"] or project in kinds["Facility"])
            if project in kinds["Project"] or (built and prop == CG + "locatedIn"):
                yield project, place, {"project": project, "property": prop}
    for by, project in _pairs(store, CG + "develops"):
        yield project, by, {"project": project, "property": CG + "develops"}
    about = _many(store, CG + "about")
    for event, place in _pairs(store, SCHEMA + "location"):
        for project in about.get(event, ()):
            if project in funded:
                yield project, place, {"project": project, "property": CG + "about", "event": event}


def shared(kept: Iterable[Entry]) -> Iterator[Entry]:
    """People with posts in several organisations, as interlocks.rq tells of one organisation."""
    bodies: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in kept:
        body = entry.row["organization"]
        if body:
            held = bodies[entry.row["person"]]
            held[body] = max(held.get(body, ""), entry.when)
    for person, held in bodies.items():
        if len(held) > 1:
            row = {"person": person, "organizations": sorted(held)}
            yield Entry("shared", tuple(held), max(held.values()), row)


def companies(store: ox.Store) -> Iterator[Entry]:
    """Companies by the park or place that they are in and the industry that they work on, as companies.rq tells."""
    firms = {firm for firm, cls in _pairs(store, RDF + "type") if cls == CG + "Enterprise"}
    mentions = Counter(thing for _, thing in _pairs(store, SCHEMA + "mentions"))
    found: dict[tuple[str, str], str] = {}
    for prop in (CG + "locatedIn", CG + "operatesIn", CG + "focusesOn"):
        for firm, thing in _pairs(store, prop):
            if firm in firms:
                found.setdefault((firm, thing), prop)
    for (firm, thing), prop in found.items():
        yield Entry("company", (thing,), "", {"company": firm, "property": prop}, rank=1 + mentions[firm])


def sites(store: ox.Store) -> Iterator[Entry]:
    """Parks and places that work on an industry, themselves or by an organisation in a park, as sites.rq tells."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, cls in _pairs(store, RDF + "type"):
        kinds[cls].add(subject)
    parks, where = kinds[CG + "Park"], _many(store, CG + "locatedIn")
    found: dict[tuple[str, str], Row] = {}
    for site, industry in _pairs(store, CG + "focusesOn"):
        if site in parks or site in kinds[CG + "Place"]:
            found[site, industry] = {"site": site, "property": CG + "focusesOn"}
    for prop in (CG + "operatesIn", CG + "focusesOn"):
        for organization, industry in _pairs(store, prop):
            for park in where.get(organization, ()) if organization not in parks else ():
                if park in parks:
                    found.setdefault((park, industry), {"site": park, "property": prop, "through": organization})
    for (site, industry), row in found.items():
        yield Entry("site", (industry,), "", row, rank=(1 if "through" in row else 3) + (site in parks))
