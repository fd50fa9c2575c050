"""Random graphs against a small reference model, and a journal that replays at every cut."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmony.conductor import journal
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from tests.conductor.kit import Played, World

pytestmark = pytest.mark.slow

Fate = str
FATES = ["ok", "ok", "ok", "ok", "skip", "letter", "optional", "false", "disabled"]
Model = tuple[float, str]
"""When a node has ended, and how: delivered, skipped or failed, as its wires see it."""


@st.composite
def graphs(draw: Any) -> dict[str, Any]:
    """Nodes that are wired to earlier ones, with a join and a fate each; no two times are equal."""
    size = draw(st.integers(1, 12))
    nodes: dict[str, Any] = {}
    for i in range(size):
        earlier = [f"n{j}" for j in range(i)]
        wires = draw(st.lists(st.sampled_from(earlier), max_size=5)) if earlier else []
        cut = draw(st.integers(0, len(wires)))
        need = draw(
            st.one_of(
                st.just("all"), st.just("any"), st.integers(1, max(1, len(wires))), st.sampled_from(["50%", "75%"])
            )
        )
        fate = draw(st.sampled_from(FATES))
        nodes[f"n{i}"] = node_of(i, wires[:cut], wires[cut:], need, fate)
    return nodes


def node_of(i: int, wires: list[str], after: list[str], need: Any, fate: Fate) -> dict[str, Any]:
    node: dict[str, Any] = {"use": "t.fated", "with": {"seconds": 1 + 2**-i, "fate": fate}}
    node["in"] = {"m": [f"{w}.value" for w in wires]} if wires else {}
    node["after"] = after
    node["join"] = need if need in ("all", "any") else {"need": need}
    node |= {
        "skip": {"on_error": "skip"},
        "letter": {"on_error": "dead_letter"},
        "optional": {"importance": "optional"},
    }.get(fate, {})
    node |= {"false": {"when": "false"}, "disabled": {"enabled": False}}.get(fate, {})
    return node


def reference(nodes: dict[str, Any]) -> dict[str, Model]:
    """When and how each node ends, worked out from the format page alone."""
    found: dict[str, Model] = {}
    for name, node in nodes.items():
        wires = [w.partition(".")[0] for w in node["in"].get("m", [])] + node["after"]
        begins, how = starts_at([found[w] for w in wires], node["join"])
        fate = node["with"]["fate"]
        if fate == "disabled":
            found[name] = (0.0, "skipped")
        elif how != "delivered" or fate == "false":
            found[name] = (begins, "skipped")
        else:
            ends = begins + node["with"]["seconds"]
            found[name] = (ends, "failed" if fate in ("skip", "letter", "optional") else "delivered")
    return found


def starts_at(wires: list[Model], join: Any) -> Model:
    """When a join fires or becomes impossible."""
    total = len(wires)
    need = {"all": total, "any": 1}.get(join) if isinstance(join, str) else join["need"]
    if isinstance(need, str):
        need = -(-total * int(need[:-1]) // 100)
    if not total:
        return 0.0, "delivered"
    good = sorted(time for time, how in wires if how == "delivered")
    bad = sorted(time for time, how in wires if how != "delivered")
    if len(good) >= need:
        return good[need - 1], "delivered"
    return bad[total - need], "skipped"


def world() -> World:
    made = World()

    async def fated(inputs: dict[str, Any], params: dict[str, Any]) -> int:
        await made.clock.sleep(params["seconds"])
        if params["fate"] in ("skip", "letter", "optional"):
            raise ValueError(params["fate"])
        return 1

    made.add("t.fated", fated)
    return made


def ends(played: Played) -> dict[str, Model]:
    start = played.events[0]["at"]
    found: dict[str, Model] = {}
    for event in played.events:
        if event["kind"] == "node.completed":
            found[event["node"]] = (event["at"] - start, "delivered")
        elif event["kind"] == "node.failed" or event.get("reason") == "policy_skip":
            found[event["node"]] = (event["at"] - start, "failed")
        elif event["kind"] == "node.skipped":
            found[event["node"]] = (event["at"] - start, "skipped")
    return found


SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(graphs())
def test_random_graphs_play_as_the_page_says(nodes: dict[str, Any]) -> None:
    played = world().play(nodes)
    assert played.status == "completed"
    wanted = reference(nodes)
    found = ends(played)
    assert found.keys() == wanted.keys()
    for name, (time, how) in wanted.items():
        assert found[name][1] == how, (name, nodes)
        if how != "skipped":
            assert abs(found[name][0] - time) < 1e-5, (name, nodes)


@SLOWLY
@given(graphs(), st.integers(0, 2**32))
def test_random_cuts_resume_to_the_same_end(nodes: dict[str, Any], seed: int) -> None:
    whole = world().play(nodes)
    written = [r for r in whole.records if r.seq >= 0]
    cut = random.Random(seed).randrange(1, len(written))
    made = world()
    rest = made.play(nodes, resume=written[:cut])
    assert {n: how for n, (_, how) in ends(rest).items()}.items() <= {
        n: how for n, (_, how) in ends(whole).items()
    }.items()
    done = {r.node for r in written[:cut] if r.kind == "node.completed"}
    assert not done & {call.node for call in made.calls}
    plan = Plan(rest.run.plan.setting, made.find)
    journal.replay(plan, written[:cut] + [r for r in rest.records if r.seq >= 0])
    assert picture(plan) == picture(rest.run.plan)
