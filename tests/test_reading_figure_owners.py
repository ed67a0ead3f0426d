"""Whom figures are about, and which figures say something; names and numbers are made up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.articles.page import BlockKind
from kg.facts import Post
from kg.reading.dates import find_dates
from kg.reading.references import resolve
from kg.reading.statistics import read_statistics
from tests.reading_marked import document


def figures(marked: str, posts: list[Post] | None = None) -> set[str]:
    found = document(marked)
    resolve(found, posts or [])
    return {f"{s.about}: {s.value} {s.unit}" for s in read_statistics(found, find_dates(found), posts or [])}


OWNED = [
    (
        "{Beitan Wharf|F}, built by {Haiqi Group|E} at a cost of 1.1 billion yuan, opened in May.",
        {"Beitan Wharf: 1100000000 CNY"},
    ),
    (
        "{Qiming Industrial Park|K}, planned by {Lanhe|L} with an area of 65 hectares, has 12 tenants.",
        {"Qiming Industrial Park: 65 ha", "Qiming Industrial Park: 12 count"},
    ),
    (
        "One of them is {Xinghe Ethylene Project|J}, in which 16.8 billion yuan is being invested by {Haiqi Group|E}.",
        {"Xinghe Ethylene Project: 16800000000 CNY"},
    ),
    (
        "With a 3.2-billion-yuan investment from {Haiqi Group|E}, the {Lanhe Medical Base|F} will create 2,000 jobs.",
        {"Lanhe Medical Base: 3200000000 CNY", "Lanhe Medical Base: 2000 count"},
    ),
    (
        "The output of {Fenghe New Area|K}, southwest China's {Lanhe|L}, hit 38.2 billion yuan.",
        {"Fenghe New Area: 38200000000 CNY"},
    ),
    (
        "Exports of east {China|L}'s {Lanhe|L} rose 8 percent.",
        {"Lanhe: 8 percent"},
    ),
    (
        "{Xinmiao District|L} attracted 12 projects, 4 of which exceed 100 million yuan.",
        {"Xinmiao District: 12 count", "Xinmiao District: 4 count"},
    ),
    (
        "The cost of {Beitan Wharf|F} came to 410 million yuan, 60 percent of which was borne by {Lanhe|L}.",
        {"Beitan Wharf: 410000000 CNY", "Beitan Wharf: 60 percent"},
    ),
    (
        "{Haiqi Group|E}, with headquarters in {Lanhe|L} and branches in 14 cities, owns 2,300 trucks.",
        {"Haiqi Group: 14 count", "Haiqi Group: 2300 count"},
    ),
    (
        "{Lanhe|L} has grown. A park is being built there.\nThe {Qiming Industrial Park|K} lies by the sea.\n"
        "The park, with an investment of 5 billion yuan, will cover 150 hectares.",
        {"Qiming Industrial Park: 5000000000 CNY", "Qiming Industrial Park: 150 ha"},
    ),
    (
        "The certificates went to {Daehan Rotor|E} ({Korea|L}) in {Qiming Industrial Park|K} (US$75 million).",
        {"Daehan Rotor: 75000000 USD"},
    ),
    (
        "3. {Magnet Recovery Project|J}. Invested by {Haiqi Group|E}. Total investment 1.2 billion yuan.",
        {"Magnet Recovery Project: 1200000000 CNY"},
    ),
    (
        "{Xinghe Water Plant|F}, which {Lanhe|L} built beside the river at a cost of 320 million yuan, opened in May.",
        {"Xinghe Water Plant: 320000000 CNY"},
    ),
    (
        "{Haiqi Group|E} runs {Qiming Mill|F}, a spinner which takes 900 tons of {Lanhe|L} wool a year.",
        {"Qiming Mill: 900 t"},
    ),
    (
        "{Qiming Works|F}, of which {Haiqi Group|E} has held a share since 2019 and which assembles 1,200 tractors a "
        "year, was shown to the guests.",
        {"Qiming Works: 1200 count"},
    ),
    (
        "{Fenghe New Area|K} has a planned area of 31 square kilometers in {Lanhe|L}.",
        {"Fenghe New Area: 31 km2"},
    ),
]


@pytest.mark.parametrize(("marked", "said"), OWNED)
def test_whom_a_figure_is_about(marked: str, said: set[str]) -> None:
    assert figures(marked) == said


def held(person: str, role: str, of: str) -> Post:
    return Post(person=person, role=role, printed=role, of=of, passages=())


@pytest.mark.parametrize(
    ("marked", "post", "said"),
    [
        (
            '{Lanhe|L} welcomed the guests. "We have 300 engineers," said {Xu Lei|P}, chairman of {Haiqi Group|E}.',
            held("Xu Lei", "chairman", "Haiqi Group"),
            {"Haiqi Group: 300 count"},
        ),
        (
            '"Our city has 12 universities," {Liu Fang|P}, mayor of {Lanhe|L}, told reporters at {Haiqi Group|E}.',
            held("Liu Fang", "mayor", "Lanhe"),
            {"Lanhe: 12 count"},
        ),
        (
            "The company employs 4,000 people, said {Xu Lei|P}, chairman of {Haiqi Group|E}.",
            held("Xu Lei", "chairman", "Haiqi Group"),
            {"Haiqi Group: 4000 count"},
        ),
        (
            "{Lanhe|L} is proud of {Xu Lei|P}, chairman of {Haiqi Group|E}.\n"
            "{Xu|P=Xu Lei}: At the end of July we had 57 shops.",
            held("Xu Lei", "chairman", "Haiqi Group"),
            {"Haiqi Group: 57 count"},
        ),
    ],
)
def test_those_who_speak_speak_for_their_body(marked: str, post: Post, said: set[str]) -> None:
    assert figures(marked, [post]) == said


TELLING = [
    ("{Lanhe|L} has 12 billion-yuan enterprises.", {"Lanhe: 12 count"}),
    ("{Beitan Port|F} has two 5,000-ton berths.", {"Beitan Port: 2 count"}),
    (
        "{Beitan Port|F} has 23 berths, 12 of them above 50,000 tons.",
        {"Beitan Port: 23 count", "Beitan Port: 12 count"},
    ),
    (
        "{Lanhe|L} introduced 23 projects with investments between 100 million and 500 million yuan.",
        {"Lanhe: 23 count"},
    ),
    ("{Haiqi Group|E} opened 3 routes, bringing the total to 78.", {"Haiqi Group: 3 count", "Haiqi Group: 78 count"}),
    (
        "{Lanhe|L} brought in 12 projects this year. Next year it aims for 20.",
        {"Lanhe: 12 count", "Lanhe: 20 count"},
    ),
    (
        "Imports of {Lanhe|L} reached 5 billion yuan, exports 3.2 billion.",
        {"Lanhe: 5000000000 CNY", "Lanhe: 3200000000 CNY"},
    ),
    (
        "Trade of {Lanhe|L} came to 88 billion yuan, or 31% of the total.",
        {"Lanhe: 88000000000 CNY", "Lanhe: 31 percent"},
    ),
    ("Visitors to {Qiming Caves|F} numbered 2.1 million.", {"Qiming Caves: 2100000 count"}),
    (
        "{Qiming Industrial Park|K}, half a square kilometer in size, opened in May.",
        {"Qiming Industrial Park: 0.5 km2"},
    ),
    ("{Qiming Industrial Park|K} has 26 other companies by now.", {"Qiming Industrial Park: 26 count"}),
    ("{Lanhe|L} thanked the two companies.", set()),
    ("{Beitan Station|F} has a store for two million samples.", {"Beitan Station: 2000000 count"}),
    ("Twenty kilometers further, at {Beitan Port|F}, ships are built.", set()),
    ("The guests visited 5 companies in {Lanhe|L}.", set()),
    ("One in ten residents of {Lanhe|L} works at the port.", set()),
    ("{Beitan Wind Farm|F} makes enough power for 600,000 households.", set()),
]


@pytest.mark.parametrize(("marked", "said"), TELLING)
def test_which_figures_say_something(marked: str, said: set[str]) -> None:
    assert figures(marked) == said


def test_another_section_begins_with_the_article_s_subject() -> None:
    found = document(
        "{Qiming Software Park|K}\n{Qiming Software Park|K} opened in 1999.\n{Lanhe Incubator|F} has 64 teams.\n"
        "Figures\nExports: USD 640 million."
    )
    found.sentences[3] = replace(found.sentences[3], kind=BlockKind.SUBHEAD)
    resolve(found, [])
    assert ("Qiming Software Park", "USD") in {(s.about, s.unit) for s in read_statistics(found, [])}


def test_sizes_that_qualify_need_not_be_money() -> None:
    assert figures("{Lanhe|L} closed 40 plants below 10,000 tons and kept 12 plants above 50,000 tons.") >= {
        "Lanhe: 40 count",
        "Lanhe: 12 count",
    }
    assert "Lanhe: 50000 t" not in figures("{Lanhe|L} kept 12 plants above 50,000 tons.")


def test_a_conversion_is_of_the_same_kind() -> None:
    assert figures("{Lanhe|L} sold goods worth 13 billion yuan ($2 billion).") == {"Lanhe: 13000000000 CNY"}


def test_decimal_values_are_plain() -> None:
    (line,) = figures("{Lanhe|L} has a population of 1.20 million.")
    assert Decimal(line.split()[-2]) == 1_200_000
