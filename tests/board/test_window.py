from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from harmony.board import theme
from harmony.board.actions import TABLE
from harmony.board.bridge import Bridge
from harmony.board.panels.palette import MIME
from harmony.board.running import sets_of
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label
from harmony.board.window import Window, first_place
from harmony.errors import MelodyError
from harmony.melody import edits
from harmony.melody.problems import Problem
from tests.board.parts import TEXT, FakeClient, Tape, artifact, show, write

pytestmark = pytest.mark.slow


def sheet(window, name: str) -> Sheet | None:
    return next((s for s in window.findChildren(Sheet) if s.objectName() == name and s.isVisible()), None)


def press(qtbot, owner, text: str) -> None:
    button = next(b for b in owner.findChildren(Pill) if b.text() == text and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_command_is_bound(make_window) -> None:
    window = make_window()
    assert [c.id for c in TABLE if c.id not in window.actions_._enabled] == []


def test_without_a_melody_it_welcomes(make_window, qtbot) -> None:
    window = make_window()
    assert window.welcome.isVisible()
    qtbot.mouseClick(window.welcome.new, Qt.MouseButton.LeftButton)
    assert window.desk.document.title == "untitled"
    assert not window.welcome.isVisible()


def test_a_file_opens_in_a_tab_once(make_window, tmp_path: Path) -> None:
    path = write(tmp_path)
    window = make_window(path, path)
    assert window.top.tabs.count() == 1
    assert window.top.tabs.tabText(0) == "small"
    assert window.memory.recent == [path]


def test_palette_enter_adds_undo_takes_back(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    qtbot.keyClicks(window.palette_.search, "read csv")
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    document = window.desk.document
    assert len(document.melody.nodes) == 3
    assert window.isWindowModified()
    window.actions_.run("edit.undo")
    assert document.text == TEXT


@pytest.mark.slow
def test_dropping_a_node_type_on_the_canvas_adds_it(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    canvas, data = window.desk.page.canvas, QMimeData()
    data.setData(MIME, b"text.template@1")
    event = QDropEvent(
        QPointF(200, 150), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    canvas.dropEvent(event)
    assert [n.use for n in window.desk.document.melody.nodes.values()].count("text.template@1") == 2


def test_run_sends_it_and_states_come_back(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    qtbot.mouseClick(window.top.run, Qt.MouseButton.LeftButton)
    assert window.client.asked[-1][0] == "run.play"
    window.client.answer({"run": "r1"})
    window.client.push("r1", tape("run.started"), tape("node.started", "greet", attempt=1))
    qtbot.waitUntil(lambda: window.top.stop.isEnabled())
    assert window.status.word.text() == "Running"
    assert not window.top.run.isEnabled()
    report = artifact("file", name="report.html")
    window.client.push("r1", tape("node.completed", "greet"), tape("run.completed", artifacts={"report": report}))
    qtbot.waitUntil(lambda: window.top.run.isEnabled())
    press(qtbot, window.desk.page.results, "Open")
    assert window.client.asked[-1] == ("artifact.path", {"artifact": report})
    window.client.answer({"path": "/tmp/report.html"})
    qtbot.waitUntil(lambda: window.opened == ["/tmp/report.html"])


def test_needed_inputs_are_asked_for_and_remembered(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT.replace("nodes:", "inputs:\n  who: {type: text}\nnodes:", 1)))
    window.actions_.run("run.play")
    form = sheet(window, "run-form")
    assert form is not None
    line = form.findChildren(QLineEdit)[0]
    qtbot.keyClicks(line, "you")
    press(qtbot, form, "Run")
    assert window.client.asked[-1][1]["inputs"] == {"who": "you"}
    assert sets_of(window, window.desk.document).last == {"who": "you"}


def test_the_run_menu_runs_with_named_sets_of_values(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT.replace("nodes:", "inputs:\n  who: {type: text}\nnodes:", 1)))
    menu = next(a.menu() for a in window.top.menus.actions() if a.text() == "Run")
    inner = next(a for a in menu.actions() if a.text() == "Run with")
    menu.aboutToShow.emit()
    assert not inner.isVisible()
    sets_of(window, window.desk.document).save("Eve & co", {"who": "Eve"})
    menu.aboutToShow.emit()
    assert inner.isVisible() and [a.text() for a in inner.menu().actions()] == ["Eve && co"]
    inner.menu().actions()[0].trigger()
    assert window.client.asked[-1][1]["inputs"] == {"who": "Eve"}
    assert sets_of(window, window.desk.document).chosen == "Eve & co"


def test_a_lost_engine_offers_to_resume(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    window.client.push("r1", tape("run.started"), tape("node.started", "greet", attempt=1))
    qtbot.waitUntil(lambda: window.player.is_live(window.desk.document))
    window.client.lose()
    qtbot.waitUntil(window.banner.isVisible)
    assert "Engine lost" in window.banner.text.text()
    press(qtbot, window.banner, "Resume")
    qtbot.waitUntil(lambda: window.client.asked[-1] == ("run.resume", {"run": "r1"}))


def test_problems_stop_a_run_calmly(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.actions_.run("run.play")
    window.client.refuse(MelodyError("It has errors", [Problem("error", "x", "no")]))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.text.text() == "small has 1 error and cannot be played."
    press(qtbot, window.banner, "Show problems")
    assert window.bottom.stack.currentWidget() is window.bottom.lists["Problems"]


def test_saving_a_new_melody_asks_for_a_name(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window()
    window.actions_.run("file.new")
    window.palette_.add_asked.emit("data.set@1")
    window.actions_.run("file.save")
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mine"))
    dialog.close()
    assert (tmp_path / "mine.melody.yaml").is_file()
    assert window.top.tabs.tabText(0) == "mine"
    assert not window.isWindowModified()


@pytest.mark.parametrize(("answer", "title"), [("Save", "Salute"), ("Do not save", "Greeting")])
def test_closing_asks_about_unsaved_changes(make_window, tmp_path: Path, qtbot, answer: str, title: str) -> None:
    path = write(tmp_path)
    window = make_window(path)
    window.desk.document.try_edit(edits.rename_title, "greet", "Salute")
    window.close()
    assert window.isVisible()
    press(qtbot, sheet(window, "unsaved"), answer)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert f"title: {title}" in path.read_text(encoding="utf-8")


def test_cancel_keeps_the_window(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    document = window.desk.document
    document.try_edit(edits.rename_title, "greet", "Hello")
    document.save()
    for number in range(8):
        document.try_edit(edits.rename_title, "greet", f"Salute {number}")
    document.undo()
    window.close()
    said = [label.text() for label in sheet(window, "unsaved").findChildren(Label)]
    assert said[2:] == [*(f"Rename Salute {n}" for n in (5, 4, 3, 2, 1)), "and 2 more"]
    press(qtbot, sheet(window, "unsaved"), "Cancel")
    assert window.isVisible()
    assert window.desk.document.is_dirty


def test_undo_in_a_field_is_the_documents(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    document = window.desk.document
    document.select({"greet"})
    window.properties.focus_field("template")
    editor = window.properties.form.fields["template"].editor.main
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.text == TEXT


def test_ctrl_k_opens_the_command_palette(make_window, qtbot) -> None:
    window = make_window()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = sheet(window, "commands")
    assert found is not None
    found.close()


@pytest.mark.slow
def test_both_themes_at_run_time(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.actions_.run("view.theme_light")
    assert theme.current().name == "light"
    assert window.actions_.action("view.theme_light").isChecked()
    assert window.grab().toImage().pixelColor(4, 4).name() == theme.LIGHT.panel.name()
    window.actions_.run("view.theme_dark")
    assert window.grab().toImage().pixelColor(4, 4).name() == theme.DARK.panel.name()
    assert window.memory.get("theme") == "dark"


def test_panels_hide_show_and_are_remembered(make_window) -> None:
    window = make_window()
    window.actions_.run("view.palette")
    assert window.docks["palette"].isHidden()
    window.remember()
    assert make_window().docks["palette"].isHidden()
    window.actions_.run("view.reset_panels")
    assert window.docks["palette"].isVisible()


def test_panels_are_walked_by_key(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.page.canvas.setFocus()
    window.actions_.run("view.next_panel")
    first = QApplication.focusWidget()
    window.actions_.run("view.previous_panel")
    assert QApplication.focusWidget() is window.desk.page.canvas
    assert first is not window.desk.page.canvas


def test_everything_that_takes_the_focus_has_a_name(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    nameless = [
        w
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for w in window.findChildren(kind)
        if w.isVisible() and w.focusPolicy() and not w.accessibleName()
    ]
    assert nameless == []


class Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(repr(watched))
        return False


@pytest.mark.slow
def test_no_part_flashes_up_as_a_window_of_its_own(make_window, tmp_path: Path, qapp, qtbot) -> None:
    window, windows, tape = make_window(write(tmp_path)), Windows(), Tape("r1")
    qapp.installEventFilter(windows)
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    window.client.push(
        "r1", tape("run.started"), tape("node.completed", "greet", outputs={"text": artifact(value="x")})
    )
    for node in ("greet", "numbers", ""):
        window.desk.document.select({node} if node else set())
        for page in range(4):
            window.properties.tabs.setCurrentIndex(page)
            qapp.processEvents()
    for page in range(window.bottom.bar.tabs.count()):
        window.bottom.bar.tabs.setCurrentIndex(page)
    window.client.push("r1", tape("run.completed", artifacts={"a": artifact("file", name="a")}))
    qtbot.waitUntil(window.desk.page.results.isVisible)
    window.banner.say("x", "info", Do_it=lambda: None)
    qapp.removeEventFilter(windows)
    assert windows.shown == []


@pytest.mark.parametrize(
    ("screen", "size"), [((1366, 768), (1229, 691)), ((1920, 1080), (1680, 972)), ((3840, 2160), (1680, 1050))]
)
def test_the_first_window_fits_the_screen(screen: tuple[int, int], size: tuple[int, int]) -> None:
    place = first_place(QRect(10, 20, *screen))
    assert (place.width(), place.height()) == size
    assert (place.center() - QRect(10, 20, *screen).center()).manhattanLength() <= 2


def test_a_window_that_was_closed_is_gone(make_window, tmp_path: Path, catalog, qtbot) -> None:
    """What outlives it (the theme, the application) may not hold it: each held window costs 10 MB."""
    settings = make_window().settings
    bridge = Bridge(FakeClient)
    window = Window(settings, catalog, bridge, print)
    bridge.setParent(window)
    show(qtbot, window)
    window.desk.open_path(write(tmp_path))
    gone = [weakref.ref(part) for part in (window, window.desk.page, window.desk.document, window.properties)]
    window.close()
    window.deleteLater()
    del window, bridge
    qtbot.waitUntil(lambda: gc.collect() >= 0 and all(part() is None for part in gone), timeout=10_000)


def test_panels_without_a_melody_step_aside(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window()
    hidden = lambda: {name for name, dock in window.docks.items() if dock.isHidden()}  # noqa: E731
    assert hidden() == {"properties", "bottom"}
    window.desk.open_path(write(tmp_path))
    assert hidden() == set()
    window.actions_.run("view.properties")
    window.desk.close()
    window.close()
    window.restore()
    assert hidden() == {"properties"}, "as it was while a Melody was shown"


def test_a_narrow_window_shows_all_menus(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    top = window.top

    def fits() -> bool:
        places = [top.menus.actionGeometry(a) for a in top.menus.actions()]
        return all(not p.isEmpty() and p.right() <= top.menus.width() for p in places)

    for width in (1280, 1000, window.minimumWidth()):
        window.resize(width, 700)
        qtbot.waitUntil(lambda width=width: top.width() == width and fits() and top.run.geometry().right() < width)


def test_the_status_bar_names_what_is_at_work(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    window.client.push("r1", tape("run.started"))
    qtbot.waitUntil(lambda: window.status.word.text() == "Running")
    window.client.push("r1", tape("node.started", "greet", attempt=1))
    qtbot.waitUntil(lambda: window.status.text.text() == "Greeting")
