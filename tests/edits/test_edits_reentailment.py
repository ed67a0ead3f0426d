"""The entailed graph after a change is the one that a full run gives, whatever came and went."""

import random

import pyoxigraph as ox
import pytest

from kg.axioms import rules
from kg.entailment import TYPE, entail
from kg.rdf import expand
from kg.reentailment import difference

CLASSES = [expand(n) for n in ("cg:Person", "cg:GovernmentBody", "cg:Enterprise", "cg:Place", "cg:Park", "cg:Visit")]
PROPERTIES = [
    expand(n)
    for n in (
        "cg:locatedIn", "cg:partOf", "cg:cooperatesWith", "cg:leader", "cg:operatesIn", "skos:broader",
        "schema:location", "org:member", "org:organization", "cg:jurisdiction", "skos:prefLabel", "cg:visited",
    )
]  # fmt: skip


def world(chance: random.Random, size: int) -> set[ox.Triple]:
    nodes = [ox.NamedNode(f"http://example.org/{n}") for n in range(7)]
    made = set()
    for _ in range(size):
        if chance.random() < 0.3:
            made.add(ox.Triple(chance.choice(nodes), TYPE, chance.choice(CLASSES)))
        else:
            made.add(ox.Triple(chance.choice(nodes), chance.choice(PROPERTIES), chance.choice(nodes)))
    return made


@pytest.mark.parametrize("seed", range(400))
def test_difference_gives_what_a_full_run_gives(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    before = world(chance, chance.randrange(2, 25))
    removed = {t for t in before if chance.random() < chance.choice((0, 0.2, 0.5))}
    added = world(chance, chance.randrange(0, 5)) - before
    after = (before - removed) | added
    known = set(entail(before))
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in after)

    def asserted(s: object, p: object, o: object) -> list[ox.Triple]:
        return [quad.triple for quad in store.quads_for_pattern(s, p, o, None)]  # type: ignore[arg-type]

    follows = ox.Store()
    follows.extend(ox.Quad(t.subject, t.predicate, t.object) for t in known)

    def entailed(s: object, p: object, o: object) -> list[ox.Triple]:
        return [quad.triple for quad in follows.quads_for_pattern(s, p, o, None)]  # type: ignore[arg-type]

    come, go = difference(asserted, entailed, added, removed)
    assert (known | set(come)) - set(go) == set(entail(after))
    assert not set(come) & known
    assert set(go) <= known


def test_the_worlds_reach_every_rule_that_joins() -> None:
    """Chains, the existential and both kinds of change are met by the seeds above."""
    reached = set()
    for seed in range(150):
        entailed = entail(world(random.Random(seed), 25))  # noqa: S311 - as above
        reached |= {t.predicate.value for t in entailed} | {str(t.object) for t in entailed if t.predicate == TYPE}
    using = rules()
    assert {one.result for one in using.chains} <= reached
    assert {f"<{one.result}>" for one in using.existentials} <= reached
