from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.properties.form import MIXED
from harmony.board.panels.properties.policy import Policy
from harmony.board.panels.properties.schemas import POLICY
from harmony.melody.change import MISSING


@pytest.fixture
def policy(qtbot, look) -> Policy:
    made = Policy()
    qtbot.addWidget(made)
    return made


def test_every_option_has_its_place_in_a_sentence(policy: Policy) -> None:
    assert set(policy.editors) == set(POLICY["properties"])


def test_what_is_typed_is_said_and_faults_are_not(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    qtbot.keyClicks(policy.editors["retry.attempts"].main, "3")
    qtbot.keyClicks(policy.editors["timeout"].main, "3")
    assert said == [("retry.attempts", 3)]
    assert policy.editors["timeout"].main.property("wrong")
    qtbot.keyClicks(policy.editors["timeout"].main, "0s")
    assert said[-1] == ("timeout", "30s")
    assert not policy.editors["timeout"].main.property("wrong")


def test_all_is_taken_away_at_once(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    policy.show_values({"timeout": "30s", "importance": MIXED})
    qtbot.mouseClick(policy.reset, Qt.MouseButton.LeftButton)
    assert said == [("timeout", MISSING), ("importance", MISSING)]


def test_conditions_complete_names_and_show_what_they_give(policy: Policy, qtbot) -> None:
    policy.set_names(["rows", "inputs.limit"], ["table.check@1"])
    field = policy.fields["when"]
    assert field.expression() is None
    qtbot.keyClicks(field.editor.code, "rows")
    assert field.editor.code.completion.names == ["rows", "inputs.limit"]
    assert field.expression() == "rows"
    field.show_result("= true")
    assert field.result.text() == "= true"
    field.show_result("")
    assert field.result.isHidden()


def test_node_types_are_offered_where_one_scores(policy: Policy) -> None:
    policy.set_names([], ["llm.judge@1", "table.check@1"])
    completer = policy.editors["quality.by"].main.completer()
    completer.setCompletionPrefix("check")
    assert completer.currentCompletion() == "table.check@1"
