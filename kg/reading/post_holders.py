"""Whose a post is: what stands before and after its phrase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from kg.reading.items import Item, ItemKind
from kg.reading.post_phrases import Body, How, PostGroup, PostPhrase, read_group


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds the post that ``phrase`` states."""

    person: str
    person_start: int
    person_end: int
    phrase: PostPhrase
    group: int
    """Number of the coordination that the phrase stands in: posts of one group share what the context tells."""
    confidence: float


class Person(NamedTuple):
    """A person beside a post, and the body named after the person's name ("Li Ming of X")."""

    id: str
    start: int
    end: int
    body: Body | None = None


class Context(Protocol):
    """What the rest of the article tells."""

    def person_meant(self, item: Item) -> Person | None:
        """The person that the pronoun ``item`` refers to."""
        ...


#: How reliable each way of stating a post is, from the annotated articles.
APPOSITION, BRACKETED, COPULA, BEFORE_NAME, NAME_AFTER_COMMA, PRONOUN, LATER = 0.97, 0.95, 0.95, 0.96, 0.85, 0.8, 0.6

_BE = frozenset(
    "is was are were be been being becomes became become serves served serving acts acted acting works worked works".split()
)
_MADE = frozenset("appointed elected named promoted reelected re-elected nominated chosen designated".split())
_BLOCK = frozenset("not never n't no longer will would may might could should if".split())
_PRONOUNS = frozenset({"he", "she"})


def holdings(items: Sequence[Item], context: Context) -> Iterator[Holding]:
    """Every post of ``items``, a block's, with its holder."""
    at, number = 0, items[0].start * 10 if items else 0
    ended: dict[int, list[Person]] = {}
    while at < len(items):
        group = _ended_charge(items, at) or read_group(items, at)
        if group is None:
            at += 1
            continue
        number += 1
        found, people, at_next = _match(items, group, ended, context, number)
        yield from found
        if people:
            ended[group.last] = people
        at = max(at_next, at + 1)


def _ended_charge(items: Sequence[Item], at: int) -> PostGroup | None:
    return None


def _match(
    items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]], context: Context, number: int
) -> tuple[list[Holding], list[Person], int]:
    """The holdings of ``group``, its persons, and where to read on."""
    before, confidence = _holders_before(items, group, ended, context)
    after = _persons_after(items, group.last, group.posts[-1], comma=not before)
    if before and after:
        if len(group.posts) == 1:
            before = []
        else:
            last = group.posts[-1]
            first = replace(group, posts=group.posts[:-1], last=last.first)
            rest = replace(group, posts=(last,), first=last.first)
            return (
                [*_assign(before, first, confidence, number), *_assign(after, rest, BEFORE_NAME, number + 1)],
                after,
                group.last,
            )
    if before:
        return _assign(before, group, confidence, number), before, group.last
    if after:
        return _assign(after, group, BEFORE_NAME, number), after, group.last
    named = _name_after_comma(items, group)
    if named:
        return _assign(named, group, NAME_AFTER_COMMA, number), named, group.last
    return [], [], group.last


def _assign(people: list[Person], group: PostGroup, confidence: float, number: int) -> list[Holding]:
    """Pairs persons and posts: one by one if "respectively", else each post with each person."""
    posts = group.posts
    if "respectively" in group.marks and len(people) >= len(posts) > 1:
        pairs = list(zip(people[-len(posts) :], posts, strict=True))
    else:
        pairs = [(person, post) for person in people for post in posts]
    return [
        Holding(
            person.id,
            person.start,
            person.end,
            _with_body(post, person),
            number + (person.start if len(people) > 1 else 0),
            confidence,
        )
        for person, post in pairs
    ]


def _with_body(post: PostPhrase, person: Person) -> PostPhrase:
    """``post`` with the body that stands after the person's name, if it has none itself."""
    return replace(post, body=person.body) if post.body is None and person.body is not None else post


def _holders_before(
    items: Sequence[Item], group: PostGroup, ended: dict[int, list[Person]], context: Context
) -> tuple[list[Person], float]:
    """The persons before a group that it is said of, and how sure that is."""
    at = group.first - 1
    if at < 0:
        return [], 0.0
    many = any(post.plural for post in group.posts) or group.marks & {"respectively", "both", "all", "each"}
    low = items[at].low
    if low in ("(", "-", ":"):
        return _persons_back(items, at - 1, bool(many)), BRACKETED
    if low == "," or low == ";":
        return (_persons_back(items, at - 1, bool(many)), APPOSITION) if low == "," else ([], 0.0)
    return _after_verb(items, at, bool(many), ended, context)


