"""Clauses: who does what to whom, read off the dependency parse with the mentions laid over it.

A *frame* is what a verb or noun governs, by function: ``agent`` and ``patient`` (whatever the voice), ``attr``
("X is a maker"), ``poss``, ``compound``, and prepositions by their word ("in", "with", "by" only where no agent).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from kg.facts import EntityType
from kg.reading.document import Document, Mention, Sentence
from kg.reading.frames import has_words, words
from kg.reading.governing import functions
from kg.reading.listing import Lists
from kg.reading.parsed import Doc, Token
from kg.reading.syntax import (
    COORDINATED,
    SUBJECTS,
    gives_examples,
    head_of,
    is_passive,
    subjects,
)


@dataclass(frozen=True, slots=True)
class Filler:
    """A mention that fills a function; ``via`` is the noun that stands for it: "leaders" in "leaders of Jiaozhou"."""

    mention: Mention
    token: Token
    via: str | None = None


Frame = dict[str, list[Filler]]

#: Dependencies of a noun that a verb, a preposition or another noun governs, and which is no subject.
_GOVERNED = frozenset({"pobj", "dobj", "poss", "compound", "dative", "attr"})


class Clauses:
    """The mentions of a document laid over its parse."""

    @classmethod
    def of(cls, document: Document) -> "Clauses":
        """The clauses of ``document``, built at the first call; its mentions must not change after it."""
        if document.clauses is None:
            document.clauses = cls(document)
        return document.clauses

    def __init__(self, document: Document) -> None:
        self.document = document
        self._covering: dict[int, Mention] = {}
        self._head: dict[Mention, Token] = {}
        self._frames: dict[int, Frame] = {}
        for mention in sorted(document.mentions, key=lambda m: m.start - m.end):
            span = document.doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is None or len(span) == 0:
                continue
            self._head[mention] = head_of(span)
            for token in span:
                self._covering.setdefault(token.i, mention)
        self._loose: dict[int, list[Token]] = {}
        self._semicolons = [i for i in _semicolons(document.doc) if i not in self._covering]
        self.lists = Lists(document, self._head, sorted(set(self._covering.values()), key=lambda m: m.start))

    def mention(self, token: Token) -> Mention | None:
        """The longest mention that covers ``token``."""
        return self._covering.get(token.i)

    def loose(self, sentence: Sentence) -> list[Token]:
        """The tokens of ``sentence`` that no mention covers: many stages go through them, so they are kept."""
        kept = self._loose.get(sentence.start)
        if kept is None:
            kept = self._loose[sentence.start] = [t for t in sentence.span if t.i not in self._covering]
        return kept

    def head(self, mention: Mention) -> Token | None:
        """The token by which ``mention`` hangs in the parse."""
        return self._head.get(mention)

    def type_of(self, mention: Mention) -> EntityType:
        """Type of the entity mentioned."""
        return self.document.type_of(mention)

    # -- what fills a function -------------------------------------------------------------------------------------

    def fillers(self, token: Token) -> list[Filler]:
        """All mentions that ``token`` brings: its own, coordinated, apposed, listed, and those it stands for."""
        found: dict[Mention, Filler] = {}
        for filler in self._walk(token, None, False, set()):
            found.setdefault(filler.mention, filler)
        if self.mention(token) is None:
            for mention in self.lists.announced(token):
                found.setdefault(mention, Filler(mention, self._head[mention]))
        if not found and (token.pos_ in ("NOUN", "PRON") or token.lemma_.lower() in words("posts")):
            return self._described(token) or self._continued(token)
        for filler in list(found.values()):
            listed = (
                self.lists.after(filler.mention),
                self.lists.people_after(filler.mention),
                self.lists.parallel(filler.mention),
            )
            for mention in chain.from_iterable(listed):
                found.setdefault(mention, Filler(mention, self._head[mention], filler.via))
        return sorted(found.values(), key=lambda f: f.mention.start)

    def _described(self, noun: Token) -> list[Filler]:
        """What a common noun says something of: "X, the company that builds it", "X is a company that makes"."""
        if noun.dep_ == "appos" and (mention := self.mention(noun.head)) is not None:
            return [Filler(mention, noun.head)]
        for child in noun.children:  # "Jane Doe, ambassador of X, spoke"
            named = self.mention(child) if child.dep_ in ("nmod", "compound", "dep") and child.i < noun.i - 1 else None
            if named and self.type_of(named) is EntityType.PERSON and noun.doc[child.i + 1].text == ",":
                return [Filler(named, child)]
        if (holder := self._holder(noun)) is not None:
            people = [holder, *self.lists.people_after(holder)]
            return [Filler(m, self._head[m]) for m in people]
        if noun.dep_ == "attr" and noun.head.lemma_ in ("be", "become", "remain"):
            return [f for t, _ in subjects(noun.head) if t.i < noun.i for f in self.fillers(t)]
        return []

    def _holder(self, title: Token) -> Mention | None:
        """The person behind a title before which the parser stops: "chairman of the group Sui Guangming"."""
        if title.lemma_.lower() not in words("posts") or title.dep_ not in SUBJECTS:
            return None
        for mention in self.document.within(title.idx, title.sent.end_char):
            if self.type_of(mention) is EntityType.PERSON and (head := self._head.get(mention)) is not None:
                between = self.document.doc[title.i + 1 : head.left_edge.i if head.left_edge.i > title.i else head.i]
                inside = title in head.ancestors
                return (
                    mention if inside and not any(t.text in (",", ";") or t.pos_ == "VERB" for t in between) else None
                )
        return None

    def _continued(self, token: Token) -> list[Filler]:
        """What a sentence goes on about whose subject is "it" or "the project": the only subject before, if it fits."""
        lemma = token.lemma_.lower()
        if token.dep_ not in SUBJECTS or token.head.dep_ != "ROOT" or token.i == 0:
            return []
        determined = any(c.lower_ in ("the", "this") for c in token.children) and len(list(token.children)) == 1
        kinds = {EntityType(k) for k in words(f"kind_{lemma}")} if has_words(f"kind_{lemma}") else set()
        if not kinds or (token.pos_ == "NOUN" and not determined) or token.i - token.sent.start > 12:
            return []
        before = next((s for s in reversed(self.document.sentences) if s.end <= token.sent.start_char), None)
        if before is None:
            return []
        own = {
            f.mention.entity: f
            for t, _ in subjects(before.span.root)
            for f in self.fillers(t)
            if t.i < before.span.root.i
        }
        fitting = [f for f in own.values() if self.type_of(f.mention) in kinds]
        return fitting if len(own) == 1 else []

    def _walk(self, token: Token, via: str | None, people_only: bool, seen: set[int]) -> Iterator[Filler]:
        if token.i in seen:
            return
        seen.add(token.i)
        mention = self.mention(token)
        head = self._head[mention] if mention is not None else token
        if mention is not None and not (people_only and self.type_of(mention) is not EntityType.PERSON):
            yield Filler(mention, head, via)
        relay = mention is None and is_relay(token)
        for child in head.children:
            apposed = self.mention(child) if mention is not None and child.dep_ in COORDINATED else None
            if apposed is not None and mention is not None and self.lists.lies_in(mention, apposed):
                continue
            if child.dep_ in COORDINATED:
                yield from self._walk(child, via, people_only and not self._person_after(child), seen)
            elif child.dep_ == "prep" and gives_examples(child):
                yield from self._objects(child, via, people_only, seen)
            elif child.dep_ == "prep" and relay and child.lower_ in ("of", "from", "in", "at", "for"):
                via = "in" if child.lower_ in ("in", "at") else token.lemma_.lower()
                yield from self._objects(child, via, people_only, seen)
            elif child.dep_ in ("prep", "relcl", "acl") and not relay:
                yield from self._hidden(child, seen)
            elif mention is not None and child.dep_ in ("nmod", "compound") and (m := self._listed(child, mention)):
                person = self.type_of(m) is EntityType.PERSON
                yield from self._walk(self._head[m], via, people_only or person, seen)
            elif child.dep_ in ("compound", "poss", "nmod", "amod") and relay and (m := self.mention(child)):
                lemma = token.lemma_.lower()
                stands = lemma in words("parties") or (child.dep_ == "poss" and lemma in words("confines"))
                if not people_only and (stands or self.type_of(m) is EntityType.INDUSTRY):
                    yield Filler(m, child, token.lemma_.lower())

    def _listed(self, modifier: Token, mention: Mention) -> Mention | None:
        """What the parser took for a part of ``mention`` and stands in a list before it: "Mayor A and Secretary B"."""
        found = self.mention(modifier)
        if found is not None and self.lists.before(found, mention):
            return found
        if self.type_of(mention) is not EntityType.PERSON:
            return None
        inside = (m for t in modifier.subtree if (m := self.mention(t)) is not None and m is not mention)
        people = (m for m in inside if self.type_of(m) is EntityType.PERSON and m in self._head)
        return next((m for m in people if mention in self.lists.people_after(m)), None)

    def _objects(self, prep: Token, via: str | None, people_only: bool, seen: set[int]) -> Iterator[Filler]:
        for child in prep.children:
            if child.dep_ in ("pobj", "pcomp", "conj", "appos"):
                yield from self._walk(child, via, people_only, seen)

    def _hidden(self, attachment: Token, seen: set[int]) -> Iterator[Filler]:
        """People whom the parser hangs below the body of somebody else's title: "chairman of X, Sun Y, Li Z"."""
        for token in attachment.subtree:
            if token.i in seen or token.dep_ not in COORDINATED:
                continue
            mention = self.mention(token)
            if mention is None or self.type_of(mention) is not EntityType.PERSON or self._head[mention] != token:
                continue
            anchor = self.mention(token.head)
            if anchor is None or self.type_of(anchor) is not EntityType.PERSON:
                yield from self._walk(token, None, True, seen)

    def _person_after(self, token: Token) -> bool:
        mention = self.mention(token)
        return mention is not None and self.type_of(mention) is EntityType.PERSON

    # -- frames ----------------------------------------------------------------------------------------------------

    def frame(self, governor: Token) -> Frame:
        """What ``governor`` (a verb or noun that is no mention) governs, by function."""
        if governor.i not in self._frames:
            frame: Frame = {}
            for function, token in self.functions(governor):
                for filler in self.fillers(token):
                    if token.i < governor.i and function in ("agent", "patient") and filler.token.i > governor.i:
                        continue
                    if (
                        token == governor.head
                        and self.mention(token) is not None
                        and filler.mention.end < token.idx + len(token)
                        and filler.token != token
                    ):
                        continue
                    if filler not in frame.setdefault(function, []):
                        frame[function].append(filler)
            if governor.tag_ == "VBD" and not any(c.dep_ in SUBJECTS for c in governor.children):
                self._list_before(frame.get("agent", []))
            if governor.pos_ == "VERB":
                for function in ("agent", "patient"):
                    self._people_before(frame.get(function, []), governor)
            if "agent" not in frame and (lost := self._lost_subject(governor)):
                frame["patient" if is_passive(governor) else "agent"] = lost
            self._frames[governor.i] = frame
        return self._frames[governor.i]

    def _list_before(self, fillers: list[Filler]) -> None:
        """Adds what stands in a list before the only filler: "In the presence of X, A and B signed"."""
        if len(fillers) != 1:
            return
        first = fillers[0].mention
        before = self.document.within(self._head[first].sent.start_char, first.start)
        outer = [m for m in before if m in self._head and self.mention(self._head[m]) is m]
        for mention in sorted(outer, key=lambda m: -m.start):
            if not self.lists.before(mention, fillers[0].mention):
                return
            fillers.insert(0, Filler(mention, self._head[mention]))

    def _people_before(self, fillers: list[Filler], verb: Token) -> None:
        """Adds the persons before a subject whom the parser left out: "A, mayor of X, and B, its secretary, met"."""
        first = next((f.mention for f in fillers if f.token.i < verb.i), None)
        if first is None or self.type_of(first) is not EntityType.PERSON:
            return
        text = self.document.text.clean
        for mention in reversed(self.document.within(self._head[first].sent.start_char, first.start)):
            if self.type_of(mention) is not EntityType.PERSON or mention not in self._head:
                continue
            fits = first in self.lists.people_after(mention) and self._head[mention].dep_ not in _GOVERNED
            last = fillers[0].mention is first and first is not mention
            if not fits or (last and " and " not in text[mention.end : first.start]):
                return
            fillers.insert(0, Filler(mention, self._head[mention]))
            first = mention

    def _lost_subject(self, verb: Token) -> list[Filler]:
        """The person before a verb that the parser left without a subject: "At the forum, X, the mayor, told"."""
        if (
            verb.tag_ != "VBD"
            or verb.dep_ not in ("ROOT", "conj", "ccomp")
            or any(c.dep_ in SUBJECTS for c in verb.children)
        ):
            return []
        people = [
            m
            for m in self.document.within(verb.sent.start_char, verb.idx)
            if self.type_of(m) is EntityType.PERSON and m in self._head
        ]
        if verb.dep_ == "conj":
            people = [m for m in people if m.start > verb.head.idx]
        for last in reversed(people):
            if not self._reaches(last, verb):
                return []
            group = [last]
            for mention in reversed(people[: people.index(last)]):
                if group[-1] not in self.lists.people_after(mention):
                    break
                group.append(mention)
            if self._head[group[-1]].dep_ not in ("pobj", "poss", "compound"):
                return [Filler(m, self._head[m]) for m in reversed(group)]
        return []

    def _reaches(self, person: Mention, verb: Token) -> bool:
        """Whether only what is said of ``person`` stands between it and ``verb``."""
        between = self.document.doc.char_span(person.end, verb.idx, alignment_mode="contract")
        if between is None or len(between) == 0:
            return True
        apposed = between[0].text in (",", "(", "and") and between[-1].text in (",", ")", "others")
        return apposed and not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.dep_ != "relcl" for t in between)

    def functions(self, governor: Token) -> Iterator[tuple[str, Token]]:
        """(function, token) of all that ``governor`` governs, noun phrases by their head."""
        return functions(governor, lambda token: token.i in self._covering)

    # -- passages --------------------------------------------------------------------------------------------------

    def clause(self, *tokens: Token) -> tuple[int, int]:
        """Characters of the shortest stretch between semicolons, colons or sentence ends that holds ``tokens``."""
        sent = tokens[0].sent
        low, high = min(t.i for t in tokens), max(t.i for t in tokens)
        low, high = max(low, sent.start), min(high, sent.end - 1)
        start, end = sent.start, sent.end
        for at in self._semicolons[bisect_left(self._semicolons, start) : bisect_left(self._semicolons, end)]:
            if at < low:
                start = at + 1
            elif at > high:
                end = at
                break
        while end > start + 1 and sent.doc[end - 1].is_space:
            end -= 1
        return sent.doc[start].idx, sent.doc[end - 1].idx + len(sent.doc[end - 1])


def _semicolons(doc: Doc) -> list[int]:
    return [token.i for token in doc if token.text in (";", "；")]


def is_relay(token: Token) -> bool:
    """Whether ``token`` stands for what is named after it: "leaders of X", "delegation from X", "the field of X"."""
    lemma = token.lemma_.lower()
    if lemma in words("parties") and (token.tag_ in ("NNS", "NNPS") or lemma in words("groups")):
        return True
    return (lemma in words("people") and token.tag_ in ("NNS", "NNPS")) or lemma in words("relays")
