"""Builds the search index of a generation from its store, or brings that of the generation before up to date.

A document says what stands near one thing; it is made in the same way whether all are made or a few.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import pyoxigraph as ox
import tantivy

from kg.event_titles import LANGUAGES, title
from kg.recent import Recent
from kg.search import lists, rows
from kg.search.fields import CJK, fold, pairs, schema, sounds, words
from kg.search.mentions import Mentions
from kg.search.near import Near
from kg.search.spoken import Spoken
from kg.terms import CG, DCTERMS, ORG, RDFS, SCHEMA, SKOS, Iris

#: Classes whose members can be found; the weight puts things that people look for before statements about them.
CLASSES: Final[dict[str, float]] = {
    CG + "Person": 1.3, CG + "GovernmentBody": 1.2, CG + "Enterprise": 1.2, CG + "Institution": 1.2, CG + "Park": 1.25,
    CG + "Facility": 1.1, CG + "Place": 1.3, CG + "Project": 1.15, CG + "Industry": 1.2, ORG + "Role": 1.0,
    CG + "Visit": 0.9, CG + "Meeting": 0.9, CG + "Ceremony": 0.9, CG + "Signing": 0.9, CG + "Conference": 0.9,
    CG + "Statistic": 0.6, CG + "Article": 0.8,
}  # fmt: skip
#: Properties that name a thing, and whether the name is one to show.
NAMES: Final = {SKOS + "prefLabel": True, RDFS + "label": True, DCTERMS + "title": True, SKOS + "altLabel": False,
                SKOS + "hiddenLabel": False}  # fmt: skip
HEAP: Final = 32_000_000
#: Things whose names are remembered, at least: thousands of events name the same bodies and places.
NAMED: Final = 20_000


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
    """Writes the index of ``store``, whose default graph holds everything merged, into the existing ``folder``.

    What pages look up without searching is made beside it: :mod:`kg.search.tables` and :mod:`kg.search.evidence`.
    """
    near = Near(store)
    write(near, folder, rows.owners(near, tuple(CLASSES)), ())


def write(
    near: Near, folder: Path, nodes: Iterable[str], gone: Sequence[str], mentions: Mentions | None = None
) -> None:
    """Writes what is said of ``nodes`` to the index in ``folder``, instead of what it has of ``gone``.

    ``mentions`` counts who has written of what, where the lists of ``folder`` are up to date already.
    """
    index = tantivy.Index(schema(), path=str(folder))
    spoken, writer = Spoken(index, gone), index.writer(heap_size=HEAP, num_threads=1)
    names = _Names(near)
    for node in gone:
        writer.delete_documents_by_term("iri", node)
    for node in nodes:
        thing = _thing(near, node, names, mentions)
        if thing and (thing.names or thing.text):
            writer.add_document(_document(node, thing, spoken))
    writer.commit()
    writer.wait_merging_threads()


def class_of(near: Near, node: str) -> str | None:
    """The class that ``node`` is shown as: of several the last one in :data:`CLASSES`."""
    types = near.types(node)
    return next((cls for cls in reversed(CLASSES) if cls in types), None)


class _Names:
    """What things are called in titles, by language."""

    def __init__(self, near: Near) -> None:
        self._near = near
        self._known: Recent[str, Mapping[str, str]] = Recent(NAMED)
        self._kinds: dict[str, Mapping[str, str]] = {}

    def of(self, iri: str) -> Mapping[str, str]:
        """Of a thing; none of what cannot be found."""
        if (known := self._known.get(iri)) is None:
            self._known.put(iri, known := _labels(self._near, iri) if class_of(self._near, iri) else {})
        return known

    def kind(self, cls: str) -> Mapping[str, str]:
        """Of a class."""
        if cls not in self._kinds:
            self._kinds[cls] = {name.language or "en": name.value for name in self._near.literals(cls, RDFS + "label")}
        return self._kinds[cls]


def _thing(near: Near, node: str, called: _Names, mentions: Mentions | None) -> _Thing | None:
    """What can be found of ``node``, if it is of a class whose members can be."""
    cls = class_of(near, node)
    if cls is None or (cls == ORG + "Role" and not near.any_into(rows.ROLE, node)):
        return None
    thing = _Thing(cls)
    for prop, preferred in NAMES.items():
        for name in near.literals(node, prop):
            thing.names[name.value] = None
            if preferred:
                thing.labels.setdefault(name.language or "en", name.value)
    thing.text = next(iter(near.values(node, SCHEMA + "articleBody")), "")
    if not near.out(node).keys().isdisjoint(lists.SLOTS):
        _titles(near, node, thing, called)
    _facets(near, node, thing)
    if cls == CG + "Article":
        _article(near, node, thing)
    if near.named(node):
        _mentioned(near, node, thing, mentions)
    return thing


def _titles(near: Near, node: str, event: _Thing, called: _Names) -> None:
    """Events are found by the titles that the pages give them, besides their own labels."""
    slots = {prop: values for prop in lists.SLOTS if (values := near.values(node, prop))}
    titles = {tag: _title(event, slots, called, tag) for tag in LANGUAGES}
    event.names |= dict.fromkeys(titles.values())
    event.labels = event.labels | titles


def _title(event: _Thing, slots: Mapping[str, list[str]], called: _Names, language: str) -> str:
    def name(iri: str) -> str:
        return _named(called.of(iri), language)

    own = next((label for tag, label in event.labels.items() if tag.split("-")[0] == language), "")
    kind = _named(called.kind(event.cls), language) or event.cls.removeprefix(CG).lower()
    named = {prop: [value for value in values if name(value)] for prop, values in slots.items()}
    return title(own, kind, event.cls == CG + "Visit", named, name, language)


def _labels(near: Near, node: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for prop, preferred in NAMES.items():
        for name in near.literals(node, prop) if preferred else ():
            found.setdefault(name.language or "en", name.value)
    return found


def _named(labels: Mapping[str, str], language: str) -> str:
    """A label in a language, else in English, Chinese, any."""
    return next((labels[tag] for tag in (language, "en", "zh") if tag in labels), next(iter(labels.values()), ""))


def _facets(near: Near, node: str, thing: _Thing) -> None:
    """What a thing can be narrowed by, and what one line about it says."""
    places = near.values(node, rows.LOCATED, rows.OPERATES, CG + "jurisdiction", SCHEMA + "location")
    industries = near.values(node, rows.FOCUS)
    thing.facets["place"].update(places)
    thing.facets["industry"].update(industries)
    thing.parts |= dict.fromkeys((*places, *industries))
    if near.named(node):
        _posts(near, node, thing)
    thing.parts |= dict.fromkeys(near.values(node, CG + "visited", CG + "about", rows.OBSERVED))
    for start in near.values(node, SCHEMA + "startDate"):
        _date(thing, start, ())


def _posts(near: Near, person: str, thing: _Thing) -> None:
    """Where somebody's posts are, and what the first of them are."""
    for post in near.into(rows.MEMBER, person):
        bodies = near.values(post, rows.BODY)
        thing.facets["place"].update(place for body in bodies for place in near.values(body, CG + "jurisdiction"))
        for role in near.values(post, rows.ROLE):
            if len(thing.parts) < 2:
                thing.parts |= dict.fromkeys((role, *bodies[:1]))


