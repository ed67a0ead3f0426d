"""The words of an article: those that are hashed, and those that two texts are compared by."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final

from kg.articles.page import BlockKind, describe
from kg.facts import Passage

#: Words of a shingle.
SHINGLE: Final = 5
#: Words of a line that may be the article's own; shorter ones are menus, stamps, headlines.
PROSE: Final = 10
#: Words below which a text is not told from others: notices, teasers, error pages.
FEWEST: Final = 30
#: Words that are compared; longer texts are compared by these and by their signatures.
MOST: Final = 5000

_CASELESS = "㐀-鿿豈-﫿\U00020000-\U0003ffff぀-ヿ"
#: A Han character or kana is a word; else letters and digits, with the point or comma between digits.
_WORD = re.compile(rf"[{_CASELESS}]|\d+(?:[.,]\d+)*|[^\W\d_{_CASELESS}]+")
_NUMBERS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
]  # fmt: skip
_ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
]  # fmt: skip
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_WEEKDAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
#: Spellings of one number or month.
SAME: Final = {
    **{word: str(value) for value, word in enumerate(_NUMBERS)},
    **{word: str(value) for value, word in enumerate(_ORDINALS)},
    **{month[:3].casefold(): month.casefold() for month in _MONTHS}, "sept": "september",
}  # fmt: skip
#: Words that count from the day of print: "today", "on Monday".
_COUNTED = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:this|last|next) (?:morning|afternoon|evening|night|week|weekend|month)"
    r"|recently|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|今天|今日|昨天|昨日|明天|明日|日前|近日|本周|上周|下周|本月",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:^|[.!?:;。！？：；\n\r])[\s\"'“”‘’(（\[•·*-]*$")
#: Words of which it is remembered what they tell: the same few thousand make up most of all texts.
_REMEMBERED: Final = 1 << 14


class Tells(StrEnum):
    """What a word tells of one event that it may not tell of another one like it; one character each."""

    NOTHING = "0"
    NAME = "1"
    """Months included."""
    FIGURE = "2"
    WEEKDAY = "3"


@dataclass(frozen=True)
class Text:
    """An article's own words, without what its page has around them."""

    words: Sequence[str]
    """Folded; at most ``MOST``."""
    kinds: str
    """What each word tells, a character of :class:`Tells` each."""
    counted: bool
    """Whether it has dates that count from the day of print."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of names in it."""
        return frozenset(word for word, kind in zip(self.words, self.kinds, strict=True) if kind == Tells.NAME)


def pack(text: Text) -> bytes:
    """``text`` as one cell."""
    return "\n".join((str(int(text.counted)), text.kinds, *text.words)).encode("utf-8", "surrogatepass")


def unpack(cell: bytes) -> Text:
    """The text in one cell."""
    counted, kinds, *found = cell.decode("utf-8", "surrogatepass").split("\n")
    return Text(found, kinds, counted == "1")


def shingles(body: str) -> set[bytes]:
    """Each ``SHINGLE`` words that stand one behind the other in lines of prose; none for too few words."""
    words: list[str] = []
    for line in body.casefold().splitlines():
        found = _WORD.findall(line)
        if len(found) >= PROSE:
            words += found
    if len(words) < FEWEST:
        return set()
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    return {b" ".join(encoded[i : i + SHINGLE]) for i in range(len(encoded) - SHINGLE + 1)}


def text(body: str, mentions: Iterable[Passage] = ()) -> Text:
    """The article's own words in ``body``, in which names stand at ``mentions``."""
    starts = {m.start() + at for at, end in mentions for m in _WORD.finditer(body[at:end])}
    words: list[str] = []
    kinds: list[str] = []
    counted = False
    for start, end in _blocks(body):
        counted = counted or bool(_COUNTED.search(body, start, end))
        for match in _WORD.finditer(body, start, end):
            folded, kind = _word(match[0])
            if kind is None:
                at = match.start()
                opens = at not in starts and _SENTENCE.search(body, max(start, at - 8), at)
                kind = Tells.NOTHING if opens else Tells.NAME
            words.append(folded)
            kinds.append(kind)
    return Text(words[:MOST], "".join(kinds[:MOST]), counted)


def _blocks(body: str) -> list[tuple[int, int]]:
    """The paragraphs; where the layout shows none (other languages than English), the lines of prose."""
    found = [(b.start, b.end) for b in describe(body).blocks if b.kind is BlockKind.PARAGRAPH]
    if sum(len(_WORD.findall(body, start, end)) for start, end in found) >= FEWEST:
        return found
    lines = [m.span() for m in re.finditer(r"[^\n\r]+", body)]
    return [(start, end) for start, end in lines if len(_WORD.findall(body, start, end)) >= PROSE]


@lru_cache(_REMEMBERED)
def _word(word: str) -> tuple[str, Tells | None]:
    """What a word is compared by, and what it tells; None for a name, unless it only opens a sentence."""
    folded = word.casefold()
    folded = folded.replace(",", "") if folded[0].isdigit() else SAME.get(folded, folded)
    if word[0].isdigit() or folded[0].isdigit():
        return folded, Tells.FIGURE
    if word == word.lower():  # in a script without capitals any word may be a name
        return folded, Tells.NAME if word == word.upper() else Tells.NOTHING
    return folded, Tells.WEEKDAY if word in _WEEKDAYS else None
