"""The grammar of posts: "vice Party chief and mayor of Qingdao" as posts with their bodies, before it is known whose."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kg.reading.items import Item, ItemKind
from kg.reading.tables import rows
from kg.reading.titles import Kind, Title, titles


class How(StrEnum):
    """How a phrase names the body of its post."""

    NAME = "name"
    """By a name that is known."""
    NOMINAL = "nominal"
    """By a common noun or pronoun that refers back: "of the zone", "its"."""
    PRINTED = "printed"
    """By words that no known name covers."""


class Body(NamedTuple):
    """What a post is said to be of."""

    how: How
    start: int
    """First character in the clean text."""
    end: int
    value: str
    """Entity's id, the noun that refers back, or the words as printed."""
    before: bool = False
    """Stands before the title: "Qingdao Mayor", "the company's president"."""


@dataclass(frozen=True, slots=True)
class PostPhrase:
    """One post as a phrase states it; ``first`` to ``last`` are items, ``start`` to ``end`` characters of its title."""

    first: int
    last: int
    title: Title
    role: str
    start: int
    end: int
    plural: bool
    definite: bool
    body: Body | None
    shared: bool = False
    """The body is another phrase's, shared in a coordination."""


@dataclass(frozen=True, slots=True)
class PostGroup:
    """Coordinated posts; ``first`` to ``last`` are items, end exclusive."""

    first: int
    last: int
    posts: tuple[PostPhrase, ...]
    marks: frozenset[str] = field(default=frozenset())
    """Adverbs that tell how posts and persons match: "respectively", "both", "all"."""


_ADVERBS = frozenset(
    "also concurrently currently now then respectively both all each formerly previously simultaneously additionally "
    "presently newly once".split()
)
_DETERMINERS = frozenset({"the", "a", "an", "one", "another"})
_BODY_PREPOSITIONS = frozenset({"of", "at", "with", "for", "from", "in", "to", "under", "on"})
_POSSESSIVES = frozenset({"its", "their", "his", "her", "our"})
_NOUN_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "VBG", "CD", "CC", "FW", "HYPH", "IN", "DT", "VBN", "POS", "PRP$"}
)
_TRANSPARENT = ("standing committee", "party committee", "party group", "leadership group", "board", "board of directors",
                "management", "political bureau", "leading party members group", "management team")  # fmt: skip


def read_group(items: Sequence[Item], start: int) -> PostGroup | None:
    """The coordinated posts that begin at ``items[start]``, shared bodies given to each; ``None`` if none does."""
    at, marks = _adverbs(items, start)
    first = read_post(items, at)
    if first is None:
        return None
    posts = [first]
    end = first.last
    while True:
        at = _separator(items, end)
        if at is None:
            break
        at, more = _adverbs(items, at)
        following = read_post(items, at)
        if following is None:
            break
        marks |= more
        posts.append(following)
        end = following.last
    end, more = _adverbs(items, end)
    return PostGroup(start, end, share(posts), frozenset(marks | more))


def share(posts: list[PostPhrase]) -> tuple[PostPhrase, ...]:
    """``posts`` with the bodies that a coordination shares: "chairman and president of X", "X's chairman and president"."""
    found = list(posts)
    for place in range(len(found) - 2, -1, -1):
        body = found[place + 1].body
        if found[place].body is None and body is not None and not body.before:
            found[place] = replace(found[place], body=body, shared=True)
    for place in range(1, len(found)):
        body = found[place - 1].body
        if found[place].body is None and body is not None and body.before:
            found[place] = replace(found[place], body=body, shared=True)
    return tuple(found)


def read_post(items: Sequence[Item], start: int) -> PostPhrase | None:
    """The one post that begins at ``items[start]``."""
    at, before, definite = _opening(items, start)
    match = titles().match(words_from(items, at), 0)
    if match is None or match.title.kind is Kind.NONE or match.honorary:
        return None
    end = at + match.end
    role = match.role
    if end < len(items) and items[end].low == "'s":
        return None
    body, unit, last = _body(items, end, match.title)
    if unit == "-":
        return None
    if unit and match.title.kind is not Kind.TERRITORY:
        role = f"{role} of {unit}"
    return PostPhrase(
        first=start,
        last=last,
        title=match.title,
        role=role,
        start=items[at].start,
        end=items[end - 1].end,
        plural=match.plural,
        definite=definite,
        body=body or before,
    )


