"""Which body a post is of: by name, by a noun that refers back, or by the context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.items import Item
from kg.reading.jurisdictions import is_party, party_committee, set_jurisdictions
from kg.reading.new_bodies import NewBodies
from kg.reading.place_kinds import adjectives
from kg.reading.post_bodies import Body, How
from kg.reading.post_context import (
    body_meant,
    bracketing,
    latest_company,
    led,
    main_company,
    owned_before,
    place_meant,
    run_by,
    site,
    spoken_of,
)
from kg.reading.post_holders import Holding, Person
from kg.reading.post_words import words
from kg.reading.titles import Kind, role_words

#: Words in a role that tell the kind of place: "district mayor".
_LEVELS = frozenset({"city", "district", "county", "town", "village", "township", "province"})
#: Words in roles that, with no body named, are posts in the company that an article is about. "President" alone is the
#: head of state as often.
_HEAD_OF_COMPANY = frozenset({"chairman", "chairwoman", "chairperson"})
#: What a deputy's role has before the chief's.
_UNDER = frozenset({"deputy", "executive", "standing", "first", "senior"})
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

#: A body, how sure it is, and where the text names it.
_Near = tuple[str, float, Mention | None]


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
        self.new = NewBodies(document, self.antecedents)

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
                settled = self._from_context(at, held, seen)
            found.append(settled)
        return found

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
        if body.how is How.NAME:
            added = self.new.organ(body) or self._levelled(body)
            return Settled(added, phrase.role, True, 0.9) if added else self._fitted(body.value, holding, True, 1.0)
        if not body.before and (unit := self._unit(holding, body, held)):
            return unit
        if body.how is How.NOMINAL:
            title, organ = phrase.title, body.unit is not None and body.unit.lower().split()[-1] in words("organs")
            found = body_meant(self.antecedents, body.value, body.start, title.of, title.kind, organ=organ)
            if found and (added := self.new.organ_of(body, found.entity)):
                return Settled(added, phrase.role, True, 0.85, found)
            if found:
                return replace(self._fitted(found.entity, holding, True, 0.9), mention=found)
            owned = owned_before(self.antecedents, body.value, body.start)
            if owned and (added := self.new.organ_of(owned[0], owned[1].entity)):
                return Settled(added, phrase.role, True, 0.85, owned[1])
        if levelled := self._levelled(body):
            return Settled(levelled, phrase.role, True, 0.75)
        added = self.new.named(body, phrase.title.kind)
        if added:
            return Settled(added, phrase.role, True, 0.8)
        if nobody is None or body.how is How.NOMINAL:
            return nobody
        return replace(nobody, role=f"{phrase.role} {body.link} {body.value}", confidence=0.75)

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

    def _fitted(self, entity: str, holding: Holding, explicit: bool, confidence: float) -> Settled:
        """``entity``, or what the post really is of.

        A place's Party secretary heads its committee, if that is named; the mayor who shares a body with the secretary
        of a Party committee is the mayor of the place.
        """
        phrase = holding.phrase
        draft = self.document.entities[entity]
        role = phrase.role
        if phrase.body and phrase.body.unit and (phrase.title.kind is not Kind.TERRITORY or phrase.body.link == "for"):
            role = f"{role} {phrase.body.link} {phrase.body.unit}"
        if phrase.title.kind is Kind.PARTY and draft.type is EntityType.PLACE:
            committee = party_committee(self.document, entity)
            if committee:
                return Settled(committee, role.replace("party secretary", "secretary"), explicit, confidence)
        if phrase.title.kind is Kind.TERRITORY and draft.jurisdiction and is_party(draft):
            return Settled(draft.jurisdiction, role, explicit and not phrase.shared, confidence)
        return Settled(entity, role, explicit, confidence)

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

    # ---- what the context tells -----------------------------------------------------------------------------------

    def _from_context(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Settled:
        """A post with no body beside it: what the text makes plain."""
        holding, settled = held[at], first[at]
        if settled is None:
            raise ValueError("only a post can be settled from the context")
        if holding.phrase.origin:
            return replace(settled, entity=self._country(holding.phrase.origin))
        if holding.phrase.title.kind is Kind.TERRITORY:
            near = self._territory_near(at, held, first)
        else:
            near = self._body_near(at, held, first)
        if near:
            entity, sure, mention = near
            return replace(settled, entity=entity, confidence=settled.confidence * sure, mention=mention)
        found, sure = self._meant(at, held, first)
        return replace(self._fitted(found.entity, holding, False, sure), mention=found) if found else settled

    def _territory_near(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> _Near | None:
        """The place that the person's other posts, or the post stated just before, are about."""
        if own := self._own_place(at, held, first):
            return own, 0.9, None
        beside = self._beside(at, held, first)
        place = self._place_of(beside.entity) if beside else None
        return (place, 0.8, beside.mention) if place and beside else None

    def _body_near(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> _Near | None:
        """The body of the posts beside this one: in the same coordination, of the neighbour, of those that follow."""
        title = held[at].phrase.title
        if title.kind in (Kind.COMPANY, Kind.ORGAN):
            for sure, entity, mention in self._around(at, held, first):
                if entity and self.document.entities[entity].type in title.of:
                    return entity, sure, mention
            if own := self._own_body(at, held, first):
                return own, 0.75, None
        ahead = self._ahead(at, held, first)
        return (ahead, 0.75, None) if ahead else None

    def _around(
        self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]
    ) -> Iterator[tuple[float, str | None, Mention | None]]:
        """What stands around a bare title of a company's or an organ's post, the surest first."""
        phrase = held[at].phrase
        for sure, mention in (
            (0.9, bracketing(self.antecedents, phrase.start)),
            (0.85, led(self.antecedents, phrase.start)),
            (0.85, run_by(self.antecedents, phrase.start)),
        ):
            if mention:
                yield sure, mention.entity, mention
        if senior := self._senior(at, held, first):
            yield 0.8, senior.entity, senior.mention
        beside = self._beside(at, held, first)
        if beside and beside.entity:
            kind, gap = self.document.entities[beside.entity].type, phrase.start - held[at - 1].person_end
            if kind in _COMPANIES or (kind is EntityType.GOVERNMENT and gap <= len(", and ")):
                yield 0.7, beside.entity, beside.mention
        if phrase.title.kind is Kind.ORGAN and (mention := site(self.antecedents, phrase.start, phrase.title.of)):
            yield 0.65, mention.entity, mention

    def _senior(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Settled | None:
        """The post of the head whose deputy this is: "chairman A of X. Vice chairpersons B and C ..."."""
        wanted = role_words(held[at].phrase.role)
        if "deputy" not in wanted or held[at].phrase.body is not None:
            return None
        here = self.antecedents.sentence(held[at].phrase.start)
        for n in range(at - 1, -1, -1):
            settled, phrase = first[n], held[n].phrase
            if here - self.antecedents.sentence(phrase.start) > 2:
                return None
            if settled and settled.entity and role_words(phrase.role) == wanted - _UNDER:
                return settled
        return None

    def _meant(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> tuple[Mention | None, float]:
        """The place or company that the article is about, as far as the post tells which; and how sure that is."""
        phrase = held[at].phrase
        own = self.antecedents.site()
        if own and phrase.title.kind is Kind.ENVOY:
            return self._country_of(own), 0.8
        if own and phrase.title.kind is not Kind.TERRITORY and self.document.type_of(own) in phrase.title.of:
            business = phrase.title.kind is Kind.COMPANY or bool(_HEAD_OF_COMPANY & frozenset(phrase.role.split()))
            if not business or self.document.type_of(own) is EntityType.ENTERPRISE:
                return own, 0.7
        if phrase.title.kind in (Kind.TERRITORY, Kind.PARTY):
            return self._place(at, held, first), 0.75
        if phrase.title.kind is Kind.COMPANY:
            return latest_company(self.antecedents, phrase.start), 0.7
        if phrase.title.of == (EntityType.INSTITUTION,):
            named = self.antecedents.before(phrase.start, {EntityType.INSTITUTION})
            return (named[0].mention if named else None), 0.6
        if phrase.title.kind is Kind.ORGAN and _HEAD_OF_COMPANY & frozenset(phrase.role.split()):
            return main_company(self.antecedents, phrase.start) or spoken_of(self.antecedents, phrase.start), 0.6
        return None, 0.0

    def _beside(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Settled | None:
        """What the post stated just before in the sentence is of: "X's Party secretary A and mayor B"."""
        if not at or held[at - 1].person == held[at].person:
            return None
        of_group = [
            n for n in range(at) if held[n].group == held[at - 1].group and held[n].person == held[at - 1].person
        ]
        leading = (n for n in of_group if first[n] and held[n].phrase.title.kind is not Kind.MEMBER)
        chosen = next(leading, None)
        before = first[chosen] if chosen is not None else None
        if chosen is None or before is None or before.entity is None:
            return None
        here, there = held[at].phrase, held[at - 1].phrase
        near = 0 <= here.start - max(there.end, held[at - 1].person_end) <= 60
        if not near or self.antecedents.sentence(here.start) != self.antecedents.sentence(there.start):
            return None
        body = held[chosen].phrase.body
        mention = (
            Mention(body.start, body.end, before.entity, MentionKind.NAME)
            if body and before.explicit
            else before.mention
        )
        return replace(before, mention=mention)

    def _ahead(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """What the last of a row of titled names is of: "Party Secretary A, President B and Vice President C of X"."""
        for n in range(at, len(held) - 1):
            gap = held[n + 1].phrase.start - held[n].person_end
            if held[n].phrase.start > held[n].person_start or not 0 < gap <= 8:
                return None
            if self.antecedents.sentence(held[n].person_start) != self.antecedents.sentence(held[n + 1].phrase.start):
                return None
            settled = first[n + 1]
            if settled and settled.entity and settled.explicit and held[n + 1].phrase.end < held[n + 1].person_start:
                fits = self.document.entities[settled.entity].type in held[at].phrase.title.of
                return settled.entity if fits else None
        return None

    def _place(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Mention | None:
        """The place in question, where nobody else is known to hold this post."""
        holding = held[at]
        if "country" in holding.phrase.title.places:
            return None
        taken = frozenset(
            settled.entity
            for other, settled in zip(held, first, strict=True)
            if settled and settled.entity and other.person != holding.person and settled.role == holding.phrase.role
        )
        printed = self.document.text.clean[holding.phrase.start : holding.phrase.end].lower().split()
        levels = _LEVELS & {*holding.phrase.role.split(), *("city" if w == "municipal" else w for w in printed)}
        return place_meant(self.antecedents, holding.phrase.start, levels or holding.phrase.title.places, taken)

    def _own_body(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """What the post before it in the coordination is of: "member of X and secretary-general"."""
        for n in range(at - 1, -1, -1):
            settled = first[n]
            if held[n].group != held[at].group or held[n].person != held[at].person:
                return None
            if settled and settled.entity and held[n].phrase.title.of:
                fits = self.document.entities[settled.entity].type in held[at].phrase.title.of
                return settled.entity if fits else None
        return None

    def _own_place(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """The place that another post of the same person is about, one of the same coordination before others."""
        best: tuple[bool, str] | None = None
        for other, settled in zip(held, first, strict=True):
            place = self._place_of(settled.entity) if settled and other.person == held[at].person else None
            near = other.group == held[at].group
            if place and (best is None or near > best[0]):
                best = (near, place)
        return best[1] if best else None

    def _country_of(self, mission: Mention) -> Mention | None:
        """The country whose consulate or embassy ``mission`` is: the one in its name."""
        words = [
            adjectives().get(w, w) for w in self.antecedents.document.entities[mission.entity].names[0].lower().split()
        ]
        name = f" {' '.join(words)} "
        for c in self.antecedents.candidates:
            if c.type is EntityType.PLACE and any(f" {form} " in name for form in self.antecedents.names(c)):
                return c.mention
        return None

    def _country(self, name: str) -> str | None:
        """The entity that is the country called ``name``."""
        places = (d for d in self.document.entities.values() if d.type is EntityType.PLACE)
        return next((d.id for d in places if name in {form.lower() for form in d.names}), None)

    def _place_of(self, entity: str | None) -> str | None:
        """``entity`` if it is a place, else the place that it governs."""
        if entity is None:
            return None
        draft = self.document.entities[entity]
        place = draft.id if draft.type is EntityType.PLACE else draft.jurisdiction
        return place if place and self.document.entities[place].type is EntityType.PLACE else None
