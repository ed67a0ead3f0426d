"""Names that end, or are wholly written, in lower case: "Laoshan district", "the integrated smart sensor project"."""

import re
from dataclasses import replace

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.chunks import Chunker
from kg.reading.found import Found
from kg.reading.geography import LEVELS, width
from kg.reading.organs import PLACED, governments, leading, organ_of, organs
from kg.reading.phases import COMPASS, ORDINALS, describes, phase
from kg.reading.runs import Chunk
from kg.reading.sites import heads as site_heads
from kg.reading.sites import real_site, start
from kg.reading.tokens import Token

_DEFINITE = frozenset({"the", "its", "their", "this"})


def _flagged(how: str) -> dict[tuple[str, ...], T]:
    """The heads of the table that are flagged so, with their types; a dairy that is visited is a site."""
    found = {words: head.type for words, head in lexicon.heads().items() if how in head.how and head.type is not None}
    return {words: T.FACILITY if type_ is T.ENTERPRISE else type_ for words, type_ in found.items()}


#: Heads that a description in lower case may end with.
_HEADS = _flagged("described")
#: Heads that name a site or an institution together with its owner: "exhibition hall of NAME", "hospital of NAME".
_OWNED = _flagged("owned")
_ORGANS = frozenset(
    {
        ("management", "committee"),
        ("administrative", "committee"),
        ("administration", "committee"),
        ("working", "committee"),
        ("work", "committee"),
        ("people's", "government"),
        ("municipal", "government"),
        ("regional", "government"),
        ("provincial", "government"),
        ("city", "government"),
        ("county", "government"),
        ("district", "government"),
        ("provincial", "committee"),
        ("district", "committee"),
        ("county", "committee"),
        ("municipal", "committee"),
        ("administrative", "commission"),
        ("management", "commission"),
        ("management", "board"),
        ("party", "committee"),
        ("party", "group"),
        ("people's", "congress"),
    }
)
_FIRST = frozenset(words[0] for words in (*_HEADS, *_ORGANS, *_OWNED, *site_heads()))


#: Those of a company's works, real though the text names them with "a": "broke ground on a separator film plant".
_WORKS = frozenset({("plant",), ("factory",), ("base",)})
_OWNERS = frozenset({"its", "company's", "group's", "zone's", "park's", "firm's"})


#: Types of names that may go on in lower case; ``None`` where nothing tells the type.
_EXTENDED = frozenset({None, T.PLACE, T.ENTERPRISE, T.PARK, T.FACILITY})


def extended(chunker: Chunker, chunk: Chunk) -> Chunk:
    """``chunk`` with the lower-case words that belong to it: "Nanming district government", "northern Jiangsu"."""
    if chunk.type is T.PLACE and chunk.first and chunker.tokens[chunk.first - 1].lower in lexicon.words("compass"):
        name = " ".join(chunker.word(i) for i in range(chunk.first, chunk.last))
        wide = (width(name) or 0) >= LEVELS["province"]  # "northern Jiangsu" is a region; of a city it is a part
        if wide and not chunker.tokens[chunk.first - 1].taken:
            return Chunk(chunk.first - 1, chunk.last, T.PLACE, chunk.head, inner=chunk.inner)
    if chunk.event or chunk.type not in _EXTENDED or chunker.tokens[chunk.last - 1].text.endswith("'s"):
        return chunk
    tokens = chunker.tokens
    if chunk.type is None and not chunk.proper:
        return chunk
    if chunk.last - chunk.first == 1 and tokens[chunk.first].lower in lexicon.words("nation"):
        return chunk  # "its first Chinese plant"
    for gap in range(_FARTHEST):
        if gap and not (_modifies(tokens, chunk.last + gap - 1) or _measures(tokens, chunk.last + gap - 1)):
            break
        for size in (3, 2, 1):
            last = chunk.last + gap + size
            words = tokens[chunk.last + gap : last]
            head = lexicon.heads().get(tuple(t.lower.removesuffix("'s") for t in words))
            if head is None or len(words) < size or "lower" not in head.how or any(t.cap for t in words):
                continue
            name = " ".join(chunker.word(i) for i in range(chunk.first, chunk.last))
            if not _fits(chunk, head.type, gap, words) or (head.type is T.PLACE and name in lexicon.countries()):
                return chunk
            grown = Chunk(
                chunk.first,
                last,
                head.type,
                " ".join(t.lower.removesuffix("'s") for t in words),
                proper=True,
                inner=chunk.inner,
            )
            return extended(chunker, grown) if head.type in (T.PLACE, T.FACILITY) else grown
    return chunk


