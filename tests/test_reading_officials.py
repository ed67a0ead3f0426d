# ruff: noqa: E501 - each sentence stands on one line
"""Who holds which post, from plain text to the post: names and posts read together, in sentences with invented names."""

from functools import cache

import pytest

from kg.facts import Article, Reading
from kg.reading.reader import BuiltinReader

PADDING = " This was said at the end of the day, when all of the guests had gone home again."


@cache
def reader() -> BuiltinReader:
    return BuiltinReader()


def read(body: str) -> Reading:
    return reader().read(Article(id="a", body=body + PADDING, source="a"))


def posts(body: str) -> set[tuple[str, str, str | None]]:
    """Person, role and body, by their fullest names."""
    reading = read(body)
    names = {e.id: (*e.names, *e.rebuilt)[0] for e in reading.entities}
    return {(names[p.person], p.role, names[p.of] if p.of else None) for p in reading.posts}


STATED = [
    # guests with nothing but a surname
    (
        "They were welcomed by Professor Ambrus, President of Elsborg University of Applied Sciences, Professor Tellmann, Vice-President, and Ms. Hoon, Director of International Department.",
        {
            ("Ambrus", "president", "Elsborg University of Applied Sciences"),
            ("Tellmann", "vice president", "Elsborg University of Applied Sciences"),
            ("Hoon", "director", "International Department"),
        },
    ),
    # honorifics of other countries, a governor's place without its kind
    (
        "Makundi Governor Hon. Barrack Otieno met the Vice Governor of Hunan, H.E. Liao Jianqi, at a hotel in Beijing.",
        {("Barrack Otieno", "governor", "Makundi"), ("Liao Jianqi", "vice governor", "Hunan")},
    ),
    (
        "Also present was Kenya's Deputy Ambassador to China, Amb. Lydia Chepkorir.",
        {("Lydia Chepkorir", "deputy ambassador", "Kenya")},
    ),
    # hyphenated and specified titles
    (
        "The party of the Pacific Traders' Federation (PTF) came. PTF Vice-Chairman Ms Kavitha Rao spoke.",
        {("Kavitha Rao", "vice chairman", "Pacific Traders' Federation")},
    ),
    (
        "Guests included Samuel Tindle, Political and Economic Consul of the British Consulate-General in Chongqing, and Rosa Lindt, Trade and Investment Commissioner of Denmark.",
        {
            ("Samuel Tindle", "political and economic consul", "British Consulate-General in Chongqing"),
            ("Rosa Lindt", "trade and investment commissioner", "Denmark"),
        },
    ),
    (
        "Dr. Elke Brandt, Former Federal Minister of Defense of Germany, spoke.",
        {("Elke Brandt", "minister of Defense", "Germany")},
    ),
    # a row of titled names: what stands between two names belongs to the second
    (
        "Deputy Mayor of the Lushan Municipal Government Liu Xiaohe, Assistant to the Mayor and Secretary-general of the Lushan Municipal Government Han Chunmu were present.",
        {
            ("Liu Xiaohe", "deputy mayor", "Lushan Municipal Government"),
            ("Han Chunmu", "assistant to the mayor", "Lushan Municipal Government"),
            ("Han Chunmu", "secretary-general", "Lushan Municipal Government"),
        },
    ),
    # a school's own Party committee is no body
    (
        "Yao Xiaoqi, the General Secretary of the Party Committee of Hongta University, went to Peru.",
        {("Yao Xiaoqi", "general secretary", "Hongta University")},
    ),
    (
        "Zhou Minhe, Chairman of the the Hefei Municipal Committee of the CPPCC, came.",
        {("Zhou Minhe", "chairman", "Hefei Municipal Committee of the CPPCC")},
    ),
]


@pytest.mark.parametrize(("body", "expected"), STATED, ids=[body[:60] for body, _ in STATED])
def test_posts(body: str, expected: set[tuple[str, str, str | None]]) -> None:
    assert posts(body) == expected


def test_a_headline_with_capitals_on_small_words_names_no_of() -> None:
    body = "Leaders Of Hefei City Went To The Group To Investigate\n\nOn June 8 Hui Jinhe, vice mayor, visited Qinling Metals Group for investigation."
    reading = read(body)
    assert {name for e in reading.entities for name in e.names} >= {"Hefei City"}
    assert not any(name.startswith("Of ") for e in reading.entities for name in e.names)


OWN_SITE = """Kangning Heart Hospital of Longxi Medical College
NEWS & EVENTS
Branch opens its doors

Posted on Sep. 5, 2023

On Sept. 1 the east branch of our hospital was officially opened. The ribbon was cut by Prof. Lv Hongyi, president of the hospital, Zhu Yongmin, vice president of our hospital, and secretary-general Fu Gang. """


def test_our_hospital_is_the_one_whose_name_stands_above_the_article() -> None:
    own = "Kangning Heart Hospital of Longxi Medical College"
    assert posts(OWN_SITE) == {
        ("Lv Hongyi", "president", own),
        ("Zhu Yongmin", "vice president", own),
        ("Fu Gang", "secretary-general", own),
    }


def test_a_site_that_the_article_does_not_call_its_own_names_nothing() -> None:
    body = OWN_SITE.replace("our hospital", "the hospital")
    assert not any("Kangning" in name for e in read(body).entities for name in e.names)


def test_a_zone_inside_its_committee_counts_if_the_text_speaks_of_it() -> None:
    named = "Shen Wanhe, director of the Administrative Committee of Rushan Eastbank Development Zone, met the guests."
    zone = "Rushan Eastbank Development Zone"
    assert zone not in {name for e in read(named).entities for name in e.names}
    assert zone in {name for e in read(named + " He said the zone has 40 firms.").entities for name in e.names}
