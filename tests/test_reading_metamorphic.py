# ruff: noqa: E501 - each paragraph of an article stands on one line
"""Changes to an article that must not change what it says, or change it in a known way only.

On the five real articles and on made-up ones: renaming the people, moving the dates by a year, adding boilerplate and
teasers, changing spacing and line breaks.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kg.articles.page import describe
from kg.facts import Article, EntityType, Reading, Slot
from kg.reading.reader import BuiltinReader

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
PARK = """Mayor inspects smart home park in Lanhe
Lanhe Government | June 08, 2022

A group of officials led by Gu Lanting, vice Party chief and mayor of Lanhe, visited Yunting Smart Home Industrial Park on June 7, 2022.

The park covers 3,200 mu in the north of Xinmiao District. It is developed by Haiqi Group with a total investment of 4.5 billion yuan, and its output value reached 2.1 billion yuan in 2021, up 12 percent year on year.

Mr. Gu said that the park should attract more enterprises. Sun Weimin, chairman of Haiqi Group, presided over the meeting that followed.

Luo Jing and Pan Zhenhua attended the visit.
"""
SIGNING = """Two sides sign agreement on battery plant
2021-09-15 10:20:31 source: admin

On the morning of September 14, the signing ceremony of the Greenleaf Battery Plant was held in Baihe County. Xu Daming, Secretary of the CPC Baihe County Committee, attended the ceremony, and Tao Xinyi, general manager of Tianshu Technology Co., Ltd., delivered a speech.

The plant, located in Baihe Economic Development Zone, has an annual capacity of 20 GWh and is expected to create 2,000 jobs. Tianshu Technology will invest 3 billion yuan in it.
"""
ARTICLES = {
    **{path.stem.partition("_")[0]: path.read_text(encoding="utf-8") for path in SEEDS},
    "park": PARK,
    "signing": SIGNING,
}

Fact = tuple[str, ...]


@cache
def reader() -> BuiltinReader:
    return BuiltinReader()


@cache
def read(body: str) -> Reading:
    page = describe(body)
    article = Article(
        id="a", body=body, source="a.txt", title=page.title, date=page.date, publisher=page.publisher, language="en"
    )
    return reader().read(article)


def facts(reading: Reading, name: Callable[[str], str] = str, date: Callable[[str], str] = str) -> set[Fact]:
    """What ``reading`` says, in names instead of ids and offsets; ``name`` and ``date`` are applied to every name and date."""
    names = {e.id: name(plain(e.names[0])) for e in reading.entities}
    found: set[Fact] = {("entity", str(e.type), names[e.id]) for e in reading.entities}
    found |= {("post", names[p.person], p.role, names.get(p.of or "", "")) for p in reading.posts}
    for event in reading.events:
        for a in event.arguments:
            value = date(a.value) if a.slot in (Slot.START, Slot.END) else names[a.value]
            found.add(("event", str(event.type), str(a.slot), value))
    found |= {("relation", names[r.subject], str(r.predicate), names[r.object]) for r in reading.relations}
    for s in reading.statistics:
        found.add(("statistic", names.get(s.about or "", ""), str(s.value), s.unit, date(s.date) if s.date else ""))
    return found


def plain(name: str) -> str:
    """``name`` however it is spaced."""
    return re.sub(r"\s*&\s*", " & ", " ".join(name.split()))


def same(before: set[Fact], after: set[Fact]) -> None:
    assert not before ^ after, f"lost: {sorted(before - after)}\ngained: {sorted(after - before)}"


SURNAMES = (
    "Cai",
    "Deng",
    "Feng",
    "Hao",
    "Jiang",
    "Kong",
    "Meng",
    "Peng",
    "Qian",
    "Shen",
    "Tang",
    "Wei",
    "Yan",
    "Zou",
    "Ren",
    "Shi",
)
GIVEN = ("Ruolin", "Boyuan", "Jiahui", "Minghao", "Shuyi", "Tianyu", "Wenqing", "Xiaofeng", "Yichen", "Zihan", "Guoliang", "Haoran",
         "Lijuan", "Peiwen", "Chunmei", "Dongsheng", "Aimin", "Fangyi", "Kexin")  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_renaming_all_people(name: str) -> None:
    body = ARTICLES[name]
    before = read(body)
    people = [e for e in before.entities if e.type is EntityType.PERSON]
    words: dict[str, str] = {}
    for person in people:
        surname, *given = person.names[0].split()
        words.setdefault(surname, SURNAMES[len(words) % len(SURNAMES)])
        for word in given:
            words.setdefault(word, GIVEN[len(words) % len(GIVEN)])
    renamed = body
    for start, end in sorted((tuple(m) for p in people for m in p.mentions), reverse=True):
        renamed = renamed[:start] + re.sub(r"\w+", lambda m: words.get(m[0], m[0]), renamed[start:end]) + renamed[end:]
    persons = {plain(p.names[0]) for p in people}

    def new(printed: str) -> str:
        return re.sub(r"\w+", lambda m: words.get(m[0], m[0]), printed) if printed in persons else printed

    same(facts(before, name=new), facts(read(renamed)))


def later(iso: str) -> str:
    return re.sub(r"(\d{4})(-\d\d)*", lambda m: f"{int(m[1]) + 1}{m[0][4:]}", iso)


@pytest.mark.parametrize("name", ARTICLES)
def test_moving_the_dates_by_a_year(name: str) -> None:
    body = ARTICLES[name]
    moved = re.sub(r"(?<![\d.-])(?:19|20)\d\d(?![\d,]\d|\s(?:mu|jobs))", lambda m: str(int(m[0]) + 1), body)
    assert moved != body or not re.search(r"\b20\d\d\b", body)
    before = read(body)
    published = before.article.date
    assert read(moved).article.date == (later(published) if published else None)
    same(facts(before, date=later), facts(read(moved)))


MENU = "Home | About us | News | Investment | Contact us\nENGLISH | 한국어 | 日本語\n\n"
FOOTER = "\n\nCopyright © 2019 All Rights Reserved\nTel: 0532-88001234 Fax: 0532-88005678\n"
TEASERS = """

