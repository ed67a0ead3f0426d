"""Whose a post is: what stands before and after its phrase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from kg.reading.founders import FOUNDED, founding
from kg.reading.items import Item, ItemKind
from kg.reading.post_parts import How, has
from kg.reading.post_persons import (
    APPOSITION,
    BEFORE_NAME,
    BRACKETED,
    DESCRIBED,
    NOBODY,
    PRONOUN,
    VERB,
    Found,
    Person,
    after,
    after_comma,
    after_copula,
    appointed,
    back,
    before_aside,
    gapped,
    joined_body,
    sentence_of,
)
from kg.reading.post_phrases import PostGroup, PostPhrase, post_starts, read_group
from kg.reading.post_succession import both, deputised, heralds, inherited, lost, passed, relative
from kg.reading.post_words import words
from kg.reading.titles import Kind


class Context(Protocol):
    """What the rest of the article tells."""

    def person_meant(self, item: Item) -> Person | None:
        """The person that the pronoun ``item`` refers to."""
        ...

    def subject(self, verb: Item) -> Person | None:
        """The person who is the subject of ``verb``."""
        ...

    def person_introduced(self, item: Item) -> Person | None:
        """The person named last, if the sentence before the one that ``item`` begins names no other."""
        ...


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds the post that ``phrase`` states."""

    person: str
    person_start: int
    person_end: int
    phrase: PostPhrase
    group: int
    """Number of the coordination that the phrase stands in; a person's posts of one group share the context."""
    confidence: float


def holdings(blocks: Sequence[Sequence[Item]], context: Context) -> list[Holding]:
    """Every post of the blocks, with its holder."""
    return list(_Holders(context).read(blocks))


