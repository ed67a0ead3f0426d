"""Compounds: sectors told by their own words, whatever is said of them: "tuna farming", "event economy"."""

from collections.abc import Iterator
from itertools import groupby

from kg.reading import lexicon
from kg.reading.goods import CRAFTS, LEADING, SOLD, UNTELLING, Stretch
from kg.reading.tokens import Token

_LONGEST = 5
#: What makes a noun that follows it one thing, or things counted, not a line of business.
_DETERMINING = frozenset({
    "a", "an", "the", "this", "that", "these", "those", "his", "her", "my", "your", "every", "each", "another", "no",
})  # fmt: skip
_JOINTS = frozenset({",", "and", "&", "or", "/", ";", "as", "well", "then", "also"})
_VERBAL = ("VBZ", "VBD", "VBP", "VBN", "MD", "IN", "TO", "CC", "WDT", "RB", "WRB", "WP")


def compounds(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> Iterator[Stretch]:
    """The stretches of one sentence that name a sector by themselves, or among others of a list."""
    ends = {b for _, b, _ in terms}
    runs = [run for run in _runs(tokens) if _bare(tokens, run[0]) or tokens[run[1] - 1].lower == "economy"]
    told = {run: stretch for run in runs if (stretch := _compound(tokens, *run, ends))}
    yield from told.values()
    for items in _lists(tokens, runs):
        alone = [run for run in items if run not in told and run[1] - run[0] == 1]
        known = sum(run in told or (run in alone and _alone(tokens[run[0]], run, ends)) for run in items)
        helped = any(run in told for run in items) and known * 3 >= len(items) * 2
        if helped or (len(items) >= 3 and known == len(items)):
            yield from (run for run in alone if _kind(tokens[run[0]].lower) or run[1] in ends)


def _runs(tokens: list[Token]) -> Iterator[Stretch]:
    """Unbroken rows of lower-case nouns and what modifies them."""
    first = 0
    for modifies, row in groupby(map(_modifies, tokens)):
        last = first + len(list(row))
        closed = last == len(tokens) or tokens[last].tag in _VERBAL or not tokens[last].text[0].isalnum()
        if modifies and closed and tokens[last - 1].tag in ("NN", "NNS", "VBG"):
            yield first, last
        first = last


def _modifies(token: Token) -> bool:
    return (
        (token.tag in ("NN", "NNS", "JJ", "VBG", "VBN", "HYPH", "AFX") or (token.tag[:2] == "NN" and token.opens))
        and token.text[0].isalpha()
        and not token.taken
        and not token.title
        and (not token.cap or token.opens)
        and not token.text.endswith("'s")
        and token.lower not in LEADING
    )


def _bare(tokens: list[Token], first: int) -> bool:
    """Whether no article, figure or owner stands before a phrase."""
    if not first:
        return True
    before = tokens[first - 1]
    return before.lower not in _DETERMINING and before.tag not in ("CD", "PRP$") and not before.text[0].isdigit()


def _compound(tokens: list[Token], first: int, last: int, ends: set[int]) -> Stretch | None:
    """The part of a phrase of several words that names a sector."""
    while first < last and _empty(tokens[first]):
        first += 1
    modifiers = tokens[first : last - 1]
    if not modifiers or last - first > _LONGEST:
        return None
    noun, before = tokens[last - 1].lower, modifiers[-1]
    if any(t.lower in lexicon.words("deed") | lexicon.words("vague") | lexicon.words("human") for t in modifiers):
        return None
    kind = _kind(noun)
    if tokens[first].tag == "JJ" and first and tokens[first - 1].tag == "RB" and tokens[first - 1].lower.endswith("ly"):
        first -= 1  # "minimally invasive cardiology"
    if kind == "narrow":
        return (first, last) if before.tag[:2] == "NN" and (lexicon.is_good(before.lower) or last - 1 in ends) else None
    if kind == "wide":
        telling = before.tag[:2] == "NN" or "-" in before.text or before.lower.endswith(_OF_NOUNS)
        return (first, last) if telling or before.lower in lexicon.words("sectoral") else None
    return (first, last) if kind else None


#: Ends of adjectives that are made from nouns.
_OF_NOUNS = ("ic", "al", "ine", "ar", "ile", "ive", "ary")


def _empty(token: Token) -> bool:
    return (
        token.lower in UNTELLING
        or token.lower in SOLD
        or token.lower in lexicon.words("look")
        or token.tag in ("JJS", "JJR", "RBS")
        or (token.tag in ("VBG", "VBN") and not lexicon.craft(token.lower) and "-" not in token.text)
    )


def _kind(noun: str) -> str:
    """How ``noun`` names a sector: "alone", "compound", "wide", "narrow"; empty if it does not."""
    how = lexicon.good(noun) or lexicon.craft(noun) or ("wide" if noun.endswith(CRAFTS) else "")
    return how if how != "made" else ""


def _alone(token: Token, run: Stretch, ends: set[int]) -> bool:
    return run[1] in ends or _kind(token.lower) in ("alone", "wide")


def _lists(tokens: list[Token], runs: list[Stretch]) -> Iterator[list[Stretch]]:
    """Rows of phrases with nothing but joints between them."""
    items: list[Stretch] = []
    for run in runs:
        between = tokens[items[-1][1] : run[0]] if items else []
        if items and not (between and all(t.lower in _JOINTS for t in between)):
            if len(items) > 1:
                yield items
            items = []
        items.append(run)
    if len(items) > 1:
        yield items
