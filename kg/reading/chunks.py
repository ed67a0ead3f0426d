"""Chunks: sequences of capitalised words that are one name each, with the type that their head noun tells.

A *run* is an unbroken sequence of capitalised words; it may hold several names ("Qingdao High-tech Zone Li Hongyan"), and
a name may join several runs ("Management Committee of Qingdao High-tech Zone").
"""

import re
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
    """The head noun that told the type, in lower case."""
    event: bool = False
    proper: bool = True
    """Holds a word that is no everyday word; "Management Committee" does not."""
    inner: list["Chunk"] = field(default_factory=list)
    """Names inside this one that are entities of their own."""


#: Types of bodies that "of" leads on from.
_OF = frozenset({T.GOVERNMENT, T.INSTITUTION, T.FACILITY})
_OF_HEADS = frozenset({"area", "special area", "new area", "bay", "republic", "kingdom", "base", "party", "functional area"})
_OF_LINKS = frozenset({"of", "of the"})
_AND = frozenset({"and", "&"})
_SUFFIXES = frozenset({"ltd", "ltd.", "limited", "inc.", "inc", "llc", "corp.", "plc"})
_ORGANS = frozenset(
    " ".join(words)
    for level in ((), ("municipal",), ("provincial",), ("district",), ("county",), ("city",))
    for words in ((*level, "committee"), (*level, "government"), (*level, "people's", "government"), (*level, "party", "committee"), (*level, "people's", "congress"))
    if level or words != ("committee",)
)


