"""Slots and concurrency keys (31 of the fine points of play)."""

import pytest

from harmony.conductor.policy import order
from tests.conductor.kit import Played, World
from tests.conductor.nodes import fired_at, play, sleep


def test_s31_slots_count_running_steps() -> None:
    world = World()
    played = world.play({f"n{i}": sleep(1) for i in range(6)}, run={"concurrency": 2})
    assert world.most == 2 and played.seconds == 3
    assert len(played.of("node.queued")) == 4


def test_s31_concurrency_keys_are_held_from_start_to_end() -> None:
    key = {"concurrency_key": "db"}
    body = {"use": "flow.repeat", "with": {"max": 2}, "body": {"nodes": {"n": sleep(2)}, "outputs": {}}}
    played = play(
        {"a": body | key, "b": sleep(1) | key, "c": sleep(1), "d": sleep(1, concurrency_key="{{ 'd' + 'b' }}")}
    )
    assert (
        played.seconds == 6 and fired_at(played, "b") == 4 and fired_at(played, "d") == 5 and fired_at(played, "c") == 0
    )


def test_s31_a_key_is_kept_between_attempts_after_a_time_out_too() -> None:
    key = {"concurrency_key": "db"}
    slow = sleep(9, timeout="2s", retry={"attempts": 2, "delay": "5s"}, on_error="skip", **key)
    played = play({"slow": slow, "next": sleep(1, after=["tick"], **key), "tick": sleep(1)})
    assert fired_at(played, "next") == 9


def placed(where: str, count: int, **slots: int) -> tuple[World, Played]:
    world = World()
    world.slots = slots
    world.add("t.placed", world.functions["t.sleep"], isolation=where)
    nodes = {f"n{i}": {"use": "t.placed", "with": {"seconds": 1}} for i in range(count)}
    return world, world.play(nodes | {"a": sleep(1), "b": sleep(1)})


@pytest.mark.parametrize(("where", "slots"), [("process", {"process_workers": 2}), ("thread", {"io_threads": 2})])
def test_s31_started_means_that_a_worker_runs_it(where: str, slots: dict[str, int]) -> None:
    world, played = placed(where, 6, **slots)
    assert world.most == 4 and played.seconds == 3
    assert [e["slot"] for e in played.of("node.queued")] == [where] * 4
    starts = [r.seq for r in played.records if r.kind == "node.started" and r.node.startswith("n")]
    ends = [r.seq for r in played.records if r.kind == "node.completed" and r.node.startswith("n")]
    assert all(sum(s < at for s in starts) - sum(e < at for e in ends) <= 2 for at in range(len(played.records)))


def test_s31_a_kill_repeats_no_more_than_the_workers_had_in_hand() -> None:
    _world, played = placed("process", 6, process_workers=2)
    cut = [r for r in played.records if r.seq >= 0]
    cut = cut[: next(i for i, r in enumerate(cut) if r.kind == "node.completed")]
    again, rest = World(), None
    again.slots = {"process_workers": 1}
    again.add("t.placed", again.functions["t.sleep"], isolation="process")
    nodes = {f"n{i}": {"use": "t.placed", "with": {"seconds": 1}} for i in range(6)}
    rest = again.play(nodes | {"a": sleep(1), "b": sleep(1)}, resume=cut)
    repeated = [call for call in again.calls if call.attempt == 2 and call.node.startswith("n")]
    assert rest.status == "completed" and len(repeated) <= 2
    assert rest.seconds == 6 and again.most == 3


def test_s31_who_waits_long_goes_before_a_longer_way() -> None:
    assert order.turn(0) == order.turn(order.AGE - 1) < order.turn(order.AGE)
