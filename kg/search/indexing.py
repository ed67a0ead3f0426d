"""Builds the search index of a generation from its store."""

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import tantivy

from kg.event_titles import LANGUAGES, title
from kg.search.fields import fold, pairs, schema, sounds, words
from kg.search.lists import FOLDER, build_lists, events
from kg.terms import CG, ORG, PREFIXES, Iris

#: Classes whose members can be found; the weight puts things that people look for before statements about them.
CLASSES: Final[dict[str, float]] = {
    CG + "Person": 1.3, CG + "GovernmentBody": 1.2, CG + "Enterprise": 1.2, CG + "Institution": 1.2, CG + "Park": 1.25,
    CG + "Facility": 1.1, CG + "Place": 1.3, CG + "Project": 1.15, CG + "Industry": 1.2, ORG + "Role": 1.0,
    CG + "Visit": 0.9, CG + "Meeting": 0.9, CG + "Ceremony": 0.9, CG + "Signing": 0.9, CG + "Conference": 0.9,
    CG + "Statistic": 0.6, CG + "Article": 0.8,
}  # fmt: skip


@dataclass(slots=True)
class _Thing:
    cls: str
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    facets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parts: dict[str, None] = field(default_factory=dict)
    mentions: int = 0
    when: str = ""
    text: str = ""


