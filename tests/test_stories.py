"""Copies of one story: which articles are taken for copies, and what a user then finds in the graph and on pages."""

import random
import re
import urllib.request
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import gathering, seen
from kg.beside import Beside
from kg.facts import Article, Reading
from kg.generations import Generation
from kg.pipeline import build
from kg.settings import Settings
from kg.stories import Stories, store, words
from kg.tasks import Compare
from kg.terms import PREFIXES, Iris

BASE = Settings().base

TITLE = "Mayor Lin Qiao visits Beichen Robotics in Qingdao"
LEAD = (
    "Lin Qiao, mayor of Qingdao, visited Beichen Robotics Co., Ltd. in Laoshan district on May 6 to learn about the "
    "development of the robotics industry."
)
SECOND = (
    "Lin Qiao said that the city would support the company in building a new plant in Qingdao High-tech Zone, with a "
    "total investment of 1.3 billion yuan and a planned area of 1,200 mu."
)
THIRD = (
    "Zhou Yunhe, chairman of Beichen Robotics, introduced the products of the company and thanked the city government "
    "for the good conditions that enterprises find here."
)
FOURTH = (
    "Officials of relevant departments accompanied the mayor and held talks with engineers about talent, financing and "
    "the next steps of the cooperation between universities and the company."
)
STORY = (LEAD, SECOND, THIRD, FOURTH)


def page(
    paragraphs: Iterable[str], title: str = TITLE, site: str = "Qingdao Government", date: str = "MAY 07, 2022"
) -> str:
    return f"Welcome to {site}!\nHome | News | Contact\n{title}\n{site} | {date}\n\n" + "\n\n".join(paragraphs) + "\n"


def other_site(paragraphs: Iterable[str], title: str = TITLE) -> str:
    return (
        f"Bay Daily\nSports\nWeather\nVideos\n\n{title}\nSource: Bay Daily  2022-05-08\n\n"
        + "\n\n".join(paragraphs)
        + "\n\nRelevant recommendations\nPort opens new line\n"
        "The port of Rizhao opened a line to Busan on Tuesday, vi...\n"
        "Contact us\n© 2008-2024 Bay Daily. All rights reserved.\n"
    )


EDITED = (
    LEAD.replace("to learn about the development of", "to find out how things stand in"),
    SECOND.replace("said that the city would support", "said the city is going to support"),
    THIRD.replace("the good conditions that enterprises find here", "its help"),
    FOURTH,
)
#: The same sentences about another visit.
TEMPLATE = tuple(
    text.replace("Beichen", "Nanhu").replace("May 6", "May 5").replace("1.3", "2.1").replace("1,200", "900")
    for text in STORY
)


def made(tmp_path: Path, texts: dict[str, str]) -> Generation:
    folder = tmp_path / "in"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return build([folder], Settings(data=tmp_path / "data")).generation


def rows(generation: Generation, query: str) -> list[tuple[str, ...]]:
    found = generation.open().query(query, prefixes=PREFIXES)
    names = [v.value for v in found.variables]
    return sorted(tuple(row[n].value.removeprefix(BASE + "id/") if row[n] else "" for n in names) for row in found)


def told(generation: Generation) -> set[frozenset[str]]:
    """The stories, each as the names of its articles."""
    stories: dict[str, set[str]] = {}
    for story, article in rows(generation, "SELECT ?s ?a { ?s a cg:Story ; dcterms:hasVersion ?a }"):
        stories.setdefault(story, set()).add(article.removeprefix("article/"))
    return set(map(frozenset, stories.values()))


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generation]:
    folder = tmp_path_factory.mktemp("copies")
    texts = {
        "original": page(STORY),
        "reprint": other_site(STORY),
        "cut": page(STORY[:2], title="Mayor visits robot maker", site="Shandong Herald", date="MAY 09, 2022"),
        "edited": page(EDITED, site="Coast Weekly", date="MAY 07, 2022"),
        "template": page(TEMPLATE, title=TITLE.replace("Beichen", "Nanhu"), date="MAY 06, 2022"),
    }
    return folder, made(folder, texts)


