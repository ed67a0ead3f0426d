"""Findings: relations as the grammar proposes them, checked against the types that each predicate asks for."""

from dataclasses import dataclass, field

from kg.facts import EntityType, Passage, Predicate, Relation
from kg.reading.document import Document
from kg.reading.geography import climbs, lies_within, width

E = EntityType
BODY = frozenset({E.GOVERNMENT, E.ENTERPRISE, E.INSTITUTION})
ACTOR = BODY | {E.PLACE, E.PARK}
SITE = frozenset({E.PROJECT, E.PARK, E.FACILITY})
#: Domain and range of each predicate.
SIGNATURES: dict[Predicate, tuple[frozenset[EntityType], frozenset[EntityType]]] = {
    Predicate.LOCATED_IN: (SITE | {E.ENTERPRISE, E.INSTITUTION, E.PLACE}, frozenset({E.PLACE, E.PARK, E.FACILITY})),
    Predicate.PART_OF: (BODY | SITE, BODY | SITE),
    Predicate.OPERATES_IN: (frozenset({E.ENTERPRISE, E.INSTITUTION}), frozenset({E.INDUSTRY})),
    Predicate.FOCUSES_ON: (frozenset({E.PARK, E.PLACE, E.PROJECT, E.GOVERNMENT}), frozenset({E.INDUSTRY})),
    Predicate.DEVELOPS: (ACTOR, SITE),
    Predicate.COOPERATES_WITH: (ACTOR, ACTOR),
}
#: Pairs that no locatedIn or partOf joins: a place is in no zone or building, a zone in no building.
NEVER_IN = {(E.PLACE, E.PARK), (E.PLACE, E.FACILITY), (E.PARK, E.FACILITY)}
NEVER_PART = {
    (E.GOVERNMENT, E.FACILITY), (E.GOVERNMENT, E.ENTERPRISE), (E.PARK, E.GOVERNMENT),
    (E.ENTERPRISE, E.PARK), (E.ENTERPRISE, E.GOVERNMENT), (E.ENTERPRISE, E.FACILITY), (E.PARK, E.FACILITY),
    (E.FACILITY, E.FACILITY), (E.INSTITUTION, E.PARK), (E.FACILITY, E.GOVERNMENT),
    (E.PARK, E.INSTITUTION), (E.PARK, E.PROJECT), (E.PARK, E.ENTERPRISE), (E.ENTERPRISE, E.PROJECT),
}  # fmt: skip


_NEVER = {Predicate.LOCATED_IN: NEVER_IN, Predicate.PART_OF: NEVER_PART}
_LOCATED_IN, _PLACES = Predicate.LOCATED_IN, (E.PLACE, E.PLACE)


@dataclass(slots=True)
class Finding:
    """A relation as the grammar proposes it: where it is stated, which rules say so, the chance that all err."""

    passages: list[Passage] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    missed: float = 1.0


class Findings:
    """The relations found so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rule = ""
        """Name of the stage whose findings come in now."""
        self._found: dict[tuple[str, Predicate, str], Finding] = {}

    def fits(self, subject: str, predicate: Predicate, value: str) -> bool:
        """Whether the types allow ``predicate`` between the two."""
        if subject == value:
            return False
        domain, range_ = SIGNATURES[predicate]
        kinds = (self.document.entities[subject].type, self.document.entities[value].type)
        if kinds[0] not in domain or kinds[1] not in range_:
            return False
        if kinds in _NEVER.get(predicate, ()):
            return False
        return predicate is not _LOCATED_IN or kinds != _PLACES or not self._apart(subject, value)

    def _apart(self, near: str, far: str) -> bool:
        """Whether the one is too wide for the other, or both are known and neither lies in the other."""
        near_names, far_names = self.document.entities[near].names, self.document.entities[far].names
        if climbs(far_names, near_names) and not any(lies_within(n, f) for n in near_names for f in far_names):
            return True  # no country lies in a county
        if not any(width(n) for n in near_names) or not any(width(n) for n in far_names):
            return False
        return not any(lies_within(n, f) for n in near_names for f in far_names)

    def add(
        self,
        subject: str,
        predicate: Predicate,
        value: str,
        start: int,
        end: int,
        confidence: float,
        *,
        inverse: bool = False,
    ) -> bool:
        """Proposes a relation stated by ``clean[start:end]``, turned round if ``inverse``; whether its types fit."""
        if inverse:
            subject, value = value, subject
        return self.add_passage(subject, predicate, value, self.document.text.passage(start, end), confidence)

    def add_passage(self, subject: str, predicate: Predicate, value: str, passage: Passage, confidence: float) -> bool:
        """Proposes a relation stated by ``passage`` of the body; whether the types allow it."""
        if not self.fits(subject, predicate, value):
            return False
        if predicate is Predicate.COOPERATES_WITH and (value, predicate, subject) in self._found:
            subject, value = value, subject
        if (value, predicate, subject) in self._found and predicate is not Predicate.COOPERATES_WITH:
            return False
        found = self._found.setdefault((subject, predicate, value), Finding())
        found.rules.add(self.rule)
        if passage not in found.passages:
            found.passages.append(passage)
            found.missed *= 1 - confidence
        return True

    def objects(self, subject: str, predicate: Predicate) -> set[str]:
        """What ``subject`` is said to be in the relation ``predicate`` to."""
        return {o for s, p, o in self._found if s == subject and p is predicate}

    def all(self) -> dict[tuple[str, Predicate, str], Finding]:
        """What was found so far."""
        return self._found

    def relations(self) -> list[Relation]:
        """All of them as facts."""
        return [
            Relation(subject=s, predicate=p, object=o, passages=tuple(f.passages),
                     confidence=round(min(0.99, 1 - f.missed), 3))
            for (s, p, o), f in self._found.items()
        ]  # fmt: skip
