"""Folders and files to articles: what is found, in which order, and what is set aside."""

import os
from pathlib import Path

import pytest

from kg.facts import Article
from kg.settings import Settings
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.walk import find, printable

ROOT = Path(__file__).resolve().parent.parent
TEXT = "City Daily | MAY 07, 2022\n\nThe mayor visited the new industrial park on Friday and met its managers there.\n"


def put(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def articles(*sources: Path, **settings: object) -> list[Article]:
    return [a for a in read(sources, Settings(**settings)) if isinstance(a, Article)]


def notices(*sources: Path, **settings: object) -> list[Notice]:
    return [n for n in read(sources, Settings(**settings)) if isinstance(n, Notice)]


def test_the_seeds_are_read_with_their_metadata():
    found = {a.id[:3]: a for a in articles(ROOT / "seeds")}
    assert len(found) == 5
    assert found["000"].title == "Zhao Haozhi visits Goertek Global R& D Headquarters"
    assert found["000"].date == "2022-05-07"
    assert found["000"].publisher == "Qingdao Government"
    assert {a.language for a in found.values()} == {"en"}
    assert found["000"].source == "000_379e5460c5f3ecd4.txt"


def test_a_body_is_the_files_text_to_the_last_character(tmp_path):
    path = put(tmp_path, "a.txt", TEXT + "line\r\nline\rline \t\u3000😀\n\n")
    [article] = articles(path)
    assert article.body.encode() == path.read_bytes()


def test_folders_are_read_at_any_depth_in_order_of_names(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a/9.txt", "c.text", ".hidden/x.txt", "a/.y.txt", "notes.md", "pic.jpg"):
        put(tmp_path / "pages", name)
    assert [a.id for a in articles(tmp_path / "pages")] == ["c", "9", "1", "2"]
    assert any(str(n).startswith("pages: 2 file(s) of no known kind passed over") for n in notices(tmp_path / "pages"))


def test_a_named_file_is_read_whatever_its_name_and_only_once(tmp_path):
    path = put(tmp_path, "page.html.bak")
    assert [a.id for a in articles(path, path, tmp_path)] == ["page.html"]


def test_names_do_not_depend_on_where_the_folder_lies(tmp_path, monkeypatch):
    for place in ("here", "there/deep"):
        put(tmp_path / place / "pages", "sub/empty.txt", "")
    monkeypatch.chdir(tmp_path / "here" / "pages")
    told = [[str(n) for n in notices(source)] for source in (Path("."), tmp_path / "there/deep/pages")]
    assert told == [["pages/sub/empty.txt: is empty"]] * 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is binary, not text"),
        ("城市".encode()[:-1] + b" park", "is UTF-8 but damaged"),
    ],
)
def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(tmp_path, data, message):
    put(tmp_path, "1.txt")
    (tmp_path / "2.txt").write_bytes(data)
    put(tmp_path, "3.txt")
    assert [a.id for a in articles(tmp_path)] == ["1", "3"]
    [aside] = [n for n in notices(tmp_path) if n.set_aside]
    assert aside.source.startswith(f"{tmp_path.name}/2.txt")
    assert message in aside.message


def test_a_file_of_50_mb_is_set_aside_unread(tmp_path):
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(50_000_000)
    [notice] = notices(tmp_path)
    assert "is too large: 50,000,000 bytes; the setting max_article_bytes allows 2,000,000" in notice.message


def test_of_two_articles_with_one_id_the_second_is_set_aside_and_both_are_named(tmp_path):
    put(tmp_path, "a/page.txt")
    put(tmp_path, "b/page.txt", "Other words than in the first one, and a date: May 8, 2022, for good measure.")
    [article] = articles(tmp_path / "a", tmp_path / "b")
    assert article.body == TEXT
    [notice] = [n for n in notices(tmp_path / "a", tmp_path / "b") if n.set_aside]
    assert str(notice) == "b/page.txt: has the same id as a/page.txt: 'page'; the first one is kept"


def test_an_unreadable_first_file_does_not_take_the_id(tmp_path):
    put(tmp_path, "a/page.txt", "")
    put(tmp_path, "b/page.txt")
    assert [a.id for a in articles(tmp_path)] == ["page"]


def test_an_article_without_a_date_is_read_and_remarked_on(tmp_path):
    path = put(tmp_path, "a.txt", "The mayor visited the new industrial park and met the managers of its companies.\n")
    assert [a.date for a in articles(path)] == [None]
    assert ["prints no date" in n.message for n in notices(path)] == [True]


def test_the_language_is_told_by_the_text_itself(tmp_path):
    text = "发布时间：2022年5月7日\n市长五月六日到新区调研，强调虚拟现实产业是全市十大新兴产业之一。\n" * 3
    [article] = articles(put(tmp_path, "zh.txt", text))
    assert article.language == "zh"


def test_an_encoding_that_was_detected_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes((TEXT + "市长到新区调研，强调产业发展。").encode("gb18030"))
    assert any(n.message == "is not UTF-8; read as gb18030" for n in notices(tmp_path))
    assert articles(tmp_path)[0].body.endswith("市长到新区调研，强调产业发展。")


def test_a_missing_file_and_a_pipe_are_set_aside(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    told = [n.message for n in notices(tmp_path / "gone.txt", tmp_path)]
    assert told == ["does not exist", "is not a file"]


def test_a_name_that_is_no_text_can_be_told(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    [article] = articles(tmp_path)
    assert article.id == "caf\ufffd"
    assert printable(os.fsdecode(path)).encode().endswith("caf\ufffd.txt".encode())


def test_links_in_a_circle_end(tmp_path):
    put(tmp_path, "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "twin.txt").symlink_to(tmp_path / "a.txt")
    assert [a.id for a in articles(tmp_path)] == ["a"]
    assert next(find([tmp_path / "a.txt", tmp_path / "twin.txt"])).path == tmp_path / "a.txt"