def test_copies_are_one_story_and_the_same_template_with_other_facts_is_not(copies):
    assert told(copies[1]) == {frozenset({"original", "reprint", "cut", "edited"})}


def test_the_first_publication_is_known(copies):
    found = rows(copies[1], "SELECT ?day ?a { ?s a cg:Story ; dcterms:issued ?day ; cg:firstVersion ?a }")
    assert found == [("2022-05-07", "article/edited"), ("2022-05-07", "article/original")]


def test_an_event_is_told_once_with_the_words_of_each_copy(copies):
    query = """SELECT ?e (COUNT(DISTINCT ?a) AS ?articles) { ?e a cg:Visit ; cg:visited ?v . ?c rdf:subject ?e ;
      rdf:predicate cg:visited ; prov:wasDerivedFrom/dcterms:isPartOf ?a
      FILTER(CONTAINS(STR(?v), "beichen")) } GROUP BY ?e"""
    [(event, articles)] = rows(copies[1], query)
    assert articles == "4"
    assert len(rows(copies[1], f"SELECT ?l {{ <{BASE}id/{event}> rdfs:label ?l }}")) == 1
    assert rows(copies[1], f"SELECT ?d {{ <{BASE}id/{event}> schema:startDate ?d }}") == [("2022-05-06",)]


def test_a_figure_is_given_once_with_the_words_of_each_copy(copies):
    query = """SELECT ?s (COUNT(DISTINCT ?a) AS ?articles) { ?s schema:value ?v FILTER(?v = 1300000000)
      ?c rdf:subject ?s ;
      rdf:predicate schema:value ; prov:wasDerivedFrom/dcterms:isPartOf ?a } GROUP BY ?s"""
    [(_, articles)] = rows(copies[1], query)
    assert articles == "4"


def test_each_copy_keeps_its_text_and_its_quotes(copies):
    query = """SELECT ?a ?body ?start ?end ?exact { GRAPH ?g { ?a a cg:Article ; schema:articleBody ?body .
      ?c prov:wasDerivedFrom ?p . ?p oa:start ?start ; oa:end ?end ; oa:exact ?exact } }"""
    found = rows(copies[1], query)
    assert len({row[0] for row in found}) == 5
    assert all(body[int(start) : int(end)] == exact for _, body, start, end, exact in found)


def test_each_has_what_only_it_tells(copies):
    speaker = "SELECT ?a { GRAPH ?a { ?c rdf:object ?x } ?x skos:prefLabel 'Zhou Yunhe'@en }"
    assert {row[0] for row in rows(copies[1], speaker)} == {
        "article/original", "article/reprint", "article/edited", "article/template"
    }  # fmt: skip


def test_addresses_that_a_copys_events_would_have_alone_lead_to_the_storys(copies, tmp_path):
    folder, whole = copies
    alone = made(tmp_path, {"reprint": (folder / "in" / "reprint.txt").read_text()})
    events = {row[0] for row in rows(alone, "SELECT ?e { ?e a cg:Event }")}
    assert events
    for event in events:
        [(kept,)] = rows(whole, f"SELECT ?k {{ <{BASE}id/{event}> dcterms:isReplacedBy ?k }}")
        assert rows(whole, f"SELECT ?l {{ <{BASE}id/{kept}> a cg:Event ; rdfs:label ?l }}")


