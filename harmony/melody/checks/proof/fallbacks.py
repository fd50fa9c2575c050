"""Essential steps with nothing to fall back on, where that matters.

A step matters when it reaches out of the program, where things fail that nobody here can mend,
and its failure ends the run: it is not tried again, has no alternative, and says nothing of errors.
"""

from __future__ import annotations

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.effects import UNKNOWABLE, danger_of
from harmony.melody.checks.proof.paths import Paths
from harmony.melody.model import Node

CODE = "proof.fallback"


def prove_fallbacks(part: Part, paths: Paths) -> None:
    """A note for each such step."""
    for name, node in part.nodes.items():
        if name in paths.dead or node.pin is not None or node.bypass or not _matters(part, name, node):
            continue
        written = "importance" in node.model_fields_set
        field = ("importance",) if written else ()
        why = "it is essential" if written else "it counts as essential"
        message = f"one failure of `{name}` ends the run: {why}, and has no retry that helps and no fallback"
        hint = "Add `fallback: [{use: …}]` or `[{value: …}]`, or say `importance: optional`"
        part.report.add(CODE, part.at(name, *field), message, hint, severity="note", is_key=not written)


def _matters(part: Part, name: str, node: Node) -> bool:
    type = part.type(name)
    if node.importance != "essential" or type is None or type.is_flow:
        return False
    if node.fallback or node.reconstruct is not None or node.on_error not in (None, "fail"):
        return False
    if (node.effects or type.effects) == "none":
        return False
    if node.retry is not None:
        return node.retry.attempts < 2
    if "importance" in node.model_fields_set:
        return True
    # Without `retry` a step is tried again unless it may write twice.
    return type.id not in UNKNOWABLE and danger_of(node.effects, type, node.with_) == "known"
