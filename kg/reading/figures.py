"""Figures: the quantities of an article that say something of an entity, each with its token in the parse."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex
from spacy.tokens import Doc, Token

from kg.articles.page import BlockKind
from kg.reading.dates import Date
from kg.reading.document import Document, MentionKind, Sentence
from kg.reading.quantities import Kind, Quantity, find_quantities
from kg.reading.syntax import SUBJECTS, head_of, subjects
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

    @property
    def clause(self) -> str:
        """The words of the clause that it stands in."""
        verb = next((a for a in self.token.ancestors if a.pos_ in ("VERB", "AUX")), self.token)
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
_PLURAL: Final = ("NNS", "NNPS")
_INSIDE: Final = ("ADJ", "NOUN", "PROPN", "ADV", "VERB", "PART", "PUNCT", "CCONJ", "NUM")
_RANGE_AFTER: Final = regex.compile(r"\s?(?:-|–|—|~|to|or)\s?(?:RMB|US\$|\$)?\d")
_RANGE_BEFORE: Final = regex.compile(
    r"(?:\d\s?(?:-|–|—|~)|(?<!\b(?:from|in)\s)\b(?:\d+(?:\.\d+)?|two|three|five|ten)\s(?:to|or))\s?$"
)
_PER_BEFORE: Final = regex.compile(
    r"\b(?:per|every|each|aged|age|past|last|next|coming|consecutive|other)\s*$", regex.IGNORECASE
)
_ONE_OF: Final = regex.compile(
    r"\b(?:one|two|three|both|among|listed (?:as|in|among)) (?:of )?(?:the )?(?:\w+'s? )?"
    r"(?:first |top |only |\w+est )?$",
    regex.IGNORECASE,
)
#: "Land area: 300 mu", "- Enterprises: 302 in 2012, 2,000 in 2021": a line of label and figures.
_LABEL: Final = regex.compile(
    r"\W*(?P<label>[\p{L}][\p{L}\d &'’/-]{2,60}?)(?:\s*\([^)]*\))?\s*[:：]\s*"
    r"(?:[^:.;]*?\bin\s+\d{4},\s*|from\b[^:;]*?\bto\s+)?(?:\w+\s+){0,2}$"
)
_AWAY: Final = regex.compile(r"\s+(?:away\b|from\b|(?:to the )?(?:north|south|east|west)\w*\b|off\b)")
_TOP: Final = regex.compile(r"\btop\s+$", regex.IGNORECASE)
_OF_THEM: Final = regex.compile(r"\s+of\s+(?:them|these|those|which|whom|the|its|their)\b")
_OF_WHICH: Final = regex.compile(r"\bof\s+(?:which|whom|them|these)\s*(?:,\s*)?$", regex.IGNORECASE)
_OF_ALL: Final = regex.compile(r"\bof\s+(?:the|its|these|all)\b[^,]*,\s*$", regex.IGNORECASE)
_GUESTS: Final = regex.compile(
    r"\b(?:attend\w*|participat\w*|took part|taking part|present at|gathering|conference|forum|meeting|ceremony|expo|"
    r"exhibition|summit|symposium|"
    r"event|delegation|seminar|fair|talks|on the spot|on site|occasion|guests?)\b",
    regex.IGNORECASE,
)
_THRESHOLD: Final = regex.compile(
    r"\b(?:(?:enterprises?|companies|firms|projects?|businesses|units?|industries)\s+(?:each\s+)?"
    r"(?:with\s+(?:an?\s+)?(?:annual\s+)?[\w\s-]{0,40}|of|above|over|worth)?|"
    r"of\s+(?:which|them|these)|of\s+(?:which|them|these)\s+(?:have|has|had|with|achieved?|reported)\s[\w\s-]{0,30}\b(?:of|reached|exceeded)?|"
    r"each\s+(?:worth|with)\s[\w\s-]{0,30})\s*$",
    regex.IGNORECASE,
)
_QUALIFYING: Final = (
    "above",
    "over",
    "more than",
    "at least",
    "exceeding",
    "no less than",
    "in excess of",
    "or more",
    "and above",
    "not less than",
)


def figures(document: Document, dates: list[Date]) -> Iterator[Figure]:
    """The figures of ``document`` that can be statistics, in order."""
    text, doc = document.text.clean, document.doc
    names = [m for m in document.mentions if m.kind in (MentionKind.NAME, MentionKind.SHORT)]
    starts = [s.start for s in document.sentences]
    for q in find_quantities(text):
        index = bisect_left(starts, q.start + 1) - 1
        if index < 0 or q.end > document.sentences[index].end:
            continue
        if any(d.start < q.end and q.start < d.end for d in dates) or any(
            m.start <= q.start and q.end <= m.end for m in names
        ):
            continue
        if (
            q.bracketed
            or _RANGE_AFTER.match(text[q.number[1] :])
            or _RANGE_BEFORE.search(text[max(0, q.start - 20) : q.start])
        ):
            continue
        sentence = document.sentences[index]
        token = counted_noun(document, q, sentence) if q.kind is Kind.COUNT else unit_token(doc, q)
        if token is not None:
            figure = Figure(q, sentence, token, text)
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
    if parsed.tag_ not in _PLURAL and adjacent is not None and adjacent.tag_ in _PLURAL:
        return adjacent
    return parsed


def _stands_alone(number: Token, before: str) -> bool:
    """Whether a number is a figure without a noun: "a population of 1.2 million", "of the 79 projects, 15 have ..."."""
    if _LABEL.match(before) or before.lower().endswith(("population ", "population: ")):
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
        or (number.dep_ == "pobj" and head.head != verb)
    ):
        return False
    nouns = (noun for subject, _ in subjects(verb) for noun in within_phrase(subject))
    return any(noun.lemma_.lower() in words("tallies") for noun in nouns)


def within_phrase(noun: Token) -> Iterator[Token]:
    """``noun`` and the nouns that it stands below: "X", "companies", "number" in "the number of companies in X"."""
    yield noun
    while noun.dep_ == "pobj" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
        yield noun


def label(document: Document, figure: Figure) -> str | None:
    """The label of a line "Land area: 300 mu" that the figure stands in."""
    match = _LABEL.match(document.text.clean[figure.sentence.start : figure.quantity.outset])
    return match["label"] if match else None


def noun_after(doc: Doc, index: int, end: int) -> Token | None:
    """The head of the noun phrase that begins at token ``index``."""
    found: Token | None = None
    for token in doc[index : min(end, index + 10)]:
        hyphenated = token.i + 1 < len(doc) and doc[token.i + 1].text == "-" and not token.whitespace_
        if token.pos_ in ("NOUN", "PROPN") and not hyphenated:
            if found is not None and found.tag_ in _PLURAL and doc[token.i - 1] != found:
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
    return token.pos_ in ("NUM", "ADV") or (found.tag_ in _PLURAL and token.pos_ in ("VERB", "CCONJ", "ADJ"))


def says_something(document: Document, figure: Figure) -> bool:
    """Whether the guide counts it as a statistic: no head count, qualifying size, rank, duration, list count."""
    q, text = figure.quantity, document.text.clean
    before = text[max(figure.sentence.start, q.outset - 40) : q.outset]
    if _PER_BEFORE.search(before):
        return False
    if not figure.is_count:
        if q.kind is Kind.TIME:
            return _is_period(figure)
        if _in_title(figure) or _of_occasion(figure):
            return False
        if q.kind is Kind.LENGTH and _AWAY.match(text[q.end :]):
            return False
        return not _qualifies(q, before)
    if q.value == 1 or (q.number[1] == q.end and _is_year(q) and figure.token.tag_ in ("NN", "NNP")):
        return False
    if figure.token.idx < q.end:
        return _counts_some(figure)
    if _of_occasion(figure) or _sums_up(figure):
        return False
    return _counts(figure) and not _introduces_list(document, figure)


def _in_title(figure: Figure) -> bool:
    """ "the 10,000-ton Workshop": a size that is part of a name."""
    q = figure.quantity
    name = q.adjectival and q.kind is not Kind.MONEY and figure.token.pos_ == "PROPN"
    return name and figure.text[figure.token.idx].isupper() and figure.sentence.kind is not BlockKind.HEADLINE


def _of_occasion(figure: Figure) -> bool:
    """ "the expo covers 5 ha and has signed up 300 firms": of an occasion, but what it brought counts."""
    if figure.quantity.kind is Kind.MONEY or figure.token.lemma_.lower() in words("gains"):
        return False
    verb = next((a for a in figure.token.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return verb is not None and any(t.lemma_.lower() in words("gatherings") for t, _ in subjects(verb))


def _sums_up(figure: Figure) -> bool:
    """ "X and Y, two firms that ..." or "X, Y and two other firms": the count of those in a list."""
    noun = figure.token
    if noun.dep_ == "appos":
        return len([noun.head, *noun.head.conjuncts]) == int(figure.quantity.value)
    return noun.dep_ == "conj" and figure.quantity.words and noun.head.pos_ == "PROPN"


def _attends(noun: Token) -> bool:
    """ "230 companies took part", "230 companies participating online": a head count."""
    verbs = [c for c in noun.children if c.dep_ in ("acl", "relcl")]
    if noun.dep_ in SUBJECTS:
        verbs.append(noun.head)
    if (
        noun.dep_ == "dobj"
        and noun.head.lemma_.lower() in words("bringing")
        and noun.lemma_.lower() not in words("gains")
    ):
        return True
    if noun.dep_ == "pobj" and counted().get(noun.head.head.lemma_.lower()) == "guest":
        return True
    return any(v.lemma_.lower() in words("attending") for v in verbs)


def _is_party(noun: Token) -> bool:
    """ "a group of five people"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in words("parties")


