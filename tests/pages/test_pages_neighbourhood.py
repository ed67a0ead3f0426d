"""The picture of a thing's neighbours: which relation each has, the words that say so, from whose side it is read."""

import re

from flask.testing import FlaskClient

from pages.test_pages_things import get, text_of


def neighbours(client: FlaskClient, path: str) -> str:
    html = get(client, path)
    found = html[html.index('id="picture"') :]
    return found[: found.index("</section>")]


def rows(panel: str) -> dict[str, str]:
    """Name of each neighbour in the list -> its row."""
    listed = panel[panel.index('<ul class="list">') :]
    return {text_of(re.findall(r"<bdi>(.*?)</bdi>", row)[0]): row for row in listed.split('<li class="fact')[1:]}


def test_each_row_of_the_list_has_its_quote_or_its_reason(client: FlaskClient) -> None:
    for path in ("/page/enterprise/brightwater-robotics", "/page/person/rosa-delacroix", "/page/place/testport"):
        found = rows(neighbours(client, path))
        assert len(found) > 1
        for name, row in found.items():
            assert 'class="evidence"' in row or 'class="basis' in row, (path, name)
    quoted = rows(neighbours(client, "/page/enterprise/brightwater-robotics"))["Lantern Hill Park"]
    assert "<mark>Brightwater Robotics in Lantern Hill Park</mark>" in quoted
    entailed = rows(neighbours(client, "/page/project/tidal-works"))["Testport"]
    assert 'class="basis entailed"' in entailed


def test_a_relation_is_named_from_the_side_of_the_thing_in_the_middle(client: FlaskClient) -> None:
    found = rows(neighbours(client, "/page/park/lantern-hill-park"))
    assert '<span class="meta">located in</span>' in found["Testport"]
    assert '<span class="meta">located here</span>' in found["Brightwater Robotics"]
    person = rows(neighbours(client, "/page/person/rosa-delacroix"))
    assert '<span class="meta">led</span>' in person["Visit to Brightwater Robotics"]


def test_the_picture_says_which_relation_each_neighbour_has(client: FlaskClient) -> None:
    panel = neighbours(client, "/page/park/lantern-hill-park")
    drawn = panel[panel.index("<svg") : panel.index("</svg>")]
    assert re.search(r'<text class="relation"[^>]*>located here</text><text[^>]*>Brightwater Robotics</text>', drawn)
