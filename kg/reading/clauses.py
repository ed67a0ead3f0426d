"""Clauses: who does what to whom, read off the dependency parse with the mentions laid over it.

A *frame* is what a verb or noun governs, by function: ``agent`` and ``patient`` (whatever the voice), ``attr``
("X is a maker"), ``poss``, ``compound``, and prepositions by their word ("in", "with", "by" only where no agent).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.facts import EntityType
from kg.reading.document import Document, Mention, Sentence
from kg.reading.frames import has_words, words
from kg.reading.geography import lies_within

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
COORDINATED = ("conj", "appos")
#: Prepositions that introduce members of what stands before them.
EXAMPLES = ("including", "like", "namely", "as", "among")


#: What may stand between two members of a list.
LIST = re.compile(r"(?:\s*\([^()]*\))?(?:,|;|\s+and|\s+or|\s+as well as|\s*&|,\s*and|,\s*as well as)\s+"
                  r"(?:(?:finally|then|also|later|lastly)\s+)?(?:to\s+|at\s+|by\s+)?(?:the\s+|its\s+)?", re.I)  # fmt: skip
#: What stands between a noun and the list of what it means.
ANNOUNCED = re.compile(r"(?::|,? ?(?:namely|such as|including|especially|particularly|like|:|i\.e\.|e\.g\.)) (?:the )?")
#: What stands before a member of a list.
ITEM = re.compile(r"(?:,|;|\band)\s+(?:and\s+)?(?:the\s+|its\s+)?$")
PARALLEL = (EntityType.PARK, EntityType.PROJECT, EntityType.FACILITY)
#: Kinds that may stand in one list: people, what can be visited or acts, industries.
LIST_KINDS = {EntityType.PERSON: 1, EntityType.INDUSTRY: 2, EntityType.PLACE: 3}
RANKS = (
    "street",
    "sub-district",
    "subdistrict",
    "town",
    "village",
    "county",
    "district",
    "city",
    "prefecture",
    "province",
)


@dataclass(frozen=True, slots=True)
class Filler:
    """A mention that fills a function; ``via`` is the noun that stands for it: "leaders" in "leaders of Jiaozhou"."""

    mention: Mention
    token: Token
    via: str | None = None


Frame = dict[str, list[Filler]]


class Clauses:
    """The mentions of a document laid over its parse."""

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
        top = sorted({m for m in self._covering.values()}, key=lambda m: m.start)
        self._after = dict(zip(top, top[1:], strict=False))

    def mention(self, token: Token) -> Mention | None:
        """The longest mention that covers ``token``."""
        return self._covering.get(token.i)

    def head(self, mention: Mention) -> Token | None:
        """The token by which ``mention`` hangs in the parse."""
        return self._head.get(mention)

    def type_of(self, mention: Mention) -> EntityType:
        """Type of the entity mentioned."""
        return self.document.type_of(mention)

    def sentence_of(self, token: Token) -> Sentence | None:
        """The sentence in which ``token`` stands."""
        for sentence in self.document.sentences:
            if sentence.start <= token.idx < sentence.end:
                return sentence
        return None

    # -- what fills a function -------------------------------------------------------------------------------------

    def fillers(self, token: Token) -> list[Filler]:
        """All mentions that ``token`` brings: its own, coordinated, apposed, listed, and those it stands for."""
        found: dict[Mention, Filler] = {}
        for filler in self._walk(token, None, False, set()):
            found.setdefault(filler.mention, filler)
        if self.mention(token) is None:
            for mention in self._announced(token):
                found.setdefault(mention, Filler(mention, self._head[mention]))
        if not found and token.pos_ in ("NOUN", "PRON"):
            return self._described(token) or self._continued(token)
        for filler in list(found.values()):
            for mention in (*self.listed_after(filler.mention), *self.parallel_after(filler.mention)):
                found.setdefault(mention, Filler(mention, self._head[mention], filler.via))
        return sorted(found.values(), key=lambda f: f.mention.start)

    def _announced(self, noun: Token) -> list[Mention]:
        """What a colon or "namely" lists: "three leading industries: A, B and C"."""
        after = self.document.text.clean[noun.idx + len(noun) :]
        lead = ANNOUNCED.match(after)
        if lead is None:
            return []
        start = noun.idx + len(noun) + lead.end()
        first = next((m for m in self.document.mentions if m.start == start and m in self._head), None)
        return [] if first is None else [first, *self.listed_after(first)]

    def _described(self, noun: Token) -> list[Filler]:
        """What a common noun says something of: "X, the company that builds it", "X is a company that makes"."""
        if noun.dep_ == "appos" and (mention := self.mention(noun.head)) is not None:
            return [Filler(mention, noun.head)]
        if noun.dep_ == "attr" and noun.head.lemma_ in ("be", "become", "remain"):
            return [f for t, _ in subjects(noun.head) if t.i < noun.i for f in self.fillers(t)]
        return []

    def _continued(self, token: Token) -> list[Filler]:
        """What a sentence goes on about: "it" or "the project" as its subject, after a sentence with one subject that fits."""
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

    def listed_after(self, mention: Mention) -> list[Mention]:
        """What follows ``mention`` in a plain list, with nothing but commas and "and" between: "A, B and C"."""
        found: list[Mention] = []
        kind = _list_kind(self.type_of(mention))
        at = self._after.get(mention)
        while at is not None and _list_kind(self.type_of(at)) == kind and at in self._head:
            between = self.document.text.clean[mention.end : at.start]
            if not LIST.fullmatch(between) or self.lies_in(mention, at):
                break
            found.append(at)
            mention, at = at, self._after.get(at)
        # "A, B said": the comma of a subordinate clause before a subject is no list
        if (
            found
            and found[-1]
            and not any(" and " in self.document.text.clean[a.end : b.start] for a, b in pairs(found))
        ):
            return [m for m in found if self._head[m].dep_ not in SUBJECTS]
        return found

    def parallel_after(self, mention: Mention) -> list[Mention]:
        """Sites of one kind in a list that is broken by what is said of each: "the A zone for living, the B zone, where"."""
        kind = self.type_of(mention)
        if kind not in PARALLEL or mention not in self._head:
            return []
        sentence = self._head[mention].sent
        found = []
        for other in self.document.within(mention.end, sentence.end_char):
            head = self._head.get(other)
            before = self.document.text.clean[: other.start][-8:]
            if head is not None and self.type_of(other) is kind and head.dep_ in COORDINATED and ITEM.search(before):
                found.append(other)
        return found

    def lies_in(self, near: Mention, far: Mention) -> bool:
        """Whether ``far`` only says in which wider place ``near`` lies: "Laoshan District, Shandong Province"."""
        if EntityType.PLACE not in (self.type_of(far),):
            return False
        between = self.document.text.clean[near.end : far.start]
        if between not in (", ", ","):
            return False
        following = self._after.get(far)
        if (
            following is not None
            and self.type_of(following) is EntityType.PLACE
            and self.type_of(near) is EntityType.PLACE
        ):
            goes_on = LIST.fullmatch(self.document.text.clean[far.end : following.start])
            if goes_on and not lies_within(self.text(near), self.text(far)):
                return False
        if self.type_of(near) is not EntityType.PLACE:
            return self._head[far].dep_ in ("appos", "npadvmod", "dep") or self._after_comma(far)
        wide, narrow = rank(self.text(far)), rank(self.text(near))
        return lies_within(self.text(near), self.text(far)) or (wide is not None and (narrow is None or wide > narrow))

    def _after_comma(self, mention: Mention) -> bool:
        return self.document.text.clean[mention.end : mention.end + 1] in (",", ".", ";", ")")

    def text(self, mention: Mention) -> str:
        """The words of ``mention``."""
        return self.document.text.clean[mention.start : mention.end]

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
            if apposed is not None and mention is not None and self.lies_in(mention, apposed):
                continue
            if child.dep_ in COORDINATED:
                yield from self._walk(child, via, people_only and not self._person_after(child), seen)
            elif child.dep_ == "prep" and _lists(child):
                yield from self._objects(child, via, people_only, seen)
            elif child.dep_ == "prep" and relay and child.lower_ in ("of", "from", "in", "at", "for"):
                via = "in" if child.lower_ in ("in", "at") else token.lemma_.lower()
                yield from self._objects(child, via, people_only, seen)
            elif child.dep_ in ("prep", "relcl", "acl") and not relay:
                yield from self._hidden(child, seen)
            elif child.dep_ in ("nmod", "compound") and mention is not None and self._listed_before(child, mention):
                yield from self._walk(child, via, people_only, seen)
            elif child.dep_ in ("compound", "poss", "nmod", "amod") and relay and (m := self.mention(child)):
                lemma = token.lemma_.lower()
                stands = lemma in words("parties") or (child.dep_ == "poss" and lemma in words("confines"))
                if not people_only and (stands or self.type_of(m) is EntityType.INDUSTRY):
                    yield Filler(m, child, token.lemma_.lower())

    def _listed_before(self, token: Token, mention: Mention) -> bool:
        """Whether ``token`` heads another name that stands in a list right before ``mention``: "X Park (I) and Y Park"."""
        other = self.mention(token)
        if other is None or other is mention or _list_kind(self.type_of(other)) != _list_kind(self.type_of(mention)):
            return False
        return LIST.fullmatch(self.document.text.clean[other.end : mention.start]) is not None

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
                    if token == governor.head and self.mention(token) is not None and filler.mention.end < token.idx + len(token) and filler.token != token:
                        continue
                    if filler not in frame.setdefault(function, []):
                        frame[function].append(filler)
            self._frames[governor.i] = frame
        return self._frames[governor.i]

    def functions(self, governor: Token) -> Iterator[tuple[str, Token]]:
        """(function, token) of all that ``governor`` governs, noun phrases by their head."""
        if governor.pos_ in ("VERB", "AUX"):
            yield from self._of_verb(governor)
        else:
            yield from self._of_noun(governor)

    def _of_verb(self, verb: Token) -> Iterator[tuple[str, Token]]:
        passive = is_passive(verb)
        for subject, was_passive in subjects(verb):
            yield ("patient" if was_passive else "agent"), subject
        yield from _relative_functions(verb)
        for child in verb.children:
            if child.dep_ == "dobj":
                if not is_relative(child):
                    yield "patient", child
                yield from self._light(child)
            elif child.dep_ in ("attr", "oprd", "acomp"):
                yield "attr", child
                yield from self._preps(child)
            elif child.dep_ == "xcomp" and self.mention(child) is not None:  # "dedicated to cloud computing"
                yield "to", child
            elif child.dep_ == "dative":
                yield from (("to", t) for t in ([child] if child.pos_ != "ADP" else children(child, "pobj")))
        yield from self._preps(verb, passive)
        if verb.dep_ in ("xcomp", "advcl") and verb.tag_ == "VB":  # "in the park, A and B teamed up to build the plant"
            yield from ((f, t) for f, t in self._preps(verb.head) if f in ("in", "at") and t.i < verb.head.i)

    def _light(self, noun: Token) -> Iterator[tuple[str, Token]]:
        """Prepositions that belong to the verb as much as to its object: "paid a visit to X", "signed a deal with Y"."""
        if self.mention(noun) is None:
            yield from self._preps(noun, also_of=False)

    def _of_noun(self, noun: Token) -> Iterator[tuple[str, Token]]:
        for child in noun.children:
            if child.dep_ in ("poss", "compound", "nmod"):
                yield child.dep_.replace("nmod", "compound"), child
        yield from self._preps(noun)

    def _preps(self, token: Token, passive: bool = False, also_of: bool = True) -> Iterator[tuple[str, Token]]:
        for prep in token.children:
            if prep.dep_ not in ("prep", "agent", "prt", "advmod", "pcomp") or prep.pos_ not in (
                "ADP",
                "SCONJ",
                "ADV",
                "VERB",
            ):
                continue
            word = preposition(prep)
            if word == "of" and not also_of:
                continue
            if prep.dep_ == "agent" or (word == "by" and passive):
                word = "agent"
            for child in prep.children:
                if child.dep_ in ("pobj", "pcomp"):
                    yield word, child
                    if child.pos_ == "VERB":  # "focused on expanding the chains of ..."
                        yield from ((word, t) for t in children(child, "dobj"))
                elif child.dep_ in ("prep", "conj") and child.pos_ == "ADP":
                    same = word if child.dep_ == "conj" and child.lower_ == prep.lower_ else preposition(child)
                    yield from ((same, t) for t in children(child, "pobj"))

    def objects(self, verb: Token) -> list[Token]:
        """Heads of the logical objects of ``verb`` that are no mentions: the "ceremony" that was "held"."""
        found = [t for f, t in self.functions(verb) if f == "patient"]
        return [c for t in found for c in conjuncts(t) if self.mention(c) is None]

    # -- passages --------------------------------------------------------------------------------------------------

    def clause(self, *tokens: Token) -> tuple[int, int]:
        """Characters of the shortest stretch between semicolons, colons or sentence ends that holds ``tokens``."""
        sent = tokens[0].sent
        low, high = min(t.i for t in tokens), max(t.i for t in tokens)
        low, high = max(low, sent.start), min(high, sent.end - 1)
        start, end = sent.start, sent.end
        for token in sent:
            if token.text in (";", "；") and self.mention(token) is None:
                if token.i < low:
                    start = token.i + 1
                elif token.i > high:
                    end = token.i
                    break
        while end > start + 1 and sent.doc[end - 1].is_space:
            end -= 1
        return sent.doc[start].idx, sent.doc[end - 1].idx + len(sent.doc[end - 1])


def is_relay(token: Token) -> bool:
    """Whether ``token`` stands for what is named after it: "leaders of X", "the delegation from X", "the field of X"."""
    lemma = token.lemma_.lower()
    if lemma in words("parties") and (token.tag_ in ("NNS", "NNPS") or lemma in words("groups")):
        return True
    return (lemma in words("people") and token.tag_ in ("NNS", "NNPS")) or lemma in words("relays")


def pairs(mentions: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Neighbours in ``mentions``."""
    return zip(mentions, mentions[1:], strict=False)


