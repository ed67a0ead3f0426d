"""People's decisions about who is who: they win, last, can be undone, contradict each other; the command; the pages."""

import json
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.facts import Article, Entity, EntityType, Passage, Post, Reading
from kg.register import Judgement, Register
from kg.register.judgements import Judgements, decided, standing
from kg.terms import Iris

T = EntityType
IRIS = Iris("http://example.org/")
START = IRIS.start


def reading(id: str, *entities: Entity, posts: tuple[Post, ...] = ()) -> Reading:
    article = Article(id=id, body="", source=f"{id}.txt", date="2024-03-01")
    return Reading(article=article, reader="test/1", entities=entities, posts=posts)


def mayor(id: str, of: str) -> Reading:
    post = Post(person="p", role="mayor", printed="mayor", of="c", passages=(Passage(0, 1),))
    return reading(
        id, Entity(id="p", type=T.PERSON, names=("Li Wei",)), Entity(id="c", type=T.PLACE, names=(of,)), posts=(post,)
    )


def park(id: str, *names: str) -> Reading:
    return reading(id, Entity(id="p", type=T.PARK, names=names))


def resolve(readings, *decisions):
    register = Register(IRIS, standing(decisions))
    for one in readings:
        register.see(one)
    return register.resolve()


def iri(found, article: str) -> str:
    return found.entity(article, "p").iri.removeprefix(START)


def made(judgement: str, left: str, right: str = "", at: str = "2024-05-01T10:00:00+00:00", **more):
    return decided(judgement, left, right, because="I asked them", by="Rosa Delacroix", at=at, **more)


def redirects(found) -> dict[str, str]:
    return {
        t.subject.value.removeprefix(START): t.object.value.removeprefix(START)
        for t in found.graph()
        if t.predicate.value.endswith("isReplacedBy")
    }


NAMESAKES = (mayor("a", "Weihai"), mayor("b", "Hefei"))
SAME = made("same", "person/li-wei-hefei", "person/li-wei-weihai")


def test_people_join_what_the_rules_keep_apart_and_the_old_iris_lead_to_the_one_that_stands():
    found = resolve(NAMESAKES, SAME)
    assert iri(found, "a") == iri(found, "b") == "person/li-wei"
    assert redirects(found) == {"person/li-wei-hefei": "person/li-wei", "person/li-wei-weihai": "person/li-wei"}
    [decision] = [d for d in found.decisions if d.by]
    assert (decision.judgement, decision.reason, decision.by) == (Judgement.SAME, "I asked them", "Rosa Delacroix")


def test_an_undo_restores_the_old_iris():
    before, after = resolve(NAMESAKES), resolve(NAMESAKES, SAME, made("undo", SAME.id, at="2024-05-02T10:00:00+00:00"))
    assert sorted(map(str, after.graph())) == sorted(map(str, before.graph()))


def test_an_undo_can_be_undone():
    undo = made("undo", SAME.id, at="2024-05-02T10:00:00+00:00")
    assert standing([made("undo", undo.id, at="2024-05-03T10:00:00+00:00"), SAME, undo]) == [SAME]


def test_people_part_what_the_rules_join():
    parks = (park("a", "Weihai Harbor Aviation Park", "WHAP"), park("b", "WHAP"))
    assert iri(resolve(parks), "b") == "park/weihai-harbor-aviation-park"
    found = resolve(parks, made("different", "park/whap", "park/weihai-harbor-aviation-park"))
    assert iri(found, "b") == "park/whap"
    assert [(d.judgement, d.by) for d in found.decisions] == [(Judgement.DIFFERENT, "Rosa Delacroix")]
    assert not redirects(found)


def test_people_part_the_articles_of_one_name():
    parks = (park("a", "Harbor Aviation Park"), park("b", "Harbor Aviation Park"), park("c", "Harbor Aviation Park"))
    one = made("split", "park/harbor-aviation-park", articles=("b", "c"))
    found = resolve(parks, one)
    assert iri(found, "a") == "park/harbor-aviation-park"
    assert iri(found, "b") == iri(found, "c") == f"park/harbor-aviation-park-{one.id}"


def test_things_of_different_names_are_one_where_people_say_so():
    parks = (park("a", "Harbor Aviation Park"), park("b", "Old Airfield"))
    found = resolve(parks, made("same", "park/old-airfield", "park/harbor-aviation-park"))
    assert iri(found, "b") == "park/harbor-aviation-park"
    assert redirects(found) == {"park/old-airfield": "park/harbor-aviation-park"}


def test_of_two_decisions_that_contradict_each_other_the_later_holds_and_the_other_is_named():
    later = made("different", "person/li-wei-hefei", "person/li-wei-weihai", at="2024-06-01T10:00:00+00:00")
    found = resolve(NAMESAKES, later, SAME)
    assert iri(found, "a") != iri(found, "b")
    [conflict] = found.conflicts
    assert SAME.id in conflict


def test_a_chain_that_would_join_what_is_apart_is_a_conflict_too():
    parks = (park("a", "Alpha Park"), park("b", "Beta Park"), park("c", "Gamma Park"))
    found = resolve(
        parks,
        made("same", "park/alpha-park", "park/beta-park", at="2024-05-01T10:00:00+00:00"),
        made("same", "park/beta-park", "park/gamma-park", at="2024-05-02T10:00:00+00:00"),
        made("different", "park/alpha-park", "park/gamma-park", at="2024-05-03T10:00:00+00:00"),
    )
    assert iri(found, "b") == iri(found, "c") != iri(found, "a")
    assert len(found.conflicts) == 1


