from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harmony.board.panels.properties import targets
from harmony.board.panels.properties.field import MIXED
from harmony.melody.change import MISSING
from tests.board.parts import TEXT, open_document

TWO = TEXT + "  bye:\n    use: text.template@1\n    timeout: {attempt: 5s, total: 1m}\n    with: {template: Bye}\n"


def test_values_that_differ_are_mixed(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TWO)
    assert targets.params(document, ("greet", "bye")) == {"template": MIXED}
    assert targets.params(document, ("greet",)) == {"template": "Hello"}


def test_several_nodes_are_edited_in_one_step(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TWO)
    targets.set_param(document, ("greet", "bye"), "template", "Both")
    targets.set_policy(document, ("greet", "bye"), "retry.attempts", 3)
    assert [document.node(n).with_["template"] for n in ("greet", "bye")] == ["Both", "Both"]
    assert document.node("bye").retry.attempts == 3
    document.undo()
    document.undo()
    assert document.text == TWO


def test_only_what_all_have_is_offered(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TWO)
    assert list(targets.schema_of(document, ("greet", "bye"))["properties"]) == ["template"]
    assert targets.schema_of(document, ("greet", "numbers"))["properties"] == {}


def test_the_long_form_of_a_time_limit_stays(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TWO)
    assert targets.policy(document, ("bye",), ["timeout.attempt"]) == {"timeout.attempt": "5s"}
    targets.set_policy(document, ("bye",), "timeout.attempt", "9s")
    assert "timeout: {attempt: 9s, total: 1m}" in document.text
    assert targets.policy(document, ("greet",), ["timeout.attempt"]) == {"timeout.attempt": MISSING}


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ({"timeout.attempt": "5s"}, "timeout: 5s"),
        ({"timeout.total": "1m"}, "timeout: {total: 1m}"),
        ({"timeout.attempt": "5s", "timeout.total": "1m"}, "timeout: {attempt: 5s, total: 1m}"),
        ({"concurrency_key.key": "db"}, "concurrency_key: db"),
        ({"concurrency_key.key": "db", "concurrency_key.limit": 2}, "concurrency_key: {key: db, limit: 2}"),
        ({"compensate.use": "data.set@1", "compensate.with": {"value": 1}}, "compensate:"),
    ],
)
def test_long_forms_are_written_when_needed_and_leave_nothing(tmp_path: Path, catalog, qapp, steps, line) -> None:
    document = open_document(tmp_path, catalog, TEXT)
    for name, value in steps.items():
        targets.set_policy(document, ("greet",), name, value)
    assert targets.policy(document, ("greet",), tuple(steps)) == steps
    assert line in document.text
    for name in steps:
        targets.set_policy(document, ("greet",), name, MISSING)
    assert document.text == TEXT


def test_the_short_form_comes_back_with_the_comment_beside_it(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TWO.replace("total: 1m}", "total: 1m}  # slow service"))
    targets.set_policy(document, ("bye",), "timeout.total", MISSING)
    line = next(line for line in document.text.splitlines() if "timeout" in line)
    assert line.split() == ["timeout:", "5s", "#", "slow", "service"]


@pytest.mark.parametrize(
    ("before", "name", "value", "after"),
    [
        (None, "need", "any", "any"),
        ("any", "need", "all", MISSING),
        ("any", "need", MISSING, MISSING),
        (None, "need", "2", {"need": 2}),
        ("any", "wait", "5s", {"need": 1, "wait": "5s"}),
        ({"need": 2, "wait": "5s"}, "need", "75%", {"need": "75%", "wait": "5s"}),
        ({"need": 1, "late": "merge"}, "late", MISSING, "any"),
        ({"when": "completed > 1"}, "wait", "1m", {"when": "completed > 1", "wait": "1m"}),
    ],
)
def test_a_join_is_written_in_its_shortest_form(before: Any, name: str, value: Any, after: Any) -> None:
    assert targets.join_with(before, name, value) == after


def test_when_a_node_with_several_wires_starts_is_edited(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TEXT)
    names = ("join.need", "join.late")
    assert targets.policy(document, ("greet",), names) == dict.fromkeys(names, MISSING)
    for name, value in (("join.need", "any"), ("join.late", "merge")):
        targets.set_policy(document, ("greet",), name, value)
    join = document.node("greet").join
    assert (join.need, join.late) == (1, "merge")
    assert targets.policy(document, ("greet",), names) == {"join.need": "any", "join.late": "merge"}
    targets.set_policy(document, ("greet",), "join.late", MISSING)
    assert "join: any" in document.text
    for _ in range(3):
        document.undo()
    assert document.text == TEXT


def test_what_a_melody_says_of_its_runs_is_shown_and_set(tmp_path: Path, catalog, qapp) -> None:
    document = open_document(tmp_path, catalog, TEXT)
    for name, value in {"version": "2.0.0", "run.budget.tokens": 500, "run.durability": "batch"}.items():
        targets.set_melody(document, name, value)
    shown = {name: value for name, value in targets.melody(document).items() if value is not MISSING}
    assert shown == {"name": "small", "version": "2.0.0", "run.budget.tokens": 500, "run.durability": "batch"}
    assert document.melody.run.budget.tokens == 500
