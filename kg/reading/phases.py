"""Phases: "the second phase of X's plant", "Phase II", which are projects of their own."""

from kg.reading import lexicon
from kg.reading.tokens import Token

_MODIFIER = ("NN", "JJ", "HY", "FW")
COMPASS = ("north", "south", "east", "west")
ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "initial", "final"})
_PHASED = frozenset({"project", "park", "base", "plant", "factory", "zone", "center", "centre", "port", "terminal"})


_NUMBERS = frozenset({"i", "ii", "iii", "iv", "v", "1", "2", "3", "4", "5", "one", "two", "three", "four", "five"})


def phase(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """Extent of "second phase of the (company's) NAME" or "Phase II of NAME" around "phase" at ``i``."""
    first = i - 1
    if i + 2 < len(tokens) and tokens[i + 1].lower in _NUMBERS:
        first, i = i, i + 1
    elif not i or tokens[first].lower not in ORDINALS:
        return None
    if i + 2 >= len(tokens) or tokens[i + 1].lower != "of":
        return _bare_phase(tokens, first, i)
    j = i + 2
    while (
        j < len(tokens)
        and j - i < 12
        and (
            tokens[j].taken
            or tokens[j].lower in ("the", "its")
            or tokens[j].text in "()"
            or describes(tokens[j])
            or tokens[j].text.endswith("'s")
        )
    ):
        j += 1
    ends = [
        k
        for k in range(i + 2, j)
        if tokens[k].lower in _PHASED or lexicon.sited(tokens[k].lower) or (tokens[k].taken and tokens[k].cap)
    ]
    return (
        (first, ends[-1] + 1)
        if (ends and tokens[i + 2].lower in ("the", "its")) or (ends and tokens[i + 2].taken)
        else None
    )


def _bare_phase(tokens: list[Token], first: int, last: int) -> tuple[int, int] | None:
    """Extent of "the first phase" or "Phase II" alone, the phase of whatever the text is about."""
    numbered = tokens[first].lower == "phase"
    before = tokens[first - 1].lower if first else ""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if any(t.taken for t in tokens[first : last + 1]) or (following is not None and following.tag[:2] == "NN"):
        return None
    if numbered:
        return (first, last + 1) if tokens[first].cap and not (first and tokens[first - 1].cap) else None
    return (first, last + 1) if before in ("the", "its", "both") and not tokens[last].cap else None


def describes(token: Token) -> bool:
    """Whether ``token`` may describe a noun behind it."""
    if token.text in "()" or token.lower in ("and", "&"):
        return token.text in "()"
    return (
        not token.title
        and not token.taken
        and (token.tag[:2] in _MODIFIER or token.tag in ("VBG", "VBN") or token.lower.startswith(COMPASS))
        and (token.text[0].isalnum())
        and not token.text.endswith("'s")
    )
