"""Every join over every mixture of wires that have delivered, were skipped, have failed or are pending, played."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest

from tests.conductor.kit import World
from tests.conductor.nodes import echo, fail, sleep

SOURCES = {
    "delivered": echo(1),
    "skipped": echo(1, when="false", after=["tick"]),
    "failed": fail(on_error="skip"),
    "pending": sleep(1000),
}
NEEDS: dict[str, Any] = {
    "all": "all", "any": "any", "1": {"need": 1}, "2": {"need": 2}, "3": {"need": 3},
    "1%": {"need": "1%"}, "50%": {"need": "50%"}, "67%": {"need": "67%"}, "100%": {"need": "100%"},
}  # fmt: skip
WIRES = list(product(SOURCES, repeat=3))


def played(states: tuple[str, ...], **more: Any) -> str:
    """How the join's node has ended after 500 s: `pending` if it has not."""
    world = World()
    nodes = {f"n{i}": SOURCES[state] for i, state in enumerate(states)}
    nodes["j"] = echo(1, after=list(nodes), **more)
    nodes["tick"] = sleep(1)  # skips come after failures, so that the reason is that of all wires

    async def act(run: Any, records: Any) -> None:
        world.clock.call_at(world.clock.now() + 500, run.cancel)

    end = world.play(nodes, act=act).end("j")
    return "pending" if end == "skipped:cancelled" else end


def needed(name: str) -> int:
    if name.endswith("%"):
        return math.ceil(3 * int(name[:-1]) / 100)
    return {"all": 3, "any": 1}.get(name) or int(name)


def stopped(states: tuple[str, ...]) -> str:
    return "skipped:upstream_failed" if "failed" in states else "skipped:upstream_skipped"


@pytest.mark.slow
@pytest.mark.parametrize("name", NEEDS)
def test_d25_every_count_over_every_mixture(name: str) -> None:
    for states in WIRES:
        come, open_ = states.count("delivered"), states.count("pending")
        expected = (
            "completed" if come >= needed(name) else "pending" if come + open_ >= needed(name) else stopped(states)
        )
        assert played(states, join=NEEDS[name]) == expected, states


@pytest.mark.slow
@pytest.mark.parametrize("least", [1, 2, 3])
def test_s13_every_condition_over_every_mixture(least: int) -> None:
    for states in WIRES:
        come, open_ = states.count("delivered"), states.count("pending")
        expected = "completed" if come >= least else "pending" if open_ else stopped(states)
        assert played(states, join={"when": f"completed >= {least}"}) == expected, states


@pytest.mark.slow
@pytest.mark.parametrize(("on_timeout", "end"), [("proceed", "completed"), ("fail", "failed"), ("route", "failed")])
def test_s12_every_wait_over_every_mixture(on_timeout: str, end: str) -> None:
    for states in WIRES:
        come, open_ = states.count("delivered"), states.count("pending")
        if come == 3:
            expected = "completed"
        elif come + open_ < 2:
            expected = stopped(states)
        elif come >= 2:
            expected = "completed"
        else:  # the wait runs from the first delivery
            expected = end if come else "pending"
        join = {"need": 2, "wait": "10s", "on_timeout": on_timeout}
        assert played(states, join=join, **({"on_error": "dead_letter"} if on_timeout == "fail" else {})) == expected, (
            states
        )
