"""The whole path: sources to a published generation, and out again as dumps."""

import os
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import dump
from kg.draft import Draft
from kg.errors import InputError, QueryError, ReleaseRefused
from kg.generations import DataFolder, Generation
from kg.importing import import_files
from kg.pipeline import Outcome, build
from kg.settings import Settings
from kg.terms import PREFIXES, Iris
from tests.benchmarks import news

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"


def run(sources: Path | list[Path], data: Path, **more: object) -> Outcome:
    chosen = {name: more.pop(name) for name in ("strict",) if name in more}
    return build([sources] if isinstance(sources, Path) else sources, Settings(data=data, **more), **chosen)


def dumped(generation: Generation, format: str, graph: str = "all") -> bytes:
    from io import BytesIO

    output = BytesIO()
    dump.write(generation.open(), output, dump.FORMATS[format], graph, Iris(generation.manifest.base))
    return output.getvalue()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return run(SEEDS, tmp_path_factory.mktemp("build") / "data").generation


def count(generation: Generation, pattern: str) -> int:
    [row] = generation.open().query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", prefixes=PREFIXES)
    return int(row["n"].value)


def test_the_seeds_become_a_graph(seeds):
    counts = seeds.manifest.counts
    assert counts["articles"] == 5
    assert counts["entities"] > 50
    assert counts["claims"] > 100
    assert count(seeds, "?x a cg:Article") == 5
    assert count(seeds, "?x a cg:Visit") >= 1


def test_a_data_folder_among_the_articles_is_no_source(tmp_path, kg):
    shutil.copytree(SEEDS, tmp_path / "articles")
    data = tmp_path / "articles" / "data"
    first = kg("build", tmp_path / "articles", "--data", data)
    again = kg("build", tmp_path / "articles", "--data", data)
    assert "5 articles" in first.stderr + first.stdout
    for done in (first, again):
        assert "passed over" not in done.stderr
        assert "set aside: " not in done.stderr
    assert len(list((data / "generations").iterdir())) == 1


def test_every_claim_is_grounded(seeds):
    pattern = """GRAPH ?g { ?a schema:articleBody ?body . ?c prov:wasDerivedFrom ?p .
    ?p oa:start ?start ; oa:end ?end ; oa:exact ?exact } """
    assert count(seeds, pattern) > 100
    assert count(seeds, pattern + "FILTER(SUBSTR(?body, ?start + 1, ?end - ?start) != STR(?exact))") == 0


def test_each_article_has_a_graph_of_its_own_iri(seeds):
    graphs = {name for name in seeds.manifest.graphs if "/id/article/" in name}
    rows = seeds.open().query("SELECT ?a ?g { GRAPH ?g { ?a a cg:Article } }", prefixes=PREFIXES)
    assert {(row["a"].value, row["g"].value) for row in rows} == {(name, name) for name in graphs}


def test_the_merge_holds_each_triple_once(seeds):
    named = {quad.triple for name in seeds.open().named_graphs() for quad in graph_of(seeds, name)}
    assert {quad.triple for quad in graph_of(seeds, ox.DefaultGraph())} == named


def graph_of(generation: Generation, name: object) -> list[ox.Quad]:
    return list(generation.open().quads_for_pattern(None, None, None, name))


def test_a_rebuild_gives_byte_identical_quads_wherever_the_sources_lie(seeds, tmp_path):
    shutil.copytree(SEEDS, tmp_path / "elsewhere" / "seeds")
    again = run(tmp_path / "elsewhere" / "seeds", tmp_path / "data").generation
    assert again.manifest.version == seeds.manifest.version
    assert sorted(dumped(again, "nq").splitlines()) == sorted(dumped(seeds, "nq").splitlines())
    assert dumped(again, "trig") == dumped(seeds, "trig")


def test_the_order_of_the_sources_does_not_matter(seeds, tmp_path):
    turned = run(sorted(SEEDS.glob("*.txt"), reverse=True), tmp_path / "data").generation
    articles = {name for name in seeds.manifest.graphs if "/id/article/" in name} | {
        Iris(seeds.manifest.base).graph("register")
    }
    for name in articles:
        assert set(graph_of(turned, ox.NamedNode(name))) == set(graph_of(seeds, ox.NamedNode(name)))


