"""The part of the grammar of posts that reads what a post is of: "of the Standing Committee of the CPC X Committee"."""

from collections.abc import Sequence

from kg.facts import EntityType
from kg.reading.items import ENTITY, PERSON, WORD, Item
from kg.reading.place_kinds import adjectives
from kg.reading.post_parts import Body, BodyRead, How, has, noun_at, nouns, title_at, words_from
from kg.reading.post_words import words
from kg.reading.titles import Kind, Title, titles

_PREPOSITIONS = frozenset({"of", "at", "with", "for", "from", "in", "to", "under"})
_ARTICLES = frozenset({"the", "a", "an"})
_UNIT_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "VBG", "CD", "CC", "FW", "HYPH", "IN", "DT", "VBN", "POS", "PRP$", "RB", "ADD"}
)
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ"})


def body_before(items: Sequence[Item], at: int) -> tuple[Body | None, int]:
    """A body that stands before a title, and where the title begins: "Qingdao", "the group's", "its"."""
    if at >= len(items):
        return None, at
    item = items[at]
    if item.kind is ENTITY:
        body = Body(How.NAME, item.start, item.end, item.entity, before=True)
        return body, at + 1 + has(items, at + 1, "'s")
    if item.low == "our" and (owner := noun_at(items, at + 1)):
        end = at + 1 + len(owner.split())
        body = Body(How.NOMINAL, item.start, items[end - 1].end, f"our {owner}", before=True)
        return body, end + has(items, end, "'s")
    if item.tag == "PRP$":
        return Body(How.NOMINAL, item.start, item.end, item.low, before=True), at + 1
    noun = noun_at(items, at)
    if noun and not title_at(items, at):
        end = at + len(noun.split())
        body = Body(How.NOMINAL, item.start, items[end - 1].end, noun, before=True)
        return body, end + has(items, end, "'s")
    return None, at


def body_named(items: Sequence[Item], at: int) -> BodyRead | None:
    """The body whose name or description stands at ``at``."""
    return _named(items, at) or _within(items, at, listed=False) or _back_reference(items, at)


def body_of_name(items: Sequence[Item], at: int, link: str) -> BodyRead | None:
    """The body that follows a person's name: "Director Rao Qiming of X", "of the zone's Management Committee"."""
    if not has(items, at, "of", link):
        return None
    inner = at + 1 + has(items, at + 1, "the")
    read = body_named(items, inner) or (_printed(items, inner) if _capital(items, inner) else None)
    return read if read and read.body and not read.void else None


def body_in_bracket(items: Sequence[Item], at: int, title: Title) -> BodyRead | None:
    """The body in a bracket behind a person's name: "General Manager Rao Qiming (X Group, Dalian)"."""
    if not has(items, at, "(") or at + 1 >= len(items) or items[at + 1].type not in title.of:
        return None
    end = next((n for n in range(at + 2, min(at + 6, len(items))) if has(items, n, ")")), None)
    if end is None or not all(item.named or item.low == "," for item in items[at + 1 : end]):
        return None
    item = items[at + 1]
    return BodyRead(Body(How.NAME, item.start, item.end, item.entity), end + 1)


def body_after(items: Sequence[Item], end: int, title: Title) -> BodyRead:
    """The body that follows a title which ends at item ``end``."""
    at = _duty(items, _area(items, end))
    nothing = BodyRead(None, at if at > end and not has(items, at, *_PREPOSITIONS) else end)
    if not has(items, at, *_PREPOSITIONS):
        return _after_comma(items, end, title) or nothing
    if has(items, at, "in", "under", "to") and title.kind not in (Kind.MEMBER, Kind.ENVOY, Kind.ORGAN):
        return nothing
    inner = at + 1
    while has(items, inner, *_ARTICLES):  # "of the the"
        inner += 1
    inner += 3 if _seated(items, inner) else 0
    inner += has(items, inner, "our") and inner + 1 < len(items) and items[inner + 1].kind is ENTITY
    if title.kind is Kind.ENVOY and not has(items, at, "to"):
        accredited = _accredited(items, inner)
        if accredited:
            return accredited
    link = items[at].low
    if link == "in" and title.kind is Kind.ENVOY and inner < len(items) and items[inner].kind is ENTITY:
        return BodyRead(None, inner + 1)
    if link in ("for", "in", "on") and title.kind in (Kind.COMPANY, Kind.ORGAN) and _area_only(items, inner):
        return BodyRead(None, inner + 1)
    read = (
        _named(items, inner)
        or _within(items, inner, listed=link == "for")
        or _back_reference(items, inner)
        or _printed(items, inner)
    )
    return read._replace(body=read.body and read.body._replace(link=link)) if read else nothing