class Chunker:
    """Finds the names of one sentence."""

    def __init__(self, tokens: list[Token], english: frozenset[str]) -> None:
        self.tokens = tokens
        self.english = english

    def chunks(self) -> list[Chunk]:
        """The names in order; events among them, which are no entities."""
        pieces: list[Chunk] = []
        i = 0
        while i < len(self.tokens):
            if self.usable(i):
                last = self._run(i)
                pieces.extend(self.pieces(i, last))
                i = last
            else:
                i += 1
        return self._joined(pieces)

    # ---- words ----------------------------------------------------------------------------------------------------

    def usable(self, i: int) -> bool:
        """Whether token ``i`` can stand in a name."""
        token = self.tokens[i]
        if not token.cap or token.title or token.taken or token.lower in lexicon.words("time"):
            return False
        if not token.opens:
            return True
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if token.lower in lexicon.words("opening"):
            return token.lower in ("new", "east", "west", "home", "three", "one") and following is not None and following.cap and not following.title
        bare = token.lower.removesuffix("'s")
        everyday = bare in self.english and token.text not in lexicon.places() and not people.is_surname(bare)
        return not (everyday and token.tag not in ("NNP", "NNPS") and not (following and following.cap and following.tag in ("NNP", "NNPS", "NN")))

    def word(self, i: int) -> str:
        """Token ``i`` without the possessive that ends a name."""
        token = self.tokens[i]
        return token.text if token.lower in lexicon.words("possessive") else token.text.removesuffix("'s").removesuffix("'")

    def generic(self, i: int) -> bool:
        """Whether token ``i`` is an everyday word, capitalised or not."""
        word = self.word(i)
        lower = word.lower().rstrip(".")
        if not word[0].isalpha() or len(lower) == 1:
            return True
        if lower in lexicon.words("nation"):
            return False
        if word.isupper() and lexicon.acronyms().get(word, True) and lower not in lexicon.words("abstract"):
            return False
        if lower in lexicon.words("modifier") or lower in lexicon.words("abstract") or lower in lexicon.words("possessive"):
            return True
        if word in lexicon.places() or word in lexicon.companies() or lower in lexicon.foreign_names():
            return False
        if (lower,) in lexicon.heads() or (word in lexicon.acronyms() and lexicon.acronyms()[word] is None):
            return True
        stem = lower[:-1] if lower.endswith("s") else lower
        parts = [p for p in word.split("-") if p]
        if any(p in lexicon.places() or p in lexicon.companies() for p in parts):
            return False
        return all(p.lower() in self.english for p in parts) or stem in self.english

    def _heading(self, i: int) -> bool:
        head = lexicon.heads().get((self.tokens[i].lower.rstrip("."),))
        return head is not None and head.strong

    # ---- runs -----------------------------------------------------------------------------------------------------

    def _run(self, first: int) -> int:
        j = first + 1
        while j < len(self.tokens):
            before = self.tokens[j - 1]
            ended = before.text.endswith(("'s", "'")) and before.lower not in lexicon.words("possessive")
            if self.usable(j) and not ended:
                j += 1
            elif end := self._organ(first, j) or self._bracket(j) or self._legal(j) or self._conjoined(first, j) or self._listed(first, j):
                j = end
            elif self._figure(j):
                j += 1
            else:
                break
        return j

    def _organ(self, first: int, j: int) -> int:
        """End of an organ in lower case behind its place: "Fuzhou municipal committee", "Kaifeng Municipal People's government"."""
        before = self.tokens[j - 1]
        name = " ".join(self.word(i) for i in range(first, j))
        if before.text.endswith("'s") and before.lower not in lexicon.words("possessive"):
            return 0
        for size in (3, 2, 1):
            words = [t.lower for t in self.tokens[j : j + size]]
            if len(words) < size or any(t.title for t in self.tokens[j : j + size]) or " ".join(words) not in _ORGANS:
                continue
            placed = name in lexicon.places() or name.split()[-1] in lexicon.places() or before.lower in ("municipal", "provincial", "people's", "district", "county", "city")
            return j + size if placed or (size > 1 and before.lower in ("cpc", "cppcc")) else 0
        return 0

    def _bracket(self, j: int) -> int:
        """End of a bracket inside a name, "China (Shandong) Pilot Free Trade Zone"; 0 if the name ends before it."""
        if self.tokens[j].text != "(":
            return 0
        k = j + 1
        while k < len(self.tokens) and self.tokens[k].cap and k - j < 5:
            k += 1
        inside = self.tokens[j + 1 : k]
        if not inside or k + 1 >= len(self.tokens) or self.tokens[k].text != ")" or not self.usable(k + 1):
            return 0
        if len(inside) == 1 and len(inside[0].text) > 1 and inside[0].text.isupper():
            return 0
        return k + 1

    def _legal(self, j: int) -> int:
        """End of ", Ltd." behind "Co."; 0 if there is none."""
        before = self.tokens[j - 1].lower
        if self.tokens[j].text != "," or j + 1 >= len(self.tokens) or self.tokens[j + 1].lower not in _SUFFIXES:
            return 0
        return j + 2 if before.rstrip(".") in ("co", "company", "corp", "pte", "pty", "holdings", "group", "holding") or self.tokens[j + 1].lower != "limited" else 0

    def _conjoined(self, first: int, j: int) -> int:
        """End of a run that "and" goes on inside a name: "Smart City Operation and Management Center"; 0 otherwise."""
        if self.tokens[j].lower not in _AND or j + 1 >= len(self.tokens) or not self.usable(j + 1):
            return 0
        if self.tokens[j].text == "&" and not self._told(first, j) and self.word(j - 1) not in lexicon.places():
            return j + 2  # "Procter & Gamble"
        if not (self.generic(j - 1) and self.generic(j + 1)) or self._told(first, j):
            return 0
        if people.person_at([self.word(i) for i in range(first, j)]) == j - first:
            return 0
        k = j + 1
        while k < len(self.tokens) and (self.usable(k) or self.tokens[k].lower in _AND and k + 1 < len(self.tokens) and self.usable(k + 1) and self.generic(k - 1) and not self._told(j + 1, k)):
            k += 1
        head = lexicon.head_at([self.tokens[i].lower for i in range(j + 1, k)])
        if head is None or not (head[1].strong or head[1].type in _OF or head[1].type is None):
            return 0
        return j + 2

    def _listed(self, first: int, j: int) -> int:
        """End of a run that commas and "and" go on inside a name: "Economic, Trade, Cultural and Tourism Exchange Meeting"."""
        k = j
        while k + 1 < len(self.tokens) and self.tokens[k].text == "," and self.usable(k + 1) and self.generic(k + 1) and self.generic(k - 1):
            k += 2
        return k if k > j and self._conjoined(first, k) else 0

    def _told(self, first: int, last: int) -> bool:
        """Whether the words so far are a name already, as their head noun tells."""
        found = lexicon.head_at([self.word(i).lower() for i in range(first, last)])
        return found is not None and found[1].type is not None and (found[1].strong or found[0] > 1) and self.tokens[last - 1].lower not in ("city", "sea", "ocean", "customs")

    def _figure(self, j: int) -> bool:
        """Whether the figure at ``j`` belongs to the name before it: "Gabon 24", "No. 3 Middle School"."""
        token = self.tokens[j]
        if not token.text.isdigit() or len(token.text) > 3 or token.taken:
            return False
        following = self.tokens[j + 1] if j + 1 < len(self.tokens) else None
        if self.tokens[j - 1].lower == "no.":
            return following is not None and following.cap
        return following is not None and following.text in (",", ".", ";", ")") and self.tokens[j - 1].text in lexicon.places()

    # ---- names in a run ---------------------------------------------------------------------------------------------

    def pieces(self, first: int, last: int) -> list[Chunk]:
        """The names in the run ``first`` to ``last``."""
        if first >= last:
            return []
        words = [self.word(i) for i in range(first, last)]
        whole = self._known(first, last, words)
        if whole:
            return [whole]
        person = people.person_at(words)
        end = self._last_head(words)
        told = end == len(words) and self._head_of(words).strong and len(words) > 2 if end else False
        if person and " ".join(words[:person]) not in lexicon.places() | lexicon.companies():
            named = person == len(words) or self.titled_before(first) or self._titled_after(first + person) or not end
            if named and not (told and not self._titled_after(first + person) and not (self.titled_before(first) and person == len(words))):
                return [Chunk(first, first + person, T.PERSON), *self.pieces(first + person, last)]
        if self._titled_person(first, last, words, told):
            return [Chunk(first, last, T.PERSON)]
        if not end:
            return self._headless(first, last, words)
        return self._headed(first, last, words, end)

    def _known(self, first: int, last: int, words: list[str]) -> Chunk | None:
        text = " ".join(words)
        if text in lexicon.companies():
            return Chunk(first, last, T.ENTERPRISE)
        if text in lexicon.places() and not (self.titled_before(first) and people.person_at(words) == len(words)):
            return Chunk(first, last, T.PLACE)
        if text in lexicon.acronyms():
            type_ = lexicon.acronyms()[text]
            return Chunk(first, last, type_, event=type_ is None)
        if words[0] == "CPC" and len(words) > 1:
            found = lexicon.head_at([w.lower() for w in words])
            if found is None or found[1].type is T.PLACE:
                return Chunk(first, last, T.GOVERNMENT)
        return None

    def titled_before(self, first: int) -> bool:
        """Whether a title or an honorific stands right before token ``first``."""
        return first > 0 and self.tokens[first - 1].title

    def _titled_after(self, last: int) -> bool:
        """Whether an apposition with a title follows: ", mayor of", "(deputy director of", ", who is Chair of"."""
        following = self.tokens[last : last + 6]
        if not following or following[0].text not in (",", "("):
            return False
        for token in following[1:]:
            if token.title:
                return True
            if token.cap or token.lower not in _LEADING_TO_TITLE:
                return False
        return False

    def _titled_person(self, first: int, last: int, words: list[str], told: bool) -> bool:
        """Whether a title beside them makes otherwise unknown words a person: "Huo Plateau, Party secretary"."""
        if told or not 2 <= len(words) <= 4 or not all(w[0].isupper() and w.isalpha() or "-" in w for w in words):
            return False
        if self.titled_before(first) and self.tokens[first - 1].lower in ("mr.", "ms.", "mrs.", "dr.", "prof."):
            return True
        if all(self.generic(i) for i in range(first, last)) and not people.is_surname(words[0]):
            return False
        if any(w in lexicon.places() or w in lexicon.companies() for w in words):
            return False
        return self.titled_before(first) or self._titled_after(last)

    def _head_of(self, words: list[str]) -> lexicon.Head:
        found = lexicon.head_at([w.lower() for w in words])
        return found[1] if found else lexicon.Head(None, frozenset())

    def _last_head(self, words: list[str]) -> int:
        """End of the longest stretch of ``words`` that a head noun ends; 0 if there is none."""
        lower = [w.lower() for w in words]
        for end in range(len(words), 0, -1):
            found = lexicon.head_at(lower[:end])
            if found and (end > found[0] or found[1].strong):
                return end
        return 0

    def _headed(self, first: int, last: int, words: list[str], end: int) -> list[Chunk]:
        size, head = lexicon.head_at([w.lower() for w in words[:end]]) or (0, lexicon.Head(None, frozenset()))
        rest = self.pieces(first + end, last)
        if rest and rest[0].type is T.PLACE and rest[0].last == last and head.type in (T.INSTITUTION, T.FACILITY, T.PARK):
            end, rest = last - first, []  # "Dulwich International High School Suzhou"
        elif rest and rest[0].type is None and not rest[0].event and not head.strong and head.type is not T.PROJECT:
            return [Chunk(first, last)]
        elif rest and rest[0].type is None and not rest[0].event and all(self.generic(i) for i in range(first + end, last)):
            if head.type is not T.PROJECT and "phase" not in [w.lower() for w in words[end:]]:
                return self._short_of(first, end, words, size, head)
            end, rest = last - first, []
        return [*self._short_of(first, end, words, size, head), *rest]

    def _short_of(self, first: int, end: int, words: list[str], size: int, head: lexicon.Head) -> list[Chunk]:
        proper = not all(self.generic(i) for i in range(first, first + end) if self.tokens[i].text not in "()")
        name = " ".join(w.lower() for w in words[end - size : end])
        chunk = Chunk(first, first + end, head.type, name, "event" in head.how, proper)
        if chunk.event and words[end - 1].lower() in lexicon.words("acting"):
            chunk.inner = [Chunk(first, first + end - size, T.PLACE)] if " ".join(words[: end - size]) in lexicon.places() else []
        if not head.strong and head.type is T.ENTERPRISE and not proper:
            chunk.type = None
        return [chunk]

    def _headless(self, first: int, last: int, words: list[str]) -> list[Chunk]:
        for size in range(1, len(words)):
            tail = words[size:]
            if len(tail) > 1 and people.person_at(tail) == len(tail) and not people.person_at(words[size - 1 :]) == len(tail) + 1:
                return [*self.pieces(first, first + size), Chunk(first + size, last, T.PERSON)]
            if " ".join(tail) in lexicon.places() and " ".join(words[:size]) in lexicon.places():
                return [Chunk(first, first + size, T.PLACE), Chunk(first + size, last, T.PLACE)]
        while first < last and words[0].lower() in lexicon.words("opening") and self.tokens[first].opens:
            first, words = first + 1, words[1:]
        proper = not all(self.generic(i) for i in range(first, last))
        field = lexicon.heads().get((words[0].lower(),)) if len(words) == 1 and words[0].lower() in lexicon.words("field") else None
        if field is not None:
            return [Chunk(first, last, field.type, words[0].lower(), proper=False)]
        return [Chunk(first, last, proper=proper)] if first < last else []

    # ---- names over several runs -----------------------------------------------------------------------------------

    def _joined(self, pieces: list[Chunk]) -> list[Chunk]:
        found: list[Chunk] = []
        for n, piece in enumerate(pieces):
            whole = piece
            while found and self._join(found[-1], whole, pieces[n + 1] if n + 1 < len(pieces) else None):
                whole = self._merge(found.pop(), whole)
            found.append(whole)
        return found

    def link(self, a: Chunk, b: Chunk) -> str:
        """The words between two chunks, in lower case."""
        return " ".join(t.lower for t in self.tokens[a.last : b.first])

    def _join(self, a: Chunk, b: Chunk, following: Chunk | None) -> bool:
        link = re.sub(r"^of the \d+(?:st|nd|rd|th)$", "of the", self.link(a, b))
        if link in _AND and b.head in lexicon.words("acting") and a.head in ("cpc", "party"):
            return True
        if T.PERSON in (a.type, b.type) or a.event:
            return False
        if link in _OF_LINKS:
            return self._of(a, b)
        if link in ("for", "for the"):
            return a.type in _OF and (b.type is None or not b.proper) and not b.event
        if link == "in":
            abroad = a.head.endswith(("office", "consulate general", "consulate", "consulate-general")) and a.type is T.GOVERNMENT
            national = self.tokens[a.first].lower == "national" and a.type is T.FACILITY and not a.proper
            chamber = a.head.startswith("chamber") or (a.head == "embassy" and a.last - a.first > 1)
            return b.type is T.PLACE and (abroad or national or chamber)
        if link in _AND:
            return self._coordinated(a, b, following)
        if link == "," and self._field(a) and (b.type is None or (b.last - b.first == 1 and not b.proper)):
            return bool(following) and self.link(b, following) in {*_AND, ", and", ","} and self.generic(b.first)  # type: ignore[arg-type]  # following is set
        return False

    def _of(self, a: Chunk, b: Chunk) -> bool:
        if self.tokens[b.first].text == "CPC" and b.last - b.first == 1:
            return a.type is T.GOVERNMENT
        if b.event:
            return not a.proper and a.head in ("organizing committee", "committee")
        if a.type is T.ENTERPRISE:
            national = a.head in ("bank", "company", "corporation") and not a.proper and b.type is T.PLACE
            national = national or (self.tokens[a.last - 1].lower == "bank" and self.generic(a.last - 2) and b.type is T.PLACE)
            return national or (a.head == "branch" and b.type in (T.ENTERPRISE, T.INSTITUTION))
        if a.head in _OF_HEADS or a.head in lexicon.words("field") and (b.type is None or not b.proper):
            return True
        if a.type is T.PARK:
            return not a.proper and a.last - a.first > 1 and b.type is T.PLACE
        if a.type not in _OF:
            return False
        if a.type is T.FACILITY and (a.proper or self._heading(a.first) and a.last - a.first == 1):
            return not a.proper and b.type in (T.PARK, T.ENTERPRISE, T.PLACE) and a.last - a.first > 1
        if a.proper and b.type in (T.ENTERPRISE, T.PARK) and a.type is T.INSTITUTION:
            return False
        return b.type is not None or b.proper or self._field(a)

    def _field(self, a: Chunk) -> bool:
        """Whether ``a`` is a body of a field of work: "Ministry of Industry", "University of Finance"."""
        of = next((i for i in range(a.first, a.last) if self.tokens[i].lower == "of"), None)
        return (of is not None and self.tokens[of - 1].lower in lexicon.words("field") and self.generic(a.last - 1)) or a.head in lexicon.words("field")

    def _coordinated(self, a: Chunk, b: Chunk, following: Chunk | None) -> bool:
        inside = any(self.tokens[i].lower in ("of", "for") for i in range(a.first, a.last))
        if inside and self._field(a) and self.generic(a.last - 1) and self.generic(b.first):
            return b.type is None or not self._heading(b.last - 1) or b.last - b.first == 1
        shared = following is not None and self.link(b, following) in _OF_LINKS
        if shared and a.type is b.type is T.FACILITY and not a.proper and not b.proper:
            return True
        return a.type is None and not a.proper and bool(b.head) and not b.event and not b.proper and shared

    def _merge(self, a: Chunk, b: Chunk) -> Chunk:
        link = self.link(a, b)
        proper = a.proper or b.proper
        if link in _AND and not any(self.tokens[i].lower in ("of", "for") for i in range(a.first, a.last)):
            return Chunk(a.first, b.last, b.type, b.head, b.event, proper)
        if a.type is T.GOVERNMENT and b.type is T.ENTERPRISE:
            return b
        if a.head == "standing committee" and self._party(b):
            return b
        type_ = T.PARK if a.type is T.PLACE and b.type is T.PARK else a.type
        merged = Chunk(a.first, b.last, type_, a.head, a.event, proper, list(a.inner))
        party = [self.tokens[i].lower for i in range(b.first, min(b.first + 2, b.last))]
        if b.last - b.first == 1 and party[0] in ("cppcc", "cpc") or party == ["communist", "party"]:
            return merged
        if b.type is T.PLACE and a.type is not T.FACILITY:
            return merged
        if b.type is not None and (a.type is not T.GOVERNMENT or b.type in (T.GOVERNMENT, T.INSTITUTION)):
            merged.inner.append(b)
        merged.inner.extend(b.inner)
        return merged

    def _party(self, chunk: Chunk) -> bool:
        words = {t.lower for t in self.tokens[chunk.first : chunk.last]}
        levels = {"municipal", "provincial", "district", "county", "city", "cpc", "party", "central"}
        return chunk.type is T.GOVERNMENT and bool(words & levels) and "committee" in words and not words & {"cppcc", "consultative", "congress"}


_LEADING_TO_TITLE = frozenset(
    "the a an who which is was both also and as well respectively his her its then now currently former executive deputy vice permanent".split()  # noqa: SIM905 - a list of words
)
