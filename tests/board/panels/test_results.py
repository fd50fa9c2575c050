from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from harmony.board.asked import Asked
from harmony.board.document import Document
from harmony.board.panels.results import Results
from harmony.board.playing import Playing
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from tests.board.parts import Tape, artifact


def make(qtbot, opened: list, visited: list) -> Results:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 400)
    made = Results(opened.append, visited.append, parent)
    made.parent_ = parent  # type: ignore[attr-defined]
    parent.show()
    return made


def end(document: Document, kind: str, **body: object) -> None:
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started"), tape(kind, after=1.0, **body)])


def test_files_have_open(qtbot, look, document: Document) -> None:
    opened: list = []
    results, report = make(qtbot, opened, []), artifact("file", name="report.html")
    end(document, "run.completed", artifacts={"report": report, "verdict": artifact(value="good")})
    results.show_run(document)
    buttons = [b for b in results.findChildren(Pill) if b.text() == "Open"]
    assert len(buttons) == 1
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert opened == [report]
    assert {"report.html", "good"} <= {w.text() for w in results.findChildren(Label)}


def test_a_failure_leads_to_its_node(qtbot, look, document: Document) -> None:
    visited: list = []
    results = make(qtbot, [], visited)
    end(document, "run.failed", error={"message": "Greeting failed.", "node": "greet"})
    results.show_run(document)
    assert results.isVisible()
    show = next(b for b in results.findChildren(Pill) if b.text() == "Show")
    qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert visited == ["greet"]


def test_it_is_gone_while_a_run_plays(qtbot, look, document: Document) -> None:
    results = make(qtbot, [], [])
    end(document, "run.completed")
    results.show_run(document)
    document.show_run(Playing("r2"))
    results.show_run(document)
    assert not results.isVisible()


def test_an_approval_is_answered_in_place(qtbot, look, document: Document) -> None:
    results, answers, tape = make(qtbot, [], []), [], Tape()
    results.answered.connect(lambda *what: answers.append(what))
    document.show_run(Playing("r1"))
    asks = {"for": "approval", "form": None}
    document.apply_events([tape("run.started"), tape("node.waiting", "greet", "3", **asks), tape("run.waiting")])
    results.show_run(document)
    assert "Greeting #3" in {w.text() for w in results.findChildren(Label)}
    button = next(b for b in results.findChildren(Pill) if b.text() == "Approve")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert answers == [(Asked("greet", "3", "approval"), "approve")]
    document.apply_events([tape("node.completed", "greet", "3", outputs={})])
    assert document.playing is not None
    assert document.playing.asked() == []


def test_a_failure_is_decided_in_place(qtbot, look, document: Document) -> None:
    results, answers, tape = make(qtbot, [], []), [], Tape()
    results.answered.connect(lambda asked, choice: answers.append((asked.node, choice)))
    document.show_run(Playing("r1"))
    stops = {"for": "paused", "error": {"message": "no luck", "attempts": 2}}
    document.apply_events([tape("run.started"), tape("node.waiting", "greet", **stops), tape("run.waiting")])
    results.show_run(document)
    assert "It failed after 2 attempts: no luck" in {w.text() for w in results.findChildren(Label)}
    for word in ("Fail", "Skip", "Retry"):
        button = next(b for b in results.findChildren(Pill) if b.text() == word)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert answers == [("greet", "fail"), ("greet", "skip"), ("greet", "retry")]


def test_a_held_node_asks_nothing_any_more(document: Document) -> None:
    tape, playing = Tape(), Playing("r1")
    stops = {"for": "paused", "error": {"message": "no luck"}}
    playing.apply([tape("run.started"), tape("node.waiting", "greet", **stops)])
    assert [asked.node for asked in playing.asked()] == ["greet"]
    playing.apply([tape("node.queued", "greet", reason="paused")])
    assert playing.asked() == []


def test_more_questions_than_fit_are_counted(qtbot, look, document: Document) -> None:
    results, tape = make(qtbot, [], []), Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("node.waiting", "greet", str(n), **{"for": "approval"}) for n in range(6)])
    document.apply_events([tape("run.waiting")])
    results.show_run(document)
    assert "2 more questions after these" in {w.text() for w in results.findChildren(Label)}
