"""The articles of one year as a file."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.terms import CG, DCTERMS, Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, name, small
from pages.test_pages_things import get, text_of

ISSUED = name(DCTERMS + "issued")


def quads() -> list[ox.Quad]:
    """The small graph, all of 2024, with an article of 2023 and one without a date."""
    b = Builder(Iris(BASE))
    for slug, day in (("early-1", "2023-02-03"), ("undated-1", "2023-02-03")):
        b.begin(slug, slug, day, "Rosa Delacroix leads Brightwater Robotics.")
        rosa, bright = b.iris.thing("person", "rosa-delacroix"), b.iris.thing("enterprise", "brightwater-robotics")
        b.claim(bright, CG + "develops", name(b.iris.thing("project", slug)), "Brightwater Robotics")
        b.mention(rosa, bright)
    own = [q for q in b.quads if not (q.predicate == ISSUED and "undated-1" in str(q.subject))]
    return [*(q for q in small(BASE) if isinstance(q.graph_name, ox.NamedNode)), *own]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("years")
    stored(folder, quads())
    with opened(folder / "data") as app:
        yield app.test_client()


def taken(client: FlaskClient, file: str) -> bytes:
    with client.get(f"/downloads/{file}") as answer:
        assert answer.status_code == 200
        return answer.data


@pytest.mark.parametrize("year", ["2024", "2023", "undated"])
def test_a_years_file_has_what_its_articles_say_and_nothing_else(years: FlaskClient, year: str) -> None:
    told = [q for q in quads() if "/id/article/" in q.graph_name.value]  # type: ignore[union-attr]
    dated = {q.graph_name: q.object.value[:4] for q in told if q.predicate == ISSUED}  # type: ignore[union-attr]
    found = set(ox.parse(gzip.decompress(taken(years, f"year-{year}.nq.gz")), format=ox.RdfFormat.N_QUADS))
    assert found == {q for q in told if dated.get(q.graph_name, "undated") == year}
    assert found
    merged = set(ox.parse(taken(years, f"year-{year}.ttl"), format=ox.RdfFormat.TURTLE))
    assert {q.triple for q in merged} == {q.triple for q in found}


def test_a_year_of_which_there_is_nothing_is_not_found(client: FlaskClient) -> None:
    for file in ("year-1999.nq", "year-undated.ttl", "year-20244.nq", "year-.nq"):
        assert client.get(f"/downloads/{file}").status_code == 404


def test_the_page_counts_the_articles_of_each_year(years: FlaskClient, client: FlaskClient) -> None:
    html = get(years, "/downloads")
    shown = text_of(html[html.index('id="years"') : html.index('id="versions"')])
    for told in ("2024 4 articles", "2023 1 article", "undated 1 article"):
        assert told in shown
    assert 'id="years"' not in get(client, "/downloads")  # all of one year: the whole graph is that