def _list_kind(kind: EntityType) -> int:
    return LIST_KINDS.get(kind, 0)


def rank(name: str) -> int | None:
    """How wide the place is that ``name`` says it is: "street" 0, "Province" 9; None if it does not say."""
    last = name.lower().split()[-1]
    return RANKS.index(last) if last in RANKS else None


def head_of(span: Span) -> Token:
    """The token of ``span`` that hangs outside of it; the last such one if the parser broke the name apart."""
    outside = [t for t in span if not (span.start <= t.head.i < span.end) or t.head == t]
    nominal = [t for t in outside if t.pos_ not in ("DET", "PUNCT", "ADP", "CCONJ", "PART")]
    return (nominal or outside or [span.root])[-1]


def children(token: Token, *deps: str) -> list[Token]:
    """Children of ``token`` by any of these dependencies."""
    return [c for c in token.children if c.dep_ in deps]


def conjuncts(token: Token) -> list[Token]:
    """``token`` and all that is coordinated with it."""
    return [token, *token.conjuncts]


def preposition(prep: Token) -> str:
    """The word of a preposition, phrasal ones whole: "such_as", "together_with"."""
    return prep.lower_


def is_passive(verb: Token) -> bool:
    """Whether ``verb`` is in the passive, or a bare past participle."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if any(c.dep_ == "aux" and c.lemma_ in ("have", "be") for c in verb.children):
        return any(c.dep_ == "aux" and c.lemma_ == "be" for c in verb.children)
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return is_passive(verb.head)
    return not any(c.dep_ == "nsubj" for c in verb.children)


def is_relative(token: Token) -> bool:
    """Whether ``token`` is a relative pronoun."""
    return token.tag_ in ("WDT", "WP", "WP$", "WRB") or (token.lower_ == "that" and token.pos_ in ("PRON", "SCONJ"))


def subjects(verb: Token) -> list[tuple[Token, bool]]:
    """Heads of the subject of ``verb``, its own or the one it shares, and whether they are what the verb is done to."""
    passive = is_passive(verb)
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if own:
        if verb.dep_ == "relcl" and any(is_relative(t) and t.lower_ != "whose" for c in own for t in c.subtree):
            return [(verb.head, passive)]  # "both of which have settled"
        real = [c for c in own if not is_relative(c) and c.lower_ != "there"]
        if real:
            return [(c, c.dep_ == "nsubjpass" or (passive and c.dep_ != "csubj" and verb.tag_ == "VBN")) for c in real]
        if any(is_relative(c) for c in own) and verb.dep_ == "relcl":
            return [(verb.head, passive)]
        return []
    if verb.dep_ == "ROOT" and verb.tag_ in ("VBZ", "VBD", "VBP", "VBN"):
        return [(t, passive) for t in _before_verb(verb)]
    head = verb.head
    if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBG") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return [(head, verb.tag_ == "VBN")]
    if verb.dep_ in ("acomp", "attr") and head.lemma_ == "be":
        return [(t, passive) for t, _ in subjects(head)]
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "dep", "ccomp") and head != verb:
        controller = head
        while controller.pos_ == "ADP" and controller.head != controller:
            controller = controller.head
        if controller.pos_ not in ("VERB", "AUX"):
            if verb.dep_ == "conj" and controller.dep_ == "acl":
                return subjects(controller)
            return []
        if verb.dep_ == "xcomp":
            controlled = [c for c in controller.children if c.dep_ == "dobj"]
            if controller.lemma_ in ("fall", "remain"):  # "it fell to the mayors to unveil"
                controlled = [
                    o for c in controller.children if c.lower_ == "to" for o in c.children if o.dep_ == "pobj"
                ]
            if controlled and controller.lemma_ not in ("promise",):
                return [(c, passive) for c in controlled]
        if verb.dep_ in ("ccomp", "dep") and any(c.dep_ == "mark" for c in verb.children):
            return []
        if verb.dep_ == "ccomp":
            return []
        return [(t, passive) for t, _ in subjects(controller)]
    return []


def _before_verb(verb: Token) -> list[Token]:
    """The proper noun right before a verb that the parser left without a subject: "As a part of X, Y lies in Z"."""
    at = (
        min([verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "advmod") and c.i < verb.i)])
        - 1
    )
    while at >= verb.sent.start and verb.doc[at].pos_ == "ADV":
        at -= 1
    if at >= verb.sent.start and verb.doc[at].pos_ == "PROPN":
        return [verb.doc[at]]
    return []


def _relative_functions(verb: Token) -> Iterator[tuple[str, Token]]:
    """The noun that a relative clause belongs to, in the function of its pronoun: "the base which X builds"."""
    if verb.dep_ != "relcl":
        return
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if not own or any(is_relative(c) for c in own):
        return
    for child in verb.subtree:
        if not is_relative(child) or child.i > verb.i:
            continue
        if child.dep_ == "pobj":
            yield preposition(child.head), verb.head
        elif child.lower_ == "where":
            yield "in", verb.head
        elif child.dep_ == "dobj":
            yield "patient", verb.head
        elif child.lower_ == "whose" and child.head.dep_ in SUBJECTS:
            yield "whose", verb.head
        return
    yield "patient", verb.head


def _lists(prep: Token) -> bool:
    if prep.lower_ == "as":
        return any(c.lower_ == "such" for c in prep.children) or prep.nbor(-1).lower_ == "such" if prep.i else False
    return prep.lower_ in ("including", "like", "namely")
