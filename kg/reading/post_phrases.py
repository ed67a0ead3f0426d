"""The grammar of posts: "vice Party chief and mayor of Qingdao" as posts with bodies, before it is known whose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from kg.reading import lexicon
from kg.reading.items import WORD, Item
from kg.reading.post_bodies import body_after, body_before, body_named
from kg.reading.post_parts import LONGEST_NOUN, Body, How, has, noun_at, title_at, words_from
from kg.reading.post_words import phrases, words
from kg.reading.titles import Kind, Title, TitleMatch, titles


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
    origin: str = ""
    """Country, in lower case, that the title tells: "Chinese Vice Premier"."""
    verbal: bool = False
    """Stated by a verb: "who heads X"."""
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


#: Kinds of titles that a field of work may stand before: "trade and investment commissioner".
_FIELDED = frozenset({Kind.ORGAN, Kind.COMPANY, Kind.ENVOY})
_FIELD_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "CC", "VBG"})
_LONGEST_FIELD = 4
#: Of a word before the field that would belong to it.
_GOES_ON = _FIELD_TAGS - {"CC"}
#: Items of a post's phrase before its title, at most: "one of the", "our" with a noun and "'s", and a field.
_LEAD = 3 + (1 + LONGEST_NOUN + 1) + _LONGEST_FIELD


def post_starts(items: Sequence[Item]) -> set[int]:
    """Where in ``items`` a post may begin: so near before a title that its phrase can reach it. Most words are none."""
    opening, adverbs = titles().opening, words("adverbs")
    found: set[int] = set()
    for at, item in enumerate(items):
        if item.low in opening and title_at(items, at):
            found.update(range(max(0, at - _LEAD), at + 1))
    for at in range(len(items) - 2, -1, -1):
        if items[at].low in adverbs and at + 1 in found:
            found.add(at)
    return found


def read_group(items: Sequence[Item], start: int) -> PostGroup | None:
    """The coordinated posts that begin at ``items[start]``, shared bodies given to each; ``None`` if none does."""
    at, marks = _adverbs(items, start)
    post = read_post(items, at)
    if post is None:
        return None
    posts = [post]
    apart: set[int] = set()
    while (joined := _joined(items, posts[-1].last)) is not None:
        at, more = _adverbs(items, joined)
        post = read_post(items, at)
        if post is None:
            break
        if has(items, posts[-1].last, ";"):
            apart.add(len(posts))
        posts.append(post)
        marks |= more
    end, more = _adverbs(items, posts[-1].last)
    return PostGroup(start, end, share(posts, apart), frozenset(marks | more))


def share(posts: Sequence[PostPhrase], apart: Collection[int] = ()) -> tuple[PostPhrase, ...]:
    """``posts`` with the bodies that a coordination shares: "chairman and president of X", "X's chairman and CEO".

    Those whose number is in ``apart`` share nothing with the one before: "chairman; formerly director of X".
    """
    found = list(posts)
    for place in range(len(found) - 2, -1, -1):
        body = found[place + 1].body
        if found[place].body is None and body is not None and not body.before and place + 1 not in apart:
            found[place] = replace(found[place], body=body, shared=True)
    for place in range(1, len(found)):
        body = found[place - 1].body
        academy = found[place].title.role == "academician"  # is of an academy, never of whoever the post before is
        if found[place].body is None and body is not None and body.before and place not in apart and not academy:
            found[place] = replace(found[place], body=body, shared=True)
    return tuple(found)


def read_post(items: Sequence[Item], start: int) -> PostPhrase | None:
    """The one post that begins at ``items[start]``, determiner and body included."""
    at, definite = _determiner(items, start)
    before, at = body_before(items, at)
    match = title_at(items, at)
    field = 0
    if match is None and (field := _field(items, at)):
        match = title_at(items, at + field)
    if match is None or match.title.kind is Kind.NONE or match.honorary:
        return None
    if match.title.kind is Kind.VERB:
        return _verbal(items, at, match)
    end = at + field + match.end
    if has(items, end, "'s") or (match.role == "deputy" and has(items, at - 1, "his", "her")):
        return None
    read = body_after(items, end, match.title)
    if read.void:
        return None
    return PostPhrase(
        first=start,
        last=read.end,
        title=match.title,
        role=" ".join([*words_from(items, at)[:field], match.role]),
        start=items[at].start,
        end=items[end - 1].end,
        plural=match.plural,
        definite=definite,
        origin=match.origin,
        body=_nearest(before, read.body),
    )


def _nearest(before: Body | None, after: Body | None) -> Body | None:
    """The body of a post that may be named on both sides: "X's head of purchasing" is one of X."""
    if before is None or after is None:
        return after or before
    if after.how is How.PRINTED and before.how is How.NAME and not after.part_of:
        return before._replace(unit=after.value, unit_start=after.start, unit_end=after.end)
    return before if after.link != "of" else after


def _field(items: Sequence[Item], at: int) -> int:
    """How many words at ``at`` name the field of the title behind them: "political and economic" before "consul"."""
    if at and items[at - 1].kind is WORD and items[at - 1].tag in _GOES_ON:
        return 0
    for size in range(1, _LONGEST_FIELD + 1):
        here = at + size - 1
        if here >= len(items) or items[here].kind is not WORD or items[here].tag not in _FIELD_TAGS:
            return 0
        low = items[here].low
        if low in ("or", "but", "/") or low in words("branches") or low in words("days") or noun_at(items, here):
            return 0
        if items[here].text.isupper() and lexicon.acronyms().get(items[here].text, True):
            return 0  # an abbreviation tells whose post it is
        match = title_at(items, here + 1)
        if match is not None:
            joined = items[at].tag == "CC" or items[here].tag == "CC"
            return size if not joined and match.title.kind in _FIELDED and not match.plural else 0
    return 0


def _verbal(items: Sequence[Item], at: int, match: TitleMatch) -> PostPhrase | None:
    """ "heads X" as a post: "Rao Qiming, who heads X"."""
    end = at + match.end
    read = body_named(items, end + has(items, end, "the", "its"))
    if items[at].tag != "VBZ" or read is None or read.void:
        return None
    if has(items, read.end, "of") and read.end + 1 < len(items) and items[read.end + 1].text[0].isupper():
        return None
    return PostPhrase(
        at, read.end, match.title, match.role, items[at].start, items[end - 1].end, False, False, read.body, verbal=True
    )


def _determiner(items: Sequence[Item], at: int) -> tuple[int, bool]:
    """Skips "the", "a", "one of the"; whether it was "the"."""
    if has(items, at, "one") and has(items, at + 1, "of"):
        return at + 2 + has(items, at + 2, "the"), False
    if has(items, at, "the", "a", "an", "another"):
        return at + 1, items[at].low == "the"
    return at, False


def _adverbs(items: Sequence[Item], start: int) -> tuple[int, set[str]]:
    at, seen, adverbs = start, set[str](), words("adverbs")
    while at < len(items) and items[at].low in adverbs and items[at].kind is WORD:
        seen.add(items[at].low)
        at += 1
    return at, seen


def _joined(items: Sequence[Item], end: int) -> int | None:
    """Where the next coordinated post may begin."""
    if has(items, end, ";") and end + 1 < len(items) and items[end + 1].low in words("adverbs"):
        return end + 1  # "mayor of X; formerly director of Y"
    for phrase in phrases("joins"):
        if tuple(item.low for item in items[end : end + len(phrase)]) == phrase:
            return end + len(phrase)
    return None
