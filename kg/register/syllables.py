"""Persons' names across scripts, and how telling a name is."""

from functools import cache, lru_cache

from kg.naming import SYLLABLE, person
from kg.rdf import HAN
from kg.register.lists import table


@cache
def _surnames() -> dict[str, str]:
    return dict(table("surnames"))


@lru_cache(1 << 14)
def spoken(name: str) -> str:
    """The key of a person's name, of one in Chinese characters as Pinyin writes it: what all namesakes share."""
    if not HAN.search(name):
        return name
    from pypinyin import Style, lazy_pinyin  # late: its tables take 30 MB and a quarter of a second

    letters = name.replace(" ", "").replace("·", "")
    split = 2 if letters[:2] in _surnames() and len(letters) > 2 else 1
    first, rest = letters[:split], letters[split:]
    surname = _surnames().get(first) or "".join(lazy_pinyin(first, style=Style.NORMAL, v_to_u=True))
    return person(f"{surname} {' '.join(lazy_pinyin(rest, style=Style.NORMAL, v_to_u=True))}".strip())


@lru_cache(1 << 14)
def telling(name: str) -> int:
    """How well the key of a person's name tells its bearer from others.

    1: a Chinese name of two syllables, which many share; 2: of three or more, or in characters; 3: any other name.
    """
    words = spoken(name).split()
    if all(SYLLABLE.fullmatch(word) for word in words[1:]) and _surname(words[0]):
        return 1 if len(words) <= 2 else 2
    return 3


def _surname(word: str) -> bool:
    return SYLLABLE.fullmatch(word) is not None or word in _surnames().values()
