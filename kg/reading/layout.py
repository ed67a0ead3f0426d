"""Layout: the outermost mentions of an article with the tokens that they cover, and the lists that they stand in."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from kg.facts import EntityType
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention
from kg.reading.listing import LIST, list_kind
from kg.reading.parsed import Doc

#: How far up the parse a mention is followed.
HEIGHT = 14
#: Dependencies that are no step up: what is joined so stands where its head stands.
FLAT = frozenset({"conj", "appos", "compound", "nmod"})
_BRACKET = re.compile(r"\s*\([^()]*\)")


@dataclass(slots=True, eq=False)
class Spot:
    """An outermost mention: its tokens ``first`` to ``last`` (exclusive) and its way up the parse."""

    mention: Mention
    type: EntityType
    sentence: int
    first: int
    last: int
    up: list[int]
    """Tokens from its head to the sentence's root."""
    steps: list[str]
    """The names of these; see :meth:`Layout.step`."""
    row: "list[Spot]" = field(default_factory=list)
    """The list that it is a member of, itself included."""
    begins: int = 0
    """Seat of the list's first word."""
    ends: int = 0
    """Seat of the word behind the list."""
    entity: str = field(init=False)
    """Whom or what is mentioned."""

    def __post_init__(self) -> None:
        self.entity = self.mention.entity


@dataclass(slots=True)
class Words:
    """The columns of a parse that features ask for, as plain lists."""

    lemma: list[str]
    lower: list[str]
    dep: list[str]
    pos: list[str]
    head: list[int]
    seat: list[int]
    """How many words, blanks aside, stand before each token, and at the end how many there are."""

    @classmethod
    def of(cls, doc: Doc) -> "Words":
        """Those of ``doc``."""
        tokens = doc.tokens
        pos = [t.pos_ for t in tokens]
        seats = list(accumulate((p != "SPACE" for p in pos), initial=0))
        return cls(
            [t.lemma_.lower() for t in tokens],
            [t.lower_ for t in tokens],
            [t.dep_ for t in tokens],
            pos,
            [t.head.i for t in tokens],
            seats,
        )


class Layout:
    """The spots of a document, in order."""

    @classmethod
    def of(cls, document: Document, clauses: Clauses) -> "Layout":
        """The layout of ``document``, made at the first call; its mentions must not change after it."""
        if document.layout is None:
            document.layout = cls(document, clauses)
        return document.layout

    def __init__(self, document: Document, clauses: Clauses) -> None:
        self.document = document
        self.words = Words.of(document.doc)
        self.sentences: list[list[Spot]] = [[] for _ in document.sentences]
        self.covered: dict[int, Spot] = {}
        for number, spots in enumerate(self.sentences):
            self._fill(number, spots, clauses)
            for spot in spots:
                spot.begins = self.words.seat[spot.row[0].first]
                spot.ends = self.words.seat[spot.row[-1].last]
                self.covered.update(dict.fromkeys(range(spot.first, spot.last), spot))

    @property
    def spots(self) -> list[Spot]:
        """All of them."""
        return [spot for spots in self.sentences for spot in spots]

    def _fill(self, number: int, spots: list[Spot], clauses: Clauses) -> None:
        sentence = self.document.sentences[number]
        end = sentence.start
        for mention in sorted(self.document.within(sentence.start, sentence.end), key=lambda m: (m.start, -m.end)):
            head = clauses.head(mention)
            span = self.document.doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if mention.start < end or head is None or span is None:
                continue
            end = mention.end
            up = self.way(head.i)
            steps = [self.step(token) for token in up]
            spot = Spot(mention, self.document.type_of(mention), number, span.start, span.end, up, steps)
            spot.row = spots[-1].row if spots and self._listed(spots[-1], spot) else []
            spot.row.append(spot)
            spots.append(spot)

    def way(self, token: int) -> list[int]:
        """The way from ``token`` up the parse."""
        way = [token]
        while self.words.head[token] != token and len(way) < HEIGHT:
            token = self.words.head[token]
            way.append(token)
        return way

    def step(self, token: int) -> str:
        """The step from ``token`` up the parse: a preposition by its word, else the dependency; empty if it is flat."""
        words = self.words
        if words.dep[token] in FLAT:
            return ""
        return words.lower[token] if words.pos[token] == "ADP" else words.dep[token]

    def _listed(self, one: Spot, other: Spot) -> bool:
        if list_kind(one.type) != list_kind(other.type):
            return False
        between = self.document.text.clean[one.mention.end : other.mention.start]
        return len(between) < 80 and LIST.fullmatch(_BRACKET.sub("", between)) is not None