def build_index(store: ox.Store, folder: Path, iris: Iris) -> None:
    """Write the index of ``store``, whose default graph holds everything merged, into the existing ``folder``."""
    things = dict(_things(store))
    _names(store, things)
    _titles(store, things)
    _facets(store, things)
    index = tantivy.Index(schema(), path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for iri, thing in things.items():
        if thing.names or thing.text:
            writer.add_document(_document(iri, thing))
    writer.commit()
    writer.wait_merging_threads()
    build_lists(store, folder / FOLDER, iris)


def _rows(store: ox.Store, pattern: str, *names: str) -> Iterator[list[str]]:
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    solutions = store.query(f"{prologue}SELECT {' '.join('?' + n for n in names)} WHERE {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the query above is a SELECT
    for row in solutions:
        yield [row[name].value if row[name] is not None else "" for name in names]


def _things(store: ox.Store) -> Iterator[tuple[str, _Thing]]:
    for cls in CLASSES:
        held = " FILTER EXISTS { ?membership org:role ?thing }" if cls == ORG + "Role" else ""
        for (iri,) in _rows(store, f"?thing a <{cls}> FILTER(isIRI(?thing)){held}", "thing"):
            yield iri, _Thing(cls)


def _names(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    for prop, preferred in (
        ("skos:prefLabel", True), ("rdfs:label", True), ("dcterms:title", True), ("skos:altLabel", False),
        ("skos:hiddenLabel", False),
    ):  # fmt: skip
        pattern = f"?thing {prop} ?name BIND(LANG(?name) AS ?language)"
        for iri, name, language in _rows(store, pattern, "thing", "name", "language"):
            if thing := things.get(iri):
                thing.names[name] = None
                if preferred:
                    thing.labels.setdefault(language or "en", name)
    for iri, body in _rows(store, "?thing schema:articleBody ?body", "thing", "body"):
        if thing := things.get(iri):
            thing.text = body


def _titles(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    """Events are found by the titles that the pages give them, besides their own labels."""
    kinds = {cls: dict[str, str]() for cls in CLASSES}
    for cls, label, language in _rows(store, "?c rdfs:label ?n BIND(LANG(?n) AS ?l)", "c", "n", "l"):
        if cls in kinds:
            kinds[cls].setdefault(language or "en", label)
    for entry in events(store):
        event = things.get(entry.row["event"])
        if event is None or event.cls not in kinds:
            continue
        titles = {tag: _title(event, entry.row["slots"], kinds[event.cls], things, tag) for tag in LANGUAGES}
        event.names |= dict.fromkeys(titles.values())
        event.labels = event.labels | titles


def _title(
    event: _Thing, slots: Mapping[str, list[str]], kinds: Mapping[str, str], things: Mapping[str, _Thing], language: str
) -> str:
    def called(iri: str) -> str:
        return _named(things[iri].labels, language) if iri in things else ""

    own = next((name for tag, name in event.labels.items() if tag.split("-")[0] == language), "")
    kind = _named(kinds, language) or event.cls.removeprefix(CG).lower()
    named = {prop: [value for value in values if called(value)] for prop, values in slots.items()}
    return title(own, kind, event.cls == CG + "Visit", named, called, language)


def _named(labels: Mapping[str, str], language: str) -> str:
    """A label in a language, else in English, Chinese, any."""
    return next((labels[tag] for tag in (language, "en", "zh") if tag in labels), next(iter(labels.values()), ""))


def _facets(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    """What each thing can be narrowed by, how often it is mentioned, and what one line about it says."""
    found: tuple[tuple[str, str, bool], ...] = (
        ("place", "?thing cg:locatedIn|cg:operatesIn|cg:jurisdiction|schema:location ?value", True),
        ("place", "?post org:member ?thing ; org:organization/cg:jurisdiction ?value", False),
        ("industry", "?thing cg:focusesOn ?value", False),
    )
    for name, pattern, shown in found:
        for iri, value in _rows(store, pattern, "thing", "value"):
            if thing := things.get(iri):
                thing.facets[name].add(value)
                if shown:
                    thing.parts[value] = None
    pattern = "?post org:member ?thing ; org:role ?role OPTIONAL { ?post org:organization ?body }"
    for iri, role, body in _rows(store, pattern, "thing", "role", "body"):
        if (thing := things.get(iri)) and len(thing.parts) < 2:
            thing.parts |= {part: None for part in (role, body) if part}
    for iri, value in _rows(store, "?thing cg:visited|cg:about|schema:observationAbout ?value", "thing", "value"):
        if thing := things.get(iri):
            thing.parts[value] = None
    for iri, start in _rows(store, "?thing schema:startDate ?start", "thing", "start"):
        if thing := things.get(iri):
            thing.facets["year"].add(start[:4])
            thing.when = max(thing.when, start)
    _articles(store, things)


def _articles(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    """Dates and publishers of articles, for themselves and for what they mention."""
    about: dict[str, tuple[str, str]] = {}
    pattern = (
        "?article a cg:Article OPTIONAL { ?article dcterms:issued ?issued } OPTIONAL { ?article dcterms:publisher ?by }"
    )
    for iri, issued, publisher in _rows(store, pattern, "article", "issued", "by"):
        about[iri] = (issued, publisher)
        if thing := things.get(iri):
            _date(thing, issued, publisher)
    for iri, article in _rows(store, "?article a cg:Article ; schema:mentions ?thing", "thing", "article"):
        issued, publisher = about.get(article, ("", ""))
        mentioned, by = things.get(iri), things.get(article)
        if mentioned:
            mentioned.mentions += 1
            _date(mentioned, issued, publisher)
        if by and mentioned and mentioned.cls == CG + "Place":
            by.facets["place"].add(iri)
        if by and mentioned and mentioned.cls == CG + "Industry":
            by.facets["industry"].add(iri)


def _date(thing: _Thing, issued: str, publisher: str) -> None:
    if issued:
        thing.facets["year"].add(issued[:4])
        thing.when = max(thing.when, issued)
    if publisher:
        thing.facets["source"].add(publisher)


def _document(iri: str, thing: _Thing) -> tantivy.Document:
    names = list(thing.names)
    folded = [fold(name) for name in names]
    stored = {
        "labels": thing.labels, "names": names[:40], "cls": thing.cls, "parts": list(thing.parts)[:3],
        "mentions": thing.mentions, "when": thing.when, "text": thing.text[:100_000],
    }  # fmt: skip
    facets = {name: sorted(values) for name, values in thing.facets.items()}
    body = fold(thing.text)
    values: dict[str, Any] = {
        "iri": iri,
        "stored": json.dumps(stored, ensure_ascii=False),
        "type": thing.cls,
        **facets,
        "exact": list(dict.fromkeys(folded)),
        "name": " ".join(word for name in folded for word in words(name)),
        "sound": " ".join(sound for name in names for sound in sounds(name)),
        "grams": " ".join(gram for name in folded for gram in pairs(name)),
        "body": " ".join(words(body)),
        "body_grams": " ".join(pairs(body)),
        "mentions": thing.mentions,
        "weight": weight(thing.cls, thing.mentions, list(thing.labels.values())),
        "when": int((re.sub(r"\D", "", thing.when) + "0000")[:8] or 0),
    }
    return tantivy.Document(**values)


def weight(cls: str, mentions: int, labels: Iterable[str]) -> float:
    """What a match is multiplied by: the weight of the class, a little more for much mentioned things and short names.

    The index multiplies by log2(2 + field), so the field holds the inverse of that; all factors are doubled to stay
    above 1.
    """
    length = min((len(words(fold(label))) or len(label) / 2 for label in labels), default=4)
    factor = 2 * CLASSES.get(cls, 1.0) * (1 + 0.05 * math.log2(1 + mentions)) * (1 + 0.25 / max(1, length))
    return float(2**factor - 2)


# Searching
