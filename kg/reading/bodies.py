"""Which body a post is of: by name, by a noun that refers back, or by the context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.items import Item
from kg.reading.jurisdictions import party_committee, set_jurisdictions
from kg.reading.lexicon import heads
from kg.reading.post_bodies import Body, How
from kg.reading.post_holders import Holding, Person
from kg.reading.post_words import words
from kg.reading.titles import Kind

#: Words in a role that tell the kind of place: "district mayor".
_LEVELS = frozenset({"city", "district", "county", "town", "village", "township", "province"})

#: Classes that a name's last word can tell, of bodies that only a post names.
_HEADED = frozenset({EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK})


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

    def person_introduced(self, item: Item) -> Person | None:
        """The only person that the sentence before ``item``'s names."""
        here = self.antecedents.sentence(item.start)
        near = [c for c in self.antecedents.before(item.start, {EntityType.PERSON}) if c.sentence == here - 1]
        if len({c.mention.entity for c in near}) != 1:
            return None
        return Person(near[0].mention.entity, near[0].mention.start, near[0].mention.end)

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
            organ = self._organ(body)
            return Settled(organ, phrase.role, True, 0.9) if organ else self._fitted(body.value, holding, True, 1.0)
        if not body.before and (unit := self._unit(holding, body, held)):
            return unit
        if body.how is How.NOMINAL:
            found = self.antecedents.body(body.value, body.start, phrase.title.of, phrase.title.kind)
            return replace(self._fitted(found.entity, holding, True, 0.9), mention=found) if found else nobody
        added = self._added_name(body)
        if added:
            return Settled(added, phrase.role, True, 0.8)
        if nobody and not body.value[0].isupper():
            return replace(nobody, role=f"{phrase.role} of {body.value}", confidence=0.8)
        return nobody and replace(nobody, confidence=0.7)

    def _fitted(self, entity: str, holding: Holding, explicit: bool, confidence: float) -> Settled:
        """``entity``, or what the post really is of: a place's Party secretary heads its committee, if named."""
        phrase = holding.phrase
        draft = self.document.entities[entity]
        role = phrase.role
        if phrase.body and phrase.body.unit and phrase.title.kind is not Kind.TERRITORY:
            role = f"{role} of {phrase.body.unit}"
        if phrase.title.kind is Kind.PARTY and draft.type is EntityType.PLACE:
            committee = party_committee(self.document, entity)
            if committee:
                return Settled(committee, role.replace("party secretary", "secretary"), explicit, confidence)
        if phrase.title.kind is Kind.TERRITORY and draft.type is EntityType.GOVERNMENT and draft.jurisdiction:
            governed = self.document.entities[draft.jurisdiction]
            if governed.type is EntityType.PLACE:
                return Settled(draft.jurisdiction, role, explicit and not phrase.shared, confidence)
        return Settled(entity, role, explicit, confidence)

    def _unit(self, holding: Holding, body: Body, held: Sequence[Holding]) -> Settled | None:
        """A unit of the body that a later post of the coordination names.

        A company's Party committee is no body of its own ("Secretary of the Party Committee and Chairman of X Group");
        a zone's Work Committee is one ("Secretary of the Work Committee and Director of the Committee of Y").
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
            if draft.type is EntityType.GOVERNMENT and printed[0].isupper():
                return self._beside(draft, printed, phrase.role)
        return None

    def _beside(self, draft: EntityDraft, printed: str, role: str) -> Settled:
        """A post in the unit ``printed`` that shares "of Y" with the body ``draft``, "Management Committee of Y"."""
        _, _, whole = draft.names[0].partition(" of ")
        whole = whole.removeprefix("the ")
        if not whole or "group" in printed.lower():
            return Settled(draft.id, f"{role} of {printed}", True, 0.8)
        if "standing committee" in printed.lower():
            leading = next((d.id for d in self.document.entities.values() if whole in d.names), None)
            return Settled(leading or draft.id, role, True, 0.85 if leading else 0.6)
        rebuilt = f"{printed} of {whole}"
        known = next((d for d in self.document.entities.values() if rebuilt in (*d.names, *d.rebuilt)), None)
        if known is None:
            known = self._add(EntityType.GOVERNMENT, printed, rebuilt)
        return Settled(known.id, role, True, 0.9)

    def _organ(self, body: Body) -> str | None:
        """The organ of a place or zone that no entity covers: "administrative committee of Y"."""
        draft = self.document.entities[body.value]
        if body.unit is None or body.before or draft.type not in (EntityType.PLACE, EntityType.PARK):
            return None
        if body.unit.lower().split()[-1] not in words("organs"):
            return None
        start = body.unit_start
        printed = self.document.text.clean[start : body.end].removeprefix("the ")
        return self._add(EntityType.GOVERNMENT, printed, None, body.end - len(printed)).id

    def _added_name(self, body: Body) -> str | None:
        """The body that capitalised words after a title name, if their last word tells what it is."""
        if body.part_of:
            whole = self.document.entities[body.part_of].type
            kind = EntityType.GOVERNMENT if whole in (EntityType.PLACE, EntityType.PARK) else whole
            return self._add(kind, self.document.text.clean[body.start : body.end], None, body.start).id
        last = body.value.split()[-1]
        if not (body.value[0].isupper() and last[0].isupper() and " " in body.value):
            return None
        head = heads().get((last.lower(),))
        if head is None or head.type not in _HEADED:
            return None
        printed = self.document.text.clean[body.start : body.end]
        return self._add(head.type, printed, None, body.start).id

    def _add(self, kind: EntityType, printed: str, rebuilt: str | None, start: int | None = None) -> EntityDraft:
        """The entity that only a post names, added if the entities lack it; its mention too, where it stands whole."""
        for draft in self.document.entities.values():
            if draft.type is kind and (rebuilt or printed) in (*draft.names, *draft.rebuilt):
                return draft
        slug = re.sub(r"\W+", "-", (rebuilt or printed).lower()).strip("-")
        draft = EntityDraft(slug, kind, [printed], [rebuilt] if rebuilt else [], confidence=0.8)
        self.document.entities[slug] = draft
        if start is not None:
            mention = Mention(start, start + len(printed), slug, MentionKind.NAME, 0.8)
            self.document.mentions.append(mention)
            self.document.mentions.sort(key=lambda m: (m.start, -m.end))
            self.antecedents.add(mention)
        set_jurisdictions(self.document)
        return draft

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
