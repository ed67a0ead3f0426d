"""What the names stage finds in one sentence, before it is known which finds are one entity."""

import re
from dataclasses import dataclass

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.chunks import Chunker
from kg.reading.hints import governed, hint, located
from kg.reading.runs import BODIES, Chunk
from kg.reading.tokens import Token


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the clean text that names something."""

    start: int
    end: int
    text: str
    type: T | None
    """``None``: capitalised, but nothing in the sentence tells what it is."""
    proper: bool = True
    """Holds a word that is no everyday word."""
    certain: bool = True
    """Names something even where every word is capitalised, as in a headline."""
    opens: bool = False
    """A single word that begins a sentence."""
    located: bool = False
    """Stands behind "in" or another preposition of place."""
    hint: T | None = None
    """What the words around it tell, where the name itself tells nothing."""
    also: str = ""
    """Another form that begins here: "virtual reality industry", "Research Institute" of "... of the Group"."""
    alias_of: tuple[int, int] | None = None
    """The stretch that it is introduced as a short form of."""


def of_chunk(text: str, chunker: Chunker, chunk: Chunk) -> list[Found]:
    """The find of ``chunk`` and those inside it; its tokens are marked as taken."""
    found = [f for inner in chunk.inner for f in of_chunk(text, chunker, inner)]
    tokens = chunker.tokens[chunk.first : chunk.last]
    if chunk.event:
        for token in tokens:
            token.taken = bool(chunk.head)  # an abbreviation that is no entity may be part of a sector
        return found
    owner = chunker.tokens[chunk.first - 1] if chunk.first else None
    if (
        owner is not None
        and owner.taken
        and owner.text.endswith("'s")
        and not chunk.proper
        and chunk.type is T.GOVERNMENT
    ):
        return found  # a company's own department
    last = chunker.tokens[chunk.last - 1]
    start, end = tokens[0].start, last.start + len(chunker.word(chunk.last - 1))
    if chunk.type is None and not _worth(chunker, chunk):
        return found
    if chunk.type is not None and chunk.last - chunk.first == 1 and not chunk.proper:
        return found
    following = chunker.tokens[chunk.last] if chunk.last < len(chunker.tokens) else None
    if len(tokens) == 1 and last.text in _ADJECTIVES and following is not None and following.tag in ("NN", "NNS", "JJ"):
        return found  # "U.S. chipmaker"
    if (
        last.text in lexicon.acronyms()
        and chunk.type is T.GOVERNMENT
        and chunk.last - chunk.first == 1
        and following is not None
        and following.title
    ):
        return found  # "CPPCC members"
    if len(tokens) > 1 and chunk.type in (None, T.ENTERPRISE) and last.lower in ("groups", "companies", "corporations"):
        end = tokens[-2].end  # "the Haier and Hisense Groups"
    for token in tokens:
        token.taken = True
    before = chunker.tokens[chunk.first - 1].lower if chunk.first else ""
    found.append(
        Found(
            start,
            end,
            text[start:end],
            chunk.type,
            chunk.proper,
            _certain(chunk) and not _guests(chunker, chunk),
            chunk.last - chunk.first == 1
            and tokens[0].opens
            and not _acts(chunker, chunk)
            and not (
                is_acronym(tokens[0].text) and tokens[0].text.isalnum() and tokens[0].lower not in chunker.english
            ),
            located(chunker.tokens, chunk.first)
            or (before == "from" and people.is_pinyin(tokens[0].lower))
            or _headed_for(chunker, chunk),
            hint(chunker, chunk) if chunk.type is None else None,
            (_without_owner(text[start:end]) or _part(chunker, chunk, text)) if chunk.type in BODIES else "",
        )
    )
    return found


def _headed_for(chunker: Chunker, chunk: Chunk) -> bool:
    """Whether a word in pinyin stands behind "went to", "the trip to", as places do."""
    going = chunker.tokens[chunk.first - 2].lower if chunk.first > 1 else ""
    before = chunker.tokens[chunk.first - 1].lower if chunk.first else ""
    if before == "from" and (going in lexicon.words("maker") | lexicon.words("firm") or going == "company"):
        return chunk.last - chunk.first < 3  # "the adjuvant maker from X"
    if before == "off" and going not in lexicon.words("works"):
        return chunk.last - chunk.first == 1  # "fuelled off X"
    to = going in lexicon.words("bound") and before == "to"
    if to and going in _MOVING and chunk.last - chunk.first < 3:
        return True  # "came to X", "flights to X"
    return to and chunk.last - chunk.first == 1 and people.is_pinyin(chunker.tokens[chunk.first].lower)


#: Of what is bound for somewhere, what goes to a place and to no company.
_MOVING = frozenset(
    {"come", "comes", "came", "coming", "go", "goes", "flew", "fly", "flight", "flights", "train", "trains", "route",
     "routes", "sailed", "travelled", "traveled", "travel", "service", "services", "back", "returned", "moved"}
)  # fmt: skip


def _acts(chunker: Chunker, chunk: Chunk) -> bool:
    """Whether a verb behind a single word that is no English and no Chinese word shows it a name: "Norvent makes"."""
    word, following = chunker.tokens[chunk.first], chunker.tokens[chunk.last : chunk.last + 1]
    return (
        bool(following)
        and (following[0].tag in ("VBZ", "VBD", "MD") or (following[0].lower == "and" and _uninflected(word)))
        and word.tag in ("NNP", "NNPS")
        and len(word.text) > 4
        and word.text.isalpha()
        and word.lower not in chunker.english
        and not people.is_pinyin(word.lower)
        and word.lower not in lexicon.words("nation")
    )


def _uninflected(word: Token) -> bool:
    return not word.lower.endswith(("s", "ed", "ing", "ly"))


#: Countries that are written alike as adjectives.
_ADJECTIVES = frozenset({"US", "U.S.", "UK", "U.K."})
#: The end of a body's name that only refers back: "Research Institute of the Group".
_OWNER = re.compile(
    r" of the (?:Group|Company|Corporation|Zone|Park|City|Province|County|District|University|College|Hospital)$"
)


def _without_owner(name: str) -> str:
    """``name`` without an owner whom only a common noun names, if it is a name without it too."""
    bare = _OWNER.sub("", name)
    return bare if bare != name and " " in bare else ""


def _part(chunker: Chunker, chunk: Chunk, text: str) -> str:
    """The short form that stands inside "Modern Building of X Park": two words or more before "of" and a name."""
    of = next((i for i in range(chunk.first, chunk.last) if chunker.tokens[i].lower == "of"), chunk.first)
    owner = next((c for c in chunk.inner if c.first - of in (1, 2)), None)
    if of - chunk.first < 2 or owner is None or chunk.type is not T.FACILITY:
        return ""
    return text[chunker.tokens[chunk.first].start : chunker.tokens[of - 1].end]


def _worth(chunker: Chunker, chunk: Chunk) -> bool:
    """Whether a chunk that nothing tells the type of can be a name at all."""
    words = [chunker.word(i) for i in range(chunk.first, chunk.last)]
    if len(words) == 1 and people.is_surname(words[0]) and words[0].lower() not in lexicon.words("opening"):
        return True
    if hint(chunker, chunk) is T.PERSON or governed(chunker.tokens, chunk.last):
        return words[-1].istitle() and len(words[-1]) > 2 and (words[-1].lower(),) not in lexicon.heads()
    if len(words) > 1 and hint(chunker, chunk) is T.ENTERPRISE:
        return True
    if _of_two_places(words) or _coded(words) or _vehicle(chunker.tokens, chunk.first):
        return False
    if not chunk.proper or len("".join(words)) < 2 or all(map(_of_nations, words)):
        return False
    if chunk.first and chunker.tokens[chunk.first - 1].tag == "CD" and words[-1].endswith(("ese", "ans", "ians")):
        return False  # "two million Wenzhounese"
    if len(words) == 1:
        token = chunker.tokens[chunk.first]
        return (
            len(words[0]) > 2
            and words[0].lower() not in lexicon.words("opening")
            and not (token.opens and token.tag[:2] not in ("NN", "JJ", "FW"))
        )
    return True


def _of_nations(word: str) -> bool:
    """Whether ``word`` only tells whose something is, or which part: "Finnish", "Sino-Finnish", "North"."""
    known = lexicon.words("nation") | lexicon.words("compass") | lexicon.words("halves")
    return known.issuperset(word.lower().split("-"))


#: Numbers of flights, models and drugs: "FL8817", "RY-207".
_CODE = re.compile(r"[A-Z]{1,4}-?\d{2,5}[A-Z]?")


def _coded(words: list[str]) -> bool:
    """Whether a chunk ends with the number of a flight, model or drug and says nothing else."""
    return _CODE.fullmatch(words[-1]) is not None and all(w.lower() in lexicon.words("vessel") for w in words[:-1])


def _of_two_places(words: list[str]) -> bool:
    """Whether a chunk only tells between which places something goes: "China-Europe", "Luosha-Minqian"."""
    parts = words[0].split("-") if len(words) == 1 else []
    nations = lexicon.words("nation")
    return len(parts) > 1 and all(p in lexicon.places() or p.lower() in nations for p in parts)


def _vehicle(tokens: list[Token], first: int) -> bool:
    """Whether a name is that of a ship or the like: 'the tanker "Luo Star"', 'named "Luo Star"'."""
    if not first or tokens[first - 1].text not in ('"', "'"):
        return False
    before = next(
        (t for t in reversed(tokens[max(0, first - 5) : first - 1]) if t.text[0].isalpha() and not t.cap), None
    )
    return before is not None and before.lower in lexicon.words("vessel") | {"named", "christened", "name"}


def _certain(chunk: Chunk) -> bool:
    if chunk.type is T.PERSON or chunk.type is T.PLACE:
        return True
    if chunk.type is None:
        return False
    if chunk.type is T.ENTERPRISE and not chunk.head:
        return True
    return chunk.proper and bool(chunk.head) and chunk.last - chunk.first > 1


def _guests(chunker: Chunker, chunk: Chunk) -> bool:
    """Whether a chunk is only somebody's nation and what they are: "Kazakh Partners"."""
    words = [chunker.word(i).lower() for i in range(chunk.first, chunk.last)]
    return chunk.type is T.ENTERPRISE and all(w in lexicon.words("nation") for w in words[:-1])


def is_acronym(word: str) -> bool:
    """Whether ``word`` is written in capitals as abbreviations are."""
    return (
        2 <= len(word) <= 8
        and sum(c.isupper() for c in word) >= max(2, len(word) - 1)
        and not people.is_pinyin(word.lower())
    ) or (2 <= len(word) <= 5 and word.isupper())
