"""Every kind of source gives the articles, and the graph, that the same articles give as text."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from kg.articles.page_meta import is_stamp
from kg.facts import Article
from kg.generations import DataFolder
from kg.pipeline import build
from kg.settings import Settings
from kg.sources.reading import read
from kg.sources.record import Notice
from tests import sources_made as made
from tests.test_sources_web import Site


def articles(*sources: object, **settings: object) -> list[Article]:
    found = list(read(map(str, sources), Settings(**settings)))
    assert not [n for n in found if isinstance(n, Notice) and n.set_aside]
    return [a for a in found if isinstance(a, Article)]


def key(article: Article) -> tuple[object, ...]:
    """What must be the same however an article comes: its paragraphs, less a printed date line, and its metadata."""
    lines = (line for line in article.body.splitlines() if line and not is_stamp(line))
    return tuple(lines), article.title, article.date, article.publisher, article.language


WANTED = [
    ((m.title, *m.paragraphs), m.title, m.date, m.publisher, "en") for m in made.MADE
]  # fmt: skip

#: Every way to hold the ten articles in one file.
FILES: dict[str, Callable[[], bytes]] = {
    "all.jsonl": made.jsonl,
    "all.jsonl.gz": lambda: made.gz(made.jsonl()),
    "all.ndjson.zst": lambda: made.zst(made.jsonl()),
    "all.json": lambda: b"[" + b",".join(made.jsonl().splitlines()) + b"]",
    "all.csv": made.table,
    "semicolons.csv": lambda: made.table(";"),
    "all.tsv": lambda: made.table("\t"),
    "all.csv.zst": lambda: made.zst(made.table()),
    "feed.rss": made.rss,
    "feed.xml": made.rss,
    "feed.atom": made.atom,
    "feed.xml.gz": lambda: made.gz(made.atom()),
    "crawl.warc": made.warc,
    "crawl.warc.gz": lambda: made.warc(packed=True),
    "crawl.warc.zst": lambda: made.zst(made.warc()),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_articles_gives_them_all(tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name]())
    assert list(map(key, articles(tmp_path / name))) == WANTED


@pytest.mark.parametrize("name", FILES)
def test_its_kind_is_seen_without_its_name(tmp_path, name):
    options = {"format": name.split(".")[1]} if name.split(".")[1] in ("csv", "tsv") else {}  # could be any text
    (tmp_path / "export").write_bytes(FILES[name]())
    assert list(map(key, articles(tmp_path / "export", **options))) == WANTED


def test_a_folder_of_pages_gives_their_main_text(tmp_path):
    assert sorted(map(key, articles(made.pages(tmp_path / "pages")))) == sorted(WANTED)


@pytest.mark.parametrize("packed", [made.gz, made.zst])
def test_a_folder_of_packed_texts(tmp_path, packed):
    for one in made.MADE:
        ending = "gz" if packed is made.gz else "zst"
        (tmp_path / f"{one.id}.txt.{ending}").write_bytes(packed(one.body.encode()))
    found = articles(tmp_path)
    assert [a.id for a in found] == [m.id for m in made.MADE]
    assert [a.body for a in found] == [m.body for m in made.MADE]


def rows(data: Path) -> set[tuple[str, ...]]:
    """What the graph in ``data`` states, less where in which text it stands."""
    query = """PREFIX cg: <https://w3id.org/civigraph/ontology#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT DISTINCT ?s ?p ?o WHERE {
            GRAPH ?g { ?c a cg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } }"""
    found = DataFolder(data).current().open().query(query)
    return {tuple(re.sub(r"(/id/(?:event|statistic)/)[^>]*", r"\1", str(term)) for term in row) for row in found}


@pytest.fixture(scope="module")
def from_text(kg, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    folder = tmp_path_factory.mktemp("text")
    kg("build", made.texts(folder / "in"), "--data", folder / "data")
    return rows(folder / "data")


@pytest.mark.parametrize("name", [*FILES, "pages", "packed", "sitemap"])
def test_the_graph_is_the_one_that_the_texts_give(tmp_path, from_text, name):
    source: str | Path = tmp_path / name
    if name == "pages":
        made.pages(tmp_path / name)
    elif name == "packed":
        (tmp_path / name).mkdir()
        for number, one in enumerate(made.MADE):
            pack, ending = ((made.gz, "gz"), (made.zst, "zst"))[number % 2]
            (tmp_path / name / f"{one.id}.txt.{ending}").write_bytes(pack(one.body.encode()))
    elif name in FILES:
        (tmp_path / name).write_bytes(FILES[name]())
    with ExitStack() as stack:
        if name == "sitemap":
            site = Site()
            stack.callback(site.server.server_close)
            stack.callback(site.server.shutdown)
            for number, one in enumerate(made.MADE):
                site.page(f"/news/{one.id}.html", made.page(one, number % 3))
            site.answers["/map.xml"] = (200, {"Content-Type": "application/xml"}, made.sitemap(site.root))
            source = f"{site.root}/map.xml"
        settings = Settings(data=tmp_path / "data", web_private=True, web_pause=0.0)
        outcome = build([source], settings)
    assert not outcome.set_aside
    assert len(from_text) > 100
    # The texts print neither date nor publisher, which the other sources give beside them: dates of events differ.
    undated = {row for row in rows(tmp_path / "data") if "Date" not in row[1]}
    assert undated == {row for row in from_text if "Date" not in row[1]}


def test_standard_input_takes_every_kind(kg, tmp_path, from_text):
    done = kg("build", "-", "--data", tmp_path / "a", input=made.zst(made.jsonl()), text=False)
    assert b"10 articles" in done.stdout
    assert {row for row in rows(tmp_path / "a") if "Date" not in row[1]} == {
        row for row in from_text if "Date" not in row[1]
    }
    options = ("--format", "csv", "--columns", "body=text", "--data", tmp_path / "b")
    done = kg("build", "-", *options, input=made.table(), text=False)
    assert b"10 articles" in done.stdout


def test_any_mixture_is_one_graph_and_names_each_article_once(kg, tmp_path):
    (tmp_path / "all.jsonl").write_bytes(made.jsonl())
    (tmp_path / "crawl.warc.gz").write_bytes(made.warc(packed=True))
    sources = made.texts(tmp_path / "texts"), tmp_path / "all.jsonl", tmp_path / "crawl.warc.gz"
    done = kg("build", *sources, "--data", tmp_path / "data")
    assert "20 articles" in done.stdout  # the table gives the ids that the files' names give
    assert "all.jsonl, line 1: has the same id as texts/page-0.txt" in done.stderr


def test_columns_are_mapped_by_hand_and_wrong_mappings_are_explained(tmp_path, kg):
    (tmp_path / "odd.csv").write_text(
        "Überschrift,Inhalt,Wann\nPort opens,The port of Lanhai opened on Friday.,2023-05-08\n"
    )
    [article] = articles(tmp_path / "odd.csv", columns="title=Überschrift, body=inhalt, date=Wann")
    assert (article.title, article.date) == ("Port opens", "2023-05-08")
    assert article.body == "Port opens\n\nThe port of Lanhai opened on Friday."
    [notice] = [n for n in read([tmp_path / "odd.csv"], Settings()) if isinstance(n, Notice)]
    assert "none of its columns 'Überschrift', 'Inhalt', 'Wann' has one; name it with --columns" in notice.message
    done = kg("build", tmp_path / "odd.csv", "--columns", "text=Inhalt", "--data", tmp_path / "d", check=False)
    assert done.returncode == 2
    assert "parts of an article: body, title, date, url, id, publisher, language" in done.stderr


def test_rows_that_cannot_be_read_are_named_and_the_rest_goes_on(tmp_path):
    good = made.jsonl().splitlines()
    lines = [good[0], b"{broken", b"[1, 2]", b'{"id": "x", "text": ""}', b"\xff\xfe{}", b'{"text": "\\ud800"}', good[1]]
    (tmp_path / "some.jsonl").write_bytes(b"\n".join(lines))
    found = list(read([tmp_path / "some.jsonl"], Settings()))
    assert [a.id for a in found if isinstance(a, Article)] == ["page-0", "page-1"]
    told = [str(n) for n in found if isinstance(n, Notice) and n.set_aside]
    assert [re.match(r"some\.jsonl, line \d", t)[0][-1] for t in told] == ["2", "3", "4", "5", "6"]


@pytest.mark.parametrize("name", ["all.jsonl.gz", "all.ndjson.zst", "crawl.warc.gz"])
def test_a_source_that_ends_early_keeps_what_came_before_and_says_so(tmp_path, name):
    whole = FILES[name]() if "warc" in name else FILES[name]() * 30  # several gzip members or frames
    (tmp_path / name).write_bytes(whole[: len(whole) * 2 // 3 - 7])
    found = list(read([tmp_path / name], Settings()))
    assert any(isinstance(a, Article) for a in found)
    aside = [n.message for n in found if isinstance(n, Notice) and n.set_aside]
    assert any("early" in message for message in aside)


def test_a_bomb_is_refused_by_its_size_unpacked(tmp_path):
    (tmp_path / "bomb.txt.gz").write_bytes(made.gz(b"\0" * 500_000_000))
    [notice] = read([tmp_path / "bomb.txt.gz"], Settings())
    assert "unpacks to more than 500 times its size" in notice.message


def test_extract_reads_pages_and_tables(kg, tmp_path):
    (tmp_path / "page.html").write_text(made.page(made.MADE[2], 1))
    assert "Ma Xiulan" in kg("extract", tmp_path / "page.html").stdout
    assert "Ma Xiulan" in kg("extract", "-", input=made.page(made.MADE[2], 2)).stdout
