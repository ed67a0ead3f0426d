"""Figures: the quantities of an article's sentences, each with its token in the parse."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex

from kg.reading.dates import Date
from kg.reading.document import Document, MentionKind, Sentence
from kg.reading.parsed import Doc, Token
from kg.reading.quantities import Kind, Quantity, find_quantities, is_outset
from kg.reading.syntax import head_of, subjects
from kg.reading.tables import rows


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in its sentence."""

    quantity: Quantity
    sentence: Sentence
    token: Token
    """The counted noun, or the unit (else the number)."""
    text: str
    """The document's clean text."""
    elided: bool = False
    """Whether it counts what the figure before it counts, without saying so: "30 projects, 4 from abroad"."""

    @property
    def clause(self) -> str:
        """The words of the clause that it stands in."""
        verb = next((a for a in self.token.ancestors if a.pos_ in ("VERB", "AUX") or a.dep_ == "relcl"), self.token)
        doc = self.token.doc
        return doc[verb.left_edge.i : verb.right_edge.i + 1].text

    @property
    def is_count(self) -> bool:
        """Whether it counts what a noun names."""
        return self.quantity.kind is Kind.COUNT


@cache
def counted() -> dict[str, str]:
    """Nouns that are counted, and their class (``data/counted.tsv``)."""
    return {row["noun"]: row["class"] for row in rows("counted")}


@cache
def words(name: str) -> frozenset[str]:
    """The set ``name`` of ``data/figure_words.tsv``."""
    return {row["set"]: frozenset(row["words"].split()) for row in rows("figure_words")}[name]


#: Parts of speech that may stand between a number and the noun that it counts.
PLURAL: Final = ("NNS", "NNPS")
_INSIDE: Final = ("ADJ", "NOUN", "PROPN", "ADV", "VERB", "PART", "PUNCT", "CCONJ", "NUM")
_RANGE_AFTER: Final = regex.compile(r"\s?(?:-|–|—|~|to|or)\s?(?:RMB|US\$|\$)?\d")
_RANGE_BEFORE: Final = regex.compile(
    r"(?:\bbetween\s[^.;:]{1,24}\sand|\d[^\S\n]?(?:-|–|—|~)|(?<!\b(?:from|in)\s)(?<![\d.,])\b(?:\d[\d,]*(?:\.\d+)?|two|three|five|ten)\s(?:to|or))\s?$"
)
#: "Land area: 300 mu", "- Enterprises: 302 in 2012, 2,000 in 2021": a line of label and figures.
_LABEL: Final = regex.compile(
    r"\W*(?P<label>[\p{L}][\p{L}\d &'’/-]{2,60}?)(?:\s*\([^)]*\))?\s*[:：]\s*"
    r"(?:[^:.;]*?\bin\s+\d{4},\s*|from\b[^:;]*?\bto\s+)?(?:\w+\s+){0,2}$"
)
#: "high-tech firms now number 83", "the port's berths total 77", whatever the parser makes of the verb.
_SUMS: Final = regex.compile(
    r"(?:[a-z]s|people|now|already|today)\s+(?:number(?:ed)?|total(?:l?ed)?)\s+(?:(?:about|over|some|nearly|around)\s+)?$"
)
#: "30 projects, 4 from abroad", "120 firms, of them 83 foreign": what stands around a number without a noun.
_AND: Final = regex.compile(
    r"(?:[,;:(]|\b(?:and|including|besides|of (?:them|which|whom),?|another|plus))\s+$", regex.IGNORECASE
)
_SOME: Final = regex.compile(
    r"\s+(?:from|among|abroad|overseas|foreign|domestic|listed|at home|for (?!the )|in (?!a row|all|total))",
    regex.IGNORECASE,
)
#: "against 2 million in 2014", "now there are 240", "it is to reach 500,000 a year": another count of the same.
_AGAINST: Final = regex.compile(
    r"\b(?:against|compared (?:with|to)|up from|down from|there (?:are|were|will be)(?: now| already)?|"
    r"(?:it|this|that|these|they|number|which)\b[^.;:,]{0,24}\b"
    r"(?:reach|exceed|be|become|rise to|grow to|double to|climb to))\s+"
    r"(?:(?:only|about|some|over|nearly|already)\s+)?$",
    regex.IGNORECASE,
)
_CLOSES: Final = regex.compile(
    r"\s*(?:[,.;)]|$|\s(?:an?|per|each|every) (?:year|month|week|day)\b|\s(?:in|by) (?:\d{4}|the|next|this)\b|"
    r"\s(?:a year|the year) (?:before|earlier))"
)
_DO: Final = regex.compile(r"\s+(?:of them\s+)?(?:have|are|were|had)\s+(?!in\b)", regex.IGNORECASE)
_OF_THEM: Final = regex.compile(r"\s+of\s+(?:them|these|those|which|whom|the|its|their)\b")
_OF_WHICH: Final = regex.compile(r"\bof\s+(?:which|whom|them|these)\s*(?:,\s*)?$", regex.IGNORECASE)
_OF_ALL: Final = regex.compile(r"\bof\s+(?:the|its|these|all)\b[^,]*,\s*$", regex.IGNORECASE)


