"""Organs in lower case that their level tells: "Anping municipal bureau of commerce", "the county transport bureau"."""

from collections.abc import Iterator

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.phases import describes
from kg.reading.sites import OWNERS
from kg.reading.tokens import Token

_HEADS = frozenset({"bureau", "department", "commission", "administration", "office"})
_LEVELS = frozenset({"municipal", "provincial", "prefectural", "county", "district", "city", "autonomous"})
#: Organs that a place behind them tells, without words for a field: "customs of Luosha".
_LOCAL = frozenset({"customs", "court", "procuratorate"})
#: Words that a place may stand behind with "of": "customs of Luosha".
PLACED = _HEADS | _LOCAL | {"committee"}
#: What makes an office one of the lowest level.
_LOWEST = frozenset(
    {"sub-district", "subdistrict", "neighborhood", "neighbourhood", "residents'", "village", "villagers'"}
)
#: Most words of the field of an organ, before or behind its head.
_LONGEST = 8
#: What leads a zone, before "committee" or "office".
_LEADING = frozenset({"administrative", "management", "administration", "working", "work"})
_COMMITTEES = frozenset({"committee", "commission", "office", "bureau", "board"})
#: Behind these a government acts or is acted with: "hosted by the county government".
_ACTED = frozenset({"by", "with", "between", "behalf", "and"})
_ACTS = frozenset(
    {"signed", "agreed", "hosted", "held", "organized", "organised", "launched", "co-hosted", "convened", "jointly"}
)


def organs(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """First token and end of each organ, with the place right before its level."""
    for i, token in enumerate(tokens):
        if token.lower not in _HEADS or token.cap or token.taken or token.title:
            continue
        first = i
        while first and i - first < 4 and tokens[first - 1].lower not in _LEVELS and describes(tokens[first - 1]):
            first -= 1
        if first and first < i and tokens[first - 1].lower in OWNERS and token.lower in ("bureau", "commission"):
            yield first, i + 1  # "the zone's investment promotion bureau"
            continue
        if not first or tokens[first - 1].lower not in _LEVELS or tokens[first - 1].taken or tokens[first - 1].cap:
            continue
        end = _field(tokens, i + 1)
        if end == i + 1 and first == i:
            continue  # "the municipal departments" are none in particular
        first -= 1
        while first and tokens[first - 1].taken and tokens[first - 1].cap and not tokens[first - 1].text.endswith("'s"):
            first -= 1
        yield first, end


def leading(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Extent of each body that leads a zone which only a common noun names: "the zone's administrative committee"."""
    for i, token in enumerate(tokens):
        if token.lower not in _COMMITTEES or not i or tokens[i - 1].lower not in _LEADING or token.taken:
            continue
        first = i - 1 - (i > 1 and tokens[i - 2].lower == "party")
        if first and tokens[first - 1].lower in OWNERS and not any(t.taken for t in tokens[first:i]):
            yield first, i + 1


def governments(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Extent of each government that only its level names, where it does something or something is done with it.

    "hosted by the municipal government", "X and the county government signed"; not "experts say the city government".
    """
    for i, token in enumerate(tokens):
        if token.lower != "government" or token.cap or token.taken:
            continue
        first = i - (i > 0 and tokens[i - 1].lower == "people's") - 1
        if first < 2 or tokens[first].lower not in _LEVELS or tokens[first].cap or tokens[first - 1].lower != "the":
            continue
        before, following = tokens[first - 2], tokens[i + 1] if i + 1 < len(tokens) else None
        behalf = before.lower == "of" and first > 2 and tokens[first - 3].lower == "behalf"
        named = any(t.taken for t in tokens[max(0, first - 6) : first - 1])
        beside = before.lower in (_ACTED - {"and"}) or behalf or (before.lower == "and" and named)
        acts = following is not None and following.lower in _ACTS and before.lower not in ("which", "that", "said")
        joined = following is not None and following.lower == "and" and any(t.taken for t in tokens[i + 2 : i + 5])
        if beside or acts or joined:
            yield first, i + 1


def organ_of(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """Extent of "transport bureau of Luosha", "customs of Luosha" around the head at ``i``, by the place behind it."""
    word = tokens[i].lower
    if word not in PLACED or tokens[i].cap or tokens[i].taken or tokens[i].title:
        return None
    end = last = i + 1
    if end + 1 >= len(tokens) or tokens[end].lower != "of":
        return None
    end = last = end + 1 + (tokens[end + 1].lower == "the")
    while last < len(tokens) and tokens[last].taken and tokens[last].cap:
        last += 1
    first = i
    while first and i - first < 4 and (describes(tokens[first - 1]) or tokens[first - 1].lower == "and"):
        first -= 1
    if tokens[first].lower == "and" or all(t.lower in lexicon.words("plain") for t in tokens[first:i]):
        first = i  # "the relevant offices of"
    lowest = tokens[i - 1].lower in _LOWEST
    if last == end or not (lowest or (word != "committee" and _of_place(tokens[end:last]))):
        return None
    return (first, last) if first < i or word in _LOCAL else None


def _of_place(name: list[Token]) -> bool:
    words = [t.text.removesuffix("'s") for t in name]
    head = lexicon.head_at([w.lower() for w in words])
    return " ".join(words) in lexicon.places() or (head is not None and head[1].type in (T.PLACE, T.PARK))


def _field(tokens: list[Token], i: int) -> int:
    """End of "of industry and information technology" at ``i``; ``i`` if there is none."""
    if i >= len(tokens) or tokens[i].lower not in ("of", "for"):
        return i
    end = last = i + 1
    while end < len(tokens) and end - i < _LONGEST:
        if describes(tokens[end]) and tokens[end].tag[:2] in ("NN", "JJ"):
            last = end + 1
        elif tokens[end].lower not in ("and", ",") or end == i + 1:
            break
        end += 1
    return last if last > i + 1 and tokens[last - 1].tag[:2] == "NN" else i
