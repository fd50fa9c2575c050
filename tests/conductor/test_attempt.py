"""Calls made ready: open ports that `with` gives a value, fixed values (35 of the fine points, wires of the format)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conductor.kit import World
from tests.conductor.nodes import echo

PARAMS = {"type": "object", "properties": {"template": {"type": "string"}}}


def world() -> World:
    from dataclasses import replace

    made = World()
    made.add("t.fill", lambda inputs, params: [inputs, params])
    made.types["t.fill"] = replace(made.types["t.fill"], params=PARAMS)
    return made


def filled(with_: dict[str, Any], **more: Any) -> Any:
    nodes = {"a": echo("from a"), "n": {"use": "t.fill", "with": with_, **more}}
    return world().play(nodes, {"o": "n"}, inputs={"who": {"default": "you"}}).outputs["o"]


def test_an_open_port_that_is_not_wired_takes_a_value_in_with() -> None:
    assert filled({"template": "Hello {{ name }}", "name": "Ada"}) == [{"name": "Ada"}, {"template": "Hello Ada"}]
    assert filled({"template": "no slip of n", "n": 5}) == [{"n": 5}, {"template": "no slip of n"}]
    assert filled({"template": "plain", "n": 5}) == [{}, {"template": "plain", "n": 5}]


def test_its_value_may_be_an_expression_and_keeps_its_type() -> None:
    found = filled({"template": "{{ n + 1 }}", "n": "{{ inputs.who | length }}"})
    assert found == [{"n": 3}, {"template": 4}]


def test_a_wire_goes_before_a_value_in_with() -> None:
    found = filled({"template": "{{ x }}", "x": "ignored"}, **{"in": {"x": "a"}})
    assert found == [{"x": "from a"}, {"template": "from a"}]


def test_an_alternative_has_open_ports_too() -> None:
    node = {"use": "t.fail", "fallback": [{"use": "t.fill", "with": {"template": "{{ n }}", "n": 7}}]}
    assert world().play({"n": node}, {"o": "n"}).outputs["o"] == [{"n": 7}, {"template": 7}]


@pytest.mark.parametrize(
    ("outputs", "value", "found"),
    [
        ("text", {"text": "x"}, {"text": {"text": "x"}}),
        ("text", "x", {"text": "x"}),
        ("one two", {"one": 1, "two": 2}, {"one": 1, "two": 2}),
        ("one two", {"two": 2}, {"one": None, "two": 2}),
    ],
)
def test_s35_a_fixed_value_is_the_one_output_or_gives_several_by_name(outputs: str, value: Any, found: Any) -> None:
    made = World()
    made.add("t.none", made.functions["t.fail"], outputs=outputs)
    node = {"use": "t.none", "fallback": [{"value": value}]}
    assert made.play({"n": node}, {p: f"n.{p}" for p in outputs.split()}).outputs == found
