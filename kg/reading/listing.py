"""Lists: which names stand in one enumeration, told by the words between them where the parser breaks it apart."""

import re
from itertools import pairwise

from kg.facts import EntityType
from kg.reading.document import Document, Mention
from kg.reading.geography import LEVELS, breadth, climbs, lies_within, rank
from kg.reading.parsed import Token
from kg.reading.syntax import COORDINATED, SUBJECTS

#: What may stand between two members of a list.
LIST = re.compile(
    r"(?:\s*\([^()]*\))?"
    r"(?:,|;|\s+and|\s+or|\s+as well as|,?\s*(?:together|along|jointly)\s+with|\s*&|,\s*and|,\s*as well as)\s+"
    r"(?:(?:finally|then|also|later|lastly)\s+)?(?:to\s+|at\s+|by\s+)?(?:the\s+|its\s+)?",
    re.IGNORECASE,
)
#: What stands between a noun and the list of what it means.
ANNOUNCED = re.compile(
    r"(?: (?:from|in|at|of|with) [^,;.:()]{1,60}(?=[,:]))?"
    r"(?::|,? among (?:them|which|whom)(?: (?:are|were|is|was))?"
    r"|,? ?(?:namely|such as|including|especially|particularly|like|:|i\.e\.|e\.g\.)) (?:the )?"
)
#: What stands before a member of a list.
ITEM = re.compile(r"(?:,|;|\band)\s+(?:and\s+)?(?:the\s+|its\s+)?$")
#: Tags of words that do not stand in a post.
_VERBAL = ("VBD", "VBZ", "VBP", "VB", "VBG", "MD", "TO", "WDT", "WP", "WRB", "PRP", "PRP$")
#: What may join two persons of a list.
_BETWEEN = (",", ";", "and", ")", "well")
PARALLEL = (EntityType.PARK, EntityType.PROJECT, EntityType.FACILITY)
#: Kinds that may stand in one list: people, what can be visited or acts, industries.
LIST_KINDS = {EntityType.PERSON: 1, EntityType.INDUSTRY: 2, EntityType.PLACE: 3}


