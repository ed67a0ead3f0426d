"""Fields of the search index, and how names and texts become the terms in them."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

import tantivy

#: What results can be narrowed by: the name in addresses -> field.
FACETS: Final = ("type", "place", "industry", "year", "source")

CJK: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 60


def fold(text: str) -> str:
    """``text`` as it is compared: compatibility forms, tone marks and accents gone, lower case."""
    if text.isascii():  # most is, and has none of that
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    return unicodedata.normalize("NFC", plain).casefold()


class _Plain(dict[int, int | None]):
    """What becomes of each character: combining ones go."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_PLAIN: Final = _Plain()


def pairs(text: str) -> list[str]:
    """The Chinese in ``text`` as its single characters and pairs of neighbours."""
    if text.isascii():
        return []
    return [
        gram for run in CJK.findall(text) for n in (1, 2) for gram in (run[i : i + n] for i in range(len(run) - n + 1))
    ]


def words(text: str) -> list[str]:
    """Words of folded ``text`` in alphabetic scripts."""
    latin = text if text.isascii() else CJK.sub(" ", text)
    return [word for word in _WORD.findall(latin) if len(word) <= _LONGEST_WORD]


def syllables(run: str) -> list[str]:
    """The pinyin of a run of Chinese, without tones."""
    # Its tables take 30 MB and a quarter of a second, which a server that only searches seldom needs.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(run, style=Style.NORMAL, errors="ignore")


def sounds(name: str, spoken: Callable[[str], list[str]] = syllables) -> list[str]:
    """What else ``name`` may be typed as: pinyin of its Chinese (with its initials), its words written together, and
    the initials of its words. ``spoken`` gives the pinyin of a run of Chinese."""
    found: list[str] = []
    for run in () if name.isascii() else CJK.findall(name):
        parts = spoken(run)
        found += [*parts, "".join(parts), "".join(s[0] for s in parts)]
    latin = words(fold(name))
    if len(latin) > 1:
        found.append("".join(latin))
        found.append("".join(latin[1:] + latin[:1]))
        found.append("".join(word[0] for word in latin))
        found.append("".join(word[0] for word in latin if word not in ("of", "the", "and", "for", "in", "at")))
    return [sound for sound in dict.fromkeys(found) if len(sound) > 1]


@cache
def schema() -> tantivy.Schema:
    """Fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw")
    builder.add_bytes_field("stored", stored=True)  # a text field would make a term of all of it
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in ("name", "sound", "grams", "body", "body_grams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("mentions", fast=True)
    builder.add_integer_field("when", fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


# Building
