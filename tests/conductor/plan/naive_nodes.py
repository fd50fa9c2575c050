"""What the naive player reads out of nodes: wires, joins, ports, expressions, and what recovery would choose."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conductor.plan.naive_joins import Node

TRANSIENT = {"network", "timeout"}
ATTEMPTS = {"essential": 4, "recommended": 3, "optional": 2}
NULL = "null"
"""A value that is there and is nothing; None is none at all."""
Wire = tuple[str, str, str | None]
"""Port (empty for `after`), node, and its port."""


class Ambiguous(Exception):
    """Two things happen at one instant, and the page does not say which comes first."""


class Lot:
    """What becomes of one attempt of a step: drawn from its key, for both players."""

    def __init__(self, seed: int, node: str, pass_: str, attempt: int, params: dict[str, Any]) -> None:
        draw = random.Random(f"{seed} {node} {pass_} {attempt}")
        self.seconds = draw.uniform(1, 3)
        is_out = params.get("odd") and random.Random(f"{seed} {node} {pass_}").random() < 0.5
        self.fails = attempt <= params.get("fails", 0) and not is_out


def fold(value: Any) -> int:
    """A number out of whatever comes."""
    if isinstance(value, dict):
        return 1 if "class" in value else sum(fold(part) for part in value.values())
    if isinstance(value, list):
        return sum((i + 1) * fold(part) for i, part in enumerate(value))
    return value if isinstance(value, int) else 0


def made(use: str, params: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """What a step gives."""
    total = (int(params.get("c", 0)) + fold(list(inputs.values()))) % 97
    return list(range(total % 4)) if use == "t.list" else total


# --- reading nodes -----------------------------------------------------------------------


def as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def wires_of(spec: dict[str, Any]) -> list[Wire]:
    """Wires from nodes that its join counts, in order; not those that go back."""
    found: list[Wire] = []
    for port, given in spec.get("in", {}).items():
        refs = [ref for ref in as_list(given) if isinstance(ref, str) and not ref.startswith("inputs.")]
        found += [(port, *split(ref)) for ref in refs]
    return found + [("", *split(ref)) for ref in spec.get("after", ())]


def split(ref: str) -> tuple[str, str | None]:
    id, _, port = ref.partition(".")
    return id, port or None


def ports_of(node: Node, brought: list[Any]) -> dict[str, Any]:
    """What each port holds."""
    found: dict[str, Any] = {}
    rest: Iterator[Any] = iter(brought)
    for port, given in node.spec.get("in", {}).items():
        entries = as_list(given)
        values: list[Any] = []
        for ref in entries:
            if isinstance(ref, dict):
                continue
            if ref.startswith("inputs."):
                values.append(node.scope.inputs.get(ref[7:]))
            else:
                came = next(rest)
                values.append(came[1] if came and came[0] == "value" else None)
        is_back = any(isinstance(ref, dict) for ref in entries)
        there = [v for v in values if v is not None]
        if is_back and node.returned:
            found[port] = node.returned[0] if len(entries) < 3 else node.returned
        elif isinstance(given, list) and not (is_back and len(entries) < 3):
            found[port] = merged(node.spec.get("merge", {}).get(port, "list"), there)
        else:
            found[port] = values[0] if values else None
    return found


def merged(how: str, there: list[Any]) -> Any:
    if how == "list":
        return there
    return None if not there else there[0] if how == "first" else there[-1]


def join_of(spec: dict[str, Any]) -> dict[str, Any]:
    """A node's join as a dict with `need` or `when`."""
    given = spec.get("join", "all")
    if spec["use"] == "flow.join" and "need" in spec.get("with", {}):
        given = spec["with"]
    return {"need": given} if isinstance(given, str) else given


def needed_of(join: dict[str, Any], total: int) -> int:
    need: Any = int(join["when"].rpartition(" ")[2]) if "when" in join else join.get("need", "all")
    if need in ("all", "any"):
        return total if need == "all" else 1
    return math.ceil(total * int(need[:-1]) / 100) if isinstance(need, str) else int(need)


def span(text: str) -> float:
    return float(text[:-2]) / 1000


def reaches(leads: dict[str, set[str]], start: str, end: str) -> bool:
    return start == end or any(reaches(leads, id, end) for id in leads[start])


def names_of(node: Node) -> dict[str, Any]:
    """What expressions see besides ports."""
    names = dict(node.scope.names)
    if node.id in node.scope.region:
        names["iteration"] = node.scope.round
    return names


def holds(expression: str, node: Node) -> bool:
    names = {"true": True, "false": False} | names_of(node) | node.inputs
    return bool(eval(expression, {"__builtins__": {}}, names))


# --- the order of recovery ---------------------------------------------------------------


def allowed(spec: Any, cls: str, retryable: bool | None, retry: Any, left: int, on_error: str | None) -> int:
    """Attempts in all."""
    if retryable is False:
        return 1
    if retry is not None:
        return int(retry["attempts"])
    if on_error or left or cls not in TRANSIENT or spec["use"].startswith("flow."):
        return 1
    return ATTEMPTS[spec.get("importance", "essential")]


def wait_of(retry: Any, k: int) -> float:
    if retry is None:
        return float(2 ** (k - 1))
    delay = span(retry["delay"])
    return delay * {"constant": 1, "linear": k, "exponential": 1 << (k - 1)}[retry["backoff"]]


def last_resort(spec: dict[str, Any]) -> str:
    return "fail" if spec.get("importance", "essential") == "essential" else "skip"
