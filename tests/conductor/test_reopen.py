"""Going on with what has ended: failed runs, edited Melodies, forks and letters (44 of the fine points of play)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from harmony.conductor.events import Record
from harmony.errors import RunError
from tests.conductor.kit import Played, World
from tests.conductor.nodes import each, echo, fail, repeat

Nodes = dict[str, Any]


@contextmanager
def refused(message: str) -> Iterator[None]:
    with pytest.raises(ExceptionGroup) as caught:
        yield
    assert isinstance(caught.value.exceptions[0], RunError)
    assert message in str(caught.value.exceptions[0])


def written(*played: Played) -> list[Record]:
    return [record for one in played for record in one.records if record.seq >= 0]


class Moody(World):
    """`t.moody` fails as long as it is in a bad mood."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = "bad"
        self.add("t.moody", self._moody)

    def _moody(self, inputs: dict[str, Any], params: dict[str, Any]) -> Any:
        if self.mood == params.get("when", "bad"):
            raise ValueError("in a bad mood")
        return params.get("value", next(iter(inputs.values()), None))

    def names(self) -> list[str]:
        return [f"{call.node}@{call.pass_}#{call.attempt}" for call in self.calls]

    def again(self, nodes: Nodes, *before: Played, outputs: dict[str, str] | None = None, **more: Any) -> Played:
        self.mood = "good"
        self.calls.clear()
        return self.play(nodes, outputs, resume=written(*before), **more)


MOODY = {"use": "t.moody", "on_error": "fail"}
CHAIN = {"a": echo(1), "b": {**MOODY, "in": {"x": "a"}}, "c": echo(**{"in": {"x": "b"}}), "d": echo(5, when="false")}


def test_s44_a_failed_run_tries_its_failed_nodes_again() -> None:
    world = Moody()
    first = world.play(CHAIN, {"c": "c"})
    assert first.status == "failed" and first.end("c").startswith("skipped")
    second = world.again(CHAIN, first, outputs={"c": "c"})
    assert second.status == "completed" and second.outputs == {"c": 1}
    assert world.names() == ["b@#2", "c@#1"]
    assert second.trail[0] == "run.resumed" and not second.of("node.skipped") and not second.of("node.completed", "a")
    assert second.records[0].seq == written(first)[-1].seq + 1


def test_s44_a_failed_run_may_fail_once_more_and_be_killed() -> None:
    world = Moody()
    first = world.play(CHAIN, {"c": "c"})
    second = world.play(CHAIN, {"c": "c"}, resume=written(first))
    assert second.status == "failed"
    third = world.again(CHAIN, first, second, outputs={"c": "c"})
    assert third.status == "completed" and world.names() == ["b@#3", "c@#1"]
    records = written(first, second, third)
    for cut in range(len(written(first)) + 1, len(records)):
        late = Moody()
        late.mood = "good"
        late.artifacts = world.artifacts
        if records[cut - 1].kind == "run.completed":
            continue
        rest = late.play(CHAIN, {"c": "c"}, resume=records[:cut])
        assert rest.outputs == {"c": 1} and "a@#1" not in late.names()


@pytest.mark.parametrize("how", ["completed", "cancelled"])
def test_s44_what_is_completed_or_cancelled_stays(how: str) -> None:
    async def cancel(run: Any, _records: Any) -> None:
        if how == "cancelled":
            run.cancel("enough")

    first = World().play({"a": echo(1)}, act=cancel)
    assert first.status == how
    with refused(f"r1 is {how}"):
        World().play({"a": echo(1)}, resume=written(first))


def test_s44_inside_a_for_each_only_what_failed_is_played_again() -> None:
    body = {
        "s": echo("{{ item }}"),
        "t": {**MOODY, "in": {"x": "s"}, "with": {"when": "{{ 'bad' if item == 2 else '' }}"}},
    }
    nodes = {"e": each(body, {"t": "t"}, [1, 2, 3], concurrency=1), "z": echo(**{"in": {"x": "e.t"}})}
    world = Moody()
    first = world.play(nodes, {"z": "z"})
    assert first.status == "failed"
    second = world.again(nodes, first, outputs={"z": "z"})
    assert second.outputs == {"z": [1, 2, 3]}
    assert world.names() == ["e/t@1#2", "e/s@2#1", "e/t@2#1", "z@#1"]


def test_s44_passes_of_a_repeat_are_kept() -> None:
    body = {"n": {**MOODY, "with": {"when": "{{ 'bad' if iteration == 2 else '' }}", "value": "{{ iteration }}"}}}
    nodes = {"r": repeat(body, {"n": "n"}, max=4)}
    world = Moody()
    first = world.play(nodes, {"n": "r.n"})
    assert first.status == "failed"
    assert world.again(nodes, first, outputs={"n": "r.n"}).outputs == {"n": 3}
    assert world.names() == ["r/n@2#2", "r/n@3#1"]


def test_s44_what_was_first_stays_first() -> None:
    nodes = {
        "slow": {"use": "t.sleep", "with": {"seconds": 2, "value": "slow"}},
        "fast": {"use": "t.sleep", "with": {"seconds": 1, "value": "fast"}},
        "j": {"use": "t.echo", "in": {"x": ["slow", "fast"]}, "join": "any"},
        "m": {**MOODY, "after": ["slow", "j"]},
    }
    world = Moody()
    first = world.play(nodes, {"j": "j"})
    second = world.again(nodes, first, outputs={"j": "j"})
    assert second.outputs == {"j": ["fast"]} and world.names() == ["m@#2"]


