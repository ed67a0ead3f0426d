"""What a data folder's file operations put up with."""

import threading
from pathlib import Path

import pytest

from kg.disk import remove, sync_tree


def test_a_folder_is_removed_although_the_engine_still_tidies_it(tmp_path: Path) -> None:
    for round_ in range(5):
        folder = tmp_path / str(round_)
        folder.mkdir()
        files = [folder / f"{number:06}.sst" for number in range(400)]
        for file in files:
            file.touch()
        tidying = threading.Thread(target=lambda files=files: [file.unlink(missing_ok=True) for file in files])
        tidying.start()
        remove(folder)
        tidying.join()
        assert not folder.exists()


def test_what_is_not_there_needs_no_removing(tmp_path: Path) -> None:
    remove(tmp_path / "nothing")


def test_what_cannot_be_removed_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NotADirectoryError):
        remove(file)


def test_syncing_puts_up_with_files_that_vanish_meanwhile(tmp_path: Path) -> None:
    """As the search library does when it clears away segments that it has merged."""
    for number in range(200):
        (tmp_path / str(number)).write_text("x")

    def clear() -> None:
        for number in range(200):
            (tmp_path / str(number)).unlink()

    clearing = threading.Thread(target=clear)
    clearing.start()
    sync_tree(tmp_path)
    clearing.join()
    sync_tree(tmp_path)
    assert not list(tmp_path.iterdir())
