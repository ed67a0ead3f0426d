"""The joins of entailment: what follows from several facts together, as they come."""

from collections import defaultdict
from collections.abc import Collection

from kg.axioms import Existential, Rules
from kg.terms import RDF

TYPE_IRI = RDF + "type"
Term = str
"""A named node, blank node or literal, as it is written in N-Triples."""


class _Ends:
    """For each term those on the other side of a property: mostly one, for which a set would be most of the memory."""

    def __init__(self) -> None:
        self._of: dict[Term, Term | set[Term]] = {}

    def of(self, term: Term) -> Collection[Term]:
        """The terms on the other side of ``term``."""
        found = self._of.get(term)
        return () if found is None else found if isinstance(found, set) else (found,)

    def add(self, term: Term, other: Term) -> bool:
        """Adds ``other``; whether it is new."""
        found = self._of.get(term)
        if found is None:
            self._of[term] = other
        elif isinstance(found, set):
            if other in found:
                return False
            found.add(other)
        elif found == other:
            return False
        else:
            self._of[term] = {found, other}
        return True


class Evaluation:
    """Semi-naive evaluation of the rules that join: each fact is joined once, with all that is known by then.

    It remembers only the properties and classes that such rules ask for.
    """

    def __init__(self, using: Rules) -> None:
        self.rules = using
        self.forward: dict[str, _Ends] = defaultdict(_Ends)
        self.backward: dict[str, _Ends] = defaultdict(_Ends)
        self.same: dict[Term, Term] = {}
        """One object for each term, which comes as another one with each fact."""
        self.types: dict[Term, frozenset[str]] = {}
        self.sets: dict[frozenset[str], frozenset[str]] = {}
        """The few sets of classes that things have."""
        self.first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.second: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in using.chains:
            self.first[one.first].append((one.second, one.result))
            self.second[one.second].append((one.first, one.result))
        self.by_property: dict[str, list[Existential]] = defaultdict(list)
        self.by_class: dict[str, list[tuple[Existential, bool]]] = defaultdict(list)
        for rule in using.existentials:
            self.by_property[rule.property].append(rule)
            self.by_class[rule.filler].append((rule, True))
            for name in rule.classes:
                self.by_class[name].append((rule, False))
        self.joined = {*self.first, *self.second, *self.by_property}
        self.pairs: list[tuple[Term, str, Term]] = []
        self.typed: list[tuple[Term, str]] = []
        self._derived: list[tuple[Term, str, Term]] = []

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """Takes in a fact with what follows from it alone."""
        if predicate == TYPE_IRI:
            self._type(subject, value[1:-1])
            return
        literal = value[0] == '"'
        self._keep(subject, predicate, value)
        for edge in self.rules.consequences.get(predicate, ()):
            if not edge.inverse:
                self._keep(subject, edge.target, value)
            elif not literal:
                self._keep(value, edge.target, subject)
        for name in self.rules.subject_classes.get(predicate, ()):
            self._type(subject, name)
        if not literal:
            for name in self.rules.object_classes.get(predicate, ()):
                self._type(value, name)

    def know(self, subject: Term, predicate: str, value: Term) -> None:
        """Takes in a fact alone."""
        if predicate == TYPE_IRI:
            self._type(subject, value[1:-1])
        else:
            self._keep(subject, predicate, value)

    def _keep(self, subject: Term, predicate: str, value: Term) -> None:
        if predicate not in self.joined:
            return
        subject, value = self.same.setdefault(subject, subject), self.same.setdefault(value, value)
        if self.forward[predicate].add(subject, value):
            self.backward[predicate].add(value, subject)
            self.pairs.append((subject, predicate, value))

    def _type(self, subject: Term, name: str) -> None:
        for one in (name, *self.rules.superclasses.get(name, ())):
            if one in self.by_class and one not in (known := self.types.get(subject, frozenset())):
                subject = self.same.setdefault(subject, subject)
                together = known | {one}
                self.types[subject] = self.sets.setdefault(together, together)
                self.typed.append((subject, one))

    def run(self) -> list[tuple[Term, str, Term]]:
        """Joins until nothing new comes; returns what that gave, some of it perhaps asserted."""
        while self.pairs or self.typed:
            while self.pairs:
                self._join(*self.pairs.pop())
            while self.typed:
                self._classify(*self.typed.pop())
        found, self._derived = self._derived, []
        return found

    def _derive(self, subject: Term, predicate: str, value: Term) -> None:
        if value not in self.forward[predicate].of(subject):
            self.add(subject, predicate, value)
            self._derived.append((subject, predicate, value))

    def _join(self, subject: Term, predicate: str, value: Term) -> None:
        for second, result in self.first.get(predicate, ()):
            for end in tuple(self.forward[second].of(value)):
                self._derive(subject, result, end)
        for first, result in self.second.get(predicate, ()):
            for start in tuple(self.backward[first].of(subject)):
                self._derive(start, result, value)
        for rule in self.by_property.get(predicate, ()):
            self._apply(rule, subject)

    def _classify(self, subject: Term, name: str) -> None:
        for rule, filler in self.by_class[name]:
            for one in tuple(self.backward[rule.property].of(subject)) if filler else (subject,):
                self._apply(rule, one)

    def _apply(self, rule: Existential, subject: Term) -> None:
        types, values = self.types.get(subject, frozenset()), self.forward[rule.property].of(subject)
        if types.issuperset(rule.classes) and any(rule.filler in self.types.get(value, ()) for value in values):
            self._derived.append((subject, TYPE_IRI, f"<{rule.result}>"))
            self._type(subject, rule.result)
