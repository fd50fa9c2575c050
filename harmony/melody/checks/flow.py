"""What the flow nodes need: cases, bodies, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.melody.checks.part import Part
from harmony.melody.checks.policy import check_join
from harmony.melody.checks.words import COUNTS, Speaker
from harmony.melody.interface import capabilities_of, melody_file
from harmony.melody.model import RESERVED, Node
from harmony.melody.problems import did_you_mean

BODIES = ("flow.each", "flow.repeat")


def check_flow(part: Part) -> None:
    """The flow nodes of a part."""
    for name, node in part.nodes.items():
        word = node.use.partition("@")[0]
        if node.body is not None and word not in BODIES:
            hint = "Use flow.each or flow.repeat, or delete the body"
            part.report.add("body.unused", part.at(name, "body"), f"`{node.use}` plays no body", hint, is_key=True)
        if word.startswith("flow."):
            check = _CHECKS.get(word.partition(".")[2])
            if check is not None:
                check(part, name, node)


def _check_switch(part: Part, name: str, node: Node) -> None:
    cases = node.with_.get("cases")
    speaker = Speaker(part, name)
    if not isinstance(cases, tuple):
        return
    if not cases:
        part.report.add("switch.cases", part.at(name, "with", "cases"), "a switch needs a case", "Add one")
    for index, case in enumerate(cases):
        if not isinstance(case, Mapping):
            continue
        when, to = case.get("when"), case.get("to")
        if isinstance(when, str):
            speaker.say(when, ("with", "cases", index, "when"), is_bare=True)
        _check_port_name(part, name, ("with", "cases", index, "to"), to)
    _check_port_name(part, name, ("with", "else"), node.with_.get("else"))


def _check_port_name(part: Part, name: str, field: tuple[str | int, ...], to: Any) -> None:
    if isinstance(to, str) and to in RESERVED:
        part.report.add("id.reserved", part.at(name, *field), f"`{to}` is reserved", "Use another name")


def _check_each(part: Part, name: str, node: Node) -> None:
    _check_body(part, name, node)
    join = node.with_.get("join")
    if isinstance(join, Mapping):
        check_join(part, part.at(name, "with", "join"), join.get("need"), None)
        if isinstance(join.get("when"), str):
            Speaker(part, name).say(join["when"], ("with", "join", "when"), is_bare=True, more=COUNTS)
    grow = node.with_.get("grow")
    outputs = node.body.outputs if node.body else {}
    if isinstance(grow, str) and grow not in outputs:
        hint = did_you_mean(grow, outputs, what="Its outputs")
        path = part.at(name, "with", "grow")
        part.report.add("each.grow", path, f"`grow` names the output `{grow}`, which the body does not have", hint)
    if "items" not in node.in_ and "items" not in node.with_ and part.type(name) is None:
        part.report.add("input.missing", part.at(name), "`flow.each` needs `items`", "Wire a list to it", is_key=True)


def _check_repeat(part: Part, name: str, node: Node) -> None:
    _check_body(part, name, node)
    until = node.with_.get("until")
    if isinstance(until, str):
        outputs = frozenset(node.body.outputs if node.body else ())
        speaker = Speaker(part, name)
        speaker.say(until, ("with", "until"), is_bare=True, more=outputs | {"iteration", "previous"})


def _check_body(part: Part, name: str, node: Node) -> None:
    if node.body is None or not node.body.nodes:
        path = part.at(name) if node.body is None else part.at(name, "body")
        hint = "Add `body: {nodes: {…}, outputs: {…}}`"
        part.report.add("body.missing", path, f"`{node.use}` has no body to play", hint, is_key=True)


def _check_join(part: Part, name: str, node: Node) -> None:
    wires = sum(not w.is_input for w in part.wires[name])
    check_join(part, part.at(name, "with"), node.with_.get("need"), wires)


def _check_melody(part: Part, name: str, node: Node) -> None:
    """The file of a flow.melody node, and its inputs without wire or default (24)."""
    text, shared = melody_file(node), part.shared
    if text is None or "{{" in text or shared.base is None:
        return
    path = part.at(name, "with", "melody")
    inner = shared.open_melody(text)
    if inner is None:
        file = shared.base / text
        reason = "cannot be loaded" if file.is_file() else "is not there"
        hint = (
            f"Run `harmony check {text}` to see why" if file.is_file() else "Paths are relative to this Melody's folder"
        )
        part.report.add("melody.file", path, f"`{text}` {reason}", hint)


def _check_choose(part: Part, name: str, node: Node) -> None:
    """Somebody must be able to do it."""
    capabilities = capabilities_of(node)
    look = getattr(part.shared.types, "players", None)
    if not capabilities or look is None or look(capabilities):
        return
    known = getattr(part.shared.types, "capabilities", ())
    hint = did_you_mean(capabilities[0], known, what="Capabilities") if known else ""
    said = " and ".join(f"`{word}`" for word in capabilities)
    part.report.add(
        "choose.nobody",
        part.at(name, "with", "capability"),
        f"no Player that is active can do {said}",
        hint or "Install an extension that can, or name a node type",
        severity="warning",
    )


def _check_wait(part: Part, name: str, node: Node) -> None:
    given = [w for w in ("for", "until", "event") if w in node.with_]
    if not given:
        hint = "Add `with: {for: 30s}`, `{until: …}` or `{event: NAME}`"
        part.report.add("wait.what", part.at(name), "`flow.wait` does not say what it waits for", hint, is_key=True)


_CHECKS = {
    "choose": _check_choose,
    "switch": _check_switch,
    "each": _check_each,
    "repeat": _check_repeat,
    "join": _check_join,
    "melody": _check_melody,
    "wait": _check_wait,
}
