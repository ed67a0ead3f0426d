"""Units that a number does not repeat: "5 billion yuan, and 1.8 billion in taxes", "12.7 hectares, 5.1 of which".

Each question is about a number without a unit at ``start`` to ``end`` of ``text``; ``since`` is the end of the quantity
before it.
"""

from typing import Final

import regex

from kg.reading.numbers import FIGURE, SCALE

#: Characters over which a unit holds for a part of the same: "12.7 square kilometers, 5.1 of which".
_PART_REACH: Final = 24
#: Characters over which a currency holds.
_MONEY_REACH: Final = 160
#: Characters over which another measure holds for a fraction, which counts nothing.
_MEASURE_REACH: Final = 48

#: "1.83 bn" after "imports of RMB 5 bn": a large number with no noun behind it goes on in the currency before.
_SCALED: Final = regex.compile(rf".*(?:{SCALE}|[\d\s](?:bn|mn|tn|b|m))$", regex.IGNORECASE)
#: "Total investment: 310 million; tax 18 million", in the currency of the page.
_MONEYED: Final = regex.compile(
    r"\b(?:investment|revenue|income|output value|tax|taxes|profits?|sales|turnover|cost)\s*(?:[:：]|of)?\s*$",
    regex.IGNORECASE,
)
#: "In 2019 it had been 4.9 billion", "this is to become 5 billion": of what the sentence before measured.
_IT_IS: Final = regex.compile(
    r"\b(?:it|this|that|the (?:figure|sum|amount|total))\s"
    r"(?:(?:will|would|should|could|had|has|is|was|to|already|only|even|expected|planned|estimated|still|be|been|reach|reached|exceed|exceeded|become)\s){1,5}(?:\p{Ll}+\s)?$",
    regex.IGNORECASE,
)
_CLOSED: Final = regex.compile(r"[.!?]\s")
_NO_NOUN: Final = regex.compile(
    r"\s*(?:[,.;:)）]|$|\n|\s(?:and|or|in|from|by|up|down|last|this|for|to|a year|annually|on|at|has been|"
    r"respectively|more|less|ha[sd]|have|was|were|is|are|will|came|went|of (?:this|it|these|that|them|which))\b)"
)
_PART: Final = regex.compile(r"\s+of\s+(?:which|them|these)\b")
#: "of its 23.4 square kilometers, 9 have roads": a part, said of as what it is.
_OUT_OF: Final = regex.compile(
    r"\bof\s+(?:its|the|these|this|their)\s+(?:total\s+)?(?:area\s+of\s+)?[\d.,]+\s", regex.IGNORECASE
)
_THEN: Final = regex.compile(r",\s+(?:only\s+|about\s+|some\s+|already\s+)?")
_VERB: Final = regex.compile(r"\s+(?:ha[sd]|have|was|were|is|are|will)\b")
_MOVED: Final = regex.compile(r"\b(?:plus|minus|up|down)\s+$", regex.IGNORECASE)


def money_goes_on(text: str, start: int, end: int, since: int) -> bool:
    """Whether the number is in the currency of the sum that ends at ``since``."""
    if not _SCALED.fullmatch(text, start, end) or not _NO_NOUN.match(text, end):
        return False
    between = text[since:start]
    if len(between) < _MONEY_REACH and (not _CLOSED.search(between) or _IT_IS.search(between)):
        return True
    return _MONEYED.search(text, max(0, start - 24), start) is not None


def is_part(text: str, start: int, end: int, since: int) -> bool:
    """Whether the number is a part, in the same unit, of the measure that ends at ``since``."""
    link = text[since:start]
    if len(link) >= _PART_REACH or "," not in link or _CLOSED.search(link):
        return False
    if _PART.match(text, end):
        return True
    return bool(_THEN.fullmatch(link) and _VERB.match(text, end) and _OUT_OF.search(text, max(0, since - 60), since))


def measure_goes_on(text: str, start: int, end: int, since: int) -> bool:
    """Whether the number, a fraction with no noun, is in the unit of the measure that ends at ``since``."""
    link = text[since:start]
    if "." not in text[start:end] or len(link) >= _MEASURE_REACH or "\n" in link or _CLOSED.search(link):
        return False
    return regex.fullmatch(FIGURE, text[start:end]) is not None and _NO_NOUN.match(text, end) is not None


def is_growth(text: str, start: int, end: int, since: int) -> bool:
    """Whether the number is the percentage by which the sum that ends at ``since`` rose: "8 billion yuan, plus 4.2"."""
    return _MOVED.search(text, max(since, start - 8), start) is not None and measure_goes_on(text, start, end, since)
