"""Runs: unbroken sequences of capitalised words, which hold one name or several."""

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
BODIES = frozenset({T.GOVERNMENT, T.INSTITUTION, T.FACILITY})
AND = frozenset({"and", "&"})
#: Sites that are a field of work before "and", another field and a bureau.
_FIELDS = frozenset({"port", "ports", "airport", "park", "parks", "garden", "gardens", "highway", "museum", "harbor"})
_BUREAUS = frozenset({"bureau", "administration", "department", "authority", "office", "commission"})
_SUFFIXES = frozenset({"ltd", "ltd.", "limited", "inc.", "inc", "llc", "corp.", "plc"})
_ORGANS = frozenset(
    " ".join(words)
    for level in ((), ("municipal",), ("provincial",), ("district",), ("county",), ("city",))
    for words in (
        (*level, "committee"),
        (*level, "government"),
        (*level, "people's", "government"),
        (*level, "party", "committee"),
        (*level, "people's", "congress"),
    )
    if level or words != ("committee",)
)


#: Words that begin names as well as sentences.
_BEGINNING = frozenset({"new", "east", "west", "home", "three", "one", "standing", "first", "second", "third", "trade"})
#: Whose a company is, before its name where a sentence begins: "State-owned Torvik".
_OWNED = re.compile(
    r"(?:state|foreign|family|privately|jointly|wholly|government|locally|publicly)-(?:owned|funded|run|held|listed)"
)
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
#: What is numbered inside a name: "China Railway 14th Bureau Group", "Anping 5th Middle School".
_NUMBERED = frozenset({"bureau", "division", "engineering", "middle", "primary", "high", "people's", "institute"})
#: Words of the longest run that is looked at as one; more are no name but a list or a line in capitals.
_LONGEST = 40


