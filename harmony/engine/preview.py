"""What an expression gives with the data of a run: for the person who writes it. Nothing is journalled."""

from __future__ import annotations

import json
from typing import Any

from harmony.app import App
from harmony.conductor.artifacts import from_public
from harmony.errors import ExpressionError, HarmonyError
from harmony.melody.expressions import Expressions

MOST_BYTES = 32 * 10**6
MOST_CHARACTERS = 2000


def evaluated(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """The value of an expression or template.

    Args:
        app: loads values.
        params: `text`; `is_bare`: it is a condition without braces; `run`: whose inputs are seen;
            `ports`: input port to an artifact, a list of them, `{"input": NAME}` or None; `names`:
            other names with plain values; `item`: a list, whose first item is seen.

    Returns:
        `{text, type, total?}`, cut for showing, or `{problem}`.
    """
    text, is_bare = str(params["text"]), bool(params.get("is_bare"))
    expressions = Expressions()
    try:
        wanted = expressions.names_in(text, is_bare=is_bare)
        scope = _scope(app, params, wanted)
        value = expressions.evaluate(text, scope) if is_bare else expressions.render(text, scope)
    except ExpressionError as error:
        return {"problem": error.message}
    except HarmonyError as error:
        return {"problem": str(error)}
    return _shown(value)


def _scope(app: App, params: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Only what the expression names is loaded."""
    run = params.get("run")
    inputs = app.runs.get(run).inputs if run and ("inputs" in wanted or _asks_input(params)) else {}
    ports: dict[str, Any] = params.get("ports") or {}
    scope: dict[str, Any] = dict(params.get("names") or {})
    for name in wanted & ports.keys():
        scope[name] = _load(app, ports[name], inputs)
    if "item" in wanted and params.get("item"):
        items = _load(app, params["item"], inputs)
        scope["item"] = items[0] if isinstance(items, list) and items else None
    if "inputs" in wanted:
        scope.setdefault("inputs", inputs)
    if "meta" in wanted:
        scope["meta"] = {name: slot if isinstance(slot, dict) else None for name, slot in ports.items()}
    if "quality" in wanted:
        first = next((s for s in ports.values() if isinstance(s, dict)), {})
        scope["quality"] = first.get("quality")
    if "run" in wanted:
        scope["run"] = {"id": run or "", "attempt": 1, "elapsed": 0.0, "spent": {}}
    return scope


def _asks_input(params: dict[str, Any]) -> bool:
    return any(isinstance(s, dict) and "input" in s for s in (params.get("ports") or {}).values())


def _load(app: App, slot: Any, inputs: dict[str, Any]) -> Any:
    if isinstance(slot, list):
        return [_load(app, item, inputs) for item in slot]
    if slot is None:
        return None
    if "input" in slot:
        return inputs.get(slot["input"])
    if "value" in slot:
        return slot["value"]
    if slot.get("size", 0) > MOST_BYTES:
        raise ExpressionError(f"the value is larger than {MOST_BYTES // 10**6} MB: it is seen when the node runs")
    return app.artifacts.get(from_public(slot))


def _shown(value: Any) -> dict[str, Any]:
    kind = {str: "text", bool: "boolean", int: "integer", float: "number", list: "list", dict: "json"}
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    answer: dict[str, Any] = {"text": text[:MOST_CHARACTERS], "type": kind.get(type(value), "any")}
    if isinstance(value, list):
        answer["total"] = len(value)
    elif len(text) > MOST_CHARACTERS:
        answer["total"] = len(text)
    return answer