Related news
Zhongtai Port opens new container route
  Zhongtai Port opened a container route to Busan on March 3, 2020. Liu Yifan, mayor of Zhongtai, attended the ope...
Wanhe District signs 20 projects worth 8 billion yuan
  Wanhe District signed 20 projects with a total investment of 8 billion yuan on Thursday. Chen Guang, Party secre...
"""


@pytest.mark.parametrize("name", ["park", "signing", "002"])
@pytest.mark.parametrize("change", [FOOTER, TEASERS], ids=["footer", "teasers"])
def test_adding_boilerplate_behind(name: str, change: str) -> None:
    body = ARTICLES[name]
    same(facts(read(body)), facts(read(body.rstrip() + change)))


@pytest.mark.parametrize("name", ["park", "signing", "000"])
def test_adding_a_menu_before(name: str) -> None:
    body = ARTICLES[name]
    same(facts(read(body)), facts(read(MENU + body)))


def test_dropping_the_teasers_of_a_real_article() -> None:
    body = ARTICLES["000"]
    same(facts(read(body)), facts(read(body[: body.index("Relevant recommendations")])))


SPACING: dict[str, Callable[[str], str]] = {
    "double spaces": lambda body: body.replace(" ", "  "),
    "no-break spaces": lambda body: re.sub(r"(?<=[a-z]) (?=[a-z])", "\u00a0", body),
    "carriage returns": lambda body: body.replace("\n", "\r\n"),
    "blank lines": lambda body: body.replace("\n", "\n\n"),
    "indented": lambda body: re.sub(r"^(?=\S)", "\u3000\u3000", body, flags=re.MULTILINE),
    "trailing spaces": lambda body: re.sub(r"$", "   ", body, flags=re.MULTILINE),
}


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("change", SPACING)
def test_changing_the_spacing(name: str, change: str) -> None:
    body = ARTICLES[name]
    same(facts(read(body)), facts(read(SPACING[change](body))))


@pytest.mark.parametrize("name", ["park", "signing"])
@pytest.mark.parametrize("width", [72, 100])
def test_breaking_the_lines(name: str, width: int) -> None:
    head, text = ARTICLES[name].split("\n\n", 1)
    wrapped = "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False) for p in text.split("\n\n"))
    same(facts(read(ARTICLES[name])), facts(read(f"{head}\n\n{wrapped}")))


@pytest.mark.parametrize("name", ARTICLES)
def test_reading_twice_says_the_same(name: str) -> None:
    before = read(ARTICLES[name])
    assert reader().read(replace(before.article)) == before


def test_made_up_articles_say_what_they_say() -> None:
    assert {
        ("post", "Gu Lanting", "mayor", "Lanhe"),
        ("event", "Visit", "leader", "Gu Lanting"),
        ("event", "Visit", "startDate", "2022-06-07"),
        ("statistic", "Yunting Smart Home Industrial Park", "3200", "mu", ""),
        ("statistic", "Yunting Smart Home Industrial Park", "4500000000", "CNY", ""),
    } <= facts(read(PARK))
    assert {
        ("event", "Signing", "startDate", "2021-09-14"),
        ("event", "Signing", "speaker", "Tao Xinyi"),
        ("statistic", "Greenleaf Battery Plant", "20", "GWh", ""),
    } <= facts(read(SIGNING))