class Lists:
    """The enumerations of a document; ``heads`` gives the token by which each mention hangs in the parse."""

    def __init__(self, document: Document, heads: dict[Mention, Token], outermost: list[Mention]) -> None:
        self.document = document
        self._head = heads
        self._after = dict(pairwise(outermost))

    def announced(self, noun: Token) -> list[Mention]:
        """What a colon or "namely" lists: "three leading industries: A, B and C"."""
        after = self.document.text.clean[noun.idx + len(noun) :]
        lead = ANNOUNCED.match(after)
        if lead is None:
            return []
        start = noun.idx + len(noun) + lead.end()
        first = next((m for m in self.document.mentions if m.start == start and m in self._head), None)
        return [] if first is None else [first, *self.after(first)]

    def after(self, mention: Mention) -> list[Mention]:
        """What follows ``mention`` in a plain list, with nothing but commas and "and" between: "A, B and C"."""
        found: list[Mention] = []
        kind = list_kind(self.document.type_of(mention))
        at = self._after.get(mention)
        while at is not None and list_kind(self.document.type_of(at)) == kind and at in self._head:
            between = self.document.text.clean[mention.end : at.start]
            if not LIST.fullmatch(between) or self.lies_in(mention, at):
                break
            found.append(at)
            mention, at = at, self._after.get(at)
        # "A, B said": the comma of a subordinate clause before a subject is no list
        if (
            found
            and found[-1]
            and not any(" and " in self.document.text.clean[a.end : b.start] for a, b in pairwise(found))
        ):
            return [m for m in found if self._head[m].dep_ not in SUBJECTS]
        return found

    def people_after(self, mention: Mention) -> list[Mention]:
        """Persons who follow ``mention`` with nothing but posts between: "A, mayor of X, B (director) and Mr. C"."""
        if self.document.type_of(mention) is not EntityType.PERSON or mention not in self._head:
            return []
        sentence = self._head[mention].sent
        found: list[Mention] = []
        at = mention
        for other in self.document.within(mention.end, sentence.end_char):
            if self.document.type_of(other) is not EntityType.PERSON or other not in self._head:
                continue
            if not self._only_posts(at.end, other.start):
                break
            found.append(other)
            at = other
        joined = any(
            re.search(r"\band\b|;", self.document.text.clean[a.end : b.start]) for a, b in pairwise([mention, *found])
        )
        return found if joined else [m for m in found if self._head[m].dep_ not in SUBJECTS]

    def _only_posts(self, start: int, end: int) -> bool:
        """Whether the text between two persons is a comma, "and", or the post of the one or the other."""
        between = self.document.doc.char_span(start, end, alignment_mode="contract")
        if between is None or end - start > 200 or not any(t.text in _BETWEEN for t in between):
            return False
        inside, named = 0, self.document.within(start, end)
        for token in between:
            inside += (token.text == "(") - (token.text == ")")
            if inside or any(m.start <= token.idx < m.end for m in named):  # "the working committee"
                continue
            as_well = token.lower_ == "as" and "well" in (token.nbor(-1).lower_, token.nbor(1).lower_)
            if token.tag_ in _VERBAL or (
                token.tag_ == "IN" and not as_well and token.lower_ not in ("of", "for", "in", "at")
            ):
                return False
        return True

    def parallel(self, mention: Mention) -> list[Mention]:
        """Sites of one kind in a list that is broken by what is said of each: "the A zone for living, the B zone"."""
        kind = self.document.type_of(mention)
        if kind not in PARALLEL or mention not in self._head:
            return []
        sentence = self._head[mention].sent
        found = []
        for other in self.document.within(mention.end, sentence.end_char):
            head = self._head.get(other)
            before = self.document.text.clean[: other.start][-8:]
            if (
                head is not None
                and self.document.type_of(other) is kind
                and head.dep_ in COORDINATED
                and ITEM.search(before)
            ):
                found.append(other)
        return found

    def stops_after(self, mention: Mention) -> list[Mention]:
        """Sites, firms and bodies that go on a list of stops which is broken by what is said of each."""
        if mention not in self._head:
            return []
        sentence = self._head[mention].sent
        found = []
        for other in self.document.within(mention.end, sentence.end_char):
            head = self._head.get(other)
            if head is None or list_kind(self.document.type_of(other)) != 0 or head.dep_ not in (*COORDINATED, "pobj"):
                continue
            before = self.document.text.clean[mention.end : other.start]
            if head.dep_ == "pobj" and not re.search(r"\band (?:then |finally )?to (?:the )?$", before):
                continue
            if head.dep_ == "pobj" or ITEM.search(before):
                found.append(other)
        return found

    def lies_in(self, near: Mention, far: Mention) -> bool:
        """Whether ``far`` only says in which wider place ``near`` lies: "Laoshan District, Shandong Province"."""
        if EntityType.PLACE not in (self.document.type_of(far),):
            return False
        between = self.document.text.clean[near.end : far.start]
        if between not in (", ", ","):
            return False
        following = self._after.get(far)
        if (
            following is not None
            and self.document.type_of(following) is EntityType.PLACE
            and self.document.type_of(near) is EntityType.PLACE
        ):
            goes_on = LIST.fullmatch(self.document.text.clean[far.end : following.start])
            address = all(self._wider(a, b) for a, b in pairwise([near, far, following]))
            if goes_on and not address and not lies_within(self._text(near), self._text(far)):
                return False
            if address:
                return True
        if self.document.type_of(near) is not EntityType.PLACE:
            return self._head[far].dep_ in ("appos", "npadvmod", "dep") or self._after_comma(far)
        wide, narrow = rank(self._text(far)), rank(self._text(near))
        unknown = breadth(self._text(near)) is None and self._after_comma(far)
        if unknown and (breadth(self._text(far)) or 0) >= LEVELS["country"]:
            return True  # "a delegation from Lahti, Finland, was in the city"
        return self._wider(near, far) or (wide is not None and (narrow is None or wide > narrow))

    def _wider(self, near: Mention, far: Mention) -> bool:
        """Whether the two places are known to lie in each other, or to be so wide that they may."""
        if lies_within(self._text(near), self._text(far)):
            return True
        entities = self.document.entities
        return climbs([self._text(near), *entities[near.entity].names], [self._text(far), *entities[far.entity].names])

    def _after_comma(self, mention: Mention) -> bool:
        return self.document.text.clean[mention.end : mention.end + 1] in (",", ".", ";", ")")

    def before(self, other: Mention | None, mention: Mention) -> bool:
        """Whether ``other`` stands in a list right before ``mention``: "X Park (I) and Y Park"."""
        if (
            other is None
            or other is mention
            or list_kind(self.document.type_of(other)) != list_kind(self.document.type_of(mention))
        ):
            return False
        return LIST.fullmatch(self.document.text.clean[other.end : mention.start]) is not None

    def _text(self, mention: Mention) -> str:
        return self.document.text.clean[mention.start : mention.end]


def list_kind(kind: EntityType) -> int:
    """Kinds with one number may stand in one list."""
    return LIST_KINDS.get(kind, 0)
