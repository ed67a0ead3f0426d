"""The pages in a real browser, against a real server: as people use them, with axe's rules on every page type."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import server
from kg.terms import CG
from pages.conftest import ARGUMENTS, BASE, CHROMIUM

pytestmark = pytest.mark.browser

EVENTS_BY_DAY = """SELECT ?event ?who ?day (1 AS ?one) WHERE {
  ?event <https://w3id.org/civigraph/ontology#participant>|<https://w3id.org/civigraph/ontology#attendee> ?who ;
    <https://schema.org/startDate> ?day . }"""
STATED = {"s": f"{BASE}id/event/visit-1-1", "p": f"{CG}visited", "o": f"<{BASE}id/enterprise/brightwater-robotics>"}
ENTAILED = {"s": f"{BASE}id/project/tidal-works", "p": f"{CG}locatedIn", "o": f"<{BASE}id/place/testport>"}
UNSAID = {"s": f"{BASE}id/project/tidal-works", "p": f"{CG}partOf", "o": f"<{BASE}id/place/testport>"}
EVERY = (
    "/", "/search", "/search?q=rosa", "/search?q=nothing+of+the+kind", "/page/person/rosa-delacroix",
    "/page/enterprise/brightwater-robotics", "/page/government/lantern-hill-committee", "/page/park/lantern-hill-park",
    "/page/place/testport", "/page/project/tidal-works", "/page/industry/industrial-robots", "/page/event/visit-1-1",
    "/page/role/mayor", "/page/person/jan-novak", "/page/event/forum-2nd", "/page/institution/barely-named",
    "/page/statistic/works-investment", "/page/membership/rosa-mayor", "/page/article/visit-1",
    "/page/article/hostile-1", "/page/enterprise/hostile", "/common?a=person/rosa-delacroix&b=person/otto-lindqvist",
    "/page/park/lantern-hill-park?in=https%3A%2F%2Fw3id.org%2Fcivigraph%2Fontology%23locatedIn", "/sparql",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205", "/sparql?query=SELECT%20%7B", "/downloads",
    "/ontology", "/about", "/set-aside", "/nowhere", "/map", "/map?show=companies",
    "/page/person/rosa-delacroix?list=events", "/page/person/rosa-delacroix?list=posts",
    "/page/enterprise/brightwater-robotics?of=https%3A%2F%2Fw3id.org%2Fcivigraph%2Fontology%23develops",
    f"/sparql?query={quote(EVENTS_BY_DAY)}&view=chart", f"/sparql?query={quote(EVENTS_BY_DAY)}&view=timeline",
    f"/sparql?query={quote(EVENTS_BY_DAY)}&view=graph", f"/fact?{urlencode(STATED)}", f"/fact?{urlencode(ENTAILED)}",
    f"/fact?{urlencode(UNSAID)}", "/page/person/rosa-delacroix?list=articles",
)  # fmt: skip

#: Quotes that are printed: what the neighbourhood's list quotes stands beside the same facts above it.
PRINTED = "main .evidence:not(#picture *) blockquote"
#: Names whose first word stands on another line than the link that their class's mark begins.
TORN = """[...document.querySelectorAll("main a.thing")].filter((link) => {
  const range = document.createRange();
  const text = link.querySelector("bdi").firstChild;
  range.setStart(text, 0);
  range.setEnd(text, 1);
  return Math.abs(range.getClientRects()[0].bottom - link.getClientRects()[0].bottom) > 8;
}).map((link) => link.textContent)"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Watched:
    """A page of a browser that keeps what it asked for elsewhere and what it complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address.rstrip("/")
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        host = urlsplit(address).netloc
        self.page.on("request", lambda r: urlsplit(r.url).netloc == host or self.elsewhere.append(r.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.complaints.append(m.text))

    def goto(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def clean(self, *expected: str) -> None:
        """No request left the host, and nothing was complained of but the ``expected``."""
        assert not self.elsewhere
        assert [c for c in self.complaints if not any(e in c for e in expected)] == []


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Watched]:
    with chromium.new_context(color_scheme=request.param) as context:
        yield Watched(context, address)


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Watched]:
    with chromium.new_context(locale="en-GB") as context:
        yield Watched(context, address)


def test_no_page_type_breaks_a_rule_of_accessibility(themed: Watched) -> None:
    axe = Axe()
    found = []
    for path in EVERY:
        page = themed.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        for violation in axe.run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{path}: {violation['id']}: {nodes}")
    assert not found, "\n".join(found)
    themed.clean("404", "400")


@pytest.mark.parametrize("width", [320, 390, 1024, 1600])
def test_no_page_type_is_wider_than_the_window(chromium: Browser, address: str, width: int) -> None:
    with chromium.new_context(viewport={"width": width, "height": 800}) as context:
        watched = Watched(context, address)
        for path in EVERY:
            page = watched.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_every_page_type_fits_the_paper_with_its_quotes(chromium: Browser, address: str) -> None:
    with chromium.new_context(viewport={"width": 794, "height": 1123}) as context:  # A4 at 96 points an inch
        watched = Watched(context, address)
        for path in EVERY:
            page = watched.goto(path)
            page.emulate_media(media="print")
            assert page.evaluate("document.documentElement.scrollWidth") <= 794, path
            shown = page.locator(PRINTED).all()
            boxes = [box for one in shown if (box := one.bounding_box())]
            assert len(boxes) == len(shown), path
            assert all(box["height"] > 10 and box["width"] > 200 for box in boxes), path


def test_from_a_search_to_the_evidence_to_the_article_and_back(reader: Watched) -> None:
    page = reader.goto("/")
    page.get_by_role("banner").get_by_role("combobox").fill("delacroix")
    page.keyboard.press("Enter")
    page.locator("ol.results").get_by_role("link", name="Rosa Delacroix", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Rosa Delacroix")
    page.locator("#events .evidence summary").last.click()
    quote_shown = page.locator("#events .evidence[open] mark")
    expect(quote_shown).to_have_count(2)  # of the visit, and of who else was there
    expect(quote_shown.first).to_contain_text("visited Brightwater Robotics in Lantern Hill Park")
    page.locator("#events .evidence[open] figcaption a").first.click()
    expect(page).to_have_url(f"{reader.address}/page/article/visit-1#char=43,145")
    expect(page.locator("h1")).to_have_text("Rosa Delacroix visits Brightwater Robotics")
    page.locator(".passages").get_by_role("link", name="Rosa Delacroix").first.click()
    expect(page.locator("h1")).to_contain_text("Rosa Delacroix")
    reader.clean()


def test_from_a_name_to_where_it_stands_and_from_there_to_another(reader: Watched) -> None:
    page = reader.goto("/page/person/rosa-delacroix")
    page.locator(".named summary").click()
    page.locator(".named figcaption a").last.click()
    expect(page.locator(".body .name:target")).to_have_text("Rosa Delacroix")
    page.locator(".body .name", has_text="Brightwater Robotics").first.click()
    expect(page.locator("h1")).to_contain_text("Brightwater Robotics")
    reader.clean()


def test_a_result_and_an_event_of_the_home_page_open_their_quotes_where_they_stand(reader: Watched) -> None:
    page = reader.goto("/search?q=delacroix")
    page.locator("ol.results .evidence summary").first.click()
    expect(page.locator("ol.results .evidence[open] mark").first).to_contain_text("Rosa Delacroix")
    page.goto(reader.address + "/")
    page.locator("#latest .evidence summary").first.click()
    expect(page.locator("#latest .evidence[open] blockquote").first).to_be_visible()
    reader.clean()


def test_a_fact_is_corrected_by_lines_that_are_copied(chromium: Browser, address: str) -> None:
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        watched = Watched(context, address)
        page = watched.goto("/page/event/visit-1-1")
        row = page.locator("dl.facts > div").filter(has=page.locator("dt", has_text="visited"))
        row.locator(".evidence summary").first.click()
        page.locator(".evidence[open]").get_by_role("link", name="this fact").first.click()
        page.get_by_text("It is wrong: withdraw it").click()
        page.locator("#correct details[open]").get_by_role("button", name="Copy").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "  - withdraw: event/visit-1-1 visited enterprise/brightwater-robotics\n" in copied
        watched.clean()


def test_suggestions_follow_typing_and_are_reached_by_keys(reader: Watched) -> None:
    page = reader.goto("/about")
    page.keyboard.press("/")
    box = page.get_by_role("banner").get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("lantern")
    expect(page.get_by_role("option").first).to_contain_text("Lantern Hill Park")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Lantern Hill Park")
    reader.clean()


def test_the_single_key_can_be_switched_off(reader: Watched) -> None:
    page = reader.goto("/about")
    page.get_by_label("goes to the search box").uncheck()
    page.reload()
    page.locator("body").press("/")
    expect(page.get_by_role("banner").get_by_role("combobox")).not_to_be_focused()


def test_everything_can_be_reached_by_keys_alone(reader: Watched) -> None:
    page = reader.goto("/page/person/rosa-delacroix")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.evidence summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".evidence[open] blockquote").first).to_be_visible()


