"""Owning: which of the entities around a figure it is about, by what speaks for each.

The rules of :mod:`kg.reading.figure_subjects` give one answer; the parse breaks, and the text goes on about things that
a clause does not name. A learned model (``data/owner_weights.tsv``, made by ``kg train owners``) weighs that answer
against the others that stand near, and says how sure the best one is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.articles.page import BlockKind
from kg.facts import EntityType
from kg.reading.clauses import Clauses
from kg.reading.document import Document
from kg.reading.figure_owners import ABOUT, Subject, kinds_of, of_economy
from kg.reading.figure_topics import Topics
from kg.reading.figures import Figure, counted
from kg.reading.layout import Layout, Spot
from kg.reading.pair_words import CLOSED, SHORT, classes
from kg.reading.parsed import Token
from kg.reading.speakers import Speakers
from kg.reading.syntax import verb_above
from kg.reading.weights import models

TABLE = "owner_weights"
MODEL = "owner"
#: The feature of the answer that the rules give.
FOUND = "rule"
#: Over how many sentences a text goes on about what a figure belongs to.
REACH = 3
_IT = frozenset({"it", "its", "they", "their", "which", "where", "there"})
_POINTING = frozenset({"the", "this", "its", "their", "our"})
_GENERIC = frozenset(
    {
        "park", "zone", "city", "county", "district", "company", "project", "plant", "base", "area", "group",
        "center", "hospital", "school", "university", "port", "town", "province", "enterprise",
    }
)  # fmt: skip
NEAR = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """An entity that a figure may be about."""

    entity: str
    features: list[str]


class Owners:
    """Weighs the owners of the figures of one document, in reading order."""

    def __init__(self, document: Document, topics: Topics, speakers: Speakers) -> None:
        self.document = document
        self.speakers = speakers
        self.layout = Layout.of(document, Clauses.of(document))
        self.topics = topics
        self.last: tuple[int, str] | None = None
        self.spots = [[s for s in spots if topics.fits(s.mention)] for spots in self.layout.sentences]
        counts = Counter(s.entity for spots in self.spots for s in spots)
        self.rank = {e: n for n, (e, _) in enumerate(sorted(counts.items(), key=lambda kv: -kv[1]))}
        self.first_of_type: dict[EntityType, str] = {}
        for entity in self.rank:
            self.first_of_type.setdefault(document.entities[entity].type, entity)
        heads = (BlockKind.HEADLINE, BlockKind.SUBHEAD)
        self.headed = {s.entity for n, spots in enumerate(self.spots) for s in spots
                       if document.sentences[n].kind in heads}  # fmt: skip
        self.number = {s.start: n for n, s in enumerate(document.sentences)}
        self.paragraph = self._paragraphs()

    def _paragraphs(self) -> list[int]:
        text, sentences = self.document.text.clean, self.document.sentences
        found = [0]
        for one, other in pairwise(sentences):
            found.append(found[-1] + ("\n" in text[one.end : other.start]))
        return found

    def of(self, figure: Figure, answer: Subject | None) -> Subject | None:
        """Whom ``figure`` is about, where ``answer`` is what the rules say."""
        if answer is not None and answer.entity == self.speakers.body(figure.sentence):
            self.last = (self.number[figure.sentence.start], answer.entity)
            return answer  # who speaks, and for whom, is grammar
        model = models(TABLE)[MODEL]
        best = max(
            ((model.probability(c.features), c.entity == (answer and answer.entity), c.entity)
             for c in self.claims(figure, answer)),
            default=None,
        )  # fmt: skip
        if best is None or best[0] < model.threshold:
            return None
        return Subject(best[2], best[0])

    def claims(self, figure: Figure, answer: Subject | None) -> list[Claim]:
        """The candidates for ``figure``, each with what speaks for and against it."""
        here = self.number[figure.sentence.start]
        mine = _Place(figure, self.layout)
        near: dict[str, list[Spot]] = {}
        for number in range(max(0, here - REACH), here + 1):
            for spot in self.spots[number]:
                near.setdefault(spot.entity, []).append(spot)
        told = self._told(figure, here)
        wider = {*self.first_of_type.values(), *told.heading, *told.governed, *self.headed}
        wider |= {told.opening} if told.opening is not None else set()
        near |= {e: [] for e in sorted(wider) if e not in near}
        if answer is not None:
            near.setdefault(answer.entity, [])
        shared = self._shared(figure, answer)
        found = [
            Claim(
                entity,
                [*self._of(entity, spots, here, mine, figure), *self._referred(spots, here, told),
                 *self._pointed(entity, told), *self._ruled(entity, answer), *shared],
            )
            for entity, spots in near.items()
            if self.document.entities[entity].type in ABOUT
        ]  # fmt: skip
        self.last = (here, answer.entity) if answer is not None else self.last
        return found

    def _told(self, figure: Figure, here: int) -> "_Told":
        """What the sentence of ``figure`` says that may point to its owner."""
        sentence = figure.sentence.span
        nouns = {
            t.lemma_.lower()
            for t in sentence
            if t.pos_ == "NOUN" and t.tag_ == "NN" and any(c.lower_ in _POINTING for c in t.children if c.i < t.i)
        }
        measure = next((w for t in _above(figure.token) if (w := t.lemma_.lower()) and t.pos_ == "NOUN"), "-")
        opening = next((s for n in range(here + 1) for s in self.spots[n][:1]
                        if self.paragraph[n] == self.paragraph[here]), None)  # fmt: skip
        heading = next((n for n in range(here, -1, -1) if self.document.sentences[n].kind is BlockKind.SUBHEAD), None)
        return _Told(
            nouns, measure, of_economy(figure), self.speakers.body(figure.sentence),
            opening.entity if opening else None,
            {s.entity for s in self.spots[heading]} if heading is not None else set(),
            self._governed(figure),
            any(t.lower_ in _IT for t in sentence if t.idx < figure.quantity.start),
        )  # fmt: skip

    def _governed(self, figure: Figure) -> set[str]:
        """What the bodies govern that are named in the sentence of ``figure``."""
        named = self.document.within(figure.sentence.start, figure.sentence.end)
        seats = {self.document.entities[m.entity].jurisdiction for m in named}
        return {seat for seat in seats if seat is not None and seat in self.rank}

    def _pointed(self, entity: str, told: "_Told") -> Iterator[str]:
        kind = SHORT[self.document.entities[entity].type]
        yield f"measure={told.measure} {kind}"
        if told.economy:
            yield f"economy {kind} {min(self.rank.get(entity, 9), 1)}"
        if told.speaker is not None:
            yield "speaker's" if told.speaker == entity else "another speaks"
        if entity in told.governed:
            yield f"governed={kind}"
        if told.opening == entity:
            yield f"opens={kind}"
        if entity in told.heading:
            yield f"heading={kind}"
        kinds = {w for name in self.document.entities[entity].names for w in kinds_of(name)}
        if kinds & told.nouns:
            yield f"meant={kind}"
        yield from (f"said={noun} {kind}" for noun in told.nouns & _GENERIC)

    def _referred(self, spots: list[Spot], here: int, told: "_Told") -> Iterator[str]:
        """Where the sentence before names it, if the figure's own does not."""
        if not spots or spots[-1].sentence != here - 1:
            return
        order = list(dict.fromkeys(s.entity for s in self.spots[here - 1]))
        place = "only" if len(order) == 1 else "first" if order[0] == spots[-1].entity else "later"
        place = "last" if place == "later" and order[-1] == spots[-1].entity else place
        dep = self.layout.words.dep[spots[-1].up[0]]
        yield f"before {place}"
        if told.points_back:
            yield from (
                f"it {place}",
                f"it {dep}",
                f"it {place} {SHORT[self.document.entities[spots[-1].entity].type]}",
            )

    def _shared(self, figure: Figure, answer: Subject | None) -> list[str]:
        """What holds for the figure, whoever has it."""
        return [f"kind={_kind(figure)}", f"answered={'no' if answer is None else _bucket(answer.confidence)}"]

    def _ruled(self, entity: str, answer: Subject | None) -> Iterator[str]:
        if answer is None:
            return
        kind = SHORT[self.document.entities[entity].type]
        if answer.entity == entity:
            yield from (FOUND, f"{FOUND} {_bucket(answer.confidence)}", f"{FOUND} {_bucket(answer.confidence)} {kind}")
        else:
            yield f"rule not {kind} but {SHORT[self.document.entities[answer.entity].type]}"

    def _of(self, entity: str, spots: list[Spot], here: int, mine: "_Place", figure: Figure) -> Iterator[str]:
        kind = SHORT[self.document.entities[entity].type]
        yield f"type={kind}"
        yield f"type={kind} {_kind(figure)}"
        yield f"rank={min(self.rank.get(entity, 9), 2)}"
        if self.first_of_type.get(self.document.entities[entity].type) == entity:
            yield f"main={kind}"
        if entity in self.headed:
            yield f"headed={kind}"
        if self.last is not None and self.last[1] == entity:
            yield f"last={min(here - self.last[0], 3)}"
        inside = [s for s in spots if s.sentence == here]
        if not inside:
            yield from self._before(spots, here, kind)
            return
        yield "same"
        before = [s for s in inside if s.first < mine.first]
        after = [s for s in inside if s.first >= mine.first]
        if before:
            yield from self._beside("b", before[-1], here, mine, kind)
            yield f"named before={min(len(before), 2)}"
        if after:
            yield from self._beside("a" if not before else "then a", after[0], here, mine, kind)

    def _before(self, spots: list[Spot], here: int, kind: str) -> Iterator[str]:
        if not spots:
            yield f"far {kind}"
            return
        spot = spots[-1]
        gap = here - spot.sentence
        others = {s.entity for s in self.spots[spot.sentence]} - {spot.entity}
        later = {s.entity for n in range(spot.sentence + 1, here + 1) for s in self.spots[n]}
        dep = self.layout.words.dep[spot.up[0]]
        yield from (f"gap={gap}", f"gap={gap} {kind}", f"gap={gap} {dep}", f"then={min(len(later), 2)}")
        yield from (
            f"beside={min(len(others), 2)}",
            f"mention={spot.mention.kind[:3]} far",
            f"later={bool(later)} {dep}",
        )
        if self.paragraph[spot.sentence] != self.paragraph[here]:
            yield f"paragraph over {kind}"

    def _beside(self, side: str, spot: Spot, here: int, mine: "_Place", kind: str) -> Iterator[str]:
        words = self.layout.words
        low, high = (spot.last, mine.first) if spot.first < mine.first else (mine.last, spot.first)
        between = {s.entity for s in self.spots[here] if low <= s.first < high} - {spot.entity}
        yield f"{side} between={min(len(between), 3)}"
        yield f"{side} kind={kind} {min(len(between), 1)}"
        far = sum(words.pos[t] != "SPACE" for t in range(low, high))
        yield f"{side} far={next((e for e in (0, 2, 5, 9, 15, 25) if far <= e), 99)}"
        yield f"{side} mention={spot.mention.kind[:3]}"
        yield f"{side} prep={_plain(words.lower[spot.row[0].first - 1]) if spot.row[0].first else '^'}"
        yield f"{side} next={_plain(words.lower[spot.row[-1].last]) if spot.row[-1].last < len(words.lower) else '$'}"
        if far <= NEAR:
            yield f"{side} words={' '.join(self._said(t) for t in range(low, high) if words.pos[t] != 'SPACE')}"
        if len(spot.row) > 1:
            yield f"{side} list"
        if any(words.lower[t] in (";", ".") for t in range(low, high)):
            yield f"{side} cut"
        yield from self._path(side, spot, mine, kind)

    def _said(self, token: int) -> str:
        words = self.layout.words
        known = classes().get(words.lemma[token])
        return known[0] if known else _plain(words.lower[token])

    def _path(self, side: str, spot: Spot, mine: "_Place", kind: str) -> Iterator[str]:
        words, met = self.layout.words, set(mine.up)
        top = next((t for t in spot.up if t in met), None)
        if top is None:
            yield f"{side} apart"
            return
        up = [step for token in mine.up[: mine.up.index(top)] if (step := self.layout.step(token))]
        down = [step for step in spot.steps[: spot.up.index(top)] if step]
        yield f"{side} steps={min(len(up) + len(down), 7)}"
        ends = f"{up[-1] if up else '-'} {down[-1] if down else '-'}"
        yield f"{side} ends={ends}"
        yield f"ends={ends} {kind}"
        yield f"own={down[0] if down else '-'} {kind}"
        if len(up) + len(down) <= 4:
            yield f"path={' '.join(up)}^{' '.join(reversed(down))}"
        for name in classes().get(words.lemma[top], ()):
            yield f"peak={name} {ends}"
        if mine.verb is not None and mine.verb in spot.up:
            yield f"{side} own clause"


