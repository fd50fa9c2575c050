from __future__ import annotations

import os
from pathlib import Path

import pytest

from harmony.board.edit_file import EditFile, left_behind, name_for
from harmony.board.opening import new_document, open_document, reopen, take_over
from harmony.errors import HarmonyError, MelodyError
from harmony.melody import edits
from harmony.melody.draft import Draft
from harmony.melody.edit_log import Record
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
    keeper = new_document(Draft.new("loose"), folder)
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


def test_edits_that_cannot_be_made_again_are_kept_and_told(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    journal = EditFile(folder, name_for(path))
    journal.begin([Record("base", path=str(path), text="nodes: ["), Record("undo")])
    journal.close(keep=True)
    log = journal.path.read_bytes()
    keeper = open_document(path, folder)
    kept = journal.path.with_suffix(".unread")
    assert str(kept) in keeper.notice
    rename(keeper, "One")
    assert kept.read_bytes() == log
    crash(keeper)
    journal.path.write_bytes(log)
    with pytest.raises(MelodyError, match="could not be brought back"):
        reopen(folder, journal.name)


def test_a_journal_that_cannot_be_taken_is_told(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "One")
    crash(keeper)
    assert keeper.journal is not None
    lock = keeper.journal.path.with_suffix(".lock")
    lock.unlink()
    lock.mkdir()
    [name] = left_behind(folder)
    with pytest.raises(MelodyError, match="kept safe"):
        reopen(folder, name)
    lock.rmdir()
    again = reopen(folder, name)
    assert again is not None and again.recovered == 1
    again.close()


def test_a_journal_that_cannot_be_read_keeps_nobody_from_the_file(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    log = folder / f"{name_for(path)}.log"
    log.mkdir(parents=True)
    keeper = open_document(path, folder)
    assert str(log) in keeper.notice and keeper.draft.text == TEXT
    with pytest.raises(MelodyError, match="cannot be brought back"):
        reopen(folder, name_for(path))


def test_what_keeps_a_document_from_being_taken_over_is_told(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    first, second = open_document(path, folder), open_document(path, folder)
    assert second.journal is not None
    lock = second.journal.path.with_suffix(".lock")
    lock.unlink()
    lock.mkdir()
    with pytest.raises(MelodyError, match="Close the other window"):
        take_over(second)
    first.close()
