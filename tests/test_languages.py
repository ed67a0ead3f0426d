"""Articles in languages that the reader does not read: stored with what they say of themselves, and not misread."""

import pytest

from kg.pipeline import build
from kg.report import read
from kg.settings import Settings
from kg.terms import PREFIXES, Iris

TEXTS = {
    "de": "Bürgermeister Karl Brenner besuchte am 6. Mai 2022 die Firma Haiqi in der Stadt und sprach mit ihm. "
    "Die Firma will dort 350 Millionen Euro investieren, und das ist für die Stadt von großer Bedeutung.",
    "ja": "田中太郎市長は2022年5月6日、海琦グループの工場を視察しました。同社は市内に3億5千万円を投資する計画です。",
    "ko": "김민수 시장은 2022년 5월 6일 하이치 그룹 공장을 방문했다. 이 회사는 시에 3억 5천만 위안을 투자할 계획이다.",
    "ru": "Мэр города Иван Петров 6 мая 2022 года посетил завод группы Хайци. "
    "Компания вложит в город 350 миллионов юаней.",
    "ar": "زار رئيس البلدية أحمد علي مجموعة هايتشي في السادس من مايو 2022. وستستثمر الشركة 350 مليون يوان في المدينة.",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("languages")
    for tag, text in TEXTS.items():
        (folder / f"{tag}.txt").write_text(f"2022-05-07\n\n{text}\n", encoding="utf-8")
    return build([folder], Settings(data=tmp_path_factory.mktemp("data")))


def test_other_languages_are_stored_with_their_metadata_and_read_for_no_facts(built):
    counts = built.generation.manifest.counts
    assert counts["articles"] == len(TEXTS)
    assert (counts["entities"], counts["events"], counts["claims"]) == (0, 0, 0)
    query = """SELECT ?id ?date ?language ?body { ?a dcterms:identifier ?id ; dcterms:issued ?date ;
        dcterms:language ?language ; schema:articleBody ?body . ?a a cg:Article }"""
    rows = built.generation.open().query(query, prefixes=PREFIXES)
    assert {tuple(term.value for term in row) for row in rows} == {
        (tag, "2022-05-07", tag, f"2022-05-07\n\n{text}\n") for tag, text in TEXTS.items()
    }


def test_the_report_says_of_each_that_it_was_not_read(built):
    said = {n.source: n.message for n in read(built.generation.open(), Iris(built.generation.manifest.base)).notices}
    assert said == {f"{tag}.txt": f"is in {tag!r}; stored, but read for no facts" for tag in TEXTS}
