"""Short forms that the text introduces: "Suzhou Industrial Park (SIP)", "(hereinafter "Y")", "X, or Y for short"."""

import re

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.found import Found, is_acronym
from kg.reading.tokens import Token
from kg.reading.variants import initials_fit

_BEHIND = re.compile(
    r"\s?\(\s?"
    r"(?P<formal>(?:herein(?:after)?|hereafter|henceforth|referred|abbreviated|abbr|known|called|formerly|also|or|short)"
    r"[^\"'A-Z]{0,40}:?\s?)?"
    r"(?:the )?[\"']?(?:the )?(?P<name>[A-Za-z][\w&/.' -]{0,48}?)[\"']?"
    r"(?:,(?= for)|,(?=\s?\))|[,;] [A-Z][^()]{1,60})?(?: for short)?\s?\)"
)
_OR = re.compile(
    r",? (?:or|abbreviated as|known as|short for|called) "
    r"[\"']?(?P<name>[A-Z][\w&/.' -]{1,40}?)[\"']? (?:for short|in short)"
)
_SITES = frozenset({T.PARK, T.FACILITY, T.PROJECT})
#: "Zone C, also known as Maker Island": another name of it, however it ends.
_ALSO = re.compile(
    r",? (?:(?:also|better|now|formerly|originally) )?(?:known as|called|named|dubbed|nicknamed) (?:the )?"
    r"[\"']?(?P<name>[A-Z][\w&/'-]*(?: (?:of |the )?[A-Z\d][\w&/'-]*){0,5})[\"']?(?=[,.;)]|\s(?![A-Z]))"
)


def introduced(text: str, tokens: list[Token], found: list[Found]) -> list[Found]:
    """The short forms that follow one of ``found`` and are introduced as such."""
    aliases = []
    for full in found:
        behind = text[full.end : full.end + 110]
        match = _BEHIND.match(behind) or _OR.match(behind) or (full.type in _SITES and _ALSO.match(behind)) or None
        if not match:
            continue
        name = match["name"].strip()
        formal = ("formal" in match.re.groupindex and match["formal"]) or match.re in (_OR, _ALSO)
        if not _is_short(name, full, bool(formal)):
            continue
        start = full.end + match.start("name")
        end = start + len(name)
        if any(token.start == start for token in tokens):
            for token in tokens:
                token.taken = token.taken or start <= token.start < end
        aliases.append(Found(start, end, name, full.type, alias_of=(full.start, full.end)))
    return [a for a in aliases if not any(_better(b, a, text) for b in aliases)]


def _better(b: Found, a: Found, text: str) -> bool:
    """Whether of two names that end before one bracket ("Area of the Zone (AZ)") it abbreviates that of ``b``."""
    if b is a or b.start != a.start or a.alias_of is None or b.alias_of is None:
        return False
    fits_a, fits_b = (initials_fit(x.text, text[x.alias_of[0] : x.alias_of[1]]) for x in (a, b) if x.alias_of)
    return (fits_b, -b.alias_of[0]) > (fits_a, -a.alias_of[0])


def _is_short(name: str, full: Found, formal: bool) -> bool:
    words = name.split()
    begins = full.type is T.ENTERPRISE and full.text.startswith(f"{name} ")  # "Luosha Marine Co., Ltd. ("Luosha")"
    if name in lexicon.places() and not name.isupper() and not begins:
        return False
    if any((w.lower(),) in lexicon.titles() for w in words):
        return False
    if full.type is T.PLACE and not initials_fit(name, full.text):
        return False
    if formal:
        return True
    if full.type is T.PERSON:
        return False
    if len(words) == 1 and is_acronym(name):
        return True
    if len(words) > 1 and is_acronym(words[-1]) and all(w in full.text for w in words[:-1]):
        initials = "".join(w[0] for w in re.findall(r"\w+", full.text) if w[0].isupper())
        return words[-1] in initials  # "Foreign Affairs Office of Chongqing (Chongqing FAO)"
    return full.type is T.ENTERPRISE and len(words) == 1 and name[0].isupper() and len(name) > 3
