"""Players at play: chosen, escalated, stood in for, learnt of (3.15, 3.40, 3.42 of the features)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from harmony.conductor.ports import StepDone
from harmony.sdk.failure import StepFailed
from harmony.sdk.manifest import TIERS, Player, Port
from harmony.store.memory import MemoryJournal
from tests.conductor.kit import Played, World
from tests.conductor.nodes import echo


def world(**quality: float) -> World:
    """A Player a tier, each for `sum`, whose results have the quality that is given."""
    made = World()
    for tier in TIERS:
        made.add(f"p.{tier}", player(made, tier, quality.get(tier, 1.0)), outputs="text", player=Player(("sum",), tier))
    return made


def player(made: World, tier: str, quality: float) -> Any:
    def play(inputs: dict[str, Any], params: dict[str, Any]) -> StepDone:
        value = made.artifacts.put({"by": tier, "saw": inputs, "with": params}, "any")
        return StepDone({"text": structs.replace(value, quality=quality)})

    return play


def failing(made: World, tier: str, error_class: str = "unavailable") -> None:
    def fail(inputs: dict[str, Any], params: dict[str, Any]) -> Any:
        raise StepFailed("no", error_class=error_class, retryable=False)

    made.functions[f"p.{tier}"] = fail


def choose(**more: Any) -> dict[str, Any]:
    return {"use": "flow.choose", "with": {"capability": "sum", **more.pop("with", {})}, **more}


def starts(played: Played, node: str = "c") -> list[str]:
    return [e.get("player", "") for e in played.of("node.started", node)]


def test_3_42_the_cheapest_plays_with_the_nodes_wires_and_parameters() -> None:
    made = world()
    made.types["p.economy"] = structs_of(made, "p.economy", {"n": {}})
    node = choose(**{"in": {"x": "a"}, "with": {"with": {"n": "{{ x + 1 }}", "other": 5}}})
    played = made.play({"a": echo(2), "c": node}, {"text": "c.text", "who": "c.player"})
    assert played.outputs == {"text": {"by": "economy", "saw": {"x": 2}, "with": {"n": 3}}, "who": "p.economy@1"}
    assert [(e["attempt"], e["player"]) for e in played.of("node.started", "c")] == [(1, "p.economy@1")]
    decision = played.of("decision", "c")[0]
    assert (decision["about"], decision["choice"]) == ("choose", "p.economy@1") and decision["rationale"]


def structs_of(made: World, id: str, properties: dict[str, Any]) -> Any:
    from dataclasses import replace

    return replace(made.types[id], params={"type": "object", "properties": properties})


def test_3_42_a_gate_escalates_to_the_next_tier() -> None:
    node = choose(quality={"min": 0.7, "else": "escalate"})
    played = world(economy=0.3, standard=0.5, premium=0.9).play({"c": node}, {"who": "c.player"})
    assert played.outputs == {"who": "p.premium@1"}
    assert starts(played) == ["p.economy@1", "p.standard@1", "p.premium@1"]
    assert [d["choice"] for d in played.of("decision", "c")] == ["p.economy@1", "escalate", "escalate"]


def test_escalation_ends_where_there_is_no_higher_tier() -> None:
    made = world(economy=0.3, standard=0.3, premium=0.3)
    made.add("p.also", made.functions["p.economy"], outputs="text", player=Player(("sum",), "economy"))
    played = made.play({"c": choose(quality={"min": 0.7, "else": "escalate"})})
    assert played.status == "failed" and played.of("run.failed")[0]["error"]["class"] == "low_quality"
    tiers = [TIERS.index(made.types[use.partition("@")[0]].player.tier) for use in starts(played)]  # type: ignore[union-attr]
    assert tiers == [0, 1, 2]


def test_3_15_a_failed_player_is_followed_by_the_next_and_then_by_what_is_declared() -> None:
    made = world()
    for tier in TIERS:
        failing(made, tier)
    node = choose(fallback=[{"value": {"text": "by hand"}}])
    played = made.play({"c": node}, {"who": "c.player"})
    assert starts(played) == ["p.economy@1", "p.standard@1", "p.premium@1", ""]
    assert played.status == "completed"


def test_nobody_can_do_it() -> None:
    played = World().play({"c": choose(retry={"attempts": 3})})
    assert played.status == "failed" and "`sum`" in played.of("run.failed")[0]["message"]
    assert played.of("run.failed")[0]["error"]["class"] == "unavailable" and not played.of("node.started")


@pytest.mark.parametrize(("given", "word"), [({"capability": ""}, "capability"), ({"tier": "royal"}, "economy")])
def test_what_is_asked_for_wrongly_fails(given: dict[str, Any], word: str) -> None:
    played = world().play({"c": choose(**{"with": given})})
    assert played.status == "failed" and word in played.of("run.failed")[0]["message"]


def test_the_tier_and_capability_may_depend_on_the_task() -> None:
    node = choose(**{"in": {"x": "a"}, "with": {"tier": "{{ 'premium' if x > 9 else 'economy' }}"}})
    for value, who in ((10, "premium"), (1, "economy")):
        played = world().play({"a": echo(value), "c": node}, {"who": "c.player"})
        assert played.outputs == {"who": f"p.{who}@1"}


def test_3_08_what_was_learnt_changes_who_is_chosen_and_the_decision_shows_it() -> None:
    made = world(economy=0.2, standard=0.9)
    node = choose(quality={"min": 0.6, "else": "escalate"})
    for _ in range(3):
        assert starts(made.play({"c": node})) == ["p.economy@1", "p.standard@1"]
    played = made.play({"c": node})
    assert starts(played) == ["p.standard@1"]
    decision = played.of("decision", "c")[0]
    assert "p.economy@1 was seen to give too little" in decision["rationale"]
    told = next(p for p in decision["factors"]["players"] if p["use"] == "p.economy@1")
    assert told["quality"] == pytest.approx(0.2) and told["against"] == ["quality"]


def test_3_42_what_another_node_type_scores_is_learnt_as_well() -> None:
    made = world()
    made.functions["p.economy"] = lambda inputs, params: "poor"
    made.functions["p.standard"] = lambda inputs, params: "good"
    made.add("t.score", lambda i, p: {"poor": 0.2, "good": 0.9}[i["value"]], outputs="score", inputs=(Port("value"),))
    node = choose(quality={"min": 0.6, "else": "escalate", "by": "t.score"})
    for _ in range(3):
        assert starts(made.play({"c": node})) == ["p.economy@1", "p.standard@1"]
    known = made.learnt.known(["p.economy", "p.standard"], "sum")
    assert {name: (one.scored, one.quality, one.gated, one.reached) for name, one in known.items()} == {
        "p.economy": (3, pytest.approx(0.2), 3, 0),
        "p.standard": (3, pytest.approx(0.9), 3, 3),
    }
    assert starts(made.play({"c": node})) == ["p.standard@1"]


@pytest.mark.parametrize("limits", ["5s", {"idle": "5s"}])
def test_a_player_that_takes_too_long_has_failed(limits: Any) -> None:
    made = world()
    for tier in ("economy", "standard"):
        made.functions[f"p.{tier}"] = made.functions["t.sleep"]
    nodes = {"c": choose(timeout=limits, **{"with": {"with": {"seconds": 60}}})}
    for tier in ("economy", "standard"):
        made.types[f"p.{tier}"] = structs_of(made, f"p.{tier}", {"seconds": {}})
    played = made.play(nodes, {"who": "c.player"})
    assert played.outputs == {"who": "p.premium@1"}
    known = made.learnt.known(["p.economy", "p.standard", "p.premium"], "sum")
    assert [known[f"p.{tier}"].failed for tier in TIERS] == [1, 1, 0]
    assert played.run.plan.breakers["p.economy"].failures == 1


def test_a_time_limit_of_what_is_no_player_opens_no_breaker() -> None:
    played = World().play({"c": {"use": "t.sleep", "with": {"seconds": 60}, "timeout": "5s", "on_error": "skip"}})
    assert played.end("c") == "skipped:policy_skip" and not played.run.plan.breakers


def test_2_27_only_failures_of_its_own_lower_a_players_success() -> None:
    made = world()
    made.add("p.also", made.functions["p.economy"], outputs="text", player=Player(("sum",), "economy"))
    for error_class, first in (("invalid_input", "p.also"), ("crash", "p.also")):
        made.functions["p.also"] = made.functions["p.economy"]
        failing(made, "also", error_class)
        assert starts(made.play({"c": choose(importance="optional")}))[0] == f"{first}@1"
    assert starts(made.play({"c": choose()})) == ["p.economy@1"]


def test_a_budget_has_a_say() -> None:
    made = World()
    for name, usd in (("p.dear", 5.0), ("p.fair", 0.5)):
        tier = "economy" if name == "p.dear" else "premium"
        made.add(name, lambda inputs, params: 1, player=Player(("sum",), tier, {"usd": usd}))
    assert starts(made.play({"c": choose()}, run={"budget": {"usd": 1.0}})) == ["p.fair@1"]
    assert starts(made.play({"c": choose()})) == ["p.dear@1"]


def test_a_replay_chooses_as_before_whatever_was_learnt_since() -> None:
    made = world()
    nodes = {"c": choose(), "ask": {"use": "flow.approve", "after": ["c"]}, "z": echo(1, after=["ask.approved"])}
    first = made.play(nodes, {"who": "c.player"})
    for _ in range(9):
        made.learnt.learn("p.economy", "sum", False, 0.0, {})
    again = made.play(nodes, {"who": "c.player"}, resume=first.records, answers=[("ask", "", "approve", None)])
    assert again.status == "completed" and again.outputs == {"who": "p.economy@1"}


def of_version(made: World, id: str, version: str) -> None:
    """Another version of the extension of a Player."""
    from dataclasses import replace

    made.types[id] = replace(made.types[id], version=version, code_hash=version)


def test_d10_which_version_was_chosen_is_journalled() -> None:
    made = world()
    of_version(made, "p.economy", "1.2.0")
    played = made.play({"c": choose()})
    assert [e["extension"] for e in played.of("node.started", "c")] == [["p@1", "1.2.0", "1.2.0"]]


LATER = {"use": "t.add", "in": {"x": "c.player"}, "retry": {"attempts": 1}}


@pytest.mark.parametrize("is_inside", [False, True])
@pytest.mark.parametrize(("version", "keep_code", "again"), [("2", False, 1), ("2", True, 0), ("1", False, 0)])
def test_d10_a_chosen_player_of_another_version_plays_again(
    is_inside: bool, version: str, keep_code: bool, again: int
) -> None:
    made = world()
    of_version(made, "p.economy", "1")
    nodes: dict[str, Any] = {"c": choose(), "z": LATER}
    if is_inside:
        body = {"nodes": {"c": choose()}, "outputs": {"player": "c.player"}}
        nodes = {"c": {"use": "flow.repeat", "with": {"max": 1, "until": "true"}, "body": body}, "z": LATER}
    first = made.play(nodes)  # a name cannot be added up
    assert first.status == "failed"
    made.functions["t.add"] = made.functions["t.echo"]
    of_version(made, "p.economy", version)
    second = made.play(nodes, resume=first.records, keep_code=keep_code)
    path = "c/c" if is_inside else "c"
    assert second.status == "completed" and len(starts(second, path)) == again
    third = made.play(nodes, resume=[*first.records, *second.records][:-2], keep_code=False)
    assert third.status == "completed" and len(starts(third, path)) == (1 if keep_code else 0)


# --- other Players than the one that is named ---------------------------------------------


def named(**more: Any) -> dict[str, Any]:
    return {"use": "p.economy", **more}


@pytest.mark.parametrize(("risk", "status"), [("bold", "completed"), ("balanced", "failed"), ("careful", "failed")])
def test_15_a_like_player_stands_in_undeclared_only_when_risk_is_bold(risk: str, status: str) -> None:
    made = world()
    failing(made, "economy")
    played = made.play({"c": named()}, {"by": "c.text"}, run={"risk": risk})
    assert played.status == status
    if risk == "bold":
        assert starts(played) == ["", "p.standard@1"]
        assert [d["choice"] for d in played.of("decision", "c")] == ["p.standard@1", "fallback"]


def test_a_declared_fallback_is_all_there_is_even_when_risk_is_bold() -> None:
    made = world()
    failing(made, "economy")
    node = named(fallback=[{"use": "t.fail"}], on_error="skip")
    played = made.play({"c": node}, run={"risk": "bold"})
    assert starts(played) == ["", ""] and played.end("c") == "skipped:policy_skip"


def test_a_gate_escalates_from_the_player_that_is_named() -> None:
    node = named(quality={"min": 0.7, "else": "escalate"})
    played = world(economy=0.3, standard=0.5, premium=0.9).play({"c": node}, {"by": "c.text"})
    assert starts(played) == ["", "p.standard@1", "p.premium@1"] and played.outputs["by"]["by"] == "premium"


def test_one_output_stands_for_one_output() -> None:
    made = world()
    made.add("p.other", lambda inputs, params: "there", outputs="answer", player=Player(("sum",), "economy"))
    failing(made, "economy")
    node = {"use": "p.economy", "fallback": [{"use": "p.other"}]}
    assert made.play({"c": node}, {"text": "c.text"}).outputs == {"text": "there"}


def test_a_flow_node_that_fell_back_to_a_step_can_be_cancelled() -> None:
    node = {
        "use": "flow.repeat",
        "with": {"max": "none"},
        "fallback": [{"use": "t.sleep", "with": {"seconds": 99}}],
        "timeout": "5s",
        "on_error": "skip",
    }
    node["body"] = {"nodes": {"n": echo(1)}, "outputs": {"n": "n"}}
    played = World().play({"r": node})
    assert played.end("r") == "skipped:policy_skip" and played.seconds == 5 and played.run.plan.slots.running == 0


def test_ports_of_players_convert() -> None:
    made = World()
    inputs = (Port("x", "text"),)
    made.add("p.text", lambda i, p: i["x"] + "!", inputs=inputs, player=Player(("sum",)))
    assert made.play({"a": echo(5), "c": choose(**{"in": {"x": "a"}})}, {"o": "c.value"}).outputs == {"o": "5!"}


def test_a_chosen_player_that_writes_is_durable_before_it_starts() -> None:
    made = World()
    made.add("p.books", lambda inputs, params: 1, player=Player(("sum",)), effects="writes")
    waited: list[str] = []

    class Slow(MemoryJournal):
        def durable(self, run: str) -> Any:
            waited.append(self._runs[run][-1].kind)

    made.journal = Slow()
    made.play({"c": choose()})
    assert "node.started" in waited
