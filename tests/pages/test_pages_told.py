"""What pages tell besides facts: counts, licence, limits, how a passage is found at its source."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

import ontology
from kg.errors import SettingsError
from kg.settings import Settings
from kg.terms import ORG, OWL, RDF, Iris
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


def test_people_are_told_what_is_kept_of_them_and_where_to_write(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "People and their privacy" in text_of(get(client, "/about"))
    assert "Write to" not in text_of(get(client, "/about"))
    made = app.extensions["civigraph"]
    for contact, href in (("desk@news.example", "mailto:desk@news.example"), ("https://news.example/w", None)):
        settings = replace(made.settings, contact=contact)
        monkeypatch.setitem(app.extensions, "civigraph", replace(made, settings=settings))
        assert f'<a href="{href or contact}">{contact}</a>' in get(client, "/about")


@pytest.mark.parametrize("contact", ["somebody", "javascript:alert(1)", "a b@c.example", "https:///x"])
def test_a_contact_that_leads_nowhere_is_refused(tmp_path: Path, contact: str) -> None:
    with pytest.raises(SettingsError, match="contact"):
        Settings(data=tmp_path, contact=contact)


def test_what_the_projects_panel_lists_is_not_listed_again(client: FlaskClient) -> None:
    html = get(client, "/page/enterprise/brightwater-robotics")
    assert "Tidal Works project" in text_of(html[html.index('id="projects"') :])
    assert not re.search(r"<dt[^>]*>develops</dt>", html)
    park = get(client, "/page/park/lantern-hill-park")
    assert "Tidal Works project" in text_of(park[park.index('id="projects"') :])
    assert 'id="relations"' not in park or "Tidal Works project" not in text_of(
        park[park.index('id="relations"') :].partition("</section>")[0]
    )


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A post with two holders after each other, and a thing that another data set has under another name."""
    folder: Path = tmp_path_factory.mktemp("followed")
    b = Builder(Iris(BASE))
    city = b.thing("government", "GovernmentBody", "city", "City Government")
    mayor = b.thing("role", ORG + "Role", "head", "head of the city")
    for slug, who, day in (("first", "Ann First", "2020-01-05"), ("second", "Bo Second", "2023-01-05")):
        person = b.thing("person", "Person", slug, who)
        b.begin(slug, f"{who} speaks", day, f"{who}, head of the city, spoke.")
        b.mention(person, city)
        b.post(f"{slug}-head", person, mayor, city, f"{who}, head of the city")
    b.add(b.iris.graph("register"), city, OWL + "sameAs", name("http://www.wikidata.example/entity/Q1"))
    stored(folder, b.quads)
    with opened(folder / "data") as app:
        yield app.test_client()


def test_a_post_leads_to_who_held_it_before_and_after(followed: FlaskClient) -> None:
    html = get(followed, "/page/membership/first-head")
    panel = html[html.index('id="posts"') :].partition("</section>")[0]
    seen = text_of(panel)
    assert "Who holds or held this post" in seen
    assert seen.index("Bo Second") < seen.index("Ann First")
    assert panel.count('class="evidence"') == 2
    assert 'id="at"' not in panel


def test_what_a_thing_is_called_elsewhere_is_shown_with_its_identifiers(followed: FlaskClient) -> None:
    html = get(followed, "/page/government/city")
    technical = html[html.index('id="technical"') :]
    assert 'href="http://www.wikidata.example/entity/Q1"' in technical


def test_the_ontology_says_which_version_it_is(tmp_path: Path) -> None:
    terms = ox.parse(path=str(ontology.path("civigraph.ttl")), format=ox.RdfFormat.TURTLE)
    stored(tmp_path, [ox.Quad(t.subject, t.predicate, t.object, name(Iris(BASE).graph("ontology"))) for t in terms])
    with opened(tmp_path / "data") as app:
        assert re.search(r"Version \d+\.\d+\.\d+, \d+ \w+ \d{4}", text_of(get(app.test_client(), "/ontology")))
