"""Readers of other packages: one with another spaCy model, installed as any package is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "ruled"
version = "0.3"

[project.entry-points."kg.readers"]
ruled = "ruled:RuledReader"
"""
READER = '''
import spacy

from kg.facts import Entity, EntityType, Passage, Reading

TYPES = {"PERSON": EntityType.PERSON, "GPE": EntityType.PLACE, "ORG": EntityType.ENTERPRISE}


class RuledReader:
    """Names only, by whatever spaCy pipeline the settings name; in German too."""

    languages = ("en", "de")

    def __init__(self, name, model):
        self.name = name
        self._model = model
        self._nlp = None

    @classmethod
    def from_settings(cls, settings):
        return cls("ruled/0.3", settings.spacy_model)

    def load(self):
        if self._nlp is None:
            self._nlp = spacy.blank("en")
            patterns = [{"label": "PERSON", "pattern": "Gu Lan"}, {"label": "GPE", "pattern": "Anping"}]
            self._nlp.add_pipe("entity_ruler").add_patterns(patterns)

    def read(self, article):
        self.load()
        found = [e for e in self._nlp(article.body).ents if e.label_ in TYPES]
        entities = [
            Entity(id=str(n), type=TYPES[e.label_], names=(e.text,), mentions=(Passage(e.start_char, e.end_char),))
            for n, e in enumerate(found)
        ]
        invented = Entity(id="x", type=EntityType.PERSON, names=("Nobody Atall",))
        return Reading(article=article, reader=self.name, entities=(*entities, invented))
'''
TEXTS = {
    "en": "Gu Lan, mayor of Anping, visited Haiqi Group Co., Ltd. in the city on May 6 and met its chairman.",
    "de": "Gu Lan besuchte am 6. Mai die Stadt Anping und sprach mit dem Direktor der Firma über die Lage.",
    "zh": "5月6日，安平市市长顾岚到海琦集团调研，实地察看企业生产经营情况，并与企业负责人座谈交流。",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> dict[str, str]:
    """The environment in which the package is installed."""
    source, target = tmp_path_factory.mktemp("ruled"), tmp_path_factory.mktemp("site")
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "ruled.py").write_text(READER)
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", target]
    subprocess.run(
        [*command, source], check=True, env=os.environ | {"VIRTUAL_ENV": str(Path(sys.executable).parent.parent)}
    )
    return os.environ | {"PYTHONPATH": str(target)}


def kg(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("kg"), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in TEXTS.items():
        (tmp_path / f"{language}.txt").write_text(f"2022-05-07\n\n{text}\n", encoding="utf-8")
    return tmp_path


def test_a_build_reads_with_it_in_its_languages_and_drops_what_it_makes_up(installed, folder):
    environment = installed | {"CIVIGRAPH_READER": "ruled"}
    done = kg(environment, "build", *folder.glob("*.txt"), "--data", folder / "data")
    assert done.returncode == 0, done.stderr
    assert "3 articles, 2 entities" in done.stdout
    assert "4 statements of the reader dropped" in done.stdout  # two entities, and their two names
    assert "note: zh.txt: is in 'zh'; stored, but read for no facts" in done.stderr


def test_it_stands_beside_the_built_in_one(installed, folder):
    gold = {
        "id": "en", "article": {}, "events": [], "relations": [], "statistics": [],
        "entities": [{"id": "gu", "type": "Person", "names": ["Gu Lan"]},
                     {"id": "haiqi", "type": "Enterprise", "names": ["Haiqi Group Co., Ltd.", "Haiqi Group"]}],
        "memberships": [{"person": "gu", "role": "mayor", "of": None}],
    }  # fmt: skip
    (folder / "en.json").write_text(json.dumps(gold))
    done = kg(installed, "evaluate", folder, "--reader", "ruled", "--reader", "builtin")
    assert done.returncode == 0, done.stderr
    assert "builtin finds what ruled misses: entities 1, memberships 1" in done.stdout
    assert "ruled finds what builtin misses: nothing" in done.stdout


def test_a_reader_that_is_not_installed_is_named_with_those_that_are(folder):
    done = kg(os.environ | {"CIVIGRAPH_READER": "ruled"}, "build", folder, "--data", folder / "data")
    assert done.returncode == 2
    assert "there is no reader 'ruled'" in done.stderr
    assert "known ones: builtin, llm" in done.stderr