def _counts_some(figure: Figure) -> bool:
    """Whether a number without a noun of its own counts some of what was spoken of, or is said of a tally."""
    q, of = figure.quantity, [c for p in figure.token.children if p.lower_ == "of" for c in p.children]
    kinds = {counted().get(c.lemma_.lower()) for c in of}
    if "none" in kinds or "guest" in kinds or (q.words and "thing" not in kinds):
        return False
    return q.value >= 10 and not ("people" in kinds and _GUESTS.search(figure.clause))


def _is_year(q: Quantity) -> bool:
    return 1900 <= q.value <= 2100


def _counts(figure: Figure) -> bool:
    """Whether what is counted is something that an entity has."""
    q, noun = figure.quantity, figure.token
    lemma = noun.lemma_.lower()
    kind = counted().get(lemma)
    if _ONE_OF.search(figure.text[max(0, q.outset - 60) : q.outset]) and lemma not in (*words("sectors"), "project"):
        return False
    if _TOP.search(figure.text[max(0, q.outset - 5) : q.outset]) and lemma not in words("sectors"):
        return False
    if lemma in words("kinds") and any(c.lower_ == "of" for c in noun.children):
        return not q.words
    if kind in ("none", "guest") or (kind is None and (q.words or q.value < 10 or noun.tag_ != "NNS")):
        return False
    if noun.tag_ in ("NN", "NNP") and kind == "thing" and q.words:
        return False
    if _attends(noun) or figure.text[q.end : q.end + 6].lower() in (" other", " such "):
        return False
    guests = bool(_GUESTS.search(figure.clause))
    if lemma in words("territories"):
        return (
            not q.words and not guests and not any(counted().get(a.lemma_.lower()) == "guest" for a in noun.ancestors)
        )
    if kind == "people":
        return not guests and not _is_party(noun)
    return True


