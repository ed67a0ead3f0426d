"""Figures: the quantities of an article that say something of an entity, each with the token by which it hangs in the parse."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex
from spacy.tokens import Doc, Token

from kg.reading.clauses import head_of
from kg.reading.dates import Date
from kg.reading.document import Document, MentionKind, Sentence
from kg.reading.quantities import Kind, Quantity, find_quantities
from kg.reading.tables import rows


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in its sentence."""

    quantity: Quantity
    sentence: Sentence
    token: Token
    """The counted noun, or the unit (else the number)."""

    @property
    def is_count(self) -> bool:
        """Whether it counts what a noun names."""
        return self.quantity.kind is Kind.COUNT


@cache
def counted() -> dict[str, str]:
    """Nouns that are counted, and their class (``data/counted.tsv``)."""
    return {row["noun"]: row["class"] for row in rows("counted")}


#: Parts of speech that may stand between a number and the noun that it counts.
_INSIDE: Final = ("ADJ", "NOUN", "PROPN", "ADV", "VERB", "PART", "PUNCT", "CCONJ", "NUM")
_RANGE_AFTER: Final = regex.compile(r"\s?(?:-|–|—|~|to|or)\s?(?:RMB|US\$|\$)?\d")
_RANGE_BEFORE: Final = regex.compile(r"(?:\d\s?(?:-|–|—|~)|\b(?:\d+(?:\.\d+)?|two|three|five|ten)\s?(?:percent|%)?\s(?:to|or))\s?$")
_PER_BEFORE: Final = regex.compile(r"\b(?:per|every|each|aged|age|in every|out of every|for every|for|within|past|last|recent|next|coming|consecutive)\s*$", regex.I)
_GUESTS: Final = regex.compile(
    r"\b(?:attend\w*|participat\w*|took part|taking part|present at|gather\w*|conference|forum|meeting|ceremony|expo|exhibition|summit|symposium|"
    r"event|delegation|seminar|fair|talks|on the spot|on site|occasion|guests?)\b",
    regex.IGNORECASE,
)
_THRESHOLD: Final = regex.compile(
    r"\b(?:enterprises?|companies|firms|projects?|businesses|units?|industries)\s+(?:each\s+)?(?:with\s+(?:an?\s+)?(?:annual\s+)?[\w\s-]{0,40}|of|above|over|worth)?\s*$",
    regex.IGNORECASE,
)
_QUALIFYING: Final = ("above", "over", "more than", "at least", "exceeding", "no less than", "in excess of", "or more", "and above", "not less than")


def figures(document: Document, dates: list[Date]) -> Iterator[Figure]:
    """The figures of ``document`` that can be statistics, in order."""
    text, doc = document.text.clean, document.doc
    names = [m for m in document.mentions if m.kind in (MentionKind.NAME, MentionKind.SHORT)]
    starts = [s.start for s in document.sentences]
    for q in find_quantities(text):
        index = bisect_left(starts, q.start + 1) - 1
        if index < 0 or q.end > document.sentences[index].end:
            continue
        if any(d.start < q.end and q.start < d.end for d in dates) or any(m.start <= q.start and q.end <= m.end for m in names):
            continue
        if q.bracketed or _RANGE_AFTER.match(text[q.number[1] :]) or _RANGE_BEFORE.search(text[max(0, q.start - 20) : q.start]):
            continue
        sentence = document.sentences[index]
        token = counted_noun(doc, q, sentence) if q.kind is Kind.COUNT else unit_token(doc, q)
        if token is not None:
            figure = Figure(q, sentence, token)
            if says_something(document, figure):
                yield figure


