"""The lists of a generation: for each thing its events, articles, posts, figures, projects and shared people.

A thing that thousands of articles write about would make its page sort thousands of rows to show ten. They are sorted
and counted once, with the generation: a list's first rows and its true length then cost the same for every thing.
What each list holds is said by the ``.rq`` file of the panel that shows it, and tests hold the two against each other.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import tantivy

from kg.errors import StoreError, Where
from kg.terms import CG, DCTERMS, ORG, RDF, SCHEMA, Iris

Row = dict[str, Any]

#: Folder of the lists inside that of the search index.
FOLDER: Final = "lists"
KINDS: Final = ("event", "article", "post", "figure", "project", "shared", "company")
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
    for entries in (
        events(store),
        articles(store),
        kept,
        figures(store),
        projects(store),
        shared(kept),
        companies(store),
    ):
        ordered = sorted(
            entries, key=lambda e: (e.rank, e.when, e.since, json.dumps(e.row, sort_keys=True)), reverse=True
        )
        for entry in ordered:
            writer.add_document(_document(entry))
    writer.commit()
    writer.wait_merging_threads()


def _order(entry: Entry) -> tuple[int, str, str, str]:
    return entry.rank, entry.when, entry.since, json.dumps(entry.row, sort_keys=True)


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


class Lists:
    """The lists in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there are none in ``folder``, or they are damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            index = tantivy.Index(schema(), path=str(folder)) if (folder / "meta.json").exists() else None
        except ValueError as error:
            raise StoreError(f"the lists cannot be opened: {error}", where=Where(str(folder))) from error
        if index is None:
            raise StoreError("there are no lists", where=Where(str(folder)), hint="build again: kg build")
        self._searcher = index.searcher()

    def rows(
        self, kind: str, thing: str, limit: int, offset: int = 0, until: str = "", *, over: str = "when"
    ) -> tuple[list[Row], int]:
        """Rows of a thing's list, the latest first, and how many there are; ``until`` a day only.

        ``over`` is what is compared with that day: ``when``, or ``since``, the beginning of what lasts.
        """
        query = _of(kind, thing, until, over)
        found = self._searcher.search(query, limit, True, "when", offset)
        rows = [json.loads(self._searcher.doc(address).get_first("row") or b"{}") for _, address in found.hits]
        return rows, found.count or 0  # type: ignore[attr-defined]  # the stub lacks it

    def months(self, kind: str, thing: str, until: str = "") -> list[tuple[str, int]]:
        """How many rows of a list fall into each month that has some, in order."""
        return sorted(self._terms(_of(kind, thing, until), "month", 2000))

    def together(self, thing: str, most: int) -> list[tuple[str, int]]:
        """Who and what else takes part where ``thing`` does, most often first, and at how many events."""
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, q) for q in (_term("kind", "event"), _part(thing))])
        found = [(other, count) for other, count in self._terms(query, "part", most + 1) if other != thing]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]

    def _terms(self, query: tantivy.Query, name: str, size: int) -> list[tuple[str, int]]:
        found: Mapping[str, Any] = self._searcher.aggregate(query, {"all": {"terms": {"field": name, "size": size}}})
        return [(bucket["key"], bucket["doc_count"]) for bucket in found["all"]["buckets"]]


def _term(name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), name, value, index_option="basic")


def _part(thing: str) -> tantivy.Query:
    return _term("part", thing)


def _of(kind: str, thing: str, until: str = "", over: str = "when") -> tantivy.Query:
    wanted = [_term("kind", kind), _term("thing", thing)]
    if until:
        wanted.append(tantivy.Query.range_query(schema(), over, tantivy.FieldType.Integer, 0, number(until)))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in wanted])
