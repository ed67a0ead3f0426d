"""Articles that mean harm: markup, quotes, text that runs right to left, emoji, what has no width, names without end.

In the graph of this module every name, title, measure, unit and publisher is hostile. Each page type shows them as
text, in lists, maps, pictures, result views and the data about them, in a real browser and in the bytes.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kg.importing import import_files
from kg.settings import Settings
from kg.terms import CG, ORG, SCHEMA, XSD, Iris
from pages.conftest import ARGUMENTS, BASE, CHROMIUM
from pages.dataset import Builder, date, name, ontology

pytestmark = pytest.mark.browser

MARKUP = '<img src=x onerror="window.broken=1"><script>window.broken=1</script></title></textarea></svg>'
NASTY = f'{MARKUP} & "O\'Brien" \u202eعمدة\u202c 😀 a\u200bb\ufeffc \u2066x'
ENDLESS = "Donaudampfschifffahrtsgesellschaft" * 12
CHINESE = "测试" * 90
EVENTS = f"SELECT ?event ?who ?day (1 AS ?n) {{ ?event <{CG}attendee> ?who ; <{SCHEMA}startDate> ?day }}"
PAGES = (
    "/", "/search", "/search?q=" + quote(NASTY), "/search?q=script", "/page/person/p0", "/page/person/p1",
    "/page/person/p2", "/page/enterprise/e0", "/page/enterprise/e1", "/page/government/g0", "/page/park/k0",
    "/page/place/l0", "/page/project/j0", "/page/industry/i0", "/page/event/v0", "/page/role/r0",
    "/page/statistic/s0", "/page/membership/m0", "/page/article/a0", "/page/place/l0?list=projects",
    "/page/person/p0?list=others", "/common?a=person/p0&b=person/p1", "/map", "/map?show=parks", "/downloads",
    "/set-aside", "/about", "/ontology", "/sparql?query=" + quote(EVENTS),
    *(f"/sparql?view={view}&query=" + quote(EVENTS) for view in ("chart", "timeline", "graph")),
    "/sparql?query=" + quote(f"SELECT * {{ {MARKUP}"), "/nowhere/" + quote(MARKUP, safe=""),
    "/page/place/l0?in=" + quote(CG + "locatedIn"),
)  # fmt: skip
KINDS = (
    ("person", "p", "Person"), ("enterprise", "e", "Enterprise"), ("government", "g", "GovernmentBody"),
    ("park", "k", "Park"), ("place", "l", "Place"), ("project", "j", "Project"), ("industry", "i", "Industry"),
    ("role", "r", ORG + "Role"),
)  # fmt: skip


def hostile() -> list[ox.Quad]:
    """Three of each kind of thing, all tied to each other by articles with hostile texts."""
    b = Builder(Iris(BASE))
    ontology(b)
    called = (NASTY, ENDLESS, CHINESE)
    for kind, letter, cls in KINDS:
        for n, other in enumerate(called):
            b.thing(kind, cls, f"{letter}{n}", other, None, MARKUP)
    for n in range(3):
        for axis, degrees in (("latitude", f"3{n}.1"), ("longitude", f"11{n}.4")):
            graph, place = b.iris.graph("reference"), b.iris.thing("place", f"l{n}")
            b.add(graph, place, CG + axis, ox.Literal(degrees, datatype=name(XSD + "decimal")))
    for n, other in enumerate(called):
        _article(b, n, other)
    return b.quads


def _article(b: Builder, n: int, other: str) -> None:
    b.begin(f"a{n}", f"{other} {MARKUP}", f"2024-0{n + 1}-02", f"{NASTY}\n\n{other} says so.", publisher=other)
    things = {letter: b.iris.thing(kind, f"{letter}{n}") for kind, letter, _ in KINDS}
    says = f"{other} says so"
    b.mention(*things.values())
    b.post(f"m{n}", things["p"], things["r"], things["g"], says)
    visit = b.event(f"v{n}", "Visit", f"{other} {MARKUP}")
    for m in range(3):
        b.claim(visit, CG + "attendee", name(b.iris.thing("person", f"p{m}")), says)
    for prop, letter in (("visited", "e"), ("about", "j")):
        b.claim(visit, CG + prop, name(things[letter]), says)
    b.claim(visit, SCHEMA + "location", name(things["k"]), says)
    b.claim(visit, SCHEMA + "startDate", date(f"2024-0{n + 1}-01"), says)
    for letter in "kje":
        b.claim(things[letter], CG + "locatedIn", name(b.iris.thing("place", "l0")), says)
    b.claim(things["k"], CG + "focusesOn", name(things["i"]), says)
    b.claim(things["e"], CG + "develops", name(things["j"]), says)
    b.figure(f"s{n}", things["j"], other, "3200000000", MARKUP, says)


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("hostile")
    dump = folder / "dump.nq"
    dump.write_bytes(ox.serialize(hostile(), format=ox.RdfFormat.N_QUADS) or b"")
    import_files([dump], Settings(data=folder / "data", base=BASE), keep_base=True)
    return serve(folder / "data").rstrip("/")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 390, "height": 800}) as context:
        yield context


def test_every_page_type_shows_hostile_names_as_text_within_its_width(phone: BrowserContext, address: str) -> None:
    page, complaints, wide = phone.new_page(), [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: r.url.startswith(address) or complaints.append(r.url))
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status in (200, 400, 404), (path, answer.status)
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        assert page.evaluate("window.broken") is None, path
        assert page.locator("main img, main script:not([type='application/ld+json'])").count() == 0, path
        assert page.locator("footer.site").is_visible(), path  # nothing has closed what is around it
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)
    assert not complaints
    assert not wide


@pytest.mark.parametrize(
    "path",
    ["/page/person/p0", "/page/place/l0", "/page/article/a0", "/map?show=parks", "/sparql?query=" + quote(EVENTS)],
)
def test_the_whole_name_stands_there_as_it_was_written(phone: BrowserContext, address: str, path: str) -> None:
    page = phone.new_page()
    page.goto(address + path)
    assert NASTY in (page.locator("main").text_content() or ""), path


def test_what_is_typed_is_suggested_as_text(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    page.goto(address)
    page.get_by_role("banner").get_by_role("combobox").press_sequentially("script")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "<script>" in (option.text_content() or "")
    assert page.evaluate("window.broken") is None


def test_names_that_run_the_other_way_do_not_turn_what_is_beside_them(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    page.goto(address + "/page/place/l0")
    for name_shown in page.locator("main a.thing").all():
        assert name_shown.locator("bdi").count() == 1


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf"])
def test_data_about_them_can_be_read_back(phone: BrowserContext, address: str, suffix: str) -> None:
    forms = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
             "rdf": ox.RdfFormat.RDF_XML}  # fmt: skip
    body = phone.request.get(f"{address}/data/person/p0.{suffix}").body()
    said = {t.object.value for t in ox.parse(body, format=forms[suffix]) if isinstance(t.object, ox.Literal)}
    assert NASTY in said


def test_results_as_data_keep_them(phone: BrowserContext, address: str) -> None:
    found = json.loads(phone.request.get(f"{address}/search.json?type=Person").text())
    assert NASTY in {hit["labels"]["en"] for hit in found["results"]}
    rows = phone.request.get(f"{address}/search.csv?type=Person").text()
    assert '""O\'Brien""' in rows
