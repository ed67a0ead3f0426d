"""Public bodies: an organ behind its place ("绍兴市委"), behind 市, 区, 县 ("市政府"), or of a zone."""

import re
from functools import cache

from kg.chinese.document import Document, Mention, Sentence
from kg.chinese.places import governed
from kg.chinese.tables import rows, words
from kg.facts import EntityType

#: "Of the city", "of the district": the character, and the level of place that is meant.
OF_THIS = {"省": "province", "市": "city", "区": "district", "县": "county", "州": "prefecture", "盟": "league",
           "旗": "banner", "镇": "town", "自治区": "province"}  # fmt: skip
_ZONE = re.compile(r"(高新区|经开区|开发区|新区|综保区|保税区|自贸区|园区)$")
_ANY = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:管理局|监督局|监管局|局|厅|委员会)(?![部员面势限])")
_BEHIND = re.compile(r"(?![员托派])")


def find_bodies(document: Document) -> None:
    """Finds bodies; the place that one governs is its jurisdiction."""
    for sentence in document.sentences:
        for match in _national().finditer(sentence.text):
            note(document, sentence.start + match.start(), sentence.start + match.end(), None)
        for match in _organs().finditer(sentence.text):
            _organ(document, sentence, match)
        for place in document.within(sentence.start, sentence.end, EntityType.PLACE):
            _other(document, sentence, place)


def _organ(document: Document, sentence: Sentence, match: re.Match[str]) -> None:
    start, end = sentence.start + match.start(), sentence.start + match.end()
    organ, of_this = match["organ"], match["this"]
    owner = next(
        (
            m
            for m in document.within(sentence.start, start + len(of_this or ""))
            if m.end in (start, start + len(of_this or ""))
        ),
        None,
    )
    if owner is not None and document.entities[owner.entity].type in (EntityType.PLACE, EntityType.PARK):
        if not document.free(owner.end, end):
            return
        first = owner.start
        while (above := _ending_at(document, sentence, first)) is not None:
            first = above
        if document.body[first - 2 : first] == "中共":
            first -= 2
        note(document, first, end, owner.entity)
    elif (
        organ in ("管委会", "管理委员会", "党工委")
        or _ZONE.search(document.body[sentence.start : start + len(of_this or "")])
    ) and (document.free(start + len(of_this or ""), end)):
        _of_zone(document, sentence, start + len(of_this or ""), end)
    elif of_this and document.free(start, end):
        place = governed(document, start, OF_THIS[of_this])
        if organ in ("委", "政府") or document.body[start - 1 : start] not in ("城", "我", "全"):
            note(document, start, end, place, rebuilt=place is not None)


def _other(document: Document, sentence: Sentence, place: Mention) -> None:
    """An organ that stands in no table, right behind its place: 云南省林草种苗管理局."""
    match = _ANY.match(document.body, place.end, sentence.end)
    if match is None or not document.free(place.end, match.end()):
        return
    inside = [document.body[a:b] for a, b in document.tokens(sentence) if place.end <= a and b <= match.end()]
    if not words("cut") & set(inside):
        note(document, place.start, match.end(), place.entity)


def _ending_at(document: Document, sentence: Sentence, at: int) -> int | None:
    """Start of a place that ends at an offset: 山东省 in 山东省青岛市."""
    return next((m.start for m in document.within(sentence.start, at, EntityType.PLACE) if m.end == at), None)


def _of_zone(document: Document, sentence: Sentence, start: int, end: int) -> None:
    """ "高新区管委会", "管委会": of the only zone of that kind that the article names."""
    before = sentence.text[: start - sentence.start]
    short = _ZONE.search(before)
    first = start - len(short[1]) if short else start
    parks = [e for e in document.entities.values() if e.type is EntityType.PARK]
    fits = [p for p in parks if not short or short[1] == "园区" or any(_kin(short[1], name) for name in p.names)]
    near = [
        m.entity for m in document.within(sentence.start, start, EntityType.PARK) if any(m.entity == f.id for f in fits)
    ]
    chosen = near[-1] if near else fits[0].id if len(fits) == 1 else None
    if chosen is not None and document.free(first, end):
        note(document, first, end, chosen, rebuilt=True)


def _kin(short: str, name: str) -> bool:
    marks = {"高新区": "高新", "经开区": "经济技术开发区", "开发区": "开发区", "新区": "新区", "综保区": "保税"}
    return marks.get(short, short) in name or short in name


def note(document: Document, start: int, end: int, of: str | None, rebuilt: bool = False) -> str:
    """Notes that a body is named there: of a place or zone, or of none that is known; gives its id."""
    name = document.body[start:end]
    organ = _plain(name)
    id = f"body-{of or ''}-{organ}" if of else f"body-{name}"
    entity = document.add(EntityType.GOVERNMENT, name, id)
    entity.jurisdiction = of
    if rebuilt and of is not None:
        full = document.entities[of].names[0]
        form = full + (name[1:] if full.endswith(name[0]) else name[len(_shared(full, name)) :])
        if form not in entity.rebuilt and form not in entity.names:
            entity.rebuilt.append(form)
    entity.names.sort(key=len, reverse=True)
    document.mention(start, end, id)
    return id


def _shared(full: str, name: str) -> str:
    """What the end of a place's name and the beginning of a body's short name have in common."""
    return next((name[:n] for n in range(min(len(name), len(full)), 0, -1) if full.endswith(name[:n])), "")


def _plain(name: str) -> str:
    """The organ alone, in its short form: the same for all names of one body of a place."""
    found = list(_organs().finditer(name))
    organ = found[-1]["organ"] if found else name
    return {"人民政府": "政府", "委员会": "委", "管理委员会": "管委会", "人民代表大会常务委员会": "人大常委会"}.get(
        organ, organ
    )


@cache
def _organs() -> re.Pattern[str]:
    main = [row[1] for row in rows("organs") if row[0] == "main"]
    [topics] = [row[1] for row in rows("organs") if row[0] == "topic"]
    [ends] = [row[1] for row in rows("organs") if row[0] == "end"]
    topic = "".join(f"(?:{'|'.join(sorted(cell.split('|'), key=len, reverse=True))})" for cell in (topics, ends))
    organ = "|".join(sorted(main, key=len, reverse=True))
    this = "|".join(sorted(OF_THIS, key=len, reverse=True))
    return re.compile(rf"(?:(?P<this>{this}))?(?P<organ>{topic}|{organ}){_BEHIND.pattern}")


@cache
def _national() -> re.Pattern[str]:
    [names] = [row[1] for row in rows("organs") if row[0] == "national"]
    return re.compile("|".join(sorted(names.split("|"), key=len, reverse=True)))
