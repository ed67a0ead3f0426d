"""Browsing one type draws what is better seen: investment by park and year, events by month."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.terms import CG, SCHEMA, Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, date, name, small
from pages.test_pages_things import get, text_of
from server.charts import months


def test_days_are_counted_by_month_and_what_has_none_is_left_out() -> None:
    assert months([(20240304, 2), (20240331, 1), (20240400, 1), (20240000, 9), (0, 9), (20231105, 1)]) == [
        ("2023-11", 1), ("2024-03", 3), ("2024-04", 1),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The small graph with two more parks, sums invested in them in two years, and visits in four months."""
    folder: Path = tmp_path_factory.mktemp("charts")
    b = Builder(Iris(BASE))
    for year, sums in (("2021", {"north": "2", "south": "5"}), ("2023", {"north": "4"})):
        b.begin(f"sums-{year}", "Sums", f"{year}-05-01", "North Park and South Park: an investment was made")
        for park, sum_ in sums.items():
            iri = b.thing("park", "Park", f"{park}-park", f"{park.title()} Park")
            b.mention(iri)
            b.figure(f"{park}-{year}", iri, "investment", sum_ + "000000000", "CNY", "an investment was made")
        for month in ("03", "07"):
            visit = b.event(f"visit-{year}-{month}", "Visit", "visit")
            b.claim(visit, CG + "visited", name(iri), "North Park")
            b.claim(visit, SCHEMA + "startDate", date(f"{year}-{month}-02"), "an investment")
    stored(folder, [*small(BASE), *b.quads])
    with opened(folder / "data") as app:
        yield app.test_client()


def test_parks_are_drawn_by_what_is_invested_in_them_with_the_words_that_say_so(pages: FlaskClient) -> None:
    html = get(pages, "/search?type=Park")
    drawn = html[html.index('id="investment"') : html.index('<ol class="results"')]
    rows = re.findall(r'<li class="fact">(.*?)</li>', drawn, flags=re.DOTALL)
    assert [text_of(row).split(" Park")[0] for row in rows] == ["South", "North", "Lantern Hill"]
    assert "4 billion yuan , 2023 · 2 billion yuan , 2021" in text_of(rows[1])
    assert "3.2 billion yuan in Tidal Works project, 2024" in text_of(rows[2])
    assert all("<mark>" in row for row in rows)
    years = re.findall(r"<title>(\d{4}): ([^<]+)</title>", drawn)
    assert years == [
        ("2021", "5 billion yuan"),
        ("2022", "0 yuan"),
        ("2023", "4 billion yuan"),
        ("2024", "3.2 billion yuan"),
    ]


def test_visits_are_drawn_by_month_and_by_what_they_are_narrowed_to(pages: FlaskClient) -> None:
    def columns(path: str) -> list[tuple[str, str]]:
        return re.findall(r"<title>([^<:]+): (\d+)</title>", get(pages, path))

    assert columns("/search?type=Visit") == [("2021", "2"), ("2022", "0"), ("2023", "2"), ("2024", "1")]
    assert "By year" in text_of(get(pages, "/search?type=Visit"))
    assert columns("/search?type=Visit&year=2021") == []  # two months are no chart
    assert columns("/search?type=Person") == []
