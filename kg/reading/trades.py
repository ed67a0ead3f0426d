"""Sectors that no table knows: what firms make, what works are for, what symposiums are about."""

from collections.abc import Iterator

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.found import Found
from kg.reading.tokens import UNITS, Token

#: Most words of a sector's name.
_LONGEST = 5
_WORKS = frozenset({T.FACILITY})


def trades(text: str, tokens: list[Token], found: list[Found], plain: list[Found]) -> list[Found]:
    """The sectors of one sentence; ``found`` are its names, ``plain`` those of them that are written in lower case."""
    firms = {f.end for f in found if f.type in (None, T.ENTERPRISE)}
    stretches = [*_beside_firms(tokens, firms), *_topics(tokens)]
    sectors = [_sector(text, tokens, a, b) for a, b in stretches if not any(t.taken for t in tokens[a:b])]
    return [*sectors, *_of_works(text, tokens, plain)]


def _sector(text: str, tokens: list[Token], a: int, b: int) -> Found:
    for token in tokens[a:b]:
        token.taken = True
    start, end = tokens[a].start, tokens[b - 1].end
    return Found(start, end, text[start:end], T.INDUSTRY, certain=False)


def shown(text: str, tokens: list[Token], occasions: list[tuple[int, int]]) -> list[Found]:
    """The sectors that the names of expos, fairs and contests carry: "hardware" of "the Gulf Hardware Fair"."""
    found = []
    for first, last in occasions:
        if tokens[last - 1].lower not in lexicon.words("fair"):
            continue
        a = first
        while a < last - 1:
            size = _term(tokens, a, last - 1)
            if size:
                start, end = tokens[a].start, tokens[a + size - 1].end
                found.append(Found(start, end, text[start:end], T.INDUSTRY, certain=False))
            a += size or 1
    return found


def _term(tokens: list[Token], i: int, end: int) -> int:
    """Of how many words the term is that stands at ``i`` in the name of an occasion; 0 if none does."""
    words = [t.lower for t in tokens[i:end]]
    for term, strong in lexicon.industries().get(words[0], ()):
        if [w.lower() for w in term] == words[: len(term)] and (strong or words[0] not in lexicon.words("agenda")):
            return len(term)
    if len(words) > 1 and lexicon.good(words[1]) in ("alone", "compound") and words[0] in lexicon.words("kindred"):
        return 2
    return int(lexicon.good(words[0]) == "alone" or lexicon.craft(words[0]) == "wide")


def _beside_firms(tokens: list[Token], firms: set[int]) -> Iterator[tuple[int, int]]:
    """What a firm does, in brackets or behind a dash: "Torvik Analytics (mobile games)", "Torvik – cloud services"."""
    for i, token in enumerate(tokens[:-2]):
        mark = tokens[i + 1].text
        if token.end not in firms or mark not in ("(", "–", "—"):
            continue
        end = _phrase(tokens, i + 2)
        if not end:
            continue
        closed = end < len(tokens) and tokens[end].text in (")" if mark == "(" else ",;.)")
        if closed or (mark != "(" and end == len(tokens)):
            yield i + 2, end


def _topics(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """What an occasion or a skill is about: "symposium on marine breeding", "expertise in pasture restoration"."""
    for i, token in enumerate(tokens[:-2]):
        noun, link = token.lower, tokens[i + 1].lower
        if link not in ("on", "in"):
            continue
        on = link == "on" and noun in lexicon.words("occasion")
        in_ = link == "in" and noun in lexicon.words("skill")
        if not (on or in_) or token.cap:
            continue
        end = _phrase(tokens, i + 2)
        while end:
            if end < len(tokens) and tokens[end].lower in ("of", "between", "for"):
                break  # "symposium on capital return of ..." is about a deed
            if end - i > 3 or _known(tokens[i + 2]):
                yield i + 2, end
            if end >= len(tokens) or tokens[end].lower != "and":
                break
            i = end - 1
            end = _phrase(tokens, end + 1)


def _known(token: Token) -> bool:
    return any(len(words) == 1 for words, _ in lexicon.industries().get(token.lower, ()))


def _sure(token: Token) -> bool:
    """Whether a word alone is a sector wherever it stands."""
    return ((token.lower,), True) in lexicon.industries().get(token.lower, ())


def _phrase(tokens: list[Token], i: int) -> int:
    """End of a phrase of lower-case nouns and adjectives that begins at ``i``; 0 if it is none or too plain to tell."""
    j = i
    while j < len(tokens) and j - i < _LONGEST and tokens[j].tag[:2] in ("NN", "JJ", "HY") and not tokens[j].cap:
        if tokens[j].taken or tokens[j].title or not tokens[j].text[0].isalpha():
            return 0
        j += 1
    if j == i or tokens[j - 1].tag[:2] != "NN" or tokens[j - 1].lower in lexicon.words("deed"):
        return 0
    telling = [t for t in tokens[i:j] if t.lower not in lexicon.words("plain") | lexicon.words("vague")]
    return j if telling and tokens[j - 1].lower not in lexicon.words("vague") else 0


def _of_works(text: str, tokens: list[Token], plain: list[Found]) -> Iterator[Found]:
    """What a plant or a project is for: "separator film" of "the separator film plant"."""
    for work in plain:
        if work.type not in _WORKS:
            continue
        inside = [t for t in tokens if work.start <= t.start and t.end <= work.end]
        head = next((n for n, t in enumerate(inside) if (t.lower,) in lexicon.heads()), 0)
        first, last = 0, head
        empty = lexicon.words("plain") | lexicon.words("order")
        while first < last and (
            inside[first].lower in empty or not inside[first].text[0].isalpha() or inside[first].text in UNITS
        ):
            first += 1
        while last > first and inside[last - 1].lower in lexicon.words("making") | lexicon.words("plain"):
            last -= 1
        words = inside[first:last]
        if (
            words
            and (len(words) > 1 or _sure(words[0]))
            and words[-1].tag[:2] == "NN"
            and not any(t.cap or t.text in "()" for t in words)
        ):
            yield Found(words[0].start, words[-1].end, text[words[0].start : words[-1].end], T.INDUSTRY, certain=False)