def _article(near: Near, node: str, thing: _Thing) -> None:
    """Date and publisher of an article, and which places and industries it mentions."""
    _date(thing, *near.published(node))
    for mentioned in near.values(node, rows.MENTIONS):
        cls = class_of(near, mentioned)
        if cls == CG + "Place":
            thing.facets["place"].add(mentioned)
        elif cls == CG + "Industry":
            thing.facets["industry"].add(mentioned)


def _mentioned(near: Near, node: str, thing: _Thing, mentions: Mentions | None) -> None:
    """Dates and publishers of the articles that mention a thing."""
    if mentions is not None and (told := mentions.of(node)) is not None:
        thing.mentions = told.articles
        thing.when = max(thing.when, told.when)
        thing.facets["year"] |= told.years
        thing.facets["source"] |= told.publishers
        return
    articles = near.into(rows.MENTIONS, node)
    thing.mentions = len(articles)
    near.learn(articles)
    for article in articles:
        _date(thing, *near.published(article))


def _date(thing: _Thing, day: str, publishers: Iterable[str]) -> None:
    if day:
        thing.facets["year"].add(day[:4])
        thing.when = max(thing.when, day)
    thing.facets["source"].update(publishers)


def _document(iri: str, thing: _Thing, spoken: Spoken) -> tantivy.Document:
    names = list(thing.names)
    heard = {run: spoken(run) for name in names if not name.isascii() for run in CJK.findall(name)}
    folded = [fold(name) for name in names]
    stored = {
        "labels": thing.labels, "names": names[:40], "cls": thing.cls, "parts": list(thing.parts)[:3],
        "mentions": thing.mentions, "when": thing.when, "text": thing.text[:100_000],
    }  # fmt: skip
    if heard:
        stored["spoken"] = heard
    facets = {name: sorted(values) for name, values in thing.facets.items()}
    body = fold(thing.text)
    values: dict[str, Any] = {
        "iri": iri,
        "stored": msgspec.json.encode(stored),
        "type": thing.cls,
        **facets,
        "exact": list(dict.fromkeys(folded)),
        "name": " ".join(word for name in folded for word in words(name)),
        "sound": " ".join(sound for name in names for sound in sounds(name, heard.__getitem__)),
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
