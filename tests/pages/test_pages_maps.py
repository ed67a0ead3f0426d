"""Maps: where things stand, what is written on them, and pages without outlines."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pages.test_pages_things import get, text_of
from server import maps, outlines
from server.landmarks import landmarks
from server.maps import LEAST, Label, Map, Marker, Spot, around, labelled
from server.outlines import Window

ROOT = Path(__file__).resolve().parents[2]


def spot(latitude: float, longitude: float) -> Spot:
    return Spot("p", latitude, longitude, 2, False)


@pytest.mark.parametrize(
    "shown",
    [[spot(36, 120)], [spot(36, 120), spot(31, 121)], [spot(53.5, 10), spot(36, 120), spot(-33, 151)],
     [spot(89, 179), spot(-89, -179)]],
)  # fmt: skip
def test_a_window_holds_all_its_places_and_is_of_the_pictures_shape(shown: list[Spot]) -> None:
    window = around(shown)
    assert window.north - window.south >= LEAST - 1e-9
    assert -90 <= window.south < window.north <= 90
    assert -180 <= window.west < window.east <= 180
    for one in shown:
        x, y = window.place(one.longitude, one.latitude)
        assert 0 <= x <= outlines.WIDTH
        assert 0 <= y <= outlines.HEIGHT


def test_names_cover_neither_each_other_nor_a_marker() -> None:
    markers = tuple(Marker(f"place {n}", (), 300 + 9 * n, 200 + 5 * n) for n in range(12))
    drawn = labelled(Map("", "", markers, (), (100, 50)), lambda place: place)
    boxes = []
    for marker in drawn.markers:
        if isinstance(marker.label, Label):
            wide = len(marker.place) * 14 * 0.65
            left = marker.label.x - {"start": 0, "middle": wide / 2, "end": wide}[marker.label.anchor]
            boxes.append((left, marker.label.y - 14, left + wide, marker.label.y + 3.5))
    assert len(boxes) >= 2
    assert not any(maps._cover(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.skipif(not outlines.available(), reason="the outlines were not made: there was no registry")
def test_coast_is_drawn_and_the_edges_of_tiles_are_not() -> None:
    land, coast = outlines.outline(Window(117.0, 34.0, 123.0, 38.0))
    assert land.count("Z") > 3
    pieces = re.findall(r"M([\d.-]+) ([\d.-]+)((?:L[\d.-]+ [\d.-]+)+)", coast)
    assert pieces
    edge = f"{outlines.WIDTH / 2:g} "  # 120 degrees east
    for x, _, rest in pieces:
        ends = [f"{x} ", *re.findall(r"L([\d.-]+ )", rest)]
        assert not any(a == b == edge for a, b in pairwise(ends))
    assert len(land) + len(coast) < 60_000


def test_a_park_stands_at_the_narrowest_place_with_coordinates(client: FlaskClient) -> None:
    html = get(client, "/page/park/lantern-hill-park")
    chart = html[html.index('id="map"') :]
    assert re.search(r'<a href="/page/place/testport"><title>Testport</title><circle', chart)
    assert "Lantern Hill Park" in text_of(chart[: chart.index("</section>")])
    assert "inventia" not in chart[: chart.index("</section>")]


def test_the_map_of_all_places_counts_what_is_there(client: FlaskClient) -> None:
    html = get(client, "/map?show=companies")
    assert "Testport" in text_of(html)
    link = re.search(r'class="meta" href="(/search\?type=Enterprise[^"]+)">(\d+)', html)
    assert link
    assert f"{link[2]} result" in text_of(get(client, link[1].replace("&amp;", "&")))
    assert "Nothing of this kind" in text_of(get(client, "/map?show=projects")) or "Testport" in text_of(html)


def test_pages_do_without_outlines_and_editor(small_data: Path, tmp_path: Path) -> None:
    """The same program from a copy in which nothing was fetched."""
    for package in ("server", "kg", "ontology"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    code = (
        "import sys; from pathlib import Path; import server; from server import create_app;"
        "from kg.settings import Settings; assert server.__file__.startswith(sys.argv[2]), server.__file__;"
        "app = create_app(Settings(data=Path(sys.argv[1]), base='http://graph.example/')); engine = "
        "app.extensions['civigraph'].engine; engine.start(); client = app.test_client();"
        "pages = {p: client.get(p, headers={'Accept': 'text/html'}) for p in "
        "('/sparql', '/page/park/lantern-hill-park', '/map?show=companies')}; engine.close();"
        "assert all(r.status_code == 200 for r in pages.values());"
        "text = {p: r.get_data(as_text=True) for p, r in pages.items()};"
        "assert '<textarea id=\"query\"' in text['/sparql'] and 'vendor' not in text['/sparql'];"
        "assert 'id=\"map\"' not in text['/page/park/lantern-hill-park'];"
        "assert 'no outlines to draw' in text['/map?show=companies']"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(small_data), str(tmp_path)], cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_place_with_nothing_near_is_shown_in_a_wider_window() -> None:
    desert = maps._oriented([spot(37.5, 92.0)])
    assert desert.north - desert.south > 2 * LEAST
    inland = maps._oriented([spot(34.3, 108.9)])  # Xi'an
    assert inland.north - inland.south < 1.5 * LEAST


def test_towns_around_are_named_though_the_graph_does_not_know_them(client: FlaskClient) -> None:
    for language, town in (("en", "Weifang"), ("zh", "潍坊")):
        html = get(client, "/page/park/lantern-hill-park", **{"Accept-Language": language})
        context = html[html.index('<g class="context"') :]
        assert town in text_of(context[: context.index("</g>")])


def test_seats_of_provinces_are_named_first() -> None:
    names = [town.name for town in maps._context(around([spot(24, 100), spot(45, 130)]), [])]
    assert {"Beijing", "Chengdu"} & set(names)
    assert all(town.rank <= after.rank for town, after in pairwise(landmarks()))


def test_names_of_markers_stay_inside_where_they_are_written_larger() -> None:
    for x in range(10, 711, 50):
        marker = labelled(Map("", "", (Marker("Novi Sad", (), x, 200),), (), (100, 50)), lambda place: place).markers[0]
        if marker.label:
            wide = len("Novi Sad") * 22 * 0.65
            left = marker.label.x - {"start": 0, "middle": wide / 2, "end": wide}[marker.label.anchor]
            assert left >= 0, x
            assert left + wide <= outlines.WIDTH, x


def test_each_thing_on_the_map_leads_to_what_puts_it_there(client: FlaskClient) -> None:
    html = get(client, "/page/park/lantern-hill-park")
    listed = html[html.index('class="list places"') :].partition("</ul>")[0]
    links = [unescape(link) for link in re.findall(r'href="(/fact\?[^"]+)"', listed)]
    assert len(links) == listed.count("¶") > 1
    for link in links:
        assert "Nothing in this graph says so" not in text_of(get(client, link))
