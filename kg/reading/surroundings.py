"""Surroundings: the body of a post that names none beside it, from the posts and names around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.facts import EntityType
from kg.reading import people
from kg.reading.antecedents import Antecedents
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.place_kinds import adjectives
from kg.reading.post_context import (
    bracketing,
    kinds_told,
    latest_company,
    led,
    main_company,
    organ_spoken_of,
    place_meant,
    run_by,
    site,
    spoken_of,
)
from kg.reading.post_holders import Holding
from kg.reading.settled import Settled, fitted
from kg.reading.titles import Kind, role_words

#: Words in a role that tell the kind of place: "district mayor".
_LEVELS = frozenset({"city", "district", "county", "town", "village", "township", "province"})
#: Words in roles that, with no body named, are posts in the company that an article is about. "President" alone is the
#: head of state as often.
_HEAD_OF_COMPANY = frozenset({"chairman", "chairwoman", "chairperson"})
#: What a deputy's role has before the chief's.
_UNDER = frozenset({"deputy", "executive", "standing", "first", "senior"})
#: Words that tell for how long a post is held, or whose deputy holds it.
_PASSING = frozenset({"acting", "interim", "deputy", "executive"})
_COMPANIES = frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION})

#: A body, how sure it is, and where the text names it.
_Near = tuple[str, float, Mention | None]


class Surroundings:
    """What the rest of one article tells of its bare posts."""

    def __init__(self, document: Document, antecedents: Antecedents) -> None:
        self.document = document
        self.antecedents = antecedents

    def tell(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Settled:
        """A post with no body beside it: what the text makes plain."""
        holding, settled = held[at], first[at]
        if settled is None:
            raise ValueError("only a post can be settled from the context")
        if holding.phrase.origin:
            return replace(settled, entity=self._country(holding.phrase.origin))
        if holding.phrase.title.kind is Kind.ENVOY and (country := self._sent_with(at, held, first)):
            return replace(settled, entity=country, confidence=settled.confidence * 0.8)
        if holding.phrase.title.kind is Kind.TERRITORY:
            near = self._territory_near(at, held, first)
        else:
            near = self._body_near(at, held, first)
        if near:
            entity, sure, mention = near
            return replace(settled, entity=entity, confidence=settled.confidence * sure, mention=mention)
        found, sure = self._meant(at, held, first)
        return (
            replace(fitted(self.document, found.entity, holding, explicit=False, confidence=sure), mention=found)
            if found
            else settled
        )

    def _territory_near(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> _Near | None:
        """The place that the person's other posts, or the post stated just before, are about."""
        if own := self._own_place(at, held, first):
            return own, 0.9, None
        beside = self._beside(at, held, first)
        place = self._place_of(beside.entity) if beside else None
        if place is None or beside is None:
            return None
        told = kinds_told(name.lower() for name in self.document.entities[place].names)
        other = told and not told & (self._kinds(held[at]) or told)  # "party chief A of X City, county magistrate B"
        return None if other else (place, 0.8, beside.mention)

    def _body_near(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> _Near | None:
        """The body of the posts beside this one: in the same coordination, of the neighbour, of those that follow."""
        title = held[at].phrase.title
        if title.kind in (Kind.COMPANY, Kind.ORGAN):
            for sure, entity, mention in self._around(at, held, first):
                if entity and self.document.entities[entity].type in title.of:
                    return entity, sure, mention
            if own := self._own_body(at, held, first):
                return own, 0.75, None
            if given := self._same_post(at, held, first):
                return given, 0.75, None
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
        if phrase.title.kind is Kind.ORGAN and (
            mention := organ_spoken_of(self.antecedents, phrase.start, phrase.role)
        ):
            yield 0.75, mention.entity, mention
        if phrase.title.kind is Kind.ORGAN and (mention := site(self.antecedents, phrase.start, phrase.title.of)):
            yield 0.65, mention.entity, mention

    def _senior(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> Settled | None:
        """The post of the head whose deputy this is: "chairman A of X. Vice chairpersons B and C ..."."""
        wanted = role_words(held[at].phrase.role)
        if "deputy" not in wanted or held[at].phrase.body is not None:
            return None
        here = self.antecedents.sentence(held[at].phrase.start)
        chiefs = [
            (here - self.antecedents.sentence(held[n].phrase.start), settled)
            for n in range(at - 1, -1, -1)
            if (settled := first[n]) and settled.entity and role_words(held[n].phrase.role) == wanted - _UNDER
        ]
        near = [settled for distance, settled in chiefs if distance <= 2]
        alone = len({settled.entity for _, settled in chiefs}) == 1  # the only one that the article speaks of
        return near[0] if near else chiefs[0][1] if alone else None

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
        labelled = self.document.text.clean[phrase.end : phrase.end + 2].lstrip().startswith(":")  # "President: A"
        if phrase.title.kind is Kind.ORGAN and (labelled or _HEAD_OF_COMPANY & frozenset(phrase.role.split())):
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
            if not role_words(settled.role) & _UNDER  # there are several deputies
        )
        kinds = self._kinds(holding)
        names = self.document.entities[holding.person].names
        chinese = any(people.chinese_person(name.split()) for name in names)
        return place_meant(self.antecedents, holding.phrase.start, kinds, taken, chinese=chinese)

    def _kinds(self, holding: Holding) -> frozenset[str]:
        """The kinds of place that the post can be one of, as far as its title tells."""
        printed = self.document.text.clean[holding.phrase.start : holding.phrase.end].lower().split()
        levels = _LEVELS & {*holding.phrase.role.split(), *("city" if w == "municipal" else w for w in printed)}
        return levels or holding.phrase.title.places

    def _same_post(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """The body of the same post in the sentence: "A left the post of director of X; B became acting director"."""
        here, wanted = self.antecedents.sentence(held[at].phrase.start), role_words(held[at].phrase.role)
        for n in range(at - 1, -1, -1):
            settled, phrase = first[n], held[n].phrase
            if self.antecedents.sentence(phrase.start) != here:
                return None
            if settled and settled.entity and role_words(phrase.role) - _PASSING == wanted - _PASSING:
                return settled.entity
        return None

    def _sent_with(self, at: int, held: Sequence[Holding], first: Sequence[Settled | None]) -> str | None:
        """The country of the only other envoys nearby: "consul general A of X was accompanied by consul B"."""
        here = self.antecedents.sentence(held[at].phrase.start)
        sent = {
            settled.entity
            for other, settled in zip(held, first, strict=True)
            if settled and settled.entity and settled.explicit and other.phrase.title.kind is Kind.ENVOY
            and abs(here - self.antecedents.sentence(other.phrase.start)) <= 1
        }  # fmt: skip
        return next(iter(sent)) if len(sent) == 1 else None

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