def words_from(items: Sequence[Item], start: int) -> list[str]:
    """The words from ``start`` to the next name or mark."""
    found = []
    for item in items[start : start + 12]:
        if item.kind is not ItemKind.WORD:
            break
        found.append(item.low)
    return found


def _adverbs(items: Sequence[Item], start: int) -> tuple[int, set[str]]:
    at, seen = start, set[str]()
    while at < len(items) and items[at].low in _ADVERBS:
        seen.add(items[at].low)
        at += 1
        if at < len(items) and items[at].low == "," and items[at - 1].low == "respectively":
            at += 1
    return (at, seen) if seen else (start, seen)


def _separator(items: Sequence[Item], end: int) -> int | None:
    """Where the next coordinated post may begin."""
    lows = [item.low for item in items[end : end + 5]]
    for length, pattern in (
        (4, ", as well as"),
        (3, "as well as"),
        (2, ", and"),
        (2, "and also"),
        (1, ","),
        (1, "and"),
        (1, "&"),
        (1, "/"),
    ):
        if " ".join(lows[:length]) == pattern:
            return end + length
    return None


def _opening(items: Sequence[Item], start: int) -> tuple[int, Body | None, bool]:
    """What stands before a title: determiner, or a body ("Qingdao Mayor", "the group's President", "its director")."""
    at = start
    definite = False
    if at < len(items) and items[at].low in _DETERMINERS:
        definite = items[at].low == "the"
        at += 1
        if items[at - 1].low == "one" and at + 1 < len(items) and items[at].low == "of":
            at += 2
    if at >= len(items):
        return at, None, definite
    item = items[at]
    if item.kind is ItemKind.ENTITY:
        body = Body(How.NAME, item.start, item.end, item.entity, before=True)
        return at + 1 + _is(items, at + 1, "'s"), body, definite
    if item.low in _POSSESSIVES:
        return at + 1, Body(How.NOMINAL, item.start, item.end, item.low, before=True), True
    noun = _nominal(items, at)
    if noun and not titles().match(words_from(items, at), 0):
        end = at + len(noun.split())
        body = Body(How.NOMINAL, item.start, items[end - 1].end, noun, before=True)
        return end + _is(items, end, "'s"), body, definite
    return at, None, definite


def _is(items: Sequence[Item], at: int, low: str) -> bool:
    return at < len(items) and items[at].low == low


def _nominal(items: Sequence[Item], at: int) -> str | None:
    """The noun of ``data/nominals.tsv`` that stands at ``at``."""
    words = words_from(items, at)
    return next((noun for n in (3, 2, 1) if (noun := " ".join(words[:n])) in nouns() and len(words) >= n), None)


@cache
def nouns() -> dict[str, bool]:
    """Nouns that can stand for a body, and whether to head it is a post ("the delegation": no)."""
    return {row["noun"]: row["classes"] != "-" for row in rows("nominals")}


def _body(items: Sequence[Item], end: int, title: Title) -> tuple[Body | None, str | None, int]:
    """Body, unit inside it and end of the phrase whose title ends at ``end``; unit "-": no post."""
    at = _area(items, end)
    if at >= len(items) or items[at].low not in _BODY_PREPOSITIONS:
        return _after_comma(items, end)
    if items[at].low in ("on", "in", "under") and title.kind is not Kind.MEMBER and items[at].low != "in":
        return None, None, end
    inner = at + 1
    if _is(items, inner, "the") or _is(items, inner, "a") or _is(items, inner, "an"):
        inner += 1
    return (
        _named_body(items, inner)
        or _unit_body(items, inner)
        or _back_reference(items, inner)
        or _printed_body(items, inner)
        or (None, None, end)
    )


def _area(items: Sequence[Item], end: int) -> int:
    """Skips the area of a post before its body: "Chief Representative in Shandong of X", "president for Asia of X"."""
    if end + 2 < len(items) and items[end].low in ("in", "for", "to"):
        at = end + 1 + _is(items, end + 1, "the")
        if at + 1 < len(items) and items[at].kind is ItemKind.ENTITY and items[at + 1].low in ("of", "at", "with"):
            return at + 1
    return end


def _after_comma(items: Sequence[Item], end: int) -> tuple[Body | None, str | None, int]:
    """ "General Manager, X Group," is read where a mark closes it."""
    return None, None, end


