from __future__ import annotations

from harmony.board.document import Document
from harmony.board.facts import budget_text, facts_of, status_of
from harmony.board.playing import Playing
from harmony.melody import edits
from tests.board.parts import Tape


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
