"""Names of persons: which sequences of capitalised words are one, in pinyin and in other languages."""

import re
from functools import lru_cache

from kg.reading import lexicon


@lru_cache(maxsize=1 << 14)
def syllable_counts(word: str) -> frozenset[int]:
    """In how many pinyin syllables ``word`` (lower case; apostrophes, hyphens) can be cut; empty if in none."""
    word = word.replace("-", "'")
    if "'" in word:
        parts = [syllable_counts(p) for p in word.split("'")]
        return frozenset({sum(min(p) for p in parts)}) if all(parts) else frozenset()
    known = lexicon.syllables()
    reach: list[set[int]] = [{0}, *(set() for _ in word)]
    for i in range(len(word)):
        for j in range(i + 1, min(i + 6, len(word)) + 1):
            if reach[i] and word[i:j] in known:
                reach[j] |= {n + 1 for n in reach[i]}
    return frozenset(reach[-1])


def is_pinyin(word: str) -> bool:
    """Whether ``word`` is written in syllables of Mandarin."""
    return bool(syllable_counts(word.lower()))


def is_surname(word: str) -> bool:
    """Whether ``word`` can be a Chinese surname."""
    return word.lower() in lexicon.surnames()


def is_given(word: str) -> bool:
    """Whether ``word`` can be a Chinese given name of one to three syllables."""
    return len(word) <= 16 and bool(syllable_counts(word.lower()) & {1, 2, 3})


def person_at(words: list[str]) -> int:
    """How many of the first ``words`` form a person's name, or 0 if they do not look like one."""
    return chinese_person(words) or foreign_person(words)


def chinese_person(words: list[str]) -> int:
    """How many of the first ``words`` form a Chinese name ("Zhao Haozhi", "Li Xiao Ming", "Xiaoming Li"), or 0."""
    if len(words) < 2 or not all(w[0].isupper() for w in words[:2]):
        return 0
    first, second = words[0], words[1]
    names = lexicon.surnames()
    if len(words) > 2 and "double" in names.get(first.lower() + second.lower(), ()) and is_given(words[2]):
        return 3
    if is_surname(first) and is_given(second) and not (first.isupper() and second.isupper() and len(second) < 4):
        third = words[2] if len(words) > 2 else ""
        if third[:1].isupper() and _single(second) and _single(third) and not is_surname(second):
            return 3
        return 2
    if first in lexicon.places() or not is_surname(second) or 1 not in syllable_counts(second.lower()):
        return 0
    reordered = ("-" in first and is_given(first)) or (2 in syllable_counts(first.lower()) and not is_surname(first))
    return 2 if reordered else 0


def _single(word: str) -> bool:
    return 1 in syllable_counts(word.lower())


def foreign_person(words: list[str]) -> int:
    """How many of the first ``words`` form a name with a known given name, or a Japanese or Korean surname; or 0."""
    if len(words) > 2 and _plain(words[0]) and is_particle(words[1]):
        return _western(words) if lexicon.foreign_names().get(words[0].lower()) == "given" else 0
    if len(words) < 2 or not all(_plain(w) for w in words[:2]):
        return 0
    known = lexicon.foreign_names()
    kinds = [known.get(w.lower()) or _hyphenated(w.lower()) for w in words[:2]]
    if kinds[0] == "vietnamese" and len(words) > 2 and all(_given_part(w) for w in words[1:3]):
        return 3 + (words[1] == "Thi" and len(words) > 3 and _given_part(words[3]))
    if kinds[0] == "given":
        return _western(words)
    if len(words) == 2 and kinds[0] is None and _foreign_surname(words[1]) and words[0] not in lexicon.places():
        return 2 if (words[0].lower(),) not in lexicon.heads() and words[0][1:].islower() else 0
    if kinds[0] == "japanese" and (kinds[1] == "japanese" or _japanese(words[1])):
        return 2
    if kinds[1] == "japanese" and _japanese(words[0]):
        return 2
    if "korean" in kinds and ("-" in words[0] or "-" in words[1]):
        return 2
    return 0


