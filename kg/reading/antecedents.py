"""What a noun or pronoun that refers back can mean: the latest right name before it."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from kg.facts import EntityType
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.tables import rows
from kg.reading.titles import Kind


class Noun(NamedTuple):
    """A row of ``data/nominals.tsv``."""

    classes: tuple[EntityType, ...]
    heads: tuple[str, ...]
    excluded: tuple[str, ...]
    bare: bool


@cache
def nominals() -> dict[str, Noun]:
    """The nouns that refer back."""
    found = {}
    for row in rows("nominals"):
        if row["classes"] == "-":
            continue
        heads = [row["noun"] if head == "*" else head for head in row["heads"].split(",") if head]
        found[row["noun"]] = Noun(
            tuple(EntityType(name) for name in row["classes"].split(",")),
            tuple(head for head in heads if not head.startswith("-")),
            tuple(head[1:] for head in heads if head.startswith("-")),
            row["bare"] != "no",
        )
    return found


class Antecedents:
    """The names of one article, asked for what a later expression means."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.names = [m for m in document.mentions if m.kind in (MentionKind.NAME, MentionKind.SHORT)]
        self.counts = Counter(m.entity for m in self.names)

    def before(self, position: int, classes: Iterable[EntityType]) -> list[Mention]:
        """Names of ``classes`` that end before ``position``, the latest first."""
        wanted = set(classes)
        return [m for m in reversed(self.names) if m.end <= position and self.document.type_of(m) in wanted]

    def person(self, position: int) -> str | None:
        """The person that "he" or "she" at ``position`` means: the subject of the sentence before, else the latest."""
        found = self.before(position, {EntityType.PERSON})
        return found[0].entity if found else None

    def body(self, noun: str, position: int, classes: Iterable[EntityType], kind: Kind) -> Mention | None:
        """The body that ``noun`` ("the zone", "its") means at ``position``."""
        known = nominals().get(noun)
        if known is None:
            organisations = [c for c in classes if c is not EntityType.PLACE or kind is Kind.TERRITORY]
            return next(iter(self.before(position, organisations)), None)
        candidates = self.before(position, known.classes)
        for mention in candidates:
            if self._headed(mention, known):
                return mention
        return next((m for m in candidates if not known.heads or "city" in known.heads), None)

    def _headed(self, mention: Mention, noun: Noun) -> bool:
        names = [name.lower() for name in self.document.entities[mention.entity].names]
        return any(re.search(rf"\b{re.escape(head)}s?\b", name) for name in names for head in noun.heads)

    def place(self, position: int, role: str) -> Mention | None:
        """The place whose mayor or Party secretary is meant when none is named."""
        places = [m for m in self.names if self.document.type_of(m) is EntityType.PLACE]
        if not places:
            return None
        weights: Counter[str] = Counter()
        for m in places:
            weights[m.entity] += 1 + 2 * (m.start < 150)
        for draft in self.document.entities.values():
            if draft.type is EntityType.GOVERNMENT and draft.jurisdiction in weights:
                weights[draft.jurisdiction] += self.counts[draft.id]
        best = weights.most_common(1)[0][0]
        return next(
            (m for m in reversed(places) if m.entity == best and m.end <= position),
            next(m for m in places if m.entity == best),
        )

    def company(self, position: int) -> Mention | None:
        """The company whose manager is meant when none is named."""
        return next(iter(self.before(position, {EntityType.ENTERPRISE})), None)
