"""Industries, technology fields and product sectors, mostly in lower case."""

from collections.abc import Iterator
from functools import lru_cache

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.compounds import compounds
from kg.reading.found import Found
from kg.reading.goods import LEADING, Goods, Stretch
from kg.reading.stated_trades import stated
from kg.reading.tokens import Token

#: Words behind which the words before them are a sector.
_INDUSTRY = frozenset({"industry", "industries", "sector", "sectors"})
_PILLAR = frozenset({"pillar", "pillars", "mainstay", "backbone"})
_CHAIN = frozenset({"chain", "chains", "cluster", "clusters"})
#: Words that announce a list of sectors.
_CUES = lexicon.words("cue")
_BECOMING = frozenset({"is", "are", "has", "have", "became", "becomes", "remain", "remains", "remained"})
_CALLED = _INDUSTRY | _PILLAR | {"fields"}
_PARTED = frozenset({"in", "for", "with", "from", "by", "to", "where", "which"})
#: Nouns of which a sentence with "industry" in it says something else.
_UNTOLD = frozenset({"zone", "park", "city", "province", "county", "district", "economy"}) | lexicon.words("vague")
_LONGEST = 5
_QUALITIES = frozenset(
    {"high-end", "advanced", "modern", "new", "high-tech", "special", "core", "basic", "high-quality"}
)
_SITES = lexicon.words("site")
_SEPARATORS = frozenset({",", "and", "&", "or", ";", "/"})


def sectors(text: str, tokens: list[Token]) -> list[Found]:
    """The sectors that one sentence speaks of; tokens of other names must be marked as taken."""
    terms = _terms(tokens)
    strong = {(a, b) for a, b, sure in terms if sure}
    chosen = dict.fromkeys(strong)
    cued = any(t.lower in _CUES for t in tokens)
    for items in _lists(tokens, terms):
        sure = sum(1 for item in items if item in strong)
        known = sum(any(item == (a, b) for a, b, _ in terms) or _product(tokens, *item) for item in items)
        enough = known * 2 >= len(items) or (sure >= 2 and known * 3 >= len(items))
        if (len(items) >= 3 and (sure >= 1 or cued) and enough) or (
            len(items) == 2 and sure == 1 and (cued or all(_goods(tokens, a, b, terms) for a, b in items))
        ):
            chosen.update(dict.fromkeys(items))
    chosen.update(dict.fromkeys(_before_industry(tokens, chosen)))
    chosen.update(dict.fromkeys(_called_industry(tokens, terms)))
    chosen.update(dict.fromkeys(stated(tokens, terms)))
    for stretch in Goods(tokens, terms).found():
        _choose(chosen, stretch)
    for stretch in compounds(tokens, terms):
        if not any(a < stretch[1] and stretch[0] < b for a, b in chosen):
            chosen[stretch] = None
    return [
        _found(text, tokens, a, b)
        for a, b in sorted(chosen)
        if not any(t.taken for t in tokens[a:b]) and not _site(tokens, b)
    ]


def _choose(chosen: dict[Stretch, None], stretch: Stretch) -> None:
    """Takes ``stretch`` in, in place of shorter ones inside it, unless it overlaps others."""
    first, last = stretch
    around = [(a, b) for a, b in chosen if a < last and first < b]
    if len(around) < 2 and all(first <= a and b <= last and (a, b) != stretch for a, b in around):
        for inner in around:
            del chosen[inner]
        chosen[stretch] = None


def _goods(tokens: list[Token], a: int, b: int, terms: list[tuple[int, int, bool]]) -> bool:
    """Whether a phrase of several words ends with a noun for goods or with a term of the table."""
    ended = any(last == b for _, last, _ in terms)
    return ended or (b - a > 1 and lexicon.is_good(tokens[b - 1].lower))


def _product(tokens: list[Token], a: int, b: int) -> bool:
    """Whether a phrase is one word for goods or a craft: "pectin", "sorting"."""
    return b - a == 1 and bool(lexicon.good(tokens[a].lower) in ("alone", "compound") or lexicon.craft(tokens[a].lower))


def _site(tokens: list[Token], i: int) -> bool:
    """Whether a noun follows that makes the words before it the name of a room or an occasion."""
    return i < len(tokens) and tokens[i].lower in _SITES