#: Most words between a name and the head in lower case that ends it.
_FARTHEST = 6
_MEASURE = re.compile(r"[kMG]W|MWp|GWh|kV|\d+")


def _measures(tokens: list[Token], i: int) -> bool:
    """Whether a figure or unit goes on inside a project's name: "Lanhe 200 MW wind power project"."""
    return i < len(tokens) and _MEASURE.fullmatch(tokens[i].text) is not None and not tokens[i].taken


def _modifies(tokens: list[Token], i: int) -> bool:
    return (
        i < len(tokens)
        and not tokens[i].cap
        and (tokens[i].tag[:2] in ("NN", "JJ") or tokens[i].tag in ("VBG", "VBN"))
        and not tokens[i].title
        and tokens[i].lower not in lexicon.words("plain")
    )


def _fits(chunk: Chunk, type_: T | None, gap: int, words: list[Token]) -> bool:
    """Whether a head in lower case may end the name of ``chunk`` with ``gap`` words between them."""
    if chunk.type is T.PLACE:
        if type_ in (T.FACILITY, T.INSTITUTION):
            return gap >= 1 or words[-1].lower in lexicon.words("placed")
        if type_ is T.PROJECT:
            return gap >= 1
        return (type_ in (T.PLACE, T.GOVERNMENT) and gap == 0) or (
            type_ is T.PARK and gap <= 3 and words[0].lower != "zone"
        )
    if chunk.type is T.FACILITY:
        return type_ is T.FACILITY and gap == 0
    if chunk.type is T.PARK and type_ is T.FACILITY:
        return gap == 0 and words[-1].lower in ("hall", "museum", "library")
    if chunk.type is T.PARK:
        return type_ is T.GOVERNMENT and gap == 0 and words[-1].lower in ("committee", "commission")
    if chunk.type is T.ENTERPRISE:
        found = lexicon.heads().get(tuple(chunk.head.split()))
        if type_ is T.PROJECT and gap == 0 and found is not None and not found.strong:
            return True  # a name that only looks like a company's: "X Cold Storage Logistics project"
        return (gap >= 1 or words[-1].lower == "headquarters") and type_ in (T.FACILITY, T.PROJECT, T.PARK)
    return type_ is not T.GOVERNMENT or gap == 0


def described(text: str, chunker: Chunker) -> list[Found]:
    """Definite descriptions of real projects and sites, and organs in lower case "of" a zone or place."""
    found = []
    tokens = chunker.tokens
    for i in range(len(tokens)):
        for size in (2, 1) if tokens[i].lower in _FIRST else ():
            words = tuple(t.lower for t in tokens[i : i + size])
            if len(words) < size or any(t.cap or t.taken for t in tokens[i : i + size]):
                continue
            if words in _ORGANS and (end := _of_name(tokens, i + size)):
                party = i > 0 and tokens[i - 1].lower in ("party", "cpc") and not tokens[i - 1].taken
                found.append(_take(text, tokens, i - party, end, T.GOVERNMENT))
                break
            if (themed := _themed(tokens, i, words)) is not None:
                end = tokens[themed - 1].end
                park = _take(text, tokens, i, i + size, T.PARK)  # its industry is a name as well
                found.append(replace(park, end=end, text=text[park.start : end]))
                break
            if (intended := _intended(tokens, i, words)) is not None:
                meant = _take(text, tokens, intended[0], i + size, T.FACILITY)  # what it is for is a name as well
                stop = tokens[intended[1] - 1].end
                found.append(replace(meant, end=stop, text=text[meant.start : stop]))
                break
            if words in _HEADS and (first := _description(tokens, i, words)) is not None:
                last = _of_name(tokens, i + size) if _HEADS[words] is T.FACILITY else 0
                found.append(_take(text, tokens, first, last or i + size, _HEADS[words], bare=i + size))
                break
            if (
                words in _OWNED
                and (last := _of_name(tokens, i + size))
                and (first := _owned(tokens, i, _OWNED[words])) is not None
            ):
                found.append(_take(text, tokens, first, last, _OWNED[words], bare=i + size))
                break
            if words in site_heads() and (seen := real_site(tokens, i, size, _with_size(tokens, start(tokens, i)))):
                last = _of_name(tokens, seen[1]) or seen[1]
                found.append(_take(text, tokens, seen[0], last, site_heads()[words], bare=seen[1]))
                break
    phases = (phase(tokens, i) for i, token in enumerate(tokens) if token.lower == "phase")
    found.extend(_take(text, tokens, *extent, T.PROJECT) for extent in phases if extent)
    found.extend(_take(text, tokens, *extent, T.GOVERNMENT) for extent in organs(tokens))
    local = (organ_of(tokens, i) for i, token in enumerate(tokens) if token.lower in PLACED)
    found.extend(_take(text, tokens, *extent, T.GOVERNMENT) for extent in local if extent)
    bare = (*leading(tokens), *governments(tokens))
    found.extend(replace(_take(text, tokens, *extent, T.GOVERNMENT), proper=False) for extent in bare)
    return found


