"""Reuse by content: what was played before with the same inputs, parameters and code is not played again."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harmony.conductor import journal, stamps
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from harmony.sdk.manifest import Port
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


# --- files that a step reads (D17) ----------------------------------------------------------


class Reading(Reusing):
    """`t.read` reads what `path` means, relative to the base."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        schema = {"type": "object", "properties": {"path": {"type": "string", "format": "path"}, "n": {}}}
        self.add("t.read", self._read, effects="reads", isolation="process", inputs=(Port("files", "list<path>"),))
        self.types["t.read"] = replace(self.types["t.read"], params=schema)

    def _read(self, inputs: dict[str, Any], params: dict[str, Any], call: Any) -> str:
        names = [params["path"]] if "path" in params else inputs["files"]
        found = [Path(call.base, name) for name in names]
        files = [f for one in found for f in ([one] if one.is_file() else sorted(one.rglob("*.txt")))]
        return ",".join(file.read_text() for file in files)

    def once(self, **more: Any) -> tuple[str, str]:
        node = {"use": "t.read", "with": {"path": "in"}, "cache": "always", **more}
        played = self.play({"w": node}, {"w": "w"}, base=str(self.folder))
        return played.end("w"), played.outputs["w"]


@pytest.mark.slow
def test_d17_a_step_that_reads_is_reused_as_long_as_its_files_stay_the_same(tmp_path: Path) -> None:
    file = tmp_path / "in"
    file.write_text("one")
    assert [Reading(tmp_path).once() for _ in range(2)] == [("completed", "one"), ("cached", "one")]
    os.utime(file, (1, 1))
    assert Reading(tmp_path).once() == ("cached", "one")  # its content is the same
    file.write_text("two")
    assert Reading(tmp_path).once() == ("completed", "two")
    file.write_text("one")
    assert Reading(tmp_path).once() == ("cached", "one")


def test_d17_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "in"
    for text, end in (("one", "completed"), ("two", "completed")):
        file.write_text(text)
        now = time.time()
        os.utime(file, (now, now))
        assert Reading(tmp_path).once() == (end, text)


def test_d17_folders_and_ports_of_paths_count_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    assert [Reading(tmp_path).once()[0] for _ in range(2)] == ["completed", "cached"]
    (tmp_path / "in" / "b.txt").write_text("b")
    assert Reading(tmp_path).once() == ("completed", "a,b")
    wired = {"with": {"files": ["in/a.txt"]}}
    assert [Reading(tmp_path).once(**wired)[0] for _ in range(2)] == ["completed", "cached"]
    (tmp_path / "in" / "a.txt").write_text("c")
    assert Reading(tmp_path).once(**wired) == ("completed", "c")


def test_d17_auto_does_not_reuse_what_reads_and_a_file_that_changes_meanwhile_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("one")
    assert [Reading(tmp_path).once(cache="auto")[0] for _ in range(2)] == ["completed"] * 2
    world = Reading(tmp_path)
    read = world.functions["t.read"]

    def changed(inputs: dict[str, Any], params: dict[str, Any], call: Any) -> str:
        (tmp_path / "in").write_text("other")
        return str(read(inputs, params, call))

    world.functions["t.read"] = changed
    assert world.once() == ("completed", "other")
    (tmp_path / "in").write_text("one")
    assert Reading(tmp_path).once() == ("completed", "one")


def test_what_draws_lots_is_reused_only_when_told_to(tmp_path: Path) -> None:
    for cache, ends in (("auto", ["completed"] * 2), ("always", ["completed", "cached"])):
        found = []
        for _ in range(2):
            world = Reusing(tmp_path)
            world.add("t.lot", world._sleep, isolation="process", deterministic=False)
            found.append(world.play({"w": {"use": "t.lot", "with": {"seconds": 1}, "cache": cache}}).end("w"))
        assert found == ends


def test_stamps_of_patterns_of_nothing_and_of_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.csv", "b.csv", "c.txt"):
        (tmp_path / name).write_text(name)
    found = stamps.stamps_of(["*.csv", "none"], str(tmp_path))
    assert found is not None and [Path(one[0]).name for one in found] == ["a.csv", "b.csv", "none"]
    monkeypatch.setattr(stamps, "MOST", 2)
    assert stamps.stamps_of(["."], str(tmp_path)) is None
