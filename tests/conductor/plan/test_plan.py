"""The plan alone, as scripts of events and commands: no loop, no clock, no store."""

import ast
from pathlib import Path
from typing import Any

import harmony.conductor.plan as package
from harmony.conductor.artifacts import Artifact
from harmony.conductor.events import Record
from harmony.conductor.plan.commands import Arm, Evaluate, Finish, Start, Stop
from harmony.conductor.plan.core import Setting
from harmony.conductor.plan.messages import Began, Cancelled, Completed, Evaluated, Failed, Timer
from harmony.conductor.plan.plan import Plan
from tests.conductor.kit import World, melody_of

VALUE = Artifact("h", "integer", 1, 1)


class Script:
    """Feeds events and reads commands in short."""

    def __init__(self, nodes: dict[str, Any], **more: Any) -> None:
        self.plan = Plan(Setting(melody=melody_of(nodes, **more)), World().find)
        self.at = 0.0

    def give(self, event: Any) -> list[str]:
        return [brief(command) for command in self.plan.handle(event)]

    def begin(self) -> list[str]:
        return self.give(Began(self.at))

    def done(self, node: str, attempt: int = 1, pass_: str = "") -> list[str]:
        return self.give(Completed(self.at, node, pass_, attempt, {"value": VALUE}))

    def failed(self, node: str, error_class: str = "network", attempt: int = 1) -> list[str]:
        return self.give(Failed(self.at, node, "", attempt, {"class": error_class, "message": "no", "retryable": None}))


def brief(command: Any) -> str:
    if isinstance(command, Record):
        return f"{command.kind} {command.node}".strip()
    if isinstance(command, Start):
        return f"start {command.state.path}#{command.attempt}"
    if isinstance(command, Stop):
        return f"stop {command.node}#{command.attempt}"
    if isinstance(command, Evaluate):
        return f"evaluate {command.state.path} {command.purpose}"
    if isinstance(command, Arm):
        return f"arm {command.node} {command.purpose} {command.when:g}"
    return f"finish {command.status}" if isinstance(command, Finish) else type(command).__name__.lower()


STEP = {"use": "t.echo"}


def test_a_chain() -> None:
    script = Script({"a": STEP, "b": {**STEP, "in": {"x": "a"}}})
    assert script.begin() == ["run.started", "node.started a", "start a#1"]
    assert script.done("a") == ["node.completed a", "node.started b", "start b#1"]
    assert script.done("b") == ["node.completed b", "run.completed", "finish completed"]


def test_what_comes_too_late_changes_nothing() -> None:
    script = Script({"a": {**STEP, "retry": {"attempts": 2}}, "b": STEP})
    script.begin()
    assert script.done("a", attempt=2) == [] and script.done("nobody") == []
    script.done("a")
    assert script.done("a") == [] and script.failed("a") == []


def test_a_condition_is_asked_for_and_never_evaluated_here() -> None:
    script = Script({"a": {**STEP, "when": "x > 1"}})
    assert script.begin() == ["run.started", "evaluate a when"]
    assert script.give(Evaluated(0.0, "a", "", "when", False)) == [
        "node.skipped a",
        "run.completed",
        "finish completed",
    ]


def test_a_retry_waits_for_its_timer() -> None:
    script = Script({"a": {**STEP, "retry": {"attempts": 2, "delay": "3s"}}})
    script.begin()
    assert script.failed("a") == ["trip", "decision a", "node.retrying a", "arm a retry 3"]
    assert script.give(Timer(3.0, "a", "", "retry")) == ["node.started a", "start a#2"]
    assert script.failed("a", attempt=2)[-2:] == ["run.failed", "finish failed"]


def test_a_time_limit_stops_the_attempt() -> None:
    script = Script({"a": {**STEP, "timeout": "2s", "on_error": "skip"}})
    assert script.begin()[-1] == "arm a attempt 2"
    assert script.give(Timer(2.0, "a", "", "attempt"))[:2] == ["stop a#1", "decision a"]


def test_slots_are_given_to_the_longest_way_first() -> None:
    nodes = {"a": STEP, "short": STEP, "long": STEP, "l2": {**STEP, "in": {"x": "long"}}}
    script = Script(nodes, run={"concurrency": 1})
    assert script.begin() == ["run.started", "node.started long", "start long#1", "node.queued a", "node.queued short"]
    assert script.done("long") == ["node.completed long", "node.started a", "start a#1", "node.queued l2"]


def test_s3_cancel_stops_what_runs() -> None:
    script = Script({"a": STEP, "b": {**STEP, "in": {"x": "a"}}})
    script.begin()
    found = script.give(Cancelled(1.0))
    assert found == ["stop a#1", "node.skipped a", "node.skipped b", "run.cancelled", "finish cancelled"]
    assert script.done("a") == []


def test_an_event_costs_what_its_neighbours_cost() -> None:
    """A wide graph is begun once; after that each end touches the join alone."""
    nodes: dict[str, Any] = {f"n{i}": STEP for i in range(50)}
    nodes["z"] = {**STEP, "in": {"x": [f"n{i}" for i in range(50)]}}
    script = Script(nodes)
    script.begin()
    assert [len(script.done(f"n{i}")) for i in range(49)] == [1] * 49
    assert script.done("n49") == ["node.completed n49", "node.started z", "start z#1"]


def test_why_a_node_is_not_ready_is_kept() -> None:
    script = Script({"a": STEP, "b": STEP, "c": {**STEP, "after": ["a", "b"]}}, run={"concurrency": 1})
    script.begin()
    script.done("a")
    b, c = script.plan.top.states[1:]
    assert script.plan.top.states[1].why in ("", "slot") and (c.delivered, c.pending) == (1, 1) and b.end == ""


def test_a_long_chain_of_skips_is_no_chain_of_calls() -> None:
    nodes: dict[str, Any] = {"n0": {**STEP, "enabled": False}}
    nodes |= {f"n{i}": {**STEP, "in": {"x": f"n{i - 1}"}} for i in range(1, 3000)}
    assert Script(nodes).begin()[-1] == "finish completed"


def test_plan_and_policy_import_no_clock_io_or_chance() -> None:
    banned = {"asyncio", "time", "random", "secrets", "uuid", "threading", "subprocess", "socket", "pathlib", "io"}
    root = Path(str(package.__file__)).parent
    for file in [*root.rglob("*.py"), *(root.parent / "policy").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not banned & {name.partition(".")[0] for name in names}, file