#: How a description in lower case says what a park is for.
_THEMES = frozenset(
    {
        ("featuring",),
        ("themed", "on"),
        ("focusing", "on"),
        ("focused", "on"),
        ("centered", "on"),
        ("dedicated", "to"),
        ("specializing", "in"),
        ("specialising", "in"),
        ("specialized", "in"),
    }
)
#: Words of a theme, at most.
_LONGEST_THEME = 4


def _themed(tokens: list[Token], i: int, words: tuple[str, ...]) -> int | None:
    """End of "industrial park featuring virtual reality", where the text says that it is built or is there."""
    if _HEADS.get(words) is not T.PARK:
        return None
    start = next((i + len(words) + n for n in (2, 1) if _lower(tokens, i + len(words), n) in _THEMES), None)
    first = i
    while first and i - first < 4 and describes(tokens[first - 1]):
        first -= 1
    before = [t.lower for t in tokens[max(first - 2, 0) : first]]
    real = before[-1:] == ["the"] or (before[-1:] in (["a"], ["an"]) and before[0] in lexicon.words("build"))
    if start is None or not real:
        return None
    end = start
    while end < len(tokens) and end - start < _LONGEST_THEME and tokens[end].tag[:2] in ("NN", "JJ", "HY"):
        end += 1
    return end if end > start and _sector(tokens[start:end]) else None


