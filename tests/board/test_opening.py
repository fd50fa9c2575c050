from __future__ import annotations

import os
from pathlib import Path

import pytest

from harmony.board.edit_file import left_behind
from harmony.board.opening import new_document, open_document, reopen, take_over
from harmony.errors import HarmonyError
from harmony.melody import edits
from tests.board.keeping import crash, rename
from tests.board.parts import TEXT, write
from tests.crash.editing import kill_once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "edits"


@pytest.mark.slow
@pytest.mark.parametrize("has_file", [True, False])
def test_killed_at_random_moments_every_edit_comes_back(tmp_path: Path, has_file: bool) -> None:
    """Eight kills each; `python -m tests.crash.editing --kills 100` is the long campaign."""
    for seed in range(8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        found = kill_once(folder, seed, has_file=has_file)
        assert found.fault == "", seed
        assert found.said > 0


def test_a_document_without_a_file_comes_back(folder: Path) -> None:
    keeper = new_document("loose", folder)
    keeper.draft.do(edits.add_node(keeper.draft.melody, "a", "data.set@1"))
    crash(keeper)
    [name] = left_behind(folder)
    again = reopen(folder, name)
    assert again is not None
    assert (again.path, again.draft.undo_label, again.recovered) == (None, "Add a", 1)
    again.close()
    assert left_behind(folder) == []


def test_a_document_only_looked_at_leaves_no_journal(tmp_path: Path, folder: Path) -> None:
    keeper = open_document(write(tmp_path), folder)
    assert not list(folder.glob("*.log"))
    crash(keeper)
    assert left_behind(folder) == []


def test_history_from_before_a_save_comes_back(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "One")
    keeper.save(path)
    rename(keeper, "Two")
    crash(keeper)
    again = open_document(path, folder)
    assert (again.recovered, again.notice) == (1, "1 unsaved edit brought back.")
    again.draft.undo()
    assert not again.draft.is_dirty
    again.draft.undo()
    assert again.draft.text == TEXT
    again.close()


def test_a_newer_file_is_merged_with_the_journal(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "Mine")
    crash(keeper)
    write(tmp_path, TEXT.replace("title: Numbers", "title: Theirs   # why"))
    again = open_document(path, folder)
    assert [n.title for n in again.draft.melody.nodes.values()] == ["Theirs", "Mine"]
    assert "title: Theirs   # why" in again.draft.text
    assert again.conflicts == ()
    again.save(path)
    again.close()


def test_one_window_owns_a_document(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    first = open_document(path, folder)
    rename(first, "First")
    second = open_document(path, folder)
    assert second.is_read_only
    assert str(os.getpid()) in second.why_not()
    take_over(second)
    assert (second.why_not(), second.draft.melody.nodes["greet"].title) == ("", "First")
    assert "taken" in first.why_not()
    with pytest.raises(HarmonyError, match="take it over"):
        first.save(path)
    rename(first, "Lost?")  # it writes nowhere that the second one would read
    rename(second, "Second")
    first.close()
    crash(second)
    again = open_document(path, folder)
    assert again.draft.melody.nodes["greet"].title == "Second"
    again.close()


def test_a_folder_that_cannot_be_written_is_told_and_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keeper = open_document(write(tmp_path), tmp_path / "file" / "edits")
    assert "kept safe" in keeper.notice
    rename(keeper, "One")
    keeper.save(keeper.path or tmp_path)
