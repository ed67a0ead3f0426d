"""The clean text as a row of items: names, words and marks, over which the grammars of posts and references run."""

import re
from bisect import bisect_left
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from kg.facts import EntityType
from kg.reading import lexicon
from kg.reading.document import Document, Mention
from kg.reading.titles import titles


class ItemKind(StrEnum):
    """What an item is."""

    PERSON = "person"
    ENTITY = "entity"
    WORD = "word"
    MARK = "mark"


class Item(NamedTuple):
    """A name, a word or a mark; offsets are characters of the clean text, end exclusive."""

    kind: ItemKind
    low: str
    """Text in lower case; quotation marks and dashes made plain."""
    text: str
    start: int
    end: int
    entity: str = ""
    """Of a name: id of its entity."""
    type: EntityType | None = None
    """Of a name: class of its entity."""
    tag: str = ""
    """Part of speech (Penn Treebank) of the token that begins here."""

    @property
    def named(self) -> bool:
        """Whether the item is a name."""
        return self.kind in _NAMES


#: The kinds by themselves: the grammars ask for them thousands of times in an article, and Python 3.11 takes ten times
#: as long to find a member in its enumeration as a name in a module.
PERSON, ENTITY, WORD, MARK = ItemKind
_NAMES = (PERSON, ENTITY)


_START = attrgetter("start")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "，": ",", "；": ";", "：": ":"})
_TOKEN = re.compile(
    r"(?P<poss>['’]s\b|(?<=s)['’](?=\s))"
    r"|(?P<word>(?:M(?:rs?|s)|Dr|Prof|Hon|Amb|Engr?|Rev|Sen|Gen|H\.E)\.|(?:[Vv]ice|[Dd]eputy|[Ee]x|[Tt]hen)(?=-\w)|\w+(?:(?:[-&.]|['’](?!s\b))\w+)*)"
    r"|(?P<mark>[^\w\s])"
)
#: First halves of hyphenated titles: "vice-mayor".
_HALVES = frozenset({"vice", "deputy", "ex", "then"})
#: Honorifics that are titles of posts as well stay words: "Professor Li of X".
_HONORIFIC = frozenset(w.rstrip(".") for w in lexicon.words("honorific")) - {"professor", "sen", "gen"}


def lines(document: Document) -> list[list[Item]]:
    """The items of each block of the clean text, in order; the headline's too."""
    tags = document.doc.tags
    outer = _outermost(document)
    found = []
    begin = 0
    for line in document.text.clean.split("\n"):
        if line.strip():
            found.append(_items(document, begin, begin + len(line), outer, tags))
        begin += len(line) + 1
    return found


def _outermost(document: Document) -> list[Mention]:
    """The mentions that stand in no other one; industries are words to the grammars."""
    kept: list[Mention] = []
    for mention in sorted(document.mentions, key=lambda m: (m.start, -m.end)):
        if document.type_of(mention) is EntityType.INDUSTRY:
            continue
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _items(document: Document, begin: int, end: int, mentions: list[Mention], tags: dict[int, str]) -> list[Item]:
    found: list[Item] = []
    at = begin
    for mention in mentions[bisect_left(mentions, begin, key=_START) : bisect_left(mentions, end, key=_START)]:
        if mention.start < at:
            continue
        found += _words(document, at, mention.start, tags)
        name = _name(document, mention, tags)
        while name[0].kind is PERSON and found and found[-1].low.strip(".") in _HONORIFIC:
            found.pop()
        found += name
        at = found[-1].end
    return found + _words(document, at, end, tags)


def _name(document: Document, mention: Mention, tags: dict[int, str]) -> list[Item]:
    """The item of ``mention``; titles that are printed as part of a person's name become words before it."""
    text = document.text.clean
    kind = PERSON if document.type_of(mention) is EntityType.PERSON else ENTITY
    start, end, before = mention.start, mention.end, list[Item]()
    if kind is PERSON:
        words = _words(document, start, end, tags)
        match = titles().match([w.low for w in words], 0)
        if match and match.end < len(words):
            before, start = words[: match.end], words[match.end].start
        for name in document.entities[mention.entity].names:
            if text.startswith(name, start) and start + len(name) > end:
                end = start + len(name)
    shown = text[start:end]
    type_ = document.type_of(mention)
    return [*before, Item(kind, shown.lower(), shown, start, end, mention.entity, type_, tags.get(start, ""))]


def _words(document: Document, begin: int, end: int, tags: dict[int, str]) -> list[Item]:
    """The words between names; kept, for posts and references ask for the same ones."""
    kept = document.words.get((begin, end))
    if kept is not None:
        return kept
    found: list[Item] = []
    for match in _TOKEN.finditer(document.text.clean, begin, end):
        shown, start = match.group(), match.start()
        low = "'s" if match.lastgroup == "poss" else _plain(shown)
        if low == "-" and found and found[-1].end == start and found[-1].low in _HALVES:
            continue
        kind = MARK if match.lastgroup == "mark" else WORD
        found.append(Item(kind, low, shown, start, match.end(), "", None, tags.get(start, "")))
    document.words[begin, end] = found
    return found


@lru_cache(maxsize=1 << 15)
def _plain(shown: str) -> str:
    """``shown`` in lower case, with plain marks; texts use the same words again and again."""
    return shown.lower().translate(_PLAIN)
