"""Reuse by content: what was played before with the same inputs, parameters and code is not played again."""

from pathlib import Path
from typing import Any

from harmony.conductor import journal
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from harmony.store import FileArtifacts
from harmony.store.cache import StepCache
from tests.conductor.kit import World
from tests.conductor.nodes import echo


class Reusing(World):
    """Keeps results in a folder; `t.work` takes a second in a process."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.artifacts = FileArtifacts(folder / "artifacts")
        self.slots = {"cache": StepCache(folder / "steps", self.artifacts)}
        self.add("t.work", self._sleep, isolation="process")

    def played(self, nodes: dict[str, Any]) -> tuple[list[str], Any]:
        """Nodes that ran, and the output of `w`."""
        self.calls.clear()
        done = self.play(nodes, {"w": "w"})
        return [call.node for call in self.calls], done.outputs["w"]


def work(value: Any = None, **more: Any) -> dict[str, Any]:
    return {"a": echo(value), "w": {"use": "t.work", "in": {"x": "a"}, "with": {"seconds": 1}, **more}}


def test_the_same_work_is_done_once(tmp_path: Path) -> None:
    assert Reusing(tmp_path).played(work(3)) == (["a", "w"], 3)
    again = Reusing(tmp_path)
    done = again.play(work(3), {"w": "w"})
    assert done.end("w") == "cached" and done.outputs == {"w": 3} and done.seconds == 0
    assert [call.node for call in again.calls] == ["a"]
    assert done.of("node.started", "w")


def test_other_inputs_parameters_or_code_are_other_work(tmp_path: Path) -> None:
    Reusing(tmp_path).played(work(3))
    assert Reusing(tmp_path).played(work(4)) == (["a", "w"], 4)
    assert Reusing(tmp_path).played(work(3, **{"with": {"seconds": 2}}))[0] == ["a", "w"]
    newer = Reusing(tmp_path)
    newer.add("t.work", newer._sleep, isolation="process", code_hash="other")
    assert newer.played(work(3))[0] == ["a", "w"]
    assert Reusing(tmp_path).played(work(3, cache="off"))[0] == ["a", "w"]


def test_what_reads_is_reused_only_when_told_to(tmp_path: Path) -> None:
    reads = work(3, effects="reads")
    assert [Reusing(tmp_path).played(reads)[0] for _ in range(2)] == [["a", "w"]] * 2
    always = work(3, effects="reads", cache="always")
    assert [Reusing(tmp_path).played(always)[0] for _ in range(2)] == [["a", "w"], ["a"]]


def test_what_is_not_there_any_more_is_played_again(tmp_path: Path) -> None:
    big = "x" * 9000
    nodes = work(1, **{"with": {"seconds": 1, "value": big}})
    assert [Reusing(tmp_path).played(nodes) for _ in range(2)] == [(["a", "w"], big), (["a"], big)]
    for file in (tmp_path / "artifacts").glob("??/*"):
        file.unlink()
    assert Reusing(tmp_path).played(nodes) == (["a", "w"], big)
    for file in (tmp_path / "steps").glob("??/*"):
        file.write_bytes(b"torn")
    assert Reusing(tmp_path).played(nodes) == (["a", "w"], big)


def test_a_run_with_reused_steps_replays_to_the_same_state(tmp_path: Path) -> None:
    Reusing(tmp_path).played(work(3))
    world = Reusing(tmp_path)
    done = world.play(work(3), {"w": "w"})
    plan = Plan(done.run.plan.setting, world.find)
    journal.replay(plan, [r for r in done.records if r.seq >= 0])
    assert picture(plan) == picture(done.run.plan)