@dataclass(frozen=True, slots=True)
class _Told:
    """What a figure's sentence and its surroundings say of its owner."""

    nouns: set[str]
    """Nouns that the reader is taken to know: "the plant"."""
    measure: str
    economy: bool
    speaker: str | None
    opening: str | None
    """What the paragraph names first."""
    heading: set[str]
    governed: set[str]
    """What the bodies govern that its sentence names."""
    points_back: bool
    """Whether a pronoun stands before the figure."""


def _above(token: Token) -> list[Token]:
    return list(token.ancestors)[:3]


class _Place:
    """Where a figure stands in the parse."""

    def __init__(self, figure: Figure, layout: Layout) -> None:
        doc = layout.document.doc
        span = doc.char_span(figure.quantity.start, figure.quantity.end, alignment_mode="expand")
        self.first = span.start if span is not None else figure.token.i
        self.last = max(span.end if span is not None else 0, figure.token.i + 1)
        self.up = layout.way(figure.token.i)
        verb = verb_above(figure.token)
        self.verb = verb.i if verb is not None else None


def _kind(figure: Figure) -> str:
    """What is measured; of counts what is counted."""
    if not figure.is_count:
        return str(figure.quantity.kind)
    return f"count {counted().get(figure.token.lemma_.lower(), '-')}"


def _plain(word: str) -> str:
    return word if word in CLOSED else "."


def _bucket(confidence: float) -> str:
    return "sure" if confidence > 0.85 else "likely" if confidence > 0.7 else "maybe" if confidence > 0.55 else "guess"