def _named_body(items: Sequence[Item], at: int) -> tuple[Body, str | None, int] | None:
    if at >= len(items) or items[at].kind is not ItemKind.ENTITY:
        return None
    body = Body(How.NAME, items[at].start, items[at].end, items[at].entity)
    end = at + 1
    unit = None
    if _is(items, end, "'s"):
        stop = end + 1
        while stop < len(items) and items[stop].kind is ItemKind.WORD and items[stop].tag in ("NN", "NNS", "NNP", "JJ"):
            stop += 1
        words = [item.text for item in items[end + 1 : stop]]
        if words:
            unit, end = _unit(" ".join(words)), stop
    return body, unit, _tail(items, end)


def _tail(items: Sequence[Item], end: int) -> int:
    """Where names end that only place the body: "of Qingdao in Shandong"."""
    while end + 1 < len(items) and items[end].low in ("of", "in", "under"):
        at = end + 1 + _is(items, end + 1, "the")
        if at >= len(items) or items[at].kind is not ItemKind.ENTITY:
            break
        end = at + 1
    return end


def _unit_body(items: Sequence[Item], at: int) -> tuple[Body, str | None, int] | None:
    """A unit and the body that it is part of: "China department of X", "the Standing Committee of X"."""
    stop = at
    while stop < min(len(items), at + 9) and items[stop].kind is ItemKind.WORD and items[stop].tag in _NOUN_TAGS:
        if _title_follows(items, stop):
            return None
        if items[stop].low in ("of", "at", "in", "for") and stop > at:
            inner = stop + 1 + _is(items, stop + 1, "the")
            named = _named_body(items, inner)
            named = named or (_back_reference(items, inner) if items[stop].low == "of" else None)
            if named:
                return named[0], _unit(" ".join(i.text for i in items[at:stop])), named[2]
        stop += 1
    return None


def _title_follows(items: Sequence[Item], at: int) -> bool:
    """Whether ``items[at]`` joins another post: "and Chairman"."""
    if items[at].low not in ("and", "&"):
        return False
    return titles().match(words_from(items, _adverbs(items, at + 1)[0]), 0) is not None


def _unit(words: str) -> str | None:
    """The unit as part of a role; ``None`` for those that a post's body stands for as a whole."""
    low = words.lower().removeprefix("the ")
    return None if low.endswith(_TRANSPARENT) else words


def _back_reference(items: Sequence[Item], at: int) -> tuple[Body, str | None, int] | None:
    if at < len(items) and items[at].low in ("it", "them"):
        return Body(How.NOMINAL, items[at].start, items[at].end, items[at].low), None, at + 1
    noun = _nominal(items, at)
    if noun is None:
        return None
    end = at + len(noun.split())
    if end < len(items) and items[end].kind is ItemKind.WORD and items[end].tag in ("NN", "NNS", "NNP"):
        return None
    body = Body(How.NOMINAL, items[at].start, items[end - 1].end, noun)
    if not nouns()[noun]:
        return body, "-", end
    if _is(items, end, "'s"):
        stop = end + 1
        while stop < len(items) and items[stop].kind is ItemKind.WORD and items[stop].tag in ("NN", "NNS", "NNP", "JJ"):
            stop += 1
        return body, _unit(" ".join(i.text for i in items[end + 1 : stop])), stop
    return body, None, end


def _printed_body(items: Sequence[Item], at: int) -> tuple[Body, str | None, int] | None:
    """A body whose name is not known: capitalised words, or a plain noun phrase."""
    stop = at
    while stop < min(len(items), at + 12) and items[stop].kind is ItemKind.WORD:
        if _title_follows(items, stop):
            break
        capital = items[stop].text[0].isupper()
        joins = items[stop].low in ("of", "and", "&", "for", "the") and _capital(items, stop + 1)
        if not capital and not (joins and stop > at) and not (items[stop].tag in ("NN", "NNS", "JJ") and not capital):
            break
        stop += 1
    if stop == at:
        return None
    words = " ".join(item.text for item in items[at:stop])
    body = Body(How.PRINTED, items[at].start, items[stop - 1].end, words)
    last = items[stop - 1].low.rstrip("s")
    return body, "-" if nouns().get(last) is False else None, stop


def _capital(items: Sequence[Item], at: int) -> bool:
    return at < len(items) and items[at].kind is ItemKind.WORD and items[at].text[0].isupper()
