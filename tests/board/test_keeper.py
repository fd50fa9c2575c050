from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from harmony.board.edit_file import left_behind
from harmony.board.keeper import Keeper
from harmony.board.opening import open_document, reopen, take_over
from harmony.errors import HarmonyError
from harmony.melody import edits
from harmony.melody.recovery import replay
from harmony.melody.save import FileChanged
from tests.board.editing_child import state
from tests.board.parts import TEXT, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "edits"


def rename(keeper: Keeper, title: str, node: str = "greet") -> None:
    keeper.draft.do(edits.rename_title(keeper.draft.melody, node, title))


def crash(keeper: Keeper) -> None:
    """What the system does to a killed process: its files are closed, nothing else."""
    assert keeper.journal is not None
    keeper.journal._shut()
    lock = keeper.journal.lock
    assert lock._file is not None
    lock._file.close()
    lock._file = None


def edit_and_kill(folder: Path, file: str, seed: int, seconds: float) -> str:
    """The last state that a child said before it was killed."""
    command = [sys.executable, "-m", "tests.board.editing_child", str(folder), file, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        time.sleep(seconds)
        child.kill()
        said += child.stdout.readlines()
    whole = [line.strip() for line in said if line.endswith("\n")]
    assert whole, "the child never came to edit"
    return whole[-1]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("has_file", [True, False])
def test_killed_at_random_moments_every_edit_comes_back(tmp_path: Path, folder: Path, has_file: bool) -> None:
    for seed in range(int(os.environ.get("HARMONY_KILLS", "8"))):
        path = write(tmp_path, name=f"k{seed}.melody.yaml")
        moment = random.Random(seed).uniform(0, 0.4)
        said = edit_and_kill(folder, str(path) if has_file else "-", seed, moment)
        [name] = left_behind(folder)
        keeper = open_document(path, folder) if has_file else reopen(folder, name)
        assert keeper is not None
        first = keeper.draft.first_text()
        assert said in (state(keeper.draft), one_record_less(keeper)), seed
        while keeper.draft.can_undo:
            keeper.draft.undo()
        assert keeper.draft.text == first
        assert not has_file or first == TEXT
        keeper.close()


def one_record_less(keeper: Keeper) -> str:
    """The state before the last record, which may have been written and not yet said."""
    assert keeper.journal is not None
    log = keeper.journal.read()
    known = replay(replace(log, records=log.records[:-1]))
    return state(known.draft) if known else ""


def test_a_document_without_a_file_comes_back(folder: Path) -> None:
    from harmony.board.opening import new_document

    keeper = new_document("loose", folder)
    keeper.draft.do(edits.add_node(keeper.draft.melody, "a", "data.set@1"))
    crash(keeper)
    [name] = left_behind(folder)
    again = reopen(folder, name)
    assert again is not None
    assert (again.path, again.draft.undo_label, again.recovered) == (None, "Add a", 1)
    again.close()
    assert left_behind(folder) == []


def test_closing_forgets_the_journal(tmp_path: Path, folder: Path) -> None:
    keeper = open_document(write(tmp_path), folder)
    rename(keeper, "One")
    keeper.close()
    assert list(folder.iterdir()) == []


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
    again.decide(again.conflicts[0], "theirs")
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
    assert keeper.draft.is_dirty
    keeper.save(path)
    assert path.read_text(encoding="utf-8") == TEXT
    keeper.close()


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


def test_a_folder_that_cannot_be_written_is_told_and_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keeper = open_document(write(tmp_path), tmp_path / "file" / "edits")
    assert "kept safe" in keeper.notice
    rename(keeper, "One")
    keeper.save(keeper.path or tmp_path)


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