def test_pages_say_who_else_published_it(copies, serve):
    folder, generation = copies
    address = serve(folder / "data")

    def seen(path: str) -> str:
        with urllib.request.urlopen(address + path, timeout=20) as answer:  # noqa: S310 - our own server
            return " ".join(re.sub(r"<[^>]+>", " ", answer.read().decode()).split())

    reprint = seen("page/article/reprint")
    assert "Also published by 3" in reprint
    assert "Qingdao Government" in reprint
    assert "first published" in reprint
    [(event,), *_] = rows(
        generation, "SELECT ?e { ?e a cg:Visit ; cg:visited ?v FILTER(CONTAINS(STR(?v), 'beichen')) }"
    )
    assert "Published by 4" in seen(f"page/{event}")
    assert "Published by" not in seen("page/article/template")
    old = rows(generation, "SELECT ?o { ?o dcterms:isReplacedBy ?k FILTER(CONTAINS(STR(?o), 'id/event/')) }")[0][0]
    assert f'"{address}page/' not in seen(f"id/{old}")  # followed to a page that exists


def test_the_order_of_sources_does_not_matter(copies, tmp_path):
    folder, generation = copies
    turned = build(sorted((folder / "in").iterdir(), reverse=True), Settings(data=tmp_path / "data")).generation
    name = ox.NamedNode(Iris(BASE).graph("stories"))

    def graph(one: Generation) -> set[ox.Triple]:
        return {q.triple for q in one.open().quads_for_pattern(None, None, None, name)}

    assert graph(turned) == graph(generation) != set()


def test_articles_that_another_process_compares_are_the_same_stories(copies, tmp_path, monkeypatch):
    folder, generation = copies
    monkeypatch.setattr(gathering, "MANY", 1)
    settings = Settings(data=tmp_path / "data", reading_processes=2)
    assert build([folder / "in"], settings).generation.manifest.version == generation.manifest.version


def test_another_process_compares_what_was_seen(tmp_path):
    file = seen.keep(tmp_path / "stories.sqlite", b"program")
    stories = Stories(file)
    for number in range(4):
        stories.see(reading(f"copy{number}", page(STORY, site=f"Site {number}"), f"2022-05-0{number + 1}"))
    assert stories.waiting() == 4
    with closing(Beside()) as beside:
        beside.ask(Compare(str(file)))
        beside.answer()
    assert stories.waiting() == 0
    assert len(list(stories._store.pairs())) == 6
    assert grouped(stories=stories) == {frozenset(f"copy{number}" for number in range(4))}


def test_a_copy_withdrawn_leaves_the_story_as_if_it_had_never_been(copies, tmp_path):
    folder, _ = copies
    texts = {path.stem: path.read_text() for path in (folder / "in").iterdir()}
    made(tmp_path, texts)
    for gone in ("original", "cut"):
        del texts[gone]
    again, fresh = made(tmp_path, texts), made(tmp_path / "fresh", texts)
    assert told(again) == {frozenset({"reprint", "edited"})}
    assert again.manifest.version == fresh.manifest.version
    del texts["edited"]
    assert told(made(tmp_path, texts)) == set()


# The decision itself, on many texts.


def reading(name: str, body: str, date: str | None = "2022-05-07") -> Reading:
    return Reading(article=Article(id=name, body=body, source=name, date=date, language="en"), reader="none/1")


def grouped(*readings: Reading, stories: Stories | None = None) -> set[frozenset[str]]:
    stories = stories or Stories()
    for one in readings:
        stories.see(one)
    graph = stories.resolve().graph(Iris(BASE))
    found: dict[str, set[str]] = {}
    for triple in graph:
        if triple.predicate.value.endswith("hasVersion"):
            found.setdefault(triple.subject.value, set()).add(triple.object.value.rpartition("/")[2])
    return set(map(frozenset, found.values()))


REPORT = (
    "The 15th weekly meeting of the leading group for project construction was held in the city on May 6, chaired by "
    "vice mayor Lin Qiao.\n\nThe meeting heard reports of the districts and pointed out that 12 projects had been "
    "started and that all departments should keep up the speed of construction, solve problems on site and report on "
    "progress every week until the end of the year.\n"
)


