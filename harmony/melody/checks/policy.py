"""Join, merge, quality, fallback and the other rules of a node."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from harmony.melody.change import Path
from harmony.melody.checks.part import Part
from harmony.melody.checks.resources import check_resources
from harmony.melody.interface import ERROR
from harmony.melody.model import RESERVED, Join, Node
from harmony.melody.problems import Severity, did_you_mean
from harmony.melody.wires import parse_ref
from harmony.sdk.failure import CLASSES

_PERCENT = re.compile(r"\d+(?:\.\d+)?\s*%")


def check_policies(part: Part) -> None:
    """The rules of every node of a part."""
    for name, node in part.nodes.items():
        if name in RESERVED:
            message = f"`{name}` is reserved and cannot be the id of a node"
            part.report.add("id.reserved", part.at(name), message, "Rename it", is_key=True)
        check_use(part, part.at(name, "use"), node.use)
        if node.in_ or node.merge:
            _check_lists(part, name, node)
        if isinstance(node.join, Join):
            wires = sum(not w.is_input for w in part.wires[name])
            check_join(part, part.at(name, "join"), node.join.need, wires)
        if node.cancels:
            _check_cancels(part, name, node)
        if node.resources:
            check_resources(part, name, node)
        _check_recovery(part, name, node)


def check_use(part: Part, path: Path, use: str) -> None:
    """Whether a node type is installed, and pinned."""
    report = part.report
    type = part.shared.find(use)
    if type is None:
        near = part.shared.types.suggest(use)
        hint = f"Did you mean `{near}`?" if near else "Install its extension, or use another node type"
        message = f"node type `{use}` is not installed; the node is kept as a placeholder"
        report.add("type.missing", path, message, hint, severity="warning")
    elif "@" not in use:
        hint = f"Write `use: {type.use}`"
        message = f"`{use}` does not say its version: the newest one is taken"
        report.add("type.unpinned", path, message, hint, severity="warning")


def check_join(part: Part, path: Path, need: Any, wires: int | None) -> None:
    """`need` of a join; `wires` is None where only play tells how many there are."""
    if need is None:
        return
    at = (*path, "need")
    hint = "Write a count, as in `need: 2`, or a share, as in `need: 75%`"
    if isinstance(need, str):
        if "{{" in need:
            return
        if not _PERCENT.fullmatch(need.strip()):
            part.report.add("join.need", at, f"“{need}” is neither a count nor a percentage", hint)
        elif float(need.strip()[:-1]) > 100:
            part.report.add("join.need", at, f"{need} is more than all", hint)
    elif isinstance(need, bool) or not isinstance(need, int | float):
        part.report.add("join.need", at, "`need` must be a count or a percentage", hint)
    elif need < 0:
        part.report.add("join.need", at, f"`need` is negative: {need}", hint)
    elif wires is not None and need > wires:
        counted = "one wire leads" if wires == 1 else f"{wires} wires lead"
        part.report.add("join.need", at, f"{need} wires are needed, but only {counted} here", hint)


def _check_lists(part: Part, name: str, node: Node) -> None:
    """Lists of wires and what merges them (17 of the fine points)."""
    for port, value in node.in_.items():
        if value == ():
            hint = "Name a wire, or delete the port"
            part.report.add("wire.empty", part.at(name, "in", port), f"port `{port}` has an empty list of wires", hint)
    for port in node.merge:
        if port not in node.in_:
            hint = did_you_mean(port, node.in_, what="Wired ports") or "Wire the port, or delete the merge"
            path = part.at(name, "merge", port)
            part.report.add(
                "merge.port", path, f"`merge` names the port `{port}`, which has no wires", hint, is_key=True
            )


def _check_cancels(part: Part, name: str, node: Node) -> None:
    for index, other in enumerate(node.cancels):
        if other not in part.nodes:
            hint = did_you_mean(other, part.nodes, what="Nodes here")
            part.report.add("wire.nowhere", part.at(name, "cancels", index), f"there is no node `{other}`", hint)
        elif other == name:
            part.report.add("cancels.self", part.at(name, "cancels", index), "a node cannot cancel itself", "Delete it")


def _check_recovery(part: Part, name: str, node: Node) -> None:
    """Retry, fallback, reconstruct, compensate, quality, pins."""
    if node.retry is not None:
        for index, word in enumerate(node.retry.errors or ()):
            if word not in CLASSES:
                path = part.at(name, "retry", "errors", index)
                hint = did_you_mean(word, sorted(CLASSES), what="Classes")
                part.report.add("retry.errors", path, f"there is no failure class `{word}`", hint)
    if node.fallback:
        _check_fallback(part, name, node)
    for word, call in (("reconstruct", node.reconstruct), ("compensate", node.compensate)):
        if call is not None:
            check_use(part, part.at(name, word, "use"), call.use)
            for port, ref in call.in_.items():
                _check_ref(part, part.at(name, word, "in", port), ref)
    if node.quality is not None:
        _check_quality(part, name, node)
    if node.pin is not None:
        _check_pins(part, name, node)


def _check_fallback(part: Part, name: str, node: Node) -> None:
    for index, alternative in enumerate(node.fallback):
        path = part.at(name, "fallback", index)
        has_value = "value" in alternative.model_fields_set
        if (alternative.use is None) == (not has_value):
            hint = "Write `{use: …, with: …}` or `{value: …}`"
            part.report.add("fallback.shape", path, "an alternative has a `use` or a `value`, and not both", hint)
        elif alternative.use is not None:
            check_use(part, (*path, "use"), alternative.use)
        else:
            _check_value(part, name, (*path, "value"), alternative.value)


def _check_value(part: Part, name: str, path: Path, value: Any) -> None:
    """A fixed value: of one output the value itself, of several an object by their names."""
    ports = part.ports(name)
    outputs = {p.name: p for p in ports.outputs if p is not ERROR}
    if ports.open_outputs or not outputs or (isinstance(value, str) and "{{" in value):
        return
    if len(outputs) == 1:
        (only,) = outputs.values()
        if isinstance(value, Mapping) and set(value) == {only.name}:
            hint = f"Write the value itself, without `{only.name}:`"
            message = f"`{name}` has the one output `{only.name}`, which would be an object with `{only.name}` in it"
            severity: Severity = "warning" if only.type in ("any", "json") else "error"
            part.report.add("fallback.value", path, message, hint, severity=severity)
    elif not isinstance(value, Mapping):
        hint = f"Write an object: `{{{', '.join(f'{port}: …' for port in outputs)}}}`"
        message = f"`{name}` has several outputs, for which one value does not stand"
        part.report.add("fallback.value", path, message, hint)
    else:
        for port in value:
            if port not in outputs:
                hint = did_you_mean(port, outputs, what="Its outputs")
                message = f"`{name}` has no output `{port}`"
                part.report.add("fallback.value", (*path, port), message, hint, is_key=True)


def _check_ref(part: Part, path: Path, ref: str) -> None:
    """`NODE.PORT` outside of `in`."""
    source, port = parse_ref(ref)
    if source == "inputs":
        if port not in part.inputs:
            part.report.add("wire.nowhere", path, f"there is no input `{port}`", did_you_mean(port or "", part.inputs))
    elif source not in part.nodes:
        hint = did_you_mean(source, part.nodes, what="Nodes here")
        part.report.add("wire.nowhere", path, f"there is no node `{source}`", hint)
    elif part.ports(source).output(port) is None and not part.ports(source).open_outputs:
        names = [p.name for p in part.ports(source).outputs]
        hint = did_you_mean(port or "", names, what="Its outputs")
        part.report.add("wire.nowhere", path, f"node `{source}` has no output port `{port or ''}`", hint)


def _check_quality(part: Part, name: str, node: Node) -> None:
    """A quality gate needs something that scores."""
    gate = node.quality
    assert gate is not None
    if gate.by is not None:
        check_use(part, part.at(name, "quality", "by"), gate.by)
        return
    type = part.type(name)
    if type is not None and not type.scores and gate.min > 0:
        hint = "Say what scores it, as in `by: llm.judge`"
        message = f"nothing is known to score what `{type.id}` gives: a gate without a score fails"
        part.report.add("quality.by", part.at(name, "quality"), message, hint, severity="warning", is_key=True)


def _check_pins(part: Part, name: str, node: Node) -> None:
    ports = part.ports(name)
    for port in node.pin or ():
        if ports.output(port) is None and not ports.open_outputs:
            hint = did_you_mean(port, [p.name for p in ports.outputs], what="Its outputs")
            path = part.at(name, "pin", port)
            part.report.add("pin.port", path, f"`pin` names the output `{port}`, which is not there", hint, is_key=True)
