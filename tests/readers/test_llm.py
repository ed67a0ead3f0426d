"""The reader "llm" against a real service in a process of its own: bounded, resumable, and held to its quotes."""

import json
import logging
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kg.errors import SettingsError
from kg.facts import Article, EventType, Reading, Slot
from kg.llm.answers import schema
from kg.llm.reader import LanguageModelReader
from kg.pipeline import build
from kg.readers import load_reader, read_safely
from kg.reading import evidence
from kg.settings import Settings, load
from tests.readers.service import KEY

SENTENCE = "Gu Lan, mayor of Anping, visited Haiqi Group on May 6. Haiqi Group will invest 350 million yuan there. "


@dataclass
class Service:
    url: str

    def asked(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.url}/asked") as answer:  # noqa: S310 - our own
            return json.load(answer)

    def most(self) -> int:
        with urllib.request.urlopen(f"{self.url}/most") as answer:  # noqa: S310 - our own
            return json.load(answer)

    def settings(self, **changed: object) -> Settings:
        known = {"reader": "llm", "llm_url": f"{self.url}/v1", "llm_model": "small/1", "llm_key": KEY, "llm_retries": 2}
        return Settings(**{**known, **changed})  # type: ignore[arg-type]


@pytest.fixture
def service(tmp_path):
    port = tmp_path / "port"
    process = subprocess.Popen([sys.executable, Path(__file__).with_name("service.py"), port])
    deadline = time.monotonic() + 20
    while not (port.exists() and port.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    yield Service(f"http://127.0.0.1:{port.read_text()}")
    process.kill()
    process.wait()


def article(order: str = "well", body: str = SENTENCE, id: str = "a") -> Article:
    return Article(id=id, body=f"[[{order}]] {body}", source=f"{id}.txt", date="2023-05-07", language="en")


def read(service: Service, order: str, body: str = SENTENCE, **changed: object) -> tuple[Reading, str | None]:
    return read_safely(load_reader(service.settings(**changed)), article(order, body))


def words(reading: Reading, passages) -> list[str]:
    return [reading.article.body[p.start : p.end] for p in passages]


def test_what_the_model_quotes_becomes_facts_with_the_words_where_they_stand(service):
    reading, failure = read(service, "well")
    assert failure is None
    assert reading.reader == "llm/1 small/1"
    assert [(e.type.value, e.names) for e in reading.entities] == [
        ("Person", ("Gu Lan",)), ("Place", ("Anping",)), ("Enterprise", ("Haiqi Group",))
    ]  # fmt: skip
    assert words(reading, reading.entities[2].mentions) == ["Haiqi Group", "Haiqi Group"]
    [post] = reading.posts
    assert words(reading, post.passages) == ["Gu Lan, mayor of Anping"]
    [event] = reading.events
    assert event.type is EventType.VISIT
    assert {(a.slot, a.value) for a in event.arguments} == {
        (Slot.START, "2023-05-06"), (Slot.LEADER, post.person), (Slot.VISITED, reading.entities[2].id)
    }  # fmt: skip
    [figure] = reading.statistics
    assert (str(figure.value), figure.unit) == ("350000000", "CNY")
    assert evidence.check(reading) == reading


def test_the_service_gets_the_article_the_model_the_schema_and_the_key(service):
    read(service, "well")
    [asked] = service.asked()
    assert asked["path"] == "/v1/chat/completions"
    assert asked["headers"]["Authorization"] == f"Bearer {KEY}"
    assert asked["body"]["model"] == "small/1"
    assert asked["body"]["response_format"]["json_schema"] == {"name": "facts", "strict": True, "schema": schema()}
    question = asked["body"]["messages"][1]["content"]
    assert "Date: 2023-05-07" in question
    assert question.endswith(f"Text:\n[[well]] {SENTENCE}")


def test_the_schema_is_one_that_strict_services_take():
    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for value in part.values():
                yield from objects(value)
        elif isinstance(part, list):
            for value in part:
                yield from objects(value)

    assert schema()["type"] == "object"
    found = list(objects(schema()))
    assert len(found) == 7
    for one in found:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"])


def test_quotes_are_found_across_line_breaks(service):
    body = "A day of visits lay before the guests. Gu Lan, mayor of\nAnping, visited Haiqi Group on May 6."
    reading, _ = read(service, "well", f"{body} It will invest 350\nmillion yuan.")
    assert words(reading, reading.posts[0].passages) == ["Gu Lan, mayor of\nAnping"]
    assert words(reading, reading.statistics[0].passages) == ["will invest 350\nmillion yuan"]


def test_what_has_no_words_in_the_article_is_dropped_and_counted(service, tmp_path):
    reading, _ = read(service, "invents")
    assert not reading.posts
    assert not reading.statistics
    assert not reading.relations
    assert [a.slot for a in reading.events[0].arguments] == [Slot.START, Slot.VISITED]
    assert "Nobody Atall" not in {name for e in reading.entities for name in e.names}
    assert len(reading.rejected) == 6
    outcome = build([folder(tmp_path, article("invents"))], service.settings(data=tmp_path / "data"))
    assert outcome.generation.manifest.counts["dropped"] == 6
    [notice] = [n.message for n in outcome.notices if "dropped" in n.message]
    assert notice.startswith(
        "6 of the reader's statements were dropped: 4 because its words do not stand in the article"
    )


@pytest.mark.parametrize("order", ["fenced", "bad-json-once", "429-once", "500-once", "old"])
def test_a_service_that_does_well_in_the_end_is_believed(service, order):
    reading, failure = read(service, order)
    assert failure is None
    assert len(reading.posts) == 1


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("bad-json", "the model answered twice with something unusable"),
        ("wrong-schema", "the model answered twice with something unusable: Object contains unknown field `rank`"),
        ("wrong-type", "the model answered twice with something unusable: Invalid enum value 'Wizard'"),
        ("429-long", "answered with status 429: come tomorrow"),
        ("500", "answered with status 500: oops"),
        ("slow", "gave no answer in time"),
        ("always-cut", "the model's answer did not end within llm_answer_tokens"),
        ("broken-off", "cannot be reached"),
        ("huge", "answered with more than 4,000,000 bytes"),
        ("no-choices", "answered with something that is no completion"),
        ("refuses", "the model refused to read it"),
        ("redirects", "answered with status 302"),
    ],
)
def test_a_service_that_does_not_costs_the_article_its_facts_and_says_why(service, order, said):
    begun = time.monotonic()
    reading, failure = read(service, order, llm_retries=1, llm_seconds=1.0)
    assert not reading.entities
    assert failure is not None
    assert said in failure
    assert time.monotonic() - begun < 15
    assert all(asked["path"] == "/v1/chat/completions" for asked in service.asked())


