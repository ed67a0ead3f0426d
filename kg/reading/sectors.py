"""Industries, technology fields and product sectors, mostly in lower case."""

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.found import Found
from kg.reading.tokens import Token

#: Words behind which the words before them are a sector.
_INDUSTRY = frozenset({"industry", "industries", "sector", "sectors"})
_PILLAR = frozenset({"pillar", "pillars", "mainstay", "backbone"})
_CHAIN = frozenset({"chain", "chains", "cluster", "clusters"})
#: Words that announce a list of sectors.
_CUES = lexicon.words("cue")
_BECOMING = frozenset({"is", "are", "has", "have", "became", "becomes"})
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
        known = sum(1 for item in items if any(item == (a, b) for a, b, _ in terms))
        enough = known * 2 >= len(items) or (sure >= 2 and known * 3 >= len(items))
        if (len(items) >= 3 and (sure >= 1 or cued) and enough) or (len(items) == 2 and sure == 1 and cued):
            chosen.update(dict.fromkeys(items))
    chosen.update(dict.fromkeys(_before_industry(tokens, chosen)))
    chosen.update(dict.fromkeys(_called_industry(tokens, terms)))
    chosen.update(dict.fromkeys(_owned(tokens, terms)))
    chosen.update(dict.fromkeys(_made(tokens, chosen)))
    chosen.update(dict.fromkeys(_firms(tokens, terms)))
    chosen.update(dict.fromkeys(_produced(tokens, chosen)))
    return [
        _found(text, tokens, a, b)
        for a, b in sorted(chosen)
        if not any(t.taken for t in tokens[a:b]) and not _site(tokens, b)
    ]


def _site(tokens: list[Token], i: int) -> bool:
    """Whether a noun follows that makes the words before it the name of a room or an occasion."""
    return i < len(tokens) and tokens[i].lower in _SITES


def _found(text: str, tokens: list[Token], a: int, b: int) -> Found:
    start, end = tokens[a].start, tokens[b - 1].end
    end -= 2 if text[start:end].endswith("'s") else 0
    first, last = _widened(tokens, a), b
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
            if last >= len(tokens) or not _ends_same(tokens[last], words[-1]):
                continue
            part = tokens[i : last + 1]
            if not any(t.taken for t in part) and all(map(_same, part[:-1], words)):
                found.append((i, i + len(words), strong))
                i += len(words) - 1
                break
        i += 1
    return found


def _same(token: Token, word: str) -> bool:
    bare = token.text.removesuffix("'s")
    return bare == word if word.isupper() else bare.lower() == word.lower()


def _ends_same(token: Token, word: str) -> bool:
    """Whether the last word of a term is ``token``, in the singular or the plural."""
    return _same(token, word) or (
        not word.isupper() and len(word) > 3 and token.lower.removesuffix("'s").rstrip("s") == word.lower().rstrip("s")
    )


def _lists(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> list[list[tuple[int, int]]]:
    """Coordinated noun phrases of at most five words, at least one of them a term."""
    starts = {a: b for a, b, _ in terms}
    sure = {a for a, _, strong in terms if strong}
    plain = lexicon.words("plain")
    lists: list[list[tuple[int, int]]] = []
    i = 0
    while i < len(tokens):
        items: list[tuple[int, int]] = []
        j = i
        while (b := starts.get(j) if j in starts and _ends(tokens, starts[j]) else _phrase(tokens, j)) is not None:
            if any(a in starts and (starts[a] != b or a in sure) for a in range(j + 1, b)):
                break
            last = tokens[b - 1].lower
            if (
                last not in _INDUSTRY
                and last not in _CUES
                and not _place_of_work(last)
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


def _place_of_work(noun: str) -> bool:
    """Whether ``noun`` is one for a site or a body, which makes the phrase before it no sector."""
    head = lexicon.heads().get((noun,))
    return head is not None and head.type in _SITED and noun not in ("port", "airport", "logistics")


_SITED = frozenset({T.FACILITY, T.PARK, T.INSTITUTION, T.GOVERNMENT})


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


def _called_industry(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
    """Everyday words that the sentence calls an industry: "Logistics has become a mainstay industry of the city"."""
    found = []
    for a, b, _ in terms:
        becomes = b < len(tokens) and tokens[b].lower in _BECOMING
        whole = a == 0 or not tokens[a - 1].tag.startswith(("JJ", "NN"))
        if becomes and whole and any(t.lower in _INDUSTRY | _PILLAR for t in tokens[b + 1 : b + 8]):
            found.append((a, b))
    return found


def _owned(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
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


def _made(tokens: list[Token], chosen: dict[tuple[int, int], None]) -> list[tuple[int, int]]:
    """What a maker makes: "electroacoustic components manufacturer", "a maker of medical robots"."""
    found = []
    for i, token in enumerate(tokens):
        if token.lower.rstrip("s") not in lexicon.words("maker") or token.title:
            continue
        if i + 1 < len(tokens) and tokens[i + 1].lower == "of":
            last = i + 2
            while last < len(tokens) and last - i < 6 and _modifier(tokens[last]) and not tokens[last].cap:
                last += 1
            extent = i + 2, last
        else:
            first = i
            while first and i - first < 3 and _modifier(tokens[first - 1]) and not tokens[first - 1].cap:
                first -= 1
            extent = first, i
        first, last = extent
        while first < last and tokens[first].lower in lexicon.words("plain"):
            first += 1
        inside = any(a < last and first < b for a, b in chosen)
        if first < last and not inside and tokens[last - 1].tag[:2] == "NN":
            found.append((first, last))
    return found


def _firms(tokens: list[Token], terms: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
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


def _produced(tokens: list[Token], chosen: dict[tuple[int, int], None]) -> list[tuple[int, int]]:
    """What a plant produces: "which makes medical gloves", "has been producing valves since"."""
    found = []
    for i, token in enumerate(tokens):
        if token.lower not in lexicon.words("producing") or token.tag[:2] not in ("VB", "NN"):
            continue
        last = i + 1
        while last < len(tokens) and last - i < 5 and _modifier(tokens[last]) and not tokens[last].cap:
            last += 1
        ends = last >= len(tokens) or tokens[last].text in ",.;)" or tokens[last].lower in _BEHIND_GOODS
        telling = tokens[last - 1].tag == "NNS" and tokens[i + 1].lower not in lexicon.words("plain")
        telling = telling and tokens[last - 1].lower not in lexicon.words("vague")
        telling = telling and not _place_of_work(tokens[last - 1].lower)
        inside = any(a < last and i + 1 < b for a, b in chosen)
        if last > i + 1 and ends and telling and not inside:
            found.append((i + 1, last))
    return found


_BEHIND_GOODS = frozenset({"since", "for", "in", "at", "and", "to", "here", "there", "with", "worth", "that", "which"})


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
