"""Articles in Chinese: their pages, what is read from them, and that it is the same things as in English articles."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.articles.page import describe
from kg.chinese.reader import ChineseReader
from kg.evaluate import evaluate
from kg.evaluation import gold
from kg.facts import Article, EntityType, EventType, Reading, Slot
from kg.pipeline import build
from kg.readers import load_reader, read_safely
from kg.reading.evidence import check
from kg.settings import Settings
from kg.terms import PREFIXES

FOLDER = Path(__file__).parent / "chinese"


def read(text: str, date: str | None = "2023-08-11") -> Reading:
    reading = ChineseReader().read(Article(id="a", body=text, source="a.txt", date=date, language="zh"))
    assert check(reading) == reading
    return reading


def names(reading: Reading, *types: EntityType) -> set[str]:
    return {e.names[0] for e in reading.entities if e.type in types}


def posts(reading: Reading) -> set[tuple[str, str, str | None]]:
    name = {e.id: e.names[0] for e in reading.entities} | {None: None}
    return {(name[p.person], p.role, name[p.of]) for p in reading.posts}


def part(reading: Reading, type_: EventType) -> set[tuple[str, str]]:
    name = {e.id: e.names[0] for e in reading.entities}
    [event] = [e for e in reading.events if e.type is type_]
    return {(a.slot.value, name.get(a.value, a.value)) for a in event.arguments}


# ---- pages


def test_headline_date_and_publisher_are_what_the_page_prints():
    page = describe((FOLDER / "shaoxing-keqiao-visit.txt").read_text(encoding="utf-8"))
    assert (page.title, page.date, page.publisher, page.language) == (
        "市长沈嘉禾调研柯桥区先进制造业", "2023-08-11", "绍兴日报", "zh"
    )  # fmt: skip


ENGLISH = "Gu Lan, mayor of Anping, visited Haiqi Group in the city on May 6, 2022. He met the chairman of the company."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"市长顾岚调研海琦集团\n\n{ENGLISH} {ENGLISH}\n\n网站首页 政务公开 联系我们\n版权所有：安平市人民政府", "en"),
        (f"{ENGLISH} Its Chinese name is 海琦集团股份有限公司, its chairman is 陶砚秋. {ENGLISH}", "en"),
        (
            "Haiqi Group News\n\n8月10日上午，安平市市长顾岚到海琦集团（Haiqi Group）调研，详细了解企业生产经营情况。",
            "zh",
        ),
        ("田中太郎市長は2022年5月6日、海琦グループの工場を視察しました。同社は市内に投資する計画です。", "ja"),
    ],
)
def test_the_language_is_that_of_the_sentences(text, language):
    assert describe(text).language == language


def test_an_english_article_with_chinese_names_stays_with_the_english_reader():
    text = f"市长顾岚调研海琦集团\n\n{ENGLISH}\n\n版权所有：安平市人民政府"
    article = Article(id="a", body=text, source="a.txt", date="2022-05-07", language=describe(text).language)
    reading, _ = read_safely(load_reader(Settings()), article)
    assert reading.reader.startswith("builtin/")
    assert "Gu Lan" in names(reading, EntityType.PERSON)


# ---- names and posts


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        ("市长王伟出席签约仪式。", "王伟"),
        ("市长王伟民出席签约仪式。", "王伟民"),
        ("副市长高山在会上讲话。", "高山"),
        ("区长张为民到企业走访。", "张为民"),
        ("县长李明和企业家座谈。", "李明"),
        ("局长欧阳澄作报告。", "欧阳澄"),
        ("州长乌云其木格、副州长苏力德出席。", "乌云其木格"),
        ("总领事米夏埃尔·施密特一行来访。", "米夏埃尔·施密特"),
        ("首席执行官Peter Lang致辞。", "Peter Lang"),
        ("董事长林启东介绍了情况。", "林启东"),
    ],
)
def test_where_a_name_ends_is_told_by_what_follows(sentence, person):
    assert person in names(read(f"会议在海门区召开。{sentence}"), EntityType.PERSON)


@pytest.mark.parametrize("sentence", ["市长热线开通了。", "书记处召开会议。", "主任办公会议召开。", "市长质量奖揭晓。"])
def test_words_behind_a_title_are_no_names(sentence):
    assert not names(read(f"会议在海门区召开。{sentence}"), EntityType.PERSON)


def test_every_title_of_a_row_has_its_own_body():
    reading = read("绍兴市委副书记、市长沈嘉禾，市委常委、常务副市长骆文渊，柯桥区委书记方以宁参加调研。")
    assert posts(reading) == {
        ("沈嘉禾", "deputy secretary", "绍兴市委"), ("沈嘉禾", "mayor", "绍兴市"),
        ("骆文渊", "member", "绍兴市委"), ("骆文渊", "executive deputy mayor", "绍兴市"),
        ("方以宁", "secretary", "柯桥区委"),
    }  # fmt: skip


def test_posts_are_given_and_taken():
    reading = read("会议任命王莹为海口市商务局局长；免去顾刚的海口市人民政府副市长职务。")
    assert posts(reading) == {
        ("王莹", "director", "海口市商务局"), ("顾刚", "deputy mayor", "海口市人民政府")
    }  # fmt: skip


def test_of_this_city_is_the_city_that_was_spoken_of():
    reading = read("会议在宜宾市召开。市政府秘书长蒲少谦出席。")
    [body] = [e for e in reading.entities if e.type is EntityType.GOVERNMENT]
    assert (body.names, body.rebuilt) == (("市政府",), ("宜宾市政府",))


def test_companies_are_one_under_full_and_short_names():
    reading = read("8月1日，蒙源氢能科技有限公司项目投产。蒙源氢能总经理白山出席。他走访了城市建设投资集团有限公司。")
    [first, second] = [e for e in reading.entities if e.type is EntityType.ENTERPRISE]
    assert first.names == ("蒙源氢能科技有限公司", "蒙源氢能")
    assert second.names == ("城市建设投资集团有限公司",)
    assert posts(reading) == {("白山", "general manager", "蒙源氢能科技有限公司")}


# ---- dates, figures, events


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("8月10日上午", "2023-08-10", None),
        ("2022年12月3日", "2022-12-03", None),
        ("8月8日至10日", "2023-08-08", "2023-08-10"),
        ("12月30日", "2022-12-30", None),
        ("昨天", "2023-08-10", None),
    ],
)
def test_dates_are_completed_by_the_day_of_the_report(printed, start, end):
    found = part(read(f"{printed}，绍兴市市长沈嘉禾到柯桥区调研。"), EventType.VISIT)
    assert ("startDate", start) in found
    assert {value for slot, value in found if slot == "endDate"} == ({end} if end else set())


def test_without_a_day_of_the_report_no_year_is_made_up():
    [event] = read("8月10日上午，绍兴市市长沈嘉禾到柯桥区调研。", date=None).events
    assert not [a for a in event.arguments if a.slot is Slot.START]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("总投资12亿元", "1200000000", "CNY"),
        ("总投资约3.5万亿元", "3500000000000", "CNY"),
        ("总投资1,800万元", "18000000", "CNY"),
        ("投资8000万美元", "80000000", "USD"),
        ("投资3亿欧元", "300000000", "EUR"),
        ("规划面积86平方公里", "86", "km2"),
        ("占地600余亩", "600", "mu"),
        ("产值同比增长8.5%", "8.5", "percent"),
        ("产值同比下降2.5%", "-2.5", "percent"),
        ("拥有员工2600余人", "2600", "count"),
    ],
)
def test_figures_have_their_value_unit_and_owner(text, value, unit):
    reading = read(f"明湖数字产业园位于绍兴市。明湖数字产业园{text}。")
    [figure] = reading.statistics
    assert (format(figure.value, "f"), figure.unit) == (value, unit)
    assert next(e for e in reading.entities if e.id == figure.about).names[0] == "明湖数字产业园"
    assert text[-2:] in reading.article.body[figure.passages[0].start : figure.passages[0].end]


def test_a_meeting_has_its_host_and_its_guest():
    found = part(
        read("3月4日，宜宾市市长廖承远在宜宾会见了锐芯半导体有限公司董事长唐牧之一行。副市长邱鸣岐参加会见。"),
        EventType.MEETING,
    )
    assert {("host", "廖承远"), ("leader", "唐牧之"), ("attendee", "邱鸣岐"), ("location", "宜宾市")} <= found


def test_a_signing_has_its_parties():
    found = part(read("9月1日，蓝禾能源集团有限公司与绍兴市人民政府签署战略合作协议。"), EventType.SIGNING)
    assert {("signatory", "蓝禾能源集团有限公司"), ("signatory", "绍兴市人民政府")} <= found


# ---- whole articles


def test_the_annotated_pages_are_read_as_well_as_they_were():
    score = evaluate("builtin", gold.load([FOLDER]), Settings()).total
    assert score.headline >= 0.95
    assert score.grounded == len(score.lengths) > 200
    assert score.covered == score.slots


def test_the_command_prints_figures_for_the_folder():
    command = [Path(sys.executable).with_name("kg"), "evaluate", FOLDER, "--mistakes", "0"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "10 articles" in done.stdout
    assert "headline" in done.stdout


def test_damaged_pages_neither_fail_nor_lead_astray():
    dice = random.Random(4)  # noqa: S311 - the same damage every time
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))]
    for _ in range(150):
        text = dice.choice(texts)
        for _ in range(dice.randrange(1, 6)):
            at = dice.randrange(len(text))
            what = dice.choice(["", "\n", "。", "，", "\u200b", "😀", "市长", "（", "》", "\u202e", "1" * 40, "公司"])
            text = text[:at] + what + text[at + dice.randrange(4) :]
        read(text, dice.choice(["2023-08-11", None]))


def test_a_very_long_page_is_read_in_time():
    text = "\n".join((FOLDER / "weifang-hanting-signing.txt").read_text(encoding="utf-8").splitlines()[4:8])
    reading = read("\n".join(text.replace("丁", letter) for letter in "丁王李张刘陈杨黄赵吴" * 4))
    assert len(reading.posts) > 10


ABOUT = """Shaoxing Mayor Inspects Keqiao District

