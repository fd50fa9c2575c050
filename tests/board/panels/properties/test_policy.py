from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.properties.field import MIXED
from harmony.board.panels.properties.policy import Policy
from harmony.board.panels.properties.schemas import POLICY
from harmony.melody.change import MISSING


@pytest.fixture
def policy(qtbot, look) -> Policy:
    made = Policy()
    qtbot.addWidget(made)
    return made


def test_every_option_has_its_place_in_a_sentence(policy: Policy, qtbot) -> None:
    assert "retry.errors" not in policy.editors
    qtbot.mouseClick(policy.more, Qt.MouseButton.LeftButton)
    assert set(policy.editors) == set(POLICY["properties"])


def test_what_is_rarely_said_is_counted_while_it_is_folded(policy: Policy, qtbot) -> None:
    policy.show_values({"retry.attempts": 3, "retry.factor": 4, "resources": {"gpu": 1}})
    assert policy.more.text() == "More (2 set)"
    qtbot.mouseClick(policy.more, Qt.MouseButton.LeftButton)
    assert policy.editors["retry.factor"].main.text() == "4"
    assert policy.editors["resources"].code.toPlainText() == '{"gpu": 1}'
    factor = policy.editors["retry.factor"]
    assert factor.isVisibleTo(policy)
    qtbot.mouseClick(policy.more, Qt.MouseButton.LeftButton)
    assert not factor.isVisibleTo(policy)


def test_what_needs_another_option_waits_for_it_and_holds_it(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    qtbot.mouseClick(policy.more, Qt.MouseButton.LeftButton)
    policy.show_values({})
    assert not policy.editors["compensate.with"].isEnabled()
    policy.show_values({"compensate.use": "data.set@1", "compensate.with": {"value": 1}})
    assert policy.editors["compensate.with"].isEnabled()
    policy.editors["compensate.use"].main.selectAll()
    qtbot.keyClick(policy.editors["compensate.use"].main, Qt.Key.Key_Delete)
    assert said == []
    assert "needs it" in policy.editors["compensate.use"].toolTip()


def test_failures_that_are_tried_again_are_names_of_classes(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    qtbot.mouseClick(policy.more, Qt.MouseButton.LeftButton)
    errors = policy.editors["retry.errors"]
    for word in ("timeout", "tired"):
        errors.add()
        errors.list.currentItem().setText(word)
    assert said == [("retry.errors", ["timeout"])]
    assert errors.main.property("wrong")


def test_what_is_typed_is_said_and_faults_are_not(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    qtbot.keyClicks(policy.editors["retry.attempts"].main, "3")
    qtbot.keyClicks(policy.editors["timeout.attempt"].main, "3")
    assert said == [("retry.attempts", 3)]
    assert policy.editors["timeout.attempt"].main.property("wrong")
    qtbot.keyClicks(policy.editors["timeout.attempt"].main, "0s")
    assert said[-1] == ("timeout.attempt", "30s")
    assert not policy.editors["timeout.attempt"].main.property("wrong")


def test_a_choice_is_taken_back_by_the_word_for_none(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    policy.show_values({"on_error": "skip"})
    combo = policy.editors["on_error"].main
    assert combo.currentText() == "skip"
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    assert said == [("on_error", MISSING)]
    policy.show_values({})
    assert combo.currentText() == "it depends"


def test_all_is_taken_away_at_once(policy: Policy, qtbot) -> None:
    said = []
    policy.edited.connect(lambda name, value: said.append((name, value)))
    policy.show_values({"timeout.attempt": "30s", "importance": MIXED})
    qtbot.mouseClick(policy.reset, Qt.MouseButton.LeftButton)
    assert said == [("timeout.attempt", MISSING), ("importance", MISSING)]


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
