# ruff: noqa: E501 - facts are written on one line each
"""``kg extract``: one article's facts as JSON, and as a page with everything marked."""

import json
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.facts import Article, Entity, EntityType, Passage, Predicate, Reading, Relation
from kg.reading import marked

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SEED = Path(__file__).resolve().parent.parent / "seeds" / "004_285ce96d0337c011.txt"


@pytest.fixture(scope="module")
def said(kg: Run) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(kg("extract", SEED).stdout)
    return found


def test_every_quote_stands_at_its_offsets(said: dict[str, list[dict[str, object]]]) -> None:
    body = SEED.read_text(encoding="utf-8")
    quotes = [
        q
        for kind in ("memberships", "events", "relations", "statistics")
        for row in said[kind]
        for q in row["evidence"]
    ]  # type: ignore[attr-defined]
    quotes += [q for row in said["entities"] for q in row["mentions"]]  # type: ignore[attr-defined]
    assert len(quotes) > 20
    for quote in quotes:
        assert body[quote["start"] : quote["end"]] == quote["quote"]


def test_facts_refer_to_entities_that_are_listed(said: dict[str, list[dict[str, object]]]) -> None:
    ids = {row["id"] for row in said["entities"]}
    assert {row["about"] for row in said["statistics"]} <= ids
    assert {end for row in said["relations"] for end in (row["s"], row["o"])} <= ids


def test_figures_are_plain_numbers(said: dict[str, list[dict[str, object]]]) -> None:
    values = {(row["value"], row["unit"]) for row in said["statistics"]}
    assert {(180_000_000_000, "CNY"), (86.55, "percent"), (920, "count")} <= values


class Page(HTMLParser):
    """Checks nesting, and collects ids, links, and the text of the article."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []  # type: ignore[list-item]
        self.links += [found["href"]] if found.get("href") else []  # type: ignore[list-item]
        self.outside += [tag] if tag in ("script", "link", "img", "iframe") or "src" in found else []
        if tag != "meta":
            self.open.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if any(found.get("class") == "text" for _, found in self.open) and "sup" not in tags:
            self.text += data


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def test_the_page_holds_the_whole_text_and_nothing_from_elsewhere(kg: Run, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    kg("extract", SEED, "--html", out)
    page = parsed(out.read_text(encoding="utf-8"))
    assert page.text == SEED.read_text(encoding="utf-8")
    assert page.outside == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.links


def test_markup_in_an_article_is_shown_as_text() -> None:
    body = '<script>alert("1")</script> & Haiqi <b>Group</b> lies in Lanhe.'
    start = body.index("Haiqi")
    article = Article(id="x", body=body, source='"><img src=x>', title="</title><script>")
    html = marked.page(
        Reading(
            article=article,
            reader="test/1",
            entities=(
                Entity(id="a", type=EntityType.ENTERPRISE, names=('Haiqi "x" <b>Group</b>',), mentions=(Passage(start, start + 18),)),
                Entity(id="b", type=EntityType.PLACE, names=("Lanhe",), mentions=(Passage(len(body) - 6, len(body) - 1),)),
            ),
            relations=(
                Relation(subject="a", predicate=Predicate.LOCATED_IN, object="b", passages=(Passage(start, len(body)),)),
                Relation(subject="a", predicate=Predicate.PART_OF, object="b", passages=(Passage(start + 6, len(body) - 3),)),
            ),
        )
    )  # fmt: skip
    page = parsed(html)
    assert page.outside == []
    assert page.text == body


def test_passages_that_overlap_are_both_marked() -> None:
    body = "one two three four"
    html = marked.page(
        Reading(
            article=Article(id="x", body=body, source="x"),
            reader="test/1",
            entities=(Entity(id="a", type=EntityType.PLACE, names=("two three",), mentions=(Passage(4, 13),)),),
            relations=(
                Relation(subject="a", predicate=Predicate.PART_OF, object="a", passages=(Passage(0, 7),)),
                Relation(subject="a", predicate=Predicate.PART_OF, object="a", passages=(Passage(8, 18),)),
            ),
        )
    )
    page = parsed(html)
    assert page.text == body
    assert {"char-0-7", "char-8-18"} <= set(page.ids)


def test_standard_input(kg: Run) -> None:
    text = (
        "Gu Lanting, mayor of Anping, visited Haiqi Group on May 6, 2022. It was the first visit there in a long time."
    )
    found = json.loads(kg("extract", "-", input=text).stdout)
    assert "Gu Lanting" in {name for row in found["entities"] for name in row["names"]}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\x00\x01\x02" * 400), "binary"),
    ],
    ids=["missing", "empty", "binary"],
)
def test_what_cannot_be_read(kg: Run, tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "page.txt"
    make(path)
    done = kg("extract", path, check=False)
    assert done.returncode == 3
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_that_cannot_be_written(kg: Run, tmp_path: Path) -> None:
    done = kg("extract", SEED, "--html", tmp_path / "no" / "page.html", check=False)
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
