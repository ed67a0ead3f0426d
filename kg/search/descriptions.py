"""What pages say of whatever they name: names, classes, dates, who has a part in an event; one look-up a thing.

The server's ``labels.rq`` and ``event_slots.rq`` ask the graph for the same, and for what is not here: things that
the search index does not have, like claims.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox
import tantivy

from kg.search import lookup
from kg.search.lists import SLOTS
from kg.terms import CG, DCTERMS, ORG, RDF, RDFS, SCHEMA, SKOS

#: Folder of this index inside that of the search index.
FOLDER: Final = "descriptions"
HEAP: Final = 32_000_000
#: Properties whose values are names; of several in one language the first of these is the one to show.
NAMES: Final = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title")
TYPE, ISSUED, PUBLISHER, START = RDF + "type", DCTERMS + "issued", DCTERMS + "publisher", SCHEMA + "startDate"

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Slots = dict[str, list[str]]


class Description(msgspec.Struct, array_like=True, frozen=True):
    """What pages say of one thing."""

    iri: str
    names: dict[str, str]
    """Language -> name."""
    types: list[str]
    """Classes of our own ontology and of ORG; those of other vocabularies follow from these."""
    issued: str = ""
    publisher: str = ""
    start: str = ""
    slots: Slots | None = None
    """Of an event: property -> things that it has in it; ``None`` where that has not been looked up."""


_decode: Final = msgspec.json.Decoder(Description).decode


def schema() -> tantivy.Schema:
    """Fields of the index."""
    return lookup.schema("iri")


def described(iri: str, values: Mapping[str, Sequence[Term]]) -> Description:
    """What ``values``, by property and in order, say of a thing; its slots are left out."""
    names: dict[str, str] = {}
    for prop in NAMES:
        for value in values.get(prop, ()):
            if isinstance(value, ox.Literal):
                names.setdefault(value.language or "en", value.value)
    types = [value.value for value in values.get(TYPE, ()) if _tells(value.value)]
    issued, publisher, start = (_last(values.get(prop, ())) for prop in (ISSUED, PUBLISHER, START))
    return Description(iri, names, types, issued, publisher, start)


def _last(values: Iterable[Term]) -> str:
    return max((value.value for value in values), default="")


def _tells(cls: str) -> bool:
    return cls.startswith((CG, ORG)) or cls == SKOS + "Concept"


def slots(values: Mapping[str, Sequence[Term]]) -> Slots:
    """Who and what has a part in an event of which ``values`` are said."""
    named = {prop: sorted(v.value for v in values.get(prop, ()) if isinstance(v, ox.NamedNode)) for prop in SLOTS}
    return {prop: things for prop, things in named.items() if things}


def document(iri: str, values: Mapping[str, Sequence[Term]]) -> tantivy.Document:
    """The entry of a thing of which ``values`` are said."""
    made = msgspec.structs.replace(described(iri, values), slots=slots(values))
    return tantivy.Document(iri=iri, row=msgspec.json.encode(made))


class Descriptions:
    """The index in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there is none in ``folder``, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._rows = lookup.Lookup(folder, "iri", "descriptions")

    def of(self, iris: Iterable[str]) -> dict[str, Description]:
        """What is said of things; those that are not here are left out."""
        return {description.iri: description for description in map(_decode, self._rows.of(list(iris)))}