def test_a_passage_and_its_facts_light_up_together(reader: Watched) -> None:
    page = reader.goto("/page/article/visit-1")
    page.locator(".passages li[data-p='2']").hover()
    expect(page.locator(".body mark[data-p~='2']").first).to_have_class("d2 lit")


def editor_made() -> bool:
    return (Path(server.__file__).parent / "static" / "vendor" / "editor.js").is_file()


def write(page: Page, query: str) -> None:
    """Put a query into the editor, or into the plain field where there is no editor."""
    if not editor_made():
        page.locator("#query").fill(query)
        return
    page.locator(".code[data-ready] .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def test_the_editor_completes_what_the_graph_uses(reader: Watched) -> None:
    if not editor_made():
        pytest.skip("the editor was not made: there was no registry")
    page = reader.goto("/sparql")
    write(page, "SELECT * WHERE {\n  ?who a ")
    page.keyboard.type("Pers")
    option = page.locator(".cm-tooltip-autocomplete li").first
    expect(option).to_contain_text("cg:Person")
    expect(option).to_contain_text("person")
    page.wait_for_timeout(150)  # the list takes no key in its first moment
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    expect(page.locator("textarea#query")).to_have_value(
        "PREFIX cg: <https://w3id.org/civigraph/ontology#>\nSELECT * WHERE {\n  ?who a cg:Person }"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#results table").get_by_role("link", name="Rosa Delacroix")).to_be_visible()
    reader.clean()


def test_tab_leaves_the_editor_and_terms_are_put_into_it(reader: Watched) -> None:
    page = reader.goto("/sparql")
    write(page, "ASK { ?s ")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.locator("#terms summary", has_text="Properties").click()
    page.get_by_role("button", name="cg:visited", exact=True).click()
    value = page.locator("textarea#query").input_value()
    assert value.endswith("ASK { ?s cg:visited")
    if editor_made():
        assert value.startswith("PREFIX cg:")
    reader.clean()


def test_results_are_shown_as_what_fits_their_columns(reader: Watched) -> None:
    page = reader.goto(f"/sparql?query={quote(EVENTS_BY_DAY)}")
    views = page.get_by_role("navigation", name="Shown as")
    assert views.get_by_role("link").all_inner_texts() == ["Table", "Chart", "Timeline", "Graph"]
    for name, shown in (("Chart", "table.bars"), ("Timeline", "svg.span-line"), ("Graph", "svg.net")):
        views.get_by_role("link", name=name).click()
        expect(page.locator(f"#results {shown}")).to_be_visible()
    page.locator("#results svg.net a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_contain_text("Ask the graph")
    reader.clean()


def test_a_good_query_and_a_bad_one(reader: Watched) -> None:
    page = reader.goto("/sparql")
    write(page, "SELECT ?person WHERE { ?person a <https://w3id.org/civigraph/ontology#Person> }")
    page.keyboard.press("Control+Enter")
    table = page.locator("#results table")
    expect(table.get_by_role("link", name="Rosa Delacroix")).to_be_visible()
    assert page.request.get(reader.address + str(page.get_by_role("link", name="CSV").get_attribute("href"))).ok
    write(page, "SELECT ?person\nWHERE { ?person a }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2")
    if editor_made():
        expect(page.locator(".cm-lint-marker-error")).to_be_visible()
        expect(page.locator(".cm-lintRange-error")).to_have_text("}")
    reader.clean("400")


def test_a_query_is_used_elsewhere_as_it_is_copied(reader: Watched) -> None:
    asked = f"SELECT ?name WHERE {{ ?x a <{CG}Person> ; ?p ?name FILTER(LANG(?name) = 'zh') }}"
    page = reader.goto(f"/sparql?query={quote(asked)}")
    for name in ("curl", "Python", "R"):
        page.locator("#copy summary").get_by_text(name, exact=True).click()
        expect(page.locator(f"#as-{name}")).to_be_visible()
    command = page.locator("#as-curl").inner_text()
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, env={**os.environ, "NO_PROXY": "*"}
    )
    assert done.stdout.split() == ["name", "罗莎"]
    reader.clean()


def test_the_language_is_switched_and_kept(reader: Watched) -> None:
    page = reader.goto("/page/person/rosa-delacroix")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("h1")).to_contain_text("罗莎")
    page.goto(reader.address + "/about")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_script_all_of_it_works(chromium: Browser, address: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.locator("#q").fill("tidal")
        page.get_by_role("banner").get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Tidal Works project", exact=True).first.click()
        page.locator(".evidence summary").first.click()
        assert page.locator(".evidence[open] blockquote").first.is_visible()
        page.goto(f"{address}sparql")
        page.locator("#query").fill("ASK {}")
        page.get_by_role("button", name="Run").click()
        assert page.locator("#results .figure").inner_text() == "Yes"
        page.goto(f"{address}sparql?query={quote('SELECT * {')}")
        assert page.get_by_role("alert").is_visible()


def test_a_kind_of_relation_is_left_out_of_the_neighbourhood_without_script(chromium: Browser, address: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}page/park/lantern-hill-park")
        panel = page.locator("#picture")
        panel.get_by_text("The same as a list").click()
        row = panel.locator("li.fact", has=page.get_by_role("link", name="Testport", exact=True))
        node = panel.locator("svg a", has=page.locator("text", has_text="Testport")).first
        expect(row).to_be_visible()
        panel.get_by_label("located in").first.uncheck()
        expect(row).not_to_be_visible()
        expect(node).not_to_be_visible()
        expect(panel.locator("svg a", has_text="Brightwater Robotics").first).to_be_visible()


def test_the_mark_of_a_class_is_never_torn_from_its_name(chromium: Browser, address: str) -> None:
    for width in (320, 345, 370, 390, 415, 440, 480):
        with chromium.new_context(viewport={"width": width, "height": 800}) as context:
            page = context.new_page()
            page.goto(f"{address}fact?{urlencode(ENTAILED)}")
            torn = page.evaluate(TORN)
            assert not torn, (width, torn)


def test_escape_folds_the_quotes_that_were_opened(reader: Watched) -> None:
    page = reader.goto("/page/person/rosa-delacroix")
    marker = page.locator("#events .evidence summary").first
    marker.click()
    expect(page.locator("#events .evidence[open]")).to_have_count(1)
    page.locator(".evidence[open] figcaption a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#events .evidence[open]")).to_have_count(0)
    expect(marker).to_be_focused()


def test_downloads_come_from_the_page(reader: Watched) -> None:
    page = reader.goto("/downloads")
    with page.expect_download() as waiting:
        page.locator('a[href="/downloads/all.nt"]').click()
    assert waiting.value.suggested_filename.endswith(".nt")
    reader.clean()


def test_pages_print_without_their_controls(reader: Watched) -> None:
    page = reader.goto("/page/person/rosa-delacroix")
    assert not page.locator("#events .evidence blockquote").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator("header.site form").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("#events .evidence blockquote").first.bounding_box()
    for quote_shown in page.locator(PRINTED).all():
        assert (quote_shown.bounding_box() or {"height": 0})["height"] > 10