def figures(document: Document, dates: list[Date]) -> Iterator[Figure]:
    """The figures of ``document``, in order; no dates, parts of names, conversions and ranges."""
    text, doc = document.text.clean, document.doc
    names = [m for m in document.mentions if m.kind in (MentionKind.NAME, MentionKind.SHORT)]
    starts = [s.start for s in document.sentences]
    quantities = find_quantities(text)
    last: Figure | None = None
    for q, after in zip(quantities, [*quantities[1:], None], strict=False):
        index = bisect_left(starts, q.start + 1) - 1
        if index < 0 or q.end > document.sentences[index].end:
            continue
        if any(d.start < q.end and q.start < d.end for d in dates) or any(
            m.start <= q.start and q.end <= m.end for m in names
        ):
            continue
        outset = after is not None and is_outset(text, q, after)
        if (
            q.bracketed
            or (_in_range(text, q) and not outset)
            or _RANGE_BEFORE.search(text, max(0, q.start - 36), q.start)
        ):
            continue
        sentence = document.sentences[index]
        printed = after if outset and after is not None and after.end <= sentence.end else q
        token = counted_noun(document, printed, sentence) if q.kind is Kind.COUNT else unit_token(doc, printed)
        elided = token is None and q.kind is Kind.COUNT and last is not None and goes_on_counting(last, q, sentence)
        token = unit_token(doc, q) if elided else token
        if token is not None:
            last = Figure(q, sentence, token, text, elided)
            yield last


def _in_range(text: str, q: Quantity) -> bool:
    """Whether ``q`` is the lower end of a range: "20 to 50 women"."""
    return _RANGE_AFTER.match(text, q.number[1]) is not None


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


def counted_noun(document: Document, q: Quantity, sentence: Sentence) -> Token | None:
    """The noun that a bare number counts."""
    doc, text = document.doc, document.text.clean
    span = doc.char_span(*q.number, alignment_mode="expand")
    if span is None or not len(span):
        return None
    parsed = head_of(span)
    while parsed.dep_ in ("quantmod", "compound", "nummod", "advmod", "amod") and parsed.pos_ in (
        "NUM",
        "ADV",
        "ADJ",
        "SYM",
        "X",
    ):
        if parsed.head == parsed:
            break
        parsed = parsed.head
    if _OF_THEM.match(text[q.end : q.end + 12]):
        return span.root
    adjacent = noun_after(doc, span.end, sentence.span.end)
    hyphenated = text[parsed.idx + len(parsed) : parsed.idx + len(parsed) + 1] == "-"
    if (
        parsed.pos_ not in ("NOUN", "PROPN")
        or parsed.i < span.end
        or hyphenated
        or (adjacent is not None and parsed.i > adjacent.i)
    ):
        return adjacent or (span.root if _stands_alone(span.root, text[sentence.start : span.root.idx]) else None)
    if adjacent is None:
        return span.root if _stands_alone(span.root, text[sentence.start : span.root.idx]) else None
    if parsed.tag_ not in PLURAL and adjacent is not None and adjacent.tag_ in PLURAL:
        return adjacent
    return parsed


