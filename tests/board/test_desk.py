from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from harmony import assets
from harmony.board.wording import said
from harmony.errors import MelodyError
from harmony.melody import edits
from harmony.melody.problems import Problem
from tests.board.parts import write


def test_an_error_is_said_with_its_first_problem() -> None:
    assert said(MelodyError("Bad.", [Problem("error", "x", "no node")])).startswith("Bad. ")
    assert "no node" in said(MelodyError("Bad.", [Problem("error", "x", "no node")]))


def test_an_untouched_new_melody_makes_room(make_window, tmp_path: Path) -> None:
    window = make_window()
    window.desk.new()
    window.desk.open_path(write(tmp_path))
    assert [p.document.title for p in window.desk.pages] == ["small"]


def test_new_melodies_have_names_of_their_own(make_window) -> None:
    window = make_window()
    window.desk.new()
    window.desk.new()
    assert [p.document.title for p in window.desk.pages] == ["untitled", "untitled-2"]


def test_tabs_can_be_put_into_another_order(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path), write(tmp_path, name="other.melody.yaml"))
    window.top.tabs.moveTab(0, 1)
    assert [p.document.title for p in window.desk.pages] == ["other", "small"]
    window.top.tabs.setCurrentIndex(0)
    assert window.desk.document.title == "other"


def test_a_file_changed_by_others_is_said_and_kept(make_window, tmp_path: Path) -> None:
    path = write(tmp_path)
    window = make_window(path)
    window.desk.document.try_edit(edits.rename_title, "greet", "Mine")
    path.write_text("format: harmony/1\nname: theirs\nnodes: {}\n", encoding="utf-8")
    window.actions_.run("file.save")
    assert window.banner.isVisible()
    assert "theirs" in path.read_text(encoding="utf-8")
    assert window.desk.document.is_dirty


def test_panels_follow_the_tab(make_window, tmp_path: Path) -> None:
    window = make_window(
        write(tmp_path), write(tmp_path, "format: harmony/1\nname: two\nnodes: {}\n", "two.melody.yaml")
    )
    assert window.properties.header.title.text() == "two"
    window.top.tabs.setCurrentIndex(0)
    assert window.properties.header.title.text() == "small"
    window.actions_.run("file.close")
    window.actions_.run("file.close")
    assert not window.properties.isVisible()
    assert window.welcome.isVisible()


def test_the_first_save_names_an_untitled_melody_after_its_file(make_window, tmp_path: Path) -> None:
    window = make_window()
    page = window.desk.new()
    page.canvas.add_at("text.template@1", page.canvas.scene_pos(page.canvas.rect().center().toPointF()))
    window.desk._write(page, tmp_path / "first.melody.yaml", None)
    assert "name: first\n" in (tmp_path / "first.melody.yaml").read_text(encoding="utf-8")
    assert not page.document.is_dirty
    page.document.undo()
    assert page.document.melody.name == "untitled"


def test_a_name_that_a_person_gave_stays(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.desk._write(window.desk.page, tmp_path / "other.melody.yaml", None)
    assert window.desk.document.melody.name == "small"


def test_a_save_that_fails_leaves_the_name(make_window, tmp_path: Path) -> None:
    window = make_window()
    window.desk._write(window.desk.new(), tmp_path / "missing" / "first.melody.yaml", None)
    assert window.desk.document.melody.name == "untitled"
    assert window.desk.document.history == []


def test_a_template_of_an_installation_is_saved_as_a_file_of_ones_own(make_window, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "_bundled"
    folder.mkdir()
    monkeypatch.setattr(assets, "_roots", lambda: [folder, tmp_path / "none"])
    window = make_window(write(folder))
    window.desk.document.try_edit(edits.rename_title, "greet", "Mine")
    window.desk.save()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None and not dialog.directory().path().endswith("_bundled")
    dialog.reject()
    assert "Mine" not in window.desk.document.path.read_text()


def test_tabs_are_walked_and_a_closed_one_comes_back(make_window, tmp_path: Path, qtbot) -> None:
    one, two = write(tmp_path), write(tmp_path, name="other.melody.yaml")
    window = make_window(one, two)
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.document.path == one
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.document.path == two
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert [p.path for p in window.desk.tabs] == [one]
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert [p.path for p in window.desk.tabs] == [one, two]


def test_the_list_of_recent_files_can_be_forgotten(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    menu = window.top.menus.actions()[0].menu()
    menu.aboutToShow.emit()
    recent = next(a.menu() for a in menu.actions() if a.text() == "Open recent")
    next(a for a in recent.actions() if a.text() == "Forget this list").trigger()
    assert window.memory.recent == []


def test_buttons_name_their_keys_as_they_are(make_window) -> None:
    window = make_window()
    assert window.top.run.toolTip() == "Play this Melody (Ctrl+Return)"
    window.keymap.bind("run.play", ["F7"])
    assert window.top.run.toolTip() == "Play this Melody (F7)"


def test_a_file_that_is_open_is_found_by_every_way(make_window, tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.melody.yaml").symlink_to(path)
    window = make_window(path, tmp_path / "folder" / ".." / path.name, tmp_path / "link.melody.yaml")
    assert [page.path for page in window.desk.tabs] == [path]
    assert not window.desk.document.is_read_only
