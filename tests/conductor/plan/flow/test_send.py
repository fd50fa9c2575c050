"""flow.send: who is told, and what is said when nobody can be."""

from __future__ import annotations

from typing import Any

from tests.conductor.kit import World
from tests.conductor.nodes import echo


def send(to: str, **more: Any) -> dict[str, Any]:
    return {"use": "flow.send", "in": {"value": "a"}, "with": {"event": "go", "to": to}, **more}


def test_a_run_that_is_not_there_is_a_failure_with_the_way_out() -> None:
    played = World().play({"a": echo(1), "s": send("nobody", retry={"attempts": 3})})
    error = played.of("run.failed")[0]["error"]
    assert (error["class"], error["retryable"]) == ("invalid_input", False) and len(played.of("node.started", "s")) == 1
    assert "no run `nobody`" in error["message"] and "`harmony runs list`" in error["message"]


def test_nobody_needs_to_hear_what_is_sent_to_all() -> None:
    assert World().play({"a": echo(1), "s": send("all")}, {"v": "s.value"}).outputs == {"v": 1}


def test_the_run_itself_can_be_named() -> None:
    nodes = {"a": echo(1), "s": send("{{ run.id }}"), "w": {"use": "flow.wait", "with": {"event": "go"}}}
    played = World().play({**nodes, "w": {**nodes["w"], "with": {"for": "1s"}}})
    assert played.status == "completed" and not played.of("log")


def test_what_was_found_is_journalled() -> None:
    nodes = {"a": echo(1), "s": send("nobody", on_error="skip"), "ask": {"use": "flow.approve", "after": ["a"]}}
    first = World().play(nodes)
    (record,) = [
        r for r in first.records if r.kind == ".evaluated" and r.node == "s" and r.body.get("purpose") == "run"
    ]
    assert "value" not in record.body
    again = World().play(nodes, resume=first.records, answers=[("ask", "", "approve", None)])
    assert again.status == "completed" and not again.of("node.started", "s")
