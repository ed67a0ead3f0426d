"""What a noun or pronoun that refers back can mean: the names before it, weighed by nearness, subjecthood and topic."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.tokens import Span, Token

from kg.articles.page import BlockKind
from kg.facts import EntityType
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.place_kinds import place_kinds
from kg.reading.tables import rows
from kg.reading.titles import Kind


class Noun(NamedTuple):
    """A row of ``data/nominals.tsv``."""

    classes: tuple[EntityType, ...]
    heads: tuple[str, ...]
    bare: bool


@cache
def nominals() -> dict[str, Noun]:
    """The nouns that refer back."""
    found = {}
    for row in rows("nominals"):
        if row["classes"] == "-":
            continue
        heads = [row["noun"] if head == "*" else head for head in row["heads"].split(",") if head]
        found[row["noun"]] = Noun(
            tuple(EntityType(name) for name in row["classes"].split(",")),
            tuple(heads),
            row["bare"] != "no",
        )
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, or an expression already understood, that a later one may refer back to."""

    mention: Mention
    type: EntityType
    sentence: int
    """Number of its sentence, -1 in none."""
    line: int
    """Number of its block."""
    subject: bool
    """It is the grammatical subject of its sentence or of a clause coordinated with or reported in it."""
    agent: bool
    """It is the grammatical subject of some clause."""
    possessor: bool
    """It stands inside the subject: "X's revenue rose", "the GDP of X exceeds"."""
    verb: int
    """Token number of the verb that it is an argument of, -1 for none."""
    adverbial: bool
    """It only says where: "in X", "at X"."""
    coordinated: bool
    """It is one of several: "X and Y"."""
    headline: bool


class Guess(NamedTuple):
    """An antecedent and how plain it is, 0 to 1."""

    mention: Mention
    confidence: float


#: Classes that "it" can mean.
THINGS = frozenset(EntityType) - {EntityType.PERSON, EntityType.INDUSTRY}


#: So many names back an expression can refer.
_MEMORY = 400


def _order(mention: Mention) -> tuple[int, int]:
    return mention.start, -mention.end


