"""What stands at the top of a document: inputs, rules, tests, secrets and layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from harmony.melody import routes
from harmony.melody.change import Path
from harmony.melody.checks.part import Part
from harmony.melody.checks.words import findings
from harmony.melody.model import RESERVED, Input, Node, RepeatRule, Test
from harmony.melody.problems import did_you_mean
from harmony.melody.wires import parse_ref
from harmony.sdk.types import NAMES, is_type

STATES = ("complete", "cached", "skipped", "cancelled", "error", "waiting", "idle")
_SECRET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_inputs(part: Part, inputs: Mapping[str, Input], path: Path) -> None:
    """Declared inputs of a Melody or body."""
    report = part.report
    for name, given in inputs.items():
        at = (*path, "inputs", name)
        if name in RESERVED:
            report.add(
                "id.reserved", at, f"`{name}` is reserved and cannot be the id of an input", "Rename it", is_key=True
            )
        if isinstance(given.type, str) and not is_type(given.type):
            hint = did_you_mean(given.type, sorted(NAMES), what="Types")
            report.add("input.type", (*at, "type"), f"there is no type `{given.type}`", hint)
        elif not given.is_required and isinstance(given.type, str) and not _suits(given.default, given.type):
            message = f"the default does not fit the type {given.type}"
            report.add("input.default", (*at, "default"), message, "Change the default or the type")
        if given.choices is not None:
            _check_choices(part, given, at)


def _check_choices(part: Part, given: Input, at: Path) -> None:
    if not given.choices:
        part.report.add("input.choices", (*at, "choices"), "there are no choices", "Name some, or delete `choices`")
    elif not given.is_required and given.default is not None and given.default not in given.choices:
        hint = did_you_mean(str(given.default), [str(c) for c in given.choices], what="Choices")
        part.report.add(
            "input.default", (*at, "default"), f"the default `{given.default}` is none of the choices", hint
        )


_SUITS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "path": (str,),
    "datetime": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "list": (tuple, list),
    "table": (tuple, list, str),
}


def _suits(value: Any, type: str) -> bool:
    """True if a default is of an input's type, as far as that can be told."""
    kind = "list" if type.startswith("list<") else type
    if value is None or kind not in _SUITS:
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _SUITS[kind])


def check_top(part: Part) -> None:
    """What only a whole document has."""
    melody, report = part.shared.melody, part.report
    check_inputs(part, melody.inputs, ())
    for name in melody.secrets:
        if not _SECRET.fullmatch(name):
            hint = "Use letters, digits and _, as in an environment variable"
            report.add("secret.id", ("secrets", name), f"`{name}` cannot be the name of a secret", hint, is_key=True)
    _check_rules(part)
    _check_layout(part)
    for index, test in enumerate(melody.tests):
        for name in test.inputs:
            if name not in melody.inputs:
                hint = did_you_mean(name, melody.inputs, what="Inputs") or "Add it under `inputs`, or delete it here"
                report.add(
                    "test.input", ("tests", index, "inputs", name), f"there is no input `{name}`", hint, is_key=True
                )
        for name in test.expect.output or ():
            if name not in melody.outputs:
                hint = did_you_mean(name, melody.outputs, what="Outputs") or "Add it under `outputs`, or delete it here"
                path = ("tests", index, "expect", "output", name)
                report.add("test.output", path, f"there is no output `{name}`", hint, is_key=True)
        _check_test_nodes(part, index, test)


