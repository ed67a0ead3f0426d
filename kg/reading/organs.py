"""Organs in lower case that their level tells: "Anping municipal bureau of commerce", "the county transport bureau"."""

from collections.abc import Iterator

from kg.reading.phases import describes
from kg.reading.tokens import Token

_HEADS = frozenset({"bureau", "department", "commission", "administration", "office"})
_LEVELS = frozenset({"municipal", "provincial", "prefectural", "county", "district", "city", "autonomous"})
#: Most words of the field of an organ, before or behind its head.
_LONGEST = 8


def organs(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """First token and end of each organ, with the place right before its level."""
    for i, token in enumerate(tokens):
        if token.lower not in _HEADS or token.cap or token.taken or token.title:
            continue
        first = i
        while first and i - first < 4 and tokens[first - 1].lower not in _LEVELS and describes(tokens[first - 1]):
            first -= 1
        if not first or tokens[first - 1].lower not in _LEVELS or tokens[first - 1].taken or tokens[first - 1].cap:
            continue
        end = _field(tokens, i + 1)
        if end == i + 1 and first == i:
            continue  # "the municipal departments" are none in particular
        first -= 1
        while first and tokens[first - 1].taken and tokens[first - 1].cap and not tokens[first - 1].text.endswith("'s"):
            first -= 1
        yield first, end


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
