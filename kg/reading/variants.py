"""When two printed forms name one thing: keys that equal forms share, rules for shorter and misspelt ones."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from kg.facts import EntityType as T
from kg.reading import lexicon

_LEGAL = re.compile(
    r"[\s,]+(?:co\.?,?\s?ltd\.?|company limited|company ltd\.?|co\.?|inc\.?|corp\.?|corporation|ltd\.?|limited"
    r"|plc|llc|gmbh|s\.?a\.?|ag|pte|pty)$",
    re.IGNORECASE,
)
_PLACE_KIND = re.compile(
    r"\s(?:city|province|municipality|district|county|prefecture|sub-?district|town|township|village|sar"
    r"|special administrative region|(?:\w+ )?autonomous (?:region|prefecture|county)|region)$",
    re.IGNORECASE,
)
_INDUSTRY_KIND = re.compile(
    r"\s(?:industr(?:y|ies)|sectors?|(?:industrial|industry) (?:chains?|clusters?)|fields?|construction)$",
    re.IGNORECASE,
)
_BODY_FILL = lexicon.words("bodyfill")
_BODY_SAME = {
    "administrative": "management",
    "administration": "management",
    "party": "cpc",
    "work": "working",
    "center": "centre",
    "&": "and",
}


_PLACE_SAME = {
    "peoplesrepublicofchina": "china",
    "prc": "china",
    "republicofkorea": "southkorea",
    "rok": "southkorea",
    "uae": "unitedarabemirates",
    "usa": "unitedstates",
    "us": "unitedstates",
    "unitedstatesofamerica": "unitedstates",
    "uk": "unitedkingdom",
    "hksar": "hongkong",
    "macau": "macao",
    "russianfederation": "russia",
    "turkiye": "turkey",
    "xizang": "tibet",
    "kyrgyzrepublic": "kyrgyzstan",
    "slovakrepublic": "slovakia",
    "czechrepublic": "czechia",
}
_ZONE_SAME = {
    "ftz": ["free", "trade", "zone"],
    "ftp": ["free", "trade", "port"],
    "etdz": ["economic", "technological", "development", "zone"],
    "hi": ["high"],
}
_SECTOR_SAME = {"intelligent": "smart", "automobile": "auto", "automotive": "auto"}


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """``name`` for comparison: case, accents, punctuation and the article do not count."""
    name = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    name = "".join(c for c in name if not unicodedata.combining(c))
    return re.sub(r"\W+", "", re.sub(r"^the\b", "", name))


@lru_cache(maxsize=1 << 14)
def key(type_: T, name: str) -> str:
    """What all forms of one name have in common that differ only in form."""
    if type_ is T.PERSON:
        words = [plain(w) for w in name.split()]
        return words[0] + "".join(words[1:])
    if type_ is T.ENTERPRISE:
        bare = _LEGAL.sub("", name)
        return plain(_LEGAL.sub("", bare))
    if type_ is T.PLACE:
        bare = _PLACE_KIND.sub("", name)
        found = plain(bare) if bare else plain(name)
        return _PLACE_SAME.get(found, found)
    if type_ is T.GOVERNMENT:
        text = re.sub(r"communist party of china", "cpc", name.lower())
        words = [_BODY_SAME.get(w, w) for w in re.findall(r"[\w'-]+", text)]
        return "|".join(sorted(plain(w) for w in words if w not in _BODY_FILL))
    if type_ is T.INDUSTRY:
        bare = _INDUSTRY_KIND.sub("", _INDUSTRY_KIND.sub("", name)) or name
        same = (_SECTOR_SAME.get(w, w) for w in re.findall(r"\w+", bare.lower()))
        return plain("".join(sorted(re.sub(r"(?<=\w{3})s$", "", w) for w in same)))
    if type_ is T.PROJECT:
        return plain(re.sub(r"\sproject$", "", name, flags=re.IGNORECASE))
    return plain(re.sub(r"\s?\([^)]*phase[^)]*\)", "", name))


_KINDS = frozenset(
    {"city", "province", "county", "district", "prefecture", "town", "township", "village", "subdistrict"}
)


def other_kind(name: str, names: list[str]) -> bool:
    """Whether a place's ``name`` tells another kind than ``names`` do: "Xinxiang County" beside "Xinxiang City"."""
    kind = name.lower().split()[-1]
    kinds = {n.lower().split()[-1] for n in names if " " in n} & _KINDS
    return kind in _KINDS and bool(kinds) and kind not in kinds


def words_of(name: str) -> list[str]:
    """Words of ``name`` in lower case; hyphens and slashes separate."""
    return list(word_tuple(name))


@lru_cache(maxsize=1 << 14)
def word_tuple(name: str) -> tuple[str, ...]:
    """As :func:`words_of`, kept."""
    return tuple(re.findall(r"[\w']+", unicodedata.normalize("NFKD", name).casefold()))


def shortens(type_: T, short: str, full: str) -> bool:
    """Whether ``short`` is ``full`` with words left out, as articles shorten names of things of that type."""
    a, b = words_of(short), words_of(full)
    if type_ is T.PROJECT and is_phase(short):
        return a != b and phase(short) == phase(full)  # "Phase III" after "the third phase"
    if not a or (len(a) >= len(b) and type_ is not T.PARK):
        return False
    if type_ is T.ENTERPRISE:
        return _company(a, b)
    if type_ is T.PARK:
        return _zone(a, b)
    if type_ is T.GOVERNMENT:
        if full.lower() == f"cpc {short.lower()}" and a[-1] == "committee" and len(a) > 2:
            return True  # "Luosha Municipal Committee"
        return (full.lower().startswith(short.lower()) and full[len(short) :].lower() == " committee") or _body(
            short, full
        )
    if type_ in (T.FACILITY, T.INSTITUTION, T.PROJECT):
        return a[0] == b[0] and a[-1] == b[-1] and _left_out(a, b, lexicon.words("droppable"))
    return False


