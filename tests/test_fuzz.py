"""Damaged inputs of every kind through a real build; ``python -m tests.fuzz`` does it with a thousand of them."""

import gzip
import time

import pytest

from kg.facts import Article
from kg.readers import load_reader, read_safely, remarks
from kg.settings import Settings
from kg.sources.articles import address_of
from kg.sources.markup import extract
from kg.sources.reading import read
from tests import fuzz
from tests.damaged import DAMAGES, damaged


def test_damaged_inputs_are_read_or_refused_by_name(tmp_path):
    inputs = [damaged(20261129, number) for number in range(len(DAMAGES))]
    source = fuzz.write(tmp_path / "in", inputs)
    done = fuzz.build(source, tmp_path / "data", seconds=10)  # other tests run beside this one
    assert fuzz.faults(inputs, source, tmp_path / "data", done) == []


def article(body: str) -> Article:
    return Article(id="a", body=body, source="a.txt", language="en")


@pytest.mark.parametrize(
    "body",
    [
        "The mayor visited Smart City Operation and",  # a name that breaks off behind "and"
        "The mayor met the managers of Lanhai Optics. " + "(" * 3_000,
        " ".join(["The mayor met the managers of Lanhai Optics on Friday."] * 40) + "-" * 5_000 + ".",
    ],
)
def test_text_that_once_broke_the_reader(body):
    begun = time.process_time()
    reading, reason = read_safely(load_reader(Settings()), article(body))
    assert reason is None
    assert all(body[m.start : m.end].strip() for entity in reading.entities for m in entity.mentions)
    assert time.process_time() - begun < 10  # loading the model included


def test_a_page_of_100_000_words_is_stored_and_not_read():
    body = "The mayor visited the new plant. " * 16_667
    reading, reason = read_safely(reader := load_reader(Settings()), article(body))
    assert (reading.article.body, reading.entities, reason) == (body, (), None)
    assert remarks(reader, reading) == [
        "is too long to be one article: 550,011 characters; stored, but read for no facts"
    ]


def test_a_page_nested_without_end_is_read_at_once():
    prose = "<p>The mayor of Lanhai visited the new industrial park on Friday and met its managers there.</p>"
    begun = time.process_time()
    page = extract("<html><body>" + "<div>" * 1_500 + prose)
    assert page is not None
    assert "The mayor of Lanhai" in page.text
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://x.example/a b{c}", "https://x.example/a%20b%7Bc%7D"),
        ("https://x.example/市长?q=100%", "https://x.example/市长?q=100%25"),
        ("http://[::1", None),
        ("javascript:alert(1)", None),
        ("http:///a", None),
    ],
)
def test_addresses_become_iris_or_are_none(url, iri):
    assert address_of(url) == iri


def test_packed_data_that_grow_without_end_are_refused(tmp_path):
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"\n" * 1_000_000) * 500)
    (tmp_path / "empty.csv").write_text("text\n")
    begun = time.process_time()
    told = [str(notice) for notice in read([tmp_path], Settings())]
    assert "bomb.jsonl.gz: unpacks to more than 500 times its size" in told[0]
    assert told[1].endswith("empty.csv: holds no article")
    assert time.process_time() - begun < 10