def _is_period(figure: Figure) -> bool:
    """ "18 months of construction", "a construction period of 3 years"."""
    after = [c for prep in figure.token.children if prep.lower_ == "of" for c in prep.children]
    if any(c.lemma_.lower() in ("construction", "operation", "renovation") for c in after):
        return True
    return figure.token.head.lower_ == "of" and figure.token.head.head.lemma_.lower() in ("period", "term", "duration")


def _qualifies(q: Quantity, before: str) -> bool:
    """ "firms above 20 million yuan": a size that says which ones are meant."""
    if q.kind is not Kind.MONEY or not q.qualifier or q.qualifier.lower() not in _QUALIFYING:
        return False
    return bool(_THRESHOLD.search(before))


def _introduces_list(document: Document, figure: Figure) -> bool:
    """Whether the count is followed by all that it counts: "seven firms: A, B, ...", "two industries, A and B"."""
    text = document.text.clean
    noun = figure.token
    after = text[noun.idx + len(noun) : figure.sentence.end]
    if regex.match(r"\s*(?::|[,(]?\s*(?:namely|i\.e\.|that is|viz\.?)\b)", after):
        return True
    count = int(figure.quantity.value)
    listed = [c for c in noun.children if c.dep_ == "appos" and c.i > noun.i]
    named = [
        c
        for prep in noun.children
        if prep.lower_ in ("including", "of") and prep.i > noun.i
        for c in prep.children
        if c.dep_ in ("pobj", "dobj")
    ]
    if noun.dep_ == "attr" and any(len([s, *s.conjuncts]) == count > 1 for s, _ in subjects(noun.head)):
        return True
    for items in (listed, named):
        found = {t.i for c in items for t in (c, *c.conjuncts) if t.i > noun.i}
        if items and count > 1 and count in (len(found), len(items)):
            return True
    return False