def _seated(items: Sequence[Item], at: int) -> bool:
    """Whether "Beijing-based" stands at ``at``."""
    placed = at < len(items) and items[at].type is EntityType.PLACE
    return placed and has(items, at + 1, "-") and has(items, at + 2, "based", "headquartered")


def _area_only(items: Sequence[Item], at: int) -> bool:
    """Whether a place stands at ``at`` that only tells the area of a post: "vice president for Asia"."""
    return at < len(items) and items[at].type is EntityType.PLACE and not has(items, at + 1, "'s")


def _area(items: Sequence[Item], end: int) -> int:
    """Skips the area of a post before its body: "Chief Representative in Shandong of X", "president for Asia at X"."""
    if has(items, end, "in", "for", "to"):
        at = end + 1 + has(items, end + 1, "the")
        if at < len(items) and items[at].kind is ENTITY and has(items, at + 1, "of", "at", "with"):
            return at + 1
    return end


def _duty(items: Sequence[Item], end: int) -> int:
    """Skips the duty of a post: "vice president in charge of technology at X", "responsible for sales of X"."""
    if [item.low for item in items[end : end + 3]] == ["in", "charge", "of"]:
        at = end + 3
    elif [item.low for item in items[end : end + 2]] == ["responsible", "for"]:
        at = end + 2
    else:
        return end
    while at < len(items) and items[at].kind is WORD and not has(items, at, "at", "of", "with"):
        at += 1
    return at


def _accredited(items: Sequence[Item], at: int) -> BodyRead | None:
    """ "Ambassador of X to Y": X, as printed; Y belongs to the phrase."""
    if not (at < len(items) and items[at].kind is ENTITY and has(items, at + 1, "to")):
        return None
    host = _named(items, at + 2 + has(items, at + 2, "the"))
    body = Body(How.NAME, items[at].start, items[at].end, items[at].entity)
    return BodyRead(body, host.end) if host else None


def _after_comma(items: Sequence[Item], end: int, title: Title) -> BodyRead | None:
    """ "Rao Qiming, General Manager, X Group, said": the body stands between commas."""
    if title.kind is Kind.TERRITORY or not has(items, end, ",") or end + 1 >= len(items):
        return None
    item = items[end + 1]
    closed = end + 2 >= len(items) or has(items, end + 2, ",", ";", ".", ")")
    listed = has(items, end + 3, "and") and not (end + 4 < len(items) and items[end + 4].kind is PERSON)
    if item.kind is not ENTITY or not closed or listed:
        return None
    return BodyRead(Body(How.NAME, item.start, item.end, item.entity), end + 2)


def _named(items: Sequence[Item], at: int) -> BodyRead | None:
    """A known name: "Qingdao", "the 13th X", "the Japanese carmaker X", "Toyota's China department"."""
    at = _attributes(items, at)
    if at >= len(items) or items[at].kind is not ENTITY or _qualifies(items, at):
        return None
    item, end, unit, unit_end = items[at], at + 1, None, -1
    if end < len(items) and items[end].low in words("branches"):
        return _branch(items, at, end)
    if has(items, end, "'s"):
        whole = Body(How.NAME, item.start, item.end, item.entity)
        if owned := _own_organ(items, end + 1, whole) or _owned(items, end + 1):
            return owned
        stop = _noun_phrase(items, end + 1)
        if stop > end + 1:
            unit, end, unit_end = _kept(" ".join(i.text for i in items[end + 1 : stop])), stop, items[stop - 1].end
    body = Body(How.NAME, item.start, item.end, item.entity, unit=unit, unit_start=item.start, unit_end=unit_end)
    return BodyRead(body, _tail(items, end))


