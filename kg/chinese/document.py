"""One article while it is read: its sentences, their words, and what was found in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import rjieba

from kg.articles.page import BlockKind, describe
from kg.chinese.tables import rows, words
from kg.facts import Article, EntityType, Passage
from kg.reference import places

ENDS = "。！？；\n"
#: Marks at which a sentence of more than ``LONGEST`` characters is cut: reading takes the square of its length.
PAUSES = "，、,;"
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; offsets into the body."""

    start: int
    end: int
    text: str
    paragraph: int
    """Number of its paragraph; 0 is the headline's."""


@dataclass(slots=True)
class Found:
    """An entity while it is found."""

    id: str
    type: EntityType
    names: list[str]
    rebuilt: list[str] = field(default_factory=list)
    jurisdiction: str | None = None
    confidence: float = 0.9
    mentions: dict[Passage, None] = field(default_factory=dict)
    """Where it is named, in the order in which that was found."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an entity is named."""

    start: int
    end: int
    entity: str


class Document:
    """Offsets are code points of the body throughout."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.body = article.body
        self.sentences = list(_sentences(article.body))
        self.entities: dict[str, Found] = {}
        self._mentions: list[Mention] = []
        self.main: dict[str, str | None] = {}
        """Places that are meant by "the city", "the district", where none is near."""
        self._words: dict[int, list[tuple[int, int]]] = {}

    @cached_property
    def text(self) -> str:
        """All sentences, for questions about the whole article."""
        return "\n".join(s.text for s in self.sentences)

    def add(self, type: EntityType, name: str, id: str | None = None) -> Found:
        """The entity ``id`` (or a new one) with ``name`` among its names, the fullest first."""
        known = self.entities.setdefault(id or f"{type.value.lower()}-{len(self.entities)}", Found("", type, []))
        known.id = known.id or (id or f"{type.value.lower()}-{len(self.entities) - 1}")
        if name not in known.names:
            known.names.append(name)
        return known

    def mention(self, start: int, end: int, entity: str) -> None:
        """Notes that ``entity`` is named there."""
        at = bisect_right(self._mentions, start, key=lambda m: m.start)
        self._mentions.insert(at, Mention(start, end, entity))
        self.entities[entity].mentions[Passage(start, end)] = None

    def within(self, start: int, end: int, *types: EntityType) -> list[Mention]:
        """Mentions (of ``types``) that lie in a stretch, in order."""
        at = bisect_right(self._mentions, start - 1, key=lambda m: m.start)
        until = bisect_left(self._mentions, end, key=lambda m: m.start)
        return [
            m for m in self._mentions[at:until]
            if m.end <= end and (not types or self.entities[m.entity].type in types)
        ]  # fmt: skip

    def last(self, before: int, *types: EntityType, since: int = 0) -> Mention | None:
        """The last mention (of ``types``) that ends before an offset, and does not begin before ``since``."""
        return next(self.backwards(before, *types, since=since), None)

    def backwards(self, before: int, *types: EntityType, since: int = 0) -> Iterator[Mention]:
        """Mentions (of ``types``) that end before an offset, the last one first."""
        if not any(e.type in types and e.mentions for e in self.entities.values()):
            return
        for at in range(bisect_right(self._mentions, before, key=lambda m: m.start) - 1, -1, -1):
            mention = self._mentions[at]
            if mention.start < since:
                return
            if mention.end <= before and self.entities[mention.entity].type in types:
                yield mention

    def first(self, type_: EntityType, before: int) -> str | None:
        """The entity of a type that the article names first, if it does so before an offset."""
        starts = {e.id: min(e.mentions).start for e in self.entities.values() if e.type is type_ and e.mentions}
        chosen = min(starts, key=lambda id: starts[id], default=None)
        return chosen if chosen is not None and starts[chosen] < before else None

    def outer(self, mentions: list[Mention]) -> list[Mention]:
        """Those that are not part of another of them: of 宁波市 and 宁波市人民政府 the second."""
        return [m for m in mentions if not any(_inside(m, other) for other in mentions)]

    def free(self, start: int, end: int) -> bool:
        """Whether nothing is named in a stretch yet."""
        at = bisect_right(self._mentions, start, key=lambda m: m.start)
        before = self._mentions[max(0, at - 6) : at]
        return not any(m.end > start for m in before) and not self.within(start, end)

    def drop(self, mention: Mention) -> None:
        """Forgets a mention that is part of a longer name."""
        at = bisect_left(self._mentions, mention.start, key=lambda m: m.start)
        while self._mentions[at] is not mention:
            at += 1
        del self._mentions[at]
        self.entities[mention.entity].mentions.pop(Passage(mention.start, mention.end), None)

    def tokens(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Where the words of a sentence stand, in the body."""
        if sentence.start not in self._words:
            found = _segmenter().tokenize(sentence.text, hmm=True)
            self._words[sentence.start] = [(sentence.start + a, sentence.start + b) for _, a, b in found]
        return self._words[sentence.start]

    def edges(self, sentence: Sentence) -> frozenset[int]:
        """Where words of a sentence begin or end."""
        return frozenset(edge for token in self.tokens(sentence) for edge in token)

    def passage(self, sentence: Sentence) -> tuple[Passage, ...]:
        """The sentence as evidence."""
        return (Passage(sentence.start, sentence.end),)


def _inside(one: Mention, other: Mention) -> bool:
    return other.start <= one.start and one.end <= other.end and (one.start, one.end) != (other.start, other.end)


def _sentences(body: str) -> Iterator[Sentence]:
    paragraph = 0
    for block in describe(body).blocks:
        if block.kind not in (BlockKind.HEADLINE, BlockKind.PARAGRAPH):
            continue
        paragraph += block.kind is BlockKind.PARAGRAPH
        start = block.start
        for i in range(block.start, block.end):
            long = i + 1 - start >= (LONGEST if body[i] in PAUSES else 2 * LONGEST)
            if body[i] in ENDS or long or i + 1 == block.end:
                text = body[start : i + 1]
                if text.strip():
                    yield Sentence(start, i + 1, text, 0 if block.kind is BlockKind.HEADLINE else paragraph)
                start = i + 1


@cache
def _segmenter() -> rjieba.Jieba:
    """Splits text into words: the library's dictionary, and the words of our own tables."""
    segmenter = rjieba.Jieba()
    own = {place.chinese for place in places().values() if 2 <= len(place.chinese) <= 8}
    own |= {row[0] for row in rows("titles")} - {"title"}
    own |= {word for word in words("cut") | words("soft") if len(word) > 1}
    for word in sorted(own):
        segmenter.add_word(word, 20_000, "n")
    return segmenter


def is_word(text: str) -> bool:
    """Whether the library's dictionary has the word."""
    return _segmenter().has_word(text)


def begins_with_verb(text: str) -> bool:
    """Whether the first word of ``text`` is a verb (or a preposition or adverb), as the library tags it."""
    tagged = _segmenter().tag(text, hmm=True)
    return bool(tagged) and tagged[0][1] in ("v", "vn", "vd", "p", "d", "c", "u", "ul", "uj")
