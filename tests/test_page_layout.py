# ruff: noqa: E501 - each line of a page stands on one line
"""The layout of pages: headline, date, publisher, language, and what is the article's own prose."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from kg.articles.page import BlockKind, Page, describe
from kg.articles.wrapping import unwrapped

SEEDS = Path(__file__).parent.parent / "seeds"
LEAD = "On May 6, Zhao Haozhi, mayor of Qingdao, visited two enterprises in the zone and heard reports on their plans."
MORE = "The mayor stressed that the business environment should be improved so that enterprises can grow in the city."


def prose(body: str, *kinds: BlockKind) -> list[str]:
    wanted = kinds or (BlockKind.PARAGRAPH,)
    return [body[b.start : b.end] for b in describe(body).blocks if b.kind in wanted]


def page(top: str, tail: str = "") -> Page:
    return describe(f"{top}\n\n{LEAD}\n\n{MORE}\n{tail}")


@pytest.mark.parametrize(
    ("name", "title", "date", "publisher"),
    [
        ("000", "Zhao Haozhi visits Goertek Global R& D Headquarters", "2022-05-07", "Qingdao Government"),
        (
            "001",
            "Qingdao High-tech Zone sends delegation to Wuxi, Suzhou and Hangzhou for investment attraction",
            None,
            None,
        ),
        (
            "002",
            "Forge ahead to establish a special zone to lead the development of function zones",
            "2021-05-14",
            None,
        ),
        ("004", None, "2024-11-18", "chinadaily.com.cn"),
    ],
)
def test_metadata_of_real_pages(name: str, title: str | None, date: str | None, publisher: str | None) -> None:
    found = describe(next(SEEDS.glob(f"{name}_*")).read_text(encoding="utf-8"))
    assert (found.title, found.date, found.publisher, found.language) == (title, date, publisher, "en")


@pytest.mark.parametrize(
    ("stamp", "date", "publisher"),
    [
        ("Source: Suzhou Daily    Updated: 2023-04-05 09:10", "2023-04-05", "Suzhou Daily"),
        ("Release time:2021/3/9   Views: 12   [Big][Middle][Small]", "2021-03-09", None),
        ("By Wuxi Release | Apr 9, 2020", "2020-04-09", "Wuxi Release"),
        ("en.example.gov.cn | Updated: 9 April 2020", "2020-04-09", "en.example.gov.cn"),
        ("2020年04月09日 10:30 | 来源:en.example.gov.cn", "2020-04-09", "en.example.gov.cn"),
        ("2020-01-09", "2020-01-09", None),
        ("2020/01/09    81", "2020-01-09", None),
        ("Date: 13-40-99  Click: 3", None, None),
    ],
)
def test_stamp_line(stamp: str, date: str | None, publisher: str | None) -> None:
    found = page(f"Home > News\nMayor calls on enterprises in the zone\n{stamp}")
    assert (found.title, found.date, found.publisher) == ("Mayor calls on enterprises in the zone", date, publisher)


@pytest.mark.parametrize(
    "line",
    [
        "Prepared by the Bureau of Statistics of the Zone, 27 February 2020",
        "Font: [L] [M] [S]   Source: Shore Online   Author: Pu Lan   Time: 2020-02-27 18:06   Clicks: 734",
        "Interview by Ai Tursun, The River Review \u2013 Feb 27, 2020",
    ],
)
def test_a_line_at_the_top_that_dates_the_article_among_other_things(line: str) -> None:
    text = f"Mayor calls on enterprises in the zone\n\n{line}\n\nThe mayor called on three enterprises of the zone on Monday.\n"
    assert describe(text).date == "2020-02-27"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("No. 12, 2021   (March 15 - March 21)", "2021-03-21"),
        ("Week of Sept. 28–Oct. 4, 2020 | Archive", "2020-10-04"),
        ("Issue 7   May 3 to 9, 2022", "2022-05-09"),
        ("No. 12   (March 15 - March 21)", None),
        ("2019-2021 review of March 15 - 21", None),
    ],
)
def test_the_days_that_an_issue_is_about_date_it(line: str, date: str | None) -> None:
    text = f"THE ZONE THIS WEEK\n{line}\n\nThe mayor called on three enterprises of the zone on Monday.\n"
    assert describe(text).date == date


def test_a_labelled_line_behind_a_blank_one_goes_on_with_nothing() -> None:
    text = (
        "THE ZONE THIS WEEK\n\nThe mayor called on three enterprises of the zone on Monday.\n\n"
        "Sept. 22  Deputy mayor Lu leads a trade delegation to Haling and Wushan\n\n"
        "Correction: Last week we wrote of the wrong museum, for which we are sorry.\n"
    )
    blocks = [text[b.start : b.end] for b in describe(text).blocks]
    assert any(block.endswith("Wushan") for block in blocks)


def test_the_date_beside_the_weather_is_not_that_of_the_article() -> None:
    text = (
        "English site     Saturday, August 03, 2019   Cloudy 29 C\n\nMayor calls on enterprises in the zone\n\n"
        "Shore Daily   2019-08-02 22:41\n\nThe mayor called on three enterprises of the zone on Monday.\n"
    )
    assert describe(text).date == "2019-08-02"


def test_a_copyright_year_is_no_date() -> None:
    assert (
        page("Mayor calls on enterprises", "Powered by MetInfo 7.2.0 ©2008-2024\nCopyright 2024-05-06 X").date is None
    )


def test_stamp_above_the_headline() -> None:
    found = page("Date: 2024-04-15   Source: Example Daily   Font Size: A- A A+\n\nA Hundred Guests, One City")
    assert (found.title, found.date, found.publisher) == ("A Hundred Guests, One City", "2024-04-15", "Example Daily")


def test_newswire_without_headline() -> None:
    body = f"SUZHOU, China, March 4, 2021 /PRNewswire/ -- {LEAD}\n\n{MORE}"
    found = describe(body)
    assert (found.title, found.date) == (None, "2021-03-04")
    assert prose(body)[0] == LEAD
    assert prose(body, BlockKind.DATELINE) == ["SUZHOU, China, March 4, 2021 /PRNewswire/ -- "]


@pytest.mark.parametrize(
    ("filed", "date"),
    [
        ("Anlu, 27 May 2023. – ", "2023-05-27"),
        ("(Anlu, May 27, 2023) ", "2023-05-27"),
        ("[Anlu Daily, 27 May 2023] ", "2023-05-27"),
        ("Anlu, China – 27 May 2023: ", "2023-05-27"),
        ("Anlu (27 May 2023) — ", "2023-05-27"),
        ("ANLU – May 27, 2023 – ", "2023-05-27"),
        ("Anlu, May 27 (Reporter Li Na) – ", None),
        ("May 27, 2023, Anlu: ", "2023-05-27"),
        ("Saturday, 27 May 2023 | ", "2023-05-27"),
        ("May 27 (Xinhua) -- ", None),
        ("27.05.2023 ", "2023-05-27"),
        ("(ECNS) -- ", None),
    ],
)
def test_a_report_s_first_words_may_tell_where_and_when_it_was_filed(filed: str, date: str | None) -> None:
    body = f"Mayor calls on enterprises\n\n{filed}{LEAD}\n\n{MORE}"
    assert describe(body).date == date
    assert (prose(body), prose(body, BlockKind.DATELINE)) == ([LEAD, MORE], [filed])


@pytest.mark.parametrize(
    "opening",
    [
        "May 27, 2023 marked the third birthday of the zone, and the mayor gave a talk to its enterprises.",
        "May 27, 2023 - Zhao Haozhi, mayor of Anlu, visited two enterprises in the zone and heard reports.",
        "On May 27, 2023, Zhao Haozhi, mayor of Anlu, visited two enterprises in the zone and heard reports.",
        "Anlu, a city of five million people, opened its third zone on May 27, 2023, and the mayor gave a talk.",
        "Anlu (May 27 Square) - the mayor gave a talk to a hundred enterprises about the zone and its plans.",
        "(Anlu) The mayor gave a talk to a hundred enterprises on May 27, 2023 about the zone and its plans.",
    ],
)
def test_first_words_that_state_something_are_no_dateline(opening: str) -> None:
    body = f"Mayor calls on enterprises\n\n{opening}\n\n{MORE}"
    assert (prose(body), prose(body, BlockKind.DATELINE)) == ([opening, MORE], [])


def test_days_further_down_date_what_follows_them() -> None:
    day = "27 May 2023, Anlu: the zone was opened by the mayor, and a hundred enterprises came to the ceremony."
    assert prose(f"Three years of a zone\n\n{LEAD}\n\n{day}\n\n{MORE}") == [LEAD, day, MORE]


@pytest.mark.parametrize(
    "tail",
    [
        "Relevant recommendations\nMayor of Elsewhere met the chairman of a group that wants a plant.\nIt ends so...",
        "Prev: Another zone holds an exchange meeting of enterprises\nNext: None",
        "Related stories\n"
        + "The zone of another city has signed a contract with a company from abroad on Monday.\n" * 2,
        ">> More: Mountain in full bloom | Hot pot restaurants reopen",
        "SOURCE Information Office of Elsewhere\n\nAlso from this source\nPort resumes work in an orderly way",
        "Contact us\n\nManagement Committee of Elsewhere ICP:09087849",
        "Editor: Wang\nCopyright © People's Government of Elsewhere. All rights reserved. Presented by X.",
    ],
)
def test_other_articles_and_footers_state_nothing(tail: str) -> None:
    assert prose(f"Mayor calls on enterprises\n\n{LEAD}\n\n{MORE}\n\n{tail}\n") == [LEAD, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "A rendering of the base. [Photo/provided to chinadaily.com.cn]",
        "Guests of the zone push the button at the ceremony of the new base on Oct 27. [Photo/WeChat account: abc]",
        "0407_a.png",
        "(Text: Reporter Liu; Photo: Correspondent Bi)",
        "0532-8467 0756    0532-8467 0736",
        "Hits: 203   Text Size: A A A",
        "Print | Close",
    ],
)
def test_captions_credits_and_counters_are_no_prose(line: str) -> None:
    assert prose(f"Mayor calls on enterprises\n\n{LEAD}\n{line}\n{MORE}\n") == [LEAD, MORE]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"])
def test_a_sentence_broken_by_line_breaks_is_one_block(gap: str) -> None:
    broken = (
        "At the end of the event the secretary announced that the construction of the Haier Industrial"
        f"{gap}Internet Ecological Park was commenced."
    )
    assert [re.sub(r"\s+", " ", p) for p in prose(f"{LEAD}\n{broken}\n{MORE}")][1] == re.sub(r"\s+", " ", broken)


def test_letters_broken_at_no_one_width_are_put_together() -> None:
    body = (
        "* Monday. Qu Zhiguo, secretary of the Party Working Committee of the zone and member\n"
        "of the Standing Committee, checked the progress of two projects, which the\n"
        "zone will finish by November, and said that trial production is near at hand for all of them.\n"
    )
    assert len(prose(body)) == 1


def test_subheads_are_kept_apart() -> None:
    body = f"Overview of the park and its industries\n\n{LEAD}\n\nLeading Industries\n\n{MORE}"
    assert prose(body, BlockKind.SUBHEAD) == ["Leading Industries"]


def test_blocks_cover_the_body_in_order() -> None:
    for seed in sorted(SEEDS.glob("*.txt")):
        body = seed.read_text(encoding="utf-8")
        blocks = describe(body).blocks
        assert all(a.end <= b.start for a, b in pairwise(blocks))
        assert all(0 <= b.start < b.end <= len(body) for b in blocks)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Le maire de la ville a visité les entreprises de la zone et il a parlé avec des dirigeants du groupe.", "fr"),
        (
            "Der Bürgermeister hat die Unternehmen der Zone besucht und mit der Leitung über das Projekt gesprochen.",
            "de",
        ),
        ("青岛市市长走访高新区企业,听取了项目建设情况的汇报,并对下一步工作提出要求。", "zh"),
        ("青島市長はハイテク区の企業を訪問し、プロジェクトの進捗について報告を受けました。", "ja"),
        (LEAD, "en"),
        ("0532 8467", None),
    ],
)
def test_language(text: str, tag: str | None) -> None:
    assert describe(text).language == tag


@pytest.mark.parametrize("body", ["", "\n \n", "x", "....", "©"])
def test_nothing_to_read(body: str) -> None:
    assert describe(body).title is None


@pytest.mark.parametrize(
    "line", ["12 " * 20_000 + "x", "1" * 100_000 + "x", "a|" * 50_000, "Abc " * 20_000, "(" * 20_000]
)
def test_hostile_lines_take_no_longer_than_their_length(line: str) -> None:
    started = time.perf_counter()
    describe(line)
    assert time.perf_counter() - started < 5


GALLERY = """ANPING IN PICTURES