@pytest.mark.parametrize(
    "change",
    [
        ("15th", "16th"),
        ("May 6", "June 6"),
        ("May 6", "May 13"),
        ("Lin Qiao", "Wang Hai"),
        ("12 projects", "nine projects"),
        ("The 15th weekly", "Another weekly", "12 projects", "7 projects"),
    ],
)
def test_a_template_with_one_other_fact_is_another_story(change):
    other = REPORT
    for old, new in zip(change[::2], change[1::2], strict=True):
        other = other.replace(old, new)
    assert other != REPORT
    assert grouped(reading("one", REPORT), reading("two", other)) == set()
    assert grouped(reading("one", REPORT), reading("two", REPORT)) == {frozenset({"one", "two"})}


def test_facts_that_only_one_copy_has_make_no_other_story():
    longer = REPORT.replace("vice mayor Lin Qiao", "Lin Qiao, vice mayor of Qingdao since 2019")
    assert grouped(reading("one", REPORT), reading("two", longer)) == {frozenset({"one", "two"})}


def test_the_same_words_at_another_time_are_another_story():
    notice = REPORT.replace("on May 6", "this morning")
    week = reading("two", notice, "2022-05-14")
    assert grouped(reading("one", notice), week) == set()
    assert grouped(reading("one", notice), reading("two", notice, "2022-05-08")) == {frozenset({"one", "two"})}
    assert grouped(reading("one", REPORT), reading("two", REPORT, "2023-05-07")) == set()


def test_a_digest_does_not_make_its_items_one_story():
    first, second = "\n\n".join(STORY), REPORT + "\n" + REPORT.replace("districts", "counties").replace("speed", "pace")
    digest = reading("digest", f"{first}\n\n{second}")
    assert not {"first", "second"} <= set().union(*grouped(reading("first", first), reading("second", second), digest))


def test_a_notice_of_few_words_is_never_a_copy():
    text = "This page cannot be shown. Please enable scripts and load it again, or ask the editors."
    assert grouped(reading("one", text), reading("two", text)) == set()


def test_chinese_copies_are_found_and_chinese_templates_are_told_apart():
    text = (
        "五月六日，市长林桥到北辰机器人公司调研，了解企业生产经营情况，并与企业负责人座谈。\n"
        "他强调，要加快推进工业互联网建设，推动制造业高质量发展。\n"
    )
    other = text.replace("林桥", "王海").replace("北辰", "南湖")
    found = grouped(reading("one", text), reading("two", f"青岛新闻网\n{text}版权所有"), reading("three", other))
    assert found == {frozenset({"one", "two"})}


WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("", "n", "r", "st", "lk")]


def invented(seed: int, sentences: int = 8) -> list[str]:
    """Sentences of invented words with a name and a figure each."""
    one = random.Random(seed)  # noqa: S311 - data
    return [
        f"{one.choice(WORDS)} {one.choice(WORDS).title()} {' '.join(one.choices(WORDS, k=14))} {one.randrange(10**6)} "
        f"{' '.join(one.choices(WORDS, k=4))}.".capitalize()
        for _ in range(sentences)
    ]


