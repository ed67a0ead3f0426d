"""Bodies that only a post names: added to the entities, so that the post has something to be of."""

import re

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.jurisdictions import party_committee, set_jurisdictions
from kg.reading.lexicon import heads
from kg.reading.post_parts import Body, How, nouns
from kg.reading.post_words import words
from kg.reading.titles import Kind

#: Classes that a name's last word can tell.
_HEADED = frozenset({EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK})
#: What a title alone tells of the body that capitalised words after it name.
_TOLD = {
    Kind.COMPANY: EntityType.ENTERPRISE,
    Kind.TERRITORY: EntityType.PLACE,
    Kind.ENVOY: EntityType.PLACE,
}
_SURENESS = 0.8


class NewBodies:
    """Adds bodies to one document, with their mentions where they stand whole."""

    def __init__(self, document: Document, antecedents: Antecedents) -> None:
        self.document = document
        self.antecedents = antecedents

    def named(self, body: Body, kind: Kind) -> str | None:
        """The body that the words after a title of ``kind`` name.

        "X office of Y", capitalised words with a head noun, or such as the title alone explains: a chief executive has
        a company, a mayor and an ambassador have a place.
        """
        printed = self.document.text.clean[body.start : body.end]
        if body.part_of:
            whole = self.document.entities[body.part_of].type
            owner = EntityType.GOVERNMENT if whole in (EntityType.PLACE, EntityType.PARK) else whole
            return self._add(owner, printed, None, body.start)
        last = printed.split()[-1]
        head = heads().get((last.lower(),))
        if not printed[0].isupper() or not last[0].isupper():
            return None
        if head is None:
            told = _TOLD.get(kind)
            return self._add(told, printed, None, body.start) if told and len(printed.split()) <= 4 else None
        return self._add(head.type, printed, None, body.start) if " " in printed and head.type in _HEADED else None

    def organ(self, body: Body) -> str | None:
        """The organ of a place or zone that no entity covers: "administrative committee of Y"."""
        whole = self.document.entities[body.value]
        if body.unit is None or whole.type not in (EntityType.PLACE, EntityType.PARK):
            return None
        if body.unit.lower() in nouns() and body.unit_start > body.start:
            return self.organ_of(body, body.value)
        if body.before or body.unit_start < 0 or body.unit.lower().split()[-1] not in words("organs"):
            return None
        start, end = min(body.unit_start, body.start), max(body.unit_end, body.end)
        return self._add(EntityType.GOVERNMENT, self.document.text.clean[start:end], None, start)

    def organ_of(self, body: Body, whole: str) -> str | None:
        """The organ of the place or zone ``whole`` that a noun stands for: "the park's administrative committee"."""
        draft = self.document.entities[whole]
        if body.unit is None or body.unit_start < 0 or draft.type not in (EntityType.PLACE, EntityType.PARK):
            return None
        if body.unit.lower().split()[-1] not in words("organs"):
            return None
        known = self._known_organ(body, whole) or self._add(
            EntityType.GOVERNMENT, body.unit, f"{body.unit} of {draft.names[0]}", body.unit_start
        )
        added = self.document.entities[known]
        added.jurisdiction = added.jurisdiction or whole
        part, _, rest = draft.names[0].partition(" of ")
        if rest and added.rebuilt:
            added.rebuilt = list(dict.fromkeys((*added.rebuilt, f"{body.unit} of {part}")))
        return known

    def _known_organ(self, body: Body, whole: str) -> str | None:
        """The body of ``whole`` that the article names elsewhere, or the nameless one that stands at the words."""
        unit = (body.unit or "").lower()
        for draft in self.document.entities.values():
            names = [name.lower() for name in (*draft.names, *draft.rebuilt)]
            if draft.type is EntityType.GOVERNMENT and draft.jurisdiction == whole and any(unit in n for n in names):
                return draft.id
        here = next((m for m in self.document.mentions if (m.start, m.end) == (body.unit_start, body.unit_end)), None)
        if here is None:
            return None
        draft = self.document.entities[here.entity]
        if draft.jurisdiction is None and all(name.lower() in nouns() for name in draft.names):
            draft.rebuilt.append(f"{body.unit} of {self.document.entities[whole].names[0]}")
            draft.jurisdiction = whole
            return draft.id
        self.document.mentions.remove(here)
        return None

    def standing_at(self, body: Body) -> str | None:
        """The body that the names stage found at the unit of ``body``, though nothing tells of whom it is one."""
        span = body.unit_start, body.unit_end
        return next((m.entity for m in self.document.mentions if (m.start, m.end) == span), None)

    def nameless(self, draft: EntityDraft) -> bool:
        """Whether the article calls ``draft`` by common names only: "People's Committee"."""
        return all(name.lower() in nouns() for name in draft.names)

    def levelled(self, body: Body, printed: str, place: str | None) -> str:
        """The organ of ``place`` called ``printed``, by its level only: "county Party committee"."""
        entities = self.document.entities
        if place and "party committee" in printed.lower() and (known := party_committee(self.document, place)):
            return known
        rebuilt = f"{printed} of {entities[place].names[0]}" if place else None
        found = body.value if body.how is How.NAME else self._add(EntityType.GOVERNMENT, printed, rebuilt, body.start)
        draft = entities[found]
        draft.jurisdiction = draft.jurisdiction or place
        if printed not in draft.names:
            draft.names.insert(0, printed)
        return found

    def beside(self, draft: EntityDraft, printed: str) -> str | None:
        """The committee ``printed`` that shares "of Y" with the body ``draft``, "Management Committee of Y"."""
        whole = draft.names[0].partition(" of ")[2].removeprefix("the ")
        if not whole or "group" in printed.lower():
            return None
        if "standing committee" in printed.lower():
            return next((d.id for d in self.document.entities.values() if whole in d.names), None)
        rebuilt = f"{printed} of {whole}"
        known = next((d.id for d in self.document.entities.values() if rebuilt in (*d.names, *d.rebuilt)), None)
        return known or self._add(EntityType.GOVERNMENT, printed, rebuilt)

    def _add(self, kind: EntityType, printed: str, rebuilt: str | None, start: int | None = None) -> str:
        for draft in self.document.entities.values():
            if draft.type is kind and (rebuilt or printed) in (*draft.names, *draft.rebuilt):
                return draft.id
        slug = re.sub(r"\W+", "-", (rebuilt or printed).lower()).strip("-")
        draft = EntityDraft(slug, kind, [printed], [rebuilt] if rebuilt else [], confidence=_SURENESS)
        self.document.entities[slug] = draft
        if start is not None:
            mention = Mention(start, start + len(printed), slug, MentionKind.NAME, _SURENESS)
            self.document.mentions.append(mention)
            self.document.mentions.sort(key=lambda m: (m.start, -m.end))
            self.antecedents.add(mention)
        set_jurisdictions(self.document)
        return slug
