from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from harmony.board.document import Document
from harmony.board.facts import budget_text, facts_of, status_of
from harmony.board.playing import Playing
from harmony.melody import edits
from tests.board.parts import Tape, write


def test_counts_and_whether_it_is_saved(document: Document) -> None:
    assert facts_of(document).split("    ") == ["2 nodes", "1 wire", "saved"]
    document.try_edit(edits.rename_title, "greet", "x")
    assert facts_of(document).endswith("changed")
    assert facts_of(None) == ""


def test_wires_are_counted_anew_after_an_edit(document: Document) -> None:
    assert document.wire_count == 1
    document.try_edit(edits.disconnect, "greet", "n")
    assert document.wire_count == 0


def test_the_budget(document: Document) -> None:
    assert budget_text(document) == "No budget"
    document.try_edit(edits.set_value, ("run",), {"budget": {"usd": 0.5}})
    document.show_run(Playing("r1"))
    document.apply_events([Tape()("run.completed", spent={"usd": 0.004})])
    assert budget_text(document) == "$0.004 / $0.50"


def test_what_goes_on_and_how_it_ended(document: Document) -> None:
    tape = Tape()
    assert status_of(document) == ("", "idle", "")
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started"), tape("node.started", "greet", attempt=1)])
    assert status_of(document) == ("Running", "active", "Greeting")
    document.apply_events([tape("run.failed", error={"message": "Greeting failed.\nmore"})])
    assert status_of(document) == ("Failed", "error", "Greeting failed.")


def test_counted_wires_come_back_with_an_undo(document: Document) -> None:
    assert document.wire_count == 1
    document.try_edit(edits.remove_nodes, ["greet"])
    assert document.wire_count == 0
    document.undo()
    assert document.wire_count == 1


def test_many_wires_are_counted_on_the_thread_of_the_checks(document: Document, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("harmony.board.counted.AT_ONCE", 0)
    assert document.wire_count is None and "wire" not in facts_of(document)
    document.check_now()
    qtbot.waitUntil(lambda: document.wire_count == 1)
    document.try_edit(edits.disconnect, "greet", "n")
    assert document.wire_count == 0


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_all_limits_of_a_run_are_said_where_it_runs(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    place, lines = window.top.place, ["3 processes for steps that compute", "5 threads for steps that wait"]
    assert window.bridge.limits == window.client.limits
    window.show_run()
    assert window.top._place == "Local · 3 workers"
    assert place.toolTip().split("\n") == ["Where it runs", "At most 64 steps of this Melody at once", *lines]
    window.desk.document.try_edit(edits.set_value, ("run",), {"mode": "sequential"})
    qtbot.waitUntil(lambda: "At most 1 step of" in place.toolTip())
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton)
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    assert [a.text() for a in menu.actions()][-2:] == lines
    menu.close()


def test_before_the_engine_is_there_its_settings_are_said(make_window) -> None:
    window = make_window()
    window.client.lose()
    window.bridge.drain()
    assert window.bridge.limits == {}
    window.show_run()
    assert window.top.place.toolTip().endswith(f"{window.settings.io_threads} threads for steps that wait")