_ORDINALS = {
    "first": 1,
    "initial": 1,
    "i": 1,
    "one": 1,
    "1": 1,
    "second": 2,
    "ii": 2,
    "two": 2,
    "2": 2,
    "third": 3,
    "iii": 3,
    "three": 3,
    "3": 3,
    "fourth": 4,
    "iv": 4,
    "four": 4,
    "4": 4,
}


def phase(name: str) -> int | None:
    """Which phase of its project ``name`` speaks of: 2 of "Phase II of the base" and "second phase"."""
    words = words_of(name)
    for i, word in enumerate(words):
        if word == "phase":
            beside = (*words[i + 1 : i + 2], *words[max(0, i - 1) : i])
            number = next((_ORDINALS[w] for w in beside if w in _ORDINALS), None)
            if number is not None:
                return number
    return None


def is_phase(name: str) -> bool:
    """Whether ``name`` names a phase and not of what: "second phase"."""
    return len(name.split()) == 2 and phase(name) is not None


def _company(a: list[str], b: list[str]) -> bool:
    """A company's short form begins its name, the place in front left out or kept: "Mingda Display"."""
    forms = [b]
    forms += [b[n:] for n in (1, 2) if len(b) > n and " ".join(b[:n]).title() in lexicon.places()]
    bare = a[:-1] if len(a) > 1 and a[-1] in ("group", "company") else a
    for form in forms:
        rest = form[len(bare) :]
        if form[: len(bare)] == bare and bare and not (rest and rest[0].capitalize() in lexicon.places()):
            return a is bare or len(bare) == len(a) or a[-1] in form
        kept = [w for w in form if w not in _CORPORATE]
        if len(a) > 1 and kept[:1] == a[:1] and kept[-1] == a[-1] and _left_out(a, kept, frozenset(kept)):
            return True  # "Zhongtuo Logistics" of "Zhongtuo Steel Logistics Company"
    return False


_CORPORATE = frozenset({"co", "ltd", "limited", "company", "corporation", "corp", "inc", "group", "plc", "holdings"})


def _body(short: str, full: str) -> bool:
    """A body of one zone under the zone's shorter name: "Management Committee of Luoyang High-tech Zone"."""
    if full.lower().startswith(short.lower() + " of "):
        return " " in short
    x, y = re.split(r" of (?:the )?", short, maxsplit=1), re.split(r" of (?:the )?", full, maxsplit=1)
    return len(x) == len(y) == 2 and x[0].lower() == y[0].lower() and _zone(words_of(x[1]), words_of(y[1]))


def _spelt(words: list[str]) -> list[str]:
    """A zone's words with abbreviations spelt out: "China (Sichuan) Pilot FTZ" is "Shandong Free Trade Zone"."""
    if words[0] == "china" and len(words) > 2 and words[1].capitalize() in lexicon.places():
        words = words[1:]
    return [w for word in words if word != "pilot" for w in _ZONE_SAME.get(word, [word])]


def _zone(a: list[str], b: list[str]) -> bool:
    a, b = _spelt(a), _spelt(b)
    if a[0] != b[0] and len(b) > 3 and a[0] == b[1] and b[0].capitalize() in lexicon.places():
        b = b[1:]
    if a[0] != b[0] or (a[-1] != b[-1] and {a[-1], b[-1]} != {"zone", "area"}):
        return False
    return _left_out(a[:-1], b[:-1], lexicon.words("droppable") | {"tech", "high", "hi"})


def _left_out(a: list[str], b: list[str], may: frozenset[str]) -> bool:
    """Whether ``a`` is ``b`` without some words, all of them in ``may``."""
    rest = iter(b)
    missing: list[str] = []
    for word in a:
        for other in rest:
            if other == word:
                break
            missing.append(other)
        else:
            return False
    missing.extend(rest)
    return all(w in may for w in missing)


def heads(noun: str, name: str) -> bool:
    """Whether ``noun`` is the last word of the sector's ``name`` and stands for it, being no sector of its own."""
    word = noun.lower()
    last = name.lower().split()[-1]
    if " " in word or " " not in name or ((word,), True) in lexicon.industries().get(word, ()):
        return False
    return last.rstrip("s") == word.rstrip("s") and (last.endswith("s") or word.endswith("s")) and lexicon.is_good(word)


def initials_fit(acronym: str, name: str) -> bool:
    """Whether ``acronym`` takes its letters, in order, from the words of ``name``, beginning with the first one."""
    letters = [c for c in acronym.lower() if c.isalnum()]
    words = [w for w in re.findall(r"[\w]+", name.lower()) if w not in ("of", "the", "and", "for", "in")]
    if len(letters) < 2 or len(words) < 2 or letters[0] != words[0][0]:
        return False
    used = 0
    for letter in letters:
        while used < len(words) and words[used][0] != letter:
            used += 1
        if used == len(words):
            return False
        used += 1
    return used >= len(words) - 1 or len(letters) >= len(words) - 1


def misspelt(a: str, b: str) -> bool:
    """Whether two long names differ in one letter only, so that one of them is a typing error."""
    x, y = plain(a), plain(b)
    return (
        min(len(x), len(y)) >= 9
        and x[0] == y[0]
        and DamerauLevenshtein.distance(x, y, score_cutoff=1) == 1
        and not re.search(r"\d", x + y)
    )
