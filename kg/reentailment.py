"""What an update changes of the entailed graph, without looking at the whole graph again.

A statement is entailed if it follows from one asserted statement alone, or from the joins of the rules. So only what
the changed statements give can come or go; whether it still follows otherwise is looked up around its own nodes. The
joins are run again for the nodes that a change can reach, on what leads on from these.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, count
from typing import Any

import pyoxigraph as ox

from kg.axioms import Rules, rules
from kg.entailment import TYPE, consequences, matters, nodes, says_something
from kg.joins import Evaluation

#: Patterns whose triples are remembered; those of one node are asked for one after the other.
REMEMBERED = 1_000
#: Asserted triples that match subject, predicate and object, ``None`` for any; some may come twice.
Pattern = Callable[[Any, Any, Any], Iterable[ox.Triple]]  # Any: a term of the store or None


def difference(
    asserted: Pattern, entailed: Pattern, added: set[ox.Triple], removed: set[ox.Triple]
) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Triples that come into the entailed graph and those that go from it, each sorted.

    Args:
        asserted: looks up what is asserted after the change, in any graph.
        entailed: looks up the entailed graph, as it was before.
        added: asserted now and not before.
        removed: asserted before and not now.
    """
    closure = _Closure(asserted, entailed, added, removed)
    come, go = set(), set()
    for triple in sorted(closure.candidates(), key=str):  # by their subjects, of which much is remembered
        now, before = closure.holds(triple), any(entailed(triple.subject, triple.predicate, triple.object))
        if now and not before:
            come.add(triple)
        elif before and not now:
            go.add(triple)
    return sorted(come, key=str), sorted(go, key=str)


class _Remembered:
    """What comes of ``coming``, looked at as far as somebody asks for it, and once."""

    def __init__(self, coming: Iterable[ox.Triple]) -> None:
        self._coming = iter(coming)
        self._come: list[ox.Triple] = []

    def __iter__(self) -> Iterator[ox.Triple]:
        for number in count():
            if number == len(self._come):
                try:
                    self._come.append(next(self._coming))
                except StopIteration:
                    return
            yield self._come[number]