[1/3] Two boats, one giant. A special cruise set out from Anping Three Rivers Wharf for the first time on the evening of April 5 with 180 guests. (Photo: Zhong Yi)

[2/3] A Swiss pilot explains his machine to pupils of Anping Experimental School at the sports park on the morning of April 4, a sunny day. (Photo: Mao Rui)

[3/3] Mayor Tang Huai lays the foundation stone of the research center in Anping Green Silicon Park on April 6 in front of two hundred guests. (Photo provided by the park)
"""


def test_a_gallery_is_told_by_its_captions() -> None:
    told = [GALLERY[b.start : b.end] for b in describe(GALLERY).blocks if b.kind is BlockKind.PARAGRAPH]
    assert len(told) == 3
    assert not any("Photo" in line for line in told)


LISTS = """The 7th Anping Magnesia Fair will be held

The fair is going to be held at the exhibition center on August 22 with the approval of the province.

Organizers: Anping Bureau of Commerce, Anping Port Authority
Among the tenants are:
• Torvik Analytics (mobile games)
• Anping Institute of Geographic Information

Ms. Ting Lihua, Chairwoman

Figures as of December 31, 2020, and this page was last updated in May 2021.
"""


def test_entries_of_programmes_and_lists_state_something() -> None:
    told = [LISTS[b.start : b.end] for b in describe(LISTS).blocks if b.kind is BlockKind.PARAGRAPH]
    assert "Organizers: Anping Bureau of Commerce, Anping Port Authority" in told
    assert "• Anping Institute of Geographic Information" in told
    assert "Ms. Ting Lihua, Chairwoman" in told


def test_names_broken_by_line_breaks_are_joined_in_a_text_that_breaks_its_lines() -> None:
    body = (
        "The second Cold Chain Forum, jointly sponsored by the Anping Municipal People's Government and the China\n"
        "Association of Refrigerated Transport, ended on Saturday.\n\n"
        "According to the organizers some 212,000 tons of frozen and chilled goods passed\n"
        "through the port in the first three quarters.\n\n"
        "In the afternoon about forty guests from abroad went to the logistics base of the\n"
        "port and to a new freezing house.\n"
    )
    assert "the China Association of Refrigerated Transport" in unwrapped(body)
    assert len(unwrapped(body)) == len(body)


def test_a_long_headline_is_not_joined_to_the_text_below_it() -> None:
    body = (
        "Mayor visits makers of sensors and meets the leaders of the companies there\n"
        "The mayor of Anping visited three makers of sensors on Monday.\n"
    )
    assert unwrapped(body) == body
