from __future__ import annotations

from harmony.board.document import Document
from harmony.board.panels.feeds import Feeds, ordered_problems, problem_line
from harmony.board.playing import Playing
from harmony.melody.problems import Problem
from tests.board.parts import Tape, artifact


def test_errors_come_before_warnings() -> None:
    problems = [
        Problem("warning", "a", "first"),
        Problem("error", "b", "second", node="load", field="path", hint="Do this."),
    ]
    ordered = ordered_problems(problems)
    assert [p.code for p in ordered] == ["b", "a"]
    line = problem_line(ordered[0])
    assert (line.text, line.detail, line.tail, line.word) == ("Second", "Do this.", "load · path", "error")


def test_lines_name_nodes_by_title_and_times_from_the_start(document: Document) -> None:
    feeds, tape = Feeds(), Tape()
    feeds.document = document
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started")])
    decision = feeds.decision_line(tape("decision", "greet", choice="retry", rationale="again", after=0.5))
    assert (decision.text, decision.detail, decision.lead) == ("Greeting: retry", "again", "0.500 s")
    gap = feeds.gap_line(tape("gap", "greet", "6", error={"message": "no"}))
    assert (gap.text, gap.detail, gap.tail) == ("Greeting #6", "no", "gap")
    made = feeds.artifact_line(
        {"node": "greet", "pass": "", "port": "text", "at": 1001.0, "artifact": artifact(value="x")}
    )
    assert (made.text, made.detail) == ("Greeting · text", "x")
