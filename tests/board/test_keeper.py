from __future__ import annotations

import os
from pathlib import Path

import pytest

from harmony.board.edit_file import left_behind
from harmony.board.opening import open_document, take_over
from harmony.melody import edits
from harmony.melody.save import FileChanged
from tests.board.keeping import crash, rename
from tests.board.parts import TEXT, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "edits"


def test_closing_forgets_the_journal(tmp_path: Path, folder: Path) -> None:
    keeper = open_document(write(tmp_path), folder)
    rename(keeper, "One")
    keeper.close()
    assert list(folder.iterdir()) == []


def test_conflicts_are_kept_until_they_are_decided(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "Mine")
    write(tmp_path, TEXT.replace("Greeting", "Theirs"))
    seen = keeper.look_at_disk()
    assert (seen.kind, len(keeper.conflicts)) == ("merged", 1)
    assert keeper.draft.melody.nodes["greet"].title == "Mine"
    with pytest.raises(FileChanged, match="mine or theirs"):
        keeper.save(path)
    crash(keeper)
    again = open_document(path, folder)
    assert again.conflicts == keeper.conflicts
    again.decide([again.conflicts[0]], "theirs")
    assert (again.draft.melody.nodes["greet"].title, again.conflicts) == ("Theirs", ())
    again.save(path)
    again.close()


def test_a_clean_document_follows_its_file_and_can_go_back(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    write(tmp_path, TEXT + "# theirs\n")
    assert keeper.look_at_disk().kind == "read"
    assert keeper.look_at_disk().kind == "same"
    assert (keeper.draft.text, keeper.draft.is_dirty) == (TEXT + "# theirs\n", False)
    crash(keeper)
    again = open_document(path, folder)
    again.draft.undo()
    assert again.draft.text == TEXT
    again.close()


def test_a_broken_or_deleted_file_leaves_ours(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    write(tmp_path, "nodes: [")
    assert keeper.look_at_disk().kind == "broken"
    with pytest.raises(FileChanged):
        keeper.save(path)
    path.unlink()
    assert keeper.look_at_disk().kind == "gone"
    assert keeper.is_dirty
    keeper.save(path)
    assert path.read_text(encoding="utf-8") == TEXT
    keeper.close()


def test_a_file_that_comes_back_is_as_it_was(tmp_path: Path, folder: Path) -> None:
    """As when another branch without the file was checked out, and this one again."""
    path = write(tmp_path)
    keeper = open_document(path, folder)
    path.unlink()
    assert (keeper.look_at_disk().kind, keeper.is_dirty) == ("gone", True)
    write(tmp_path)
    assert (keeper.look_at_disk().kind, keeper.is_dirty) == ("back", False)
    path.unlink()
    keeper.look_at_disk()
    write(tmp_path, TEXT.replace("Greeting", "Theirs"))
    assert (keeper.look_at_disk().kind, keeper.is_dirty) == ("read", False)
    keeper.close()


def test_a_change_that_keeps_time_and_size_is_seen(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "Mine")
    assert keeper.look_at_disk().kind == "same"
    was = path.stat()
    path.write_text(TEXT.replace("Numbers", "Nombres"), encoding="utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert keeper.look_at_disk().kind == "merged"
    keeper.close()


def test_a_window_that_lost_its_document_follows_the_file(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    first = open_document(path, folder)
    rename(first, "First")
    second = open_document(path, folder)
    take_over(second)
    assert first.why_not()
    rename(second, "Second")
    second.save(path)
    assert (first.look_at_disk().kind, first.conflicts) == ("read", ())
    assert first.draft.melody.nodes["greet"].title == "Second" and not first.is_dirty
    first.close()
    second.close()


def test_saving_under_another_name_takes_the_journal_along(tmp_path: Path, folder: Path) -> None:
    keeper = open_document(write(tmp_path), folder)
    rename(keeper, "One")
    target = tmp_path / "other.melody.yaml"
    keeper.save(target)
    rename(keeper, "Two")
    crash(keeper)
    assert len(left_behind(folder)) == 1
    again = open_document(target, folder)
    assert [e.label for e in again.draft.history] == ["Rename Greeting", "Rename One"]
    again.close()


def test_a_long_journal_is_made_short_at_save(tmp_path: Path, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr("harmony.board.keeper.MAX_EDITS", 5)
    path = write(tmp_path)
    keeper = open_document(path, folder)
    for number in range(9):
        keeper.draft.do(edits.rename_title(keeper.draft.melody, "greet", f"T{number}"), merge_key="typing")
    rename(keeper, "Last")
    keeper.draft.undo()
    keeper.save(path)
    assert keeper.journal is not None and keeper.journal.records < 6
    crash(keeper)
    again = open_document(path, folder)
    assert (again.draft.redo_label, again.draft.is_dirty) == ("Rename T8", False)
    again.draft.redo()
    again.draft.undo()
    again.draft.undo()
    assert again.draft.text == TEXT
    again.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_a_gap_in_the_journal_is_closed_when_the_disk_is_back(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path)
    keeper = open_document(path, folder)
    rename(keeper, "One")
    assert keeper.journal is not None
    os.close(keeper.journal._fd)
    keeper.journal._fd = os.open("/dev/full", os.O_WRONLY)
    rename(keeper, "Two")
    assert "Save often" in keeper.problem
    rename(keeper, "Three")
    assert keeper.problem == ""
    crash(keeper)
    again = open_document(path, folder)
    assert [e.label for e in again.draft.history] == ["Rename Greeting", "Rename One", "Rename Two"]
    assert again.draft.is_dirty
    again.close()
