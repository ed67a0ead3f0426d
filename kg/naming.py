"""Names, compared and turned into readable ASCII slugs."""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files

from kg.facts import EntityType

#: One syllable of Hanyu Pinyin without tones; longer alternatives first.
SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u|v)"
)
#: As above with an initial: inside a word a syllable without one needs an apostrophe (GB/T 16159).
INNER = re.compile(SYLLABLE.pattern.replace(")?(?:", ")(?:", 1))
#: What parts words, and the apostrophe that does not.
BETWEEN, POSSESSIVE = re.compile(r"[\W_]+"), re.compile(r"(?<=\w)['’]s\b")
#: At most this many characters of a name go into its slug.
LONGEST = 80


@cache
def _words(kind: str) -> frozenset[str]:
    classes: dict[str, set[str]] = defaultdict(set)
    for line in (files("kg.data") / "names.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, name = line.partition("\t")
            classes[name].add(word)
    return frozenset(classes[kind])


@lru_cache(1 << 14)
def fold(name: str) -> str:
    """``name`` without case, accents and punctuation: words of letters and digits with one space between.

    An apostrophe or hyphen inside a word parts it as a space does, except in ``'s``.
    """
    plain = name.lower() if name.isascii() else _without_marks(name)
    plain = plain.replace("&", " and ")
    if "'" in plain or "’" in plain:
        plain = POSSESSIVE.sub("s", plain)
    return BETWEEN.sub(" ", plain).strip()


def _without_marks(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in flat if not unicodedata.combining(c))


def key(name: str, type: EntityType) -> str:
    """What two spellings of one name have in common.

    A leading "the" and a company's legal form do not count. A person's given name is taken by its syllables, so that
    "Yuan-sheng" and "Yuansheng" are one and "Yu'an" and "Yuan" are two.
    """
    if type is EntityType.PERSON:
        return person(name)
    words = fold(name).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if type is EntityType.ENTERPRISE:
        while len(words) > 1 and words[-1] in _words("corporate"):
            words = words[:-1]
    return " ".join(words)


def person(name: str) -> str:
    """The key of a person's name: the first word, and the syllables of the others where they are Pinyin."""
    bare = re.sub(r"(?i)^(?:mr|mrs|ms|dr|prof)\b\.?\s*", "", unicodedata.normalize("NFC", name.strip()))
    # Not the same syllable as "lu", "nu"; passports write it so.
    words = fold(re.sub(r"(?i)(?<=[ln])[üǖǘǚǜ]", "yu", bare)).split()
    if len(words) < 2:
        return " ".join(words)
    return " ".join([words[0], *(s for word in words[1:] for s in syllables(word))])


def syllables(word: str) -> list[str]:
    """The Pinyin syllables of ``word``, or ``word`` itself where it is none or can be read in two ways."""
    readings = _split(word, SYLLABLE)
    return readings[0] if len(readings) == 1 else [word]


@lru_cache(maxsize=1 << 14)
def _split(word: str, first: re.Pattern[str]) -> list[list[str]]:
    if not word:
        return [[]]
    found = []
    for end in range(1, min(6, len(word)) + 1):
        if first.fullmatch(word, 0, end):
            found += [[word[:end], *rest] for rest in _split(word[end:], INNER)]
    return found


@lru_cache(1 << 14)
def slug(key: str, type: EntityType) -> str:
    """A readable ASCII slug of ``key``, with a short hash where something was left out that could tell two apart."""
    words = key.split()
    if type is EntityType.PERSON and len(words) > 2:
        given = "".join(words[1:])
        words = [words[0], given] if syllables(given) == words[1:] else words
    plain = "-".join(words)
    kept = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9-]", "", plain)).strip("-")
    short = kept[:LONGEST].rstrip("-")
    return short if short == plain else f"{short}-{digest(key)}".lstrip("-")


def digest(text: str) -> str:
    """A short hash of ``text``, for IRIs."""
    return blake2b(text.encode("utf-8"), digest_size=5).hexdigest()


def generic(key: str) -> bool:
    """Whether a name says nothing outside its article: "management committee", "phase ii", "the zone"."""
    return all(word in _words("generic") or word.isdigit() for word in key.split())


def generic_body(key: str) -> bool:
    """Whether a public body's name says nothing without its place: "bureau of finance", "foreign affairs office"."""
    known = _words("generic") | _words("organ") | _words("level")
    return all(word in known or word.isdigit() for word in key.split())


def qualified(body: str, place: str, *, park: bool = False) -> str:
    """The key of the government body with key ``body`` that answers for the place or park with key ``place``.

    The place's government and party committee (of a park: the committee that manages it) get the key that "mayor of
    Qingdao" leads to, whatever their printed name; a body whose name does not carry its place is told apart by it.
    """
    rest = [word for word in body.split() if word not in place.split()]
    plain = {word for word in rest if word not in _words("level") and word != "of"}
    if plain and plain <= _words("manager" if park else "government") and plain != {"committee"}:
        return governing(place, party=False, park=park)
    if plain and plain <= _words("party") and plain != {"committee"}:
        return governing(place, party=True)
    return f"{body} of {place}" if generic_body(body) else body


def governing(place: str, *, party: bool, park: bool = False) -> str:
    """Key of the body that governs the place or park with key ``place``, or of the party's committee there."""
    return f"{'party committee' if party else 'management committee' if park else 'government'} of {place}"


def distinctive(name: str, type: EntityType) -> bool:
    """Whether a short form can stand for its bearer elsewhere: an acronym, or a name of more than head nouns."""
    words = key(name, type).split()
    if type is EntityType.PERSON:
        return len(words) > 1 and not re.match(r"(?i)(?:mr|mrs|ms|dr|prof)\b", name.strip())
    if re.fullmatch(r"[A-Z][A-Z&-]{2,}", name.strip()):
        return True
    says_nothing = generic_body if type is EntityType.GOVERNMENT else generic
    return not says_nothing(" ".join(words)) and len("".join(words)) >= 4 and name[:1].isupper()
