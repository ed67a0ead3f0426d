"""Trades that the sentence shows to be sectors: whose they are, what firms are called by them, which figures follow."""

from collections.abc import Iterator

from kg.reading import lexicon
from kg.reading.tokens import Token

#: First token and end of a term of the table of industries, and whether it may be read anywhere.
Term = tuple[int, int, bool]
_JOINTS = frozenset({",", "and", "&", "or", ";", "/"})
#: Words between a trade and what its figure does.
_AHEAD = frozenset({"is", "are", "was", "were", "has", "have", "had", "by"})


def stated(tokens: list[Token], terms: list[Term]) -> Iterator[tuple[int, int]]:
    """The stretches among ``terms`` that what stands around them shows to be sectors."""
    yield from _owned(tokens, terms)
    yield from _firms(tokens, terms)
    yield from _of_places(tokens, terms)
    yield from _changing(tokens, terms)


def _owned(tokens: list[Token], terms: list[Term]) -> list[tuple[int, int]]:
    """A place's staple trade: "Norway's agriculture", "the county's tourism"."""
    return [
        (a, b)
        for a, b, _ in terms
        if b - a == 1
        and tokens[a].lower in lexicon.words("staple")
        and a
        and tokens[a - 1].text.endswith("'s")
        and not tokens[a].cap
        and (b == len(tokens) or tokens[b].tag[:2] not in ("NN", "JJ", "VB") or tokens[b].tag in ("VBZ", "VBD", "VBP"))
    ]


def _of_places(tokens: list[Token], terms: list[Term]) -> list[tuple[int, int]]:
    """What a place by name is known to make: "Luosha's coffee accounts for", "Luosha's lighting and Anping's tea"."""
    return [
        (a, b)
        for a, b, _ in terms
        if a
        and tokens[a - 1].taken
        and tokens[a - 1].text.endswith("'s")
        and not tokens[a].cap
        and (lexicon.is_good(tokens[b - 1].lower) or lexicon.craft(tokens[b - 1].lower))
        and (b == len(tokens) or tokens[b].tag in ("VBZ", "VBP", "VBD", "MD", "CC", "RB", ",", "."))
        and tokens[a - 1].text.removesuffix("'s") in lexicon.places()
    ]


def _changing(tokens: list[Token], terms: list[Term]) -> list[tuple[int, int]]:
    """Trades of which a figure follows: "steel rose 3 percent", "cement and glass fell by 2 percent"."""
    found = []
    ends = {b: a for a, b, _ in terms}
    changing = lexicon.words("changing")
    for n, token in enumerate(tokens):
        if token.lower not in changing or not any(_percent(t) for t in tokens[n + 1 : n + 6]):
            continue
        last = n - (tokens[n - 1].lower in _AHEAD) if n else 0
        while (first := ends.get(last, _single(tokens, last))) < last and _lower(tokens[first]):
            before = tokens[first - 1] if first else None
            if before is not None and (before.tag[:2] in ("NN", "JJ") or before.text.endswith("'s")):
                break
            found.append((first, last))
            last = first
            while last and tokens[last - 1].lower in _JOINTS:
                last -= 1
    return found


def _lower(token: Token) -> bool:
    return not token.cap or token.opens


def _single(tokens: list[Token], last: int) -> int:
    """First token of the goods of one word that end before ``last``; ``last`` if there are none."""
    return last - 1 if last and lexicon.good(tokens[last - 1].lower) == "alone" else last


def _percent(token: Token) -> bool:
    return token.text == "%" or token.lower in ("percent", "pct")


def _firms(tokens: list[Token], terms: list[Term]) -> list[tuple[int, int]]:
    """Everyday words that say what one company does: "the Malaysian rubber group", "a speech recognition company"."""
    return [
        (a, b)
        for a, b, _ in terms
        if b < len(tokens)
        and tokens[b].lower in lexicon.words("firm")
        and not tokens[b].cap
        and not tokens[a].cap
        and tokens[b - 1].lower not in lexicon.words("vague")
        and not (a and tokens[a - 1].tag == "NN" and not tokens[a - 1].taken)
        and (tokens[b].lower != "group" or (a and tokens[a - 1].lower in {"a", "an", *lexicon.words("nation")}))
    ]
