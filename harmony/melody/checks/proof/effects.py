"""Steps that write, are not idempotent, and would be tried again: the effect may come twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from harmony.melody.change import Path
from harmony.melody.checks.part import Part, Shared
from harmony.melody.checks.proof.paths import is_type
from harmony.melody.model import Join, Node, RepeatRule
from harmony.sdk.manifest import NodeType

CODE = "proof.effects"
NOTHING_DONE = frozenset(("rate_limit", "unavailable", "auth", "invalid_input"))
"""Classes of failures after which the step has done nothing."""
UNKNOWABLE = ("python.code", "shell.run")
_REPEATABLE = frozenset("GET HEAD OPTIONS PUT DELETE".split())
"""Methods that may be sent twice (RFC 9110, 9.2.2)."""

Danger = Literal["known", "unknown", "none"]


def prove_effects(part: Part) -> None:
    """All that plays a step again by plan."""
    for name, node in part.nodes.items():
        if not node.enabled or node.pin is not None:
            continue
        retry = node.retry
        if retry is not None and retry.attempts > 1 and not (retry.errors and set(retry.errors) <= NOTHING_DONE):
            _report(part, name, ("retry",), f"tried up to {retry.attempts} times")
        gate = node.quality
        if gate is not None and gate.else_ == "repeat" and gate.times > 0:
            _report(part, name, ("quality", "times"), f"played up to {gate.times + 1} times by its quality gate")
        if isinstance(node.join, Join) and node.join.late == "merge":
            behind = part.graph.downstream(name)
            first = next((n for n in part.nodes if n in behind and _danger_of(part, n) == "known"), None)
            if first is not None:
                message = f"each late value plays `{first}` again, which writes and is not idempotent"
                hint = "Use `late: drop`, or let that step come before the join"
                part.report.add(CODE, part.at(name, "join", "late"), message, hint, severity="warning")
    if not part.path:
        _check_rules(part)


def _report(part: Part, name: str, field: Path, how: str) -> None:
    node = part.nodes[name]
    found = list(dangers(part.shared, node, part.type(name)))
    known = next((d for d in found if d.danger == "known"), None)
    if known is not None:
        who = f"`{name}`" if not known.path else f"with its body, `{name}/{known.path}`"
        message = f"{who} is {how}, but it writes and is not idempotent: its effect may come twice"
        hint = known.hint or "Retry only where nothing was done yet, as in `errors: [rate_limit, unavailable]`"
        part.report.add(CODE, part.at(name, *field), message, hint, severity="warning")
    elif found:
        who = f"`{name}`" if not found[0].path else f"`{name}/{found[0].path}`"
        message = f"{who} is {how}, and nobody can know whether its code writes"
        hint = "Say it: `effects: none`, `reads` or `writes`"
        part.report.add(CODE, part.at(name, *field), message, hint, severity="note")


def _danger_of(part: Part, name: str) -> Danger:
    found = [d.danger for d in dangers(part.shared, part.nodes[name], part.type(name))]
    return "known" if "known" in found else "unknown" if found else "none"


@dataclass(frozen=True, slots=True)
class Found:
    """A step that may do something twice: its path below the node, and the way out."""

    danger: Danger
    path: str
    hint: str = ""


def dangers(shared: Shared, node: Node, type: NodeType | None, below: str = "") -> Iterator[Found]:
    """The steps of a node (itself, or those in its body) whose effect may come twice."""
    if not node.enabled or node.pin is not None or node.bypass:
        return
    if node.body is not None:
        for name, inner in node.body.nodes.items():
            yield from dangers(shared, inner, shared.find(inner.use), f"{below}/{name}" if below else name)
        return
    danger = danger_of(node.effects, type, node.with_)
    if danger != "none":
        hint = "An `Idempotency-Key` header makes it safe, if the service knows it" if is_http(node) else ""
        yield Found(danger, below, hint)


def danger_of(effects: str | None, type: NodeType | None, params: Mapping[str, Any]) -> Danger:
    """What playing a step twice may do.

    Args:
        effects: the node's own word.
        type: its node type; of one that is not installed nothing is known.
        params: its `with`.
    """
    if effects is not None:
        return "known" if effects == "writes" and (type is None or not type.idempotent) else "none"
    if type is None or type.idempotent or type.effects != "writes":
        return "none"
    if type.id in UNKNOWABLE:
        return "unknown"
    return "none" if _is_repeatable(type, params) else "known"


def is_http(node: Node) -> bool:
    """True for a call by HTTP."""
    return is_type(node, "http.request")


def _is_repeatable(type: NodeType, params: Mapping[str, Any]) -> bool:
    """True for a call by HTTP that may be sent twice."""
    if type.id != "http.request":
        return False
    method = params.get("method", "GET")
    headers = params.get("headers")
    keyed = isinstance(headers, Mapping) and any(str(h).lower() == "idempotency-key" for h in headers)
    return keyed or str(method).upper() in _REPEATABLE


def _check_rules(part: Part) -> None:
    """A rule that plays a node and what follows again."""
    for index, rule in enumerate(part.shared.melody.rules):
        if not isinstance(rule.else_, RepeatRule) or rule.else_.repeat not in part.nodes or not rule.else_.times:
            continue
        again = part.graph.downstream(rule.else_.repeat) | {rule.else_.repeat}
        first = next((n for n in part.nodes if n in again and _danger_of(part, n) == "known"), None)
        if first is not None:
            message = f"this rule plays `{first}` again, which writes and is not idempotent: its effect may come twice"
            hint = "Use `else: fail` or `gap`, or let that step follow something else"
            part.report.add(CODE, ("rules", index, "else"), message, hint, severity="warning")
