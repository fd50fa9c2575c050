"""Rows of the features that need more than one part of the Conductor; their numbers are in the names."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from harmony.conductor.policy.mode import complexity_of, decide, dependency_of
from harmony.conductor.ports import StepDone
from harmony.sdk.manifest import Port
from harmony.store import FileArtifacts
from harmony.store.cache import StepCache
from tests.conductor.kit import Played, World
from tests.conductor.nodes import Nodes, each, echo, fail, fired_at, play, repeat, sleep
from tests.conductor.plan.test_branches import fan

# --- modes (2.05-2.07) ---------------------------------------------------------------------


def test_2_05_the_scores_are_recorded_and_are_what_the_page_says() -> None:
    factors = play(fan(6, 4), run={"mode": "adaptive"}).of("decision")[0]["factors"]
    nodes, wires, longest = 1 + 6 + 24 + 1, 6 + 24 + 24, 4
    assert factors["complexity"] == complexity_of(nodes, wires) == pytest.approx((nodes + wires) / 100)
    assert factors["dependency"] == dependency_of(nodes, longest) == pytest.approx((longest - 1) / (nodes - 1))
    assert 0 <= factors["cpu"] <= 1 and factors["workers"] == 64


EDGES = (0.0, 0.6, 0.6000001, 0.7, 0.7000001, 0.8, 0.8000001, 1.0)


def test_2_06_every_boundary() -> None:
    for complexity, dependency, cpu, workers in product(EDGES, EDGES, EDGES, (1, 3, 5, 64)):
        if complexity > 0.8 and cpu > 0.7:
            expected = ("parallel", min(5, workers))
        elif dependency > 0.6:
            expected = ("sequential", 1)
        else:
            expected = ("adaptive", 3)
        found = decide(complexity, dependency, cpu=cpu, workers=workers)
        assert (found.choice, found.factors["branches"]) == expected


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.integers(2, 9), st.integers(1, 4))
def test_2_07_never_more_branches_are_open_than_allotted(width: int, side: int) -> None:
    played = play(fan(width, side), run={"mode": "adaptive"})
    most = played.of("decision")[0]["factors"]["branches"]
    left = {f"b{b}": 1 + side for b in range(width)}
    opened: set[str] = set()
    for event in played.events:
        branch = event.get("node", "").partition("_")[0]
        if branch not in left:
            continue
        if event["kind"] == "node.started":
            opened.add(branch)
        elif event["kind"] == "node.completed":
            left[branch] -= 1
            if not left[branch]:
                opened.discard(branch)
        assert len(opened) <= most
    assert played.status == "completed" and set(left.values()) == {0}


# --- branches of data (2.09-2.17) ----------------------------------------------------------

BATCHES = [{"id": name, "n": n, "seconds": n} for n, name in enumerate(("alpha", "beta", "gamma"), 1)]


def branches(**options: Any) -> Nodes:
    """A worker for each batch, that takes as long as the batch says and fails at `n` 2 if it is told to."""
    work = {"use": "t.work", "with": {"seconds": "{{ item.seconds }}", "n": "{{ item.n }}", **options.pop("give", {})}}
    return {"e": each({"w": work}, {"w": "w"}, BATCHES, key="{{ item.id }}", **options)}


class Working(World):
    """`t.work` takes a while, and what it gives has a quality."""

    def __init__(self) -> None:
        super().__init__()

        async def work(inputs: Any, params: Any) -> StepDone:
            await self.clock.sleep(params["seconds"])
            if params["n"] == params.get("broken"):
                raise ConnectionError("the source is away")
            value = self.artifacts.put({"n": params["n"]}, "json")
            return StepDone({"value": structs.replace(value, quality=params["n"] / 4)})

        self.add("t.work", work)


def test_2_09_one_worker_a_branch_with_what_is_its_own() -> None:
    world = Working()
    world.play(branches())
    given = {call.pass_: call.params for call in world.calls}
    assert given == {str(i): {"seconds": b["seconds"], "n": b["n"]} for i, b in enumerate(BATCHES)}


def test_2_13_the_performance_of_a_branch() -> None:
    played = Working().play(branches())
    ends = {e["pass"]: e["outputs"]["value"] for e in played.of("node.completed", "e/w")}
    assert {p: (a["seconds"], a["quality"]) for p, a in ends.items()} == {"0": (1, 0.25), "1": (2, 0.5), "2": (3, 0.75)}
    rate = echo("{{ 1000 / meta.x.seconds if meta.x.seconds else 0 }}", **{"in": {"x": "w"}})
    nodes = {"w": {"use": "t.work", "with": {"seconds": 2, "n": 1}}, "rate": rate}
    assert Working().play(nodes, {"o": "rate"}).outputs == {"o": 500}
    nodes["w"]["with"]["seconds"] = 0
    assert Working().play(nodes, {"o": "rate"}).outputs == {"o": 0}


def test_2_14_a_branch_that_fails_is_told_in_full_and_the_others_go_on() -> None:
    played = Working().play(
        branches(on_item_error="skip", give={"broken": 2}), {"good": "e.w", "failed": "e.failed"}, run={"risk": "bold"}
    )
    assert played.status == "completed" and [g["n"] for g in played.outputs["good"]] == [1, 3]
    (failed,) = played.outputs["failed"]
    assert (failed["index"], failed["key"], failed["item"]) == (1, "beta", BATCHES[1])
    assert (
        failed["error"]["class"] == "network" and failed["error"]["node"] == "e/w" and failed["error"]["attempts"] == 4
    )


def test_2_17_the_report_of_a_merge_counts_no_failure_as_success() -> None:
    nodes = branches(on_item_error="skip", give={"broken": 2})
    value = "{{ report.completed / report.total if report.total else 0 }}"
    nodes["rate"] = echo(value, **{"in": {"report": "e.report"}})
    played = Working().play(nodes, {"report": "e.report", "rate": "rate"})
    assert played.outputs["report"] == {"total": 3, "completed": 2, "failed": 1, "cancelled": 0}
    assert played.outputs["rate"] == pytest.approx(2 / 3)
    parts = {f"n{i}": {"use": "t.work", "with": {"seconds": i, "n": i}} for i in range(4)}
    parts["m"] = {"use": "t.echo", "in": {"x": list(parts)}, "merge": {"x": "weighted"}}
    merged = Working().play(parts, {"m": "m"}).outputs["m"]
    assert sum(part["share"] for part in merged["parts"]) == pytest.approx(1)
    assert [part["quality"] for part in merged["parts"]] == [0, 0.25, 0.5, 0.75]


# --- activation (3.05, 3.10-3.13) ----------------------------------------------------------


def kinds(played: Played, node: str) -> list[str]:
    return [e["kind"].removeprefix("node.") for e in played.events if e.get("node") == node]


def test_3_05_the_life_of_a_step_is_told_from_request_to_return() -> None:
    nodes = {"a": sleep(1, resources={"gpu": 1}), "b": sleep(1, resources={"gpu": 1})}
    played = play(nodes)
    assert kinds(played, "b") == ["queued", "started", "completed"]
    assert played.of("node.queued", "b")[0]["resource"] == "gpu"
    assert played.run.plan.slots.running == 0 and played.run.plan.holdings.pools.used == {"gpu": 0}


POOR = {"use": "t.poor", "quality": {"min": 0.5, "else": "route"}}
FACTORS: list[tuple[str, Nodes, list[str]]] = [
    ("state", {"n": echo(1, pin={"value": 2})}, ["cached"]),
    ("quality", {"a": POOR, "n": echo(1, after=["a.value"])}, ["skipped"]),
    ("dependencies", {"a": sleep(5), "n": echo(1, after=["a"])}, ["started", "completed"]),
    (
        "resources",
        {"a": sleep(5, resources={"r": 1}), "n": sleep(1, resources={"r": 1})},
        ["queued", "started", "completed"],
    ),
]


@pytest.mark.parametrize(("factor", "nodes", "told"), FACTORS)
def test_3_10_each_of_the_four_factors_has_its_say(factor: str, nodes: Nodes, told: list[str]) -> None:
    world = World()
    world.add("t.poor", poor(world))
    played = world.play(nodes)
    assert kinds(played, "n") == told
    if factor in ("dependencies", "resources"):
        assert fired_at(played, "n") == 5


def poor(world: World, *qualities: float) -> Any:
    """A step whose results have these qualities, one after the other."""
    left = list(qualities) or [0.1]

    def made(inputs: Any, params: Any) -> StepDone:
        quality = left.pop(0) if len(left) > 1 else left[0]
        return StepDone({"value": structs.replace(world.artifacts.put("text", "text"), quality=quality)})

    return made


def test_3_12_nothing_is_activated_by_what_is_below_its_gate() -> None:
    world = World()
    world.add("t.poor", poor(world, 0.2, 0.4, 0.9))
    gate = {"min": 0.8, "else": "repeat", "times": 2}
    played = world.play({"a": {"use": "t.poor", "quality": gate}, "n": echo(1, after=["a"])})
    assert len(played.of("node.started", "a")) == 3 and len(played.of("node.started", "n")) == 1
    seen = [e for e in played.events if e.get("node") in ("a", "n")]
    assert [e["kind"] for e in seen].index("node.completed") < [(e["kind"], e["node"]) for e in seen].index(
        ("node.started", "n")
    )


@pytest.mark.parametrize("has_other", [True, False])
def test_3_11_not_ready_it_queues_or_another_is_found(has_other: bool) -> None:
    world = World()
    world.add("t.away", lambda inputs, params: (_ for _ in ()).throw(ConnectionError("away")))
    nodes: Nodes = {f"n{i}": {"use": "t.away", "on_error": "skip"} for i in range(5)}
    late: dict[str, Any] = {"use": "t.away", "after": ["t"], "on_error": "skip"}
    if has_other:
        late["fallback"] = [{"value": 1}]
    played = world.play({**nodes, "t": sleep(1), "late": late})
    assert (played.end("late"), bool(played.of("node.queued", "late"))) == (
        ("completed", False) if has_other else ("skipped:policy_skip", True)
    )


# --- recovery (3.07, 3.14-3.19) ------------------------------------------------------------


def test_3_07_recovery_goes_on_from_one_way_to_the_next_and_all_of_it_is_told() -> None:
    node = {
        "use": "t.fail",
        "with": {"class": "rate_limit"},
        "retry": {"attempts": 2, "delay": "1s", "vary": {"message": ["second"]}},
        "fallback": [{"use": "t.fail", "with": {"class": "invalid_input"}}],
        "reconstruct": {"use": "t.fail", "in": {"x": "later"}, "with": {"class": "bug"}},
        "on_error": "skip",
    }
    played = play({"a": node, "later": echo("c"), "z": echo(1, after=["a"], join={"when": "pending == 0"})})
    told = played.of("decision", "a")
    assert [d["choice"] for d in told] == ["retry", "fallback", "reconstruct", "skip"]
    assert played.status == "completed" and [g["node"] for g in played.outcome.gaps] == ["a"]


def test_3_19_attempts_parameters_causes_and_reasons_are_in_the_record() -> None:
    node = fail(retry={"attempts": 3, "delay": "1s", "vary": {"message": ["second", "third"]}})
    played = play({"a": node})
    starts = played.of("node.started", "a")
    assert [(e["attempt"], e.get("vary")) for e in starts] == [
        (1, None),
        (2, {"message": "second"}),
        (3, {"message": "third"}),
    ]
    assert [e["error"]["message"] for e in played.of("node.retrying", "a")] == ["no", "second"]
    for decision in played.of("decision", "a"):
        assert decision["rationale"] and {"importance", "alternatives", "risk", "class"} <= decision["factors"].keys()
    assert [d["choice"] for d in played.of("decision", "a")] == ["retry", "retry", "fail"]


# --- artifacts (3.20-3.22, 3.43) -----------------------------------------------------------


def test_3_21_what_does_not_fit_is_converted_or_refused_with_both_types() -> None:
    world = World()
    world.add("t.number", lambda inputs, params: inputs["n"] + 1, inputs=(Port("n", "integer"),))
    good = world.play({"a": echo("41"), "b": {"use": "t.number", "in": {"n": "a"}}}, {"o": "b"})
    assert good.outputs == {"o": 42}
    bad = world.play({"a": echo("many"), "b": {"use": "t.number", "in": {"n": "a"}}})
    error = bad.of("run.failed")[0]["error"]
    assert error["class"] == "invalid_input" and "integer" in error["message"] and "many" in error["message"]


def test_3_20_an_output_that_is_not_of_its_type_goes_no_further() -> None:
    world = World()
    world.add("t.count", lambda inputs, params: "no number", outputs="value:integer")
    played = world.play({"a": {"use": "t.count", "on_error": "skip"}, "b": echo(1, after=["a"])})
    assert played.outcome.gaps[0]["error"]["class"] in ("invalid_output", "invalid_input")
    assert played.end("b") == "skipped:upstream_failed"


def test_3_43_the_parts_of_a_score_are_kept_with_the_artifact() -> None:
    world = World()
    world.add("t.judge", lambda inputs, params: 0.75)
    played = world.play({"a": {"use": "t.echo", "with": {"value": 1}, "quality": {"min": 0.5, "by": "t.judge"}}})
    made = played.of("node.completed", "a")[0]["outputs"]["value"]
    assert made["quality"] == 0.75 and made["parts"] == {"structure": 1.0, "meaning": 0.75}


# --- flow (3.23-3.26, 3.39) ----------------------------------------------------------------


def test_3_23_one_after_the_other_as_the_seed_has_it() -> None:
    names = ["enhance", "extract", "generate", "document"]
    nodes = {
        name: {"use": "t.sleep", "with": {"seconds": 1}, **({"in": {"x": names[i - 1]}} if i else {})}
        for i, name in enumerate(names)
    }
    played = play(nodes)
    assert [e["node"] for e in played.of("node.started")] == names and played.seconds == 4


@pytest.mark.parametrize(("score", "way"), [(0.9, "fast"), (0.6, "enhance"), (0.2, "review")])
def test_3_24_exactly_the_chosen_branch_runs_and_the_rest_is_skipped(score: float, way: str) -> None:
    cases = [{"when": "value > 0.8", "to": "fast"}, {"when": "value > 0.5", "to": "enhance"}]
    route = {"use": "flow.switch", "in": {"value": "a"}, "with": {"cases": cases, "else": "review"}}
    ways = ("fast", "enhance", "review")
    played = play({"a": echo(score), "s": route, **{name: echo(1, after=[f"s.{name}"]) for name in ways}})
    assert {name: played.end(name) for name in ways} == {
        name: "completed" if name == way else "skipped:not_chosen" for name in ways
    }


def test_3_25_reverse_reconstruction_as_a_flow() -> None:
    node = fail(reconstruct={"use": "t.echo", "in": {"x": "c"}, "with": {"value": "{{ 'from ' ~ x }}"}})
    nodes = {"c": sleep(2, "c"), "a": {**node, "on_error": None}, "b": echo(**{"in": {"x": "a"}})}
    nodes["a"] = {name: value for name, value in nodes["a"].items() if value is not None}
    played = play(nodes, {"b": "b"})
    assert played.outputs == {"b": "from c"}
    made = played.of("node.completed", "a")[0]
    assert made["reconstructed"] is True and made["outputs"]["value"]["reconstructed"] is True


def test_3_26_the_graph_of_the_seed_plays_side_by_side_and_joins() -> None:
    wires = {"A": [], "B": ["A"], "C": ["A"], "D": ["B"], "E": ["D"], "F": ["C", "E"]}
    nodes = {name: sleep(1, name, after=after) for name, after in wires.items()}
    played = play(nodes)
    assert [fired_at(played, name) for name in wires] == [0, 1, 1, 2, 3, 4] and played.seconds == 5


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.tuples(st.integers(1, 4), st.sets(st.integers(0, n))), min_size=n, max_size=n)
    )
)
def test_3_39_what_may_run_side_by_side_does_and_no_dependency_is_broken(steps: Any) -> None:
    sources = [[s for s in after if s < i] for i, (_, after) in enumerate(steps)]
    nodes = {f"n{i}": sleep(s, after=[f"n{j}" for j in sources[i]]) for i, (s, _) in enumerate(steps)}
    played = play(nodes)
    ends: list[int] = []
    for i, (seconds, _) in enumerate(steps):
        begins = max((ends[j] for j in sources[i]), default=0)
        ends.append(begins + seconds)
        assert fired_at(played, f"n{i}") == begins
    assert played.seconds == max(ends)


# --- resources and sharing (3.35, 3.41) ----------------------------------------------------


def test_3_35_a_lighter_one_when_means_are_short_all_at_once_when_they_are_there() -> None:
    nodes = {f"n{i}": sleep(1) for i in range(8)}
    assert play(nodes).seconds == 1 and play(nodes, run={"concurrency": 2}).seconds == 4
    world = World()

    def dear(inputs: Any, params: Any, report: Any) -> str:
        report("spend", {"usd": 0.8})
        return "dear"

    world.add("t.dear", dear)
    node = {"use": "t.dear", "fallback": [{"use": "t.echo", "with": {"value": "light"}}]}
    played = world.play({"a": node, "b": {**node, "after": ["a"]}}, {"a": "a", "b": "b"}, run={"budget": {"usd": 1}})
    assert played.outputs == {"a": "dear", "b": "light"}


def test_3_41_common_work_is_done_once(tmp_path: Path) -> None:
    world = World()
    world.artifacts = FileArtifacts(tmp_path / "artifacts")  # type: ignore[assignment]
    world.slots["cache"] = StepCache(tmp_path / "steps", world.artifacts)  # type: ignore[arg-type]
    world.types["t.sleep"] = replace(world.types["t.sleep"], isolation="process")
    body = {"n": {"use": "t.sleep", "with": {"seconds": 2, "value": "{{ iteration * 0 }}"}}}
    played = world.play({"r": repeat(body, {"n": "n"}, max=3)})
    assert [e["kind"] for e in played.events if e.get("node") == "r/n" and "outputs" in e] == [
        "node.completed",
        "node.cached",
        "node.cached",
    ]
    assert played.seconds == 2
