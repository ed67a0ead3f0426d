"""Whom a figure is about: read off the parse from the figure upwards, else the topic of the text before it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from spacy.tokens import Token

from kg.facts import EntityType
from kg.reading.clauses import Clauses, children, subjects
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.figures import Figure, words
from kg.reading.quantities import Kind

#: Types of entities that figures are about.
_ABOUT: Final = frozenset(
    (EntityType.PLACE, EntityType.PARK, EntityType.ENTERPRISE, EntityType.FACILITY, EntityType.PROJECT, EntityType.INSTITUTION)
)
_SITE: Final = ("in", "at", "within", "across", "throughout", "inside", "into", "on", "around")


class Subject(NamedTuple):
    """An entity, and how sure it is that the figure is about it."""

    entity: str
    confidence: float


class Subjects:
    """Finds whom the figures of one document are about, in reading order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clauses = Clauses(document)
        self._last: tuple[int, str] | None = None

    def of(self, figure: Figure) -> Subject | None:
        """Whom ``figure`` is about."""
        found = self._climb(figure) or self._topic(figure)
        if found is not None:
            self._last = (figure.quantity.start, found.entity)
        return found

    # -- up the parse ----------------------------------------------------------------------------------------------

    def _climb(self, figure: Figure) -> Subject | None:
        node, branch, confidence = figure.token, None, 0.95
        seen: set[int] = set()
        for _ in range(14):
            if node.i in seen:
                return None
            seen.add(node.i)
            if (shared := _shared_head(node)) is not None:
                node, branch = shared, node
            if node.pos_ in ("VERB", "AUX"):
                mention = self._of_verb(node, branch, figure)
            elif node.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "ADJ"):
                mention = self._of_noun(node, branch, own=node != figure.token or not figure.is_count)
            else:
                mention = None
            if mention is not None:
                return Subject(mention.entity, confidence * mention.confidence)
            if node.head == node or (node.pos_ == "VERB" and self._speaks(node, branch)):
                return None
            node, branch, confidence = node.head, node, confidence - 0.02
        return None

    def _of_noun(self, noun: Token, branch: Token | None, own: bool = True, depth: int = 0) -> Mention | None:
        """The entity in a noun phrase: itself, its possessor, "of X", "in X"."""
        mention = self.clauses.mention(noun)
        if mention is not None:
            if own and self._fits(mention):
                return mention
            head = self.clauses.head(mention)
            if head is not None and head != noun:
                noun = head
        if depth > 5 or (mention is not None and self.clauses.type_of(mention) in (EntityType.PERSON, EntityType.GOVERNMENT)):
            return None
        ranked = sorted(self._modifiers(noun, branch), key=lambda pair: pair[0])
        for _, child in ranked:
            found = self._of_noun(child, None, depth=depth + 1)
            if found is not None:
                return found
        return None

    def _modifiers(self, noun: Token, branch: Token | None) -> Iterator[tuple[int, Token]]:
        for child in noun.children:
            if child == branch:
                continue
            if child.dep_ == "poss":
                yield 0, child
            elif child.dep_ == "prep" and child.lower_ == "of":
                yield from ((1, c) for c in children(child, "pobj"))
            elif child.dep_ == "prep" and child.lower_ in (*_SITE, "for"):
                yield from ((2, c) for c in children(child, "pobj"))
            elif child.dep_ in ("compound", "nmod") and self.clauses.mention(child) is not None:
                yield 3, child
            elif child.dep_ == "acl" and child.tag_ == "VBN":
                yield from ((4, c) for p in child.children if p.dep_ in ("prep", "agent") for c in children(p, "pobj"))

    def _of_verb(self, verb: Token, branch: Token | None, figure: Figure) -> Mention | None:
        if self._speaks(verb, branch):
            return None
        sites = self._sites(verb, branch)
        if figure.quantity.kind is Kind.MONEY and verb.lemma_.lower() in words("giving"):
            for prep, token in sites:
                if prep in (*_SITE, "for", "to") and (found := self._of_noun(token, branch)):
                    return found
        for token, _ in subjects(verb):
            if token != branch and not (branch is not None and token.is_ancestor(branch)):
                found = self._of_noun(token, branch)
                if found is not None:
                    return found
        for prep, token in sites:
            if prep in (*_SITE, "by", "for", "to", "with", "agent") and (found := self._of_noun(token, branch)):
                return found
        patients = [t for f, t in self.clauses.functions(verb) if f in ("patient", "attr") and t != branch]
        return next((m for t in patients if t != figure.token and (m := self._of_noun(t, branch))), None)

    def _sites(self, verb: Token, branch: Token | None) -> list[tuple[str, Token]]:
        return [
            (prep.lower_, token)
            for prep in verb.children
            if prep.dep_ in ("prep", "agent") and prep != branch
            for token in children(prep, "pobj")
        ]

    def _speaks(self, verb: Token, branch: Token | None) -> bool:
        """Whether the figure stands in what somebody says by ``verb``: the speaker is not whom it is about."""
        return branch is not None and branch.dep_ in ("ccomp", "parataxis") and verb.lemma_.lower() in words("saying")

    def _fits(self, mention: Mention) -> bool:
        return self.document.type_of(mention) in _ABOUT

    # -- from the text before --------------------------------------------------------------------------------------

    def _topic(self, figure: Figure) -> Subject | None:
        """What the paragraph speaks of: the last figure's entity, the last subject, what the article names most."""
        text, here = self.document.text.clean, figure.quantity.start
        block = text.rfind("\n", 0, here) + 1
        if self._last is not None and self._last[0] >= block:
            return Subject(self._last[1], 0.7)
        before = [m for m in self.document.mentions if block <= m.start < figure.sentence.start and self._fits(m)]
        topical = [m for m in before if self._is_subject(m)]
        if topical or before:
            return Subject((topical or before)[-1].entity, 0.6)
        inside = [m for m in self.document.within(figure.sentence.start, figure.sentence.end) if self._fits(m)]
        if inside:
            return Subject(inside[0].entity, 0.55)
        earlier = Counter(m.entity for m in self.document.mentions if m.start < here and self._fits(m))
        return Subject(earlier.most_common(1)[0][0], 0.4) if earlier else None

    def _is_subject(self, mention: Mention) -> bool:
        head = self.clauses.head(mention)
        return mention.kind is not MentionKind.PRONOUN and head is not None and head.dep_ in ("nsubj", "nsubjpass")


def _shared_head(node: Token) -> Token | None:
    """The verb whose subject a loose attachment speaks of: ", with an area of ..." behind it, ", which are ..." after a list."""
    if node.dep_ == "prep" and node.lower_ == "with" and node.i and node.nbor(-1).text == ",":
        verb = next((a for a in node.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return verb if verb is not None and verb.i < node.i and node.head != verb else None
    if node.dep_ == "relcl" and node.head.dep_ == "conj" and any(c.dep_ in ("aux", "auxpass") and c.lower_ in ("are", "were", "have") for c in node.children):
        return next((a for a in node.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return None
