"""Names of persons: which sequences of capitalised words are one, in pinyin and in other languages."""

from functools import cache

from kg.reading import lexicon


@cache
def syllable_counts(word: str) -> frozenset[int]:
    """In how many pinyin syllables ``word`` (lower case, apostrophes and hyphens allowed) can be cut; empty if in none."""
    word = word.replace("-", "'")
    if "'" in word:
        parts = [syllable_counts(p) for p in word.split("'")]
        return frozenset({sum(min(p) for p in parts)}) if all(parts) else frozenset()
    known = lexicon.syllables()
    reach: list[set[int]] = [{0}] + [set() for _ in word]
    for i in range(len(word)):
        for j in range(i + 1, min(i + 6, len(word)) + 1):
            if reach[i] and word[i:j] in known:
                reach[j] |= {n + 1 for n in reach[i]}
    return frozenset(reach[-1])


def is_surname(word: str) -> bool:
    """Whether ``word`` can be a Chinese surname."""
    return word.lower() in lexicon.surnames()


def is_given(word: str) -> bool:
    """Whether ``word`` can be a Chinese given name of one to three syllables."""
    lower = word.lower()
    return bool(syllable_counts(lower) & {1, 2, 3}) and len(lower) <= 16


def chinese_person(words: list[str]) -> int:
    """How many of the first ``words`` form a Chinese name: 2 or 3 ("Zhao Haozhi", "Li Xiao Ming", "John Lee Ka-chiu"), or 0."""
    if len(words) < 2 or not all(w[0].isupper() for w in words[:2]):
        return 0
    first, second = words[0], words[1]
    if is_surname(first) and is_given(second) and not (first.isupper() and len(first) > 2 and second.isupper() and len(second) < 4):
        if len(words) > 2 and _one(second) and _one(words[2]) and words[2][0].isupper() and words[2].lower() not in lexicon.ordinary():
            return 3
        return 2
    double = first.lower() + second.lower()
    if len(words) > 2 and "double" in lexicon.surnames().get(double, ()) and is_given(words[2]):
        return 3
    if is_surname(second) and "-" in first and is_given(first) and len(syllable_counts(first.lower()) & {2, 3}):
        return 2
    if is_surname(second) and 2 in syllable_counts(first.lower()) and not is_surname(first) and 1 in syllable_counts(second.lower()):
        return 2
    return 0


def _one(word: str) -> bool:
    return 1 in syllable_counts(word.lower())


def foreign_person(words: list[str]) -> int:
    """How many of the first ``words`` form a name that starts with a known given name or a Japanese or Korean surname, or 0."""
    known = lexicon.given_names()
    if len(words) < 2 or not all(w[:1].isupper() and not w.isupper() for w in words[:2]):
        return 0
    kinds = [known.get(w.lower()) for w in words[:3]]
    if kinds[0] == "given":
        size = 2
        while size < min(4, len(words)) and words[size][:1].isupper():
            size += 1
        return size
    if kinds[0] == "japanese" and (kinds[1] == "japanese" or _japanese(words[1])):
        return 2
    if kinds[1] == "japanese" and _japanese(words[0]):
        return 2
    if kinds[0] == "korean" and "-" in words[1]:
        return 2
    if kinds[1] == "korean" and "-" in words[0]:
        return 2
    return 0


@cache
def _japanese(word: str) -> bool:
    """Whether ``word`` is built as Japanese words are: open syllables, perhaps an n."""
    rest = word.lower()
    onsets = ("ky", "gy", "sh", "ch", "ny", "hy", "by", "py", "my", "ry", "ts", "j", "k", "g", "s", "z", "t", "d", "n", "h", "f", "b", "p", "m", "y", "r", "w", "")
    while rest:
        for onset in onsets:
            if rest.startswith(onset) and rest[len(onset) : len(onset) + 1] in tuple("aeiouōū"):
                rest = rest[len(onset) + 1 :]
                if rest.startswith("n") and rest[1:2] not in tuple("aeiouy"):
                    rest = rest[1:]
                break
        else:
            return False
    return len(word) >= 3