def goes_on_counting(last: Figure, q: Quantity, sentence: Sentence) -> bool:
    """Whether ``q``, which no noun follows, counts what ``last`` counts."""
    if not last.is_count or "\n" in last.text[last.quantity.end : q.start].rstrip():
        return False
    text, start = last.text, sentence.start
    near = last.sentence.end <= start <= last.sentence.end + 2
    if last.sentence.start == start:
        if _AND.search(text, max(start, q.outset - 12), q.outset) and _SOME.match(text, q.end):
            return True
    elif not near:
        return False
    elif not text[start : q.outset].strip(" \"“”'") and _DO.match(text, q.end):
        return True
    return bool(_AGAINST.search(text, max(start, q.outset - 60), q.outset) and _CLOSES.match(text, q.end))


def _stands_alone(number: Token, before: str) -> bool:
    """Whether a number is a figure without a noun: "a population of 1.2 million", "of the 79 projects, 15 have ..."."""
    if _LABEL.match(before, before.rfind(";") + 1) or before.lower().endswith(("population ", "population: ")):
        return True
    if _SUMS.search(before):
        return True
    head = number.head
    if number.dep_ == "pobj" and head.lower_ == "of":
        return head.head.lemma_.lower() in words("tallies")
    if number.dep_ in ("nsubj", "nsubjpass"):
        return bool(_OF_WHICH.search(before) or _OF_ALL.search(before))
    verb = next((a for a in number.ancestors if a.pos_ in ("VERB", "AUX")), None)
    if (
        verb is None
        or number.dep_ not in ("dobj", "pobj", "attr", "npadvmod")
        or (number.dep_ == "pobj" and verb not in (head.head, head.head.head if head.head.lower_ == "up" else None))
    ):
        return False
    if verb.lemma_.lower() in ("number", *words("employing")) and number.dep_ != "pobj":
        return True
    if head.lower_ == "for" and verb.lemma_.lower() in words("targeting"):
        return True
    return tally(number, verb) is not None


def tally(number: Token, verb: Token) -> Token | None:
    """The noun that a bare number beside ``verb`` is said of: "their number rose to 5", "bringing the total to 5"."""
    objects = [c for c in verb.children if c.dep_ == "dobj" and c != number]
    nouns = (noun for start in [t for t, _ in subjects(verb)] + objects for noun in within_phrase(start))
    return next((noun for noun in nouns if noun.lemma_.lower() in words("tallies")), None)


def within_phrase(noun: Token) -> Iterator[Token]:
    """``noun`` and the nouns that it stands below: "X", "companies", "number" in "the number of companies in X"."""
    yield noun
    while noun.dep_ == "pobj" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
        yield noun


def label(document: Document, figure: Figure) -> str | None:
    """The label of a line "Land area: 300 mu" that the figure stands in."""
    before = document.text.clean[figure.sentence.start : figure.quantity.outset]
    match = _LABEL.match(before, before.rfind(";") + 1)
    return match["label"] if match else None


def noun_after(doc: Doc, index: int, end: int) -> Token | None:
    """The head of the noun phrase that begins at token ``index``."""
    found: Token | None = None
    for token in doc[index : min(end, index + 10)]:
        hyphenated = token.i + 1 < len(doc) and doc[token.i + 1].text == "-" and not token.whitespace_
        if token.pos_ in ("NOUN", "PROPN") and not hyphenated:
            if found is not None and found.tag_ in PLURAL and doc[token.i - 1] != found:
                break
            found = token
        elif token.tag_ == "VBD" and token.i - 1 >= index and doc[token.i - 1].tag_ == "RB":
            continue
        elif _ends_phrase(token, found):
            break
        elif token.pos_ == "NUM":
            found = None
    return found


def _ends_phrase(token: Token, found: Token | None) -> bool:
    """Whether the noun phrase whose noun so far is ``found`` ends before ``token``."""
    before = token.nbor(-1)
    if token.pos_ not in _INSIDE or token.tag_ in ("VBD", "VBZ", "VBP", "VB", "MD", "POS"):
        return True
    if token.text == ",":
        return found is not None or before.pos_ != "ADJ"
    if token.is_punct:
        return token.text not in "-\"“”'‘’"
    if token.pos_ == "NUM" and before.lower_ in ("fortune", "top", "global"):
        return False
    if found is None:
        return False
    return token.pos_ in ("NUM", "ADV") or (found.tag_ in PLURAL and token.pos_ in ("VERB", "CCONJ", "ADJ"))
