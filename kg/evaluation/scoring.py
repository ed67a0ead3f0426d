"""Scores: true positives, predictions and expectations of each measure, what went wrong, and which facts were right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from kg.evaluation import matching
from kg.evaluation.gold import Gold, GoldEvent, GoldStatistic
from kg.evaluation.matching import Pairs
from kg.facts import Event, Passage, Post, Reading, Relation, Slot, Statistic


class Measure(StrEnum):
    """What is measured; the first six make the headline."""

    ENTITIES = "entities"
    POSTS = "memberships"
    EVENTS = "events"
    ARGUMENTS = "arguments"
    RELATIONS = "relations"
    STATISTICS = "statistics"
    ROLES = "roles"


HEADLINE: Final = tuple(Measure)[:6]


class Prf(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something missed or made up; or, in :attr:`Score.found`, found."""

    article: str
    kind: str
    """"missed entity", "spurious statistic", ..."""
    what: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact as read: how sure the reader was, and whether the gold has it."""

    kind: str
    confidence: float
    correct: bool


@dataclass(slots=True)
class Score:
    """What one reader got right and wrong over some articles."""

    hits: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)
    found: list[Mistake] = field(default_factory=list)
    """What the gold says and the reader found, by the measure."""
    judged: list[Judged] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    """Lengths of the passages of all claims, in code points."""
    grounded: int = 0
    """Claims whose passage stands in the article."""
    slots: int = 0
    """Relations and slots of events that were read."""
    covered: int = 0
    """Those of them that have a passage."""

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.hits + other.hits, self.predicted + other.predicted, self.expected + other.expected,
            self.mistakes + other.mistakes, self.found + other.found, self.judged + other.judged,
            self.lengths + other.lengths,
            self.grounded + other.grounded, self.slots + other.slots, self.covered + other.covered,
        )  # fmt: skip

    def prf(self, measure: str) -> Prf:
        """Precision, recall and F1 of ``measure``, 0 where nothing was found."""
        hits = self.hits[measure]
        precision = hits / self.predicted[measure] if self.predicted[measure] else 0.0
        recall = hits / self.expected[measure] if self.expected[measure] else 0.0
        return Prf(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)

    @property
    def headline(self) -> float:
        """The plain mean of the six F1 figures."""
        return sum(self.prf(measure).f1 for measure in HEADLINE) / len(HEADLINE)

    def add(self, measure: str, hits: int, predicted: int, expected: int) -> None:
        """Counts into ``measure``."""
        self.hits[measure] += hits
        self.predicted[measure] += predicted
        self.expected[measure] += expected


def total(scores: Iterable[Score]) -> Score:
    """All of them in one."""
    result = Score()
    for score in scores:
        result += score
    return result


def score(gold: Gold, reading: Reading) -> Score:
    """What ``reading`` got right and wrong of ``gold``."""
    found = Score()
    judge = _Judge(gold, reading, found, matching.pair_entities(gold, reading))
    judge.entities()
    judge.posts()
    judge.events()
    judge.relations()
    judge.statistics()
    judge.evidence()
    return found


class _Judge:
    def __init__(self, gold: Gold, reading: Reading, score: Score, pairs: Pairs) -> None:
        self.gold, self.reading, self.score, self.pairs = gold, reading, score, pairs

    def note(self, kind: str, what: str) -> None:
        self.score.mistakes.append(Mistake(self.gold.id, kind, what))

    def find(self, measure: Measure, what: str) -> None:
        self.score.found.append(Mistake(self.gold.id, measure, what))

    def judge(self, kind: str, confidence: float, correct: bool) -> None:
        self.score.judged.append(Judged(kind, confidence, correct))

    def entities(self) -> None:
        pairs, said = self.pairs, self.reading.entities
        self.score.add(Measure.ENTITIES, len(pairs.typed), len(said), len(self.gold.entities))
        paired = set(pairs.of.values())
        for wanted in self.gold.entities:
            self.score.add(f"entities.{wanted.type}", wanted.id in pairs.typed, 0, 1)
            if wanted.id not in pairs.typed:
                self.note("wrong type" if wanted.id in paired else "missed entity", f"{wanted.type} {wanted.names[0]}")
            else:
                self.find(Measure.ENTITIES, f"{wanted.type} {wanted.names[0]}")
        for entity in said:
            self.judge(Measure.ENTITIES, entity.confidence, pairs.of.get(entity.id) in pairs.typed)
            if entity.id not in pairs.of:
                self.note("spurious entity", f"{entity.type} {entity.names[0] if entity.names else entity.id}")

    def posts(self) -> None:
        left: list[Post] = list(self.reading.posts)
        hits = 0
        for wanted in self.gold.posts:
            fits = (self._same_post(wanted.person, wanted.role, wanted.of, post) for post in left)
            post = matching.first(left, fits)
            if post is None:
                self.note("missed membership", f"{wanted.person} {wanted.role} of {wanted.of}")
                continue
            left.remove(post)
            self.find(Measure.POSTS, f"{wanted.person} {wanted.role} of {wanted.of}")
            self.judge(Measure.POSTS, post.confidence, True)
            hits += 1
        for post in left:
            self.judge(Measure.POSTS, post.confidence, False)
            self.note("spurious membership", f"{self._name(post.person)} {post.role} of {self._name(post.of)}")
        self.score.add(Measure.POSTS, hits, len(self.reading.posts), len(self.gold.posts))

    def _same_post(self, person: str, role: str, of: str | None, post: Post) -> bool:
        jurisdiction = next((e.jurisdiction for e in self.reading.entities if e.id == post.of), None)
        bodies = {self.pairs[post.of], self.pairs[jurisdiction]}
        return self.pairs[post.person] == person and matching.alike(role, post.role) and (of is None or of in bodies)

    def events(self) -> None:
        matched = matching.match_events(self.gold, self.reading, self.pairs)
        hits = sum(matched[g.id].type == g.type for g in self.gold.events if g.id in matched)
        self.score.add(Measure.EVENTS, hits, len(self.reading.events), len(self.gold.events))
        right: dict[str, GoldEvent] = {}
        for wanted in self.gold.events:
            event = matched.get(wanted.id)
            if event is None:
                self.note("missed event", f"{wanted.type} {wanted.start} {wanted.id}")
            else:
                right[event.id] = wanted
                if event.type == wanted.type:
                    self.find(Measure.EVENTS, f"{wanted.type} {wanted.start} {wanted.id}")
            self._arguments(wanted, event)
        for event in self.reading.events:
            partner = right.get(event.id)
            self.judge(Measure.EVENTS, event.confidence, partner is not None and partner.type == event.type)
            said = matching.said_arguments(event, self.pairs)
            self.score.add(Measure.ARGUMENTS, 0, len(said), 0)
            self.score.add(Measure.ROLES, 0, len(matching.said_roles(event, self.pairs)), 0)
            self._judge_arguments(event, matching.gold_arguments(partner) if partner else set())
            if partner is None:
                self.note("spurious event", f"{event.type} {sorted(value for _, value in said)[:4]}")

    def _arguments(self, wanted: GoldEvent, event: Event | None) -> None:
        arguments, roles = matching.gold_arguments(wanted), set(wanted.participants)
        said = matching.said_arguments(event, self.pairs) if event else set()
        said_roles = matching.said_roles(event, self.pairs) if event else set()
        self.score.add(Measure.ARGUMENTS, len(arguments & said), 0, len(arguments))
        self.score.add(Measure.ROLES, len(roles & said_roles), 0, len(roles))
        if event is None:
            return
        for slot, value in sorted(arguments & said):
            self.find(Measure.ARGUMENTS, f"{wanted.id} {slot} {value}")
        for slot, value in sorted(arguments - said):
            self.note("missed argument", f"{wanted.id} {slot} {value}")
        for slot, value in sorted(said - arguments):
            self.note("spurious argument", f"{wanted.id} {slot} {value}")

    def _judge_arguments(self, event: Event, right: set[matching.Argument]) -> None:
        for argument in event.arguments:
            value = argument.value if argument.slot in (Slot.START, Slot.END) else self.pairs[argument.value] or ""
            slot = matching.SLOTS.get(argument.slot, "participant")
            self.judge(Measure.ARGUMENTS, argument.confidence, (slot, value) in right)

    def relations(self) -> None:
        wanted = {matching.relation(s, p, o) for s, p, o in self.gold.relations}
        said: dict[tuple[str, str, str], float] = {}
        for r in self.reading.relations:
            key = matching.relation(self.pairs[r.subject] or "", r.predicate, self.pairs[r.object] or "")
            said[key] = max(said.get(key, 0.0), r.confidence)
        self.score.add(Measure.RELATIONS, len(wanted & said.keys()), len(said), len(wanted))
        for key, confidence in said.items():
            self.judge(Measure.RELATIONS, confidence, key in wanted)
        for s, p, o in sorted(wanted & said.keys()):
            self.find(Measure.RELATIONS, f"{s} {p} {o}")
        for kind, rows in (("missed relation", wanted - said.keys()), ("spurious relation", said.keys() - wanted)):
            for s, p, o in sorted(rows):
                self.note(kind, f"{s} {p} {o}")

    def statistics(self) -> None:
        left: list[Statistic] = list(self.reading.statistics)
        hits = 0
        for wanted in self.gold.statistics:
            statistic = matching.first(left, (self._same_figure(wanted, s) for s in left))
            if statistic is None:
                self.note("missed statistic", f"{wanted.about} {wanted.measure} {wanted.value:g} {wanted.unit}")
                continue
            left.remove(statistic)
            self.find(Measure.STATISTICS, f"{wanted.about} {wanted.measure} {wanted.value:g} {wanted.unit}")
            self.judge(Measure.STATISTICS, statistic.confidence, True)
            self.score.add("measures", matching.alike(statistic.measure, wanted.measure), 1, 1)
            hits += 1
        for statistic in left:
            self.judge(Measure.STATISTICS, statistic.confidence, False)
            what = f"{self._name(statistic.about)} {statistic.measure} {float(statistic.value):g} {statistic.unit}"
            self.note("spurious statistic", what)
        self.score.add(Measure.STATISTICS, hits, len(self.reading.statistics), len(self.gold.statistics))

    def _same_figure(self, wanted: GoldStatistic, said: Statistic) -> bool:
        return (
            (wanted.about is None or self.pairs[said.about] == wanted.about)
            and matching.unit(said.unit) == matching.unit(wanted.unit)
            and abs(float(said.value) - wanted.value) <= abs(wanted.value) / 1000
        )

    def evidence(self) -> None:
        """Counts the claims, those whose passage stands in the article, and the facts that have none."""
        reading, body = self.reading, self.reading.article.body
        claims: list[Passage] = []
        facts: list[Post | Event | Relation | Statistic] = [*reading.posts, *reading.events, *reading.relations]
        for fact in (*facts, *reading.statistics):
            claims += fact.passages
        slots = [a.passages for event in reading.events for a in event.arguments] + [
            r.passages for r in reading.relations
        ]
        claims += [p for event in reading.events for a in event.arguments for p in a.passages]
        self.score.slots += len(slots)
        self.score.covered += sum(bool(passages) for passages in slots)
        self.score.lengths += [p.end - p.start for p in claims]
        self.score.grounded += sum(0 <= p.start < p.end <= len(body) for p in claims)

    def _name(self, id: str | None) -> str:
        return (self.pairs[id] or "nobody").removeprefix("?")
