"""Words of the clean text as the names stage sees them: hyphens and slashes inside, abbreviations with their dot."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, takewhile

from kg.reading import lexicon

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|(?:S\.p\.A|S\.r\.l|d\.o\.o|a\.s)\b\.?"
    r"|(?:Co|Ltd|LTD|Inc|Corp|Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|Gen|Sen|Hon|Amb|Engr?|Ir|Hj|YBhg|Rev|Bros|Mt|Pte|Pty|Sdn|Bhd|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?!\w)"
    r"|(?=[A-Z]\. [A-Z])(?<!Area )(?<!Zone )(?<!Block )(?<!Hall )(?<!Building )(?<!Phase )(?<!Plot )(?<!Pier )"
    r"(?<!Gate )(?<!Section )[A-Z]\."
    r"|[^\W_]\w*(?:(?:[-'&/+](?=\w)|\.(?=[a-z]{2,3}\b)|(?<=s)'(?= [A-Z]))\w*)*"
    r"|[^\w\s]|_+"
)
_HONORIFICS = lexicon.words("honorific")
#: Behind the name of a place: "Beijing-based", "Taiwan-funded" describe, they name nothing.
_DESCRIBING = re.compile(
    r"(?P<of>[\w.-]+)-(?:based|funded|invested|financed|owned|controlled|listed|headquartered|made|born|built|backed|led"
    r"|bound|wide|style|related|registered|run|educated|speaking|held|friendly|level)"
)
#: Behind a place where somebody sits, known or not: "Szeged-based".
_SEATED = ("-based", "-headquartered")
#: Units that are written in capitals.
UNITS = frozenset({"GW", "MW", "KW", "GWh", "MWh", "MWp", "GWp", "TEU", "TEUs", "TB", "PB", "EFLOPS", "PFLOPS"})
_SCALES = frozenset({"thousand", "million", "billion", "trillion", "mln", "bln", "bn"})
_DOLLARS = re.compile(r"dollars?|\$")


@dataclass(slots=True)
class Token:
    """A word or mark of the clean text."""

    start: int
    end: int
    text: str
    lower: str
    cap: bool
    """Can be a name's word: a capital, an inner capital ("iStar"), or a figure with capitals ("5G")."""
    tag: str = ""
    """Part of speech, Penn tag set."""
    title: bool = False
    """Is part of a post's title, or an honorific."""
    opens: bool = False
    """First word of a sentence, or behind a colon or an opening quote."""
    taken: bool = False
    """Is part of a name that has been found."""


