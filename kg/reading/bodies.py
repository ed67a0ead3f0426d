"""Which body a post is of: by name, by a noun that refers back, or by the context."""

from collections.abc import Sequence
from dataclasses import replace

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, Mention
from kg.reading.items import Item
from kg.reading.jurisdictions import party_committee, set_jurisdictions
from kg.reading.new_bodies import NewBodies
from kg.reading.post_context import body_meant, owned_before, place_meant
from kg.reading.post_holders import Holding
from kg.reading.post_parts import Body, How
from kg.reading.post_persons import Person
from kg.reading.post_phrases import PostPhrase
from kg.reading.post_words import words
from kg.reading.settled import Settled, fitted
from kg.reading.surroundings import Surroundings
from kg.reading.titles import Kind

#: Kinds of place that the level of an organ tells: "county Party committee".
_KIND_OF_LEVEL = {
    "provincial": frozenset({"province", "autonomous region"}),
    "regional": frozenset({"autonomous region"}),
    "municipal": frozenset({"city"}),
    "city": frozenset({"city"}),
    "district": frozenset({"district"}),
    "county": frozenset({"county", "autonomous county", "banner"}),
    "prefectural": frozenset({"prefecture", "autonomous prefecture"}),
    "township": frozenset({"township", "town"}),
    "town": frozenset({"town"}),
    "subdistrict": frozenset({"subdistrict"}),
    "sub-district": frozenset({"subdistrict"}),
    "village": frozenset({"village"}),
}
_COMPANIES = frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION})


