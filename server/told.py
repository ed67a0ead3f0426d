"""What pages say of the things that they name: from what this process knows already, the generation's index, the graph.

The graph is asked, once a page, for what the index does not have (:mod:`kg.search.descriptions`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kg.search import Descriptions
from kg.search.descriptions import Description, described, slots
from server.questions import Questions, Term, column
from server.vocabulary import Names

#: Things that one process of the server keeps in mind.
MOST_TOLD: Final = 20_000


@dataclass(slots=True)
class About:
    """What a page says of one thing."""

    names: Names = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    issued: str = ""
    publisher: str = ""
    start: str = ""
    title: str = ""
    slots: dict[str, list[str]] | None = None
    """Of an event: property -> things that it has in it; ``None`` until asked for."""
    known_slots: dict[str, list[str]] | None = None
    """What they are, should the thing be an event; ``None`` where the graph has to be asked."""

    def describe(self, told: Description) -> None:
        """Set what is told of the thing."""
        for language, name in told.names.items():
            self.names.setdefault(language, name)
        self.types.update(told.types)
        self.issued = told.issued or self.issued
        self.publisher = told.publisher or self.publisher
        self.start = told.start or self.start
        self.known_slots = told.slots


def told(questions: Questions, index: Descriptions | None, iris: Iterable[str]) -> list[Description]:
    """What there is to tell of each of the things that have addresses."""
    known = _known(str(questions.engine.generation.path))
    wanted = [iri for iri in iris if iri.startswith(("http://", "https://"))]
    found = {iri: told for iri in wanted if (told := known.get(iri))}  # other threads may forget it meanwhile
    if unknown := [iri for iri in wanted if iri not in found]:
        new = index.of(unknown) if index else {}
        missing = [iri for iri in unknown if iri not in new]
        new |= _asked(questions, missing) if missing else {}
        if len(known) > MOST_TOLD:
            known.clear()
        known.update(new)
        found |= new
    return [found[iri] for iri in wanted]


def _asked(questions: Questions, iris: Iterable[str]) -> dict[str, Description]:
    """What the graph says of things."""
    values: dict[str, dict[str, list[Term]]] = {iri: defaultdict(list) for iri in iris}
    for row in questions.ask("labels", {"entity": column(values)}):
        values[row["entity"].value][row["property"].value].append(row["value"])
    return {iri: described(iri, _sorted(found)) for iri, found in values.items()}


def slots_of(questions: Questions, events: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Who and what has a part in each of ``events``, as the graph says."""
    values: dict[str, dict[str, list[Term]]] = {iri: defaultdict(list) for iri in events}
    for row in questions.ask("event_slots", {"event": column(values)}) if values else ():
        values[row["event"].value][row["property"].value].append(row["value"])
    return {iri: slots(found) for iri, found in values.items()}


def _sorted(values: dict[str, list[Term]]) -> dict[str, list[Term]]:
    return {prop: sorted(found, key=str) for prop, found in values.items()}


@lru_cache(maxsize=2)
def _known(generation: str) -> dict[str, Description]:
    """What has been told of a generation, in which nothing ever changes."""
    return {}
