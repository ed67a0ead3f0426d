"""Namesakes: kept apart by post, region, date and company; their IRIs; names in Chinese characters."""

import random

import pytest

from kg.facts import Article, Entity, EntityType, Passage, Post, Reading
from kg.register import Judgement, Register
from kg.register.persons import telling
from kg.register.syllables import spoken
from kg.terms import Iris

T = EntityType
IRIS = Iris("http://example.org/")
START = "http://example.org/id/"


def person(
    name: str, *posts: tuple[str, str], at: str = "2024-03-01", language: str = "en", also: tuple[str, ...] = ()
):
    """A reading in which ``name`` holds the posts: pairs of role and place, body or company."""

    def of(article: str) -> Reading:
        kinds = {"Co.": T.ENTERPRISE, "Hospital": T.INSTITUTION, "Bureau": T.GOVERNMENT}
        bodies = {b: next((t for word, t in kinds.items() if word in b), T.PLACE) for _, b in posts if b}
        entities = [Entity(id="p", type=T.PERSON, names=(name,))]
        entities += [Entity(id=body, type=type_, names=(body,)) for body, type_ in bodies.items()]
        entities += [Entity(id=other, type=T.PERSON, names=(other,)) for other in also if other[0].isupper()]
        entities += [Entity(id=f"in {o}", type=T.PLACE, names=(o.capitalize(),)) for o in also if o[0].islower()]
        held = tuple(
            Post(person="p", role=role, printed=role, of=body, passages=(Passage(0, 1),))
            for role, body in posts
            if body
        )
        article_ = Article(id=article, body="", source=f"{article}.txt", language=language, date=at)
        return Reading(article=article_, reader="test/1", entities=tuple(entities), posts=held)

    return of


def resolve(decided=(), **articles):
    register = Register(IRIS, decided)
    for id, made in articles.items():
        register.see(made(id))
    return register.resolve()


def iri(found, article: str) -> str:
    return found.entity(article, "p").iri.removeprefix(START)


MAYOR = person("Li Wei", ("mayor", "Weihai"))


@pytest.mark.parametrize(
    ("name", "left", "right", "judgement"),
    [
        ("Li Wei", ("mayor", "Weihai"), ("director", "Weihai Bureau of Commerce"), Judgement.SAME),
        ("Li Wei", ("mayor", "Weihai"), ("mayor", "Yantai"), Judgement.DIFFERENT),
        ("Li Wei", ("mayor", "Weihai"), ("mayor", "Hefei"), Judgement.DIFFERENT),
        ("Li Wei", ("director", "Weihai Bureau of Commerce"), ("director", "Hefei Hospital"), Judgement.DIFFERENT),
        ("Li Wei", ("mayor", "Weihai"), ("director", "Weihai Hospital"), Judgement.UNSURE),
        ("Li Wei", ("chairman", "Northstar Co., Ltd."), ("chairman", "Bluewave Co., Ltd."), Judgement.UNSURE),
        (
            "Li Wei",
            ("chairman", "Northstar Robotics Co., Ltd."),
            ("director", "Northstar Robotics Asia Co., Ltd."),
            Judgement.SAME,
        ),
        ("Li Weiming", ("director", "Weihai Bureau of Commerce"), ("director", "Yantai Hospital"), Judgement.SAME),
        ("Li Weiming", ("director", "Weihai Bureau of Commerce"), ("director", "Hefei Hospital"), Judgement.DIFFERENT),
        ("Rosa Delacroix", ("chairman", "Northstar Co., Ltd."), ("director", "Bluewave Co., Ltd."), Judgement.SAME),
    ],
)
def test_posts_decide_whether_two_of_one_name_are_one(name, left, right, judgement):
    found = resolve(a=person(name, left), b=person(name, right))
    assert {decision.judgement for decision in found.decisions if "/person/" in decision.left} == {judgement}
    assert (iri(found, "a") == iri(found, "b")) is (judgement is Judgement.SAME)


def test_head_posts_at_different_times_are_a_question_for_people():
    found = resolve(a=MAYOR, b=person("Li Wei", ("mayor", "Hefei"), at="2021-05-01"))
    assert iri(found, "a") != iri(found, "b")
    [decision] = [d for d in found.decisions if "/person/" in d.left]
    assert decision.judgement is Judgement.UNSURE


def test_an_article_that_gives_both_posts_joins_a_career():
    then = person("Li Wei", ("mayor", "Hefei"), at="2021-05-01")
    both = person("Li Wei", ("mayor", "Hefei"), ("mayor", "Weihai"), at="2023-05-01")
    found = resolve(a=MAYOR, b=then, c=both)
    assert {iri(found, article) for article in "abc"} == {"person/li-wei"}


def test_those_in_whose_company_someone_is_seen_tell_who_it_is():
    company = ("Wang Rongsheng", "Zhao Qiming")
    left = person("Li Wei", ("director", "Weihai Hospital"), also=company)
    right = person("Li Wei", ("director", "Hefei Hospital"), at="2021-05-01", also=company)
    found = resolve(a=left, b=right)
    assert iri(found, "a") == iri(found, "b")


def test_without_a_post_the_only_one_of_the_region_is_meant():
    found = resolve(a=MAYOR, b=person("Li Wei", ("mayor", "Hefei")), c=person("Li Wei", also=("shandong",)))
    assert iri(found, "c") == iri(found, "a") == "person/li-wei-weihai"


