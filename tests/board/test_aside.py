from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from harmony.board import opening, reading
from harmony.board.aside import Aside
from harmony.melody import edits
from tests.board.parts import TEXT, write


def test_work_is_done_on_a_thread_and_told_on_this_one(qtbot, qapp) -> None:
    told = []
    names = []
    Aside(lambda: names.append(threading.current_thread().name) or 7, told.append, told.append, qapp)
    qtbot.waitUntil(lambda: told == [7])
    assert names == ["aside"]


def test_a_failure_is_told_and_nobody_is_told_of_what_is_gone(qtbot, qapp) -> None:
    told, owner = [], QObject(qapp)
    Aside(lambda: 1 // 0, lambda _v: None, told.append, qapp)
    Aside(lambda: 8, told.append, told.append, owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: [type(e) for e in told] == [ZeroDivisionError])


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE_BYTES", 10)
    monkeypatch.setattr(opening, "LONG_BYTES", 10)


def test_a_large_file_is_merged_aside(make_window, tmp_path: Path, qtbot, everything_is_large) -> None:
    path = write(tmp_path)
    window = make_window()
    window.desk.bridge = None  # read at once: what is tested is the file changing later
    window.desk.open_path(path)
    document = window.desk.document
    document.try_edit(edits.rename_title, "greet", "Mine")
    write(tmp_path, TEXT.replace("title: Numbers", "title: Theirs"))
    document.look_aside()
    assert document.title_of("numbers") == "Numbers"
    document.try_edit(edits.set_param, "greet", "template", "typed meanwhile")
    qtbot.waitUntil(lambda: document.title_of("numbers") == "Theirs")
    assert document.title_of("greet") == "Mine" and document.node("greet").with_["template"] == "typed meanwhile"
    document.undo()
    assert document.title_of("numbers") == "Numbers"


def test_a_long_journal_is_made_again_aside(make_window, tmp_path: Path, qtbot, everything_is_large) -> None:
    path = write(tmp_path)
    window = make_window()
    window.desk.bridge = None
    window.desk.open_path(path)
    window.desk.document.try_edit(edits.rename_title, "greet", "Hi")
    journal = next(window.settings.edits.rglob("*.log"))
    kept = journal.read_bytes()
    window.desk.close_all(lambda: None)
    window.desk._remove(window.desk.pages[0])
    journal.write_bytes(kept)  # as a window that was killed leaves it
    again = make_window()
    again.desk.bridge = None
    assert again.desk.open_path(path) is None
    assert "Bringing back" in again.banner.text.text()
    qtbot.waitUntil(lambda: again.desk.document is not None)
    assert again.desk.document.title_of("greet") == "Hi" and again.desk.document.can_undo
