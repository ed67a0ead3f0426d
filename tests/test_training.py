"""Training: weights from examples, what they are worth on articles unseen, the table that the reader decides by."""

import pytest

from kg.reading import weights
from kg.reading.weights import Model
from kg.training import crossing
from kg.training.examples import Example, Lesson
from kg.training.fitting import fit, vocabulary


def lesson() -> Lesson:
    """Twelve articles in which a candidate is right where "in" stands between and not where the clause is denied."""
    examples = []
    for number in range(12):
        article = f"article {number}"
        examples += [
            Example(article, "locatedIn", ("between=in", "far"), True),
            Example(article, "locatedIn", ("between=in", "denied"), False),
            Example(article, "locatedIn", ("between=of", "far"), False),
            Example(article, "locatedIn", (f"only in {number}",), False),
            Example(article, "partOf", ("between=of",), True),
            Example(article, "partOf", ("between=in",), False),
        ]
    return Lesson(examples, 4)


def test_what_speaks_for_a_candidate_is_told_from_what_speaks_against_it() -> None:
    model = fit(lesson().examples, looseness=10)["locatedIn"]
    assert model.probability(["between=in", "far"]) > 0.8
    assert model.probability(["between=in", "denied"]) < 0.2
    assert model.probability(["between=of", "far"]) < 0.2


def test_features_of_one_or_two_articles_are_not_learned() -> None:
    assert vocabulary(lesson().examples) == ["between=in", "between=of", "denied", "far"]


def test_examples_that_do_not_teach_leave_no_trace() -> None:
    noise = [Example(f"article {n}", "partOf", ("between=of",), False, teaches=False) for n in range(12)]
    assert fit([*lesson().examples, *noise]) == fit(lesson().examples)


def test_the_same_examples_give_the_same_weights() -> None:
    assert weights.as_table(fit(lesson().examples)) == weights.as_table(fit(lesson().examples))


def test_articles_are_judged_by_what_was_learned_from_others() -> None:
    learned = lesson()
    by_heart = [Example("article 0", "partOf", ("rare",), True), Example("article 1", "partOf", ("rare",), False)]
    likely = crossing.probabilities(Lesson([*learned.examples, *by_heart], 0), 4)
    assert likely[-1] == pytest.approx(likely[-2], abs=0.1)


def test_facts_that_no_candidate_stands_for_count_against_the_recall() -> None:
    learned = lesson()
    perfect = [1.0 if example.right else 0.0 for example in learned.examples]
    figure = crossing.best(learned, perfect)
    assert (figure.precision, figure.recall) == (1.0, 24 / 28)
    assert "4 facts" in crossing.report(learned, perfect, figure.threshold)


def test_a_decision_that_is_always_the_same_needs_no_features() -> None:
    model = fit([Example(f"a{n}", "partOf", ("x",), False) for n in range(5)])["partOf"]
    assert not model.weights
    assert model.probability(["x"]) < 0.2


def test_a_table_keeps_what_was_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"locatedIn": Model(-1.5, {"between=in ,": 2.25}, 0.4)}
    lines = [line.split("\t") for line in weights.as_table(found).splitlines()]
    table = [dict(zip(("model", "feature", "weight"), line, strict=True)) for line in lines]
    monkeypatch.setattr(weights, "rows", lambda name: iter(table))
    weights.models.cache_clear()
    assert weights.models("invented") == found
    weights.models.cache_clear()


def test_of_rivals_only_the_likeliest_is_taken() -> None:
    rivals = [
        Example("a", "owner", ("x",), True, group="1"),
        Example("a", "owner", ("y",), False, found=True, group="1"),
        Example("a", "owner", ("x",), True, group="2"),
    ]
    figure = crossing.figure(rivals, [0.9, 0.6, 0.2], 0.5, 0)
    assert (figure.precision, figure.recall) == (1.0, 0.5)


def test_answers_of_rules_that_look_too_good_are_trusted_less() -> None:
    examples = [
        Example(f"article {n}", "owner", ("rule", "near") if n % 4 else ("near",), bool(n % 4)) for n in range(20)
    ] + [Example(f"article {n}", "owner", ("far",), False) for n in range(20)]
    trusted, doubted = (fit(examples, biased=biased)["owner"] for biased in ((), ("rule",)))
    assert 0 < doubted.weights["rule"] < trusted.weights["rule"]
    assert doubted.weights["near"] > trusted.weights["near"]
