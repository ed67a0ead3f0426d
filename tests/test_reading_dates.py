"""Expressions of time, found and resolved; every sentence is made up."""

from dataclasses import replace

import pytest

from kg.reading.dates import Date, find_dates
from tests.reading_marked import document

#: A Saturday.
PUBLISHED = "2022-05-07"


def dates(text: str, published: str | None = PUBLISHED) -> list[Date]:
    found = document(text)
    found.article = replace(found.article, date=published)
    return find_dates(found)


def shown(text: str, published: str | None = PUBLISHED) -> list[str]:
    return [date.first + (f" to {date.last}" if date.last else "") for date in dates(text, published)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The talks took place on May 6, 2022.", ["2022-05-06"]),
        ("Released MAY 07,2022 in the city.", ["2022-05-07"]),
        ("They met on 6 May and on 11th May last year.", ["2022-05-06", "2021-05-11"]),
        ("On Nov. 14 the fair opened.", ["2021-11-14"]),
        ("2021/05/14 and 2021-05-15 10:20:33 and 2022年5月6日", ["2021-05-14", "2021-05-15", "2022-05-06"]),
        ("Signed 08/28/2019, not 08/09/2019.", ["2019-08-28"]),
        ("On the morning of August 10 he went.", ["2021-08-10"]),
        ("On Friday, May 6, it rained.", ["2022-05-06"]),
        ("The park opened in Jan. 2010 and grew in early September 2021.", ["2010-01", "2021-09"]),
        ("In March, exports rose; in mid-April, too.", ["2022-03", "2022-04"]),
        ("In December the talks began.", ["2021-12"]),
        ("An agreement was signed this March, another last December.", ["2022-03", "2021-12"]),
        ("It was founded in 1898 and moved in 2009.", ["1898", "2009"]),
        ("FY2021 revenue rose.", ["2021"]),
    ],
)
def test_printed_forms(text: str, values: list[str]) -> None:
    assert shown(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A delegation toured the city from March 23rd and 26th.", ["2022-03-23 to 2022-03-26"]),
        ("The fair ran March 23 to 26 and April 21-25.", ["2022-03-23 to 2022-03-26", "2022-04-21 to 2022-04-25"]),
        ("They stayed from the 2nd to the 4th of September.", ["2021-09-02 to 2021-09-04"]),
        ("They stayed from Nov. 30 to Dec. 3 last year.", ["2021-11-30 to 2021-12-03"]),
        ("They stayed from Dec. 30, 2020 to Jan. 3, 2021.", ["2020-12-30 to 2021-01-03"]),
        ("Exports rose between January and March.", ["2022-01 to 2022-03"]),
        ("Exports rose in the January-April period.", ["2022-01 to 2022-04"]),
        ("In the first four months of 2022, exports rose.", ["2022-01 to 2022-04"]),
        ("In the first three quarters of last year exports rose.", ["2021-01 to 2021-09"]),
        ("In the third quarter exports rose.", ["2021-07 to 2021-09"]),
        ("H1 of 2021 and Q1 2022 were good.", ["2021-01 to 2021-06", "2022-01 to 2022-03"]),
        ("From 2010 to 2015 it grew.", ["2010 to 2015"]),
        ("During the 13th Five-Year Plan period (2016-2020), it grew.", ["2016 to 2020"]),
        ("Under the 14th Five-Year Plan it grows.", ["2021 to 2025"]),
        ("In the 1990s it grew.", ["1990 to 1999"]),
    ],
)
def test_ranges(text: str, values: list[str]) -> None:
    assert shown(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("He arrived last Friday.", ["2022-05-06"]),
        ("He arrived on Saturday.", ["2022-05-07"]),
        ("He arrived on Tuesday.", ["2022-05-03"]),
        ("They will meet next Monday.", ["2022-05-09"]),
        ("He left yesterday and returned this morning.", ["2022-05-06", "2022-05-07"]),
        ("It was signed the day before yesterday.", ["2022-05-05"]),
        ("Three days ago it rained.", ["2022-05-04"]),
        ("It opened two months ago, and was founded ten years ago.", ["2022-03", "2012"]),
        ("Last month it rained; last year, too.", ["2022-04", "2021"]),
        ("It opens at the end of the month.", ["2022-05"]),
        ("He came on the 5th of this month.", ["2022-05-05"]),
    ],
)
def test_seen_from_the_articles_date(text: str, values: list[str]) -> None:
    assert shown(text) == values
    assert shown(text, None) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They met on May 3, 2021. The same day they signed.", ["2021-05-03", "2021-05-03"]),
        ("They met on May 3, 2021. Two days later they signed.", ["2021-05-03", "2021-05-05"]),
        ("Exports fell in 2017. Imports rose that year.", ["2017", "2017"]),
        ("Exports fell in 2017. Eleven years earlier they had risen.", ["2017", "2006"]),
        ("He came home on April 18. He had set out on the 11th.", ["2022-04-18", "2022-04-11"]),
        (
            "They met in August last year. Earlier that year, on 7th March, they had signed.",
            ["2021-08", "2021", "2021-03-07"],
        ),
        ("In 2018 the plan was approved, and on March 4 work began.", ["2018", "2018-03-04"]),
    ],
)
def test_seen_from_what_was_said_before(text: str, values: list[str]) -> None:
    assert shown(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The summit will be held on June 3.", "2022-06-03"),
        ("The forum is to open on May 28.", "2022-05-28"),
        ("The summit is scheduled for May 28.", "2022-05-28"),
        ("The summit was held on May 28.", "2021-05-28"),
    ],
)
def test_what_is_announced_lies_ahead(text: str, value: str) -> None:
    assert shown(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Sun Haisheng may march on with April Zhang and Li May.",
        "The zone covers 2,000 mu at No. 2022 Street.",
        "Over 2000 enterprises came to the 11th floor.",
        "Over the past 30 years it has grown, and for 16 years in succession.",
        "A few days ago they met, as they had recently.",
        "Tel 0532-2019-2020.",
        "QINGDAO, May 6 (Xinhua) -- The city thrives.",
        "It passed 12 percent a year earlier.",
        "On February 30 nothing happened.",
    ],
)
def test_no_date_where_there_is_none(text: str) -> None:
    assert shown(text) == []


