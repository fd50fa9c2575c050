from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harmony.board.edit_file import EditFile, Lock, left_behind, name_for
from harmony.melody.edit_log import Record

BASE = Record("base", text="x")


def test_a_torn_end_is_cut_before_more_is_added(tmp_path: Path) -> None:
    file = EditFile(tmp_path, "a")
    file.begin([BASE, Record("undo")])
    file.close(keep=True)
    with file.path.open("ab") as torn:
        torn.write(b"\x40\0\0\0half")
    again = EditFile(tmp_path, "a")
    again.go_on(again.read())
    again.add(Record("redo"))
    assert [r.kind for r in again.read().records] == ["base", "undo", "redo"]
    again.close(keep=True)


def test_what_is_added_can_be_read_at_once_and_is_synced_soon(tmp_path: Path) -> None:
    file = EditFile(tmp_path, "a")
    file.begin([BASE])
    file.add(Record("undo"))
    assert [r.kind for r in EditFile(tmp_path, "a").read().records] == ["base", "undo"]
    for thread in threading.enumerate():
        if thread.name == "edits":
            thread.join(5)
    assert file._timer is None
    file.close(keep=True)


def test_a_lock_is_for_one_and_given_back(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "x.lock"), Lock(tmp_path / "x.lock")
    assert one.take() and not other.take()
    assert (one.is_mine, other.is_mine) == (True, False)
    assert str(os.getpid()) in other.holder
    one.give_back()
    assert other.take()
    other.give_back()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_can_be_taken_over(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "x.lock"), Lock(tmp_path / "x.lock")
    assert one.take() and other.take(by_force=True)
    assert (one.is_mine, other.is_mine) == (False, True)
    held = one._file
    assert held is not None and one.take(by_force=True)
    assert held.closed and (one.is_mine, other.is_mine) == (True, False)
    other.give_back()
    assert one.is_mine
    one.give_back()


@pytest.mark.slow
def test_a_killed_process_has_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from harmony.board.edit_file import Lock;"
        "lock = Lock(Path(sys.argv[1])); print(lock.take(), flush=True); time.sleep(60)"
    )
    path = tmp_path / "x.lock"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdout.readline() == "True\n"
        assert not Lock(path).take()
        child.kill()
    lock = Lock(path)
    assert lock.take()
    lock.give_back()


def test_only_journals_of_the_dead_are_left_behind(tmp_path: Path) -> None:
    dead, alive = EditFile(tmp_path, "dead"), EditFile(tmp_path, "alive")
    for file in (dead, alive):
        assert file.lock.take()
        file.begin([BASE])
    dead.close(keep=True)
    assert left_behind(tmp_path) == ["dead"]
    alive.close(keep=False)
    assert left_behind(tmp_path / "none") == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_a_full_disk_keeps_nobody_from_a_lock(tmp_path: Path) -> None:
    (tmp_path / "x.lock").symlink_to("/dev/full")
    lock = Lock(tmp_path / "x.lock")
    assert lock.take() and lock.is_mine
    lock.give_back()


def test_a_journal_that_cannot_be_taken_is_named_for_whoever_opens_it(tmp_path: Path) -> None:
    file = EditFile(tmp_path, "a")
    file.begin([BASE])
    file.close(keep=True)
    file.path.with_suffix(".lock").mkdir()
    assert left_behind(tmp_path) == ["a"]


def test_a_log_that_cannot_be_begun_leaves_no_half(tmp_path: Path) -> None:
    file = EditFile(tmp_path, "a")
    file.path.mkdir()
    file.begin([BASE])
    assert "kept safe" in file.problem
    assert list(tmp_path.iterdir()) == [file.path]


def test_one_file_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    (tmp_path / "link").symlink_to(tmp_path / "f")
    assert name_for(tmp_path / "link") == name_for(tmp_path / "x" / ".." / "f")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert name_for(tmp_path / "round") != name_for(tmp_path / "f")
