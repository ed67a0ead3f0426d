"""What labels.rq tells of things: names, classes, dates. One query a page, for what this process does not know yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal

from kg.terms import DCTERMS, RDF, RDFS, SCHEMA, SKOS
from server.questions import Questions, Term, column
from server.vocabulary import Names

Values = list[tuple[str, Term]]
"""Properties and their values."""

#: Of several names in one language the first of these is the one to show.
RANK: Final = {name: rank for rank, name in enumerate((SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"))}
#: Things that one process of the server keeps in mind.
MOST_TOLD: Final = 20_000


@dataclass(slots=True)
class About:
    """What labels.rq tells of one thing."""

    names: Names = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    issued: str = ""
    publisher: str = ""
    start: str = ""
    title: str = ""
    slots: dict[str, list[str]] | None = None
    """Of an event: property -> things that it has in it; ``None`` until asked for."""


def told(questions: Questions, iris: Iterable[str]) -> dict[str, Values]:
    """What there is to tell of things, each in the answer."""
    known = _known(str(questions.engine.generation.path))
    wanted = [iri for iri in iris if iri.startswith(("http://", "https://"))]
    found = {iri: values for iri in wanted if (values := known.get(iri)) is not None}
    unknown: dict[str, Values] = {iri: [] for iri in wanted if iri not in found}
    if unknown:
        for row in questions.ask("labels", {"entity": column(unknown)}):
            unknown[row["entity"].value].append((row["property"].value, row["value"]))
        for values in unknown.values():
            values.sort(key=lambda told: RANK.get(told[0], 0))
        if len(known) > MOST_TOLD:
            known.clear()
        known.update(unknown)
    return found | unknown


@lru_cache(maxsize=2)
def _known(generation: str) -> dict[str, Values]:
    """What has been told of a generation, in which nothing ever changes."""
    return {}


def describe(about: About, values: Iterable[tuple[str, Term]]) -> None:
    """Set what triples with a thing as their subject tell about it."""
    for prop, value in values:
        text = value.value
        if prop == RDF + "type":
            about.types.add(text)
        elif prop in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title") and isinstance(value, Literal):
            about.names.setdefault(value.language or "en", text)
        elif prop == DCTERMS + "issued":
            about.issued = text
        elif prop == DCTERMS + "publisher":
            about.publisher = text
        elif prop == SCHEMA + "startDate":
            about.start = text
