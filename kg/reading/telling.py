"""Which figures say something of an entity: no head counts at events, qualifying sizes, ranks, counts of lists."""

from functools import cache
from typing import Final

import regex

from kg.articles.page import BlockKind
from kg.reading.document import Document
from kg.reading.figures import PLURAL, Figure, counted, words
from kg.reading.measure_words import table
from kg.reading.parsed import Token
from kg.reading.quantities import Kind, Quantity
from kg.reading.syntax import SUBJECTS, subjects
from kg.reading.tables import rows

_PER_BEFORE: Final = regex.compile(
    r"\b(?:per|every|each|aged|age|past|last|next|coming|consecutive|other)\s*$", regex.IGNORECASE
)
_ONE_OF: Final = regex.compile(
    r"\b(?:one|two|three|both|among|listed (?:as|in|among)) (?:of )?(?:the )?(?:\w+'s? )?"
    r"(?:first |top |only |\w+est )?$",
    regex.IGNORECASE,
)
#: "Construction period: 24 months".
_LASTING: Final = regex.compile(
    r"\b(?:construction|building|concession|lease|cooperation|contract) (?:period|term|time)\s*[:：]\s*(?:about\s+)?$",
    regex.IGNORECASE,
)
_AWAY: Final = regex.compile(
    r"\s+(?:away\b|further\b|farther\b|from\b|(?:to the )?(?:north|south|east|west)\w*\b|off\b)"
)
_THE: Final = regex.compile(r"\b(?:the|these|those|both)\s*$", regex.IGNORECASE)
#: Fewer than this are counted in words where the reader knows which ones.
_FEW: Final = 10
#: Fewer than this are counted in words in passing.
_IN_WORDS: Final = 20
#: From how many on visits and the like are worth telling.
_MANY: Final = 1000
_TOP: Final = regex.compile(r"\btop\s+$", regex.IGNORECASE)
_GUESTS: Final = regex.compile(
    r"\b(?:attend\w*|participat\w*|took part|taking part|present at|gathering|conference|forum|meeting|ceremony|expo|"
    r"exhibition|summit|symposium|"
    r"event|delegation|seminar|fair|talks|on the spot|on site|occasion|guests?)\b",
    regex.IGNORECASE,
)
_THEM: Final = regex.compile(r"\s+of\s+(?:(?:them|whom|these|those)\b|(?:the\s+)?(?P<noun>\p{Ll}+))")
#: "one in ten residents", "enough for 600,000 households": a proportion, a comparison.
_COMPARED: Final = regex.compile(
    r"\b(?:one|out|two) (?:in|of)(?: every)?\s*$|\benough(?: \w+)? (?:for|to)\b[\w\s]{0,24}$", regex.IGNORECASE
)
_OF_THEM: Final = regex.compile(
    r"\bof\s+(?:which|whom|them|these)(?:\s+(?:have|has|had|with|achieved?|reported)\s[\w\s-]{0,30}\b(?:of|reached|exceeded)?)?\s*$"
    r"|\beach\s+(?:worth|with)\s[\w\s-]{0,30}\s*$",
    regex.IGNORECASE,
)
#: Those meant, and what says which ones: "firms", "projects with an annual revenue of".
_THRESHOLD: Final = regex.compile(
    r"\b(?P<noun>[\p{L}-]+)\s+(?:each\s+)?(?:with\s+(?:an?\s+)?(?:annual\s+)?[\w\s-]{0,40}|of|above|over|worth)?\s*$",
    regex.IGNORECASE,
)


@cache
def _above() -> frozenset[str]:
    """Qualifiers of a least size."""
    return frozenset(row["printed"] for row in rows("qualifiers") if row["sense"] == "above")


def telling(document: Document, figure: Figure) -> bool:
    """Whether ``figure`` is a statistic of something."""
    q, text = figure.quantity, document.text.clean
    before = text[max(figure.sentence.start, q.outset - 40) : q.outset]
    if _PER_BEFORE.search(before) or _COMPARED.search(before):
        return False
    if not figure.is_count:
        if q.kind is Kind.TIME:
            return _is_period(figure)
        if _in_title(document, figure) or _of_occasion(figure) or _of_guests(figure):
            return False
        if q.kind is Kind.LENGTH and _AWAY.match(text[q.end :]):
            return False
        return not _qualifies(figure, before)
    if q.value == 1 or (q.number[1] == q.end and _is_year(q) and figure.token.tag_ in ("NN", "NNP")):
        return False
    if figure.elided:
        return q.value > 1 and not _GUESTS.search(figure.clause)
    if figure.token.idx < q.end:
        return _counts_some(figure)
    if _of_occasion(figure) or _sums_up(figure):
        return False
    return _counts(figure) and not _introduces_list(document, figure)