def _found(text: str, tokens: list[Token], a: int, b: int) -> Found:
    start, end = tokens[a].start, tokens[b - 1].end
    end -= 2 if text[start:end].endswith("'s") else 0
    first, last = _widened(tokens, a), b
    if first == a and b < len(tokens) and tokens[b].lower in lexicon.words("extending") and not tokens[b].taken:
        longer = text[start : tokens[b].end]  # "rare earth recycling"
        return Found(start, tokens[b].end, longer, T.INDUSTRY, certain=False, also=text[start:end])
    if b < len(tokens) and tokens[b].lower.removesuffix("'s") in _INDUSTRY:
        last = b + 1
    longer = text[tokens[first].start : tokens[last - 1].end].removesuffix("'s") if (first, last) != (a, b) else ""
    return Found(start, end, text[start:end], T.INDUSTRY, certain=False, also=longer)


def _widened(tokens: list[Token], a: int) -> int:
    """First token of the noun phrase that the term at ``a`` ends: "coastal" in "coastal wellness tourism"."""
    first = a
    while first and a - first < 2 and tokens[first - 1].tag in ("JJ", "NN") and _modifier(tokens[first - 1]):
        if tokens[first - 1].lower in lexicon.words("plain") or tokens[first - 1].cap:
            break
        first -= 1
    joined = first > 1 and tokens[first - 1].lower == "and" and tokens[first - 2].tag == tokens[first].tag == "JJ"
    return first - 2 if joined and _modifier(tokens[first - 2]) else first


def _terms(tokens: list[Token]) -> list[tuple[int, int, bool]]:
    """Terms of the table: first token, end, and whether it may be read anywhere; longest first, none overlapping."""
    table = lexicon.industries()
    found: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(tokens):
        for words, strong in table.get(tokens[i].lower.removesuffix("'s"), ()):
            last = i + len(words) - 1
            if last >= len(tokens) or not _ends_same(tokens[last].text, words[-1]):
                continue
            part = tokens[i : last + 1]
            if not any(t.taken for t in part) and all(_same(t.text, w) for t, w in zip(part[:-1], words, strict=False)):
                found.append((i, i + len(words), strong))
                i += len(words) - 1
                break
        i += 1
    return found


def _same(printed: str, word: str) -> bool:
    bare = printed.removesuffix("'s")
    return bare == word if word.isupper() else bare.lower() == word.lower()


@lru_cache(maxsize=1 << 15)
def _ends_same(printed: str, word: str) -> bool:
    """Whether the last ``word`` of a term is what is ``printed``, in the singular or the plural."""
    if _same(printed, word):
        return True
    stem = printed.lower().removesuffix("'s").rstrip("s")
    return not word.isupper() and len(word) > 3 and stem == word.lower().rstrip("s")


