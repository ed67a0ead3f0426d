"""Where expressions of time stand: a table of patterns, each with the builder that reads what it matched."""

from typing import Final

import regex

from kg.reading import date_grammar as read
from kg.reading.date_grammar import Build, Expression
from kg.reading.numbers import ORDINALS, SMALL

MONTH: Final = (
    rf"(?=\p{{Lu}})(?i:(?:{'|'.join(read.MONTHS)}|(?:{'|'.join(m[:3] for m in read.MONTHS)}|sept)\.?)(?!\p{{L}}))"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:\s?(?i:st|nd|rd|th)\b)?(?!\d|,\d{3}(?!\d)|\.\d|\s?%)"
_YEAR = r"(?:1[89]|20)\d\d(?!\d|,\d{3}|\.\d|\s?%)"
_SEP = r"(?:\s?[-–—~]\s?|\s+(?:to|until|till|through|and|or|&)\s+)"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WEEKDAY = f"(?:{_DAYS}|{_DAYS.upper()})"
#: "yesterday's opening ceremony", "Friday's meeting", but not "yesterday's technology".
_OWNING = r"""(?!['’]s(?!\s+(?:[\p{L}-]+\s+){0,3}(?:ceremony|meeting|forum|conference|summit|symposium|event|session
    |talks|visit|tour|signing|launch|opening|briefing|seminar|expo|fair|match|race)\b))"""
#: Nouns for what lasts several days, of which "the second day" may be one.
_LASTING = (
    r"(?:visit|tour|trip|stay|event|forum|conference|summit|expo|fair|congress|meeting|symposium|exhibition|festival)"
)
_PART = r"(?:(?:the\s+)?(?:early\s+|late\s+)?(?:morning|afternoon|evening|night|noon|eve)\s+(?:of|on)\s+)"
_WHICH = r"(?:last|this|next|that|the\s+same|the\s+following|the\s+previous|the\s+current|the)"
_TAIL = rf"(?:\s?[,，]?\s?(?:of\s+)?(?P<y>{_YEAR})|,?\s+(?:of\s+)?(?P<yw>{_WHICH})\s+year\b)"
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(SMALL)}|an?)"
_ORD = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_EARLY = r"(?:early|late|mid)[-\s]"
#: Words before a bare year that leave no doubt that it is one.
_STRONG = r"""(?<=\b(?i:in|since|until|till|during|before|after|years?|fiscal|early|late|mid|as\sof|as\slate\sas
    |as\searly\sas|end[- ]of|the\s(?:end|beginning|start|middle)\sof|(?:spring|summer|autumn|fall|winter)\sof|back\sto)
    [\s-]\s?(?:the\s+year\s+)?)"""
_QUARTER = r"(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter"
_HALF = r"(?P<h>first|second)\s+half(?=\s+(?:of\s+)?(?:the\s+year|this|last|(?:19|20)\d\d|next))"