def test_retry_after_is_waited_for(service):
    read(service, "429-once")
    first, second = (asked["time"] for asked in service.asked())
    assert second - first >= 1


def test_a_service_that_is_down_is_not_asked_for_every_article():
    settings = Settings(reader="llm", llm_url="http://127.0.0.1:9/v1", llm_model="m", llm_retries=0)
    reader = load_reader(settings)
    reasons = [read_safely(reader, article(id=f"a{n}"))[1] for n in range(5)]
    assert reasons[0] == "the service of the reader cannot be reached"
    assert reasons[4] == "the service of the reader cannot be reached, 3 times in a row; it was not asked again"


def test_a_long_article_is_read_in_parts_and_its_offsets_stay(service):
    long = "\n".join(
        f"Li Ming{'abcdefghij'[n]}, mayor of Anping, visited Firm{n} Group on May {n + 1}. Much else was said of it. "
        * 4
        for n in range(10)
    )
    reading, failure = read(service, "well", long, llm_passage=1000)
    assert failure is None
    asked = service.asked()
    assert len(asked) > 3
    assert all(len(a["body"]["messages"][1]["content"]) < 2600 for a in asked)
    assert "Named in earlier parts" in asked[-1]["body"]["messages"][1]["content"]
    assert len([e for e in reading.entities if e.type == "Place"]) == 1
    assert len([e for e in reading.entities if e.type == "Person"]) == 10
    for post in reading.posts:
        assert words(reading, post.passages)[0].startswith("Li Ming")


def test_an_answer_that_is_cut_off_is_asked_for_in_halves(service):
    reading, failure = read(
        service, "cut", "[[cut]] " + SENTENCE + "Much was said there in praise of it. [[cut]] " * 40
    )
    assert failure is None
    assert len(reading.posts) == 1
    assert len(service.asked()) > 2


# ---- a build: bounds, resuming, secrets


def folder(tmp_path: Path, *articles: Article) -> Path:
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    for one in articles:
        (source / f"{one.id}.txt").write_text(f"2023-05-07\n\n{one.body}\n", encoding="utf-8")
    return source


def aside(outcome) -> list[str]:
    return [n.message for n in outcome.notices if "without facts" in n.message]


def test_a_build_stops_asking_at_its_limit_and_the_next_one_goes_on(service, tmp_path):
    source = folder(tmp_path, *(article(body=f"{SENTENCE} It was number {n}.", id=f"a{n}") for n in range(8)))
    settings = service.settings(data=tmp_path / "data", llm_calls=3)
    outcome = build([source], settings)
    assert outcome.generation.manifest.counts["articles"] == 8
    assert len(service.asked()) == 3
    assert (
        aside(outcome)
        == [
            "the limit of this build is reached (llm_calls = 3); the next build goes on here; stored, but without facts"
        ]
        * 5
    )
    assert outcome.spent == "3 requests, 300 tokens sent, 150 received"
    outcome = build([source], settings)
    assert (len(service.asked()), len(aside(outcome)), outcome.kept) == (6, 2, 3)
    outcome = build([source], settings)
    assert (len(service.asked()), len(aside(outcome)), outcome.kept) == (8, 0, 6)
    assert build([source], settings).unchanged
    assert len(service.asked()) == 8


