"""Whose a post is: what stands before and after its phrase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, Protocol

from kg.reading.founders import founding
from kg.reading.items import Item, ItemKind
from kg.reading.post_bodies import Body, How, body_in_bracket, body_of_name, has
from kg.reading.post_phrases import PostGroup, PostPhrase, read_group
from kg.reading.post_words import words
from kg.reading.titles import Kind

#: How reliable each way of stating a post is: apposition, brackets, verb, title before the name, name after a comma,
#: pronoun, and a description that only the sentence before connects with a name.
APPOSITION, BRACKETED, VERB, BEFORE_NAME, NAME_AFTER_COMMA, PRONOUN, DESCRIBED = 0.97, 0.95, 0.95, 0.96, 0.85, 0.8, 0.6


class Person(NamedTuple):
    """A person beside a post, and the body named after the person's name ("Rao Qiming of X")."""

    id: str
    start: int
    end: int
    body: Body | None = None


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


class _Found(NamedTuple):
    """The persons that a group of posts is said of."""

    people: list[Person]
    confidence: float
    where: bool = False
    """In "Rao Qiming of X, where he is director": the body after the name is the post's."""


_NOBODY = _Found([], 0.0)


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
        for items in blocks:
            ended: dict[int, list[Person]] = {}
            at = 0
            while at < len(items):
                group = read_group(items, at)
                if group is None:
                    if founder := founding(items, at):
                        yield self._founder(*founder)
                    at += 1
                    continue
                for found, part in self._match(items, group, ended):
                    ended[part.last] = found.people
                    yield from self._assign(found, part)
                at = max(group.last, at + 1)

    def _founder(self, person: Item, phrase: PostPhrase) -> Holding:
        self.groups += 1
        return Holding(person.entity, person.start, person.end, phrase, self.groups, VERB)

    def _match(
        self, items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]]
    ) -> list[tuple[_Found, PostGroup]]:
        """The persons of ``group``; of its last post if a name follows that one directly."""
        before = self._before(items, group, ended)
        after = _after(items, group.last, group.posts[-1], comma=not before.people)
        if before.people and not after.people and group.posts[-1].definite and not group.posts[0].definite:
            after = _after_comma(items, group)
        listed = bool(before.people) and before.people[-1].end in self.preposed
        if listed and after.people and before.confidence == APPOSITION:
            return [(after, group)]  # "Mayor Rao Qiming, Secretary-General and Director Gu Lanting"
        if before.people and after.people and len(group.posts) > 1:
            last = group.posts[-1]
            own = tuple(
                replace(post, body=None, shared=False) if post.shared and post.body == last.body else post
                for post in group.posts[:-1]
            )
            first = replace(group, posts=own, last=last.first)
            return [(before, first), (after, replace(group, posts=(last,), first=last.first))]
        found = after if after.people else before
        if not found.people:
            found = _after_comma(items, group)
        if not found.people:
            found = self._described(items, group)
        return [(found, group)] if found.people else []

    def _assign(self, found: _Found, group: PostGroup) -> Iterator[Holding]:
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
            body = person.body if post.body is None or (found.where and post.shared) else None
            phrase = replace(post, body=body, shared=False) if body else post
            self.known.add(person.id)
            yield Holding(person.id, person.start, person.end, phrase, self.groups, found.confidence)

    # ---- persons before the posts ---------------------------------------------------------------------------------

    def _before(self, items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]]) -> _Found:
        at = group.first - 1
        if at < 0:
            return _NOBODY
        if group.posts[0].verbal:
            return self._who(items, at, ended)
        many = any(p.plural for p in group.posts) or bool(group.marks & {"respectively", "both", "all", "each"})
        if has(items, at, "(", "-"):
            return _Found(_back(items, at - 1, many), BRACKETED)
        if has(items, at, ","):
            people = _back(items, _before_aside(items, at) - 1, many)
            lone = len(people) == 1 and all(p.plural and p.title.kind is Kind.MEMBER for p in group.posts)
            return _NOBODY if lone else _Found(people, APPOSITION)
        if has(items, at, ":"):
            return self._before_colon(items, at, many)
        if appointed := _appointed(items, at) or self._capacity(items, at) or _gapped(items, at):
            return appointed
        return self._after_verb(items, at, many, ended)

    def _who(self, items: Sequence[Item], at: int, ended: dict[int, list[Person]]) -> _Found:
        """The person in "Rao Qiming, who also heads X"."""
        while at >= 0 and items[at].low in words("adverbs"):
            at -= 1
        if not has(items, at, "who"):
            return _NOBODY
        at -= 1 + has(items, at - 1, ",")
        return _Found(ended.get(at + 1) or _back(items, at, False), VERB)

    def _before_colon(self, items: Sequence[Item], at: int, many: bool) -> _Found:
        """ "Rao Qiming: mayor of X", "He wears three hats: director of X, ..."."""
        people = _back(items, at - 1, many)
        if people:
            return _Found(people, BRACKETED)
        first = at - 1
        while first >= 0 and not has(items, first, ".", ";", ":", "!", "?") and at - first < 10:
            first -= 1
        subject = items[first + 1]
        if subject.kind is ItemKind.PERSON:
            return _Found([Person(subject.entity, subject.start, subject.end)], PRONOUN)
        if subject.low in ("he", "she") and (person := self.context.person_meant(subject)):
            return _Found([person], PRONOUN)
        return _NOBODY

    def _after_verb(self, items: Sequence[Item], at: int, many: bool, ended: dict[int, list[Person]]) -> _Found:
        """The subject of "is", "served as", "was appointed", "took office as" before the posts."""
        end = at
        while at >= 0 and items[at].kind is ItemKind.WORD and items[at].low in _links():
            at -= 1
        said = {item.low for item in items[at + 1 : end + 1]}
        if said == {"as"} and (found := self._came(items, at + 1, ended)):
            return found
        if said & words("unreal") or not said & (words("be") | words("made") | words("assume") | {"as"}):
            return _NOBODY
        if has(items, at, "he", "she"):
            where = has(items, at - 1, "where")
            near = _back(items, at - 3, False) if where and has(items, at - 2, ",") else []
            person = near[0] if near else self.context.person_meant(items[at])
            return _Found([person], VERB if near else PRONOUN, where) if person else _NOBODY
        at -= has(items, at, ",")
        if at + 1 in ended:
            return _Found(ended[at + 1], VERB)
        people = _back(items, at, many)
        if not people and (person := self._subject(items[at + 1 : end + 1])):
            people = [person]
        return _Found(people, VERB)

    def _came(self, items: Sequence[Item], at: int, ended: dict[int, list[Person]]) -> _Found | None:
        """The person in "came to X last year as mayor", also of a second "as" in the sentence."""
        before = _sentence_of(items, at)
        first = at - len(before)
        verb = next((item for item in reversed(before) if item.low in words("came")), None)
        if verb is None:
            return None
        earlier = [people for end, people in ended.items() if first < end <= at and people]
        if earlier and any(item.low == "as" for item in before):
            return _Found(earlier[-1], VERB)
        if person := self.context.subject(verb):
            return _Found([person], VERB)
        named = [item for item in before if item.kind is ItemKind.PERSON and item.start < verb.start]
        if len(named) == 1:
            return _Found([Person(named[0].entity, named[0].start, named[0].end)], VERB)
        pronoun = next((item for item in before if item.low in ("he", "she")), None)
        meant = self.context.person_meant(pronoun) if pronoun else None
        return _Found([meant], PRONOUN) if meant else None

    def _capacity(self, items: Sequence[Item], at: int) -> _Found | None:
        """The person in "came in her capacity as dean of X"."""
        if not (has(items, at, "as") and has(items, at - 1, "capacity") and has(items, at - 2, "his", "her")):
            return None
        person = self.context.person_meant(items[at - 2])
        return _Found([person], PRONOUN) if person else None

    def _subject(self, link: Sequence[Item]) -> Person | None:
        """The subject that stands farther off: "Rao Qiming, who had come by train, is mayor of X"."""
        found = (self.context.subject(item) for item in link if item.low in words("be") | words("made"))
        return next((person for person in found if person), None)

    def _described(self, items: Sequence[Item], group: PostGroup) -> _Found:
        """ "Next came Rao Qiming. The chairman of X said": the person named last, who has no post so far."""
        post = group.posts[0]
        opens = group.first == 0 or has(items, group.first - 1, ".", "!", "?")
        if not (opens and post.definite and post.body and post.body.how is How.NAME and not post.plural):
            return _NOBODY
        person = self.context.person_introduced(items[group.first])
        return _Found([person], DESCRIBED) if person and person.id not in self.known else _NOBODY


