"""Which body a post is of: by name, by a noun that refers back, or by the context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, EntityDraft, Mention
from kg.reading.items import Item
from kg.reading.jurisdictions import party_committee, set_jurisdictions
from kg.reading.post_holders import Holding, Person
from kg.reading.post_phrases import Body, How
from kg.reading.titles import Kind

#: Words in a role that tell the kind of place: "district mayor".
_LEVELS = frozenset({"city", "district", "county", "town", "village", "township", "province"})


@dataclass(frozen=True, slots=True)
class Settled:
    """What a post is of, once the context is known."""

    entity: str | None
    role: str
    explicit: bool
    """The text names the body beside the title, or refers back to it there."""
    confidence: float
    mention: Mention | None = None
    """Where a body is named that is not named beside the title."""


class Bodies:
    """The bodies of one article."""

    def __init__(self, document: Document) -> None:
        set_jurisdictions(document)
        self.document = document
        self.antecedents = Antecedents(document)

    def person_meant(self, item: Item) -> Person | None:
        """The person that the pronoun ``item`` refers to."""
        found = self.antecedents.person(item.start)
        return Person(found.mention.entity, item.start, item.end) if found else None

    def settle(self, held: Sequence[Holding]) -> list[Settled | None]:
        """What each of ``held`` is a post of; ``None`` where it is no post."""
        first = [self._stated(holding, held) for holding in held]
        return [
            self._from_context(holding, settled, held, first) if settled and settled.entity is None else settled
            for holding, settled in zip(held, first, strict=True)
        ]

    # ---- what the phrase says -------------------------------------------------------------------------------------

    def _stated(self, holding: Holding, held: Sequence[Holding]) -> Settled | None:
        phrase = holding.phrase
        body = phrase.body
        nobody = None if phrase.title.kind is Kind.MEMBER else Settled(None, phrase.role, False, 1.0)
        if body is None:
            return nobody
        if body.how is How.NAME:
            return self._fitted(body.value, holding, True, 1.0)
        if not body.before and (unit := self._unit(holding, body, held)):
            return unit
        if body.how is How.NOMINAL:
            found = self.antecedents.body(body.value, body.start, phrase.title.of, phrase.title.kind)
            return replace(self._fitted(found.entity, holding, True, 0.9), mention=found) if found else nobody
        if nobody and not body.value[0].isupper():
            return replace(nobody, role=f"{phrase.role} of {body.value}", confidence=0.8)
        return nobody and replace(nobody, confidence=0.7)

    def _fitted(self, entity: str, holding: Holding, explicit: bool, confidence: float) -> Settled:
        """``entity``, or what the post really is of: a place's Party secretary heads its committee, if that is named."""
        phrase = holding.phrase
        draft = self.document.entities[entity]
        if phrase.title.kind is Kind.PARTY and draft.type is EntityType.PLACE:
            committee = party_committee(self.document, entity)
            if committee:
                return Settled(committee, phrase.role.replace("party secretary", "secretary"), explicit, confidence)
        if phrase.title.kind is Kind.TERRITORY and draft.type is EntityType.GOVERNMENT and draft.jurisdiction:
            if self.document.entities[draft.jurisdiction].type is EntityType.PLACE:
                return Settled(draft.jurisdiction, phrase.role, explicit and not phrase.shared, confidence)
        return Settled(entity, phrase.role, explicit, confidence)

    def _unit(self, holding: Holding, body: Body, held: Sequence[Holding]) -> Settled | None:
        """A unit of the body that a later post of the coordination names.

        A company's Party committee is no body of its own ("Secretary of the Party Committee and Chairman of X Group"); a
        zone's Work Committee is one ("Secretary of the Work Committee and Director of the Management Committee of Y").
        """
        phrase = holding.phrase
        printed = self.document.text.clean[body.start : body.end]
        for other in held:
            named = other.phrase.body
            if (other.group, other.person) != (holding.group, holding.person) or other.phrase.start <= phrase.start:
                continue
            if named is None or named.how is not How.NAME:
                continue
            draft = self.document.entities[named.value]
            if draft.type in (EntityType.ENTERPRISE, EntityType.INSTITUTION):
                return Settled(draft.id, f"{phrase.role} of {printed}", True, 0.9)
            if draft.type is EntityType.GOVERNMENT and " of " in draft.names[0] and printed[0].isupper():
                whole = f"{printed} of {draft.names[0].split(' of ', 1)[1]}"
                return Settled(self._added(printed, whole), phrase.role, True, 0.9)
        return None

    def _added(self, printed: str, rebuilt: str) -> str:
        """The body that is printed as ``printed`` and rebuilt as ``rebuilt``; added if the entities lack it."""
        for draft in self.document.entities.values():
            if draft.type is EntityType.GOVERNMENT and rebuilt in (*draft.names, *draft.rebuilt):
                return draft.id
        slug = re.sub(r"\W+", "-", rebuilt.lower()).strip("-")
        self.document.entities[slug] = EntityDraft(slug, EntityType.GOVERNMENT, [printed], [rebuilt], confidence=0.8)
        set_jurisdictions(self.document)
        return slug

    # ---- what the context tells -----------------------------------------------------------------------------------

    def _from_context(
        self, holding: Holding, settled: Settled, held: Sequence[Holding], first: Sequence[Settled | None]
    ) -> Settled:
        """A post with no body beside it: what the text makes plain."""
        kind = holding.phrase.title.kind
        if kind is Kind.TERRITORY and (own := self._own_place(holding, held, first)):
            return replace(settled, entity=own, confidence=settled.confidence * 0.9)
        if kind in (Kind.TERRITORY, Kind.PARTY):
            found, sure = self._place(holding, held, first), 0.75
        elif kind is Kind.COMPANY:
            found, sure = self.antecedents.company(holding.phrase.start), 0.7
        else:
            return settled
        if found is None:
            return settled
        return replace(self._fitted(found.entity, holding, False, sure), mention=found)

    def _place(self, holding: Holding, held: Sequence[Holding], first: Sequence[Settled | None]) -> Mention | None:
        """The place in question, where nobody else is known to hold this post."""
        taken = frozenset(
            settled.entity
            for other, settled in zip(held, first, strict=True)
            if settled and settled.entity and other.person != holding.person and settled.role == holding.phrase.role
        )
        levels = _LEVELS & frozenset(holding.phrase.role.split())
        return self.antecedents.place(holding.phrase.start, levels or holding.phrase.title.places, taken)

    def _own_place(self, holding: Holding, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """The place that another post of the same person is about, one of the same coordination before others."""
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