def tokens(text: str, start: int, end: int, tags: dict[int, str]) -> list[Token]:
    """The tokens of ``text[start:end]``, titles of posts marked; ``tags`` gives parts of speech by first character."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word, (begin, stop) = match.group(), match.span()
        tag = tags.get(begin, "")
        if tag[:3] == "NNP" and word.islower():
            tag = tag.replace("NNP", "NN")  # no proper noun, only unknown to the tagger: "pectin"
        found.append(Token(begin, stop, word, word.lower(), _is_cap(word), tag))
    marks = {token.lower for token in found}
    _money(found)
    if "(" in marks:
        _credits(found)
    _mark_titles(found)
    _unmark(found)
    if '"' in marks:
        _slogans(found)
    if not _SRI.isdisjoint(marks):
        for first, token in pairwise(found):
            if token.lower in _SRI and first.lower in ("tan", "datuk", "dato", "dato'"):
                first.title = token.title = True  # Malaysian honours of two words
    before = "."
    for token in found:
        token.opens = before in _OPENING
        token.cap = token.cap and (token.opens or token.lower not in _SMALL)
        token.title = token.title or token.lower in _HONORIFICS
        before = token.text
    return found


_SRI = frozenset({"sri", "seri"})
#: Words that are no part of a name, even if a headline writes them with a capital.
_SMALL = frozenset({"of", "to", "and", "for", "with", "from", "by", "at", "on", "into"})
_CONTRACTED = frozenset(
    {"i", "you", "we", "they", "he", "she", "it", "that", "there", "who", "what", "where", "here", "let", "don"}
)
_OPENING = frozenset({".", "!", "?", ":", '"', "'", ";", "-"})


@lru_cache(maxsize=1 << 15)
def _is_cap(word: str) -> bool:
    first = word[0]
    if first.isupper():
        letters = re.match(r"[A-Z$]{2,3}(?=[\d.])", word)
        if letters and letters.group().lower() in lexicon.words("currency"):
            return False
        if "'" in word and word.partition("'")[0].lower() in _CONTRACTED:
            return False  # "I've"
        describing = _DESCRIBING.fullmatch(word)
        return not (describing and (_of_place(describing["of"]) or word.endswith(_SEATED)))
    if first.isdigit():
        return bool(re.match(r"\d{1,3}[A-Z]", word))
    return first.islower() and len(word) > 3 and word[1].isupper() and not word.isupper()


def seat(word: str) -> str:
    """X of "X-based"; empty for other words."""
    return word.rpartition("-")[0] if word.endswith(_SEATED) and word[0].isupper() else ""


def _of_place(word: str) -> bool:
    return word in lexicon.places() or word.lower() in lexicon.words("nation") or word.isupper()


_LENGTH = re.compile(r"(?:centi|kilo|milli)?met(?:er|re)s?|miles?|feet|foot|yards?|inch(?:es)?")


def _money(found: list[Token]) -> None:
    """ "US" in "US$ 1.2 billion" and "U.S. dollars" is no country, "KSh" in "KSh 3 million" no name, nor a unit."""
    for i, token in enumerate(found):
        if not token.cap or len(token.text) > 4:
            continue
        amount = list(takewhile(lambda t: t.text[0].isdigit() or t.text in ".,", found[i + 1 : i + 8]))
        scale = found[i + 1 + len(amount)] if amount and i + 1 + len(amount) < len(found) else None
        if amount and amount[0].text[0].isdigit() and scale is not None and scale.lower in _SCALES:
            token.cap = False
    for token, following in pairwise(found):
        if following.text in UNITS and token.text[0].isdigit():
            following.cap = False
        if token.lower in ("square", "cubic") and _LENGTH.fullmatch(following.lower):
            token.taken = following.taken = True  # nor are these meters goods
        if token.cap and len(token.text) < 5 and token.text.isupper() and _DOLLARS.fullmatch(following.lower):
            token.cap = False


_CREDITS = frozenset(
    {"reporter", "reporters", "correspondent", "correspondents", "photo", "photos", "text", "editor", "by"}
)


def _credits(found: list[Token]) -> None:
    """Names in brackets of credits are none: "(Reporter An Ming)", "(Photo: Zhong Yi)"."""
    for i, (token, following) in enumerate(pairwise(found)):
        if token.text != "(":
            continue
        listing = i + 2 < len(found) and following.text.isupper() and found[i + 2].text == ":"
        if listing:
            following.cap = False  # "(SZSE: 300001)"
        if following.lower in _CREDITS:
            for inside in takewhile(lambda t: t.text != ")", found[i + 1 : i + 16]):
                inside.cap = False


@cache
def _longest_titles() -> dict[str, int]:
    """The words that titles, or their plurals, begin with, and of how many words the longest of these is."""
    found: dict[str, int] = {}
    for title in lexicon.titles():
        for word in (title[0], title[0] + "s"):
            if title[0] in (word, _singular(word)):
                found[word] = max(found.get(word, 0), len(title))
    return found


#: First halves of hyphenated titles: "vice-mayor".
_HALF = re.compile(r"^(?:vice|deputy|ex|then)-")


def _mark_titles(found: list[Token]) -> None:
    known, longest = lexicon.titles(), _longest_titles()
    words = [_HALF.sub("", t.lower) if "-" in t.lower else t.lower for t in found]
    i = 0
    while i < len(found):
        if words[i] not in longest:
            i += 1
            continue
        here = tuple(words[i : i + longest[words[i]]])
        single = tuple(map(_singular, here))
        size = next((n for n in range(len(here), 0, -1) if here[:n] in known or single[:n] in known), 0)
        if (
            size > 1
            and found[i].cap
            and not found[i + 1].cap
            and (found[i].lower,) in lexicon.heads()
            and found[i].lower != "party"
        ):
            i, size = i + 1, size - 1  # "Example Group leaders" are no "group leaders"
        for token in found[i : i + size]:
            token.title = True
        if size:
            for token in reversed(found[max(0, i - 3) : i]):
                if token.lower not in lexicon.title_modifiers() or (
                    token.cap and not found[i].cap and token.lower == "group"
                ):
                    break
                token.title = True
        i += size or 1


def _slogans(found: list[Token]) -> None:
    """Takes out titles of campaigns and speeches: quoted, long with small words among capitals, or told by a noun."""
    opened = None
    for i, token in enumerate(found):
        if token.text != '"':
            continue
        if opened is None:
            opened = i
            continue
        inside = [t for t in found[opened + 1 : i] if t.text[0].isalnum()]
        caps = sum(t.cap for t in inside)
        head = lexicon.head_at([t.lower for t in inside])
        long = len(inside) >= 5 and len(inside) > caps >= 0.6 * len(inside)
        if (long and (head is None or head[1].type is None)) or _of_a_campaign(found, i + 1):
            for token in inside:
                token.taken = True
        opened = None


def _of_a_campaign(found: list[Token], i: int) -> bool:
    """Whether what was quoted before token ``i`` is a campaign: "the 'Sunny Harbour' cultural festival"."""
    for token in found[i : i + 3]:
        head = lexicon.heads().get((token.lower,))
        if token.lower in lexicon.words("campaign") or (head is not None and "event" in head.how):
            return not token.cap
        if token.cap or token.tag[:2] not in ("JJ", "NN") or (head is not None and head.type is not None):
            return False
    return False


def _unmark(found: list[Token]) -> None:
    """Titles that are words of a name: "Academicians Forum", "Academician Park"."""
    heads = lexicon.heads()
    for i, (token, following) in enumerate(pairwise(found)):
        if token.title and token.cap and following.cap and not following.title:
            run = list(takewhile(lambda t: t.cap, found[i + 1 : i + 5]))
            plural = token.lower.endswith("s") and (token.lower[:-1],) in lexicon.titles()
            plural = plural and any((t.lower,) in heads for t in run)
            if plural or (token.lower == "academician" and (following.lower,) in heads):
                token.title = False


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
