"""Persons beside posts: the names that stand before a post's phrase and after it."""

from collections.abc import Sequence
from typing import NamedTuple

from kg.reading.items import Item, ItemKind
from kg.reading.post_bodies import body_in_bracket, body_of_name
from kg.reading.post_parts import Body, How, has
from kg.reading.post_phrases import PostGroup, PostPhrase
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


class Found(NamedTuple):
    """The persons that a group of posts is said of."""

    people: list[Person]
    confidence: float
    where: bool = False
    """In "Rao Qiming of X, where he is director": the body after the name is the post's."""


NOBODY = Found([], 0.0)


def appointed(items: Sequence[Item], at: int) -> Found | None:
    """The person in "decided to appoint Rao Qiming director of X", "removed Rao Qiming from the post of director"."""
    if has(items, at, "of") and has(items, at - 1, "post", "position", "office") and has(items, at - 2, "the"):
        who, verbs = at - 4, words("removed")
        if not has(items, at - 3, "from", "of"):
            return None
    else:
        who, verbs = at - has(items, at, "as"), words("appoint")
    if who < 1 or items[who].kind is not ItemKind.PERSON or items[who - 1].low not in verbs:
        return None
    return Found([Person(items[who].entity, items[who].start, items[who].end)], VERB)


def sentence_of(items: Sequence[Item], at: int) -> Sequence[Item]:
    """The items of the sentence before ``at``."""
    first = at
    while first > 0 and not has(items, first - 1, ".", "!", "?", ";"):
        first -= 1
    return items[first:at]


def gapped(items: Sequence[Item], at: int) -> Found | None:
    """The person in "A was elected mayor of X, B president of Y", "elected A mayor and B president": the second."""
    if items[at].kind is not ItemKind.PERSON or not has(items, at - 1, ",", "and"):
        return None
    before = sentence_of(items, at)
    made = next((n for n, item in enumerate(before) if item.low in words("made") | words("appoint")), None)
    if made is None or not any(item.kind is ItemKind.PERSON for item in before[: made + 2]):
        return None
    return Found([Person(items[at].entity, items[at].start, items[at].end)], VERB)


def before_aside(items: Sequence[Item], comma: int) -> int:
    """The comma or bracket before an aside that ends at ``comma``: "Rao Qiming, aged 52," or "Rao Qiming (left),"."""
    if has(items, comma - 1, ")"):
        return next((at for at in range(comma - 2, max(comma - 8, -1), -1) if has(items, at, "(")), comma)
    first = next((at for at in range(comma - 1, max(comma - 5, -1), -1) if has(items, at, ",")), comma)
    if first == comma:
        return comma
    aged = comma - first == 2 and items[first + 1].low.isdigit()  # "Rao Qiming, 46,"
    return first if aged or items[first + 1].low in words("asides") else comma


def back(items: Sequence[Item], at: int, many: bool) -> list[Person]:
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


def after(items: Sequence[Item], at: int, post: PostPhrase, *, comma: bool) -> Found:
    """The person, or after a plural title the persons, whose names follow a title directly."""
    bracket = has(items, at, "(")
    labelled = has(items, at, ":") and (post.body or post.first == 0 or has(items, post.first - 1, ".", ";", "(", "["))
    if bracket or labelled or (comma and post.plural and has(items, at, ",", ":")):
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
    return Found(found if not bracket or has(items, at, ")") else [], BEFORE_NAME)


def after_comma(items: Sequence[Item], group: PostGroup) -> Found:
    """The person in "the Mayor of X, Rao Qiming," and "As mayor of X, Rao Qiming said"."""
    at = group.last + 1
    named = group.posts[-1].body is not None or group.posts[-1].definite
    if not has(items, group.last, ",") or not named or at >= len(items):
        return NOBODY
    item = items[at]
    closed = at + 1 >= len(items) or has(items, at + 1, ",", ";", ".", "and", ")", "also")
    if item.kind is not ItemKind.PERSON or not (closed or items[at + 1].tag in ("VBD", "VBZ", "VBP", "MD")):
        return NOBODY
    return Found([Person(item.entity, item.start, item.end)], NAME_AFTER_COMMA)


def after_copula(items: Sequence[Item], group: PostGroup) -> Found:
    """The person in "Named head of X is Rao Qiming", "The group's chairman is Rao Qiming"."""
    at = group.last
    while at < len(items) and items[at].low in words("adverbs"):
        at += 1
    opens = group.first - (has(items, group.first - 1, "as"))
    made = opens > 0 and items[opens - 1].low in words("made") | words("appoint")
    first = opens == 0 or has(items, opens - 1, ".", ";", "!", "?")
    last = group.posts[-1]
    if not (made or (first and last.body is not None)) or last.plural or not has(items, at, "is", "was", "becomes"):
        return NOBODY
    if at + 1 >= len(items) or items[at + 1].kind is not ItemKind.PERSON:
        return NOBODY
    item = items[at + 1]
    return Found([Person(item.entity, item.start, item.end)], VERB)


def joined_body(between: Sequence[Item]) -> Body | None:
    """The body that stands between a verb and "as": "was transferred to X as director", "joined X in May as"."""
    for at, item in enumerate(between):
        to = (
            at == 0
            or has(between, at - 1 - has(between, at - 1, "the"), "to", "at", "with", "for")
            or (at == 1 and has(between, 0, "the"))
        )
        if item.kind is ItemKind.ENTITY and to and not has(between, at + 1, "'s"):
            return Body(How.NAME, item.start, item.end, item.entity)
    return None
