"""Conversions and secrets (46, 50 of the fine points of play)."""

from harmony.sdk.manifest import Port
from tests.conductor.kit import World
from tests.conductor.nodes import echo


def test_s46_wires_convert() -> None:
    world = World()
    world.add(
        "t.typed",
        lambda inputs, params: [inputs["n"], inputs["t"], inputs["l"]],
        inputs=(Port("n", "integer"), Port("t", "text"), Port("l", "list<number>")),
    )
    nodes = {
        "a": echo("12"),
        "b": echo({"k": 1}),
        "c": echo(["1", "2.5"]),
        "t": {"use": "t.typed", "in": {"n": "a", "t": "b", "l": "c"}},
    }
    assert world.play(nodes, {"o": "t"}).outputs == {"o": [12, '{"k":1}', [1, 2.5]]}


def test_s46_what_cannot_be_converted_is_invalid_input() -> None:
    world = World()
    world.add("t.typed", lambda inputs, params: 1, inputs=(Port("n", "integer"),))
    played = world.play({"a": echo("twelve"), "t": {"use": "t.typed", "in": {"n": "a"}, "on_error": "fail"}})
    error = played.of("node.failed", "t")[0]["error"]
    assert error["class"] == "invalid_input" and "`n`" in error["message"]


def test_s50_secrets_never_appear() -> None:
    world = World()
    nodes = {"a": echo("{{ secrets.KEY }}/{{ inputs.pw }}")}
    played = world.play(
        nodes, inputs={"pw": {"type": "secret"}}, given={"pw": "hush-hush"}, secrets={"KEY": "s3cret-value"}
    )
    call = world.calls[0]
    assert "s3cret-value" not in str(played.records) and "hush-hush" not in str(played.records)
    assert call.params["value"].startswith("⟨secret:KEY:") and sorted(call.secrets.values()) == [
        "hush-hush",
        "s3cret-value",
    ]
