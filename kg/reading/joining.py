"""Joining: names that go on over "of", "for", "in" and "and"."""

import re

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.runs import AND, BODIES, Chunk, Runs

_OF_HEADS = frozenset(
    {"area", "special area", "new area", "bay", "republic", "kingdom", "base", "party", "functional area"}
)
#: Sites that what they show names.
_HOUSES = frozenset({"hall", "museum", "palace", "house", "temple", "garden", "gallery", "pavilion"})
_OF_LINKS = frozenset({"of", "of the"})


def link(runs: Runs, a: Chunk, b: Chunk) -> str:
    """The words between two chunks, in lower case."""
    return " ".join(t.lower for t in runs.tokens[a.last : b.first])


def _field_head(a: Chunk) -> str:
    """The head of ``a`` that a field of work may follow; of a "key laboratory" its last word."""
    return "laboratory" if a.head.endswith((" laboratory", " lab")) else a.head


class Joiner:
    """Joins the pieces of one sentence into whole names."""

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.tokens = runs.tokens

    def joined(self, pieces: list[Chunk]) -> list[Chunk]:
        """``pieces`` with those made one that are parts of one name."""
        found: list[Chunk] = []
        for n, piece in enumerate(pieces):
            whole = piece
            while found and self._join(found[-1], whole, pieces[n + 1] if n + 1 < len(pieces) else None):
                whole = self._merge(found.pop(), whole)
            found.append(whole)
        return found

    def _join(self, a: Chunk, b: Chunk, following: Chunk | None) -> bool:
        between = re.sub(r"^of the \d+(?:st|nd|rd|th)$", "of the", link(self.runs, a, b))
        if between in AND and b.head in lexicon.words("acting") and a.head in ("cpc", "party"):
            return True
        if T.PERSON in (a.type, b.type) or a.event:
            return False
        if between in _OF_LINKS:
            return self._of(a, b)
        if between in ("for", "for the"):
            return a.type in BODIES and (b.type is None or not b.proper) and not b.event
        if between == "with" and a.type is T.INSTITUTION:
            return any(self.tokens[i].lower == "for" for i in range(a.first, a.last))  # "for Friendship with"
        if between == "in":
            abroad = (
                a.head.endswith(("office", "consulate general", "consulate", "consulate-general"))
                and a.type is T.GOVERNMENT
            )
            national = self.tokens[a.first].lower == "national" and a.type is T.FACILITY and not a.proper
            national = national and "museum" not in a.head
            chamber = a.head.startswith("chamber") or (a.head == "embassy" and a.last - a.first > 1)
            return b.type is T.PLACE and (abroad or national or chamber)
        if between in AND:
            return self._coordinated(a, b, following)
        if between == "," and self._field(a) and (b.type is None or (b.last - b.first == 1 and not b.proper)):
            return (
                following is not None
                and link(self.runs, b, following) in {*AND, ", and", ","}
                and self.runs.generic(b.first)
            )
        return False

    def _of(self, a: Chunk, b: Chunk) -> bool:
        if self.tokens[b.first].text == "CPC" and b.last - b.first == 1:
            return a.type is T.GOVERNMENT
        if b.event:
            return not a.proper and a.head in ("organizing committee", "committee")
        if a.type is T.ENTERPRISE:
            national = a.head in ("bank", "company", "corporation") and not a.proper and b.type is T.PLACE
            national = national or (
                self.tokens[a.last - 1].lower == "bank" and self.runs.generic(a.last - 2) and b.type is T.PLACE
            )
            field = a.head == "bank" and not a.proper and b.type is None and self.runs.generic(b.first)
            return national or field or (a.head == "branch" and b.type in (T.ENTERPRISE, T.INSTITUTION))
        if a.head in _OF_HEADS or (_field_head(a) in lexicon.words("field") and (b.type is None or not b.proper)):
            return True
        if a.type is T.PARK:
            return not a.proper and a.last - a.first > 1 and b.type is T.PLACE
        if a.type not in BODIES:
            return False
        if a.head == "port" and a.last - a.first == 1 and b.type is T.PLACE:
            return True  # "the Port of Hamburg"
        if a.head in _HOUSES and a.last - a.first == 1 and not b.proper:
            return True  # "the Hall of Food and Farm Products"
        if a.type is T.FACILITY and (a.proper or (self.runs.heading(a.first) and a.last - a.first == 1)):
            return not a.proper and b.type in (T.PARK, T.ENTERPRISE, T.PLACE) and a.last - a.first > 1
        if a.proper and b.type in (T.ENTERPRISE, T.PARK) and a.type is T.INSTITUTION:
            return False
        name = " ".join(self.runs.word(i) for i in range(b.first, b.last))
        abroad = a.head in ("association", "society", "chamber", "federation", "union", "club")
        if a.proper and a.type is T.INSTITUTION and name in lexicon.countries() and not abroad:
            return False  # "X Times of Japan"
        return b.type is not None or b.proper or self._field(a)

    def _field(self, a: Chunk) -> bool:
        """Whether ``a`` is a body of a field of work: "Ministry of Industry", "University of Finance"."""
        of = next((i for i in range(a.first, a.last) if self.tokens[i].lower == "of"), None)
        return (
            of is not None and self.tokens[of - 1].lower in lexicon.words("field") and self.runs.generic(a.last - 1)
        ) or _field_head(a) in lexicon.words("field")

    def _coordinated(self, a: Chunk, b: Chunk, following: Chunk | None) -> bool:
        inside = any(self.tokens[i].lower in ("of", "for") for i in range(a.first, a.last))
        if inside and self._field(a) and self.runs.generic(a.last - 1) and self.runs.generic(b.first):
            return b.type is None or not self.runs.heading(b.last - 1) or b.last - b.first == 1
        shared = following is not None and link(self.runs, b, following) in _OF_LINKS
        if shared and a.type is b.type is T.FACILITY and not a.proper and not b.proper:
            return True
        return a.type is None and not a.proper and bool(b.head) and not b.event and not b.proper and shared

    def _merge(self, a: Chunk, b: Chunk) -> Chunk:
        between = link(self.runs, a, b)
        proper = a.proper or b.proper
        if between in AND and not any(self.tokens[i].lower in ("of", "for") for i in range(a.first, a.last)):
            return Chunk(a.first, b.last, b.type, b.head, b.event, proper)
        if a.type is T.GOVERNMENT and b.type is T.ENTERPRISE:
            return b
        if a.type is T.GOVERNMENT and b.type is T.INSTITUTION and not a.proper and self._own_party(a):
            return b  # a school's own Party committee is no body
        if a.head == "standing committee" and self._party(b):
            return b
        type_ = T.PARK if a.type is T.PLACE and b.type is T.PARK else a.type
        merged = Chunk(a.first, b.last, type_, a.head, a.event, proper, list(a.inner))
        if a.inner and a.inner[-1].last == a.last and self._join(a.inner[-1], b, None):
            merged.inner[-1] = self._merge(a.inner[-1], b)  # "Council of X University of Science"
            return merged
        party = [self.tokens[i].lower for i in range(b.first, min(b.first + 2, b.last))]
        if (b.last - b.first == 1 and party[0] in ("cppcc", "cpc")) or party == ["communist", "party"]:
            return merged
        if b.type is T.PLACE and a.type is not T.FACILITY:
            return merged
        unknown = b.type is None and b.proper and a.type is T.FACILITY and not a.proper
        if unknown or (b.type is not None and (a.type is not T.GOVERNMENT or b.type in (T.GOVERNMENT, T.INSTITUTION))):
            merged.inner.append(b)
        merged.inner.extend(b.inner)
        return merged

    def _own_party(self, a: Chunk) -> bool:
        """Whether ``a`` is a Party organisation as a company or a school has one of its own."""
        words = {t.lower for t in self.tokens[a.first : a.last]}
        return bool(words & {"party", "cpc"}) and bool(words & {"committee", "group", "branch"})

    def _party(self, chunk: Chunk) -> bool:
        words = {t.lower for t in self.tokens[chunk.first : chunk.last]}
        levels = {"municipal", "provincial", "district", "county", "city", "cpc", "party", "central"}
        return (
            chunk.type is T.GOVERNMENT
            and bool(words & levels)
            and "committee" in words
            and not words & {"cppcc", "consultative", "congress"}
        )