2023-08-12  Source: Shaoxing Daily

On August 10, Shen Jiahe, deputy secretary of the CPC Shaoxing Municipal Committee and mayor of Shaoxing, visited \
Keqiao Economic and Technological Development Zone in Keqiao District. Fang Yining, secretary of the CPC Keqiao \
District Committee, accompanied the visit.
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    (folder / "en.txt").write_text(ABOUT, encoding="utf-8")
    (folder / "zh.txt").write_bytes((FOLDER / "shaoxing-keqiao-visit.txt").read_bytes())
    return build([folder], Settings(data=tmp_path_factory.mktemp("data"))).generation


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Shen Jiahe", "沈嘉禾"),
        ("Fang Yining", "方以宁"),
        ("CPC Shaoxing Municipal Committee", "绍兴市委"),
        ("Keqiao Economic and Technological Development Zone", "柯桥经济技术开发区"),
        ("Shaoxing", "绍兴市"),
    ],
)
def test_they_are_the_same_things_as_in_english(both, english, chinese):
    query = f'SELECT DISTINCT ?e {{ ?e skos:altLabel "{english}"@en, "{chinese}"@zh }}'
    assert len(list(both.open().query(query, prefixes=PREFIXES))) == 1


def test_every_claim_has_its_words_and_nothing_is_kept_back(both):
    assert not both.manifest.counts.get("quarantined")
    query = """SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a schema:articleBody ?body ; dcterms:language "zh" .
        ?c prov:wasDerivedFrom ?p . ?p oa:start ?start ; oa:end ?end ; oa:exact ?exact }
        FILTER(SUBSTR(?body, ?start + 1, ?end - ?start) = STR(?exact)) }"""
    [row] = both.open().query(query, prefixes=PREFIXES)
    assert int(row["n"].value) > 40