class Antecedents:
    """The names of one article, asked for what a later expression means."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [s.start for s in document.sentences]
        self._breaks = [m.start() for m in re.finditer("\n", document.text.clean)]
        self.candidates: list[Candidate] = []
        self.counts: Counter[str] = Counter()
        for mention in sorted(document.mentions, key=_order):
            if mention.kind in (MentionKind.NAME, MentionKind.SHORT):
                self.add(mention)

    def add(self, mention: Mention) -> None:
        """Makes ``mention`` a candidate for what follows."""
        span = self.document.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        root = span.root if span is not None else None
        sentence = self.sentence(mention.start)
        found = Candidate(
            mention=mention,
            type=self.document.type_of(mention),
            sentence=sentence,
            line=self.line(mention.start),
            subject=root is not None and span is not None and (_main_subject(root) or _before_verb(span)),
            agent=root is not None and root.dep_ in ("nsubj", "nsubjpass"),
            possessor=root is not None and _possessor(root),
            verb=governor(root) if root is not None else -1,
            adverbial=root is not None
            and root.dep_ == "pobj"
            and root.head.lower_ in ("in", "at", "to", "from", "near"),
            coordinated=root is not None
            and (root.dep_ == "conj" or any(child.dep_ == "conj" for child in root.children)),
            headline=sentence >= 0 and self.document.sentences[sentence].kind is BlockKind.HEADLINE,
        )
        insort(self.candidates, found, key=lambda c: _order(c.mention))
        self.counts[mention.entity] += 1

    def sentence(self, position: int) -> int:
        """Number of the sentence in which ``position`` lies."""
        return bisect_right(self._starts, position) - 1

    def line(self, position: int) -> int:
        """Number of the block in which ``position`` lies."""
        return bisect_right(self._breaks, position)

    def before(self, position: int, classes: Iterable[EntityType]) -> list[Candidate]:
        """Candidates of ``classes`` that end before ``position``, the latest first; only so many, as a reader does."""
        wanted = frozenset(classes)
        at = bisect_left(self.candidates, (position, 0), key=lambda c: _order(c.mention))
        near = self.candidates[max(0, at - _MEMORY) : at]
        return [c for c in reversed(near) if c.mention.end <= position and c.type in wanted]

    # ---- persons --------------------------------------------------------------------------------------------------

    def person(self, position: int, fits: Callable[[str], bool] = lambda _: True) -> Guess | None:
        """The person that "he" or "she" at ``position`` means; ``fits`` says whom it can mean."""
        here, line = self.sentence(position), self.line(position)
        verb = self._object_of(position)
        near = [
            c
            for c in self.before(position, {EntityType.PERSON})
            if fits(c.mention.entity) and here - c.sentence <= 3 and not 0 <= verb == c.verb
        ]
        for distance in range(4):
            group = [c for c in near if here - c.sentence == distance]
            if not group or (distance > 1 and group[0].line != line):
                continue
            subjects = [c for c in group if c.subject]
            best = subjects[0] if subjects else group[0]
            rivals = {c.mention.entity for c in (subjects or group)} - {best.mention.entity}
            plain = 0.95 - 0.1 * distance - (0.25 if rivals else 0.0) - (0.0 if subjects else 0.1)
            return Guess(best.mention, round(plain, 2))
        return None

    # ---- bodies, places, things -----------------------------------------------------------------------------------

    def noun(self, noun: str, position: int) -> Guess | None:
        """The thing that "the ``noun``" at ``position`` means."""
        known = nominals()[noun]
        candidates = self.before(position, known.classes)
        fits = [(c, self._fit(c, noun, known)) for c in candidates]
        sure = [c for c, fit in fits if fit == 1.0]
        if sure:
            return self._latest(sure, position, 0.95)
        likely = [c for c, fit in fits if fit >= 0.5]
        if likely:
            return self._latest(likely, position, 0.8 if known.heads else 0.9)
        return None

    def _fit(self, candidate: Candidate, noun: str, known: Noun) -> float:
        """How well a name goes with a noun: 1 if it contains it, 0 if it contradicts it."""
        names = self._names(candidate)
        if any(re.search(rf"\b{re.escape(head)}s?\b", name) for name in names for head in known.heads):
            return 1.0
        if candidate.type is EntityType.PLACE:
            kinds = frozenset().union(*(place_kinds(name) for name in names))
            if kinds:
                return float(bool(kinds & _KINDS_OF.get(noun, frozenset({noun}))))
            return 0.5 if not any(name.endswith(_PLACE_WORDS) for name in names) else 0.0
        if not known.heads:
            return 0.9
        return 0.5 if noun in _LOOSE and self._sole(candidate) else 0.0

    def _latest(self, candidates: list[Candidate], position: int, start: float) -> Guess | None:
        """The most likely of ``candidates``, which are in order, the latest first."""
        here = self.sentence(position)
        entities = list(dict.fromkeys(c.mention.entity for c in candidates))
        if len(entities) == 1:
            return Guess(candidates[0].mention, start)
        share = sum(self.counts[e] for e in entities)
        weights: dict[str, tuple[float, Candidate]] = {}
        for c in candidates:
            weight = max(0.0, 3.0 - (here - c.sentence)) + 0.8 * (c.subject or c.possessor) - 0.5 * c.adverbial
            weight += 2.0 * self.counts[c.mention.entity] / share + 0.9 * (c.mention.entity == entities[0])
            weights.setdefault(c.mention.entity, (weight, c))
            weights[c.mention.entity] = max(weights[c.mention.entity], (weight, c), key=lambda w: w[0])
        ranked = sorted(weights.values(), key=lambda w: -w[0])
        margin = ranked[0][0] - ranked[1][0]
        return Guess(ranked[0][1].mention, round(min(start, 0.55 + 0.2 * margin), 2))

    def _sole(self, candidate: Candidate) -> bool:
        """Whether the article names one entity only of the candidate's class."""
        return len({c.mention.entity for c in self.candidates if c.type is candidate.type}) == 1

    def _names(self, candidate: Candidate) -> list[str]:
        return [name.lower() for name in self.document.entities[candidate.mention.entity].names]

    def thing(self, position: int, classes: Iterable[EntityType] = THINGS) -> tuple[Candidate, float] | None:
        """What "it" or "its" at ``position`` means, and how plain: the subject of the clause or sentence before.

        A pronoun that is an object of a verb does not mean that verb's subject ("X ranked it").
        """
        here, line = self.sentence(position), self.line(position)
        near = [c for c in self.before(position, classes) if here - c.sentence <= 1 and c.line == line]
        verb = self._object_of(position)
        if verb >= 0:
            near = [c for c in near if c.verb != verb]
        clause = self._clause_of_owner(position)
        same = next((c for c in near if c.agent and 0 <= clause == c.verb), None)
        if same:
            return same, 0.85
        for main, start in ((True, 0.85), (False, 0.75)):
            for sentence in (here, here - 1):
                subjects = [c for c in near if c.sentence == sentence and (c.subject if main else c.possessor)]
                if subjects:
                    rivals = {c.mention.entity for c in near if c.mention.start > subjects[0].mention.start}
                    rivals -= {subjects[0].mention.entity}
                    return subjects[0], round(max(start - 0.1 * len(rivals), 0.45), 2)
        topic = self._topic()
        own = {
            c.mention.entity for c in near if c.sentence == here and not c.adverbial and c.type is not EntityType.PLACE
        }
        if len(own) == 1 or topic in own:
            return next(c for c in near if c.mention.entity in ({topic} & own or own)), 0.6
        return (near[0], 0.55) if near and near[0].mention.entity == topic else None

    def _topic(self) -> str | None:
        """The thing that the article names more often than any other."""
        things = Counter({e: n for e, n in self.counts.items() if self.document.entities[e].type in THINGS})
        ranked = things.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def verb_at(self, position: int) -> int:
        """Token number of the verb at ``position``, or of the verb that it helps; -1 if there is none."""
        span = self.document.doc.char_span(position, position + 1, alignment_mode="expand")
        if span is None or span.root.pos_ not in ("VERB", "AUX"):
            return -1
        return int(span.root.head.i if span.root.dep_ in ("aux", "auxpass") else span.root.i)

    def _clause_of_owner(self, position: int) -> int:
        """Token number of the verb in whose clause "its" at ``position`` stands, -1 if it is no possessive."""
        span = self.document.doc.char_span(position, position + 1, alignment_mode="expand")
        return governor(span.root.head) if span is not None and span.root.dep_ == "poss" else -1

    def _object_of(self, position: int) -> int:
        """Token number of the verb that the pronoun at ``position`` is an object of, -1 if it is none."""
        span = self.document.doc.char_span(position, position + 1, alignment_mode="expand")
        if span is None or span.root.dep_ not in ("dobj", "pobj", "iobj", "dative"):
            return -1
        return governor(span.root)

    # ---- what a post leaves to the context ------------------------------------------------------------------------

    def body(self, noun: str, position: int, classes: Iterable[EntityType], kind: Kind) -> Mention | None:
        """The body that ``noun`` ("the zone", "its") means beside a title at ``position``."""
        if noun in nominals():
            guess = self.noun(noun, position)
            return guess.mention if guess else None
        if noun == "our":
            return self._main(EntityType.ENTERPRISE)
        organisations = [c for c in classes if c is not EntityType.PLACE or kind is Kind.TERRITORY]
        latest = self.before(position, organisations)
        return latest[0].mention if latest else None

    def place(self, position: int, kinds: frozenset[str], taken: frozenset[str] = frozenset()) -> Mention | None:
        """The place whose mayor or Party secretary is meant when none is named: the article's own one of ``kinds``.

        ``taken`` are places whose holder of the post is known to be somebody else.
        """
        weights: Counter[str] = Counter()
        places = [c for c in self.candidates if c.type is EntityType.PLACE and c.mention.entity not in taken]
        for c in places:
            known = frozenset().union(*(place_kinds(name) for name in self._names(c)))
            if not known or not kinds or known & kinds:
                near = c.sentence >= 0 and 0 <= self.sentence(position) - c.sentence <= 1
                weights[c.mention.entity] += 1 + 2 * (c.headline or c.sentence <= 1) + near
        for draft in self.document.entities.values():
            if draft.jurisdiction and draft.jurisdiction in weights:
                weights[draft.jurisdiction] += self.counts[draft.id]
        if not weights:
            return None
        best = max(weights, key=lambda entity: weights[entity])
        mine = [c.mention for c in places if c.mention.entity == best]
        return next((m for m in reversed(mine) if m.end <= position), mine[0])

    def main_company(self, position: int) -> Mention | None:
        """The company that the article is about, if it is about one; where it was named last before ``position``."""
        topic = self._topic()
        if topic is None or self.document.entities[topic].type is not EntityType.ENTERPRISE:
            return None
        named = [c.mention for c in self.candidates if c.mention.entity == topic]
        return next((m for m in reversed(named) if m.end <= position), named[0])

    def _main(self, kind: EntityType) -> Mention | None:
        """The entity of a class that the article names most often: whose site it stands on."""
        named = [c.mention for c in self.candidates if c.type is kind]
        return max(named, key=lambda m: self.counts[m.entity]) if named else None

    def company(self, position: int) -> Mention | None:
        """The company whose manager is meant when none is named: the latest one, if the article is not about others."""
        latest = self.before(position, {EntityType.ENTERPRISE})
        return latest[0].mention if latest else None


