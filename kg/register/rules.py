"""Rules for everything but persons: which nodes are one thing by their names, and in which articles they stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from kg.facts import EntityType
from kg.rdf import HAN
from kg.register.model import CONFUSABLE, Judgement, Link, Node
from kg.register.signatures import RULES
from kg.register.store import Sightings

#: An abbreviation that more things share than these is looked up in no list.
MOST_BEARERS: Final = 12


def links(sightings: Sightings, nodes: Mapping[int, Node]) -> list[Link]:
    """The judgements of all rules but those on persons, on ``nodes`` (which are the scope), sorted within each rule."""
    return [*_typing(sightings), *_signatures(sightings, nodes), *_short_forms(sightings, nodes)]


def _typing(sightings: Sightings) -> Iterator[Link]:
    """One name, several types: the type that most articles give, where no article tells the two apart."""
    rows = sightings.db.execute(
        "SELECT key, type, id, (SELECT COUNT(DISTINCT article) FROM sighting WHERE node = id) FROM node "
        "WHERE type NOT IN ('Person', 'Industry') AND instr(key, ' ') AND key IN "
        "(SELECT key FROM scope CROSS JOIN node ON id = node WHERE type NOT IN ('Person', 'Industry') "
        "GROUP BY key HAVING COUNT(*) > 1) ORDER BY key, type, facet DESC"
    )
    for name, group in groupby(rows, key=lambda row: row[0]):
        found = {EntityType(type_): (id, count) for _, type_, id, count in group}
        for family in CONFUSABLE:
            rivals = sorted((t for t in found if t in family), key=lambda t: (-found[t][1], t))
            for other in rivals[1:]:
                winner = rivals[0]
                left, right = Node(other, name), Node(winner, name)
                if sightings.together(found[other][0], found[winner][0]):
                    yield Link(left, Judgement.DIFFERENT, right, "one article tells the two apart")
                else:
                    votes = f"{found[winner][1]} article(s) say {winner}, {found[other][1]} {other}"
                    yield Link(left, Judgement.SAME, right, f"same name; {votes}")


def _signatures(sightings: Sightings, nodes: Mapping[int, Node]) -> Iterator[Link]:
    """Names that share a signature: see :mod:`kg.register.signatures`."""
    ranks = {kind: number for number, kind in enumerate(RULES)}
    rows = sightings.db.execute(
        "SELECT s.kind, s.value, s.node, s.note FROM signature s JOIN (SELECT kind, value FROM scope "
        "CROSS JOIN signature USING (node) GROUP BY kind, value HAVING COUNT(*) > 1) USING (kind, value)"
    ).fetchall()
    groups: dict[tuple[int, str, str], list[tuple[Node, int, str]]] = defaultdict(list)
    for kind, value, id, note in rows:
        groups[ranks[kind], kind, value].append((nodes[id], id, note))
    for _, kind, value in sorted(groups):
        members = sorted(groups[_, kind, value], key=lambda m: (*_preference(m[0]), m[0]))
        rule = RULES[kind]
        keep, keep_id, kept_note = members[0]
        for node, id, note in members[1:]:
            if rule.across and bool(HAN.search(node.key)) == bool(HAN.search(keep.key)):
                continue
            former = note or kept_note
            if kind == "renamed" and not former:
                continue
            judgement, reason = Judgement.SAME, f"{rule.reason} ({former})" if former else rule.reason
            if rule.wary and (article := sightings.together(id, keep_id)):
                judgement, reason = Judgement.DIFFERENT, f"{article} names both"
            yield Link(node, judgement, keep, reason)


def _preference(node: Node) -> tuple[bool, bool, int, str]:
    """Order in which names stand for their thing: not Chinese, well-formed keys of bodies, longer ones first."""
    governing = node.key.startswith(("government of ", "party committee of ", "management committee of "))
    return bool(HAN.search(node.key)), not governing, -len(node.key), node.key


def _short_forms(sightings: Sightings, nodes: Mapping[int, Node]) -> Iterator[Link]:
    """A short form that an article prints beside the full one, where another article has the short one alone."""
    rows = sightings.db.execute(
        "SELECT n.id, a.node, a.full, a.form, MIN(a.article) FROM scope CROSS JOIN node n ON n.id = scope.node "
        "CROSS JOIN alias a ON n.type = a.type AND n.key = a.key WHERE n.type != 'Person' "
        "GROUP BY n.id, a.node HAVING n.id != a.node"
    ).fetchall()
    bearers: dict[int, list[tuple[Node, int, str]]] = defaultdict(list)
    for short, node, full, form, article in rows:
        bearers[short].append((nodes[node], node, f"{article} names it both {full!r} and {form!r}"))
    for short in sorted(bearers, key=lambda id: nodes[id]):
        found = sorted(bearers[short])[:MOST_BEARERS]
        for node, id, reason in found:
            if sightings.together(short, id):
                yield Link(nodes[short], Judgement.DIFFERENT, node, f"{reason}, but another article tells them apart")
            elif len(found) == 1:
                yield Link(nodes[short], Judgement.SAME, node, reason)
            elif (near := _regions(sightings, short)) and near & _regions(sightings, id):
                fitting = [other for _, other, _ in found if near & _regions(sightings, other)]
                judgement = Judgement.SAME if len(fitting) == 1 else Judgement.UNSURE
                yield Link(
                    nodes[short], judgement, node, f"{reason}; in the same region" if len(fitting) == 1 else reason
                )
            else:
                yield Link(nodes[short], Judgement.UNSURE, node, reason)


def _regions(sightings: Sightings, node: int) -> frozenset[str]:
    rows = sightings.db.execute(
        "SELECT DISTINCT code FROM region JOIN sighting USING (article) WHERE node = ? LIMIT 12", (node,)
    )
    return frozenset(row[0] for row in rows)