@cache
def _links() -> frozenset[str]:
    """Words between a subject and its post."""
    return words("be") | words("made") | words("between") | words("assume") | words("unreal") | words("adverbs")


def _appointed(items: Sequence[Item], at: int) -> _Found | None:
    """The person in "decided to appoint Rao Qiming director of X", "removed Rao Qiming from the post of director"."""
    if has(items, at, "of") and has(items, at - 1, "post", "position", "office") and has(items, at - 2, "the"):
        who, verbs = at - 4, words("removed")
        if not has(items, at - 3, "from", "of"):
            return None
    else:
        who, verbs = at - has(items, at, "as"), words("appoint")
    if who < 1 or items[who].kind is not ItemKind.PERSON or items[who - 1].low not in verbs:
        return None
    return _Found([Person(items[who].entity, items[who].start, items[who].end)], VERB)


def _sentence_of(items: Sequence[Item], at: int) -> Sequence[Item]:
    """The items of the sentence before ``at``."""
    first = at
    while first > 0 and not has(items, first - 1, ".", "!", "?", ";"):
        first -= 1
    return items[first:at]


def _gapped(items: Sequence[Item], at: int) -> _Found | None:
    """The person in "A was elected mayor of X, B president of Y": the verb is said once."""
    if items[at].kind is not ItemKind.PERSON or not has(items, at - 1, ",", "and"):
        return None
    before = _sentence_of(items, at)
    made = next((n for n, item in enumerate(before) if item.low in words("made")), None)
    if made is None or not any(item.kind is ItemKind.PERSON for item in before[:made]):
        return None
    return _Found([Person(items[at].entity, items[at].start, items[at].end)], VERB)


