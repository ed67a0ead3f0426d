"""Places: by the reference data, and towns and streets by how their names end."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from kg.chinese.document import Document, Sentence
from kg.chinese.tables import words
from kg.facts import EntityType
from kg.reference import Place, ancestors, places, rows

#: What names of places end in, and the level that it stands for where a body is "of the city", "of the district".
LEVELS = {
    "省": "province", "自治区": "province", "市": "city", "区": "district", "县": "county", "州": "prefecture",
    "自治州": "prefecture", "盟": "league", "旗": "banner", "镇": "town", "乡": "town", "街道": "town",
}  # fmt: skip
_END = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|盟|区|县|旗)$")
_OTHER_FORMS = {"长三角": "R-YRD", "长江三角洲": "R-YRD", "珠三角": "R-PRD", "大湾区": "R-GBA", "粤港澳": "R-GBA"}
_SMALL = re.compile(r"([\u4e00-\u9fff]{2,5}?)(街道|镇|乡)(?![办村长企域镇])")


def find_places(document: Document) -> None:
    """Finds places; of those that share a name the one is meant that lies in another that the article names."""
    found: list[tuple[Sentence, int, int, tuple[str, ...]]] = []
    for sentence in document.sentences:
        found += [(sentence, start, end, codes) for start, end, codes in _known(document, sentence)]
    sure = {codes[0] for _, _, _, codes in found if len(codes) == 1}
    around = sure | {above for code in sure for above in ancestors(code)}
    for _, start, end, codes in found:
        name = document.body[start:end]
        code = codes[0] if len(codes) == 1 else _meant(codes, around)
        document.mention(start, end, document.add(EntityType.PLACE, name, f"place-{code or name}").id)
    for sentence in document.sentences:
        _towns(document, sentence)
    for entity in document.entities.values():
        entity.names.sort(key=lambda name: -len(name))


@lru_cache(50_000)
def level(name: str) -> str:
    """The level of the place that ``name`` names in full, or ""."""
    for end in sorted(LEVELS, key=len, reverse=True):
        if name.endswith(end) and len(name) > len(end):
            return LEVELS[end]
    return ""


def levels(document: Document, id: str) -> frozenset[str]:
    """The levels at which a place can be spoken of: a city under a province is one, a municipality also a province."""
    entity = document.entities[id]
    known = {level(name) for name in entity.names} - {""}
    if (place := places().get(id.removeprefix("place-"))) is not None:
        known |= {level(place.chinese)}
        if place.level == "prefecture":
            known |= {"city", "prefecture"} if place.chinese.endswith("市") else {"prefecture"}
    return frozenset(known - {""})


def governed(document: Document, before: int, wanted: str) -> str | None:
    """The place meant by "the city", "the district" at an offset.

    Of that level it is the last one named in the paragraph, else the one that the article names most often.
    """
    paragraph = document.body.rfind("\n", 0, before) + 1
    for mention in document.backwards(before, EntityType.PLACE, since=paragraph):
        if wanted in levels(document, mention.entity):
            return mention.entity
    if wanted not in document.main:
        fits = [
            e for e in document.entities.values() if e.type is EntityType.PLACE and wanted in levels(document, e.id)
        ]
        named = [e for e in fits if e.mentions]
        document.main[wanted] = max(named, key=lambda e: len(e.mentions)).id if named else None
    return document.main[wanted]


def _known(document: Document, sentence: Sentence) -> list[tuple[int, int, tuple[str, ...]]]:
    text, table = sentence.text, _names()
    found = []
    i = 0
    while i < len(text) - 1:
        for length in table.get(text[i : i + 2], {}):
            codes = table[text[i : i + 2]][length].get(text[i : i + length])
            if codes and _stands(document, sentence, i, i + length, codes):
                found.append((sentence.start + i, sentence.start + i + length, codes))
                i += length - 1
                break
        i += 1
    return found


def _stands(document: Document, sentence: Sentence, i: int, j: int, codes: tuple[str, ...]) -> bool:
    """Whether the name is a word there; a short form must be, a full one says itself what it is."""
    name = sentence.text[i:j]
    if any(places()[code].chinese == name for code in codes) and len(name) > 2 and _END.search(name):
        return True
    if name == "中国" and sentence.text[j : j + 1] in ("（", "("):
        return False  # the name of an event
    edges = document.edges(sentence)
    return sentence.start + i in edges and sentence.start + j in edges


def _meant(codes: tuple[str, ...], around: set[str]) -> str | None:
    inside = [code for code in codes if around & set(ancestors(code))]
    exact = [code for code in codes if code in around]
    chosen = exact or inside
    return chosen[0] if len(chosen) == 1 else None


def _towns(document: Document, sentence: Sentence) -> None:
    edges = document.edges(sentence)
    for match in _SMALL.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        for place in document.within(start, end, EntityType.PLACE):
            start = max(start, place.end)
        while start not in edges and start < end - 3:
            start += 1
        name = document.body[start:end]
        stem = name.removesuffix(match[2])
        starts_well = not any(
            stem.startswith(word) for word in words("cut") | words("soft") | words("generic") if len(word) > 1
        )
        if len(stem) >= 2 and starts_well and not set(stem) & set("的和与各在个乡城小、，"):
            document.mention(start, end, document.add(EntityType.PLACE, name, f"place-{name}").id)


@cache
def _names() -> dict[str, dict[int, dict[str, tuple[str, ...]]]]:
    """Codes by name, under its length (the longest first), under its first two characters."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in places().values():
        for name in _forms(place):
            found[name].append(place.code)
    for name, code in _OTHER_FORMS.items():
        if code in places():
            found[name].append(code)
    table: dict[str, dict[int, dict[str, tuple[str, ...]]]] = defaultdict(lambda: defaultdict(dict))
    for name, codes in sorted(found.items(), key=lambda item: -len(item[0])):
        if len(name) >= 2:
            table[name[:2]][len(name)][name] = tuple(dict.fromkeys(codes))
    return {start: dict(by_length) for start, by_length in table.items()}


@cache
def place_names() -> frozenset[str]:
    """Every name of a place that is known."""
    return frozenset(name for by_length in _names().values() for names in by_length.values() for name in names)


def _forms(place: Place) -> set[str]:
    """The full name, and short forms of those that are well known by them."""
    full = place.chinese
    plain = _ethnic().sub("", full)
    bare = _END.sub("", plain) if len(plain) > 2 else plain
    forms = {full, plain.replace("自治州", "州").replace("自治县", "县")}
    if place.level in ("province", "prefecture", "country") or full.endswith("市"):
        forms |= {bare} if len(bare) >= 2 and bare not in words("cut") | words("soft") | words("generic") else set()
    return forms


@cache
def _ethnic() -> re.Pattern[str]:
    """Ethnic groups in the names of autonomous areas: 恩施土家族苗族自治州."""
    groups = sorted((row["name_zh"] for row in rows("ethnic_groups")), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(groups)})+(?=自治)")
