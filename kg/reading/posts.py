"""Posts: who holds which post, by a grammar over the text with its names in place.

Phrases of posts are found first (:mod:`kg.reading.post_phrases`), then the persons that they belong to by what stands
around them (:mod:`kg.reading.post_holders`), then the bodies that the text leaves to the context.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.facts import Post
from kg.reading.bodies import Bodies
from kg.reading.document import Document
from kg.reading.items import lines
from kg.reading.post_holders import Holding, holdings
from kg.reading.settled import Settled
from kg.reading.titled_persons import retype
from kg.reading.titles import role_words

#: How much less likely a post is right whose body was not found: half of those measured miss one that is there.
_BODILESS = 0.6


@dataclass(frozen=True, slots=True)
class _Stated:
    """A post with what decides between several statements of it."""

    post: Post
    explicit: bool
    """The text names the body beside the title."""
    bodied: bool
    order: int


def read_posts(document: Document) -> list[Post]:
    """The posts that the article states, each once, in the order of the text.

    Sets ``EntityDraft.jurisdiction`` of the government bodies whose name carries a place or park of the article, and
    adds bodies that only a post names ("Secretary of the Work Committee and Director of the Committee of Y").
    """
    bodies = Bodies(document)
    blocks = lines(document)
    if retype(document, blocks, bodies):
        bodies, blocks = Bodies(document), lines(document)
    held = holdings(blocks, bodies)
    settled = bodies.settle(held)
    stated = [
        _stated(document, holding, body, order)
        for order, (holding, body) in enumerate(zip(held, settled, strict=True))
        if body is not None
    ]
    return [s.post for s in sorted(_distinct(stated), key=lambda s: s.order)]


def _stated(document: Document, holding: Holding, body: Settled, order: int) -> _Stated:
    phrase = holding.phrase
    spans = [(holding.person_start, holding.person_end), (phrase.start, phrase.end)]
    if phrase.body:
        spans.append((phrase.body.start, max(phrase.body.end, phrase.body.unit_end)))
    passages = [document.text.passage(min(s for s, _ in spans), max(e for _, e in spans))]
    if body.mention:
        passages.append(document.text.passage(body.mention.start, body.mention.end))
    post = Post(
        person=holding.person,
        role=body.role,
        printed=document.text.clean[phrase.start : phrase.end],
        of=body.entity,
        passages=tuple(dict.fromkeys(passages)),
        confidence=round(holding.confidence * body.confidence * (1.0 if body.entity else _BODILESS), 3),
    )
    return _Stated(post, body.explicit, phrase.body is not None, order)


def _distinct(stated: Iterable[_Stated]) -> list[_Stated]:
    """One statement a post: the most explicit one; a bare title gives way to any fuller statement of the same post."""
    kept: list[_Stated] = []
    for one in sorted(stated, key=_fullest):
        if not any(_covers(other, one) for other in kept):
            kept.append(one)
    return kept


def _fullest(one: _Stated) -> tuple[bool, bool, int, float, int]:
    return (not one.explicit, one.post.of is None, -len(role_words(one.post.role)), -one.post.confidence, one.order)


def _covers(fuller: _Stated, other: _Stated) -> bool:
    """Whether ``fuller`` says all that ``other`` says: the same post, or a courtesy form of it ("Mayor Gu")."""
    if fuller.post.person != other.post.person:
        return False
    full, part = role_words(fuller.post.role), role_words(other.post.role)
    if fuller.post.of == other.post.of:
        return full == part or (not other.bodied and part <= full)
    return not other.explicit and (part <= full or full <= part)
