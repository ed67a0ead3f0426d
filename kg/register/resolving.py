"""From nodes to entities: rules and people's decisions make groups, groups get their IRIs and labels."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from hashlib import blake2b

import pyoxigraph as ox

from kg.facts import EntityType
from kg.register import people, rules, tables
from kg.register.graph import fingerprint, triples
from kg.register.hand import Groups, bring, words
from kg.register.iris import node_iris, own_iris, person_iris, plain_slug
from kg.register.judgements import Decided
from kg.register.model import KINDS, Decision, Judgement, Link, Node
from kg.register.scope import Scope
from kg.register.scope import roots as standing
from kg.register.store import Sightings
from kg.register.syllables import spoken
from kg.terms import Iris


@dataclass(slots=True)
class Outcome:
    """What was decided, beside the tables."""

    conflicts: list[str] = field(default_factory=list)
    """What people decided and could not be done, with the reason."""
    partial: bool = False
    """Whether only what has changed was decided, so that the differences are known."""
    before: bytes = b""
    """State of the tables before it."""
    after: bytes = b""
    gone: set[ox.Triple] = field(default_factory=set)
    """Triples of the register's graph that were in it in the state ``before`` and are not any more."""
    come: set[ox.Triple] = field(default_factory=set)


def resolve(sightings: Sightings, iris: Iris, decided: Iterable[Decided]) -> Outcome:
    """Decides who is who; the answer stands in the tables.

    Only on what new, changed and withdrawn articles can reach, unless that is much, or people have decided something.
    """
    db, decisions = sightings.db, list(decided)
    if db.in_transaction:
        db.execute("COMMIT")  # what was seen
    db.executescript(tables.SCHEMA)
    digest = blake2b(repr(decisions).encode(), digest_size=16).digest()
    state = tables.state(db)
    known = state is not None and state[1] == digest and not decisions
    if state is not None and known and not db.execute("SELECT 1 FROM touched LIMIT 1").fetchone():
        return Outcome(partial=True, before=state[0], after=state[0])
    db.execute("BEGIN")
    outcome = _Resolving(sightings, iris, decisions, whole=False).run() if known else None
    if outcome is None:
        outcome = _Resolving(sightings, iris, decisions, whole=True).run()
    if outcome is None:
        raise AssertionError("everything is within reach")
    outcome.before = state[0] if state is not None else b""
    outcome.after = os.urandom(16)
    fingerprint(db)
    for table in ("touched", "resolved"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
    db.execute("INSERT INTO resolved VALUES (?, ?)", (outcome.after, digest))
    db.execute("COMMIT")
    return outcome


class _Resolving:
    def __init__(self, sightings: Sightings, iris: Iris, decided: list[Decided], *, whole: bool) -> None:
        self.sightings = sightings
        self.iris = iris
        self.decided = decided
        self.whole = whole
        self.outcome = Outcome()
        self.links: list[Link] = []
        self.shared: set[tuple[str, str]] = set()
        self.replaced: set[tuple[str, str]] = set()

    def run(self) -> Outcome | None:
        """None if what has changed reaches too far."""
        db = self.sightings.db
        db.execute("DELETE FROM gone")
        splits = [one for one in self.decided if one.judgement == "split"]
        if self.whole:
            self.sightings.unite()
        self.scope = Scope(db, whole=self.whole)
        if self.scope.whole and not self.whole:
            return None
        roots = {} if self.whole else standing(db)
        tables.doom(db)
        self._look()
        if splits:
            parted = self._split(splits)
            self.scope = Scope(db, whole=True)
            self._look()
        self.hand = bring(self.decided, self.names)
        if splits:
            self.hand.apart.update(parted)
        self.outcome.conflicts += self.hand.conflicts
        self.groups = Groups(self.hand.apart)
        self._others()
        if not self.whole and not self._reach_holders(roots):
            return None
        self._exchange()
        return self.outcome

    def _look(self) -> None:
        self.sightings.tidy()
        self.numbers = self.scope.nodes()
        self.ids = {node: id for id, node in self.numbers.items()}
        self.plain = node_iris(self.iris, self.ids)
        self.names = self._names()

    def _reach_holders(self, roots: Mapping[tuple[str, str], tuple[str, str]]) -> bool:
        """Adds persons with posts in bodies that stand for something else than before (``roots``)."""
        now = {(str(node.type), node.key): self.groups.find(node)[:2] for node in self.ids if not _person(node)}
        moved = {body for body in roots.keys() | now.keys() if roots.get(body, body) != now.get(body, body)}
        self.scope.reach_holders(sorted(moved))
        if self.scope.whole:
            return False
        tables.doom(self.sightings.db)
        self._look()
        return True

    def _exchange(self) -> None:
        """Writes what is decided in the place of what was."""
        db = self.sightings.db
        before = {} if self.whole else tables.names(db)
        old = set() if self.whole else set(triples(db, self.iris, "gone"))
        tables.clear(db, whole=self.whole)
        named = self._persons()
        self._by_hand()
        decisions = self._decisions(self._write(named))
        said = {(one.left, one.right) for one in decisions if one.judgement is Judgement.SAME}
        tables.write_decisions(db, decisions, self.shared, self.replaced - said)
        if self.whole:
            db.execute("UPDATE fingerprint SET hash = ''")
            return
        new = set(triples(db, self.iris, "scope"))
        self.outcome.gone, self.outcome.come = old - new, new - old
        self.outcome.partial = True
        moved = [node for node, name in tables.names(db).items() if before.get(node) != name]
        db.executemany(
            "UPDATE fingerprint SET hash = '' WHERE article IN (SELECT article FROM sighting WHERE node = ?)",
            ((node,) for node in moved),
        )

    def _split(self, splits: list[Decided]) -> dict[frozenset[Node], Decided]:
        """Gives the articles that people named nodes of their own."""
        parted = {}
        for one in splits:
            whole = self.names.get(one.left)
            nodes = [n for n in self.ids if whole and n.type == whole.type and spoken(n.key) == spoken(whole.key)]
            moved = [pair for node in nodes if (pair := self.sightings.split(node, one.id, one.articles))]
            if not moved:
                self.outcome.conflicts.append(f"{words(one)}: none of its articles speaks of {one.left}; not applied")
            parted.update({frozenset(pair): one for pair in moved})
        return parted

    def _names(self) -> dict[str, Node]:
        """The nodes by the parts of IRIs that people name them by: their own, and those of each post of a person."""
        start = self.iris.start
        found: dict[str, Node] = {}
        if not self.decided:
            return found
        for node, iri in self.plain.items():
            found[iri.removeprefix(start)] = node
        for node in self.plain:
            if node.type is EntityType.PERSON:
                for iri in own_iris(self.iris, node):
                    found.setdefault(iri.removeprefix(start), node)
                found.setdefault(f"{KINDS[node.type]}/{plain_slug(node)}", node)
        return found

    def _others(self) -> None:
        """Everything but persons, by the rules; people's decisions first, so that they win."""
        for left, right, _ in self.hand.same:
            if left.type is not EntityType.PERSON and right.type is not EntityType.PERSON:
                self.groups.join(left, right)
        for link in rules.links(self.sightings, self.numbers):
            if link.judgement is Judgement.SAME and not self.groups.join(link.left, link.right):
                continue  # what people decided says otherwise, and stands as a decision of its own
            self.links.append(link)

    def _persons(self) -> dict[Node, str]:
        """Persons, name by name; returns the IRIs of all, by the nodes that stand for them."""
        told = {pair: f"{one.by} says so: {one.because}" for pair, one in self.hand.apart.items()}
        by_hand: dict[Node, list[Node]] = defaultdict(list)
        for left, right, _ in self.hand.same:
            by_hand[left].append(right)
        named: dict[Node, str] = {}
        for clusters, links in people.cluster(self.sightings, self._stands, told):
            self.links += links
            members = {node for nodes in clusters for node in nodes}
            for nodes in clusters:
                for node in nodes:
                    self.groups.join(node, nodes[0])
            for node in members & by_hand.keys():
                for right in members & set(by_hand[node]):
                    self.groups.join(node, right)
            for iri, lead in self._name(self._merged(clusters)):
                self.groups.head(lead)
                named[lead] = iri
        return named

    def _stands(self, body: Node) -> Node | None:
        """What stands for ``body``: as it is decided now, or was before if that is out of reach."""
        if body in self.ids:
            return self.groups.find(body)
        if self.whole:
            return None
        row = self.sightings.db.execute(
            "SELECT r.type, r.key, r.facet FROM node n JOIN stands t ON t.node = n.id JOIN node r ON r.id = t.root "
            "WHERE n.type = ? AND n.key = ? AND n.facet = ?",
            body,
        ).fetchone()
        return Node(EntityType(row[0]), *row[1:]) if row else None

    def _merged(self, clusters: people.Clusters) -> people.Clusters:
        found: dict[Node, list[Node]] = defaultdict(list)
        for nodes in clusters:
            found[self.groups.find(nodes[0])] += nodes
        return sorted(sorted(nodes) for nodes in found.values())

    def _name(self, clusters: people.Clusters) -> list[tuple[str, Node]]:
        """The IRI of each cluster of one name, and the node it is named after."""
        if len(clusters) == 1 and len(clusters[0]) == 1:
            node = clusters[0][0]
            return [(self.iris.thing(KINDS[node.type], plain_slug(node)), node)]
        found = person_iris(self.iris, clusters, self._first(node for nodes in clusters for node in nodes))
        if len(clusters) > 1:
            self._lead_on(clusters, [iri for iri, _ in found])
        return found

    def _lead_on(self, clusters: people.Clusters, named: list[str]) -> None:
        """The plain IRI leads to all who share the name, each one's other IRIs to the one that stands."""
        claims: dict[str, set[str]] = defaultdict(set)
        for nodes, iri in zip(clusters, named, strict=True):
            for node in nodes:
                claims[self.iris.thing(KINDS[node.type], plain_slug(node))].add(iri)
                for other in own_iris(self.iris, node):
                    claims[other].add(iri)
        for other, bearers in claims.items():
            if other in named:
                continue
            (self.replaced if len(bearers) == 1 else self.shared).update((other, b) for b in bearers)

    def _first(self, nodes: Iterable[Node]) -> dict[Node, tuple[str, str]]:
        """The date and the anchor of each node's earliest dated post."""
        found = {}
        for node in nodes:
            row = self.sightings.db.execute(
                "SELECT CASE date WHEN '' THEN '9999' ELSE date END AS day, anchor FROM post WHERE node = ? "
                "ORDER BY day, anchor LIMIT 1",
                (self.ids[node],),
            ).fetchone()
            if row:
                found[node] = (row[0], row[1])
        return found

    def _by_hand(self) -> None:
        for left, right, _ in self.hand.same:
            self.groups.join(left, right)

    def _write(self, named: Mapping[Node, str]) -> dict[Node, str]:
        """Fills the tables; returns the IRI of every node's entity."""
        (last,) = self.sightings.db.execute("SELECT COALESCE(MAX(id), 0) FROM entity").fetchone()
        roots: dict[Node, int] = {}
        stands = []
        for node, id in self.ids.items():
            root = self.groups.find(node)
            entity = roots.setdefault(root, last + len(roots) + 1)
            stands.append((id, entity, node.key == root.key, self.ids[root]))
        iris = {root: named.get(root) or self.plain[root] for root in roots}
        tables.write(self.sightings.db, stands, ((id, iris[root], root.type) for root, id in roots.items()))
        return {node: iris[self.groups.find(node)] for node in self.ids}

    def _decisions(self, of: Mapping[Node, str]) -> set[Decision]:
        """What was decided, in terms of the entities; where a person decided, the rules are silent."""
        taken = set(of.values())
        found: dict[tuple[str, str, str], Decision] = {}
        by_hand = set()
        for pair, one in self.hand.apart.items():
            left, right = sorted(pair)  # by what they are, so that a rebuild says the same
            by_hand.add(frozenset((of[left], of[right])))
            found[one.id, "", ""] = Decision(of[left], Judgement.DIFFERENT, of[right], one.because, one.by, one.at)
        start = self.iris.start
        for left, _, one in self.hand.same:
            found[one.id, "", ""] = Decision(start + one.left, Judgement.SAME, of[left], one.because, one.by, one.at)
            old = (start + name for name in (one.left, one.right))
            self.replaced |= {(iri, of[left]) for iri in old if iri not in taken}
        for link in self.links:
            decision = self._decision(link, of, taken)
            if decision is None or frozenset((decision.left, decision.right)) in by_hand:
                continue
            name = (decision.left, decision.judgement, decision.right)
            if decision.reason <= found.setdefault(name, decision).reason:
                found[name] = decision
        return set(found.values())

    def _decision(self, link: Link, of: Mapping[Node, str], taken: Set[str]) -> Decision | None:
        """What a rule found, where it still says something of two entities, or of an IRI that leads to another."""
        left, right = of[link.left], of[link.right]
        if link.judgement is not Judgement.SAME:
            return Decision(left, link.judgement, right, link.reason) if left != right else None
        old = next((iri for node in (link.left, link.right) if (iri := self.plain[node]) not in taken), None)
        return Decision(old, link.judgement, right, link.reason) if old and left == right else None


def _person(node: Node) -> bool:
    return node.type is EntityType.PERSON