def _lists(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> list[list[tuple[int, int]]]:
    """Coordinated noun phrases of at most five words, at least one of them a term."""
    if not terms:
        return []
    starts = {a: b for a, b, _ in terms}
    sure = {a for a, _, strong in terms if strong}
    plain = lexicon.words("plain")
    lists: list[list[tuple[int, int]]] = []
    i, last_term = 0, max(starts)
    while i <= last_term:
        items: list[tuple[int, int]] = []
        j = i
        while (b := starts.get(j) if j in starts and _ends(tokens, starts[j]) else _phrase(tokens, j)) is not None:
            if any(a in starts and (starts[a] != b or a in sure) for a in range(j + 1, b)):
                break
            last = tokens[b - 1].lower
            if (
                last not in _INDUSTRY
                and last not in _CUES
                and last not in lexicon.words("amount")
                and (starts.get(j) == b or not lexicon.sited(last))
                and (b - j > 1 or tokens[j].lower not in plain)
            ):
                items.append((j, b))
            k = b
            while k < len(tokens) and tokens[k].lower in _SEPARATORS:
                k += 1
            if k == b:
                break
            j = k
        if len(items) > 1 and any(a in starts for a, _ in items):
            lists.append(items)
            i = items[-1][1]
        else:
            i += 1
    return lists


def _ends(tokens: list[Token], i: int) -> bool:
    return (
        i >= len(tokens)
        or not tokens[i].text[0].isalnum()
        or tokens[i].lower in _SEPARATORS
        or tokens[i].tag[:2] not in ("NN", "JJ")
    )


def _phrase(tokens: list[Token], i: int) -> int | None:
    """End of a noun phrase of one to five lower-case words that begins at ``i`` and ends before a mark or separator."""
    j = i
    while (
        j < len(tokens)
        and j - i < 6
        and tokens[j].tag[:2] in ("NN", "JJ", "HY", "VB")
        and tokens[j].tag not in ("NNP", "NNPS", "VBD", "VBZ", "VBP", "VB")
        and not tokens[j].taken
        and not tokens[j].title
        and tokens[j].lower not in LEADING
    ):
        j += 1
    if j == i or j - i > 5 or tokens[i].tag == "VBN" or tokens[j - 1].tag[:2] not in ("NN", "VB"):
        return None
    if tokens[i].lower in lexicon.words("plain") and (tokens[i].lower not in _QUALITIES or j - i < 2):
        return None
    if j < len(tokens) and not (
        tokens[j].lower in _SEPARATORS
        or tokens[j].text in ".);:"
        or tokens[j].lower in ("in", "as", "to", "with", "on", "which", "that", "at")
    ):
        return None
    return j


def _before_industry(tokens: list[Token], chosen: dict[tuple[int, int], None]) -> list[tuple[int, int]]:
    """Modifiers of "industry", "sector", "industrial chain": "brain" in "the brain industry"."""
    found = []
    for i, token in enumerate(tokens):
        if token.taken or (token.cap and not token.opens):
            continue
        if token.lower.removesuffix("'s") in _INDUSTRY:
            end = i
        elif token.lower in _CHAIN and i and tokens[i - 1].lower in ("industrial", "industry"):
            end = i - 1
        else:
            continue
        first = end
        while first and end - first < 4 and _modifier(tokens[first - 1]):
            first -= 1
        while first < end and tokens[first].lower in lexicon.words("plain"):
            first += 1
        inside = any(a < end and first < b for a, b in chosen)
        if first < end and not inside and _tells(tokens[end - 1]):
            found.append((first, end))
    return found


def _called_industry(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int]]:
    """What the sentence calls an industry: "Logistics has become a mainstay industry", "A and B are its pillars"."""
    for n, token in enumerate(tokens):
        if token.lower not in _BECOMING or not any(t.lower in _CALLED for t in _complement(tokens, n + 1)):
            continue
        last = n
        while last:
            first = _subject(tokens, last, terms)
            if (
                first == last
                or tokens[last - 1].tag[:2] not in ("NN", "VB")
                or tokens[last - 1].lower in _UNTOLD | _INDUSTRY
            ):
                break
            if tokens[first].cap and not tokens[first].opens and not tokens[first].text.isupper():
                break
            yield first, last
            last = first
            while last and tokens[last - 1].lower in _SEPARATORS:
                last -= 1
            if last == first:
                break


def _subject(tokens: list[Token], last: int, terms: list[tuple[int, int, bool]]) -> int:
    """First token of the phrase that ends before ``last``: a term of the table, or words that tell something."""
    known = min((a for a, b, _ in terms if b == last), default=last)
    first = last
    while first and last - first < _LONGEST and _modifier(tokens[first - 1]):
        first -= 1
    while first < last and tokens[first].lower in lexicon.words("plain"):
        first += 1
    return min(first, known)


def _complement(tokens: list[Token], i: int) -> list[Token]:
    """The tokens from ``i`` to the end of what is said of a subject."""
    end = i
    while end < len(tokens) and end - i < 9 and tokens[end].text not in ".,;:(" and tokens[end].lower not in _PARTED:
        end += 1
    return tokens[i:end]


def _tells(token: Token) -> bool:
    """Whether a word before "industry" says which: a noun, or an adjective made from a noun."""
    if token.lower in lexicon.words("plain"):
        return False
    return token.tag[:2] == "NN" or token.lower.endswith(("ic", "al", "ine", "ar", "ile", "motive"))


def _modifier(token: Token) -> bool:
    return (
        token.text[0].isalnum()
        and not token.taken
        and not token.title
        and token.tag[:2] in ("NN", "JJ", "VB", "HY")
        and token.tag not in ("VBD", "VBZ", "VBP", "VB")
        and not token.text[0].isdigit()
        and not token.text.endswith("'s")
    )
