"""Chunks: sequences of capitalised words that are one name each, with the type that their head noun tells."""

from dataclasses import dataclass, field

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.tokens import Token


@dataclass(slots=True)
class Chunk:
    """Tokens ``first`` to ``last`` (exclusive) as one name; ``type`` is ``None`` where nothing tells it."""

    first: int
    last: int
    type: T | None = None
    head: str = ""
    event: bool = False
    inner: list["Chunk"] = field(default_factory=list)
    """Names inside this one that are entities of their own."""


#: Heads whose "of" leads on with the name.
_OF = {T.GOVERNMENT, T.INSTITUTION, T.FACILITY}
_OF_HEADS = {"area", "bay", "special area", "republic", "kingdom", "port", "base", "park"}
_FIELD_HEADS = {
    "university", "ministry", "bureau", "department", "school", "college", "institute", "academy", "commission", "committee",
    "association", "chamber", "center", "centre", "office", "administration", "federation", "society", "council", "division", "faculty", "union",
}  # fmt: skip


def chunks(tokens: list[Token], tags: dict[int, str]) -> list[Chunk]:
    """The names among ``tokens`` (of one sentence); ``tags`` gives the part of speech at a character offset."""
    pieces: list[Chunk] = []
    for first, last in _runs(tokens, tags):
        pieces.extend(_pieces(tokens, first, last))
    return _joined(tokens, pieces)


def _usable(token: Token, tags: dict[int, str]) -> bool:
    if not token.cap or token.title or token.lower in lexicon.words("time"):
        return False
    if token.opens and token.lower in lexicon.words("opening"):
        return False
    return not (token.opens and tags.get(token.start, "NNP")[:2] not in ("NN", "JJ", "VB", "FW", "CD"))


def _runs(tokens: list[Token], tags: dict[int, str]) -> list[tuple[int, int]]:
    found = []
    i = 0
    while i < len(tokens):
        if not _usable(tokens[i], tags):
            i += 1
            continue
        j = i + 1
        while j < len(tokens):
            if _usable(tokens[j], tags) and not tokens[j - 1].text.endswith("'s") or tokens[j - 1].lower in _POSSESSIVE and _usable(tokens[j], tags):
                j += 1
            elif (end := _bracket(tokens, j, tags)) or (end := _legal(tokens, j)):
                j = end
            else:
                break
        found.append((i, j))
        i = j
    return found


_POSSESSIVE = {"people's", "women's", "children's", "workers'", "academicians'", "writers'", "parliamentarians'", "journalists'", "men's", "farmers'", "teachers'", "peoples'", "overseas"}


def _bracket(tokens: list[Token], j: int, tags: dict[int, str]) -> int:
    """End of a bracket inside a name, "China (Shandong) Pilot Free Trade Zone"; 0 if the name ends before it."""
    if tokens[j].text != "(":
        return 0
    k = j + 1
    while k < len(tokens) and tokens[k].cap and k - j < 5:
        k += 1
    inside = tokens[j + 1 : k]
    if not inside or k + 1 >= len(tokens) or tokens[k].text != ")" or not _usable(tokens[k + 1], tags):
        return 0
    if len(inside) == 1 and inside[0].text.isupper() and len(inside[0].text) > 1:
        return 0
    return k + 1


def _legal(tokens: list[Token], j: int) -> int:
    """End of ", Ltd." behind "Co."; 0 if there is none."""
    if tokens[j].text == "," and tokens[j - 1].lower in ("co.", "co", "company", "corp.", "pte.", "pty.", "holdings", "group") and j + 1 < len(tokens):
        if tokens[j + 1].lower in ("ltd", "ltd.", "limited", "inc.", "inc", "llc"):
            return j + 2
    return 0


def head_at(words: list[str]) -> tuple[int, lexicon.Head] | None:
    """Longest head noun that ``words`` (lower case) end with: its number of words, and what it tells."""
    known = lexicon.heads()
    words = [w.rstrip(".") if len(w) > 2 else w for w in words]
    for size in range(min(5, len(words)), 0, -1):
        head = known.get(tuple(words[-size:]))
        if head:
            return size, head
    return None