def unit_token(doc: Doc, q: Quantity) -> Token | None:
    """The token by which a quantity with a unit hangs in the parse; the noun, if it is an adjective of one."""
    span = doc.char_span(q.start, q.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    head = head_of(span)
    if q.adjectival:
        following = noun_after(doc, span.end, span[0].sent.end)
        return following or head
    return head


def counted_noun(doc: Doc, q: Quantity, sentence: Sentence) -> Token | None:
    """The noun that a bare number counts."""
    span = doc.char_span(*q.number, alignment_mode="expand")
    if span is None or not len(span):
        return None
    parsed = head_of(span)
    while parsed.dep_ in ("quantmod", "compound", "nummod", "advmod", "amod") and parsed.pos_ in ("NUM", "ADV", "ADJ", "SYM", "X"):
        if parsed.head == parsed:
            break
        parsed = parsed.head
    adjacent = noun_after(doc, span.end, sentence.span.end)
    if parsed.pos_ in ("NOUN", "PROPN") and parsed.i >= span.end and (adjacent is None or parsed.i <= adjacent.i):
        return parsed if parsed.pos_ == "NOUN" or parsed.lemma_.lower() in counted() else adjacent or parsed
    return adjacent


def noun_after(doc: Doc, index: int, end: int) -> Token | None:
    """The head of the noun phrase that begins at token ``index``."""
    found: Token | None = None
    for token in doc[index : min(end, index + 9)]:
        if token.pos_ in ("NOUN", "PROPN"):
            if found is not None and found.i < token.i - 1 and found.tag_ == "NNS":
                break
            found = token
        elif token.pos_ not in _INSIDE or token.tag_ in ("VBD", "VBZ", "VBP", "VB", "MD", "POS"):
            break
        elif token.is_punct and (token.text not in "-\"“”'‘’," or (found is not None and token.text == ",")):
            break
        elif found is not None and token.pos_ in ("VERB", "ADV", "NUM", "CCONJ"):
            if token.pos_ != "CCONJ" or found.tag_ == "NNS":
                break
    return found


def says_something(document: Document, figure: Figure) -> bool:
    """Whether the guide counts it as a statistic: no head count, qualifying size, rank, duration, list count."""
    q, text = figure.quantity, document.text.clean
    before = text[max(figure.sentence.start, q.outset - 40) : q.outset]
    if _PER_BEFORE.search(before):
        return False
    if not figure.is_count:
        if q.kind is Kind.TIME:
            return _is_period(figure)
        return not _qualifies(q, before)
    noun = figure.token.lemma_.lower()
    kind = counted().get(noun)
    if q.value == 1 or kind in ("none", "guest") or (kind is None and (q.words or q.value < 10 or figure.token.tag_ != "NNS")):
        return False
    if figure.token.tag_ in ("NN", "NNP") and kind == "thing" and q.words:
        return False
    if kind == "people" and _GUESTS.search(figure.sentence.span.text):
        return False
    return not _introduces_list(document, figure)


def _is_period(figure: Figure) -> bool:
    """"18 months of construction", "a construction period of 3 years"."""
    after = [c for prep in figure.token.children if prep.lower_ == "of" for c in prep.children]
    if any(c.lemma_.lower() in ("construction", "operation", "renovation") for c in after):
        return True
    return figure.token.head.lower_ == "of" and figure.token.head.head.lemma_.lower() in ("period", "term", "duration")


def _qualifies(q: Quantity, before: str) -> bool:
    """"firms above 20 million yuan": a size that says which ones are meant."""
    if q.kind is not Kind.MONEY or not q.qualifier or q.qualifier.lower() not in _QUALIFYING:
        return False
    return bool(_THRESHOLD.search(before))


def _introduces_list(document: Document, figure: Figure) -> bool:
    """Whether the count is followed by all that it counts: "seven firms: A, B, ...", "two industries, A and B"."""
    text = document.text.clean
    noun = figure.token
    end = noun.idx + len(noun)
    after = text[end : figure.sentence.end]
    if regex.match(r"\s*(?::|, namely|, i\.e\.|, that is|namely)", after):
        return True
    listed = [c for c in noun.children if c.dep_ == "appos" and c.i > noun.i]
    if not listed:
        return False
    items = {t.i for c in listed for t in (c, *c.conjuncts) if t.i > noun.i}
    return len(items) == int(figure.quantity.value) or len(listed) == int(figure.quantity.value)