#: What must stand in the text (lower case) for a pattern to be tried, the pattern, its builder; "" = always tried,
#: "month" = tried around the names of months only.
_GRAMMAR: Final[tuple[tuple[tuple[str, ...], str, Build], ...]] = (
    (("month",), rf"""(?:{_PART})?(?:{_WEEKDAY},?\s+)?(?P<m>{MONTH})\s?(?P<d>{_DAY})
        (?:{_SEP}(?:(?P<m2>{MONTH})\s?|the\s+)?(?P<d2>{_DAY})(?!\s*(?:am|pm|a\.m|p\.m|:|,\d)))?
        {_TAIL}?""", read.month_day),
    (("month",), rf"""(?:{_PART})?(?:the\s+)?(?<![\d,.$])(?P<d>{_DAY})(?:{_SEP}(?:the\s+)?(?P<d2>{_DAY}))?(?P<m2>)
        \s+(?:day\s+)?(?:of\s+)?(?P<m>{MONTH}){_TAIL}?""", read.month_day),
    ((), r"""(?<![\d/.-])(?P<y>(?:19|20)\d\d)
        (?:(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)
        |\s?年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?日)?)(?:\s+\d\d?:\d\d(?::\d\d)?)?""", read.iso),
    (("/",), r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])", read.slashed),
    (("month",), rf"""(?P<m>{MONTH})(?:\s?,?\s?(?P<y1>{_YEAR}))?(?:{_SEP}(?P<m2>{MONTH}))(?!\s?\d{{1,2}}\b){_TAIL}?""",
     read.months),
    (("month",), rf"(?:{_EARLY}?)?(?P<m>{MONTH})(?P<m2>)(?P<y1>){_TAIL}", read.months),
    (("month",), rf"""(?<=\b(?i:in|since|by|until|till|during|from|before|after|through|around
        |(?:end|beginning|start|middle)\sof)\s)
        (?:{_EARLY}?)?(?:(?P<w>this|last|next)\s)?(?P<m>{MONTH})(?!\s?\d|\s\p{{Lu}})""", read.month_alone),
    (("month",), rf"(?:\b{_EARLY}|\b(?P<w>[Tt]his|[Ll]ast|[Nn]ext)\s)(?P<m>{MONTH})(?!\s?\d)", read.month_alone),
    (("month", "quarter", "half", "q1", "q2", "q3", "q4", "h1", "h2"), rf"""(?i:(?:the\s+)?
        (?:first\s+(?P<n>\d\d?|{'|'.join(SMALL)})\s+months|first\s+(?P<qs>two|three|2|3)\s+quarters|{_QUARTER}|{_HALF})
        |\b(?:Q(?P<q2>[1-4])|H(?P<h2>[12]))\b)
        (?:\s+(?:of|in)?\s*(?P<y>{_YEAR})|,?\s+(?:of\s+)?(?P<yw>{_WHICH})\s+year\b
        |,?\s?(?P<y>{_YEAR}))?""", read.part_of_year),
    ((), r"""(?<![\d$¥€/.-])(?P<y>(?:19|20)\d\d)(?:\s?[-–—~]\s?|\s+(?:to|through|until)\s+)
        (?P<y2>(?:19|20)\d\d|(?<=[-–—~])\d\d)(?![\d/.-]\d?|\s?%)""", read.years),
    ((), rf"{_STRONG}(?P<y>{_YEAR})(?![-/]\d)", read.year),
    (("the year", "fy"), rf"(?i:\bthe\s+year\s+(?:of\s+)?|\bFY\s?)(?P<y>{_YEAR})", read.year),
    ((),
     rf"(?<=\b(?i:by|of|than|over|from|to|and|for|with|against|through|between)\s)(?P<y>{_YEAR})(?![-/]\d)",
     read.weak_year),
    (("0s", "0's", "0’s"), r"(?i:\b(?:the\s+)?(?:(?:early|mid|late)[-\s])?(?P<y>(?:19|20)\d0)['’]?s\b)", read.decade),
    (("year plan",), rf"""(?i:(?:the\s+)?["“]?\b(?P<o>{_ORD})[\s-]five[\s-]year\s+plan["”]?(?:\s+period)?
        (?:\s*\(\d{{4}}\s?[-–—]\s?\d{{4}}\))?)""", read.plan),
    (("today", "yesterday", "tomorrow", "this ", "night"), rf"""(?i:\b(?:the\s+day\s+before\s+yesterday
        |the\s+day\s+after\s+tomorrow
        |(?:yesterday|tomorrow|this)\s+(?:morning|afternoon|evening|noon)|last\s+night|tonight|yesterday|tomorrow|today)\b){_OWNING}""",
     read.relative_day),
    (("day",), rf"""(?:\b(?i:on\s+)?(?i:(?P<w>last|this|next|past|coming)\s+)?)(?P<d>{_WEEKDAY})\b(?!s){_OWNING}
        (?:\s+(?:morning|afternoon|evening|night))?
        (?:(?:\s?[-–]\s?|\s+(?:to|until|through|(?P<and>and))\s+)(?:\w+\s+)?(?P<d2>{_WEEKDAY})\b
        |\s(?P<w2>last)\b)?""", read.weekday_name),
    (("this ", "last ", "next "), r"""(?i:\b(?P<w>this|last|next)\s+(?P<s>spring|summer|autumn|fall|winter)\b)
        (?!\s+(?:festival|olympic|games|vacation|holiday|semester)|['’]s|-)""", read.season),
    ((" year", " month"), r"""(?i:(?:\b(?:the\s+)?(?:beginning|start|middle|end)\s+of\s+)?
        \b(?P<w>last|this|next|that|the\s+(?:same|previous|following|current))\s+(?P<u>year|month)\b)
        (?!-|['’]s(?!\s+(?:\p{L}+\s+)?(?:forum|conference|expo|fair|summit|contest|competition|edition|event)))""",
     read.this_unit),
    (("of the year", "of the month"),
     r"(?i:\b(?:beginning|start|middle|end)\s+of\s+(?P<w>the)\s+(?P<u>year|month)\b)(?!-)",
     read.this_unit),
    (("day",), r"""(?i:\b(?:the\s+same|that(?:\s+very)?|the\s+(?:next|following|previous)|(?<=[Oo]n\s)the)\s+day\b
        |\bthe\s+day\s+before(?!\s+yesterday)\b)(?!['’]s|\s+(?:of|when|after|before|that))""", read.same_day),
    ((" day", " morning"), rf"""(?i:(?<=\b[Oo]n\s)the\s+(?P<n>{'|'.join(ORDINALS)}|last|final|closing|opening)
        \s+(?:day|morning|afternoon|evening)\b
        (?:\s+of\s+(?:the|his|her|their|its)\s+(?:\S+\s+)?{_LASTING}\b)?)(?!\s+(?:of|in\s+a\s+row|after|since)\b)""",
     read.nth_day),
    ((" ago",), rf"(?i:\b(?P<n>{_COUNT})\s+(?P<u>day|month|year)s?\s+ago\b)", read.ago),
    ((" later", " earlier", " before"), rf"""(?i:(?<!\bthe\s|\bpast\s|\blast\s)\b(?P<n>{_COUNT})
        \s+(?P<u>day|month|year)s?\s+(?P<dir>later|earlier|before(?!\s+\p{{L}}))\b)""", read.later),
    (("st", "nd", "rd", "th"), r"""(?<=\b(?i:on|of|from|until|till|since|by)\s)the\s+(?P<d>\d\d?(?:st|nd|rd|th))
        (?:(?:\s+to|\s+and|\s?[-–])\s?(?:the\s+)?(?P<d2>\d\d?(?:st|nd|rd|th)))?\b(?!-)
        (?:\s+(?:of\s+)?(?P<w>this|last|next|the\s+same|that|the)\s+month)?""", read.ordinal_day),
)  # fmt: skip
_COMPILED: Final = [(words, regex.compile(pattern, regex.VERBOSE), build) for words, pattern, build in _GRAMMAR]
_MONTH: Final = regex.compile(MONTH)
#: Characters before and behind the name of a month that an expression with it can take.
_AROUND: Final = (50, 60)
#: Characters before the date of a dispatch in which its place stands.
_DATELINE: Final = 120
_DATELINE_BEFORE: Final = regex.compile(r"(?:^|\s)(?:\p{Lu}[\p{Lu}'’. -]+)(?:,\s*[\p{L} .]+){0,2},\s*$")
_DATELINE_AFTER: Final = regex.compile(r"\s*(?:/|\(|-{1,3}\s|[—–])")


