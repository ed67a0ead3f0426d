"""What the stages of the built-in reader hand on: the article's clean text, its parse, its mentions and entities.

Stages work on ``Text.clean``; only when facts are made are offsets turned into passages of the article's body.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from kg.articles.page import BlockKind
from kg.facts import Article, EntityType, Passage
from kg.reading.parsed import Doc, Span

if TYPE_CHECKING:
    from kg.reading.candidates import Candidate
    from kg.reading.clauses import Clauses
    from kg.reading.items import Item
    from kg.reading.layout import Layout


@dataclass(frozen=True, slots=True)
class Text:
    """Clean running text and where each of its characters stands in the article's body."""

    clean: str
    offsets: tuple[int, ...]
    """Body offset of each character of ``clean``; an inserted character has the offset of the one before it."""

    def passage(self, start: int, end: int) -> Passage:
        """The stretch of the body that ``clean[start:end]`` comes from."""
        return Passage(self.offsets[start], self.offsets[end - 1] + 1)


class MentionKind(StrEnum):
    """How a mention refers to its entity."""

    NAME = "name"
    """A name: "Zhao Haozhi", "Goertek", "virtual reality"."""
    SHORT = "short"
    """A short form of a name printed elsewhere: "Mr. Zhao", "the High-tech Zone"."""
    NOMINAL = "nominal"
    """A description that the text makes plain: "the mayor", "the company", "the district", "the delegation"."""
    PRONOUN = "pronoun"
    """"he", "it", "its"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of ``Text.clean`` (characters, end exclusive) that refers to an entity."""

    start: int
    end: int
    entity: str
    kind: MentionKind
    confidence: float = 1.0

    def __hash__(self) -> int:
        return hash((self.start, self.end))  # looked up by the thousand, and few share a stretch


_START = attrgetter("start")


@dataclass(slots=True)
class EntityDraft:
    """An entity while the article is being read."""

    id: str
    type: EntityType
    names: list[str]
    rebuilt: list[str] = field(default_factory=list)
    jurisdiction: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the clean text, with the kind of block that it stands in; ``span`` gives tokens and parse."""

    span: Span
    kind: BlockKind

    @property
    def start(self) -> int:
        """First character in ``Text.clean``."""
        return self.span.start_char

    @property
    def end(self) -> int:
        """End in ``Text.clean``, exclusive."""
        return self.span.end_char


@dataclass(slots=True)
class Document:
    """An article on its way through the stages."""

    article: Article
    text: Text
    doc: Doc
    sentences: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    """In order; never overlapping except that an entity's name may stand inside a longer one's."""
    entities: dict[str, EntityDraft] = field(default_factory=dict)
    english: frozenset[str] = frozenset()
    """English words in lower case, as far as the model knows them."""
    clauses: "Clauses | None" = field(default=None, repr=False, compare=False)
    """The mentions laid over the parse, once the stages that resolve mentions are through; see :meth:`Clauses.of`."""
    layout: "Layout | None" = field(default=None, repr=False, compare=False)
    """Where the mentions stand; see :meth:`Layout.of`."""
    words: "dict[tuple[int, int], list[Item]]" = field(default_factory=dict, repr=False, compare=False)
    """The words of a stretch between names, by its extent, once a stage has asked for them."""
    candidates: "dict[Mention, Candidate]" = field(default_factory=dict, repr=False, compare=False)
    """The names as what a later expression may mean, once a stage has asked for them."""

    @property
    def banner(self) -> Sentence | None:
        """The line above the article that names the body whose site it stands on, if the page has one."""
        first = self.sentences[0] if self.sentences else None
        return first if first is not None and first.kind is BlockKind.SUBHEAD else None

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie wholly in ``clean[start:end]``, in order."""
        found = []
        for mention in islice(self.mentions, bisect_left(self.mentions, start, key=_START), None):
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found

    def printed(self, name: str) -> str:
        """``name``, a form in the clean text, as the article's body prints it, white space as one blank."""
        at = self.text.clean.find(name)
        if at < 0:
            return name
        start, end = self.text.passage(at, at + len(name))
        return " ".join(self.article.body[start:end].split())

    def type_of(self, mention: Mention) -> EntityType:
        """Type of the entity that ``mention`` refers to."""
        return self.entities[mention.entity].type
