"""Why an entailed triple holds: the rule, the axiom, and the asserted triples that it rests on.

Backward chaining from the triple to what is asserted, over the same compiled axioms that entailment evaluates. A proof
is well founded: no triple is used to explain itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyoxigraph as ox

from kg.axioms import Edge, Rules, rules
from kg.rdf import StoreTerm, expand

TYPE = expand("a")
#: Longest way from a triple to what is asserted that is looked for, in rules.
MAX_DEPTH = 12

#: A term of the store; pyoxigraph's own types allow quoted triples too, which this graph has none of.
Term = Any
Lookup = Callable[[StoreTerm | None, ox.NamedNode, StoreTerm | None], Iterable[ox.Triple]]
"""The asserted triples with this subject, predicate and object; ``None`` stands for any."""


class Rule(StrEnum):
    """Names of rules in the OWL 2 RL profile (W3C OWL 2 Profiles, section 4.3, tables 4 to 9)."""

    ASSERTED = "asserted"
    SUBCLASS = "cax-sco"
    SUBPROPERTY = "prp-spo1"
    INVERSE = "prp-inv1"
    SYMMETRIC = "prp-symp"
    TRANSITIVE = "prp-trp"
    CHAIN = "prp-spo2"
    DOMAIN = "prp-dom"
    RANGE = "prp-rng"
    EXISTENTIAL = "cls-svf1"


@dataclass(frozen=True, slots=True)
class Step:
    """A triple, the rule that it follows by, the ontology's terms that the rule is about, and what it follows from."""

    triple: ox.Triple
    rule: Rule
    axiom: tuple[str, ...] = ()
    """IRIs: of a subclass or subproperty rule the lower and the upper one; of a chain its two links and the result."""
    premises: tuple["Step", ...] = ()

    def leaves(self) -> tuple[ox.Triple, ...]:
        """The asserted triples that this rests on, in order, each once."""
        if self.rule is Rule.ASSERTED:
            return (self.triple,)
        return tuple(dict.fromkeys(leaf for premise in self.premises for leaf in premise.leaves()))


def explain(triple: ox.Triple, asserted: Lookup) -> Step | None:
    """The shortest proof that backward chaining finds for ``triple``, or None if it does not follow.

    ``asserted`` must not answer with entailed triples; a handful of calls is made, more for long transitive ways.
    """
    search = _Search(asserted, rules())
    for depth in range(MAX_DEPTH + 1):
        if step := search.prove(triple, depth, frozenset()):
            return step
        if not search.cut:
            return None
        search.cut = False
    return None


