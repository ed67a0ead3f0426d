"""The titles of posts, as ``data/titles.tsv`` lists them, and how they are recognised in a row of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kg.facts import EntityType
from kg.reading.place_kinds import adjectives
from kg.reading.tables import rows


class Kind(StrEnum):
    """What a title is; see the head of the table."""

    TERRITORY = "territory"
    PARTY = "party"
    ORGAN = "organ"
    COMPANY = "company"
    ENVOY = "envoy"
    MEMBER = "member"
    ANY = "any"
    NONE = "none"
    VERB = "verb"
    MODIFIER = "modifier"
    LEVEL = "level"
    TENSE = "tense"
    ORIGIN = "origin"
    HONOUR = "honour"


#: Kinds of words that stand before a title.
BEFORE = frozenset({Kind.MODIFIER, Kind.LEVEL, Kind.TENSE, Kind.ORIGIN, Kind.HONOUR})


@dataclass(frozen=True, slots=True)
class Title:
    """A row of the table that is a title."""

    role: str
    kind: Kind
    of: tuple[EntityType, ...]
    places: frozenset[str] = frozenset()
    """Kinds of place that it can be a post of, where the text leaves that open; empty: any."""


class TitleMatch(NamedTuple):
    """A title with the words before it that belong to it: ``words[start:end]``."""

    title: Title
    role: str
    """Normal form, modifiers included ("deputy secretary")."""
    end: int
    core: int
    """Where the title itself begins, after its modifiers."""
    plural: bool
    honorary: bool
    origin: str = ""
    """Country, in lower case, that the title's modifiers tell ("Chinese")."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The table, ready for lookups."""

    titles: dict[tuple[str, ...], Title]
    before: dict[tuple[str, ...], Kind]
    longest: dict[str, int]
    """The words that titles, or their plurals, begin with, and of how many words the longest of these is."""
    opening: frozenset[str]
    """The words that a title, its plural or what stands before it may begin with; others are passed over at once."""

    def match(self, words: Sequence[str], start: int) -> TitleMatch | None:
        """The title that begins at ``words[start]`` (lower case), the one that reaches furthest, if any."""
        best: TitleMatch | None = None
        if start >= len(words) or words[start] not in self.opening:
            return None
        at = start
        modifiers: list[tuple[str, Kind]] = []
        while at < len(words):
            found = self._title(words, at)
            if found and (best is None or found[1] > best.end):
                title, end, plural = found
                honorary = any(kind is Kind.HONOUR for _, kind in modifiers)
                origin = next((adjectives().get(word, "") for word, kind in modifiers if kind is Kind.ORIGIN), "")
                best = TitleMatch(title, _role(modifiers, title), end, at, plural, honorary, origin)
            step = self._before(words, at)
            if step is None:
                break
            modifiers.append((" ".join(words[at : step[1]]), step[0]))
            at = step[1]
        return best

    def _title(self, words: Sequence[str], at: int) -> tuple[Title, int, bool] | None:
        if words[at] not in self.opening:
            return None
        longest = self.longest.get(words[at], 0)
        if not longest:
            return None
        if words[at] == "chief" and "officer" in words[at + 1 : at + 5]:
            end = words.index("officer", at) + 1
            known = self.titles.get(tuple(words[at:end]))
            return known or Title(" ".join(words[at:end]), Kind.COMPANY, _EXECUTIVE), end, False
        for length in range(min(longest, len(words) - at), 0, -1):
            key = tuple(words[at : at + length])
            if key in self.titles:
                return self.titles[key], at + length, False
            for singular in _singulars(key):
                if singular in self.titles:
                    return self.titles[singular], at + length, True
        return None

    def _before(self, words: Sequence[str], at: int) -> tuple[Kind, int] | None:
        for length in (2, 1):
            kind = self.before.get(tuple(words[at : at + length]))
            if kind is not None and at + length <= len(words):
                return kind, at + length
        return None


#: Whose executive a "chief ... officer" is.
_EXECUTIVE = (EntityType.ENTERPRISE, EntityType.INSTITUTION)


def _singulars(key: tuple[str, ...]) -> list[tuple[str, ...]]:
    """``key`` with its first or last word made singular: "deputy mayors", "members of the board"."""
    found = []
    for place in {0, len(key) - 1}:
        word = key[place]
        for plural, singular in (("ies", "y"), ("men", "man"), ("women", "woman"), ("s", "")):
            if word.endswith(plural) and len(word) > len(plural) + 1:
                found.append((*key[:place], word.removesuffix(plural) + singular, *key[place + 1 :]))
    return found


def _role(modifiers: list[tuple[str, Kind]], title: Title) -> str:
    kept = [
        word
        for word, kind in modifiers
        if kind is Kind.MODIFIER or (kind is Kind.LEVEL and title.kind is Kind.TERRITORY)
    ]
    return " ".join([*kept, title.role])


@cache
def titles() -> Titles:
    """The table ``data/titles.tsv``."""
    named: dict[tuple[str, ...], Title] = {}
    before: dict[tuple[str, ...], Kind] = {tuple(word.split()): Kind.ORIGIN for word in adjectives()}
    for row in rows("titles"):
        key, kind = tuple(row["title"].split()), Kind(row["kind"])
        if kind in BEFORE:
            before[key] = kind
        else:
            classes = tuple(EntityType(name) for name in row["of"].split(",") if name)
            places = frozenset(name for name in row["places"].split(",") if name)
            named[key] = Title(row["role"], kind, classes, places)
    longest: dict[str, int] = {}
    for key in named:
        word = key[0]
        for form in (word, word + "s", word[:-1] + "ies", word[:-3] + "men", word[:-5] + "women"):
            longest[form] = max(len(key), longest.get(form, 0))
    return Titles(named, before, longest, frozenset(longest) | {key[0] for key in before})


_SAME = {
    "vice": "deputy",
    "chief": "secretary",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "chair": "chairman",
}


def role_words(role: str) -> frozenset[str]:
    """The words of ``role`` that tell posts apart: "vice Party chief" and "deputy secretary" are one."""
    return frozenset(_SAME.get(word, word) for word in role.lower().replace("-", " ").split()) - {"party", "of", "the"}
