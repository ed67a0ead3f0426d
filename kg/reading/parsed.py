"""A parse as plain Python objects, made once: the attributes are spaCy's, and so are their names.

spaCy makes a new object each time that a token is asked for, and a new string each time that one of its attributes is.
The stages ask tens of thousands of times in an article; here each answer is a look-up.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from typing import Literal, overload

from spacy import tokens as spacy

_COLUMNS: list[int | str] = ["ORTH", "LOWER", "LEMMA", "DEP", "POS", "TAG", "HEAD", "IDX", "SPACY", "SENT_START"]
#: Columns whose numbers stand for strings.
_STRINGS = 6
_TAG = 5


class Token:
    """A word or mark, and its place in the dependency tree."""

    __slots__ = (
        "_ancestors", "_conjuncts", "_subtree", "children", "dep_", "doc", "head", "i", "idx", "lemma_", "lower_",
        "pos_", "sent", "tag_", "text",
    )  # fmt: skip

    head: "Token"
    """The token that governs it; itself, if it is the root."""
    sent: "Span"
    """Its sentence."""

    def __init__(
        self, doc: "Doc", i: int, idx: int, text: str, lower: str, lemma: str, dep: str, pos: str, tag: str
    ) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        """First character in the text."""
        self.text = text
        self.lower_ = lower
        self.lemma_ = lemma
        self.dep_ = dep
        self.pos_ = pos
        self.tag_ = tag
        self.children: Sequence[Token] = ()
        """The tokens that it governs directly, in order."""
        self._subtree: list[Token] | None = None
        self._ancestors: list[Token] | None = None
        self._conjuncts: list[Token] | None = None

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def subtree(self) -> "list[Token]":
        """Itself and all that hangs on it, the left part, itself, the right part."""
        if self._subtree is None:
            found: list[Token] = []
            after = False
            for child in self.children:
                if not after and child.i > self.i:
                    found.append(self)
                    after = True
                found += child.subtree
            if not after:
                found.append(self)
            self._subtree = found
        return self._subtree

    @property
    def ancestors(self) -> "list[Token]":
        """Its head, the head's head, and so on."""
        if self._ancestors is None:
            self._ancestors = []
            token = self
            while token.head is not token:
                token = token.head
                self._ancestors.append(token)
        return self._ancestors

    @property
    def conjuncts(self) -> "list[Token]":
        """All that is coordinated with it, itself left out."""
        if self._conjuncts is None:
            start = self
            while start.dep_ == "conj" and start.head is not start:
                start = start.head
            queue = [start]
            for token in queue:
                queue += [c for c in token.children if c.dep_ == "conj" and c.i > token.i]
            self._conjuncts = [t for t in queue if t is not self]
        return self._conjuncts

    @property
    def lefts(self) -> "list[Token]":
        """The children before it."""
        return [c for c in self.children if c.i < self.i]

    @property
    def left_edge(self) -> "Token":
        """The first token of what hangs on it."""
        return self.doc[self.doc.source[self.i].left_edge.i]

    @property
    def right_edge(self) -> "Token":
        """The last token of what hangs on it."""
        return self.doc[self.doc.source[self.i].right_edge.i]

    @property
    def whitespace_(self) -> str:
        """The blank behind it, if there is one."""
        return " " if self.doc.blanks[self.i] else ""

    @property
    def text_with_ws(self) -> str:
        """Itself and the blank behind it."""
        return self.text + self.whitespace_

    @property
    def is_sent_start(self) -> bool:
        """Whether a sentence begins with it."""
        return self.sent.start == self.i

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()

    @property
    def is_alpha(self) -> bool:
        """Whether it has letters only."""
        return self.text.isalpha()

    @property
    def is_punct(self) -> bool:
        """Whether it is a punctuation mark."""
        return self.doc.source[self.i].is_punct

    @property
    def is_stop(self) -> bool:
        """Whether it is one of the everyday words."""
        return self.doc.source[self.i].is_stop

    @property
    def like_num(self) -> bool:
        """Whether it looks like a number."""
        return self.doc.source[self.i].like_num

    def is_ancestor(self, other: "Token") -> bool:
        """Whether ``other`` hangs on it, directly or not."""
        return self in other.ancestors

    def nbor(self, step: int = 1) -> "Token":
        """The token ``step`` further on.

        Raises:
            IndexError: there is none.
        """
        if self.i + step < 0:
            raise IndexError(f"token {self.i} has no neighbour {step}")
        return self.doc[self.i + step]


