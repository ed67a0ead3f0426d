"""Whom a figure is about: read off the parse from the figure upwards, else the topic of the text before it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from kg.facts import EntityType, Post
from kg.reading.clauses import Clauses
from kg.reading.document import Document, MentionKind
from kg.reading.figure_owners import (
    BUILT,
    WIDE,
    Subject,
    apposed,
    based,
    bracketed,
    described,
    named_by,
    of_economy,
    opened_with,
    situated,
    there,
)
from kg.reading.figure_syntax import is_beside, is_price, is_sized, relative_clause, shared_head
from kg.reading.figure_topics import Topics
from kg.reading.figures import PLURAL, Figure, words
from kg.reading.layout import Layout
from kg.reading.nominals import nominals
from kg.reading.parsed import Token
from kg.reading.quantities import Kind
from kg.reading.respective import respective
from kg.reading.speakers import Speakers
from kg.reading.syntax import SUBJECTS, children, is_relative, subjects

_OF_WHICH: Final = regex.compile(r"\s+of\s+(?:which|whom|them|these|those)\b")
_SPEAKER: Final = ("we", "us", "our")
_BODIES: Final = frozenset((EntityType.ENTERPRISE, EntityType.INSTITUTION))
_WEIGHTS: Final = ("ton", "tonne", "kilogram", "kilo", "cubic", "meter", "metre", "liter", "litre", "gram")
_SITE: Final = ("in", "at", "within", "across", "throughout", "inside", "into", "on", "around")


class Subjects:
    """Finds whom the figures of one document are about, in reading order."""

    def __init__(self, document: Document, posts: Sequence[Post] = ()) -> None:
        self.document = document
        self.clauses = Clauses.of(document)
        self.speakers = Speakers(document, self.clauses, posts)
        self.topics = Topics(document, self.clauses)

    def of(self, figure: Figure) -> Subject | None:
        """Whom ``figure`` is about."""
        found = self._printed(figure) or self._climb(figure) or self.topics.of(figure)
        if found is not None and of_economy(figure):
            found = self._widened(found)
        if found is not None:
            self.topics.last = (figure.sentence.start, found.entity)
        return found

    def _widened(self, found: Subject) -> Subject:
        """For figures of a whole economy: the place or zone of the page, where a site or a firm in it was found."""
        kind = self.document.entities[found.entity].type
        if kind in WIDE or (kind is EntityType.ENTERPRISE and found.confidence > 0.8):
            return found
        wide = [m for m in self.document.mentions if self.document.type_of(m) in WIDE and self.topics.fits(m)]
        if not wide:
            return found
        return Subject(Counter(m.entity for m in wide).most_common(1)[0][0], 0.6)

    def _printed(self, figure: Figure) -> Subject | None:
        """The name that the brackets around the figure follow; X of "70 X-based firms"."""
        owner = (
            bracketed(self.document, figure)
            or based(self.document, figure)
            or opened_with(self.document, figure)
            or apposed(self.document, figure)
            or respective(figure, Layout.of(self.document, self.clauses))
        )
        if owner is not None:
            return Subject(owner, 0.9)
        return self._part_of_last(figure) or self.topics.headed(figure)

    def _part_of_last(self, figure: Figure) -> Subject | None:
        """ "12 projects, 4 of which", "410 million yuan, 60 percent of which": of what the figure before is about."""
        last = self.topics.last
        if last is not None and figure.elided:
            return Subject(last[1], 0.85)
        if last is None or last[0] != figure.sentence.start or not _OF_WHICH.match(figure.text, figure.quantity.end):
            return None
        return Subject(last[1], 0.85)

    # -- up the parse ----------------------------------------------------------------------------------------------

    def _climb(self, figure: Figure) -> Subject | None:
        node, branch, confidence = figure.token, None, 0.95
        seen: set[int] = set()
        for _ in range(14):
            if node.i in seen:
                return None
            seen.add(node.i)
            if (shared := shared_head(node)) is not None:
                node, branch = shared, node
            if (built := self._built(node, figure)) is not None:
                return built
            found = self._at(node, branch, figure)
            if found is not None:
                return Subject(found.entity, confidence * found.confidence)
            if node.head == node or (node.pos_ == "VERB" and self._speaks(node, branch)):
                return None
            node, branch, confidence = node.head, node, confidence - 0.02
        return None

    def _built(self, node: Token, figure: Figure) -> Subject | None:
        """ "a park in X, which covers 5 ha": what is built is meant, not the place that stands next to "which"."""
        clause = relative_clause(node)
        if clause is None or figure.quantity.kind not in (Kind.AREA, Kind.POWER) or clause.head.dep_ != "pobj":
            return None
        place = self.clauses.mention(clause.head)
        if place is None or self.document.type_of(place) is not EntityType.PLACE:
            return None
        for ancestor in clause.head.ancestors:
            mention = self.clauses.mention(ancestor)
            if mention is not None and self.document.type_of(mention) in BUILT:
                return Subject(mention.entity, 0.75)
            if ancestor.pos_ in ("VERB", "AUX") and ancestor.dep_ != "acl":
                return None
        return None

    def _at(self, node: Token, branch: Token | None, figure: Figure) -> Subject | None:
        if node.pos_ in ("VERB", "AUX"):
            return self._of_verb(node, branch, figure)
        if node.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "ADJ"):
            return None
        if node == figure.token and figure.quantity.kind is Kind.SHARE and node.dep_ not in SUBJECTS:
            return None  # "33 percent of that of X": X is what is shared, not who has the share
        own = node != figure.token or not figure.is_count
        if node.dep_ == "dobj" and (not own or self._holds(node)):
            return self._of_object(node, branch, figure)
        return self._of_noun(node, branch, figure, own)

    def _of_noun(
        self, noun: Token, branch: Token | None, figure: Figure, own: bool = True, depth: int = 0
    ) -> Subject | None:
        """The entity in a noun phrase: itself, its possessor, "of X", "in X"."""
        mention = self.clauses.mention(noun)
        if mention is not None:
            if own and self.topics.fits(mention):
                return Subject(situated(self.document, mention).entity, mention.confidence)
            if self.clauses.type_of(mention) is EntityType.GOVERNMENT:
                return self._governed(mention.entity) or (
                    self.topics.of(figure) if mention.kind is MentionKind.PRONOUN else None
                )
            if self.clauses.type_of(mention) is EntityType.PERSON:
                return None
            head = self.clauses.head(mention)
            noun = head if head is not None else noun
        elif own and (meant := named_by(self.document, noun)) is not None:
            return Subject(meant, 0.8)
        elif own and branch is None and noun.lower_ in _SPEAKER and (body := self.speakers.body(figure.sentence)):
            return Subject(body, 0.75)
        elif own and branch is None and self._refers_back(noun):
            return self._described(noun) or self._spoken_of(noun, figure) or self.topics.of(figure)
        if depth > 5:
            return None
        if mention is None and (said := self._said_of(noun)) is not None:
            return said
        for _, child in sorted(self._modifiers(noun, branch), key=lambda pair: pair[0]):
            found = self._of_noun(child, None, figure, depth=depth + 1)
            if found is not None:
                return found
        return self._seat(noun) if mention is None else None

    def _said_of(self, noun: Token) -> Subject | None:
        """X of "X, the largest taxpayer of Y with sales of ...": what describes X says it of X, not of Y."""
        if noun.dep_ != "appos" or noun.tag_ != "NN" or not any(c.dep_ == "det" for c in noun.children):
            return None
        mention = self.clauses.mention(noun.head)
        return Subject(mention.entity, 0.85) if mention is not None and self.topics.fits(mention) else None

    def _holds(self, noun: Token) -> bool:
        """ "The zone has an area of 31 hectares in Y": a measure that the verb's subject has."""
        return noun.head.lemma_.lower() in words("having") and self.clauses.mention(noun) is None

    def _of_object(self, noun: Token, branch: Token | None, figure: Figure) -> Subject | None:
        """Of "X runs three plants in Y": its owner if it has one, else who runs them, else where they are."""
        ranked = sorted(self._modifiers(noun, branch), key=lambda pair: pair[0])
        for rank, child in ranked:
            if rank < 2 and (found := self._of_noun(child, None, figure, depth=1)):
                return found
        for token, _ in subjects(noun.head):
            mention = self.clauses.mention(token)
            if mention is not None and self.topics.fits(mention):
                return Subject(situated(self.document, mention).entity, mention.confidence)
            if mention is None and self._refers_back(token):
                return self._of_noun(token, None, figure)
        return next((found for _, child in ranked if (found := self._of_noun(child, None, figure, depth=1))), None)

    def _modifiers(self, noun: Token, branch: Token | None) -> Iterator[tuple[int, Token]]:
        if noun.lemma_.lower() in words("occasions"):
            return  # "signed at a fair in X": where it was signed, not whose figure it is
        for child in noun.children:
            if child == branch:
                continue
            if child.dep_ == "amod" and child.lower_ in ("based", "headquartered", "registered"):
                yield from ((0, c) for c in child.children if self.clauses.mention(c) is not None)
            elif child.dep_ == "poss" or (child.dep_ == "appos" and self._apposed(noun, child)):
                yield 0, child
            elif child.dep_ == "prep" and child.lower_ == "of":
                yield from ((1, c) for c in children(child, "pobj"))
            elif child.dep_ == "prep" and child.lower_ in (*_SITE, "for", *self._goals(noun)):
                if is_sized(noun) or is_beside(branch, noun, child):
                    continue  # "an area of 31 hectares in Y", "headquarters in X and branches in 14 cities"
                yield from ((2, c) for c in children(child, "pobj"))
            elif child.dep_ in ("compound", "nmod") and self.clauses.mention(child) is not None:
                if not self._is_origin(noun, child):
                    yield 3, child
            elif child.dep_ in ("acl", "relcl") and child.tag_ == "VBN":
                yield from ((4, c) for p in child.children if p.dep_ in ("prep", "agent") for c in children(p, "pobj"))

    def _goals(self, noun: Token) -> tuple[str, ...]:
        return ("to",) if noun.lemma_.lower() in words("goers") else ()

    def _is_origin(self, noun: Token, name: Token) -> bool:
        """ "900 tons of X wool", "the X family firm": where goods and firms come from is not whose figure it is."""
        mention = self.clauses.mention(name)
        if mention is None or self.document.type_of(mention) is not EntityType.PLACE:
            return False
        known = nominals().get(noun.lemma_.lower())
        if known is not None and set(known.classes) <= _BODIES:
            return True
        weighed = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
        return weighed is not None and any(c.dep_ == "nummod" for c in weighed.children) and weighed.lemma_ in _WEIGHTS

    def _apposed(self, noun: Token, name: Token) -> bool:
        """Whether ``name`` is another name of ``noun``, not one of several: "16 firms, among them X"."""
        return self.clauses.mention(name) is not None and noun.tag_ not in PLURAL

    def _of_verb(self, verb: Token, branch: Token | None, figure: Figure) -> Subject | None:
        if self._speaks(verb, branch):
            return None
        sites = self._sites(verb, branch)
        if (receiver := self._of_gift(verb, sites, figure)) is not None:
            return receiver
        if branch is not None and is_price(branch) and (found := self._of_built(verb, figure)) is not None:
            return found
        for token, _ in subjects(verb):
            if token != branch and (branch is None or token.is_ancestor(verb) or not token.is_ancestor(branch)):
                found = self._of_noun(token, None, figure)
                if found is not None:
                    return found
        if (site := there(self.document, verb)) is not None:
            return Subject(site, 0.7)
        for prep, token in sites:
            if prep in (*_SITE, "by", "for", "to", "with", "agent") and (found := self._of_noun(token, None, figure)):
                return found
        patients = [
            t for f, t in self.clauses.functions(verb) if f in ("patient", "attr") and t not in (branch, figure.token)
        ]
        return next((m for t in patients if (m := self._of_noun(t, branch, figure))), None)

    def _of_gift(self, verb: Token, sites: list[tuple[str, Token]], figure: Figure) -> Subject | None:
        """Y of "X invested 5 billion yuan in Y"."""
        if figure.quantity.kind is not Kind.MONEY or verb.lemma_.lower() not in words("giving"):
            return None
        giver = next((g for t, _ in subjects(verb) if (g := self._of_noun(t, None, figure))), None)
        for prep, token in sites:
            if prep in (*_SITE, "for", "to") and (found := self._of_noun(token, None, figure)):
                if giver is not None and self._is_own(token):
                    return giver  # "X put 5 billion yuan into its works"
                if giver is None or found.entity != giver.entity:
                    return found
                return self.topics.before(figure, giver.entity) or found
        return None

    def _is_own(self, noun: Token) -> bool:
        """Whether ``noun``, that no name stands for, is the subject's own: "its works"."""
        return self.clauses.mention(noun) is None and any(c.tag_ == "PRP$" for c in noun.children)

    def _of_built(self, verb: Token, figure: Figure) -> Subject | None:
        """What is built, bought or opened by ``verb``."""
        if verb.lemma_.lower() in words("giving"):
            return None
        built = [t for f, t in self.clauses.functions(verb) if f == "patient"]
        return next((found for t in built if (found := self._of_noun(t, None, figure)) is not None), None)

    def _sites(self, verb: Token, branch: Token | None) -> list[tuple[str, Token]]:
        found: list[tuple[str, Token]] = []
        for prep in verb.children:
            if prep.dep_ in ("prep", "agent") and prep != branch:
                for token in children(prep, "pobj"):
                    if prep.lower_ == "at" and token.lemma_.lower() in words("occasions"):
                        return found  # and where the occasion took place stands behind it
                    relative = verb.dep_ == "relcl" and is_relative(token)
                    found.append((prep.lower_, verb.head if relative else token))
        return found

    def _speaks(self, verb: Token, branch: Token | None) -> bool:
        """Whether the figure stands in what somebody says by ``verb``: the speaker is not whom it is about."""
        return branch is not None and branch.dep_ in ("ccomp", "parataxis") and verb.lemma_.lower() in words("saying")

    def _refers_back(self, noun: Token) -> bool:
        """Whether ``noun`` is a pronoun or "the project" that nothing has resolved."""
        if noun.lower_ in ("it", "its", "they", "them", "their", "these", "this", "those"):
            return True
        definite = any(c.lower_ in ("the", "this", "these") for c in noun.children if c.dep_ == "det")
        described = any(
            c.dep_ in ("poss", "compound", "nmod", "relcl", "acl") or (c.dep_ == "prep" and c.nbor(-1).text != ",")
            for c in noun.children
        )
        return definite and not described and noun.lemma_.lower() in nominals()

    def _described(self, noun: Token) -> Subject | None:
        """The last thing that "the project" can mean."""
        mention = described(self.document, noun, noun.idx)
        return Subject(mention.entity, 0.65) if mention is not None else None

    def _spoken_of(self, noun: Token, figure: Figure) -> Subject | None:
        """What "the park" means that nothing before names: the speaker's own."""
        if noun.lemma_.lower() not in nominals():
            return None
        body = self.speakers.body(figure.sentence, noun.lemma_.lower())
        return None if body is None else Subject(body, 0.65)

    def _governed(self, body: str) -> Subject | None:
        """The place or park that a government body governs."""
        seat = self.document.entities[body].jurisdiction
        return Subject(seat, 0.9) if seat in self.document.entities and seat is not None else None

    def _seat(self, noun: Token) -> Subject | None:
        """ "the municipal government": of the place that the article names most."""
        if noun.lemma_.lower() not in words("authorities"):
            return None
        if not any(c.lower_ in words("levels") for c in noun.children):
            return None
        places = Counter(m.entity for m in self.document.mentions if self.document.type_of(m) is EntityType.PLACE)
        return Subject(places.most_common(1)[0][0], 0.6) if places else None
