"""Rules over artifacts (43 of the fine points of play)."""

import pytest

from tests.conductor.nodes import echo, play, sleep


@pytest.mark.parametrize(("otherwise", "status"), [("fail", "failed"), ("gap", "completed")])
def test_s43_rules_over_artifacts(otherwise: str, status: str) -> None:
    nodes = {"a": echo({"x": 1}), "b": echo({"x": 2}), "slow": sleep(9)}
    rules = [{"check": "a.value.x == b.value.x", "message": "they differ", "else": otherwise}]
    played = play(nodes, rules=rules)
    assert played.status == status and played.seconds == (0 if status == "failed" else 9)
    assert "they differ" in str(played.of("run.failed") + played.of("gap"))
    assert play(nodes, rules=[{"check": "a.value.x < b.value.x"}]).status == "completed"


def test_s43_a_rule_over_what_was_skipped_is_not_looked_at_and_a_broken_one_is_broken() -> None:
    nodes = {"a": echo(1), "b": echo(2, when="false")}
    assert play(nodes, rules=[{"check": "a.value == b.value"}]).status == "completed"
    assert play(nodes, rules=[{"check": "a.value.nothing > 1"}]).status == "failed"
