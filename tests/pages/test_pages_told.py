"""What pages tell besides facts: counts, licence, limits, how a passage is found at its source."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from kg.terms import RDF, Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, name
from pages.test_pages_things import CG, get, text_of
from server.urls import to_text


def test_the_home_page_counts_as_people_organisations_and_places_only_those(client: FlaskClient) -> None:
    found = {}
    for cls in ("Person", "GovernmentBody", "Enterprise", "Institution", "Park", "Facility", "Place"):
        found[cls] = client.get(f"/search.json?type={cls}").get_json()["total"]
    assert f"read into {sum(found.values())} people, organisations and places" in text_of(get(client, "/"))


def test_several_things_are_called_by_a_plural(client: FlaskClient) -> None:
    assert "<h1>Parks</h1>" in get(client, "/search?type=Park")
    assert "<h1>园区</h1>" in get(client, "/search?type=Park", **{"Accept-Language": "zh"})
    tiles = get(client, "/")
    assert re.search(r'c-Enterprise" href="[^"]+"><span>Companies</span>', tiles)


def test_every_page_says_under_which_licence_it_stands(client: FlaskClient) -> None:
    for path in ("/", "/page/person/rosa-delacroix", "/search"):
        assert re.search(r'<a href="https://creativecommons.org/[^"]+" rel="license">CC BY 4.0</a>', get(client, path))


def test_the_query_page_states_its_limits(client: FlaskClient) -> None:
    seen = text_of(get(client, "/sparql"))
    assert "read only" in seen
    assert "it may take 30 seconds; it gives as many rows as there are" in seen


def test_each_class_of_a_thing_leads_to_what_it_rests_on(client: FlaskClient) -> None:
    html = get(client, "/page/person/rosa-delacroix")
    technical = html[html.index('id="technical"') :]
    link = re.search(r'href="(/fact\?[^"]+)"><span aria-hidden="true">¶', technical)
    assert link is not None
    assert RDF + "type" in unquote(link[1])
    assert client.get(link[1].replace("&amp;", "&")).status_code == 200


def test_what_two_have_in_common_stands_there_with_its_quotes_open(client: FlaskClient) -> None:
    html = get(client, "/common?a=person/rosa-delacroix&b=person/otto-lindqvist")
    assert '<details class="evidence" open>' in html


def test_a_passage_is_found_at_its_source(client: FlaskClient) -> None:
    html = get(client, "/page/article/visit-1")
    link = "https://news.example/visit-1.html#:~:text=Rosa%20Delacroix%2C%20mayor%20of%20Testport"
    assert f'href="{link}"' in html
    assert "The text remains its publisher" in text_of(html)


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("short-lived, and so on", "short%2Dlived%2C%20and%20so%20on"),
        (" ".join(f"w{n}" for n in range(30)), "w0%20w1%20w2%20w3%20w4,w25%20w26%20w27%20w28%20w29"),
        ("字" * 200, "%E5%AD%97" * 20 + "," + "%E5%AD%97" * 20),
    ],
)  # fmt: skip
def test_long_passages_are_given_by_their_ends(passage: str, expected: str) -> None:
    assert to_text("https://a.example/x", passage) == "https://a.example/x#:~:text=" + expected
    assert to_text("https://a.example/x#top", passage) == "https://a.example/x#top:~:text=" + expected


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An event whose label in its article is no more than its class's."""
    folder: Path = tmp_path_factory.mktemp("told")
    b = Builder(Iris(BASE))
    b.begin("bare-1", "A visit", "2024-06-01", "The visit took place.")
    b.event("bare-1-1", "Visit", "visit")
    one = b.thing("person", "Person", "ann-one", "Ann One")
    b.claim(b.iris.thing("event", "bare-1-1"), CG + "leader", name(one), "The visit took place.")
    stored(folder, b.quads)
    with opened(folder / "data") as app:
        yield app.test_client()


def test_a_label_that_only_says_what_kind_it_is_is_not_quoted_as_the_articles_words(bare: FlaskClient) -> None:
    assert "In the article's words" not in text_of(get(bare, "/page/event/bare-1-1"))
