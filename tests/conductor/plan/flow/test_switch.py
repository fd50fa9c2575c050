"""flow.switch: first case that holds, or every one (26 of the fine points of play)."""

from typing import Any

from tests.conductor.nodes import Nodes, echo, play


def switch(value: Any, **options: Any) -> Nodes:
    cases = [
        {"when": "value > 5", "to": "big"},
        {"when": "value > 1", "to": "mid"},
        {"when": "value > nowhere", "to": "odd"},
    ]
    ports = ("big", "mid", "small")
    return {
        "a": echo(value),
        "s": {
            "use": "flow.switch",
            "in": {"value": "a"},
            "with": {"cases": cases[: options.pop("cases", 2)], **options},
        },
        **{p: {"use": "t.echo", "in": {"x": f"s.{p}"}} for p in ports},
    }


def test_s26_the_first_case_that_holds_and_no_later_is_looked_at() -> None:
    played = play(switch(9, cases=3, **{"else": "small"}), {p: p for p in ("big", "mid", "small")})
    assert played.outputs == {"big": 9, "mid": None, "small": None} and played.end("mid") == "skipped:not_chosen"


def test_s26_without_else_all_skip_and_all_takes_every_case() -> None:
    assert play(switch(0)).end("mid") == "skipped:not_chosen"
    assert play(switch(9, all=True), {"b": "big", "m": "mid"}).outputs == {"b": 9, "m": 9}
