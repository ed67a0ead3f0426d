"""The ``kg`` command as scripts and people use it: formats, exit codes, help, messages."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.commands.options import Bar, table

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two generations: one article, then all five seeds."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    first = run("build", next(SEEDS.glob("000*")), "--data", folder)
    second = run("build", SEEDS, "--data", folder)
    assert first.exit_code == second.exit_code == 0, first.output + second.output
    return folder


def run(*args, input=None):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=input)


def ask(data, query, format, **more):
    done = run("query", query, "--data", data, "--format", format, **more)
    assert done.exit_code == 0, done.output
    return done.stdout


NAMES = "SELECT ?name { ?p a cg:Person ; skos:prefLabel ?name } ORDER BY ?name"


def test_build_says_what_was_published(data, tmp_path):
    done = run("build", next(SEEDS.glob("001*")), "--data", tmp_path / "new")
    assert done.exit_code == 0
    assert done.stdout.startswith("generation 000001-")
    assert ": 1 article, " in done.stdout
    assert "note: 001_30a702c92d98a3e7.txt: prints no date" in done.stderr


def test_select_in_each_format(data):
    rows = json.loads(ask(data, NAMES, "json"))["results"]["bindings"]
    names = [row["name"]["value"] for row in rows]
    assert "Zhao Haozhi" in names
    assert [row[0] for row in csv.reader(io.StringIO(ask(data, NAMES, "csv")))] == ["name", *names]
    assert ask(data, NAMES, "tsv").splitlines()[0] == "?name"
    assert "<sparql" in ask(data, NAMES, "xml")
    assert ask(data, NAMES, "table").splitlines()[2:] == names


def test_a_query_from_a_file_and_from_standard_input(data, tmp_path):
    (tmp_path / "names.rq").write_text(NAMES)
    assert ask(data, tmp_path / "names.rq", "csv") == ask(data, NAMES, "csv") == ask(data, "-", "csv", input=NAMES)


def test_ask_construct_and_describe(data):
    assert ask(data, "ASK { ?v a cg:Visit }", "table").strip() == "yes"
    assert json.loads(ask(data, "ASK { ?v a cg:Nothing }", "json"))["boolean"] is False
    turtle = ask(data, "CONSTRUCT { ?p a cg:Person } { ?p a cg:Person }", "turtle")
    assert (
        len(list(ox.parse(turtle, ox.RdfFormat.TURTLE)))
        == len(ask(data, "SELECT ?p { ?p a cg:Person }", "csv").splitlines()) - 1
    )
    assert "articleBody" in ask(data, "DESCRIBE ?a { ?a dcterms:identifier '000_379e5460c5f3ecd4' }", "nt")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["query", "SELECT * {"], 7, "kg: query, line 1, column 11: is not SPARQL"),
        (["query", "SELECT * { ?s ?p ?o FILTER(<http://e/f>(?s)) }"], 7, "kg: query: cannot be answered"),
        (["query", "ASK {}", "--format", "turtle"], 7, "turtle does not suit this query's answer"),
        (["query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], 7, "csv does not suit this query's answer"),
        (["query", "missing.rq"], 3, "missing.rq: there is no such file, and it is no query"),
        (["dump", "--graph", "http://e/none"], 7, "there is no graph <http://e/none>"),
        (["dump", "-o", "/dev/null/x.ttl"], 3, "/dev/null/x.ttl: cannot be written: Not a directory"),
        (["rollback", "000042-0"], 5, "there is no generation '000042-0'"),
    ],
)
def test_what_cannot_be_done_has_a_message_and_a_code(data, args, code, message):
    done = run(*args, "--data", data)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["query", NAMES], ["dump"], ["report"], ["generations"], ["rollback"], ["status"]])
def test_before_the_first_build_each_command_says_how_to_start(tmp_path, command):
    done = run(*command, "--data", tmp_path / "none")
    assert done.exit_code == 5
    assert "nothing has been published here yet\n  start with: kg build SOURCES..." in done.stderr


def test_wrong_usage_and_wrong_settings_end_with_2(data, tmp_path, monkeypatch):
    assert run("build").exit_code == 2
    assert run("build", tmp_path / "gone").exit_code == 2
    assert run("dump", "--format", "word").exit_code == 2
    assert run("nonsense").exit_code == 2
    done = run("build", SEEDS, "--base", "example.org")
    assert done.exit_code == 2
    assert "base 'example.org' is not an http(s) address ending in '/'" in done.stderr


def test_every_command_has_help_with_an_example():
    for name in main.list_commands(None):
        done = run(name, "--help")
        assert done.exit_code == 0
        assert "Example" in done.output, name
        assert f"kg {name}" in done.output
    assert "Exit codes: 0 done" in run("--help").output


def test_debug_shows_the_traceback_wherever_it_stands(data):
    for args in (["--debug", "query", "SELECT {"], ["query", "SELECT {", "--debug"]):
        done = run(*args, "--data", data)
        assert done.exit_code == 1
        assert type(done.exception).__name__ == "QueryError"


def test_dumps_by_the_files_name(data, tmp_path):
    for name in ("g.ttl", "g.trig", "g.nt", "g.nq", "g.rdf", "g.jsonld"):
        assert run("dump", "--data", data, "-o", tmp_path / name).exit_code == 0
        assert len(list(ox.parse(path=tmp_path / name))) > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["g.ttl", "g.trig", "g.nt", "g.nq", "g.rdf", "g.jsonld"]
    )


def test_generations_status_and_rollback(data):
    lines = run("generations", "--data", data).stdout.splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("*  000002-")
    status = run("status", "--data", data).stdout
    assert "articles     5" in status
    assert "2 kept" in status
    try:
        assert "is served now" in run("rollback", "--data", data).stdout
        assert "articles     1" in run("status", "--data", data).stdout
    finally:
        run("rollback", lines[-1].split()[1], "--data", data)


def test_the_report_names_what_validation_found(data):
    text = run("report", "--data", data).stdout
    assert "Remarks on sources" in text
    assert "seeds/001_30a702c92d98a3e7.txt: prints no date" in text
    assert "Validation: warning" in text


def test_import_and_validate(data, tmp_path):
    assert run("dump", "--data", data, "--graph", "all", "-o", tmp_path / "all.trig").exit_code == 0
    done = run("import", tmp_path / "all.trig", "--data", tmp_path / "data")
    assert done.exit_code == 0
    assert "5 articles" in done.stdout
    checked = run("validate", tmp_path / "all.trig")
    assert checked.exit_code == 0
    assert "triples\n" in checked.stdout
    (tmp_path / "bad.ttl").write_text(
        """@prefix cg: <https://w3id.org/civigraph/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .
        <http://e/1> a org:Membership ; org:member <http://e/2> . <http://e/2> a cg:Park ."""
    )
    wrong = run("validate", tmp_path / "bad.ttl")
    assert wrong.exit_code == 4
    assert "http://e/1" in wrong.stdout
    assert "found" in wrong.stderr


