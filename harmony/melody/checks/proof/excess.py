"""Worst cases that are out of proportion, or that the budget does not cover."""

from __future__ import annotations

from harmony.melody.change import Path
from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.worst import CostOf, worst_case

CODE = "proof.worst"
MANY = 10_000
"""Attempts of one step above which the factors are worth a look."""


def prove_worst_case(part: Part, cost_of: CostOf | None = None) -> None:
    """The worst case of the whole document; `part` is its top."""
    shared = part.shared
    worst = worst_case(shared.melody, shared.types, cost_of=cost_of, open_melody=shared.open_melody)
    for node in worst.nodes:
        if node.attempts > MANY:
            what = f" for each item of `{node.per[-1]}`" if node.per else ""
            message = f"this step may be attempted {node.attempts:,} times{what}: retries and loops multiply"
            hint = "Lower `attempts`, `times` or a `max`"
            part.report.add(CODE, _path(shared.melody, node.node), message, hint, severity="warning", is_key=True)
    if worst.usd is not None and worst.usd_limit is not None and worst.usd > worst.usd_limit:
        message = f"the worst case costs {worst.usd:.2f} USD, and the budget is {worst.usd_limit:.2f}"
        hint = "A run that comes to it is stopped or sent to cheaper tiers; raise the budget, or lower the attempts"
        part.report.add(CODE, ("run", "budget", "usd"), message, hint, severity="note")
    if worst.tokens is not None and worst.token_limit is not None and worst.tokens > worst.token_limit:
        message = f"the worst case uses {worst.tokens:,} tokens, and the budget is {worst.token_limit:,}"
        hint = "Raise the budget, or lower the attempts"
        part.report.add(CODE, ("run", "budget", "tokens"), message, hint, severity="note")


def _path(melody: object, node: str) -> Path:
    """Path of a node in the document, as far as it stands in this file."""
    path: list[str] = []
    nodes = getattr(melody, "nodes", {})
    for name in node.split("/"):
        path += ["body", "nodes", name] if path else ["nodes", name]
        body = nodes[name].body
        if body is None:
            break
        nodes = body.nodes
    return tuple(path)
