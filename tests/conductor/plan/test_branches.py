"""The adaptive mode limits branches, not the steps in them (2.06 of the features)."""

from typing import Any

from harmony.conductor.plan.branches import branches_of
from harmony.conductor.plan.table import Table
from tests.conductor.kit import World, melody_of
from tests.conductor.nodes import sleep


def fan(width: int, side: int) -> dict[str, Any]:
    """`width` branches behind one node, each of `side` steps beside one another, that meet at the end."""
    nodes: dict[str, Any] = {"a": sleep(0)}
    for b in range(width):
        nodes[f"b{b}"] = sleep(1, **{"in": {"x": "a"}})
        for s in range(side):
            nodes[f"b{b}_{s}"] = sleep(1, **{"in": {"x": f"b{b}"}})
    nodes["z"] = {"use": "t.echo", "in": {"x": [f"b{b}_{s}" for b in range(width) for s in range(side)]}}
    return nodes


def test_a_branch_is_what_one_follower_alone_reaches() -> None:
    table = Table(melody_of(fan(2, 2)), "", World().find)
    names = {table.specs[i].id: table.specs[b].id for i, b in branches_of(table).items()}
    assert names == {"b0": "b0", "b0_0": "b0", "b0_1": "b0", "b1": "b1", "b1_0": "b1", "b1_1": "b1"}


def test_s39_three_branches_at_once_with_all_their_steps() -> None:
    world = World()
    played = world.play(fan(6, 4), {"z": "z"}, run={"mode": "adaptive"})
    decision = played.of("decision")[0]
    assert decision["choice"] == "adaptive" and decision["factors"]["branches"] == 3
    assert played.status == "completed" and played.seconds == 4 and world.most == 12


def test_s39_one_branch_at_a_time_where_much_depends_on_much() -> None:
    nodes: dict[str, Any] = {"a": sleep(0)}
    for b in "bc":
        nodes[f"{b}0"] = sleep(1, **{"in": {"x": "a"}})
        nodes |= {f"{b}{i}": sleep(1, **{"in": {"x": f"{b}{i - 1}"}}) for i in range(1, 9 if b == "b" else 2)}
    played = World().play(nodes, run={"mode": "adaptive"})
    assert played.of("decision")[0]["choice"] == "sequential" and played.seconds == 11