def _qualifies(items: Sequence[Item], at: int) -> bool:
    """Whether the place at ``at`` only qualifies the noun after it: "China department"."""
    if items[at].type is not EntityType.PLACE or at + 1 >= len(items):
        return False
    return (
        items[at + 1].tag in ("NN", "NNS") and items[at + 1].low not in words("branches") and items[at + 1].low != "'s"
    )


def _owned(items: Sequence[Item], at: int) -> BodyRead | None:
    """A known body that belongs to the one before: "the zone's Management Committee"."""
    if at >= len(items) or items[at].type in (None, EntityType.PERSON, EntityType.PLACE):
        return None
    if at + 1 < len(items) and items[at + 1].kind is WORD and items[at + 1].tag in _NOUNS:
        return None
    return BodyRead(Body(How.NAME, items[at].start, items[at].end, items[at].entity), _tail(items, at + 1))


def _own_organ(items: Sequence[Item], at: int, whole: Body) -> BodyRead | None:
    """An organ of ``whole`` that is known only by a common name: "its Management Committee"."""
    if at >= len(items) or items[at].type is not EntityType.GOVERNMENT or items[at].low not in nouns():
        return None
    unit = items[at]
    return BodyRead(whole._replace(unit=unit.text, unit_start=unit.start, unit_end=unit.end), _tail(items, at + 1))


def _branch(items: Sequence[Item], at: int, end: int) -> BodyRead:
    """A body that is named after the name at ``at``: "X office of Y", "X branch"."""
    branch = items[end].low
    stop = _tail(items, end + 1)
    named = items[stop - 1].entity if stop > end + 1 else items[at].entity
    shown = " ".join(item.text for item in items[at:stop])
    return BodyRead(Body(How.PRINTED, items[at].start, items[stop - 1].end, shown, unit=branch, part_of=named), stop)


def _attributes(items: Sequence[Item], at: int) -> int:
    """Skips what only qualifies the name after it: "13th", "local", "Japanese carmaker", "Shenzhen-based"."""
    stop = at
    while stop < min(len(items) - 1, at + 7):
        item = items[stop]
        based = item.type is EntityType.PLACE and (has(items, stop + 1, "-") or has(items, stop + 1, "based"))
        plain = item.kind is WORD and (item.low[0].isdigit() or item.tag in ("JJ", "VBN", "NN", "CD"))
        lower = item.text[0].islower() or item.low in adjectives() or item.low[0].isdigit() or "-" in item.text
        if not (based or has(items, stop, "-") or (plain and lower)):
            break
        stop += 1
    return stop if stop > at and items[stop].kind is ENTITY else at


def _tail(items: Sequence[Item], end: int) -> int:
    """Where names end that only place the body: "of Qingdao in Shandong"."""
    while has(items, end, "of", "in", "under"):
        at = end + 1 + has(items, end + 1, "the")
        if at >= len(items) or items[at].kind is not ENTITY:
            break
        end = at + 1
    return end


def _within(items: Sequence[Item], at: int, *, listed: bool) -> BodyRead | None:
    """A unit and the body that it is part of: "China department of X", "the Standing Committee of X".

    With ``listed`` a field of several parts as well: "for Trade, Labour and Transport of X".
    """
    stop = at
    while stop < min(len(items), at + 10):
        comma = listed and has(items, stop, ",") and _capital(items, stop + 1)
        place = stop == at and items[stop].type is EntityType.PLACE
        if not (comma or place) and (items[stop].kind is not WORD or items[stop].tag not in _UNIT_TAGS):
            break
        if joins_title(items, stop) or has(items, stop, "as", "his", "her"):
            return None
        if stop > at and has(items, stop, "of", "at", "in", "for"):
            inner = stop + 1 + has(items, stop + 1, "the")
            found = _named(items, inner) or (_back_reference(items, inner) if has(items, stop, "of") else None)
            if found and found.body:
                unit = _kept(" ".join(item.text for item in items[at:stop]).replace(" ,", ",").partition(" of the ")[0])
                body = found.body._replace(unit=unit, unit_start=items[at].start if unit else -1)
                return BodyRead(body, found.end, found.void)
        stop += 1
    return None


