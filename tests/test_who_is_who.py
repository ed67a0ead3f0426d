"""Who is who, measured: the figures themselves, the command, and what the register reaches on annotated articles."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.evaluate import article_beside
from kg.evaluation import gold, identity
from kg.settings import Settings
from kg.terms import Iris

HERE = Path(__file__).resolve().parent
CLUSTERS = HERE / "who-is-who"


def mentions(*groups: str) -> dict[tuple[str, str], int]:
    """Mentions named by letters; each word is a cluster."""
    return {("article", letter): number for number, group in enumerate(groups) for letter in group}


def test_figures_by_hand():
    found = identity.compare("x", mentions("abc", "de", "f"), mentions("ab", "cde", "f"))
    assert (found.mentions, found.things) == (6, 3)
    # Joined: ab, cd, ce, de; right: ab, de; wanted: ab, ac, bc, de.
    assert found.pairs == pytest.approx((0.5, 0.5, 0.5))
    # Precision: a, b, f: 1; c: 1/3; d, e: 2/3. Recall: a, b: 2/3; c: 1/3; d, e, f: 1.
    precision, recall = (3 + 1 / 3 + 4 / 3) / 6, (4 / 3 + 1 / 3 + 3) / 6
    assert found.bcubed[:2] == pytest.approx((precision, recall))
    assert [pair[1][1] for pair in found.joined] == ["d", "e"]
    assert [pair[0][1] for pair in found.parted] == ["a", "b"]


def test_nothing_joined_is_precise():
    found = identity.compare("x", mentions("ab"), mentions("a", "b"))
    assert found.pairs.precision == 1.0
    assert found.pairs.recall == 0.0


@pytest.mark.parametrize("name", ["identities", "articles"])
def test_the_register_reaches_its_goal_on_annotated_entities(name):
    golds, settings = gold.load([HERE / name]), Settings()
    truth = identity.read(CLUSTERS / f"{name}.json", golds)
    readings = [identity.as_reading(one, article_beside(one, settings)) for one in golds]
    found = identity.identify(name, golds, readings, truth, Iris("http://example.org/"))
    assert found.bcubed.f1 >= 0.95
    assert found.pairs.precision >= 0.98
    assert found.pairs.recall >= 0.95


def test_the_command_prints_both_and_names_mistakes(tmp_path):
    figures = tmp_path / "figures.json"
    folder, clusters = HERE / "identities", CLUSTERS / "identities.json"
    done = CliRunner().invoke(main, ["evaluate", str(folder), "--register", str(clusters), "--json", str(figures)])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[1].startswith("annotated entities")
    assert lines[2].startswith("read by builtin")
    assert [one["what"] for one in json.loads(figures.read_text())] == ["annotated entities", "read by builtin"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "is no file of clusters"),
        ('{"clusters": [[["syllables", "e99"], ["syllables-2", "e0"]]]}', "is no entity"),
        ('{"clusters": [[["syllables", "e0"], ["syllables", "e0"]]]}', "is named twice"),
    ],
)
def test_a_file_of_clusters_that_makes_no_sense_is_refused(tmp_path, text, message):
    file = tmp_path / "who.json"
    file.write_text(text)
    done = CliRunner().invoke(main, ["evaluate", str(HERE / "identities"), "--register", str(file)])
    assert done.exit_code == 3
    assert message in done.stderr
