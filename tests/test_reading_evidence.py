"""The evidence check: what it keeps, what it refuses, and that nothing is dropped silently."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kg.facts import (
    Argument,
    Article,
    Entity,
    EntityType,
    Event,
    EventType,
    Passage,
    Post,
    Predicate,
    Reading,
    Relation,
    Slot,
    Statistic,
)
from kg.reading.evidence import LONGEST, check

BODY = "Gu Lanting, mayor of Anping, visited Torvik\nHoldings in Anping on May 6. It makes engines.   " + "x" * 1200
SAYS = (Passage(0, 28),)

GU = Entity(id="gu", type=EntityType.PERSON, names=("Gu Lanting",), mentions=(Passage(0, 10),))
ANPING = Entity(id="anping", type=EntityType.PLACE, names=("Anping",), mentions=(Passage(21, 27),))
TORVIK = Entity(id="torvik", type=EntityType.ENTERPRISE, names=("Torvik Holdings",), mentions=(Passage(37, 52),))
ENGINES = Entity(id="engines", type=EntityType.INDUSTRY, names=("engines",))
POST = Post(person="gu", role="mayor", printed="mayor", of="anping", passages=SAYS)
LEADER = Argument(slot=Slot.LEADER, value="gu", passages=SAYS)
VISIT = Event(
    id="v", type=EventType.VISIT, label="visit to Torvik", passages=SAYS,
    arguments=(LEADER, Argument(slot=Slot.START, value="2022-05", passages=SAYS)),
)  # fmt: skip
LIES = Relation(subject="torvik", predicate=Predicate.LOCATED_IN, object="anping", passages=SAYS)
COUNT = Statistic(
    about="torvik", measure="engines", value=Decimal(6), unit="count", passages=SAYS, date="2022-05/2022-06"
)
GOOD = Reading(
    article=Article(id="a", body=BODY, source="a.txt"),
    reader="test",
    entities=(GU, ANPING, TORVIK, ENGINES),
    posts=(POST,),
    events=(VISIT,),
    relations=(LIES,),
    statistics=(COUNT,),
)


def test_a_sound_reading_stays_as_it_is() -> None:
    assert check(GOOD) == GOOD


@pytest.mark.parametrize(
    ("kind", "fact", "reason"),
    [
        ("posts", replace(POST, passages=()), "no passage"),
        ("posts", replace(POST, passages=(Passage(-1, 5),)), "does not lie"),
        ("posts", replace(POST, passages=(Passage(5, 5),)), "does not lie"),
        ("posts", replace(POST, passages=(Passage(0, len(BODY) + 1),)), "does not lie"),
        ("posts", replace(POST, passages=(Passage(BODY.index("   "), BODY.index("   ") + 3),)), "is blank"),
        ("posts", replace(POST, passages=(Passage(0, LONGEST + 1),)), "longer than"),
        ("posts", replace(POST, passages=(*SAYS, Passage(0, LONGEST + 1))), "longer than"),
        ("posts", replace(POST, person="nobody"), "'nobody' is no entity"),
        ("posts", replace(POST, person="torvik"), "its person is a Enterprise"),
        ("posts", replace(POST, of="engines"), "its body is a Industry"),
        ("posts", replace(POST, of="gu"), "its body is a Person"),
        ("posts", replace(POST, role=" "), "role is blank"),
        ("posts", replace(POST, confidence=1.2), "confidence"),
        ("events", replace(VISIT, id="w", passages=()), "no passage"),
        ("relations", replace(LIES, object="torvik"), "to itself"),
        ("relations", replace(LIES, object="gu"), "its object is a Person"),
        ("relations", replace(LIES, subject="gu"), "its subject is a Person"),
        ("relations", replace(LIES, predicate=Predicate.OPERATES_IN), "its object is a Place"),
        ("relations", replace(LIES, object="gone"), "'gone' is no entity"),
        ("statistics", replace(COUNT, about="gone"), "'gone' is no entity"),
        ("statistics", replace(COUNT, value=Decimal("NaN")), "no finite number"),
        ("statistics", replace(COUNT, measure=""), "measure is blank"),
        ("statistics", replace(COUNT, date="last year"), "no ISO period"),
        ("entities", replace(GU, id="x", mentions=(Passage(0, 5000),)), "does not lie"),
    ],
)
def test_what_fails_is_refused_with_a_reason(kind: str, fact: Any, reason: str) -> None:
    checked = check(replace(GOOD, **{kind: (*getattr(GOOD, kind), fact)}))
    assert replace(checked, rejected=()) == GOOD
    (refused,) = checked.rejected
    assert refused.what
    assert reason in refused.reason


def test_an_argument_falls_without_its_event() -> None:
    wrong = (
        Argument(slot=Slot.START, value="May 6", passages=SAYS),
        Argument(slot=Slot.LOCATION, value="gu", passages=SAYS),
        Argument(slot=Slot.ATTENDEE, value="engines", passages=SAYS),
        Argument(slot=Slot.ABOUT, value="gone", passages=SAYS),
    )
    checked = check(replace(GOOD, events=(replace(VISIT, arguments=(*VISIT.arguments, *wrong)),)))
    assert checked.events == GOOD.events
    assert [r.what for r in checked.rejected] == [
        "Visit visit to Torvik: startDate May 6",
        "Visit visit to Torvik: location gu",
        "Visit visit to Torvik: attendee engines",
        "Visit visit to Torvik: about gone",
    ]


def test_a_name_must_be_printed() -> None:
    """Over a line break too; a form that is not printed goes, and an entity without any goes with its facts."""
    invented = replace(ANPING, names=("Great Anping",))
    checked = check(replace(GOOD, entities=(GU, invented, replace(TORVIK, names=("Torvik Holdings", "THL")), ENGINES)))
    assert [e.id for e in checked.entities] == ["gu", "torvik", "engines"]
    assert checked.entities[1].names == ("Torvik Holdings",)
    assert checked.posts == ()
    assert checked.relations == ()
    assert any("'THL'" in r.what and "does not stand in the article" in r.reason for r in checked.rejected)
    assert any("'anping' is no entity" in r.reason for r in checked.rejected)


def test_a_mention_must_show_a_name() -> None:
    checked = check(
        replace(GOOD, entities=(replace(GU, mentions=(Passage(0, 10), Passage(12, 17))), *GOOD.entities[1:]))
    )
    assert checked.entities[0].mentions == (Passage(0, 10),)
    assert "'mayor'" in checked.rejected[0].what


def test_ids_are_used_once() -> None:
    checked = check(replace(GOOD, entities=(*GOOD.entities, replace(GU, names=("Gu",))), events=(VISIT, VISIT)))
    assert replace(checked, rejected=()) == GOOD
    assert len(checked.rejected) == 2


def test_a_jurisdiction_is_a_place_or_park_of_a_government() -> None:
    committee = Entity(id="c", type=EntityType.GOVERNMENT, names=("Anping",), jurisdiction="anping")
    good = replace(GOOD, entities=(*GOOD.entities, committee))
    assert check(good) == good
    for wrong in (replace(committee, jurisdiction="torvik"), replace(TORVIK, id="c", jurisdiction="anping")):
        checked = check(replace(GOOD, entities=(*GOOD.entities, wrong)))
        assert checked.entities[-1].jurisdiction is None
        assert "jurisdiction" in checked.rejected[0].what


def test_checking_twice_changes_nothing() -> None:
    once = check(replace(GOOD, posts=(POST, replace(POST, person="nobody"))))
    assert check(once) == once
