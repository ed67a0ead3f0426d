"""Pages of things: what stands on them, and that each value comes with what it rests on."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from pages.conftest import BASE
from pages.dataset import HOSTILE

CG = "https://w3id.org/civigraph/ontology#"
PAGES = (
    "/page/person/rosa-delacroix", "/page/enterprise/brightwater-robotics", "/page/government/testport-government",
    "/page/park/lantern-hill-park", "/page/place/testport", "/page/project/tidal-works",
    "/page/industry/industrial-robots", "/page/event/visit-1-1", "/page/role/mayor", "/page/statistic/works-investment",
    "/page/membership/rosa-mayor", "/page/article/visit-1", "/", "/search", "/search?q=rosa", "/sparql", "/downloads",
    "/ontology", "/about", "/set-aside",
    "/common?a=person/rosa-delacroix&b=person/otto-lindqvist", "/page/article/hostile-1",
    "/page/enterprise/hostile", "/page/person/jan-novak", "/page/event/forum-2nd", "/page/institution/barely-named",
)  # fmt: skip


def text_of(html: str) -> str:
    """What a reader sees: markup and scripts gone, white space made even."""
    visible = re.sub(r"<script.*?</script>|<style.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visible)).split())


def get(client: FlaskClient, path: str, **headers: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html", **headers})
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_language_and_no_inline_script_or_style(client: FlaskClient, path: str) -> None:
    html = get(client, path)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert '<html lang="en">' in html
    assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_had_in_chinese(client: FlaskClient, path: str) -> None:
    assert '<html lang="zh">' in get(client, path, **{"Accept-Language": "zh"})


def test_sums_are_written_in_the_manner_of_the_language(client: FlaskClient) -> None:
    assert "3.2 billion" in text_of(get(client, "/page/project/tidal-works"))
    assert "32亿" in text_of(get(client, "/page/project/tidal-works", **{"Accept-Language": "zh"}))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_another_origin(client: FlaskClient, path: str) -> None:
    html = get(client, path)
    loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"', html)
    loaded += re.findall(r'<link[^>]*rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', html)
    assert loaded
    assert all(address.startswith("/") for address in loaded)


def test_a_person_shows_the_post_with_the_words_that_say_so(client: FlaskClient) -> None:
    html = get(client, "/page/person/rosa-delacroix")
    seen = text_of(html)
    assert "mayor, Testport Municipal Government" in seen
    assert "5 March 2024 – 19 April 2024" in seen
    posts = html[html.index('id="posts"') : html.index('id="events"')]
    assert "<mark>Rosa Delacroix, mayor of Testport</mark>" in posts
    assert "Rosa Delacroix visits Brightwater Robotics" in posts
    assert "confidence 0.90" in posts


def test_posts_at_a_date_are_what_articles_up_to_then_say(client: FlaskClient) -> None:
    assert "secretary" in text_of(get(client, "/page/government/lantern-hill-committee?at=2024-03-05"))
    before = get(client, "/page/government/lantern-hill-committee?at=2024-03-04")
    assert 'id="posts"' not in before


def test_every_value_on_a_page_has_a_quote_or_a_reason_beside_it(client: FlaskClient) -> None:
    for path in PAGES[:11]:
        html = get(client, path)
        for fact in re.findall(r'<li class="fact[^"]*">(.*?)</li>', html, flags=re.DOTALL):
            assert 'class="evidence"' in fact or 'class="basis' in fact, (path, text_of(fact))


def test_results_of_a_search_and_events_of_the_home_page_have_their_quotes(client: FlaskClient) -> None:
    rows = 0
    for path, part in (("/search", "results"), ("/search?type=Person", "results"), ("/", "events")):
        html = get(client, path)
        for row in re.findall(r'<li class="fact[^"]*">(.*?)</li>', html, flags=re.DOTALL):
            if "c-Article" not in row:  # an article is its own source
                assert 'class="evidence"' in row or 'class="basis' in row, (path, text_of(row))
                rows += 1
        assert f'class="{part}"' in html
    assert rows > 20
    assert "<mark>Rosa Delacroix</mark>, mayor of Testport" in get(client, "/search?q=rosa+delacroix")


def test_the_line_of_an_event_has_the_words_for_who_else_was_there(client: FlaskClient) -> None:
    html = get(client, "/page/person/rosa-delacroix")
    events = html[html.index('<ol class="events">') :]
    visit = events[events.index("visit-1-1") :]
    assert "<mark>accompanied her</mark>" in visit[: visit.index("</details>")]


def test_entailed_values_are_marked_and_explained_with_quotes(client: FlaskClient) -> None:
    html = get(client, "/page/project/tidal-works")
    link = re.search(r'<a class="basis entailed" href="([^"]+)"', html)
    assert link
    why = get(client, unescape(link[1]))
    assert "No article says so in words" in why
    assert "prp-trp" in why
    assert "<mark>the Tidal Works project in Lantern Hill Park</mark>" in why
    assert "<mark>Lantern Hill Park lies in Testport</mark>" in why


def test_relations_are_shown_from_the_other_side_with_counts(client: FlaskClient) -> None:
    html = get(client, "/page/place/testport")
    relations = text_of(html[html.index('id="relations"') :])
    assert "located here 3" in relations
    assert "Lantern Hill Park" in relations


def test_what_a_panel_lists_whole_is_not_listed_again(client: FlaskClient) -> None:
    html = get(client, "/page/industry/industrial-robots")
    assert "Brightwater Robotics" in text_of(html[html.index('id="companies"') :])
    assert "who focuses on it" not in text_of(html)


def test_a_place_tells_what_is_built_in_it_and_for_how_much(client: FlaskClient) -> None:
    html = get(client, "/page/place/testport")
    projects = text_of(html[html.index('id="projects"') :])
    assert "Tidal Works project" in projects
    assert "3.2 billion yuan total investment" in projects


@pytest.mark.parametrize("path", PAGES[:12])
def test_every_panel_of_a_thing_links_to_its_query(client: FlaskClient, path: str) -> None:
    html = get(client, path)
    panels = re.findall(r'<section class="(?:panel|read)[^>]*>(.*?)</section>', html, flags=re.DOTALL)
    assert len(panels) > 1
    for panel in panels:
        links = re.findall(r'class="query" href="(/sparql[^"]+)"', panel)
        assert links, (path, text_of(panel)[:80])
        answer = client.get(unescape(links[0]), headers={"Accept": "text/csv"})
        assert answer.status_code == 200, (path, links[0])


def test_what_holds_in_both_directions_is_told_once(client: FlaskClient) -> None:
    html = get(client, "/page/enterprise/brightwater-robotics")
    assert len(re.findall(r"<dt[^>]*>cooperates with", html)) == 1


def test_a_name_that_several_have_leads_to_each_of_them(client: FlaskClient) -> None:
    html = get(client, "/page/person/jan-novak")
    assert text_of(html[html.index("<h1") : html.index("</h1>")]) == "Jan Novak"
    crumbs = html[html.index('class="crumbs"') : html.index("<h1")]
    assert "/search?type=Person" in crumbs
    assert "Several have this name" in text_of(html)
    for slug in ("jan-novak-testport", "jan-novak-inventia"):
        assert f'href="/page/person/{slug}"' in html
    assert "secretary , Testport Municipal Government" in text_of(html)
    assert "<mark>Jan Novak, secretary of Testport</mark>" in html
    answer = client.get("/id/person/jan-novak", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/page/person/jan-novak")


def test_an_event_leads_to_those_before_and_after_it(client: FlaskClient) -> None:
    forum = get(client, "/page/event/forum-2nd")
    series = text_of(forum[forum.index('id="threads"') : forum.index('id="technical"')])
    assert "In this series before 1st Tidal Energy Forum" in series
    assert "24 April 2023" in series
    visit = get(client, "/page/event/visit-1-1")
    threads = text_of(visit[visit.index('id="threads"') : visit.index('id="technical"')])
    assert re.search(r"Rosa Delacroix query of this panel after .*18 April 2024", threads)
    signing = get(client, "/page/event/signing-1-1")
    assert re.search(r"before Visit to Brightwater Robotics.* 4 March 2024", text_of(signing))


def test_an_event_names_the_articles_that_tell_of_it(client: FlaskClient) -> None:
    html = get(client, "/page/event/visit-1-1")
    telling = html[html.index('id="versions"') : html.index('id="threads"')]
    assert 'href="/page/article/visit-1"' in telling
    assert "signing-1" not in telling


def test_a_figure_is_called_by_what_it_measures_and_how_much(client: FlaskClient) -> None:
    html = get(client, "/page/statistic/works-investment")
    assert text_of(html[html.index("<h1") : html.index("</h1>")]) == "total investment: 3.2 billion yuan"


def test_a_thing_of_which_nothing_is_stated_says_so_and_names_its_articles(client: FlaskClient) -> None:
    html = get(client, "/page/institution/barely-named")
    main = html[html.index('<div class="main">') : html.index("<aside")]
    assert "nothing else is stated of it" in text_of(main)
    assert 'href="/page/article/novak-1"' in main


def test_what_two_people_have_in_common(client: FlaskClient) -> None:
    seen = text_of(get(client, "/common?a=person/rosa-delacroix&b=person/otto-lindqvist"))
    assert "Visit to Brightwater Robotics" in seen
    assert "Rosa Delacroix led · Otto Lindqvist took part" in seen


def test_the_article_marks_passages_and_ties_them_to_facts_both_ways(client: FlaskClient) -> None:
    html = get(client, "/page/article/visit-1")
    for number in re.findall(r'<sup><a href="#(p\d+)"', html):
        assert f'id="{number}"' in html
    for place in re.findall(r'class="number" href="#([^"]+)"', html):
        assert f'id="{place}"' in html
    body = html[html.index('<div class="body"') : html.index('<section class="read"')]
    body = re.sub(r"<sup>.*?</sup>", "", body)
    assert "The project has a total investment of 3.2 billion yuan." in unescape(re.sub(r"<[^>]+>", "", body))


def test_a_claim_has_an_address_and_shows_its_words_in_context(client: FlaskClient) -> None:
    html = get(client, "/page/article/visit-1")
    fact = re.search(r'class="meta address" href="(/fact[^"]+)"', html)
    assert fact
    shown = get(client, unescape(fact[1]))
    claim = re.search(r'href="(/page/claim/\w+)"', shown)
    assert claim
    assert 'class="incontext chosen"' in get(client, claim[1])


def test_a_fact_that_nothing_says_is_not_shown_as_one(client: FlaskClient) -> None:
    answer = client.get(f"/fact?s={BASE}id/person/otto-lindqvist&p={CG.replace('#', '%23')}partOf&o=%3Chttp://x/y%3E")
    assert answer.status_code == 404
    assert client.get("/fact?s=x&p=y&o=z").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/page/enterprise/hostile",
        "/page/article/hostile-1",
        "/search?q=hostile",
        "/page/place/testport",
        "/page/place/testport?list=companies",
        "/page/place/testport?list=articles",
        "/set-aside",
        "/sparql?view=graph&query=SELECT%20*%20%7B%3Fa%20%3Chttps%3A%2F%2Fw3id.org%2Fcivigraph%2Fontology%23locatedIn%3E%20%3Fb%7D",
    ],
)
def test_hostile_names_and_texts_are_text(client: FlaskClient, path: str) -> None:
    html = get(client, path)
    assert "<script>alert" not in html
    assert "</article><b>bold</b>" not in html
    assert HOSTILE in text_of(html).replace("\n", " ") or path.startswith(("/page/place", "/set-aside", "/sparql"))


def test_hostile_queries_come_back_as_text(client: FlaskClient) -> None:
    html = get(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27")
    assert "<script>alert(1)" not in html
    html = client.get("/sparql?query=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E", headers={"Accept": "text/html"})
    assert "<script>alert(1)" not in html.get_data(as_text=True)


def test_json_ld_is_schema_org_and_cannot_end_its_own_block(client: FlaskClient) -> None:
    html = get(client, "/page/enterprise/hostile")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert data["@type"] == "Corporation"
    assert data["name"].endswith("😀")


def test_a_page_costs_a_bounded_number_of_queries(client: FlaskClient) -> None:
    from flask import g

    for path in PAGES:
        with client:
            get(client, path + ("&" if "?" in path else "?") + "afresh=1")  # not the one that was kept
            assert len(g.questions.asked) <= 14, (path, g.questions.asked)
            assert g.questions.asked.count("labels") <= 2  # the second for names in the titles of events


def test_a_page_with_style_and_script_stays_within_sixty_kilobytes(client: FlaskClient) -> None:
    def size(path: str) -> int:
        with client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"}) as answer:
            assert answer.headers.get("Content-Encoding") == "gzip"
            return len(answer.data)

    shared = size("/static/style.css") + size("/static/app.js")
    for path in PAGES:
        assert size(path) + shared <= 60_000, path


def test_a_name_is_not_said_twice_in_the_heading(client: FlaskClient) -> None:
    html = get(client, "/page/person/otto-lindqvist?lang=zh")
    assert text_of(html[html.index("<h1") : html.index("</h1>")]) == "Otto Lindqvist"


def test_names_in_pictures_are_cut_to_the_room_that_they_take() -> None:
    from server.wording import fit

    assert fit("Qingdao", 10) == "Qingdao"
    assert fit("Qingdao International", 10) == "Qingdao I…"
    assert fit("青岛国际院士产业园", 10) == "青岛国际…"
