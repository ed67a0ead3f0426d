"""Writing to a real server: who may, what the protocols say, what is refused, and what readers see meanwhile."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests
from rdflib import Graph
from rdflib.namespace import RDF, SH

from kg.tokens import Tokens

from .conftest import Site

EX = "http://example.org/"
SAYS = f"INSERT DATA {{ <{EX}a> <{EX}p> 1 }}"


def problem(answer: requests.Response, status: int, kind: str | None = None) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, object] = answer.json()
    assert kind is None or str(told["type"]).rpartition(":")[2] == kind
    return told


# Who may


def test_without_any_token_nobody_writes(site: str) -> None:
    post = requests.post(site + "sparql", {"update": SAYS}, timeout=10)
    assert "kg token add" in str(problem(post, 403, "updates-off")["hint"])
    put = requests.put(site + "store?default", "", headers={"Content-Type": "text/turtle"}, timeout=10)
    assert set(put.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    problem(put, 405)


def test_a_token_is_needed_and_must_be_right(writable: Site) -> None:
    url, data = writable.address + "sparql", {"update": SAYS}
    missing = requests.post(url, data, timeout=10)
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="civigraph"'
    problem(missing, 401, "token-needed")
    wrong = requests.post(url, data, headers=writable.bearer("cg_000000000000_" + 43 * "x"), timeout=10)
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]
    problem(wrong, 401, "token")
    in_url = requests.post(f"{url}?access_token={writable.token}", data, timeout=10)
    problem(in_url, 401, "token-needed")
    basic = requests.post(url, data, auth=("anna", writable.token), timeout=10)
    problem(basic, 401)
    assert not writable.ask(f"ASK {{ <{EX}a> ?p ?o }}")


def test_scopes_graphs_and_revocation(writable: Site) -> None:
    tokens = Tokens(writable.data)
    store_only = tokens.add("store-only", ["graph-store"])
    refused = writable.update(SAYS, token=store_only)
    problem(refused, 403, "scope")
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    one_graph = tokens.add("one-graph", graphs=[EX + "mine", EX + "more/*"])
    problem(writable.update(SAYS, token=one_graph), 403, "scope")
    mine = f"INSERT DATA {{ GRAPH <{EX}mine> {{ <{EX}m> <{EX}p> 1 }} GRAPH <{EX}more/1> {{ <{EX}m> <{EX}p> 2 }} }}"
    assert writable.update(mine, token=one_graph).status_code == 200
    problem(writable.update(mine.replace("more/1", "others"), token=one_graph), 403, "scope")
    everything = f"CLEAR ALL ; INSERT DATA {{ GRAPH <{EX}mine> {{ <{EX}m> <{EX}p> 3 }} }}"
    before = writable.update(f"INSERT DATA {{ GRAPH <{EX}others> {{ <{EX}o> <{EX}p> 1 }} }}")
    assert before.status_code == 200
    assert writable.update(everything, token=one_graph).status_code == 200
    assert writable.rows(f"SELECT ?o {{ <{EX}m> <{EX}p> ?o }}") == [["3"]]
    assert writable.ask(f"ASK {{ <{EX}o> ?p ?o }}"), "ALL are the graphs that the token is for"
    tokens.revoke("one-graph")
    problem(writable.update(mine, token=one_graph), 401, "token")


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(serve: Callable[..., str], writable: Site) -> None:
    site = Site(serve(writable.data, "--processes", "1"), writable.data, writable.token)
    wrong = [site.update(SAYS, token=f"cg_0000000000{n:02}_" + 43 * "y") for n in range(12)]
    assert [answer.status_code for answer in wrong] == [401] * 10 + [429] * 2
    assert int(wrong[-1].headers["Retry-After"]) > 0
    assert site.update("").status_code == 200


def test_tokens_are_kept_as_digests_for_their_owner_alone(writable: Site) -> None:
    file = writable.data / "tokens.json"
    secret = writable.token.rpartition("_")[2]
    assert secret not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


# SPARQL Update


def test_update_by_form_and_directly_then_read_at_once(writable: Site) -> None:
    form = requests.post(
        writable.address + "sparql", {"update": f"INSERT DATA {{ <{EX}f> <{EX}p> '北京' }}"},
        headers=writable.bearer(), timeout=60,
    )  # fmt: skip
    assert form.status_code == 200, form.text
    assert form.headers["Data-Version"] == form.json()["version"] == writable.manifest.version
    assert (form.json()["added"], form.json()["removed"]) == (1, 0)
    for _ in range(8):  # both server processes
        assert (
            requests.Session().get(writable.address + "readyz", timeout=5).json()["version"] == form.json()["version"]
        )
    assert writable.rows(f"SELECT ?o {{ <{EX}f> <{EX}p> ?o }}") == [["北京"]]
    changed = writable.update(
        f"PREFIX ex: <{EX}> DELETE {{ ?s ex:p ?o }} INSERT {{ ?s ex:q ?o }} WHERE {{ ?s ex:p ?o FILTER(?s = ex:f) }}"
    )
    assert (changed.json()["added"], changed.json()["removed"]) == (1, 1)
    assert writable.rows(f"SELECT ?p {{ <{EX}f> ?p ?o }}") == [[EX + "q"]]


def test_an_update_that_changes_nothing_makes_no_generation(writable: Site) -> None:
    before = writable.manifest.id
    told = writable.update(f"DELETE DATA {{ <{EX}none> <{EX}p> 1 }}").json()
    assert told["changed"] is False
    assert writable.manifest.id == before


def test_several_operations_see_each_other_and_fail_together(writable: Site) -> None:
    good = f"""PREFIX ex: <{EX}>
        INSERT DATA {{ GRAPH ex:steps {{ ex:s1 ex:step 1 }} }} ;
        PREFIX x: <{EX}x/>
        INSERT {{ GRAPH ex:steps {{ ?s x:next 2 }} }} WHERE {{ ?s ex:step 1 }} ;
        COPY GRAPH ex:steps TO x:copy"""
    assert writable.update(good).status_code == 200
    assert sorted(writable.rows(f"SELECT ?o {{ GRAPH <{EX}x/copy> {{ ?s ?p ?o }} }}")) == [["1"], ["2"]]
    bad = f"INSERT DATA {{ <{EX}half> <{EX}p> 1 }} ; DROP GRAPH <{EX}not-there>"
    problem(writable.update(bad), 404, "no-such-graph")
    assert not writable.ask(f"ASK {{ <{EX}half> ?p ?o }}")


def test_using_graph_uri(writable: Site) -> None:
    data = f"INSERT DATA {{ GRAPH <{EX}u1> {{ <{EX}u> <{EX}in> 1 }} GRAPH <{EX}u2> {{ <{EX}u> <{EX}in> 2 }} }}"
    assert writable.update(data).status_code == 200
    text = f"INSERT {{ <{EX}u> <{EX}seen> ?o }} WHERE {{ <{EX}u> <{EX}in> ?o }}"
    assert writable.update(text, params={"using-graph-uri": EX + "u1"}).status_code == 200
    assert writable.rows(f"SELECT ?o {{ <{EX}u> <{EX}seen> ?o }}") == [["1"]]
    named = f"INSERT {{ <{EX}u> <{EX}named> ?g }} WHERE {{ GRAPH ?g {{ <{EX}u> <{EX}in> ?o }} }}"
    assert writable.update(named, params={"using-named-graph-uri": EX + "u2"}).status_code == 200
    assert writable.rows(f"SELECT ?g {{ <{EX}u> <{EX}named> ?g }}") == [[EX + "u2"]]
    both = f"WITH <{EX}u1> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    problem(writable.update(both, params={"using-graph-uri": EX + "u1"}), 400)


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("LOAD <http://127.0.0.1:1/x>", 403, "refused"),
        ("LOAD SILENT <http://127.0.0.1:1/x> INTO <http://e/g>", 400, "syntax"),
        ("INSERT DATA { _:b <http://e/p> 1 } ; INSERT DATA { _:b <http://e/p> 2 }", 400, "syntax"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "refused"),
        ("INSERT { ?s ?p ?o } WHERE { BIND(1 AS ?x) SERVICESILENT<http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "refused"),
        ("DELETE { ?s ?p ?o } WHERE", 400, "syntax"),
        ("SELECT * { ?s ?p ?o }", 400, "syntax"),
        ("INSERT DATA { GRAPH <{base}id/article/x> { <http://e/a> <http://e/b> 1 } }", 403, "reserved-graph"),
        ("INSERT DATA { GRAPH <{base}graph/entailed> { <http://e/a> <http://e/b> 1 } }", 403, "reserved-graph"),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s a cg:Person ; ?p ?o } }", 403, "reserved-graph"),
        ("DELETE WHERE { ?s a cg:Person ; skos:prefLabel ?o }", 403, "reserved-graph"),
        ("CLEAR GRAPH <{base}graph/register>", 403, "reserved-graph"),
        ("MOVE <{base}graph/register> TO <http://example.org/register>", 403, "reserved-graph"),
    ],
)
def test_what_is_refused_changes_nothing(writable: Site, text: str, status: int, kind: str) -> None:
    before = writable.manifest.id
    problem(writable.update(text.replace("{base}", writable.base)), status, kind)
    assert writable.manifest.id == before


def test_a_silent_load_does_nothing_and_says_so(writable: Site) -> None:
    before = writable.manifest.id
    told = writable.update(f"DELETE DATA {{ <{EX}none> <{EX}p> 1 }} ; LOAD SILENT <http://127.0.0.1:1/x>").json()
    assert (told["changed"], writable.manifest.id) == (False, before)
    assert [n["message"] for n in told["warnings"]] == ["LOAD is off: this service fetches nothing; nothing was loaded"]


def test_syntax_errors_have_their_place(writable: Site) -> None:
    told = problem(
        writable.update(f"PREFIX ex: <{EX}>\n{SAYS} ;\nDELETE {{ ?s ?p }} WHERE {{ ?s ?p ?o }}"), 400, "syntax"
    )
    assert (told["line"], told["column"]) == (3, 16)


def test_runaway_updates_are_ended(serve: Callable[..., str], writable: Site) -> None:
    address = serve(writable.data, "--processes", "1", CIVIGRAPH_QUERY_SECONDS="10")
    site = Site(address, writable.data, writable.token)
    cross = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    problem(site.update(f"INSERT {{ <{EX}r> <{EX}p> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {cross} }} }}"), 504)
    deep = "{" * 90 + "}" * 90
    assert site.update(f"DELETE {{ <{EX}r> <{EX}p> 1 }} WHERE {deep}").status_code == 200
    words = "BIND('0123456789' AS ?x0) " + " ".join(
        f"BIND(CONCAT({','.join([f'?x{n}'] * 16)}) AS ?x{n + 1})" for n in range(9)
    )
    problem(site.update(f"INSERT {{ <{EX}r> <{EX}p> ?x9 }} WHERE {{ {words} }}"), 507)
    assert site.update(f"INSERT DATA {{ <{EX}after> <{EX}p> 1 }}").status_code == 200


# The gate


def test_what_violates_a_shape_is_refused_with_the_report(writable: Site) -> None:
    person = writable.rows("SELECT ?p { ?p a cg:Person } LIMIT 1")[0][0]
    text = f"INSERT DATA {{ <{person}> a cg:Park . <{EX}fine> <{EX}p> 1 }}"
    told = problem(writable.update(text), 422, "shapes")
    assert any(f["severity"] == "violation" and f["focus"] == f"<{person}>" for f in told["findings"])  # type: ignore[attr-defined]
    answer = writable.update(text, headers={"Accept": "text/turtle"})
    assert answer.status_code == 422
    report = Graph().parse(data=answer.text)
    assert (None, RDF.type, SH.ValidationReport) in report
    assert (None, SH.resultSeverity, SH.Violation) in report
    assert not writable.ask(f"ASK {{ <{EX}fine> ?p ?o }}")


def test_a_statement_needs_words_that_say_so(writable: Site) -> None:
    park, place = (writable.rows(f"SELECT ?x {{ ?x a cg:{kind} }} LIMIT 1")[0][0] for kind in ("Park", "Place"))
    passage = writable.rows("SELECT ?q { ?q a cg:Passage } LIMIT 1")[0][0]
    new = f"<{EX}new-park> a cg:Park ; skos:prefLabel 'A new park'@en ; cg:locatedIn <{place}> ."
    problem(writable.update(f"INSERT DATA {{ {new} }}"), 422, "shapes")
    claim = f"""<{EX}claim> a cg:Claim ; rdf:subject <{EX}new-park> ; rdf:predicate cg:locatedIn ;
        rdf:object <{place}> ; prov:wasDerivedFrom <{passage}> ; cg:confidence 1.0 ."""
    assert writable.update(f"INSERT DATA {{ {new} {claim} }}").status_code == 200
    entailed = f"GRAPH <{writable.base}graph/entailed> {{ <{EX}new-park> a cg:Location }}"
    assert writable.ask(f"ASK {{ {entailed} }}"), park
    page = requests.get(writable.address + "search", params={"q": "A new park"}, timeout=10)
    assert "A new park" in page.text


# Graph Store Protocol


def test_put_post_get_delete_of_a_graph(writable: Site) -> None:
    graph = EX + "gsp"
    created = writable.store("PUT", graph, "<#a> <#p> '北京' .")
    assert (created.status_code, created.headers["Location"]) == (201, graph)
    assert writable.store("PUT", graph, "<#a> <#p> 2 .").status_code == 204
    assert writable.store("POST", graph, "<#b> <#p> 3 .").status_code == 200
    read = Graph().parse(data=writable.store("GET", graph, Accept="application/n-triples").text, format="nt")
    assert sorted(str(o) for o in read.objects()) == ["2", "3"]
    assert all(str(s).startswith(graph + "#") for s in read.subjects())
    assert writable.store("DELETE", graph).status_code == 204
    assert writable.store("GET", graph).status_code == 404
    problem(writable.store("DELETE", graph), 404, "no-such-graph")


def test_graphs_by_their_own_address_and_new_ones(writable: Site) -> None:
    direct = writable.address + "graph/edits/notes"
    sent = {"Content-Type": "application/n-triples", **writable.bearer()}
    assert requests.put(direct, f"<{EX}n> <{EX}p> <{EX}o> .", headers=sent, timeout=60).status_code == 201
    assert EX + "n" in requests.get(direct, timeout=10).text
    assert requests.delete(direct, headers=writable.bearer(), timeout=60).status_code == 204
    new = requests.post(writable.address + "store", f"<{EX}n> <{EX}p> <{EX}o> .", headers=sent, timeout=60)
    assert new.status_code == 201
    assert new.headers["Location"].startswith(writable.base + "graph/edits/")
    problem(requests.put(writable.address + "graph/register", "", headers=sent, timeout=60), 403, "reserved-graph")


@pytest.mark.parametrize(
    "format_", [ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD]
)
def test_every_graph_syntax_is_read(writable: Site, format_: ox.RdfFormat) -> None:
    triple = ox.Triple(ox.NamedNode(EX + "s"), ox.NamedNode(EX + "p"), ox.Literal("北京", language="zh"))
    body = (ox.serialize([triple], format=format_) or b"").decode()
    graph = f"{EX}syntax/{format_.file_extension}"
    made = writable.store("PUT", graph, body, **{"Content-Type": format_.media_type})
    assert made.status_code == 201, made.text
    assert writable.rows(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}") == [["北京"]]


def test_the_default_graph_is_read_as_it_was_written(writable: Site) -> None:
    """Its address is one resource: what is put there is what is read there, though queries see the merge of all."""
    said = {"Accept": "application/n-triples"}
    assert writable.store("DELETE", None).status_code == 204
    empty = writable.store("GET", None, **said)
    assert (empty.status_code, empty.content) == (200, b"")
    put = writable.store("PUT", None, f"<{EX}d> <{EX}p> [] .", **{"If-Match": empty.headers["ETag"]})
    assert put.status_code in (201, 204), put.text
    read = writable.store("GET", None, **said)
    assert (read.text.count("\n"), f"<{EX}d>" in read.text) == (1, True)
    assert writable.ask(f"ASK {{ <{EX}d> <{EX}p> ?o . ?person a cg:Person }}")
    again = {"If-Match": read.headers["ETag"]}
    assert writable.store("PUT", None, f"<{EX}d> <{EX}p> 2 .", **again).status_code == 204
    problem(writable.store("PUT", None, f"<{EX}d> <{EX}p> 3 .", **again), 412, "precondition")


def _parts(*parts: tuple[str, str], kind: str = "mixed", end: str = "--edge--") -> tuple[str, dict[str, str]]:
    body = "".join(f"--edge\r\n{head}\r\n\r\n{text}\r\n" for head, text in parts)
    return body + end, {"Content-Type": f"multipart/{kind}; boundary=edge"}


def test_several_documents_are_posted_at_once(writable: Site) -> None:
    graph = EX + "parts"
    body, headers = _parts(
        ("Content-Type: text/turtle; charset=utf-8", "_:b <#p> QQQ北京\n\nQQQ .".replace("QQQ", 3 * "'")),
        ("Content-Type: application/n-triples", f'_:b <{EX}p> "2" .\n'),
        ("Content-Type: application/ld+json\r\nContent-Transfer-Encoding: base64", "eyJAaWQiOiAiaHR0cDovL2UvYSJ9"),
    )
    posted = writable.store("POST", graph, body, **headers)
    assert posted.status_code == 201, posted.text
    rows = writable.rows(f"SELECT ?s ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?o")
    assert [row[1] for row in rows] == ["2", "北京\n\n"]
    assert rows[0][0] != rows[1][0], "a blank node is known in its own document alone"
    # What curl -F says of a file that it does not know: its name tells.
    form = {
        "a": ("one.ttl", f"<{EX}f> <{EX}p> 3 .", "application/octet-stream"),
        "b": ("two.nt", f"<{EX}f> <{EX}p> <{EX}o> ."),
    }
    sent = requests.post(
        writable.address + "store", params={"graph": graph}, files=form, headers=writable.bearer(), timeout=60
    )
    assert (sent.status_code, sent.json()["added"]) == (200, 2), sent.text


def test_bad_parts_are_named(writable: Site) -> None:
    graph = EX + "bad-parts"
    good = ("Content-Type: text/turtle", "<a:a> <a:b> <a:c> .")
    refusals = [
        (_parts(good, end=""), 400, "close boundary"),
        (_parts(good, ("Content-Type: text/csv", "x")), 415, "part 2 of type text/csv"),
        (_parts(good, ("Content-Type: text/turtle", "<a:a> <a:b>")), 400, "part 2"),
        (_parts(good, ("Content-Type: text/turtle; charset=gbk", "")), 415, "gbk"),
        (_parts(*[good] * 1001), 413, "1,001 parts"),
        (_parts(kind="form-data"), 400, ""),
        (("<a:a> <a:b> <a:c> .", {"Content-Type": "multipart/mixed"}), 400, ""),
    ]
    for (body, headers), status, said in refusals:
        told = problem(writable.store("POST", graph, body, **headers), status)
        assert said in str(told["detail"]), told
    assert writable.store("GET", graph).status_code == 404


def test_bad_bodies(writable: Site) -> None:
    graph = EX + "bad"
    told = problem(writable.store("PUT", graph, "<a:b>\n <a:c> .\n"), 400, "syntax")
    assert (told["line"], told["column"]) == (2, 8)
    other = writable.store("PUT", graph, "x", **{"Content-Type": "text/csv"})
    assert "text/turtle" in other.headers["Accept"]
    problem(other, 415)
    problem(writable.store("PUT", graph, "x", **{"Content-Type": "application/n-quads"}), 415)
    problem(writable.store("PUT", graph, "x" * (17 << 20)), 413)
    problem(writable.store("PATCH", graph, "x"), 405)
    sent = {"Content-Type": "text/turtle", **writable.bearer()}
    broken = requests.put(writable.address + "store", b"\xff", params={"graph": graph}, headers=sent, timeout=30)
    problem(broken, 400)
    assert writable.store("GET", graph).status_code == 404


def test_preconditions_keep_one_editor_from_overwriting_another(writable: Site) -> None:
    graph = EX + "etag"
    assert writable.store("PUT", graph, "<#a> <#p> 1 .", **{"If-None-Match": "*"}).status_code == 201
    problem(writable.store("PUT", graph, "<#a> <#p> 2 .", **{"If-None-Match": "*"}), 412, "precondition")
    tag = writable.store("GET", graph, Accept="text/turtle").headers["ETag"]
    assert writable.update(f"INSERT DATA {{ <{EX}elsewhere> <{EX}p> 1 }}").status_code == 200
    assert writable.store("PUT", graph, "<#a> <#p> 3 .", **{"If-Match": tag}).status_code == 204
    problem(writable.store("PUT", graph, "<#a> <#p> 4 .", **{"If-Match": tag}), 412, "precondition")
    problem(writable.store("DELETE", graph, **{"If-Match": tag}), 412, "precondition")
    problem(writable.store("PUT", EX + "absent", "", **{"If-Match": "*"}), 412, "precondition")
    assert writable.rows(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}") == [["3"]]


# Many at once


def test_writers_take_turns_and_readers_see_whole_generations(writable: Site) -> None:
    """Each writer moves two counters together; no reader may see them apart, and no step may be lost."""
    start = f"INSERT DATA {{ <{EX}left> <{EX}count> 0 . <{EX}right> <{EX}count> 0 }}"
    assert writable.update(start).status_code == 200
    step = f"""DELETE {{ ?x <{EX}count> ?n }} INSERT {{ ?x <{EX}count> ?m }}
        WHERE {{ ?x <{EX}count> ?n BIND(?n + 1 AS ?m) }}"""
    done = threading.Event()
    seen: list[list[list[str]]] = []

    def read() -> None:
        while not done.is_set():
            seen.append(writable.rows(f"SELECT ?n {{ ?x <{EX}count> ?n }}"))

    reader = threading.Thread(target=read)
    reader.start()
    answers: list[requests.Response] = []
    writers = [threading.Thread(target=lambda: answers.append(writable.update(step))) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
    assert all(len(rows) == 2 and rows[0] == rows[1] for rows in seen)
    assert writable.rows(f"SELECT DISTINCT ?n {{ ?x <{EX}count> ?n }}") == [["4"]]


def test_nothing_of_a_token_is_logged(serve: Callable[..., str], writable: Site, tmp_path: Path) -> None:
    from tests.conftest import KG, environment, free_port

    port = free_port()
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [KG, "serve", "--data", writable.data, "--port", str(port)],
            env=environment(CIVIGRAPH_LOG_QUERIES="true"), stderr=file,
        )  # fmt: skip
        site = Site(f"http://127.0.0.1:{port}/", writable.data, writable.token)
        try:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    requests.get(site.address + "readyz", timeout=5).raise_for_status()
                    break
                except requests.exceptions.RequestException:
                    time.sleep(0.1)
            site.update(f"INSERT DATA {{ <{EX}logged> <{EX}p> 1 }}").raise_for_status()
        finally:
            process.terminate()
            process.wait(20)
    assert "logged" in log.read_text()
    assert writable.token.rpartition("_")[2] not in log.read_text()


def test_load_and_service_reach_what_the_settings_allow(
    serve: Callable[..., str], writable: Site, site: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(writable.data, data, symlinks=True)
    allowed = Site(
        serve(data, "--processes", "1", CIVIGRAPH_SERVICE_HOSTS=site.split("/")[2]), data, writable.token
    )  # fmt: skip
    told = allowed.update(f"LOAD <{site}graph/register> INTO GRAPH <{EX}loaded>")
    assert told.status_code == 200, told.text
    assert told.json()["added"] > 10
    assert allowed.ask(f"ASK {{ GRAPH <{EX}loaded> {{ ?x a cg:Person }} }}")
    insert = f"INSERT {{ GRAPH <{EX}there> {{ <{EX}s> <{EX}name> ?n }} }}"
    service = f"{insert} WHERE {{ SERVICE <{site}sparql> {{ ?x a cg:Person ; skos:prefLabel ?n }} }}"
    assert allowed.update(service).json()["added"] > 3
    before = allowed.manifest.id
    for address, status in ((f"{site}nothing", 502), (site, 502), ("http://127.0.0.2:9/x", 403), ("file:///x", 403)):
        problem(allowed.update(f"LOAD <{address}> INTO GRAPH <{EX}no>"), status)
    problem(allowed.update(f"LOAD <{site}graph/register> INTO GRAPH <{allowed.base}graph/register>"), 403)
    silent = allowed.update(f"LOAD SILENT <{site}nothing> INTO GRAPH <{EX}no>").json()
    assert "status 404; nothing was loaded" in silent["warnings"][0]["message"]
    problem(allowed.update(service.replace("SERVICE <", "SERVICE SILENT <http://127.0.0.2/").replace(site, "")), 403)
    assert allowed.manifest.id == before