class _Search:
    def __init__(self, asserted: Lookup, using: Rules) -> None:
        self.asserted = asserted
        self.rules = using
        self.cut = False
        """Whether the last search gave up for its depth somewhere."""
        self.answers: dict[tuple[object, object, object], list[ox.Triple]] = {}
        self.sources: dict[str, list[tuple[str, Edge]]] = {}
        for source, edges in using.edges.items():
            for edge in sorted(edges):
                self.sources.setdefault(edge.target, []).append((source, edge))

    def find(self, subject: Term | None, predicate: str, value: Term | None) -> list[ox.Triple]:
        key = (subject, predicate, value)
        if key not in self.answers:
            self.answers[key] = sorted(self.asserted(subject, ox.NamedNode(predicate), value), key=str)
        return self.answers[key]

    def prove(self, goal: ox.Triple, depth: int, above: frozenset[ox.Triple]) -> Step | None:
        if self.find(goal.subject, goal.predicate.value, goal.object):
            return Step(goal, Rule.ASSERTED)
        if goal in above:
            return None
        if depth == 0:
            self.cut = True
            return None
        for rule, axiom, premises in self.ways(goal, depth):
            steps: list[Step] = []
            for premise in premises:
                step = self.prove(premise, depth - 1, above | {goal})
                if step is None:
                    break
                steps.append(step)
            else:
                return Step(goal, rule, axiom, tuple(steps))
        return None

    def ways(self, goal: ox.Triple, depth: int) -> Iterator[tuple[Rule, tuple[str, ...], tuple[ox.Triple, ...]]]:
        """Rules that could give ``goal``, with the axiom and the premises that they need."""
        if goal.predicate == TYPE:
            if isinstance(goal.object, ox.NamedNode):
                yield from self._class_ways(goal.subject, goal.object.value, depth)
            return
        name = goal.predicate.value
        for source, edge in self.sources.get(name, ()):
            if edge.inverse and isinstance(goal.object, ox.Literal):
                continue
            ends = (goal.object, goal.subject) if edge.inverse else (goal.subject, goal.object)
            rule = Rule.SUBPROPERTY if not edge.inverse else Rule.SYMMETRIC if source == name else Rule.INVERSE
            yield rule, (source, name), (_triple(ends[0], source, ends[1]),)
        for chain in self.rules.chains:
            if chain.result != name:
                continue
            rule = Rule.TRANSITIVE if chain.first == chain.second == name else Rule.CHAIN
            for middle in self.middles(goal, chain.first, chain.second, depth):
                first = _triple(goal.subject, chain.first, middle)
                second = _triple(middle, chain.second, goal.object)
                yield rule, (chain.first, chain.second, name), (first, second)

    def middles(self, goal: ox.Triple, first: str, second: str, depth: int) -> Iterator[Term]:
        """What could stand between the two links of a chain: known at one end by what is asserted there."""
        onward = {end for _, end in self.reach(goal.subject, first, forward=True)}
        backward = {start for start, _ in self.reach(goal.object, second, forward=False)}
        both = onward & backward
        yield from sorted(both, key=str)
        rest = (onward | backward) - both
        if depth > 1:
            yield from sorted(rest, key=str)
        elif rest:
            self.cut = True

    def reach(self, node: Term, name: str, *, forward: bool) -> Iterator[tuple[Term, Term]]:
        """Asserted pairs that ``name`` holds between by one-triple rules, with ``node`` at the start (or the end)."""
        ways = [(name, False)]
        ways += [(p, e.inverse) for p, es in self.rules.consequences.items() for e in es if e.target == name]
        for source, inverse in ways:
            found = self.find(node, source, None) if forward != inverse else self.find(None, source, node)
            for triple in found:
                ends = (triple.subject, triple.object)
                yield ends if not inverse else ends[::-1]

    def _class_ways(
        self, node: Term, name: str, depth: int
    ) -> Iterator[tuple[Rule, tuple[str, ...], tuple[ox.Triple, ...]]]:
        below = [sub for sub, above in self.rules.superclasses.items() if name in above]
        for one in self.find(node, TYPE.value, None):
            if isinstance(one.object, ox.NamedNode) and one.object.value in below:
                yield Rule.SUBCLASS, (one.object.value, name), (one,)
        for rule in self.rules.existentials:
            if rule.result != name and rule.result not in below:
                continue
            if rule.result != name:
                yield Rule.SUBCLASS, (rule.result, name), (_triple(node, TYPE.value, ox.NamedNode(rule.result)),)
                continue
            for value in self.ends(node, rule.property, depth, forward=True):
                premises = [_triple(node, TYPE.value, ox.NamedNode(c)) for c in rule.classes]
                premises.append(_triple(node, rule.property, value))
                premises.append(ox.Triple(value, TYPE, ox.NamedNode(rule.filler)))
                yield Rule.EXISTENTIAL, (*rule.classes, rule.property, rule.filler, name), tuple(premises)
        classes = {name, *below}
        for table, rule_name in ((self.rules.domains, Rule.DOMAIN), (self.rules.ranges, Rule.RANGE)):
            for source, ends in table.items():
                if classes & ends:
                    forward = rule_name is Rule.DOMAIN
                    for other in self.ends(node, source, depth, forward=forward):
                        pair = (node, other) if forward else (other, node)
                        yield rule_name, (source, name), (_triple(pair[0], source, pair[1]),)

    def ends(self, node: Term, name: str, depth: int, *, forward: bool) -> list[Term]:
        """What ``node`` has ``name`` to (or what has it to ``node``): by one-triple rules, or by chains of such."""
        side = 1 if forward else 0
        found = {pair[side] for pair in self.reach(node, name, forward=forward)}
        chains = [chain for chain in self.rules.chains if chain.result == name]
        if depth <= 1:
            self.cut = self.cut or bool(chains)
            return sorted(found, key=str)
        for chain in chains:
            near, far = (chain.first, chain.second) if forward else (chain.second, chain.first)
            for middle in self.ends(node, near, depth - 1, forward=forward):
                found |= set(self.ends(middle, far, depth - 1, forward=forward))
        return sorted(found, key=str)


def _triple(subject: Term, name: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(name), value)
