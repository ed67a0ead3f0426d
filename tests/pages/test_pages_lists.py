"""Lists of a thing: the rows that a panel shows are those that its linked query finds, counted truly, page by page."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.generations import DataFolder
from kg.importing import import_files
from kg.search import Lists
from kg.search.lists import FOLDER
from kg.settings import Settings
from kg.terms import CG, ORG, SCHEMA, Iris
from pages.conftest import BASE
from pages.dataset import Builder, date, name, ontology
from pages.test_pages_things import get, text_of
from server import create_app
from server.questions import standalone

THINGS = (
    "person/rosa-delacroix", "person/otto-lindqvist", "enterprise/brightwater-robotics", "park/lantern-hill-park",
    "place/testport", "government/testport-government", "role/mayor", "project/tidal-works",
    "enterprise/kestrel-energy", "industry/industrial-robots",
)  # fmt: skip
MANY = 230


@pytest.fixture(scope="module")
def generation(small_data: Path) -> tuple[ox.Store, Lists]:
    current = DataFolder(small_data).current()
    return current.open(), Lists(current.search / FOLDER)


def asked(store: ox.Store, query: str, thing: str, column: str) -> list[str]:
    found = store.query(standalone(query, entity=ox.NamedNode(f"{BASE}id/{thing}")))
    assert isinstance(found, ox.QuerySolutions)
    return [row[column].value for row in found if row[column] is not None]


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    ("kind", "query", "column"),
    [("event", "events", "event"), ("article", "articles", "article"), ("figure", "statistics", "statistic"),
     ("project", "projects", "project"), ("shared", "interlocks", "person"), ("company", "companies", "company"),
     ("site", "sites", "site")],
)  # fmt: skip
def test_a_list_has_what_its_query_finds(
    generation: tuple[ox.Store, Lists], thing: str, kind: str, query: str, column: str
) -> None:
    store, lists = generation
    rows, total = lists.rows(kind, f"{BASE}id/{thing}", 100)
    key = {"shared": "person"}.get(kind, kind if kind != "figure" else "statistic")
    assert {row[key] for row in rows} == set(asked(store, query, thing, column))
    assert total == len(rows)


@pytest.mark.parametrize("thing", THINGS)
def test_posts_and_company_are_those_of_their_queries(generation: tuple[ox.Store, Lists], thing: str) -> None:
    store, lists = generation
    rows, _ = lists.rows("post", f"{BASE}id/{thing}", 100)
    assert {m for row in rows for m in row["memberships"]} == set(asked(store, "posts", thing, "membership"))
    together = lists.together(f"{BASE}id/{thing}", 50)
    assert [other for other, _ in together] == asked(store, "others", thing, "other")


@pytest.fixture(scope="module")
def popular(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:  # type: ignore[misc]
    """Pages over a graph in which one person and one park have more of everything than a page shows."""
    folder = tmp_path_factory.mktemp("popular")
    b = Builder(Iris(BASE))
    ontology(b)
    who = b.thing("person", "Person", "busy", "Busy Person")
    park = b.thing("park", "Park", "full", "Full Park")
    role = b.thing("role", ORG + "Role", "mayor", "mayor")
    for n in range(MANY):
        firm = b.thing("enterprise", "Enterprise", f"firm-{n}", f"Firm {n:03d}")
        body = b.thing("government", "GovernmentBody", f"body-{n}", f"Body {n:03d}")
        text = f"Busy Person of body {n} visited Firm {n:03d} on a day. It is in Full Park with {n} halls."
        b.begin(f"a{n}", f"Visit {n}", f"20{10 + n // 24}-{n % 12 + 1:02d}-05", text)
        b.mention(who, park, firm)
        b.post(f"m{n}", who, role, body, f"Busy Person of body {n}")
        b.claim(who, CG + "cooperatesWith", name(park), "Busy Person")
        visit = b.event(f"v{n}", "Visit", "visit")
        b.claim(visit, CG + "leader", name(who), "Busy Person")
        b.claim(visit, CG + "visited", name(firm), f"visited Firm {n:03d}")
        b.claim(visit, SCHEMA + "location", name(park), "in Full Park")
        b.claim(visit, SCHEMA + "startDate", date(f"20{10 + n // 24}-{n % 12 + 1:02d}-04"), "on a day")
        b.claim(firm, CG + "locatedIn", name(park), "It is in Full Park")
        b.claim(who, CG + "develops", name(firm), f"Firm {n:03d}")
        b.figure(f"s{n}", park, "halls", str(n), "count", f"{n} halls")
    dump = folder / "many.nq"
    dump.write_bytes(ox.serialize(b.quads, format=ox.RdfFormat.N_QUADS) or b"")
    import_files([dump], Settings(data=folder / "data", base=BASE), keep_base=True)
    app = create_app(Settings(data=folder / "data", base=BASE))
    app.testing = True
    app.extensions["civigraph"].engine.start()
    yield app.test_client()
    app.extensions["civigraph"].engine.close()


@pytest.mark.parametrize(
    ("path", "panel"),
    [("/page/person/busy", "posts"), ("/page/person/busy", "events"), ("/page/person/busy", "articles"),
     ("/page/person/busy", "others"), ("/page/park/full", "figures"), ("/page/park/full", "events")],
)  # fmt: skip
def test_a_panel_has_the_true_count_and_leads_to_all_rows(popular: FlaskClient, path: str, panel: str) -> None:
    html = get(popular, path)
    section = html[html.index(f'id="{panel}"') :]
    assert re.search(r'class="count">([\d,]+)<', section)[1] == str(MANY)  # type: ignore[index]
    assert f'href="{path}?list={panel}"' in html
    rows: list[str] = []
    for number in range(1, -(-MANY // 25) + 1):
        whole = get(popular, f"{path}?list={panel}&page={number}")
        rows += re.split("<li[ >]", whole[whole.index("<main") : whole.index("</main>")])[1:]
    assert len(rows) == len(set(rows)) == MANY
    assert popular.get(f"{path}?list={panel}&page=11", headers={"Accept": "text/html"}).status_code == 404


def test_a_property_with_many_values_is_cut_and_paged(popular: FlaskClient) -> None:
    html = get(popular, "/page/person/busy")
    assert f"All {MANY}" in text_of(html)
    link = f"/page/person/busy?of={CG.replace(':', '%3A').replace('/', '%2F').replace('#', '%23')}develops"
    assert f'href="{link}"' in html
    last = get(popular, f"{link}&page={-(-MANY // 25)}")
    assert len(re.findall(r'<li class="fact', last)) == MANY % 25
    here = get(
        popular, link.replace("/person/busy?of=", "/park/full?in=").replace("develops", "locatedIn") + "&page=10"
    )
    assert "Firm 099" in text_of(here)


@pytest.mark.parametrize("most", [1000, 60])
def test_pages_of_one_property_have_each_thing_once(
    popular: FlaskClient, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Whether they are few enough to be sorted or not."""
    monkeypatch.setattr("server.entity_lists.MOST_SORTED", most)
    located, developed = (f"{CG.replace('#', '%23')}{name}" for name in ("locatedIn", "develops"))
    for path in (f"/page/park/full?in={located}", f"/page/person/busy?of={developed}"):
        seen: list[str] = []
        for number in range(1, -(-MANY // 25) + 1):
            html = get(popular, f"{path}&page={number}&most={most}")
            seen += re.findall(r'<li class="fact[^"]*"><span class="value"><a class="[^"]*" href="([^"]+)"', html)
        assert len(seen) == len(set(seen)) == MANY
        assert most < MANY or seen == sorted(seen)
        after = popular.get(f"{path}&page={number + 1}&most={most}", headers={"Accept": "text/html"})
        assert after.status_code == 404


def test_a_fact_with_many_passages_is_paged_and_counted(popular: FlaskClient) -> None:
    link = f"/fact?s={BASE}id/person/busy&p={CG.replace('#', '%23')}cooperatesWith&o=%3C{BASE}id/park/full%3E"
    first = get(popular, link)
    assert f"{MANY} articles say so" in text_of(first)
    assert first.count('class="incontext') == 50
    assert "Page 1 of 5" in text_of(first)
    assert get(popular, link + "&page=5").count('class="incontext') == MANY % 50
    assert popular.get(link + "&page=6", headers={"Accept": "text/html"}).status_code == 404


def test_a_thing_with_thousands_of_facts_costs_as_many_queries_as_any_other(popular: FlaskClient) -> None:
    from flask import g

    for path in ("/page/person/busy", "/page/park/full", "/page/person/busy?list=events"):
        with popular:
            get(popular, path + ("&" if "?" in path else "?") + "afresh=1")
            assert len(g.questions.asked) <= 9, g.questions.asked


def test_who_held_what_at_a_date_is_read_from_the_days_of_articles(popular: FlaskClient) -> None:
    seen = text_of(get(popular, "/page/person/busy?at=2010-03-31"))
    assert "Body 002" in seen
    assert "Body 003" not in seen
    assert "As articles up to 31 March 2010 show it" in seen
    assert "Show today's" not in text_of(get(popular, "/page/person/busy?at="))


@pytest.mark.parametrize("at", ["nonsense", "2010-13-45", "2010-02-30", "٢٠١٠", "201"])
def test_a_day_that_there_is_not_is_told(popular: FlaskClient, at: str) -> None:
    for path in ("/page/person/busy", "/page/person/busy?list=events"):
        answer = popular.get(path + ("&" if "?" in path else "?") + "at=" + at, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "There is no such day" in text_of(answer.get_data(as_text=True))
