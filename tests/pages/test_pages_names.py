"""Where names stand: the words of articles that name a thing, on its page, in lists and in the articles themselves."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from kg.terms import SCHEMA
from pages.conftest import BASE
from pages.test_pages_things import get, text_of
from server.namings import places


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("Zhao Lei spoke. Mr. Zhao left.", ["Zhao", "Zhao Lei"], [(0, "Zhao Lei"), (20, "Zhao")]),
        ("Xining hosts Xi Lin; Xi left", ["Xi"], [(13, "Xi")]),
        ("Xining", ["Xi"], []),
        ("青岛市市长赵豪志到崂山区", ["赵豪志", "崂山"], [(5, "赵豪志"), (9, "崂山")]),
        ("R&D, R&D-1", ["R&D"], [(0, "R&D")]),
        ("nothing", ["", "other"], []),
    ],
)
def test_a_name_is_found_where_it_stands_by_itself(text: str, forms: list[str], expected: list[object]) -> None:
    found = places("a", text, forms)
    assert [(n.start, n.form) for n in found] == expected
    assert all(text[n.start : n.end] == n.form for n in found)


def test_the_words_around_a_name_end_at_words_and_at_the_line() -> None:
    text = "First line\n" + "word " * 40 + "Lei " + "more " * 40 + "\nlast line"
    [naming] = places("a", text, ["Lei"])
    assert naming.before.startswith("…word ")
    assert naming.after.endswith(" more…")
    assert "line" not in naming.before + naming.after
    [short] = places("a", "One Lei\nTwo", ["Lei"])
    assert (short.before, short.after) == ("One ", "")


def test_a_thing_shows_where_it_is_named(client: FlaskClient) -> None:
    html = get(client, "/page/person/rosa-delacroix")
    head = html[: html.index('id="posts"')]
    assert "<mark>Rosa Delacroix</mark> visits Brightwater Robotics" in head
    assert "Rosa Delacroix visits Brightwater Robotics Testport Daily · 5 March 2024 · named word for word" in text_of(
        head
    )
    articles = html[html.index('id="articles"') :]
    assert articles.count("<mark>Rosa Delacroix</mark>") == 2
    link = re.search(r'<figcaption><a href="(/page/article/visit-1)#(char=[\d,]+)"', head)
    assert link
    assert f'id="{link[2]}"' in get(client, link[1])


def test_names_in_an_article_lead_to_what_they_name_and_back(client: FlaskClient) -> None:
    html = get(client, "/page/article/visit-1")
    body = html[html.index('<div class="body"') : html.index('<section class="read"')]
    assert re.search(r'<a class="name" id="char=0,14" href="/page/person/rosa-delacroix">Rosa Delacroix</a>', body)
    mentioned = html[html.index('class="read"') :]
    for place in re.findall(r'href="#(char=\d+,\d+)"', mentioned):
        assert f'id="{place}"' in body
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_that_an_article_mentions_a_thing_is_a_fact_with_its_words(client: FlaskClient) -> None:
    address = {"s": f"{BASE}id/article/visit-1", "p": SCHEMA + "mentions", "o": f"<{BASE}id/person/otto-lindqvist>"}
    seen = get(client, "/fact?" + urlencode(address))
    assert "<mark>Otto Lindqvist</mark>, secretary of the park" in unescape(seen)