class Runs:
    """The tokens of one sentence, and what they are to names."""

    def __init__(self, tokens: list[Token], english: frozenset[str]) -> None:
        self.tokens = tokens
        self.english = english

    def usable(self, i: int) -> bool:
        """Whether token ``i`` can stand in a name."""
        token = self.tokens[i]
        if not token.cap or token.title or token.taken:
            return False
        if token.lower in lexicon.words("time") and not self._named_as_a_month(i):
            return False
        if token.lower in lexicon.words("owner") and not token.text.isupper():
            return False
        if token.text == "The" and not (i + 1 < len(self.tokens) and self.tokens[i + 1].cap):
            return False  # "FRIDAY  The zone's committee met"
        if not token.opens:
            return True
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if token.lower in lexicon.words("opening"):
            return self._surname(token, following) or (
                token.lower in _BEGINNING and following is not None and following.cap and not following.title
            )
        if _OWNED.fullmatch(token.lower) and following is not None and following.text != "Assets":
            return False
        if self._label(token, following):
            return False
        bare = token.lower.removesuffix("'s")
        everyday = bare in self.english and token.text not in lexicon.places() and not people.is_surname(bare)
        return not (
            everyday
            and token.tag not in ("NNP", "NNPS")
            and not (following and following.cap and following.tag in ("NNP", "NNPS", "NN"))
        )

    def _named_as_a_month(self, i: int) -> bool:
        """Whether a short month is part of a name: "Wen Jun" behind a surname, "Jan Visser" behind a title."""
        token = self.tokens[i]
        if token.text not in ("Jun", "Jan", "Sun", "May", "Sat"):
            return False
        around = self.tokens[max(0, i - 1) : i] + self.tokens[i + 1 : i + 2]
        if any(t.text[0].isdigit() for t in around):
            return False
        before = self.tokens[i - 1] if i else None
        if before is not None and before.cap and before.lower not in lexicon.words("time"):
            return token.text in ("Jun", "Jan") and people.is_surname(before.text)
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        named = following is not None and following.cap and following.text.isalpha()
        return bool(before and before.title and named and token.text in ("Jan", "Sun", "May"))

    def _label(self, token: Token, following: Token | None) -> bool:
        """Whether an English word in capitals is only the label of what follows: "WEEKEND  Basketball"."""
        shouted = token.text.isupper() and len(token.text) > 3 and token.lower in self.english
        return shouted and following is not None and following.text.istitle() and token.text not in lexicon.acronyms()

    @staticmethod
    def _surname(token: Token, following: Token | None) -> bool:
        """Whether a pronoun or article that begins a sentence is a surname: "He Jiawei", "An Ming"."""
        if following is None or not following.text.istitle() or following.text in lexicon.places():
            return False
        never = token.lower in ("he", "she") or (token.lower == "an" and following.lower[0] not in "aeiou")
        return (
            people.is_surname(token.lower)
            and people.is_given(following.lower)
            and (len(following.text) > 4 or (never and len(following.text) > 1))
        )

    def word(self, i: int) -> str:
        """Token ``i`` without the possessive that ends a name."""
        token = self.tokens[i]
        return (
            token.text
            if token.lower in lexicon.words("possessive")
            else token.text.removesuffix("'s").removesuffix("'")
        )

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
        if (
            lower in lexicon.words("modifier")
            or lower in lexicon.words("abstract")
            or lower in lexicon.words("possessive")
        ):
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

    def heading(self, i: int) -> bool:
        """Whether token ``i`` alone is a head noun that tells the type."""
        head = lexicon.heads().get((self.tokens[i].lower.rstrip("."),))
        return head is not None and head.strong

    def run(self, first: int) -> int:
        """End of the run that begins at ``first``."""
        j = first + 1
        while j < len(self.tokens) and j - first < _LONGEST:
            before = self.tokens[j - 1]
            ended = before.text.endswith(("'s", "'")) and not self._shared(before)
            if self.usable(j) and not ended:
                j += 1
            elif (
                end := self._organ(first, j)
                or self._bracket(first, j)
                or self._particle(first, j)
                or self._legal(j)
                or self._conjoined(first, j)
                or self._listed(first, j)
            ):
                j = end
            elif self._figure(j):
                j += 1
            else:
                break
        return j

    def _shared(self, token: Token) -> bool:
        """Whether a possessive goes on inside a name: "Women's Federation", "Traders' Association"."""
        if token.lower in lexicon.words("possessive"):
            return True
        return (
            token.text.endswith("s'") and token.lower[:-2] in self.english and token.text[:-1] not in lexicon.places()
        )

    def _organ(self, first: int, j: int) -> int:
        """End of an organ in lower case behind its place: "Huzhou municipal committee"."""
        before = self.tokens[j - 1]
        name = " ".join(self.word(i) for i in range(first, j))
        if before.text.endswith("'s") and before.lower not in lexicon.words("possessive"):
            return 0
        for size in (3, 2, 1):
            words = [t.lower for t in self.tokens[j : j + size]]
            if len(words) < size or any(t.title for t in self.tokens[j : j + size]) or " ".join(words) not in _ORGANS:
                continue
            placed = (
                name in lexicon.places()
                or name.split()[-1] in lexicon.places()
                or before.lower in ("municipal", "provincial", "people's", "district", "county", "city")
            )
            return j + size if placed or (size > 1 and before.lower in ("cpc", "cppcc")) else 0
        return 0

    def _particle(self, first: int, j: int) -> int:
        """End of "bin", "van der" inside a person's name that a title or a given name tells; 0 otherwise."""
        last = j
        while last < len(self.tokens) and last - j < 3 and people.is_particle(self.tokens[last].text):
            last += 1
        if last == j or last >= len(self.tokens) or not self.usable(last):
            return 0
        given = lexicon.foreign_names().get(self.word(first).lower()) == "given"
        company = self.word(first).lower() in lexicon.words("company")
        return last + 1 if given or company or (first > 0 and self.tokens[first - 1].title) else 0

    def _bracket(self, first: int, j: int) -> int:
        """End of a bracket inside a name, "China (Sichuan) Pilot Free Trade Zone"; 0 if the name ends before it."""
        if self.tokens[j].text != "(":
            return 0
        k = j + 1
        while k < len(self.tokens) and self.tokens[k].cap and k - j < 5:
            k += 1
        inside = self.tokens[j + 1 : k]
        if not inside or k >= len(self.tokens) or self.tokens[k].text != ")":
            return 0
        if inside[0].lower == "phase":
            return k + 1  # "Luosha Oil Storage Base (Phase II)"
        if k + 1 >= len(self.tokens) or not self.usable(k + 1):
            place = " ".join(t.text for t in inside) in lexicon.countries()
            head = lexicon.head_at([self.word(i).lower() for i in range(first, j)])
            return k + 1 if place and head is not None and head[1].type is T.ENTERPRISE and self._told(first, j) else 0
        if len(inside) == 1 and len(inside[0].text) > 1 and inside[0].text.isupper():
            return 0
        return k + 1

    def _legal(self, j: int) -> int:
        """End of ", Ltd." behind "Co."; 0 if there is none."""
        before = self.tokens[j - 1].lower
        if self.tokens[j].text != "," or j + 1 >= len(self.tokens) or self.tokens[j + 1].lower not in _SUFFIXES:
            return 0
        return (
            j + 2
            if before.rstrip(".") in ("co", "company", "corp", "pte", "pty", "holdings", "group", "holding")
            or self.tokens[j + 1].lower != "limited"
            else 0
        )

    def _conjoined(self, first: int, j: int) -> int:
        """End of a run that "and" goes on inside a name: "Smart City Operation and Management Center"; 0 otherwise."""
        if j + 1 >= len(self.tokens) or self.tokens[j].lower not in AND or not self.usable(j + 1):
            return 0
        if self.tokens[j].text == "&" and not self._told(first, j) and self.word(j - 1) not in lexicon.places():
            return j + 2  # "Procter & Gamble"
        if self._peoples(j) or self._two_fields(first, j):
            return j + 2
        if not (self.generic(j - 1) and self.generic(j + 1)) or self._told(first, j):
            return 0
        if people.person_at([self.word(i) for i in range(first, j)]) == j - first:
            return 0
        k = j + 1
        while k < len(self.tokens) and (
            self.usable(k)
            or (
                self.tokens[k].lower in AND
                and k + 1 < len(self.tokens)
                and self.usable(k + 1)
                and self.generic(k - 1)
                and not self._told(j + 1, k)
            )
        ):
            k += 1
        head = lexicon.head_at([self.tokens[i].lower for i in range(j + 1, k)])
        if head is None or not (head[1].strong or head[1].type in BODIES or head[1].type is None):
            return 0
        return j + 2

    def _peoples(self, j: int) -> bool:
        """Whether "and" at ``j`` joins the peoples of an autonomous area: "Luo and Han Autonomous County"."""
        return any(self.tokens[k].text == "Autonomous" for k in range(j + 2, min(j + 4, len(self.tokens))))

    def _several_peoples(self, k: int) -> bool:
        """Whether the comma at ``k`` stands in the name of an area of peoples: "Dai, Wa and Lahu Autonomous"."""
        near = [self.tokens[n].text for n in range(k, min(k + 8, len(self.tokens)))]
        return "Autonomous" in near and all(
            w in (",", "and") or w[0].isupper() for w in near[: near.index("Autonomous")]
        )

    def _two_fields(self, first: int, j: int) -> bool:
        """Whether "and" at ``j`` joins two fields of an organ: "Luosha Port and Shipping Bureau"."""
        if j + 2 >= len(self.tokens) or j - first > 3:
            return False
        port = self.tokens[j - 1].lower in _FIELDS and self.generic(j + 1)
        return port and self.tokens[j + 2].cap and self.tokens[j + 2].lower in _BUREAUS

    def _listed(self, first: int, j: int) -> int:
        """End of a run that commas and "and" go on inside a name: "Economic, Trade and Tourism Exchange Meeting"."""
        k = j
        while (
            k + 1 < len(self.tokens)
            and self.tokens[k].text == ","
            and self.usable(k + 1)
            and ((self.generic(k + 1) and self.generic(k - 1)) or self._several_peoples(k))
        ):
            k += 2
        return k if k > j and self._conjoined(first, k) else 0

    def _told(self, first: int, last: int) -> bool:
        """Whether the words so far are a name already, as their head noun tells."""
        found = lexicon.head_at([self.word(i).lower() for i in range(first, last)])
        return (
            found is not None
            and found[1].type is not None
            and (found[1].strong or found[0] > 1)
            and self.tokens[last - 1].lower not in ("city", "sea", "ocean", "customs")
        )

    def _figure(self, j: int) -> bool:
        """Whether the figure at ``j`` belongs to the name before it: "Kenya 7", "No. 3 Middle School"."""
        token = self.tokens[j]
        if _ORDINAL.fullmatch(token.text) and j + 1 < len(self.tokens):
            return self.tokens[j + 1].cap and self.tokens[j + 1].lower in _NUMBERED
        if not token.text.isdigit() or len(token.text) > 3 or token.taken:
            return False
        following = self.tokens[j + 1] if j + 1 < len(self.tokens) else None
        if self.tokens[j - 1].lower == "no.":
            numbered = lexicon.head_at([t.lower for t in self.tokens[max(0, j - 4) : j - 1]]) if j > 1 else None
            return (following is not None and following.cap) or (
                numbered is not None and numbered[1].type in (T.INSTITUTION, T.FACILITY)
            )  # "Middle School No. 4"
        return (
            following is not None
            and following.text in (",", ".", ";", ")")
            and self.tokens[j - 1].text in lexicon.places()
        )