def test_commands_of_other_packages_are_found():
    assert "serve" in main.list_commands(None)


def test_progress_off_a_terminal_is_a_line_now_and_then(monkeypatch):
    clock = iter([0.0, 0.0, 5.0, 12.0, 24.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    stream = io.StringIO()
    bar = Bar(stream)
    for done in (0, 5, 24, 48):
        bar("read", done, 100)
    assert stream.getvalue() == "read: 24 of 100, 2.0/s, 38s left\nread: 48 of 100, 2.0/s, 26s left\n"


def test_tables_line_up():
    assert table([["a", "1"], ["bb", "22"]], ["x", "n"], right=(1,)) == "x    n\n--  --\na    1\nbb  22"


def kg(*args, **options):
    return subprocess.Popen([Path(sys.executable).with_name("kg"), *map(str, args)], **options)


def test_a_closed_pipe_is_no_error_to_shout_about(data):
    process = kg("dump", "--data", data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr as stream:
        errors = stream.read()
    process.wait(30)
    assert "Traceback" not in errors


def test_ctrl_c_ends_with_130_and_changes_nothing(data, tmp_path):
    folder = tmp_path / "data"
    assert run("build", next(SEEDS.glob("000*")), "--data", folder).exit_code == 0
    before = os.readlink(folder / "current")
    process = kg(
        "build", SEEDS, "--data", folder,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )  # fmt: skip
    while not (folder / "build").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; what was published before is untouched" in errors
    assert os.readlink(folder / "current") == before
    assert not (folder / "build").exists()
