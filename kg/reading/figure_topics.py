"""What the text speaks of where a figure's own clause does not say whom it is about."""

from collections import Counter
from typing import Final

import regex

from kg.articles.page import BlockKind
from kg.facts import EntityType
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention
from kg.reading.figure_owners import ABOUT, WIDE, Subject
from kg.reading.figures import Figure, words
from kg.reading.quantities import find_quantities
from kg.reading.syntax import SUBJECTS, subjects, verb_above

_ORIGIN: Final = regex.compile(r"-(?:based|funded|invested|owned|made)$")
_BEARING: Final = regex.compile(r"\b(?:north|south|east|west|central)[\w-]*\s$", regex.IGNORECASE)
_NUMBERED: Final = regex.compile(r"\W*(?:\d{1,2}\W{1,3}|\([\da-z]\)\s*)?(?:the\s+)?", regex.IGNORECASE)
_HEADING: Final = regex.compile(r"\s*(?:\([^()\n]*\)\s*)?(?:[.:]|\s[-–—])(?:\s|$)")
_FINITE: Final = ("VBZ", "VBP", "VBD", "MD")
#: Characters within which one short paragraph goes on with what the one before spoke of.
_NEAR: Final = 300


class Topics:
    """The topics of one document, in reading order."""

    def __init__(self, document: Document, clauses: Clauses) -> None:
        self.document = document
        self.clauses = clauses
        self._units = {at for q in find_quantities(document.text.clean) for at in range(q.start, q.end)}
        """Characters of quantities: what is named there is a unit."""
        self.last: tuple[int, str] | None = None
        """Start of the sentence of the last figure, and whom that was about."""

    def fits(self, mention: Mention) -> bool:
        """Whether figures can be about it; a country inside "US dollars" is none, nor is "X-funded"."""
        if self.document.type_of(mention) not in ABOUT:
            return False
        text = self.document.text.clean
        if mention.start in self._units:
            return False
        behind = text[mention.end : mention.end + 9].lower()
        if behind.startswith("'s") and _BEARING.search(text, max(0, mention.start - 14), mention.start):
            return False  # "east China's Y": where Y lies
        return not behind.startswith(("$", " $", " dollar")) and not _ORIGIN.search(text[mention.start : mention.end])

    def headed(self, figure: Figure) -> Subject | None:
        """X of "3. X. Total investment 1.2 billion yuan.": the name that opens a paragraph, for what has no subject."""
        verb = verb_above(figure.token)
        if verb is not None and verb.sent == figure.token.sent and (verb.tag_ in _FINITE or subjects(verb)):
            return None
        text, here = self.document.text.clean, figure.quantity.outset
        block = text.rfind("\n", 0, here) + 1
        opening = next((m for m in self.document.mentions if m.start >= block and self.fits(m)), None)
        if opening is None or opening.end > here or not _NUMBERED.fullmatch(text, block, opening.start):
            return None
        return Subject(opening.entity, 0.8) if _HEADING.match(text, opening.end) else None

    def of(self, figure: Figure) -> Subject | None:
        """What the text speaks of: in the sentence so far, in the one before, in the paragraph, in the article."""
        text, here = self.document.text.clean, figure.sentence.start
        if self.last is not None and self.last[0] == here:
            return Subject(self.last[1], 0.8)
        if (before := self.before(figure)) is not None:
            return before
        block = text.rfind("\n", 0, here) + 1
        previous = max((s.start for s in self.document.sentences if block <= s.start < here), default=None)
        if previous is not None:
            if self.last is not None and self.last[0] == previous:
                return Subject(self.last[1], 0.75)
            topical = [m for m in self._between(previous, here) if self._is_subject(m)]
            if topical:
                return Subject(topical[0].entity, 0.7)
        if self.last is not None and self.last[0] >= block:
            return Subject(self.last[1], 0.65)
        before_here = self._between(block, here)
        if before_here:
            topical = [m for m in before_here if self._is_subject(m)]
            open_ = [m for m in before_here if self.document.type_of(m) is not EntityType.FACILITY]
            return Subject((topical or open_ or before_here)[-1].entity, 0.6)
        return self._wider(figure)

    def _between(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.document.mentions if start <= m.start < end and self.fits(m)]

    def before(self, figure: Figure, other_than: str | None = None) -> Subject | None:
        """The last subject before the figure in its sentence."""
        for mention in reversed(self.document.within(figure.sentence.start, figure.quantity.outset)):
            if self.fits(mention) and self._is_subject(mention) and mention.entity != other_than:
                return Subject(mention.entity, 0.7)
        return None

    def _wider(self, figure: Figure) -> Subject | None:
        """What the paragraph before spoke of, else what the sentence names, else what the article names most."""
        here = figure.sentence.start
        if self.last is not None and here - self.last[0] < _NEAR and not self._headings(self.last[0], here):
            return Subject(self.last[1], 0.55)
        named = self._between(0, here)
        wide = [m for m in named if self.document.type_of(m) in WIDE]
        if figure.is_count and figure.token.lemma_.lower() in words("settlers") and wide:
            named = wide
        counts = Counter(m.entity for m in named)
        inside = [m for m in self._between(here, figure.sentence.end) if not self._at_occasion(m)]
        if inside:
            known = [m for m in inside if counts[m.entity]]
            if known or not counts or counts.most_common(1)[0][1] < 2:
                return Subject((known or inside)[0].entity, 0.55)
        return Subject(counts.most_common(1)[0][0], 0.4) if counts else None

    def _headings(self, start: int, end: int) -> bool:
        """Whether another section begins between."""
        return any(s.kind is BlockKind.SUBHEAD for s in self.document.sentences if start < s.start < end)

    def _at_occasion(self, mention: Mention) -> bool:
        """Whether it only tells where an occasion took place: "a fair in X", "an X event"."""
        head = self.clauses.head(mention)
        if head is None:
            return False
        nearby = [*list(head.ancestors)[:2], *head.doc[max(head.sent.start, head.left_edge.i - 3) : head.left_edge.i]]
        return any(token.lemma_.lower() in words("occasions") for token in nearby)

    def _is_subject(self, mention: Mention) -> bool:
        """Whether it is a subject, and the only one of its clause."""
        head = self.clauses.head(mention)
        if head is None or head.dep_ not in SUBJECTS:
            return False
        return not any(self.clauses.mention(c) is not None for c in head.conjuncts)
