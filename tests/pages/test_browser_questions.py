"""A new user with only the home page: questions about the seeds are answered with their words in under five clicks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from pages.conftest import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.browser
FEW = 5


class Walker:
    """Somebody who has the home page before them and clicks; a search that is sent counts as a click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, where: Locator) -> None:
        where.click()
        self.clicks += 1

    def search(self, words: str) -> None:
        self.page.get_by_role("main").get_by_role("combobox").fill(words)
        self.click(self.page.get_by_role("main").get_by_role("button", name="Search"))

    def quote(self, row: Locator) -> str:
        """The words that a row's fact rests on."""
        self.click(row.locator(".evidence > summary").first)
        return row.locator(".evidence[open] blockquote").first.inner_text()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def walker(chromium: Browser, site: str) -> Iterator[Walker]:
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(site)
        yield Walker(page)


def visit_of(page: Page) -> Locator:
    return page.locator("#events li.fact", has_text="Visit to Goertek")


def test_who_did_the_mayor_visit_with_and_how_do_you_know_by_search(walker: Walker) -> None:
    walker.search("mayor")
    walker.click(walker.page.locator("ol.results").get_by_role("link", name="mayor", exact=True))
    walker.click(walker.page.locator("#posts").get_by_role("link", name="Zhao Haozhi").first)
    row = visit_of(walker.page)
    expect(row).to_contain_text("attendee: Geng Tao, Zhang Yuansheng")
    assert "Zhao Haozhi" in walker.quote(row)
    assert walker.clicks < FEW


def test_who_did_the_mayor_visit_with_and_how_do_you_know_by_the_question_on_the_page(walker: Walker) -> None:
    walker.click(walker.page.get_by_role("link", name="Who did Zhao Haozhi meet, and how do we know?"))
    expect(walker.page.locator(".lead")).to_contain_text("mayor, Qingdao municipal government")
    walker.click(visit_of(walker.page).get_by_role("link", name="Visit to Goertek"))
    company = walker.page.locator("dl.facts > div", has_text="attended by")
    expect(company).to_contain_text("Geng Tao")
    assert "Geng Tao" in walker.quote(company)
    walker.click(walker.page.locator(".evidence[open] figcaption a").first)
    expect(walker.page.locator(".body mark").first).to_be_visible()
    assert walker.clicks < FEW


@pytest.mark.parametrize("searched", [False, True])
def test_which_parks_work_on_virtual_reality(walker: Walker, *, searched: bool) -> None:
    if searched:
        walker.search("virtual reality")
        walker.click(walker.page.locator("ol.results").get_by_role("link", name="virtual reality", exact=True))
    else:
        walker.click(walker.page.get_by_role("link", name="Which parks and companies work on virtual reality?"))
    row = walker.page.locator("#sites li.fact", has_text="industrial park featuring virtual reality").first
    assert "virtual reality" in walker.quote(row)
    walker.click(row.get_by_role("link", name="industrial park featuring virtual reality").first)
    expect(walker.page.get_by_role("main")).to_contain_text("Laoshan")
    assert walker.clicks < FEW


@pytest.mark.parametrize("searched", [False, True])
def test_what_is_being_built_in_jiaozhou_and_for_how_much(walker: Walker, *, searched: bool) -> None:
    if searched:
        walker.search("jiaozhou")
        walker.click(walker.page.locator("ol.results").get_by_role("link", name="Jiaozhou", exact=True))
    else:
        walker.click(walker.page.get_by_role("link", name="What is being built in Jiaozhou, and for how much?"))
    row = walker.page.locator("#projects li", has_text="Haier COSMOPlat Industrial Internet Ecological Park").first
    expect(row).to_contain_text("13 billion yuan total investment")
    assert "13 billion yuan" in walker.quote(row.locator(".amounts > li").first)
    assert walker.clicks < FEW