def _check_test_nodes(part: Part, index: int, test: Test) -> None:
    """Nodes that a test pins, or whose states it expects, by their paths."""
    known = list(_paths(part.nodes, ""))
    for ref in test.pins:
        node, port = parse_ref(ref)
        path: Path = ("tests", index, "pins", ref)
        if not _is_node(part, node, known):
            hint = did_you_mean(node, known, what="Nodes")
            part.report.add("test.pin", path, f"there is no node `{node}`", hint, is_key=True)
        elif port is None:
            hint = f"Say which output is fixed: `{node}.PORT`"
            part.report.add("test.pin", path, f"`{ref}` names no output port", hint, is_key=True)
        elif node in part.nodes and part.ports(node).output(port) is None and not part.ports(node).open_outputs:
            hint = did_you_mean(port, [p.name for p in part.ports(node).outputs], what="Its outputs")
            part.report.add("test.pin", path, f"node `{node}` has no output port `{port}`", hint, is_key=True)
    for node, state in test.expect.states.items():
        path = ("tests", index, "expect", "states", node)
        if state not in STATES:
            part.report.add(
                "test.state", path, f"there is no state `{state}`", did_you_mean(state, STATES, what="States")
            )
        if not _is_node(part, node, known):
            hint = did_you_mean(node, known, what="Nodes")
            part.report.add("test.state", path, f"there is no node `{node}`", hint, is_key=True)


def _is_node(part: Part, path: str, known: list[str]) -> bool:
    """True if a path leads to a node; what lies in other files is not looked at."""
    first = part.nodes.get(path.partition("/")[0])
    return path in known or (first is not None and "/" in path and first.use.startswith("flow.melody"))


def _check_rules(part: Part) -> None:
    """Rules see `NODE.PORT`."""
    report = part.report
    for index, rule in enumerate(part.shared.melody.rules):
        path: Path = ("rules", index, "check")
        error, paths = findings(part.shared.expressions, rule.check, is_bare=True)
        if error is not None:
            message, _, hint = error.partition(". ")
            hint = hint or "Write it as in `plan.language == code.language`"
            report.add("expression.syntax", path, f"“{rule.check}” cannot be read: {message}", hint)
        for look_up in paths:
            node, port = look_up[0], look_up[1] if len(look_up) > 1 else None
            if node == "inputs":
                continue
            if node not in part.nodes:
                hint = did_you_mean(node, part.nodes, what="Nodes")
                report.add("expression.scope", path, f"there is no node `{node}`; rules see `NODE.PORT`", hint)
            elif port is not None and part.ports(node).output(port) is None and not part.ports(node).open_outputs:
                hint = did_you_mean(port, [p.name for p in part.ports(node).outputs], what="Its outputs")
                report.add("expression.scope", path, f"node `{node}` has no output port `{port}`", hint)
        if isinstance(rule.else_, RepeatRule) and rule.else_.repeat not in part.nodes:
            hint = did_you_mean(rule.else_.repeat, part.nodes, what="Nodes")
            report.add(
                "wire.nowhere", ("rules", index, "else", "repeat"), f"there is no node `{rule.else_.repeat}`", hint
            )


def _check_layout(part: Part) -> None:
    """Places and frames of nodes that are not there: harmless, so warnings."""
    melody = part.shared.melody
    known = set(_paths(melody.nodes, ""))
    hint = "Delete the entry"
    for name in melody.layout.nodes:
        if name not in known:
            message = f"a place for the node `{name}`, which is not there"
            path: Path = ("layout", "nodes", name)
            part.report.add("layout.node", path, message, hint, severity="warning", is_key=True)
    for index, frame in enumerate(melody.layout.frames):
        for position, name in enumerate(frame.nodes):
            if name not in known:
                message = f"a frame holds the node `{name}`, which is not there"
                path = ("layout", "frames", index, "nodes", position)
                part.report.add("layout.node", path, message, hint, severity="warning")
    _check_routes(part, known)


def _check_routes(part: Part, known: set[str]) -> None:
    """Routes of wires whose ends are not there."""
    for key in part.shared.melody.layout.wires:
        nodes = [routes.node_of(end) for end in routes.ends(key)]
        lost = [n for n in nodes if n not in known and n.rpartition("/")[2] not in {"inputs", "outputs"}]
        if lost:
            message = f"a route for the wire `{key}`; `{lost[0]}` is not there"
            path: Path = ("layout", "wires", key)
            part.report.add("layout.node", path, message, "Delete the entry", severity="warning", is_key=True)


def _paths(nodes: Mapping[str, Node], before: str) -> Iterator[str]:
    for name, node in nodes.items():
        yield before + name
        if node.body is not None:
            yield from _paths(node.body.nodes, f"{before}{name}/")
