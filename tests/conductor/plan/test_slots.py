"""Slots and concurrency keys (31 of the fine points of play)."""

from tests.conductor.kit import World
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
