from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from harmony.board.panels.runform import RunForm
from harmony.board.running import sets_of
from tests.board.parts import TEXT, Tape, write
from tests.board.test_window import press, sheet

WITH = TEXT.replace(
    "nodes:", "inputs:\n  who: {type: text}\n  count: {type: integer, default: 3}\n  key: {type: secret}\nnodes:", 1
)


def ask(window, qtbot) -> RunForm:
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    form = sheet(window, "run-form")
    assert isinstance(form, RunForm)
    return form


def type_name(window, qtbot, name: str) -> None:
    line = sheet(window, "ask-text").findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def fill(form: RunForm, qtbot, name: str, text: str) -> None:
    line = form.form.fields[name].editor.findChild(QLineEdit) or form.form.fields[name].editor.main
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_values_are_kept_under_names_chosen_renamed_and_deleted(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, WITH))
    form = ask(window, qtbot)
    fill(form, qtbot, "who", "you")
    fill(form, qtbot, "key", "s3cret")
    qtbot.mouseClick(form.sets.save, Qt.MouseButton.LeftButton)
    type_name(window, qtbot, "Small")
    fill(form, qtbot, "who", "them")
    press(qtbot, form, "Run")
    assert window.client.asked[-1][1]["inputs"] == {"who": "them", "key": "s3cret"}
    window.client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: window.player.is_live(window.desk.document))
    window.player.clear(window.desk.document)
    form = ask(window, qtbot)
    assert form.given == {"who": "them"} and form.sets.name == "", "these are not the values of that name"
    form.sets.combo.setCurrentIndex(form.sets.combo.findData("Small"))
    form.sets.combo.activated.emit(form.sets.combo.currentIndex())
    assert form.given == {"who": "you"} and form.form.fields["who"].editor.main.text() == "you"
    qtbot.mouseClick(form.sets.pen, Qt.MouseButton.LeftButton)
    type_name(window, qtbot, "Tiny")
    assert sets_of(window, window.desk.document).names == ["Tiny"]
    qtbot.mouseClick(form.sets.bin, Qt.MouseButton.LeftButton)
    assert sets_of(window, window.desk.document).names == []
    press(qtbot, form, "Bring it back")
    assert sets_of(window, window.desk.document).get("Tiny") == {"who": "you"}
    form.close()
    assert "s3cret" not in "".join(p.read_text(encoding="utf-8") for p in window.settings.data.rglob("*.json"))
    assert "Tiny" not in window.desk.document.path.read_text(encoding="utf-8")


def test_defaults_take_all_values_out(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, WITH))
    form = ask(window, qtbot)
    fill(form, qtbot, "who", "you")
    fill(form, qtbot, "count", "5")
    assert form.given == {"who": "you", "count": 5}
    form.sets.combo.setCurrentIndex(1)
    form.sets.combo.activated.emit(1)
    assert form.given == {}
    press(qtbot, form, "Cancel")


def test_the_run_menu_runs_with_a_named_set(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path, WITH))
    sets_of(window, window.desk.document).save("Large", {"who": "all", "count": 9})
    (menu,) = (a.menu() for a in window.top.menus.actions() if a.text() == "Run")
    menu.aboutToShow.emit()
    inner = next(a.menu() for a in menu.actions() if a.text() == "Run with")
    inner.actions()[0].trigger()
    form = sheet(window, "run-form")
    assert form.given == {"who": "all", "count": 9}, "the secret is in no set: it is asked for"
    form.close()


def test_one_node_at_play_is_skipped_begun_anew_and_cancelled(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    document, run = window.desk.document, window.actions_.run
    commands = ("run.skip_node", "run.retry_node", "run.cancel_node")
    document.select({"numbers"})

    def offered() -> list[bool]:
        window.actions_.refresh()
        return [window.actions_.action(id).isEnabled() for id in commands]

    assert offered() == [False] * 3, "nothing plays"
    run("run.play")
    window.client.answer({"run": "r1"})
    window.client.push("r1", tape("run.started"), tape("node.queued", "numbers"))
    qtbot.waitUntil(lambda: document.state("numbers").word == "queued")
    assert offered() == [True, False, True]
    window.client.push("r1", tape("node.started", "numbers", attempt=1))
    qtbot.waitUntil(lambda: document.state("numbers").word == "active")
    assert offered() == [True] * 3
    for id in commands:
        run(id)
        act = id.removeprefix("run.").removesuffix("_node")
        assert window.client.asked[-1] == ("run.debug", {"run": "r1", "action": act, "node": "numbers"})
    window.client.push("r1", tape("node.completed", "numbers", outputs={}))
    qtbot.waitUntil(lambda: document.state("numbers").word == "complete")
    assert offered() == [False] * 3
