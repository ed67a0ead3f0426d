"""The search index: how people type names, and what they get."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import tantivy

from kg.errors import StoreError
from kg.search import (
    FACETS,
    SearchIndex,
    build_index,
    descriptions,
    evidence,
    fold,
    pairs,
    revise_index,
    snippet,
    sounds,
)
from kg.search.lists import FOLDER, SUMMARY
from kg.terms import CG, DCTERMS, ORG, RDF, SCHEMA, SKOS, Iris

IRIS = Iris("http://graph.example/")
REGISTER = ox.NamedNode(IRIS.graph("register"))


@dataclass
class Changes:
    """What has become of a store."""

    added: set[ox.Quad]
    removed: set[ox.Quad]
    merged: set[ox.Triple]
    unmerged: set[ox.Triple]


class Graph:
    """Collects triples of a small graph; the default graph is what the index is made from."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        self.store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value))

    def thing(self, kind: str, cls: str, slug: str, *names: tuple[str, str]) -> str:
        iri = IRIS.thing(kind, slug)
        self.add(iri, RDF + "type", ox.NamedNode(cls if cls.startswith("http") else CG + cls))
        seen: set[str] = set()
        for name, tag in names:
            prop = SKOS + ("altLabel" if tag in seen else "prefLabel")
            seen.add(tag)
            self.add(iri, prop, ox.Literal(name, language=tag))
        return iri


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    g = Graph()
    town = g.thing("place", "Place", "seaport", ("Seaport", "en"), ("海港市", "zh"))
    person = g.thing("person", "Person", "lin-qiao", ("Lin Qiaoying", "en"), ("Mr. Lin", "en"), ("林巧英", "zh"))
    zone = g.thing(
        "park", "Park", "econ", ("Seaport Economic and Technological Development Zone", "en"), ("海港经济开发区", "zh")
    )
    g.thing("enterprise", "Enterprise", "alder", ("Alder Robotics", "en"))
    g.thing("enterprise", "Enterprise", "older", ("Older Robots", "en"))
    field = g.thing("industry", "Industry", "vr", ("virtual reality", "en"), ("虚拟现实", "zh"))
    g.thing("role", ORG + "Role", "unused", ("viceroy", "en"))
    g.add(zone, CG + "locatedIn", ox.NamedNode(town))
    g.add(zone, CG + "focusesOn", ox.NamedNode(field))
    visit = g.thing("event", "Visit", "v1", ("his visit", "en"))
    g.add(visit, CG + "visited", ox.NamedNode(zone))
    article = IRIS.article("a1")
    body = "Lin Qiaoying opened a laboratory for underwater acoustics in the zone. 海洋声学实验室揭牌。"
    for predicate, value in (
        (RDF + "type", ox.NamedNode(CG + "Article")),
        (DCTERMS + "title", ox.Literal("Laboratory opened", language="en")),
        (DCTERMS + "issued", ox.Literal("2023-05-06")),
        (DCTERMS + "publisher", ox.Literal("Seaport Daily")),
        (SCHEMA + "articleBody", ox.Literal(body)),
        (SCHEMA + "mentions", ox.NamedNode(person)),
        (SCHEMA + "mentions", ox.NamedNode(zone)),
    ):
        g.add(article, predicate, value)
    folder = tmp_path_factory.mktemp("search")
    build_index(g.store, folder, IRIS)
    return SearchIndex(folder)


def first(index: SearchIndex, text: str) -> str:
    hits = index.search(text).hits
    return hits[0].iri.rsplit("/", 1)[-1] if hits else ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lin qiaoying", "lin-qiao"),
        ("Qiaoying Lin", "lin-qiao"),
        ("linqiaoying", "lin-qiao"),
        ("Lín Qiǎoyīng", "lin-qiao"),
        ("Mr. Lin", "lin-qiao"),
        ("林巧英", "lin-qiao"),
        ("巧英", "lin-qiao"),
        ("林", "lin-qiao"),
        ("haigang", "seaport"),
        ("海港", "seaport"),
        ("开发", "econ"),
        ("setdz", "econ"),
        ("development zone", "econ"),
        ("seaprot", "seaport"),
        ("aldr robotics", "alder"),
        ("virt", "vr"),
        ("vr", "vr"),
        ("xunixianshi", "vr"),
        ("underwater acoustics", "a1"),
        ("声学", "a1"),
    ],
)
def test_names_are_found_as_people_type_them(index: SearchIndex, text: str, found: str) -> None:
    assert first(index, text) == found


def test_an_exact_word_comes_before_a_similar_one(index: SearchIndex) -> None:
    assert first(index, "alder") == "alder"


def test_all_words_have_to_match(index: SearchIndex) -> None:
    assert index.search("lin robotics").total == 0


