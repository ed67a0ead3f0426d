"""The pure parts of the endpoint: binding of terms, negotiation, complaints of the parser."""

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from kg.settings import Settings
from kg.sparql_text import gathered, spread
from server.binding import bind
from server.fairness import Fairness
from server.formats import RESULTS
from server.negotiation import choose, coding, prefers_html, weight
from server.protocol import unescaped
from server.syntax import SPREAD, explain

EX = "http://example.org/"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


def store_of(*texts: str) -> Store:
    store = Store()
    store.extend(Quad(NamedNode(EX + "s"), NamedNode(EX + "p"), Literal(text)) for text in texts)
    return store


def rows(store: Store, query: str) -> list[dict[str, str]]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: str(row[name].value) for name in names if row[name] is not None} for row in found]


@given(TEXT, TEXT)
def test_a_bound_text_is_found_and_nothing_else(value: str, other: str) -> None:
    store = store_of(value, other)
    query = f"SELECT ?o {{ ?s <{EX}p> ?o # ?o\n FILTER('?o' != ?o || '?o' = ?o) }}"
    assert rows(store, bind(query, {"o": Literal(value)})) == [{"o": value}]


def test_binding_keeps_projections_groups_and_orders() -> None:
    store = store_of("0", "1", "2")
    bound = {"s": NamedNode(EX + "s")}
    grouped = bind("SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s ORDER BY ?s", bound)
    assert rows(store, grouped) == [{"s": EX + "s", "n": "3"}]
    inner = bind("SELECT ?o { { SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) LIMIT 1 } }", bound)
    assert rows(store, inner) == [{"o": "2"}]
    assert rows(store, bind("SELECT $s { $s ?p '1' }", bound)) == [{"s": EX + "s"}]


def test_binding_leaves_strings_iris_comments_and_longer_names_alone() -> None:
    query = f'SELECT ?sx {{ ?sx ?p \'?s\', """?s""" . <{EX}?s> ?p 1 }} # ?s'
    assert bind(query, {"s": NamedNode(EX + "x")}) == query


def test_blank_nodes_cannot_be_bound() -> None:
    with pytest.raises(ValueError, match="blank node"):
        bind("SELECT * { ?s ?p ?o }", {"s": BlankNode()})


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/csv", 1.0), ("text/csv;q=0.5", 0.5), ("text/*;q=0.2", 0.2), ("*/*;q=0.1", 0.1), ("text/html", 0.0),
        ("text/*;q=0.9, text/csv;q=0", 0.0), ("*/*, text/*;q=0.3", 0.3), ("TEXT/CSV ; Q=0.4", 0.4),
        ("text/csv;q=x", 0.0), ("text/csv;q=7", 1.0), ("text/csv;header=present;q=0.6", 0.6),
    ],
)  # fmt: skip
def test_weights_follow_the_most_specific_range(header: str, expected: float) -> None:
    assert weight(header, "text/csv") == expected


@given(st.text(max_size=60))
def test_no_accept_header_breaks_the_choice(header: str) -> None:
    chosen = choose(header, RESULTS.values())
    assert chosen is None or chosen in RESULTS.values()


def test_browsers_are_told_from_programs() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    formats = tuple(RESULTS.values())
    assert prefers_html(browser, formats)
    assert not prefers_html("*/*", formats)
    assert not prefers_html("text/csv, text/html;q=0.5", formats)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", "gzip"), ("gzip, zstd", "zstd"), ("gzip, zstd;q=0.5", "gzip"), ("", None), ("*", "zstd"),
     ("identity;q=1, gzip;q=0.5", None), ("gzip;q=0", None), ("br", None)],
)  # fmt: skip
def test_content_codings(header: str, expected: str | None) -> None:
    assert coding(header, ("zstd", "gzip")) == expected


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("SELEC * { ?s ?p ?o }", (1, 1), "SELEC"),
        ("SELECT * { ?s ?p", (1, 17), "ends too early"),
        ("SELECT *\nWHERE { ?s nope:x ?o }", (2, 12), '"nope:" is not declared'),
        ("SELECT ?x { <a b> ?p ?o }", (1, 13), "<"),
    ],
)
def test_complaints_name_place_and_word(query: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    said = explain(str(caught.value.msg), query)
    assert words in said.message
    assert (said.line, said.column) == pytest.approx(place, abs=1)


@given(st.text(alphabet=" \n#?x<>a'\"{}\\", max_size=60), st.integers(0, 70))
def test_what_is_spread_can_be_found_again(text: str, offset: int) -> None:
    apart = spread(text)
    for place in range(len(apart)):
        if not apart[place].isspace():
            assert text[gathered(text, place)] == apart[place]
    assert 0 <= gathered(text, offset) <= len(text)
    said = explain(f"{SPREAD}error at 1:{offset}: expected OPTIONAL", text)
    assert said.line is not None


@given(st.text(max_size=200), st.integers(0, 300), st.integers(0, 300))
def test_any_complaint_is_explained(query: str, line: int, column: int) -> None:
    said = explain(f'error at {line}:{column}: expected one of "x", SELECT', query)
    assert said.message
    assert said.line is None or said.line >= 1


@given(st.one_of(st.binary(max_size=60), st.text("%=+2fFzé\n_ ", max_size=40).map(lambda text: text.encode("latin-1"))))
def test_escapes_are_decoded_as_the_standard_library_does(data: bytes) -> None:
    assert unescaped(data) == unquote_to_bytes(data)


def test_nobody_overtakes_queries_of_the_same_client_that_wait_already() -> None:
    """Who has had less goes first; of one client's own queries the one that came first does."""
    accounts = Fairness(Settings(processes=1, client_queries=0, client_seconds=600))
    turns = [accounts.begin("10.0.0.1") for _ in range(6)]
    for turn in turns[:4]:
        turn.end(0.001)
    assert accounts.begin("10.0.0.1").used >= turns[-1].used > accounts.begin("10.0.0.2").used
    turns[4].end(500.0)
    assert accounts.begin("10.0.0.1").used > 490