def test_a_person_is_never_made_one_with_something_else():
    found = resolve(
        [mayor("a", "Weihai"), park("b", "Harbour Park")], made("same", "person/li-wei", "park/harbour-park")
    )
    assert iri(found, "a") == "person/li-wei"
    assert iri(found, "b") == "park/harbour-park"
    [said] = found.conflicts
    assert "only one of them is a person; not applied" in said


def test_a_decision_on_what_is_not_there_waits_and_is_named():
    found = resolve(NAMESAKES[:1], SAME)
    assert iri(found, "a") == "person/li-wei"
    assert "person/li-wei-hefei" in found.conflicts[0]


def test_the_file_is_only_added_to_and_takes_each_decision_once(tmp_path):
    file = Judgements(tmp_path / "data")
    assert file.add([SAME]) == [SAME]
    first = file.path.read_bytes()
    later = made("different", "park/a", "park/b", at="2024-05-02T10:00:00+00:00")
    assert file.add([SAME, later]) == [later]
    assert file.path.read_bytes().startswith(first)
    assert file.all() == [SAME, later]


def test_a_line_that_is_no_decision_is_named(tmp_path):
    file = Judgements(tmp_path)
    file.add([SAME])
    with file.path.open("a") as more:
        more.write('{"judgement": "perhaps"}\n')
    done = kg("register", "people", "--data", tmp_path)
    assert done.exit_code == 3
    assert "identities.jsonl, line 2: is no decision" in done.stderr


ARTICLES = {
    "a": "On March 1, 2024, Li Wei, mayor of Weihai, visited Northstar Robotics Co., Ltd.",
    "b": "On March 4, 2024, Li Wei, mayor of Hefei, met with Zhao Qiming, chairman of Bluewave Energy.",
}


def kg(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    where = tmp_path_factory.mktemp("register")
    (where / "pages").mkdir()
    for name, text in ARTICLES.items():
        (where / "pages" / f"{name}.txt").write_text(f"A visit\n\nUpdated: March 5, 2024\n\n{text}\n")
    done = kg("build", where / "pages", "--data", where / "data")
    assert done.exit_code == 0, done.output
    return where


def answered(address: str, path: str, *wanted: object) -> bool:
    """Whether the server, which follows new generations, comes to answer with the status and location ``wanted``."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        found = (answer.status, answer.headers.get("Location"))
        connection.close()
        if found[: len(wanted)] == wanted:
            return True
        time.sleep(0.3)
    return False


def test_a_merge_by_hand_from_the_command_to_the_page_and_back(folder, serve):
    data, who = folder / "data", ("--because", "I asked them", "--by", "Rosa Delacroix")
    listed = kg("register", "list", "li wei", "--data", data)
    assert "person/li-wei-hefei  different  person/li-wei-weihai" in listed.stdout
    assert kg("register", "list", "--unsure", "--data", data).stdout.count("\n") == 2
    address = serve(data)
    assert answered(address, "/page/person/li-wei-hefei", 200)

    done = kg("register", "same", "person/li-wei-hefei", "person/li-wei-weihai", *who, "--data", data)
    assert done.exit_code == 0
    assert "applied by the next: kg build" in done.stdout
    id = done.stdout.split()[1]
    assert kg("build", folder / "pages", "--data", data).exit_code == 0
    assert answered(address, "/page/person/li-wei-hefei", 308, "/page/person/li-wei")
    assert answered(address, "/id/person/li-wei-weihai", 308, "/id/person/li-wei")
    people = kg("register", "list", "--people", "--data", data).stdout
    assert "I asked them" in people
    assert "Rosa Delacroix" in people
    assert "also at" in kg("register", "show", "person/li-wei", "--data", data).stdout

    undone = kg("register", "undo", id, *who, "--data", data, "--apply", folder / "pages")
    assert undone.exit_code == 0
    assert "generation 000003-" in undone.stdout
    assert answered(address, "/page/person/li-wei-hefei", 200)


def test_decisions_travel_as_a_file(folder, tmp_path):
    data, file = folder / "data", tmp_path / "decisions.jsonl"
    who = ("--because", "two sites", "--by", "Otto Lindqvist")
    kg("register", "different", "person/li-wei-hefei", "person/li-wei-weihai", *who, "--data", data)
    assert kg("register", "export", file, "--data", data).exit_code == 0
    assert any(json.loads(line)["by"] == "Otto Lindqvist" for line in file.read_text().splitlines())
    again = kg("register", "import", file, "--data", data)
    assert again.stdout.startswith("0 decisions added")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("same", "person/nobody", "person/li-wei-hefei"), "nothing is named 'person/nobody'"),
        (("same", "person/li-wei-hefei", "/page/person/li-wei-hefei"), "a thing is always itself"),
        (("different", "person/li wei", "person/li-wei-hefei"), "is no IRI"),
        (("undo", "0000000000"), "there is no decision '0000000000'"),
    ],
)
def test_what_cannot_be_decided_is_said(folder, args, message):
    done = kg("register", *args, "--because", "x", "--by", "y", "--data", folder / "data")
    assert done.exit_code == 3
    assert message in done.stderr


def test_things_that_are_unknown_are_not_shown(folder):
    done = kg("register", "show", "person/nobody", "--data", folder / "data")
    assert done.exit_code == 3