def test_an_articles_graph_does_not_depend_on_the_others(seeds, tmp_path):
    one = next(SEEDS.glob("000*"))
    alone = run(one, tmp_path / "data").generation
    name = ox.NamedNode(Iris(alone.manifest.base).article(one.stem))
    assert set(graph_of(alone, name)) == set(graph_of(seeds, name))


def test_the_whole_graph_as_turtle_loads_in_rdflib_and_in_pyoxigraph(seeds):
    turtle = dumped(seeds, "turtle")
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)
    merged = len(graph_of(seeds, ox.DefaultGraph()))
    assert len(store) == len(rdflib.Graph().parse(data=turtle, format="turtle")) == merged


@pytest.mark.parametrize("format", list(dump.FORMATS))
def test_each_format_holds_the_whole(seeds, format):
    data = dumped(seeds, format)
    parsed = list(ox.parse(data, dump.FORMATS[format]))
    if dump.FORMATS[format] in dump.WITH_GRAPHS:
        assert len(set(parsed)) == sum(seeds.manifest.graphs.values())
    else:
        assert len({quad.triple for quad in parsed}) == len(graph_of(seeds, ox.DefaultGraph()))


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Generation]:
    text = "City Daily | May 7, 2022\r\n\r\nThe mayor visited the plant.\rHe met\tits <managers> & staff.\n"
    folder = tmp_path_factory.mktemp("returns")
    (folder / "a.txt").write_bytes(text.encode())
    return text, run(folder / "a.txt", folder / "data").generation


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
@pytest.mark.parametrize(
    ("format", "name"), [("turtle", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_newlines_of_all_kinds_survive_each_format(returns, format, name):
    text, made = returns
    graph = rdflib.Graph().parse(data=dumped(made, format, "asserted"), format=name)
    assert [str(body) for body in graph.objects(None, rdflib.URIRef("https://schema.org/articleBody"))] == [text]


def test_asserted_and_entailed_are_told_apart(seeds):
    asserted, entailed, both = (
        set(dumped(seeds, "nt", graph).splitlines()) for graph in ("asserted", "entailed", "all")
    )
    assert asserted | entailed == both
    assert not any(line.startswith(b"_:") and b"graph/entailed" in line for line in both)


def test_who_holds_a_post_in_a_government_body_is_entailed_to_be_an_official(seeds):
    official = "?x a cg:Official"
    held = "?m org:member ?x ; org:organization ?body . ?body a cg:GovernmentBody"
    entailed = Iris(seeds.manifest.base).graph("entailed")
    assert count(seeds, f"GRAPH <{entailed}> {{ {official} }}") > 3
    assert count(seeds, f"{held} FILTER NOT EXISTS {{ {official} }}") == 0
    assert count(seeds, f"{official} FILTER NOT EXISTS {{ {held} }}") == 0


def test_one_graph_by_its_iri(seeds):
    name = next(name for name in seeds.manifest.graphs if "/id/article/000" in name)
    assert len(dumped(seeds, "nt", name).splitlines()) == seeds.manifest.graphs[name]
    assert {q.graph_name.value for q in ox.parse(dumped(seeds, "trig", name), ox.RdfFormat.TRIG)} == {name}


def test_an_unknown_graph_is_an_error(seeds):
    with pytest.raises(QueryError, match=r"there is no graph <http://example\.org/none>"):
        dumped(seeds, "nt", "http://example.org/none")


@pytest.mark.parametrize("format", ["trig", "nq"])
def test_a_dump_comes_back_as_the_same_generation(seeds, tmp_path, format):
    path = tmp_path / f"all.{format}"
    path.write_bytes(dumped(seeds, format))
    back = import_files([path], Settings(data=tmp_path / "data", base="http://other.example/")).generation
    assert back.manifest.version == seeds.manifest.version
    assert back.manifest.base == seeds.manifest.base
    assert back.manifest.graphs == seeds.manifest.graphs
    assert dumped(back, "nq") == dumped(seeds, "nq")


def test_any_rdf_file_becomes_a_generation(tmp_path):
    (tmp_path / "a b.ttl").write_text("@prefix : <http://example.org/> . :a :p [ :q 1 ], [ :q 2 ] . <rel> :p :b .")
    (tmp_path / "c.nt").write_text("_:x <http://example.org/p> _:x .\n")
    made = import_files([tmp_path / "a b.ttl", tmp_path / "c.nt"], Settings(data=tmp_path / "data")).generation
    base = "http://127.0.0.1:8000/graph/import/"
    assert {name: n for name, n in made.manifest.graphs.items() if "import" in name} == {
        f"{base}a-b.ttl": 5,
        f"{base}c.nt": 1,
    }
    again = import_files([tmp_path / "a b.ttl", tmp_path / "c.nt"], Settings(data=tmp_path / "data")).generation
    assert again.manifest.version == made.manifest.version


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("bad.ttl", "@prefix : <http://e/> .\n:a :p\n", r"bad\.ttl, line \d+, column \d+: is not Turtle"),
        ("bad.nq", "<http://e/a> <http://e/p> .\n", r"bad\.nq, line 1, column \d+: is not N-Quads"),
        ("bad.doc", "", r"bad\.doc: its name does not say which RDF syntax it is in"),
        ("empty.ttl", "# nothing\n", r"empty\.ttl: there is no triple in it"),
    ],
)
def test_what_is_no_rdf_is_refused_with_its_place(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as refusal:
        import_files([tmp_path / name], Settings(data=tmp_path / "data"))
    assert re.search(message, str(refusal.value))
    assert DataFolder(tmp_path / "data").list() == []


def test_a_reader_that_fails_on_one_article_loses_nothing_else(tmp_path, monkeypatch):
    from kg import read_stage

    class Moody:
        name = "moody/1"

        def __init__(self, reader):
            self.reader = reader

        def read(self, article):
            if article.id.startswith("001"):
                raise RecursionError("too deep")
            return self.reader.read(article)

    load = read_stage.load_reader
    monkeypatch.setattr(read_stage, "load_reader", lambda settings: Moody(load(settings)))
    outcome = run(SEEDS, tmp_path / "data", reading_processes=1)
    assert outcome.generation.manifest.counts["articles"] == 5
    [notice] = [n for n in outcome.notices if "the reader failed" in n.message]
    assert notice.article.startswith("001")
    assert "RecursionError: too deep" in notice.message


def test_sources_without_an_article_publish_nothing(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("")
    with pytest.raises(InputError, match=r"no article in the sources\n  in/a.txt: is empty"):
        run(tmp_path / "in", tmp_path / "data")
    assert DataFolder(tmp_path / "data").list() == []


def test_strict_refuses_when_a_source_is_set_aside(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "in")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\0\0")
    with pytest.raises(ReleaseRefused, match=r"in/bad.txt, byte 0: is binary"):
        run(tmp_path / "in", tmp_path / "data", strict=True)
    assert DataFolder(tmp_path / "data").list() == []


def test_the_base_is_the_installations(tmp_path):
    made = run(next(SEEDS.glob("000*")), tmp_path / "data", base="https://graph.example.org/kg/").generation
    assert made.manifest.base == "https://graph.example.org/kg/"
    assert all(name.startswith("https://graph.example.org/kg/") for name in made.manifest.graphs)
    assert b"127.0.0.1" not in dumped(made, "nq")


def test_no_time_and_no_path_of_this_machine_stands_in_the_graph(seeds):
    quads = dumped(seeds, "nq").decode()
    assert os.fspath(ROOT) not in quads
    assert seeds.manifest.built[:10] not in quads.replace('"2026-11-22"^^', "")


def test_a_build_writes_every_statement_once(tmp_path, monkeypatch):
    """Else all that was written is counted anew, which takes a third of the time of publishing."""
    monkeypatch.setattr(Draft, "_again", lambda self: pytest.fail("something was written twice"))
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(news.article(number), encoding="utf-8")
    shutil.copytree(SEEDS, tmp_path / "seeds")
    assert run(tmp_path, tmp_path / "data").generation.manifest.counts["articles"] == 17
