"""Playing one node in a test."""

from typing import Any

import pytest

from harmony.errors import CatalogError, ValueRefused
from harmony.sdk import Context, StepFailed, Table
from harmony.sdk.testing import play_node, play_node_async


def greet(name: str, *, ctx: Context, word: str = "Hello") -> str:
    ctx.progress(0.5)
    ctx.score("value", 0.9)
    ctx.log(ctx.secret("KEY"))
    return f"{word} {name}"


async def wait(name: str) -> str:
    return name


def test_three_lines():
    assert play_node("text.template", with_={"template": "Hello"}) == {"text": "Hello"}


def test_what_the_node_says_is_kept():
    played = play_node(greet, {"name": "Ada"}, {"word": "Hi"}, secrets={"KEY": "k"})
    assert played == {"value": "Hi Ada"}
    assert (played.scores, played.log, played.said("progress")) == (
        {"value": 0.9},
        ["k"],
        [{"share": 0.5, "text": ""}],
    )


def test_a_required_port_must_get_a_value():
    with pytest.raises(AssertionError, match="input port `name`"):
        play_node(greet)


def test_an_output_must_be_of_its_type():
    def f() -> str:
        return 3  # type: ignore[return-value]

    with pytest.raises(ValueRefused):
        play_node(f)


def test_failures_come_through():
    with pytest.raises(StepFailed, match="parameter `template` is missing"):
        play_node("text.template")


@pytest.mark.parametrize("node", ["nowhere.node", "text.nothing", "flow.switch"])
def test_an_unknown_node_type_is_named(node):
    with pytest.raises(CatalogError, match=node.split(".")[0]):
        play_node(node)


async def test_in_a_loop_sync_and_async():
    assert await play_node_async(wait, {"name": "Ada"}) == {"value": "Ada"}
    assert await play_node_async("python.code", with_={"code": "async def main():\n    return 1\n"}) == {"value": 1}


def test_tables_are_tables():
    def f(rows: Table) -> Table:
        return rows

    played: Any = play_node(f, {"rows": [{"a": 1}]})
    assert played["value"].rows() == [{"a": 1}]
