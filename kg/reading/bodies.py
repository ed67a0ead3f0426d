"""Which body a post is of: by name, by a noun that refers back, or by the context; and whom a body governs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, EntityDraft
from kg.reading.items import Item
from kg.reading.post_holders import Holding, Person
from kg.reading.post_phrases import Body, How
from kg.reading.titles import Kind

if TYPE_CHECKING:
    from kg.reading.document import Mention


@dataclass(frozen=True, slots=True)
class Settled:
    """What a post is of, once the context is known."""

    entity: str | None
    role: str
    explicit: bool
    confidence: float
    mention: tuple[int, int] | None = None
    """Where the context names the body, in characters of the clean text."""


class Bodies:
    """The bodies of one article."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.antecedents = Antecedents(document)

    # ---- jurisdiction -------------------------------------------------------------------------------------------

    def set_jurisdictions(self) -> None:
        """Sets ``jurisdiction`` of government bodies whose name carries a place or park that is an entity."""
        for draft in self.document.entities.values():
            if draft.type is EntityType.GOVERNMENT and draft.jurisdiction is None:
                draft.jurisdiction = self.governed(draft)

    def governed(self, body: EntityDraft) -> str | None:
        """The place or park in the name of ``body``: the one with the longest name."""
        best: tuple[int, str] | None = None
        for name in (*body.names, *body.rebuilt):
            if re.search(r"\b(?:in|consulate|embassy|court of)\b", name, re.I):
                continue
            for place in self.document.entities.values():
                if place.type not in (EntityType.PLACE, EntityType.PARK):
                    continue
                for form in (*place.names, *place.rebuilt):
                    found = re.search(rf"\b{re.escape(form)}\b", name)
                    if found and form != name and (best is None or len(form) > best[0]):
                        best = (len(form), place.id)
        return best[1] if best else None

    # ---- persons ------------------------------------------------------------------------------------------------

    def person_meant(self, item: Item) -> Person | None:
        """The person that the pronoun ``item`` refers to."""
        found = self.antecedents.person(item.start)
        return Person(found, item.start, item.end) if found else None

    # ---- bodies -------------------------------------------------------------------------------------------------

    def settle(self, held: Sequence[Holding]) -> list[Settled | None]:
        """What each of ``held`` is a post of; ``None`` where it is no post."""
        first = [self._named(h, held) for h in held]
        return [
            self._from_context(h, s, held, first) if s and s.entity is None else s
            for h, s in zip(held, first, strict=True)
        ]

    def _named(self, holding: Holding, held: Sequence[Holding]) -> Settled | None:
        phrase = holding.phrase
        title, body = phrase.title, phrase.body
        if body is None:
            return Settled(None, phrase.role, False, 1.0) if title.kind is not Kind.MEMBER else None
        if body.how is How.NAME:
            return self._fit(body.value, holding, True, 1.0)
        if body.how is How.NOMINAL:
            classes = title.of
            found = self.antecedents.body(body.value, body.start, classes, title.kind)
            if found is None:
                return Settled(None, phrase.role, False, 0.9) if title.kind is not Kind.MEMBER else None
            fitted = self._fit(found.entity, holding, True, 0.9)
            return Settled(fitted.entity, fitted.role, fitted.explicit, fitted.confidence, (found.start, found.end))
        return self._printed(holding, body, held)

    def _fit(self, entity: str, holding: Holding, explicit: bool, confidence: float) -> Settled:
        """``entity`` or the body that a post of this kind really is of: a place's Party secretary is its committee's."""
        phrase = holding.phrase
        draft = self.document.entities[entity]
        role = phrase.role
        if phrase.title.kind is Kind.PARTY and draft.type is EntityType.PLACE:
            committee = self.committee(entity)
            if committee:
                role = role.replace("party secretary", "secretary")
                return Settled(committee, role, explicit, confidence)
        if phrase.title.kind is Kind.TERRITORY and draft.type is EntityType.GOVERNMENT and draft.jurisdiction:
            governed = self.document.entities[draft.jurisdiction]
            if governed.type is EntityType.PLACE:
                return Settled(draft.jurisdiction, role, explicit and not phrase.shared, confidence)
        return Settled(entity, role, explicit, confidence)

    def committee(self, place: str) -> str | None:
        """The Party committee of ``place`` among the entities."""
        for draft in self.document.entities.values():
            name = draft.names[0] if draft.names else ""
            if (
                draft.type is EntityType.GOVERNMENT
                and draft.jurisdiction == place
                and re.search(r"\b(?:CPC|Party)\b", name)
            ):
                if re.search(r"Committee$|^CPC [\w' -]+$", name) and not re.search(
                    r"Discipline|Standing|Working|Work\b", name
                ):
                    return draft.id
        return None

    def _printed(self, holding: Holding, body: Body, held: Sequence[Holding]) -> Settled | None:
        """A body that no entity covers: a unit of the company, or a committee of the zone that the next post names."""
        phrase = holding.phrase
        same = [h for h in held if h.group == holding.group and h.person == holding.person and h is not holding]
        for other in same:
            if other.phrase.body is None or other.phrase.body.how is not How.NAME:
                continue
            draft = self.document.entities[other.phrase.body.value]
            if other.phrase.start < phrase.start:
                continue
            if draft.type in (EntityType.ENTERPRISE, EntityType.INSTITUTION):
                return Settled(draft.id, f"{phrase.role} of {body.value}", True, 0.9)
            if draft.type is EntityType.GOVERNMENT and " of " in draft.names[0] and body.value[0].isupper():
                whole = f"{body.value} of {draft.names[0].split(' of ', 1)[1]}"
                return Settled(self._add(body.value, whole), phrase.role, True, 0.9)
        if phrase.title.kind is Kind.MEMBER:
            return None
        if not body.value[0].isupper():
            return Settled(None, f"{phrase.role} of {body.value}", False, 0.8)
        return Settled(None, phrase.role, False, 0.7)

    def _add(self, printed: str, rebuilt: str) -> str:
        """The body that is only printed as ``printed``, added if the entities lack it."""
        for draft in self.document.entities.values():
            if draft.type is EntityType.GOVERNMENT and {printed, rebuilt} & {*draft.names, *draft.rebuilt}:
                return draft.id
        slug = re.sub(r"\W+", "-", rebuilt.lower()).strip("-")
        self.document.entities[slug] = EntityDraft(slug, EntityType.GOVERNMENT, [printed], [rebuilt], confidence=0.8)
        return slug

    # ---- context ------------------------------------------------------------------------------------------------

    def _from_context(
        self, holding: Holding, settled: Settled, held: Sequence[Holding], first: Sequence[Settled | None]
    ) -> Settled:
        """A post with no body beside it: what the text makes plain."""
        kind = holding.phrase.title.kind
        entity: str | None = None
        mention: tuple[int, int] | None = None
        confidence = 0.9
        if kind is Kind.TERRITORY:
            entity = self._own_place(holding, held, first)
            if entity is None:
                found = self.antecedents.place(holding.phrase.start, holding.phrase.role)
                entity, mention, confidence = (
                    (found.entity, (found.start, found.end), 0.75) if found else (None, None, 0.9)
                )
        elif kind is Kind.PARTY:
            found = self.antecedents.place(holding.phrase.start, holding.phrase.role)
            if found:
                fitted = self._fit(found.entity, holding, False, 0.6)
                return Settled(fitted.entity, fitted.role, False, 0.6, (found.start, found.end))
        elif kind is Kind.COMPANY:
            found = self.antecedents.company(holding.phrase.start)
            entity, mention, confidence = (found.entity, (found.start, found.end), 0.7) if found else (None, None, 0.9)
        return Settled(entity, settled.role, False, settled.confidence * confidence, mention)

    def _own_place(self, holding: Holding, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """The place that another post of the same person is about."""
        best: tuple[bool, str] | None = None
        for other, settled in zip(held, first, strict=True):
            if other.person != holding.person or settled is None or settled.entity is None:
                continue
            draft = self.document.entities[settled.entity]
            place = draft.id if draft.type is EntityType.PLACE else draft.jurisdiction
            if place and self.document.entities[place].type is EntityType.PLACE:
                near = other.group == holding.group
                if best is None or near > best[0]:
                    best = (near, place)
        return best[1] if best else None