def expressions(text: str) -> list[Expression]:
    """The expressions of time in ``text``, in order, never overlapping, the longest where several fit."""
    found = _matches(text)
    found.sort(key=lambda e: (e.start - e.end, e.weak, e.start))
    kept: list[Expression] = []
    for e in found:
        if all(e.end <= k.start or k.end <= e.start for k in kept):
            kept.append(e)
    return sorted((e for e in kept if not _is_dateline(text, e)), key=lambda e: e.start)


def _matches(text: str) -> list[Expression]:
    lower = text.lower()
    around = _windows(text)
    found: list[Expression] = []
    for words, pattern, build in _COMPILED:
        if words == ("month",):
            windows = around
        elif not words or any(word in lower for word in words):
            windows = [(0, len(text))]
        else:
            continue
        for start, end in windows:
            found += [e for match in pattern.finditer(text, start, end) if (e := build(match)) is not None]
    return found


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches around the names of months; those that overlap are one."""
    found: list[tuple[int, int]] = []
    for match in _MONTH.finditer(text):
        start, end = max(0, match.start() - _AROUND[0]), min(len(text), match.end() + _AROUND[1])
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _is_dateline(text: str, e: Expression) -> bool:
    """Whether it is the date of a dispatch ("QINGDAO, May 6 (Xinhua) --"), which dates no event."""
    begin = max(0, text.rfind("\n", 0, e.start), e.start - _DATELINE)
    return bool(_DATELINE_BEFORE.search(text, begin, e.start) and _DATELINE_AFTER.match(text, e.end))
