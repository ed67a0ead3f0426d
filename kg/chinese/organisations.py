"""Companies, parks, institutions, facilities: by how their names end, and by their short forms elsewhere."""

import re
from functools import cache

from kg.chinese.document import Document, Found, Sentence
from kg.chinese.places import place_names
from kg.chinese.tables import rows, words
from kg.facts import EntityType

#: Longest such name, in characters, without what stands in brackets.
LONGEST = 26
_NAME_CHARACTER = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9·&\-]")
_BRACKETED = re.compile(r"[（(][\u4e00-\u9fffA-Za-z]{2,8}[）)]$")
_ALIAS = re.compile(r"\s*[（(](?:以下)?简称[:：]?\s*[“\"「]?([^”\"」）)]{2,16})[”\"」]?[）)]")
_LEGAL = re.compile(r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司)$")
#: Kinds of zone of which a place has one: the full and the short form are the same zone.
ZONES = (
    ("高新", re.compile(r"(?:国家)?高新(?:技术)?(?:产业)?(?:开发)?区$")),
    ("经开", re.compile(r"(?:国家级)?(?:经济技术开发区|经开区)$")),
    ("综保", re.compile(r"综合保税区$|综保区$")),
    ("自贸", re.compile(r"(?:自由贸易试验区|自贸试验区|自贸区)$")),
)


def find_organisations(document: Document) -> None:
    """Finds them in every sentence; short forms of what was found are mentions of it."""
    for sentence in document.sentences:
        for match in reversed(list(_heads().finditer(sentence.text))):  # a name may have another's end inside
            _name(document, sentence, match)
    for entity in list(document.entities.values()):
        if entity.type in (EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK):
            _short_forms(document, entity)


@cache
def _heads() -> re.Pattern[str]:
    ends = {end: type_ for type_, cell in rows("heads") for end in cell.split("|")}
    return re.compile("|".join(map(re.escape, sorted(ends, key=len, reverse=True))))


@cache
def _types() -> dict[str, EntityType]:
    return {end: EntityType(type_) for type_, cell in rows("heads") for end in cell.split("|")}


def _name(document: Document, sentence: Sentence, head: re.Match[str]) -> None:
    text = sentence.text
    if text[head.end() : head.end() + 1] in ("委", "局", "长"):
        return
    company = _types()[head[0]] in (EntityType.ENTERPRISE, EntityType.INSTITUTION)
    start = sentence.start + begin(document, sentence, head.start(), company=company)
    end = sentence.start + head.end()
    name = document.body[start:end]
    stem = name[: len(name) - len(head[0])]
    if sentence.text.rfind("《", 0, head.start()) > sentence.text.rfind("》", 0, head.start()):
        return  # a title of a document
    if len(stem) < 2 or not telling(stem) or _overlaps(document, start, end):
        return
    if head[0] == "港" and not any(document.body.startswith(p, start) for p in _place_names(document)):
        return
    for inner in document.within(start, end, EntityType.PLACE):
        document.drop(inner)
    entity = _same(document, _types()[head[0]], name)
    document.mention(start, end, entity.id)
    if alias := _ALIAS.match(document.body, end):
        document.add(entity.type, alias[1], entity.id)
        document.mention(alias.start(1), alias.end(1), entity.id)


def begin(document: Document, sentence: Sentence, head: int, *, company: bool = False) -> int:
    """Where, in the sentence, the name begins whose last word begins at ``head``; companies' names hold verbs too."""
    cuts = words("cut") if company else words("cut") | (words("soft") - words("noun"))
    start = head
    limit = max(0, head - LONGEST)
    for named in document.within(sentence.start, sentence.start + head, *(set(EntityType) - {EntityType.PLACE})):
        limit = max(limit, named.end - sentence.start)
    ends = {b - sentence.start: a - sentence.start for a, b in document.tokens(sentence)}
    inside = [(a - sentence.start, b - sentence.start) for a, b in document.tokens(sentence)]
    while start > limit:
        if bracket := _BRACKETED.search(sentence.text, limit, start):
            start = bracket.start()
            continue
        before = ends.get(start)
        if before is None:  # the last word begins inside a token
            before = next((a for a, b in inside if a < start < b), start)
        token = sentence.text[before:start]
        if before >= start or before < limit or token in cuts or not _NAME_CHARACTER.fullmatch(token[-1]):
            break
        if not all(_NAME_CHARACTER.fullmatch(letter) for letter in token) or re.fullmatch(
            r"[\d.]+(?:年|月|日|亿|万)?", token
        ):
            break
        start = before
    return _trimmed(document, sentence, start, head)