class Span:
    """The tokens ``start`` to ``end`` (exclusive) of a document."""

    __slots__ = ("_root", "doc", "end", "end_char", "start", "start_char")

    def __init__(self, doc: "Doc", start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.start_char = doc.starts[start] if start < len(doc.starts) else len(doc.text)
        """First character in the text."""
        self.end_char = doc.starts[end - 1] + len(doc.tokens[end - 1].text) if start < end else self.start_char
        """End in the text, exclusive."""
        self._root: Token | None = None

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __repr__(self) -> str:
        return self.text

    @overload
    def __getitem__(self, key: int) -> Token: ...
    @overload
    def __getitem__(self, key: slice) -> "Span": ...
    def __getitem__(self, key: int | slice) -> "Token | Span":
        if isinstance(key, slice):
            start, end, _ = key.indices(self.end - self.start)
            return Span(self.doc, self.start + start, self.start + max(start, end))
        at = key + (self.end if key < 0 else self.start)
        if not self.start <= at < self.end:
            raise IndexError(f"no token {key} in a stretch of {len(self)}")
        return self.doc.tokens[at]

    @property
    def text(self) -> str:
        """Its characters."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def root(self) -> Token:
        """The token nearest to the root of the sentence, the first of several."""
        if self._root is None:
            inside = self.doc.tokens[self.start : self.end]
            outside = [t for t in inside if not self.start <= t.head.i < self.end]
            root = next((t for t in inside if t.head is t), None) or min(outside, key=_depth, default=None)
            self._root = root if root is not None else self.doc.tokens[self.start]
        return self._root


def _depth(token: Token) -> int:
    """How far below its root ``token`` stands; a mark or blank that governs nothing stands lowest."""
    if not token.children and not token.text[0].isalnum() and (token.is_space or token.is_punct):
        return len(token.doc)
    return len(token.ancestors)


class Doc:
    """A parsed text: its tokens and sentences, and the columns that many stages ask for."""

    def __init__(self, source: spacy.Doc) -> None:
        """``source``: the parse as spaCy gives it."""
        strings = source.vocab.strings
        columns = source.to_array(_COLUMNS).T.tolist() if len(source) else [[] for _ in _COLUMNS]
        known = {key: strings[key] for key in set().union(*columns[:_STRINGS])}
        named = [[known[key] for key in column] for column in columns[:_STRINGS]]
        heads, starts, blanks, begins = columns[_STRINGS:]
        self.source = source
        self.text = "".join([word + " " if blank else word for word, blank in zip(named[0], blanks, strict=True)])
        self.starts: list[int] = starts
        """First character of each token."""
        self.blanks: list[int] = blanks
        """Whether a blank stands behind each token."""
        count = len(source)
        self.tokens: list[Token] = list(map(Token, repeat(self, count), range(count), starts, *named))
        self.tags: dict[int, str] = dict(zip(starts, named[_TAG], strict=True))
        """Part of speech (Penn Treebank) of each token by its first character."""
        self._govern([i + (step if step < 1 << 63 else step - (1 << 64)) for i, step in enumerate(heads)])
        cuts = [0, *(i for i in range(1, count) if begins[i] == 1), count]
        self.sents = [Span(self, first, end) for first, end in pairwise(cuts) if first < end]
        """The sentences."""
        for sentence in self.sents:
            for token in self.tokens[sentence.start : sentence.end]:
                token.sent = sentence

    def _govern(self, heads: list[int]) -> None:
        tokens = self.tokens
        below: dict[int, list[Token]] = {}
        for token, head in zip(tokens, heads, strict=True):
            token.head = tokens[head]
            if token.i != head:
                below.setdefault(head, []).append(token)
        for head, children in below.items():
            tokens[head].children = children

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, key: int) -> Token: ...
    @overload
    def __getitem__(self, key: slice) -> Span: ...
    def __getitem__(self, key: int | slice) -> Token | Span:
        if isinstance(key, slice):
            start, end, _ = key.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[key]

    def _at(self, character: int) -> int:
        """The token that ``character`` belongs to, or the blank behind it; -1 if there is none."""
        at = bisect_right(self.starts, character) - 1
        if at < 0 or character >= self.starts[at] + len(self.tokens[at].text) + self.blanks[at]:
            return -1
        return at

    def char_span(self, start: int, end: int, *, alignment_mode: Literal["contract", "expand"]) -> Span | None:
        """The tokens inside the characters ``start`` to ``end``, or ("expand") those that share one with them."""
        first, last = self._at(start), self._at(end - 1)
        if first < 0 or last < 0:
            return None
        if alignment_mode == "contract":
            first += self.starts[first] < start
            last -= end < self.starts[last] + len(self.tokens[last].text)
            if last < first:
                return None
        elif start == self.starts[first] + len(self.tokens[first].text):
            first += 1
        return Span(self, first, last + 1)