#: Kinds of place that a noun can mean, where they are not called by the noun itself.
_KINDS_OF = {
    "city": frozenset({"city", "special administrative region"}),
    "municipality": frozenset({"city"}),
    "province": frozenset({"province", "autonomous region"}),
    "county": frozenset({"county", "autonomous county", "banner"}),
}

#: Words at the end of a place's name that tell its kind.
_PLACE_WORDS = (
    "province",
    "county",
    "district",
    "town",
    "township",
    "island",
    "lake",
    "region",
    "prefecture",
    "city",
    "village",
)

#: Nouns that also stand for a thing whose name lacks them, if it is the only one of its class.
_LOOSE = frozenset({"group", "project", "base", "park", "zone", "plant", "center", "centre", "area", "port", "site"})


def _main_subject(root: Token) -> bool:
    """Whether ``root`` is, or is coordinated with, the subject of a clause that is not a mere aside."""
    while root.dep_ == "conj" and root.head is not root:
        root = root.head
    return root.dep_ in ("nsubj", "nsubjpass", "csubj") and root.head.dep_ not in ("relcl", "advcl")


def _before_verb(span: Span) -> bool:
    """Whether a name opens its sentence's main part and a finite verb follows it, however its words were parsed."""
    if span.end >= len(span.doc):
        return False
    opens = (
        span[0].is_sent_start
        or span.doc[span.start - 1].text in (",", '"', "“")
        or (span.doc[span.start - 1].lower_ == "the" and span.doc[span.start - 1].is_sent_start)
    )
    following = span.doc[span.end]
    return (
        bool(opens) and following.tag_ in ("VBD", "VBZ", "VBP", "MD") and following.dep_ in ("ROOT", "aux", "auxpass")
    )


def _possessor(root: Token) -> bool:
    """Whether ``root`` is the possessor in a subject: "X's revenue", "the GDP of X"."""
    if root.dep_ == "poss":
        return root.head.dep_ in ("nsubj", "nsubjpass")
    return root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.dep_ in ("nsubj", "nsubjpass")


def governor(root: Token) -> int:
    """Token number of the verb that ``root`` is an argument of, -1 for none."""
    token = root
    for _ in range(4):
        if token.dep_ in ("nsubj", "nsubjpass", "dobj", "iobj", "dative"):
            return int(token.head.i)
        if token.dep_ in ("pobj", "prep", "agent", "conj"):
            token = token.head
            if token.pos_ in ("VERB", "AUX"):
                return int(token.i)
        else:
            break
    return -1
