"""Titles of events: what, where to or about what, whatever the article calls them."""

import pytest
from flask import Flask

from kg.terms import CG, SCHEMA
from server.event_titles import title

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
        ("visit", "visit", {}, "Visit"),
    ],
)  # fmt: skip
def test_a_title_says_what_and_where(
    app: Flask, label: str, kind: str, slots: dict[str, list[str]], expected: str
) -> None:
    with app.test_request_context("/?lang=en"):
        assert title(label, kind, kind == "visit", slots, NAMES.__getitem__) == expected


def test_a_title_is_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/?lang=zh"):
        assert title("", "访问", True, {CG + "visited": ["firm"]}, NAMES.__getitem__) == "走访Haier Group"
