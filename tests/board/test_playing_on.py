from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from harmony.board.panels.properties.preview import Output
from harmony.board.widgets.code import CodeEdit
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from tests.board.parts import TEXT, Tape, artifact, write

pytestmark = pytest.mark.slow
SHORT = {"for": "budget", "left": {"usd": 0.1}, "expected": {"usd": 0.4}, "about": "it is dear"}
FORM = {"type": "object", "properties": {"score": {"type": "integer", "default": 3}}}


def ask(window, form: object = None, **asks: object) -> None:
    """Run, and let the run wait for a person."""
    tape = Tape("r1")
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    asks = asks or {"for": "approval", "form": form}
    window.client.push("r1", tape("run.started"), tape("node.waiting", "ask", **asks), tape("run.waiting"))


def press(window, qtbot, word: str, inside: object) -> None:
    button = next(b for b in inside.findChildren(Pill) if b.text() == word and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_approval_plays_on(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: flow.approve@1, in: {n: numbers.value}}\n"))
    ask(window, None)
    results = window.desk.page.results
    qtbot.waitUntil(results.isVisible)
    press(window, qtbot, "Reject", results)
    method, what = window.client.asked[-1]
    assert (method, what["node"], what["choice"], what["values"]) == ("run.answer", "ask", "reject", {})
    window.client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: window.player.is_live(window.desk.document))


def test_a_form_is_filled_in_first(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: flow.approve@1, in: {n: numbers.value}}\n"))
    ask(window, FORM)
    results = window.desk.page.results
    qtbot.waitUntil(results.isVisible)
    press(window, qtbot, "Answer…", results)
    sheet = next(s for s in window.findChildren(Sheet) if s.objectName() == "answer-form")
    press(window, qtbot, "Approve", sheet)
    assert window.client.asked[-1][1]["values"] == {"score": 3}


def test_what_is_to_be_judged_is_shown(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: flow.approve@1, in: {n: numbers.value}}\n"))
    small = artifact("text", value="Dear customer,")
    ask(window, **{"for": "approval", "form": None, "shown": {"letter": small, "rows": artifact("list", size=31_000)}})
    results = window.desk.page.results
    qtbot.waitUntil(results.isVisible)
    looks = {b.text(): b._look for b in results.findChildren(Pill) if b.text()}
    assert looks == {"Look…": "plain", "Reject": "plain", "Approve": "primary"}
    press(window, qtbot, "Look…", results)
    sheet = next(s for s in window.findChildren(Sheet) if s.objectName() == "answer-form")
    letter, rows = sheet.findChildren(Output)
    assert letter.findChild(CodeEdit).toPlainText() == "Dear customer,"
    assert window.client.asked[-1][0] == "artifact.preview"
    window.client.answer({"json": [1, 2, 3], "total": 3})
    qtbot.waitUntil(lambda: rows.findChild(CodeEdit) is not None)
    press(window, qtbot, "Approve", sheet)
    assert window.client.asked[-1][1]["choice"] == "approve"


def raising(window, qtbot) -> QLineEdit:
    """The field of the form in which a budget is raised."""
    results = window.desk.page.results
    qtbot.waitUntil(results.isVisible)
    press(window, qtbot, "Raise…", results)
    sheet = next(s for s in window.findChildren(Sheet) if s.objectName() == "answer-form" and s.isVisible())
    return sheet.findChild(QLineEdit)


def test_return_raises_a_budget_by_what_is_short(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: data.set@1, with: {value: 1}}\n"))
    ask(window, **SHORT)
    line = raising(window, qtbot)
    assert (line.hasFocus(), line.text()) == (True, "0.3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    method, what = window.client.asked[-1]
    assert (method, what["node"], what["choice"], what["values"]) == ("run.answer", "ask", "raise", {"usd": 0.3})


def test_escape_leaves_a_budget_and_faults_are_kept_back(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: data.set@1, with: {value: 1}}\n"))
    ask(window, **SHORT)
    before = len(window.client.asked)
    line = raising(window, qtbot)
    line.clear()
    qtbot.keyClicks(line, "-1")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.isVisible()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not any(s.isVisible() for s in window.findChildren(Sheet))
    assert len(window.client.asked) == before


def test_stop_sends_no_amount(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT + "  ask: {use: data.set@1, with: {value: 1}}\n"))
    ask(window, **SHORT)
    press(window, qtbot, "Stop", raising(window, qtbot).window().findChild(Sheet, "answer-form"))
    what = window.client.asked[-1][1]
    assert (what["choice"], what["values"]) == ("stop", {})