#: Endings that only surnames have, in Slavic, Turkic, Caucasian, Nordic and other languages.
_SURNAME = re.compile(
    r"^[A-Z][a-z'-]{2,}(?:kov|nov|rov|lov|sov|tov|gov|mov|pov|dov|zov|bov|[kngrltsmpdzb]ova|[a-z]yev|[a-z]yeva|[bkln]aev|"
    r"[bkln]aeva|bekov|[nrdkl]ev|[nrdkl]eva|ovich|evich|chuk|enko|shvili|adze|oglu|sson|dottir|skaya|sky|ski|ska|"
    r"yan|poulos|escu|zade|uulu|kyzy|singh|wala|vaara|nen)$"
)


@lru_cache(maxsize=1 << 14)
def _foreign_surname(word: str) -> bool:
    """Whether ``word`` ends as only surnames do: "Toktogulov", "Bekova"."""
    return _SURNAME.search(word) is not None and not is_pinyin(word)


def _hyphenated(word: str) -> str | None:
    """What kind of name "jean-claude" is, both halves of which are known."""
    first, _, second = word.partition("-")
    known = lexicon.foreign_names()
    return "given" if second and known.get(first) == known.get(second) == "given" else None


def is_particle(word: str) -> bool:
    """Whether ``word`` is a small word inside persons' names: "bin", "van"."""
    return word in lexicon.words("particle")


def _plain(word: str) -> bool:
    return word[:1].isupper() and (not word[1:].isupper() or len(word) < 3) and not any(c.isdigit() for c in word)


def _western(words: list[str]) -> int:
    """Given names and initials, particles, then one surname."""
    size = 1
    known = lexicon.foreign_names()
    while size < len(words) - 1 and (
        known.get(words[size].lower()) == "given" or len(words[size].rstrip(".")) == 1 or is_particle(words[size])
    ):
        size += 1
    size += 1
    if size == 2 and len(words) == 4 and is_surname(words[1]) and all(_given_part(w) for w in words[2:]):
        return 4  # Jenny Koh Boon Leng
    if size == 2 and len(words) == 4 and is_particle(words[2]):
        return 4
    if (
        size == 2
        and len(words) == 3
        and _plain(words[2])
        and "-" not in words[2]
        and (words[2].lower(),) not in lexicon.heads()
    ):
        size = 3  # two surnames
    hyphenated = size < len(words) and _CANTONESE.fullmatch(words[size]) is not None  # Peter Wong Man-kit
    return size + hyphenated if _plain(words[size - 1]) else 0


#: A given name of two syllables as Hong Kong spells it.
_CANTONESE = re.compile(r"[A-Z][a-z]{1,5}-[A-Za-z][a-z]{1,5}")


def _given_part(word: str) -> bool:
    return _plain(word) and len(word) < 7 and "-" not in word and (word.lower(),) not in lexicon.heads()


_ONSETS = (
    "ky", "gy", "sh", "ch", "ny", "hy", "by", "py", "my", "ry", "ts", "j", "k", "g", "s", "z", "t", "d", "n", "h", "f",
    "b", "p", "m", "y", "r", "w", "",
)  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _japanese(word: str) -> bool:
    """Whether ``word`` is built as Japanese words are: open syllables, and n behind one."""
    rest = word.lower()
    if len(rest) < 3:
        return False
    while rest:
        onset = next(
            (
                o
                for o in _ONSETS
                if rest.startswith(o) and rest[len(o) : len(o) + 1] in ("a", "e", "i", "o", "u", "ō", "ū")
            ),
            None,
        )
        if onset is None:
            return False
        rest = rest[len(onset) + 1 :]
        if rest.startswith("n") and rest[1:2] not in ("a", "e", "i", "o", "u", "y"):
            rest = rest[1:]
    return True