def joins_title(items: Sequence[Item], at: int) -> bool:
    """Whether ``items[at]`` joins another post: "and Chairman", "and concurrently its director"."""
    if not has(items, at, "and", "&"):
        return False
    at += 1
    while at < len(items) and (items[at].low in words("adverbs") or items[at].low in _ARTICLES):
        at += 1
    return titles().match(words_from(items, body_before(items, at)[1]), 0) is not None


def _kept(unit: str | None) -> str | None:
    """A unit as far as it tells posts apart; ``None`` for those that a post's body stands for as a whole."""
    if unit is None or unit.lower().removeprefix("the ").endswith(tuple(words("transparent"))):
        return None
    return unit


def _noun_phrase(items: Sequence[Item], at: int) -> int:
    """Where the nouns end that begin at ``at``."""
    while at < len(items) and items[at].kind is WORD:
        joins = (
            has(items, at, "and") and at + 1 < len(items) and items[at + 1].tag in _NOUNS and not joins_title(items, at)
        )
        if items[at].tag not in _NOUNS and not joins:
            break
        at += 1
    return at


def _back_reference(items: Sequence[Item], at: int) -> BodyRead | None:
    """A noun or pronoun that refers back: "of the city", "of it", "of its marketing department"."""
    if at >= len(items):
        return None
    item = items[at]
    if has(items, at, "it", "them", "its", "their"):
        stop = _noun_phrase(items, at + 1) if item.tag == "PRP$" else at + 1
        whole = Body(How.NOMINAL, item.start, item.end, item.low)
        if item.tag == "PRP$" and (owned := _own_organ(items, at + 1, whole) or _owned(items, at + 1)):
            return owned
        unit = _kept(" ".join(i.text for i in items[at + 1 : stop]) or None)
        start = items[at + 1].start if unit else -1
        end = items[stop - 1].end if unit else -1
        body = Body(How.NOMINAL, item.start, item.end, item.low, unit=unit, unit_start=start, unit_end=end)
        return BodyRead(body, stop)
    ours = has(items, at, "our")
    noun = noun_at(items, at + ours)
    if noun is None:
        return None
    end = at + ours + len(noun.split())
    if end < len(items) and items[end].kind is WORD and items[end].tag in _NOUNS and items[end].tag != "JJ":
        return None
    body = Body(How.NOMINAL, item.start, items[end - 1].end, f"our {noun}" if ours else noun)
    if not nouns()[noun]:
        return BodyRead(body, end, void=True)
    if has(items, end, "'s"):
        if owned := _own_organ(items, end + 1, body) or _owned(items, end + 1):
            return owned
        stop = _noun_phrase(items, end + 1)
        unit = _kept(" ".join(i.text for i in items[end + 1 : stop]) or None)
        start = items[end + 1].start if unit else -1
        return BodyRead(body._replace(unit=unit, unit_start=start, unit_end=items[stop - 1].end), stop)
    return BodyRead(body, end)


def _printed(items: Sequence[Item], at: int) -> BodyRead | None:
    """A body whose name is not known: capitalised words, or a plain noun phrase."""
    stop = at
    while stop < min(len(items), at + 14) and items[stop].kind is WORD and not joins_title(items, stop):
        link = stop > at and has(items, stop, "of", "and", "&", "for", "the", "in") and _capital(items, stop + 1)
        if not (_capital(items, stop) or link or _nominal(items, stop)):
            break
        stop += 1
    if stop == at:
        return None
    body = Body(How.PRINTED, items[at].start, items[stop - 1].end, " ".join(item.text for item in items[at:stop]))
    last = items[stop - 1].low
    void = not nouns().get(last, True) or not nouns().get(last.removesuffix("s"), True)
    return BodyRead(body, stop, void)


def _nominal(items: Sequence[Item], at: int) -> bool:
    """Whether a word is part of a noun phrase: noun, adjective, or "standing" before a noun."""
    tag = items[at].tag
    return tag in _NOUNS or (tag == "VBG" and at + 1 < len(items) and items[at + 1].tag in _NOUNS)


def _capital(items: Sequence[Item], at: int) -> bool:
    return at < len(items) and items[at].kind is WORD and items[at].text[0].isupper()
