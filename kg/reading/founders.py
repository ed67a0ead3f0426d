"""Founders: "X, founded in 1991 by Rao Qiming" and "Rao Qiming founded X" say who the founder of X is."""

from collections.abc import Sequence

from kg.facts import EntityType
from kg.reading.items import Item, ItemKind
from kg.reading.post_parts import Body, How, has
from kg.reading.post_phrases import PostPhrase
from kg.reading.titles import titles

#: The words at which :func:`founding` finds something.
FOUNDED = frozenset({"founded", "co-founded"})
_BODIES = frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION})
#: So many words may stand between "founded" and "by": "founded in Suzhou in 1991 by".
_NEAR = 7


def founding(items: Sequence[Item], at: int) -> tuple[Item, PostPhrase] | None:
    """The founder whom the verb at ``items[at]`` tells, and the post."""
    if items[at].low not in FOUNDED:
        return None
    person, body = _passive(items, at) or _active(items, at) or (None, None)
    if person is None or body is None:
        return None
    role = "co-founder" if items[at].low.startswith("co") else "founder"
    title = titles().titles[(role,)]
    named = Body(How.NAME, body.start, body.end, body.entity)
    return person, PostPhrase(at, at + 1, title, role, items[at].start, items[at].end, False, False, named, verbal=True)


def _passive(items: Sequence[Item], at: int) -> tuple[Item, Item] | None:
    by = next((n for n in range(at + 1, min(at + _NEAR, len(items) - 1)) if has(items, n, "by", ".", ";")), None)
    if by is None or not has(items, by, "by") or items[by + 1].kind is not ItemKind.PERSON:
        return None
    for item in reversed(items[max(0, at - 12) : at]):
        if item.low in (".", ";"):
            return None
        if item.type in _BODIES:
            return items[by + 1], item
    return None


def _active(items: Sequence[Item], at: int) -> tuple[Item, Item] | None:
    inner = at + 1 + has(items, at + 1, "the", "a", "an")
    while inner < min(len(items), at + 6) and items[inner].tag in ("NN", "JJ") and items[inner].text.islower():
        inner += 1  # "the lidar maker X"
    if inner >= len(items) or items[inner].type not in _BODIES:
        return None
    before = at - 1
    while has(items, before, "who", "had", "has", ",", "also", "once", "and"):
        before -= 1
    if before < 0 or items[before].kind is not ItemKind.PERSON:
        return None
    return items[before], items[inner]