def _after_verb(
    items: Sequence[Item], at: int, many: bool, ended: dict[int, list[Person]], context: Context
) -> tuple[list[Person], float]:
    """The subject of "is", "served as", "was appointed" before a group."""
    verb = False
    where = False
    while at >= 0 and items[at].kind is ItemKind.WORD:
        low = items[at].low
        if low in _BLOCK:
            return [], 0.0
        if low in _BE or low in _MADE or low == "as":
            verb = True
        elif low in ("where", "who"):
            where = where or low == "where"
        elif low in _PRONOUNS:
            if not verb:
                return [], 0.0
            if at > 0 and items[at - 1].low == "where":
                at -= 1
                continue
            person = context.person_meant(items[at])
            return ([person], PRONOUN) if person else ([], 0.0)
        elif low not in (
            "also",
            "now",
            "currently",
            "concurrently",
            "then",
            "still",
            "both",
            "has",
            "have",
            "had",
            "to",
            "once",
            "previously",
            "himself",
            "herself",
        ):
            break
        at -= 1
    if at >= 0 and items[at].low == "," and verb:
        at -= 1
        if at + 1 in ended:
            return ended[at + 1], COPULA
    if at + 1 in ended and verb:
        return ended[at + 1], COPULA
    if not verb:
        return [], 0.0
    return _persons_back(items, at, many), COPULA


def _persons_back(items: Sequence[Item], at: int, many: bool) -> list[Person]:
    """The person, or with ``many`` the coordinated persons, whose names end at ``items[at]``."""
    found: list[Person] = []
    while at >= 0:
        body: Body | None = None
        if items[at].kind is ItemKind.ENTITY and at >= 2:
            inner = at - 1 - (items[at - 1].low == "the")
            if items[inner].low in ("of", "from", "with", "at") and items[inner - 1].kind is ItemKind.PERSON:
                body = Body(How.NAME, items[at].start, items[at].end, items[at].entity)
                at = inner - 1
        if items[at].kind is not ItemKind.PERSON:
            break
        found.insert(0, Person(items[at].entity, items[at].start, items[at].end, body))
        if not many:
            break
        at -= 1
        while at >= 0 and items[at].low in (",", "and", "&"):
            at -= 1
    return found


def _persons_after(items: Sequence[Item], at: int, post: PostPhrase, *, comma: bool) -> list[Person]:
    """The person, or after a plural title the persons, whose names follow a title directly."""
    if comma and post.plural and at < len(items) and items[at].low == ",":
        at += 1
    found: list[Person] = []
    last = False
    while at < len(items) and items[at].kind is ItemKind.PERSON:
        item = items[at]
        body, at = _body_after(items, at + 1)
        found.append(Person(item.entity, item.start, item.end, body))
        if not post.plural or last:
            break
        while at < len(items) and items[at].low in (",", "and", "&"):
            last = last or items[at].low != ","
            at += 1
    return found


def _body_after(items: Sequence[Item], at: int) -> tuple[Body | None, int]:
    """ "of X" after a name."""
    if at + 1 < len(items) and items[at].low in ("of", "from"):
        inner = at + 1 + (items[at + 1].low == "the")
        if inner < len(items) and items[inner].kind is ItemKind.ENTITY:
            item = items[inner]
            return Body(How.NAME, item.start, item.end, item.entity), inner + 1
    return None, at


def _name_after_comma(items: Sequence[Item], group: PostGroup) -> list[Person]:
    """The person in "the Mayor of Osaka City, Ichiro Matsui;"."""
    at = group.last
    last = group.posts[-1]
    if at + 1 >= len(items) or items[at].low != "," or last.body is None or items[at + 1].kind is not ItemKind.PERSON:
        return []
    item = items[at + 1]
    closing = (
        at + 2 >= len(items)
        or items[at + 2].low in (",", ";", ".", "and", ")")
        or items[at + 2].tag in ("VBD", "VBZ", "VBP", "MD")
    )
    return [Person(item.entity, item.start, item.end)] if closing else []
