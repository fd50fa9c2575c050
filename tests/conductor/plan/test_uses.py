"""The use axis of scores (3.43 of the features)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from harmony.conductor.ports import Fared, StepDone
from harmony.conductor.uses import gives_scores
from tests.conductor.kit import Played, World, melody_of
from tests.conductor.nodes import echo


def world(meaning: float | None = 1.0) -> World:
    """`t.make` gives something of that score; `t.use` fails as `fate` says."""
    made = World()

    def make(inputs: dict[str, Any], params: dict[str, Any]) -> StepDone:
        return StepDone({"value": structs.replace(made.artifacts.put(7, "any"), quality=meaning)})

    made.add("t.make", make)
    return made


def use(error_class: str = "", **more: Any) -> dict[str, Any]:
    node = {"in": {"x": "a"}, "on_error": "skip", **more}
    return {"use": "t.fail", "with": {"class": error_class}, **node} if error_class else {"use": "t.echo", **node}


def scores(played: Played, node: str = "a", port: str = "value") -> tuple[float | None, dict[str, float]]:
    artifact = played.of("node.completed", node)[-1]["outputs"][port]
    return artifact["quality"], artifact.get("parts", {})


MAKES = {"use": "t.make", "quality": {"min": 0.1}}


def after(made: World, nodes: dict[str, Any], runs: int = 5) -> Played:
    for _ in range(runs):
        made.play(nodes)
    return made.play(nodes)


def test_d17_from_five_uses_on_their_share_is_a_part_of_the_score() -> None:
    made = world(0.8)
    nodes = {"a": MAKES, "good": use(), "bad": use("bug")}
    assert scores(after(made, nodes, 2)) == (0.8, {})
    quality, parts = scores(made.play(nodes))
    assert parts == {"structure": 1.0, "meaning": 0.8, "use": 0.5, "uses": 6.0}
    assert quality == pytest.approx((0.8 + 0.5) / 2)


def test_what_nothing_else_scores_has_the_score_of_its_uses() -> None:
    nodes = {"a": {"use": "t.make"}, "b": use(), "c": use()}
    assert scores(after(world(None), nodes)) == (None, {})
    nodes["c"] = use(when="quality is none or quality > 0.5")
    assert scores(after(world(None), nodes)) == (1.0, {"structure": 1.0, "use": 1.0, "uses": 10.0})


def test_it_is_journalled_and_a_replay_needs_no_history() -> None:
    made = world(0.8)
    nodes = {"a": MAKES, "b": use("bug", on_error="route")}
    nodes |= {"ask": {"use": "flow.approve", "after": ["b.error"]}, "z": echo(1, after=["ask.approved"])}
    first = after(made, nodes)
    assert scores(first)[0] == pytest.approx(0.4)
    began = next(r for r in first.records if r.kind == ".began")
    assert began.body["uses"]["a"]["t.make@1"][:2] == [0.0, 5.0]
    made.uses._rows.clear()
    again = made.play(nodes, resume=first.records, answers=[("ask", "", "approve", None)])
    assert again.status == "completed"
    assert again.run.plan.top.states[0].outputs["value"].quality == pytest.approx(0.4)


def test_a_run_without_scores_knows_nothing_of_it() -> None:
    made = World()
    nodes = {"a": echo(1), "b": use()}
    played = after(made, nodes)
    assert played.run.plan.uses is None and not made.uses.known("test")
    assert "uses" not in next(r for r in played.records if r.kind == ".began").body


@pytest.mark.parametrize("error_class", ["network", "timeout", "unavailable", "auth", "resource", "policy"])
def test_failures_that_say_nothing_about_the_input_do_not_count(error_class: str) -> None:
    made = world()
    after(made, {"a": MAKES, "b": use(error_class)})
    assert not made.uses.known("test")


def test_only_the_last_attempt_counts_and_skips_and_pins_do_not() -> None:
    made = world()
    nodes = {"a": MAKES, "b": use("bug", retry={"attempts": 3}), "c": use(when=False), "d": use(pin={"value": 1})}
    made.play(nodes)
    assert [(row.well, row.uses) for row in made.uses.known("test")] == [(0, 1)]


def test_what_only_passes_on_does_not_count_and_who_gets_it_does() -> None:
    made = world()
    switch = {"use": "flow.switch", "in": {"value": "a"}, "with": {"cases": [{"when": True, "to": "on"}]}}
    made.play({"a": MAKES, "s": switch, "b": use("bug", **{"in": {"x": "s.on"}})})
    assert [(row.node, row.well, row.uses) for row in made.uses.known("test")] == [("a", 0, 1)]


@pytest.mark.parametrize(("choice", "well"), [("approve", 1), ("reject", 0)])
def test_a_person_says_whether_it_will_do(choice: str, well: int) -> None:
    made = world()
    nodes = {"a": MAKES, "ask": {"use": "flow.approve", "in": {"x": "a"}}}
    first = made.play(nodes)
    made.play(nodes, resume=first.records, answers=[("ask", "", choice, None)])
    assert [(row.well, row.uses) for row in made.uses.known("test")] == [(well, 1)]


def test_an_edit_of_the_node_or_of_who_uses_it_begins_anew() -> None:
    made = world(0.8)
    nodes = {"a": MAKES, "b": use("bug")}
    assert scores(after(made, nodes))[0] == pytest.approx(0.4)
    assert scores(made.play({**nodes, "b": use()}))[0] == 0.8
    assert scores(made.play({**nodes, "b": use()}))[0] == 0.8


def test_a_gate_counts_it_and_says_what_the_score_is_made_of() -> None:
    made = world()
    nodes = {"a": {"use": "t.make", "quality": {"min": 0.6}}, "b": use("bug")}
    played = after(made, nodes)
    decision = played.of("decision", "a")[0]
    assert "meaning 1, use 0: 0 of 5 earlier uses ended well" in decision["rationale"]
    assert (decision["factors"]["use"], decision["factors"]["uses"]) == (0.0, 5.0) and played.status == "failed"


def test_a_gate_that_earlier_uses_fail_is_not_held_against_what_came_in() -> None:
    made = world()
    nodes = {"first": MAKES, "a": {**MAKES, "quality": {"min": 0.6}, "in": {"x": "first"}}, "b": use("bug")}
    assert after(made, nodes).status == "failed"
    assert {row.node: (row.well, row.uses) for row in made.uses.known("test")} == {"first": (5, 5), "a": (0, 5)}


def test_scores_by_another_node_type_have_the_part_too() -> None:
    made = world(None)
    made.add("t.score", lambda inputs, params: 0.6, outputs="score")
    nodes = {"a": {"use": "t.make", "quality": {"min": 0.1, "by": "t.score"}}, "b": use()}
    assert scores(after(made, nodes)) == (0.8, {"structure": 1.0, "meaning": 0.6, "use": 1.0, "uses": 5.0})


def test_items_of_a_body_count_one_by_one() -> None:
    made = world()
    body = {"nodes": {"a": MAKES, "b": {"use": "t.echo", "in": {"x": "a"}}}, "outputs": {"o": "b"}}
    made.play({"e": {"use": "flow.each", "with": {"items": [1, 2, 3, 4, 5]}, "body": body}})
    assert [(row.node, row.well, row.uses) for row in made.uses.known("test")] == [("e/a", 5, 5)]


def test_what_is_kept_when_a_run_goes_on_is_counted_when_it_is_used() -> None:
    made = world()
    nodes = {"a": MAKES, "b": use("network", on_error="fail", retry={"attempts": 1})}
    first = made.play(nodes)
    assert first.status == "failed" and not made.uses.known("test")
    made.functions["t.fail"] = made.functions["t.echo"]
    assert made.play(nodes, resume=first.records).status == "completed"
    assert [(row.node, row.well, row.uses) for row in made.uses.known("test")] == [("a", 1, 1)]


def test_histories_of_two_melodies_are_apart() -> None:
    made = world()
    nodes = {"a": MAKES, "b": use()}
    made.play(nodes, file="/one.yaml")
    made.play(nodes)
    assert len(made.uses.known("/one.yaml")) == len(made.uses.known("test")) == 1
    assert isinstance(made.uses.known("test")[0], Fared)


@pytest.mark.parametrize(
    ("node", "is_asked"),
    [
        ({"quality": {"min": 0.5}}, True),
        ({"merge": {"x": "best"}, "in": {"x": ["a"]}}, True),
        ({"merge": {"x": "first"}, "in": {"x": ["a"]}}, False),
        ({"when": "quality > 0.5"}, True),
        ({"join": {"when": "meta.x.quality > 0.5"}}, True),
        ({"with": {"cases": [{"when": "quality > 0.8", "to": "up"}]}}, True),
        ({"with": {"text": "{{ quality }}"}}, True),
        ({"with": {"text": "of good quality", "n": 3}}, False),
        ({"body": {"nodes": {"i": {"use": "t.echo", "with": {"until": "quality > 0.5"}}}}}, True),
        ({"use": "t.scores"}, True),
    ],
)
def test_it_counts_where_a_score_is_given_or_asked_for(node: dict[str, Any], is_asked: bool) -> None:
    made = World()
    made.add("t.scores", echo, scores=True)
    melody = melody_of({"a": {"use": "t.echo"}, "b": {"use": "t.echo", **node}})
    assert gives_scores(melody, {}, made.find) is is_asked
    assert gives_scores(melody_of({}), {"other": melody}, made.find) is is_asked


@pytest.mark.slow
def test_wherever_a_run_is_cut_it_scores_the_same_when_it_goes_on() -> None:
    made = world(0.8)
    made.add("t.score", lambda inputs, params: 0.6, outputs="score")
    by = {"use": "t.make", "quality": {"min": 0.1, "by": "t.score"}}
    nodes = {"a": MAKES, "b": use("bug"), "c": use(), "d": by, "e": use(**{"in": {"x": "d"}})}
    first = after(made, nodes)
    records = [record for record in first.records if record.seq >= 0]
    wanted = [(state.outputs or {}).get("value") for state in first.run.plan.top.states]
    for cut in range(2, len(records) - 1):
        again = made.play(nodes, resume=records[:cut])
        found = [(state.outputs or {}).get("value") for state in again.run.plan.top.states]
        assert [(a.quality, a.parts) if a else None for a in found] == [
            (a.quality, a.parts) if a else None for a in wanted
        ]
    assert wanted[0].parts["use"] == 0.5 and wanted[3].parts["use"] == 1.0
