"""The measured quality on the about page: shares with their intervals, from the figures that ship with the program."""

import pytest
from flask.testing import FlaskClient

from pages.test_pages_things import get, text_of
from server.quality import measured, share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366)],
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    found = share(hits, of)
    assert found.value == hits / of
    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)


def test_nothing_to_count_says_nothing() -> None:
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)


def test_the_about_page_tells_how_well_it_reads(client: FlaskClient) -> None:
    quality = measured()
    assert quality is not None
    assert {m.name for m in quality.measures} >= {"entities", "events", "relations"}
    html = get(client, "/about")
    panel = text_of(html[html.index('id="quality"') : html.index('id="limits"')])
    for one in quality.measures:
        assert 0 < one.right <= min(one.found, one.there)
        assert f"{one.precision.value * 100:.0f} % (" in panel
    assert f"Measured on {quality.pages} pages" in panel
