"""What an update changes of the entailed graph, without looking at the whole graph again.

A statement is entailed if it follows from one asserted statement alone, or from the joins of the rules. So only what
the changed statements give can come or go; whether it still follows otherwise is looked up around its own nodes. The
joins are run again, on the few properties and classes that they read, only where a change can reach them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any

import pyoxigraph as ox

from kg.axioms import Rules, rules
from kg.entailment import TYPE, Evaluation, consequences, matters, nodes, says_something

#: Asserted triples that match subject, predicate and object, ``None`` for any; some may come twice.
Pattern = Callable[[Any, Any, Any], Iterable[ox.Triple]]  # Any: a term of the store or None


def difference(
    asserted: Pattern, entailed: Callable[[ox.Triple], bool], added: set[ox.Triple], removed: set[ox.Triple]
) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Triples that come into the entailed graph and those that go from it, each sorted.

    Args:
        asserted: looks up what is asserted after the change, in any graph.
        entailed: whether the entailed graph holds a triple, as it was before.
        added: asserted now and not before.
        removed: asserted before and not now.
    """
    closure = _Closure(asserted, added, removed)
    come, go = set(), set()
    for triple in closure.candidates():
        now, before = closure.holds(triple), entailed(triple)
        if now and not before:
            come.add(triple)
        elif before and not now:
            go.add(triple)
    return sorted(come, key=str), sorted(go, key=str)


class _Closure:
    def __init__(self, asserted: Pattern, added: set[ox.Triple], removed: set[ox.Triple]) -> None:
        self.asserted = asserted
        self.added = {t for t in added if matters(t)}
        self.removed = {t for t in removed if matters(t)}
        self.rules: Rules = rules()
        self.node = nodes()
        self.empty = Evaluation(self.rules)
        """Of no facts: knows what the joins read and give."""

    def candidates(self) -> set[ox.Triple]:
        """All that may come or go."""
        changed = self.added | self.removed
        if any(map(self._read_by_joins, changed)):
            changed |= self.joined ^ self._joined_before()
        return changed | {new for triple in changed for new in self._alone(triple)}

    def holds(self, triple: ox.Triple) -> bool:
        """Whether ``triple`` belongs to the entailed graph after the change."""
        if not says_something(triple) or any(self.asserted(triple.subject, triple.predicate, triple.object)):
            return False
        s, o = triple.subject, triple.object
        if triple.predicate == TYPE:
            around = chain(self.asserted(s, None, None), self.asserted(None, None, s))
        else:
            back = () if isinstance(o, ox.Literal) else self.asserted(o, None, s)
            around = chain(self.asserted(s, None, o), back)
        if any(triple in self._alone(other) for other in around if matters(other)):
            return True
        if not self._given_by_joins(triple):
            return False
        return triple in self.joined or any(triple in self._alone(other) for other in self._joined_around[s])

    def _alone(self, triple: ox.Triple) -> set[ox.Triple]:
        return set(consequences(triple, self.rules, self.node))

    # Joins

    @cached_property
    def joined(self) -> set[ox.Triple]:
        """What the joins give after the change."""
        return self._run(self._facts())

    def _joined_before(self) -> set[ox.Triple]:
        now = (t for t in self._facts() if t not in self.added)
        return self._run(chain(now, filter(self._read_by_joins, self.removed)))

    def _run(self, facts: Iterable[ox.Triple]) -> set[ox.Triple]:
        evaluation = Evaluation(self.rules)
        for triple in facts:
            evaluation.add(triple.subject, triple.predicate.value, triple.object)
        evaluation.run()
        return {ox.Triple(s, self.node(p), o) for s, p, o in evaluation.derived}  # type: ignore[arg-type]  # terms all

    @cached_property
    def _joined_around(self) -> dict[object, list[ox.Triple]]:
        around: dict[object, list[ox.Triple]] = defaultdict(list)
        for triple in self.joined:
            around[triple.subject].append(triple)
            around[triple.object].append(triple)
        return around

    def _facts(self) -> Iterator[ox.Triple]:
        """Asserted triples that the joins read."""
        using = self.rules
        for name in {*using.consequences, *using.subject_classes, *using.object_classes, *self.empty.joined}:
            if self._property_read(name):
                yield from self.asserted(None, ox.NamedNode(name), None)
        for name in {*using.superclasses, *self.empty.by_class}:
            if self._class_read(name):
                yield from self.asserted(None, TYPE, ox.NamedNode(name))

    def _read_by_joins(self, triple: ox.Triple) -> bool:
        if triple.predicate == TYPE:
            return isinstance(triple.object, ox.NamedNode) and self._class_read(triple.object.value)
        return self._property_read(triple.predicate.value)

    def _property_read(self, name: str) -> bool:
        using, joined = self.rules, self.empty.joined
        classes = (*using.subject_classes.get(name, ()), *using.object_classes.get(name, ()))
        return (
            name in joined
            or any(edge.target in joined for edge in using.consequences.get(name, ()))
            or any(map(self._class_read, classes))
        )

    def _class_read(self, name: str) -> bool:
        return any(one in self.empty.by_class for one in (name, *self.rules.superclasses.get(name, ())))

    def _given_by_joins(self, triple: ox.Triple) -> bool:
        """Whether a triple of this property or class can come from the joins at all."""
        given = {one.result for one in self.rules.chains}
        if triple.predicate != TYPE:
            properties = given | {e.target for name in given for e in self.rules.consequences.get(name, ())}
            return triple.predicate.value in properties
        return True
