# ruff: noqa: E501 - each text stands on one line
"""References: to whom "the mayor", "the company", "he" and "its" lead, and where they lead to nobody."""

import pytest

from kg.reading.document import MentionKind
from kg.reading.posts import read_posts
from kg.reading.references import resolve
from tests.reading_marked import document


def references(marked: str, *, headline: bool = False) -> list[tuple[str, str]]:
    read = document(marked, headline=headline)
    resolve(read, read_posts(read))
    found = [m for m in read.mentions if m.kind in (MentionKind.NOMINAL, MentionKind.PRONOUN)]
    assert all(0.5 <= m.confidence <= 1 for m in found)
    return [(read.text.clean[m.start : m.end], m.entity) for m in found]


PLAIN = [
    # persons
    ("{Gu Lanting|P}, mayor of {Anping|L}, came. The mayor spoke.", [("The mayor", "Gu Lanting")]),
    (
        "{Gu Lanting|P}, mayor of {Anping|L}, met {Rao Qiming|P}, chairman of {Torvik Holdings|E}. The chairman thanked the mayor.",
        [("The chairman", "Rao Qiming"), ("the mayor", "Gu Lanting")],
    ),
    (
        "{Gu Lanting|P}, vice mayor of {Anping|L}, and {Pei Shu|P}, mayor of {Luosha|L}, came. Mayor {Gu|P=Gu Lanting} listened, and all thanked the Mayor.",
        [("the Mayor", "Gu Lanting")],
    ),
    ("{Gu Lanting|P} met {Rao Qiming|P}. He stressed safety.", [("He", "Gu Lanting")]),
    ("{Gu Lanting|P} came. In his speech {Rao Qiming|P} spoke of safety.", [("his", "Rao Qiming")]),
    ("{Pei Shu|P} came along with Ms. {Hua|P=Hua Rong}. She liked it.", [("She", "Hua Rong")]),
    ("{Gu Lanting|P}, chair of {Torvik Holdings|E}, came. {Pei Shu|P} was in the chair.", []),
    # things
    ("{Luosha Grand Hall|F} was full. The plant will grow.", []),
    ("{Torvik Holdings|E} signed. The company will move in May.", [("The company", "Torvik Holdings")]),
    (
        "{Torvik Holdings|E} and {Luosha Group|E} signed. The group is old.",
        [("The group", "Luosha Group")],
    ),
    (
        "{Luosha High-tech Zone|K} hosts {Lanhai Science Park|K}. The park is new, the zone is not.",
        [("The park", "Lanhai Science Park"), ("the zone", "Luosha High-tech Zone")],
    ),
    ("{Luosha District|L} lies in {Anping|L}. The district has grown.", [("The district", "Luosha District")]),
    ("{Shandong|L} is big, {Qingdao|L} is not. The city has grown.", [("The city", "Qingdao")]),
    ("{Shandong|L} is big, {Qingdao|L} is not. The province has grown.", [("The province", "Shandong")]),
    ("{Anping University|I} opened. The university has 900 students.", [("The university", "Anping University")]),
    ("{Torvik Holdings|E} sold 900 engines. Its revenue rose.", [("Its", "Torvik Holdings")]),
    ("{Anping|L} counted 900 markets; its output rose.", [("its", "Anping")]),
    ("{Torvik Holdings|E} introduced their plan.", [("their", "Torvik Holdings")]),
    ("The {Anping|L} delegation left. The delegation met friends.", [("The delegation", "Anping")]),
    # nobody
    ("It is learned that the fair was held.", []),
    ("{Torvik Holdings|E} came. \"We will invest,\" they said.", []),
    ("The company will move in May.", []),
    ("{Torvik Holdings|E} came. The company leaders stayed.", []),
    ("{Lanhai Science Park|K} is new. The park of the future is green.", []),
    ("{Anping|L} is growing. The mayor of {Luosha|L} came.", []),
    ("{Gu Lanting|P} listened. A columnist said his country can learn from it.", []),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), PLAIN, ids=[text[:70] for text, _ in PLAIN])
def test_references(marked: str, expected: list[tuple[str, str]]) -> None:
    assert references(marked) == expected


def test_a_title_alone_in_the_headline_is_its_holder() -> None:
    marked = "Mayor Visits Port\n{Gu Lanting|P}, mayor of {Anping|L}, visited the port."
    assert references(marked, headline=True) == [("Mayor", "Gu Lanting")]


def test_mentions_stay_in_order() -> None:
    read = document("{Torvik Holdings|E} came. The company met {Gu Lanting|P}. He was glad.")
    resolve(read, read_posts(read))
    assert [m.start for m in read.mentions] == sorted(m.start for m in read.mentions)
    assert [m.kind for m in read.mentions] == [
        MentionKind.NAME,
        MentionKind.NOMINAL,
        MentionKind.NAME,
        MentionKind.PRONOUN,
    ]


def test_one_of_two_companies_is_less_plain_than_the_only_one() -> None:
    def confidence(marked: str) -> float:
        read = document(marked)
        resolve(read, [])
        return next(m.confidence for m in read.mentions if m.kind is MentionKind.NOMINAL)

    alone = confidence("{Torvik Holdings|E} came. The company stayed.")
    two = confidence("{Torvik Holdings|E} met {Norvan Motors|E}. The company stayed.")
    assert two < alone
