from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from harmony.board.document import Document
from harmony.board.panels.bottom import PAGES, Bottom
from harmony.board.playing import Playing
from harmony.melody import edits
from tests.board.parts import Tape, artifact


@pytest.fixture
def bottom(qtbot, look, document: Document) -> Iterator[Bottom]:
    made = Bottom()
    qtbot.addWidget(made)
    qtbot.addWidget(made.bar)
    made.resize(900, 240)
    made.show()
    made.set_document(document)
    yield made
    made.set_document(None)


def test_counts_follow_the_run(bottom: Bottom, document: Document, qtbot) -> None:
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events(
        [tape("run.started"), tape("node.completed", "greet", outputs={"text": artifact()}), tape("gap", "greet")]
    )
    qtbot.waitUntil(lambda: bottom.bar.tabs._counts.get(PAGES.index("Artifacts")) == 1)
    assert bottom.bar.tabs._counts[PAGES.index("Gaps")] == 1


def test_a_problem_leads_to_its_field(bottom: Bottom, document: Document, qtbot) -> None:
    with qtbot.waitSignal(document.problems_changed, timeout=5000):
        document.try_edit(edits.set_value, ("nodes", "greet", "in", "n"), "nobody.value")
    bottom.show_page("Problems")
    problems = bottom.lists["Problems"]
    place = problems.visualRect(problems.model().index(0, 0)).center()
    with qtbot.waitSignal(bottom.visit_field) as visited:
        qtbot.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert visited.args[0] == "greet"


def test_every_edit_is_in_the_history(bottom: Bottom, document: Document) -> None:
    document.try_edit(edits.rename_title, "greet", "Salute")
    bottom.show_page("Edits")
    assert [e.label for e in bottom.lists["Edits"].items] == ["Rename Greeting"]
    document.undo()
    bottom.refresh()
    assert "taken back" in bottom.feeds.edit_line(bottom.lists["Edits"].items[0]).detail


def test_the_facts_name_run_time_and_nodes(bottom: Bottom, document: Document) -> None:
    tape = Tape("261121-140512-k3fa")
    document.show_run(Playing("261121-140512-k3fa"))
    document.apply_events([tape("run.started"), tape("node.completed", "greet"), tape("run.completed", after=1.0)])
    facts = dict(bottom.bar.facts._facts)
    assert facts["run"] == "k3fa"
    assert facts["elapsed"] == "1.10 s"
    assert facts["nodes"] == "1 of 2"


def test_edits_are_a_list_to_walk_in(make_window, tmp_path) -> None:
    from harmony.melody import edits
    from tests.board.parts import TEXT, write

    window = make_window(write(tmp_path))
    document = window.desk.document
    for title in ("A", "B", "C"):
        document.try_edit(edits.rename_title, "greet", title)
    window.actions_.run("view.edits")
    listed = window.bottom.lists["Edits"]
    listed.chosen.emit(listed.items[0])
    assert document.title_of("greet") == "A"
    window.bottom.refresh()
    assert len(listed.items) == 3
    assert "taken back" in window.bottom.feeds.edit_line(listed.items[2]).detail
    listed.chosen.emit(listed.items[2])
    assert document.title_of("greet") == "C"
    document.go_to(0)
    assert document.text == TEXT


def test_a_stored_run_is_shown_on_the_canvas(make_window, tmp_path, qtbot) -> None:
    from tests.board.parts import Tape, write

    window, tape = make_window(write(tmp_path)), Tape("old")
    window.actions_.run("view.runs")
    assert window.client.asked[-1][0] == "runs.list"
    row = {"id": "old", "name": "small", "path": "", "status": "completed", "created": 1.0, "ended": 3.0}
    window.client.answer({"runs": [row]})
    qtbot.waitUntil(lambda: window.bottom.lists["History"].items == [row])
    window.bottom.lists["History"].chosen.emit(row)
    assert window.client.asked[-1] == ("runs.events", {"run": "old"})
    events = [tape("node.started", "greet"), tape("node.completed", "greet"), tape("run.completed")]
    window.client.answer({"events": events})
    qtbot.waitUntil(lambda: window.desk.document.state("greet").word == "complete")
    assert window.desk.document.playing.run == "old"