def test_without_a_post_and_with_several_in_the_region_nobody_is_guessed():
    found = resolve(a=MAYOR, b=person("Li Wei", ("mayor", "Yantai")), c=person("Li Wei"))
    assert iri(found, "c") == "person/li-wei"
    unsure = {d.right.removeprefix(START) for d in found.decisions if d.judgement is Judgement.UNSURE}
    assert unsure == {"person/li-wei-weihai", "person/li-wei-yantai"}


def test_without_posts_in_other_regions_nobody_is_taken_for_another():
    found = resolve(a=person("Li Wei", also=("shandong",)), b=person("Li Wei", also=("anhui",)))
    assert iri(found, "a") == "person/li-wei-in-shandong"
    assert iri(found, "b") == "person/li-wei-in-anhui"


def test_one_article_that_names_two_tells_them_apart():
    two = Reading(
        article=Article(id="a", body="", source="a.txt", date="2024-01-01"),
        reader="test/1",
        entities=(
            Entity(id="p", type=T.PERSON, names=("Li Wei",)),
            Entity(id="q", type=T.PERSON, names=("Li Wei",)),
            Entity(id="w", type=T.PLACE, names=("Weihai",)),
            Entity(id="h", type=T.INSTITUTION, names=("Weihai Hospital",)),
        ),
        posts=(
            Post(person="p", role="mayor", printed="mayor", of="w", passages=(Passage(0, 1),)),
            Post(person="q", role="director", printed="director", of="h", passages=(Passage(0, 1),)),
        ),
    )
    found = resolve(a=lambda _: two, b=MAYOR)
    assert found.entity("a", "p").iri == found.entity("b", "p").iri != found.entity("a", "q").iri


def test_iris_of_namesakes_do_not_depend_on_the_order_of_articles():
    made = {
        "a": MAYOR, "b": person("Li Wei", ("mayor", "Hefei")), "c": person("Li Wei", also=("anhui",)),
        "d": person("Li Wei", ("chairman", "Northstar Co., Ltd.")), "e": person("Li Wei"),
        "f": person("Li Wei", ("vice mayor", "Weihai"), ("director", "Weihai Bureau of Commerce"), at="2023-01-01"),
    }  # fmt: skip
    first = sorted(map(str, resolve(**made).graph()))
    for seed in range(6):
        order = list(made)
        random.Random(seed).shuffle(order)  # noqa: S311 - repeatable orders, no secret
        assert sorted(map(str, resolve(**{id: made[id] for id in order}).graph())) == first


def test_a_namesake_who_comes_later_leaves_the_plain_iri_leading_to_both():
    assert iri(resolve(a=MAYOR), "a") == "person/li-wei"
    found = resolve(a=MAYOR, b=person("Li Wei", ("mayor", "Hefei")))
    leads = {
        str(t.object).strip("<>").removeprefix(START)
        for t in found.graph()
        if t.predicate.value.endswith("seeAlso") and t.subject.value == f"{START}person/li-wei"
    }
    assert leads == {"person/li-wei-weihai", "person/li-wei-hefei"}


def test_articles_that_can_be_forgotten_leave_no_trace():
    register = Register(IRIS)
    register.see(MAYOR("a"))
    alone = sorted(map(str, register.resolve().graph()))
    register.see(person("Li Wei", ("mayor", "Hefei"))("b"))
    register.resolve()
    register.forget("b")
    assert sorted(map(str, register.resolve().graph())) == alone


def test_fingerprints_tell_which_articles_map_otherwise():
    register = Register(IRIS)
    register.see(MAYOR("a"))
    register.see(person("Zhao Qi", ("mayor", "Yantai"))("z"))
    before = dict(register.resolve().fingerprints())
    register.see(person("Li Wei", ("mayor", "Hefei"))("b"))
    after = dict(register.resolve().fingerprints())
    assert {article for article in before if before[article] != after[article]} == {"a"}


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("李伟", "li wei"),
        ("欧阳娜", "ouyang na"),
        ("单红", "shan hong"),
        ("曾志明", "zeng zhi ming"),
        ("吕萍", "lyu ping"),
    ],
)
def test_chinese_names_as_pinyin_writes_them(name, pinyin):
    assert spoken(name) == pinyin


@pytest.mark.parametrize(("name", "how"), [("li wei", 1), ("li wei ming", 2), ("李伟明", 2), ("rosa delacroix", 3)])
def test_how_well_a_name_tells_its_bearer(name, how):
    assert telling(name) == how


def test_chinese_and_english_names_are_one_where_a_post_says_so():
    chinese = person("李伟", ("mayor", "威海市"), language="zh")
    found = resolve(a=MAYOR, b=chinese)
    assert iri(found, "a") == iri(found, "b") == "person/li-wei"
    assert [(label.value, label.language) for label in found.entity("a", "p").labels] == [
        ("Li Wei", "en"),
        ("李伟", "zh"),
    ]
    assert iri(resolve(a=person("Li Wei"), b=person("李伟", language="zh")), "b") != "person/li-wei"


def test_different_characters_are_different_people_whatever_the_post():
    found = resolve(
        a=person("李伟", ("mayor", "威海市"), language="zh"), b=person("李威", ("mayor", "威海市"), language="zh")
    )
    assert iri(found, "a") != iri(found, "b")