@pytest.mark.parametrize("text", ["", "  "])
def test_no_words_means_everything(index: SearchIndex, text: str) -> None:
    assert index.search(text).total == 8


@pytest.mark.parametrize("text", ['"((( NOBODY', "name:*", "\\", "😀", "' OR 1=1 --", "a" * 5000, "\x00"])
def test_no_text_is_taken_for_query_syntax(index: SearchIndex, text: str) -> None:
    assert index.search(text).total == 0


def test_roles_that_nobody_holds_are_left_out(index: SearchIndex) -> None:
    assert index.search("viceroy").total == 0


def test_facets_count_what_was_found_and_filters_narrow_it(index: SearchIndex) -> None:
    everything = index.search("")
    assert dict(everything.facets["type"])[CG + "Enterprise"] == 2
    assert dict(everything.facets["source"])["Seaport Daily"] == 3
    park = index.search("", {"place": [IRIS.thing("place", "seaport")], "industry": [IRIS.thing("industry", "vr")]})
    assert [hit.cls for hit in park.hits] == [CG + "Park"]


def test_sorting_by_mentions_and_by_date(index: SearchIndex) -> None:
    assert index.search("", sort="mentions").hits[0].mentions == 1
    assert index.search("", sort="recent").hits[0].when == "2023-05-06"


def test_pages_do_not_overlap(index: SearchIndex) -> None:
    pages = [index.search("", offset=offset, limit=3).hits for offset in (0, 3, 6)]
    assert len({hit.iri for page in pages for hit in page}) == 8


def test_why_something_was_found(index: SearchIndex) -> None:
    assert index.search("Mr. Lin").hits[0].why == "Mr. Lin"
    assert index.search("Mr. Lin", reasons=False).hits[0].why == ""
    hit = index.search("acoustics").hits[0]
    assert hit.in_text
    assert "underwater acoustics" in hit.why


def test_a_folder_without_index_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no search index"):
        SearchIndex(tmp_path)


def test_an_index_of_an_earlier_release_is_searched_and_made_anew(tmp_path: Path) -> None:
    """What a document holds was text once, which made a term of all of it."""
    g = Graph()
    person = g.thing("person", "Person", "lin-qiao", ("Lin Qiaoying", "en"))
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after, before / FOLDER, before / descriptions.FOLDER, before / evidence.FOLDER):
        folder.mkdir()
    (before / FOLDER / SUMMARY).write_text('{"confidence": {}, "built": "", "counted": true}')
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw")
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in ("name", "sound", "grams", "body", "body_grams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("mentions", "when"):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    writer = tantivy.Index(builder.build(), path=str(before)).writer(num_threads=1)
    stored = {"labels": {"en": "Lin Qiaoying"}, "names": ["Lin Qiaoying"], "cls": CG + "Person", "parts": [],
              "mentions": 0, "when": "", "text": ""}  # fmt: skip
    writer.add_document(tantivy.Document(
        iri=person, stored=json.dumps(stored), type=CG + "Person", exact="lin qiaoying", name="lin qiaoying",
        mentions=0, when=0, weight=1.0,
    ))  # fmt: skip
    writer.commit()
    writer.wait_merging_threads()
    unchanged = Changes(set(), set(), set(), set())
    revise_index(g.store, after, IRIS, before=before, changes=unchanged)
    for folder in (before, after):
        (hit,) = SearchIndex(folder).search("Lin Qiaoying").hits
        assert (hit.iri, hit.labels) == (person, {"en": "Lin Qiaoying"})
    again = tmp_path / "again"
    again.mkdir()
    revise_index(ox.Store(), again, IRIS, before=after, changes=unchanged)  # nothing is made anew any more
    assert SearchIndex(again).thing(person)


def test_folding_pairs_and_sounds() -> None:
    assert fold("Ｑīngdǎo") == "qingdao"
    assert pairs("海港市 x 港") == ["海", "港", "市", "海港", "港市", "港"]
    assert {"haigangshi", "hgs"} <= set(sounds("海港市"))
    assert snippet("one two three", ["two"]) == "one two three"


def test_events_are_found_by_the_titles_that_pages_give_them(index: SearchIndex) -> None:
    (hit,) = index.search("visit to seaport economic", {"type": [CG + "Visit"]}).hits
    assert hit.labels["en"] == "Visit to Seaport Economic and Technological Development Zone"
    assert index.search("走访海港经济开发区").hits[0].iri == hit.iri
    assert first(index, "his visit") == "v1"


def test_a_search_for_words_that_stand_in_names_loads_no_tables_of_pinyin() -> None:
    asked = (
        "import sys; from kg.search.searching import reason; "
        "print(reason('qing', {'labels': {'en': 'Qingdao', 'zh': '青岛'}, 'names': ['Qingdao', '青岛'], 'text': ''}), "
        "'pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "('', False) False"
