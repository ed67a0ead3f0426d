"""Titles of events: what, where to or about what, whatever the article calls them."""

import pytest

from kg.event_titles import title
from kg.terms import CG, SCHEMA

NAMES = {"firm": "Haier Group", "park": "Torch Park", "town": "Jiaozhou", "who": "Lu Wei"}


@pytest.mark.parametrize(
    ("label", "kind", "slots", "expected"),
    [
        ("his visit", "visit", {CG + "visited": ["firm"]}, "Visit to Haier Group"),
        ("visits", "visit", {CG + "visited": ["firm", "park", "town", "who"]},
         "Visit to Haier Group, Torch Park and 2 more"),
        ("visit", "visit", {SCHEMA + "location": ["town"]}, "Visit to Jiaozhou"),
        ("visit to Haier Group's plant", "visit", {CG + "visited": ["firm"]}, "Visit to Haier Group's plant"),
        ("commencement ceremony", "ceremony", {CG + "about": ["park"], SCHEMA + "location": ["town"]},
         "Commencement ceremony: Torch Park, Jiaozhou"),
        ("lately held meeting", "meeting", {CG + "speaker": ["who"]}, "Meeting: Lu Wei"),
        ("9th Kite Festival", "conference", {SCHEMA + "location": ["town"]}, "9th Kite Festival, Jiaozhou"),
        ("", "signing", {CG + "signatory": ["firm", "park"]}, "Signing: Haier Group and Torch Park"),
        ("9th Kite Festival", "conference", {CG + "speaker": ["who"]}, "9th Kite Festival"),
        ("its annual Kite Festival", "conference", {CG + "speaker": ["who"]}, "Annual Kite Festival"),
        ("Signing (signed)", "signing", {CG + "signatory": ["firm"]}, "Signing: Haier Group"),
        ("Visit (visiting)", "visit", {CG + "visited": ["firm"]}, "Visit to Haier Group"),
        ("'2019 Trade Meeting", "meeting", {SCHEMA + "location": ["town"]}, "2019 Trade Meeting, Jiaozhou"),
        ("visit", "visit", {}, "Visit"),
    ],
)  # fmt: skip
def test_a_title_says_what_and_where(label: str, kind: str, slots: dict[str, list[str]], expected: str) -> None:
    assert title(label, kind, kind == "visit", slots, NAMES.__getitem__) == expected


def test_a_title_is_in_the_language_of_the_page() -> None:
    assert title("", "访问", True, {CG + "visited": ["firm"]}, NAMES.__getitem__, "zh") == "走访Haier Group"
    several = {CG + "visited": ["firm", "park", "town"]}
    assert title("", "访问", True, several, NAMES.__getitem__, "zh") == "走访Haier Group、Torch Park等（另有1个）"


def test_braces_in_names_are_letters_as_any_other() -> None:
    assert title("", "visit", True, {CG + "visited": ["x"]}, lambda _: "{what} {0}") == "Visit to {what} {0}"