def _pieces(tokens: list[Token], first: int, last: int) -> list[Chunk]:
    if first >= last:
        return []
    words = [t.text for t in tokens[first:last]]
    text = " ".join(words)
    bare = text.removesuffix("'s")
    if bare in lexicon.places():
        return [Chunk(first, last, T.PLACE)]
    if bare in lexicon.companies():
        return [Chunk(first, last, T.ENTERPRISE)]
    words[-1] = words[-1].removesuffix("'s")
    person = people.chinese_person(words) or people.foreign_person(words)
    titled = first > 0 and tokens[first - 1].title
    end = _last_head(words, person)
    if person and (person == len(words) or titled or not end):
        if " ".join(words[:person]) not in lexicon.places():
            return [Chunk(first, first + person, T.PERSON), *_pieces(tokens, first + person, last)]
    if not end:
        return _headless(tokens, first, last, words)
    size, head = head_at([w.lower() for w in words[:end]])  # type: ignore[misc]  # _last_head found one there
    common = "common" in head.how and end - size < (1 if head.type in (T.PARK, T.FACILITY, T.PLACE, T.GOVERNMENT) else 1)
    rest = _pieces(tokens, first + end, last)
    if rest and rest[0].type is T.PLACE and rest[0].last == last and head.type in (T.INSTITUTION, T.FACILITY, T.PARK):
        end, rest = last - first, []
    piece = Chunk(first, first + end, None if common else head.type, " ".join(w.lower() for w in words[end - size : end]), "event" in head.how)
    if common:
        piece.type = None
    return [piece, *rest]


def _last_head(words: list[str], person: int) -> int:
    """End of the longest stretch of ``words`` that a head noun ends and behind which nothing or a person follows."""
    lower = [w.lower() for w in words]
    for end in range(len(words), 0, -1):
        found = head_at(lower[:end])
        if found and (end > found[0] or "strong" in found[1].how):
            return end
    return 0


def _headless(tokens: list[Token], first: int, last: int, words: list[str]) -> list[Chunk]:
    for size in range(len(words) - 1, 0, -1):
        if " ".join(words[-size:]) in lexicon.places() and not people.chinese_person(words[-size:]):
            return [*_pieces(tokens, first, last - size), Chunk(last - size, last, T.PLACE)]
        if people.chinese_person(words[size:]) == len(words) - size and len(words) - size > 1:
            return [*_pieces(tokens, first, first + size), Chunk(first + size, last, T.PERSON)]
    return [Chunk(first, last)]


def _joined(tokens: list[Token], pieces: list[Chunk]) -> list[Chunk]:
    found: list[Chunk] = []
    for piece in pieces:
        while found and _join(tokens, found[-1], piece):
            before = found.pop()
            piece = _merge(tokens, before, piece)
        found.append(piece)
    return found


def _between(tokens: list[Token], a: Chunk, b: Chunk) -> str:
    return " ".join(t.lower for t in tokens[a.last : b.first])


def _join(tokens: list[Token], a: Chunk, b: Chunk) -> bool:
    link = _between(tokens, a, b)
    if a.type is T.PERSON or b.type is T.PERSON:
        return False
    if link in ("of", "of the"):
        if a.event:
            return False
        return bool(a.head) and (a.type in _OF or a.head in _OF_HEADS or a.type is None) and (a.type is not None or b.type is not None or a.head in _FIELD_HEADS)
    if link in ("for", "for the"):
        return a.type in (T.GOVERNMENT, T.INSTITUTION, T.FACILITY) and b.type is None
    if link == "in":
        return a.head in ("office", "consulate general", "consulate", "trade office") and a.last - a.first > 1 and b.type is T.PLACE
    if link in ("and", "&", ", and"):
        return _coordinated(tokens, a, b)
    return False


def _coordinated(tokens: list[Token], a: Chunk, b: Chunk) -> bool:
    """Whether "and" stands inside one name: "Ministry of Industry and Information Technology"."""
    fields = lexicon.words("modifier")
    of = [i for i in range(a.first, a.last) if tokens[i].lower in ("of", "for")]
    if of and tokens[of[0] - 1].lower in _FIELD_HEADS and b.type is None or of and tokens[a.last - 1].lower in fields and tokens[b.first].lower in fields:
        return tokens[a.last - 1].lower in fields or a.type is None
    if a.type is None or a.head in lexicon.words("modifier"):
        return bool(b.head) and tokens[a.last - 1].lower in fields
    return False


def _merge(tokens: list[Token], a: Chunk, b: Chunk) -> Chunk:
    link = _between(tokens, a, b)
    if link in ("and", "&", ", and") and not any(tokens[i].lower in ("of", "for") for i in range(a.first, a.last)):
        return Chunk(a.first, b.last, b.type, b.head, b.event)
    merged = Chunk(a.first, b.last, a.type, a.head, a.event, list(a.inner))
    if a.type is None and a.head and not a.event:
        found = head_at(a.head.split())
        merged.type = found[1].type if found else None
    if a.head == "standing committee" and _party(tokens, b):
        return b
    if b.type is not None and (merged.type is not T.GOVERNMENT or b.type in (T.GOVERNMENT, T.INSTITUTION)):
        merged.inner.append(b)
    merged.inner.extend(b.inner)
    return merged


def _party(tokens: list[Token], chunk: Chunk) -> bool:
    words = {t.lower for t in tokens[chunk.first : chunk.last]}
    return chunk.type is T.GOVERNMENT and ("cpc" in words or "party" in words) and bool(words & {"committee", "cpc"})