def variant(sentences: list[str], one: random.Random) -> str:
    kept = sentences[: one.randrange(len(sentences) // 2 + 1, len(sentences) + 1)]
    return "\n\n".join(["Home | News", *kept, *(["Contact us"] if one.random() < 0.5 else [])])


def test_stories_follow_from_their_articles_whatever_came_and_went_before():
    one = random.Random(4)  # noqa: S311 - data
    articles = [
        reading(f"a{story}-{copy}", variant(invented(story), one), f"2022-05-{one.randrange(1, 9):02}")
        for story in range(12)
        for copy in range(one.randrange(1, 5))
    ]
    fresh = grouped(*articles)
    assert len(fresh) >= 6
    stories, present = Stories(), {}
    shown: tuple[bytes, set[object]] = (stories.resolve().state(), set())

    def follow() -> None:
        """The graph is the one before with what is said to have come and gone; from another state nothing is said."""
        nonlocal shown
        told = stories.resolve()
        state, before = shown
        graph = set(told.graph(Iris(BASE)))
        gone, come = told.difference(state, Iris(BASE))
        assert gone <= before
        assert come.isdisjoint(before)
        assert before - gone | come == graph
        assert told.difference(b"another", Iris(BASE)) is None
        shown = told.state(), graph

    for _ in range(6):
        for article in one.sample(articles, len(articles) // 2):
            if one.random() < 0.6:
                stories.see(article)
                present[article.article.id] = article
            else:
                stories.forget(article.article.id)
                present.pop(article.article.id, None)
        follow()
        assert grouped(stories=stories) == grouped(*present.values())
    one.shuffle(articles)
    assert grouped(*articles, stories=stories) == fresh


@pytest.mark.parametrize("window", [1, 2, 3])
def test_what_is_compared_in_a_crowd_follows_from_what_is_there_whatever_came_and_went_before(window, monkeypatch):
    """Where a bucket has more than are compared, each article that comes or goes moves others apart or together."""
    monkeypatch.setattr(store, "WINDOW", window)
    one = random.Random(window)  # noqa: S311 - data
    articles = [
        reading(f"a{story}-{copy}", variant(invented(story), one), f"2022-05-{one.randrange(1, 20):02}")
        for story in range(4)
        for copy in range(9)
    ]

    def pairs(stories: Stories) -> list[tuple[int, int, float]]:
        stories.resolve()
        return list(stories._store.pairs())

    stories, present = Stories(), {}
    for _ in range(25):
        for article in one.sample(articles, one.choice((1, 2, 9))):
            if one.random() < 0.6:
                stories.see(article)
                present[article.article.id] = article
            else:
                stories.forget(article.article.id)
                present.pop(article.article.id, None)
        fresh = Stories()
        for article in present.values():
            fresh.see(article)
        assert pairs(stories) == pairs(fresh)


def test_whoever_is_ended_while_articles_come_in_goes_on_from_what_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "TOGETHER", 2)
    articles = [reading(f"copy{n}", page(STORY, site=f"Site {n}"), f"2022-05-0{n + 1}") for n in range(5)]
    file = seen.keep(tmp_path / "stories.sqlite", b"program")
    ended = Stories(file)
    for one in articles[:3]:
        ended.see(one)
        ended.seen.mark(one.article.id, b"reading")
    ended._store.db.close()  # as when its process is killed: what is not in the file is lost
    stories = Stories(seen.keep(file, b"program"))
    missing = [one for one in articles if stories.seen.of(one.article.id) is None]
    assert [one.article.id for one in missing] == ["copy2", "copy3", "copy4"]
    assert grouped(*missing, stories=stories) == {frozenset(one.article.id for one in articles)}


def test_a_crowd_of_one_template_costs_no_more_than_it_must_and_hides_no_copy():
    """Hundreds of articles of one template share their buckets; each is compared with those of the days around it."""
    template = " ".join(invented(99, 6))

    def weekly(number: int, site: str) -> Reading:
        text = f"{template} On this day {number * 7919 % 100_003} visitors came. {invented(number, 1)[0]}"
        day = f"2022-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        return reading(f"{site}{number}", f"{site}\n{text}", day)

    crowd = [weekly(n, "alpha") for n in range(300)] + [weekly(n, "beta") for n in range(0, 300, 3)]
    assert grouped(*crowd) == {frozenset({f"alpha{n}", f"beta{n}"}) for n in range(0, 300, 3)}


def test_the_words_of_a_text_are_kept_as_they_are() -> None:
    found = words.text(
        page(STORY) + "\nOn Monday 青岛 the mayor said \ud800 twelve times that 3,000 people came here.\n"
    )
    kept = words.unpack(words.pack(found))
    assert (kept.words, kept.kinds, kept.counted) == (found.words, found.kinds, found.counted)
    assert any(kind != words.Tells.NOTHING for kind in kept.kinds)