def _in_title(document: Document, figure: Figure) -> bool:
    """ "the 10,000-ton Workshop": a size that is part of a name; in "the 37-square-kilometer X Park" X Park has it."""
    q = figure.quantity
    if any(m.start == q.end + 1 for m in document.within(q.end, figure.sentence.end)):
        return False
    name = q.adjectival and q.kind is not Kind.MONEY and figure.token.pos_ == "PROPN"
    return name and figure.text[figure.token.idx].isupper() and figure.sentence.kind is not BlockKind.HEADLINE


def _of_occasion(figure: Figure) -> bool:
    """ "the expo covers 5 ha and has signed up 300 firms": of an occasion, but what it brought counts."""
    if figure.quantity.kind is Kind.MONEY or figure.token.lemma_.lower() in words("gains"):
        return False
    verb = next((a for a in figure.token.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return verb is not None and any(t.lemma_.lower() in words("gatherings") for t, _ in subjects(verb))


def _of_guests(figure: Figure) -> bool:
    """ "40 guests signed, nine tenths of them from abroad": a share of those who came."""
    q = figure.quantity
    them = _THEM.match(figure.text, q.end) if q.kind is Kind.SHARE and q.words else None
    if them is None:
        return False
    if them["noun"] is not None:
        return counted().get(_singular(them["noun"].lower())) == "guest"
    return _GUESTS.search(figure.text, figure.sentence.start, figure.sentence.end) is not None


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


def _is_known(figure: Figure) -> bool:
    """ "and two other firms", "the two companies", "five such centres": counts those named."""
    q = figure.quantity
    few = q.words and q.value < _FEW
    following = figure.text[q.end : q.end + 6].lower()
    return following == " such " or (few and (following == " other" or bool(_THE.search(figure.text, 0, q.outset))))


def _is_stop(noun: Token) -> bool:
    """ "visited 5 companies"."""
    return noun.dep_ == "dobj" and noun.head.lemma_.lower() in words("touring")


def _is_party(noun: Token) -> bool:
    """ "a group of five people"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in words("parties")


def _counts_some(figure: Figure) -> bool:
    """Whether a number without a noun of its own counts some of what was spoken of, or is said of a tally."""
    q, of = figure.quantity, [c for p in figure.token.children if p.lower_ == "of" for c in p.children]
    kinds = {counted().get(c.lemma_.lower()) for c in of}
    if "none" in kinds or "guest" in kinds or (q.words and "thing" not in kinds):
        return False
    return q.value > 1 and not ("people" in kinds and _GUESTS.search(figure.clause))


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
    if kind == "many":
        return q.value >= _MANY
    unsure = q.value < _FEW or noun.tag_ != "NNS" or (q.words and q.value < _IN_WORDS)
    if kind in ("none", "guest") or (kind is None and unsure):
        return False
    if noun.tag_ in ("NN", "NNP") and kind == "thing" and q.words:
        return False
    if _attends(noun) or _is_stop(noun) or _is_known(figure):
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
    """ "18 months of construction", "a construction period of 3 years", "will be completed in 26 months"."""
    prep = figure.token.head
    if _LASTING.search(figure.text, figure.sentence.start, figure.quantity.outset):
        return True
    if figure.token.dep_ == "pobj" and prep.lower_ in ("in", "within") and prep.head.lemma_ in words("finishing"):
        return figure.quantity.unit in ("months", "years") and _is_ahead(prep.head)
    if figure.token.dep_ == "pobj" and any(t.lemma_ in ("time", "duration") for t, _ in subjects(prep.head)):
        return True  # "clearance time was cut to 1.5 hours"
    after = [c for prep in figure.token.children if prep.lower_ == "of" for c in prep.children]
    if any(c.lemma_.lower() in ("construction", "operation", "renovation") for c in after):
        return True
    return figure.token.head.lower_ == "of" and figure.token.head.head.lemma_.lower() in ("period", "term", "duration")


def _is_ahead(verb: Token) -> bool:
    """Whether ``verb`` says that a thing will be done, so that "in 26 months" is how long it takes."""
    return any(c.dep_ == "nsubjpass" for c in verb.children) and any(
        c.lower_ in ("will", "shall", "would", "to") for c in verb.children if c.dep_ == "aux"
    )


def _qualifies(figure: Figure, before: str) -> bool:
    """ "firms above 20 million yuan", "two 5,000-ton berths": a size that says which ones are meant."""
    q = figure.quantity
    if q.adjectival and figure.token.tag_ in PLURAL:
        return True
    if not q.qualifier or q.qualifier.lower() not in _above():
        return False
    if _OF_THEM.search(before):
        return True
    meant = _THRESHOLD.search(before)
    if meant is None or q.kind is Kind.SHARE:
        return False
    noun = meant["noun"].lower()
    plural = noun.endswith("s") and noun not in words("tallies")
    return plural and counted().get(_singular(noun)) == "thing" and _singular(noun) not in table("noun")


def _singular(noun: str) -> str:
    return noun[:-3] + "y" if noun.endswith("ies") and noun != "series" else noun.removesuffix("s")


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
