from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFileDialog

from harmony.board import theme
from harmony.board.panels.properties.form import Form
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from tests.board.parts import write


def opened(window) -> Sheet:
    window.actions_.run("edit.preferences")
    return next(s for s in window.findChildren(Sheet) if s.objectName() == "preferences" and s.isVisible())


def test_preferences_hold_at_once_and_are_kept(make_window, qtbot) -> None:
    window = make_window()
    sheet = opened(window)
    boxes = {b.accessibleName(): b for b in sheet.findChildren(QComboBox)}
    qtbot.keyClick(boxes["Density"], Qt.Key.Key_Down)
    assert theme.density() == "compact"
    assert theme.row(26) == 22
    assert window.memory.get("density") == "compact"
    qtbot.keyClick(boxes["Theme"], Qt.Key.Key_End)
    assert theme.mode() == "light"
    theme.prefer(density="cosy")


def test_what_was_open_is_opened_again(make_window, tmp_path) -> None:
    path = write(tmp_path)
    window = make_window(path)
    window.memory.put("open_last", True)
    window.close()
    again = make_window()
    again.open_or_new(None)
    assert again.desk.document.path == path


def test_the_text_size_holds_at_once_in_labels_lists_and_fields(make_window, tmp_path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    field = window.properties.form.fields["template"]
    before = (field.label.font().pixelSize(), field.editor.main.font().pixelSize(), window.properties.tabs.height())
    high = window.bottom.lists["Log"].itemDelegate().sizeHint(None, None).height()
    sheet = opened(window)
    boxes = {b.accessibleName(): b for b in sheet.findChildren(QComboBox)}
    qtbot.keyClick(boxes["Text size"], Qt.Key.Key_End)
    assert theme.text_size() == "larger" and window.memory.get("text") == "larger"
    after = (field.label.fontInfo().pixelSize(), field.editor.main.fontInfo().pixelSize())
    assert after[0] > before[0] * 1.1 and after[1] > before[1] * 1.1
    assert window.bottom.lists["Log"].itemDelegate().sizeHint(None, None).height() > high
    assert theme.font(13).pixelSize() == 13  # the canvas keeps its grid
    qtbot.keyClick(boxes["Text size"], Qt.Key.Key_Home)
    assert theme.text_size() == "small"
    theme.prefer(text="normal")


def test_the_wheel_pans_or_zooms(make_window, tmp_path, qtbot) -> None:
    window = make_window(write(tmp_path))
    canvas = window.desk.page.canvas

    def turn(modifiers=Qt.KeyboardModifier.NoModifier) -> tuple[int, float]:
        before = canvas.scene_pos(QPointF(0, 0)).y()
        event = QWheelEvent(
            QPointF(200, 150), QPointF(200, 150), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        canvas.wheelEvent(event)
        return canvas.zoom_percent, canvas.scene_pos(QPointF(0, 0)).y() - before

    canvas.zoom_to(100)
    assert turn()[0] < 100
    canvas.zoom_to(100)
    sheet = opened(window)
    boxes = {b.accessibleName(): b for b in sheet.findChildren(QComboBox)}
    qtbot.keyClick(boxes["Wheel on the canvas"], Qt.Key.Key_Down)
    percent, moved = turn()
    assert (percent, moved > 0) == (100, True)
    assert turn(Qt.KeyboardModifier.ControlModifier)[0] < 100
    theme.prefer(wheel="zoom")


def test_the_folder_is_where_open_looks_and_folders_are_shown(make_window, tmp_path, qtbot) -> None:
    window = make_window()
    sheet = opened(window)
    line = sheet.findChild(Form).fields["folder"].editor.main
    line.setFocus()
    qtbot.keyClicks(line, str(tmp_path))
    assert window.desk.folder == tmp_path
    button = next(b for b in sheet.findChildren(Pill) if b.accessibleName() == "Open: Settings")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.opened == [str(window.settings.config)]
    sheet.close()
    window.actions_.run("file.open")
    dialog = window.findChild(QFileDialog)
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.close()


def test_keys_are_printed(make_window, qtbot) -> None:
    window = make_window()
    window.keymap.bind("edit.select_all", ["Ctrl+J"])
    sheet = opened(window)
    button = next(b for b in sheet.findChildren(Pill) if b.text() == "Print keys…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (path,) = window.opened
    text = Path(path).read_text(encoding="utf-8")
    assert '<tr class="own"><td>Select all</td><td><kbd>Ctrl+J</kbd></td></tr>' in text
    assert "warning" not in text.partition("<main>")[0].partition("</style>")[2]