def test_s44_an_edited_melody_keeps_what_is_the_same() -> None:
    world = Moody()
    first = world.play(CHAIN, {"c": "c"})
    edited = {**CHAIN, "b": {**CHAIN["b"], "with": {"value": 7}}, "new": echo(9, **{"in": {"x": "a"}})}
    second = world.again(edited, first, outputs={"c": "c", "n": "new"})
    assert second.outputs == {"c": 7, "n": 9} and sorted(world.names()) == ["b@#2", "c@#1", "new@#1"]
    changed = {**CHAIN, "a": echo(4)}
    assert world.again(changed, first, outputs={"c": "c"}).outputs == {"c": 4}
    assert world.names()[0] == "a@#2"


def test_s44_items_are_matched_by_key_when_the_list_has_changed() -> None:
    body = {"s": echo("{{ item.v }}")}

    def nodes(items: list[Any]) -> Nodes:
        flow = each(body, {"s": "s"}, items, key="{{ item.id }}", concurrency=1)
        return {"e": flow, "b": {**MOODY, "in": {"x": "e.s"}}}

    world = Moody()
    first = world.play(nodes([{"id": "a", "v": 1}, {"id": "b", "v": 2}]), {"b": "b"})
    assert first.status == "failed"
    items = [{"id": "b", "v": 2}, {"id": "n", "v": 3}, {"id": "a", "v": 10}]
    second = world.again(nodes(items), first, outputs={"b": "b"})
    assert second.outputs == {"b": [2, 3, 10]}
    assert world.names() == ["e/s@1#2", "e/s@2#1", "b@#2"]


def test_s44_a_fork_keeps_the_past_up_to_a_node() -> None:
    world = Moody()
    world.mood = "good"
    first = world.play(CHAIN, {"c": "c"})
    world.calls.clear()
    forked = world.play(CHAIN, {"c": "c"}, fork=(written(first), "b"))
    assert forked.status == "completed" and forked.outputs == {"c": 1} and world.names() == ["b@#1", "c@#1"]
    assert [r.seq for r in written(forked)] == list(range(len(written(forked))))
    assert forked.records[0].body["forked"] == {"node": "b", "pass": None}
    with refused("`x` has not begun"):
        world.play(CHAIN, fork=(written(first), "x"))


def test_s44_a_fork_may_begin_in_the_middle_of_a_loop() -> None:
    nodes = {"r": repeat({"n": echo("{{ iteration }}")}, {"n": "n"}, max=4)}
    world = World()
    first = world.play(nodes, {"n": "r.n"})
    world.calls.clear()
    forked = world.play(nodes, {"n": "r.n"}, fork=(written(first), "r/n", "2"))
    assert forked.outputs == {"n": 3} and [c.pass_ for c in world.calls] == ["2", "3"]


LETTERS = {
    "e": each(
        {
            "s": echo("{{ item }}"),
            "t": {**MOODY, "in": {"x": "s"}, "with": {"when": "{{ 'bad' if item > 1 else '' }}"}},
        },
        {"t": "t"},
        [1, 2, 3],
        on_item_error="dead_letter",
    ),
    "other": echo(1),
    "z": echo(**{"in": {"x": "e.t"}}),
}


@pytest.mark.parametrize(("letter", "outputs", "left"), [((), [1, 2, 3], 0), (("e", "2"), [1, 3], 1)])
def test_s44_letters_are_sent_again_into_the_same_run(letter: Any, outputs: list[int], left: int) -> None:
    world = Moody()
    first = world.play(LETTERS, {"z": "z"})
    assert first.status == "completed" and first.outputs == {"z": [1]} and len(first.of("letter")) == 2
    world.mood = "good"
    world.calls.clear()
    second = world.play(LETTERS, {"z": "z"}, letters=(written(first), *letter))
    assert second.outputs == {"z": outputs} and second.events[-1]["letters"] == left
    sent = [n for n in world.names() if n.startswith("e/")]
    assert sent == (["e/t@1#2", "e/t@2#2"] if not letter else ["e/t@2#2"])
    assert world.names()[-1] == "z@#2" and not any("other" in n for n in world.names())
    assert not second.of("letter")


def test_s44_a_letter_of_a_node_is_sent_again() -> None:
    nodes = {"b": {**MOODY, "on_error": "dead_letter", "with": {"value": 3}}, "c": echo(**{"in": {"x": "b"}})}
    world = Moody()
    first = world.play(nodes, {"c": "c"})
    assert first.status == "completed" and first.outputs == {"c": None}
    world.mood = "good"
    second = world.play(nodes, {"c": "c"}, letters=(written(first), "b"))
    assert second.outputs == {"c": 3}
    with refused("no dead letter"):
        world.play(nodes, letters=(written(first, second),))


def test_s41_what_was_undone_is_done_again() -> None:
    nodes = {
        "a": echo(1, compensate={"use": "t.echo"}),
        "b": {**MOODY, "in": {"x": "a"}},
    }
    world = Moody()
    first = world.play(nodes)
    assert "a/~compensate" in [c.node for c in world.calls]
    world.again(nodes, first)
    assert world.names() == ["a@#2", "b@#2"]


def test_s44_gaps_stay_gaps() -> None:
    nodes = {"g": fail(on_error="skip"), "b": MOODY}
    world = Moody()
    first = world.play(nodes)
    second = world.again(nodes, first)
    assert second.status == "completed" and len(second.outcome.gaps) == 1
    assert world.names() == ["b@#2"] and not second.of("gap")