def test_a_number_before_a_noun_belongs_to_the_noun() -> None:
    assert shown("In May, 3 companies came; in March 23 projects were signed.") == ["2022-05"]


def test_a_date_inside_a_name_is_none() -> None:
    assert shown("He visited {May 4 Square|F} on May 5.") == ["2022-05-05"]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("It has grown since 2007.", "since"),
        ("It shall be ready by the end of 2025.", "by"),
        ("It grew 20 percent more than in 2016.", "than"),
        ("It grew by 16 percent over 2005.", "than"),
        ("It stayed until May 5.", "until"),
        ("It opened on May 5.", None),
    ],
)
def test_the_word_before_a_date(text: str, bound: str | None) -> None:
    assert [date.bound for date in dates(text)] == [bound]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("At yesterday's closing ceremony of the games he spoke.", ["2022-05-06"]),
        ("Thursday's signing was brief.", ["2022-05-05"]),
        ("MONDAY The mayor came. THURSDAY The mayor went.", ["2022-05-02", "2022-05-05"]),
        (
            "The forum lasted from May 2 to 4. On the second day, prizes were given.",
            ["2022-05-02 to 2022-05-04", "2022-05-03"],
        ),
        (
            "They stayed from May 2 to 4. On the last day of their visit, they signed.",
            ["2022-05-02 to 2022-05-04", "2022-05-04"],
        ),
        ("The club intends to meet in October. On the 3rd, it moved.", ["2022-10", "2022-05-03"]),
    ],
)
def test_days_told_by_the_event(text: str, values: list[str]) -> None:
    assert shown(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday's technology is not for us.",
        "On the second day of the new year, it snowed.",
        "The fair lasted from May 2 to 3. On the fifth day after that, it rained.",
        "On the third day, the mayor spoke.",
    ],
)
def test_days_of_nothing_that_was_told(text: str) -> None:
    assert [v for v in shown(text) if " to " not in v] == []


def test_offsets_are_those_of_the_words() -> None:
    text = "On the morning of August 10 he went to the 2021 fair."
    (date,) = dates(text)
    assert text[date.start : date.end] == "the morning of August 10"