class Bodies:
    """The bodies of one article."""

    def __init__(self, document: Document) -> None:
        set_jurisdictions(document)
        self.document = document
        self.antecedents = Antecedents(document)
        self.new = NewBodies(document, self.antecedents)
        self.surroundings = Surroundings(document, self.antecedents)

    # ---- persons, for the grammar of holders ----------------------------------------------------------------------

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

    def subject(self, verb: Item) -> Person | None:
        """The person who is the subject of ``verb`` or of the verb that it helps."""
        number = self.antecedents.verb_at(verb.start)
        for c in self.antecedents.before(verb.start, {EntityType.PERSON}):
            if c.verb == number >= 0 and c.agent:
                return Person(c.mention.entity, c.mention.start, c.mention.end)
        return None

    # ---- what the phrase says -------------------------------------------------------------------------------------

    def settle(self, held: Sequence[Holding]) -> list[Settled | None]:
        """What each of ``held`` is a post of; ``None`` where it is no post."""
        first = [self._stated(holding, held) for holding in held]
        found: list[Settled | None] = []
        for at, settled in enumerate(first):
            if settled and settled.entity is None:
                seen = [found[-1] if n == at - 1 and self._joined(at, held) else s for n, s in enumerate(first)]
                settled = self.surroundings.tell(at, held, seen)
            found.append(settled)
        return [self._passed(at, held, found) for at in range(len(held))]

    @staticmethod
    def _passed(at: int, held: Sequence[Holding], found: Sequence[Settled | None]) -> Settled | None:
        """What the post at ``at`` is of, also by the one who had it before or after: "took over from B"."""
        mine = found[at]
        if mine is None or mine.entity:
            return mine
        others = {h.person for h in held if h.phrase.start == held[at].phrase.start} - {held[at].person}
        for holding, settled in zip(held, found, strict=True):
            if holding.person in others and settled and settled.entity and settled.role == mine.role:
                return replace(mine, entity=settled.entity)
        return mine

    @staticmethod
    def _joined(at: int, held: Sequence[Holding]) -> bool:
        """Whether the post goes on the row of the one before it: "general manager A and chief engineer B"."""
        return 0 <= held[at].phrase.start - held[at - 1].person_end <= len(", and ")

    def _stated(self, holding: Holding, held: Sequence[Holding]) -> Settled | None:
        phrase = holding.phrase
        body = phrase.body
        nobody = None if phrase.title.kind is Kind.MEMBER else Settled(None, phrase.role, False, 1.0)
        if body is None:
            return nobody
        if body.how is How.NAME and phrase.shared and not self._shares(phrase, body):
            return nobody
        if body.how is How.NAME:
            added = self.new.organ(body) or self._levelled(body)
            return (
                Settled(added, phrase.role, True, 0.9)
                if added
                else fitted(self.document, body.value, holding, explicit=True, confidence=1.0)
            )
        if not body.before and (unit := self._unit(holding, body, held)):
            return unit
        if body.how is How.NOMINAL and (meant := self._referred(holding, body)):
            return meant
        if levelled := self._levelled(body):
            return Settled(levelled, phrase.role, True, 0.75)
        added = self.new.named(body, phrase.title.kind)
        if added:
            return Settled(added, phrase.role, True, 0.8)
        if nobody is None or body.how is How.NOMINAL:
            return nobody
        return replace(nobody, role=f"{phrase.role} {body.link} {body.value}", confidence=0.75)

    def _shares(self, phrase: PostPhrase, body: Body) -> bool:
        """Whether a post can be of the body that the next one is said to be of: no minister is one of a club."""
        bodies = phrase.title.kind in (Kind.ORGAN, Kind.COMPANY) and phrase.title.of
        return not bodies or self.document.entities[body.value].type in phrase.title.of

    def _referred(self, holding: Holding, body: Body) -> Settled | None:
        """What a noun or pronoun beside the title refers back to."""
        phrase = holding.phrase
        title, organ = phrase.title, body.unit is not None and body.unit.lower().split()[-1] in words("organs")
        found = body_meant(self.antecedents, body.value, body.start, title.of, title.kind, organ=organ)
        if found and (added := self.new.organ_of(body, found.entity)):
            return Settled(added, phrase.role, True, 0.85, found)
        if found:
            return replace(fitted(self.document, found.entity, holding, explicit=True, confidence=0.9), mention=found)
        owned = owned_before(self.antecedents, body.value, body.start)
        if owned and (added := self.new.organ_of(owned[0], owned[1].entity)):
            return Settled(added, phrase.role, True, 0.85, owned[1])
        if own := self.new.standing_at(body):
            return Settled(own, phrase.role, True, 0.7)
        if works := self._works(body):
            return Settled(works.entity, phrase.role, True, 0.7, works)
        return None

    def _works(self, body: Body) -> Mention | None:
        """The company whose "plant" or "mill" is meant: the one that the sentence names last before it."""
        if body.value not in words("works"):
            return None
        here = self.antecedents.sentence(body.start)
        before = self.antecedents.before(body.start, {EntityType.ENTERPRISE})
        return next((c.mention for c in before if c.sentence == here), None)

    def _levelled(self, body: Body) -> str | None:
        """The organ whose level alone tells the place: "the county Party committee"."""
        clean = self.document.text.clean
        printed = clean[body.start : body.end]
        if body.how is How.NAME:
            draft = self.document.entities[body.value]
            if draft.type is not EntityType.GOVERNMENT or draft.jurisdiction or not self.new.nameless(draft):
                return None
            level = clean[: body.start].rstrip().rpartition(" ")[2].lower()
            printed = f"{level} {printed}"
        else:
            level = printed.split()[0].lower()
        if level not in _KIND_OF_LEVEL or printed.lower().split()[-1] not in words("organs"):
            return None
        place = place_meant(self.antecedents, body.start, _KIND_OF_LEVEL[level], frozenset())
        return self.new.levelled(body, printed, place.entity if place else None)

    def _unit(self, holding: Holding, body: Body, held: Sequence[Holding]) -> Settled | None:
        """A unit of the body that a later post of the coordination names.

        A company's Party committee is no body of its own ("Secretary of the Party Committee and Chairman of X Group");
        a zone's Work Committee is one ("Secretary of the Work Committee and Director of the Committee of Y").
        """
        phrase = holding.phrase
        printed = self.document.text.clean[body.start : body.end]
        if printed.lower().split()[-1] not in words("units"):
            return None
        for other in held:
            named = other.phrase.body
            if (other.group, other.person) != (holding.group, holding.person) or other.phrase.start <= phrase.start:
                continue
            if named is None or named.how is How.PRINTED:
                continue
            whole: str | None = named.value
            if named.how is How.NOMINAL:
                meant = body_meant(
                    self.antecedents, named.value, named.start, other.phrase.title.of, other.phrase.title.kind
                )
                whole = meant.entity if meant else None
            if whole is None:
                continue
            draft = self.document.entities[whole]
            if draft.type in _COMPANIES:
                return Settled(draft.id, f"{phrase.role} of {printed}", True, 0.9)
            if draft.type is EntityType.GOVERNMENT and printed[0].isupper():
                found = self.new.beside(draft, printed)
                return Settled(found or draft.id, phrase.role, True, 0.9 if found else 0.6)
            if draft.type is EntityType.PLACE and "committee" in printed.lower() and body.how is How.PRINTED:
                return Settled(party_committee(self.document, draft.id) or draft.id, phrase.role, True, 0.7)
        return None
