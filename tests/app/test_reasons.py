"""Every reason for which a node ran, waited, was skipped, tried again or took its path: `--why` names each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from harmony.app.lookup import Lookup
from harmony.app.why import why
from harmony.conductor.acts import Act
from tests.app.playing import melody_of, played
from tests.conductor.kit import Played, World, admission_of
from tests.conductor.nodes import each, echo, fail, repeat, sleep

Nodes = dict[str, Any]
Case = tuple[Nodes, str, list[str]]


def down(**more: Any) -> dict[str, Any]:
    return {"use": "t.fail", "with": {"class": "unavailable", "message": "down"}, **more}


SWITCH = {"use": "flow.switch", "with": {"value": 3, "cases": [{"when": "value > 2", "to": "big"}], "else": "small"}}
JOINED = {"in": {"x": ["a", "s.value"]}}
CASES: dict[str, Case] = {
    # ran
    "nothing was needed": ({"a": echo(1)}, "a", ["It needs nothing but the beginning of the run"]),
    "its wires came": (
        {"a": echo(1), "s": sleep(2), "b": echo(**JOINED)},
        "b",
        ["`a` completed", "`s` completed at 2.00 s", "`s` was the last", "Attempt 1 began at 2.00 s"],
    ),
    "any of its wires": (
        {"a": echo(1), "s": sleep(2), "b": echo(**JOINED, join="any")},
        "b",
        ["`a` completed at 0.00 s, `s` had not ended by then"],
    ),
    "inside a body": ({"e": each({"n": echo(1)}, {"o": "n"}, [1])}, "e/n", ["the beginning of `e`", "pass 0"]),
    # waited
    "a slot": (
        {"a": sleep(1), "b": sleep(1)},
        "b",
        ["had to wait: all of the run's slots (`run.concurrency`) were taken", "began at 1.00 s after waiting 1.00 s"],
    ),
    "a key": (
        {"a": sleep(1, concurrency_key="k"), "b": sleep(1, concurrency_key="k")},
        "b",
        ["another step held the key “k”"],
    ),
    "a time": (
        {"w": {"use": "flow.wait", "with": {"for": "5s"}}},
        "w",
        ["It waited for a time from 0.00 s", "at most 5 s"],
    ),
    "an event": (
        {
            "w": {"use": "flow.wait", "with": {"event": "go"}},
            "s": sleep(2),
            "t": {"use": "flow.send", "with": {"event": "go"}, "after": ["s"]},
        },
        "w",
        ["It waited for event “go”", "completed at 2.00 s"],
    ),
    "a person": ({"p": {"use": "flow.approve"}}, "p", ["a person's approval", "has not ended; the run is waiting"]),
    "a person after a failure": (
        {"p": fail(on_error="pause")},
        "p",
        ["Decided (recovery): pause", "a person, because it had failed"],
    ),
    "a resource": (
        {"a": sleep(1, resources={"seat": 1}), "b": sleep(1, resources={"seat": 1})},
        "b",
        ["steps at work held the `seat` that it needs"],
    ),
    # was tried again, fell back, was made otherwise
    "tried again": (
        {"f": down(retry={"attempts": 2, "delay": "3s"}, on_error="skip")},
        "f",
        [
            "Decided (recovery): retry, because",
            "Attempt 1 failed (failed (unavailable: down)",
            "after a delay of 3 s",
            "Attempt 2 began at 3.00 s",
        ],
    ),
    "fell back": (
        {"f": down(on_error="fail", fallback=[{"use": "t.echo", "with": {"value": 2}}])},
        "f",
        ["Decided (recovery): fallback", "with alternative 1 of its `fallback`", "It completed"],
    ),
    "reconstructed": (
        {
            "f": {"use": "t.one", "on_error": "fail", "reconstruct": {"use": "t.echo", "in": {"x": "later"}}},
            "later": sleep(2, 7),
        },
        "f",
        ["Decided (recovery): reconstruct", "made from a later artifact"],
    ),
    # took its path
    "chose a path": ({"s": SWITCH, "a": echo(**{"in": {"x": "s.big"}})}, "s", ["It chose `big`: `value > 2` held"]),
    "chose the rest": (
        {"s": SWITCH | {"with": SWITCH["with"] | {"value": 1}}, "a": echo(**{"in": {"x": "s.small"}})},
        "s",
        ["It chose `small`"],
    ),
    "left a loop at its bound": (
        {"r": repeat({"n": echo(1)}, {"n": "n"}, max=2, until="false")},
        "r",
        ["Decided (repeat): max, because"],
    ),
    # was skipped
    "no path led to it": (
        {"s": SWITCH, "a": echo(**{"in": {"x": "s.small"}}), "b": echo(after=["a"])},
        "b",
        ["what it needs was skipped: `b` ← `a` ← `s`; `s` chose `big`"],
    ),
    "its condition": ({"a": echo(1, when="1 > 2")}, "a", ["its condition `when: 1 > 2` did not hold"]),
    "disabled": ({"a": echo(1, enabled=False)}, "a", ["it is disabled, or left out by --from or --to"]),
    "what it needs failed": (
        {"f": down(on_error="skip"), "b": echo(**{"in": {"x": "f"}})},
        "b",
        ["what it needs has failed: `b` ← `f`; at `f` it had failed (down), and the failure was let go"],
    ),
    "let go": (
        {"f": down(on_error="skip")},
        "f",
        ["it had failed (down), and the failure was let go", "listed as a gap"],
    ),
    "withdrawn": (
        {"a": sleep(1, cancels=["s"]), "s": sleep(9)},
        "s",
        ["It was skipped at 1.00 s: `a` withdrew it when it completed"],
    ),
    "not reached": (
        {"f": down(on_error="fail"), "s": sleep(9), "z": echo(after=["s"])},
        "z",
        ["what it needs was skipped: `z` ← `s`", "was ended, because `f` had failed"],
    ),
    "cancelled with what failed": (
        {"f": {**sleep(1), "after": []}, "g": down(on_error="fail", after=["f"]), "s": sleep(9)},
        "s",
        ["was ended, because `g` had failed"],
    ),
    # failed
    "failed": (
        {"f": down(on_error="fail")},
        "f",
        ["It failed at 0.00 s: failed (unavailable: down); nothing was left to try"],
    ),
    "failed and went out": ({"f": down(on_error="route")}, "f", ["the error went out by its port `error`"]),
    "became a letter": (
        {"f": down(on_error="dead_letter")},
        "f",
        ["lies among the dead letters", "what it was given became a dead letter"],
    ),
}
RUN = {"a slot": {"concurrency": 1}, "a resource": {"resources": {"seat": 1}}}


def world() -> World:
    made = World()
    made.add("t.one", lambda inputs, params: 1 / 0, outputs="value")
    return made


def told(one: Played, nodes: Nodes, node: str) -> str:
    return "\n".join(why(one.records, node, Lookup(admission_of(nodes).melody)))


@pytest.mark.parametrize("name", CASES)
def test_the_reason_is_told(name: str) -> None:
    nodes, node, wanted = CASES[name]
    said = told(world().play(nodes, **({"run": RUN[name]} if name in RUN else {})), nodes, node)
    for part in wanted:
        assert part in said, said


CHAIN = {"a": echo(1), "b": echo(**{"in": {"x": "a"}}), "c": echo(**{"in": {"x": "b"}})}
Do = Callable[[Any, Any], Awaitable[None]]


async def settle(run: Any) -> None:
    """Let all happen that takes no time; the virtual clock stands still."""
    run._stage.clock.hold()
    for _ in range(30):
        await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(run._stage.clock.release)


async def _cancel(run: Any, _records: Any) -> None:
    await settle(run)
    run.cancel("enough")


async def _step(run: Any, _records: Any) -> None:
    await settle(run)
    run.debug("step", "b")
    await settle(run)
    run.debug("deliver", "b", outputs={"value": 5})
    await settle(run)
    run.debug("go")


async def _approve(run: Any, _records: Any) -> None:
    await settle(run)
    run.answer("p", "", "approve")


SLEEPS = {"a": sleep(9), "b": echo(after=["a"])}
ACTED: dict[str, tuple[Nodes, str, list[Act], Do, list[str]]] = {
    "cancelled": (SLEEPS, "b", [], _cancel, ["the run was cancelled (enough)"]),
    "cancelled at work": (SLEEPS, "a", [], _cancel, ["Attempt 1 began", "the run was cancelled (enough)"]),
    "held and let through by hand": (
        CHAIN,
        "b",
        [Act("before", "b"), Act("behind", "b")],
        _step,
        [
            "had to wait: a breakpoint held it",
            "A person let it begin at 0.00 s",
            "A person let its outputs go on at 0.00 s, with another value for `value`",
        ],
    ),
    "held by a pause": (CHAIN, "b", [Act("branch", "b"), Act("behind", "b")], _step, ["the run was paused"]),
    "answered": (
        {"p": {"use": "flow.approve"}, "s": sleep(9)},
        "p",
        [],
        _approve,
        ["A person answered at 0.00 s: approve", "went on by"],
    ),
}


@pytest.mark.parametrize("name", ACTED)
def test_what_people_did_is_told(name: str) -> None:
    nodes, node, acts, act, wanted = ACTED[name]
    said = told(world().play(nodes, act=act, acts=acts), nodes, node)
    for part in wanted:
        assert part in said, said


def test_a_pin_is_told() -> None:
    nodes = {"a": echo(1), "b": echo(**{"in": {"x": "a"}})}
    said = told(world().play(nodes, pins={"a.value": 4}), nodes, "a")
    assert "It did not run: its outputs are pinned" in said


@pytest.mark.slow
async def test_an_earlier_result_is_told() -> None:
    code = "{code: 'def main(): return 1'}"
    text = melody_of(f"  a: {{use: python.code@1, isolation: inline, effects: none, cache: always, with: {code}}}\n")
    first, lookup = await played(text)
    again, _ = await played(text)
    assert "Attempt 1 began" in "\n".join(why(first, "a", lookup))
    assert "outputs of an earlier run with the same inputs were used" in "\n".join(why(again, "a", lookup))


def test_a_process_that_was_gone_is_told() -> None:
    made = world()
    nodes = {"a": sleep(1)}
    whole = made.play(nodes)
    cut = next(i for i, r in enumerate(whole.records) if r.kind == "node.started") + 1
    rest = made.play(nodes, resume=whole.records[:cut])
    both = "\n".join(why([*whole.records[:cut], *rest.records], "a", Lookup(admission_of(nodes).melody)))
    assert "Attempt 2 began at 1.00 s" in both and "anew, because the process that played it had gone" in both


def test_what_has_not_begun_says_so() -> None:
    nodes = {"a": sleep(1), "b": echo(after=["a"])}
    whole = world().play(nodes).records[:4]
    said = "\n".join(why(whole, "b", Lookup(admission_of(nodes).melody)))
    assert "`a` has not ended" in said and "It has not begun: not all that it needs has come." in said
