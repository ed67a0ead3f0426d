"""What an article as a whole says for and against a relation between two of its entities.

Which zone it is about, which place it spoke of last, what one name says of the other, in which events both took part,
and what the grammar's rules found for the two and for their neighbours.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.articles.page import BlockKind
from kg.facts import EntityType as E
from kg.facts import Event, Predicate
from kg.reading import lexicon
from kg.reading.document import EntityDraft, Mention
from kg.reading.findings import Finding, Findings
from kg.reading.frames import words
from kg.reading.geography import RANKS, breadth, lies_within
from kg.reading.layout import Layout, Spot
from kg.reading.pair_words import SHORT

#: Kinds whose last mention a text goes on about.
TOPICAL = (E.PLACE, E.PARK, E.ENTERPRISE, E.INSTITUTION, E.FACILITY, E.PROJECT)
WIDTHS = {9: "world", 8: "country", 7: "region", 6: "province", 5: "city", 4: "county"}
OURS = frozenset({"we", "our", "us", "here"})
_NONE: frozenset[str] = frozenset()
HEADED = (BlockKind.HEADLINE, BlockKind.SUBHEAD)


class Context:
    """What is asked of an article once, for all its pairs."""

    def __init__(self, layout: Layout, events: Iterable[Event], findings: Findings) -> None:
        self.layout, self.entities = layout, layout.document.entities
        self.between: dict[tuple[str, str], list[tuple[Predicate, Finding]]] = defaultdict(list)
        self.values: dict[str, dict[Predicate, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.subjects: dict[str, dict[Predicate, set[str]]] = defaultdict(lambda: defaultdict(set))
        for (subject, predicate, value), finding in findings.all().items():
            self.between[subject, value].append((predicate, finding))
            self.values[subject][predicate].add(value)
            self.subjects[value][predicate].add(subject)
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        for spot in layout.spots:
            self.spots[spot.entity].append(spot)
        self.rank = self._ranks()
        self.items = {s.entity for s in layout.spots if self._is_item(s)}
        self.ours = {s.entity for spots in layout.sentences if spots and self._is_ours(spots[0]) for s in spots}
        self.headed = {s.entity for s in layout.spots if layout.document.sentences[s.sentence].kind in HEADED}
        self.last = self._last_mentioned()
        self.slots: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for event in events:
            for argument in event.arguments:
                self.slots[argument.value][event.id].add(f"{event.type}.{argument.slot}")
        self.width = {e.id: _width(e) for e in self.entities.values() if e.type is E.PLACE}
        self.nested = _nested(layout)
        self.own = {e.id: _own_words(e) for e in self.entities.values() if e.type not in (E.PLACE, E.INDUSTRY)}
        self.stems = {e.id: _stems(e) for e in self.entities.values() if e.type in (E.PLACE, E.PARK)}
        self.seats = Counter(e.jurisdiction for e in self.entities.values() if e.jurisdiction)
        self.within = {entity: {s.sentence for s in spots} for entity, spots in self.spots.items()}
        self.where = {entity: sorted(sentences) for entity, sentences in self.within.items()}
        self.paragraph = _paragraphs(layout)
        self.head = {e.id: _head(e) for e in self.entities.values()}

    def first(self, entity: str) -> tuple[int, str]:
        """What orders entities by their first mention on its own; those that have none come last."""
        return (self.spots[entity][0].first if self.spots[entity] else len(self.layout.words.lemma)), entity

    def _is_item(self, spot: Spot) -> bool:
        """Whether the mention begins a sentence, or does but for a bullet or number."""
        start = self.layout.document.sentences[spot.sentence].span.start
        return not any(word.isalpha() and word != "the" for word in self.layout.words.lower[start : spot.first])

    def _is_ours(self, spot: Spot) -> bool:
        """Whether the sentence speaks as the page's own body does: "our largest tenant", "here"."""
        span = self.layout.document.sentences[spot.sentence].span
        return not OURS.isdisjoint(self.layout.words.lower[span.start : span.end])

    def _ranks(self) -> dict[str, int]:
        """Place of each entity among those of its type, by how often it is mentioned, then by where first."""
        ordered: dict[E, list[str]] = defaultdict(list)
        for entity in sorted(
            self.entities, key=lambda e: (-len(self.spots[e]), self.spots[e][0].first if self.spots[e] else 0)
        ):
            ordered[self.entities[entity].type].append(entity)
        self.number = {kind: len(ids) for kind, ids in ordered.items()}
        return {entity: place for ids in ordered.values() for place, entity in enumerate(ids)}

    def _last_mentioned(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(entity, other): how many of its type, and how many sentences, lay between a mention and the other's last."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        stacks: dict[E, list[tuple[str, int]]] = {kind: [] for kind in TOPICAL}
        for spot in self.layout.spots:
            for stack in stacks.values():
                for place, (other, sentence) in enumerate(stack):
                    new = (place, min(4, spot.sentence - sentence))
                    if other != spot.entity and new < found.get((spot.entity, other), (9, 9)):
                        found[spot.entity, other] = new
            own = stacks.get(spot.type)
            if own is not None:
                own[:] = [(spot.entity, spot.sentence), *(e for e in own if e[0] != spot.entity)][:2]
        return found

    def features(self, subject: EntityDraft, value: EntityDraft) -> list[str]:
        """The features of two entities of the article."""
        types = f"{SHORT[subject.type]}>{SHORT[value.type]}"
        return [
            f"types={types}",
            *self._names(subject, value, types),
            *self._topic(subject, value, types),
            *self._events(subject.id, value.id),
            *self._geography(subject, value),
            *self._nearness(subject.id, value.id, types),
            *self._rules(subject, value),
        ]

    def _names(self, subject: EntityDraft, value: EntityDraft, types: str) -> list[str]:
        found = [f"s head={self.head[subject.id]}", f"o head={self.head[value.id]}"]
        inside, around = name_inside(value, subject), name_inside(subject, value)
        if inside:
            found += [f"o in s={inside}", f"o in s={inside} {types}"]
        if around:
            found += [f"s in o={around}", f"s in o={around} {types}"]
        elif value.id in self.stems and any(stem in name for stem in self.stems[value.id] for name in subject.names):
            found.append(f"o stem in s={types}")
        if (subject.id, value.id) in self.nested:
            found += ["nested", f"nested={self.nested[subject.id, value.id]} {types}"]
        if not self.own.get(subject.id, _NONE).isdisjoint(self.own.get(value.id, _NONE)):
            found += ["kin", f"kin={types}"]
        return found

    def _nearness(self, subject: str, value: str, types: str) -> list[str]:
        """How far apart the text names the two, for those that no sentence holds together."""
        ones, others = self.where.get(subject, ()), self.where.get(value, ())
        if not ones or not others:
            return ["unnamed"]
        if not self.within[subject].isdisjoint(others):
            return []
        gap, at, there = min((abs(i - j), i, j) for i in ones for j in others)
        order = "o s" if there < at else "s o"
        found = [f"gap={min(gap, 4)} {order}", f"gap={min(gap, 4)} {order} {types}"]
        if self.paragraph[at] == self.paragraph[there]:
            found.append(f"paragraph={order} {types}")
        return found

    def kin(self, subject: str, value: str) -> bool:
        """Whether the names alone tell that the two belong together: one inside the other, or a word of their own."""
        if (subject, value) in self.nested:
            return True
        return not self.own.get(subject, _NONE).isdisjoint(self.own.get(value, _NONE))

    def _topic(self, subject: EntityDraft, value: EntityDraft, types: str) -> list[str]:
        place = min(self.rank[value.id], 3)
        found = [f"o rank={place} {types}", f"mentions={_several(len(self.spots[subject.id]))}"]
        if place == 0:
            found.append(f"o main={_several(len(self.spots[value.id]))} {types}")
        if self.rank[subject.id] == 0:
            found.append(f"s main={types}")
        if self.number[value.type] == 1:
            found.append(f"o only={types}")
        if value.id in self.headed:
            found.append(f"o headed={types}")
        if subject.id in self.items:
            found.append(f"s begins={min(place, 1)} {types}")
        if subject.id in self.ours:
            found.append(f"ours={min(place, 1)} {types}")
        if subject.id in self.headed:
            found.append(f"s headed={types}")
        for name, pair in (("o then s", (subject.id, value.id)), ("s then o", (value.id, subject.id))):
            if pair in self.last:
                other, sentences = self.last[pair]
                found += [f"{name}={other} {types}", f"{name}={other},{sentences}"]
        return found

    def _events(self, subject: str, value: str) -> list[str]:
        if subject not in self.slots or value not in self.slots:
            return []
        shared = self.slots[subject].keys() & self.slots[value].keys()
        return sorted(
            {
                f"event={x}>{y.partition('.')[2]}"
                for e in shared
                for x in self.slots[subject][e]
                for y in self.slots[value][e]
            }
        )

    def _geography(self, subject: EntityDraft, value: EntityDraft) -> list[str]:
        if value.type is not E.PLACE:
            return []
        found = [f"wide={self.width[value.id]} {SHORT[subject.type]}"]
        if self.seats[value.id]:
            found.append(f"governed={min(self.seats[value.id], 3)} {SHORT[subject.type]}")
        if subject.type is E.PLACE:
            found.append(f"widths={self.width[subject.id]}>{self.width[value.id]}")
            if any(lies_within(near, far) for near in subject.names for far in value.names):
                found.append("lies within")
        return found

    def listed(self, one: Spot, other: Spot) -> list[str]:
        """What the rules found for another member of the list of either and the other of the two."""
        found = set()
        for member in one.row:
            if member.entity != one.entity:
                found |= {
                    f"listed s={predicate}" for predicate, _ in self.between.get((member.entity, other.entity), ())
                }
        for member in other.row:
            if member.entity != other.entity:
                found |= {f"listed o={predicate}" for predicate, _ in self.between.get((one.entity, member.entity), ())}
        return sorted(found)

    def _rules(self, subject: EntityDraft, value: EntityDraft) -> list[str]:
        """What the rules found for the two, for the subject and something else, and for another like the subject."""
        found: list[str] = []
        for predicate, finding in self.between.get((subject.id, value.id), ()):
            found += _finding(finding, predicate)
        found += [f"reverse={predicate}" for predicate, _ in self.between.get((value.id, subject.id), ())]
        for predicate, values in self.values[subject.id].items() if subject.id in self.values else ():
            if len(values) > 1 or value.id not in values:
                found.append(f"other={predicate}")
        for predicate, others in self.subjects[value.id].items() if value.id in self.subjects else ():
            if any(self.entities[o].type is subject.type for o in others if o != subject.id):
                found.append(f"alike={predicate}")
        return found


def _finding(finding: Finding, predicate: Predicate) -> list[str]:
    sure = 1 - finding.missed
    level = "sure" if sure > 0.82 else "likely" if sure > 0.72 else "maybe"
    return [
        f"rule={predicate}", f"rule={predicate.value} {level}",
        *(f"rule={predicate} {rule}" for rule in sorted(finding.rules)),
    ]  # fmt: skip


def name_inside(inner: EntityDraft, outer: EntityDraft) -> str | None:
    """Where a name of ``inner`` stands in one of ``outer``: "start", "end", "of" (behind a preposition), "middle"."""
    for name in (*outer.names, *outer.rebuilt):
        for part in (*inner.names, *inner.rebuilt):
            if len(part) >= len(name) or part not in name:
                continue
            at = name.find(part)
            end = at + len(part)
            if (at and name[at - 1].isalnum()) or (end < len(name) and name[end].isalnum()):
                continue
            before = name[:at].split()
            if not before:
                return "start"
            if before[-1] in ("of", "in", "the") or name[at - 1] in "(（":
                return "of"
            return "end" if end == len(name) else "middle"
    return None


def _head(entity: EntityDraft) -> str:
    """The generic noun that the name ends with, if the table of heads has it."""
    last = entity.names[0].lower().split()[-1]
    return last if entity.type is not E.INDUSTRY and (last,) in lexicon.heads() else "-"


def _width(place: EntityDraft) -> str:
    return WIDTHS.get(int(max((w for n in place.names if (w := breadth(n)) is not None), default=0)), "-")


def _nested(layout: Layout) -> dict[tuple[str, str], str]:
    """(outer, inner): how the inner one is mentioned inside a mention of the outer: "Phase II of the park"."""
    found: dict[tuple[str, str], str] = {}
    around: Mention | None = None
    for mention in sorted(layout.document.mentions, key=lambda m: (m.start, -m.end)):
        if around is not None and mention.end <= around.end:
            if mention.entity != around.entity:
                found.setdefault((around.entity, mention.entity), mention.kind[:3])
        else:
            around = mention
    return found


def _own_words(entity: EntityDraft) -> frozenset[str]:
    """The words of its names that only it and its kin have: no generic nouns, no places, no legal forms."""
    found = set()
    for name in entity.names:
        for word in re.findall(r"[^\W\d_][\w'’-]+", name):
            if word[0].isupper() and len(word) > 2 and (word.lower(),) not in lexicon.heads():
                found.add(word)
    return frozenset(w for w in found if w not in lexicon.places() and w.lower() not in words("names_share"))


def _stems(entity: EntityDraft) -> set[str]:
    """Its names without the word for what it is: "Dagze" of "Dagze District"."""
    stems = set()
    for name in entity.names:
        head, _, last = name.rpartition(" ")
        if head and head[0].isupper() and len(head) > 3 and (last.lower() in RANKS or entity.type is E.PARK):
            stems.add(head + " ")
    return stems


def _paragraphs(layout: Layout) -> list[int]:
    """The number of each sentence's paragraph."""
    text, found, number, end = layout.document.text.clean, [], 0, 0
    for sentence in layout.document.sentences:
        number += "\n" in text[end : sentence.start]
        found.append(number)
        end = sentence.end
    return found


def _several(number: int) -> str:
    return str(number) if number < 3 else "3-5" if number < 6 else "6+"
