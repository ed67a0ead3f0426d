"""Datelines: where and when a report was filed, printed before its first words; they state nothing themselves."""

import re

from kg.articles.page_meta import MONTH

_MONTHS = rf"(?i:{MONTH})\.?"
#: Where a newswire story was filed and when, up to the dash behind which its first sentence begins.
_WIRE = re.compile(
    r"(?:(?:[A-Z][A-Z'’. -]{2,40}(?:,\s*[A-Za-z.' ]{2,30}){0,2}),\s*"
    r"(?:[A-Z][a-z]{2,8}\.?,?\s*\d{1,2}(?:,\s*\d{4})?)\s*(?:[/(](?P<wire>[^/)]{2,40})[/)])?\s*(?:--+|—|–|-|:)+\s*"
    r"|[A-Z][A-Z'’. -]{2,40}\s*(?:[/(](?P<wire2>[^/)]{2,40})[/)])?\s*(?:--+|—|–|:(?=\s[A-Z]))\s*"
    r"|[A-Z][\w'’. ]{2,40}(?:,\s[A-Z][\w'’. ]{2,30}){0,2},\s"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s)?"
    rf"{_MONTHS}(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?,?\s\d{{4}}\s*[:—–-]+\s*)"
)
#: A newswire's lead-in that names whose report it carries.
_CARRIED = re.compile(
    r"(?:an? )?(?:news )?(?:report|story|article|release|dispatch)?\s*(?:from|by)\s+(?:the\s+)?"
    r"(?P<who>[^:,]{2,80}?)\s*(?:\([A-Z]{2,10}\))?\s*:\s*$",
    re.IGNORECASE,
)
_WIRES = re.compile(r"PRNewswire|Business ?Wire|GlobeNewswire|Xinhua|Newswire|EIN", re.IGNORECASE)
_NUMBERS = r"(?:(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([./])\d{1,2}\2(?:19|20)\d\d)(?!\d)"
_DAY = (
    r"(?:(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    rf"(?:{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTHS},?(?: \d{{4}})?)(?!\d))"
)
_WORDS = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,4}"
_PLACE = rf"{_WORDS}(?:, ?{_WORDS}){{0,2}}"
_BY = r"\s*[/(\[][^/()\[\]]{2,60}[/)\]]"
_DASH = r"\s*(?:\.\s*)?(?:--+|[—–]+|\s-(?=\s)|\|)\s*"
_END = rf"(?:{_DASH}|\s*:\s*)"
#: Forms that only a report's first paragraph is read for; further down, a day before a colon dates what follows it.
_OPENING = tuple(
    re.compile(form)
    for form in (
        rf"[(\[【](?:{_PLACE}, ?)?{_DAY}[)\]】](?:{_END}|\s*)",  # (Jinan, May 27, 2023)
        rf"{_PLACE}(?:,|\s[–—-]|\s\()\s?{_DAY}\)?(?:{_BY})?{_END}",  # Jinan, 27 May 2023. –
        rf"{_DAY},? {_PLACE}(?:{_BY})?{_END}",  # May 27, 2023, Jinan:
        rf"{_DAY}(?:{_BY}{_END}|\s*(?:--+|\|)\s*)",  # May 27 (Xinhua) --
        rf"{_NUMBERS}(?:{_END}|\s+)(?=[A-Z])",  # 27.05.2023
        r"\([A-Z][\w .&'-]{1,30}\)\s*(?:--+|[—–])\s*",  # (ECNS) --
    )
)


def dateline(text: str, *, opening: bool) -> int:
    """Characters of the dateline that ``text`` begins with; ``opening``: whether a report's first paragraph does."""
    forms = (_WIRE, *_OPENING) if opening else (_WIRE,)
    return max(found.end() if (found := form.match(text)) else 0 for form in forms)


def filed(text: str) -> bool:
    """Whether ``text`` begins with a newswire's dateline that names the wire."""
    wire = _WIRE.match(text)
    return bool(wire and (wire["wire"] or wire["wire2"]))


def carries(text: str) -> bool:
    """Whether ``text`` is a newswire's lead-in that names whose report it carries, and no more."""
    return bool(_CARRIED.match(text))


def carried_for(lead: str) -> str | None:
    """Whose report a newswire's lead-in ("A news report from chinadaily.com.cn:") says it carries."""
    found = _CARRIED.match(lead)
    return found["who"].strip() if found and not _WIRES.search(found["who"]) else None
