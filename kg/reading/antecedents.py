"""What a noun or pronoun that refers back can mean: the names before it, weighed by nearness, subjecthood and topic."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.facts import EntityType
from kg.reading.candidates import Candidate, candidate, governor
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.nominals import Noun, nominals
from kg.reading.place_kinds import place_kinds


class Guess(NamedTuple):
    """An antecedent and how plain it is, 0 to 1."""

    mention: Mention
    confidence: float


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


def _kind_words(name: str) -> set[str]:
    """The words of a name that tell its kind: the last two, or those before "of", "in", "at"."""
    return set(re.split(r" (?:of|in|at|for) ", name, maxsplit=1)[0].split()[-2:])


#: Classes that "it" can mean.
THINGS = frozenset(EntityType) - {EntityType.PERSON, EntityType.INDUSTRY}


_NAMED = (MentionKind.NAME, MentionKind.SHORT)
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
        self._of_type: dict[EntityType, set[str]] = defaultdict(set)
        for mention in sorted(document.mentions, key=_order):
            if mention.kind in _NAMED:
                self.add(mention)

    def add(self, mention: Mention) -> None:
        """Makes ``mention`` a candidate for what follows."""
        found = candidate(self.document, mention, self.sentence(mention.start), self.line(mention.start))
        if not self.candidates or _order(self.candidates[-1].mention) <= _order(mention):
            self.candidates.append(found)
        else:
            insort(self.candidates, found, key=lambda c: _order(c.mention))
        self.counts[mention.entity] += 1
        self._of_type[found.type].add(mention.entity)

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
            subjects = [c for c in group if c.subject or (c.doer and not distance)]
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

    def site(self) -> Mention | None:
        """The body on whose site the article stands, where its name stands above the article."""
        banner = self.document.banner
        above = [c.mention for c in self.candidates if banner and c.mention.start < banner.end]
        return max(above, key=lambda m: m.end - m.start, default=None)

    def own(self, noun: str) -> Mention | None:
        """What "our ``noun``" means: the body whose name stands above the article, else the one named most often.

        Without a name above it only a company's article is told for its own: other bodies have guests of their kind.
        """
        bodies = [c for c in self.candidates if c.type is not EntityType.PERSON]
        called = [c for c in bodies if any(noun in _kind_words(name) for name in self.names(c))]
        site = self.site()
        if site is not None and any(c.mention.entity == site.entity for c in called):
            return site
        known = nominals().get(noun)
        if known is None or EntityType.ENTERPRISE not in known.classes:
            return None
        called = called or [c for c in bodies if c.type is EntityType.ENTERPRISE]
        best = max(called, key=lambda c: self.counts[c.mention.entity], default=None)
        return best.mention if best and self.counts[best.mention.entity] > 1 else None

    def _fit(self, candidate: Candidate, noun: str, known: Noun) -> float:
        """How well a name goes with a noun: 1 if it contains it, 0 if it contradicts it."""
        names = self.names(candidate)
        if known.heads and any(_headed(known.heads).search(name) for name in names):
            return 1.0
        if candidate.type is EntityType.PLACE:
            kinds = frozenset[str]().union(*(place_kinds(name) for name in names))
            if kinds & _KINDS_OF.get(noun, frozenset({noun})):
                return 1.0
            return 0.0 if kinds or any(name.endswith(_PLACE_WORDS) for name in names) else 0.5
        if not known.heads:
            return 0.9
        other = candidate.type is EntityType.FACILITY and any(name.split()[-1] in nominals() for name in names)
        return 0.5 if noun in _LOOSE and self._sole(candidate) and not other else 0.0

    def _latest(self, candidates: list[Candidate], position: int, start: float) -> Guess | None:
        """The most likely of ``candidates``, which are in order, the latest first."""
        if not candidates:
            return None
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
        return len(self._of_type[candidate.type]) == 1

    def names(self, candidate: Candidate) -> list[str]:
        """The names of a candidate's entity, in lower case."""
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
        topic = self.topic()
        own = {
            c.mention.entity for c in near if c.sentence == here and not c.adverbial and c.type is not EntityType.PLACE
        }
        if len(own) == 1 or (own and clause >= 0):
            return next(c for c in near if c.mention.entity in own), 0.6 if len(own) == 1 else 0.5
        if own:
            return None
        return (near[0], 0.55) if near and near[0].mention.entity == topic else None

    def topic(self) -> str | None:
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


@lru_cache(maxsize=1 << 14)
def _headed(heads: tuple[str, ...]) -> re.Pattern[str]:
    """One of ``heads`` as a word, or its plural."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, heads))})s?\b")
