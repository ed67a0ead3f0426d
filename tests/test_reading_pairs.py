"""Candidates for relations, what speaks for them, and what is decided beside the rules."""

import pytest

from kg.facts import Predicate, Relation
from kg.reading import deciding
from kg.reading.clauses import Clauses
from kg.reading.deciding import decide
from kg.reading.document import Document
from kg.reading.events import read_events
from kg.reading.findings import Findings
from kg.reading.pairs import Candidate, candidates
from kg.reading.weights import Model
from tests.reading_marked import document

IN = Predicate.LOCATED_IN


def found(marked: str) -> tuple[Document, dict[tuple[str, str, str], Candidate]]:
    """The candidates of a text in which no rule has found anything."""
    read = document(marked)
    pairs = candidates(read, read_events(read, [], []), Findings(read))
    return read, {(c.subject, c.predicate, c.object): c for c in pairs}


def decided(monkeypatch: pytest.MonkeyPatch, marked: str, weights: dict[str, float]) -> tuple[Document, list[Relation]]:
    model = Model(-5.0, weights)
    monkeypatch.setattr(deciding, "models", lambda table: dict.fromkeys(map(str, Predicate), model))
    read, pairs = found(marked)
    return read, decide(list(pairs.values()), Findings(read), Clauses.of(read))


def test_types_and_the_text_decide_what_is_a_candidate() -> None:
    _, pairs = found("{Gu Lanting|P} opened {Delta Plant|F} of {Torvik Holdings|E} in {Anping|L}.")
    assert ("Delta Plant", IN, "Anping") in pairs
    assert ("Torvik Holdings", Predicate.DEVELOPS, "Delta Plant") in pairs
    assert not any("Gu Lanting" in (s, o) for s, _, o in pairs)
    assert not any(s == "Anping" and p == IN for s, p, _ in pairs)


def test_partners_are_asked_for_once() -> None:
    _, pairs = found("{Torvik Holdings|E} met {Luosha Group|E}.")
    assert [key for key in pairs if key[1] == Predicate.COOPERATES_WITH] == [
        ("Torvik Holdings", Predicate.COOPERATES_WITH, "Luosha Group")
    ]


def test_features_name_no_names_and_do_not_see_blanks() -> None:
    plain = found("{Torvik Holdings|E} put up a shop in {Minluo|L}.")[1]["Torvik Holdings", IN, "Minluo"].features
    other = found("{Delta|E} put up a shop in  {Shaqiao|L}.")[1]["Delta", IN, "Shaqiao"].features
    assert [f for f in plain if "head" not in f] == [f for f in other if "head" not in f]
    assert "before o=in" in plain


def test_members_of_a_list_stand_where_the_list_stands() -> None:
    _, pairs = found("{Weiluo Zone|K} hosts {Torvik Holdings|E}, {Delta|E} and {Luosha Group|E}.")
    first, last = (pairs[firm, IN, "Weiluo Zone"].features for firm in ("Torvik Holdings", "Luosha Group"))
    assert {f for f in first if f.startswith(("between", "before o", "far"))} <= set(last)


def test_the_zone_that_a_text_is_about_is_told_from_others() -> None:
    _, pairs = found(
        "{Weiluo Zone|K} grows. {Weiluo Zone|K} is new. {Torvik Holdings|E} came. {Luosha Park|K} did not."
    )
    assert "o rank=0 Firm>Park" in pairs["Torvik Holdings", IN, "Weiluo Zone"].features
    assert "o rank=0 Firm>Park" not in pairs["Torvik Holdings", IN, "Luosha Park"].features


def test_what_is_likely_is_stated_with_the_words_that_hold_both(monkeypatch: pytest.MonkeyPatch) -> None:
    read, relations = decided(
        monkeypatch, "All is well; {Torvik Holdings|E} put up a shop in {Anping|L}.", {"before o=in": 9}
    )
    assert [(r.subject, r.object) for r in relations if r.predicate is IN] == [("Torvik Holdings", "Anping")]
    start, end = relations[0].passages[0]
    assert read.article.body[start:end] == "Torvik Holdings put up a shop in Anping."
    assert relations[0].confidence == pytest.approx(0.982, abs=0.001)


def test_what_follows_from_the_whole_text_shows_the_sentences_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{Weiluo Zone|K} is new. It grows. {Torvik Holdings|E} came."
    read, relations = decided(monkeypatch, text, {"o rank=0 Firm>Park": 9})
    shown = [read.article.body[start:end] for start, end in relations[0].passages]
    assert shown == ["Torvik Holdings came.", "Weiluo Zone is new."]


@pytest.mark.parametrize("said", ["is not to put up a shop", "would put up a shop"])
def test_denials_and_wishes_are_not_stated(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    _, relations = decided(monkeypatch, f"{{Torvik Holdings|E}} {said} in {{Anping|L}}.", {"before o=in": 9})
    assert not relations


def test_of_two_homes_the_likelier_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{Torvik Holdings|E} put up a shop in {Anping|L}. {Luosha|L} is far."
    _, relations = decided(monkeypatch, text, {"types=Firm>Place": 6, "before o=in": 3})
    assert [r.object for r in relations if r.predicate is IN] == ["Anping"]


def test_no_whole_lies_in_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{North Park|K} is a piece of {Weiluo Zone|K}."
    _, relations = decided(monkeypatch, text, {"types=Park>Park": 6, "before o=of": 3})
    nesting = {(r.subject, r.object) for r in relations if r.predicate in (IN, Predicate.PART_OF)}
    assert nesting == {("North Park", "Weiluo Zone")}
