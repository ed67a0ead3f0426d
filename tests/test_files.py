"""Files that nobody has touched are not opened again, and no file that is another one now is taken for what it was."""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg import files
from kg.facts import Article
from kg.files import FILES, Files
from kg.kept import Kept, Known
from kg.settings import Settings
from kg.sources.reading import read
from kg.sources.record import Notice

TEXT = "City Daily | MAY 07, 2022\n\nThe mayor visited the new industrial park on Friday and met {} managers there.\n"

_opened: list[list[str]] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and _opened and isinstance(args[0], str):
        _opened[-1].append(args[0])


sys.addaudithook(_watch)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """Names of the files of sources that were opened since it was last asked, each once."""
    _opened.append([])

    def names() -> list[str]:
        found = sorted({Path(name).name for name in _opened[-1] if name.startswith(str(tmp_path / "in"))})
        _opened[-1].clear()
        return found

    yield names
    _opened.pop()


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files that have rested for long enough."""
    monkeypatch.setattr(files, "RESTED", 0.05)
    for number in range(3):
        put(tmp_path / "in" / f"{number}.txt", TEXT.format(number))
    rest()
    return tmp_path / "in"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rest() -> None:
    time.sleep(0.1)


def told(source: Path, **changed: object) -> tuple[list[str], list[str]]:
    """The texts of all articles, as they are now or as they are known to be, and what is said beside them."""
    data = source.parent
    settings = Settings(data=data, **changed)
    bodies, notices = [], []
    kept = Kept(data / "readings.sqlite", b"reader", Files(data / FILES), repr(settings.columns).encode())
    with kept, closing(sqlite3.connect(data / "bodies.sqlite")) as bodies_of:
        bodies_of.execute("CREATE TABLE IF NOT EXISTS body (key BLOB PRIMARY KEY, text TEXT)")
        for one in read([source], settings, None, kept):
            if isinstance(one, Notice):
                notices.append(str(one))
            elif isinstance(one, Article):
                bodies.append(one.body)
                known = kept.settle(one, (), 0)
                kept._put(known.key, b"a reading")
                bodies_of.execute("INSERT OR REPLACE INTO body VALUES (?, ?)", (known.key, one.body))
            elif isinstance(one, Known):
                bodies += bodies_of.execute("SELECT text FROM body WHERE key = ?", (one.key,)).fetchone()
        bodies_of.commit()
        kept.files.save()
    return bodies, notices


def texts(*numbers: object) -> list[str]:
    return [TEXT.format(number) for number in numbers]


def test_what_has_not_been_touched_is_not_opened(source, opened):
    assert told(source) == (texts(0, 1, 2), [])
    assert opened() == ["0.txt", "1.txt", "2.txt"]
    put(source / "1.txt", TEXT.format("nine"))
    rest()
    assert told(source) == (texts(0, "nine", 2), [])
    assert opened() == ["1.txt"]
    (source / "2.txt").unlink()
    put(source / "3.txt", TEXT.format(3))
    rest()
    assert told(source) == (texts(0, "nine", 3), [])
    assert opened() == ["3.txt"]


def test_another_text_of_the_same_size_and_time_is_seen(source, opened):
    told(source)
    before = (source / "1.txt").stat()
    put(source / "1.txt", TEXT.format(7))
    os.utime(source / "1.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    put(source / "other", TEXT.format(8))
    os.utime(source / "other", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(source / "other", source / "2.txt")
    rest()
    assert (source / "1.txt").stat().st_mtime_ns == before.st_mtime_ns
    assert told(source) == (texts(0, 7, 8), [])


def test_a_link_that_leads_elsewhere_is_another_file(source):
    (source / "4.txt").symlink_to(put(source.parent / "x", TEXT.format(4)))
    rest()
    assert told(source)[0] == texts(0, 1, 2, 4)
    (source / "4.txt").unlink()
    (source / "4.txt").symlink_to(put(source.parent / "y", TEXT.format(5)))
    rest()
    assert told(source)[0] == texts(0, 1, 2, 5)


def test_a_file_that_was_just_written_is_looked_at_again(source, monkeypatch, opened):
    monkeypatch.setattr(files, "RESTED", 60)
    told(source)
    opened()
    assert told(source) == (texts(0, 1, 2), [])
    assert opened() == ["0.txt", "1.txt", "2.txt"]


def test_a_file_that_changes_while_it_is_read_is_not_remembered(source, tmp_path):
    known = Files(tmp_path / FILES)
    known.digest(source / "1.txt")
    put(source / "1.txt", TEXT.format(9))
    known.hold(source / "1.txt", b"maker", b"of another text")
    known.save()
    assert Files(tmp_path / FILES).held([(source / "1.txt", b"maker")]) == [None]


def test_what_was_made_of_a_file_counts_for_its_maker_alone(source, tmp_path):
    known = Files(tmp_path / FILES)
    known.digest(source / "1.txt")
    known.hold(source / "1.txt", b"maker", b"held")
    known.save()
    again = Files(tmp_path / FILES)
    assert again.held([(source / "1.txt", b"maker")]) == [b"held"]
    assert again.held([(source / "1.txt", b"another")]) == [None]
    assert Files(tmp_path / FILES, anew=True).held([(source / "1.txt", b"maker")]) == [None]


def test_what_is_remarkable_of_a_file_is_told_each_time_and_the_refused_is_looked_at_again(source, opened):
    (source / "1.txt").write_bytes(TEXT.format("Café").encode("latin-1"))
    (source / "2.txt").write_bytes(b"\0\1\2")
    rest()
    first = told(source)
    opened()
    assert told(source) == first
    assert "is not UTF-8" in first[1][0]
    assert opened() == ["2.txt"]


def test_a_file_of_many_articles_is_not_opened_and_follows_its_columns(source, opened):
    rows = [json.dumps({"text": TEXT.format(n), "note": TEXT.format(-n), "id": f"row{n}"}) for n in range(3, 6)]
    put(source / "all.jsonl", "\n".join(rows) + "\n")
    rest()
    assert told(source) == (texts(0, 1, 2, 3, 4, 5), [])
    opened()
    assert told(source) == (texts(0, 1, 2, 3, 4, 5), [])
    assert opened() == []
    assert told(source, columns="body=note")[0] == texts(0, 1, 2, -3, -4, -5)


def test_files_that_have_gone_are_forgotten(source):
    told(source)
    (source / "2.txt").unlink()
    put(source / "3.txt", TEXT.format(3))
    rest()
    told(source)
    with closing(sqlite3.connect(source.parent / FILES)) as database:
        names = [Path(os.fsdecode(name)).name for (name,) in database.execute("SELECT path FROM file")]
    assert sorted(names) == ["0.txt", "1.txt", "3.txt"]


@pytest.mark.parametrize("damage", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_list_of_files_is_made_anew(source, opened, damage):
    told(source)
    for suffix in ("-wal", "-shm"):
        (source.parent / (FILES + suffix)).unlink(missing_ok=True)
    (source.parent / FILES).write_bytes(damage)
    for _ in range(2):
        assert told(source) == (texts(0, 1, 2), [])
    opened()
    assert told(source) == (texts(0, 1, 2), [])
    assert opened() == []


def test_whether_a_file_has_a_content_that_it_did_not_have_is_told(source, tmp_path):
    data = tmp_path / "data"
    data.mkdir()

    def fresh() -> bool:
        rest()
        known = Files(data / FILES)
        known.look(sorted(source.iterdir()))
        known.save()
        return known.fresh

    assert fresh()
    assert not fresh()
    os.utime(source / "0.txt")
    assert not fresh()
    (source / "1.txt").unlink()
    assert not fresh()
    put(source / "2.txt", TEXT.format("other"))
    assert fresh()
    put(source / "3.txt", TEXT.format("new"))
    assert fresh()
