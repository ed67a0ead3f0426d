"""Numbers as they are printed, in figures and in words, and what they are worth."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

import regex

_UNITS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Number words below a hundred.
SMALL: Final[dict[str, int]] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
}
#: Words that multiply what stands before them; one-letter forms only directly behind a figure ("$5m").
SCALES: Final[dict[str, int]] = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "mln": 10**6,
    "billion": 10**9,
    "bln": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "trn": 10**12,
}
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
ORDINALS: Final[dict[str, int]] = {word: value for value, word in enumerate(_ORDINALS, 1)}

#: Names of parts, and how many of them make the whole.
FRACTIONS: Final[dict[str, int]] = {
    "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_SMALL: Final = "|".join(sorted(SMALL, key=len, reverse=True))
#: One of the scales.
SCALE: Final = "|".join(sorted(SCALES, key=len, reverse=True))
#: A number in figures: "13", "31.35", "2,000", "1 004" is two numbers.
FIGURE: Final = r"(?>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
#: A number in words below a hundred.
BELOW_HUNDRED: Final = rf"(?:{_SMALL})(?:[- ](?:{_SMALL}))?"
#: A number in words: "nine", "twenty-six", "two hundred and five", "three million", "dozen" is none.
NUMBER_WORDS: Final = rf"{BELOW_HUNDRED}(?:[\s-]+(?:and\s+)?(?:(?:{SCALE})\b|(?:{_SMALL})))*"
_NUMBER = regex.compile(
    rf"(?P<number>{FIGURE}|{BELOW_HUNDRED})|(?P<scale>{SCALE})|(?P<letter>(?<=\d\s?)(?:mn|[mbk]|tn))(?![a-z])|(?P<half>half)|(?P<one>an?\b)",
    regex.IGNORECASE,
)
_LETTERS: Final = {"mn": 10**6, "m": 10**6, "b": 10**9, "k": 10**3, "tn": 10**12}


@lru_cache(maxsize=1 << 10)
def value(text: str) -> Decimal:
    """What a printed number is worth: "2,000", "31.35 billion", "twenty-six", "two hundred and five", "half a million".

    Raises:
        ValueError: ``text`` is no number.
    """
    total, current, seen = Decimal(0), None, False
    for match in _NUMBER.finditer(text):
        seen = True
        if figure := match["number"]:
            current = (current or 0) + _plain(figure)
        elif match["half"]:
            current = Decimal("0.5")
        elif match["one"]:
            current = current if current is not None else Decimal(1)
        else:
            scale = SCALES[match["scale"].lower()] if match["scale"] else _LETTERS[match["letter"].lower()]
            current = (Decimal(1) if current is None else current) * scale
            if scale > 100:
                total, current = total + current, None
    if not seen:
        raise ValueError(f"{text!r} is no number")
    return total + (current or 0)


def _plain(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(regex.sub(r"[,\s]", "", text))
    return Decimal(sum(SMALL[word] for word in regex.split(r"[-\s]", text.lower())))


def small(text: str) -> int:
    """A whole number in figures or words, or an ordinal: "9", "nine", "ninth", "13th".

    Raises:
        ValueError: ``text`` is none of these.
    """
    word = text.lower()
    if word in ORDINALS:
        return ORDINALS[word]
    if match := regex.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word):
        return int(match[1])
    return int(value(word))