class _Closure:
    def __init__(self, asserted: Pattern, entailed: Pattern, added: set[ox.Triple], removed: set[ox.Triple]) -> None:
        self.asserted = asserted
        self.entailed = entailed
        self.added = {t for t in added if matters(t)}
        self.removed = {t for t in removed if matters(t)}
        self.rules: Rules = rules()
        self.node = nodes()
        self.empty = Evaluation(self.rules)
        """Of no facts: knows what the joins read and give."""
        self._around: dict[tuple[Any, Any, Any], _Remembered] = {}
        self._edges()

    def _edges(self) -> None:
        """By which properties the joins go on from a node, and by which they come to it from their objects."""
        joined = self.empty.joined
        self.onward = [ox.NamedNode(name) for name in sorted(joined)]
        self.backward: list[ox.NamedNode] = []
        for name, edges in sorted(self.rules.consequences.items()):
            for edge in edges:
                if edge.target in joined:
                    (self.backward if edge.inverse else self.onward).append(ox.NamedNode(name))

    def candidates(self) -> set[ox.Triple]:
        """All that may come or go."""
        changed = self.added | self.removed | (self.joined ^ self._joined_before)
        return changed | {new for triple in changed for new in self._alone(triple)}

    def holds(self, triple: ox.Triple) -> bool:
        """Whether ``triple`` belongs to the entailed graph after the change."""
        if not says_something(triple) or any(self.asserted(triple.subject, triple.predicate, triple.object)):
            return False
        s, o = triple.subject, triple.object
        if triple.predicate == TYPE:
            around = chain(self._seen(s, None, None), self._seen(None, None, s))
        else:
            back = () if isinstance(o, ox.Literal) else self.asserted(o, None, s)
            around = chain(self._seen(s, None, o), back)
        if any(triple in self._alone(other) for other in around if matters(other)):
            return True
        if not self._given_by_joins(triple):
            return False
        return triple in self.joined or any(triple in self._alone(other) for other in self._joined_around(s))

    def _seen(self, s: Any, p: Any, o: Any) -> Iterable[ox.Triple]:
        """As :attr:`asserted`, and remembered: several candidates are of one node."""
        if len(self._around) >= REMEMBERED:
            self._around.clear()
        if (known := self._around.get((s, p, o))) is None:
            known = self._around[s, p, o] = _Remembered(self.asserted(s, p, o))
        return known

    def _alone(self, triple: ox.Triple) -> set[ox.Triple]:
        return set(consequences(triple, self.rules, self.node))

    # Joins

    @cached_property
    def reached(self) -> frozenset[Any]:
        """The nodes of which the joins may give something else, and those whose joins have to be looked at."""
        asked, queue = set(), list[Any]()
        for triple in self.added | self.removed:
            ends = [end for end in (triple.subject, triple.object) if not isinstance(end, ox.Literal)]
            queue += self._touched(triple)
            if any(new.predicate != TYPE and self._given_by_joins(new) for new in self._alone(triple)):
                asked.update(ends)
            if self._given_by_joins(triple):
                asked.update(ends[:1] if triple.predicate == TYPE else ends)
        found = set(queue)
        while queue:
            fresh = set(self._next(queue.pop(), self.backward, self.onward)) - found
            found |= fresh
            queue += fresh
        return frozenset(found | asked)

    def _touched(self, triple: ox.Triple) -> Iterator[Any]:
        """The ends of ``triple`` from which the joins go on by it, or whose class matters to them."""
        prop, name = triple.predicate, triple.predicate.value
        if prop == TYPE:
            if self._read_by_joins(triple):
                yield triple.subject
            return
        if prop in self.onward or any(map(self._class_read, self.rules.subject_classes.get(name, ()))):
            yield triple.subject
        if isinstance(triple.object, ox.Literal):
            return
        if prop in self.backward or any(map(self._class_read, self.rules.object_classes.get(name, ()))):
            yield triple.object

    def _next(self, node: Any, out: Iterable[ox.NamedNode], into: Iterable[ox.NamedNode]) -> Iterator[Any]:
        """What ``node`` has the properties ``out`` to, and what has those ``into`` to it; now or before."""
        for prop in out:
            yield from (t.object for t in self.asserted(node, prop, None) if not isinstance(t.object, ox.Literal))
            yield from (t.object for t in self._gone.get((prop, node), ()) if not isinstance(t.object, ox.Literal))
        for prop in into:
            yield from (t.subject for t in self.asserted(None, prop, node))
            yield from (t.subject for t in self._gone.get((node, prop), ()))

    @cached_property
    def _gone(self) -> dict[tuple[Any, Any], list[ox.Triple]]:
        """What is not asserted any more, by property and subject, and by object and property."""
        found: dict[tuple[Any, Any], list[ox.Triple]] = defaultdict(list)
        for triple in self.removed:
            found[triple.predicate, triple.subject].append(triple)
            found[triple.object, triple.predicate].append(triple)
        return found

    @cached_property
    def joined(self) -> set[ox.Triple]:
        """What the joins give of the nodes that are reached, after the change."""
        return self._run(self._facts)

    @cached_property
    def _joined_before(self) -> set[ox.Triple]:
        now = (t for t in self._facts if t not in self.added)
        return self._run(chain(now, filter(self._read_by_joins, self.removed)))

    def _run(self, facts: Iterable[ox.Triple]) -> set[ox.Triple]:
        evaluation, terms = Evaluation(self.rules), dict[str, Any]()
        for triple in facts:
            subject, value = str(triple.subject), str(triple.object)
            terms[subject], terms[value] = triple.subject, triple.object
            evaluation.add(subject, triple.predicate.value, value)
        return {
            ox.Triple(terms[s], self.node(p), terms[o] if o in terms else self.node(o[1:-1]))
            for s, p, o in evaluation.run()
            if terms[s] in self.reached
        }

    def _joined_around(self, node: Any) -> Iterator[ox.Triple]:
        """What the joins give with ``node`` in it, after the change."""
        yield from (t for t in self.joined if node in (t.subject, t.object))
        for name in self._results:
            yield from (t for t in self.entailed(None, name, node) if t.subject not in self.reached)  # as before

    @cached_property
    def _results(self) -> list[ox.NamedNode]:
        return [ox.NamedNode(name) for name in sorted({one.result for one in self.rules.chains})]

    @cached_property
    def _facts(self) -> set[ox.Triple]:
        """Asserted triples that the joins read, of the nodes that are reached and of all that these lead on to."""
        nodes, queue, found = set(self.reached), list(self.reached), set[ox.Triple]()
        objects = [
            ox.NamedNode(name)
            for name, classes in self.rules.object_classes.items()
            if any(map(self._class_read, classes))
        ]
        while queue:
            node = queue.pop()
            found.update(t for t in self.asserted(node, None, None) if self._read_by_joins(t))
            for prop in (*objects, *self.backward):
                found.update(self.asserted(None, prop, node))
            fresh = set(self._next(node, self.onward, self.backward)) - nodes
            nodes |= fresh
            queue += fresh
        return found

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
