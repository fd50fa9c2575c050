"""What nodes hold against what there is of it."""

from __future__ import annotations

from typing import Any

from harmony.errors import ValueRefused
from harmony.melody.checks.part import Part
from harmony.melody.model import Node, Resource
from harmony.melody.units import size_bytes

MACHINE = ("cpu", "memory")
"""Resources that every machine has."""


def check_resources(part: Part, name: str, node: Node) -> None:
    """`resources` of one node: amounts that can be had, by a node that holds them."""
    declared = part.shared.melody.run.resources
    for resource, given in node.resources.items():
        path = part.at(name, "resources", resource)
        amount = _amount(given)
        if amount is None:
            hint = "Write a number, or a size such as 512MB"
            part.report.add("resources.amount", path, f"“{given}” is no amount", hint)
            continue
        limit = declared.get(resource)
        count = _amount(limit.count if isinstance(limit, Resource) else limit) if limit is not None else None
        if limit is None and resource not in MACHINE:
            count = 1.0
        if count is not None and amount > count:
            hint = f"Say how much there is: `run: {{resources: {{{resource}: {given}}}}}`"
            part.report.add("resources.amount", path, f"it needs {given} of `{resource}`, and there is {count:g}", hint)
        is_shared = isinstance(limit, Resource) and limit.scope == "machine"
        if node.use.startswith("flow.") and not is_shared:
            hint = "Give it a `concurrency_key`, or the nodes of its body the resources"
            message = f"`{node.use}` holds no resources of a run: only steps do"
            part.report.add("resources.flow", path, message, hint, severity="warning")


def _amount(given: Any) -> float | None:
    """An amount as a number; None if it is none."""
    try:
        return float(size_bytes(given)) if isinstance(given, str) else float(given)
    except ValueRefused:
        return None
