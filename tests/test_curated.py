"""Corrections by people: what is added, corrected and withdrawn, and what becomes of a file that makes no sense."""

import re
import urllib.request
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, ReleaseRefused
from kg.generations import DataFolder, Generation
from kg.pipeline import Outcome, build
from kg.settings import Settings
from kg.terms import PREFIXES, Iris

ROOT = Path(__file__).resolve().parent.parent
SEED = next((ROOT / "seeds").glob("000*"))
BASE = Settings().base
HEAD = "by: Rosa Delacroix\nat: 2026-11-28\nbecause: the city's own diary\nchanges:\n"
VISIT = f"event/{SEED.stem}-visit-133"
SENSOR = "project/integrated-smart-sensor-project"


def made(tmp_path: Path, files: dict[str, str], **more: object) -> Outcome:
    folder = tmp_path / "corrections"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build([SEED], Settings(data=tmp_path / "data", curated=str(folder)), **more)


def ask(generation: Generation, pattern: str) -> bool:
    return bool(generation.open().query(f"BASE <{BASE}id/> ASK {{ {pattern} }}", prefixes=PREFIXES))


def rows(generation: Generation, query: str) -> list[tuple[str, ...]]:
    found = generation.open().query(f"BASE <{BASE}id/> {query}", prefixes=PREFIXES)
    return sorted(
        tuple(row[v].value.removeprefix(BASE + "id/") if row[v] else "" for v in found.variables) for row in found
    )