class _Holders:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.known: set[str] = set()
        """Persons with a post so far."""
        self.groups = 0
        self.preposed: set[int] = set()
        """Ends of names right before which a post stands."""

    def read(self, blocks: Sequence[Sequence[Item]]) -> Iterator[Holding]:
        telling = FOUNDED | heralds()
        for items in blocks:
            ended: dict[int, list[Person]] = {}
            held: list[Holding] = []
            at, starts = 0, post_starts(items)
            while at < len(items):
                group = read_group(items, at) if at in starts else None
                if group is None:
                    told = self._told(items, at, held) if items[at].low in telling else ()
                    for holding in told:
                        held.append(holding)
                        yield holding
                    at += 1
                    continue
                for found, part in self._match(items, group, ended):
                    ended[part.last] = found.people
                    assigned = list(self._assign(found, part))
                    held += assigned
                    yield from assigned
                at = max(group.last, at + 1)

    def _told(self, items: Sequence[Item], at: int, held: Sequence[Holding]) -> Iterator[Holding]:
        """Posts without a title of their own: "who founded X", "his successor"; ``held`` are the block's so far."""
        self.groups += 1
        if founder := founding(items, at):
            person, phrase = founder
            yield Holding(person.entity, person.start, person.end, phrase, self.groups, VERB)
        if second := deputised(items, at):
            chief = next((h for h in reversed(held) if h.person != second.id), None)
            if chief and not chief.phrase.role.startswith(("deputy", "vice")):
                phrase = replace(chief.phrase, role=f"deputy {chief.phrase.role}")
                yield Holding(second.id, second.start, second.end, phrase, self.groups, PRONOUN)
        if heir := inherited(items, at, self.context):
            new, old = heir
            last = next((h for h in reversed(held) if h.person != new.id and old in (None, h.person)), None)
            if last:
                yield Holding(new.id, new.start, new.end, last.phrase, self.groups, PRONOUN)

    def _match(
        self, items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]]
    ) -> list[tuple[Found, PostGroup]]:
        """The persons of ``group``; of its last post if a name follows that one directly."""
        before = self._before(items, group, ended)
        behind = after(items, group.last, group.posts[-1], comma=not before.people)
        if not before.people and not behind.people:
            behind = after_copula(items, group)
        if before.people and not behind.people and group.posts[-1].definite and not group.posts[0].definite:
            behind = after_comma(items, group)
        listed = bool(before.people) and before.people[-1].end in self.preposed
        if listed and behind.people and before.confidence == APPOSITION:
            return [(behind, group)]  # "Mayor Rao Qiming, Secretary-General and Director Gu Lanting"
        if before.people and behind.people and len(group.posts) > 1:
            last = group.posts[-1]
            own = tuple(
                replace(post, body=None, shared=False) if post.shared and post.body == last.body else post
                for post in group.posts[:-1]
            )
            first = replace(group, posts=own, last=last.first)
            return [(before, first), (behind, replace(group, posts=(last,), first=last.first))]
        found = behind if behind.people else before
        if not found.people:
            found = after_comma(items, group)
        if not found.people:
            found = self._described(items, group)
        if found.confidence == VERB and (
            other := passed(items, group.last, items[max(0, group.first - 6) : group.first])
        ):
            found = found._replace(people=[*found.people, *other])
        return [(found, group)] if found.people else []

    def _assign(self, found: Found, group: PostGroup) -> Iterator[Holding]:
        """Pairs persons and posts: one by one if "respectively", else each post with each person."""
        self.groups += 1
        posts, people = group.posts, found.people
        if "respectively" in group.marks and len(posts) > 1:
            count = min(len(people), len(posts))
            pairs = list(zip(people[-count:], posts[-count:], strict=True))
        else:
            pairs = [(person, post) for person in people for post in posts]
        if found.confidence == BEFORE_NAME and group.posts[0].title.kind is not Kind.MEMBER:
            self.preposed |= {person.end for person in people}
        for person, post in pairs:
            vague = post.body is None or (post.body.how is How.NOMINAL and post.body.before)  # "company head A of X"
            body = person.body if vague or (found.where and post.shared) else None
            phrase = replace(post, body=body, shared=False) if body else post
            self.known.add(person.id)
            yield Holding(person.id, person.start, person.end, phrase, self.groups, found.confidence)

    # ---- persons before the posts ---------------------------------------------------------------------------------

    def _before(self, items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]]) -> Found:
        at = group.first - 1
        if at < 0:
            return NOBODY
        if group.posts[0].verbal:
            return self._who(items, at, ended)
        many = any(p.plural for p in group.posts) or bool(group.marks & {"respectively", "both", "all", "each"})
        if has(items, at, "(", "-"):
            return Found(back(items, at - 1, many), BRACKETED)
        if has(items, at, ","):
            people = back(items, before_aside(items, at) - 1, many)
            lone = len(people) == 1 and all(p.plural and p.title.kind is Kind.MEMBER for p in group.posts)
            return NOBODY if lone else Found(people, APPOSITION)
        if has(items, at, ":"):
            return self._before_colon(items, at, many)
        told = appointed(items, at) or both(items, at, self.context) or lost(items, at)
        if given := told or self._capacity(items, at) or gapped(items, at):
            return given
        return self._after_verb(items, at, many, ended)

    def _who(self, items: Sequence[Item], at: int, ended: dict[int, list[Person]]) -> Found:
        """The person in "Rao Qiming, who also heads X" and "Rao Qiming heads X"."""
        while at >= 0 and items[at].low in words("adverbs"):
            at -= 1
        if at >= 0 and items[at].kind is ItemKind.PERSON:
            return Found([Person(items[at].entity, items[at].start, items[at].end)], VERB)
        if not has(items, at, "who"):
            return NOBODY
        at -= 1 + has(items, at - 1, ",")
        return Found(ended.get(at + 1) or back(items, at, False), VERB)

    def _before_colon(self, items: Sequence[Item], at: int, many: bool) -> Found:
        """ "Rao Qiming: mayor of X", "He wears three hats: director of X, ..."."""
        people = back(items, at - 1, many)
        if people:
            return Found(people, BRACKETED)
        first = at - 1
        while first >= 0 and not has(items, first, ".", ";", ":", "!", "?") and at - first < 10:
            first -= 1
        subject = items[first + 1]
        if subject.kind is ItemKind.PERSON:
            return Found([Person(subject.entity, subject.start, subject.end)], PRONOUN)
        if subject.low in ("he", "she") and (person := self.context.person_meant(subject)):
            return Found([person], PRONOUN)
        return NOBODY

    def _after_verb(self, items: Sequence[Item], at: int, many: bool, ended: dict[int, list[Person]]) -> Found:
        """The subject of "is", "served as", "was appointed", "took office as" before the posts."""
        end = at
        while at >= 0 and items[at].kind is ItemKind.WORD and items[at].low in _links():
            at -= 1
        said = {item.low for item in items[at + 1 : end + 1]}
        if said & words("as_post") and said <= words("leaving") and (found := self._came(items, at + 1, ended)):
            return found
        if said & words("unreal") or not said & (words("be") | words("made") | words("assume") | {"as"}):
            return NOBODY
        if has(items, at, "he", "she"):
            where = has(items, at - 1, "where")
            near = back(items, at - 3, False) if where and has(items, at - 2, ",") else []
            person = near[0] if near else self.context.person_meant(items[at])
            return Found([person], VERB if near else PRONOUN, where) if person else NOBODY
        at -= has(items, at, ",")
        if at + 1 in ended:
            return Found(ended[at + 1], VERB)
        people = back(items, at, many)
        if not people and has(items, at, "and") and (person := self._pronoun(sentence_of(items, at))):
            return Found([person], PRONOUN)
        if not people and (person := self._subject(items[at + 1 : end + 1])):
            people = [person]
        return Found(people, VERB)

    def _pronoun(self, before: Sequence[Item]) -> Person | None:
        """Who "he" or "she" is that begins a sentence whose second verb states a post: "She studied at X and was"."""
        opens = (
            bool(before) and has(before, 0, "he", "she") and not any(item.kind is ItemKind.PERSON for item in before)
        )
        return self.context.person_meant(before[0]) if opens else None

    def _came(self, items: Sequence[Item], at: int, ended: dict[int, list[Person]]) -> Found | None:
        """The person in "came to X last year as mayor", also of a second "as" in the sentence."""
        before = sentence_of(items, at)
        first = at - len(before)
        verb = next((item for item in reversed(before) if item.low in words("came")), None)
        if verb is None:
            return None
        earlier = [people for end, people in ended.items() if first < end <= at and people]
        if earlier and any(item.low == "as" for item in before):
            return Found(earlier[-1], VERB)
        where = joined_body(before[before.index(verb) + 1 :])
        if people := relative(items, at - len(before) + before.index(verb)):
            return Found([person._replace(body=where or person.body) for person in people], VERB)
        if person := self.context.subject(verb):
            return Found([person._replace(body=where)], VERB)
        named = [item for item in before if item.kind is ItemKind.PERSON and item.start < verb.start]
        if len(named) == 1:
            return Found([Person(named[0].entity, named[0].start, named[0].end)], VERB)
        pronoun = next((item for item in before if item.low in ("he", "she")), None)
        meant = self.context.person_meant(pronoun) if pronoun else None
        return Found([meant], PRONOUN) if meant else None

    def _capacity(self, items: Sequence[Item], at: int) -> Found | None:
        """The person in "came in her capacity as dean of X"."""
        if not (has(items, at, "as") and has(items, at - 1, "capacity") and has(items, at - 2, "his", "her")):
            return None
        person = self.context.person_meant(items[at - 2])
        return Found([person], PRONOUN) if person else None

    def _subject(self, link: Sequence[Item]) -> Person | None:
        """The subject that stands farther off: "Rao Qiming, who had come by train, is mayor of X"."""
        found = (self.context.subject(item) for item in link if item.low in words("be") | words("made"))
        return next((person for person in found if person), None)

    def _described(self, items: Sequence[Item], group: PostGroup) -> Found:
        """ "Next came Rao Qiming. The chairman of X said": the person named last, who has no post so far."""
        post = group.posts[0]
        opens = group.first == 0 or has(items, group.first - 1, ".", "!", "?")
        if not (opens and post.definite and post.body and post.body.how is How.NAME and not post.plural):
            return NOBODY
        person = self.context.person_introduced(items[group.first])
        return Found([person], DESCRIBED) if person and person.id not in self.known else NOBODY


@cache
def _links() -> frozenset[str]:
    """Words between a subject and its post."""
    return (
        words("be")
        | words("made")
        | words("between")
        | words("assume")
        | words("unreal")
        | words("adverbs")
        | words("leaving")
    )