def _trimmed(document: Document, sentence: Sentence, start: int, head: int) -> int:
    """Without generic words at the beginning ("国家级", "龙头企业") and what precedes the last place in front."""
    changed = True
    while changed and start < head:
        changed = False
        for a, b in document.tokens(sentence):
            word = sentence.text[start : b - sentence.start]
            if a - sentence.start == start and word in words("front") | words("soft") and b - sentence.start <= head:
                start, changed = b - sentence.start, True
    return start


def telling(stem: str) -> bool:
    """Whether the stem of a name is more than generic words."""
    rest = stem
    for word in sorted(words("generic"), key=len, reverse=True):
        if len(word) > 1:
            rest = rest.replace(word, "")
    return len(rest) >= 2 and not all(letter in words("generic") for letter in rest)


def _overlaps(document: Document, start: int, end: int) -> bool:
    """Whether something other than places inside is named there already."""
    taken = document.within(start, end, *(set(EntityType) - {EntityType.PLACE}))
    return (
        bool(taken)
        or any(m.start < start < m.end for m in document.within(max(0, start - 40), start + 1))
        or any(m.entity for m in document.within(start - LONGEST, end + LONGEST) if m.start < end < m.end)
    )


def _place_names(document: Document) -> set[str]:
    return {n for e in document.entities.values() if e.type is EntityType.PLACE for n in e.names}


def _same(document: Document, type_: EntityType, name: str) -> Found:
    """The entity of the name: one found before in its full or short form, else a new one."""
    for entity in document.entities.values():
        if entity.type is type_ and (name in entity.names or any(_forms_of_one(type_, name, n) for n in entity.names)):
            document.add(type_, name, entity.id)
            entity.names.sort(key=len, reverse=True)
            return entity
    return document.add(type_, name, f"{type_.value.lower()}-{name}")


def _forms_of_one(type_: EntityType, one: str, other: str) -> bool:
    if type_ is EntityType.PARK and one.endswith("开发区") and other.endswith("开发区"):
        short, long = sorted((one.removesuffix("开发区"), other.removesuffix("开发区")), key=len)
        return short in place_names() and long.startswith(short)
    if type_ is EntityType.PARK:
        return bool(zone_key(one)) and zone_key(one) == zone_key(other)
    if type_ is EntityType.ENTERPRISE:
        short, long = sorted((one, other), key=len)
        core = _LEGAL.sub("", short)
        return len(core) >= 4 and core in long
    return False


def zone_key(name: str) -> str:
    """Place and kind of a zone, if there can be only one of them."""
    for kind, form in ZONES:
        if match := form.search(name):
            place = re.sub(r"[省市区县]$", "", name[: match.start()])
            return f"{place} {kind}" if place else ""
    return ""


def _short_forms(document: Document, entity: Found) -> None:
    """Mentions by a part of the name: without the place before it and the legal form behind it, or less."""
    for form in sorted({*_variants(entity), *entity.names}, key=len, reverse=True):
        used = False
        for sentence in document.sentences:
            at = sentence.text.find(form)
            while at >= 0:
                start, end = sentence.start + at, sentence.start + at + len(form)
                if document.free(start, end) and not _in_longer(sentence, at + len(form)):
                    document.mention(start, end, entity.id)
                    used = True
                at = sentence.text.find(form, at + len(form))
        if used:
            document.add(entity.type, form, entity.id)


def _in_longer(sentence: Sentence, end: int) -> bool:
    """Whether the short form goes on there as part of another name."""
    head = _heads().match(sentence.text, end)
    return head is not None and head[0] not in ("港",)


def _variants(entity: Found) -> list[str]:
    """Parts of an entity's names by which it may be called: the beginning, without the place before it."""
    found: set[str] = set()
    for name in entity.names:
        bare = re.sub(r"[（(][^）)]*[）)]", "", name)
        place = max((p for p in place_names() if bare.startswith(p) and len(bare) - len(p) > 3), key=len, default="")
        bare = bare.removeprefix(place)
        core = _LEGAL.sub("", bare) if entity.type is EntityType.ENTERPRISE else bare
        least = 4 if entity.type is EntityType.ENTERPRISE else len(core)
        found |= {core[:n] for n in range(least, len(core) + 1)} | ({core} if len(core) >= 3 else set())
    return sorted(found - set(entity.names), key=len, reverse=True)