def _intended(tokens: list[Token], i: int, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Extent of "the test base for membranes", a site with the goods that it is for."""
    if (_HEADS.get(words) or _OWNED.get(words)) is not T.FACILITY or _lower(tokens, i + len(words), 1) != ("for",):
        return None
    first = i
    while first and i - first < 5 and describes(tokens[first - 1]):
        first -= 1
    first = _with_size(tokens, first)
    before = [t.lower for t in tokens[max(first - 2, 0) : first]]
    real = before[-1:] == ["the"] or (before[-1:] in (["a"], ["an"]) and before[0] in lexicon.words("build"))
    start = end = i + len(words) + 1
    while end < len(tokens) and end - start < _LONGEST_THEME and describes(tokens[end]):
        end += 1
    return (first, end) if real and end > start and lexicon.is_good(tokens[end - 1].lower) else None


def _lower(tokens: list[Token], start: int, count: int) -> tuple[str, ...]:
    return tuple(t.lower for t in tokens[start : start + count])


def _of_name(tokens: list[Token], i: int) -> int:
    """End of "of (the) NAME" at ``i``, the name being one that was found; 0 if there is none."""
    if i >= len(tokens) or tokens[i].lower != "of":
        return 0
    first = i + 2 if i + 1 < len(tokens) and tokens[i + 1].lower == "the" else i + 1
    last = first
    while last < len(tokens) and tokens[last].taken:
        last += 1
    return last if last > first else 0


def _owned(tokens: list[Token], head: int, type_: T) -> int | None:
    """First token of "smelting base" before "of NAME"; ``None`` if an article or the like does not stand before it."""
    first = head
    while first and head - first < 5 and describes(tokens[first - 1]):
        first -= 1
    if first == 0 or tokens[first - 1].lower not in _BEFORE_OWNED:
        return None
    if type_ is T.INSTITUTION and tokens[first - 1].lower in ("a", "an"):
        return None
    return first + 1 if first < head and tokens[first].lower in lexicon.words("age") else first


_BEFORE_OWNED = _DEFINITE | {"a", "an", "to", "at", "in", "and", "from", "into", ","}


def _description(tokens: list[Token], head: int, words: tuple[str, ...]) -> int | None:
    """First token of the definite description that ends at ``head``; ``None`` if it is too plain to name anything."""
    first = head
    while first > 0 and head - first < 7 and (describes(tokens[first - 1])):
        first -= 1
    first = _with_size(tokens, first)
    modifiers = tokens[first:head]
    if any(t.tag in ("JJS", "RBS") and not t.lower.startswith(COMPASS) for t in modifiers):
        return None
    telling = [t for t in modifiers if t.lower not in lexicon.words("plain") and (t.text.isalnum() or "-" in t.text)]
    before = tokens[first - 1] if first else None
    if before is None or not telling:
        return None
    possessed = (before.text.endswith("'s") and before.taken) or before.lower in _OWNERS
    enough = len(modifiers) > 1 and (len(telling) > 1 or _sector(modifiers))
    built = before.lower in ("a", "an") and first > 1 and tokens[first - 2].lower in lexicon.words("build")
    if built and _HEADS[words] is T.FACILITY and (len(telling) > 1 or "-" in telling[-1].text):
        return first  # "is building an after-sales center"
    if _HEADS[words] is T.FACILITY and possessed:
        return first  # "its northwest base"
    definite = possessed or before.lower in _DEFINITE
    if not enough or not (definite or (before.lower in ("a", "an") and words in _WORKS)):
        return None
    if possessed and before.taken and _HEADS[words] is T.PARK:
        ranked = [t for t in modifiers if t.lower in ORDINALS or t.lower == "only"]
        return first + len(ranked) if ranked else first - 1
    return first


_SIZE = re.compile(r"\d[\d,.]*(?:-(?:ton|tonne|mu|MW|kW|GW|kV|meter|metre|bed|square|hectare)[\w-]*)?|\d+[GK]|,")


def _with_size(tokens: list[Token], first: int) -> int:
    """``first`` moved before a size that belongs to the description: "10,000-ton", "5 GW", "5G"."""
    start = first
    if start and _MEASURE.fullmatch(tokens[start - 1].text) and not tokens[start - 1].text.isdigit():
        start -= 1
    while start and _SIZE.fullmatch(tokens[start - 1].text) and not tokens[start - 1].taken:
        start -= 1
    while start < first and tokens[start].text == ",":
        start += 1
    unit = start < first < len(tokens) and _MEASURE.fullmatch(tokens[first].text) is not None
    sized = unit or any(not t.text.isdigit() and t.text != "," for t in tokens[start:first])
    return start if sized else first


def _sector(modifiers: list[Token]) -> bool:
    table = lexicon.industries()
    words = [t.lower for t in modifiers]
    return any(
        strong and tuple(words[i : i + len(term)]) == tuple(w.lower() for w in term)
        for i in range(len(words))
        for term, strong in table.get(words[i], ())
    )


def _take(text: str, tokens: list[Token], first: int, last: int, type_: T, *, bare: int = 0) -> Found:
    """The find from ``first`` to ``last``; ``bare`` is the end of its form without "of NAME", if that names it too."""
    for token in tokens[first:last]:
        token.taken = True
    begin, end = tokens[first].start, tokens[last - 1].end
    also = text[begin : tokens[bare - 1].end] if first + 1 < bare < last else ""
    if first and tokens[first - 1].lower in lexicon.words("age"):
        also = text[tokens[first - 1].start : end]
    elif first and last == bare and tokens[first - 1].taken and tokens[first - 1].text.endswith("'s"):
        owner = first - 1
        while owner and tokens[owner - 1].taken and tokens[owner - 1].end + 1 == tokens[owner].start:
            owner -= 1
        also = text[tokens[owner].start : end]
    return Found(begin, end, text[begin:end], type_, certain=False, also=also)
