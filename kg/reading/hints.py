"""Hints: what the words around an unknown name tell of its kind: "Ms. Hoon", "the city of X", "X, a maker of"."""

from functools import cache

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.nominals import nominals
from kg.reading.runs import Chunk, Runs
from kg.reading.titles import Kind, titles
from kg.reading.tokens import Token, seat

_COMPASS = frozenset({"north", "south", "east", "west", "upper", "lower", "northern", "southern", "eastern", "western"})
_ARTICLES = frozenset({"a", "an", "the", "another"})
#: Verbs and nouns that "in" leads on from to a company as well.
_INTO = frozenset({"invest", "invests", "invested", "investing", "stake", "stakes", "share", "shares", "confidence"})
_LOCAL = frozenset({"in", "near", "around", "across", "outside", "throughout"})


def hint(runs: Runs, chunk: Chunk) -> T | None:
    """The type that the words around ``chunk`` tell."""
    if chunk.last - chunk.first == 1 and titled(runs.tokens, chunk.first):
        return T.PERSON
    if _aged(runs.tokens, chunk.last):
        return T.PERSON
    if _human(runs, chunk):
        return T.PERSON
    if (_managed(runs.tokens, chunk) or _seated(runs.tokens, chunk)) and (chunk.proper or _coined(runs, chunk)):
        return T.ENTERPRISE
    if governed(runs.tokens, chunk.last) or _regional(runs, chunk) or in_a_country(runs, chunk.last):
        return T.PLACE
    if _native(runs.tokens, chunk):
        return T.PLACE
    return _kind_before(runs.tokens, chunk.first) or _kind_behind(runs.tokens, chunk.last)


def titled(tokens: list[Token], i: int) -> bool:
    """Whether an honorific or a title with a capital stands right before token ``i``, as before a surname."""
    if not i or not tokens[i - 1].title:
        return False
    before = tokens[i - 1]
    return before.lower in lexicon.words("honorific") or (before.cap and not before.lower.endswith("s"))


def governed(tokens: list[Token], i: int) -> bool:
    """Whether the title that begins at token ``i`` is that of the head of a place: "Makundi Governor"."""
    if i >= len(tokens) or not tokens[i].title:
        return False
    match = titles().match([t.lower for t in tokens[i : i + 6]], 0)
    return match is not None and match.title.kind is Kind.TERRITORY


def _managed(tokens: list[Token], chunk: Chunk) -> bool:
    """Whether a company officer's title and a name follow: "Orbis Works CEO Ian Lim", "Orbis Works's CEO"."""
    if chunk.last >= len(tokens) or not tokens[chunk.last].title:
        return False
    match = titles().match([t.lower for t in tokens[chunk.last : chunk.last + 8]], 0)
    if match is None or match.plural or T.ENTERPRISE not in match.title.of:
        return False
    if match.title.kind is not Kind.COMPANY and match.title.role not in lexicon.words("chief"):
        return False
    behind = tokens[chunk.last + match.end : chunk.last + match.end + 1]
    owned = tokens[chunk.last - 1].text.endswith("'s") and match.title.kind is Kind.COMPANY
    return owned or bool(behind and behind[0].cap and not behind[0].title)


def _coined(runs: Runs, chunk: Chunk) -> bool:
    """Whether everyday words are a name because none of them tells rank, region or kind: "Blue Orbit"."""
    dull = _dull()
    words = [runs.word(i).lower() for i in range(chunk.first, chunk.last)]
    telling = not lexicon.words("modifier").issuperset(words)
    return len(words) > 1 and telling and not any(w in dull or (w,) in lexicon.heads() for w in words)


@cache
def _dull() -> frozenset[str]:
    """Everyday words that make up no company's name."""
    kinds = ("abstract", "plain", "nation", "compass", "order", "opening")
    return frozenset().union(*map(lexicon.words, kinds))


def _seated(tokens: list[Token], chunk: Chunk) -> bool:
    """Whether what stands before tells where a firm has its seat: "Singapore-based Orbis Works"."""
    return bool(chunk.first and seat(tokens[chunk.first - 1].text))


def located(tokens: list[Token], i: int) -> bool:
    """Whether the name at token ``i`` stands behind "in" or the like, as places do."""
    if i > 1 and tokens[i - 1].lower == "at":
        return lexicon.sited(tokens[i - 2].lower) and not tokens[i - 2].cap  # "the cold-chain hub at X"
    if not i or tokens[i - 1].lower not in _LOCAL:
        return False
    return i < 2 or tokens[i - 2].lower not in _INTO