def _before_aside(items: Sequence[Item], comma: int) -> int:
    """The comma or bracket before an aside that ends at ``comma``: "Rao Qiming, aged 52," or "Rao Qiming (left),"."""
    if has(items, comma - 1, ")"):
        return next((at for at in range(comma - 2, max(comma - 8, -1), -1) if has(items, at, "(")), comma)
    first = next((at for at in range(comma - 1, max(comma - 5, -1), -1) if has(items, at, ",")), comma)
    return first if first != comma and items[first + 1].low in words("asides") else comma


def _back(items: Sequence[Item], at: int, many: bool) -> list[Person]:
    """The person, or with ``many`` the coordinated persons, whose names end at ``items[at]``."""
    found: list[Person] = []
    while at >= 0:
        body: Body | None = None
        if items[at].kind is ItemKind.ENTITY:
            inner = at - 1 - has(items, at - 1, "the")
            if has(items, inner, "of", "from", "with", "at") and inner and items[inner - 1].kind is ItemKind.PERSON:
                body = Body(How.NAME, items[at].start, items[at].end, items[at].entity)
                at = inner - 1
        if items[at].kind is not ItemKind.PERSON:
            break
        found.insert(0, Person(items[at].entity, items[at].start, items[at].end, body))
        if not many:
            break
        at -= 1
        while has(items, at, ",", "and", "&"):
            at -= 1
    return found


# ---- persons after the posts ----------------------------------------------------------------------------------------


def _after(items: Sequence[Item], at: int, post: PostPhrase, *, comma: bool) -> _Found:
    """The person, or after a plural title the persons, whose names follow a title directly."""
    bracket = has(items, at, "(")
    if bracket or (comma and post.plural and has(items, at, ",", ":")) or (post.body and has(items, at, ":")):
        at += 1
    found: list[Person] = []
    last = False
    while at < len(items) and items[at].kind is ItemKind.PERSON:
        item = items[at]
        read = body_of_name(items, at + 1, "to" if post.title.kind is Kind.ENVOY else "from")
        read = read or body_in_bracket(items, at + 1, post.title)
        at = read.end if read else at + 1
        found.append(Person(item.entity, item.start, item.end, read.body if read else None))
        if not post.plural or last:
            break
        while has(items, at, ",", "and", "&"):
            last = last or items[at].low != ","
            at += 1
    if len(found) > 1 and (shared := found[-1].body):
        found = [person if person.body else person._replace(body=shared) for person in found]
    return _Found(found if not bracket or has(items, at, ")") else [], BEFORE_NAME)


def _after_comma(items: Sequence[Item], group: PostGroup) -> _Found:
    """The person in "the Mayor of X, Rao Qiming," and "As mayor of X, Rao Qiming said"."""
    at = group.last + 1
    named = group.posts[-1].body is not None or group.posts[-1].definite
    if not has(items, group.last, ",") or not named or at >= len(items):
        return _NOBODY
    item = items[at]
    closed = at + 1 >= len(items) or has(items, at + 1, ",", ";", ".", "and", ")", "also")
    if item.kind is not ItemKind.PERSON or not (closed or items[at + 1].tag in ("VBD", "VBZ", "VBP", "MD")):
        return _NOBODY
    return _Found([Person(item.entity, item.start, item.end)], NAME_AFTER_COMMA)