CHANGES = f"""{HEAD}  - withdraw: {VISIT} visited {SENSOR}
  - correct: {VISIT} startDate 2022-05-06
    to: 2022-05-05
    because: the mayor's diary
  - add: {SENSOR} locatedIn place/qingdao
  - add: enterprise/new-optics type Enterprise
  - add: enterprise/new-optics name New Optics Co., Ltd.
  - add: enterprise/new-optics locatedIn place/qingdao
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return made(tmp_path_factory.mktemp("plain"), {}).generation


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    folder = tmp_path_factory.mktemp("corrected")
    return folder, made(folder, {"first.yaml": CHANGES, "README.md": "notes"})


def test_what_is_withdrawn_is_gone_with_its_claims_and_all_that_follows(plain, corrected):
    statement = f"<{VISIT}> cg:visited <{SENSOR}>"
    claim = f"?c a cg:Claim ; rdf:subject <{VISIT}> ; rdf:predicate cg:visited ; rdf:object <{SENSOR}>"
    assert ask(plain, statement)
    assert ask(plain, claim)
    after = corrected[1].generation
    assert not ask(after, statement)
    assert not ask(after, claim)
    assert ask(after, f"<{VISIT}> cg:visited ?other")
    assert not ask(after, f"GRAPH ?g {{ <{VISIT}> ?p <{SENSOR}> }}")
    orphan = "?p a cg:Passage FILTER NOT EXISTS { ?any prov:wasDerivedFrom ?p }"
    assert not ask(after, orphan)


def test_what_followed_from_a_withdrawn_statement_alone_is_not_entailed_any_more(plain, tmp_path):
    entailed = f"GRAPH <{BASE}graph/entailed> {{ <person/zhao-haozhi> a cg:Official }}"
    assert ask(plain, entailed)
    posts = rows(plain, "SELECT ?m { ?m org:member <person/zhao-haozhi> }")
    lines = "".join(f"  - withdraw: {post}\n" for (post,) in posts)
    outcome = made(tmp_path, {"a.yaml": HEAD + lines})
    assert not ask(outcome.generation, entailed)
    assert outcome.generation.manifest.counts["withdrawn"] >= 3 * len(posts)


def test_the_record_says_what_was_read_and_who_withdrew_it_when_and_why(corrected):
    [(article, quote, by, at, why)] = rows(
        corrected[1].generation,
        f"""SELECT ?a ?quote ?by ?at ?why {{ ?s a cg:SetAside ; rdf:subject <{VISIT}> ; rdf:predicate cg:visited ;
          rdf:object <{SENSOR}> ; dcterms:isPartOf ?a ; oa:exact ?quote ; cg:because ?c .
          ?c a cg:Correction ; cg:decidedBy ?by ; prov:generatedAtTime ?at ; rdfs:comment ?why }}""",
    )
    assert article == f"article/{SEED.stem}"
    assert "integrated smart sensor project" in quote
    assert (by, at, why) == ("Rosa Delacroix", "2026-11-28T00:00:00Z", "the city's own diary")


def test_a_correction_replaces_and_quotes_the_lines_that_say_so(corrected):
    generation = corrected[1].generation
    assert rows(generation, f"SELECT ?d {{ <{VISIT}> schema:startDate ?d }}") == [("2022-05-05",)]
    [(article, words, by)] = rows(
        generation,
        f"""SELECT ?a ?words ?why {{ ?c rdf:subject <{VISIT}> ; rdf:predicate schema:startDate ;
          prov:wasDerivedFrom ?p ; prov:wasGeneratedBy/rdfs:comment ?why .
          ?p oa:exact ?words ; dcterms:isPartOf ?a }}""",
    )
    assert article == "article/corrections-corrections-first.yaml"
    assert words.startswith(f"correct: {VISIT}")
    assert words.endswith("because: the mayor's diary")
    assert by == "the mayor's diary"


def test_what_is_added_is_stated_entailed_from_found_and_quoted_in_its_place(corrected):
    generation = corrected[1].generation
    assert ask(generation, f"<{SENSOR}> cg:locatedIn <place/qingdao>")
    china = f"GRAPH <{BASE}graph/entailed> {{ <enterprise/new-optics> cg:locatedIn ?further }}"
    assert ask(generation, china)
    assert ask(generation, "<enterprise/new-optics> skos:prefLabel 'New Optics Co., Ltd.'@en")
    found = rows(
        generation,
        """SELECT ?body ?start ?end ?exact { ?p oa:start ?start ; oa:end ?end ; oa:exact ?exact ; dcterms:isPartOf ?a .
          ?a schema:articleBody ?body }""",
    )
    assert all(body[int(start) : int(end)] == exact for body, start, end, exact in found)


def test_pages_show_it(corrected, serve):
    address = serve(corrected[0] / "data")

    def seen(path: str) -> str:
        with urllib.request.urlopen(address + path, timeout=20) as answer:  # noqa: S310 - our own server
            return " ".join(re.sub(r"<[^>]+>", " ", answer.read().decode()).split())

    assert "withdrawn by Rosa Delacroix on 2026-11-28: the city&#39;s own diary" in seen("set-aside")
    assert "New Optics" in seen("search?q=new+optics")
    assert "add: enterprise/new-optics locatedIn" in seen("page/enterprise/new-optics")
    assert "Corrections: corrections/first.yaml" in seen("page/article/corrections-corrections-first.yaml")


def test_the_same_folder_gives_the_same_graph_and_no_folder_the_graph_without(plain, corrected, tmp_path):
    again = made(tmp_path, {"first.yaml": CHANGES}).generation
    assert again.manifest.version == corrected[1].generation.manifest.version
    without = build([SEED], Settings(data=tmp_path / "data")).generation
    assert without.manifest.version == plain.manifest.version


def test_a_build_notices_that_a_file_has_changed_and_that_none_has(tmp_path):
    first = made(tmp_path, {"a.yaml": f"{HEAD}  - withdraw: {VISIT} visited {SENSOR}\n"})
    assert made(tmp_path, {"a.yaml": f"{HEAD}  - withdraw: {VISIT} visited {SENSOR}\n"}).unchanged
    second = made(tmp_path, {"a.yaml": f"{HEAD}  - add: {SENSOR} locatedIn place/qingdao\n"})
    assert not second.unchanged
    assert second.generation.manifest.version != first.generation.manifest.version
    assert ask(second.generation, f"<{VISIT}> cg:visited <{SENSOR}>")


def test_all_values_of_a_property_and_all_that_is_said_of_a_thing(plain, tmp_path):
    changes = f"{HEAD}  - withdraw: {VISIT} visited\n  - withdraw: person/geng-tao\n"
    after = made(tmp_path, {"a.yaml": changes}).generation
    assert ask(plain, "?any ?p <person/geng-tao>")
    assert not ask(after, f"<{VISIT}> cg:visited ?any")
    geng = "<person/geng-tao>"
    assert not ask(after, f"{{ {geng} ?p ?o }} UNION {{ ?s ?p {geng} FILTER(?p NOT IN (rdf:subject, rdf:object)) }}")
    assert ask(after, f"?s a cg:SetAside ; rdf:object {geng}")


def test_the_later_of_two_people_holds(tmp_path):
    says = f"{{action}}: {SENSOR} locatedIn place/qingdao\n"
    files = {
        "one.yaml": HEAD + "  - " + says.format(action="add"),
        "two.yaml": HEAD.replace("2026-11-28", "2026-11-29") + "  - " + says.format(action="withdraw"),
    }
    outcome = made(tmp_path, files)
    assert not ask(outcome.generation, f"<{SENSOR}> cg:locatedIn <place/qingdao>")
    assert any("does not hold any more" in n.message and "two.yaml" in n.message for n in outcome.notices)
    files["two.yaml"] = files["two.yaml"].replace("2026-11-29", "2026-11-27")
    assert ask(made(tmp_path, files).generation, f"<{SENSOR}> cg:locatedIn <place/qingdao>")


def test_what_breaks_a_shape_is_set_aside_with_its_line(tmp_path):
    changes = f"{HEAD}  - add: {SENSOR} locatedIn place/qingdao\n  - add: place/qingdao locatedIn place/qingdao\n"
    outcome = made(tmp_path, {"a.yaml": changes})
    assert not ask(outcome.generation, "<place/qingdao> cg:locatedIn <place/qingdao>")
    assert ask(outcome.generation, f"<{SENSOR}> cg:locatedIn <place/qingdao>")
    [notice] = [n for n in outcome.notices if n.set_aside]
    assert notice.source.startswith("corrections/a.yaml, line 6")
    assert "relation to itself" in notice.message
    with pytest.raises(ReleaseRefused, match="itself"):
        made(tmp_path, {"a.yaml": changes}, strict=True)


def test_a_withdrawal_that_finds_nothing_and_one_that_still_follows_are_remarked_on(tmp_path):
    changes = HEAD + f"  - withdraw: {VISIT} visited place/shanghai\n  - withdraw: person/zhao-haozhi type Official\n"
    messages = [str(n) for n in made(tmp_path, {"a.yaml": changes}).notices]
    assert any("line 5" in m and "nothing that was read says so" in m for m in messages)
    assert any("line 6" in m and "follows from other statements" in m for m in messages)


def test_turtle_says_the_same(plain, tmp_path):
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    turtle = f"""{prefixes}[] a cg:Correction ; cg:decidedBy "Rosa Delacroix" ; rdfs:comment "the city's own diary"@en ;
      prov:generatedAtTime "2026-11-28T00:00:00Z"^^xsd:dateTime ;
      cg:withdraws [ rdf:subject <{VISIT}> ; rdf:predicate cg:visited ; rdf:object <{SENSOR}> ] .
    <{SENSOR}> cg:locatedIn <place/qingdao> .\n"""
    after = made(tmp_path, {"a.ttl": turtle}).generation
    assert not ask(after, f"<{VISIT}> cg:visited <{SENSOR}>")
    assert ask(after, f"<{SENSOR}> cg:locatedIn <place/qingdao> . ?c a cg:Correction ; cg:decidedBy 'Rosa Delacroix'")


def test_the_documented_examples_are_read(tmp_path):
    text = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    [turtle] = re.findall(r"```turtle\n(.*?)```", text, re.DOTALL)
    outcome = made(tmp_path, {"a.yaml": example, "b.ttl": turtle})
    assert rows(outcome.generation, "SELECT ?by { ?c a cg:Correction ; cg:decidedBy ?by }") == [("Rosa Delacroix",)] * 4


BAD = {
    "by: x\nat: [": r"a\.yaml, line 2, column \d+: is not YAML",
    "changes:\n  - add: a/b locatedIn c/d\n": r"line 2, column 5: it does not say who\n  write by:",
    HEAD + "  - add: park/x lies_in place/y\n": r"line 5, column 10: there is no property 'lies_in'\n  ",
    HEAD + "  - add: park/x locatedin place/y\n": r"did you mean locatedIn",
    HEAD + "  - add: Lantern locatedIn place/y\n": r"line 5, column 10: 'Lantern' names no thing\n  write the end of",
    HEAD + "  - add: event/x startDate May 7\n": r"'May 7' is no date, and startDate takes one",
    HEAD + "  - add: statistic/x value many\n": r"'many' is no number",
    HEAD + "  - add: park/x type Gardenn\n": r"there is no kind 'Gardenn'",
    HEAD + "  - add: park/x locatedIn\n": r"what is added is THING PROPERTY VALUE",
    HEAD + "  - add: article/x articleBody lies\n": r"'articleBody' is made by the build",
    HEAD + "  - correct: park/x locatedIn place/y\n": r"'correct' needs 'to'",
    HEAD + "  - withdraw: park/x\n    to: y\n": r"'to' has no place beside 'withdraw'",
    HEAD + "  - withdraw: park/x\n    add: park/x type Park\n": r"this has add and withdraw",
    HEAD + "  - remove: park/x\n": r"line 5, column 5: 'remove' has no meaning here",
    HEAD.replace("2026-11-28", "yesterday") + "  - withdraw: park/x\n": r"line 2, column 5: 'yesterday' is no day",
    HEAD.replace("changes:\n", "changes: none\n"): r"line 4, column 10: 'changes' is no list",
    "just words\n": r"line 1, column 1: is not written as 'name: value'",
    "\x07": r"is not YAML",
    "[" * 20_000: r"is not YAML",
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_a_file_that_makes_no_sense_ends_the_build_with_its_place(tmp_path, text):
    with pytest.raises(InputError) as refusal:
        made(tmp_path, {"a.yaml": text})
    assert re.search(BAD[text], str(refusal.value)), refusal.value
    assert str(refusal.value).startswith("corrections/a.yaml")
    assert DataFolder(tmp_path / "data").list() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@prefix : <http://e/> .\n:a :p\n", r"a\.ttl, line \d+, column \d+: is not Turtle"),
        ("<a/b> <http://e/p> <c/d> .\n", r"0 corrections could be meant to add"),
        ("[] a <https://w3id.org/civigraph/ontology#Correction> .", r"does not say who"),
    ],
)
def test_turtle_that_makes_no_sense_ends_the_build_too(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        made(tmp_path, {"a.ttl": text})


def test_a_file_in_another_encoding_and_a_folder_that_is_not_there(tmp_path):
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a.yaml").write_bytes(HEAD.encode() + b"  - add: park/\xe9\xe8 type Park\n")
    settings = Settings(data=tmp_path / "data", curated=str(tmp_path / "corrections"))
    with pytest.raises(InputError, match=r"a\.yaml, byte \d+: is not UTF-8\n  save it as UTF-8"):
        build([SEED], settings)
    with pytest.raises(InputError, match="there is no such folder of corrections"):
        build([SEED], Settings(data=tmp_path / "data", curated=str(tmp_path / "none")))


def test_the_command_takes_the_folder_and_counts_what_it_did(kg, tmp_path):
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a.yaml").write_text(f"{HEAD}  - withdraw: {VISIT} visited {SENSOR}\n")
    done = kg("build", SEED, "--data", tmp_path / "data", "--curated", tmp_path / "corrections")
    assert "1 statement withdrawn by people" in done.stdout
    (tmp_path / "corrections" / "a.yaml").write_text("changes: [")
    done = kg("build", SEED, "--data", tmp_path / "data", "--curated", tmp_path / "corrections", check=False)
    assert done.returncode == InputError.exit_code
    assert "corrections/a.yaml, line 1, column 11: is not YAML" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_was_merged_is_followed(tmp_path, kg):
    one = made(tmp_path, {}).generation
    [(person,), *_] = rows(one, "SELECT ?p { ?p a cg:Person FILTER(CONTAINS(STR(?p), 'geng-tao')) }")
    data = tmp_path / "data"
    kg("register", "same", person, "person/zhang-yuansheng", "--because", "a test", "--by", "Rosa", "--data", data)
    after = made(tmp_path, {"a.yaml": f"{HEAD}  - withdraw: {VISIT} attendee {person}\n"}).generation
    assert ask(after, f"<{person}> dcterms:isReplacedBy <person/zhang-yuansheng>")
    assert not ask(after, f"<{VISIT}> cg:attendee <person/zhang-yuansheng>")


def test_graphs_of_corrections_cannot_be_written_to(corrected):
    from kg.edits.places import Places

    manifest = corrected[1].generation.manifest
    graph = Iris(BASE).article("corrections-corrections-first.yaml")
    assert ox.NamedNode(graph) in set(corrected[1].generation.open().named_graphs())
    assert "article" in (Places(Iris(BASE), manifest.graphs, manifest.edits).refusal(graph) or "")
