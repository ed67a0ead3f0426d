"""Deciding on what changed alone gives what deciding on everything gives, whatever comes, changes and goes."""

import os
import random

import pytest

from kg.facts import Article, Entity, EntityType, Passage, Post, Reading
from kg.register import Register, Resolution
from kg.terms import Iris

STEPS = int(os.environ.get("CIVIGRAPH_STEPS", "40"))
IRIS = Iris("http://example.org/")
HERE = (Passage(0, 1),)
T = EntityType
PEOPLE = ["Li Wei", "Wang Fang", "李伟", "Zhang Xiaoming", "Zhang Xiao Ming", "Rosa Delacroix", "王芳", "Li Wei Weihai"]
#: Names of one thing, of things that look alike, short forms of several, and one name of several types.
THINGS = [
    (T.PLACE, ("Weihai",)), (T.PLACE, ("Qingdao",)), (T.PLACE, ("Jinan",)), (T.PLACE, ("Suzhou", "苏州")),
    (T.ENTERPRISE, ("Haixing Group",)), (T.ENTERPRISE, ("Haixing",)), (T.ENTERPRISE, ("海星集团",)),
    (T.ENTERPRISE, ("Northstar Robotics", "Northstar")), (T.ENTERPRISE, ("Northstar Optics", "Northstar")),
    (T.ENTERPRISE, ("Northstar",)), (T.ENTERPRISE, ("North Star Robotics",)), (T.INSTITUTION, ("Northstar Robotics",)),
    (T.PARK, ("Weihai High-tech Zone", "High-tech Zone")), (T.PARK, ("Weihai Hi-tech Zone",)),
    (T.PARK, ("Jinan High-tech Zone", "High-tech Zone")), (T.FACILITY, ("Jinan High-tech Zone",)),
    (T.GOVERNMENT, ("Weihai Municipal Bureau of Commerce", "Weihai Commerce Bureau")),
    (T.GOVERNMENT, ("Weihai Bureau of Commerce",)), (T.GOVERNMENT, ("Qingdao Municipal Government",)),
    (T.PROJECT, ("Golden Harbour Project", "Golden Harbor")), (T.PROJECT, ("Golden Harbor",)),
    (T.INDUSTRY, ("robotics industry",)), (T.INDUSTRY, ("robotics",)),
]  # fmt: skip


def reading(number: int, chance: random.Random) -> Reading:
    """What an article could state: some things, some people, some of these with posts in some of those."""
    things = chance.sample(THINGS, chance.randrange(1, 6))
    entities = [Entity(id=f"t{i}", type=type_, names=names) for i, (type_, names) in enumerate(things)]
    bodies = [entity.id for entity in entities if entity.type not in (T.PROJECT, T.INDUSTRY)]
    people = chance.sample(PEOPLE, chance.randrange(4))
    entities += [Entity(id=f"p{i}", type=T.PERSON, names=(name,)) for i, name in enumerate(people)]
    roles = chance.sample(("mayor", "chairman", "director"), 2)
    posts = tuple(
        Post(person=f"p{i}", role=role, printed=role, of=chance.choice(bodies), passages=HERE)
        for i in range(len(people))
        for role in roles[: chance.randrange(3)]
        if bodies
    )
    day = f"20{chance.randrange(15, 24)}-0{chance.randrange(1, 9)}-11" if chance.random() < 0.8 else None
    article = Article(id=f"a{number:02d}", body="", source="made", date=day, language="en")
    return Reading(article=article, reader="made/1", entities=tuple(entities), posts=posts)


def said(found: Resolution) -> dict[str, object]:
    """All that is decided."""
    return {
        "graph": sorted(map(str, set(found.graph()))),
        "entities": list(found.entities),
        "decisions": found.decisions,
        "members": [found.members(entity.iri) for entity in found.entities],
        "fingerprints": sorted(found.fingerprints()),
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_changed_alone_is_decided_as_everything_would_be(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    register, present = Register(IRIS), dict[str, Reading]()
    graph: set[object] = set()
    partial = 0
    for step in range(STEPS):
        for _ in range(chance.choice((1, 1, 2, 12))):
            one = reading(chance.randrange(40), chance)
            if chance.random() < 0.65:
                register.see(one)
                present[one.article.id] = one
            elif present:
                gone = chance.choice(sorted(present))
                register.forget(gone)
                del present[gone]
        found = register.resolve()
        fresh = Register(IRIS)
        for one in chance.sample(sorted(present.values(), key=lambda r: r.article.id), len(present)):
            fresh.see(one)
        assert said(found) == said(fresh.resolve()), f"step {step}"
        outcome = found.outcome
        if outcome.partial:
            partial += 1
            assert outcome.gone <= graph
            assert not outcome.come & graph
            assert (graph - outcome.gone) | outcome.come == set(found.graph()), f"step {step}"
        graph = set(found.graph())
    assert partial > STEPS // 2


def test_what_nothing_leads_to_is_left_as_it_is() -> None:
    register = Register(IRIS)
    chance = random.Random(1)  # noqa: S311 - as above
    for number in range(30):
        register.see(reading(number, chance))
    register.resolve()
    alone = Entity(id="e", type=T.ENTERPRISE, names=("Quiet Brook Mills",))
    register.see(Reading(article=Article(id="z", body="", source="made"), reader="made/1", entities=(alone,)))
    outcome = register.resolve().outcome
    assert outcome.partial
    assert not outcome.gone
    assert {triple.subject.value for triple in outcome.come} == {"http://example.org/id/enterprise/quiet-brook-mills"}
    unchanged = register.resolve().outcome
    assert unchanged.before == unchanged.after == outcome.after
