"""Damaged inputs of every kind through a real build; ``python -m tests.fuzz`` does it with a thousand of them."""

import gzip
import time

import pytest

from kg.facts import Article, EventType
from kg.readers import ByLanguage, extent, load_reader, read_safely, remarks
from kg.settings import Settings
from kg.sources.articles import address_of
from kg.sources.markup import extract
from kg.sources.reading import read
from tests import fuzz
from tests.damaged import DAMAGES, damaged


def test_damaged_inputs_are_read_or_refused_by_name(tmp_path):
    inputs = [damaged(20261129, number) for number in range(len(DAMAGES))]
    source = fuzz.write(tmp_path / "in", inputs)
    done = fuzz.build(source, tmp_path / "data", seconds=4)  # other tests run beside this one
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


PAGE = """Mayor visits Lanhai Optics
2023-05-06

The mayor of Anping visited the new plant of Lanhai Optics on Friday.

"""
ENDLESS = {
    "marks": "; ",
    "dots": "A.",
    "brackets": "(a",
    "letters": "Ab",
    "names": "Gu Lan and ",
    "agreements": "signed an agreement with Lanhai Optics ",
    "clauses": "visited the plant of the company and ",
    "figures": "1.2 billion yuan, ",
    "dates": "on May 5, 2023 ",
}


@pytest.mark.parametrize("words", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_read_in_seconds_and_costs_no_other_fact(words):
    body = PAGE + "The mayor met the managers of Lanhai Optics " + (words * 40_000)[: 39_000 - len(PAGE)]
    (reader := load_reader(Settings())).load()
    begun = time.process_time()
    reading, reason = read_safely(reader, article(body))
    assert time.process_time() - begun < 5  # 1 to 2 where nothing else runs
    assert reason is None
    assert "Lanhai Optics" in {name for entity in reading.entities for name in entity.names}
    assert any(event.type is EventType.VISIT for event in reading.events)


@pytest.mark.parametrize(
    "words", ["青岛市市长", "与蓝海光电有限公司签署协议，", "调研了", "赵豪志、", "12.5亿元，", "("]
)
def test_chinese_that_never_ends_is_read_in_seconds(words):
    body = (
        "市长调研蓝海光电\n2023-05-06\n5月6日，青岛市市长赵豪志调研了蓝海光电有限公司。\n赵豪志与"
        + (words * 40_000)[:39_000]
    )
    (reader := load_reader(Settings())).load()
    begun = time.process_time()
    reading, reason = read_safely(reader, Article(id="a", body=body, source="a", language="zh", date="2023-05-06"))
    assert time.process_time() - begun < 5
    assert reason is None
    assert "赵豪志" in {name for entity in reading.entities for name in entity.names}


def test_of_a_page_of_100_000_words_the_beginning_is_read_and_the_report_says_so():
    body = PAGE + "The mayor visited the new plant. " * 16_667
    reader = load_reader(Settings())
    reading, reason = read_safely(reader, article(body))
    assert (reading.article.body, reason) == (body, None)
    assert reading.events
    assert max(m.end for entity in reading.entities for m in entity.mentions) < 40_000
    assert remarks(reader, reading) == [
        f"is long: only its first {39_973:,} of {len(body):,} characters were read for facts"
    ]


@pytest.mark.parametrize(
    ("body", "read"), [("a" * 50, 40), ("a b " * 20, 40), ("One two.\n" * 9, 36), ("A b. C. " * 9, 39)]
)
def test_long_texts_are_cut_where_something_ends(body, read):
    reader = ByLanguage({"en": load_reader(Settings())}, longest=40)
    assert extent(reader, body) == read
    assert extent(reader, body[:40]) == 40


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
