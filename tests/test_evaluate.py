# ruff: noqa: E501 - facts are written on one line each
"""``kg evaluate``: measures, mistakes, folds, calibration, and what it says of broken gold files."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.errors import InputError
from kg.evaluation import calibration, gold, matching, scoring
from kg.evaluation.report import Evaluated, folds
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
)  # fmt: skip

TEXT = "Gu Lan, mayor of Anping, visited Haiqi Group in Anping on May 6, 2022. Haiqi Group invested 5 billion yuan."
GOLD = {
    "id": "one",
    "article": {"title": None, "date": "2022-05-07", "publisher": None, "language": "en"},
    "entities": [
        {"id": "gu", "type": "Person", "names": ["Gu Lan"]},
        {"id": "anping", "type": "Place", "names": ["Anping"]},
        {"id": "haiqi", "type": "Enterprise", "names": ["Haiqi Group"], "aka": ["Haiqi"]},
    ],
    "memberships": [{"person": "gu", "role": "mayor", "of": "anping"}],
    "events": [
        {
            "id": "v1", "type": "Visit", "start": "2022-05-06", "end": None, "places": ["anping"], "visited": ["haiqi"], "about": [],
            "participants": [{"who": "gu", "role": "leader"}],
        }
    ],
    "relations": [{"s": "haiqi", "p": "locatedIn", "o": "anping"}],
    "statistics": [{"about": "haiqi", "measure": "investment", "value": 5e9, "unit": "CNY", "date": None}],
}  # fmt: skip
ALL = (Passage(0, len(TEXT)),)


def reading(**changes: object) -> Reading:
    """What a perfect reader finds, with ``changes``."""
    entities = (
        Entity(id="a", type=EntityType.PERSON, names=("Gu Lan",)),
        Entity(id="b", type=EntityType.PLACE, names=("Anping",)),
        Entity(id="c", type=EntityType.ENTERPRISE, names=("the Haiqi Group Co., Ltd.",)),
    )
    arguments = ((Slot.START, "2022-05-06"), (Slot.LOCATION, "b"), (Slot.VISITED, "c"), (Slot.LEADER, "a"))
    facts: dict[str, object] = {
        "entities": entities,
        "posts": (Post(person="a", role="mayor", printed="mayor", of="b", passages=ALL),),
        "events": (
            Event(
                id="e", type=EventType.VISIT, label="visit", passages=ALL,
                arguments=tuple(Argument(slot=s, value=v, passages=ALL) for s, v in arguments),
            ),
        ),
        "relations": (Relation(subject="c", predicate=Predicate.LOCATED_IN, object="b", passages=ALL),),
        "statistics": (Statistic(about="c", measure="total investment", value=Decimal(5_000_000_000), unit="yuan", passages=ALL),),
    }  # fmt: skip
    article = Article(id="one", body=TEXT, source="one.txt")
    return Reading(article=article, reader="test/1", **{**facts, **changes})  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "one.json").write_text(json.dumps(GOLD, indent=1), encoding="utf-8")
    return tmp_path


@pytest.fixture
def annotated(folder: Path) -> gold.Gold:
    return gold.read(folder / "one.json")


def test_a_perfect_reading_scores_one(annotated: gold.Gold) -> None:
    score = scoring.score(annotated, reading())
    assert {str(m): score.prf(m).f1 for m in scoring.Measure} == dict.fromkeys(map(str, scoring.Measure), 1.0)
    assert score.headline == 1.0
    assert score.mistakes == []
    assert score.grounded == len(score.lengths) > 0
    assert score.covered == score.slots == 5


def test_an_empty_reading_scores_nothing_and_names_what_it_missed(annotated: gold.Gold) -> None:
    score = scoring.score(annotated, Reading(article=Article(id="one", body=TEXT, source="x"), reader="none/1"))
    assert score.headline == 0.0
    assert {m.kind for m in score.mistakes} == {
        "missed entity", "missed membership", "missed event", "missed relation", "missed statistic"
    }  # fmt: skip


def test_a_wrong_type_counts_against_entities_but_its_facts_count(annotated: gold.Gold) -> None:
    wrong = tuple(
        Entity(id=e.id, type=EntityType.INSTITUTION if e.id == "c" else e.type, names=e.names)
        for e in reading().entities
    )
    score = scoring.score(annotated, reading(entities=wrong))
    assert score.prf("entities").f1 == pytest.approx(2 / 3)
    assert score.prf("relations").f1 == 1.0
    assert [m.kind for m in score.mistakes] == ["wrong type"]


def test_a_participant_in_another_role_is_an_argument_but_no_role(annotated: gold.Gold) -> None:
    (event,) = reading().events
    arguments = tuple(
        Argument(slot=Slot.HOST if a.slot is Slot.LEADER else a.slot, value=a.value, passages=ALL)
        for a in event.arguments
    )
    changed = Event(id="e", type=event.type, label="visit", passages=ALL, arguments=arguments)
    score = scoring.score(annotated, reading(events=(changed,)))
    assert score.prf("arguments").f1 == 1.0
    assert score.prf("roles").f1 == 0.0


def test_made_up_facts_lower_precision(annotated: gold.Gold) -> None:
    more = Statistic(about="c", measure="staff", value=Decimal(12), unit="count", passages=ALL, confidence=0.4)
    score = scoring.score(annotated, reading(statistics=(*reading().statistics, more)))
    assert score.prf("statistics") == (0.5, 1.0, pytest.approx(2 / 3))
    assert [m.what for m in score.mistakes] == ["haiqi staff 12 count"]
    assert [(j.confidence, j.correct) for j in score.judged if j.kind == "statistics"] == [(1.0, True), (0.4, False)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Haiqi Group Co., Ltd.", "haiqi group"),
        ("Mr. Gu", "gu"),
        ("R & D Center", "R&D Center"),
        ("Lü Wei", "Lu Wei"),
        ("Xi'an", "Xian"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert matching.norm(one) == matching.norm(other)


def test_titles_and_units_that_are_alike() -> None:
    assert matching.alike("vice mayor", "deputy mayor")
    assert matching.alike("total investment", "planned investment")
    assert not matching.alike("mayor", "secretary")
    assert matching.unit("sq. km") == matching.unit("km2")
    assert matching.unit("yuan") == matching.unit("CNY") != matching.unit("USD")


def test_folds_take_every_nth_article(annotated: gold.Gold) -> None:
    good = scoring.score(annotated, reading())
    bad = scoring.score(annotated, Reading(article=Article(id="one", body=TEXT, source="x"), reader="none/1"))
    evaluated = Evaluated("test", {"a": good, "b": bad, "c": good}, 1.0)
    assert [score.headline for score in evaluated.folds(2)] == [1.0, 0.0]
    assert "mean    0.5000" in folds([evaluated], 2)


def judged(*rows: tuple[float, bool]) -> list[scoring.Judged]:
    return [scoring.Judged("relations", confidence, correct) for confidence, correct in rows]


def test_calibration_error_is_the_distance_between_stated_and_right() -> None:
    perfect = calibration.reliability(judged(*[(0.75, True)] * 3, (0.75, False)))
    assert (perfect.count, perfect.error) == (4, 0.0)
    boastful = calibration.reliability(judged(*[(0.9, True)] * 1, *[(0.9, False)] * 1))
    assert boastful.error == pytest.approx(0.4)
    assert boastful.brier == pytest.approx((0.01 + 0.81) / 2)


def test_the_plot_is_an_svg_that_says_what_it_shows() -> None:
    root = ElementTree.fromstring(calibration.svg(calibration.reliability(judged((0.9, True), (0.4, False))), "A & B"))  # noqa: S314 - our own
    assert root.tag.endswith("svg")
    assert root.find("{*}title").text == "A & B"  # type: ignore[union-attr]
    assert len(root.findall("{*}circle")) == 2


def test_fitted_steps_rise() -> None:
    steps = calibration.fit(judged((0.5, True), (0.6, False), (0.7, True), (0.8, True), (0.9, True), (0.95, True)))
    assert [right for _, right in steps] == sorted(right for _, right in steps)
    assert [stated for stated, _ in steps] == sorted(stated for stated, _ in steps)
    assert all(0 < right <= 1 for _, right in steps)


BROKEN: list[tuple[str, Callable[[str], str], str]] = [
    ("not JSON", lambda source: source.replace('"entities": [', '"entities": [,', 1), "is not JSON"),
    ("unknown entity", lambda source: source.replace('"about": "haiqi"', '"about": "nobody"'), "no entity 'nobody'"),
    ("unknown type", lambda source: source.replace('"Visit"', '"Party"'), "no EventType 'Party'"),
    ("no number", lambda source: source.replace("5000000000.0", '"five"'), "'value' is no number"),
    ("no date", lambda source: source.replace('"2022-05-06"', '"6 May"'), "'6 May' is no ISO date"),
]


@pytest.mark.parametrize(("change", "message"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_gold_file_is_named_with_its_line(folder: Path, change: Callable[[str], str], message: str) -> None:
    path = folder / "one.json"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        gold.read(path)
    assert caught.value.where is not None
    assert caught.value.where.source == str(path)
    assert caught.value.where.line is not None


def test_a_gold_file_without_text(folder: Path) -> None:
    (folder / "one.txt").unlink()
    with pytest.raises(InputError, match=r"one\.txt is missing"):
        gold.load([folder])


def test_the_command_prints_measures_folds_and_mistakes(kg: Callable[..., object], folder: Path) -> None:
    out = kg(
        "evaluate", folder, "--folds", "2", "--calibration", "--svg", folder / "plot.svg", "--json", folder / "all.json"
    ).stdout  # type: ignore[attr-defined]
    for word in (
        "headline",
        "memberships",
        "wording",
        "grounded",
        "2 folds",
        "calibration of builtin",
        "mistakes of builtin",
    ):
        assert word in out
    (figures,) = json.loads((folder / "all.json").read_text(encoding="utf-8"))
    assert figures["claims"]["grounded"] == 1.0
    assert 0.0 <= figures["headline"] <= 1.0
    assert (folder / "plot.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--reader", "oracle"], 2, "there is no reader 'oracle'"),
        (["--article", "two"], 3, "no gold file has the id two"),
    ],
)
def test_the_command_says_what_is_wrong(
    kg: Callable[..., object], folder: Path, arguments: list[str], code: int, message: str
) -> None:
    done = kg("evaluate", folder, *arguments, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)  # type: ignore[attr-defined]
    assert message in done.stderr  # type: ignore[attr-defined]


def test_the_command_without_gold(kg: Callable[..., object], tmp_path: Path) -> None:
    done = kg("evaluate", tmp_path, check=False)
    assert done.returncode == 3  # type: ignore[attr-defined]
    assert "has no gold files" in done.stderr  # type: ignore[attr-defined]
