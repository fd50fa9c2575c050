"""Short ways of writing nodes in tests."""

from __future__ import annotations

from typing import Any

from tests.conductor.kit import Played, World

Nodes = dict[str, Any]


def echo(value: Any = None, **more: Any) -> dict[str, Any]:
    return {"use": "t.echo", **({"with": {"value": value}} if value is not None else {}), **more}


def sleep(seconds: float, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"use": "t.sleep", "with": {"seconds": seconds, **({} if value is None else {"value": value})}, **more}


def fail(**more: Any) -> dict[str, Any]:
    return {"use": "t.fail", "on_error": "fail", **more}


def play(nodes: Nodes, outputs: dict[str, str] | None = None, **more: Any) -> Played:
    return World().play(nodes, outputs, **more)


def fired_at(played: Played, node: str = "j") -> float:
    return float(played.of("node.started", node)[0]["at"] - played.events[0]["at"])


def each(
    body: Nodes, outputs: dict[str, str], items: Any, inputs: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    return {
        "use": "flow.each",
        "with": {"items": items, **options},
        "body": {"nodes": body, "outputs": outputs, "inputs": inputs or {}},
    }


def repeat(body: Nodes, outputs: dict[str, str], **options: Any) -> dict[str, Any]:
    return {"use": "flow.repeat", "with": options, "body": {"nodes": body, "outputs": outputs}}