def _human(runs: Runs, chunk: Chunk) -> bool:
    """Whether a word for what people are stands before two or three words: "Swiss glider pilot Reto Amsler"."""
    if not chunk.first or not 2 <= chunk.last - chunk.first <= 3:
        return False
    before = runs.tokens[chunk.first - 1]
    return before.lower in lexicon.words("human") and not before.cap


def _aged(tokens: list[Token], i: int) -> bool:
    """Whether an age stands behind token ``i``: "Drolma, a 38-year-old worker"."""
    return i + 2 < len(tokens) and tokens[i].text == "," and tokens[i + 2].lower.endswith("-year-old")


def _regional(runs: Runs, chunk: Chunk) -> bool:
    """Whether a chunk is a region called by its direction: "the South Waikato"."""
    first = runs.tokens[chunk.first]
    the = chunk.first > 0 and runs.tokens[chunk.first - 1].lower == "the"
    return the and chunk.last - chunk.first == 2 and first.lower in _COMPASS and chunk.type is None


def in_a_country(runs: Runs, i: int) -> bool:
    """Whether a country or province follows behind a comma: "in Szentes, Hungary"."""
    tokens = runs.tokens
    if i + 1 >= len(tokens) or tokens[i].text != "," or not tokens[i + 1].cap:
        return False
    closed = i + 2 >= len(tokens) or tokens[i + 2].text in (",", ".", ";", ")")
    return closed and runs.word(i + 1) in lexicon.places()


def _native(tokens: list[Token], chunk: Chunk) -> bool:
    """Whether a name tells where a firm comes from: "the Timaru exporter X", "the Aargau family firm"."""
    i = chunk.last
    if chunk.last - chunk.first > 1 or not chunk.first or tokens[chunk.first - 1].lower not in ("the", "a"):
        return False
    nouns = [t.lower for t in tokens[i : i + 2]]
    return any(n in lexicon.words("maker") or n == "firm" for n in nouns[:1]) or nouns[:2] == ["family", "firm"]


def _kind_before(tokens: list[Token], i: int) -> T | None:
    """What a noun before a name tells: "the town of X", "the Norwegian group X", "chipmaker X"."""
    of = i > 1 and tokens[i - 1].lower == "of"
    noun = tokens[i - 2] if of else tokens[i - 1] if i else None
    if of and noun is not None and governed([noun], 0):
        return T.PLACE  # "the Mayor of X"
    if of and noun is not None and noun.title and (noun.lower in lexicon.words("chief") or _managing(tokens[: i - 1])):
        return T.ENTERPRISE  # "the founder of X", "managing director of X"
    if noun is None or noun.cap or noun.title or noun.tag not in ("NN", "NNS"):
        return None
    several = of and noun.tag == "NNS"
    type_ = _class_of(noun.lower.removesuffix("s") if several else noun.lower)
    return type_ if not of or type_ is T.PLACE else None


def _managing(tokens: list[Token]) -> bool:
    """Whether ``tokens`` end with the title of a company's officer: "managing director"."""
    words = [t.lower for t in tokens[-4:]]
    matches = (titles().match(words, at) for at in range(len(words)))
    return any(m is not None and m.end == len(words) and m.title.kind is Kind.COMPANY for m in matches)


def _kind_behind(tokens: list[Token], i: int) -> T | None:
    """What an apposition tells: "X, an ancient village", "X, the country's largest bank,"."""
    if i + 2 >= len(tokens) or tokens[i].text != "," or tokens[i + 1].lower not in _ARTICLES:
        return None
    j = i + 2
    while j < len(tokens) and j - i < 9 and tokens[j].tag[:2] in ("NN", "JJ", "VB", "CD", "HY", "RB", "PO"):
        if tokens[j].tag[:2] == "VB" and tokens[j - 1].tag == "NN":
            break
        j += 1
    last = tokens[j - 1]
    return _class_of(last.lower) if j > i + 2 and last.tag == "NN" and not last.cap else None


def _class_of(noun: str) -> T | None:
    if (noun.endswith("maker") and len(noun) > 5) or noun in lexicon.words("maker"):
        return T.ENTERPRISE
    known = nominals().get(noun)
    return next(iter(known.classes), None) if known is not None and noun not in _VAGUE else None


#: Nouns that name no kind of a name before or behind them.
_VAGUE = frozenset(
    {"area", "site", "region", "base", "cluster", "project", "platform", "market", "government", "office"}
)