@pytest.mark.parametrize(
    "limit",
    [{"llm_tokens": 30_000}, {"llm_cost": 0.03, "llm_price_in": 1.0, "llm_price_out": 1.0}],
)
def test_tokens_and_cost_never_pass_their_limits(service, tmp_path, limit):
    source = folder(tmp_path, *(article("waits", f"{SENTENCE} Number {n}.", f"a{n}") for n in range(6)))
    outcome = build([source], service.settings(data=tmp_path / "data", llm_answer_tokens=12_000, **limit))
    # Each request may use 12,000 and what it sends, so that two never fit beside each other; they use 150.
    assert not aside(outcome)
    assert service.most() == 1
    outcome = build([source], service.settings(data=tmp_path / "data", llm_answer_tokens=31_000, **limit), anew=True)
    assert len(aside(outcome)) == 6
    assert len(service.asked()) == 6


def test_only_so_many_are_asked_at_one_time(service, tmp_path):
    source = folder(tmp_path, *(article("waits", f"{SENTENCE} Number {n}.", f"a{n}") for n in range(12)))
    build([source], service.settings(data=tmp_path / "data", llm_parallel=3))
    assert service.most() == 3


def test_a_wrong_key_is_tried_once_and_its_failure_is_no_leak(service, tmp_path, caplog):
    source = folder(tmp_path, *(article("wrong-key", f"{SENTENCE} Number {n}.", f"a{n}") for n in range(5)))
    with caplog.at_level(logging.DEBUG):
        outcome = build([source], service.settings(data=tmp_path / "data", llm_parallel=1))
    assert len(service.asked()) == 1
    assert len(aside(outcome)) == 5
    assert "Incorrect API key provided: ***" in aside(outcome)[0]
    assert KEY not in caplog.text
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path


def test_another_key_does_not_read_anew_but_another_model_does(service, tmp_path):
    source = folder(tmp_path, article())
    build([source], service.settings(data=tmp_path / "data"))
    assert build([source], service.settings(data=tmp_path / "data", llm_key="another")).unchanged
    build([source], service.settings(data=tmp_path / "data", llm_model="other"))
    assert [a["body"]["model"] for a in service.asked()] == ["small/1", "other"]


def test_the_command_reads_with_it_when_the_environment_says_so(service, tmp_path):
    source = folder(tmp_path, article(), article("500", id="b"))
    environment = os.environ | {
        "CIVIGRAPH_READER": "llm", "CIVIGRAPH_LLM_URL": f"{service.url}/v1", "CIVIGRAPH_LLM_MODEL": "m",
        "CIVIGRAPH_LLM_KEY": KEY, "CIVIGRAPH_LLM_RETRIES": "0",
    }  # fmt: skip
    kg = Path(sys.executable).with_name("kg")
    done = subprocess.run(
        [kg, "build", source, "--data", tmp_path / "data"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "b.txt: the service of the reader answered with status 500: oops; stored, but without facts" in done.stderr
    assert "the reader used: 2 requests, 100 tokens sent, 50 received" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_readers_stand_side_by_side(service, tmp_path):
    gold = {
        "id": "a", "article": {}, "events": [], "relations": [], "statistics": [],
        "entities": [{"id": "gu", "type": "Person", "names": ["Gu Lan"]},
                     {"id": "anping", "type": "Place", "names": ["Anping"]}],
        "memberships": [{"person": "gu", "role": "mayor", "of": "anping"}],
    }  # fmt: skip
    source = folder(tmp_path, article("429-long"))
    (source / "a.json").write_text(json.dumps(gold))
    environment = os.environ | {"CIVIGRAPH_LLM_URL": f"{service.url}/v1", "CIVIGRAPH_LLM_MODEL": "m"}
    kg = Path(sys.executable).with_name("kg")
    command = [kg, "evaluate", source, "--reader", "builtin", "--reader", "llm"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "failed on a: the service of the reader answered with status 429: come tomorrow" in done.stdout
    assert "builtin finds what llm misses: entities 2, memberships 1" in done.stdout
    assert "    memberships: a: gu mayor of anping" in done.stdout
    assert "llm finds what builtin misses: nothing" in done.stdout


# ---- settings


def test_it_is_off_unless_named_and_says_what_it_lacks():
    assert Settings().reader == "builtin"
    with pytest.raises(SettingsError, match="needs the setting llm_url"):
        load_reader(Settings(reader="llm"))
    with pytest.raises(SettingsError, match="needs the setting llm_model"):
        LanguageModelReader(Settings(llm_url="http://127.0.0.1:1/v1"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"llm_url": "ftp://host/v1"}, {"llm_url": "https://me:secret@host/v1"}, {"llm_url": "https://host/v1?key=secret"},
        {"llm_key": "secret\n"}, {"llm_calls": -1}, {"llm_parallel": 0}, {"llm_cost": 1.0}, {"llm_passage": 10},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused_without_telling_secrets(wrong):
    with pytest.raises(SettingsError) as refused:
        Settings(**wrong)
    assert "secret" not in str(refused.value)


def test_the_key_is_not_shown(tmp_path):
    file = tmp_path / "c.toml"
    file.write_text(f'llm_key = "{KEY}"\n')
    settings = load(file)
    assert settings.llm_key == KEY
    assert KEY not in repr(settings)
    assert KEY not in repr(replace(settings, port=1))
