"""People's decisions, brought to the nodes that they speak of: what must be one, what must not, what cannot be both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.facts import EntityType
from kg.register.judgements import Decided
from kg.register.model import Node


@dataclass(slots=True)
class Hand:
    """People's decisions on nodes."""

    same: list[tuple[Node, Node, Decided]] = field(default_factory=list)
    apart: dict[frozenset[Node], Decided] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    """What could not be done, for people."""


class Groups:
    """Nodes that are one thing, and pairs that must never be; the right node of a join stands for both."""

    def __init__(self, apart: Iterable[frozenset[Node]] = ()) -> None:
        self._parent: dict[Node, Node] = {}
        self._members: dict[Node, list[Node]] = {}
        self._apart: dict[Node, set[Node]] = {}
        for pair in apart:
            self.part(pair)

    def part(self, pair: frozenset[Node]) -> None:
        """From now on the two of ``pair`` are never joined."""
        for node in pair:
            self._apart.setdefault(node, set()).update(pair - {node})

    def find(self, node: Node) -> Node:
        """The node that stands for ``node``."""
        root = node
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(node, node)) != root:
            self._parent[node], node = root, above
        return root

    def members(self, node: Node) -> list[Node]:
        """All nodes that are one with ``node``."""
        root = self.find(node)
        return self._members.get(root, [root])

    def may_join(self, left: Node, right: Node) -> bool:
        """Whether nothing says that the two, or any that are one with them, are different."""
        if not self._apart:
            return True
        other = set(self.members(right))
        return not any(self._apart.get(node, set()) & other for node in self.members(left))

    def join(self, left: Node, right: Node) -> bool:
        """Makes two one, if they may; the right one stands for both."""
        a, b = self.find(left), self.find(right)
        if a == b:
            return True
        if not self.may_join(a, b):
            return False
        self._members[b] = [*self.members(b), *self.members(a)]
        self._members.pop(a, None)
        self._parent[a] = b
        return True

    def head(self, node: Node) -> None:
        """Makes ``node`` stand for all that are one with it."""
        root = self.find(node)
        if root != node:
            self._members[node] = self._members.pop(root)
            self._parent[root] = node
            self._parent.pop(node, None)


def bring(decisions: Iterable[Decided], named: Mapping[str, Node]) -> Hand:
    """``decisions`` on the nodes whose IRIs (behind ``…/id/``) ``named`` has; later ones win over earlier ones."""
    hand = Hand()
    groups = Groups()
    for one in reversed(list(decisions)):
        if one.judgement not in ("same", "different"):
            continue
        missing = [iri for iri in (one.left, one.right) if iri not in named]
        if missing:
            hand.conflicts.append(f"{words(one)}: nothing in this build is {' or '.join(missing)}")
            continue
        left, right = named[one.left], named[one.right]
        if one.judgement == "same" and (left.type is EntityType.PERSON) != (right.type is EntityType.PERSON):
            hand.conflicts.append(f"{words(one)}: only one of them is a person; not applied")
        elif one.judgement == "same":
            if groups.join(left, right):
                hand.same.append((left, right, one))
            else:
                hand.conflicts.append(f"{words(one)}: contradicts later decisions that keep them apart; not applied")
        elif groups.find(left) == groups.find(right):
            hand.conflicts.append(f"{words(one)}: contradicts later decisions that make them one; not applied")
        else:
            groups.part(frozenset((left, right)))
            hand.apart[frozenset((left, right))] = one
    hand.same.reverse()
    return hand


def words(one: Decided) -> str:
    """A decision in one line."""
    return f"decision {one.id} of {one.by} ({one.left} {one.judgement} {one.right})"
