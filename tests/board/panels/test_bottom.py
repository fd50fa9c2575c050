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
    bottom.show_page("History")
    assert [e.label for e in bottom.lists["History"].items] == ["Rename Greeting"]
    document.undo()
    bottom.refresh()
    assert bottom.lists["History"].items == []


def test_the_facts_name_run_time_and_nodes(bottom: Bottom, document: Document) -> None:
    tape = Tape("261121-140512-k3fa")
    document.show_run(Playing("261121-140512-k3fa"))
    document.apply_events([tape("run.started"), tape("node.completed", "greet"), tape("run.completed", after=1.0)])
    facts = dict(bottom.bar.facts._facts)
    assert facts["run"] == "k3fa"
    assert facts["elapsed"] == "1.10 s"
    assert facts["nodes"] == "1 of 2"
